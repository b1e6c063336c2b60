package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.DamagedFileException;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.PlainPickle;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain pickles of real Pythons become files that hold the same to Python, arrays mapped. */
class ConvertTest {
  @TempDir Path folder;

  @Test
  void everyProtocolOfEveryPythonHoldsTheSame() throws Exception {
    for (Python python : Python.all()) {
      for (int protocol = 0; protocol <= 5; protocol++) {
        for (String framed : protocol < 4 ? List.of("framed") : List.of("framed", "unframed")) {
          Path in = folder.resolve(protocol + framed + ".pkl");
          Path out = folder.resolve(protocol + framed + ".mmdpickle");
          Scripts.run(python, "convert", "make", in, protocol, framed);
          byte[] before = Files.readAllBytes(in);
          int entries = PlainPickle.convert(in, out);
          assertArrayEquals(before, Files.readAllBytes(in), "the source");
          Scripts.run(python, "convert", "compare", in, out);
          try (MmapDict dict = MmapDict.open(out, OpenMode.READ_ONLY)) {
            assertEquals(entries, dict.keySet().size());
            arraysAreMapped(dict, out);
          }
          Files.delete(out);
        }
      }
    }
  }

  private static void arraysAreMapped(MmapDict dict, Path file) throws IOException {
    NDArray large = (NDArray) dict.get("large array");
    assertEquals(ArrayForm.PORTABLE, large.form());
    assertEquals(List.of(512L, 512L), Arrays.stream(large.shape().toArray()).boxed().toList());
    long offset = large.fileOffset().orElseThrow();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(offset + 2 * 777);
      assertEquals(777 & 0xff, bytes.read());
      assertEquals(777 >> 8, bytes.read());
    }
    assertEquals(65535, large.at(511, 511).getInt() & 0xffff);
    for (String key : List.of("array", "fortran", "bool array", "strided", "read only", "empty")) {
      assertTrue(((NDArray) dict.get(key)).fileOffset().isPresent(), key);
    }
    assertTrue(((MaskedArray) dict.get("masked")).data().fileOffset().isPresent());
  }

  /** What one Python writes the other reads: numpy 1 and 2 name their modules differently. */
  @Test
  void arraysOfOneNumpyAreReadByTheOther() throws Exception {
    String make =
        "import pickle, sys, numpy\npickle.dump({'a': numpy.arange(6.0).reshape(2, 3)},"
            + " open(sys.argv[1], 'wb'), int(sys.argv[2]))";
    String check =
        "import pickle, sys, numpy\na = pickle.load(open(sys.argv[1], 'rb'))['a']\n"
            + "assert (a == numpy.arange(6.0).reshape(2, 3)).all() and a.flags.writeable";
    for (Python writer : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Path in = folder.resolve("a.pkl");
        Path out = folder.resolve("a" + protocol + writer.version() + ".mmdpickle");
        writer.run(make, in, protocol);
        PlainPickle.convert(in, out);
        for (Python reader : Python.all()) {
          reader.run(check, out);
        }
      }
    }
  }

  /** 320 MiB of an array, bytes and an opaque object's bytes through a heap of 64 MiB. */
  @Test
  void largeArraysDoNotPassThroughTheHeap() throws Exception {
    Path in = folder.resolve("large.pkl");
    Path out = folder.resolve("large.mmdpickle");
    Python.any()
        .run(
            """
            import struct, sys
            def key(out, text):
                out.write(b'\\x8c' + bytes([len(text)]) + text)
            def zeros(out, opcode, n, at, byte):
                out.write(opcode + struct.pack('<Q', n))
                start = out.tell()
                out.seek(start + at)
                out.write(byte)
                out.seek(start + n)
            with open(sys.argv[1], 'wb') as out:
                out.write(b'\\x80\\x05}\\x94(')
                key(out, b'array')
                out.write(b'cnumpy.core.multiarray\\n_reconstruct\\n(cnumpy\\nndarray\\nK\\0\\x85C\\x01bt\\x94R'
                          b'\\x94(K\\x01J\\0\\0\\0\\x08\\x85cnumpy\\ndtype\\n\\x8c\\x02u1\\x89\\x88\\x87R'
                          b'(K\\x03\\x8c\\x01|NNNJ\\xff\\xff\\xff\\xffJ\\xff\\xff\\xff\\xffK\\0tb\\x89')
                zeros(out, b'\\x8e', 1 << 27, 123456789, b'\\7')
                out.write(b'tb')
                key(out, b'bytes')
                zeros(out, b'\\x8e', 1 << 26, 12345678, b'\\5')
                out.write(b'\\x94')
                key(out, b'opaque')
                out.write(b'chere\\nis\\n(')
                zeros(out, b'\\x96', 1 << 27, 1234567, b'\\3')
                out.write(b'tRu.')
            """,
            in);
    assertTrue(Files.size(in) > 5L << 26);
    convertInSmallHeap(in, out);
    try (MmapDict dict = MmapDict.open(out, OpenMode.READ_ONLY)) {
      NDArray array = (NDArray) dict.get("array");
      assertEquals(1 << 27, array.size());
      assertEquals(7, array.at(123456789).getInt());
      byte[] bytes = (byte[]) dict.get("bytes");
      assertEquals(1 << 26, bytes.length);
      assertEquals(5, bytes[12345678]);
      PyByteArray inside = (PyByteArray) ((PyObject) dict.get("opaque")).arguments().get(0);
      assertEquals(1 << 27, inside.size());
      assertEquals(3, inside.array()[1234567]);
    }
  }

  private static void convertInSmallHeap(Path in, Path out) throws Exception {
    ProcessBuilder small = Jvm.of(Converting.class, in, out);
    small.command().replaceAll(argument -> argument.startsWith("-Xmx") ? "-Xmx64m" : argument);
    try (LineProcess process = new LineProcess(small.start())) {
      process.end();
    }
  }

  /** Converts in a process of its own. */
  static final class Converting {
    private Converting() {}

    public static void main(String[] arguments) {
      PlainPickle.convert(Path.of(arguments[0]), Path.of(arguments[1]));
    }
  }

  @Test
  void whatIsNoDictIsNamed() throws Exception {
    refused("[1, 2]", "holds an object of type list, not dict");
    refused("'text'", "holds an object of type str, not dict");
    refused("None", "holds an object of type None, not dict");
    refused(
        "__import__('collections').OrderedDict(a=1)",
        "holds an object of type collections.OrderedDict, not");
    refused("__import__('numpy').arange(3)", "holds an object of type numpy.ndarray, not dict");
    refused("__import__('numpy').ma.zeros(3)", "an object of type numpy.ma.MaskedArray, not dict");
  }

  @Test
  void badKeysAreNamed() throws Exception {
    refused("{'a': 1, 3: 2}", "key \"3\": the key is of type int, not str");
    refused("{'a': 1, ('b', 2): 2}", "the key is of type tuple, not str");
    refused("{'a': 1, 'k' * 256: 2}", "kkk\": the key has 256 bytes in UTF-8, at most 255");
    refused("{'a': 1, chr(0xd800): 2}", "the key holds half a surrogate pair");
  }

  private void refused(String value, String why) throws IOException {
    Path in = folder.resolve("refused.pkl");
    Path out = folder.resolve("refused.mmdpickle");
    Python.any().run("import pickle, sys\npickle.dump(" + value + ", open(sys.argv[1], 'wb'))", in);
    MmapDictException e = assertThrows(MmapDictException.class, () -> PlainPickle.convert(in, out));
    assertEquals(in, e.file());
    assertTrue(e.getMessage().contains(why), e.getMessage());
    nothingIsLeft(out);
  }

  @Test
  void cutAndOtherFilesAreRefused() throws Exception {
    Path in = folder.resolve("cut.pkl");
    Path out = folder.resolve("cut.mmdpickle");
    Python.any()
        .run(
            "import pickle, sys, numpy\n"
                + "pickle.dump({'a': numpy.arange(9), 'b': 'text'}, open(sys.argv[1], 'wb'))",
            in);
    byte[] whole = Files.readAllBytes(in);
    for (int length = 0; length < whole.length; length++) {
      Files.write(in, Arrays.copyOf(whole, length));
      MmapDictException e =
          assertThrows(MmapDictException.class, () -> PlainPickle.convert(in, out));
      boolean known = length >= 2; // or it may be a file of another kind
      assertEquals(known, e instanceof DamagedFileException, e.getMessage());
    }
    nothingIsLeft(out);
    Files.write(in, whole);
    Files.writeString(out, "somebody's");
    MmapDictException there =
        assertThrows(MmapDictException.class, () -> PlainPickle.convert(in, out));
    assertTrue(there.getMessage().contains("is there already"), there.getMessage());
    assertEquals("somebody's", Files.readString(out));
    assertThrows(MmapDictException.class, () -> PlainPickle.convert(folder, folder.resolve("x")));
    assertThrows(
        MmapDictException.class,
        () -> PlainPickle.convert(folder.resolve("y"), folder.resolve("x")));
  }

  private void nothingIsLeft(Path out) throws IOException {
    assertFalse(Files.exists(out));
    assertEquals(1, Folder.files(folder).size(), "something is left beside the source");
  }
}
