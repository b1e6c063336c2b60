package io.mmapdict.images;

import io.mmapdict.formats.FormatException;
import io.mmapdict.ndarray.NDArray;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Image files as arrays: PNG, JPEG and TIFF, told by their first bytes. Gray is height x width,
 * anything else height x width x bands: gray and alpha, RGB, RGBA. Element [y, x] is the pixel in
 * row y from above and column x from the left, as stored: EXIF's orientation turns nothing.
 *
 * <p><b>The numbers are the file's own</b>: uint8 of up to 8 bits, uint16 of 16; of TIFF also int8,
 * int16, uint32, int32, float16, float32 and float64; bool of 1 bit. No profile or gamma is
 * applied, gray of 2 or 4 bits is not stretched, white-is-zero is not turned round, and a colour
 * that a PNG declares transparent stays. What has no numbers of its own is decoded: JPEG's YCbCr to
 * RGB, a palette to its colours (uint8 of PNG, RGBA if some are transparent; uint16 of TIFF).
 *
 * <p>The array is in memory of its own, outside the Java heap; the decoder needs one page in the
 * heap meanwhile. Errors of files are {@link FormatException}s that name the file. Safe for use
 * from several threads.
 */
public final class Images {
  private Images() {}

  /**
   * The image of a file; of a TIFF of several pages all of them, pages x height x width or pages x
   * height x width x bands.
   *
   * @throws FormatException if the file cannot be read, is none of these formats, is damaged or of
   *     a kind that is not read, or its pages differ in shape or type ({@link #read(Path, int)}
   *     reads one)
   */
  public static NDArray read(Path file) {
    return read(file, bytes -> {});
  }

  /**
   * {@link #read(Path)}, watched.
   *
   * @param read told now and then how many bytes more of the file were read; what it throws is
   *     thrown
   */
  public static NDArray read(Path file, LongConsumer read) {
    return open(file, read, Images::all);
  }

  /**
   * One page of a file, counted from 0.
   *
   * @throws FormatException if the file cannot be read, is none of these formats, is damaged or of
   *     a kind that is not read
   * @throws IndexOutOfBoundsException if there is no such page
   */
  public static NDArray read(Path file, int page) {
    return open(
        file,
        bytes -> {},
        (kind, reader, size) -> {
          int pages = reader.getNumImages(true);
          if (page < 0 || page >= pages) {
            throw new NoSuchPageException(file + ": page " + page + " of " + pages);
          }
          return kind.read(reader, page, size);
        });
  }

  /**
   * How many pages a file has: 1 but for TIFF.
   *
   * @throws FormatException if the file cannot be read or is none of these formats
   */
  public static int pages(Path file) {
    return open(file, bytes -> {}, (kind, reader, size) -> reader.getNumImages(true));
  }

  /**
   * Writes an array; a file of that name is replaced once the new one is whole. The name's ending
   * says the format; of height x width x 1 gray is written:
   *
   * <ul>
   *   <li>{@code .png}: bool of height x width; uint8 and uint16 of height x width, or with 2 to 4
   *       bands.
   *   <li>{@code .tif}, {@code .tiff}: these and int16, int32, float32 and float64 (this of 1 or 3
   *       bands), not compressed, also pages in front: an array of three axes whose last is longer
   *       than 4 is a stack.
   *   <li>{@code .jpg}, {@code .jpeg}: uint8 of height x width, or with 3 bands. It loses: what is
   *       read again differs a little (quality 0.95).
   * </ul>
   *
   * @throws IllegalArgumentException if the name has another ending, or the format does not hold
   *     the array
   * @throws FormatException if the file cannot be written; what was there stays then
   */
  public static void write(Path file, NDArray array) {
    write(file, array, bytes -> {});
  }

  /**
   * {@link #write(Path, NDArray)}, watched.
   *
   * @param written told now and then how many bytes more of the array were written
   */
  public static void write(Path file, NDArray array, LongConsumer written) {
    ImageOutput.write(file, array, written);
  }

  /** What is done with an open file. */
  @FunctionalInterface
  private interface Use<T> {
    T with(FileKind kind, ImageReader reader, long fileBytes) throws IOException;
  }

  private static <T> T open(Path file, LongConsumer read, Use<T> use) {
    ImageReader reader = null;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would wait for good
        throw new IOException("it is a folder, pipe or device, not a regular file");
      }
      Files.newByteChannel(file).close(); // its errors say more than those of the stream
      try (ImageInputStream in = new ToldInput(file, read)) {
        FileKind kind = FileKind.of(in);
        reader = kind.reader();
        reader.setInput(in, false, kind == FileKind.JPEG);
        return use.with(kind, reader, in.length());
      }
    } catch (NoSuchPageException e) {
      throw e;
    } catch (ToldInput.ListenerException e) {
      throw e.thrown();
    } catch (EOFException e) {
      throw new FormatException(file, "cannot be read", new IOException("it ends too early", e));
    } catch (IOException e) {
      throw new FormatException(file, "cannot be read", e);
    } catch (RuntimeException e) {
      // The decoders answer some damaged files with whatever they stumble over.
      throw new FormatException(file, "cannot be read", new IOException("damaged: " + e, e));
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static NDArray all(FileKind kind, ImageReader reader, long fileBytes) throws IOException {
    int pages = reader.getNumImages(true);
    if (pages == 1) {
      return kind.read(reader, 0, fileBytes);
    }
    if (pages < 1) {
      throw new IOException("it has no image");
    }
    NDArray first = kind.read(reader, 0, fileBytes / pages);
    long[] shape =
        LongStream.concat(LongStream.of(pages), LongStream.of(first.shape().toArray())).toArray();
    NDArray stack = NDArray.zeros(first.dtype(), shape);
    stack.select(0, 0).copyFrom(first);
    for (int page = 1; page < pages; page++) {
      NDArray next = kind.read(reader, page, fileBytes / pages);
      if (!next.dtype().equals(first.dtype()) || !next.shape().equals(first.shape())) {
        throw new IOException(
            "its pages differ: page 0 is %s %s, page %d %s %s; read(file, page) reads one"
                .formatted(first.dtype(), first.shape(), page, next.dtype(), next.shape()));
      }
      stack.select(0, page).copyFrom(next);
    }
    return stack;
  }

  /** Of the caller, not of the file. */
  private static final class NoSuchPageException extends IndexOutOfBoundsException {
    private static final long serialVersionUID = 1L;

    NoSuchPageException(String message) {
      super(message);
    }
  }
}
