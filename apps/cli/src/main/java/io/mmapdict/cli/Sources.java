package io.mmapdict.cli;

import io.mmapdict.formats.Access;
import io.mmapdict.formats.Daf;
import io.mmapdict.formats.Joblib;
import io.mmapdict.formats.Npy;
import io.mmapdict.formats.Npz;
import io.mmapdict.images.Images;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyTuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files hold that {@code import} takes; their names' endings tell the formats. */
final class Sources {
  private static final List<Format> FORMATS =
      List.of(
          new Format(Sources::npy, List.of(".npy")),
          new Format(Sources::npz, List.of(".npz")),
          new Format(Sources::daf, List.of(".yaml")),
          new Format(Sources::image, List.of(".png", ".jpg", ".jpeg", ".tif", ".tiff")),
          new Format(Sources::dump, dumpEndings()));

  /** What a format's file holds, under its name without the ending. */
  @FunctionalInterface
  private interface Content {
    List<Incoming> of(Path file, String name);
  }

  private record Format(Content content, List<String> endings) {
    /** The ending that a name has, if it is one of these. */
    Optional<String> ending(String name) {
      return endings.stream().filter(name.toLowerCase(Locale.ROOT)::endsWith).findFirst();
    }
  }

  private Sources() {}

  /**
   * What a file holds. It is looked at, but its arrays are not read.
   *
   * @throws Fault if it has no ending that says what it is
   * @throws io.mmapdict.formats.FormatException if it is not what its ending says
   */
  static List<Incoming> in(Path file) {
    String name = String.valueOf(file.getFileName());
    for (Format format : FORMATS) {
      Optional<String> ending = format.ending(name);
      if (ending.isPresent()) {
        String stem = name.substring(0, name.length() - ending.get().length());
        return format.content().of(file, stem);
      }
    }
    throw new Fault(
        "%s: its name's ending is none of %s; --raw DTYPE imports plain elements"
            .formatted(file, endings()));
  }

  /** A file's name up to its last dot. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String endings() {
    return FORMATS.stream()
        .flatMap(format -> format.endings().stream())
        .collect(Collectors.joining(" "));
  }

  /** joblib compresses by them; the longer ones first. */
  private static List<String> dumpEndings() {
    return Stream.of("", ".gz", ".z", ".bz2", ".xz", ".lzma", ".lz4")
        .flatMap(packed -> Stream.of(".joblib", ".pkl", ".pickle").map(ending -> ending + packed))
        .toList();
  }

  private static List<Incoming> npy(Path file, String name) {
    Object content = Npy.load(file);
    return List.of(new Incoming(name, size(file), read -> content));
  }

  private static List<Incoming> npz(Path file, String name) {
    Map<String, Function<LongConsumer, Object>> members = Npz.load(file);
    if (members.isEmpty()) {
      throw new Fault(file + ": holds no arrays, no members NAME.npy; leave it out");
    }
    long each = size(file) / members.size();
    return members.entrySet().stream()
        .map(member ->
            new Incoming(name + "/" + member.getKey(), each, read -> member.getValue().apply(read)))
        .toList();
  }

  private static List<Incoming> daf(Path yaml, String name) {
    Path path = yaml.resolveSibling(name);
    if (!Daf.existsSparse(path)) {
      return List.of(array(name, Daf.open(path, Access.READ_ONLY)));
    }
    Daf.Sparse matrix = Daf.openSparse(path, Access.READ_ONLY);
    PyTuple shape = PyTuple.of(matrix.shape().length(0), matrix.shape().length(1));
    return List.of(
        array(name + "/data", matrix.data()),
        array(name + "/indices", matrix.indices()),
        array(name + "/indptr", matrix.indptr()),
        new Incoming(name + "/shape", 0, read -> shape));
  }

  private static List<Incoming> image(Path file, String name) {
    Images.pages(file); // refuses what is none
    return List.of(new Incoming(name, size(file), read -> Images.read(file, read)));
  }

  private static List<Incoming> dump(Path file, String name) {
    return List.of(new Incoming(name, size(file), read -> load(file, read)));
  }

  private static Object load(Path file, LongConsumer read) {
    Object value = Joblib.load(file, Access.READ_ONLY, read);
    if (value == null) {
      throw new Fault(file + ": holds None, which cannot be stored by itself");
    }
    return value;
  }

  static Incoming array(String key, NDArray array) {
    return new Incoming(key, array.byteSize(), read -> array);
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new Fault(file + ": cannot be opened: " + Failures.reason(e), e);
    }
  }
}
