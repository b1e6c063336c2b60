package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A vacuum of 1 GiB of which every other entry is dead, against a copy of as many bytes as live: by
 * {@code FileChannel.transferTo}, which is {@code copy_file_range} here, with a sync at the end,
 * for a vacuum syncs, too, and without. Then a reclaim of one entry of 512 MiB, against the bare
 * {@code fallocate --punch-hole} on a file of as many bytes, as cached and as synced, its process
 * included.
 *
 * <p>Arguments: a folder to work in (else a temporary one), the rounds (5).
 */
public final class VacuumTime {
  private static final int ENTRY_BYTES = 8 << 20;
  private static final int ENTRIES = 128;
  private static final int RECLAIMED_BYTES = 512 << 20;

  private VacuumTime() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder =
        arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("vacuum-time");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    double[] vacuums = new double[rounds];
    double[] copies = new double[rounds];
    double[] unsynced = new double[rounds];
    double[] reclaims = new double[rounds];
    double[] punches = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Path file = folder.resolve("vacuum-time.mmdpickle");
      Path live = folder.resolve("vacuum-time.live");
      Path copy = folder.resolve("vacuum-time.copy");
      try {
        fill(file);
        vacuums[round] = vacuum(file);
        Files.move(file, live);
        copies[round] = copy(live, copy, true);
        Files.delete(copy);
        unsynced[round] = copy(live, copy, false);
        reclaims[round] = reclaim(file);
        Files.delete(copy);
        punches[round] = punch(copy);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(live);
        Files.deleteIfExists(copy);
      }
    }
    print("vacuum of 1 GiB, half of it dead", vacuums);
    print("copy of the living half, synced", copies);
    print("copy of the living half, not synced", unsynced);
    print("reclaim of 512 MiB", reclaims);
    print("bare punch of 512 MiB", punches);
    System.out.printf("vacuum / synced copy: %.2f%n", median(vacuums) / median(copies));
  }

  private static void fill(Path file) throws IOException {
    byte[] value = new byte[ENTRY_BYTES];
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < ENTRIES; i++) {
        Arrays.fill(value, (byte) i);
        dict.set("key/" + i, value);
      }
      for (int i = 0; i < ENTRIES; i += 2) {
        dict.delete("key/" + i);
      }
    }
    sync(file);
  }

  private static double vacuum(Path file) {
    try (MmapDict dict = MmapDict.open(file)) {
      long start = System.nanoTime();
      dict.vacuum();
      return millisSince(start);
    }
  }

  private static double copy(Path from, Path to, boolean synced) throws IOException {
    long start = System.nanoTime();
    try (FileChannel in = FileChannel.open(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = in.size();
      for (long done = 0; done < size; ) {
        done += in.transferTo(done, size - done, out);
      }
      if (synced) {
        out.force(true);
      }
    }
    return millisSince(start);
  }

  private static double reclaim(Path file) throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("large", new byte[RECLAIMED_BYTES]);
      sync(file);
      dict.delete("large");
      long start = System.nanoTime();
      long saved = dict.reclaim().diskSaved();
      double millis = millisSince(start);
      if (saved < RECLAIMED_BYTES - 8192) {
        throw new IllegalStateException("only " + saved + " bytes were given back");
      }
      return millis;
    }
  }

  private static double punch(Path file) throws IOException, InterruptedException {
    Files.write(file, new byte[RECLAIMED_BYTES]);
    sync(file);
    String length = Integer.toString(RECLAIMED_BYTES);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder("fallocate", "--punch-hole", "--length", length, file.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("fallocate failed");
    }
    return millisSince(start);
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String what, double[] millis) {
    System.out.printf(
        "%s: median %.1f ms, each %s%n", what, median(millis), Arrays.toString(millis));
  }
}
