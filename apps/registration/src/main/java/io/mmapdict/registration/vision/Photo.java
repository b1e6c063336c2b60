package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;

/**
 * What a registration needs to know of one photo.
 *
 * @param image brightness in any unit; nobody may change it
 * @param features its keypoints, from {@link Features#detect}
 */
public record Photo(GrayF32 image, Features features) {
  /** A photo with its keypoints, detected here. */
  public static Photo of(GrayF32 image) {
    return new Photo(image, Features.detect(image));
  }

  int width() {
    return image.width;
  }

  int height() {
    return image.height;
  }
}
