package io.mmapdict.registration;

import java.nio.file.Path;

/** The keys of a registration, by the photo's name. */
final class Keys {
  /** The summary: {@link RegistrationRecord}. */
  static final String REGISTRATION = "registration";

  /** Where the pairs put each photo: {@link GraphRecord}. */
  static final String GRAPH = "graph";

  /** The merged picture. */
  static final String MERGED = "merged";

  /** With a mosaic: float64, 3 x 3, from the reference photo to it. */
  static final String MERGED_TRANSFORM = "merged/transform";

  private static final String IMAGES = "images/";
  private static final String TRANSFORMS = "transforms/";

  private Keys() {}

  /** The pixels: uint8 or uint16, height x width, or height x width x 3 (RGB). */
  static String image(String name) {
    return IMAGES + name;
  }

  /** The keypoints: {@link KeypointRecord}. */
  static String keypoints(String name) {
    return "keypoints/" + name;
  }

  /** Of two photos: {@link MatchRecord}. A file's name has no slash, so no two keys are alike. */
  static String match(String from, String to) {
    return "matches/" + from + "/" + to;
  }

  /** Where a photo stands: {@link PlacementRecord}. */
  static String placement(String name) {
    return "placements/" + name;
  }

  /** From the photo to the reference: float64, 3 x 3. */
  static String transform(String name) {
    return TRANSFORMS + name;
  }

  /** Whether a key is that of a transform. */
  static boolean isTransform(String key) {
    return key.startsWith(TRANSFORMS);
  }

  /** Whether a key is that of an image. */
  static boolean isImage(String key) {
    return key.startsWith(IMAGES);
  }

  /** The photo's name in the key of its image. */
  static String imageName(String key) {
    return key.substring(IMAGES.length());
  }

  /** A photo's name: that of its file without the extension. */
  static String nameOf(Path photo) {
    String file = String.valueOf(photo.getFileName());
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
