package io.mmapdict.stubs;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The example of the SciPy list, 2005: a stack of images of which nobody knows how many there will
 * be; then at each pixel all images, in which what lies far from the others is replaced by their
 * median, in place. The stack may be larger than memory: a row of all images is looked at at a
 * time.
 */
public final class SigmaRejection {
  private static final double MOST_SIGMAS = 3;

  private SigmaRejection() {}

  /** Makes the stack and cleans it; its arguments are a file, and how many images of which size. */
  public static void main(String[] arguments) {
    long images = Long.parseLong(arguments[1]);
    int size = Integer.parseInt(arguments[2]);
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      for (long z = 0; z < images; z++) {
        stack.append(image(z, size));
      }
      clean(stack.array().orElseThrow());
    }
  }

  /** A smooth picture with a little noise, and cosmic rays at random places. */
  private static NDArray image(long z, int size) {
    short[] pixels = new short[size * size];
    for (int i = 0; i < pixels.length; i++) {
      long noise = (i * 7919L + z * 104_729L) % 13;
      boolean isHit = (i * 31L + z * 17L) % 1009 == 0;
      pixels[i] = (short) (isHit ? 60_000 : 1000 + i % size + noise);
    }
    return NDArray.ofUnsigned(pixels, size, size);
  }

  /**
   * Replaces outliers of a stack of images (images, rows, columns) by the median of their pixel.
   */
  static void clean(NDArray stack) {
    int images = Math.toIntExact(stack.shape().length(0));
    for (long y = 0; y < stack.shape().length(1); y++) {
      NDArray row = stack.select(1, y); // a view of all images: (images, columns)
      double[] columns = row.transpose().toDoubleArray();
      for (int x = 0; x < row.shape().length(1); x++) {
        double[] pixel = Arrays.copyOfRange(columns, x * images, (x + 1) * images);
        double median = median(pixel.clone());
        double sigma = sigma(pixel);
        for (int z = 0; z < images; z++) {
          if (Math.abs(pixel[z] - median) > MOST_SIGMAS * sigma) {
            row.at(z, x).setDouble(median);
          }
        }
      }
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double sigma(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / values.length);
  }
}
