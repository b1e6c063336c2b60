package io.mmapdict.cli;

import io.mmapdict.pickle.Audit;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The pickles in a file: the file itself, or the members of a zip (PyTorch's and numpy's files are
 * some), or of a {@code .npy} what stands behind its header. A zip may begin with a pickle: then it
 * is both.
 */
final class Pickles {
  private static final byte[] NPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final byte[] ZIP = {'P', 'K'};
  private static final byte[] ZIP_END = {'P', 'K', 5, 6};

  /** An end record and its comment. */
  private static final int END_WITHIN = 22 + 0xffff;

  private static final int MOST_UNPACKED = 1 << 28;

  private Pickles() {}

  /**
   * What may be one.
   *
   * @param name the file's, and its own in a zip
   */
  record Found(String name, MemorySegment bytes) {}

  /**
   * All of them.
   *
   * @param named how the user named the file
   * @throws Fault if there are none, or a member of a zip cannot be looked into
   */
  static List<Found> in(Path file, String named, Arena arena) {
    MemorySegment bytes = PickleFile.map(file, arena);
    List<Found> found = membersOfZip(file, named);
    if (starts(bytes, ZIP)) {
      refuseTwoEnds(named, bytes);
    }
    if (starts(bytes, NPY)) {
      found.add(new Found(named, behindHeader(bytes)));
    } else if (found.isEmpty() || !starts(bytes, ZIP)) {
      found.add(new Found(named, bytes));
    }
    return found;
  }

  /** Of a file that is none there are no members. */
  private static List<Found> membersOfZip(Path file, String named) {
    List<Found> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry member : Collections.list(zip.entries())) {
        String name = named + "!" + member.getName();
        if (!names.add(name)) {
          throw new Fault(
              name + ": stands twice in the zip, and Python may read another than this program");
        }
        byte[] unpacked;
        try (InputStream in = zip.getInputStream(member)) {
          unpacked = in.readNBytes(MOST_UNPACKED + 1);
        }
        add(found, name, MemorySegment.ofArray(unpacked));
      }
    } catch (ZipException e) {
      return new ArrayList<>();
    } catch (IOException e) {
      throw new Fault(named + ": cannot be read: " + Failures.reason(e), e);
    }
    return found;
  }

  private static void add(List<Found> found, String name, MemorySegment bytes) {
    if (bytes.byteSize() > MOST_UNPACKED || starts(bytes, ZIP)) {
      throw new Fault(
          name
              + ": is a zip itself or more than "
              + MOST_UNPACKED
              + " bytes, and is not looked into; unpack it and audit it by itself");
    }
    MemorySegment body = starts(bytes, NPY) ? behindHeader(bytes) : bytes;
    if (Audit.mayBePickle(body)) {
      found.add(new Found(name, body));
    }
  }

  /** Python takes the last end record, others the last that fits: each would see another zip. */
  private static void refuseTwoEnds(String named, MemorySegment bytes) {
    int ends = 0;
    long from = Math.max(0, bytes.byteSize() - END_WITHIN);
    for (long at = from; at <= bytes.byteSize() - ZIP_END.length; at++) {
      if (starts(bytes.asSlice(at), ZIP_END) && ++ends > 1) {
        throw new Fault(
            named + ": has two ends of a zip, and Python may read another than this program");
      }
    }
  }

  /** Behind the magic bytes and the version stands how long the header is. */
  private static MemorySegment behindHeader(MemorySegment npy) {
    long lengthAt = NPY.length + 2L;
    boolean isShort = npy.byteSize() > lengthAt && npy.get(ValueLayout.JAVA_BYTE, NPY.length) == 1;
    int lengthBytes = isShort ? 2 : 4;
    long length = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      long at = lengthAt + i;
      length = length << 8 | (at < npy.byteSize() ? npy.get(ValueLayout.JAVA_BYTE, at) & 0xff : 0);
    }
    return npy.asSlice(Math.min(npy.byteSize(), lengthAt + lengthBytes + length));
  }

  private static boolean starts(MemorySegment bytes, byte[] with) {
    return bytes.byteSize() >= with.length
        && MemorySegment.mismatch(
                bytes, 0, with.length, MemorySegment.ofArray(with), 0, with.length)
            < 0;
  }
}
