package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A Python process that loads a file of {@link KilledWriter}'s in a loop, without any lock, until
 * it is told to end. Every load must succeed.
 */
final class PlainLoader {
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

  private final Process process;
  private final BufferedReader answers;

  /** Starts it and waits until it has loaded the file once. */
  PlainLoader(Path file) throws IOException {
    process = Python.any().start(List.of(), LOAD, file);
    answers = process.inputReader(StandardCharsets.UTF_8);
    assertEquals("loading", answers.readLine());
  }

  /** Ends it, and fails if a load failed. */
  void end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    String said = answers.readAllAsString().strip();
    assertEquals(0, process.waitFor(), said);
    assertTrue(Integer.parseInt(said) > 1, said);
  }
}
