package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A pickle may hold anything: every call that numpy would refuse is refused, and named. */
class BadArgumentsTest {
  private static final ByteSlice BYTES =
      new ByteSlice(MemorySegment.ofArray(new byte[16]), 100, true);
  private static final long HUGE = 1L << 62;

  private static void refused(ValueCodec codec, String name, String why, Object... arguments) {
    PyGlobal callable =
        codec.reads().stream().filter(global -> global.name().equals(name)).findAny().orElseThrow();
    PickleException e =
        assertThrows(
            PickleException.class, () -> codec.construct(callable, PyTuple.of(arguments)), why);
    assertTrue(e.getMessage().contains(why), e.getMessage());
    assertTrue(e.getMessage().contains(callable.toString()), e.getMessage());
  }

  private static PyTuple ints(long... values) {
    return PyTuple.copyOf(Arrays.stream(values).boxed().toList());
  }

  @Test
  void ndarray() {
    NDArrayCodec codec = new NDArrayCodec();
    refused(codec, "ndarray", "1 arguments", ints(2));
    refused(codec, "ndarray", "argument 2 is None", ints(2), "<f8");
    refused(codec, "ndarray", "too few", ints(3), "<f8", BYTES);
    refused(codec, "ndarray", "a long counts", ints(HUGE, HUGE), "<f8", BYTES);
    refused(codec, "ndarray", "a long counts", ints(HUGE), "<f8", BYTES);
    refused(codec, "ndarray", "negative", ints(-1), "<f8", BYTES);
    refused(codec, "ndarray", "argument 0", "x", "<f8", BYTES);
    refused(codec, "ndarray", "argument 0", PyTuple.of("x"), "<f8", BYTES);
    refused(codec, "ndarray", "holds Python objects", ints(2), "|O", BYTES);
    refused(codec, "ndarray", "argument 1", ints(2), 5L, BYTES);
    refused(codec, "ndarray", "argument 2 is None", ints(2), "<f8", null);
    refused(codec, "ndarray", "argument 2 is a String", ints(2), "<f8", "bytes");
    refused(codec, "ndarray", "argument 3 is None", ints(2), "<f8", BYTES, null);
    refused(codec, "ndarray", "offset 17", ints(0), "<f8", BYTES, 17L);
    refused(codec, "ndarray", "offset -1", ints(1), "<f8", BYTES, -1L);
    refused(codec, "ndarray", "too few", ints(2), "<f8", BYTES, 1L);
    refused(codec, "ndarray", "does not lie within", ints(2), "<f8", BYTES, 0L, ints(9));
    refused(codec, "ndarray", "does not lie within", ints(2), "<f8", BYTES, 0L, ints(-8));
    refused(codec, "ndarray", "does not lie within", ints(2), "<f8", BYTES, 0L, ints(8, 8));
    refused(
        codec, "ndarray", "does not lie within", ints(5, 5), "|u1", BYTES, 0L, ints(HUGE, HUGE));
    refused(
        codec,
        "ndarray",
        "does not lie within",
        ints(2, 2),
        "|u1",
        BYTES,
        0L,
        ints(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  void frombuffer() {
    NDArrayCodec codec = new NDArrayCodec();
    refused(codec, "frombuffer", "0 arguments");
    refused(codec, "frombuffer", "no whole number of", odd(), "<f8");
    refused(codec, "frombuffer", "no whole number of", BYTES, "S0");
    refused(codec, "frombuffer", "too few", BYTES, "<f8", 3L);
    refused(codec, "frombuffer", "offset 17", BYTES, "<f8", 0L, 17L);
    refused(codec, "frombuffer", "offset -1", BYTES, "<f8", 0L, -1L);
    refused(codec, "frombuffer", "holds Python objects", BYTES, "|O");
    PyGlobal frombuffer = new PyGlobal("numpy", "frombuffer");
    NDArray all = (NDArray) codec.construct(frombuffer, PyTuple.of(BYTES));
    assertEquals(NDArray.zeros(DType.FLOAT64, 2), all);
    NDArray part = (NDArray) codec.construct(frombuffer, PyTuple.of(BYTES, "<i2", 3L, 4L));
    assertEquals(NDArray.zeros(DType.INT16, 3), part);
    assertEquals(104, part.fileOffset().orElseThrow());
    ByteSlice nowhere = new ByteSlice(BYTES.segment(), -1, true);
    NDArray loose = (NDArray) codec.construct(frombuffer, PyTuple.of(nowhere, "<i2", 3L, 4L));
    assertEquals(OptionalLong.empty(), loose.fileOffset());
  }

  /** An array that grows, whose lengths are an array: a file may hold anything for them. */
  @Test
  void growing() {
    NDArrayCodec codec = new NDArrayCodec();
    NDArray lengths = NDArray.of(new long[] {2});
    refused(codec, "ndarray", "lengths of float64", NDArray.of(new double[] {2}), "<f8", BYTES);
    refused(codec, "ndarray", "lengths of int64 and shape ()", lengths.select(0, 0), "<f8", BYTES);
    refused(codec, "ndarray", "negative", NDArray.of(new long[] {-2}), "<f8", BYTES);
    refused(codec, "ndarray", "too few", NDArray.of(new long[] {3}), "<f8", BYTES);
    refused(codec, "ndarray", "does not lie within", lengths, "<f8", BYTES, 0L, ints(16));
    refused(codec, "ndarray", "starts at 0", lengths, "<f8", BYTES, 8L);
    refused(codec, "ndarray", "at most 64", NDArray.zeros(DType.INT64, 65), "<f8", BYTES);
  }

  @Test
  void mmappickle() {
    MmappickleArrayCodec codec = new MmappickleArrayCodec();
    refused(codec, "fromstring", "17 bytes are no whole number of complex128", odd(), "complex128");
    refused(codec, "fromstring", "1 arguments", BYTES);
    refused(codec, "reshape", "no array", BYTES, ints(2));
    refused(codec, "reshape", "do not fill", NDArray.zeros(DType.INT8, 4), ints(5));
  }

  private static ByteSlice odd() {
    return new ByteSlice(MemorySegment.ofArray(new byte[17]), 0, false);
  }

  @Test
  void numpysOwn() {
    NumpyPickleCodec codec = new NumpyPickleCodec();
    refused(codec, "_frombuffer", "too few", BYTES, DType.FLOAT64, ints(3), "C");
    refused(codec, "_reconstruct", "1 arguments", 1L);
    refused(new DTypeCodec(), "dtype", "'f12'", "f12", false, true);
    refused(new NumpyScalarCodec(), "scalar", "too few", DType.COMPLEX128.toString(), cut());
    stateRefused(codec, NDArray.zeros(DType.INT8, 0), "not a tuple", 5L);
    stateRefused(
        codec,
        NDArray.zeros(DType.INT8, 0),
        "argument 4",
        PyTuple.of(1L, ints(1), DType.INT8, false, "\u20ac"));
    stateRefused(new DTypeCodec(), DType.of("f4"), "byte order '!'", PyTuple.of(3L, "!"));
  }

  private static ByteSlice cut() {
    return new ByteSlice(MemorySegment.ofArray(new byte[15]), 0, false);
  }

  private static void stateRefused(ValueCodec codec, Object built, String why, Object state) {
    PickleException e =
        assertThrows(PickleException.class, () -> codec.setState(built, state), why);
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void anEmptyArrayNeedsNoBytes() {
    ByteSlice none = new ByteSlice(MemorySegment.ofArray(new byte[0]), 0, true);
    NDArrayCodec codec = new NDArrayCodec();
    PyGlobal ndarray = new PyGlobal("numpy", "ndarray");
    NDArray array = (NDArray) codec.construct(ndarray, PyTuple.of(ints(0, HUGE), "<f8", none));
    assertEquals(0, array.size());
  }
}
