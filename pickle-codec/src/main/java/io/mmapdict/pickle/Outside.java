package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a pickle names that does not stand in it: objects by persistent ids, buffers, codes. */
final class Outside {
  private final PickleScanner scanner;
  private final Reading reading;
  private final Work work;

  Outside(PickleScanner scanner, Reading reading, Work work) {
    this.scanner = scanner;
    this.reading = reading;
    this.work = work;
  }

  /** The id that PERSID says in text. */
  String textId() {
    byte[] line = scanner.bytes();
    for (byte one : line) {
      if (one < 0) {
        throw new PickleException("PERSID expects ASCII", scanner.offset());
      }
    }
    return new String(line, StandardCharsets.US_ASCII);
  }

  @Nullable Object object(@Nullable Object id) {
    Function<@Nullable Object, @Nullable Object> objects = reading.objects();
    if (objects == null) {
      throw new PickleException(
          scanner.opcode()
              + " names an object outside the pickle by the id "
              + said(id)
              + "; say which it is with Unpickler.persistentIds",
          scanner.offset());
    }
    try {
      return objects.apply(id);
    } catch (PickleException e) {
      if (e.offset() != PickleException.NO_OFFSET) {
        throw e;
      }
      throw new PickleException(String.valueOf(e.getMessage()), scanner.offset(), e);
    } catch (RuntimeException e) {
      throw new PickleException(
          "there is no object of the persistent id " + said(id) + ": " + e, scanner.offset(), e);
    }
  }

  /** A short text or a number as it is, of anything else the type. */
  private static String said(@Nullable Object id) {
    boolean brief = (id instanceof String text && text.length() <= 100) || id instanceof Long;
    return brief ? String.valueOf(id) : PyTypes.name(id);
  }

  /** Never copied: who hands over a buffer means that one. */
  ByteSlice nextBuffer() {
    if (!reading.buffers().hasNext()) {
      throw new PickleException(
          "NEXT_BUFFER takes a buffer from outside the pickle, and no more are there; hand over all"
              + " that its writer took out, in their order, to Unpickler.buffers",
          scanner.offset());
    }
    MemorySegment buffer = reading.buffers().next();
    work.grow(buffer.byteSize());
    return new ByteSlice(buffer, -1, !buffer.isReadOnly());
  }

  ByteSlice readOnly(@Nullable Object top) {
    if (!(Raw.sliced(top) instanceof ByteSlice slice)) {
      throw new PickleException(
          "READONLY_BUFFER expects a buffer, found " + PyTypes.name(Raw.plain(top)),
          scanner.offset());
    }
    return new ByteSlice(slice.segment().asReadOnly(), slice.offset(), false);
  }

  PickleException code() {
    return new PickleException(
        scanner.opcode()
            + " names an object by a code, the number "
            + scanner.number()
            + ", which only the program knows that gave it to copyreg.add_extension; write the"
            + " pickle anew in Python, after copyreg.remove_extension",
        scanner.offset());
  }
}
