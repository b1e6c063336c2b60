package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The peer of these tests is itself right: it reads and writes as mmappickle 1.0.1 did. */
class MmappickleRulesTest {
  @EachPython
  void readsEveryStoredFileAndRebuildsItByteForByte(Python python, @TempDir Path scratch) {
    assertEquals("values 63 files rebuilt 8", Scripts.run(python, "rules_check", scratch).strip());
  }
}
