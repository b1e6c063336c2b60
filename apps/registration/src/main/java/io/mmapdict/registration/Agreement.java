package io.mmapdict.registration;

import io.mmapdict.registration.photo.MatchPicture.Match;
import io.mmapdict.registration.vision.Features;
import io.mmapdict.registration.vision.Homography;
import java.util.ArrayList;
import java.util.List;

/** The keypoints of two photos that a transform puts on each other, for a picture of them. */
final class Agreement {
  /** In pixels of the reference. */
  private static final double NEAR = 1.5;

  private Agreement() {}

  /** Per keypoint of the photo the nearest of the reference, if it is within {@value #NEAR}. */
  static List<Match> of(Features photo, Features reference, Homography toReference) {
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < photo.count(); i++) {
      double x = toReference.x(photo.x()[i], photo.y()[i]);
      double y = toReference.y(photo.x()[i], photo.y()[i]);
      int nearest = -1;
      double best = NEAR;
      for (int j = 0; j < reference.count(); j++) {
        double distance = Math.hypot(reference.x()[j] - x, reference.y()[j] - y);
        if (distance < best) {
          best = distance;
          nearest = j;
        }
      }
      if (nearest >= 0) {
        matches.add(
            new Match(photo.x()[i], photo.y()[i], reference.x()[nearest], reference.y()[nearest]));
      }
    }
    return matches;
  }
}
