package io.mmapdict.imglib2;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Element;
import io.mmapdict.ndarray.NDArray;
import net.imglib2.AbstractLocalizable;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.type.NativeType;

/**
 * A place in an array. The pixel that it gives looks for its element when it is asked, so moving is
 * no more than counting. ImgLib2 counts axes from the fastest: its axis 0 is the array's last.
 */
final class ArrayAccess<T extends NativeType<T>> extends AbstractLocalizable
    implements RandomAccess<T> {
  private final NDArray array;
  private final PixelType<T> type;
  private final boolean unsigned;
  private final T pixel;

  ArrayAccess(NDArray array, PixelType<T> type) {
    super(array.rank());
    this.array = array;
    this.type = type;
    this.unsigned = type.dtype().kind() == DType.Kind.UINT;
    this.pixel = type.at().apply(this);
  }

  Element element() {
    return switch (n) {
      case 1 -> array.at(position[0]);
      case 2 -> array.at(position[1], position[0]);
      case 3 -> array.at(position[2], position[1], position[0]);
      default -> array.at(index());
    };
  }

  private long[] index() {
    long[] index = new long[n];
    for (int d = 0; d < n; d++) {
      index[d] = position[n - 1 - d];
    }
    return index;
  }

  boolean isUnsigned() {
    return unsigned;
  }

  @Override
  public T get() {
    return pixel;
  }

  @Override
  public T getType() {
    return pixel;
  }

  @Override
  public ArrayAccess<T> copy() {
    ArrayAccess<T> copy = new ArrayAccess<>(array, type);
    copy.setPosition(position);
    return copy;
  }

  @Override
  public void fwd(int d) {
    position[d]++;
  }

  @Override
  public void bck(int d) {
    position[d]--;
  }

  @Override
  public void move(int distance, int d) {
    position[d] += distance;
  }

  @Override
  public void move(long distance, int d) {
    position[d] += distance;
  }

  @Override
  public void move(Localizable distance) {
    for (int d = 0; d < n; d++) {
      position[d] += distance.getLongPosition(d);
    }
  }

  @Override
  public void move(int[] distance) {
    for (int d = 0; d < n; d++) {
      position[d] += distance[d];
    }
  }

  @Override
  public void move(long[] distance) {
    for (int d = 0; d < n; d++) {
      position[d] += distance[d];
    }
  }

  @Override
  public void setPosition(Localizable place) {
    place.localize(position);
  }

  @Override
  public void setPosition(int[] place) {
    for (int d = 0; d < n; d++) {
      position[d] = place[d];
    }
  }

  @Override
  public void setPosition(long[] place) {
    System.arraycopy(place, 0, position, 0, n);
  }

  @Override
  public void setPosition(int place, int d) {
    position[d] = place;
  }

  @Override
  public void setPosition(long place, int d) {
    position[d] = place;
  }
}
