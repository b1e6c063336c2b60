package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Command;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Resident;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  private static final Map<String, NDArray> ARRAYS = arrays();

  /** What ARRAYS is in Python, and the check that a file holds it. */
  private static final String PYTHON =
      """
      import io, os, pathlib, sys, zipfile
      import numpy as np
      arrays = {
          'ints': np.array([[1, -2, 3], [4, 5, 6]], '<i4'),
          'fortran': np.asfortranarray(np.arange(6, dtype='>f8').reshape(2, 3)),
          'none': np.zeros((0, 3), 'u1'),
          'a/\\u00e9\\u20ac': np.array(0.5, '<f4'),
      }
      def check(file):
          with np.load(file) as z:
              assert z.files == list(arrays), z.files
              for k, a in arrays.items():
                  b = z[k]
                  assert b.dtype.str == a.dtype.str and b.shape == a.shape, k
                  assert b.tobytes('A') == a.tobytes('A') and b.flags.fnc == a.flags.fnc, k
          with zipfile.ZipFile(file) as z:
              assert z.testzip() is None
      """;

  @TempDir Path folder;

  private static Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("ints", NDArray.of(new int[] {1, -2, 3, 4, 5, 6}, 2, 3));
    NDArray fortran = NDArray.zeros(DType.of(">f8"), Order.FORTRAN, Shape.of(2, 3));
    fortran.copyFrom(NDArray.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3));
    arrays.put("fortran", fortran);
    arrays.put("none", NDArray.zeros(DType.UINT8, 0, 3));
    arrays.put("a/\u00e9\u20ac", NDArray.of(new float[] {0.5f}).reshape());
    return arrays;
  }

  private Path written(String name) {
    Path file = folder.resolve(name);
    Npz.write(file, ARRAYS);
    return file;
  }

  @Test
  void everyNumpyLoadsWhatIsWritten() throws Exception {
    Path file = written("a.npz");
    for (Python python : Python.all()) {
      python.run(PYTHON + "check(sys.argv[1])", file);
    }
    String said = Command.run("unzip", "-t", file);
    assertTrue(said.contains("No errors detected"), said);
    Map<String, NDArray> mapped = Npz.map(file, Access.READ_ONLY);
    assertSame(mapped);
    for (NDArray array : mapped.values()) {
      assertEquals(0, array.fileOffset().getAsLong() % 64);
    }
    assertEquals(List.of(file), Folder.files(folder));
  }

  /** The kernel copies it, and its checksum is that of the copy. */
  @Test
  void whatIsMappedIsNotReadToBeWritten() throws Exception {
    NDArray large =
        Npy.create(folder.resolve("large.npy"), DType.FLOAT64, Order.C, Shape.of(1 << 22));
    large.at(77).setDouble(1);
    NDArray mapped = Npy.map(folder.resolve("large.npy"));
    Path file = folder.resolve("large.npz");
    List<Long> written = new ArrayList<>();
    Npz.write(file, Map.of("large", mapped), written::add);
    long touched = Resident.bytes(mapped.asSegment());
    assertTrue(touched < 1 << 20, () -> touched + " bytes of the mapping were read");
    assertTrue(written.stream().mapToLong(Long::longValue).sum() >= mapped.byteSize());
    assertEquals(mapped, Npz.map(file, "large", Access.READ_ONLY));
    String said = Command.run("unzip", "-t", file);
    assertTrue(said.contains("No errors detected"), said);
  }

  private static void assertSame(Map<String, NDArray> arrays) {
    assertEquals(List.copyOf(ARRAYS.keySet()), List.copyOf(arrays.keySet()));
    assertEquals(ARRAYS, arrays);
    assertTrue(arrays.get("fortran").isContiguous(Order.FORTRAN));
    assertTrue(arrays.values().stream().allMatch(NDArray::isReadOnly));
  }

  /** Plain, with a comment, bytes in front, data descriptors, ZIP64, and a member that is none. */
  @Test
  void whatEveryNumpyAndZipfileWriteIsMapped() throws Exception {
    String script =
        PYTHON
            + """
            os.chdir(sys.argv[1])
            np.savez('plain.npz', **arrays)
            data = pathlib.Path('plain.npz').read_bytes()
            with open('front.npz', 'wb') as f:
                f.write(b'#!/bin/sh\\n' + data)
            with zipfile.ZipFile('front.npz', 'a') as z:
                z.writestr('readme.txt', 'no array')
            with open('comment.npz', 'wb') as f:
                f.write(data)
            with zipfile.ZipFile('comment.npz', 'a') as z:
                z.comment = b'PK\\5\\6' * 10
            class Pipe(io.RawIOBase):
                def __init__(self): self.out = open('descriptors.npz', 'wb')
                def writable(self): return True
                def write(self, b): return self.out.write(b)
                def flush(self): self.out.flush()
            pipe = Pipe()
            with zipfile.ZipFile(pipe, 'w') as z:
                for k, a in arrays.items():
                    b = io.BytesIO()
                    np.lib.format.write_array(b, a)
                    z.writestr(k + '.npy', b.getvalue())
            zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 100, 2
            np.savez('zip64.npz', **arrays)
            with open('front64.npz', 'wb') as f:
                f.write(b'front' + pathlib.Path('zip64.npz').read_bytes())
            pipe.out.close()
            for name in 'plain', 'descriptors', 'zip64':
                check(name + '.npz')
            """;
    for (Python python : Python.all()) {
      Path own = Files.createDirectory(folder.resolve(python.version().replace(' ', '-')));
      python.run(script, own);
      for (String name : List.of("plain", "front", "comment", "descriptors", "zip64", "front64")) {
        Path file = own.resolve(name + ".npz");
        assertSame(Npz.map(file, Access.READ_ONLY));
        assertSame(Npz.read(file));
      }
      byte[] zip64 = Files.readAllBytes(own.resolve("zip64.npz"));
      String locator = new String(zip64, zip64.length - 42, 4, StandardCharsets.ISO_8859_1);
      assertEquals("PK\6\7", locator, "ZIP64 it is");
    }
  }

  @Test
  void deflatedMembersAreNamedOrCopied() {
    Path file = folder.resolve("deflated.npz");
    Python.any().run(PYTHON + "np.savez_compressed(sys.argv[1], **arrays)", file);
    Exception e = assertThrows(FormatException.class, () -> Npz.map(file, Access.READ_ONLY));
    assertTrue(e.getMessage().contains("'ints.npy' compressed (method 8)"), e.getMessage());
    assertTrue(e.getMessage().contains("numpy.savez"), e.getMessage());
    assertSame(Npz.read(file));
  }

  /** Of a member that cannot be mapped, the others still can. */
  @Test
  void membersAreOpenedAlone() {
    Path file = folder.resolve("mixed.npz");
    String script = PYTHON + "np.savez(sys.argv[1], objects=np.array([1, 'a'], object), **arrays)";
    Python.any().run(script, file);
    List<String> names = new ArrayList<>(List.of("objects"));
    names.addAll(ARRAYS.keySet());
    assertEquals(names, Npz.names(file));
    Exception e = assertThrows(FormatException.class, () -> Npz.map(file, Access.READ_ONLY));
    assertTrue(e.getMessage().contains("Python objects"), e.getMessage());
    ARRAYS.forEach((name, array) -> {
      assertEquals(array, Npz.map(file, name, Access.READ_ONLY));
      assertEquals(array, Npz.read(file, name));
    });
    e = assertThrows(FormatException.class, () -> Npz.map(file, "x", Access.READ_ONLY));
    assertTrue(e.getMessage().contains("'x.npy', found none"), e.getMessage());
  }

  @Test
  void otherMethodsAreNamed() {
    Path file = folder.resolve("bzip2.npz");
    String script =
        PYTHON
            + """
            b = io.BytesIO()
            np.lib.format.write_array(b, arrays['ints'])
            with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_BZIP2) as z:
                z.writestr('ints.npy', b.getvalue())
            """;
    Python.any().run(script, file);
    Exception e = assertThrows(FormatException.class, () -> Npz.read(file));
    assertTrue(e.getMessage().contains("'ints.npy' of method 12"), e.getMessage());
  }

  @Test
  void setElementsReachTheFileOrNot() {
    Path file = written("a.npz");
    Npz.map(file, Access.COPY_ON_WRITE).get("ints").at(1, 1).setInt(99);
    assertSame(Npz.map(file, Access.READ_ONLY));
    Npz.map(file, Access.READ_WRITE).get("ints").at(1, 1).setInt(99);
    assertEquals(99, Npz.map(file, Access.READ_ONLY).get("ints").at(1, 1).getInt());
  }

  @Test
  void brokenFilesAreRefusedByName() throws Exception {
    Path stored = written("stored.npz");
    Path deflated = folder.resolve("deflated.npz");
    Python.any().run(PYTHON + "np.savez_compressed(sys.argv[1], ints=arrays['ints'])", deflated);
    for (Path file : List.of(stored, deflated)) {
      Broken.cut(file, Npz::read);
      Broken.changed(file, 3, 1, Npz::read);
    }
  }

  @Test
  void aWrongChecksumOfWhatIsInflatedIsTold() throws Exception {
    Path file = folder.resolve("deflated.npz");
    Python.any().run(PYTHON + "np.savez_compressed(sys.argv[1], **arrays)", file);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("PK\1\2") + 16] ^= 1;
    Files.write(file, bytes);
    Exception e = assertThrows(FormatException.class, () -> Npz.read(file));
    assertTrue(e.getMessage().contains("with the checksum"), e.getMessage());
  }

  /** It ends where it has become larger than it says, not when the disk is full. */
  @Test
  void aMemberThatInflatesToMoreThanItSaysIsRefused() throws Exception {
    Path file = folder.resolve("deflated.npz");
    Python.any().run(PYTHON + "np.savez_compressed(sys.argv[1], a=np.zeros(10**6))", file);
    byte[] bytes = Files.readAllBytes(file);
    int entry = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(entry + 24, 1000);
    Files.write(file, bytes);
    Exception e = assertThrows(FormatException.class, () -> Npz.read(file));
    assertTrue(e.getMessage().contains("expected 1000 bytes once inflated, found more"));
  }

  /** As large files are written, with a limit of 100 bytes and 3 members. */
  @Test
  void zip64IsReadByOthers() {
    Path file = folder.resolve("zip64.npz");
    NewFile.<Void>write(
        file,
        channel -> {
          ZipWriter zip = new ZipWriter(channel, 100, 3, bytes -> {});
          for (Map.Entry<String, NDArray> entry : ARRAYS.entrySet()) {
            Path one = folder.resolve("one.npy");
            Npy.write(one, entry.getValue());
            byte[] bytes = Files.readAllBytes(one);
            zip.member(
                entry.getKey() + ".npy",
                bytes.length,
                sink -> sink.accept(MemorySegment.ofArray(bytes)));
          }
          zip.finish();
          return null;
        });
    for (Python python : Python.all()) {
      python.run(PYTHON + "check(sys.argv[1])", file);
    }
    assertSame(Npz.map(file, Access.READ_ONLY));
  }

  /** An array of 5 GiB, most of it a hole, and one behind it. */
  @Test
  @Tag("long")
  void filesBeyond4GiBAreWrittenAndMapped() throws Exception {
    long size = 5L << 30;
    NDArray large = Npy.create(folder.resolve("large.npy"), DType.UINT8, Order.C, Shape.of(size));
    large.at(size - 1).setInt(7);
    Path file = folder.resolve("large.npz");
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("large", large);
    arrays.put("behind", NDArray.of(new short[] {1, 2}));
    Npz.write(file, arrays);
    Map<String, NDArray> mapped = Npz.map(file, Access.READ_ONLY);
    assertEquals(7, mapped.get("large").at(size - 1).getInt());
    assertEquals(NDArray.of(new short[] {1, 2}), mapped.get("behind"));
    assertTrue(mapped.get("behind").fileOffset().getAsLong() > size);
    String script =
        """
        import sys, zipfile
        import numpy as np
        with zipfile.ZipFile(sys.argv[1]) as z:
            assert z.testzip() is None
        with np.load(sys.argv[1]) as z:
            assert z['behind'].tolist() == [1, 2]
        """;
    Python.any().run(script, file);
    String said = Command.run("unzip", "-t", file);
    assertTrue(said.contains("No errors detected"), said);
  }

  @Test
  void objectsAreNotMappedButRead() throws Exception {
    String script =
        """
        import numpy as np, sys
        objects = np.array([[1, 'two'], [None, [3.5]]], dtype=object)
        arrays = np.array([np.arange(3, dtype='i4'), None], dtype=object)
        for save in np.savez, np.savez_compressed:
            save(f'{sys.argv[1]}/{save.__name__}.npz', objects=objects, ints=np.arange(3, dtype='i4'), arrays=arrays)
        """;
    NDArray ints = NDArray.of(new int[] {0, 1, 2});
    for (Python python : Python.all()) {
      python.run(script, folder);
      for (String name : List.of("savez", "savez_compressed")) {
        Path file = folder.resolve(name + ".npz");
        ObjectArray objects = Npz.loadObjects(file, "objects");
        assertEquals(Arrays.asList(1L, "two", null, List.of(3.5)), objects.elements());
        assertEquals("(2, 2)", objects.shape().toString());
        assertEquals(ints, Npz.read(file, "ints"));
        Map<String, Function<LongConsumer, Object>> all = Npz.load(file);
        assertEquals(List.of("objects", "ints", "arrays"), List.copyOf(all.keySet()));
        assertEquals(objects, all.get("objects").apply(bytes -> {}));
        long[] told = {0};
        NDArray loaded = (NDArray) all.get("ints").apply(bytes -> told[0] += bytes);
        assertEquals(name.equals("savez"), told[0] == 0, "what is inflated is told of");
        assertEquals(ints, loaded);
        assertEquals(name.equals("savez"), loaded.fileOffset().isPresent(), "inflated elsewhere");
        NDArray inside = (NDArray) Npz.loadObjects(file, "arrays").get(0);
        assertEquals(ints, inside);
        assertEquals(name.equals("savez"), inside.fileOffset().isPresent(), "inflated elsewhere");
        assertSaysObjects(file, () -> Npz.read(file));
        Exception e = assertThrows(FormatException.class, () -> Npz.loadObjects(file, "ints"));
        assertTrue(e.getMessage().contains("expected Python objects, found"), e.getMessage());
        assertThrows(FormatException.class, () -> Npz.loadObjects(file, "none"));
        Broken.cut(file, path -> Npz.loadObjects(path, "objects"));
        Broken.changed(file, 1, 1, path -> Npz.loadObjects(path, "objects"));
      }
      Path stored = folder.resolve("savez.npz");
      assertSaysObjects(stored, () -> Npz.map(stored, Access.READ_ONLY));
      assertEquals(ints, Npz.map(stored, "ints", Access.READ_ONLY));
    }
  }

  private static void assertSaysObjects(Path file, Executable opening) {
    String message = assertThrows(FormatException.class, opening).getMessage();
    assertTrue(message.contains(file.toString()), message);
    assertTrue(message.contains("Npz.loadObjects(file, \"objects\") reads them"), message);
  }

  /** Of a member that is inflated as of one that is mapped: where it stands in the member. */
  @Test
  void whereAPickleIsBrokenIsSaid() {
    String script =
        """
        import io, sys, zipfile
        import numpy as np
        header = io.BytesIO()
        d = {'descr': '|O', 'fortran_order': False, 'shape': (1,)}
        np.lib.format.write_array_header_1_0(header, d)
        broken = header.getvalue() + bytes([0x80, 4, ord('h'), 153]) + b'.' # BINGET of nothing
        with open(sys.argv[1] + '/a.npy', 'wb') as f:
            f.write(broken)
        with zipfile.ZipFile(sys.argv[1] + '/a.npz', 'w', zipfile.ZIP_DEFLATED) as f:
            f.writestr('a.npy', broken)
        print(len(header.getvalue()) + 2)
        """;
    String where = "(at offset %s)".formatted(Python.any().run(script, folder).strip());
    Path npy = folder.resolve("a.npy");
    Path npz = folder.resolve("a.npz");
    for (Executable loading :
        List.<Executable>of(() -> Npy.loadObjects(npy), () -> Npz.loadObjects(npz, "a"))) {
      String message = assertThrows(FormatException.class, loading).getMessage();
      assertTrue(message.contains("no index 153") && message.endsWith(where), message);
    }
  }
}
