package io.mmapdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk is full, or a quota or a limit on the size of files is reached. Nothing of what was in
 * the file is lost: the old values stand, and the space that the change had taken is given back.
 */
public final class NoSpaceException extends MmapDictException {
  private static final long serialVersionUID = 1L;

  private final long wantedBytes;
  private final long freeBytes;
  private final String why;

  private NoSpaceException(
      Path file,
      @Nullable String key,
      long offset,
      long wantedBytes,
      long freeBytes,
      String why,
      String stored,
      @Nullable Throwable cause) {
    super(
        file,
        key,
        offset,
        wantedBytes
            + " bytes wanted, "
            + (freeBytes < 0 ? "unknown" : freeBytes)
            + " free: "
            + why
            + stored
            + "; nothing of what was there is lost",
        cause);
    this.wantedBytes = wantedBytes;
    this.freeBytes = freeBytes;
    this.why = why;
  }

  /** Whether a negated {@code errno} says that there is no room. */
  static boolean isCause(long negated) {
    return negated == -Native.ENOSPC || negated == -Native.EDQUOT || negated == -Native.EFBIG;
  }

  /**
   * No room for bytes at an offset.
   *
   * @param negated the {@code errno}, negated
   */
  static NoSpaceException of(Path file, long offset, long wantedBytes, long negated) {
    long free = freeBytes(file);
    return new NoSpaceException(
        file, null, offset, wantedBytes, free, Native.explain(negated), "", null);
  }

  /** The same for the whole change that did not find room. */
  NoSpaceException of(String changedKey, long changeBytes) {
    return new NoSpaceException(
        file(), changedKey, offset(), changeBytes, freeBytes, why, "", this);
  }

  /** The same for a part of a batch, all or nothing of which goes into the file. */
  NoSpaceException ofBatch(long entries, long storedBefore) {
    String stored =
        "; of the batch %d %s stored, not this one%s"
            .formatted(
                storedBefore,
                storedBefore == 1 ? "entry is" : "entries are",
                entries == 1 ? "" : " and the " + (entries - 1) + " wanted with it");
    return new NoSpaceException(file(), key(), offset(), wantedBytes, freeBytes, why, stored, this);
  }

  /** The same for another file, of which this one was to become a part. */
  NoSpaceException of(Path whole) {
    return new NoSpaceException(whole, key(), NO_OFFSET, wantedBytes, freeBytes, why, "", this);
  }

  /** The same for a copy of a file, whose part has been given back by now. */
  NoSpaceException ofCopy(Path original, long copyBytes) {
    long free = freeBytes(original);
    return new NoSpaceException(original, null, NO_OFFSET, copyBytes, free, why, "", this);
  }

  /** How many bytes the whole change wanted. */
  public long wantedBytes() {
    return wantedBytes;
  }

  /** How many bytes the file system had free when it refused, or -1 where it does not tell. */
  public long freeBytes() {
    return freeBytes;
  }

  @Override
  public String expected() {
    return wantedBytes + " bytes free";
  }

  @Override
  public String actual() {
    return freeBytes + " bytes free";
  }

  private static long freeBytes(Path file) {
    try {
      Path there = Files.exists(file) ? file : file.toAbsolutePath().getParent();
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }
}
