package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While nothing changes, a get needs memory only: the file's descriptor may be closed. */
class WarmGetTest {
  private static final int KEYS = 1_000;

  @TempDir Path folder;

  @Test
  void getAsksTheSystemNothing() {
    Path file = folder.resolve("warm.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < KEYS; i++) {
        dict.set("key" + i, "value" + i);
      }
      OpenFile open = OpenFiles.toRead(file);
      try {
        getAll(open); // what it loads and opens on first use, it has then
        int fd = open.file.fd();
        Native.close(fd);
        try {
          assertThrows(MmapDictException.class, open.file::size, "the descriptor is still one");
          getAll(open);
        } finally {
          putAnyInPlaceOf(fd);
        }
      } finally {
        open.close();
      }
    }
  }

  private static void getAll(OpenFile open) {
    for (int i = 0; i < KEYS; i++) {
      assertEquals("value" + i, get(open, "key" + i));
    }
    assertNull(get(open, "no such key"));
  }

  private static Object get(OpenFile open, String key) {
    FileEntry entry = open.lookup.find(key);
    return entry == null ? null : open.values.of(entry);
  }

  /** Opens something as this descriptor, which whoever closes it then closes. */
  private static void putAnyInPlaceOf(int fd) {
    List<Integer> others = new ArrayList<>();
    int opened;
    do {
      opened = Native.open("/dev/null", Native.O_RDONLY, 0);
      others.add(opened);
    } while (opened >= 0 && opened < fd);
    int last = others.removeLast();
    others.forEach(Native::close);
    assertEquals(fd, last, "somebody took the number: what was called may have been answered");
  }
}
