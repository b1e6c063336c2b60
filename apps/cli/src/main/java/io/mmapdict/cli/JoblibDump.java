package io.mmapdict.cli;

import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.Audit;
import io.mmapdict.pickle.AuditFinding;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Dumps of joblib since 0.10, which have the bytes of arrays in their middle. joblib steps over
 * them; to Python's own unpickler they are opcodes, so whoever tells what a pickle does may not.
 */
final class JoblibDump {
  private static final String WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper";

  /** What to do with one. */
  static final String HINT =
      "it is a dump of joblib, and the bytes of its arrays stand between the opcodes;"
          + " mmapdict import reads it, and calls nothing";

  private JoblibDump() {}

  /** Whether what a pickle would do says that it is one. */
  static boolean is(List<AuditFinding> findings) {
    return findings.stream()
        .anyMatch(finding ->
            finding.what() == AuditFinding.What.IMPORT && finding.name().endsWith(WRAPPER));
  }

  /** Whether a pickle that cannot be read is one. */
  static boolean is(MemorySegment bytes) {
    return is(Audit.of(bytes, AllowList.ofPython()));
  }
}
