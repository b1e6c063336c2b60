package io.mmapdict.stubs;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process that appends frames to one array until it is killed or has appended as many as it
 * shall, and says the number of each once it is appended. Every element of a frame is its number.
 */
final class AppendingProcess {
  static final String KEY = "stack";
  static final int ELEMENTS = 40_000;
  static final long NUMBERS_EACH = 1_000_000;

  private AppendingProcess() {}

  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    long first = Long.parseLong(arguments[1]) * NUMBERS_EACH;
    long count = Long.parseLong(arguments[2]);
    PrintStream said =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, KEY);
      said.println("opened");
      for (long i = first; i < first + count; i++) {
        long[] frame = new long[ELEMENTS];
        Arrays.fill(frame, i);
        stack.append(NDArray.of(frame));
        said.println(i);
      }
    }
  }

  /** Starts one; standard error goes to ours. */
  static Process start(Path file, int number, long count) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            file.toString(),
            "" + number,
            "" + count));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
