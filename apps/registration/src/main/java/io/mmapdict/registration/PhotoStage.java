package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.Task;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Features;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One photo's pixels and keypoints into the file, by the worker that makes them. */
final class PhotoStage {
  private PhotoStage() {}

  /**
   * What a worker is to do.
   *
   * @param name the photo's name
   * @param source the photo's file, or null if its pixels are in the mmapdict file
   */
  record Work(String name, @Nullable String source) implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return name;
    }
  }

  static Task<Work, @Nullable Void> task() {
    return PhotoStage::run;
  }

  private static @Nullable Void run(MmapDict dict, Work work) {
    Pixels pixels;
    NDArray stored = dict.get(Keys.image(work.name()), NDArray.class);
    if (stored == null) {
      if (work.source() == null) {
        throw new RegistrationException(Keys.image(work.name()) + " was removed meanwhile");
      }
      pixels = PhotoReader.read(Path.of(work.source())).pixels();
      dict.set(Keys.image(work.name()), MappedPixels.toArray(pixels));
    } else {
      pixels = MappedPixels.of(Keys.image(work.name()), stored);
    }
    if (!dict.containsKey(Keys.keypoints(work.name()))) {
      Features features = Features.detect(Luminance.of(pixels));
      dict.set(Keys.keypoints(work.name()), KeypointRecord.of(features));
    }
    return null;
  }
}
