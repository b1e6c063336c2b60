package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.util.List;

class NDArrayCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new NDArrayCodec();
  }

  @Override
  protected List<?> samples() {
    NDArray matrix = Counting.array(DType.of(">f4"), Order.C, Shape.of(6, 9));
    return List.of(
        Counting.array(DType.FLOAT64, Order.C, Shape.of()),
        Counting.array(DType.UINT8, Order.C, Shape.of(3)),
        Counting.array(DType.COMPLEX64, Order.FORTRAN, Shape.of(2, 3, 4)),
        Counting.array(DType.BOOL, Order.C, Shape.of(0, 3)),
        Counting.array(DType.INT16, Order.C, Shape.of(2, 2, 2, 2)).as(ArrayForm.MMAPPICKLE),
        Counting.array(DType.INT32, Order.C, Shape.of(5)).as(ArrayForm.MMAPPICKLE),
        matrix.slice(0, 5, -1, -2).slice(1, 1, 8));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return expected.equals(actual)
        && ((NDArray) expected).form() == ((NDArray) actual).form()
        && ((NDArray) expected).storageOrder() == ((NDArray) actual).storageOrder();
  }

  @Override
  protected String pythonCheck(Object sample) {
    NDArray array = (NDArray) sample;
    return "import numpy\nassert type(value) is numpy.ndarray\nassert value.dtype.str == '%s'\nassert value.shape == %s\n"
        .formatted(array.dtype().typestring(), array.shape());
  }

  @Override
  protected List<String> pythons() {
    return Python.all().stream().map(python -> python.executable().toString()).toList();
  }
}
