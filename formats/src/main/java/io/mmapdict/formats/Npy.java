package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.spi.PayloadSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * numpy's npy files: one array each. Versions 1.0, 2.0 and 3.0 are read and written.
 *
 * <pre>{@code
 * NDArray mean = Npy.create(Path.of("mean.npy"), DType.FLOAT32, Order.C, Shape.of(512, 512));
 * mean.at(0, 1).setFloat(0.5f);
 * NDArray again = Npy.map(Path.of("mean.npy"), Access.READ_WRITE);
 * }</pre>
 *
 * <p>A mapped array is the file: unmapped once no view of it is reachable. Nobody may cut the file
 * meanwhile: what is touched behind its new end is an {@link InternalError}.
 */
public final class Npy {
  private static final long PIECE_BYTES = 1L << 20;

  private Npy() {}

  /**
   * The array of a file, mapped where it lies and read-only.
   *
   * @throws FormatException as {@link #map(Path, Access)}
   */
  public static NDArray map(Path file) {
    return map(file, Access.READ_ONLY);
  }

  /**
   * The array of a file, mapped where it lies, as {@code numpy.load(file, mmap_mode)}.
   *
   * @throws FormatException if the file cannot be opened so, is no npy file or too short, or holds
   *     a dtype that {@link DType} does not have, or Python objects
   */
  public static NDArray map(Path file, Access access) {
    MappedFile mapped = MappedFile.open(file, access);
    return NpyHeader.array(mapped, 0, mapped.size());
  }

  /**
   * What a file holds: an {@link NDArray} as {@link #map(Path)} gives it, or an {@link ObjectArray}
   * as {@link #loadObjects}.
   *
   * @throws FormatException as these
   */
  public static Object load(Path file) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    return NpyHeader.load(mapped, 0, mapped.size());
  }

  /**
   * The array of Python objects of a file, which numpy pickles: nothing of it is mapped, and
   * nothing is called, whatever the pickle says.
   *
   * @throws FormatException if the file cannot be read, is no npy file, cut or broken, or holds
   *     elements that {@link #map} maps
   */
  public static ObjectArray loadObjects(Path file) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    return NpyHeader.objects(mapped, 0, mapped.size());
  }

  /**
   * A new file with an array of zeros, mapped to be filled in place, as {@code
   * numpy.lib.format.open_memmap(file, "w+")}. It takes no room on the disk until it is filled: a
   * disk that is full by then is an {@link InternalError}. A file of that name is replaced; who has
   * it mapped keeps it.
   *
   * @throws FormatException if it cannot be created; what was there stays then
   * @throws IllegalArgumentException if the array has more bytes than a long counts, or fields that
   *     overlap or stand in another order than their offsets, which numpy's files cannot hold
   */
  public static NDArray create(Path file, DType dtype, Order order, Shape shape) {
    byte[] header = new NpyHeader(dtype, order, shape).toBytes();
    long size = MappedFile.end(header.length, dtype, shape);
    return NewFile.write(
        file,
        channel -> {
          NewFile.writeFully(channel, ByteBuffer.wrap(header));
          NewFile.extend(channel, size);
          MemorySegment bytes =
              channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.ofAuto());
          return new MappedFile(file, bytes).array(header.length, size, dtype, order, shape);
        });
  }

  /**
   * Writes an array, in Fortran order where only that is how it lies; a file of that name is
   * replaced once the new one is whole.
   *
   * @throws FormatException if it cannot be written; what was there stays then
   * @throws IllegalArgumentException as {@link #create}
   */
  public static void write(Path file, NDArray array) {
    write(file, array, bytes -> {});
  }

  /**
   * {@link #write(Path, NDArray)}, watched.
   *
   * @param written told now and then how many bytes more were written
   */
  public static void write(Path file, NDArray array, LongConsumer written) {
    Order order = array.storageOrder();
    byte[] header = new NpyHeader(array.dtype(), order, array.shape()).toBytes();
    NewFile.<Void>write(
        file,
        channel -> {
          NewFile.writeFully(channel, ByteBuffer.wrap(header));
          NewFile.write(channel, array, order, written);
          return null;
        });
  }

  /**
   * Writes an array into a stream, in Fortran order where only that is how it lies. The stream
   * stays open.
   *
   * @throws IOException if the stream does not take it
   * @throws IllegalArgumentException as {@link #create}
   */
  public static void write(OutputStream out, NDArray array) throws IOException {
    Order order = array.storageOrder();
    out.write(new NpyHeader(array.dtype(), order, array.shape()).toBytes());
    WritableByteChannel channel = Channels.newChannel(out);
    try {
      array.forEachChunk(order, chunk -> writeFully(channel, chunk));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** By pieces, as a buffer cannot be longer than 2 GiB. */
  private static void writeFully(WritableByteChannel channel, MemorySegment chunk) {
    try {
      for (long done = 0; done < chunk.byteSize(); done += PIECE_BYTES) {
        long piece = Math.min(PIECE_BYTES, chunk.byteSize() - done);
        channel.write(chunk.asSlice(done, piece).asByteBuffer()); // to a stream, so all of it
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes an array of Python objects, as {@code numpy.save} does with {@code allow_pickle}: only
   * {@code numpy.load(file, allow_pickle=True)} reads it. The pickle is of protocol 4, or where a
   * bytearray or an array is among the elements of 5, which Python reads from 3.8 on. A file of
   * that name is replaced once the new one is whole.
   *
   * @throws io.mmapdict.pickle.PickleException if no codec writes an element; says which and what
   *     to do. What was there stays then
   * @throws FormatException if the file cannot be written; what was there stays then
   * @throws IllegalArgumentException as {@link #create}
   */
  public static void writeObjects(Path file, ObjectArray array) {
    writeObjects(file, array, bytes -> {});
  }

  /**
   * {@link #writeObjects(Path, ObjectArray)}, watched.
   *
   * @param written told now and then how many bytes more were written
   */
  public static void writeObjects(Path file, ObjectArray array, LongConsumer written) {
    byte[] header = new NpyHeader(array.dtype(), Order.C, array.shape()).toBytes();
    WholePickle pickle = WholePickle.of(Codecs.installed(), array);
    NewFile.<Void>write(
        file,
        channel -> {
          NewFile.writeFully(channel, ByteBuffer.wrap(header));
          pickle.writeTo(header.length, PayloadSink.into(channel, written));
          return null;
        });
  }
}
