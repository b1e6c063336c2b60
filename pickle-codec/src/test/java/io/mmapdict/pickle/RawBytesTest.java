package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a codec writes behind its opcodes and is none, found by a Python that knows of it. */
class RawBytesTest {
  private record Tailed(String tail, long announced) {
    Tailed(String tail) {
      this(tail, tail.length());
    }
  }

  private static final class TailedWriter implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of(Tailed.class);
    }

    @Override
    public void write(Object value, PickleWriter out) {
      Tailed tailed = (Tailed) value;
      byte[] bytes = tailed.tail.getBytes(StandardCharsets.ISO_8859_1);
      out.global("tails", "Tailed");
      out.op(Opcode.EMPTY_TUPLE);
      out.op(Opcode.NEWOBJ);
      out.value(Map.of("count", bytes.length)); // with a frame of its own: what follows waits
      out.op(Opcode.BUILD);
      out.raw(tailed.announced, Payload.of(MemorySegment.ofArray(bytes)));
    }
  }

  private static final Codecs CODECS = Codecs.of(new TailedWriter());

  private static final String SCRIPT =
      """
      import pickle, sys
      sys.modules['tails'] = tails = type(sys)('tails')
      class Tailed(object):
          pass
      Tailed.__module__, tails.Tailed = 'tails', Tailed
      U = getattr(pickle, '_Unpickler', pickle.Unpickler)
      class Unpickler(U):
          dispatch = dict(U.dispatch)
          def load_build(self):
              U.load_build(self)
              if type(self.stack[-1]) is Tailed:
                  self.stack[-1] = [file.read(self.stack[-1].count)]
          dispatch[pickle.BUILD if str is bytes else pickle.BUILD[0]] = load_build
      for name in sys.argv[1:]:
          with open(name, 'rb') as file:
              a, long, inside, b, c, rest = Unpickler(file).load()
              assert file.read() == b''
          assert a == [b'.stop'] and b == [b''] and c == [b'\\x80\\x04' * 40000], (a, b)
          assert long == 'x' * 70000 and inside == {'a': a} and rest == [b'y' * 70000, 7]
          assert (inside['a'] is a) == ('fast' not in name)
      """;

  @TempDir Path folder;

  @Test
  void everyProtocolAndAnEntryHaveThemWhereTheyWereWritten() throws Exception {
    Tailed shared = new Tailed(".stop");
    List<?> value =
        List.of(
            shared,
            "x".repeat(70000),
            Map.of("a", shared),
            new Tailed(""),
            new Tailed("\u0080\u0004".repeat(40000)),
            List.of("y".repeat(70000).getBytes(StandardCharsets.US_ASCII), 7));
    Path entry = Files.write(folder.resolve("entry"), CODECS.dump(value));
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler = CODECS.pickler().protocol(protocol);
      Path file = Files.write(folder.resolve("stream" + protocol), pickler.dump(value));
      Path fast = Files.write(folder.resolve("fast" + protocol), pickler.fast().dump(value));
      for (Python python : Python.plain()) {
        boolean old = python.version().startsWith("2.");
        if (old ? protocol == 2 : protocol < 5 || !python.version().matches("3\\.[67]\\..*")) {
          python.run(SCRIPT, file, fast);
        }
        if (!old) {
          python.run(SCRIPT, entry);
        }
      }
    }
  }

  @Test
  void otherThanAnnouncedIsRefused() {
    for (long announced : new long[] {2, 4}) {
      PickleException e =
          assertThrows(PickleException.class, () -> CODECS.dump(new Tailed("abc", announced)));
      String why = "a payload announced %d bytes, but".formatted(announced);
      assertTrue(e.getMessage().contains(why), e.getMessage());
    }
    Exception e =
        assertThrows(PickleException.class, () -> CODECS.dump(List.of(new Tailed("", -1))));
    assertEquals("[0]: expected 0 or more bytes, found -1", e.getMessage());
  }
}
