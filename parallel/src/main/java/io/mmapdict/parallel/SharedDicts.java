package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * The dicts that this process holds open for the tasks of {@link RemoteRun}s, one handle for all
 * threads. None is ever closed, for nobody tells a cluster's process that a run has ended, and
 * where a file was replaced by another, tasks may still be using the old one.
 */
final class SharedDicts {
  private static final Map<Place, Held> HELD = new HashMap<>();

  private SharedDicts() {}

  /**
   * @param file which file that is: there may be another one at its path by now
   */
  private record Held(Object file, MmapDict dict) {}

  /**
   * The handle for a packed dict, opened if there is none.
   *
   * @throws IOException if there is no such file here, or it is none of ours
   */
  static synchronized MmapDict open(Place place, byte[] packed, ClassLoader loader)
      throws IOException, ClassNotFoundException {
    Held held = HELD.get(place);
    if (held != null && held.file().equals(fileAt(place.path()))) {
      return held.dict();
    }
    return (MmapDict)
        Parcel.unpack(packed, loader, SharedDicts::held, AllowedClasses.OURS.gate(loader));
  }

  /** The handle to use for a dict that was just opened: this one, or the one held before. */
  static synchronized MmapDict held(MmapDict opened) {
    Place place = Place.of(opened);
    Object file = fileAt(opened.path());
    Held before = HELD.get(place);
    if (before != null && before.file().equals(file)) {
      opened.close();
      return before.dict();
    }
    HELD.put(place, new Held(file, opened));
    return opened;
  }

  /** The file's device and inode; of no file, the path, which equals neither. */
  private static Object fileAt(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return path; // The opening that follows says what is wrong.
    }
  }
}
