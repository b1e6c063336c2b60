package io.mmapdict.registration;

import java.util.Locale;

/** How registered photos become one picture. */
public enum MergeKind {
  /** A radiance map: float32, height x width x 3, linear RGB in the reference photo's frame. */
  HDR,
  /** A mosaic: uint8, height x width x 4, RGBA. */
  STITCH;

  /** The name on the command line and in the file: lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
