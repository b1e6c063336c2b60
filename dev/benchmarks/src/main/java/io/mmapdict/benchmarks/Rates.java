package io.mmapdict.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rates per second as text: medians and spread. */
final class Rates {
  private Rates() {}

  /** Ours and the peer's, measured in turns, and the median of the rounds' ratios. */
  static String against(List<Double> ours, List<Double> peer) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / peer.get(i));
    }
    return String.format(
        "%s, lmdbjava %s, ratio %.2f (%.2f to %.2f)",
        of(ours), of(peer), median(ratios), Collections.min(ratios), Collections.max(ratios));
  }

  /** The median, the least and the most. */
  static String of(List<Double> rates) {
    return String.format(
        "%,.0fk/s (%,.0f to %,.0f)",
        median(rates) / 1e3, Collections.min(rates) / 1e3, Collections.max(rates) / 1e3);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
