package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether bytes may be a pickle that does something. Python's unpickler looks at neither the first
 * byte nor what stands behind STOP.
 */
final class MaybePickle {
  /** An import of nothing from nothing, and a STOP. */
  private static final int LEAST_IMPORT = 4;

  /** What an import names: of a text that starts like one the names are none. */
  private static final Pattern NAME = Pattern.compile("[^\\s()=,:;#\"']+");

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

  /** Whether it starts like one, or what was found in it imports something and calls it or ends. */
  static boolean is(MemorySegment bytes, List<AuditFinding> findings) {
    return PickleFiles.looksLikePickle(bytes, bytes.byteSize())
        || (findings.stream().anyMatch(MaybePickle::isImportByName)
            && (findings.stream().anyMatch(each -> each.what() == AuditFinding.What.CALL)
                || findings.stream().noneMatch(each -> each.what() == AuditFinding.What.UNREAD)));
  }

  private static boolean isImportByName(AuditFinding finding) {
    return finding.what() == AuditFinding.What.IMPORT && NAME.matcher(finding.name()).matches();
  }
}
