package io.mmapdict.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import javax.imageio.stream.FileImageInputStream;

/**
 * A file that tells how many bytes more of it were read; those that are read again do not count.
 */
final class ToldInput extends FileImageInputStream {
  private final LongConsumer read;
  private long most;

  ToldInput(Path file, LongConsumer read) throws IOException {
    super(file.toFile());
    this.read = read;
  }

  @Override
  public int read() throws IOException {
    int found = super.read();
    tell();
    return found;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int found = super.read(into, from, length);
    tell();
    return found;
  }

  private void tell() {
    if (streamPos > most) {
      try {
        read.accept(streamPos - most);
      } catch (RuntimeException e) {
        throw new ListenerException(e);
      }
      most = streamPos;
    }
  }

  /** What the listener threw, which is no fault of the file. */
  static final class ListenerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException thrown;

    ListenerException(RuntimeException thrown) {
      super(thrown);
      this.thrown = thrown;
    }

    RuntimeException thrown() {
      return thrown;
    }
  }
}
