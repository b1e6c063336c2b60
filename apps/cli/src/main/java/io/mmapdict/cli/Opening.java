package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the file a command names; says in the command line's words what is wrong with it. */
final class Opening {
  private Opening() {}

  /** To read, also from a web server: never makes or changes a file. */
  static MmapDict toRead(Path file) {
    URI uri = Url.of(file);
    return uri != null ? MmapDict.open(uri) : existing(file, OpenMode.READ_ONLY);
  }

  /** To change what is there. */
  static MmapDict toChange(Path file) {
    refuseUrl(file);
    return existing(file, OpenMode.READ_WRITE);
  }

  /** To store: makes the file where there is none. */
  static MmapDict toStore(Path file) {
    refuseUrl(file);
    refuseEmpty(file);
    return MmapDict.open(file, OpenMode.CREATE);
  }

  /** For what opens the file by itself: refuses one that is not there or empty. */
  static void requireThere(Path file) {
    refuseUrl(file);
    if (Files.notExists(file)) {
      throw new Fault(file + ": there is no such file; mmapdict put makes one");
    }
    refuseEmpty(file);
  }

  private static void refuseUrl(Path file) {
    if (Url.of(file) != null) {
      throw new Fault(Url.text(file) + ": a file on a server is only read; name one here");
    }
  }

  private static MmapDict existing(Path file, OpenMode mode) {
    requireThere(file);
    return MmapDict.open(file, mode);
  }

  /** For what opens or makes the file by itself: refuses an empty one. */
  static void refuseEmpty(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) == 0) {
        throw new Fault(file + ": the file is empty (0 bytes); delete it, and put makes a new one");
      }
    } catch (IOException e) {
      throw new Fault(file + ": cannot be opened: " + Failures.reason(e), e);
    }
  }
}
