package io.mmapdict.registration.vision;

import java.util.ArrayList;
import java.util.List;

/** Which photos to register to which. Photo 0 is the reference. */
public final class PairPlan {
  /** Up to here all pairs are tried. */
  private static final int FEW = 8;

  /** Beyond, each photo is tried with so many before it, and with the reference. */
  private static final int NEIGHBOURS = 2;

  /**
   * One attempt: {@code from} is to be registered to {@code to}, which comes earlier.
   *
   * @param from index of a photo
   * @param to index of an earlier photo
   */
  public record Pair(int from, int to) {}

  private PairPlan() {}

  /**
   * All pairs of few photos. Of many, in the order they were given, each with the two before it
   * (the exposures of a bracket share most with their neighbours) and with the reference. Every
   * pair once; none for fewer than two photos.
   */
  public static List<Pair> pairs(int photos) {
    List<Pair> pairs = new ArrayList<>();
    for (int from = 1; from < photos; from++) {
      for (int to = 0; to < from; to++) {
        if (photos <= FEW || to == 0 || from - to <= NEIGHBOURS) {
          pairs.add(new Pair(from, to));
        }
      }
    }
    return pairs;
  }
}
