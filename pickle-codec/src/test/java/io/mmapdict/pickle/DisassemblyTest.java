package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles are disassembled as Python's own {@code pickletools} does it. */
class DisassemblyTest {
  private static final String REFUSED = "refused";

  /**
   * In front of what has characters that Python's Unicode does not know; Java's may, and then does
   * not escape them.
   */
  private static final String UNASSIGNED = "unassigned";

  /** Prints what it prints of each pickle, and whether it refuses it then. */
  private static final String DISASSEMBLE =
      """
      import io, pickletools, re, sys, unicodedata, warnings
      warnings.simplefilter('ignore') # an escape that is none
      for line in open(sys.argv[1]):
          out = io.StringIO()
          try:
              pickletools.dis(bytes.fromhex(line), out)
          except Exception:
              out.write('refused')
          escapes = re.findall(r'\\\\u([0-9a-f]{4})|\\\\U([0-9a-f]{8})', out.getvalue())
          if any(unicodedata.category(chr(int(a or b, 16))) == 'Cn' for a, b in escapes):
              sys.stdout.buffer.write(b'unassigned')
          sys.stdout.buffer.write(out.getvalue().encode() + b'\\0')
      """;

  @TempDir private Path folder;

  @EachPython
  void goldenFiles(Python python) throws IOException {
    List<String> files = new ArrayList<>();
    for (String name : List.of("values.mmdpickle", "memo.mmdpickle", "plain-dict.pkl")) {
      try (InputStream in = DisassemblyTest.class.getResourceAsStream("/golden/" + name)) {
        files.add(HexFormat.of().formatHex(in.readAllBytes()));
      }
    }
    for (GoldenPickles.Golden golden : GoldenPickles.all()) {
      files.add(HexFormat.of().formatHex(golden.pickle()));
    }
    assertTrue(files.size() > 1000);
    compare(python, files);
  }

  /** What no pickler writes, and what pickletools refuses. */
  @EachPython
  void oddOpcodes(Python python) throws IOException {
    List<String> pickles = new ArrayList<>();
    for (String text :
        List.of(
            "I01\n.",
            "I00\n.",
            "I1_0\n.",
            "I 5 \n.",
            "I\n.",
            "Ix\n.",
            "I5",
            "L12L\n.",
            "L5\n.",
            "F1e5\n.",
            "F 5 \n.",
            "Fnan\n.",
            "Fx\n.",
            "F\n.",
            "F.\n.",
            "F.5\n.",
            "F5.\n.",
            "F-0\n.",
            "F+1.e-5\n.",
            "F.e5\n.",
            "F1e\n.",
            "F1_0.5_0E1_0\n.",
            "F1__0\n.",
            "F_1\n.",
            "F1_.5\n.",
            "F1._5\n.",
            "F-InfinitY\n.",
            "F123456789012345678\n.",
            "I-\n.",
            "I-0\n.",
            "I+0_5\n.",
            "I1__0\n.",
            "I_1\n.",
            "I1_\n.",
            "I1234567890123456\n.",
            "I-9223372036854775808\n.",
            "I9223372036854775808\n.",
            "L-\n.",
            "LL\n.",
            "L-1_0L\n.",
            "S'a\\x41\\n\\101\\q'\n.",
            "S\"it's\"\n.",
            "S'\\xe9'\n.",
            "S\"a\n.",
            "Sa\n.",
            "U\3\u00e9ab.",
            "T\2\0\0\0ab.",
            "T\377\377\377\377.",
            "V\\u20ac\u00e9\\\\u20ac\n.",
            "V\\ud800\n.",
            "V\\u12\n.",
            "cos\nsystem\n.",
            "c\u00e9\nb\n.",
            "cos.\\x41\nb\n.",
            "cos\n.",
            "(ios\nsystem\n.",
            "Pabc\n.",
            "NQ.",
            "Q.",
            "X\4\0\0\0a\u00ed\u00a0\u0080.",
            "X\3\0\0\0a'\177.",
            "X\2\0\0\0\u00c3.",
            "]q\0h\1.",
            "]q\0q\0.",
            "]p00\ng0\n0.",
            "(q\0.",
            "q\0.",
            "0.",
            "(0N.",
            "t.",
            "NN.",
            "\u0094.",
            "]\u0094h\0.",
            "\u0082\5.",
            "\u0084\377\377\377\377.",
            "\u0097\u0098.",
            "\u008a\11\377\377\377\377\377\377\377\377\0.",
            "\u008a\0.",
            "\u008b\377\377\377\377.",
            "\u008b\1\0\0\0\5.",
            "G\177\360\0\0\0\0\0\0.",
            "\u0095\5\0\0\0\0\0\0\0N.",
            "N",
            "",
            "\377",
            "g5\n.",
            "]p0\ng0\n.",
            "X\377\377\377\377.",
            "\u008e\377\377\377\377\377\377\377\377.",
            "(1.",
            "1.",
            "(d.",
            "]Na.",
            "a.",
            "R.",
            "NR.",
            "(lp0\n.",
            "}(NNu.",
            "}(NNs.",
            "((((NNNNttt",
            "(((]]e",
            "2.",
            "N2.",
            "N20.",
            "\u0096\2\0\0\0\0\0\0\0'\".",
            "B\2\0\0\0'\".",
            "(No.",
            "NNN\u0092.",
            "NN\u0081.")) {
      pickles.add(HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
    // Indented as deep as the marks are.
    String deep = "(".repeat(1500) + "l".repeat(1500) + ".";
    pickles.add(HexFormat.of().formatHex(deep.getBytes(US_ASCII)));
    // As long as Python's ints may be in digits, and longer.
    for (String digits : List.of("9".repeat(4300), "1" + "0".repeat(4300), "1_".repeat(4299) + 1)) {
      pickles.add(HexFormat.of().formatHex(("I" + digits + "\n.").getBytes(US_ASCII)));
      BigInteger number = new BigInteger(digits.replace("_", ""));
      byte[] dumped = Codecs.of().dump(number);
      pickles.add(HexFormat.of().formatHex(dumped));
    }
    compare(python, pickles);
  }

  /** Bytes of real pickles replaced at random: both print the same lines, and refuse the same. */
  @EachPython
  void mutations(Python python) throws IOException {
    Random random = new Random(Seed.next("DisassemblyTest"));
    List<String> pickles = new ArrayList<>();
    for (GoldenPickles.Golden golden : GoldenPickles.all()) {
      byte[] bytes = golden.pickle();
      for (int i = 0; i < 2 && bytes.length < 5000; i++) {
        byte[] mutated = bytes.clone();
        mutated[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
        pickles.add(HexFormat.of().formatHex(mutated));
      }
    }
    compare(python, pickles);
  }

  @Test
  void aValueWithoutItsStop() throws IOException {
    StringBuilder out = new StringBuilder();
    MemorySegment source = MemorySegment.ofArray(new byte[] {'?', '?', ']', 'N', 'a', '?'});
    Disassembly.write(source, 2, 5, false, out);
    assertEquals(
        """
            2: ]    EMPTY_LIST
            3: N    NONE
            4: a    APPEND
        highest protocol among opcodes = 1
        """,
        out.toString());
  }

  private void compare(Python python, List<String> pickles) throws IOException {
    Path file = folder.resolve("pickles.txt");
    Files.write(file, pickles);
    String[] expected = python.run(DISASSEMBLE, file).split("\0", -1);
    assertEquals(pickles.size(), expected.length - 1);
    int refused = 0;
    int unassigned = 0;
    for (int i = 0; i < pickles.size(); i++) {
      if (expected[i].startsWith(UNASSIGNED)) {
        unassigned++;
        continue;
      }
      assertEquals(expected[i], disassembled(pickles.get(i)), pickles.get(i));
      refused += expected[i].endsWith(REFUSED) ? 1 : 0;
    }
    assertTrue(refused < pickles.size(), "all are refused");
    assertTrue(unassigned < pickles.size() / 20, unassigned + " are not compared");
  }

  private static String disassembled(String pickle) throws IOException {
    StringBuilder out = new StringBuilder();
    try {
      Disassembly.write(MemorySegment.ofArray(HexFormat.of().parseHex(pickle)), out);
    } catch (PickleException e) {
      out.append(REFUSED);
    }
    return out.toString();
  }
}
