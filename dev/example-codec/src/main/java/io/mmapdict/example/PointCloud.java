package io.mmapdict.example;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Points in space, as a laser scanner gives them: x, y and z of each, in metres.
 *
 * <p>A view: {@link #set} changes the memory it was made over, which for a cloud out of a file is
 * the file.
 *
 * @param memory twelve bytes a point: three little-endian float32
 */
public record PointCloud(MemorySegment memory) {
  /** Bytes of one point. */
  public static final int POINT_BYTES = 3 * Float.BYTES;

  private static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Over whole points only. */
  public PointCloud {
    if (memory.byteSize() % POINT_BYTES != 0) {
      throw new IllegalArgumentException(
          memory.byteSize() + " bytes are no whole number of points of " + POINT_BYTES);
    }
  }

  /** A cloud in memory of its own, from x, y, z, x, y, z, and so on. */
  public static PointCloud of(float... coordinates) {
    MemorySegment memory = MemorySegment.ofArray(new byte[coordinates.length * Float.BYTES]);
    for (int i = 0; i < coordinates.length; i++) {
      memory.setAtIndex(FLOAT32, i, coordinates[i]);
    }
    return new PointCloud(memory);
  }

  /** How many points there are. */
  public long size() {
    return memory.byteSize() / POINT_BYTES;
  }

  /** A coordinate of a point: axis 0 is x, 1 is y, 2 is z. */
  public float get(long point, int axis) {
    return memory.getAtIndex(FLOAT32, 3 * point + axis);
  }

  /** Changes a coordinate of a point. */
  public void set(long point, int axis, float metres) {
    memory.setAtIndex(FLOAT32, 3 * point + axis, metres);
  }

  /** Equal clouds have the same points, bit for bit, wherever they lie. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PointCloud that && memory.mismatch(that.memory) == -1;
  }

  /** Does not touch the points, which may change. */
  @Override
  public int hashCode() {
    return Long.hashCode(size());
  }

  @Override
  public String toString() {
    return "PointCloud of " + size() + " points";
  }
}
