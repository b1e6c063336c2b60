package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pickles are optimized to the bytes that Python's {@code pickletools.optimize} gives. */
class OptimizerTest {
  /** A line for each pickle: its bytes and those that Python makes of it. */
  private static final String OPTIMIZE =
      """
      import pickle, pickletools
      shared = ['twice', b'bytes' * 30000]
      cycle = []
      cycle.append(cycle)
      values = [
          None, 5, 'text', [shared, shared], cycle, {'a': [1, 2], 'b': (1, 'a', 'a')},
          [str(i) for i in range(400)] * 2, [[i, str(i)] for i in range(20000)], [[str(i)] * 2 for i in range(300)],
          b'x' * 65531, b'x' * 65532, ['y' * 65528, 'z' * 65537, 'w'], Exception('what'), len,
      ]
      for value in values:
          for protocol in range(6):
              data = pickle.dumps(value, protocol)
              print(data.hex(), pickletools.optimize(data).hex())
      for odd in [b'I1\\n.', b'\\x80\\x02\\x80\\x04]q\\x05h\\x05a.', b']q\\x00q\\x01h\\x01.', b'N\\x80\\x05.']:
          print(odd.hex(), pickletools.optimize(odd).hex())
      """;

  @EachPython
  void asPythonDoes(Python python) throws IOException {
    List<String> lines = python.run(OPTIMIZE).lines().toList();
    assertEquals(14 * 6 + 4, lines.size());
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      String optimized = HexFormat.of().formatHex(optimized(HexFormat.of().parseHex(words[0])));
      assertEquals(words[1], optimized, () -> line.substring(0, Math.min(200, line.length())));
    }
  }

  @Test
  void whatIsNoPickleIsRefused() {
    for (String text : List.of("", "N", "]h\0.", "\1.", "g1\n.")) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertThrows(PickleException.class, () -> optimized(bytes), text);
    }
  }

  private static byte[] optimized(byte[] pickle) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Optimizer.write(MemorySegment.ofArray(pickle), out);
    return out.toByteArray();
  }
}
