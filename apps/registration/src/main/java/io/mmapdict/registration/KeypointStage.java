package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.Step;
import io.mmapdict.registration.vision.Features;
import java.util.List;

/** {@code keypoints/NAME} of {@code images/NAME}. */
final class KeypointStage {
  private KeypointStage() {}

  static Stage of(List<String> names) {
    List<Step> steps =
        names.stream()
            .map(name -> new Step(Keys.keypoints(name), List.of(Keys.image(name))))
            .toList();
    return Stage.of("keypoints", keys -> steps, KeypointStage::detect);
  }

  private static KeypointRecord detect(MmapDict dict, List<String> image) {
    String name = Keys.imageName(image.getFirst());
    return KeypointRecord.of(Features.detect(Luminance.of(StoredPhotos.pixels(dict, name))));
  }
}
