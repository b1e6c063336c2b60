package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.PythonText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmapdict export}. */
@Command(
    name = "export",
    description = {
      "Writes values into a file of another system. OUT's ending says the format: .npy .raw .npz;"
          + " .yaml (of daf); .pkl .joblib; .png .tif .jpg.",
      "KEY/ stands for all keys that begin so: the members of a .npz, or data, indices, indptr and"
          + " shape of a sparse matrix for daf."
    },
    mixinStandardHelpOptions = true,
    customSynopsis = "mmapdict export [-hV] FILE KEY... OUT",
    footer = {
      "",
      "Examples: mmapdict export scan.mmdpickle frame/0001 frame.npy",
      "          mmapdict export scan.mmdpickle frame/ frames.npz"
    })
final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY... OUT",
      description = "Keys of it, several for a .npz; and the file to write.")
  private List<String> keysAndOut;

  @Override
  public void run() {
    if (keysAndOut.size() < 2) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'OUT'");
    }
    List<String> keys = keysAndOut.subList(0, keysAndOut.size() - 1);
    Path out = Path.of(keysAndOut.getLast());
    Target target = Target.of(out);
    if (FileOut.isSame(file, out)) {
      throw new Fault(
          out + ": is the file that is read, all its keys would be lost; name another file");
    }
    try (MmapDict dict = Opening.toRead(file)) {
      Map<String, String> named = named(dict, keys);
      Map<String, @Nullable Object> values = values(dict, named);
      long bytes = bytes(dict, named, values);
      try (LateProgress progress = new LateProgress("export")) {
        LongConsumer written = new Parts(progress, bytes).next(bytes);
        Outgoing outgoing = new Outgoing(file, named, values, written);
        target.write(outgoing, out);
      }
    }
  }

  /** The keys by the names of members: of {@code KEY/} what follows. */
  private static Map<String, String> named(MmapDict dict, List<String> keys) {
    Map<String, String> named = new LinkedHashMap<>();
    for (String key : keys) {
      List<String> inside =
          key.endsWith("/") && !dict.containsKey(key)
              ? dict.keySet().stream().filter(each -> each.startsWith(key)).toList()
              : List.of();
      for (String each : inside) {
        put(named, each.substring(key.length()), each);
      }
      if (inside.isEmpty()) {
        Keys.require(dict, key);
        put(named, key, key);
      }
    }
    return named;
  }

  private static void put(Map<String, String> named, String name, String key) {
    String other = named.put(name, key);
    if (other != null) {
      throw new Fault(
          "keys %s and %s would both be %s; export them one by one"
              .formatted(PythonText.quote(other), PythonText.quote(key), PythonText.quote(name)));
    }
  }

  /** Of an array its elements: of one that grows the room behind it is not written. */
  private static long bytes(
      MmapDict dict, Map<String, String> named, Map<String, @Nullable Object> values) {
    Map<String, Long> lengths = new HashMap<>();
    for (EntryInfo entry : dict.entries()) {
      lengths.put(entry.key(), entry.valueLength());
    }
    long bytes = 0;
    for (Map.Entry<String, @Nullable Object> each : values.entrySet()) {
      bytes +=
          each.getValue() instanceof NDArray array
              ? array.byteSize()
              : lengths.getOrDefault(named.get(each.getKey()), 0L);
    }
    return bytes;
  }

  private static Map<String, @Nullable Object> values(MmapDict dict, Map<String, String> named) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    named.forEach((name, key) -> values.put(name, dict.get(key)));
    return values;
  }
}
