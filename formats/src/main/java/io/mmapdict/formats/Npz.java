package io.mmapdict.formats;

import io.mmapdict.formats.ZipDirectory.Member;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;

/**
 * numpy's npz files: zip files whose members {@code NAME.npy} are arrays. Members that are stored,
 * as {@code numpy.savez} writes them, are mapped where they lie; other members than npy files are
 * passed over.
 *
 * <pre>{@code
 * Map<String, NDArray> arrays = Npz.map(Path.of("scan.npz"), Access.READ_ONLY);
 * }</pre>
 *
 * <p>A mapped array is the file: it lives as {@link Npy} says. Setting an element of one that was
 * opened {@link Access#READ_WRITE} leaves the zip's checksum as it was: numpy and {@code unzip -t}
 * refuse the member then. What is mapped is not checked against its checksum.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";

  private Npz() {}

  /** A member as an npy file: where it stands in the zip file, or in one of its own. */
  private record Content(MappedFile file, long start, long end) {
    NDArray array(String name) {
      if (NpyHeader.hasObjects(file, start, end)) {
        throw file.fault(
            start,
            ("expected elements that can be mapped, found Python objects in '%s', which are"
                    + " pickled; Npz.loadObjects(file, \"%s\") reads them, and"
                    + " Npz.map(file, name, access) an array of another name")
                .formatted(name + SUFFIX, name));
      }
      return NpyHeader.array(file, start, end);
    }
  }

  /**
   * The names of the arrays of a file, without {@code .npy}, in the order of the zip's directory.
   *
   * @throws FormatException if the file cannot be read, is no zip file or cut
   */
  public static List<String> names(Path file) {
    return members(MappedFile.open(file, Access.READ_ONLY)).stream()
        .map(Npz::key)
        .distinct()
        .toList();
  }

  /**
   * The arrays of a file, mapped where they lie, in the order of the zip's directory.
   *
   * @return by their names without {@code .npy}; unmodifiable
   * @throws FormatException if the file cannot be opened so, is no zip file or cut, a member is
   *     deflated, which no array can be mapped from, or it is no npy file as {@link Npy#map} takes:
   *     one of Python objects, for one, which {@link #loadObjects} reads
   */
  public static Map<String, NDArray> map(Path file, Access access) {
    MappedFile mapped = MappedFile.open(file, access);
    return all(mapped, member -> inPlace(mapped, member).array(key(member)));
  }

  /**
   * One array of a file, mapped where it lies.
   *
   * @param name without {@code .npy}
   * @throws FormatException as {@link #map(Path, Access)}, of this member, or if there is none
   */
  public static NDArray map(Path file, String name, Access access) {
    MappedFile mapped = MappedFile.open(file, access);
    return inPlace(mapped, member(mapped, name)).array(name);
  }

  /**
   * The arrays of a file, all read-only: those of stored members mapped where they lie, those of
   * deflated members copied, inflated, to a file without a name in the temporary folder, which is
   * gone when they are no longer reachable.
   *
   * @return by their names without {@code .npy}; unmodifiable
   * @throws FormatException as {@link #map(Path, Access)}, but for deflated members: they are
   *     checked against their checksum and refused if the temporary folder is full
   */
  public static Map<String, NDArray> read(Path file) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    return all(mapped, member -> content(mapped, member).array(key(member)));
  }

  /**
   * One array of a file, as {@link #read(Path)} gives it.
   *
   * @param name without {@code .npy}
   * @throws FormatException as {@link #read(Path)}, of this member, or if there is none
   */
  public static NDArray read(Path file, String name) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    return content(mapped, member(mapped, name)).array(name);
  }

  /**
   * One array of Python objects of a file, which numpy pickles, stored or deflated: nothing of it
   * is mapped, and nothing is called, whatever the pickle says. A stored member is not checked
   * against its checksum.
   *
   * @param name without {@code .npy}
   * @throws FormatException if the file cannot be read, is no zip file, cut or broken, has no
   *     member of this name, or that holds elements that {@link #map} maps
   */
  public static ObjectArray loadObjects(Path file, String name) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    Content content = content(mapped, member(mapped, name));
    return NpyHeader.objects(content.file, content.start, content.end);
  }

  /**
   * What the members of a file hold, in the order of the zip's directory, each read when it is
   * asked for, and told then how many bytes more of a deflated one were read: an {@link NDArray} as
   * {@link #read(Path, String)} gives it, or an {@link ObjectArray} as {@link #loadObjects}. The
   * file is opened once.
   *
   * @return by their names without {@code .npy}; unmodifiable; what is asked throws as these
   * @throws FormatException if the file cannot be read, is no zip file or cut
   */
  public static Map<String, Function<LongConsumer, Object>> load(Path file) {
    MappedFile mapped = MappedFile.open(file, Access.READ_ONLY);
    Map<String, Function<LongConsumer, Object>> all = new LinkedHashMap<>();
    for (Member member : members(mapped)) {
      all.put(
          key(member),
          read -> {
            Content content = content(mapped, member, read);
            return NpyHeader.load(content.file, content.start, content.end);
          });
    }
    return Collections.unmodifiableMap(all);
  }

  private static Map<String, NDArray> all(MappedFile mapped, Function<Member, NDArray> arrays) {
    Map<String, NDArray> all = new LinkedHashMap<>();
    members(mapped).forEach(member -> all.put(key(member), arrays.apply(member)));
    return Collections.unmodifiableMap(all);
  }

  /** The last of this name, as Python's zipfile has it. */
  private static Member member(MappedFile mapped, String name) {
    return members(mapped).reversed().stream()
        .filter(member -> key(member).equals(name))
        .findFirst()
        .orElseThrow(() ->
            mapped.fault(mapped.size(), "expected a member '" + name + SUFFIX + "', found none"));
  }

  private static Content inPlace(MappedFile mapped, Member member) {
    if (member.method() != Member.STORED) {
      throw mapped.fault(
          member.dataAt(),
          ("expected stored members, found '%s' compressed (method %d), which cannot be mapped;"
                  + " Npz.read copies it, numpy.savez(new, **numpy.load(file)) stores it")
              .formatted(member.name(), member.method()));
    }
    return stored(mapped, member);
  }

  private static Content content(MappedFile mapped, Member member) {
    return content(mapped, member, read -> {});
  }

  private static Content content(MappedFile mapped, Member member, LongConsumer read) {
    return switch (member.method()) {
      case Member.STORED -> stored(mapped, member);
      case Member.DEFLATED -> inflated(mapped, member, read);
      default ->
          throw mapped.fault(
              member.dataAt(),
              "expected members that are stored or deflated, found '%s' of method %d"
                  .formatted(member.name(), member.method()));
    };
  }

  private static List<Member> members(MappedFile mapped) {
    return ZipDirectory.read(mapped).stream()
        .filter(member -> member.name().endsWith(SUFFIX))
        .toList();
  }

  private static String key(Member member) {
    return member.name().substring(0, member.name().length() - SUFFIX.length());
  }

  private static Content stored(MappedFile mapped, Member member) {
    if (member.packed() != member.size()) {
      throw mapped.fault(
          member.dataAt(),
          "expected %d bytes of the stored member '%s', found %d"
              .formatted(member.size(), member.name(), member.packed()));
    }
    return new Content(mapped, member.dataAt(), member.dataAt() + member.size());
  }

  private static Content inflated(MappedFile mapped, Member member, LongConsumer read) {
    long start = member.dataAt();
    CRC32 crc = new CRC32();
    MemorySegment bytes =
        new Inflated(mapped, Access.READ_ONLY, read)
            .from(start, start + member.packed(), member.size(), false, crc::update)
            .bytes();
    if (bytes.byteSize() != member.size() || crc.getValue() != member.crc()) {
      throw mapped.fault(
          start,
          "expected %d bytes of member '%s' with the checksum %08x, found %d with %08x"
              .formatted(
                  member.size(), member.name(), member.crc(), bytes.byteSize(), crc.getValue()));
    }
    // Offsets in errors are then those of the member.
    Path path = Path.of(mapped.path() + "/" + member.name());
    return new Content(new MappedFile(path, bytes, false), 0, bytes.byteSize());
  }

  /**
   * Writes arrays as stored members, their elements at multiples of 64 bytes; a file of that name
   * is replaced once the new one is whole.
   *
   * @param arrays by names without {@code .npy}: each an {@link NDArray}, or an {@link ObjectArray}
   *     that is pickled as by {@link Npy#writeObjects}
   * @throws FormatException if it cannot be written; what was there stays then, as it does for the
   *     others
   * @throws io.mmapdict.pickle.PickleException if no codec writes an element of an array of
   *     objects; names the array, and says which and what to do
   * @throws IllegalArgumentException if a name has more than 65531 bytes, if a value is no array,
   *     or as {@link Npy#create}; names the array
   */
  public static void write(Path file, Map<String, ?> arrays) {
    write(file, arrays, bytes -> {});
  }

  /**
   * {@link #write(Path, Map)}, watched.
   *
   * @param written told now and then how many bytes more were written
   */
  public static void write(Path file, Map<String, ?> arrays, LongConsumer written) {
    Map<String, NpzMember> members = new LinkedHashMap<>(); // refuses before anything is written
    arrays.forEach((name, value) -> members.put(name + SUFFIX, NpzMember.of(name, value)));
    NewFile.<Void>write(
        file,
        channel -> {
          ZipWriter zip = new ZipWriter(channel, written);
          for (Map.Entry<String, NpzMember> member : members.entrySet()) {
            zip.member(member.getKey(), member.getValue().byteCount(), member.getValue().content());
          }
          zip.finish();
          return null;
        });
  }
}
