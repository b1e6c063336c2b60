package io.mmapdict.example.codec;

import io.mmapdict.example.PointCloud;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.List;
import java.util.Set;

/**
 * A {@link PointCloud} as a numpy record array with the fields x, y and z:
 *
 * <pre>numpy.recarray((n,), [('x', '<f4'), ('y', '<f4'), ('z', '<f4')], bytearray(...))</pre>
 */
public final class PointCloudCodec implements ValueCodec {
  private static final PyGlobal RECARRAY = new PyGlobal("numpy", "recarray");
  private static final List<PyTuple> FIELDS =
      List.of(PyTuple.of("x", "<f4"), PyTuple.of("y", "<f4"), PyTuple.of("z", "<f4"));

  @Override
  public Set<Class<?>> writes() {
    return Set.of(PointCloud.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    PointCloud cloud = (PointCloud) value;
    out.global(RECARRAY.module(), RECARRAY.name());
    out.value(PyTuple.of(cloud.size()));
    out.value(FIELDS);
    // Nine bytes of opcode and length, then the points, on a boundary of 64.
    out.align(64, 9);
    out.payload(Opcode.BYTEARRAY8, cloud.memory().byteSize(), Payload.of(cloud.memory()));
    out.op(Opcode.TUPLE3);
    out.op(Opcode.REDUCE);
  }

  /** Python hashes no array. */
  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(RECARRAY);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() == 3
        && arguments.get(0) instanceof PyTuple shape
        && FIELDS.equals(arguments.get(1))
        && arguments.get(2) instanceof ByteSlice points
        && points.segment().byteSize() % PointCloud.POINT_BYTES == 0) {
      PointCloud cloud = new PointCloud(points.segment());
      if (shape.equals(PyTuple.of(cloud.size()))) {
        return cloud;
      }
    }
    throw new PickleException(
        callable + " was expected with (n,), " + FIELDS + " and n points, found " + arguments,
        PickleException.NO_OFFSET);
  }
}
