package io.mmapdict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one moment and the file they lie in: offsets mean nothing in another.
 *
 * @param entries in file order
 */
record LiveEntries(MmapDict dict, OpenFile open, List<FileEntry> entries) {
  /** The value of one of them, looked for once more where the file has moved. */
  @Nullable Object valueOf(FileEntry entry) {
    try {
      return open.use(file -> file.values.of(entry));
    } catch (MovedException e) {
      return dict.get(entry.key);
    }
  }
}
