package io.mmapdict;

import io.mmapdict.pickle.PickleFiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Tells a file of ours, or of mmappickle's, from everything else. */
final class Header {
  private Header() {}

  /**
   * Checks the header.
   *
   * @throws MmapDictException that says what the file is instead and what to do
   */
  static void check(Path path, MemorySegment file, long size) {
    if (size == 0) {
      throw new MmapDictException(
          path, 0, "the file is empty (0 bytes); delete it, and OpenMode.CREATE makes a new one");
    }
    if (size >= FileLayout.HEADER_BYTES) {
      byte[] header = FileLayout.headerOf(file); // once: its commit number changes
      int version = FileLayout.version(header);
      if (FileLayout.isHeader(header) && version == FileLayout.VERSION) {
        return;
      }
      if (FileLayout.isHeader(header)) {
        throw new DamagedFileException(
            path,
            null,
            FileLayout.VERSION_OFFSET,
            "version " + FileLayout.VERSION + " of the format",
            "version " + version,
            "; use a newer program",
            null);
      }
    }
    if (PickleFiles.looksLikePickle(file, size)) {
      throw new MmapDictException(
          path,
          0,
          "a pickle, but not one that mmapdict or mmappickle wrote; `mmapdict convert "
              + path.getFileName()
              + " NEW` makes a file of it");
    }
    throw new DamagedFileException(
        path,
        null,
        0,
        "a pickle, which starts with 80 04 95",
        String.format("%02x", file.get(ValueLayout.JAVA_BYTE, 0)),
        "; it is another kind of file",
        null);
  }
}
