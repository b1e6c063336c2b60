package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.testkit.Command;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that stores into a file that was cut: from the interpreter first, then compiled. */
final class CutStores {
  private static final int TIMES = 3000;

  private CutStores() {}

  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0], "cut");
    Files.write(path, new byte[8192]);
    try (FileHandle file = FileHandle.open(path, true, FileHandle.USUAL_RANGE_BYTES)) {
      Command.run("truncate", "-s", 0, path);
      for (int i = 0; i < TIMES; i++) {
        assertThrows(InternalError.class, () -> told(() -> file.storeByte(0, (byte) 1)));
        assertThrows(InternalError.class, () -> told(() -> file.storeShort(2, (short) 1)));
        assertThrows(InternalError.class, () -> told(() -> file.storeLong(8, 1)));
      }
    }
  }

  /** The error comes at the latest when this asks. */
  private static void told(Runnable store) {
    store.run();
    Faults.tell();
  }
}
