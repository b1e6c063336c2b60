package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.LineProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A process that reads a file, and holds a mapped value all the while. Answers {@code hold KEY},
 * {@code held} (all bytes equal to the first: which), {@code keys} and {@code get KEY}.
 */
final class HoldingReader {
  private HoldingReader() {}

  /** Starts one, which has the file open then. */
  static LineProcess start(Path file) throws IOException {
    LineProcess reader = new LineProcess(Jvm.start(HoldingReader.class, file));
    reader.expect("open");
    return reader;
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]), OpenMode.READ_ONLY)) {
      System.out.println("open");
      MemorySegment held = MemorySegment.NULL;
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
          case "hold" -> {
            held = Objects.requireNonNull(dict.get(words[1], ByteSlice.class)).segment();
            System.out.println(held.byteSize());
          }
          case "held" -> System.out.println(same(held));
          case "keys" -> System.out.println(dict.keySet());
          default -> System.out.println(dict.get(words[1]));
        }
      }
    }
  }

  private static String same(MemorySegment held) {
    byte first = held.get(JAVA_BYTE, 0);
    for (long at = 0; at < held.byteSize(); at++) {
      if (held.get(JAVA_BYTE, at) != first) {
        return "not the same at " + at;
      }
    }
    return "all " + first;
  }
}
