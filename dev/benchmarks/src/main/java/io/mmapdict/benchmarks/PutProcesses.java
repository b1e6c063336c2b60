package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Small puts a second of 1, 2 and 4 processes together on one file, one commit each, no sync,
 * beside as many on one lmdbjava environment without sync, in turns. Counts what is there in the
 * end.
 *
 * <p>Arguments: how many rounds (else 5), and a folder to work in (else a temporary one).
 */
public final class PutProcesses {
  private static final int[] PROCESSES = {1, 2, 4};
  private static final int PUTS = 200_000;
  private static final int WARM_UP = 300_000;
  private static final int WARM_UP_TURN = 1_000;

  private PutProcesses() {}

  /** Runs it, or one process of it. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("writer")) {
      write(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3]);
      return;
    }
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    try (Scratch scratch = Scratch.of(arguments, 1);
        Scratch warm = Scratch.of(arguments, 1)) {
      for (int processes : PROCESSES) {
        List<Double> ours = new ArrayList<>();
        List<Double> lmdb = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          ours.add(ours(processes, scratch.file(), warm.folder()));
          lmdb.add(lmdb(processes, scratch.folder(), warm.folder()));
        }
        System.out.printf("%d processes: %s%n", processes, Rates.against(ours, lmdb));
      }
    }
  }

  private static double ours(int processes, Path file, Path warm) throws Exception {
    MmapDict.open(file).close();
    double rate = run(processes, file, warm);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      check(processes, dict.size());
    }
    return rate;
  }

  private static double lmdb(int processes, Path folder, Path warm) throws Exception {
    new Lmdb(folder).close();
    double rate = run(processes, folder, warm);
    try (Lmdb lmdb = new Lmdb(folder)) {
      check(processes, lmdb.size());
    }
    return rate;
  }

  private static void check(int processes, long found) {
    if (found != (long) processes * PUTS) {
      throw new IllegalStateException(
          "lost: " + ((long) processes * PUTS - found) + " of " + processes * PUTS);
    }
  }

  /** Puts a second, from the word to begin until the last process is done. */
  private static double run(int processes, Path target, Path warm) throws Exception {
    List<Process> writers = new ArrayList<>();
    List<BufferedReader> answers = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      writers.add(start(target, warm.resolve("warm" + i), i + "/"));
      answers.add(writers.getLast().inputReader());
    }
    for (BufferedReader answer : answers) {
      expect("ready", answer);
    }
    long start = System.nanoTime();
    for (Process writer : writers) {
      writer.outputWriter().append("go\n").flush();
    }
    for (BufferedReader answer : answers) {
      expect("done", answer);
    }
    long nanos = System.nanoTime() - start;
    for (Process writer : writers) {
      writer.waitFor();
    }
    return (double) processes * PUTS * 1e9 / nanos;
  }

  private static void expect(String word, BufferedReader answer) throws IOException {
    String line = answer.readLine();
    if (!word.equals(line)) {
      throw new IllegalStateException("a process said " + line + " and not " + word);
    }
  }

  private static Process start(Path target, Path warm, String prefix) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PutProcesses.class.getName(),
            "writer",
            target.toString(),
            warm.toString(),
            prefix)
        .redirectError(ProcessBuilder.Redirect.DISCARD) // the JDK's warning of lmdbjava's Unsafe
        .start();
  }

  /** One process: warms up on a file of its own, waits for the word, puts. */
  private static void write(Path target, Path warm, String prefix) throws Exception {
    BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (target.toString().endsWith(".lmdb")) {
      Files.createDirectory(warm);
      try (Lmdb lmdb = new Lmdb(warm)) {
        put(lmdb, prefix, 0, WARM_UP);
      }
      try (Lmdb lmdb = new Lmdb(target)) {
        ready(words);
        put(lmdb, prefix, 0, PUTS);
      }
    } else {
      warmUp(warm, prefix);
      try (MmapDict dict = MmapDict.open(target)) {
        ready(words);
        put(dict, prefix, 0, PUTS);
      }
    }
    System.out.println("done");
  }

  /** Two handles in turns, as each process is to walk over what the others put. */
  private static void warmUp(Path file, String prefix) {
    try (MmapDict one = MmapDict.open(file);
        MmapDict other = MmapDict.open(file)) {
      for (int from = 0; from < WARM_UP; from += 2 * WARM_UP_TURN) {
        put(one, prefix, from, from + WARM_UP_TURN);
        put(other, prefix, from + WARM_UP_TURN, from + 2 * WARM_UP_TURN);
      }
    }
  }

  private static void put(MmapDict dict, String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      dict.set(prefix + i, (long) i);
    }
  }

  private static void put(Lmdb lmdb, String prefix, int from, int to) {
    for (int i = from; i < to; i++) {
      lmdb.put(prefix + i, i);
    }
  }

  private static void ready(BufferedReader words) throws IOException {
    System.out.println("ready");
    words.readLine();
  }
}
