package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What hostile files of just under 1 MiB make the decoder allocate, in all and not only at once: a
 * few opcodes again and again, each of which costs a byte or two.
 */
class AllocationTest {
  private static final int MEBI = 1 << 20;
  private static final int MOST_PER_BYTE = 64;

  /** Of the decoder itself, of classes that are loaded meanwhile, and of code not yet compiled. */
  private static final long FREE = 1 << 19;

  private static final int REPEATS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Codecs CODECS = Codecs.of();

  /** A name, what a pickle starts with, what is repeated, and what it ends with. */
  private static final List<String> ROWS =
      List.of(
          "empty dicts||}|",
          "empty dicts in a list|(|}|l.",
          "empty sets||\u008f|",
          "frozensets of None||(N\u0091|.",
          "dicts of nothing||(d|.",
          "dicts of None||(NNd|.",
          "lists with an element||]Na|.",
          "dicts with an item||}NNs|.",
          "sets with an element||\u008f(N\u0090|.",
          "sets of sets||\u008f(K\1K\2\u0090|.",
          "a list of appended|]|Na|.",
          "a list of lists|]|]a|.",
          "OrderedDicts with an item|ccollections\nOrderedDict\nq\0|h\0)RNNs|.",
          "deques with an element|ccollections\ndeque\nq\0|h\0)RNa|.",
          "paths|cpathlib\nPosixPath\nq\0X\1\0\0\0a\u0085q\1|h\0h\1R|.",
          "bytes in latin1|c_codecs\nencode\nq\0X\1\0\0\0aX\6\0\0\0latin1\u0086q\1|h\0h\1R|.",
          "an unknown object's elements|ca\nb\nq\0)\u0081|Na|.",
          "bytes of a byte in a list|(|C\1a|l.",
          "globals without a name||c\n\n|.",
          "globals of a letter||ca\nb\n|.",
          "tuples of bytes in tuples|C\0|\u0085|.",
          "frozensets of nothing||(\u0091|.",
          "Fractions of a str|cfractions\nFraction\nq\0X\3\0\0\0001/2\u0085q\1|h\0h\1R|.",
          "no Fractions|cfractions\nFraction\nq\0X\1\0\0\0x\u0085q\1|h\0h\1R|.",
          "no Decimals|cdecimal\nDecimal\nq\0X\1\0\0\0x\u0085q\1|h\0h\1R|.",
          "no dates|cdatetime\ndate\nq\0)q\1|h\0h\1R|.",
          "no zones|czoneinfo\nZoneInfo\nq\0X\3\0\0\0abc\u0085q\1|h\0h\1R|.",
          "an unknown object's steps in turn|ca\nb\nq\0)\u0081|NaNNs|.",
          "INST||(ia\nb\n|.",
          "keys that are fetched|)\u0085\u0085q\0}|h\0Ns|.",
          "empty bytes in a list|(|C\0|l.",
          "tuples of empty bytes|(|C\0\u0085|l.",
          "tuples of tuples of bytes|(|C\1a\u0085\u0085|l.",
          "tuples of tuples of tuples of bytes|(|C\0\u0085\u0085\u0085|l.",
          "equal keys|}|)\u0085\u0085Ns|.",
          "no paths|cpathlib\nPosixPath\nq\0Nq\1|h\0h\1\u0085R|.",
          "empty lists||]|",
          "empty tuples||)|",
          "marks||(|",
          "Nones||N|",
          "Nones in a list|(|N|l.",
          "Nones in a tuple|(|N|t.",
          "small ints||K\1|",
          "ints||J\1\2\3\4|",
          "floats||G\1\2\3\4\5\6\7\0|",
          "DUPs|N|2|.",
          "MEMOIZEs|N|\u0094|.",
          "Nones memoized||N\u0094|",
          "GETs|]q\0|h\0|.",
          "GETs in a list|](]q\0|h\0|e.",
          "sparse PUTs|N|r????|.",
          "texts of PUT|Np0\n|p1\n|.",
          "texts of PUT without digits|N|p\n|.",
          "dense PUTs|N|p#\n|.",
          "texts of GET|Np0\n|g0\n|.",
          "LONG4 without bytes||\u008b\0\0\0\0|.",
          "LONG1 without bytes||\u008a\0|.",
          "LONG1 of nine bytes||\u008a\t\1\2\3\4\5\6\7\10\11|.",
          "a huge LONG4|N0\u008b\377\377\377\177|\1|.",
          "a long LONG4|\u008b\360\377\17\0|\1|",
          "a huge BINBYTES8|\u008e\377\377\377\377\377\377\377\177|\1|.",
          "a huge BINUNICODE8|\u008d\377\377\377\377\377\377\377\177|\1|.",
          "a huge BYTEARRAY8|\u0096\377\377\377\377\377\377\377\177|\1|.",
          "a huge FRAME|\u0095\377\377\377\377\377\377\377\177|\1|.",
          "empty frames||\u0095\0\0\0\0\0\0\0\0|N.",
          "PROTOs||\u0080\4|N.",
          "old strings||S''\n|.",
          "escapes of an old string|S'|\\x41|'\n.",
          "non-ASCII old strings||U\1\377|.",
          "empty old strings||U\0|.",
          "empty strs in text||V\n|.",
          "escapes of a str|V|\\u0041|\n.",
          "surrogates of a str|V|\\ud800|\n.",
          "backslashes of a str|V|\\|\n.",
          "empty strs||\u008c\0|.",
          "strs of a character||\u008c\1a|.",
          "other strs of a character||X\2\0\0\0\303\251|.",
          "strs of nine||\u008c\t123456789|.",
          "a long str|X\360\377\17\0|a|",
          "a long str beyond ASCII|X\360\377\17\0|\303\251|",
          "empty bytes||C\0|.",
          "bytes of a byte||C\1a|.",
          "bytes of a byte in tuples||C\1a\u0085|.",
          "bytearrays||\u0096\0\0\0\0\0\0\0\0|.",
          "globals of Python 2|\u0080\2|c__builtin__\nxrange\n|.",
          "stack globals|N0|\u008c\0\u008c\0\u0093|.",
          "ints in digits||I1\n|.",
          "bools in digits||I01\n|.",
          "longs in digits||L1L\n|.",
          "blanks around digits||I 1 \n|.",
          "a long int in digits|I|1|\n.",
          "no int in digits|I|x|\n.",
          "underlines in digits|I1|_1|\n.",
          "floats in digits||F1\n|.",
          "no float in digits|F|x|\n.",
          "tuples in tuples|N|\u0085|.",
          "tuples of DUPs|N|2\u0086|.",
          "tuples of three DUPs|N|22\u0087|.",
          "tuples of nothing||(t|.",
          "tuples of DUPs, dropped|N|2\u00850|.",
          "lists of nothing||(l|.",
          "lists of None||(Nl|.",
          "lists with elements||](NNe|.",
          "dicts with items||}(NNK\1Nu|.",
          "a list of nothing appended|]|(e|.",
          "a dict of the same item|}|NNs|.",
          "a dict of no items|}|(u|.",
          "a dict of items|}|J????Ns|.",
          "a dict of items at once|}(|J????N|u.",
          "a set of nothing|\u008f|(\u0090|.",
          "a set of elements|\u008f|(J????\u0090|.",
          "a set of elements at once|\u008f(|J????|\u0090.",
          "dicts of a dict|}|}Ns|.",
          "a dict of dicts|}|J????}s|.",
          "Counters|ccollections\nCounter\nq\0|h\0)R|.",
          "Counters of a dict|ccollections\nCounter\nq\0}\u0085q\1|h\0h\1R|.",
          "OrderedDicts|ccollections\nOrderedDict\nq\0|h\0)R|.",
          "defaultdicts|ccollections\ndefaultdict\nq\0|h\0)R|.",
          "deques|ccollections\ndeque\nq\0|h\0)R|.",
          "deques of at most none|ccollections\ndeque\nq\0)K\0\u0086q\1|h\0h\1R|.",
          "ranges|cbuiltins\nrange\nq\0K\0K\1K\2\u0087q\1|h\0h\1R|.",
          "slices|cbuiltins\nslice\nq\0NNN\u0087q\1|h\0h\1R|.",
          "Fractions|cfractions\nFraction\nq\0K\1K\2\u0086q\1|h\0h\1R|.",
          "Fractions of a long str|cfractions\nFraction\nq\0X\20'\0\0"
              + "1".repeat(10_000)
              + "\u0085q\1|h\0h\1R|.",
          "Decimals|cdecimal\nDecimal\nq\0X\1\0\0\0001\u0085q\1|h\0h\1R|.",
          "Decimals of 10,000 digits|cdecimal\nDecimal\nq\0X\20'\0\0"
              + "1".repeat(10_000)
              + "\u0085q\1|h\0h\1R|.",
          "UUIDs|cuuid\nUUID\nq\0|h\0)\u0081|.",
          "UUIDs with a state|cuuid\nUUID\nq\0}X\3\0\0\0intK\5sq\1|h\0)\u0081h\1b|.",
          "UUIDs of a str|cuuid\nUUID\nq\0X\44\0\0\00000000000-0000-0000-0000-000000000005\u0085q\1"
              + "|h\0h\1R|.",
          "paths of nothing|cpathlib\nPosixPath\nq\0|h\0)R|.",
          "dates|cdatetime\ndate\nq\0C\4\7\342\6\22\u0085q\1|h\0h\1R|.",
          "datetimes|cdatetime\ndatetime\nq\0C\n\7\342\6\22\0\0\0\0\0\0\u0085q\1|h\0h\1R|.",
          "timedeltas|cdatetime\ntimedelta\nq\0K\1K\1K\1\u0087q\1|h\0h\1R|.",
          "zones|czoneinfo\nZoneInfo\nq\0X\3\0\0\0UTC\u0085q\1|h\0h\1R|.",
          "complexes|cbuiltins\ncomplex\nq\0G\0\0\0\0\0\0\0\0q\1h\1\u0086q\2|h\0h\2R|.",
          "sets by a call|cbuiltins\nset\nq\0]\u0085q\1|h\0h\1R|.",
          "bytearrays by a call|cbuiltins\nbytearray\nq\0)q\1|h\0h\1R|.",
          "bytearrays of 4 KiB by a call|cbuiltins\nbytearray\nq\0B\0\20\0\0"
              + "x".repeat(4096)
              + "\u0085q\1|h\0h\1R|.",
          "unknown calls|ca\nb\nq\0|h\0)R|.",
          "unknown objects|ca\nb\nq\0|h\0)\u0081|.",
          "unknown objects with keywords|ca\nb\nq\0|h\0)}\u0092|.",
          "unknown objects with a state|ca\nb\nq\0)\u0081|Nb|.",
          "an unknown object's items|ca\nb\nq\0)\u0081|NNs|.",
          "an unknown object's nothing|ca\nb\nq\0)\u0081|(e|.",
          "calls of calls|ca\nb\n|)R|.",
          "OBJ|ca\nb\nq\0|(h\0o|.",
          "UUIDs memoized|cuuid\nUUID\nq\0)\u0081|\u0094|.",
          "UUIDs in the memo in other places|cuuid\nUUID\nq\0)\u0081|r????|.",
          "persistent ids||Pa\n|.",
          "persistent ids on the stack||NQ|.",
          "extension codes||\u0082\1|.",
          "out-of-band buffers||\u0097|.",
          "read-only buffers|N|\u0098|.",
          "pads||C\0000|N.",
          "POPs||N0|N.",
          "POP_MARKs||(1|N.",
          "keys that share|NN\u0086|2\u0086|q\0}h\0Ns.",
          "a large key|(|N|tq\0}h\0Ns.");

  /** What refuses a pickle, or gives something. */
  private interface Reader {
    @Nullable Object read(byte[] pickle) throws IOException;
  }

  @Test
  void inProportionAFileOf16KiB() throws IOException {
    allocatesLittle(MEBI / 64 - 1, FREE, pickle -> CODECS.load(MemorySegment.ofArray(pickle)));
  }

  @Test
  @Tag("long")
  void atMost64MiBForAFileOf1MiB() throws IOException {
    allocatesLittle(MEBI - 1, 0, pickle -> CODECS.load(MemorySegment.ofArray(pickle)));
    allocatesLittle(MEBI - 1, 0, pickle -> CODECS.loadToConvert(MemorySegment.ofArray(pickle)));
    allocatesLittle(MEBI - 1, 0, pickle -> CODECS.unpickler().bytesAsSlices().load(pickle));
    allocatesLittle(
        MEBI - 1, 0, pickle -> CODECS.unpickler().load(new ByteArrayInputStream(pickle)));
  }

  private static void allocatesLittle(int size, long free, Reader reader) throws IOException {
    List<String> over = new ArrayList<>();
    for (String row : ROWS) {
      String[] parts = row.split("\\|", -1);
      if (parts[1].length() + parts[2].length() > size / 4) {
        continue; // what is a large value in a small file
      }
      byte[] pickle = filled(size, parts[1], parts[2], parts[3]);
      long most = (long) MOST_PER_BYTE * (size + 1) + free;
      long least = Long.MAX_VALUE;
      for (int i = 0; i < REPEATS && least > most; i++) { // the compiler allocates less later on
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
          reader.read(pickle);
        } catch (PickleException refused) {
          assertTrue(refused.offset() >= 0, refused::toString);
        }
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      if (least > most) {
        over.add(parts[0] + ": " + least + " bytes");
      }
    }
    assertTrue(over.isEmpty(), over::toString);
  }

  /** Each {@code ????} is another number, and each {@code #} too, in digits. */
  private static byte[] filled(int size, String before, String repeated, String after) {
    StringBuilder text = new StringBuilder(size).append(before);
    for (int i = 0; ; i++) {
      String number = "" + (char) (i & 255) + (char) (i >> 8 & 255) + (char) (i >> 16) + '\1';
      String next = repeated.replace("#", "" + i).replace("????", number);
      if (text.length() + next.length() + after.length() > size) {
        return text.append(after).toString().getBytes(ISO_8859_1);
      }
      text.append(next);
    }
  }
}
