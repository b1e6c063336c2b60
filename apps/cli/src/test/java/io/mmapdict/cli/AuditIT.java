package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit} as a user runs it, on files that real Python wrote. */
class AuditIT {
  private static final String WRITE =
      """
      import collections, pickle, sys, zipfile, numpy
      class Bad:
          def __reduce__(self): return (print, ('harm',))
      folder = sys.argv[1]
      with open(folder + '/good.pkl', 'wb') as out:
          pickle.dump(collections.OrderedDict(a=numpy.arange(3)), out, 4)
      bad = pickle.dumps(Bad(), 4)
      with open(folder + '/bad.pkl', 'wb') as out:
          out.write(bad)
      with zipfile.ZipFile(folder + '/model.pt', 'w', zipfile.ZIP_DEFLATED) as out:
          out.writestr('archive/data.pkl', bad)
          out.writestr('archive/version', '3')
      with open(folder + '/both.pt', 'wb') as out:
          out.write(pickle.dumps(5, 4))
      with zipfile.ZipFile(folder + '/both.pt', 'a') as out:
          out.writestr('archive/data.pkl', bad)
      numpy.save(folder + '/objects.npy', numpy.array([Bad()], dtype=object), allow_pickle=True)
      numpy.savez(folder + '/objects.npz', numpy.array([Bad()], dtype=object))
      """;

  /** Each runs code when numpy loads it: how it hides it, and what is said of it. */
  private static final String WRITE_HIDDEN =
      """
      import io, os, pickle, struct, sys, zipfile, numpy
      os.chdir(sys.argv[1])
      bad = b"\\x80\\x04cbuiltins\\nprint\\n(S'harm'\\ntR."
      def npy(pickled):
          out = io.BytesIO()
          header = {'descr': '|O', 'fortran_order': False, 'shape': (1,)}
          numpy.lib.format.write_array_header_1_0(out, header)
          return out.getvalue() + pickled
      good = npy(pickle.dumps(5, 4))
      def zipped(*members):
          out = io.BytesIO()
          with zipfile.ZipFile(out, 'w') as members_out:
              for name, content in members:
                  members_out.writestr(name, content)
          return bytearray(out.getvalue())
      def write(name, content):
          with open(name, 'wb') as out: out.write(content)
      write('behind.npz', zipped(('g.npy', good), ('a.npy', npy(bad[2:] + b'\\n'))))
      write('start.npz', zipped(('g.npy', good), ('a.npy', npy(b'\\x88' + bad))))
      # the same bytes are two names: only one is marked as UTF-8
      twice = zipped(('\\u00e9.npy', npy(bad)), ('\\u00e8.npy', good))
      twice = bytearray(twice.replace('\\u00e8'.encode(), '\\u00e9'.encode()))
      twice[7] &= ~8
      twice[twice.index(b'PK\\1\\2') + 9] &= ~8
      write('twice.npz', twice)
      # another zip is the comment of the first
      outer = zipped(('a.npy', good))
      inner = bytearray(b'x') + zipped(('a.npy', npy(bad)))
      center, end = inner.index(b'PK\\1\\2'), inner.index(b'PK\\5\\6')
      inner[end + 16:end + 20] = struct.pack('<I', center)
      inner[center + 42:center + 46] = struct.pack('<I', 1)
      inner += b'tail'
      outer[-2:] = struct.pack('<H', len(inner))
      write('ends.npz', outer + inner)
      for name in ['behind', 'start', 'twice', 'ends']:
          loaded = numpy.load(name + '.npz', allow_pickle=True)
          for key in loaded.files:
              try: loaded[key]
              except Exception: pass
      """;

  @TempDir private Path folder;

  @Test
  void whatNumpyFindsIsFound() {
    assertEquals("harm\n".repeat(4), Python.any().run(WRITE_HIDDEN, folder));
    for (String name : new String[] {"behind.npz", "start.npz"}) {
      Run run = Run.mmapdict("audit", folder.resolve(name));
      assertEquals(1, run.exit(), name);
      assertTrue(run.out().contains("REFUSED   calls builtins.print\n"), name + run.out());
    }
    for (String name : new String[] {"twice", "ends"}) {
      Run run = Run.mmapdict("audit", folder.resolve(name + ".npz"));
      assertEquals(1, run.exit(), name);
      assertTrue(run.err().contains("Python may read another than this program"), run.err());
    }
  }

  @Test
  void whatWouldBeDoneIsListed() {
    Python.any().run(WRITE, folder);
    String good = Run.mmapdict("audit", folder.resolve("good.pkl")).done();
    assertTrue(good.contains("harmless  imports collections.OrderedDict\n"), good);
    assertTrue(!good.contains("REFUSED"), good);

    Path bad = folder.resolve("bad.pkl");
    Run run = Run.mmapdict("audit", bad);
    assertEquals(
        """
              30  REFUSED   imports builtins.print
              41  REFUSED   calls builtins.print
        """,
        run.out());
    run.failed( // and no word of joblib
        bad
            + ": 2 of what it would do are not on the list of harmless names; do not load it unless"
            + " you know what each of them does");
    Run.mmapdict("audit", bad, "--allow", "builtins.print").done();
    for (String name : new String[] {"model.pt", "both.pt", "objects.npy", "objects.npz"}) {
      Run wrapped = Run.mmapdict("audit", folder.resolve(name));
      assertEquals(1, wrapped.exit(), name);
      assertTrue(wrapped.out().contains("REFUSED   calls builtins.print\n"), name + wrapped.out());
    }
  }

  /** The bytes of arrays may be opcodes to pickle.load: they are not stepped over. */
  @Test
  void aDumpOfJoblibIsNotFollowedBehindItsFirstArrayAndSaysSo() {
    for (int protocol = 0; protocol <= 5; protocol++) {
      Path dump = DisIT.JOBLIB.resolve("protocol" + protocol + ".pkl");
      Run run = Run.mmapdict("audit", dump, "--allow", "joblib.numpy_pickle.NumpyArrayWrapper");
      assertTrue(
          run.out().contains("  REFUSED   cannot be followed: expected a pickle"), run.out());
      assertTrue(run.err().endsWith("; " + JoblibDump.HINT + "\n"), run.err());
      assertEquals(1, run.exit());
    }
  }

  @Test
  void filesOfOursAreHarmless() {
    Path file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("exposure", 0.25);
      dict.put("frame", NDArray.of(new double[] {0.5, 1, 2, 3}, 2, 2));
    }
    String out = Run.mmapdict("audit", file).done();
    assertTrue(out.contains("harmless  calls numpy.ndarray\n"), out);
  }

  @Test
  void whatIsNoPickleIsSaidToBeNone() {
    Path none = folder.resolve("none.pkl");
    Run.mmapdict("audit", none).failed(none + ": cannot be read: there is no such file");
  }
}
