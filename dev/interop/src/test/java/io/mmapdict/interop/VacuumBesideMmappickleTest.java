package io.mmapdict.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our vacuum, and a process by mmappickle's rules that has the file open before and after it. It
 * keeps a whole old file, and must open the new one.
 */
class VacuumBesideMmappickleTest {
  @TempDir private Path scratch;

  @EachPython
  void itKeepsTheOldFileUntilItOpensTheNewOne(Python python) throws Exception {
    Path file = scratch.resolve("vacuumed.mmdpickle");
    Scripts.run(python, "peer_once", "create", file);
    NDArray array = NDArray.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3).as(ArrayForm.MMAPPICKLE);
    try (LineProcess mmappickle = new LineProcess(Scripts.start(python, "waiting_peer", file))) {
      mmappickle.expect("ready");
      try (MmapDict dict = MmapDict.open(file)) {
        dict.set("array", array);
        dict.set("gone", "x".repeat(10_000));
        dict.delete("gone");
        assertEquals("done", mmappickle.ask("put theirs one"));
        Object inode = Files.getAttribute(file, "unix:ino");
        dict.vacuum();
        assertNotEquals(inode, Files.getAttribute(file, "unix:ino"), "no new file");
        dict.set("ours", "after");
        assertEquals("array theirs", mmappickle.ask("keys"), "the old file is whole");
        assertEquals("done", mmappickle.ask("put lost two"));
        assertEquals("array lost theirs", mmappickle.ask("keys"));
        assertEquals(List.of("array", "theirs", "ours"), List.copyOf(dict.keySet()));

        assertEquals("done", mmappickle.ask("open"));
        assertEquals("array ours theirs", mmappickle.ask("keys"));
        assertEquals("done", mmappickle.ask("put theirs three"));
        assertEquals("done", mmappickle.ask("del ours"));
        assertEquals("three", dict.get("theirs"));
        assertEquals(List.of("array", "theirs"), List.copyOf(dict.keySet()));
        assertEquals(6, requireNonNull(dict.get("array", NDArray.class)).at(1, 2).getInt());
        dict.set("ours", "again");
      }
      assertEquals("array ours theirs", mmappickle.ask("keys"));
    }
    Scripts.run(python, "peer_once", "check", file, 3);
    assertEquals(List.of(), FileCheck.of(file).findings());
  }
}
