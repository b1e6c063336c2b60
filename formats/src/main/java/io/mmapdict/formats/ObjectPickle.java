package io.mmapdict.formats;

import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import io.mmapdict.pickle.Unpickler;
import java.lang.foreign.MemorySegment;

/**
 * An array of objects that stands as a pickle of its own in a file.
 *
 * @param end where the pickle ends
 */
record ObjectPickle(ObjectArray array, long end) {
  /**
   * Reads what starts at an offset.
   *
   * @throws PickleException if that is no pickle of such an array; with the offset
   */
  static ObjectPickle read(MappedFile file, long start, long end) {
    MemorySegment bytes = file.bytes();
    PickleScanner scanner = new PickleScanner(bytes, start, end);
    do {
      if (!scanner.next()) {
        throw new PickleException("the pickle ends before its STOP", end);
      }
    } while (scanner.opcode() != Opcode.STOP);
    long behind = scanner.nextOffset();
    Unpickler unpickler = Codecs.installed().unpickler();
    Object value =
        (file.named() ? unpickler : unpickler.withoutOffsets()).decode(bytes, start, behind);
    if (value instanceof ObjectArray array) {
      return new ObjectPickle(array, behind);
    }
    throw new PickleException("expected a pickled array of objects", start);
  }
}
