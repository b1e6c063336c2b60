package io.mmapdict.registration.vision;

import boofcv.struct.geo.AssociatedPair;
import java.util.List;

/**
 * How many independent observations pairs of keypoints are. Those of one place share their error:
 * the same edge, the glare around the same window.
 */
final class Places {
  /** Side of a place, in pixels of the first photo. */
  private static final int SIDE = 32;

  private Places() {}

  /** The number of places that pairs lie in. */
  static int count(List<AssociatedPair> pairs) {
    return (int)
        pairs.stream()
            .map(pair -> List.of((int) pair.p1.x / SIDE, (int) pair.p1.y / SIDE))
            .distinct()
            .count();
  }
}
