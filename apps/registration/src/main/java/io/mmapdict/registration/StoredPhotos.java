package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.Photo;

/** What earlier stages left in the file, as later ones take it. */
final class StoredPhotos {
  private StoredPhotos() {}

  /** The pixels where they lie. */
  static Pixels pixels(MmapDict dict, String name) {
    String key = Keys.image(name);
    return MappedPixels.of(key, need(dict, key, NDArray.class));
  }

  /** The photo as the vision takes it: copies. */
  static Photo photo(MmapDict dict, String name) {
    KeypointRecord keypoints = need(dict, Keys.keypoints(name), KeypointRecord.class);
    return new Photo(Luminance.of(pixels(dict, name)), keypoints.toFeatures());
  }

  /** The transform from the photo to the reference. */
  static Homography transform(MmapDict dict, String name) {
    String key = Keys.transform(name);
    NDArray array = need(dict, key, NDArray.class);
    if (array.rank() != 2 || array.shape().length(0) != 3 || array.shape().length(1) != 3) {
      throw new RegistrationException(key + ": expected 3 x 3, found " + array.shape());
    }
    return Homography.of(array.toDoubleArray());
  }

  /** The array that keeps a transform. */
  static NDArray array(Homography transform) {
    return NDArray.of(transform.toArray(), 3, 3);
  }

  /** A value that must be there. */
  static <T> T need(MmapDict dict, String key, Class<T> type) {
    T value = dict.get(key, type);
    if (value == null) {
      throw new RegistrationException(
          dict.path() + ": '" + key + "' was removed while it was needed; run register again");
    }
    return value;
  }
}
