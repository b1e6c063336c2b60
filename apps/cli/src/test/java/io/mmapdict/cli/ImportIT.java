package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} as a user runs it: files of real programs go in, and plain Python compares. */
class ImportIT {
  private static final Path GOLDEN =
      Path.of("../../formats/src/test/resources/golden").toAbsolutePath().normalize();

  private static final String MAKE =
      """
      import os, sys, numpy as np
      from PIL import Image
      os.chdir(sys.argv[1])
      cube = np.arange(24, dtype='>i2').reshape(2, 3, 4)
      np.save('cube.npy', cube)
      np.save('fortran.npy', np.asfortranarray(cube[0] * 1.5))
      np.save('empty.v1.npy', np.zeros((0, 3)))
      np.save('record.npy', np.array([(1, b'ab')], [('n', '<i8'), ('s', 'S3')]))
      np.save('objects.npy', np.array([{'a': 1}, None], object), allow_pickle=True)
      np.savez('many.npz', frame=cube, mask=cube > 5)
      np.savez_compressed('odd.npz', texts=np.array(['one', None], object))
      np.savez_compressed('packed.npz', frame=cube, other=np.arange(5.0))
      with open('camera.raw', 'wb') as f:
          f.write(b'header!!' + cube.astype('<u2').tobytes())
      Image.fromarray(cube[0].astype('u1')).save('gray.PNG')
      Image.fromarray(np.full((8, 16), 128, 'u1')).save('even.jpg')
      Image.fromarray(np.arange(12, dtype='u1').reshape(2, 2, 3)).save('rgb.tif')
      """;

  private static final String COMPARE =
      """
      import os, pickle, sys, numpy as np
      from PIL import Image
      os.chdir(sys.argv[1])
      with open('scan.mmdpickle', 'rb') as f:
          d = pickle.load(f)
      def same(key, array):
          found = d.pop(key)
          assert (found.dtype, found.shape) == (array.dtype, array.shape), (key, found)
          assert found.tobytes() == array.tobytes(), key
          assert found.flags.f_contiguous == array.flags.f_contiguous, key
      for name in ['cube', 'fortran', 'empty.v1', 'record']:
          same(name, np.load(name + '.npy'))
      assert d.pop('objects').tolist() == [{'a': 1}, None]
      assert d.pop('odd/texts').tolist() == ['one', None]
      for name in ['many', 'packed']:
          for member, array in np.load(name + '.npz').items():
              same(name + '/' + member, array)
      same('even', np.full((8, 16), 128, 'u1'))
      same('gray', np.asarray(Image.open('gray.PNG')))
      same('rgb', np.asarray(Image.open('rgb.tif')))
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("scan.mmdpickle");
  }

  private Path source(String name) {
    return folder.resolve(name);
  }

  private static Path golden(String name) {
    return GOLDEN.resolve(name);
  }

  private void make() {
    Python.any().run(MAKE, folder);
  }

  @Test
  void everyFormatIsTaken() {
    make();
    List<Path> sources =
        Stream.of(
                "cube.npy fortran.npy empty.v1.npy record.npy objects.npy many.npz packed.npz"
                    + " odd.npz even.jpg"
                    + " gray.PNG rgb.tif")
            .flatMap(names -> Stream.of(names.split(" ")))
            .map(this::source)
            .toList();
    String keys = Run.mmapdict(with(file, sources)).done();
    assertEquals(
        """
        cube
        fortran
        empty.v1
        record
        objects
        many/frame
        many/mask
        packed/frame
        packed/other
        odd/texts
        even
        gray
        rgb
        """,
        keys);
    Python.any().run(COMPARE + "assert not d, d\n", folder);
    Run.mmapdict("fsck", file).done();
  }

  private static Object[] with(Path file, List<Path> sources) {
    return Stream.concat(Stream.of("import", file), sources.stream()).toArray();
  }

  @Test
  void plainElementsAreDescribedByOptions() {
    make();
    Path camera = source("camera.raw");
    String key =
        Run.mmapdict(
                "import",
                file,
                camera,
                "--raw",
                "<u2",
                "--shape",
                "2,3,4",
                "--offset",
                8,
                "--prefix",
                "day 1/")
            .done();
    assertEquals("day 1/camera\n", key);
    Run.mmapdict("import", file, camera, "--raw", "<u2", "--offset", 8).done();
    Run.mmapdict(
            "import",
            file,
            camera,
            "--raw",
            "<u2",
            "--shape",
            "4,3,2",
            "--offset",
            8,
            "--fortran",
            "--prefix",
            "f/")
        .done();
    Python.any()
        .run(
            COMPARE.substring(0, COMPARE.indexOf("for name in"))
                + """
                cube = np.arange(24, dtype='<u2')
                same('day 1/camera', cube.reshape(2, 3, 4))
                same('camera', cube)
                same('f/camera', cube.reshape((4, 3, 2), order='F'))
                assert not d, d
                """,
            folder);
  }

  /** What its script says that daf and joblib wrote. */
  @Test
  void filesOfDafAndJoblibAreTaken() {
    String keys =
        Run.mmapdict(
                "import",
                file,
                golden("daf/new_dense.yaml"),
                golden("daf/old_dense.yaml"),
                golden("daf/new_sparse.yaml"),
                golden("daf/old_sparse.yaml"),
                golden("joblib/1.6.0-numpy-1.26.4/protocol4.pkl"),
                golden("joblib/1.6.0-numpy-2.2.6/zlib.pkl"))
            .done();
    assertTrue(keys.contains("old_sparse/indptr\nold_sparse/shape\n"), keys);
    Python.any()
        .run(
            """
            import pickle, sys, types, numpy as np
            sys.modules['golden'] = types.ModuleType('golden')
            class Model: pass
            sys.modules['golden'].Model = Model
            with open(sys.argv[1], 'rb') as f:
                d = pickle.load(f)
            for dump in [d.pop('protocol4'), d.pop('zlib')]:
                assert dump['list'][0].tolist() == [0, 1, 2], dump
                assert dump['list'][1][0].dtype == '>u2'
                assert dump['model'].weights.tolist() == [[0, 1, 2], [3, 4, 5]]
                assert dump['model'].weights.flags.f_contiguous
                assert dump['objects'].tolist() == [1, 'two', {'three': [3]}]
            for age in ['new', 'old']:
                dense = d.pop(age + '_dense')
                assert dense.dtype == 'f4' and dense.tolist() == [[0, .5, 1], [1.5, 2, 2.5]]
                parts = [d.pop(age + '_sparse/' + p) for p in ['data', 'indices', 'indptr']]
                assert [p.tolist() for p in parts] == [[7, 8, 9], [1, 0, 2], [0, 1, 1, 3]]
                assert d.pop(age + '_sparse/shape') == (3, 4)
            assert not d, d
            """,
            file);
  }

  @Test
  void arraysLargerThanTheHeapGoThrough() throws IOException {
    Python.any()
        .run(
            """
            import os, sys, numpy as np
            os.chdir(sys.argv[1])
            large = np.arange(8 << 20, dtype='f8')
            np.save('large.npy', large)
            np.savez('large.npz', a=large)
            np.savez_compressed('packed.npz', a=large)
            """,
            folder);
    Map<String, String> smallHeap = Map.of("JDK_JAVA_OPTIONS", "-Xmx32m");
    Path here = Path.of("").toAbsolutePath();
    List<Object> command =
        List.of(
            Run.LAUNCHER,
            "import",
            file,
            source("large.npy"),
            source("large.npz"),
            source("packed.npz"),
            "--prefix",
            "in/");
    Run run = Run.command(here, smallHeap, "", command);
    assertEquals(0, run.exit(), run.err());
    for (String out : List.of("out.npy", "out.npz", "out.raw", "out.pkl")) {
      run =
          Run.command(
              here, smallHeap, "", List.of(Run.LAUNCHER, "export", file, "in/large", source(out)));
      assertEquals(0, run.exit(), run.err());
    }
    Python.any()
        .run(
            """
            import os, pickle, sys, numpy as np
            os.chdir(sys.argv[1])
            large = np.arange(8 << 20, dtype='f8').tobytes()
            with open('scan.mmdpickle', 'rb') as f:
                d = pickle.load(f)
            assert list(d) == ['in/large', 'in/large/a', 'in/packed/a'], list(d)
            assert all(v.tobytes() == large for v in d.values())
            assert np.load('out.npy').tobytes() == large
            assert np.load('out.npz')['in/large'].tobytes() == large
            assert np.fromfile('out.raw').tobytes() == large
            with open('out.pkl', 'rb') as f:
                assert pickle.load(f).tobytes() == large
            """,
            folder);
  }

  /** A fault in any of the sources that is seen without reading all of it. */
  @Test
  void nothingIsStoredIfASourceIsBad() throws IOException {
    make();
    Path cube = source("cube.npy");
    Path missing = source("none.npy");
    Run.mmapdict("import", file, cube, missing)
        .failed(missing + ": cannot be opened: there is no such file");
    Path text = Files.writeString(source("notes.txt"), "hello");
    Run.mmapdict("import", file, cube, text)
        .failed(
            text
                + ": its name's ending is none of .npy .npz .yaml .png .jpg .jpeg .tif .tiff .joblib"
                + " .pkl .pickle .joblib.gz .pkl.gz .pickle.gz .joblib.z .pkl.z .pickle.z"
                + " .joblib.bz2 .pkl.bz2 .pickle.bz2 .joblib.xz .pkl.xz .pickle.xz"
                + " .joblib.lzma .pkl.lzma .pickle.lzma .joblib.lz4 .pkl.lz4 .pickle.lz4;"
                + " --raw DTYPE imports plain elements");
    Path none = source("none.npz");
    Python.any().run("import numpy as np, sys\nnp.savez(sys.argv[1])", none);
    Run.mmapdict("import", file, cube, none)
        .failed(none + ": holds no arrays, no members NAME.npy; leave it out");
    Path broken = Files.writeString(source("broken.npy"), "hello");
    Run run = Run.mmapdict("import", file, cube, broken);
    assertEquals(1, run.exit());
    assertTrue(run.err().startsWith("mmapdict: " + broken + ": expected "), run.err());
    Path other = Files.createDirectory(source("other")).resolve("cube.npy");
    Files.copy(cube, other);
    Run.mmapdict("import", file, cube, other)
        .failed(
            cube
                + " and "
                + other
                + " would both be stored under 'cube'; import them one by one, with --prefix");
    Run.mmapdict("import", file, cube, file)
        .failed(file + ": is the file to store in; name other files");
    Run odd = Run.mmapdict("import", file, cube, "--raw", "<u9");
    assertEquals(2, odd.exit());
    assertTrue(odd.err().contains("'--raw': dtype '<u9' is not held; there are "), odd.err());
    assertFalse(Files.exists(file));
    Run.mmapdict("import", file, cube).done();
    byte[] before = Files.readAllBytes(file);
    assertEquals(1, Run.mmapdict("import", file, source("many.npz"), broken).exit());
    Run.mmapdict("import", file, cube, "--prefix", "k".repeat(252))
        .failed(
            "%s, key \"%scube\": the key has 256 bytes in UTF-8, at most 255 are possible; take a shorter key"
                .formatted(file, "k".repeat(252)));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /** What only reading shows: what was stored before stays, and is said. */
  @Test
  void whatWasStoredBeforeAFaultStays() throws IOException {
    make();
    Path broken = Files.writeString(source("broken.pkl"), "hello");
    Run run = Run.mmapdict("import", file, source("cube.npy"), broken);
    assertEquals(1, run.exit());
    assertEquals("cube\n", run.out());
    assertTrue(run.err().startsWith("mmapdict: " + broken + ": "), run.err());
    assertTrue(run.err().endsWith(" (1 of 2 are stored)\n"), run.err());
    Run.mmapdict("fsck", file).done();
  }

  @Test
  void aFullDiskIsSaid() throws IOException {
    Python.any()
        .run(
            "import numpy as np, sys\nnp.save(sys.argv[1], np.ones(2 << 20))", source("large.npy"));
    Path full = Files.createDirectory(folder.resolve("full"));
    try (Mount _ = Mount.of("tmpfs", "size=8m", full)) {
      Path there = full.resolve("out.mmdpickle");
      Run run = Run.mmapdict("import", there, source("large.npy"));
      assertEquals(1, run.exit());
      assertTrue(run.err().contains("no space left on the device"), run.err());
      assertEquals(1, run.err().lines().count());
      Run.mmapdict("fsck", there).done();
      Files.delete(there);
      assertEquals(List.of(), Folder.files(full));
    }
  }
}
