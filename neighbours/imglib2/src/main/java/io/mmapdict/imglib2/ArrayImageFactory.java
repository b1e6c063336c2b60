package io.mmapdict.imglib2;

import io.mmapdict.ndarray.NDArray;
import net.imglib2.exception.IncompatibleTypeException;
import net.imglib2.img.Img;
import net.imglib2.img.ImgFactory;
import net.imglib2.type.NativeType;

/** Makes images over arrays of zeros, in memory of their own outside the Java heap. */
final class ArrayImageFactory<T extends NativeType<T>> extends ImgFactory<T> {
  ArrayImageFactory(T type) {
    super(type);
  }

  @Override
  public Img<T> create(long... dimensions) {
    return create(dimensions, type());
  }

  @Override
  @Deprecated // as ImgLib2's own
  public Img<T> create(long[] dimensions, T type) {
    NDArray zeros =
        NDArray.zeros(PixelType.of((Object) type).dtype(), ImgLib2Images.reversed(dimensions));
    return ImgLib2Images.asImg(zeros, type);
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // S is a type that ImgLib2 does not name
  public <S> ImgFactory<S> imgFactory(S type) throws IncompatibleTypeException {
    if (type instanceof NativeType nativeType) {
      return (ImgFactory<S>) new ArrayImageFactory(nativeType);
    }
    throw new IncompatibleTypeException(this, type.getClass() + " is no NativeType");
  }
}
