package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.nio.file.Path;

/**
 * What one handle of a process serves: a file, opened in one way.
 *
 * @param mode {@link OpenMode#READ_WRITE} also for a file that was made
 */
record Place(Path path, OpenMode mode) {
  Place {
    mode = mode == OpenMode.CREATE ? OpenMode.READ_WRITE : mode;
  }

  static Place of(MmapDict dict) {
    return new Place(dict.path(), dict.mode());
  }
}
