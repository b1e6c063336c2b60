package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** mmappickle's vacuum moves entries in place and resets the commit number to 0. */
class MmappickleVacuumTest {
  @TempDir private Path scratch;

  @EachPython
  void weGoOnAfterAVacuumBetweenTwoOpenings(Python python) throws IOException {
    Path file = scratch.resolve("between.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < 20; i++) {
        dict.put("java/" + i, List.of((long) i, "x".repeat(i * 20)));
      }
    }
    Scripts.run(python, "peer_once", "vacuum", file);
    List<String> keys = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 1; i < 20; i += 2) {
        keys.add("java/" + i);
        assertEquals(List.of((long) i, "x".repeat(i * 20)), dict.get("java/" + i));
      }
      assertEquals(keys, List.copyOf(dict.keySet()));
      dict.put("after", 1L);
      dict.remove("java/3");
      keys.remove("java/3");
      keys.add("after");
    }
    Scripts.run(python, "peer_once", "check_vacuumed", file, String.join(" ", keys));
  }

  @EachPython
  void aVacuumUnderOurOpenHandleNeverGivesAWrongValue(Python python) throws Exception {
    Path file = scratch.resolve("beside.mmdpickle");
    Scripts.run(python, "peer_once", "fill", file);
    try (LineProcess victim = new LineProcess(Jvm.of(VacuumedBeside.class, file).start())) {
      victim.expect("mapped");
      Scripts.run(python, "peer_once", "vacuum", file);
      victim.tell("go");
      String all = victim.end();
      List<String> lines = all.lines().toList();
      assertTrue(lines.getFirst().startsWith("held read "), all);
      for (int i = 0; i < 100; i++) {
        String said = lines.get(1 + i);
        String expected = "get " + i + (i % 2 == 0 ? " absent" : " right");
        assertTrue(said.equals(expected) || said.startsWith("get " + i + " refused "), all);
      }
      assertNotEquals("put wrong", lines.getLast(), all);
    }
  }
}
