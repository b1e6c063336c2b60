package io.mmapdict.imglib2;

import io.mmapdict.ndarray.NDArray;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.img.AbstractImg;
import net.imglib2.img.Img;
import net.imglib2.img.ImgFactory;
import net.imglib2.type.NativeType;

/** An image whose pixels are an array's elements. */
final class ArrayImage<T extends NativeType<T>> extends AbstractImg<T> {
  private final NDArray array;
  private final PixelType<T> type;

  ArrayImage(NDArray array, PixelType<T> type) {
    super(ImgLib2Images.reversed(array.shape().toArray()));
    this.array = array;
    this.type = type;
  }

  NDArray array() {
    return array;
  }

  @Override
  public RandomAccess<T> randomAccess() {
    return new ArrayAccess<>(array, type);
  }

  @Override
  public Cursor<T> cursor() {
    return LineCursor.goesThrough(array) ? LineCursor.of(array, type) : super.cursor();
  }

  @Override
  public Cursor<T> localizingCursor() {
    return LineCursor.goesThrough(array) ? LineCursor.of(array, type) : super.localizingCursor();
  }

  @Override
  public T getType() {
    return randomAccess().get().createVariable();
  }

  @Override
  public Img<T> copy() {
    return new ArrayImage<>(array.copy(), type);
  }

  @Override
  public ImgFactory<T> factory() {
    return new ArrayImageFactory<>(getType());
  }
}
