package io.mmapdict.stubs;

import io.mmapdict.InPlace;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An array in a file that becomes longer along one axis: a loop that reads frames needs to know
 * neither how many there will be nor what they look like, and copies none it has read.
 *
 * <pre>{@code
 * GrowableNDArray stack = GrowableNDArray.of(dict, "stack");
 * for (NDArray frame : frames) {
 *   stack.append(frame);
 * }
 * NDArray all = stack.array().orElseThrow();
 * }</pre>
 *
 * <p>The first append makes the array, of its frame's type and shape. Room for more is reserved
 * behind it, in a hole that takes no disk, at most as much as there is already unless {@link
 * #withCapacity} asks for more; while it lasts, an append writes its own bytes and one number, and
 * whoever gets or loads the key next sees it, plain Python too. Arrays got before keep their
 * length. When it is used up the array moves to room for twice as many. Plain Python loads all the
 * room into its memory; {@link #trim} gives it back.
 *
 * <p>Any number of threads and processes may append to one key: each append waits for the one
 * before, and none is lost or seen in part. A process killed in mid-append has appended nothing.
 * Who puts or removes the key meanwhile does so before or after an append. Immutable: it is the
 * file that changes.
 */
public final class GrowableNDArray {
  private static final long NOT_YET = -1;

  private final MmapDict dict;
  private final String key;
  private final int axis;
  private final long capacity;
  private final @Nullable Object padding;

  private GrowableNDArray(
      MmapDict dict, String key, int axis, long capacity, @Nullable Object padding) {
    this.dict = dict;
    this.key = key;
    this.axis = axis;
    this.capacity = capacity;
    this.padding = padding;
  }

  /** The array of a key, which need not be there yet; its first axis grows. */
  public static GrowableNDArray of(MmapDict dict, String key) {
    return new GrowableNDArray(dict, key, 0, 0, null);
  }

  /**
   * The same with another axis that grows. An array that grew along one and then does along another
   * is moved.
   */
  public GrowableNDArray along(int axis) {
    return new GrowableNDArray(dict, key, axis, capacity, padding);
  }

  /** The same with room for at least so many indices of the axis, the next time it is made. */
  public GrowableNDArray withCapacity(long length) {
    return new GrowableNDArray(dict, key, axis, length, padding);
  }

  /**
   * The same for frames of different shapes: the array is as large as the largest, and where a
   * frame is smaller this value stands. Without it they are refused.
   *
   * @param value as {@link io.mmapdict.ndarray.Element#set} takes it, and not null
   */
  public GrowableNDArray padding(Object value) {
    return new GrowableNDArray(dict, key, axis, capacity, value);
  }

  /** The array as it is now, mapped; empty where there is none. */
  public Optional<NDArray> array() {
    return Optional.ofNullable(dict.get(key, NDArray.class));
  }

  /**
   * Appends one index of the axis.
   *
   * @param frame of the array's type, and of its shape without the axis
   * @return which index it has now
   * @throws IllegalArgumentException if it has another type or shape; nothing is changed then
   * @throws io.mmapdict.NoSpaceException if the disk is full; nothing is appended then
   */
  public long append(NDArray frame) {
    return concat(frame.newAxis(axis));
  }

  /**
   * Appends all indices that an array has on the axis, after those that are there.
   *
   * @param block of the array's type, and of its shape but for the axis
   * @return which index the first of them has now
   * @throws IllegalArgumentException if it has another type or shape; nothing is changed then
   * @throws io.mmapdict.NoSpaceException if the disk is full; nothing is appended then
   */
  public long concat(NDArray block) {
    long[] at = {NOT_YET};
    while (at[0] == NOT_YET) {
      at[0] = dict.<Long>inPlace(key, place -> appendOrGrow(place, block));
    }
    return at[0];
  }

  /** Moves the array to where there is room, in which case nothing is appended yet. */
  private long appendOrGrow(InPlace place, NDArray block) {
    Object value = place.value();
    if (value != null && !(value instanceof NDArray)) {
      throw new IllegalArgumentException(
          "key \"" + key + "\" holds no array but a " + value.getClass().getSimpleName());
    }
    NDArray array = (NDArray) value;
    Shape shape = shapeWith(array, block);
    long length = array == null ? 0 : array.shape().length(axis);
    long needed = Math.addExact(length, block.shape().length(axis));
    if (array == null || !hasRoom(array, shape, needed)) {
      long room = Math.max(capacity, Math.max(needed, 2 * length));
      dict.set(key, new Growing(block.dtype(), shape, axis, room, array, padding));
      return NOT_YET;
    }
    NDArray lengths = StoredArrays.shapeOf(array).orElseThrow();
    Shape frame = Growing.frameShape(shape, axis);
    long[] next = {fileOffset(array) + length * frame.byteSize(array.dtype())};
    Frames.forEachChunk(block, axis, frame, padding, chunk -> write(place, next, chunk));
    place.store(fileOffset(lengths) + (long) axis * Long.BYTES, needed);
    return length;
  }

  private static void write(InPlace place, long[] next, MemorySegment chunk) {
    place.write(next[0], chunk);
    next[0] += chunk.byteSize();
  }

  /** The shape of the array, which may be too small for what is to be appended. */
  private Shape shapeWith(@Nullable NDArray array, NDArray block) {
    if (axis < 0 || axis >= block.rank()) {
      throw new IllegalArgumentException("no axis " + axis + " to append shape " + block.shape());
    }
    long[] lengths = (array == null ? block : array).shape().toArray();
    boolean isSame = lengths.length == block.rank();
    for (int i = 0; isSame && i < lengths.length; i++) {
      long other = block.shape().length(i);
      isSame = i == axis || lengths[i] == other || padding != null;
      lengths[i] = i == axis ? lengths[i] : Math.max(lengths[i], other);
    }
    boolean isSameType = array == null || array.dtype().equals(block.dtype());
    if (array != null && !(isSame && isSameType)) {
      throw new IllegalArgumentException(
          "key \"%s\" holds an array of %s and shape %s; %s of shape %s cannot be appended along axis"
                  .formatted(key, array.dtype(), array.shape(), block.dtype(), block.shape())
              + " "
              + axis
              + (isSame ? "; copy it into that type" : "; see padding"));
    }
    lengths[axis] = array == null ? 0 : array.shape().length(axis);
    return Shape.of(lengths);
  }

  /** Whether the array stands as {@link Growing} has it, of this shape, with room for so many. */
  private boolean hasRoom(NDArray array, Shape shape, long length) {
    if (StoredArrays.shapeOf(array).isEmpty()
        || !array.shape().equals(shape)
        || array.isReadOnly()) {
      return false;
    }
    Growing now = new Growing(array.dtype(), shape, axis, shape.length(axis), null, null);
    boolean isLaidOut = Arrays.equals(now.strides(), array.strides());
    long bytes = Growing.withLength(shape, axis, length).byteSize(array.dtype());
    return isLaidOut && bytes <= StoredArrays.roomFor(array);
  }

  private static long fileOffset(NDArray array) {
    return array.fileOffset().orElseThrow();
  }

  /**
   * Gives back the room behind the array: it is moved to where there is none. An append makes new
   * room.
   */
  public void trim() {
    dict.<Optional<Object>>inPlace(
        key,
        place -> {
          if (place.value() instanceof NDArray array && StoredArrays.shapeOf(array).isPresent()) {
            dict.set(key, array);
          }
          return Optional.empty();
        });
  }
}
