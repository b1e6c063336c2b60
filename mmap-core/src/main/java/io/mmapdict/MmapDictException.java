package io.mmapdict;

import io.mmapdict.remote.RemoteName;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file, key or value at fault. The message names the file, the key and the offset as far as there
 * are any, says what was expected and found, and what to do.
 *
 * <p>Its kinds: {@link DamagedFileException}, {@link NoSpaceException}, {@link FileCutException},
 * {@link UntrustedLocksException}; this class itself for everything else.
 */
public class MmapDictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What {@link #offset()} says where no byte of the file is at fault. */
  public static final long NO_OFFSET = -1;

  private final String file;
  private final @Nullable String key;
  private final long offset;

  /** A fault of the whole file. */
  public MmapDictException(Path file, String what) {
    this(file, null, NO_OFFSET, what, null);
  }

  /** A fault of a byte of the file. */
  public MmapDictException(Path file, long offset, String what) {
    this(file, null, offset, what, null);
  }

  /**
   * A fault in detail.
   *
   * @param key the key concerned, or null
   * @param offset the byte of the file concerned, or {@link #NO_OFFSET}
   * @param cause what led to this, or null
   */
  public MmapDictException(
      Path file, @Nullable String key, long offset, String what, @Nullable Throwable cause) {
    super(message(file, key, offset, what), cause);
    this.file = file.toString();
    this.key = key;
    this.offset = offset;
  }

  /** The file concerned; of one on another machine see {@link MmapDict#path}. */
  public final Path file() {
    return Path.of(file);
  }

  /** The key concerned, or null. */
  public final @Nullable String key() {
    return key;
  }

  /** The byte of the file concerned, or {@link #NO_OFFSET}. */
  public final long offset() {
    return offset;
  }

  /** What should have been there, or null where that cannot be said in itself. */
  public @Nullable String expected() {
    return null;
  }

  /** What was there instead, or null where that cannot be said in itself. */
  public @Nullable String actual() {
    return null;
  }

  private static String message(Path file, @Nullable String key, long offset, String what) {
    StringBuilder text = new StringBuilder().append(RemoteName.text(file));
    if (key != null) {
      text.append(", key \"").append(key).append('"');
    }
    if (offset != NO_OFFSET) {
      text.append(", offset ").append(offset);
    }
    return text.append(": ").append(what).toString();
  }
}
