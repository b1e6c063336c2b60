package io.mmapdict.cli;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.viewer.Description;
import io.mmapdict.viewer.PythonText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * An array as a small picture. Only the elements that become pixels are read: of a file larger than
 * memory as many as of a small one. Immutable.
 */
final class Thumbnail {
  /** Of the finite elements so many are black, and as many white. */
  private static final double BLACK_PERCENT = 2;

  private static final int WHITE = 255;
  private static final int MOST_COLOURS = 4;

  private final int width;
  private final int height;
  private final int[] rgb;
  private final String caption;

  private Thumbnail(int width, int height, int[] rgb, String caption) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
    this.caption = caption;
  }

  /** Whether there is a picture of it: of real numbers, with two axes or three. */
  static boolean isOf(Description shown) {
    NDArray array = shown.array();
    return array != null && isNumbers(array.dtype()) && array.size() > 0 && isPlane(array);
  }

  private static boolean isPlane(NDArray array) {
    int rank = array.rank() - (isGrowing(array) ? 1 : 0);
    return rank == 2 || rank == 3;
  }

  private static boolean isNumbers(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL, INT, UINT -> true;
      case FLOAT -> dtype.itemSize() <= Double.BYTES;
      default -> false;
    };
  }

  private static boolean isGrowing(NDArray array) {
    return array.rank() > 2 && StoredArrays.shapeOf(array).isPresent();
  }

  /**
   * The picture of an array, as large as fits. Of a growing one its last index; of a third axis of
   * 3 or 4 red, green and blue, of a longer one the middle.
   *
   * @param array one that {@link #isOf} says yes to
   */
  static Thumbnail of(NDArray array, int mostWidth, int mostHeight) {
    NDArray plane = array;
    String part = "";
    if (isGrowing(array)) {
      int axis = Detail.growingAxis(array);
      long last = array.shape().length(axis) - 1;
      plane = array.select(axis, last);
      part = "index %d of axis %d, ".formatted(last, axis);
    }
    if (plane.rank() == 3) {
      long bands = plane.shape().length(2);
      if (bands > MOST_COLOURS) {
        part += "band " + bands / 2 + ", ";
        plane = plane.slice(2, bands / 2, bands / 2 + 1);
      } else if (bands < MOST_COLOURS - 1) {
        plane = plane.slice(2, 0, 1); // grey, or grey and alpha
      }
    } else {
      plane = plane.newAxis(2);
    }
    return drawn(plane, part, mostWidth, mostHeight);
  }

  /** Of height x width x 1, 3 or 4. */
  private static Thumbnail drawn(NDArray plane, String part, int mostWidth, int mostHeight) {
    long rows = plane.shape().length(0);
    long columns = plane.shape().length(1);
    double scale = Math.min((double) mostWidth / columns, (double) mostHeight / rows);
    int width = Math.clamp(Math.round(columns * scale), 1, mostWidth);
    int height = Math.clamp(Math.round(rows * scale), 1, mostHeight);
    int colours = plane.shape().length(2) == 1 ? 1 : 3;
    double[] values = new double[width * height * colours];
    boolean truth = plane.dtype().kind() == DType.Kind.BOOL;
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < colours; c++) {
          var element = plane.at(middle(y, rows, height), middle(x, columns, width), c);
          values[at++] = truth ? (element.getBoolean() ? 1 : 0) : element.getDouble();
        }
      }
    }
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    double black = truth ? 0 : percentile(finite, BLACK_PERCENT);
    double white = truth ? 1 : percentile(finite, 100 - BLACK_PERCENT);
    int[] rgb = new int[width * height];
    for (int i = 0; i < rgb.length; i++) {
      for (int c = 0; c < 3; c++) {
        rgb[i] = rgb[i] << 8 | grey(values[i * colours + c % colours], black, white);
      }
    }
    String stretch = "black %s, white %s".formatted(rounded(black), rounded(white));
    return new Thumbnail(width, height, rgb, part + stretch);
  }

  /** Which of the elements stands in the middle of a pixel. */
  private static long middle(int pixel, long elements, int pixels) {
    return Math.min(elements - 1, (long) ((pixel + 0.5) * elements / pixels));
  }

  private static int grey(double value, double black, double white) {
    if (Double.isNaN(value) || !(white > black)) {
      return 0;
    }
    return (int) Math.round(Math.clamp((value - black) / (white - black), 0.0, 1.0) * WHITE);
  }

  /** Between the two nearest, as numpy does. */
  private static double percentile(double[] sorted, double percent) {
    if (sorted.length == 0) {
      return 0;
    }
    double place = percent / 100 * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  private static String rounded(double value) {
    return PythonText.number(new BigDecimal(value).round(new MathContext(4)).doubleValue());
  }

  /** In pixels. */
  int width() {
    return width;
  }

  /** In pixels. */
  int height() {
    return height;
  }

  /** Which part of the array it is, and what black and white are. */
  String caption() {
    return caption;
  }

  /** The colour of a pixel: red in bits 16 to 23, then green, then blue. */
  int at(int x, int y) {
    return rgb[y * width + x];
  }
}
