package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Whether bytes may be a pickle that does something. Python's unpickler looks at neither the first
 * byte nor what stands behind STOP.
 */
final class MaybePickle {
  /** An import of nothing from nothing, and a STOP. */
  private static final int LEAST_IMPORT = 4;

  private static final String NOT_IN_NAMES = " \t\n\u000b\f\r()=,:;#\"'";

  private MaybePickle() {}

  /**
   * Whether an opcode may stand in it that imports by a name, or a str whose escapes hide one: most
   * byte strings have none.
   */
  static boolean mayImport(MemorySegment bytes) {
    for (long i = 0; i < bytes.byteSize() && bytes.byteSize() >= LEAST_IMPORT; i++) {
      int code = PickleScanner.computed(bytes.get(ValueLayout.JAVA_BYTE, i));
      if (code == Opcode.GLOBAL.code()
          || code == Opcode.INST.code()
          || code == Opcode.STACK_GLOBAL.code()
          || code == Opcode.STRING.code()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it starts like one, or what was found in it, from some finding on, imports and calls or
   * ends.
   */
  static boolean is(MemorySegment bytes, List<AuditFinding> findings, int from) {
    if (PickleFiles.looksLikePickle(bytes, bytes.byteSize())) {
      return true;
    }
    boolean imports = false;
    boolean calls = false;
    boolean ends = true;
    for (int i = from; i < findings.size(); i++) {
      AuditFinding finding = findings.get(i);
      calls |= finding.what() == AuditFinding.What.CALL;
      ends &= finding.what() != AuditFinding.What.UNREAD;
      imports |= finding.what() == AuditFinding.What.IMPORT && isName(finding.name());
    }
    return imports && (calls || ends);
  }

  /** The same, of one in which more was found than that it cannot be followed. */
  static boolean doesSomething(MemorySegment bytes, List<AuditFinding> findings, int from) {
    boolean does = false;
    for (int i = from; i < findings.size(); i++) {
      does |= findings.get(i).what() != AuditFinding.What.UNREAD;
    }
    return does && is(bytes, findings, from);
  }

  /** Of a text that starts like an import the names are none. */
  private static boolean isName(String text) {
    boolean is = !text.isEmpty();
    for (int i = 0; is && i < text.length(); i++) {
      is = NOT_IN_NAMES.indexOf(text.charAt(i)) < 0;
    }
    return is;
  }
}
