package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vacuum} and {@code reclaim} as a user runs them. */
class VacuumIT {
  private static final int LARGE = 4_000_000;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void fill() {
    file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("gone", new byte[LARGE]);
      dict.set("kept", List.of(1L, "text"));
      dict.delete("gone");
    }
  }

  @Test
  void vacuumSaysWhatItSaved() throws IOException {
    long before = Files.size(file);
    Run run = Run.mmapdict("vacuum", file);
    assertEquals(0, run.exit(), run.err());
    long now = Files.size(file);
    assertEquals(before + " bytes before, " + now + " now\n", run.out());
    assertTrue(now < 1000, run.out());
    pythonFindsWhatIsKept();
  }

  @Test
  void reclaimSaysWhatItSaved() throws IOException {
    long before = Files.size(file);
    String[] words = Run.mmapdict("reclaim", file).done().split(" ", -1);
    assertTrue(Long.parseLong(words[0]) - Long.parseLong(words[6]) > LARGE - 2 * 4096);
    assertEquals(before, Files.size(file));
    pythonFindsWhatIsKept();
  }

  @Test
  void whoIsInTheWayIsNamed() {
    long process = ProcessHandle.current().pid();
    try (MmapDict dict = MmapDict.open(file)) {
      Run.mmapdict("vacuum", file)
          .failed(
              file
                  + ": not vacuumed: process "
                  + process
                  + " may write to it; close it there first");
      assertEquals(1, dict.size());
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      Run.mmapdict("reclaim", file)
          .failed(
              file
                  + ": not reclaimed: process "
                  + process
                  + " has it open and may look at removed values; close it there");
      Run run = Run.mmapdict("vacuum", file);
      assertEquals(0, run.exit(), run.err());
      assertEquals(List.of(1L, "text"), dict.get("kept"));
    }
  }

  private void pythonFindsWhatIsKept() {
    String script =
        "import pickle, sys; assert pickle.load(open(sys.argv[1], 'rb')) == {'kept': [1, 'text']}";
    Python.any().run(List.of(), script, file);
  }
}
