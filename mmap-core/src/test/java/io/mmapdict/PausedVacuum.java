package io.mmapdict;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that vacuums a file and stops after one step of it: a write or store into the old file
 * or the new one. It says {@code reached STEP}, and goes on when it is told a line; {@code
 * vacuumed} at the end, and then waits once more. Where there are fewer steps it does not stop.
 */
final class PausedVacuum {
  private final BufferedReader told =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final int stopAfter;
  private int done;

  private PausedVacuum(int stopAfter) {
    this.stopAfter = stopAfter;
  }

  /** Arguments: the file, after which step to stop. */
  public static void main(String[] arguments) {
    PausedVacuum vacuum = new PausedVacuum(Integer.parseInt(arguments[1]));
    try (MmapDict dict =
        OpenFiles.dict(
            Path.of(arguments[0]),
            OpenMode.READ_WRITE,
            Durability.PROCESS,
            vacuum::watched,
            FileHandle.USUAL_RANGE_BYTES)) {
      vacuum.done = 0; // recovery comes before
      dict.vacuum();
      vacuum.stop("vacuumed");
    }
  }

  private Store watched(Store store) {
    return WatchedStore.after(
        store,
        step -> {
          done++;
          if (done == stopAfter) {
            stop("reached " + step);
          }
        });
  }

  private void stop(String where) {
    System.out.println(where);
    try {
      told.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
