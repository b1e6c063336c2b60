package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A Python process that loads a file of {@link KilledWriter}'s in a loop, without any lock, until
 * it is told to end. Every load must succeed.
 */
final class PlainLoader implements AutoCloseable {
  /** Large values may be reclaimed under its eyes: of them it looks at none. */
  private static final String LOAD =
      """
      import pickle, select, sys
      loads = 0
      while not select.select([sys.stdin], [], [], 0)[0]:
          with open(sys.argv[1], 'rb') as f:
              d = pickle.load(f)
          for value in d.values():
              if len(value) < 1 << 20:
                  mark, x = (value.decode() if isinstance(value, bytes) else value).split(':')
                  assert x == 'x' * len(x)
          loads += 1
          if loads == 1:
              print('loading', flush=True)
      print(loads)
      """;

  private final LineProcess python;

  /** Starts it and waits until it has loaded the file once. */
  PlainLoader(Path file) throws IOException {
    python = new LineProcess(Python.any().start(List.of(), LOAD, file));
    python.expect("loading");
  }

  /** Ends it, and fails if a load failed. */
  void end() throws IOException, InterruptedException {
    String loads = python.end();
    assertTrue(Integer.parseInt(loads) > 1, loads);
  }

  @Override
  public void close() {
    python.close();
  }
}
