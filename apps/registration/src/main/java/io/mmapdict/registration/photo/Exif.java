package io.mmapdict.registration.photo;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.lang.Rational;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What the EXIF block of a photo says that registration needs. */
record Exif(OptionalDouble seconds, int orientation) {

  /**
   * Reads a file's EXIF block; where there is none, the orientation is upright.
   *
   * @throws IOException if the file's metadata is damaged beyond reading
   */
  static Exif read(Path file) throws IOException {
    Metadata metadata;
    try {
      metadata = ImageMetadataReader.readMetadata(file.toFile());
    } catch (ImageProcessingException e) {
      throw new IOException("its metadata is damaged: " + e.getMessage(), e);
    }
    OptionalDouble seconds = OptionalDouble.empty();
    int orientation = Orientation.UPRIGHT;
    // The first directory that says so: IFD0 comes before the thumbnail's.
    for (Directory directory : metadata.getDirectoriesOfType(ExifDirectoryBase.class)) {
      if (seconds.isEmpty()) {
        seconds = seconds(directory);
      }
      Integer tag = directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
      if (tag != null && orientation == Orientation.UPRIGHT) {
        orientation = tag;
      }
    }
    return new Exif(seconds, orientation);
  }

  /** ExposureTime, or else ShutterSpeedValue, which is -log2 of it (APEX). */
  private static OptionalDouble seconds(Directory directory) {
    Rational time = directory.getRational(ExifDirectoryBase.TAG_EXPOSURE_TIME);
    if (time != null && time.doubleValue() > 0) {
      return OptionalDouble.of(time.doubleValue());
    }
    Rational shutter = directory.getRational(ExifDirectoryBase.TAG_SHUTTER_SPEED);
    if (shutter != null && Double.isFinite(shutter.doubleValue())) {
      return OptionalDouble.of(Math.pow(2, -shutter.doubleValue()));
    }
    return OptionalDouble.empty();
  }
}
