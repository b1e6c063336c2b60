package io.mmapdict.registration.vision;

import boofcv.struct.geo.AssociatedPair;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Registers one photo to another: finds a homography, sharpens it, and tests it. */
public final class PairRegistration {
  /** Keypoints of each photo that are compared with each other, all with all. */
  private static final int STRONGEST = 3000;

  /** How far from its place a right pair may lie, in pixels of the coarser photo. */
  private static final double TOLERANCE = 3;

  /** How far around a predicted place to look again; lenses bend photos by this much. */
  private static final double REACH = 6;

  private static final double KNEE = 2;
  private static final int ROUNDS = 4;

  private final Photo fine;
  private final Photo coarse;

  private PairRegistration(Photo fine, Photo coarse) {
    this.fine = fine;
    this.coarse = coarse;
  }

  /** The transform from {@code from} to {@code to}, or why there is none. */
  public static PairResult register(Photo from, Photo to) {
    Matches all = DescriptorMatcher.match(from.features(), to.features(), STRONGEST);
    PoseVote vote = PoseVote.of(from.features(), to.features(), all);
    Matches agreeing = vote.agreeing(from.features(), to.features(), all);
    boolean toIsFiner = vote.logZoom() > 0;
    PairRegistration pair =
        toIsFiner ? new PairRegistration(to, from) : new PairRegistration(from, to);
    return pair.run(toIsFiner ? agreeing.swapped() : agreeing, toIsFiner);
  }

  /**
   * The same, starting from a transform that is known to be near, such as one composed over other
   * photos.
   */
  public static PairResult refine(Photo from, Photo to, Homography near) {
    double x = (from.width() - 1) / 2.0;
    double y = (from.height() - 1) / 2.0;
    boolean toIsFiner = near.jacobian(x, y).zoom() > 1;
    PairRegistration pair =
        toIsFiner ? new PairRegistration(to, from) : new PairRegistration(from, to);
    return pair.sharpen(toIsFiner ? near.inverse() : near, toIsFiner);
  }

  private PairResult run(Matches matches, boolean inverted) {
    List<AssociatedPair> pairs = matches.positions(fine.features(), coarse.features());
    Homography first = HomographyFit.ransac(pairs, TOLERANCE);
    int inliers = first == null ? 0 : within(first, pairs, TOLERANCE).size();
    Optional<String> doubt =
        Chance.doubt(inliers, pairs.size(), TOLERANCE, coarse.width(), coarse.height());
    if (first == null || doubt.isPresent()) {
      return new PairResult.Failed(doubt.orElse("no keypoints agree"), inliers);
    }
    return sharpen(first, inverted);
  }

  private PairResult sharpen(Homography start, boolean inverted) {
    HomographyFit.Fit fit = new HomographyFit.Fit(start, Model.PROJECTIVE);
    List<AssociatedPair> near = List.of();
    for (int round = 0; round < ROUNDS; round++) {
      near =
          GuidedMatcher.match(fine.features(), coarse.features(), fit.transform(), REACH)
              .positions(fine.features(), coarse.features());
      if (near.size() < 8) {
        return new PairResult.Failed("only " + near.size() + " keypoints agree", near.size());
      }
      fit = HomographyFit.refine(fit.transform(), near, KNEE);
    }
    Homography best = fit.transform();
    List<AssociatedPair> inliers = within(best, near, TOLERANCE);
    Precision precision = Precision.of(fit, inliers, fine.image(), coarse.image(), inverted);
    String why = doubt(best, inliers, precision);
    if (why != null) {
      return new PairResult.Failed(why, inliers.size());
    }
    PhotometricCheck check = PhotometricCheck.of(coarse.image(), fine.image(), best.inverse());
    if (check.doubt().isPresent()) {
      return new PairResult.Failed(check.doubt().get(), inliers.size());
    }
    return new PairResult.Registered(
        inverted ? best.inverse() : best,
        inliers.size(),
        rms(best, inliers),
        precision.photo(),
        check.median());
  }

  private @Nullable String doubt(
      Homography best, List<AssociatedPair> inliers, Precision precision) {
    int close = within(best, inliers, TOLERANCE / 2).size();
    return Chance.doubtOfScatter(close, inliers.size())
        .or(() ->
            Plausibility.doubt(best, fine.width(), fine.height(), coarse.width(), coarse.height()))
        .or(precision::doubt)
        .orElse(null);
  }

  private static List<AssociatedPair> within(
      Homography h, List<AssociatedPair> pairs, double tolerance) {
    return pairs.stream().filter(p -> distance(h, p) < tolerance).toList();
  }

  private static double distance(Homography h, AssociatedPair p) {
    return h.depth(p.p1.x, p.p1.y) > 0
        ? Math.hypot(h.x(p.p1.x, p.p1.y) - p.p2.x, h.y(p.p1.x, p.p1.y) - p.p2.y)
        : Double.POSITIVE_INFINITY;
  }

  private static double rms(Homography h, List<AssociatedPair> pairs) {
    double sum = 0;
    for (AssociatedPair pair : pairs) {
      double d = distance(h, pair);
      sum += d * d;
    }
    return Math.sqrt(sum / pairs.size());
  }
}
