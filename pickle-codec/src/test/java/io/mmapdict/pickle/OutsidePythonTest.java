package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Persistent ids and buffers outside of a pickle, both ways with real Python. */
class OutsidePythonTest {
  private static final Codecs CODECS = Codecs.of();

  private static final String IDS_FROM_PYTHON =
      """
      import io, pickle, sys
      class Table:
          def __init__(self, id): self.id = id
      class P(pickle.Pickler):
          def persistent_id(self, o): return o.id if isinstance(o, Table) else None
      for p in range(pickle.HIGHEST_PROTOCOL + 1):
          with open('%s/%d' % (sys.argv[1], p), 'wb') as f:
              t = Table('seats')
              ids = [] if p == 0 else [Table(('row', 7, [t]))]
              P(f, p).dump({'a': t, 'b': [t, Table('0')], 'c': ids})
      """;

  private static final String IDS_IN_PYTHON =
      """
      import pickle, sys
      asked = []
      class U(pickle.Unpickler):
          def persistent_load(self, id):
              asked.append(id)
              return ('object', id)
      with open(sys.argv[1], 'rb') as f: v = U(f).load()
      o = ('object', 'thread main')
      n = ('object', ('thread', [o]))
      assert v == {'a': o, 'b': [o, n], o: 'key'}, v
      assert asked == ['thread main'] * 2 + ['thread main', ('thread', [o])] + ['thread main'], asked
      """;

  private static final String BUFFERS_FROM_PYTHON =
      """
      import pickle, sys
      one, two = pickle.PickleBuffer(bytearray(b'changes')), pickle.PickleBuffer(b'stays')
      taken = []
      b = pickle.dumps([one, two, b'inside', bytearray(b'inside')], 5, buffer_callback=taken.append)
      for i, t in enumerate(taken):
          with open('%s/%d' % (sys.argv[1], i), 'wb') as f: f.write(t.raw())
      with open(sys.argv[1] + '/pickle', 'wb') as f: f.write(b)
      """;

  private static final String BUFFERS_IN_PYTHON =
      """
      import pickle, sys
      buffers = [bytearray(b'changes'), b'stays', bytearray(b'read only')]
      with open(sys.argv[1], 'rb') as f: b = f.read()
      for loads in pickle.loads, pickle._loads:
          v = loads(b, buffers=buffers)
          assert v[0] is buffers[0] and v[1] is buffers[1], v
          assert type(v[2]) is memoryview and v[2].readonly and bytes(v[2]) == b'read only', v[2]
          assert v[3:6] == [b'inside', bytearray(b'inside'), b'refused'] and type(v[5]) is bytes, v
          assert v[0] is v[6] if len(sys.argv) < 3 else v[6] == v[0], v
      """;

  @EachPython
  void persistentIdsOfPython(Python python, @TempDir Path folder) throws IOException {
    python.run(IDS_FROM_PYTHON, folder);
    for (int protocol = 0; protocol <= 5; protocol++) {
      Map<Object, Object> objects = new LinkedHashMap<>();
      Unpickler unpickler =
          CODECS.unpickler().persistentIds(id -> objects.computeIfAbsent(id, _ -> new Object()));
      Map<?, ?> value = (Map<?, ?>) unpickler.load(folder.resolve(String.valueOf(protocol)));
      Object seats = objects.get("seats");
      assertSame(seats, value.get("a"));
      assertEquals(List.of(seats, objects.get("0")), value.get("b"));
      if (protocol > 0) {
        Object row = objects.get(PyTuple.of("row", 7L, List.of(seats)));
        assertEquals(List.of(row), value.get("c"));
      }
      assertEquals(protocol > 0 ? 3 : 2, objects.size());
    }
  }

  @EachPython
  void persistentIdsInPython(Python python, @TempDir Path folder) throws IOException {
    Thread main = new Thread("main");
    Thread nested = new Thread("nested");
    Map<Object, Object> value = new LinkedHashMap<>();
    value.put("a", main);
    value.put("b", List.of(main, nested));
    value.put(main, "key");
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler =
          CODECS
              .pickler()
              .protocol(protocol)
              .persistentIds(object ->
                  object.equals(main)
                      ? "thread main"
                      : object.equals(nested) ? PyTuple.of("thread", List.of(main)) : null);
      Path file = folder.resolve("ids");
      pickler.dump(value, file);
      python.run(IDS_IN_PYTHON, file);
      pickler.fast().dump(value, file);
      python.run(IDS_IN_PYTHON, file);
    }
  }

  @EachPython
  void buffersOfPython(Python python, @TempDir Path folder) throws IOException {
    python.run(BUFFERS_FROM_PYTHON, folder);
    byte[] first = Files.readAllBytes(folder.resolve("0"));
    byte[] second = Files.readAllBytes(folder.resolve("1"));
    Unpickler unpickler =
        CODECS
            .unpickler()
            .buffers(List.of(MemorySegment.ofArray(first), MemorySegment.ofArray(second)));
    for (int time = 0; time < 2; time++) { // each load takes them anew
      List<?> value = (List<?>) unpickler.load(folder.resolve("pickle"));
      ByteSlice changes = (ByteSlice) value.get(0);
      ByteSlice stays = (ByteSlice) value.get(1);
      assertArrayEquals("changes".getBytes(US_ASCII), changes.toByteArray());
      assertArrayEquals("stays".getBytes(US_ASCII), stays.toByteArray());
      assertSame(first, changes.segment().heapBase().orElseThrow());
      assertTrue(changes.mutable());
      assertFalse(stays.mutable());
      assertTrue(stays.segment().isReadOnly());
      assertArrayEquals("inside".getBytes(US_ASCII), (byte[]) value.get(2));
      assertEquals(PyByteArray.wrap("inside".getBytes(US_ASCII)), value.get(3));
    }
  }

  @EachPython
  void buffersInPython(Python python, @TempDir Path folder) throws IOException {
    ByteSlice changes = slice("changes", true);
    byte[] inside = "inside".getBytes(US_ASCII);
    List<Object> value =
        Arrays.asList(
            changes,
            slice("stays", false),
            slice("read only", false),
            inside,
            PyByteArray.wrap(inside),
            slice("refused", false),
            changes);
    List<ByteSlice> taken = new ArrayList<>();
    Pickler pickler =
        CODECS
            .pickler()
            .protocol(5)
            .buffers(buffer -> !text(buffer).equals("refused") && taken.add(buffer));
    Path file = folder.resolve("buffers");
    pickler.dump(value, file);
    assertEquals(
        List.of("changes", "stays", "read only"), taken.stream().map(b -> text(b)).toList());
    assertSame(changes.segment(), taken.getFirst().segment());
    python.run(BUFFERS_IN_PYTHON, file);

    taken.clear();
    pickler.fast().dump(value, file);
    assertEquals(
        List.of("changes", "stays", "read only", "changes"),
        taken.stream().map(b -> text(b)).toList());
  }

  private static ByteSlice slice(String ascii, boolean mutable) {
    return new ByteSlice(MemorySegment.ofArray(ascii.getBytes(US_ASCII)), -1, mutable);
  }

  private static String text(ByteSlice bytes) {
    return new String(bytes.segment().toArray(ValueLayout.JAVA_BYTE), US_ASCII);
  }
}
