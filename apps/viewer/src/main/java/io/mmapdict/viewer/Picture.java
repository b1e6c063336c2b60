package io.mmapdict.viewer;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.NDArray;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An array as a picture: height x width, or height x width x 1 (grey), 2 (grey, alpha), 3 (RGB) or
 * 4 (RGBA). bool becomes 0 and 255, uint8 and uint16 stay as they are, and floats are stretched
 * linearly, the least finite value to 0 and the greatest to 255.
 */
public final class Picture {
  private static final int WHITE = 255;

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
      case "bool" -> new Picture(image(array, DataBuffer.TYPE_BYTE, e -> e.getInt() * WHITE), null);
      case "uint8" -> new Picture(image(array, DataBuffer.TYPE_BYTE, Element::getInt), null);
      case "uint16", ">u2" ->
          new Picture(image(array, DataBuffer.TYPE_USHORT, Element::getInt), null);
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
    double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    forEach(
        array,
        element -> {
          double value = element.getDouble();
          if (Double.isFinite(value)) {
            range[0] = Math.min(range[0], value);
            range[1] = Math.max(range[1], value);
          }
        });
    double least = range[0];
    double greatest = range[1];
    Stretch stretch = new Stretch(least, greatest);
    if (stretch.isEmpty()) {
      return new Picture(image(array, DataBuffer.TYPE_BYTE, e -> 0), stretch);
    }
    double scale = greatest > least ? WHITE / (greatest - least) : 0;
    ToIntFunction<Element> samples =
        element -> {
          double value = element.getDouble();
          if (Double.isNaN(value)) {
            return 0;
          }
          double inside = Math.clamp(value, least, greatest);
          return (int) Math.round((inside - least) * scale);
        };
    return new Picture(image(array, DataBuffer.TYPE_BYTE, samples), stretch);
  }

  private static BufferedImage image(NDArray array, int type, ToIntFunction<Element> samples) {
    int channels = array.rank() == 3 ? (int) array.shape().length(2) : 1;
    boolean alpha = channels == 2 || channels == 4;
    int space = channels < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            type);
    WritableRaster raster =
        colours.createCompatibleWritableRaster(
            (int) array.shape().length(1), (int) array.shape().length(0));
    DataBuffer buffer = raster.getDataBuffer();
    int[] at = {0};
    forEach(array, element -> buffer.setElem(at[0]++, samples.applyAsInt(element)));
    return new BufferedImage(colours, raster, false, null);
  }

  /** Visits all elements row by row, the last axis fastest. */
  private static void forEach(NDArray array, Consumer<Element> visitor) {
    long[] index = new long[array.rank()];
    for (long n = array.size(); n > 0; n--) {
      visitor.accept(array.at(index));
      for (int axis = index.length - 1; axis >= 0; axis--) {
        if (++index[axis] < array.shape().length(axis)) {
          break;
        }
        index[axis] = 0;
      }
    }
  }
}
