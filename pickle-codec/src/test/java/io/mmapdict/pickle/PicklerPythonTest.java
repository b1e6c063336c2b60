package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Pickler} writes, read by real Pythons and compared with what they write. */
class PicklerPythonTest {
  private static final Codecs CODECS = Codecs.of();
  private static final int VALUES = 150;

  /** All pickles of a file, one behind the other. */
  private static final String READ_ALL =
      Described.PYTHON
          + """
          import io, pickle
          with open(sys.argv[1], 'rb') as f:
              for i in range(int(sys.argv[2])): print(d(pickle.load(f)))
              assert f.read() == b''
          with open(sys.argv[1], 'rb') as f:
              p = getattr(pickle, '_Unpickler', pickle.Unpickler)
              for i in range(int(sys.argv[2])): d(p(f).load())
          """;

  /** The C pickler of Python gives the very same bytes for what it has loaded. */
  private static final String SAME_BYTES =
      """
      import io, pickle, pickletools, sys
      sys.setrecursionlimit(10000)
      with open(sys.argv[1], 'rb') as f:
          for i in range(int(sys.argv[3])):
              start = f.tell()
              v = pickle.load(f)
              end = f.tell()
              f.seek(start)
              ours = f.read(end - start)
              theirs = io.BytesIO()
              p = pickle.Pickler(theirs, int(sys.argv[2]))
              p.fast = sys.argv[4] == 'true'
              p.dump(v)
              theirs = theirs.getvalue()
              if ours != theirs:
                  def ops(b): return [(o.name, repr(a)[:80], p) for o, a, p in pickletools.genops(b)]
                  for n, (a, b) in enumerate(zip(ops(ours), ops(theirs))):
                      assert a == b, 'value %d, opcode %d: ours %r, Python %r' % (i, n, a, b)
                  assert False, (len(ours), len(theirs))
          assert f.read() == b''
      """;

  @Test
  void valuesAreReadByEveryPythonThatKnowsTheProtocol(@TempDir Path folder) throws IOException {
    Random random = new Random(Seed.next("valuesAreReadByEveryPythonThatKnowsTheProtocol"));
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      values.add(PythonValues.value(random, 4, false));
    }
    for (int protocol = 2; protocol <= 5; protocol++) {
      for (boolean fast : new boolean[] {false, true}) {
        Path file = folder.resolve(protocol + "." + fast);
        write(file, values, protocol, fast);
        List<String> read = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
          CODECS.unpickler().sequence(in).forEachRemaining(value -> read.add(Described.of(value)));
        }
        assertEquals(values.stream().map(Described::of).toList(), read);
        for (Python python : pythons(protocol)) {
          boolean old = python.version().startsWith("2");
          assertEquals(
              values.stream().map(old ? Described::sorted : Described::of).toList(),
              python.run(List.of(), READ_ALL, file, VALUES).lines().toList(),
              python.version() + ", protocol " + protocol);
        }
      }
    }
  }

  @Test
  void bytesAndFramesAreThoseOfPythonsOwnPickler(@TempDir Path folder) throws IOException {
    Random random = new Random(Seed.next("bytesAndFramesAreThoseOfPythonsOwnPickler"));
    List<Object> values = plainValues(random);
    for (int protocol = 2; protocol <= 5; protocol++) {
      for (boolean fast : new boolean[] {false, true}) {
        Path file = folder.resolve(protocol + "." + fast);
        write(file, values, protocol, fast);
        for (Python python : pythons(5)) {
          python.run(SAME_BYTES, file, protocol, values.size(), fast);
        }
      }
    }
  }

  /**
   * Sets of one element, for Python has an order of its own; bytes of two and more, for it shares
   * shorter ones.
   */
  private static List<Object> plainValues(Random random) {
    List<Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            null, true, 1L, 1L << 40, -1L, "", "a", "é\ud800", 1.5, new PyComplex(1, -0.0)));
    values.add(List.of(new PyComplex(1, 2), new PyComplex(3, 4)));
    values.add(PyTuple.of(PyTuple.of(), PyTuple.of(1L), PyTuple.of(1L, 2L, 3L, 4L)));
    values.add(List.of(Set.of(), Set.of(7L), PyFrozenSet.copyOf(List.of("x")), Set.of("x")));
    values.add(List.of(PyByteArray.wrap(new byte[0]), PyByteArray.wrap(new byte[] {1, -1, 2})));
    values.add(List.of(new byte[0], new byte[] {1, -1, 2}, new byte[255], new byte[256]));
    for (int size : new int[] {0, 1, 2, 999, 1000, 1001, 2000, 2001}) {
      values.add(LongStream.range(0, size).boxed().toList());
      // The C pickler ends a dict of a multiple of 1000 by an empty batch, which we leave out.
      int notFull = size % 1000 == 0 ? size / 2 + 1 : size;
      Map<Long, Long> items = new LinkedHashMap<>();
      LongStream.range(0, notFull).forEach(i -> items.put(i, -i));
      values.add(items);
    }
    for (int size : new int[] {65535, 65536, 65537, 200_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      String text = "x".repeat(size);
      values.add(bytes);
      values.add(text);
      values.add(PyByteArray.wrap(bytes.clone()));
      values.add(PyTuple.of(1L, bytes, text, 2L, bytes, List.of(PyByteArray.wrap(bytes.clone()))));
      values.add(List.of(bytes, bytes.clone(), bytes.clone()));
    }
    for (int i = 0; i < 20; i++) {
      List<Object> many = new ArrayList<>();
      for (int k = random.nextInt(30_000); k >= 0; k--) {
        many.add(random.nextBoolean() ? "text " + random.nextInt(50_000) : random.nextLong());
        many.add(k % 100 == 0 ? new ArrayList<>(List.of(PyTuple.of((double) k, "k"))) : k % 3 == 0);
      }
      values.add(many);
    }
    List<Object> shared = new ArrayList<>(Collections.nCopies(300, 5L));
    values.add(Map.of("shared", List.of(shared, shared, PyTuple.of(shared))));
    List<Object> distinct = new ArrayList<>();
    LongStream.range(0, 700).forEach(i -> distinct.add(new ArrayList<>(List.of("s" + i))));
    values.add(PyTuple.of(distinct, new ArrayList<>(distinct)));
    return values;
  }

  private static void write(Path file, List<Object> values, int protocol, boolean fast)
      throws IOException {
    Pickler pickler = CODECS.pickler().protocol(protocol);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (Object value : values) {
        (fast ? pickler.fast() : pickler).dump(value, out);
      }
    }
  }

  /** Those with numpy, which there must be, and those of pyenv that know the protocol. */
  private static List<Python> pythons(int protocol) {
    String versions =
        protocol == 2 ? "2\\.7\\..*|3\\..*" : protocol < 5 ? "3\\..*" : "3\\.([89]|\\d\\d)\\..*";
    List<Python> pythons = new ArrayList<>(Python.all());
    pythons.addAll(Python.pyenv(versions));
    assertTrue(pythons.size() >= 1);
    return pythons;
  }
}
