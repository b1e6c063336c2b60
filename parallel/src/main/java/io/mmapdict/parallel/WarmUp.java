package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM does when it does it the first time, done before a worker is asked, so that its first
 * task does not wait for it: a value is stored and got in a file of its own, when the codecs are
 * found and the calls of the C library linked, which takes longer than all else in a worker's
 * start; and a task is read, run and answered. Where something does not work, the first task that
 * needs it will say so.
 */
final class WarmUp {
  private static final String FILE = "first.mmdpickle";
  private static final String KEY = "key";

  private final MmapDict closed;

  private WarmUp(MmapDict closed) {
    this.closed = closed;
  }

  /**
   * With the file, of which nothing is left in the folder.
   *
   * @return with what goes on, or null where that did not work
   */
  static @Nullable WarmUp in(Path folder) {
    Path file = folder.resolve(FILE);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set(KEY, KEY);
      dict.get(KEY);
      Files.delete(file);
      return new WarmUp(dict);
    } catch (IOException | RuntimeException | LinkageError | ServiceConfigurationError e) {
      return null; // as said above
    }
  }

  /** With the task, which does not touch the dict. */
  void task(ClassLoader loader) {
    try {
      Task<String, String> task = (d, key) -> key;
      Set<String> sent = new HashSet<>();
      byte[] packed = Parcel.packArgument("The task", task, sent);
      AllowedClasses allowed = AllowedClasses.of(new AllowedClasses(sent, List.of()).text());
      TaskHost host = new TaskHost(packed, allowed, loader, () -> closed, UnaryOperator.identity());
      Reply.write(
          host.execute(Parcel.pack(KEY)), new DataOutputStream(new ByteArrayOutputStream()));
    } catch (IOException | RuntimeException | LinkageError e) {
      return; // as said above
    }
  }
}
