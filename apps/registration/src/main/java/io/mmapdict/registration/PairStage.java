package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.Task;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.PairRegistration;
import io.mmapdict.registration.vision.PairResult;
import java.io.Serializable;
import java.util.Arrays;

/** Two photos matched with each other, by a worker; the outcome goes back to the parent. */
final class PairStage {
  private PairStage() {}

  /** The photo to register, and the one to register it to. */
  record Work(String from, String to) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return from + " to " + to;
    }
  }

  /** A {@link PairResult} that travels. */
  @SuppressWarnings("ArrayRecordComponent") // Made, sent, unpacked; never compared.
  record Outcome(
      double[] transform,
      String why,
      int inliers,
      double rms,
      double uncertainty,
      double correlation)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    static Outcome of(PairResult result) {
      return switch (result) {
        case PairResult.Registered(
                Homography h,
                int inliers,
                double rms,
                double uncertainty,
                double correlation) ->
            new Outcome(h.toArray(), "", inliers, rms, uncertainty, correlation);
        case PairResult.Failed(String why, int inliers) ->
            new Outcome(new double[0], why, inliers, 0, 0, 0);
      };
    }

    PairResult toResult() {
      return transform.length == 0
          ? new PairResult.Failed(why, inliers)
          : new PairResult.Registered(
              Homography.of(transform), inliers, rms, uncertainty, correlation);
    }

    @Override
    public String toString() {
      return transform.length == 0 ? why : Arrays.toString(transform);
    }
  }

  static Task<Work, Outcome> task() {
    return PairStage::run;
  }

  private static Outcome run(MmapDict dict, Work work) {
    return Outcome.of(
        PairRegistration.register(
            StoredPhotos.photo(dict, work.from()), StoredPhotos.photo(dict, work.to())));
  }
}
