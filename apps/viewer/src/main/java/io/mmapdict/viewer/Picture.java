package io.mmapdict.viewer;

import io.mmapdict.awt.AwtImages;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An array as a picture: height x width, or height x width x 1 (grey), 2 (grey, alpha), 3 (RGB) or
 * 4 (RGBA). bool becomes 0 and 255, uint8 and uint16 stay as they are, and floats are stretched
 * linearly, the least finite value to 0 and the greatest to 255.
 */
public final class Picture {
  /** What is read at once: of an array on a web server its parts come at the same time. */
  private static final long BAND_BYTES = 1 << 23;

  private final BufferedImage image;
  private final @Nullable Stretch stretch;

  private Picture(BufferedImage image, @Nullable Stretch stretch) {
    this.image = image;
    this.stretch = stretch;
  }

  /**
   * What floats were stretched between: the one to 0, the other to 255. NaN is 0, too.
   *
   * @param least the least finite element; above {@code greatest} where none is finite
   * @param greatest the greatest finite element
   */
  public record Stretch(double least, double greatest) {
    /** Whether no element was finite: the picture is black. */
    public boolean isEmpty() {
      return least > greatest;
    }

    /** Whether no double says how far the two lie apart: the picture is black. */
    boolean isTooWide() {
      return Double.isInfinite(greatest - least);
    }
  }

  /**
   * The picture of an array. Reads all its elements.
   *
   * @param read told how many bytes more were read
   * @throws ViewerException if it has not the shape or type of one
   */
  public static Picture of(NDArray array, LongConsumer read) {
    long channels = array.rank() == 3 ? array.shape().length(2) : 1;
    if (array.rank() < 2 || array.rank() > 3 || channels > 4 || array.size() == 0) {
      throw new ViewerException(
          "a PNG wants height x width [x 1 to 4], and this array is " + array.shape());
    }
    if (array.size() > Integer.MAX_VALUE - 8) {
      throw new ViewerException("an array of " + array.shape() + " is too large for a PNG");
    }
    NDArray samples = array.rank() == 3 && channels == 1 ? array.select(2, 0) : array;
    return switch (array.dtype().toString()) {
      case "bool" -> new Picture(AwtImages.toImage(copied(samples, read), 0, 1), null);
      case "uint8", "uint16", ">u2" -> new Picture(AwtImages.asImage(copied(samples, read)), null);
      default -> {
        if (array.dtype().kind() == DType.Kind.FLOAT) {
          yield stretched(samples, read);
        }
        throw new ViewerException(
            "a PNG wants bool, uint8, uint16 or floats, and this array is " + array.dtype());
      }
    };
  }

  /** What was done to floats; empty for other types, which stay as they are. */
  public Optional<Stretch> stretch() {
    return Optional.ofNullable(stretch);
  }

  /**
   * Writes it as a PNG. The stream stays open.
   *
   * @param percent told how much is written
   */
  public void writeTo(OutputStream out, IntConsumer percent) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    if (!writers.hasNext()) {
      throw new IOException("this Java has no PNG writer");
    }
    ImageWriter writer = writers.next();
    OutputStream stream = new BufferedOutputStream(out);
    try (ImageOutputStream png = new MemoryCacheImageOutputStream(stream)) {
      writer.addIIOWriteProgressListener(new Written(percent));
      writer.setOutput(png);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    stream.flush();
  }

  /** In a Java array; bool as 0 and 1. */
  private static NDArray copied(NDArray array, LongConsumer read) {
    int size = Math.toIntExact(array.size());
    long[] shape = array.shape().toArray();
    NDArray samples =
        array.dtype().itemSize() == 1
            ? NDArray.ofUnsigned(new byte[size], shape)
            : NDArray.ofUnsigned(new short[size], shape);
    bands(
        array,
        (y, band) -> {
          samples.slice(0, y, y + band.shape().length(0)).copyFrom(band);
          read.accept(band.byteSize());
        });
    return samples;
  }

  private static Picture stretched(NDArray array, LongConsumer read) {
    Stretch stretch = stretchOf(array, read);
    boolean black = !(stretch.greatest > stretch.least) || stretch.isTooWide();
    return new Picture(
        black
            ? AwtImages.toImage(NDArray.zeros(DType.UINT8, array.shape().toArray()))
            : AwtImages.toImage(array, stretch.least, stretch.greatest),
        stretch);
  }

  private static Stretch stretchOf(NDArray array, LongConsumer read) {
    double[] bounds = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    bands(
        array,
        (_, band) -> {
          for (double value : band.toDoubleArray()) {
            if (Double.isFinite(value)) {
              bounds[0] = Math.min(bounds[0], value);
              bounds[1] = Math.max(bounds[1], value);
            }
          }
          read.accept(band.byteSize());
        });
    return new Stretch(bounds[0], bounds[1]);
  }

  /** Some rows of an array. */
  @FunctionalInterface
  private interface Band {
    void at(long y, NDArray rows);
  }

  private static void bands(NDArray array, Band each) {
    long height = array.shape().length(0);
    long rows = Math.max(1, BAND_BYTES * height / array.byteSize());
    for (long y = 0; y < height; y += rows) {
      each.at(y, array.slice(0, y, Math.min(height, y + rows)));
    }
  }
}
