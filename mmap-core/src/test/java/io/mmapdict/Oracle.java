package io.mmapdict;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What plain Python finds in a file: each value as its {@code repr}. */
final class Oracle {
  private static final String LOAD_ONE =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          d = pickle.load(f)
      assert type(d) is dict
      for k, v in d.items():
          print(ascii(k), ascii(v), sep='\\t')
      """;

  /** States behind one another, each after its length; both unpicklers must agree. */
  private static final String LOAD_MANY =
      """
      import io, pickle, struct, sys
      with open(sys.argv[1], 'rb') as f:
          while True:
              head = f.read(8)
              if not head:
                  break
              state = f.read(struct.unpack('<Q', head)[0])
              try:
                  d = pickle.load(io.BytesIO(state))
                  e = pickle._Unpickler(io.BytesIO(state)).load()
                  print(ascii(sorted(d.items())) if d == e else 'FAILED C %r Python %r' % (d, e))
              except Exception as x:
                  print('FAILED', repr(x))
      """;

  private Oracle() {}

  /** The dict in a file, keys and values as Python's {@code ascii()} prints them. */
  static Map<String, String> load(Path file) {
    Map<String, String> dict = new LinkedHashMap<>();
    Python.any()
        .run(LOAD_ONE, file)
        .lines()
        .forEach(line -> dict.put(line.split("\t", 2)[0], line.split("\t", 2)[1]));
    return dict;
  }

  /** For each state of a file the sorted items, or a text that starts with FAILED. */
  static List<String> loadAll(Python python, Path scratch, List<byte[]> states) throws IOException {
    try (var out = Files.newOutputStream(scratch)) {
      for (byte[] state : states) {
        out.write(
            ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(state.length)
                .array());
        out.write(state);
      }
    }
    return new ArrayList<>(python.run(LOAD_MANY, scratch).lines().toList());
  }
}
