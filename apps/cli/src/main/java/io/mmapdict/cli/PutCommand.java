package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.PythonText;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mmapdict put}. */
@Command(
    name = "put",
    description = {
      "Stores a value under a key, over what was there. Makes FILE if there is none.",
      "With --lines: many, from standard input."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict put scan.mmdpickle exposure --json 0.25",
      "          mmapdict put scan.mmdpickle frame/0001 --npy frame.npy",
      "          mmapdict put scan.mmdpickle --lines <<< '{\"key\": \"a\", \"value\": 1}'"
    })
final class PutCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file; made if there is none.")
  private Path file;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KEY",
      description = "At most 255 bytes of UTF-8.")
  private @Nullable String key;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--form",
      paramLabel = "FORM",
      converter = FormConverter.class,
      description =
          "How the array is written: portable (the default) or mmappickle, which mmappickle 1.0.1"
              + " maps too.")
  private @Nullable ArrayForm form;

  /** Exactly one of these. */
  private static final class Source {
    @Option(names = "--json", paramLabel = "TEXT", description = "The value as JSON.")
    private @Nullable String json;

    @Option(names = "--string", paramLabel = "TEXT", description = "The value is this str.")
    private @Nullable String string;

    @Option(names = "--npy", paramLabel = "IN", description = "The array in a .npy file.")
    private @Nullable Path npy;

    @Option(names = "--pickle", paramLabel = "IN", description = "The value in a plain pickle.")
    private @Nullable Path pickle;

    @Option(
        names = "--lines",
        description =
            "A JSON object {\"key\": ..., \"value\": ...} on each line of standard input. Each key"
                + " is printed once it is stored.")
    private boolean lines;
  }

  @Override
  public void run() {
    if (source.lines) {
      usage(key == null, "with --lines the keys stand in the lines, not among the arguments");
      usage(form == null, "--form is for arrays, and --lines has none");
      Lines.store(file);
      return;
    }
    usage(key != null, "Missing required parameter: 'KEY'");
    usage(isText(key), "KEY is no UTF-8: what cannot be read would be stored as U+FFFD");
    usage(isText(source.json), "--json is no UTF-8; put the value into a file: --pickle IN");
    usage(isText(source.string), "--string is no UTF-8; put the value into a file: --pickle IN");
    usage(
        form == null || source.npy != null || source.pickle != null,
        "--form is for arrays: it goes with --npy or --pickle");
    try (Arena arena = Arena.ofShared()) {
      Object value = value(arena);
      Object formed = form == null ? value : Forms.as(form, value);
      try (MmapDict dict = Opening.toStore(file);
          LateProgress progress = new LateProgress("put")) {
        long bytes = bytes(value);
        store(dict, key, formed, new Parts(progress, bytes).next(bytes));
      }
    }
  }

  /**
   * Stores a value.
   *
   * @throws Fault if it is None: a map has no null values
   */
  static void store(MmapDict dict, String key, @Nullable Object value) {
    store(dict, key, value, _ -> {});
  }

  private static void store(
      MmapDict dict, String key, @Nullable Object value, LongConsumer written) {
    if (value == null) {
      throw new Fault(
          "%s, key %s: null cannot be stored by itself; put it into a list, or remove the key"
              .formatted(dict.path(), PythonText.quote(key)));
    }
    dict.set(key, value, written);
  }

  /** About how many are to be written. */
  private long bytes(@Nullable Object value) {
    if (value instanceof NDArray array) {
      return array.byteSize();
    }
    return source.pickle == null ? 0 : Sources.size(source.pickle);
  }

  private @Nullable Object value(Arena arena) {
    if (source.json != null) {
      try {
        return JsonIn.parse(source.json);
      } catch (Fault e) {
        throw new Fault("--json: " + e.getMessage(), e);
      }
    }
    if (source.npy != null) {
      return Npy.map(source.npy);
    }
    if (source.pickle != null) {
      return PickleFile.read(source.pickle, arena);
    }
    return source.string;
  }

  /** Java hands over bytes that are no UTF-8 as U+FFFD: different keys would become one. */
  private static boolean isText(@Nullable String argument) {
    return argument == null || argument.indexOf('\ufffd') < 0;
  }

  private void usage(boolean right, String message) {
    if (!right) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  /** The names of the forms, in small letters. */
  private static final class FormConverter implements ITypeConverter<ArrayForm> {
    @Override
    public ArrayForm convert(String name) {
      return switch (name) {
        case "portable" -> ArrayForm.PORTABLE;
        case "mmappickle" -> ArrayForm.MMAPPICKLE;
        default ->
            throw new TypeConversionException("expected portable or mmappickle, found " + name);
      };
    }
  }
}
