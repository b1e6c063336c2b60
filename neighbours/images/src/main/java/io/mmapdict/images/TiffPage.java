package io.mmapdict.images;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageMetadata;
import io.mmapdict.awt.AwtRasters;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Arrays;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** A page of a TIFF: the decoder gives its samples, its tags say of which type they are. */
final class TiffPage {
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int FLOATING = 3;
  private static final int PALETTE = 3;

  /** LZW makes at most 3838 bytes of 12 bits; CCITT 4 a row of any length of one bit. */
  private static final long MOST_OF_LZW = 1 << 13;

  private static final long MOST_OF_CCITT = 1 << 20;

  private final ImageReader reader;
  private final int page;
  private final TIFFImageMetadata tags;

  TiffPage(ImageReader reader, int page) throws IOException {
    this.reader = reader;
    this.page = page;
    this.tags = (TIFFImageMetadata) reader.getImageMetadata(page);
  }

  NDArray read(long fileBytes) throws IOException {
    DType dtype = dtype();
    int bands = (int) one(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
    long compression = one(TIFF.TAG_COMPRESSION, 1);
    boolean ccitt = compression >= 2 && compression <= 4;
    int pixelBytes = Math.multiplyExact(bands, dtype.itemSize());
    long most = ccitt ? MOST_OF_CCITT : MOST_OF_LZW;
    FileKind.checkSize(
        "pages", reader.getWidth(page), reader.getHeight(page), pixelBytes, fileBytes, most);
    long tileWidth = one(TIFF.TAG_TILE_WIDTH, 0);
    FileKind.checkSize(
        "tiles", tileWidth, one(TIFF.TAG_TILE_HEIGTH, 0), pixelBytes, fileBytes, most);
    // Not read(): that clamps floats to 0 to 1, and turns white-is-zero round.
    NDArray samples = AwtRasters.toArray(reader.readRaster(page, null));
    if (one(TIFF.TAG_PHOTOMETRIC_INTERPRETATION, 1) == PALETTE) {
      return colours(samples);
    }
    if (dtype.equals(DType.FLOAT16)) { // decoded to float32, which holds each exactly
      NDArray halves = NDArray.zeros(dtype, samples.shape().toArray());
      halves.copyFrom(samples);
      return halves;
    }
    if (samples.dtype().itemSize() != dtype.itemSize()) {
      throw new IOException(
          "its samples should be " + dtype + " and were decoded as " + samples.dtype());
    }
    return FileKind.as(samples, dtype);
  }

  private DType dtype() throws IOException {
    long bits = same(TIFF.TAG_BITS_PER_SAMPLE, 1);
    long format = same(TIFF.TAG_SAMPLE_FORMAT, UNSIGNED);
    if (format == UNSIGNED || format == SIGNED) {
      boolean signed = format == SIGNED;
      switch ((int) bits) {
        case 1 -> {
          return DType.BOOL;
        }
        case 2, 4 -> {
          return DType.UINT8;
        }
        case 8 -> {
          return signed ? DType.INT8 : DType.UINT8;
        }
        case 16 -> {
          return signed ? DType.INT16 : DType.UINT16;
        }
        case 32 -> {
          return signed ? DType.INT32 : DType.UINT32;
        }
        default -> {}
      }
    }
    if (format == FLOATING && (bits == 16 || bits == 32 || bits == 64)) {
      return DType.of("f" + bits / Byte.SIZE);
    }
    throw new IOException(
        "expected samples of 1, 2, 4, 8, 16 or 32 bits or floats of 16, 32 or 64,"
            + " found %d bits of sample format %d".formatted(bits, format));
  }

  /** The colour map is all red, all green, all blue. */
  private NDArray colours(NDArray places) throws IOException {
    long[] map = numbers(TIFF.TAG_COLOR_MAP);
    if (map == null || map.length % 3 != 0 || places.rank() != 2) {
      throw new IOException("expected one band and a colour map of three parts");
    }
    int count = map.length / 3;
    long[] shape = {places.shape().length(0), places.shape().length(1), 3};
    NDArray colours = NDArray.zeros(DType.UINT16, shape);
    short[] row = new short[Math.toIntExact(3 * shape[1])];
    for (long y = 0; y < shape[0]; y++) {
      byte[] indices = places.select(0, y).toByteArray();
      for (int x = 0; x < indices.length; x++) {
        int place = Byte.toUnsignedInt(indices[x]);
        if (place >= count) {
          throw new IOException("colour " + place + " of a map of " + count);
        }
        for (int band = 0; band < 3; band++) {
          row[3 * x + band] = (short) map[band * count + place];
        }
      }
      colours.select(0, y).copyFrom(NDArray.ofUnsigned(row, shape[1], 3));
    }
    return colours;
  }

  private long one(int tag, long absent) {
    long[] values = numbers(tag);
    return values == null || values.length == 0 ? absent : values[0];
  }

  /** The number that all bands have. */
  private long same(int tag, long absent) throws IOException {
    long[] values = numbers(tag);
    if (values != null && Arrays.stream(values).distinct().count() > 1) {
      throw new IOException(
          "its bands differ, tag " + tag + " is " + Arrays.toString(values) + "; split them");
    }
    return one(tag, absent);
  }

  private long @Nullable [] numbers(int tag) {
    Entry entry = tags.getTIFFField(tag);
    if (entry == null) {
      return null;
    }
    Object value = entry.getValue();
    if (value instanceof Number number) {
      return new long[] {number.longValue()};
    }
    long[] values = new long[Array.getLength(value)];
    Arrays.setAll(values, i -> ((Number) Array.get(value, i)).longValue());
    return values;
  }
}
