package io.mmapdict.formats;

import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.Unpickler;
import io.mmapdict.pickle.spi.PayloadSink;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code joblib.dump} wrote, since joblib 0.8: a pickle with arrays in its middle (or, before
 * 0.10, beside it), wherever they stand in lists, dicts and objects. They are mapped where they
 * lie. Written as joblib 0.10 and later read it.
 *
 * <pre>{@code
 * Map<?, ?> model = (Map<?, ?>) Joblib.load(Path.of("model.joblib"), Access.READ_ONLY);
 * NDArray weights = (NDArray) model.get("weights");
 * }</pre>
 *
 * <p>Nothing is called, whatever the dump says: objects of classes that no codec knows are {@link
 * io.mmapdict.pickle.PyObject}s. A mapped array is the file: it lives as {@link Npy} says.
 */
public final class Joblib {
  private Joblib() {}

  /**
   * The value of a dump. One that is compressed (by zlib, gzip, bz2, xz, lzma or lz4) is inflated
   * into a file without a name in the temporary folder, and that is mapped.
   *
   * @param access what setting an element of its arrays does; a compressed dump is not changed by
   *     any, so {@link Access#READ_WRITE} is refused there
   * @throws FormatException if the file cannot be opened so, is compressed otherwise, needs more
   *     than 128 MiB or half the heap to be inflated or does not fit into the temporary folder, is
   *     no dump, cut or broken, or a file beside it is, where it has such
   */
  public static @Nullable Object load(Path file, Access access) {
    return load(file, access, read -> {});
  }

  /**
   * {@link #load(Path, Access)}, watched.
   *
   * @param read told now and then how many bytes more of a compressed dump were read; nothing of
   *     one that is mapped, nor of files beside it
   * @throws FormatException as there
   */
  public static @Nullable Object load(Path file, Access access, LongConsumer read) {
    MappedFile dump = Compressed.open(file, access, read);
    Unpickler unpickler = JoblibCodec.codecs(dump, access).unpickler();
    try {
      return (dump.named() ? unpickler : unpickler.withoutOffsets()).load(dump.bytes());
    } catch (PickleException e) {
      if (e.getCause() instanceof FormatException beside) {
        throw beside;
      }
      throw FormatException.of(file, 0, e);
    }
  }

  /**
   * Writes a value as {@code joblib.dump} does, uncompressed, for every joblib from 0.10 on: {@code
   * joblib.load} maps with {@code mmap_mode} all arrays in it, masked ones and stubs too, their
   * elements at multiples of 64 bytes. Not mapped are those whose elements take no bytes, those of
   * Python objects (with arrays among these it maps them), arrays that grow, and masked arrays and
   * stubs in mmappickle's form. A file of that name is replaced once the new one is whole; arrays
   * of the value may be mapped from it.
   *
   * <p>The pickle is of protocol 4, or where a bytearray is in it of 5, which Python reads from 3.8
   * on.
   *
   * @throws io.mmapdict.pickle.PickleException if no codec writes a value in it, says where and
   *     what to do; what was there stays then
   * @throws FormatException if the file cannot be written; what was there stays then
   */
  public static void write(Path file, @Nullable Object value) {
    write(file, value, bytes -> {});
  }

  /**
   * {@link #write(Path, Object)}, watched.
   *
   * @param written told now and then how many bytes more were written
   */
  public static void write(Path file, @Nullable Object value, LongConsumer written) {
    WholePickle pickle = WholePickle.of(JoblibArrayWriter.codecs(), value);
    NewFile.<Void>write(
        file,
        channel -> {
          pickle.writeTo(0, PayloadSink.into(channel, written));
          return null;
        });
  }
}
