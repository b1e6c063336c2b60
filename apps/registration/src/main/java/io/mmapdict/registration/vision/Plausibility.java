package io.mmapdict.registration.vision;

import java.util.List;
import java.util.Optional;

/**
 * What no camera does between two photos of one scene, and what this engine was never measured on:
 * such transforms are refused whatever supports them.
 */
final class Plausibility {
  /** The measured range ends at 2.5; a tenth of an octave of slack. */
  static final double MAX_ZOOM = 2.68;

  /** Foreshortening of the overlap; a view at 60 degrees has 2. */
  private static final double MAX_STRETCH = 3;

  /** Of the nearest to the farthest corner. */
  private static final double MAX_DEPTH_RATIO = 5;

  private static final double MIN_OVERLAP = 0.02;
  private static final int STEPS = 41;

  private Plausibility() {}

  /** What speaks against a transform from one photo to another, if anything does. */
  static Optional<String> doubt(
      Homography transform, int width, int height, int otherWidth, int otherHeight) {
    Optional<String> horizon = horizon(transform, width, height);
    if (horizon.isPresent()) {
      return horizon;
    }
    List<Overlap.Point> overlap =
        Overlap.grid(transform, STEPS, width, height, otherWidth, otherHeight);
    double share = overlap.size() / (double) (STEPS * STEPS);
    if (share < MIN_OVERLAP) {
      return Optional.of("the photos would share only %.1f %% of one".formatted(100 * share));
    }
    double x = overlap.stream().mapToDouble(Overlap.Point::x).average().orElseThrow();
    double y = overlap.stream().mapToDouble(Overlap.Point::y).average().orElseThrow();
    return shape(transform.jacobian(x, y));
  }

  /**
   * What speaks against a transform that was composed over other photos, whether or not the first
   * and the last overlap.
   */
  static Optional<String> doubtOfChain(Homography transform, int width, int height) {
    return horizon(transform, width, height)
        .or(() -> shape(transform.jacobian((width - 1) / 2.0, (height - 1) / 2.0)));
  }

  private static Optional<String> horizon(Homography transform, int width, int height) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 4; corner++) {
      double depth = transform.depth((corner & 1) * (width - 1.0), (corner >> 1) * (height - 1.0));
      least = Math.min(least, depth);
      most = Math.max(most, depth);
    }
    if (least <= 0 || most / least > MAX_DEPTH_RATIO) {
      return Optional.of("the horizon would run through the photo or near it");
    }
    return Optional.empty();
  }

  private static Optional<String> shape(Jacobian local) {
    if (local.determinant() <= 0) {
      return Optional.of("the photo would be a mirror image");
    }
    if (local.largest() / local.smallest() > MAX_STRETCH) {
      return Optional.of(
          "the photo would be stretched %.1f times in one direction, more than %.1f"
              .formatted(local.largest() / local.smallest(), MAX_STRETCH));
    }
    double zoom = zoom(local);
    if (zoom > MAX_ZOOM) {
      return Optional.of(
          "the zoom would be %.2f, more than the %.2f that this engine is measured for"
              .formatted(zoom, MAX_ZOOM));
    }
    return Optional.empty();
  }

  /**
   * How far apart the distances are that the photos were taken from, at least 1. A tilt shortens
   * one direction only, so the zoom is read in the one that changes less.
   */
  private static double zoom(Jacobian local) {
    double a = Math.max(local.largest(), 1 / local.largest());
    double b = Math.max(local.smallest(), 1 / local.smallest());
    return Math.min(a, b);
  }
}
