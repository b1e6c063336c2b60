package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.formats.Npy;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** Against what numpy makes of the same text. */
class SubscriptTest {
  private static final List<String> ONE_AXIS =
      List.of(
          "0",
          "2",
          "-1",
          "-3",
          ":",
          "::",
          "1:",
          ":2",
          "1:2",
          "-2:",
          ":-1",
          "-100:100",
          "100:",
          ":-100",
          "2:1",
          "::2",
          "1::2",
          "::-1",
          "2:0:-1",
          "1::-2",
          ":1:-1",
          "100::-1",
          "0:2:-1",
          "::100",
          "::-100",
          "-1:-100:-1",
          " 0 : 2 ",
          " -2 : : 2 ",
          "::999999999999999999");

  @TempDir private Path folder;

  private static List<String> texts() {
    List<String> texts =
        new ArrayList<>(List.of("...", "0,1,2", "...,1", "0,...", "0,...,::2", "1,", "1:,2,"));
    texts.addAll(ONE_AXIS);
    for (int i = 0; i < ONE_AXIS.size(); i++) {
      String second = ONE_AXIS.get((i * 5 + 3) % ONE_AXIS.size());
      String third = ONE_AXIS.get((i * 11 + 7) % ONE_AXIS.size());
      texts.add(ONE_AXIS.get(i) + "," + second);
      texts.add(ONE_AXIS.get(i) + "," + second + "," + third);
      texts.add("...," + ONE_AXIS.get(i));
      texts.add(ONE_AXIS.get(i) + ",...," + second);
      texts.add(ONE_AXIS.get(i) + "," + second + ",...," + third);
    }
    return texts;
  }

  @Test
  void meansWhatItMeansInNumpy() {
    List<Object> arguments = new ArrayList<>(List.of(folder));
    arguments.addAll(texts());
    Python.any()
        .run(
            """
            import numpy, sys
            a = numpy.arange(3 * 4 * 5).reshape(3, 4, 5)
            for i, text in enumerate(sys.argv[2:]):
                numpy.save('%s/%d.npy' % (sys.argv[1], i), eval('a[%s]' % text))
            """,
            arguments.toArray());
    NDArray array = NDArray.zeros(DType.INT64, 60);
    for (int i = 0; i < 60; i++) {
      array.at(i).setLong(i);
    }
    List<String> texts = texts();
    for (int i = 0; i < texts.size(); i++) {
      NDArray expected = Npy.map(folder.resolve(i + ".npy"));
      NDArray found = Subscript.parse(texts.get(i)).of(array.reshape(3, 4, 5));
      assertEquals(expected.shape(), found.shape(), texts.get(i));
      assertEquals(expected, found, texts.get(i));
    }
  }

  @Test
  void aMaskIsSlicedWithItsData() {
    NDArray data = NDArray.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    NDArray mask = NDArray.zeros(DType.BOOL, 2, 3);
    MaskedArray masked = MaskedArray.of(data, mask);
    masked.maskOut(1, 2);
    MaskedArray part = Subscript.parse("1,::-1").of(masked);
    assertTrue(part.isMasked(0));
    assertEquals(NDArray.of(new double[] {6, 5, 4}, 3), part.data());
  }

  @Test
  void whatIsNoneIsRefused() {
    for (String text :
        List.of(
            "",
            "a",
            "1:2:3:4",
            "1,,2",
            "1,,",
            ",",
            "0:1:0",
            "...,...",
            "1.5",
            "1 2",
            "0:1 2",
            "--1",
            "9999999999999999999")) {
      assertThrows(TypeConversionException.class, () -> Subscript.parse(text), text);
    }
  }

  @Test
  void whatTheArrayDoesNotHaveIsTold() {
    NDArray array = NDArray.zeros(DType.INT64, 3, 4);
    for (String text : List.of("3", "-4", "0,4", "0,0,0", "...,4")) {
      String message =
          assertThrows(IndexOutOfBoundsException.class, () -> Subscript.parse(text).of(array), text)
              .getMessage();
      assertTrue(message.contains("(3, 4)"), message);
    }
  }
}
