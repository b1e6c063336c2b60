package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plain {@code pickle.load} in a loop, without any lock, while a process puts, replaces and
 * deletes: every load succeeds, shows every key that was there all the while, no value older than
 * one seen before, and all that was acknowledged before it began.
 */
class LoadsWhileWritingTest {
  private static final String LOAD_UNTIL_DONE =
      """
      import pickle, struct, sys
      path, progress, unpickler = sys.argv[1:4]
      load = pickle.load if unpickler == 'C' else lambda f: pickle._Unpickler(f).load()
      seen, loads, done = [-1] * KEYS, 0, False
      while not done:
          with open(progress, 'rb') as f:
              appended, done = struct.unpack('>q?', f.read(9))
          with open(path, 'rb') as f:
              d = load(f)
          loads += 1
          for i in range(KEYS):
              number = d['replaced/%d' % i]
              assert number >= seen[i], (i, number, seen[i])
              seen[i] = number
          for i in range(appended):
              assert 'appended/%d' % i in d, (i, appended)
          assert sum(k.startswith('fleeting') for k in d) <= 1
      print(loads)
      """
          .replace("KEYS", Integer.toString(BusyWriter.KEYS));

  @TempDir private Path folder;

  @Test
  void everyLoadIsWhole() throws Exception {
    check(4_000, 3);
  }

  @Test
  @Tag("long")
  void everyLoadOfAHundredThousandPutsIsWhole() throws Exception {
    check(100_000, 60);
  }

  private void check(int puts, int seconds) throws Exception {
    Path file = folder.resolve("busy.mmdpickle");
    Path progress = folder.resolve("progress");
    List<LineProcess> readers = new ArrayList<>();
    try (LineProcess writer =
        new LineProcess(Jvm.start(BusyWriter.class, file, progress, puts, seconds))) {
      writer.expect("started");
      for (Python python : Python.all()) {
        readers.add(new LineProcess(python.start(List.of(), LOAD_UNTIL_DONE, file, progress, "C")));
      }
      readers.add(
          new LineProcess(
              Python.any().start(List.of(), LOAD_UNTIL_DONE, file, progress, "Python")));
      int loads = 0;
      for (LineProcess reader : readers) {
        loads += Integer.parseInt(reader.end());
      }
      writer.end();
      System.out.println("LoadsWhileWritingTest: " + loads + " loads during " + puts + " puts");
      assertTrue(loads > readers.size() * 3, "too few loads to say anything: " + loads);
    } finally {
      readers.forEach(LineProcess::close);
    }
  }
}
