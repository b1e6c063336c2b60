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

/**
 * What a JVM does when it does it the first time, done before a worker says that it is there, so
 * that its first task does not wait for it: a task is read and run that stores and gets a value, in
 * a file of its own. The codecs are found by then, the classes loaded, the calls of the C library
 * linked, which takes longer than all else in a worker's start.
 */
final class WarmUp {
  private static final String FILE = "first.mmdpickle";

  private WarmUp() {}

  /**
   * Leaves nothing in the folder. Where something does not work, the first task that needs it will
   * say so.
   */
  static void in(Path folder, ClassLoader loader) {
    Path file = folder.resolve(FILE);
    try (MmapDict dict = MmapDict.open(file)) {
      Task<String, Object> task =
          (d, key) -> {
            d.set(key, key);
            return d.get(key);
          };
      Set<String> sent = new HashSet<>();
      byte[] packed = Parcel.packArgument("The task", task, sent);
      AllowedClasses allowed = AllowedClasses.of(new AllowedClasses(sent, List.of()).text());
      TaskHost host = new TaskHost(packed, allowed, loader, () -> dict, UnaryOperator.identity());
      Reply.write(
          host.execute(Parcel.pack("key")), new DataOutputStream(new ByteArrayOutputStream()));
      Files.delete(file);
    } catch (IOException | RuntimeException | LinkageError | ServiceConfigurationError e) {
      // As above.
    }
  }
}
