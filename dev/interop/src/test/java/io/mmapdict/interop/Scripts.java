package io.mmapdict.interop;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The Python programs and stored files among the test resources. */
final class Scripts {
  private Scripts() {}

  /** A file or folder among the resources. */
  static Path resource(String name) {
    URL url = Objects.requireNonNull(Scripts.class.getResource("/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(url.toString(), e);
    }
  }

  /** Runs {@code main(*arguments)} of a module to its end; warnings are errors. */
  static String run(Python python, String module, Object... arguments) {
    return python.run(call(module), withFolder(arguments));
  }

  /** Starts {@code main(*arguments)} of a module; the caller ends it. */
  static Process start(Python python, String module, Object... arguments) throws IOException {
    return python.start(List.of("-W", "error"), call(module), withFolder(arguments));
  }

  private static String call(String module) {
    return "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); import "
        + module
        + "; "
        + module
        + ".main(*sys.argv[2:])";
  }

  private static Object[] withFolder(Object... arguments) {
    List<Object> all = new ArrayList<>();
    all.add(resource("mmappickle_rules.py").getParent());
    all.addAll(List.of(arguments));
    return all.toArray();
  }
}
