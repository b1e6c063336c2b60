package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes Python pickles as CPython's own pickler does: the same opcodes, memo and frames for None,
 * bool, int, float, complex, str, bytes, bytearray, tuple, list, dict, set, frozenset and globals.
 *
 * <pre>{@code
 * byte[] pickle = Codecs.installed().pickler().protocol(2).dump(Map.of("a", 1));
 * }</pre>
 *
 * <p>A value is encoded before the first byte is written, so one that is refused leaves nothing
 * behind. Its opcodes are held in memory meanwhile (less than 2 GiB), its byte strings of 64 KiB
 * and more are not: they are produced when they are written, and must not be changed until then.
 *
 * <p>Immutable: each option gives another pickler. Safe for use by many threads if the functions
 * given to it are. What these throw comes out of {@code dump} as it is.
 */
public final class Pickler {
  private static final int DEFAULT_PROTOCOL = 4;

  private final CodecTable table;
  private final PickleLimits limits;
  private final Form form;
  private final @Nullable Function<Object, @Nullable Object> ids;
  private final @Nullable Predicate<ByteSlice> buffers;

  Pickler(CodecTable table, PickleLimits limits) {
    this(table, limits, new Form(true, DEFAULT_PROTOCOL, false), null, null);
  }

  private Pickler(
      CodecTable table,
      PickleLimits limits,
      Form form,
      @Nullable Function<Object, @Nullable Object> ids,
      @Nullable Predicate<ByteSlice> buffers) {
    this.table = table;
    this.limits = limits;
    this.form = form;
    this.ids = ids;
    this.buffers = buffers;
  }

  /**
   * The protocol, 4 by default as in Python 3.8 to 3.13. Python 2.7 reads 2, where names are its
   * own ones (as Python's {@code fix_imports} has it); Python 3.0 to 3.3 read up to 3, 3.4 to 3.7
   * up to 4, later ones all. A bytearray is a call below 5, a set below 4, bytes are one in 2.
   *
   * @throws IllegalArgumentException if it is not 2, 3, 4 or 5
   */
  public Pickler protocol(int protocol) {
    if (protocol < Form.OLDEST || protocol > Form.NEWEST) {
      throw new IllegalArgumentException("expected a protocol from 2 to 5, found " + protocol);
    }
    return new Pickler(table, limits, new Form(true, protocol, form.fast()), ids, buffers);
  }

  /**
   * Without a memo: smaller and quicker, but what is shared is written again each time it comes,
   * and in Python it is not shared. A value that contains itself is refused.
   */
  public Pickler fast() {
    return new Pickler(table, limits, new Form(true, form.protocol(), true), ids, buffers);
  }

  /**
   * Values that stand outside the pickle. The function is asked for each value but None, with what
   * is in it, and for its dict keys: what it gives is written instead, any value, often a str or a
   * tuple, and null means none. Of a key, and of what is in it, it may be asked twice. Whoever
   * reads the pickle is asked for the object of that id: {@link Unpickler#persistentIds}, {@code
   * Unpickler.persistent_load} in Python.
   */
  public Pickler persistentIds(Function<Object, @Nullable Object> ids) {
    return new Pickler(table, limits, form, requireNonNull(ids, "ids"), buffers);
  }

  /**
   * Buffers that stand outside the pickle (PEP 574): each {@link ByteSlice}, and each bytearray
   * that a codec writes as a payload, such as an array's elements, is offered. What {@code taker}
   * takes (true; {@code list::add} takes all) is not in the pickle, and whoever reads it has to
   * hand over the same bytes in the same order: {@link Unpickler#buffers}, {@code pickle.loads(...,
   * buffers=...)} in Python, which finds that very object in the value: hand over a bytearray where
   * the array is to be written to. What is not taken (false) stands in the pickle as bytes or a
   * bytearray. A {@code byte[]} and a {@link PyByteArray} always do. The buffer lives as long as
   * the value it is of, and may be a view on it.
   *
   * <p>Needs protocol 5: {@code dump} throws a PickleException in another.
   */
  public Pickler buffers(Predicate<ByteSlice> taker) {
    return new Pickler(table, limits, form, ids, requireNonNull(taker, "taker"));
  }

  /**
   * A whole pickle.
   *
   * @throws PickleException if a value in it cannot be written, says where and what to do; or if
   *     the pickle takes 2 GiB and more
   */
  public byte[] dump(@Nullable Object value) {
    return ArraySink.write(new byte[0], encode(value), 0);
  }

  /**
   * Writes a whole pickle into a stream, which is neither flushed nor closed: another may follow.
   * Needs no buffering: pieces of up to 64 KiB are written.
   *
   * @throws PickleException if a value in it cannot be written, before the first byte; or if a
   *     codec's payload has another length than it announced, after some
   * @throws IOException from the stream; what was written so far is no pickle
   */
  public void dump(@Nullable Object value, OutputStream out) throws IOException {
    StreamSink.write(encode(value), out);
  }

  /**
   * Writes a whole pickle to a file, which is made or overwritten once the value is known to be
   * writable. Must not be the file that arrays in the value are mapped from.
   *
   * @throws PickleException as {@link #dump(Object, OutputStream)} does
   * @throws IOException if the file cannot be written; what is in it then is no pickle
   */
  public void dump(@Nullable Object value, Path file) throws IOException {
    Encoding encoding = encode(value);
    try (OutputStream out = Files.newOutputStream(file)) {
      StreamSink.write(encoding, out);
    }
  }

  private Encoding encode(@Nullable Object value) {
    if (buffers != null && form.protocol() < Form.NEWEST) {
      throw new PickleException(
          "buffers outside of a pickle need protocol 5, this pickler's is "
              + form.protocol()
              + "; call protocol(5)",
          PickleException.NO_OFFSET);
    }
    PersistentIds asked = ids == null ? null : new PersistentIds(ids);
    return new Encoder(table, limits, form, asked, buffers).encode(value);
  }
}
