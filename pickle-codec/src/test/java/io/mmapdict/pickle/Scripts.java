package io.mmapdict.pickle;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The Python scripts beside {@code values.py}: its classes are found by the module's name. */
final class Scripts {
  static final Path FOLDER = Path.of("src/test/resources/io/mmapdict/pickle");

  /** Nothing is compiled into the folder. */
  private static final List<String> OPTIONS = List.of("-B");

  private static final String RUN =
      """
      import sys
      sys.path.insert(0, sys.argv.pop(1))
      module = __import__(sys.argv.pop(1))
      module.main()
      """;

  private Scripts() {}

  /** What the script of this name prints. */
  static String run(Python python, String script, Object... arguments) {
    return python.run(OPTIONS, RUN, with(script, arguments));
  }

  /** Starts it; the caller ends it. */
  static Process start(Python python, String script, Object... arguments) throws IOException {
    return python.start(OPTIONS, RUN, with(script, arguments));
  }

  private static Object[] with(String script, Object... arguments) {
    Object[] all = new Object[arguments.length + 2];
    all[0] = FOLDER.toAbsolutePath();
    all[1] = script;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return all;
  }
}
