package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Files that make the audit throw away more than 64 bytes for each of theirs: a JVM that has 32 MiB
 * in all follows them.
 */
class ToolMemoryTest {
  private static final String DONE = "done";

  @Test
  void whatIsNoPickleIsNotKept() throws IOException, InterruptedException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Following.class.getName())
            .redirectErrorStream(true)
            .start();
    String told = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(DONE, told.strip());
    assertEquals(0, jvm.waitFor());
  }

  /** What that JVM does. */
  static final class Following {
    private Following() {}

    /** Follows them all. */
    public static void main(String[] arguments) {
      for (String row : HostileRows.NO_PICKLES) {
        byte[] pickle = Allocated.filled(Allocated.MEBI - 1, row);
        Audit.of(MemorySegment.ofArray(pickle), AllowList.ofPython());
      }
      System.out.println(DONE);
    }
  }
}
