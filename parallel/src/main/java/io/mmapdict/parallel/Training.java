package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a worker does over and over while a class cache is made: tasks that put a value into a file
 * to which another handle writes as well. With the classes the JDK writes down how their methods
 * were used (JEP 515), and compiles them soon where the cache is used. Without, a worker's first
 * thousands of puts hold the file lock half as long again.
 */
final class Training {
  /** The compiler of a training, which counts to a tenth, is through with all by then. */
  private static final int TASKS = 600;

  /** After so many tasks the other handle puts one. */
  private static final int OTHERS = 3;

  /** Not what is within one page, and no more than need be. */
  private static final byte[] VALUE = new byte[1 << 15];

  private Training() {}

  /**
   * In a new folder in another one, which is gone soon after the start, so that nothing is left by
   * who is killed. Where something does not work, what was trained until then counts.
   */
  static void in(Path parent, ClassLoader loader) {
    try {
      Path folder = Files.createTempDirectory(parent, "mmapdict-training");
      Path file = folder.resolve("training.mmdpickle");
      try (MmapDict dict = MmapDict.open(file);
          MmapDict other = MmapDict.open(file)) {
        Files.delete(file);
        Files.delete(folder);
        run(dict, other, loader);
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      return; // as said above
    }
  }

  private static void run(MmapDict dict, MmapDict other, ClassLoader loader) throws IOException {
    Task<Integer, Object> task =
        (shared, key) -> {
          shared.set("result/" + key, VALUE);
          return null;
        };
    Set<String> sent = new HashSet<>();
    byte[] packed = Parcel.packArgument("The task", task, sent);
    AllowedClasses allowed = AllowedClasses.of(new AllowedClasses(sent, List.of()).text());
    TaskHost host = new TaskHost(packed, allowed, loader, () -> dict, UnaryOperator.identity());
    DataOutputStream out = new DataOutputStream(OutputStream.nullOutputStream());
    for (int i = 0; i < TASKS; i++) {
      if (i % OTHERS == 0) {
        other.set("other/" + i, VALUE);
      }
      Reply.write(host.execute(Parcel.pack(i)), out);
    }
  }
}
