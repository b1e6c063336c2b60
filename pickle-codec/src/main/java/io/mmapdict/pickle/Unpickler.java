package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python pickles of the protocols 0 to 5, all opcodes of them. Nothing is called, whatever a
 * pickle says; {@link Codecs} has the table of what is read as what, and {@link Codecs#convert}
 * makes records and other types of that.
 *
 * <pre>{@code
 * Object value = Codecs.installed().unpickler().load(Path.of("model.pkl"));
 * }</pre>
 *
 * <p>Bytes behind a pickle's STOP are ignored, as in Python; {@code sequence} reads on. Offsets in
 * exceptions count from the first byte of the pickle that was read.
 *
 * <p>Immutable: each option gives another unpickler. Safe for use by many threads if the function
 * and the buffers given to it are.
 */
public final class Unpickler {
  private final CodecTable table;
  private final PickleLimits limits;
  private final boolean slices;
  private final boolean located;
  private final @Nullable Function<@Nullable Object, @Nullable Object> objects;
  private final Iterable<MemorySegment> buffers;

  Unpickler(CodecTable table, PickleLimits limits) {
    this(table, limits, false, true, null, List.of());
  }

  private Unpickler(
      CodecTable table,
      PickleLimits limits,
      boolean slices,
      boolean located,
      @Nullable Function<@Nullable Object, @Nullable Object> objects,
      Iterable<MemorySegment> buffers) {
    this.table = table;
    this.limits = limits;
    this.slices = slices;
    this.located = located;
    this.objects = objects;
    this.buffers = buffers;
  }

  /**
   * What stands for the persistent ids in a pickle, as {@code persistent_load} in Python. The
   * function gets the id, a str or any other value, and gives the object, which may be null. A
   * {@link PickleException} of it gets the offset of the opcode, any other exception becomes the
   * cause of one. Without this option a pickle with such an id is refused.
   */
  public Unpickler persistentIds(Function<@Nullable Object, @Nullable Object> objects) {
    return new Unpickler(
        table, limits, slices, located, requireNonNull(objects, "objects"), buffers);
  }

  /**
   * The buffers that were taken out of a pickle of protocol 5, in their order. They are not copied:
   * a codec gets them as slices, and elsewhere in a value they are {@link
   * io.mmapdict.pickle.spi.ByteSlice}s, mutable if the segment is not read-only and the pickle does
   * not say otherwise. Each {@code load} takes them from the first one on; a {@code sequence} takes
   * them once for all its pickles.
   */
  public Unpickler buffers(Iterable<MemorySegment> buffers) {
    return new Unpickler(
        table, limits, slices, located, objects, requireNonNull(buffers, "buffers"));
  }

  /**
   * Bytes and bytearrays are not copied: they are {@link io.mmapdict.pickle.spi.ByteSlice}s, views
   * on the segment that is read, and live as long as that does. Views on an array or on what was
   * read from a stream keep all of it in memory. As a dict key or set element a slice is found by
   * the place it is a view on, not by its bytes.
   */
  public Unpickler bytesAsSlices() {
    return new Unpickler(table, limits, true, located, objects, buffers);
  }

  /**
   * Nothing that is read knows where it stands, for offsets in the segment are none in a file: of
   * one that was inflated, say. {@link io.mmapdict.pickle.spi.ByteSlice#offset} is -1 then, and
   * what codecs build of it, arrays for one, is stored in no file.
   */
  public Unpickler withoutOffsets() {
    return new Unpickler(table, limits, slices, false, objects, buffers);
  }

  /**
   * Reads the pickle that starts a segment.
   *
   * @return what codecs built, arrays for one, may be views on the segment
   * @throws PickleException if that is no pickle; says what was expected and found, and where
   */
  public @Nullable Object load(MemorySegment pickle) {
    return load(pickle, reading());
  }

  /**
   * Reads the pickle that starts an array; as {@link #load(MemorySegment)}.
   *
   * @throws PickleException if that is no pickle
   */
  public @Nullable Object load(byte[] pickle) {
    return load(MemorySegment.ofArray(pickle));
  }

  /**
   * Reads the pickle that starts a file into memory; nothing keeps the file afterwards.
   *
   * @throws PickleException if that is no pickle
   * @throws IOException if the file cannot be read
   */
  public @Nullable Object load(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return load(in);
    }
  }

  /**
   * Maps a file and reads the pickle that starts it: arrays and slices are views on the mapping,
   * however large they are; they live as long as the arena and cannot be written to. The file must
   * not be cut meanwhile: what is touched behind its new end is an {@link InternalError}.
   *
   * @throws PickleException if that is no pickle
   * @throws IOException if the file cannot be mapped
   */
  public @Nullable Object load(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return load(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /**
   * Reads one pickle from a stream, which is not closed and stands behind its STOP afterwards
   * (behind its last frame, if that goes on, as in Python): another {@code load} reads the next
   * one. Frames are read at once, but what stands outside of them, and so all of a pickle of
   * protocol 3 and below, byte by byte: give it a {@link java.io.BufferedInputStream}. Memory is
   * taken for bytes that have come, up to three times as much, whatever lengths the pickle states.
   *
   * @return what codecs built may be views on what was read
   * @throws PickleException if that is no pickle, or if the stream has ended; the place where the
   *     stream stands then is not said
   * @throws IOException from the stream
   */
  public @Nullable Object load(InputStream in) throws IOException {
    MemorySegment pickle = Intake.take(in);
    return load(pickle == null ? MemorySegment.ofArray(new byte[0]) : pickle);
  }

  /**
   * The pickles that stand one behind the other in a stream, to its end, as Python's repeated
   * {@code pickle.load(f)} reads them. {@code hasNext} waits for the next one, and reads it; what
   * is behind that is not read. Each is a pickle of its own, with its own memo. Both methods throw
   * {@link UncheckedIOException}, and {@code next} PickleException where no pickle stands, which
   * ends the sequence. Not safe for use by several threads.
   */
  public Iterator<@Nullable Object> sequence(InputStream in) {
    Reading reading = reading();
    return new PickleSequence(() -> Intake.take(in), pickle -> load(pickle, reading));
  }

  /**
   * The pickles that stand one behind the other in a segment, such as a mapped file; as {@link
   * #sequence(InputStream)}.
   */
  public Iterator<@Nullable Object> sequence(MemorySegment pickles) {
    Reading reading = reading();
    return new PickleSequence(
        new PickleSequence.Parts(pickles, limits), pickle -> load(pickle, reading));
  }

  /**
   * Reads one value, between whose offsets its opcodes stand, with or without PROTO, FRAME and
   * STOP, as {@link Codecs#decode(MemorySegment, long, long)}. Offsets in exceptions count from the
   * first byte of the segment here.
   *
   * @throws PickleException if that is no pickle of one value
   * @throws IndexOutOfBoundsException if the offsets are not inside the source
   */
  public @Nullable Object decode(MemorySegment source, long start, long end) {
    return new Decoder(source, start, end, 4, table, limits, reading()).run(false);
  }

  private Reading reading() {
    long copiedBytes = slices ? Reading.ALL_SLICES : Reading.COPIED.copiedBytes();
    return new Reading(false, copiedBytes, located, objects, buffers.iterator());
  }

  private @Nullable Object load(MemorySegment pickle, Reading reading) {
    return new Decoder(pickle, 0, pickle.byteSize(), 0, table, limits, reading).run(true);
  }
}
