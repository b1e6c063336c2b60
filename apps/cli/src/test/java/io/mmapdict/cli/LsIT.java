package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.Damaged;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict ls} of some keys, and all there is to say of them, against numpy. */
class LsIT {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("scan.mmdpickle");
  }

  private void put(String... keys) {
    try (MmapDict dict = MmapDict.open(file)) {
      for (String key : keys) {
        dict.put(key, 1L);
      }
    }
  }

  @Test
  void onlyTheKeysThatMatch() {
    put("frame", "frame/", "frame/1", "frame/2", "frame/2/mask", "exposure", "a*b", "a\nb");
    assertEquals(
        "frame/1\nframe/2\nframe/2/mask\n", Run.mmapdict("ls", file, "frame/*", "--keys").done());
    assertEquals(
        "frame/2/mask\nexposure\n\"a\\nb\"\n",
        Run.mmapdict("ls", "--keys", file, "*/*/*", "exposure", "*\nb").done());
    assertEquals(
        "a*b\n",
        Run.mmapdict("ls", file, "a*b", "--keys").done().lines().findFirst().orElseThrow() + "\n");
    String table = Run.mmapdict("ls", file, "*o*").done();
    assertEquals(2, table.lines().count(), table);
    assertTrue(table.endsWith("  exposure\n"), table);
    String json = Run.mmapdict("ls", file, "frame", "--json").done();
    assertTrue(
        json.startsWith("[\n{\"key\":\"frame\",\"kind\":\"int\"") && json.endsWith("}\n]\n"));
  }

  @Test
  void aPatternOfNoKeyIsSaid() {
    put("frame/1", "frame/2", "exposure");
    Run none = Run.mmapdict("ls", file, "fram/*");
    none.failed(file + ": no key matches 'fram/*'; close to it: 'frame/1', 'frame/2'");
    assertEquals("", none.out());
    Run one = Run.mmapdict("ls", file, "exp", "frame/1", "xyz", "--keys");
    one.failed(file + ": no key matches 'exp'; close to it: 'exposure'; no key matches 'xyz'");
    assertEquals("frame/1\n", one.out());
    Path empty = folder.resolve("empty");
    MmapDict.open(empty).close();
    Run.mmapdict("ls", empty, "x").failed(empty + ": no key matches 'x', the file holds none");
    assertEquals(1, Run.mmapdict("ls", empty).done().lines().count());
  }

  /** A value that is not asked for may be broken. */
  @Damaged
  @Test
  void onlyWhatMatchesIsDecoded() throws IOException {
    put("good");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("bad", NDArray.of(new double[] {1, 2}));
    }
    long offset =
        Long.parseLong(
            Run.mmapdict("ls", file, "bad")
                .done()
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .replaceFirst("array +float64 +\\(2,\\) +16 +([0-9]+) .*", "$1"));
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset - 8); // the length of the elements
      bytes.write(0xff);
    }
    assertEquals(1, Run.mmapdict("ls", file).exit());
    Run.mmapdict("ls", file, "go*").done();
    String listed = Run.mmapdict("ls", file, "--long").out();
    assertTrue(listed.contains("  bad  ") && listed.contains("cannot be decoded"), listed);
  }

  @Test
  void theLongListingSaysWhatNumpySays() {
    Python.any()
        .run(
            """
            import numpy as np, pickle, sys
            f = sys.argv[1]
            np.save(f + '/c.npy', np.arange(24, dtype='>i2').reshape(2, 3, 4))
            np.save(f + '/f.npy', np.asfortranarray(np.arange(12.).reshape(3, 4) / 8))
            pickle.dump(np.arange(24).reshape(4, 6)[::2, ::3], open(f + '/strided.pkl', 'wb'), 5)
            pickle.dump(np.ma.masked_equal(np.arange(6).reshape(2, 3), 0), open(f + '/m.pkl', 'wb'))
            """,
            folder);
    Run.mmapdict("put", file, "c", "--npy", folder.resolve("c.npy")).done();
    Run.mmapdict("put", file, "f", "--npy", folder.resolve("f.npy")).done();
    Run.mmapdict("put", file, "masked", "--pickle", folder.resolve("m.pkl")).done();
    Run.mmapdict("put", file, "text", "--string", "a\n" + "x".repeat(100)).done();
    Run.mmapdict("put", file, "text", "--string", "b\n" + "x".repeat(100)).done();
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray all = NDArray.of(new long[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 4);
      GrowableNDArray frames = GrowableNDArray.of(dict, "frames").withCapacity(10);
      frames.append(all.asReadOnly());
      frames.append(all);
      dict.put("empty", NDArray.zeros(DType.UINT8, 0, 3));
    }
    String json = Run.mmapdict("ls", file, "--long", "--json").done();
    String report = Run.mmapdict("fsck", file, "--json").done();
    Python.any()
        .run(
            """
            import json, numpy as np, pickle, struct, sys
            path, text, report = sys.argv[1:]
            listed = json.loads(text)
            report = json.loads(report)
            for name in ('size', 'live', 'live_bytes', 'dead', 'dead_bytes'):
                assert listed[name] == report[name], name
            rows = {row['key']: row for row in listed['keys']}
            bytes = open(path, 'rb').read()
            d = pickle.loads(bytes)
            assert list(rows) == list(d) == ['c', 'f', 'masked', 'text', 'frames', 'empty']
            for key, row in rows.items():
                at, size = row['entry_offset'], row['entry_bytes']
                assert bytes[at] == 0x95 and struct.unpack('<Q', bytes[at + 1:at + 9])[0] == size - 9
                assert bytes[at + 11:at + 11 + len(key)] == key.encode()
                assert at < row['offset'] and row['offset'] + row['bytes'] < at + size
                value = d[key]
                array = isinstance(value, np.ndarray)
                assert row['mapped'] == array, row
                if array:
                    assert row['strides'] == list(value.strides) or value.size == 0, row
                    flags = value.flags
                    assert row['order'] == ('C' if flags.c_contiguous else 'F'), row
                else:
                    assert row['strides'] is row['order'] is None, row
                assert (row['room'] is not None) == (key == 'frames'), row
                assert (row['mask'] is not None) == (key == 'masked'), row
            assert rows['frames']['room'] == [10, 2, 4] and rows['frames']['shape'] == [2, 2, 4]
            mask = rows['masked']['mask']
            assert (mask['dtype'], mask['shape']) == ('bool', [2, 3])
            at = mask['offset']
            assert (np.frombuffer(bytes[at:at + 6], '?').reshape(2, 3) == d['masked'].mask).all()
            start = {key: row['start'] for key, row in rows.items()}
            assert start['c'] == '[0 1 2 ...]' and start['f'] == '[0.    0.125 0.25  ...]', start
            assert start['masked'] == '[-- 1 2 ...]' and start['frames'] == '[0 1 2 ...]', start
            assert start['text'] == repr(d['text'])[:37] + '...' and start['empty'] == '[]', start
            """,
            file,
            json,
            report);
    List<String> lines = Run.mmapdict("ls", file, "-l").done().lines().toList();
    assertEquals(8, lines.size());
    assertTrue(
        lines
            .get(1)
            .matches("array +>i2 +\\(2, 3, 4\\) +C .* portable +yes .* c +\\[0 1 2 \\.\\.\\.\\]"),
        lines.get(1));
    assertTrue(lines.get(5).endsWith("  [0 1 2 ...]  room for (10, 2, 4)"), lines.get(5));
    assertTrue(lines.get(3).contains("  [-- 1 2 ...]  mask bool at "), lines.get(3));
    assertTrue(
        lines
            .get(7)
            .matches("6 keys in [0-9]+ bytes, [0-9]+ dead in [0-9]+; the file has [0-9]+ bytes"));
    String some = Run.mmapdict("ls", file, "-l", "c", "f").done();
    assertTrue(some.contains("\n2 shown of 6 keys in "), some);
    assertFalse(some.contains("masked"), some);
  }
}
