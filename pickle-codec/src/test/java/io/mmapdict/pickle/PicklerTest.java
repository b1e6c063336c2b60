package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Pickler} refuses, and what it keeps of a value's shape. */
class PicklerTest {
  private static final Codecs CODECS = Codecs.of();

  record Cell(Object content) {}

  /** Writes a set by its opcode, which came with protocol 4. */
  static class SetCodec implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of(Thread.class);
    }

    @Override
    public void write(Object value, PickleWriter out) {
      out.op(Opcode.EMPTY_SET);
    }

    @Override
    public Set<PyGlobal> reads() {
      return Set.of();
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      throw new AssertionError();
    }
  }

  @Test
  void otherProtocolsAreRefused() {
    for (int protocol : new int[] {-1, 0, 1, 6}) {
      assertThrows(IllegalArgumentException.class, () -> CODECS.pickler().protocol(protocol));
    }
    assertEquals(4, CODECS.pickler().dump(1)[1]);
  }

  @Test
  void cyclesAndSharedValuesAreKeptInEachProtocol() {
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler = CODECS.pickler().protocol(protocol);
      List<Object> list = new ArrayList<>();
      Map<Object, Object> map = new HashMap<>(Map.of("list", list));
      PyTuple tuple = PyTuple.of(list, map, PyTuple.of(1L, 2L, 3L, list));
      list.add(tuple);
      list.add(map);
      PyTuple again = (PyTuple) CODECS.unpickler().load(pickler.dump(tuple));
      List<?> read = (List<?>) again.get(0);
      assertSame(again, read.get(0));
      assertSame(again.get(1), read.get(1));
      assertSame(read, ((Map<?, ?>) read.get(1)).get("list"));
      assertSame(read, ((PyTuple) again.get(2)).get(3));
    }
  }

  @Test
  void withoutAMemoSharedValuesAreTwo() {
    List<Object> shared = new ArrayList<>(List.of("x"));
    List<?> read =
        (List<?>) CODECS.unpickler().load(CODECS.pickler().fast().dump(List.of(shared, shared)));
    assertEquals(List.of(shared, shared), read);
    assertNotSame(read.get(0), read.get(1));
  }

  @Test
  void withoutAMemoCyclesAreRefused() {
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler = CODECS.pickler().protocol(protocol).fast();
      List<Object> list = new ArrayList<>();
      list.add(PyTuple.of(1, list));
      Map<Object, Object> map = new HashMap<>();
      map.put("self", map);
      Object[] array = new Object[1];
      array[0] = new Cell(array);
      for (Object cycle : List.of(list, map, array)) {
        PickleException e = assertThrows(PickleException.class, () -> pickler.dump(cycle));
        assertTrue(e.getMessage().contains("contains itself"), e.getMessage());
        assertTrue(e.getMessage().contains("leave fast() out"), e.getMessage());
        assertFalse(e.getMessage().contains("-1"), e.getMessage());
      }
      Object twice = List.of(1);
      pickler.dump(List.of(twice, List.of(twice), Map.of("k", twice), PyTuple.of(twice, twice)));
    }
  }

  @Test
  void whatIsRefusedLeavesNothingBehind(@TempDir Path folder) throws IOException {
    Object value = List.of("x".repeat(100_000), new byte[100_000], new Thread());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PickleException e =
        assertThrows(PickleException.class, () -> CODECS.pickler().dump(value, out));
    assertTrue(e.getMessage().startsWith("[2]: no codec writes java.lang.Thread"), e.getMessage());
    assertEquals(0, out.size());
    Path file = folder.resolve("pickle");
    Files.write(file, new byte[] {1});
    assertThrows(PickleException.class, () -> CODECS.pickler().dump(value, file));
    assertEquals(1, Files.size(file));
  }

  @Test
  void anOpcodeThatTheProtocolLacksIsRefused() {
    Codecs codecs = Codecs.of(new SetCodec());
    assertEquals(Set.of(), codecs.unpickler().load(codecs.pickler().dump(new Thread())));
    PickleException e =
        assertThrows(PickleException.class, () -> codecs.pickler().protocol(3).dump(new Thread()));
    assertEquals(
        "EMPTY_SET, which a codec writes, needs protocol 4; the pickler's is 3", e.getMessage());
  }

  /** Writes more bytes than fit a length of four bytes, which are a hole. */
  static class HugeCodec extends SetCodec {
    static final long BYTES = 5L << 30;

    @Override
    public void write(Object value, PickleWriter out) {
      out.payload(Opcode.BINBYTES8, BYTES, Payload.hole(BYTES));
    }
  }

  @Test
  void aSmallPayloadInPartsIsWhole() {
    Payload parts =
        sink -> {
          sink.write(MemorySegment.ofArray(new byte[] {1, 2}));
          sink.skip(1);
          sink.write(MemorySegment.ofArray(new byte[] {3}));
        };
    for (int announced = 3; announced <= 5; announced++) {
      int byteCount = announced;
      Codecs codecs =
          Codecs.of(
              new SetCodec() {
                @Override
                public void write(Object value, PickleWriter out) {
                  out.payload(Opcode.BINBYTES8, byteCount, parts);
                }
              });
      if (announced == 4) {
        byte[] pickle = codecs.pickler().dump(new Thread());
        assertArrayEquals(new byte[] {1, 2, 0, 3}, (byte[]) codecs.unpickler().load(pickle));
      } else {
        PickleException e =
            assertThrows(PickleException.class, () -> codecs.pickler().dump(new Thread()));
        assertTrue(
            e.getMessage().contains("announced " + byteCount + " bytes, but it g"), e.getMessage());
      }
    }
  }

  @Test
  void aHoleIsZerosInAStream() throws IOException {
    Codecs codecs =
        Codecs.of(
            new SetCodec() {
              @Override
              public void write(Object value, PickleWriter out) {
                out.payload(Opcode.BINBYTES8, 200_000, Payload.hole(200_000));
              }
            });
    byte[] ones = new byte[200_000];
    Arrays.fill(ones, (byte) 1);
    for (int protocol = 2; protocol <= 5; protocol++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      codecs.pickler().protocol(protocol).dump(List.of(ones, new Thread()), out);
      List<?> read = (List<?>) codecs.unpickler().load(out.toByteArray());
      assertArrayEquals(ones, (byte[]) read.get(0));
      assertArrayEquals(new byte[200_000], (byte[]) read.get(1));
    }
  }

  @Test
  void moreThan4GiBNeedProtocol4() throws IOException {
    Codecs codecs = Codecs.of(new HugeCodec());
    for (int protocol : new int[] {2, 3}) {
      PickleException e =
          assertThrows(
              PickleException.class, () -> codecs.pickler().protocol(protocol).dump(new Thread()));
      assertTrue(e.getMessage().contains("5368709120 bytes does not fit"), e.getMessage());
    }
    PickleException e =
        assertThrows(PickleException.class, () -> codecs.pickler().dump(new Thread()));
    assertTrue(e.getMessage().contains("does not fit a Java array"), e.getMessage());
    ByteArrayOutputStream start = new ByteArrayOutputStream();
    AtomicLong count = new AtomicLong();
    codecs
        .pickler()
        .dump(
            new Thread(),
            new OutputStream() {
              @Override
              public void write(int oneByte) {
                throw new AssertionError("a byte at a time");
              }

              @Override
              public void write(byte[] bytes, int from, int length) {
                if (count.getAndAdd(length) == 0) {
                  start.write(bytes, from, length);
                }
              }
            });
    assertEquals("80048e0000004001000000", HexFormat.of().formatHex(start.toByteArray()));
    assertEquals(start.size() + HugeCodec.BYTES + 2, count.get()); // MEMOIZE and STOP
  }

  @Test
  void namesThatTheProtocolCannotSayAreRefused() {
    PyGlobal newline = new PyGlobal("a\nb", "c");
    PyGlobal greek = new PyGlobal("a", "\u03b1");
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler = CODECS.pickler().protocol(protocol);
      for (PyGlobal name : List.of(newline, greek)) {
        if (protocol >= (name.equals(newline) ? 4 : 3)) {
          assertEquals(name, CODECS.unpickler().load(pickler.dump(name)));
        } else {
          PickleException e = assertThrows(PickleException.class, () -> pickler.dump(name));
          assertTrue(e.getMessage().contains("cannot be written in protocol"), e.getMessage());
        }
      }
    }
  }

  @Test
  void buffersNeedProtocol5() {
    Pickler pickler = CODECS.pickler().buffers(_ -> true);
    PickleException e = assertThrows(PickleException.class, () -> pickler.dump(1));
    assertTrue(e.getMessage().contains("need protocol 5"), e.getMessage());
    assertEquals(1L, CODECS.unpickler().load(pickler.protocol(5).dump(1)));
  }

  @Test
  void aPersistentIdThatContainsItsObjectIsRefused() {
    Object outside = new Thread();
    Pickler pickler =
        CODECS.pickler().persistentIds(value -> value.equals(outside) ? List.of(outside) : null);
    PickleException e = assertThrows(PickleException.class, () -> pickler.dump(List.of(outside)));
    assertTrue(e.getMessage().contains("contains it again"), e.getMessage());
  }

  /** One that has one element when it is asked, and two when they are taken. */
  @Test
  void whatChangesWhileItIsWrittenIsRefused() {
    List<Object> changing =
        new AbstractList<>() {
          @Override
          public Object get(int index) {
            return index;
          }

          @Override
          public int size() {
            return 1;
          }

          @Override
          public Iterator<Object> iterator() {
            return List.<Object>of(1, 2).iterator();
          }
        };
    for (Object value : List.of(changing, List.of(changing))) {
      PickleException e = assertThrows(PickleException.class, () -> CODECS.pickler().dump(value));
      assertTrue(e.getMessage().contains("changed while it was written"), e.getMessage());
    }
  }

  @Test
  void theStreamIsNeitherFlushedNorClosed() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    OutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            calls.incrementAndGet();
          }

          @Override
          public void close() {
            calls.incrementAndGet();
          }
        };
    CODECS.pickler().dump(1, out);
    assertEquals(0, calls.get());
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int oneByte) throws IOException {
            throw new IOException("full");
          }
        };
    assertEquals(
        "full", assertThrows(IOException.class, () -> CODECS.pickler().dump(1, full)).getMessage());
  }

  @Test
  void optionsMakeAnother() {
    Pickler pickler = CODECS.pickler();
    pickler.protocol(2).fast().persistentIds(_ -> "id").buffers(_ -> true);
    assertArrayEquals(CODECS.pickler().dump(List.of("a", "a")), pickler.dump(List.of("a", "a")));
  }

  @Test
  void namesOfPython2AreThoseOfPython() {
    String script =
        """
        import _compat_pickle as c
        for k, v in c.REVERSE_NAME_MAPPING.items(): print(*k, *v)
        for k, v in c.REVERSE_IMPORT_MAPPING.items(): print(k, 'anything', v, 'anything')
        print('builtins', 'dict', '__builtin__', 'dict')
        print('numpy', 'ndarray', 'numpy', 'ndarray')
        """;
    Map<PyGlobal, PyGlobal> names = new LinkedHashMap<>();
    for (String line : Python.any().run(script).lines().toList()) {
      String[] words = line.split(" ", -1);
      names.put(new PyGlobal(words[0], words[1]), new PyGlobal(words[2], words[3]));
    }
    assertFalse(names.size() < 150);
    names.forEach((name, old) -> assertEquals(old, NewNames.toPython2(name), name.toString()));
  }

  @Test
  void qualifiedNamesAreFoundByPythonInEachProtocol(@TempDir Path folder) throws IOException {
    String script =
        """
        import pickle, sys, types
        m = sys.modules['m'] = types.ModuleType('m')
        class A:
            class B:
                class C: pass
        m.A = A
        import collections
        for i in range(2, 6):
            with open('%s/%d' % (sys.argv[1], i), 'rb') as f: v = pickle.load(f)
            assert v == [A.B.C, A.B.C, A, A.B, collections.OrderedDict, range, ValueError], v
        """;
    PyGlobal inner = new PyGlobal("m", "A.B.C");
    Object value =
        List.of(
            inner,
            inner,
            new PyGlobal("m", "A"),
            new PyGlobal("m", "A.B"),
            new PyGlobal("collections", "OrderedDict"),
            new PyGlobal("builtins", "range"),
            new PyGlobal("builtins", "ValueError"));
    for (int protocol = 2; protocol <= 5; protocol++) {
      CODECS.pickler().protocol(protocol).dump(value, folder.resolve(String.valueOf(protocol)));
    }
    for (Python python : Python.all()) {
      python.run(script, folder);
    }
  }
}
