package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.testkit.Python;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a mask lets through, as numpy has it. */
class MaskedCopyTest {
  private static final List<String> DTYPES = List.of("<i4", ">i4", "<f8", "|u1", "<M8[s]", "|S3");

  /** Each two types between which numpy copies safely, and the views of both. */
  @Test
  void isNumpysCopytoAndIndexing() {
    StringBuilder script = new StringBuilder();
    StringBuilder ours = new StringBuilder();
    for (String from : DTYPES) {
      for (String to : List.of(from, from.replace('<', '>'), from.equals("<i4") ? "<f8" : from)) {
        for (int view = 0; view < 4; view++) {
          NDArray source = view(values(from, 100), view);
          NDArray target = view(values(to, 0), 3 - view);
          NDArray mask = view(mask(), (view + 1) % 4);
          target.copyFrom(source, mask);
          ours.append(text(target)).append(text(source.flat().where(mask)));
          script.append(
              """
              s, t, m = view(values('%s', 100), %d), view(values('%s', 0), %d), view(mask(), %d)
              np.copyto(t, s, where=m)
              print(t.astype('i8').ravel().tolist())
              print(s[m].astype('i8').tolist())
              """
                  .formatted(from, view, to, 3 - view, (view + 1) % 4));
        }
      }
    }
    String numpy =
        """
        import numpy as np
        def values(dtype, start):
            return np.arange(start, start + 24, dtype='i4').astype('i8').astype(dtype).reshape(4, 6)
        def mask():
            return (np.arange(24) % 3 == 0).reshape(4, 6)
        def view(a, number):
            return [a, np.array(a, order='F'), a[:, ::-1].copy()[:, ::-1], a[::-1].copy('F')[::-1]][number]
        """;
    assertEquals(Python.any().run(numpy + script), ours.toString());
  }

  /** The same elements in another order of memory. */
  private static NDArray view(NDArray array, int number) {
    NDArray there = NDArray.zeros(array.dtype(), Order.FORTRAN, array.shape());
    there.copyFrom(array);
    return switch (number) {
      case 0 -> array;
      case 1 -> there;
      case 2 -> array.slice(1, 5, -1, -1).copy().slice(1, 5, -1, -1);
      default -> there.slice(0, 3, -1, -1).copy().slice(0, 3, -1, -1);
    };
  }

  private static NDArray values(String dtype, int start) {
    NDArray values = NDArray.zeros(DType.of(dtype), 4, 6);
    for (int i = 0; i < 24; i++) {
      Element element = values.flat().at(i);
      if (dtype.equals("|S3")) {
        element.set(Integer.toString(start + i).getBytes(StandardCharsets.US_ASCII));
      } else {
        element.setLong(start + i);
      }
    }
    return values;
  }

  private static NDArray mask() {
    NDArray mask = NDArray.zeros(DType.BOOL, 4, 6);
    for (int i = 0; i < 24; i += 3) {
      mask.flat().at(i).setBoolean(true);
    }
    return mask;
  }

  private static String text(NDArray array) {
    long[] numbers =
        array
            .flat()
            .elements()
            .mapToLong(element ->
                element.get() instanceof byte[] digits
                    ? Long.parseLong(new String(digits, StandardCharsets.US_ASCII))
                    : element.getLong())
            .toArray();
    return Arrays.toString(numbers) + "\n";
  }

  @Test
  void anotherMaskIsRefused() {
    NDArray array = NDArray.zeros(DType.INT32, 2, 3);
    for (NDArray mask :
        List.of(NDArray.zeros(DType.BOOL, 3, 2), NDArray.zeros(DType.UINT8, 2, 3))) {
      assertThrows(IllegalArgumentException.class, () -> array.copyFrom(array.copy(), mask));
      assertThrows(IllegalArgumentException.class, () -> array.flat().where(mask));
    }
    NDArray good = NDArray.zeros(DType.BOOL, 2, 3);
    NDArray other = NDArray.zeros(DType.INT32, 3, 2);
    assertThrows(IllegalArgumentException.class, () -> array.copyFrom(other, good));
    NDArray readOnly = array.asReadOnly();
    assertThrows(UnsupportedOperationException.class, () -> readOnly.copyFrom(array, good));
  }
}
