package io.mmapdict.formats;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of daf ({@code daf.storage.memory_mapping}): of a dense vector or matrix {@code
 * PATH.array} and {@code PATH.yaml}; of a sparse matrix in rows {@code PATH.data}, {@code
 * PATH.indices}, {@code PATH.indptr} and {@code PATH.yaml}. What older versions wrote is read, too:
 * dense {@code PATH.data}, sparse {@code PATH.sparse}.
 *
 * <pre>{@code
 * Daf.create(Path.of("umis"), DType.FLOAT32, 1000, 20000).at(3, 4).setFloat(1);
 * NDArray umis = Daf.open(Path.of("umis"), Access.READ_ONLY);
 * }</pre>
 *
 * <p>A mapped array is the file: it lives as {@link Npy} says. All who open a file in this process
 * share one mapping of it, unless they open it {@link Access#COPY_ON_WRITE}. A mapping takes none
 * of the files that a process may have open.
 */
public final class Daf {
  private static final String YAML = ".yaml";
  private static final String INDICES = ".indices";
  private static final String INDPTR = ".indptr";

  /** The newer name first. */
  private static final List<String> DENSE = List.of(".array", ".data");

  private static final List<String> SPARSE = List.of(".data", ".sparse");

  /** The names that daf takes. */
  private static final List<String> DTYPES =
      List.of(
          "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
          "float32", "float64");

  /** Elements in the other byte order are turned so many bytes at a time. */
  private static final long TURNED_BYTES = 1L << 24;

  /**
   * A sparse matrix in rows, as scipy's {@code csr_matrix}: of row {@code i} the elements {@code
   * indptr[i]} (inclusive) to {@code indptr[i + 1]} (exclusive) of {@code data}, in the columns
   * that {@code indices} says.
   *
   * @param data the elements that are not zero
   * @param indices the column of each of them
   * @param indptr where each row starts, and where the last one ends
   * @param shape rows and columns
   */
  public record Sparse(NDArray data, NDArray indices, NDArray indptr, Shape shape) {
    /**
     * A matrix of these parts; what they hold is not looked at.
     *
     * @throws IllegalArgumentException if their shapes do not fit together
     */
    public Sparse {
      requireNonNull(shape, "shape");
      if (shape.rank() != 2
          || data.rank() != 1
          || !indices.shape().equals(data.shape())
          || !indptr.shape().equals(Shape.of(shape.length(0) + 1))) {
        throw new IllegalArgumentException(
            "data %s, indices %s and indptr %s are no sparse matrix of shape %s"
                .formatted(data.shape(), indices.shape(), indptr.shape(), shape));
      }
    }
  }

  private Daf() {}

  /** Whether all files of a dense array are there. */
  public static boolean exists(Path path) {
    return Files.exists(beside(path, YAML)) && Files.exists(found(path, DENSE));
  }

  /** Whether all files of a sparse matrix are there. */
  public static boolean existsSparse(Path path) {
    return Stream.of(beside(path, YAML), beside(path, INDICES), beside(path, INDPTR))
            .allMatch(Files::exists)
        && Files.exists(found(path, SPARSE));
  }

  /**
   * New files of an array of zeros, mapped to be filled in place; they take no room on the disk
   * until they are.
   *
   * @param shape one or two lengths
   * @throws FormatException if one of the files is there, or cannot be created; none of them is
   *     made then
   * @throws IllegalArgumentException if daf has no such dtype or shape
   */
  public static NDArray create(Path path, DType dtype, long... shape) {
    String yaml = yaml(dtype, shape);
    Path data = beside(path, DENSE.getFirst());
    make(
        path,
        yaml,
        List.of(new Part(data, file -> new RawFile(file, dtype).create(Shape.of(shape)))));
    return map(data, Access.READ_WRITE, dtype, Shape.of(shape));
  }

  /**
   * Writes a dense array, little-endian whatever it is.
   *
   * @param written told now and then how many bytes more were written
   * @throws FormatException if one of the files is there, or cannot be written; none of them is
   *     made then
   * @throws IllegalArgumentException if daf has no such dtype or shape
   */
  public static void write(Path path, NDArray array, LongConsumer written) {
    String yaml = yaml(stored(array), array.shape().toArray());
    make(path, yaml, List.of(elements(path, DENSE.getFirst(), array, written)));
  }

  private static String yaml(DType dtype, long... shape) {
    if (shape.length < 1 || shape.length > 2 || Arrays.stream(shape).anyMatch(n -> n < 1)) {
      throw new IllegalArgumentException(
          "daf has arrays of one or two axes, none of them empty, not " + Arrays.toString(shape));
    }
    return "dtype: " + name(dtype) + "\n" + list("shape", shape);
  }

  /**
   * The array of a path, mapped where it lies. daf's modes are {@link Access#READ_ONLY} ({@code
   * "r"}) and {@link Access#READ_WRITE} ({@code "r+"}).
   *
   * @throws FormatException if a file is missing, cannot be opened so, or does not hold what its
   *     yaml says
   */
  public static NDArray open(Path path, Access access) {
    DafYaml yaml = yaml(path);
    Shape shape = shape(yaml);
    if (shape.rank() < 1 || shape.rank() > 2) {
      throw yaml.fault("expected a shape of one or two lengths, found " + shape);
    }
    return map(found(path, DENSE), access, dtype(yaml, "dtype"), shape);
  }

  /**
   * Removes the files of a dense array; who has it mapped keeps it.
   *
   * @throws FormatException if one is missing or cannot be removed
   */
  public static void remove(Path path) {
    delete(beside(path, YAML), found(path, DENSE));
  }

  /**
   * Writes a sparse matrix, little-endian whatever it is.
   *
   * @throws FormatException if one of the files is there, or cannot be written; none of them is
   *     made then
   * @throws IllegalArgumentException if daf has no such dtype
   */
  public static void writeSparse(Path path, Sparse matrix) {
    writeSparse(path, matrix, bytes -> {});
  }

  /**
   * {@link #writeSparse(Path, Sparse)}, watched.
   *
   * @param written told now and then how many bytes more were written
   */
  public static void writeSparse(Path path, Sparse matrix, LongConsumer written) {
    String text =
        "data_dtype: %s\nindices_dtype: %s\nindptr_dtype: %s\nnnz: %d\n%s"
            .formatted(
                name(stored(matrix.data())),
                name(stored(matrix.indices())),
                name(stored(matrix.indptr())),
                matrix.data().size(),
                list("shape", matrix.shape().toArray()));
    make(
        path,
        text,
        List.of(
            elements(path, SPARSE.getFirst(), matrix.data(), written),
            elements(path, INDICES, matrix.indices(), written),
            elements(path, INDPTR, matrix.indptr(), written)));
  }

  /**
   * The sparse matrix of a path, its parts mapped where they lie, in the shape that the yaml says
   * (daf itself leaves out empty columns at the end).
   *
   * @throws FormatException as {@link #open}
   */
  public static Sparse openSparse(Path path, Access access) {
    DafYaml yaml = yaml(path);
    Shape shape = shape(yaml);
    if (shape.rank() != 2) {
      throw yaml.fault("expected a shape of two lengths, found " + shape);
    }
    Shape count = Shape.of(yaml.count("nnz"));
    if (shape.length(0) == Long.MAX_VALUE) {
      throw yaml.fault("more rows than a long counts");
    }
    Shape rows = Shape.of(shape.length(0) + 1);
    return new Sparse(
        map(found(path, SPARSE), access, dtype(yaml, "data_dtype"), count),
        map(beside(path, INDICES), access, dtype(yaml, "indices_dtype"), count),
        map(beside(path, INDPTR), access, dtype(yaml, "indptr_dtype"), rows),
        shape);
  }

  /**
   * Removes the files of a sparse matrix; who has it mapped keeps it.
   *
   * @throws FormatException if one is missing or cannot be removed
   */
  public static void removeSparse(Path path) {
    delete(beside(path, YAML), found(path, SPARSE), beside(path, INDICES), beside(path, INDPTR));
  }

  private static NDArray map(Path file, Access access, DType dtype, Shape shape) {
    MappedFile mapped = SharedMappings.open(file, access);
    NDArray array = mapped.array(0, mapped.size(), dtype, Order.C, shape);
    if (array.byteSize() != mapped.size()) {
      throw mapped.fault(
          array.byteSize(),
          "expected the end of the elements of shape %s of %s, found %d bytes more"
              .formatted(shape, dtype, mapped.size() - array.byteSize()));
    }
    return array;
  }

  private static DafYaml yaml(Path path) {
    DafYaml yaml = DafYaml.read(beside(path, YAML));
    long[] version = yaml.counts("version");
    if (version.length != 2 || version[0] != 1) {
      throw yaml.fault("expected version 1, found " + Arrays.toString(version));
    }
    return yaml;
  }

  private static Shape shape(DafYaml yaml) {
    try {
      return Shape.of(yaml.counts("shape"));
    } catch (IllegalArgumentException e) {
      throw yaml.fault(String.valueOf(e.getMessage()));
    }
  }

  private static DType dtype(DafYaml yaml, String key) {
    String name = yaml.text(key);
    if (!DTYPES.contains(name)) {
      throw yaml.fault("expected a dtype of daf as '" + key + "', found '" + name + "'");
    }
    return DType.of(name);
  }

  private static String name(DType dtype) {
    String name = dtype.toString();
    if (!DTYPES.contains(name)) {
      throw new IllegalArgumentException(
          "daf has elements of %s, not of %s; copy it into one of these, or write it as .npy"
              .formatted(String.join(" ", DTYPES), dtype));
    }
    return name;
  }

  /** The type of an array's elements in the file. */
  private static DType stored(NDArray array) {
    return array.dtype().withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** The file of one of these names that is there; of the first, if none is. */
  private static Path found(Path path, List<String> suffixes) {
    return suffixes.stream()
        .map(suffix -> beside(path, suffix))
        .filter(Files::exists)
        .findFirst()
        .orElse(beside(path, suffixes.getFirst()));
  }

  /** A file beside the yaml, and what makes it, whole or not at all. */
  private record Part(Path file, Consumer<Path> making) {}

  private static Part elements(Path path, String suffix, NDArray array, LongConsumer written) {
    return new Part(beside(path, suffix), file -> writeElements(file, array, written));
  }

  /** All of the files, the yaml last; or none, for the rest would be in the way of another try. */
  private static void make(Path path, String yaml, List<Part> parts) {
    refuseExisting(beside(path, YAML));
    parts.forEach(part -> refuseExisting(part.file));
    List<Path> made = new ArrayList<>();
    try {
      for (Part part : parts) {
        part.making.accept(part.file);
        made.add(part.file);
      }
      writeYaml(path, yaml);
    } catch (RuntimeException | Error e) {
      try {
        delete(made.toArray(Path[]::new));
      } catch (FormatException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new FormatException(
          file, "is there, and no file of daf is replaced; remove it first, or name another");
    }
  }

  private static void writeElements(Path file, NDArray array, LongConsumer written) {
    DType dtype = stored(array);
    if (array.dtype().equals(dtype)) {
      new RawFile(file, dtype).write(array, written);
      return;
    }
    long rows = array.shape().length(0);
    long fit = TURNED_BYTES / Math.max(1, array.byteSize() / Math.max(1, rows));
    long atOnce = Math.max(1, Math.min(rows, fit));
    long[] lengths = array.shape().toArray();
    lengths[0] = atOnce;
    NDArray turned = NDArray.zeros(dtype, lengths);
    NewFile.<Void>write(
        file,
        channel -> {
          for (long at = 0; at < rows; at += atOnce) {
            NDArray from = array.slice(0, at, Math.min(rows, at + atOnce));
            NDArray to = turned.slice(0, 0, from.shape().length(0));
            to.copyFrom(from);
            NewFile.write(channel, to, Order.C, written);
          }
          return null;
        });
  }

  private static void writeYaml(Path path, String text) {
    byte[] bytes = (text + list("version", 1, 0)).getBytes(StandardCharsets.US_ASCII);
    NewFile.<Void>write(
        beside(path, YAML),
        channel -> {
          NewFile.writeFully(channel, ByteBuffer.wrap(bytes));
          return null;
        });
  }

  /** As PyYAML writes it. */
  private static String list(String key, long... values) {
    return key
        + ":\n"
        + Arrays.stream(values).mapToObj(n -> "- " + n + "\n").collect(Collectors.joining());
  }

  private static void delete(Path... files) {
    for (Path file : files) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new FormatException(file, "cannot be removed", e);
      }
    }
  }
}
