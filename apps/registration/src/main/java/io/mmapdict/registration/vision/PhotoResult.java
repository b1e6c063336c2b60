package io.mmapdict.registration.vision;

import java.util.List;

/** Where one photo stands in the frame of the reference. */
public sealed interface PhotoResult {

  /** It is the reference. */
  record Reference() implements PhotoResult {}

  /**
   * It is registered.
   *
   * @param transform from the photo to the reference
   * @param inliers pairs of keypoints that agree; the fewest of any link on the way
   * @param rms of their distances in pixels; over several links, the root of the sum of squares
   * @param uncertainty the standard deviation of a pixel's place, on average over the photo, in
   *     pixels of the reference
   * @param path the photos on the way, first this one, last the reference
   */
  record Registered(
      Homography transform, int inliers, double rms, double uncertainty, List<Integer> path)
      implements PhotoResult {
    /** Copies the path. */
    public Registered {
      path = List.copyOf(path);
    }

    /** Whether other photos lie between it and the reference. */
    public boolean chained() {
      return path.size() > 2;
    }
  }

  /**
   * It could not be registered.
   *
   * @param why one sentence for the user, without the photo's name
   * @param inliers pairs of keypoints that agreed in the best attempt
   */
  record Failed(String why, int inliers) implements PhotoResult {}
}
