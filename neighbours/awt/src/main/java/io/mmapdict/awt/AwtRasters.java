package io.mmapdict.awt;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.neighbours.HeapRows;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferDouble;
import java.awt.image.DataBufferFloat;
import java.awt.image.DataBufferInt;
import java.awt.image.DataBufferShort;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The samples of java.awt's rasters as arrays, without any meaning: height x width for one band,
 * else height x width x bands, the bands in the raster's order. Samples of the types BYTE, USHORT,
 * SHORT, INT, FLOAT and DOUBLE are uint8, uint16, int16, int32, float32 and float64.
 */
public final class AwtRasters {
  private AwtRasters() {}

  /**
   * A raster as an array, in place: both see what the other sets.
   *
   * @throws UnsupportedOperationException if no strides say where its samples lie: bands in several
   *     Java arrays, or in an order that is neither forwards nor backwards, samples of less than a
   *     byte; {@link #toArray} copies
   */
  public static NDArray asArray(Raster raster) {
    SampleModel model = raster.getSampleModel();
    int[] offsets = raster.getDataBuffer().getOffsets();
    if (model instanceof ComponentSampleModel components) {
      int[] banks = components.getBankIndices();
      if (IntStream.of(banks).anyMatch(bank -> bank != banks[0])) {
        throw refusal(raster, "its bands lie in several Java arrays");
      }
      return view(
          raster,
          data(raster.getDataBuffer(), banks[0]),
          dtype(model),
          offsets[banks[0]],
          components.getScanlineStride(),
          components.getPixelStride(),
          components.getBandOffsets());
    }
    if (model instanceof SinglePixelPackedSampleModel packed) {
      int bytes = DataBuffer.getDataTypeSize(model.getDataType()) / Byte.SIZE;
      return view(
          raster,
          data(raster.getDataBuffer(), 0),
          DType.UINT8,
          offsets[0] * bytes,
          packed.getScanlineStride() * bytes,
          bytes,
          byteOffsets(raster, packed, bytes));
    }
    throw refusal(raster, "its samples are packed as " + model.getClass().getSimpleName());
  }

  /** Which byte of a pixel is which band, where each is a byte. */
  private static int[] byteOffsets(Raster raster, SinglePixelPackedSampleModel packed, int bytes) {
    int[] shifts = packed.getBitOffsets();
    int[] sizes = packed.getSampleSize();
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (int band = 0; band < shifts.length; band++) {
      if (sizes[band] != Byte.SIZE || shifts[band] % Byte.SIZE != 0) {
        throw refusal(raster, "its samples are no bytes of their own");
      }
      int lowFirst = shifts[band] / Byte.SIZE;
      shifts[band] = little ? lowFirst : bytes - 1 - lowFirst;
    }
    return shifts;
  }

  private static NDArray view(
      Raster raster,
      MemorySegment data,
      DType dtype,
      int offset,
      int scanline,
      int pixel,
      int[] bands) {
    int step = bands.length > 1 ? bands[1] - bands[0] : 1;
    for (int band = 1; band < bands.length; band++) {
      if (bands[band] - bands[band - 1] != step) {
        throw refusal(raster, "its bands lie in the order " + Arrays.toString(bands));
      }
    }
    long x = (long) raster.getMinX() - raster.getSampleModelTranslateX();
    long y = (long) raster.getMinY() - raster.getSampleModelTranslateY();
    long first = offset + y * scanline + x * pixel + bands[0];
    return bands.length == 1
        ? HeapRows.view(data, dtype, shape(raster), first, scanline, pixel)
        : HeapRows.view(data, dtype, shape(raster), first, scanline, pixel, step);
  }

  /** A copy of a raster's samples. */
  public static NDArray toArray(Raster raster) {
    NDArray view;
    try {
      view = asArray(raster);
    } catch (UnsupportedOperationException packed) {
      return read(raster);
    }
    int bands = raster.getNumBands();
    boolean reversed = view.dtype().equals(DType.UINT8) && view.strides()[view.rank() - 1] == -1;
    if (!reversed) {
      return view.copy();
    }
    // As it lies, and then turned round: faster than element by element.
    byte[] bytes = view.slice(2, bands - 1, -1, -1).toByteArray();
    reverseBands(bytes, bands);
    NDArray copy = NDArray.zeros(DType.UINT8, view.shape().toArray());
    copy.copyFrom(NDArray.ofUnsigned(bytes, view.shape().toArray()));
    return copy;
  }

  /** Turns the bands of each pixel round. */
  static void reverseBands(byte[] bytes, int bands) {
    for (int pixel = 0; pixel < bytes.length; pixel += bands) {
      for (int low = pixel, high = pixel + bands - 1; low < high; low++, high--) {
        byte band = bytes[low];
        bytes[low] = bytes[high];
        bytes[high] = band;
      }
    }
  }

  private static NDArray read(Raster raster) {
    NDArray array = NDArray.zeros(sampleType(raster), shape(raster).toArray());
    int width = raster.getWidth();
    long[] row = Arrays.copyOfRange(array.shape().toArray(), 1, array.rank());
    boolean real = array.dtype().kind() == DType.Kind.FLOAT;
    for (int y = 0; y < raster.getHeight(); y++) {
      int x = raster.getMinX();
      int at = raster.getMinY() + y;
      NDArray samples =
          real
              ? NDArray.of(raster.getPixels(x, at, width, 1, (double[]) null), row)
              : NDArray.of(raster.getPixels(x, at, width, 1, (int[]) null), row);
      array.select(0, y).copyFrom(samples);
    }
    return array;
  }

  /** Packed samples have less bits than what they are packed in. */
  private static DType sampleType(Raster raster) {
    int[] sizes = raster.getSampleModel().getSampleSize();
    boolean packed = !(raster.getSampleModel() instanceof ComponentSampleModel);
    return packed && IntStream.of(sizes).allMatch(bits -> bits <= Byte.SIZE)
        ? DType.UINT8
        : dtype(raster.getSampleModel());
  }

  /**
   * An array of height x width or height x width x bands as a raster: a copy, the bands of each
   * pixel side by side in their order. The array's type must be one of those of rasters, in either
   * byte order.
   *
   * @throws IllegalArgumentException if it is not, or the array has other axes, no elements, or
   *     more than a Java array holds
   */
  public static WritableRaster toRaster(NDArray array) {
    int[] size = size(array);
    int length = size[0] * size[1] * size[2];
    DType dtype = array.dtype().withOrder(ByteOrder.nativeOrder());
    DataBuffer buffer;
    if (dtype.equals(DType.UINT8)) {
      buffer = new DataBufferByte(array.toByteArray(), length);
    } else if (dtype.equals(DType.UINT16)) {
      buffer = new DataBufferUShort(array.toShortArray(), length);
    } else if (dtype.equals(DType.INT16)) {
      buffer = new DataBufferShort(array.toShortArray(), length);
    } else if (dtype.equals(DType.INT32)) {
      buffer = new DataBufferInt(array.toIntArray(), length);
    } else if (dtype.equals(DType.FLOAT32)) {
      buffer = new DataBufferFloat(array.toFloatArray(), length);
    } else if (dtype.equals(DType.FLOAT64)) {
      buffer = new DataBufferDouble(array.toDoubleArray(), length);
    } else {
      throw new IllegalArgumentException(
          "java.awt has no samples of "
              + array.dtype()
              + "; copy into one of uint8, uint16, int16, int32, float32, float64");
    }
    return interleaved(buffer, size, 0, size[1] * size[2]);
  }

  /**
   * An array of height x width or height x width x bands that lies in a Java array as a raster, in
   * place; of uint8 or uint16.
   *
   * @throws IllegalArgumentException if the array has another type, other axes or no elements
   * @throws UnsupportedOperationException if it is mapped, read-only, of the other byte order, or
   *     its rows have gaps
   */
  public static WritableRaster asRaster(NDArray array) {
    int[] size = size(array);
    boolean bytes = array.dtype().equals(DType.UINT8);
    HeapRows rows = HeapRows.of(array, bytes ? DType.UINT8 : DType.UINT16, "java.awt");
    DataBuffer buffer =
        rows.array() instanceof byte[] values
            ? new DataBufferByte(values, values.length)
            : new DataBufferUShort((short[]) rows.array(), ((short[]) rows.array()).length);
    return interleaved(buffer, size, rows.start(), rows.stride());
  }

  /** The start is in the bands: the JDK's rasters pass over a buffer's own in getDataElements. */
  private static WritableRaster interleaved(DataBuffer buffer, int[] size, int start, int stride) {
    int[] bands = IntStream.range(start, start + size[2]).toArray();
    SampleModel model =
        new PixelInterleavedSampleModel(
            buffer.getDataType(), size[1], size[0], size[2], stride, bands);
    return Raster.createWritableRaster(model, buffer, null);
  }

  /**
   * A raster as an image, in place: one band is gray, two are gray and alpha, three RGB, four RGBA.
   * What java.awt draws of samples other than uint8 and uint16 is its own affair; writers of image
   * files take them as they are.
   *
   * @throws IllegalArgumentException if there are more than four bands
   */
  public static BufferedImage image(WritableRaster raster) {
    int bands = raster.getNumBands();
    if (bands > 4) {
      throw new IllegalArgumentException(
          "expected 1 to 4 bands (gray, gray and alpha, RGB, RGBA), found " + bands);
    }
    boolean alpha = bands == 2 || bands == 4;
    ColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            raster.getTransferType());
    return new BufferedImage(model, raster, false, null);
  }

  /** Height, width, bands. */
  static int[] size(NDArray array) {
    Shape shape = array.shape();
    int rank = shape.rank();
    if ((rank != 2 && rank != 3) || shape.size() == 0 || shape.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "expected an array of height x width or height x width x bands with 1 to %d elements, found shape %s"
              .formatted(Integer.MAX_VALUE - 8, shape));
    }
    int bands = rank == 2 ? 1 : (int) shape.length(2);
    return new int[] {(int) shape.length(0), (int) shape.length(1), bands};
  }

  private static Shape shape(Raster raster) {
    return raster.getNumBands() == 1
        ? Shape.of(raster.getHeight(), raster.getWidth())
        : Shape.of(raster.getHeight(), raster.getWidth(), raster.getNumBands());
  }

  private static DType dtype(SampleModel model) {
    return switch (model.getDataType()) {
      case DataBuffer.TYPE_BYTE -> DType.UINT8;
      case DataBuffer.TYPE_USHORT -> DType.UINT16;
      case DataBuffer.TYPE_SHORT -> DType.INT16;
      case DataBuffer.TYPE_INT -> DType.INT32;
      case DataBuffer.TYPE_FLOAT -> DType.FLOAT32;
      case DataBuffer.TYPE_DOUBLE -> DType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              "expected samples of BYTE to DOUBLE, found data type " + model.getDataType());
    };
  }

  private static MemorySegment data(DataBuffer buffer, int bank) {
    return switch (buffer) {
      case DataBufferByte values -> MemorySegment.ofArray(values.getData(bank));
      case DataBufferUShort values -> MemorySegment.ofArray(values.getData(bank));
      case DataBufferShort values -> MemorySegment.ofArray(values.getData(bank));
      case DataBufferInt values -> MemorySegment.ofArray(values.getData(bank));
      case DataBufferFloat values -> MemorySegment.ofArray(values.getData(bank));
      case DataBufferDouble values -> MemorySegment.ofArray(values.getData(bank));
      default ->
          throw new UnsupportedOperationException(
              "the samples lie in no Java array but in a " + buffer.getClass().getName());
    };
  }

  private static UnsupportedOperationException refusal(Raster raster, String why) {
    return new UnsupportedOperationException(
        "a raster of %d x %d x %d is no array in place: %s; toArray copies"
            .formatted(raster.getHeight(), raster.getWidth(), raster.getNumBands(), why));
  }
}
