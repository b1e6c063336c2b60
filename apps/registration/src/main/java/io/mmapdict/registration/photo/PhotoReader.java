package io.mmapdict.registration.photo;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads photographs: PNG and JPEG (and what else the JDK decodes: TIFF, BMP, GIF) of 8 or 16 bits,
 * and the Netpbm formats PGM and PPM of 8 or 16 bits.
 *
 * <p>Samples come as they are stored: no colour profile is applied, an alpha channel is left out.
 * Palettes and samples of 1, 2 or 4 bits become RGB of 8 bits. Safe for use from several threads.
 */
public final class PhotoReader {
  private static final String FORMATS = "a PNG, JPEG, TIFF, BMP, GIF, PGM or PPM file";

  private PhotoReader() {}

  /**
   * Reads a photograph upright, with its EXIF exposure time.
   *
   * @throws PhotoException if the file is missing, cannot be read, or is no image of these formats
   */
  public static Photo read(Path file) {
    if (!Files.isRegularFile(file)) {
      String what = Files.exists(file) ? "not a file" : "no such file";
      throw new PhotoException(
          file + ": " + what + "; expected " + FORMATS + ". Check the path and its spelling.");
    }
    try {
      if (Netpbm.matches(file)) {
        return new Photo(Netpbm.read(file), OptionalDouble.empty());
      }
      BufferedImage image = decode(file);
      Exif exif = Exif.read(file);
      return new Photo(Orientation.upright(pixels(image), exif.orientation()), exif.seconds());
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The JDK's decoders answer some damaged files with the unchecked ones.
      throw new PhotoException(
          file
              + ": cannot be read as an image ("
              + e.getMessage()
              + "); expected "
              + FORMATS
              + " that is whole. Copy it again, or convert it.",
          e);
    }
  }

  /** By the JDK's own decoders, whichever others are on the class path. */
  private static BufferedImage decode(Path file) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        if (reader.getClass().getModule() == ImageIO.class.getModule()) {
          reader.setInput(in, true, true);
          try {
            return reader.read(0);
          } finally {
            reader.dispose();
          }
        }
      }
    }
    throw new PhotoException(
        file + ": not an image; expected " + FORMATS + ". Convert it, or leave it out.");
  }

  /**
   * The exposure time in seconds that a photograph's EXIF says, without reading its pixels; empty
   * where it says none or the file is no photograph.
   */
  public static OptionalDouble exposureSeconds(Path file) {
    try {
      return Exif.read(file).seconds();
    } catch (IOException e) {
      return OptionalDouble.empty(); // whoever reads its pixels is told what is wrong with it
    }
  }

  private static Pixels pixels(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    int height = image.getHeight();
    if (!storedAsIs(image.getColorModel())) {
      SampleStore store = new SampleStore(width, height, 3, Byte.SIZE);
      int[] argb = new int[width];
      for (int y = 0; y < height; y++) {
        image.getRGB(0, y, width, 1, argb, 0, width);
        for (int x = 0; x < width; x++) {
          store.add((argb[x] >> 16) & 0xff);
          store.add((argb[x] >> 8) & 0xff);
          store.add(argb[x] & 0xff);
        }
      }
      return store.pixels();
    }
    int stored = raster.getNumBands();
    int bands = stored < 3 ? 1 : 3;
    SampleStore store =
        new SampleStore(width, height, bands, image.getColorModel().getComponentSize(0));
    int[] row = new int[width * stored];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < bands; band++) {
          store.add(row[x * stored + band]);
        }
      }
    }
    return store.pixels();
  }

  /** Whether the raster holds gray or RGB samples of 8 or 16 bits, and nothing to look up. */
  private static boolean storedAsIs(ColorModel model) {
    int bits = model.getComponentSize(0);
    for (int size : model.getComponentSize()) {
      if (size != bits) {
        return false;
      }
    }
    return model instanceof ComponentColorModel && (bits == Byte.SIZE || bits == Short.SIZE);
  }
}
