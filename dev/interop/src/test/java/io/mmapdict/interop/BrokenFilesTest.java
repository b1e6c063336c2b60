package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.Damaged;
import io.mmapdict.EntryInfo;
import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.RepairReport;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Files cut at every byte and broken in every way, opened, read, checked and repaired: nothing
 * crashes or hangs, and what the check calls sound is in plain Python what it is here.
 */
@Damaged
class BrokenFilesTest {
  private static final int DEADLINE_SECONDS = 120; // for one file, on a machine with other work

  /** Python's words that begin where it has no dict for us to compare. */
  private static final String FAILED = "FAILED ";

  private static final String UNKNOWN_NAME = "UNKNOWN NAME ";
  private static final String NOT_DESCRIBED = "NOT DESCRIBED ";

  /** In memory where there is such a folder: a repair waits for the disk. */
  static final class InMemory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      return Files.isWritable(MEMORY)
          ? Files.createTempDirectory(MEMORY, "junit")
          : Files.createTempDirectory("junit");
    }
  }

  @TempDir(factory = InMemory.class)
  Path folder;

  /**
   * What came of one file.
   *
   * @param items of a sound file, or null
   * @param repaired its bytes, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
  private record Outcome(boolean sound, @Nullable String items, byte @Nullable [] repaired) {}

  @Test
  void aThousandMutationsAreNoticed() throws Exception {
    mutate(1_000);
  }

  @Tag("long")
  @Test
  void aHundredThousandMutationsAreNoticed() throws Exception {
    mutate(100_000);
  }

  @Test
  void aFileCutAtEveryByteIsNoticedAndRepaired() throws Exception {
    byte[] whole = ours();
    Path file = folder.resolve("whole.mmdpickle");
    Files.write(file, whole);
    List<EntryInfo> entries;
    Map<String, String> values = new LinkedHashMap<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      entries = dict.entries();
      dict.forEach((key, value) -> values.put(key, Describe.text(value)));
    }
    List<byte[]> repaired = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < whole.length; n++) {
      byte[] cut = Arrays.copyOf(whole, n);
      int length = n;
      Outcome outcome = withinDeadline(() -> examine(cut, true));
      assertTrue(!outcome.sound(), () -> "cut to " + length + " bytes it counts as sound");
      if (outcome.repaired() != null) {
        repaired.add(outcome.repaired());
        TreeSet<String> items = new TreeSet<>();
        entries.stream()
            .filter(entry -> entry.live() && entry.offset() + entry.length() <= length)
            .forEach(
                entry -> items.add(Describe.text(entry.key()) + ": " + values.get(entry.key())));
        expected.add(String.join("; ", items));
      }
    }
    assertEquals(whole.length - 24, repaired.size(), "from the header's end on it is repaired");
    assertEquals(expected, python(repaired));
  }

  private void mutate(int count) throws Exception {
    Random random = new Random(Seed.next("BrokenFilesTest"));
    List<byte[]> files = new ArrayList<>(List.of(ours()));
    for (String name : List.of("masked", "memo", "deleted", "keys")) {
      files.add(Files.readAllBytes(Scripts.resource("golden/" + name + ".mmdpickle")));
    }
    List<Mutator> mutators = new ArrayList<>();
    for (byte[] file : files) {
      mutators.add(new Mutator(random, file, frames(file)));
    }
    List<String> faults = new ArrayList<>();
    int sound = 0;
    for (int done = 0; done < count; ) {
      List<byte[]> broken = new ArrayList<>();
      List<Outcome> outcomes = new ArrayList<>();
      for (; broken.size() < 5_000 && done < count; done++) {
        byte[] file = mutators.get(random.nextInt(2) * random.nextInt(mutators.size())).next();
        boolean repair = random.nextInt(10) == 0;
        broken.add(file);
        outcomes.add(withinDeadline(() -> examine(file, repair)));
      }
      List<String> loaded = python(broken);
      for (int i = 0; i < broken.size(); i++) {
        sound += outcomes.get(i).sound() ? 1 : 0;
        String fault = fault(outcomes.get(i), loaded.get(i));
        if (fault != null) {
          Path kept = Files.write(Files.createTempFile("broken", ".mmdpickle"), broken.get(i));
          faults.add(fault + " (" + kept + ")");
        }
      }
    }
    assertTrue(faults.isEmpty(), () -> faults.size() + " faults:\n" + String.join("\n", faults));
    System.out.println(count + " mutations, " + sound + " of them sound for Python, too");
    assertTrue(sound > 0 && sound < count, "the mutations break all or none");
  }

  /** What the check did not notice, or null. */
  private static @Nullable String fault(Outcome outcome, String python) {
    if (!outcome.sound() || python.startsWith(UNKNOWN_NAME)) {
      return null; // a name that Python does not have is none that we could know
    }
    if (python.startsWith(FAILED)) {
      return "sound, but in Python: " + python;
    }
    boolean same = python.equals(outcome.items()) || python.startsWith(NOT_DESCRIBED);
    return same ? null : "here " + outcome.items() + "\nin Python " + python;
  }

  private Outcome examine(byte[] bytes, boolean repair) throws IOException {
    Path file = folder.resolve("broken.mmdpickle");
    Files.write(file, bytes);
    CheckReport report = FileCheck.of(file);
    String items = null;
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      TreeSet<String> found = new TreeSet<>();
      for (String key : dict.keySet()) {
        try {
          found.add(Describe.text(key) + ": " + Describe.text(dict.get(key)));
        } catch (MmapDictException e) {
          assertTrue(!report.isSound(), () -> "sound, and yet " + e);
        }
      }
      items = String.join("; ", found).replace("\n", "\\n").replace("\r", "\\r"); // one line
    } catch (MmapDictException e) {
      assertTrue(!report.isSound(), () -> "sound, and yet " + e);
    }
    byte[] repaired = repair ? repaired(file) : null;
    assertTrue(repair || Arrays.equals(bytes, Files.readAllBytes(file)), "the check changed it");
    return new Outcome(report.isSound(), items, repaired);
  }

  private static byte @Nullable [] repaired(Path file) throws IOException {
    try {
      RepairReport done = FileCheck.repair(file);
      if (done.original() == null) {
        return null;
      }
      Files.delete(done.original());
      assertEquals(done.entries(), FileCheck.of(file).live());
      return Files.readAllBytes(file);
    } catch (MmapDictException e) {
      return null; // nothing of ours is left in it
    }
  }

  /** Work on one file, on a thread that is given up if it hangs. */
  private static Outcome withinDeadline(Callable<Outcome> work) throws Exception {
    Future<Outcome> future = WORKER.submit(work);
    try {
      return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("a broken file takes longer than " + DEADLINE_SECONDS + " s", e);
    }
  }

  private static final ExecutorService WORKER =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

  private List<String> python(List<byte[]> files) throws IOException {
    Path states = folder.resolve("states");
    try (OutputStream out = Files.newOutputStream(states);
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(out))) {
      for (byte[] file : files) {
        data.writeLong(Long.reverseBytes(file.length));
        data.write(file);
      }
    }
    List<String> lines = Scripts.run(Python.any(), "broken_loads", states).lines().toList();
    assertEquals(files.size(), lines.size(), () -> String.join("\n", lines));
    return lines;
  }

  /** A small file of ours with what there is: arrays in both forms, a dead entry, a reservation. */
  private byte[] ours() throws IOException {
    Path file = folder.resolve("ours.mmdpickle");
    Files.deleteIfExists(file);
    NDArray array = NDArray.of(new double[] {0.5, 1, 2, 3, 4, 5}, 2, 3);
    long reserved;
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("text", "hé☃");
      dict.put("map", Map.of("list", List.of(1L, 2.5, PyTuple.of("x", true)), "n", 1L << 40));
      dict.put("array", array);
      dict.put("theirs", array.as(ArrayForm.MMAPPICKLE));
      dict.put(
          "masked",
          MaskedArray.of(
              array, NDArray.of(new boolean[] {true, false, false, true, false, false}, 2, 3)));
      dict.put("text", "again");
      dict.put("reserved", "by nobody");
      reserved =
          dict.entries().stream().mapToLong(e -> e.offset() + e.length()).max().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) reserved - 2] = 0x30;
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) reserved - 7, -(int) ProcessHandle.current().pid());
    return bytes;
  }

  private List<Integer> frames(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("frames.mmdpickle"), bytes);
    List<Integer> frames = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.entries().forEach(entry -> frames.add((int) entry.offset()));
      EntryInfo last = dict.entries().getLast();
      frames.add((int) (last.offset() + last.length()));
    }
    frames.add(bytes.length);
    return frames;
  }
}
