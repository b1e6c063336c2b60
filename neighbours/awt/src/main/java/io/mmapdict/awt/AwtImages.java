package io.mmapdict.awt;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * java.awt's images as arrays and arrays as its images: gray of height x width, gray and alpha of
 * height x width x 2, RGB of height x width x 3 and RGBA of height x width x 4, whatever order they
 * lie in. Element [y, x] is pixel (x, y).
 *
 * <p>Samples are taken as they are: no colour profile is applied, gray is not made brighter.
 *
 * <p><b>What is copied.</b> java.awt holds Java arrays. {@link #asArray} shares them: all gray
 * types, 3BYTE_BGR, 4BYTE_ABGR, INT_RGB, INT_BGR and custom types whose bands follow each other. It
 * cannot where alpha stands behind red, green and blue the other way round (INT_ARGB), where bands
 * have Java arrays of their own, and where samples have less than 8 bits. An array is an image in
 * place ({@link #asImage}) only where it lies in a Java array; one that is mapped from a file is
 * copied ({@link #toImage}).
 */
public final class AwtImages {
  private AwtImages() {}

  /**
   * An image as an array, in place: both see what the other sets. Of an image with a palette these
   * are the indices, of a premultiplied one what was multiplied.
   *
   * @throws UnsupportedOperationException if no strides say where its samples lie
   */
  public static NDArray asArray(BufferedImage image) {
    return AwtRasters.asArray(image.getRaster());
  }

  /**
   * A copy of an image's samples. Colours of a palette, and those of less than 8 bits a band, are
   * looked up: uint8 RGB, or RGBA if some are transparent.
   *
   * @throws IllegalArgumentException if colours are multiplied by alpha ({@code
   *     image.coerceData(false)} divides them again)
   */
  public static NDArray toArray(BufferedImage image) {
    if (image.isAlphaPremultiplied()) {
      throw new IllegalArgumentException(
          "the image's colours are multiplied by its alpha; call its coerceData(false) first");
    }
    return samplesAreColours(image.getColorModel())
        ? AwtRasters.toArray(image.getRaster())
        : colours(image);
  }

  private static boolean samplesAreColours(ColorModel model) {
    return model instanceof ComponentColorModel
        || (model instanceof DirectColorModel
            && IntStream.of(model.getComponentSize()).allMatch(bits -> bits == Byte.SIZE));
  }

  private static NDArray colours(BufferedImage image) {
    int bands = image.getColorModel().hasAlpha() ? 4 : 3;
    NDArray array = NDArray.zeros(DType.UINT8, image.getHeight(), image.getWidth(), bands);
    int[] argb = new int[image.getWidth()];
    byte[] row = new byte[image.getWidth() * bands];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      for (int x = 0; x < argb.length; x++) {
        row[x * bands] = (byte) (argb[x] >> 16);
        row[x * bands + 1] = (byte) (argb[x] >> 8);
        row[x * bands + 2] = (byte) argb[x];
        if (bands == 4) {
          row[x * bands + 3] = (byte) (argb[x] >> 24);
        }
      }
      array.select(0, y).copyFrom(NDArray.ofUnsigned(row, argb.length, bands));
    }
    return array;
  }

  /**
   * An array of uint8 or uint16 as an image: a copy, of the types BYTE_GRAY, 3BYTE_BGR, 4BYTE_ABGR
   * and USHORT_GRAY where they hold it, else a custom one.
   *
   * @throws IllegalArgumentException if the array has another type ({@link #toImage(NDArray,
   *     double, double)} scales it), is not height x width or height x width x 2 to 4, or has no
   *     elements
   */
  public static BufferedImage toImage(NDArray array) {
    checkSamples(array);
    int[] size = AwtRasters.size(array);
    int bands = size[2];
    boolean bytes = array.dtype().itemSize() == 1;
    if (bands == 2 || (bands > 2 && !bytes)) {
      return AwtRasters.image(AwtRasters.toRaster(array));
    }
    BufferedImage image = new BufferedImage(size[1], size[0], type(bands, bytes));
    if (bands == 1) {
      asArray(image).copyFrom(array.rank() == 3 ? array.select(2, 0) : array);
      return image;
    }
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    NDArray.ofUnsigned(samples, array.shape().toArray()).copyFrom(array);
    AwtRasters.reverseBands(samples, bands);
    return image;
  }

  private static int type(int bands, boolean bytes) {
    return switch (bands) {
      case 1 -> bytes ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
      case 3 -> BufferedImage.TYPE_3BYTE_BGR;
      default -> BufferedImage.TYPE_4BYTE_ABGR;
    };
  }

  /**
   * An array of any real numbers as an image of 8 bits: a copy, scaled so that one number becomes 0
   * and another 255, rounded. What lies beyond becomes the nearer of them, NaN 0.
   *
   * @param black the number that becomes 0; may be more than the other
   * @param white the number that becomes 255
   * @throws IllegalArgumentException if the two are equal or not finite, the array is not height x
   *     width or height x width x 2 to 4, or has no elements
   */
  public static BufferedImage toImage(NDArray array, double black, double white) {
    if (black == white || !Double.isFinite(white - black)) {
      throw new IllegalArgumentException(
          "expected two numbers to be black and white, found " + black + " and " + white);
    }
    checkBands(array);
    NDArray scaled = NDArray.zeros(DType.UINT8, array.shape().toArray());
    for (long y = 0; y < array.shape().length(0); y++) {
      double[] row = array.select(0, y).toDoubleArray();
      byte[] bytes = new byte[row.length];
      for (int i = 0; i < row.length; i++) {
        double part = Math.clamp((row[i] - black) / (white - black), 0, 1);
        bytes[i] = (byte) Math.round(255 * part);
      }
      NDArray target = scaled.select(0, y);
      target.copyFrom(NDArray.ofUnsigned(bytes, target.shape().toArray()));
    }
    return toImage(scaled);
  }

  /**
   * An array of uint8 or uint16 that lies in a Java array as an image, in place. RGB and RGBA
   * become custom types, since java.awt's own have the order reversed.
   *
   * @throws IllegalArgumentException if the array has another type, is not height x width or height
   *     x width x 2 to 4, or has no elements
   * @throws UnsupportedOperationException if it is mapped, read-only, of the other byte order, or
   *     its rows have gaps
   */
  public static BufferedImage asImage(NDArray array) {
    checkSamples(array);
    return AwtRasters.image(AwtRasters.asRaster(array));
  }

  private static void checkSamples(NDArray array) {
    DType dtype = array.dtype().withOrder(ByteOrder.nativeOrder());
    if (!dtype.equals(DType.UINT8) && !dtype.equals(DType.UINT16)) {
      throw new IllegalArgumentException(
          "expected an array of uint8 or uint16, found one of "
              + array.dtype()
              + "; toImage(array, black, white) scales it");
    }
    checkBands(array);
  }

  private static void checkBands(NDArray array) {
    if (AwtRasters.size(array)[2] > 4) {
      throw new IllegalArgumentException(
          "expected 1 to 4 bands (gray, gray and alpha, RGB, RGBA), found shape " + array.shape());
    }
  }
}
