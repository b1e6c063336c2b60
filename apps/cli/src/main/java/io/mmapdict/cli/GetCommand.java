package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.JsonOut;
import io.mmapdict.viewer.Kind;
import io.mmapdict.viewer.Picture;
import io.mmapdict.viewer.PythonText;
import io.mmapdict.viewer.ViewerException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mmapdict get}. */
@Command(
    name = "get",
    description = {
      "Shows one value, or writes it into a file.",
      "Without an option it is shown for people: a str as it is, an array as numpy prints it,"
          + " anything else as Python does, large ones shortened."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict get scan.mmdpickle exposure",
      "          mmapdict get scan.mmdpickle frame/0001 --png frame.png",
      "          mmapdict get scan.mmdpickle cube --slice '0:10,:,5'"
    })
final class GetCommand implements Runnable {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Parameters(index = "1", paramLabel = "KEY", description = "One of its keys.")
  private String key;

  @Option(
      names = "--slice",
      paramLabel = "SLICE",
      converter = Subscript.Converter.class,
      description =
          "Of an array this part, as in Python's brackets: indices, slices and ..., such as"
              + " '0:10,:,5' or '...,-1' (--slice=-1 where it begins with a minus).")
  private @Nullable Subscript slice;

  @ArgGroup private As as = new As();

  /** At most one of these. */
  private static final class As {
    @Option(names = "--json", description = "As JSON; an array's description only.")
    private boolean json;

    @Option(names = "--npy", paramLabel = "OUT", description = "An array as a .npy file.")
    private @Nullable Path npy;

    @Option(
        names = "--png",
        paramLabel = "OUT",
        description =
            "An array as a PNG: height x width [x 1 to 4]; bool, uint8 and uint16 as they are,"
                + " floats stretched from least to greatest.")
    private @Nullable Path png;

    @Option(
        names = "--pickle",
        paramLabel = "OUT",
        description = "As a plain pickle, for Python's pickle.load.")
    private @Nullable Path pickle;
  }

  @Override
  public void run() {
    try (MmapDict dict = Opening.toRead(file)) {
      Object value = part(Keys.value(dict, key));
      if (as.json) {
        Output.printLine(JsonOut.of(value));
      } else if (as.npy != null) {
        NDArray array = array(value, "a .npy file");
        Path out = target(as.npy);
        try (LateProgress progress = new LateProgress("get")) {
          Npy.write(out, array, new Parts(progress, array.byteSize()).next(array.byteSize()));
        }
      } else if (as.png != null) {
        png(array(value, "a PNG"), target(as.png));
      } else if (as.pickle != null) {
        long bytes = value instanceof NDArray array ? array.byteSize() : stored(dict);
        try (LateProgress progress = new LateProgress("get")) {
          LongConsumer written = new Parts(progress, bytes).next(bytes);
          FileOut.write(target(as.pickle), out -> PickleFile.write(value, out, written));
        }
      } else {
        Output.printLine(Shown.of(value));
      }
    }
  }

  /** How many bytes the key's value has in the file. */
  private long stored(MmapDict dict) {
    return Keys.entry(dict, key).valueLength();
  }

  private @Nullable Object part(@Nullable Object value) {
    if (slice == null) {
      return value;
    }
    try {
      return switch (value) {
        case NDArray array -> slice.of(array);
        case MaskedArray array -> slice.of(array);
        case null, default ->
            throw new Fault(
                "%s, key %s: --slice wants an array, and this is of type %s"
                    .formatted(Url.text(file), PythonText.quote(key), Kind.of(value)));
      };
    } catch (IndexOutOfBoundsException e) {
      throw new Fault(
          "%s, key %s: --slice: %s"
              .formatted(Url.text(file), PythonText.quote(key), e.getMessage()),
          e);
    }
  }

  private Path target(Path out) {
    if (FileOut.isSame(file, out)) {
      throw new Fault(
          out + ": is the file that is read, all its keys would be lost; name another file");
    }
    return FileOut.target(out);
  }

  private void png(NDArray array, Path out) {
    long bytes = array.byteSize();
    Picture picture;
    try (LateProgress progress = new LateProgress("get")) {
      picture = picture(array, new Parts(progress, 2 * bytes).next(bytes));
      FileOut.write(
          out,
          file ->
              picture.writeTo(
                  Channels.newOutputStream(file),
                  percent -> progress.at(bytes + bytes * percent / 100, 2 * bytes)));
    }
    picture.stretch().ifPresent(GetCommand::note);
  }

  private Picture picture(NDArray array, LongConsumer read) {
    try {
      return Picture.of(array, read);
    } catch (ViewerException e) {
      throw new Fault(
          "%s, key %s: %s; use --npy"
              .formatted(Url.text(file), PythonText.quote(key), e.getMessage()),
          e);
    }
  }

  private static void note(Picture.Stretch stretch) {
    Output.note(
        stretch.isEmpty()
            ? "no element is finite: all black"
            : "stretched %s to 0 and %s to 255, NaN is 0"
                .formatted(
                    PythonText.number(stretch.least()), PythonText.number(stretch.greatest())));
  }

  private NDArray array(@Nullable Object value, String target) {
    return switch (value) {
      case NDArray array -> array;
      case MaskedArray masked ->
          throw new Fault(
              "%s, key %s: %s cannot hold a masked array's mask; use --pickle"
                  .formatted(Url.text(file), PythonText.quote(key), target));
      case null, default ->
          throw new Fault(
              "%s, key %s: %s wants an array, and this is of type %s; use --json or --pickle"
                  .formatted(Url.text(file), PythonText.quote(key), target, Kind.of(value)));
    };
  }
}
