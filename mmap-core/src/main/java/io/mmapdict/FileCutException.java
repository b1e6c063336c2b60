package io.mmapdict;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Another program made the file shorter while it was open here: what was mapped behind its new end
 * is gone. Whatever touches the file throws this from then on, for any key: that one cannot be
 * found in what is left does not mean that it was removed. No change is begun any more; one that
 * was under way may still write behind the cut. Close the file and open it again: what is before
 * the cut can be read then, and {@code mmapdict fsck --repair} makes it whole.
 *
 * <p>mmappickle's own vacuum makes a file shorter, too, and leaves it whole: that is no cut.
 *
 * <p>Arrays got before do not know what file they are of. A look behind the file's new last page
 * throws {@link InternalError}, in compiled code some instructions later, with any value in
 * between; the rest of that page reads as zeros. Some calls that get such an array's memory end the
 * whole process instead, and Java leaves no way to prevent that: CRC32, Adler32 and Deflater on a
 * direct buffer of it, native code that reads it, loops of the Vector API. Copy into a Java array
 * first where somebody may cut the file.
 */
public final class FileCutException extends MmapDictException {
  private static final long serialVersionUID = 1L;

  FileCutException(Path file, InternalError cause) {
    this(file, "", cause);
  }

  /**
   * Of a file of which more was known.
   *
   * @param knownBytes how many it had for certain
   * @param foundBytes how many it has now
   */
  FileCutException(Path file, long knownBytes, long foundBytes, @Nullable InternalError cause) {
    this(
        file,
        foundBytes < knownBytes
            ? ": it had " + knownBytes + " bytes and has " + foundBytes
            : ", and longer again since",
        cause);
  }

  private FileCutException(Path file, String sizes, @Nullable InternalError cause) {
    super(
        file,
        null,
        NO_OFFSET,
        "another program made the file shorter while it was open"
            + sizes
            + "; close it, look at it with `mmapdict fsck`, and open it again",
        cause);
  }
}
