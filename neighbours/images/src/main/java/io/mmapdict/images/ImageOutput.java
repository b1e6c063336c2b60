package io.mmapdict.images;

import io.mmapdict.awt.AwtImages;
import io.mmapdict.awt.AwtRasters;
import io.mmapdict.formats.WholeFile;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;

/** Arrays as files, by the JDK's writers. */
final class ImageOutput {
  /** What 32 bits address, less some for the tags. */
  private static final long MAX_TIFF_BYTES = (1L << 32) - (1L << 28);

  private static final int MOST_BANDS = 4;

  /** The JPEG library's. */
  private static final long MOST_JPEG_PIXELS = 65_500;

  private static final float JPEG_QUALITY = 0.95f;

  private ImageOutput() {}

  static void write(Path file, NDArray array, LongConsumer written) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      BufferedImage image = image(array);
      ToldWriting told = new ToldWriting(array.byteSize(), written);
      replace(file, "png", told, writer -> writer.write(image));
    } else if (name.endsWith(".tif") || name.endsWith(".tiff")) {
      writeTiff(file, array, written);
    } else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
      writeJpeg(file, array, written);
    } else {
      throw new IllegalArgumentException(
          file + ": expected a name that ends in .png, .tif, .tiff, .jpg, .jpeg");
    }
  }

  private static void writeJpeg(Path file, NDArray array, LongConsumer written) {
    if (array.rank() >= 2
        && Math.max(array.shape().length(0), array.shape().length(1)) > MOST_JPEG_PIXELS) {
      throw new IllegalArgumentException(
          "a JPEG has at most %d pixels a side, not shape %s"
              .formatted(MOST_JPEG_PIXELS, array.shape()));
    }
    BufferedImage image = AwtImages.toImage(array);
    int bands = image.getRaster().getNumBands();
    if (!array.dtype().equals(DType.UINT8) || (bands != 1 && bands != 3)) {
      throw new IllegalArgumentException(
          "a JPEG holds uint8 of height x width or height x width x 3, not %s of shape %s"
              .formatted(array.dtype(), array.shape()));
    }
    replace(
        file,
        "jpeg",
        new ToldWriting(array.byteSize(), written),
        writer -> {
          ImageWriteParam how = writer.getDefaultWriteParam();
          how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          how.setCompressionQuality(JPEG_QUALITY);
          writer.write(null, new IIOImage(image, null, null), how);
        });
  }

  private static void writeTiff(Path file, NDArray array, LongConsumer written) {
    if (array.byteSize() > MAX_TIFF_BYTES) {
      throw new IllegalArgumentException(
          "an array of " + array.byteSize() + " bytes is more than a TIFF holds; write it as npy");
    }
    int rank = array.rank();
    boolean stack =
        rank == 4 || (rank == 3 && array.shape().length(2) > MOST_BANDS && array.size() > 0);
    if (!stack) {
      BufferedImage image = tiffImage(array);
      ToldWriting told = new ToldWriting(array.byteSize(), written);
      replace(file, "tiff", told, writer -> writer.write(image));
      return;
    }
    BufferedImage first = tiffImage(array.select(0, 0)); // refuses what cannot be
    replace(
        file,
        "tiff",
        new ToldWriting(array.byteSize() / array.shape().length(0), written),
        writer -> {
          writer.prepareWriteSequence(null);
          for (long page = 0; page < array.shape().length(0); page++) {
            BufferedImage image = page == 0 ? first : tiffImage(array.select(0, page));
            writer.writeToSequence(new IIOImage(image, null, null), null);
          }
          writer.endWriteSequence();
        });
  }

  private static BufferedImage tiffImage(NDArray array) {
    boolean small = array.dtype().itemSize() <= 2 && array.dtype().kind() != DType.Kind.INT;
    if (small && array.dtype().kind() != DType.Kind.FLOAT) {
      return image(array);
    }
    WritableRaster raster = AwtRasters.toRaster(array);
    if (raster.getNumBands() % 2 == 0 && array.dtype().itemSize() == 8) {
      throw new IllegalArgumentException(
          "a TIFF of float64 with alpha would not be read again; write the bands alone, or float32");
    }
    return AwtRasters.image(raster);
  }

  /** An image of uint8, uint16 or bool. */
  private static BufferedImage image(NDArray array) {
    if (array.dtype().kind() != DType.Kind.BOOL) {
      return AwtImages.toImage(array);
    }
    if (array.rank() != 2 || array.size() == 0 || array.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "expected a bool array of height x width with elements, found shape " + array.shape());
    }
    int height = (int) array.shape().length(0);
    int width = (int) array.shape().length(1);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < height; y++) {
      image.getRaster().setPixels(0, y, width, 1, array.select(0, y).toIntArray());
    }
    return image;
  }

  /** What a writer is told to write. */
  @FunctionalInterface
  private interface Content {
    void to(ImageWriter writer) throws IOException;
  }

  private static void replace(Path file, String format, ToldWriting told, Content content) {
    WholeFile.write(
        file,
        part -> {
          ImageWriter writer = JdkPlugins.writer(format);
          try (ImageOutputStream out = new FileImageOutputStream(part.toFile())) {
            writer.setOutput(out);
            writer.addIIOWriteProgressListener(told);
            content.to(writer);
          } finally {
            writer.dispose();
          }
          return null;
        });
  }
}
