package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.EmptyNDArray;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.testkit.Resident;
import io.mmapdict.viewer.Description;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small enough to be worked out by hand; larger ones against numpy in {@link WatchTerminalIT}. */
class ThumbnailTest {
  @TempDir private Path folder;

  private static int[] grey(int... values) {
    int[] rgb = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      rgb[i] = values[i] << 16 | values[i] << 8 | values[i];
    }
    return rgb;
  }

  private static int[] rgb(Thumbnail shown) {
    int[] rgb = new int[shown.width() * shown.height()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = shown.at(i % shown.width(), i / shown.width());
    }
    return rgb;
  }

  @Test
  void twoValuesAreBlackAndWhite() {
    NDArray truth = NDArray.of(new boolean[] {true, false, false, true}, 2, 2);
    Thumbnail shown = Thumbnail.of(truth, 2, 2);
    assertArrayEquals(grey(255, 0, 0, 255), rgb(shown));
    // Each becomes 2 x 2 pixels; the window is wider than that.
    Thumbnail large = Thumbnail.of(truth, 100, 4);
    assertEquals(4, large.width());
    assertArrayEquals(
        grey(255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255), rgb(large));
  }

  @Test
  void whatIsNoNumberIsBlackAndTheEndsAreCut() {
    double[] values = new double[104];
    for (int i = 0; i < 101; i++) {
      values[i] = i; // so 2 is black and 98 white
    }
    values[101] = Double.NaN;
    values[102] = Double.POSITIVE_INFINITY;
    values[103] = Double.NEGATIVE_INFINITY;
    Thumbnail shown = Thumbnail.of(NDArray.of(values, 2, 52), 52, 2);
    assertEquals("black 2.0, white 98.0", shown.caption());
    int[] rgb = rgb(shown);
    assertEquals(0, rgb[1]);
    assertEquals(0, rgb[2]);
    assertEquals(0x808080, rgb[50]); // 127.5 to the even one
    assertEquals(0xffffff, rgb[98]);
    assertEquals(0xffffff, rgb[100]);
    assertArrayEquals(new int[] {0, 0xffffff, 0}, Arrays.copyOfRange(rgb, 101, 104));
  }

  @Test
  void anArrayOfOneValueIsBlack() {
    Thumbnail shown = Thumbnail.of(NDArray.of(new int[] {7, 7}, 1, 2), 2, 2);
    assertArrayEquals(grey(0, 0), rgb(shown));
  }

  @Test
  void theNewestFrameOfAStackIsShown() {
    try (MmapDict dict = MmapDict.open(folder.resolve("stack"))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(8);
      stack.append(NDArray.of(new float[] {9, 9}, 1, 2));
      stack.append(NDArray.of(new float[] {0, 1}, 1, 2));
      Thumbnail shown = Thumbnail.of(stack.array().orElseThrow(), 2, 1);
      assertArrayEquals(grey(0, 255), rgb(shown));
      assertTrue(shown.caption().startsWith("index 1 of axis 0, black "), shown.caption());
    }
  }

  @Test
  void onlyNumbersOfTwoOrThreeAxesHaveOne() {
    try (MmapDict dict = MmapDict.open(folder.resolve("some"))) {
      dict.put("row", NDArray.zeros(DType.INT8, 5));
      dict.put("image", NDArray.zeros(DType.INT8, 5, 5));
      dict.put("cube", NDArray.zeros(DType.INT8, 5, 5, 5));
      dict.put("four", NDArray.zeros(DType.INT8, 5, 5, 5, 5));
      dict.put("none", NDArray.zeros(DType.INT8, 0, 5));
      dict.put("complex", NDArray.zeros(DType.COMPLEX64, 5, 5));
      dict.put("text", "text");
      for (Description each : Description.all(dict)) {
        boolean expected = each.key().equals("image") || each.key().equals("cube");
        assertEquals(expected, Thumbnail.isOf(each), each.key());
      }
    }
  }

  /** 100 GiB that take no disk: each pixel costs one page at most. */
  @Test
  void onlyWhatIsShownIsRead() throws IOException {
    try (MmapDict dict = MmapDict.open(folder.resolve("large"))) {
      dict.put("cube", EmptyNDArray.of(DType.FLOAT32, 1 << 15, 1 << 15, 25));
      NDArray cube = dict.get("cube", NDArray.class);
      cube.at((1 << 14) + (1 << 13), (1 << 14) + (1 << 13), 12).setFloat(1);
      long before = Resident.bytes(cube.asSegment());
      Thumbnail shown = Thumbnail.of(cube, 2, 2);
      assertArrayEquals(grey(0, 0, 0, 255), rgb(shown));
      assertFalse(Resident.bytes(cube.asSegment()) - before > 16 << 20);
    }
  }
}
