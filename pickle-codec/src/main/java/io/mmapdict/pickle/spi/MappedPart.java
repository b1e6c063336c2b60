package io.mmapdict.pickle.spi;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where mapped bytes stand in their file, for who wants the kernel to copy them from there instead
 * of this process from the mapping. The kernel is asked, in {@code /proc/self/maps}: neither a
 * descriptor needs to be kept for it nor a path to be believed, which may lead to another file by
 * now.
 *
 * @param file where the file was opened, or is by now
 * @param offset of the first byte
 * @param device which file it is, as the kernel names it: device and inode
 */
public record MappedPart(Path file, long offset, String device) {
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
    return bytes.isNative() && bytes.byteSize() >= WORTH_BYTES ? find(bytes) : Optional.empty();
  }

  /**
   * Whether another mapping is of the same file.
   *
   * @param probe mapped from what was just opened, for one
   */
  public boolean isSameFile(MemorySegment probe) {
    return find(probe).filter(other -> other.device.equals(device)).isPresent();
  }

  /**
   * Has the kernel copy bytes to where a channel stands, if they are mapped from a file that is
   * still to be had.
   *
   * @return how many, from the first one on: all, some or none
   * @throws IOException if they cannot be written
   */
  public static long transfer(MemorySegment bytes, FileChannel target) throws IOException {
    Optional<MappedPart> part = of(bytes);
    if (part.isEmpty()) {
      return 0;
    }
    try (FileChannel source = part.get().open()) {
      long done = 0;
      for (long more = 1; source != null && more > 0 && done < bytes.byteSize(); done += more) {
        more = source.transferTo(part.get().offset + done, bytes.byteSize() - done, target);
      }
      return done;
    }
  }

  /** The file, or null if the path leads to none or to another by now. */
  private @Nullable FileChannel open() throws IOException {
    FileChannel source = openWhatIsThere();
    try (Arena arena = Arena.ofConfined()) {
      if (source != null
          && source.size() > 0
          && isSameFile(source.map(FileChannel.MapMode.READ_ONLY, 0, 1, arena))) {
        return source;
      }
    }
    if (source != null) {
      source.close();
    }
    return null;
  }

  private @Nullable FileChannel openWhatIsThere() {
    try { // opening a pipe would wait for good
      return Files.isRegularFile(file) ? FileChannel.open(file, StandardOpenOption.READ) : null;
    } catch (IOException e) {
      return null; // gone, or not to be read any more: the bytes are copied from here
    }
  }

  private static Optional<MappedPart> find(MemorySegment bytes) {
    try {
      String maps = new String(Files.readAllBytes(MAPS), StandardCharsets.UTF_8);
      return maps.lines()
          .filter(line -> has(line, bytes))
          .findFirst()
          .flatMap(line -> in(line, bytes.address()));
    } catch (IOException e) {
      return Optional.empty(); // nothing is mounted there: the bytes are copied from here
    }
  }

  /** A line is {@code FROM-TO rwxs OFFSET DEVICE INODE PATH}. */
  private static boolean has(String line, MemorySegment bytes) {
    int dash = line.indexOf('-');
    long from = Long.parseUnsignedLong(line, 0, dash, HEXADECIMAL);
    long to = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), HEXADECIMAL);
    return Long.compareUnsigned(from, bytes.address()) <= 0
        && Long.compareUnsigned(bytes.address() + bytes.byteSize(), to) <= 0;
  }

  private static Optional<MappedPart> in(String line, long address) {
    String[] fields = line.split(" +", FIELDS);
    if (fields.length < FIELDS || !fields[1].endsWith("s") || !fields[5].startsWith("/")) {
      return Optional.empty();
    }
    String from = fields[0];
    long start = Long.parseUnsignedLong(from, 0, from.indexOf('-'), HEXADECIMAL);
    long offset = Long.parseLong(fields[2], HEXADECIMAL) + address - start;
    try {
      return Optional.of(new MappedPart(Path.of(fields[5]), offset, fields[3] + " " + fields[4]));
    } catch (InvalidPathException e) {
      return Optional.empty(); // a name that Java cannot say
    }
  }
}
