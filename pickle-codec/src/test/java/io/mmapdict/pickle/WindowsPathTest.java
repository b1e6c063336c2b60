package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A path of Windows is none here: it stays the call, with its parts, and Python has it back. */
class WindowsPathTest {
  /** What Python on Windows writes; there {@code WindowsPath} is pickled as the pure one is. */
  private static final String WRITE =
      """
      import pathlib, pickle
      class Here(pathlib.PureWindowsPath): pass
      path = Here('C:/Users', 'a b.txt')
      for module, name in [('pathlib', 'WindowsPath'), ('pathlib._local', 'WindowsPath'), ('pathlib', 'PureWindowsPath')]:
          for protocol in (2, 4):
              class Pickler(pickle._Pickler):
                  def save_global(self, obj, name_=None):
                      if protocol == 2: self.write(('c%s\\n%s\\n' % (module, name)).encode()); self.memoize(obj)
                      else: self.save(module); self.save(name); self.write(pickle.STACK_GLOBAL); self.memoize(obj)
              import io
              out = io.BytesIO()
              Pickler(out, protocol).dump(path)
              print(module, name, out.getvalue().hex())
      """;

  /** The class stands in for what only Windows has; what it is called with is what counts. */
  private static final String READ =
      """
      import pathlib, pickle, sys, io
      class Unpickler(pickle.Unpickler):
          def find_class(self, module, name):
              return lambda *parts: print(module, name, str(pathlib.PureWindowsPath(*parts)))
      Unpickler(io.BytesIO(bytes.fromhex(sys.argv[1]))).load()
      """;

  @Test
  void staysTheCall() {
    Codecs codecs = Codecs.of();
    List<String> lines = Python.any().run(WRITE).lines().toList();
    assertEquals(6, lines.size());
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      MemorySegment pickle = MemorySegment.ofArray(HexFormat.of().parseHex(words[2]));
      PyObject read = (PyObject) codecs.load(pickle);
      assertEquals(new PyGlobal(words[0], words[1]), read.callable());
      assertEquals(PyTuple.of("C:\\", "Users", "a b.txt"), read.arguments());
      assertEquals(
          words[0] + " " + words[1] + " C:\\Users\\a b.txt",
          Python.any().run(READ, HexFormat.of().formatHex(codecs.dump(read))).strip());
      assertThrows(PickleException.class, () -> codecs.decode(pickle, Path.class));
    }
  }
}
