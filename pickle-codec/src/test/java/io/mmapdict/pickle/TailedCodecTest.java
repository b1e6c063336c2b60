package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.Tail;
import io.mmapdict.pickle.spi.TailedCodec;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailedCodecTest {
  /** Of {@code tails.Tailed}: its tail as a text, as many bytes as its state says. */
  private static final class Tailed implements TailedCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of();
    }

    @Override
    public void write(Object value, PickleWriter out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<PyGlobal> reads() {
      return Set.of(new PyGlobal("tails", "Tailed"));
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      return new Object();
    }

    @Override
    public Object setState(Object built, @Nullable Object state, Tail tail) {
      long count = (Long) ((Map<?, ?>) state).get("count");
      long rest = tail.rest().byteSize();
      ByteSlice bytes = tail.take(count);
      assertEquals(rest - count, tail.rest().byteSize());
      assertTrue(bytes.mutable());
      String text =
          new String(bytes.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      return text + "@" + bytes.offset();
    }
  }

  private static final String SCRIPT =
      """
      import io, pickle, sys
      sys.modules['tails'] = tails = type(sys)('tails')
      class Tailed(object):
          def __init__(self, tail): self.count, self.tail = len(tail), tail
          def __getstate__(self): return {'count': self.count}
      Tailed.__module__, Tailed.__qualname__, tails.Tailed = 'tails', 'Tailed', Tailed
      P = getattr(pickle, '_Pickler', pickle.Pickler)
      class Pickler(P):
          def save(self, o, *a):
              P.save(self, o, *a)
              if type(o) is Tailed:
                  if self.proto >= 4:
                      self.framer.commit_frame(force=True)
                  out.write(o.tail)
      for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
          with open(sys.argv[1] + str(protocol), 'wb') as out:
              Pickler(out, protocol).dump([Tailed(b'.stop'), 'x' * 300, {'b': Tailed(b'')}, (Tailed(b'\\x80\\x04'),)])
      """;

  @TempDir Path folder;

  @Test
  void everyProtocolOfEveryPythonIsRead() throws Exception {
    Unpickler unpickler = Codecs.of(new Tailed()).unpickler();
    for (Python python : Python.plain()) {
      Path own = Files.createDirectory(folder.resolve(python.version().replace(' ', '-')));
      python.run(SCRIPT, own.resolve("protocol"));
      for (Path file : Folder.files(own)) {
        byte[] pickle = Files.readAllBytes(file);
        String where = file.toString();
        List<?> values = (List<?>) unpickler.load(MemorySegment.ofArray(pickle));
        assertEquals(".stop@" + indexOf(pickle, ".stop"), values.get(0), where);
        assertEquals("x".repeat(300), values.get(1), where);
        assertTrue(((Map<?, ?>) values.get(2)).get("b").toString().startsWith("@"), where);
        assertTrue(((PyTuple) values.get(3)).get(0).toString().length() > 3, where);
        for (int length = 0; length < pickle.length; length++) {
          byte[] cut = Arrays.copyOf(pickle, length);
          assertThrows(PickleException.class, () -> unpickler.load(cut), where);
        }
      }
    }
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  @Test
  void aTailInsideAFrameOrBeyondTheEndIsRefused() {
    Unpickler unpickler = Codecs.of(new Tailed()).unpickler();
    String object = "ctails\nTailed\n)\u0081}U\u0005countK\u0002sb";
    assertEquals("ab@28", unpickler.load(bytes(object + "ab.")));
    fault(unpickler, object + "a", 28, "expected 2 bytes that are no opcodes, found 1");
    String frame = "\u0080\u0004\u0095%s\0\0\0\0\0\0\0";
    assertEquals(
        "ab@39", unpickler.load(bytes(frame.formatted((char) object.length()) + object + "ab.")));
    fault(
        unpickler,
        frame.formatted((char) (object.length() + 3)) + object + "ab.",
        39,
        "expected the end of the frame");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void fault(Unpickler unpickler, String pickle, long offset, String why) {
    PickleException e = assertThrows(PickleException.class, () -> unpickler.load(bytes(pickle)));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
    assertEquals(offset, e.offset());
  }
}
