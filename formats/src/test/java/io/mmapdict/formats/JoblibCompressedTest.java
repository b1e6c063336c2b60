package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps that joblib compressed. */
class JoblibCompressedTest {
  /** Those of the golden files. */
  private static final List<String> ALL = List.of("zlib", "gzip", "bz2", "xz", "lzma", "lz4");

  private static final Path NEWEST = JoblibTest.GOLDEN.resolve("1.6.0-numpy-2.2.6");

  @TempDir Path folder;

  private Path golden(String how) throws IOException {
    return Files.copy(NEWEST.resolve(how + ".pkl"), folder.resolve(how + ".pkl"));
  }

  @Test
  void compressedDumpsAreCopied() throws Exception {
    for (String how : ALL) {
      for (Path file : JoblibTest.golden(how + ".pkl")) {
        JoblibTest.check(file, Access.READ_ONLY, false);
        JoblibTest.check(file, Access.COPY_ON_WRITE, false);
        String said = refused(file, Access.READ_WRITE);
        assertTrue(said.contains("cannot be changed in place"), said);
      }
    }
  }

  /** Which no joblib puts there, but what it dumps may: an offset would be of what was inflated. */
  @Test
  void arraysWithoutAWrapperStandInNoFileEither() {
    String script =
        """
        import numpy as np, pickle, sys, zlib
        objects = np.array([np.arange(3, dtype='i4'), None], dtype=object)
        value = [np.arange(3, dtype='i4'), objects]
        for protocol in range(3, pickle.HIGHEST_PROTOCOL + 1):
            with open(f'{sys.argv[1]}/{protocol}.pkl', 'wb') as f:
                f.write(pickle.dumps(value, protocol))
            with open(f'{sys.argv[1]}/{protocol}.pkl.z', 'wb') as f:
                f.write(zlib.compress(pickle.dumps(value, protocol)))
        """;
    NDArray ints = NDArray.of(new int[] {0, 1, 2});
    for (Python python : Python.all()) {
      python.run(script, folder);
      for (int protocol = 3; Files.exists(folder.resolve(protocol + ".pkl")); protocol++) {
        for (String end : List.of(".pkl", ".pkl.z")) {
          List<?> value =
              (List<?>) Joblib.load(folder.resolve(protocol + end), Access.COPY_ON_WRITE);
          for (Object array : List.of(value.get(0), ((ObjectArray) value.get(1)).get(0))) {
            assertEquals(ints, array);
            assertEquals(end.equals(".pkl"), ((NDArray) array).fileOffset().isPresent(), end);
          }
        }
      }
    }
  }

  private static String refused(Path file, Access access) {
    Exception e = assertThrows(FormatException.class, () -> Joblib.load(file, access));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    return e.getMessage();
  }

  private static String refused(Path file) {
    return refused(file, Access.READ_ONLY);
  }

  @Test
  void zstdIsRefusedByName() throws Exception {
    Path file = folder.resolve("a.pkl");
    Files.write(file, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
    assertTrue(refused(file).contains("found it compressed by zstd"), refused(file));
  }

  @Test
  void brokenOnesAreRefusedByName() throws Exception {
    for (String how : ALL) {
      Path file = golden(how);
      Broken.cut(file, broken -> Joblib.load(broken, Access.READ_ONLY));
      Broken.changed(file, 1, 1, broken -> Joblib.load(broken, Access.READ_ONLY));
    }
  }

  /** joblib's lzma and lz4 have no checksum of what they hold: any value may come out there. */
  @Test
  void whereThereIsAChecksumNoWrongValueComesOut() throws Exception {
    for (String how : List.of("zlib", "bz2", "xz")) {
      Path file = golden(how);
      byte[] whole = Files.readAllBytes(file);
      Random random = new Random(7);
      int refused = 0;
      for (int at = 0; at < whole.length; at++) {
        byte[] bytes = whole.clone();
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        try {
          JoblibTest.check(file, Access.READ_ONLY, false);
        } catch (FormatException e) {
          refused++;
        }
      }
      assertTrue(refused > whole.length / 2, how + " refused " + refused);
    }
  }

  @Test
  void streamsBehindEachOtherAreOneFile() throws Exception {
    Path parts = folder.resolve("parts");
    Files.createDirectory(parts);
    Python.any()
        .run(
            """
            import bz2, lzma, sys
            pickle = open(sys.argv[1], "rb").read()
            for name, compress in (
                ("bz2", bz2.compress), ("xz", lzma.compress),
                ("lzma", lambda part: lzma.compress(part, format=lzma.FORMAT_ALONE))):
                whole = b"".join(compress(part) for part in (pickle[:700], b"", pickle[700:]))
                open(sys.argv[2] + "/" + name, "wb").write(whole)
                open(sys.argv[2] + "/behind-" + name, "wb").write(whole + b"something else")
            """,
            NEWEST.resolve("protocol4.pkl"),
            parts);
    Files.write(parts.resolve("lz4"), lz4InTwo(Files.readAllBytes(golden("lz4"))));
    for (String how : List.of("bz2", "xz", "lzma", "lz4")) {
      JoblibTest.check(parts.resolve(how), Access.READ_ONLY, false);
    }
    for (String how : List.of("bz2", "xz", "lzma")) { // as Python takes it
      JoblibTest.check(parts.resolve("behind-" + how), Access.READ_ONLY, false);
    }
  }

  /** The golden frame, and in front of it one of its header and no block. */
  private static byte[] lz4InTwo(byte[] frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(frame, 0, 7);
    out.write(new byte[4], 0, 4);
    out.write(frame, 0, frame.length);
    return out.toByteArray();
  }

  /** More than the pieces that are read at once, of numbers that do not compress and that do. */
  @Test
  void largeOnesAreTheSame() throws Exception {
    JoblibWriteTest.pythons()
        .getFirst()
        .run(
            """
            import joblib, sys
            import numpy as np
            value = {"noise": np.random.default_rng(1).integers(0, 1 << 40, 60000),
                     "deep": [(np.arange(200000, dtype="<i8"), "end")]}
            for how in ("zlib", "gzip", "bz2", "xz", "lzma"):
                joblib.dump(value, sys.argv[1] + "/" + how, compress=(how, 3))
            joblib.dump(value, sys.argv[1] + "/plain")
            """,
            folder);
    Map<?, ?> plain = (Map<?, ?>) Joblib.load(folder.resolve("plain"), Access.READ_ONLY);
    PyTuple deep = (PyTuple) ((List<?>) plain.get("deep")).getFirst();
    assertEquals(NDArray.of(LongStream.range(0, 200_000).toArray()), deep.get(0));
    for (String how : List.of("zlib", "gzip", "bz2", "xz", "lzma")) {
      Path file = folder.resolve(how);
      List<Long> told = new ArrayList<>();
      assertEquals(plain, Joblib.load(file, Access.READ_ONLY, told::add), how);
      assertEquals(Files.size(file), told.stream().mapToLong(Long::longValue).sum(), how);
      assertTrue(told.size() > 2, how + " told " + told);
    }
    List<Long> told = new ArrayList<>();
    Joblib.load(folder.resolve("plain"), Access.READ_ONLY, told::add);
    assertEquals(List.of(), told);
  }

  /** xz's and lzma's headers say how much memory they want: 1.5 GiB here. */
  @Test
  void aHeaderDoesNotTakeTheHeap() throws Exception {
    Path lzma = golden("lzma");
    byte[] bytes = Files.readAllBytes(lzma);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(1, 0x6000_0000);
    Files.write(lzma, bytes);
    assertTrue(refused(lzma).contains("memory would be needed; limit was"), refused(lzma));

    Path xz = golden("xz");
    bytes = Files.readAllBytes(xz);
    int block = 12; // behind the stream's header: size, flags, filter 0x21, 1, dictionary, 3 zeros
    assertEquals(0x21, bytes[block + 2]);
    bytes[block + 4] = 37;
    CRC32 crc = new CRC32();
    crc.update(bytes, block, 8);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(block + 8, (int) crc.getValue());
    Files.write(xz, bytes);
    assertTrue(refused(xz).contains("memory would be needed; limit was"), refused(xz));
  }

  @Test
  void whereItIsCutIsSaid() throws Exception {
    for (String how : List.of("bz2", "xz", "lzma", "lz4")) {
      Path file = golden(how);
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, 300));
      String said = refused(file);
      assertTrue(said.contains("expected more bytes of " + how + ": it is cut"), said);
      assertTrue(said.endsWith("(at offset 300)"), said);
    }
  }

  /** Level 9 is what takes most memory: 64 MiB in xz and lzma. */
  @Test
  void theHighestLevelsAreRead() throws Exception {
    for (String how : List.of("bz2", "xz", "lzma")) {
      Path file = folder.resolve(how);
      JoblibWriteTest.pythons()
          .getFirst()
          .run(
              "import joblib, sys; joblib.dump('all of it', sys.argv[1], compress=(sys.argv[2], 9))",
              file,
              how);
      assertEquals("all of it", Joblib.load(file, Access.READ_ONLY));
    }
  }
}
