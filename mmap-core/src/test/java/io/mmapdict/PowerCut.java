package io.mmapdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a power cut leaves of recorded changes: everything up to the last completed wait for the
 * disk; of what came later each sector of 512 bytes as it was at any moment since, whatever the
 * others are like; the file as long as it was at any moment since, zeros where nothing was written
 * yet.
 */
final class PowerCut {
  static final int SECTOR_BYTES = 512;

  /** So many states of one stretch between two waits are all tried, of more a random sample. */
  private static final int EXHAUSTIVE = 300;

  /** The same where so many sectors changed that a state is large. */
  private static final int EXHAUSTIVE_LARGE = 20;

  private static final int LARGE_SECTORS = 200;

  private final Random random;
  private final Recording.States states;
  private int acknowledged;

  private byte[] disk;
  private byte[] memory;

  /** What each sector that changed since the last wait has held, oldest first. */
  private final Map<Integer, List<byte[]>> versions = new TreeMap<>();

  private final List<Integer> lengths = new ArrayList<>();

  private PowerCut(byte[] before, Random random, Recording.States states) {
    this.disk = before;
    this.memory = before;
    this.random = random;
    this.states = states;
  }

  /** Gives every state, or many of them, that a power cut during these steps can leave. */
  static void states(
      byte[] before, List<Recording.Step> steps, Random random, Recording.States states) {
    PowerCut cut = new PowerCut(before, random, states);
    for (Recording.Step step : steps) {
      switch (step.kind()) {
        case WRITE, STORE -> cut.write(step);
        case SYNC -> cut.sync();
        case ACKNOWLEDGED -> {
          cut.acknowledged++;
          cut.now(); // what is not on the disk yet may never get there
        }
      }
    }
    cut.now();
  }

  private void write(Recording.Step step) {
    int end = (int) step.offset() + step.bytes().length;
    byte[] now = step.on(memory, step.bytes().length);
    for (int sector = (int) step.offset() / SECTOR_BYTES; sector * SECTOR_BYTES < end; sector++) {
      versions
          .computeIfAbsent(sector, first -> new ArrayList<>(List.of(sectorOf(disk, first))))
          .add(sectorOf(now, sector));
    }
    memory = now;
    lengths.add(now.length);
  }

  private void sync() {
    now(); // the cut may come at any moment before this wait ends
    versions.clear();
    lengths.clear();
    disk = memory;
  }

  /** The cut comes now. */
  private void now() {
    List<Integer> lengths = new ArrayList<>(this.lengths);
    lengths.add(disk.length);
    int exhaustive = versions.size() < LARGE_SECTORS ? EXHAUSTIVE : EXHAUSTIVE_LARGE;
    long combinations = lengths.stream().distinct().count();
    for (List<byte[]> held : versions.values()) {
      combinations = Math.min(Integer.MAX_VALUE, combinations * held.size());
    }
    if (combinations <= exhaustive) {
      for (int length : lengths.stream().distinct().toList()) {
        all(Arrays.copyOf(disk, length), new ArrayList<>(versions.entrySet()));
      }
    } else {
      for (int i = 0; i < exhaustive; i++) {
        byte[] state = Arrays.copyOf(disk, lengths.get(random.nextInt(lengths.size())));
        versions.forEach(
            (sector, held) -> put(state, sector, held.get(random.nextInt(held.size()))));
        states.take(state, acknowledged);
      }
    }
  }

  private void all(byte[] state, List<Map.Entry<Integer, List<byte[]>>> open) {
    if (open.isEmpty()) {
      states.take(state, acknowledged);
      return;
    }
    for (byte[] held : open.getFirst().getValue()) {
      byte[] next = state.clone();
      put(next, open.getFirst().getKey(), held);
      all(next, open.subList(1, open.size()));
    }
  }

  private static byte[] sectorOf(byte[] file, int sector) {
    int start = Math.min(file.length, sector * SECTOR_BYTES);
    return Arrays.copyOfRange(file, start, start + SECTOR_BYTES);
  }

  private static void put(byte[] file, int sector, byte[] held) {
    int start = sector * SECTOR_BYTES;
    if (start < file.length) {
      System.arraycopy(held, 0, file, start, Math.min(SECTOR_BYTES, file.length - start));
    }
  }
}
