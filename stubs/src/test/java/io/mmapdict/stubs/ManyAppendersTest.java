package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.NoSpaceException;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes append to one array at once, and are killed, and meet a full disk. */
class ManyAppendersTest {
  private static final int WRITERS = 3;
  private static final int KILLED_ROUNDS = 6;

  /** Prints the number of each frame, whose elements are all the same. */
  private static final String LOAD =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          stack = pickle.load(f)['stack']
      assert (stack == stack[:, :1]).all()
      print(*stack[:, 0].tolist(), sep='\\n')
      """;

  @TempDir private Path folder;

  /** The numbers of the frames in their order; each is whole. */
  private static List<Long> frames(Path file) {
    List<Long> numbers = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      NDArray stack = dict.get(AppendingProcess.KEY, NDArray.class);
      for (long i = 0; i < stack.shape().length(0); i++) {
        long[] frame = stack.select(0, i).toLongArray();
        for (long element : frame) {
          assertEquals(frame[0], element, "frame " + i + " is torn");
        }
        numbers.add(frame[0]);
      }
    }
    return numbers;
  }

  @Test
  void everyFrameOfEveryProcessIsThereOnce() throws Exception {
    Path file = folder.resolve("many.mmd");
    long each = 100;
    List<LineProcess> writers = new ArrayList<>();
    Set<Long> expected = new TreeSet<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new LineProcess(AppendingProcess.start(file, i, each)));
      for (long n = 0; n < each; n++) {
        expected.add(i * AppendingProcess.NUMBERS_EACH + n);
      }
    }
    for (LineProcess writer : writers) {
      writer.rest();
      writer.close();
    }
    List<Long> found = frames(file);
    assertEquals(expected, new TreeSet<>(found));
    assertEquals(expected.size(), found.size(), "one is there twice");
    for (int i = 0; i < WRITERS; i++) {
      long writer = i;
      List<Long> own =
          found.stream().filter(n -> n / AppendingProcess.NUMBERS_EACH == writer).toList();
      assertEquals(own.stream().sorted().toList(), own, "one's frames in its order");
    }
  }

  @Test
  void whatAKilledProcessSaidIsThereWholeAndOnce() throws Exception {
    Random random = new Random(Seed.next("ManyAppendersTest"));
    Path file = folder.resolve("killed.mmd");
    Set<Long> said = new HashSet<>();
    Set<Long> begun = new HashSet<>();
    int next = 0;
    for (int round = 0; round < KILLED_ROUNDS; round++) {
      List<LineProcess> writers = new ArrayList<>();
      int first = next;
      for (int i = 0; i < WRITERS; i++) {
        writers.add(
            new LineProcess(AppendingProcess.start(file, next++, AppendingProcess.NUMBERS_EACH)));
      }
      for (LineProcess writer : writers) {
        writer.expect("opened");
        writer.readOn();
      }
      for (int i = 0; i < WRITERS; i++) {
        Thread.sleep(random.nextInt(100));
        List<String> lines = writers.get(i).kill();
        lines.forEach(line -> said.add(Long.parseLong(line)));
        begun.add((first + i) * AppendingProcess.NUMBERS_EACH + lines.size());
      }
    }
    List<Long> found = frames(file);
    Set<Long> once = new HashSet<>(found);
    assertEquals(found.size(), once.size(), "one is there twice");
    assertTrue(once.containsAll(said), "one is lost");
    once.removeAll(said);
    assertTrue(begun.containsAll(once), () -> "nobody appended " + once);
    // A note is possible: who was killed while he moved the array leaves a place he had reserved.
    assertTrue(FileCheck.of(file).isSound(), () -> "" + FileCheck.of(file));
    String loaded = Python.any().run(LOAD, file);
    assertEquals(found, loaded.lines().map(Long::parseLong).toList());
  }

  @Test
  void aFullDiskAppendsNothingAndKeepsWhatIsThere() throws Exception {
    try (Mount _ = Mount.of("tmpfs", "size=4m", folder)) {
      Path file = folder.resolve("full.mmd");
      NDArray frame = NDArray.zeros(DType.FLOAT64, 1000, 64);
      frame.fill(7);
      long there = 0;
      try (MmapDict dict = MmapDict.open(file)) {
        GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(1000);
        NoSpaceException full = null;
        while (full == null) {
          try {
            stack.append(frame);
            there++;
          } catch (NoSpaceException e) {
            full = e;
          }
        }
        assertEquals(file, full.file());
        assertThrows(NoSpaceException.class, () -> stack.append(frame));
        assertTrue(there >= 5, there + " of 512 KB");
      }
      try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
        NDArray stack = dict.get("stack", NDArray.class);
        assertEquals(there, stack.shape().length(0));
        assertEquals(7, stack.at(there - 1, 999, 63).getDouble());
      }
    }
  }
}
