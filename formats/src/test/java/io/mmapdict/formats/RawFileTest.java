package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawFileTest {
  @TempDir Path folder;

  @Test
  void whatEveryNumpyWritesIsMapped() {
    String script =
        """
        import numpy as np, sys
        for i, order in enumerate('CF'):
            m = np.memmap(sys.argv[1 + i], '>i2', 'w+', 3, (2, 3), order)
            m[:] = np.arange(6).reshape(2, 3) - 2
            m.flush()
        """;
    Path c = folder.resolve("c.raw");
    Path fortran = folder.resolve("f.raw");
    DType dtype = DType.of(">i2");
    NDArray expected = NDArray.zeros(dtype, 2, 3);
    expected.copyFrom(NDArray.of(new int[] {-2, -1, 0, 1, 2, 3}, 2, 3));
    for (Python python : Python.all()) {
      python.run(script, c, fortran);
      NDArray mapped = new RawFile(c, dtype, Order.C, 3).map(Access.READ_ONLY, Shape.of(2, 3));
      assertEquals(expected, mapped);
      assertTrue(mapped.isReadOnly());
      assertEquals(3, mapped.fileOffset().getAsLong());
      assertEquals(
          expected,
          new RawFile(fortran, dtype, Order.FORTRAN, 3).map(Access.READ_ONLY, Shape.of(2, 3)));
      assertEquals(
          expected.reshape(6), new RawFile(c, dtype, Order.C, 3).map(Access.COPY_ON_WRITE));
    }
  }

  @Test
  void everyNumpyMapsWhatIsCreated() throws Exception {
    Path file = folder.resolve("new.raw");
    Files.writeString(file, "what was there");
    RawFile raw = new RawFile(file, DType.FLOAT64, Order.FORTRAN, 5);
    NDArray array = raw.create(Shape.of(2, 3));
    array.at(1, 2).setDouble(0.5);
    String script =
        """
        import numpy as np, sys
        m = np.memmap(sys.argv[1], '<f8', 'r', 5, (2, 3), 'F')
        assert m[1, 2] == 0.5 and np.count_nonzero(m) == 1, m
        assert open(sys.argv[1], 'rb').read(5) == b'\\0' * 5
        """;
    for (Python python : Python.all()) {
      python.run(List.of("-W", "ignore"), script, file);
    }
    assertEquals(5 + 48, Files.size(file));
    raw.map(Access.READ_WRITE, Shape.of(2)).at(0).setDouble(2);
    assertEquals(2, array.at(0, 0).getDouble(), "another mapping of the file");
    raw.map(Access.COPY_ON_WRITE, Shape.of(2)).at(0).setDouble(3);
    assertEquals(2, array.at(0, 0).getDouble());
  }

  @Test
  void everyNumpyReadsWhatIsWritten() throws Exception {
    DType dtype = DType.of(">i2");
    NDArray array = NDArray.zeros(dtype, 2, 3);
    array.copyFrom(NDArray.of(new int[] {-2, -1, 0, 1, 2, 3}, 2, 3));
    Path c = Files.writeString(folder.resolve("c.raw"), "what was there, and is longer");
    Path fortran = folder.resolve("f.raw");
    Path start = folder.resolve("start.raw");
    Path none = folder.resolve("none.raw");
    AtomicLong bytes = new AtomicLong();
    new RawFile(c, dtype, Order.C, 5).write(array, bytes::addAndGet);
    new RawFile(fortran, dtype, Order.FORTRAN, 5).write(array, bytes::addAndGet);
    new RawFile(start, dtype).write(array.transpose(), bytes::addAndGet);
    assertEquals(3 * 12, bytes.get());
    new RawFile(none, dtype, Order.C, 5).write(NDArray.zeros(dtype, 0, 3), bytes::addAndGet);
    assertEquals(3 * 12, bytes.get());
    String script =
        """
        import numpy as np, sys
        c, fortran, start, none = sys.argv[1:]
        a = np.arange(-2, 4).reshape(2, 3).astype('>i2')
        assert (np.memmap(c, '>i2', 'r', 5, (2, 3), 'C') == a).all()
        assert (np.memmap(fortran, '>i2', 'r', 5, (2, 3), 'F') == a).all()
        def tofile(array, offset):
            with open(none + '.numpy', 'wb') as f:
                f.write(b'\\0' * offset)
                f.flush()
                array.tofile(f)
            return open(none + '.numpy', 'rb').read()
        assert open(c, 'rb').read() == tofile(a, 5)
        assert open(fortran, 'rb').read() == tofile(a.T, 5)
        assert open(start, 'rb').read() == tofile(a.T, 0)
        assert open(none, 'rb').read() == tofile(a[:0], 5) == b'\\0' * 5
        """;
    for (Python python : Python.all()) {
      python.run(List.of("-W", "ignore"), script, c, fortran, start, none);
    }
    assertEquals(
        Shape.of(0, 3),
        new RawFile(none, dtype, Order.C, 5).map(Access.READ_ONLY, Shape.of(0, 3)).shape());
  }

  @Test
  void anArrayOfAnotherTypeIsNotWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("a.raw"), "what was there");
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new RawFile(file, DType.of(">i2"))
                    .write(NDArray.zeros(DType.INT16, 2), bytes -> {}));
    assertEquals(file + ": elements of >i2, not of int16", e.getMessage());
    assertEquals("what was there", Files.readString(file));
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    Path file = Files.write(folder.resolve("a.raw"), new byte[10]);
    refused("16 bytes, the elements of shape (2,) of float64, found 10", 0, Shape.of(2));
    refused("10 bytes", 0, null);
    refused("found 6 bytes", 4, null);
    refused("found the end of 10 bytes", 11, null);
    refused("found the end of 10 bytes", Long.MAX_VALUE, Shape.of(1));
    refused("a long counts", 0, Shape.of(1L << 61));
    assertEquals(
        Shape.of(0), new RawFile(file, DType.INT64, Order.C, 10).map(Access.READ_ONLY).shape());
    assertThrows(IllegalArgumentException.class, () -> new RawFile(file, DType.INT64, Order.C, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RawFile(file, DType.INT8, Order.C, 1).create(Shape.of(Long.MAX_VALUE)));
    assertThrows(
        FormatException.class,
        () -> new RawFile(folder, DType.INT8).map(Access.READ_ONLY, Shape.of(1)));
    assertEquals(10, Files.size(file), "is what it was");
  }

  private void refused(String why, long offset, @Nullable Shape shape) {
    RawFile raw = new RawFile(folder.resolve("a.raw"), DType.FLOAT64, Order.C, offset);
    FormatException e =
        assertThrows(
            FormatException.class,
            () -> {
              if (shape == null) {
                raw.map(Access.READ_ONLY);
              } else {
                raw.map(Access.READ_ONLY, shape);
              }
            });
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    assertTrue(String.valueOf(e.getMessage()).contains("a.raw"), e.getMessage());
  }
}
