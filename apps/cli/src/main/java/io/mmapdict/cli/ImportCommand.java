package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.formats.Access;
import io.mmapdict.formats.FormatException;
import io.mmapdict.formats.RawFile;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.viewer.PythonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code mmapdict import}. */
@Command(
    name = "import",
    description = {
      "Stores what other files hold, each under its name without the ending; members of an npz file"
          + " and the parts of a sparse matrix under NAME/MEMBER. Makes FILE if there is none.",
      "The ending says the format: .npy .npz; .yaml (of daf); .joblib .pkl .pickle, also .gz and"
          + " .z; .png .jpg .tif. Elements that lie in a file as they are are copied by the kernel."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict import scan.mmdpickle frames.npy --prefix camera/",
      "          mmapdict import scan.mmdpickle cube.raw --raw '<u2' --shape 64,512,512"
    })
final class ImportCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "FILE", description = "The file; made if there is none.")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Files of other systems; not changed.")
  private List<Path> sources;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Stands in front of each key.")
  private String prefix = "";

  @ArgGroup(exclusive = false)
  private @Nullable Raw raw;

  /** What plain elements do not say of themselves. */
  private static final class Raw {
    @Option(
        names = "--raw",
        required = true,
        paramLabel = "DTYPE",
        converter = DTypeConverter.class,
        description = "The sources are plain elements of this dtype, as '<f4'.")
    private DType dtype;

    @Option(
        names = "--shape",
        paramLabel = "N",
        split = ",",
        description = "With --raw: the lengths of the axes; one axis if not said.")
    private long @Nullable [] shape;

    @Option(
        names = "--offset",
        paramLabel = "BYTES",
        description = "With --raw: where the first element starts; 0 if not said.")
    private long offset;

    @Option(names = "--fortran", description = "With --raw: the first axis varies fastest.")
    private boolean fortran;

    NDArray map(Path source) {
      try {
        RawFile elements = new RawFile(source, dtype, fortran ? Order.FORTRAN : Order.C, offset);
        return shape == null
            ? elements.map(Access.READ_ONLY)
            : elements.map(Access.READ_ONLY, Shape.of(shape));
      } catch (IllegalArgumentException e) {
        throw new Fault("--raw: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void run() {
    List<Incoming> all = incoming();
    MmapDict dict = null;
    int stored = 0;
    try (LateProgress progress = new LateProgress("import")) {
      Parts parts = new Parts(progress, all.stream().mapToLong(Incoming::bytes).sum());
      for (Incoming one : all) {
        LongConsumer done = parts.next(one.bytes());
        Object value = one.reading().value(done);
        if (dict == null) { // not before a first value is there
          dict = Opening.toStore(file);
        }
        dict.set(one.key(), value, done);
        parts.end();
        progress.aside();
        Output.printLine(Lines.printable(one.key()));
        Output.flush();
        stored++;
      }
    } catch (Fault | FormatException | MmapDictException e) {
      if (stored == 0) {
        throw e;
      }
      throw new Fault("%s (%d of %d are stored)".formatted(e.getMessage(), stored, all.size()), e);
    } finally {
      if (dict != null) {
        dict.close();
      }
    }
  }

  /** All that is to be stored; nothing is stored if there is a fault in it. */
  private List<Incoming> incoming() {
    List<Incoming> all = new ArrayList<>();
    Map<String, Path> from = new HashMap<>();
    requireText(prefix, "--prefix");
    for (Path source : sources) {
      if (FileOut.isSame(file, source)) {
        throw new Fault(source + ": is the file to store in; name other files");
      }
      requireText(source.toString(), source + ": its name");
      for (Incoming one : raw == null ? Sources.in(source) : List.of(plain(source))) {
        Incoming named = new Incoming(prefix + one.key(), one.bytes(), one.reading());
        String key = named.key();
        Path other = from.put(key, source);
        if (other != null) {
          throw new Fault(
              "%s and %s would both be stored under %s; import them one by one, with --prefix"
                  .formatted(other, source, PythonText.quote(key)));
        }
        all.add(named);
      }
    }
    return all;
  }

  /** Java hands over bytes that are no UTF-8 as U+FFFD. */
  private static void requireText(String text, String what) {
    if (text.indexOf('\ufffd') >= 0) {
      throw new Fault(what + " is no UTF-8 and would be stored as U+FFFD; choose another");
    }
  }

  private Incoming plain(Path source) {
    return Sources.array(Sources.stem(source), raw.map(source));
  }

  /** numpy's names of dtypes. */
  private static final class DTypeConverter implements ITypeConverter<DType> {
    @Override
    public DType convert(String name) {
      try {
        return DType.of(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
