package io.mmapdict;

import java.nio.file.Path;

/** A process that puts 0, 1, 2, ... under keys of its own, without a pause, until it is killed. */
final class RowWriter {
  private RowWriter() {}

  /** Arguments: the file, and what the keys begin with. */
  public static void main(String[] arguments) {
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
      for (long i = 0; ; i++) {
        dict.set(arguments[1] + i, i);
        if (i == 0) {
          System.out.println("begun");
        }
      }
    }
  }
}
