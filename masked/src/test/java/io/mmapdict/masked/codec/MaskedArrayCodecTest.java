package io.mmapdict.masked.codec;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.codec.NDArrayCodec;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedArrayCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new MaskedArrayCodec();
  }

  @Override
  protected List<ValueCodec> neededCodecs() {
    return List.of(new NDArrayCodec());
  }

  @Override
  protected List<?> samples() {
    NDArray data = NDArray.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3);
    NDArray mask = NDArray.of(new boolean[] {true, false, false, true, true, false}, 2, 3);
    NDArray fortran = NDArray.zeros(DType.COMPLEX128, Order.FORTRAN, Shape.of(2, 3));
    return List.of(
        MaskedArray.of(data, mask),
        MaskedArray.of(data, mask, -1),
        MaskedArray.of(fortran, mask, new PyComplex(1, -1)),
        MaskedArray.of(data.transpose(), mask.transpose()),
        MaskedArray.of(data, mask, 7).as(ArrayForm.MMAPPICKLE),
        MaskedArray.of(NDArray.zeros(DType.FLOAT64, 0), NDArray.zeros(DType.BOOL, 0)));
  }

  /** Python refuses it, too. */
  @Test
  void noneIsNoNumberOfDimensions() {
    NDArray data = NDArray.zeros(DType.FLOAT64, 2);
    PyTuple arguments = PyTuple.of(data, NDArray.zeros(DType.BOOL, 2), null, false, true, null);
    PyGlobal callable = new PyGlobal("numpy.ma", "MaskedArray");
    PickleException e =
        assertThrows(PickleException.class, () -> codec().construct(callable, arguments));
    assertTrue(e.getMessage().contains("argument 5 is None"), e.getMessage());
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return expected.equals(actual)
        && ((MaskedArray) expected).form() == ((MaskedArray) actual).form();
  }

  @Override
  protected String pythonCheck(Object sample) {
    MaskedArray array = (MaskedArray) sample;
    return "import numpy\nassert type(value) is numpy.ma.MaskedArray\nassert value.shape == %s\nassert value.dtype.str == '%s'\n"
        .formatted(array.shape(), array.dtype().typestring());
  }

  @Override
  protected List<String> pythons() {
    return Python.all().stream().map(python -> python.executable().toString()).toList();
  }
}
