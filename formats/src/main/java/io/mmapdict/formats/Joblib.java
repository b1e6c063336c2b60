package io.mmapdict.formats;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code joblib.dump} wrote, since joblib 0.8: a pickle with arrays in its middle (or, before
 * 0.10, beside it), wherever they stand in lists, dicts and objects. They are mapped where they
 * lie.
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
   * The value of a dump. One that is compressed (by zlib or gzip) is inflated into a file without a
   * name in the temporary folder, and that is mapped.
   *
   * @param access what setting an element of its arrays does; a compressed dump is not changed by
   *     any, so {@link Access#READ_WRITE} is refused there
   * @throws FormatException if the file cannot be opened so, is compressed otherwise, is no dump,
   *     cut or broken, or a file beside it is, where it has such
   */
  public static @Nullable Object load(Path file, Access access) {
    MappedFile dump = Compressed.open(file, access);
    Codecs codecs = JoblibCodec.codecs(dump, access);
    try {
      return codecs.unpickler().load(dump.bytes());
    } catch (PickleException e) {
      if (e.getCause() instanceof FormatException beside) {
        throw beside;
      }
      throw FormatException.of(file, 0, e);
    }
  }
}
