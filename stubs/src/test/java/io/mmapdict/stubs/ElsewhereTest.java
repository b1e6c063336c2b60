package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays whose bytes come from elsewhere, and never are in memory. */
class ElsewhereTest {
  /** Small, odd, and more than is written at once. */
  private static final int[] BYTES = {0, 16, 4_000, (2 << 20) + 16, 40_000_000};

  @TempDir private Path folder;

  private Path random(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(folder.resolve("source" + bytes), content);
  }

  @Test
  void aFilesBytesAreCopied() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("file.mmd"))) {
      for (int bytes : BYTES) {
        Path source = random(bytes + 8);
        AtomicLong told = new AtomicLong();
        AtomicLong parts = new AtomicLong();
        dict.put(
            "a",
            FromFile.of(source, 8, DType.INT16, bytes / 2)
                .withProgress(copied -> {
                  told.addAndGet(copied);
                  parts.incrementAndGet();
                }));
        NDArray array = dict.get("a", NDArray.class);
        byte[] expected = Files.readAllBytes(source);
        assertEquals(bytes / 2, array.size());
        byte[] found = new byte[bytes];
        array.asByteBuffer().get(found);
        assertArrayEquals(Arrays.copyOfRange(expected, 8, expected.length), found);
        assertEquals(bytes, told.get());
        // The kernel copies 64 MiB at a time; what is read is read by 256 KiB.
        assertTrue(bytes <= 1 << 20 || parts.get() <= 4, parts + " parts");
      }
      Path source = random(24);
      dict.put("f", FromFile.of(source, 0, DType.of(">i4"), 2, 3).inOrder(Order.FORTRAN));
      NDArray array = dict.get("f", NDArray.class);
      NDArray expected =
          NDArray.over(
              MemorySegment.ofArray(Files.readAllBytes(source)),
              DType.of(">i4"),
              Order.FORTRAN,
              Shape.of(2, 3));
      assertEquals(expected, array);
      assertEquals(Order.FORTRAN, array.storageOrder());
    }
  }

  @Test
  void aStreamsBytesAreWritten() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("stream.mmd"))) {
      for (int bytes : BYTES) {
        byte[] content = Files.readAllBytes(random(bytes + 3));
        InputStream stream = new ByteArrayInputStream(content);
        dict.put("a", FromStream.of(stream, DType.UINT8, bytes));
        byte[] found = dict.get("a", NDArray.class).toByteArray();
        assertArrayEquals(Arrays.copyOf(content, bytes), found);
        assertEquals(3, stream.available(), "read too far");
      }
    }
  }

  @Test
  void whatEndsTooEarlyStoresNothing() throws Exception {
    Path file = folder.resolve("short.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", "before");
      for (int bytes : new int[] {100, 3_000_000}) {
        Path source = random(bytes);
        Object[] tooLarge = {
          FromFile.of(source, 1, DType.UINT8, bytes),
          FromFile.of(folder.resolve("none"), 0, DType.UINT8, bytes),
          FromStream.of(Files.newInputStream(source), DType.UINT8, bytes + 1)
        };
        for (Object stub : tooLarge) {
          MmapDictException e = assertThrows(MmapDictException.class, () -> dict.put("a", stub));
          assertTrue(e.getMessage().contains("\"a\""), e::getMessage);
          assertEquals("before", dict.get("a"));
        }
      }
    }
  }

  @Test
  void allElementsAreTheSame() {
    Path file = folder.resolve("full.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("full", FullNDArray.of(2.5, DType.of(">f8"), 1000, 300));
      dict.put("words", FullNDArray.of("größe", DType.of("<U7"), 3));
      dict.put("none", FullNDArray.of(1, DType.INT32, 0, 4));
      dict.put("zeros", ZerosNDArray.of(DType.COMPLEX64, 5, 6));
      assertThrows(ArithmeticException.class, () -> FullNDArray.of(300, DType.UINT8, 2));
    }
    String script =
        """
        import pickle, sys
        import numpy as np
        with open(sys.argv[1], 'rb') as f:
            d = pickle.load(f)
        assert np.array_equal(d['full'], np.full((1000, 300), 2.5)) and d['full'].dtype == '>f8'
        assert d['words'].tolist() == ['größe'] * 3
        assert d['none'].shape == (0, 4)
        assert np.array_equal(d['zeros'], np.zeros((5, 6))) and d['zeros'].dtype == 'c8'
        """;
    for (Python python : Python.all()) {
      assertEquals("", python.run(script, file), python.version());
    }
  }

  @Test
  void aPipeIsNotWaitedFor() throws IOException {
    Path pipe = folder.resolve("pipe");
    Command.run("mkfifo", pipe.toString());
    try (MmapDict dict = MmapDict.open(folder.resolve("pipe.mmd"))) {
      for (int mebibytes : new int[] {0, 3}) {
        int bytes = 7 + (mebibytes << 20);
        Exception e =
            assertThrows(
                MmapDictException.class,
                () -> dict.put("pipe", FromFile.of(pipe, 0, DType.UINT8, bytes)));
        assertTrue(e.getMessage().contains("not a regular file"), e.getMessage());
      }
      assertFalse(dict.containsKey("pipe"));
    }
  }

  /** 100 GiB are there at once, in neither memory nor disk. */
  @Test
  void whatIsHugeTakesNothing() throws Exception {
    Path file = folder.resolve("huge.mmd");
    long before = Files.getFileStore(folder).getUsableSpace();
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("small", ZerosNDArray.of(DType.FLOAT32, 1)); // loads what is needed
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      dict.put("huge", ZerosNDArray.of(DType.FLOAT32, 100, 1 << 14, 1 << 14));
      assertTrue(threads.getCurrentThreadAllocatedBytes() - allocated < 1 << 20);
      NDArray huge = dict.get("huge", NDArray.class);
      assertEquals(100L << 30, huge.byteSize());
      huge.at(99, 16383, 16383).setFloat(1);
      assertEquals(1, huge.at(99, 16383, 16383).getFloat());
      assertEquals(0, huge.at(50, 0, 0).getFloat());
      assertTrue(before - Files.getFileStore(folder).getUsableSpace() < 100 << 20);
    }
  }

  @Test
  void anAxisIsLongerThanAnInt() {
    long length = (1L << 31) + 5;
    try (MmapDict dict = MmapDict.open(folder.resolve("long.mmd"))) {
      dict.put("long", ZerosNDArray.of(DType.UINT8, 2, length));
      NDArray array = dict.get("long", NDArray.class);
      assertEquals(length, array.shape().length(1));
      array.at(1, length - 1).setInt(9);
      assertEquals(9, array.select(0, 1).slice(0, length - 1, length).at(0).getInt());
      assertEquals(9, array.flat().at(2 * length - 1).getInt());
    }
  }
}
