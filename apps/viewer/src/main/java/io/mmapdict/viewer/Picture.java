package io.mmapdict.viewer;

import io.mmapdict.awt.AwtImages;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An array as a picture: height x width, or height x width x 1 (grey), 2 (grey, alpha), 3 (RGB) or
 * 4 (RGBA). bool becomes 0 and 255, uint8 and uint16 stay as they are, and floats are stretched
 * linearly, the least finite value to 0 and the greatest to 255.
 */
public final class Picture {
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
   * @throws ViewerException if it has not the shape or type of one
   */
  public static Picture of(NDArray array) {
    long channels = array.rank() == 3 ? array.shape().length(2) : 1;
    if (array.rank() < 2 || array.rank() > 3 || channels > 4 || array.size() == 0) {
      throw new ViewerException(
          "a PNG wants height x width [x 1 to 4], and this array is " + array.shape());
    }
    if (array.size() > Integer.MAX_VALUE - 8) {
      throw new ViewerException("an array of " + array.shape() + " is too large for a PNG");
    }
    return switch (array.dtype().toString()) {
      case "bool" -> new Picture(AwtImages.toImage(array, 0, 1), null);
      case "uint8", "uint16", ">u2" -> new Picture(AwtImages.toImage(array), null);
      default -> {
        if (array.dtype().kind() == DType.Kind.FLOAT) {
          yield stretched(array);
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

  /** Writes it as a PNG. The stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    OutputStream stream = new BufferedOutputStream(out);
    if (!ImageIO.write(image, "png", new MemoryCacheImageOutputStream(stream))) {
      throw new IOException("this Java has no PNG writer");
    }
    stream.flush();
  }

  private static Picture stretched(NDArray array) {
    Stretch stretch = stretchOf(array);
    boolean black = !(stretch.greatest > stretch.least) || stretch.isTooWide();
    return new Picture(
        black
            ? AwtImages.toImage(NDArray.zeros(DType.UINT8, array.shape().toArray()))
            : AwtImages.toImage(array, stretch.least, stretch.greatest),
        stretch);
  }

  private static Stretch stretchOf(NDArray array) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (long y = 0; y < array.shape().length(0); y++) {
      for (double value : array.select(0, y).toDoubleArray()) {
        if (Double.isFinite(value)) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
      }
    }
    return new Stretch(least, greatest);
  }
}
