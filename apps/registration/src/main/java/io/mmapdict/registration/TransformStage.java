package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.Task;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.PairRegistration;
import io.mmapdict.registration.vision.PhotoResult;
import java.io.Serializable;
import java.util.List;

/**
 * One photo's transform to the reference into the file, by a worker. Where it was composed over
 * other photos, it is looked for once more directly, starting from there.
 */
final class TransformStage {
  private TransformStage() {}

  /**
   * What a worker is to do.
   *
   * @param name the photo's name
   * @param reference that of the reference photo; the same for the reference itself
   * @param transform what the pairs gave, row by row
   * @param path indices of the photos it was composed over, this one first, the reference last
   */
  @SuppressWarnings("ArrayRecordComponent") // Made, sent, unpacked; never compared.
  record Work(
      String name,
      String reference,
      double[] transform,
      int inliers,
      double rms,
      double uncertainty,
      List<Integer> path)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    static Work of(String name, String reference, PhotoResult.Registered result) {
      return new Work(
          name,
          reference,
          result.transform().toArray(),
          result.inliers(),
          result.rms(),
          result.uncertainty(),
          result.path());
    }

    static Work ofReference(String name) {
      return new Work(name, name, Homography.IDENTITY.toArray(), 0, 0, 0, List.of());
    }

    PhotoResult.Registered result() {
      return new PhotoResult.Registered(Homography.of(transform), inliers, rms, uncertainty, path);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Work that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How well the transform that was stored is supported. */
  record Support(int inliers, double rms) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  static Task<Work, Support> task() {
    return TransformStage::run;
  }

  private static Support run(MmapDict dict, Work work) {
    PhotoResult.Registered result = work.result();
    if (result.chained()) {
      result =
          result.or(
              PairRegistration.refine(
                  StoredPhotos.photo(dict, work.name()),
                  StoredPhotos.photo(dict, work.reference()),
                  result.transform()));
    }
    dict.set(Keys.transform(work.name()), StoredPhotos.array(result.transform()));
    return new Support(result.inliers(), result.rms());
  }
}
