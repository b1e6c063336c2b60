package io.mmapdict;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Python;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Many states of a file, each given to plain Python as what differs from the one before. */
final class PythonStates implements AutoCloseable {
  /** Both unpicklers must agree. */
  private static final String LOAD =
      """
      import io, pickle, struct, sys, zlib

      def text(v):
          if isinstance(v, (bytes, bytearray, memoryview)):
              return '%d bytes, CRC %d' % (len(v), zlib.crc32(v))
          if type(v) is str and len(v) > 1000:
              return '%d characters, CRC %d' % (len(v), zlib.crc32(v.encode()))
          return ascii(v)[1:-1] if type(v) is str else repr(v)

      def show(d):
          assert type(d) is dict
          return '{' + ', '.join(sorted(text(k) + '=' + text(v) for k, v in d.items())) + '}'

      state = b''
      with open(sys.argv[1], 'rb') as f:
          while True:
              head = f.read(24)
              if not head:
                  break
              length, at, count = struct.unpack('<QQQ', head)
              state = bytearray(state[:length].ljust(length, b'\\0'))
              state[at:at + count] = f.read(count)
              state = bytes(state)
              try:
                  d = show(pickle.load(io.BytesIO(state)))
                  e = show(pickle._Unpickler(io.BytesIO(state)).load())
                  print(d if d == e else 'FAILED C %s Python %s' % (d, e))
              except Exception as x:
                  print('FAILED', repr(x))
      """;

  /** More characters are told by their checksum, as bytes are. */
  private static final int LONG = 1000;

  private final Path scratch;
  private final OutputStream out;
  private byte[] last = new byte[0];

  PythonStates(Path scratch) throws IOException {
    this.scratch = scratch;
    this.out = new BufferedOutputStream(Files.newOutputStream(scratch), 1 << 20);
  }

  void add(byte[] state) throws IOException {
    byte[] before = Arrays.copyOf(last, state.length);
    int at = Math.max(0, Arrays.mismatch(before, state));
    int end = state.length;
    while (end > at && before[end - 1] == state[end - 1]) {
      end--;
    }
    out.write(
        ByteBuffer.allocate(3 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(state.length)
            .putLong(at)
            .putLong(end - at)
            .array());
    out.write(state, at, end - at);
    last = state;
  }

  /** What Python makes of each, as {@link #text} has it, or a text that starts with FAILED. */
  List<String> load(Python python) throws IOException {
    out.flush();
    return python.run(LOAD, scratch).lines().toList();
  }

  /** A map of plain values as the script shows it. */
  static String text(Map<String, Object> map) {
    TreeSet<String> items = new TreeSet<>();
    map.forEach((key, value) -> items.add(ascii(key) + "=" + text(value)));
    return "{" + String.join(", ", items) + "}";
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case String text when text.length() > LONG ->
          text.length() + " characters, " + sum(text.getBytes(StandardCharsets.UTF_8));
      case String text -> ascii(text);
      case byte[] bytes -> bytes(bytes);
      // a copy: a checksum of a mapping that ends too early kills the JVM
      case ByteSlice slice -> bytes(slice.segment().toArray(ValueLayout.JAVA_BYTE));
      case null, default -> String.valueOf(value);
    };
  }

  private static String bytes(byte[] bytes) {
    return bytes.length + " bytes, " + sum(bytes);
  }

  private static String sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return "CRC " + sum.getValue();
  }

  private static String ascii(String text) {
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
