package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nested values at random of every type in docs/values.md, shared and in themselves: made by
 * Python, read and written here, compared in Python.
 */
class RandomValuesTest {
  private static final Codecs CODECS = Codecs.of();

  @Test
  void someOfEachPythonAreTheSameAgain(@TempDir Path folder) throws IOException {
    long seed = Seed.next("someOfEachPythonAreTheSameAgain");
    try (LineProcess newest = started(StandardValues.newest())) {
      for (Python python : Python.plain()) {
        try (LineProcess maker = started(python)) {
          boolean old = StandardValues.isTwo(python); // does not read what is written here
          sameAgain(
              maker,
              old ? newest : maker,
              StandardValues.highest(old ? StandardValues.newest() : python),
              folder,
              new Random(seed),
              100,
              100);
        } catch (AssertionError e) {
          throw new AssertionError("made by Python " + python.version(), e);
        }
      }
    }
  }

  @Test
  @Tag("long")
  void aHundredThousandAreTheSameAgain(@TempDir Path folder) throws IOException {
    long seed = Seed.next("aHundredThousandAreTheSameAgain");
    for (Python python : List.of(Python.any(), StandardValues.newest())) {
      try (LineProcess maker = started(python);
          LineProcess checker = started(python)) {
        sameAgain(maker, checker, 5, folder, new Random(seed), 100_000, 2000);
      }
    }
  }

  private static LineProcess started(Python python) throws IOException {
    return new LineProcess(Scripts.start(python, "random_values"));
  }

  /** One process makes the values of the next batch while the other one compares those before. */
  private static void sameAgain(
      LineProcess maker,
      LineProcess checker,
      int highest,
      Path folder,
      Random random,
      int count,
      int batch)
      throws IOException {
    Path[] made = {folder.resolve("made0"), folder.resolve("made1")};
    Path written = folder.resolve("written");
    maker.tell("make " + made[0] + " " + random.nextInt() + " " + batch);
    for (int i = 0; i < count / batch; i++) {
      maker.expect("made");
      if (i + 1 < count / batch) {
        maker.tell("make " + made[(i + 1) % 2] + " " + random.nextInt() + " " + batch);
      }
      assertEquals(batch, writeAgain(made[i % 2], written, highest, random));
      assertEquals("same", checker.ask("check " + made[i % 2] + " " + written));
    }
  }

  private static int writeAgain(Path made, Path written, int highest, Random random)
      throws IOException {
    int values = 0;
    try (DataInputStream in =
            new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(made)));
        DataOutputStream out = new DataOutputStream(Files.newOutputStream(written))) {
      while (in.available() > 0) {
        in.skipNBytes(in.readInt()); // the text
        byte[] again = written(read(in.readNBytes(in.readInt()), random), highest, random);
        out.writeInt(again.length);
        out.write(again);
        values++;
      }
    }
    return values;
  }

  private static @Nullable Object read(byte[] pickle, Random random) throws IOException {
    return switch (random.nextInt(4)) {
      case 0 -> CODECS.load(MemorySegment.ofArray(pickle));
      case 1 -> CODECS.loadToConvert(MemorySegment.ofArray(pickle));
      case 2 -> CODECS.unpickler().load(new ByteArrayInputStream(pickle));
      default -> CODECS.unpickler().bytesAsSlices().load(pickle);
    };
  }

  /** By dump, too, which takes protocol 5 where it writes a bytearray. */
  private static byte[] written(@Nullable Object value, int highest, Random random) {
    int protocol = 2 + random.nextInt(highest == 5 ? 5 : highest - 1);
    return protocol > 5 ? CODECS.dump(value) : CODECS.pickler().protocol(protocol).dump(value);
  }
}
