package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.registration.photo.PhotoReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code images/NAME}: photo files as arrays. */
final class ImageStage {
  private ImageStage() {}

  /** By the photos' names. Files are named in full: a machine of a cluster is in another folder. */
  static Stage of(Map<String, Path> photos) {
    Map<String, Path> files = new LinkedHashMap<>();
    photos.forEach((name, photo) -> files.put(Keys.image(name), photo.toAbsolutePath()));
    return Stage.files("images", files, ImageStage::read);
  }

  private static NDArray read(MmapDict dict, List<String> photo) {
    return MappedPixels.toArray(PhotoReader.read(Path.of(photo.getFirst())).pixels());
  }
}
