package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large values of one key replace each other, each switched on before the one before is switched
 * off, while others read: the key is never missing, and nobody sees an older value than was
 * acknowledged before he looked, or than he saw before. No value is ever seen in part.
 */
class LargeReplaceTest {
  /** Loads until it is told, and holds what it finds against what it found before. */
  private static final String LOAD_UNTIL_DONE =
      """
      import pickle, sys
      path, unpickler = sys.argv[1:3]
      load = pickle.load if unpickler == 'C' else lambda f: pickle._Unpickler(f).load()
      last, loads, done = 0, 0, False
      while not done:
          with open(path, 'rb') as f:
              d = load(f)
          loads += 1
          if loads in (1, 5):
              print('loaded', loads, flush=True)
          done = 'done' in d
          assert d['before'] == 'stays'
          for key in d.keys() & {'key', 'fleeting'}:
              value = d[key]
              assert value.count(value[:1]) == len(value), (key, 'in part')
          number = d['key'][0]
          assert number >= last, (number, last)
          last = number
      """;

  private static final int LARGE = (2 << 20) + 1;
  private static final int VALUES = 60;

  @TempDir Path folder;

  @Test
  void isNeverMissingAndNeverOlder() throws Exception {
    Path file = folder.resolve("replaced.mmdpickle");
    AtomicInteger acknowledged = new AtomicInteger(1);
    Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
    List<Thread> readers = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file);
        MmapDict other = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.set("key", value(1));
      readers.add(reader(acknowledged, failed, () -> number(other.get("key"))));
      readers.add(reader(acknowledged, failed, () -> number(dict.get("key"))));
      readers.add(
          reader(
              acknowledged,
              failed,
              () -> {
                try (MmapDict late = MmapDict.open(file, OpenMode.READ_ONLY)) {
                  return number(late.get("key"));
                }
              }));
      for (int i = 2; i <= VALUES; i++) {
        dict.set("key", value(i));
        acknowledged.set(i);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertEquals(List.of(), List.copyOf(failed));
    }
  }

  @Test
  void isNeverSeenInPartByPlainLoads() throws Exception {
    Path file = folder.resolve("loaded.mmdpickle");
    List<LineProcess> loaders = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("before", "stays");
      dict.set("key", value(1));
      for (Python python : Python.all()) {
        loaders.add(new LineProcess(python.start(List.of(), LOAD_UNTIL_DONE, file, "C")));
      }
      loaders.add(new LineProcess(Python.any().start(List.of(), LOAD_UNTIL_DONE, file, "Python")));
      for (LineProcess loader : loaders) {
        loader.expect("loaded 1");
      }
      FutureTask<@Nullable Void> enough =
          new FutureTask<>(() -> {
            for (LineProcess loader : loaders) {
              loader.expect("loaded 5");
            }
            return null;
          });
      Thread.ofPlatform().start(enough);
      for (int i = 2; i <= VALUES || !enough.isDone(); i++) {
        dict.set("key", value(Math.min(i, VALUES)));
        dict.set("fleeting", value(Math.min(i, VALUES)));
        dict.delete("fleeting");
      }
      enough.get();
      dict.set("done", true);
      for (LineProcess loader : loaders) {
        assertEquals("", loader.end());
      }
    } finally {
      loaders.forEach(LineProcess::close);
    }
  }

  /** Looks until the last value is acknowledged. */
  private static Thread reader(
      AtomicInteger acknowledged, Queue<Throwable> failed, IntSupplier look) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            int last = 0;
            while (last < VALUES) {
              int least = Math.max(last, acknowledged.get());
              last = look.getAsInt();
              assertTrue(last >= least, last + " after " + least);
            }
          } catch (Throwable e) {
            failed.add(e);
          }
        });
  }

  private static byte[] value(int number) {
    byte[] value = new byte[LARGE];
    Arrays.fill(value, (byte) number);
    return value;
  }

  private static int number(@Nullable Object value) {
    assertNotNull(value, "the key is missing");
    byte[] bytes = (byte[]) value;
    assertEquals(LARGE, bytes.length);
    assertEquals(bytes[0], bytes[LARGE - 1]);
    return bytes[0];
  }
}
