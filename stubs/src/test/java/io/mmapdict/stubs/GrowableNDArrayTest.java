package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.EntryInfo;
import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.NumpyNames;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.Audit;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that become longer where they stand. */
class GrowableNDArrayTest {
  @TempDir private Path folder;

  private static NDArray frame(int number) {
    int[] values = new int[6];
    Arrays.setAll(values, i -> 10 * number + i);
    return NDArray.of(values, 2, 3);
  }

  private static long offset(MmapDict dict, String key) {
    return dict.get(key, NDArray.class).fileOffset().orElseThrow();
  }

  @Test
  void theExample() {
    NDArray[] frames = {frame(0), frame(1)};
    try (MmapDict dict = MmapDict.open(folder.resolve("example.mmd"))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      for (NDArray frame : frames) {
        stack.append(frame);
      }
      NDArray all = stack.array().orElseThrow();
      assertEquals(frame(1), all.select(0, 1));
    }
  }

  @Test
  void framesAreAppendedAlongEachAxisAndPythonSeesThem() {
    Path file = folder.resolve("stack.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int axis = 0; axis <= 2; axis++) {
        GrowableNDArray stack = GrowableNDArray.of(dict, "axis" + axis).along(axis);
        for (int i = 0; i < 20; i++) {
          assertEquals(i, stack.append(frame(i)));
        }
        NDArray all = stack.array().orElseThrow();
        assertEquals(20, all.shape().length(axis));
        for (int i = 0; i < 20; i++) {
          assertEquals(frame(i), all.select(axis, i), "axis " + axis + " frame " + i);
        }
      }
    }
    String script =
        """
        import pickle, sys
        import numpy as np
        with open(sys.argv[1], 'rb') as f:
            loaded = pickle.load(f)
        frames = [np.arange(6, dtype='i4').reshape(2, 3) + 10 * i for i in range(20)]
        for axis in range(3):
            a = loaded['axis%d' % axis]
            assert type(a) is np.ndarray and a.dtype == np.int32 and a.flags.writeable
            assert np.array_equal(a, np.stack(frames, axis)), axis
        """;
    for (Python python : Python.all()) {
      assertEquals("", python.run(script, file), python.version());
    }
  }

  /** While the writer has the file open and goes on. */
  @Test
  void pythonSeesEachAppendAtOnce() {
    Path file = folder.resolve("live.mmd");
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f:
            a = pickle.load(f)['stack']
        print(a.shape, a[-1].tolist())
        """;
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(100);
      for (int i = 0; i < 3; i++) {
        stack.append(frame(i));
        NDArray last = frame(i);
        assertEquals(
            "(%d, 2, 3) [%s, %s]\n"
                .formatted(
                    i + 1,
                    Arrays.toString(last.select(0, 0).toIntArray()),
                    Arrays.toString(last.select(0, 1).toIntArray())),
            Python.any().run(script, file));
      }
    }
  }

  /** Room that nothing was stored to takes no blocks. */
  @Test
  void roomIsAHole() throws IOException {
    Path file = folder.resolve("hole.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(10_000_000);
      stack.append(frame(0));
      assertTrue(Files.size(file) >= 10_000_000L * 24);
      String blocks = "import os, sys; print(os.stat(sys.argv[1]).st_blocks)";
      long taken = 512 * Long.parseLong(Python.any().run(blocks, file).strip());
      assertTrue(taken < 1 << 20, taken + " bytes");
    }
  }

  /**
   * While there is room nothing moves, and arrays got before see what is stored, not its length.
   */
  @Test
  void nothingMovesWhileThereIsRoom() {
    Path file = folder.resolve("room.mmd");
    try (MmapDict dict = MmapDict.open(file);
        MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(100);
      stack.append(frame(0));
      long at = offset(dict, "stack");
      long entries = dict.entries().size();
      NDArray before = reader.get("stack", NDArray.class);
      for (int i = 1; i < 100; i++) {
        stack.append(frame(i));
        assertEquals(i + 1, reader.get("stack", NDArray.class).shape().length(0));
      }
      assertEquals(at, offset(dict, "stack"));
      assertEquals(entries, dict.entries().size());
      assertEquals(Shape.of(1, 2, 3), before.shape());
      stack.append(frame(100));
      assertTrue(at != offset(dict, "stack"), "the room was used up");
      assertEquals(frame(57), stack.array().orElseThrow().select(0, 57));
      assertEquals(frame(100), stack.array().orElseThrow().select(0, 100));
    }
  }

  /**
   * A page that was set does not show what is appended to it: better a shorter array than zeros.
   * Wherever the lengths lie in their page, or in the next.
   */
  @Test
  void whereElementsAreSetInMemoryItStaysAsLongAsItWas() {
    Path file = folder.resolve("private.mmd");
    NDArray frame = NDArray.of(new double[] {1, 2, 3});
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 64; i++) {
        dict.put("filler" + i, new byte[i * 64]);
        GrowableNDArray.of(dict, "stack" + i).withCapacity(1000).append(frame);
      }
      try (MmapDict mine = MmapDict.open(file, OpenMode.COPY_ON_WRITE)) {
        for (int i = 0; i < 64; i++) {
          mine.get("stack" + i, NDArray.class).at(0, 0).setDouble(42);
          GrowableNDArray.of(dict, "stack" + i).append(frame);
          NDArray now = mine.get("stack" + i, NDArray.class);
          assertEquals(Shape.of(1, 3), now.shape());
          assertEquals(42, now.at(0, 0).getDouble());
        }
      }
      try (MmapDict mine = MmapDict.open(file, OpenMode.COPY_ON_WRITE)) {
        NDArray now = mine.get("stack0", NDArray.class);
        assertEquals(Shape.of(2, 3), now.shape());
        assertEquals(frame, now.select(0, 0));
        assertEquals(frame, now.select(0, 1));
      }
    }
  }

  /**
   * Doubling: of n frames fewer than 2 n are copied in all moves together, and room is at most n.
   */
  @Test
  void movesAreFewAndRoomIsAtMostTwice() {
    try (MmapDict dict = MmapDict.open(folder.resolve("moves.mmd"))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      NDArray frame = NDArray.zeros(DType.FLOAT64, 1000);
      long at = -1;
      long moved = 0;
      for (int i = 0; i < 1000; i++) {
        stack.append(frame);
        if (offset(dict, "stack") != at) {
          at = offset(dict, "stack");
          moved += i;
        }
        EntryInfo last = dict.entries().getLast();
        assertTrue(last.valueLength() <= 2L * (i + 1) * 8000 + 8192, i + " " + last);
      }
      assertTrue(moved < 2000, "moved " + moved);
      stack.trim();
      assertEquals(1000, stack.array().orElseThrow().shape().length(0));
      assertTrue(dict.entries().getLast().valueLength() < 1000 * 8000L + 8192);
      stack.append(frame);
      assertEquals(1001, stack.array().orElseThrow().shape().length(0));
    }
  }

  /** Memory that the system does not take where it lies, and more than is written at once. */
  @Test
  void framesOfJavasBytesAreAppended() {
    byte[] pixels = new byte[600_001];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 251);
    }
    try (MmapDict dict = MmapDict.open(folder.resolve("bytes.mmd"))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(2);
      stack.append(NDArray.of(pixels));
      stack.append(NDArray.of(pixels));
      assertEquals(NDArray.of(pixels), stack.array().orElseThrow().select(0, 1));
    }
  }

  @Test
  void blocksAreAppendedWhole() {
    try (MmapDict dict = MmapDict.open(folder.resolve("blocks.mmd"))) {
      for (int axis = 0; axis < 2; axis++) {
        long rows = 2L + axis;
        GrowableNDArray table = GrowableNDArray.of(dict, "table" + axis).along(axis);
        assertEquals(0, table.concat(frame(0)));
        assertEquals(rows, table.concat(frame(1)));
        assertEquals(2 * rows, table.concat(frame(2).slice(axis, 1, 1)));
        assertEquals(2 * rows, table.concat(frame(3).slice(axis, 0, 1)));
        NDArray all = table.array().orElseThrow();
        assertEquals(frame(1), all.slice(axis, rows, 2 * rows));
        assertEquals(frame(3).slice(axis, 0, 1), all.slice(axis, 2 * rows, 2 * rows + 1));
      }
    }
  }

  @Test
  void smallerAndLargerFramesArePadded() {
    try (MmapDict dict = MmapDict.open(folder.resolve("padded.mmd"))) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      stack.append(NDArray.of(new double[] {1, 2, 3, 4}, 2, 2));
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> stack.append(NDArray.of(new double[] {1, 2}, 1, 2)));
      assertTrue(
          e.getMessage().contains("(1, 2, 2)") && e.getMessage().contains("padding"),
          e::getMessage);
      GrowableNDArray padded = stack.padding(-1);
      padded.append(NDArray.of(new double[] {5}, 1, 1));
      padded.append(NDArray.of(new double[] {6, 7, 8}, 1, 3));
      padded.append(NDArray.of(new double[] {9}, 1, 1));
      NDArray expected =
          NDArray.of(
              new double[] {
                1, 2, -1, 3, 4, -1, //
                5, -1, -1, -1, -1, -1, //
                6, 7, 8, -1, -1, -1, //
                9, -1, -1, -1, -1, -1
              },
              4,
              2,
              3);
      assertEquals(expected, stack.array().orElseThrow());
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() throws Exception {
    Path file = folder.resolve("refused.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
      stack.append(frame(0));
      byte[] before = Files.readAllBytes(file);
      NDArray floats = NDArray.zeros(DType.FLOAT32, 2, 3);
      assertThrows(IllegalArgumentException.class, () -> stack.append(floats));
      NDArray flat = NDArray.zeros(DType.INT32, 6);
      assertThrows(IllegalArgumentException.class, () -> stack.padding(0).append(flat));
      assertThrows(
          IllegalArgumentException.class,
          () -> GrowableNDArray.of(dict, "other").along(3).concat(frame(1)));
      assertTrue(Arrays.equals(before, Files.readAllBytes(file)));
      dict.put("text", "no array");
      assertThrows(
          IllegalArgumentException.class, () -> GrowableNDArray.of(dict, "text").append(frame(1)));
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertThrows(
          UnsupportedOperationException.class,
          () -> GrowableNDArray.of(dict, "stack").append(frame(1)));
    }
  }

  /** An array that was put as such grows, too, and one that has grown is an array to all others. */
  @Test
  void ordinaryArraysGrow() {
    Path file = folder.resolve("ordinary.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray fortran = NDArray.zeros(DType.INT32, Order.FORTRAN, Shape.of(2, 3));
      fortran.copyFrom(frame(4));
      dict.put("a", fortran);
      GrowableNDArray.of(dict, "a").along(1).concat(frame(5));
      NDArray both = dict.get("a", NDArray.class);
      assertEquals(frame(4), both.slice(1, 0, 3));
      assertEquals(frame(5), both.slice(1, 3, 6));
      dict.put("b", both);
      assertEquals(both, dict.get("b", NDArray.class));
      dict.vacuum();
      GrowableNDArray.of(dict, "a").along(1).concat(frame(6));
      assertEquals(frame(6), dict.get("a", NDArray.class).slice(1, 6, 9));
    }
    CheckReport report = FileCheck.of(file);
    assertTrue(report.findings().isEmpty(), report::toString);
  }

  @EachPython
  void structuresAndTextsGrowAndAreHarmless(Python python) throws Exception {
    Path file = folder.resolve("structures.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray words = GrowableNDArray.of(dict, "words");
      for (String word : List.of("a", "größe", "")) {
        NDArray one = NDArray.zeros(DType.of("<U5"));
        one.at().set(word);
        words.append(one);
      }
    }
    String script =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f:
            print(pickle.load(f)['words'].tolist())
        """;
    assertEquals("['a', 'größe', '']\n", python.run(script, file));
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    assertTrue(
        Audit.of(bytes, NumpyNames.allowedBy(AllowList.ofPython())).stream()
            .allMatch(finding -> finding.allowed()));
  }
}
