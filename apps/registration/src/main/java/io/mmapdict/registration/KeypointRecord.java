package io.mmapdict.registration;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.vision.Features;

/**
 * Keypoints as they stand in the file: a dict of arrays, one row per keypoint.
 *
 * @param x float32, pixels to the right
 * @param y float32, pixels down
 * @param scale float32, pixels
 * @param angle float32, radians, from x towards y
 * @param descriptors uint8, n x 128
 */
public record KeypointRecord(
    NDArray x, NDArray y, NDArray scale, NDArray angle, NDArray descriptors) {

  /** As the file keeps them. */
  static KeypointRecord of(Features features) {
    long n = features.count();
    return new KeypointRecord(
        NDArray.of(features.x(), n),
        NDArray.of(features.y(), n),
        NDArray.of(features.scale(), n),
        NDArray.of(features.angle(), n),
        NDArray.ofUnsigned(features.descriptors(), n, Features.DESCRIPTOR_LENGTH));
  }

  /** As the vision takes them: copies. */
  Features toFeatures() {
    return new Features(
        x.toFloatArray(),
        y.toFloatArray(),
        scale.toFloatArray(),
        angle.toFloatArray(),
        descriptors.toByteArray());
  }
}
