package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.Mount;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} as a user runs it: real programs read what comes out. */
class ExportIT {
  private static final String MAKE =
      """
      import os, sys, numpy as np
      os.chdir(sys.argv[1])
      cube = np.arange(24, dtype='<u2').reshape(2, 3, 4)
      np.savez('in.npz', cube=cube, fortran=np.asfortranarray(cube[0] * 1.5), gray=cube[0])
      np.savez('m.npz', data=np.array([7., 8, 9]), indices=np.array([1, 0, 2], 'i4'),
               indptr=np.array([0, 1, 1, 3], 'i4'))
      np.savez('o.npz', names=np.array(['a', None, 7]), pixels=np.full((16, 16), 200, 'u1'))
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void make() {
    Python.any().run(MAKE, folder);
    file = folder.resolve("scan.mmdpickle");
    Run.mmapdict("import", file, folder.resolve("in.npz"), folder.resolve("m.npz"), out("o.npz"))
        .done();
    Run.mmapdict("put", file, "dict", "--json", "{\"a\": [1, 2.5]}").done();
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  @Test
  void otherProgramsReadWhatIsWritten() throws IOException {
    Path pickle = out("shape.pkl");
    Python.any().run("import pickle, sys\npickle.dump((3, 4), open(sys.argv[1], 'wb'))", pickle);
    Run.mmapdict("put", file, "m/shape", "--pickle", pickle).done();
    Run.mmapdict("export", file, "in/cube", out("cube.npy")).done();
    Run.mmapdict("export", file, "in/fortran", out("fortran.npy")).done();
    Run.mmapdict("export", file, "in/", out("members.npz")).done();
    Run.mmapdict("export", file, "in/cube", "m/data", out("keys.npz")).done();
    Run raw = Run.mmapdict("export", file, "in/fortran", out("fortran.raw"));
    assertEquals(0, raw.exit(), raw.err());
    assertEquals(
        "mmapdict: %s holds float64 of shape (3, 4) in Fortran order\n"
            .formatted(out("fortran.raw")),
        raw.err());
    Run.mmapdict("export", file, "in/gray", out("dense.yaml")).done();
    Run.mmapdict("export", file, "m/", out("sparse.yaml")).done();
    Run.mmapdict("export", file, "dict", out("dict.pkl")).done();
    Run.mmapdict("export", file, "in/cube", out("cube.joblib")).done();
    Run.mmapdict("export", file, "o/names", out("names.npy")).done();
    Run.mmapdict("export", file, "o/", out("both.npz")).done();
    Run.mmapdict("export", file, "o/pixels", out("pixels.jpg")).done();
    Run.mmapdict("export", file, "in/gray", out("gray.png")).done();
    Run.mmapdict("export", file, "in/cube", out("cube.tif")).done();
    Python.any()
        .run(
            """
            import joblib, os, pickle, sys, numpy as np, tifffile
            from PIL import Image
            os.chdir(sys.argv[1])
            cube = np.arange(24, dtype='<u2').reshape(2, 3, 4)
            fortran = np.asfortranarray(cube[0] * 1.5)
            def same(a, b):
                assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), a
                assert a.flags.f_contiguous == b.flags.f_contiguous
            same(np.load('cube.npy', mmap_mode='r'), cube)
            same(np.load('fortran.npy'), fortran)
            members = np.load('members.npz')
            assert members.files == ['cube', 'fortran', 'gray'], members.files
            same(members['cube'], cube)
            same(members['fortran'], fortran)
            keys = np.load('keys.npz')
            assert keys.files == ['in/cube', 'm/data'], keys.files
            same(np.fromfile('fortran.raw').reshape((3, 4), order='F'), fortran)
            same(np.fromfile('dense.array', '<u2').reshape(3, 4), cube[0])
            assert open('dense.yaml').read().startswith('dtype: uint16\\nshape:\\n- 3\\n- 4\\n')
            assert np.fromfile('sparse.data').tolist() == [7, 8, 9]
            assert np.fromfile('sparse.indices', 'i4').tolist() == [1, 0, 2]
            assert np.fromfile('sparse.indptr', 'i4').tolist() == [0, 1, 1, 3]
            assert 'nnz: 3' in open('sparse.yaml').read()
            assert pickle.load(open('dict.pkl', 'rb')) == {'a': [1, 2.5]}
            mapped = joblib.load('cube.joblib', mmap_mode='r')
            assert type(mapped) is np.memmap
            same(mapped, cube)
            assert np.load('names.npy', allow_pickle=True).tolist() == ['a', None, 7]
            both = np.load('both.npz', allow_pickle=True)
            assert both.files == ['names', 'pixels'], both.files
            assert both['names'].tolist() == ['a', None, 7]
            assert both['pixels'].tolist() == [[200] * 16] * 16
            assert (abs(np.asarray(Image.open('pixels.jpg')).astype(int) - 200) <= 1).all()
            assert np.asarray(Image.open('gray.png')).tolist() == cube[0].tolist()
            assert tifffile.imread('cube.tif').tolist() == cube.tolist()
            """,
            folder);
  }

  @Test
  void whatDoesNotFitIsSaidAndNothingIsWritten() throws IOException {
    List<Path> before = Folder.files(folder);
    Path npy = out("out.npy");
    Run.mmapdict("export", file, "dict", npy)
        .failed(
            file + ", key 'dict': a .npy file wants an array, and this is of type dict; use .pkl");
    Run.mmapdict("export", file, "o/names", out("out.raw"))
        .failed(
            file
                + ", key 'o/names': holds Python objects, which a raw file is not given; use .pkl");
    Run.mmapdict("put", file, "mixed/text", "--string", "x").done();
    Run.mmapdict("export", file, "mixed/", out("mixed.npz"))
        .failed(
            file
                + ", key 'mixed/text': a .npz file wants an array, and this is of type str; use .pkl");
    Run.mmapdict("rm", file, "mixed/text").done();
    Run.mmapdict("export", file, "in/", npy)
        .failed(file + ": a .npy file holds one value, not 3; .npz holds many arrays");
    Run.mmapdict("export", file, "in/", "in/cube", out("out.npz")).done();
    Run.mmapdict("export", file, "in/cube", out("out.txt"))
        .failed(
            out("out.txt")
                + ": its name's ending is none of .npy .npz .raw .yaml .joblib .pkl .pickle"
                + " .png .tif .tiff .jpg .jpeg");
    Run.mmapdict("export", file, "cubes", npy)
        .failed(file + ": no key 'cubes' (9 keys; list them with mmapdict ls)");
    Run.mmapdict("export", file, npy)
        .wrong("Missing required parameter: 'OUT'; see mmapdict export --help");
    Run tiff = Run.mmapdict("export", file, "in/fortran", out("out.png"));
    assertEquals(1, tiff.exit());
    assertTrue(tiff.err().startsWith("mmapdict: " + out("out.png") + ": "), tiff.err());
    Run.mmapdict("export", file, "in/cube", out("none/x.npy"))
        .failed(
            out("none/x.npy") + ": cannot be written, the folder does not exist; make it first");
    Files.delete(out("out.npz"));
    assertEquals(before, Folder.files(folder));
  }

  @Test
  void aFullDiskLeavesWhatWasThere() throws IOException {
    Path full = Files.createDirectory(folder.resolve("full"));
    try (Mount _ = Mount.of("tmpfs", "size=16k", full)) {
      Path there = Files.writeString(full.resolve("out.npz"), "old");
      Run.mmapdict("put", file, "text", "--string", "x").done();
      Python.any()
          .run("import numpy as np, sys\nnp.save(sys.argv[1], np.ones(9999))", out("large.npy"));
      Run.mmapdict("import", file, out("large.npy")).done();
      Run.mmapdict("export", file, "large", there)
          .failed(there + ": cannot be written: No space left on device");
      assertEquals("old", Files.readString(there));
      assertEquals(List.of(there), Folder.files(full));
    }
  }
}
