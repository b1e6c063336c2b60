package io.mmapdict.registration.photo;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes pictures as PNG: gray, RGB or RGBA of 8 bits; 16 bits are rounded to 8. */
public final class PngWriter {
  private PngWriter() {}

  /**
   * Writes a picture; a file of that name is replaced.
   *
   * @throws PhotoException if the file cannot be written
   */
  public static void write(Path file, Pixels pixels) {
    write(file, image(pixels));
  }

  static void write(Path file, BufferedImage image) {
    // Given a file it cannot open, ImageIO prints a stack trace: it gets a stream.
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("the JDK has no PNG writer");
      }
    } catch (IOException e) {
      throw new PhotoException(
          file
              + ": cannot be written ("
              + e.getMessage()
              + "). Check that the folder exists and may be written.",
          e);
    }
  }

  /** The picture as Java2D knows it. */
  static BufferedImage image(Pixels pixels) {
    int type =
        switch (pixels.bands()) {
          case 1 -> BufferedImage.TYPE_BYTE_GRAY;
          case 3 -> BufferedImage.TYPE_3BYTE_BGR;
          default -> BufferedImage.TYPE_4BYTE_ABGR;
        };
    int bands = pixels.bands();
    BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), type);
    WritableRaster raster = image.getRaster();
    int[] row = new int[pixels.width() * bands];
    int max = pixels.max();
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        for (int band = 0; band < bands; band++) {
          row[x * bands + band] = (pixels.sample(x, y, band) * 255 + max / 2) / max;
        }
      }
      raster.setPixels(0, y, pixels.width(), 1, row);
    }
    return image;
  }
}
