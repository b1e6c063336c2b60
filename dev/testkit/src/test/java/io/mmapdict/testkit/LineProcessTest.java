package io.mmapdict.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process says arrives, and how it ends is noticed. */
class LineProcessTest {
  @Test
  void linesGoBothWays() throws Exception {
    try (LineProcess process = start("echo ready; read x; echo got $x; read y || echo no more")) {
      process.expect("ready");
      assertEquals("got it", process.ask("it"));
      assertEquals("no more", process.end());
      assertThrows(AssertionError.class, process::line);
    }
  }

  @Test
  void anotherLineIsAFailure() throws Exception {
    try (LineProcess process = start("echo one")) {
      assertThrows(AssertionError.class, () -> process.expect("other"));
    }
  }

  @Test
  void anotherEndIsAFailureThatSaysWhatItSaid() throws Exception {
    try (LineProcess process = start("echo what is wrong; exit 3")) {
      AssertionError e = assertThrows(AssertionError.class, process::end);
      assertTrue(e.getMessage().contains("what is wrong"), e.getMessage());
    }
  }

  @Test
  void whatNobodyHasReadIsThereAfterTheKill() throws Exception {
    try (LineProcess process = start("printf 'one\\ntwo\\nthree\\n'; exec sleep 1000")) {
      process.expect("one");
      assertEquals(List.of("two", "three"), process.kill());
    }
  }

  /** A pipe holds 64 KiB; what comes behind says by a file that it has gone on. */
  @Test
  void aFullPipeStopsNobodyWhoIsReadOn(@TempDir Path folder) throws Exception {
    Path done = folder.resolve("done");
    try (LineProcess process =
        start("echo first; seq 100000; touch " + done + "; exec sleep 1000")) {
      process.expect("first");
      process.readOn();
      while (Files.notExists(done)) {
        Thread.sleep(1);
      }
      assertEquals(100_000, process.kill().size());
    }
  }

  @Test
  void whoEndedByItselfWasNotKilled() throws Exception {
    Process ended = new ProcessBuilder("sh", "-c", "echo an error; exit 1").start();
    ended.waitFor();
    try (LineProcess process = new LineProcess(ended)) {
      AssertionError e = assertThrows(AssertionError.class, process::kill);
      assertTrue(e.getMessage().contains("an error"), e.getMessage());
    }
  }

  @Test
  void closeEndsIt() throws Exception {
    Process endless = new ProcessBuilder("sleep", "1000").start();
    new LineProcess(endless).close();
    assertFalse(endless.isAlive());
  }

  private static LineProcess start(String script) throws IOException {
    return new LineProcess(new ProcessBuilder("sh", "-c", script).start());
  }
}
