package io.mmapdict.cli;

import io.mmapdict.formats.Daf;
import io.mmapdict.formats.Joblib;
import io.mmapdict.formats.Npy;
import io.mmapdict.formats.Npz;
import io.mmapdict.formats.RawFile;
import io.mmapdict.images.Images;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyTuple;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The formats that {@code export} writes, told by the endings of names. */
enum Target {
  NPY(".npy") {
    @Override
    void fill(Outgoing from, Path out) {
      if (from.only("a .npy file") instanceof ObjectArray objects) {
        Npy.writeObjects(out, objects, from.written());
      } else {
        Npy.write(out, from.array("a .npy file"), from.written());
      }
    }
  },
  NPZ(".npz") {
    @Override
    void fill(Outgoing from, Path out) {
      Npz.write(out, from.arrays("a .npz file"), from.written());
    }
  },
  RAW(".raw") {
    @Override
    void fill(Outgoing from, Path out) {
      NDArray array = from.array("a raw file");
      Order order = array.storageOrder();
      new RawFile(out, array.dtype(), order, 0).write(array, from.written());
      Output.note(
          "%s holds %s of shape %s in %s order"
              .formatted(out, array.dtype(), array.shape(), order == Order.C ? "C" : "Fortran"));
    }
  },
  DAF(".yaml") {
    @Override
    void fill(Outgoing from, Path out) {
      String name = String.valueOf(out.getFileName());
      Path path = out.resolveSibling(name.substring(0, name.length() - ".yaml".length()));
      if (from.values().keySet().equals(SPARSE)) {
        Daf.writeSparse(path, sparse(from.values()), from.written());
      } else {
        Daf.write(path, from.array("daf"), from.written());
      }
    }

    // Its name is part of other files' names: it stays as it was typed, no link is followed.
    @Override
    Path file(Path out) {
      String name = String.valueOf(out.getFileName());
      if (!name.endsWith(".yaml") || name.equals(".yaml")) {
        throw new Fault(out + ": daf's names are NAME.yaml, in small letters; name it so");
      }
      if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
        throw new Fault(
            out + ": is there, and no file of daf is replaced; remove it first, or name another");
      }
      return super.file(out);
    }
  },
  JOBLIB(".joblib") {
    @Override
    void fill(Outgoing from, Path out) {
      Joblib.write(out, from.only("a dump"), from.written());
    }
  },
  PICKLE(".pkl .pickle") {
    @Override
    void fill(Outgoing from, Path out) {
      Object value = from.only("a pickle");
      FileOut.write(out, channel -> PickleFile.write(value, channel, from.written()));
    }
  },
  IMAGE(".png .tif .tiff .jpg .jpeg") {
    @Override
    void fill(Outgoing from, Path out) {
      NDArray array = from.array("an image");
      String name = out.toString().toLowerCase(Locale.ROOT);
      String dtypes =
          switch (name.substring(name.lastIndexOf('.'))) {
            case ".jpg", ".jpeg" -> "uint8";
            case ".png" -> "bool uint8 uint16";
            default -> "bool uint8 uint16 int16 int32 float32 float64";
          };
      String dtype = array.dtype().withOrder(ByteOrder.nativeOrder()).toString();
      if (Stream.of(dtypes.split(" ")).noneMatch(dtype::equals)) {
        throw new IllegalArgumentException(
            "such an image holds %s, not %s; mmapdict get --png stretches floats, .npy holds any"
                .formatted(dtypes, array.dtype()));
      }
      Images.write(out, array, from.written());
    }
  };

  private static final Set<String> SPARSE = Set.of("data", "indices", "indptr", "shape");

  private final String endings;

  Target(String endings) {
    this.endings = endings;
  }

  /**
   * The format of a name.
   *
   * @throws Fault if there is none
   */
  static Target of(Path out) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    for (Target target : values()) {
      if (Stream.of(target.endings.split(" ")).anyMatch(name::endsWith)) {
        return target;
      }
    }
    throw new Fault(
        "%s: its name's ending is none of %s"
            .formatted(
                out,
                Stream.of(values())
                    .map(target -> target.endings)
                    .collect(Collectors.joining(" "))));
  }

  /**
   * Writes the file.
   *
   * @param out as the user named it
   * @throws Fault if the format does not hold the values, or such a file cannot be there
   * @throws io.mmapdict.formats.FormatException if it cannot be written
   */
  void write(Outgoing from, Path out) {
    Path file = file(out);
    try {
      fill(from, file);
    } catch (IllegalArgumentException e) {
      throw new Fault("%s: %s".formatted(out, e.getMessage()), e);
    } catch (PickleException e) {
      throw new Fault(
          "%s: %s; nothing is written to %s".formatted(from.source(), e.getMessage(), out), e);
    }
  }

  /** Where it is to be written. */
  Path file(Path out) {
    return FileOut.target(out);
  }

  abstract void fill(Outgoing from, Path out);

  private static Daf.Sparse sparse(Map<String, @Nullable Object> parts) {
    if (parts.get("data") instanceof NDArray data
        && parts.get("indices") instanceof NDArray indices
        && parts.get("indptr") instanceof NDArray indptr
        && parts.get("shape") instanceof PyTuple shape
        && shape.toList().stream().allMatch(Long.class::isInstance)) {
      long[] lengths = shape.toList().stream().mapToLong(Long.class::cast).toArray();
      return new Daf.Sparse(data, indices, indptr, Shape.of(lengths));
    }
    throw new IllegalArgumentException(
        "a sparse matrix has the arrays data, indices and indptr, and a tuple of ints, shape");
  }
}
