package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them, against Python and numpy. */
class CommandsIT {
  private static final String LOAD =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          d = pickle.load(f)
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("scan.mmdpickle");
  }

  private static String python(String script, Object... arguments) {
    return Python.any().run(script, arguments);
  }

  @Test
  void jsonGoesIntoThePickleAndBack() {
    String json =
        "{\"int\":1180591620717411303424,\"list\":[1,0.5,null,true],\"bytes\":{\"$bytes\":\"AP8=\"},"
            + "\"text\":\"hé☃𝄞\",\"dict\":{\"$dict\":[[1,\"one\"]]},\"z\":{\"$complex\":[1.0,-2.0]}}";
    Run.mmapdict("put", file, "a key", "--json", json).done();
    Run.mmapdict("put", file, "text", "--string", "{not json}").done();
    assertEquals(json + "\n", Run.mmapdict("get", file, "a key", "--json").done());
    assertEquals("{not json}\n", Run.mmapdict("get", file, "text").done());
    python(
        LOAD
            + """
            assert d == {
                'a key': {'int': 1 << 70, 'list': [1, 0.5, None, True], 'bytes': b'\\0\\xff',
                          'text': 'hé☃𝄞', 'dict': {1: 'one'}, 'z': 1-2j},
                'text': '{not json}'}, d
            """,
        file);
  }

  @Test
  void aPicklesValueGoesInAndOutAgain() {
    Path in = folder.resolve("in.pkl");
    Path out = folder.resolve("out.pkl");
    python(
        """
        import pickle, sys, datetime, collections, numpy
        v = {'when': datetime.datetime(2018, 6, 18, 12, 30), 'o': collections.OrderedDict(z=1, a=2),
             't': (1, ('two', {3})), 'x': numpy.arange(6, dtype='>i2').reshape(2, 3).T}
        pickle.dump(v, open(sys.argv[1], 'wb'))
        """,
        in);
    Run.mmapdict("put", file, "v", "--pickle", in).done();
    Run.mmapdict("get", file, "v", "--pickle", out).done();
    python(
        """
        import pickle, sys, numpy
        a, b = (pickle.load(open(p, 'rb')) for p in sys.argv[1:3])
        c = pickle.load(open(sys.argv[3], 'rb'))['v']
        for found in (b, c):
            x = found.pop('x')
            assert x.dtype == '>i2' and (x == a['x']).all() and x.flags.f_contiguous, x
            assert list(found['o'].items()) == [('z', 1), ('a', 2)]
            assert found == {k: v for k, v in a.items() if k != 'x'}, found
        """,
        in,
        out,
        file);
  }

  @Test
  void arraysGoInAndOutAndLieWhereLsSays() {
    Path in = folder.resolve("in.npy");
    Path out = folder.resolve("out.npy");
    python(
        "import numpy, sys\nnumpy.save(sys.argv[1], numpy.arange(1000).reshape(20, 50) / 7)", in);
    Run.mmapdict("put", file, "plain", "--npy", in).done();
    Run.mmapdict("put", file, "theirs", "--npy", in, "--form", "mmappickle").done();
    Run.mmapdict("get", file, "theirs", "--npy", out).done();
    assertEquals(
        "True float64",
        python(
                "import numpy, sys\na, b = map(numpy.load, sys.argv[1:])\n"
                    + "print((a == b).all(), b.dtype)",
                in,
                out)
            .strip());
    String rows = Run.mmapdict("ls", file, "--json").done();
    python(
        """
        import json, sys, numpy
        a = numpy.load(sys.argv[1])
        rows = json.loads(sys.argv[2])
        assert [r['key'] for r in rows] == ['plain', 'theirs'], rows
        assert [r['form'] for r in rows] == ['portable', 'mmappickle'], rows
        for r in rows:
            assert (r['kind'], r['dtype'], r['shape'], r['bytes']) == ('array', 'float64', [20, 50], 8000)
            b = numpy.memmap(sys.argv[3], r['dtype'], 'r', r['offset'], tuple(r['shape']))
            assert (a == b).all()
        """,
        in,
        rows,
        file);
    String shown = python("import numpy, sys\nprint(numpy.load(sys.argv[1]))", in);
    assertEquals(shown, Run.mmapdict("get", file, "plain").done());
    String part = python("import numpy, sys\nprint(numpy.load(sys.argv[1])[-3:, 3::9])", in);
    assertEquals(part, Run.mmapdict("get", file, "plain", "--slice=-3:,3::9").done());
    Run.mmapdict("get", file, "theirs", "--slice", "..., 7", "--npy", out).done();
    python(
        "import numpy, sys\na, b = map(numpy.load, sys.argv[1:])\nassert (a[:, 7] == b).all()",
        in,
        out);
    assertTrue(
        Run.mmapdict("get", file, "plain", "--json")
            .done()
            .startsWith(
                "{\"$ndarray\":{\"dtype\":\"float64\",\"shape\":[20,50],\"form\":\"portable\","));
  }

  @Test
  void listsInAlignedColumns() {
    Run.mmapdict("put", file, "exposure", "--json", "0.25").done();
    Path in = folder.resolve("in.npy");
    python("import numpy, sys\nnumpy.save(sys.argv[1], numpy.zeros((480, 640, 3), 'u1'))", in);
    Run.mmapdict("put", file, "frame/\n1", "--npy", in).done();
    String[] lines = Run.mmapdict("ls", file).done().split("\n", -1);
    assertEquals(4, lines.length);
    assertTrue(lines[0].matches("KIND   DTYPE  SHAPE +BYTES +OFFSET  FORM      KEY"), lines[0]);
    assertTrue(lines[1].matches("float  -      - +13 +[0-9]+  -         exposure"), lines[1]);
    assertTrue(
        lines[2].matches("array  uint8  \\(480, 640, 3\\)  921600 +[0-9]+  portable  frame/\\\\n1"),
        lines[2]);
    assertEquals("", lines[3]);
    for (String line : List.of(lines).subList(0, 3)) {
      assertEquals(lines[0].indexOf("KEY"), line.lastIndexOf("  ") + 2);
      assertTrue(line.length() <= 80);
    }
  }

  /** What is printed is stored: another process sees it while the command still runs. */
  @Test
  void aPrintedKeyIsStored() throws Exception {
    Process process =
        new ProcessBuilder(Run.LAUNCHER.toString(), "put", file.toString(), "--lines").start();
    try (OutputStream in = process.getOutputStream();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < 3; i++) {
        String line = "{\"key\": \"hé%d\", \"value\": [%d]}\n".formatted(i, i);
        in.write(line.getBytes(StandardCharsets.UTF_8));
        in.flush();
        assertEquals("hé" + i, out.readLine());
        assertEquals(
            "[%d]".formatted(i), python(LOAD + "print(d['hé%d'])".formatted(i), file).strip());
      }
    }
    assertEquals(0, process.waitFor());
  }

  @Test
  void aBadLineKeepsWhatWasStoredBefore() {
    String lines =
        "{\"key\":\"a\",\"value\":1}\n\n{\"key\":\"b\\n\",\"value\":2}\n{\"key\":\"c\"}\n";
    Run run = Run.with(lines, "put", file, "--lines");
    run.failed("line 4: no \"value\" in the object (the lines before it are stored)");
    assertEquals("a\n\"b\\n\"\n", run.out());
    assertEquals("{'a': 1, 'b\\n': 2}", python(LOAD + "print(d)", file).strip());
    Path none = folder.resolve("none.mmdpickle");
    Run.with("[]\n", "put", none, "--lines")
        .failed("line 1: expected an object {\"key\": ..., \"value\": ...} (nothing is stored)");
    assertFalse(Files.exists(none));
  }

  @Test
  void removesAllKeysOrNone() {
    for (String key : new String[] {"frame/0001", "frame/0002", "exposure"}) {
      Run.mmapdict("put", file, key, "--json", "1").done();
    }
    Run.mmapdict("rm", file, "exposure", "frame/0003")
        .failed(
            file
                + ": no key 'frame/0003'; close to it: 'frame/0001', 'frame/0002' (3 keys; list"
                + " them with mmapdict ls)");
    assertEquals("1\n", Run.mmapdict("get", file, "exposure").done());
    Run.mmapdict("rm", file, "exposure", "frame/0001").done();
    assertEquals("{'frame/0002': 1}", python(LOAD + "print(d)", file).strip());
  }

  @Test
  void helpHasAnExampleOfEachCommand() {
    for (String command : new String[] {"ls", "get", "put", "rm", "vacuum", "reclaim", "serve"}) {
      String help = Run.mmapdict(command, "--help").done();
      assertTrue(help.startsWith("Usage: mmapdict " + command + " "), help);
      assertTrue(help.contains(": mmapdict " + command + " scan.mmdpickle"), help);
      assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
    }
    assertTrue(Run.mmapdict("--version").done().startsWith("mmapdict 0.1"));
  }

  @Test
  void picturesHoldTheElements() {
    python(
        """
        import numpy as np, sys
        f = sys.argv[1]
        x = np.arange(5 * 7 * 4).reshape(5, 7, 4)
        np.save(f + '/grey.npy', (x[:, :, 0] * 7 % 256).astype('u1'))
        np.save(f + '/rgb.npy', (x[:, :, :3] * 5 % 256).astype('u1'))
        np.save(f + '/rgba.npy', (x * 3 % 256).astype('u1'))
        np.save(f + '/deep.npy', (x[:, :, :3] * 997 % 65536).astype('u2'))
        np.save(f + '/bool.npy', x[:, :, 0] % 8 == 0)
        np.save(f + '/float.npy', np.where(x[:, :, 0] == 0, np.nan, x[:, :, 0] / 4 - 2))
        """,
        folder);
    for (String name : new String[] {"grey", "rgb", "rgba", "deep", "bool", "float"}) {
      Run.mmapdict("put", file, name, "--npy", folder.resolve(name + ".npy")).done();
      Run run = Run.mmapdict("get", file, name, "--png", folder.resolve(name + ".png"));
      assertEquals(0, run.exit(), run.err());
      String note =
          name.equals("float") ? "mmapdict: stretched -1.0 to 0 and 32.0 to 255, NaN is 0\n" : "";
      assertEquals(note, run.err());
    }
    python(
        """
        import numpy as np, sys, struct, zlib
        def decode(path):
            data = open(path, 'rb').read()
            assert data[:8] == b'\\x89PNG\\r\\n\\x1a\\n'
            at, body = 8, b''
            while at < len(data):
                n, kind = struct.unpack('>I4s', data[at:at + 8])
                part = data[at + 8:at + 8 + n]
                if kind == b'IHDR':
                    w, h, depth, colour, _, _, interlaced = struct.unpack('>IIBBBBB', part)
                    assert not interlaced
                body += part if kind == b'IDAT' else b''
                at += 12 + n
            channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
            step = channels * depth // 8
            raw = zlib.decompress(body)
            above, rows = bytearray(w * step), []
            for y in range(h):
                line = raw[y * (w * step + 1):(y + 1) * (w * step + 1)]
                row = bytearray(line[1:])
                for i in range(len(row)):
                    a = row[i - step] if i >= step else 0
                    b, c = above[i], above[i - step] if i >= step else 0
                    p = a + b - c
                    paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
                    row[i] = (row[i] + [0, a, b, (a + b) // 2, paeth][line[0]]) & 255
                above = row
                rows.append(bytes(row))
            x = np.frombuffer(b''.join(rows), '>u2' if depth == 16 else 'u1')
            return x.reshape((h, w, channels) if channels > 1 else (h, w))
        for name in ('grey', 'rgb', 'rgba', 'deep', 'bool', 'float'):
            a = np.load(f'{sys.argv[1]}/{name}.npy')
            if name == 'bool':
                a = a * 255
            if name == 'float':
                a = np.nan_to_num(np.floor((a + 1) / 33 * 255 + .5))
            b = decode(f'{sys.argv[1]}/{name}.png')
            assert a.shape == b.shape and (a == b).all(), (name, a, b)
        """,
        folder);
  }
}
