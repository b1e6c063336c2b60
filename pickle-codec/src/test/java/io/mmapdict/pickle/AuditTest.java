package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing that Python would import or call hides from the audit. */
class AuditTest {
  /** Loads each pickle with stubs for whatever it imports, and prints the names it asked for. */
  private static final String LOAD_WITH_STUBS =
      """
      import io, pickle, resource, sys
      resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31)) # a memo index may ask for all
      class Stub:
          def __new__(cls, *args, **keywords): return object.__new__(cls)
          def __init__(self, *args, **keywords): pass
          def __call__(self, *args, **keywords): return Stub()
          def __setstate__(self, state): pass
          def __setitem__(self, key, value): pass
          def append(self, value): pass
          def extend(self, values): pass
          def add(self, value): pass
      class Loader(pickle.Unpickler):
          def find_class(self, module, name):
              asked.append(':'.join(text.encode('utf-8', 'surrogatepass').hex() for text in (module, name)))
              return Stub
          def persistent_load(self, id): return Stub()
      names = []
      for line in open(sys.argv[1]).readlines():
          asked = []
          names.append(asked)
          try:
              Loader(io.BytesIO(bytes.fromhex(line))).load()
          except Exception:
              pass
      with open(sys.argv[2], 'w') as out:
          for asked in names:
              out.write(' '.join(asked) + '\\n')
      """;

  private static final String DATA =
      """
      import array, collections, datetime, decimal, fractions, pathlib, pickle, uuid
      values = [
          1+2j, bytearray(b'x'), {1}, frozenset([1]), range(3), slice(1, 2), b'old', ..., object(),
          collections.OrderedDict(a=1), collections.Counter('aab'), collections.deque([1], 5),
          collections.defaultdict(list, a=[1]), datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc),
          datetime.timedelta(1), decimal.Decimal('1.5'), fractions.Fraction(1, 3), uuid.UUID(int=5),
          pathlib.PurePosixPath('a/b'), array.array('d', [1.5]), [{'a': (1, 'b')}],
      ]
      """
          + EachProtocol.PRINTED;

  @TempDir private Path folder;

  /** Each does harm in its own way; what it needs is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cos\\nsystem\\n(S'id'\\ntR.                                   | IMPORT os.system, CALL os.system",
        "cos\\nsystem\\n(S'id'\\ntR0N.                                 | IMPORT os.system, CALL os.system",
        "(S'id'\\nios\\nsystem\\n.                                     | IMPORT os.system, CALL os.system",
        "(cos\\nsystem\\nS'id'\\no.                                    | IMPORT os.system, CALL os.system",
        "c__builtin__\\neval\\n.                                       | IMPORT builtins.eval",
        "ccommands\\ngetoutput\\n.                                     | IMPORT subprocess.getoutput",
        "csklearn.ensemble._hist_gradient_boosting.gradient_boosting\\nHistGradientBoostingClassifier\\n. | IMPORT sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
        "\\x80\\x02c__builtin__\\nset\\n0\\x80\\x04cbuiltins\\neval\\n. | IMPORT builtins.eval",
        "\\x80\\x04\\x8c\\x02os\\x94\\x8c\\x06system\\x9400h\\x00h\\x01\\x93. | IMPORT os.system",
        "\\x80\\x04\\x8c\\x02os2\\x8c\\x01x\\x940\\x8c\\x06system\\x93.  | IMPORT os.system",
        "\\x80\\x04\\x8c\\x02osK\\x01\\x93.     | IMPORT a module and a name that only running it tells",
        "\\x82\\x05.                                        | EXTENSION code 5 of Python's copyreg",
        "Pid\\n.                                   | PERSISTENT_ID what the loader makes of an id",
        "NQ.                                       | PERSISTENT_ID what the loader makes of an id",
        "C\\x03NQ..                                  | PERSISTENT_ID what the loader makes of an id",
        "U\\x03NQ..                                  | PERSISTENT_ID what the loader makes of an id",
        "cbuiltins\\nset\\n}b.                                         | CHANGE builtins.set",
        "cos\\nenviron\\n(S'a'\\nS'b'\\nu.                | IMPORT os.environ, CHANGE os.environ",
        "N.cos\\nsystem\\n.                                            | IMPORT os.system",
        "C\\x0ccos\\nsystem\\n..                                       | IMPORT os.system",
        "cos\\nsystem\\n(S'id'\\ntR\\xff    | IMPORT os.system, CALL os.system, UNREAD expected a pickle opcode, found the byte 0xff (at offset 20)",
        "N.garbage                   | `UNREAD GET expects a line, but the pickle ends before its newline (at offset 2)`",
      })
  void namesWhatDoesHarm(String pickle, String expected) {
    assertEquals(expected, refused(unescaped(pickle)));
  }

  /** Pickles of data need nothing that is not on the list. */
  @Test
  void allowsData() {
    for (Python python : Python.plain()) {
      if (!python.version().startsWith("2.")) {
        allows(python.run(DATA).lines().toList());
      }
    }
  }

  private static void allows(List<String> pickles) {
    assertTrue(pickles.size() > 100);
    for (String pickle : pickles) {
      assertEquals("", refused(HexFormat.of().parseHex(pickle)), pickle);
    }
  }

  /** What Python asks for while it loads a mutated pickle, to its end or not, is in the audit. */
  @EachPython
  void nothingHidesInMutations(Python python) throws IOException {
    Random random = new Random(Seed.next("AuditTest"));
    List<String> pickles = new ArrayList<>();
    for (String pickle : python.run(DATA).lines().toList()) {
      byte[] bytes = HexFormat.of().parseHex(pickle);
      for (int i = 0; i < 20; i++) {
        byte[] mutated = bytes.clone();
        for (int j = random.nextInt(3); j >= 0; j--) {
          mutated[random.nextInt(bytes.length)] = opcodeOrAny(random);
        }
        pickles.add(HexFormat.of().formatHex(mutated));
      }
    }
    Path file = folder.resolve("pickles.txt");
    Files.write(file, pickles);
    Path names = folder.resolve("names.txt");
    python.run(List.of(), LOAD_WITH_STUBS, file, names);
    List<String> asked = Files.readAllLines(names);
    assertEquals(pickles.size(), asked.size());
    int imports = 0;
    for (int i = 0; i < pickles.size(); i++) {
      Set<String> found = imports(HexFormat.of().parseHex(pickles.get(i)));
      for (String name : asked.get(i).split(" ", 0)) {
        if (!name.isEmpty()) {
          imports++;
          PyGlobal raw = global(name);
          boolean told =
              found.contains(raw.toString()) || found.contains(OldNames.toPython3(raw).toString());
          assertTrue(told, () -> raw + " hides in " + found);
        }
      }
    }
    assertTrue(imports > pickles.size() / 4, "few imports");
  }

  /** One Unpickler that loads both finds in the second what the first remembered. */
  @Test
  void whatAnUnpicklerRemembersDoesNotHide() {
    byte[] both =
        unescaped(
            "\\x80\\x04\\x8c\\x02os\\x94\\x8c\\x06system\\x9400N."
                + "\\x80\\x04\\x8c\\x08builtins\\x94\\x8c\\x03set\\x9400h\\x00h\\x01\\x93.");
    assertEquals("IMPORT os.system", refused(both));
  }

  /** Bytes as protocol 2 writes them are text; the pickle starts with an opcode that few do. */
  @Test
  void nothingHidesInBytesOfProtocol2() {
    String inner = "Ncos\\nsystem\\n(X\\x02\\x00\\x00\\x00idtR.";
    byte[] bytes =
        unescaped(
            "\\x80\\x02c_codecs\\nencode\\n(X\\x17\\x00\\x00\\x00"
                + inner
                + "X\\x06\\x00\\x00\\x00latin1tR.");
    assertEquals("IMPORT os.system, CALL os.system", refused(bytes));
  }

  /** A pickle that does not end like one, in which escapes hide another one. */
  @Test
  void nothingHidesInEscapes() {
    byte[] bytes =
        unescaped(
            "\\x80\\x04C\\x34S'\\\\x63os\\\\x0asystem\\\\x0aX\\\\x00\\\\x00\\\\x00\\\\x00\\\\x85R.'\\n.junk.");
    String found = refused(bytes);
    assertTrue(found.startsWith("IMPORT os.system, CALL os.system, UNREAD"), found);
  }

  /** They would be read as an import, but never be one. */
  @Test
  void wordsAreNoPickle() {
    assertEquals("", refused(unescaped("\\x80\\x04C\\x0dcat\\ndog\\nbird\\n.")));
  }

  @Test
  void nothingHidesInTheDeep() {
    byte[] pickle = unescaped("cos\\nsystem\\n.");
    for (int i = 0; i < 20; i++) {
      ByteBuilder around = new ByteBuilder(500);
      around.append(0x80);
      around.append(4);
      around.append('C');
      around.append(pickle.length);
      for (byte each : pickle) {
        around.append(each);
      }
      around.append('.');
      pickle = around.toByteArray();
      assertNotEquals("", refused(pickle), "depth " + i);
    }
  }

  @Test
  void whereItStandsIsSaid() {
    byte[] pickle = unescaped("\\x80\\x04C\\x0ecos\\nsystem\\n0N..");
    AuditFinding finding =
        Audit.of(MemorySegment.ofArray(pickle), AllowList.ofPython().with("os.system")).getFirst();
    assertEquals(new AuditFinding(4, AuditFinding.What.IMPORT, "os.system", true), finding);
  }

  private static PyGlobal global(String hex) {
    String[] words = hex.split(":", 2);
    return new PyGlobal(
        Utf8.decode(HexFormat.of().parseHex(words[0]), 0),
        Utf8.decode(HexFormat.of().parseHex(words[1]), 0));
  }

  private static byte opcodeOrAny(Random random) {
    Opcode[] opcodes = Opcode.values();
    return (byte)
        (random.nextBoolean()
            ? opcodes[random.nextInt(opcodes.length)].code()
            : random.nextInt(256));
  }

  private static String refused(byte[] pickle) {
    return Audit.of(MemorySegment.ofArray(pickle), AllowList.ofPython()).stream()
        .filter(finding -> !finding.allowed())
        .map(finding -> finding.what() + " " + finding.name())
        .collect(Collectors.joining(", "));
  }

  private static Set<String> imports(byte[] pickle) {
    Set<String> names = new HashSet<>();
    for (AuditFinding finding : Audit.of(MemorySegment.ofArray(pickle), AllowList.ofPython())) {
      if (finding.what() == AuditFinding.What.IMPORT) {
        names.add(finding.name());
      }
    }
    return names;
  }

  private static byte[] unescaped(String text) {
    return TextArguments.unescaped(text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }
}
