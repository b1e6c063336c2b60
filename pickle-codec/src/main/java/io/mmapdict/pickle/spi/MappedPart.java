package io.mmapdict.pickle.spi;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where mapped bytes stand in their file, for who wants the kernel to copy them from there instead
 * of this process from the mapping. The kernel is asked, in {@code /proc/self/maps}: neither a
 * descriptor needs to be kept for it nor a path to be believed, which may lead to another file by
 * now.
 *
 * @param file where the file was opened, or is by now
 * @param offset of the first byte
 * @param device which the file is on, as the kernel names it, {@code fe:00}
 * @param inode which of that device it is
 */
public record MappedPart(Path file, long offset, String device, long inode) {
  /** Less is copied sooner than the kernel is asked. */
  public static final long WORTH_BYTES = 1L << 24;

  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final int FIELDS = 6;
  private static final int HEXADECIMAL = 16;

  /**
   * Where bytes stand in a file; empty if they are in no file, in one without a name, mapped
   * copy-on-write (what is seen may not be what the file holds), or fewer than {@link
   * #WORTH_BYTES}.
   */
  public static Optional<MappedPart> of(MemorySegment bytes) {
    if (!bytes.isNative() || bytes.byteSize() < WORTH_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(find(Files.readAllBytes(MAPS), bytes));
    } catch (IOException e) {
      return Optional.empty(); // nothing is mounted there: the bytes are copied from here
    }
  }

  /**
   * Whether the path still leads to the file. Where a file system gives its files other numbers
   * than the kernel its mappings, as btrfs and some overlays do, it seems not to.
   */
  public boolean isThere() {
    try {
      Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino");
      long number = (Long) found.get("dev");
      long major = ((number >>> 8) & 0xfff) | ((number >>> 32) & ~0xfffL);
      long minor = (number & 0xff) | ((number >>> 12) & ~0xffL);
      return device.equals("%02x:%02x".formatted(major, minor))
          && inode == (Long) found.get("ino")
          && Files.isRegularFile(file); // opening a pipe would wait for good
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has the kernel copy bytes to where a channel stands, if they are mapped from a file that is
   * still to be had.
   *
   * @param copied told now and then how many bytes more were copied
   * @return how many, from the first one on: all, some or none
   * @throws IOException if they cannot be written
   */
  static long transfer(MemorySegment bytes, FileChannel target, long atOnce, LongConsumer copied)
      throws IOException {
    MappedPart part = of(bytes).orElse(null);
    if (part == null) {
      return 0;
    }
    try (FileChannel source = part.open()) {
      long done = 0;
      for (long more = 1; source != null && more > 0 && done < bytes.byteSize(); done += more) {
        long wanted = Math.min(atOnce, bytes.byteSize() - done);
        more = source.transferTo(part.offset + done, wanted, target);
        copied.accept(more);
      }
      return done;
    }
  }

  private @Nullable FileChannel open() throws IOException {
    if (!isThere()) {
      return null;
    }
    FileChannel source;
    try {
      source = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      return null; // gone, or not to be read any more: the bytes are copied from here
    }
    if (isThere()) { // still, so it is what was opened
      return source;
    }
    source.close();
    return null;
  }

  /** Each line is {@code FROM-TO rwxs OFFSET DEVICE INODE PATH}; a path has no line feed. */
  private static @Nullable MappedPart find(byte[] maps, MemorySegment bytes) {
    long first = bytes.address();
    for (int at = 0; at < maps.length; at = behindLine(maps, at)) {
      int dash = at + digits(maps, at);
      long from = hexadecimal(maps, at, dash);
      long to = hexadecimal(maps, dash + 1, dash + 1 + digits(maps, dash + 1));
      if (Long.compareUnsigned(from, first) <= 0 && Long.compareUnsigned(first, to) < 0) {
        String line = new String(maps, at, behindLine(maps, at) - 1 - at, StandardCharsets.UTF_8);
        boolean whole = Long.compareUnsigned(first + bytes.byteSize(), to) <= 0;
        return whole ? of(line, first - from) : null;
      }
    }
    return null;
  }

  private static @Nullable MappedPart of(String line, long behind) {
    String[] fields = line.split(" +", FIELDS);
    if (fields.length < FIELDS || !fields[1].endsWith("s") || !fields[5].startsWith("/")) {
      return null;
    }
    try {
      return new MappedPart(
          Path.of(fields[5]),
          Long.parseLong(fields[2], HEXADECIMAL) + behind,
          fields[3],
          Long.parseLong(fields[4]));
    } catch (InvalidPathException e) {
      return null; // a name that Java cannot say
    }
  }

  private static int behindLine(byte[] maps, int start) {
    int at = start;
    while (at < maps.length && maps[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  private static int digits(byte[] maps, int start) {
    int at = start;
    while (at < maps.length && Character.digit(maps[at], HEXADECIMAL) >= 0) {
      at++;
    }
    return at - start;
  }

  private static long hexadecimal(byte[] maps, int from, int to) {
    long value = 0;
    for (int at = from; at < to; at++) {
      value = (value << 4) | Character.digit(maps[at], HEXADECIMAL);
    }
    return value;
  }
}
