package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.pickle.Disassembly;
import io.mmapdict.pickle.PickleException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mmapdict dis}. */
@Command(
    name = "dis",
    description = {
      "Prints a pickle's opcodes as python3 -m pickletools does, byte for byte.",
      "Nothing in it is run: it tells what a file that nobody trusts would do."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict dis scan.mmdpickle exposure",
      "          mmapdict dis model.pkl"
    })
final class DisCommand implements Runnable {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or any pickle, or its URL.")
  private Path file;

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      arity = "0..1",
      description = "The value of this key only; FILE is one of mmapdict or mmappickle then.")
  private @Nullable String key;

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      if (key == null) {
        MemorySegment pickle;
        try (LocalCopy copy = LocalCopy.of(file)) {
          pickle = PickleFile.map(copy.path(), arena);
        }
        print(pickle, 0, pickle.byteSize(), true);
        return;
      }
      URI uri = Url.of(file);
      Download download = uri == null ? null : Download.of(uri);
      String state = download == null ? "" : download.state(); // before it says where the value is
      EntryInfo entry = entry(key);
      long start = entry.valueOffset();
      long end = start + entry.valueLength();
      MemorySegment bytes;
      try (LocalCopy copy =
          download == null
              ? LocalCopy.here(file)
              : download.part(start, end, state, () -> entry.equals(entry(key)))) {
        bytes = PickleFile.map(copy.path(), arena);
      }
      print(bytes, start, end, false);
    }
  }

  /** Where a key's value is now: before and behind its bytes, as long as it was only appended. */
  private EntryInfo entry(String wanted) {
    try (MmapDict dict = Opening.toRead(file)) {
      return Keys.entry(dict, wanted);
    }
  }

  private void print(MemorySegment source, long start, long end, boolean stopNeeded) {
    try {
      Output.print(out -> Disassembly.write(source, start, end, stopNeeded, out));
    } catch (PickleException e) {
      throw PickleFile.notWhole(file, source, e);
    }
  }
}
