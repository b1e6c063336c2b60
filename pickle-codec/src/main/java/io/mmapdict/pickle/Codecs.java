package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSource;
import io.mmapdict.pickle.spi.DirectCodec;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Python values with a set of codecs. Immutable, safe for use by many threads.
 *
 * <table>
 * <caption>Python's types in Java; the others, and what is lost, in docs/values.md</caption>
 * <tr><th>Python</th><th>read as</th><th>written from</th></tr>
 * <tr><td>None</td><td>null</td><td>null, an empty Optional</td></tr>
 * <tr><td>bool</td><td>Boolean</td><td>Boolean</td></tr>
 * <tr><td>int</td><td>Long, or BigInteger beyond</td>
 *     <td>Byte, Short, Integer, Long, BigInteger</td></tr>
 * <tr><td>float</td><td>Double</td><td>Float, Double</td></tr>
 * <tr><td>complex</td><td>{@link PyComplex}</td><td>PyComplex</td></tr>
 * <tr><td>str</td><td>String, lone surrogates kept</td>
 *     <td>String, Character, char[], an enum's name</td></tr>
 * <tr><td>bytes</td><td>byte[]</td><td>byte[], ByteSlice</td></tr>
 * <tr><td>bytearray</td><td>{@link PyByteArray}</td><td>PyByteArray, ByteSlice</td></tr>
 * <tr><td>list</td><td>ArrayList</td><td>List, arrays, streams</td></tr>
 * <tr><td>tuple</td><td>{@link PyTuple}</td><td>PyTuple</td></tr>
 * <tr><td>dict</td><td>Map, in its order</td><td>Map, records</td></tr>
 * <tr><td>OrderedDict, defaultdict, Counter</td><td>{@link PyMap}</td><td>PyMap</td></tr>
 * <tr><td>deque</td><td>{@link PyDeque}</td><td>PyDeque, Deque</td></tr>
 * <tr><td>set</td><td>Set, in its order</td><td>Set</td></tr>
 * <tr><td>frozenset</td><td>{@link PyFrozenSet}</td><td>PyFrozenSet</td></tr>
 * <tr><td>range, slice</td><td>{@link PyRange}, {@link PySlice}</td><td>these</td></tr>
 * <tr><td>Decimal, Fraction, UUID</td><td>BigDecimal, {@link PyFraction}, UUID</td>
 *     <td>these</td></tr>
 * <tr><td>datetime, zoneinfo</td><td>java.time</td><td>java.time, to the microsecond</td></tr>
 * <tr><td>PosixPath</td><td>Path</td><td>Path</td></tr>
 * <tr><td>an unknown global</td><td>{@link PyGlobal}</td><td>PyGlobal</td></tr>
 * <tr><td>an unknown call</td><td>{@link PyObject}</td><td>PyObject</td></tr>
 * </table>
 *
 * <p>Cycles and shared references are kept both ways. A {@code byte[]} as a dict key or set element
 * is found by identity only, as everywhere in Java.
 */
public final class Codecs {
  private static volatile @Nullable Codecs installed;

  private final CodecTable table;
  private final PickleLimits limits;

  /** None under unusual limits: these hold while opcodes are run one by one. */
  private final List<DirectCodec> direct;

  private Codecs(List<ValueCodec> codecs, PickleLimits limits) {
    this(new CodecTable(codecs), limits);
  }

  private Codecs(CodecTable table, PickleLimits limits) {
    this.table = table;
    this.limits = limits;
    this.direct = limits.equals(PickleLimits.DEFAULT) ? table.direct() : List.of();
  }

  /**
   * All codecs that {@link ServiceLoader} finds, looked up once.
   *
   * @throws PickleException if two claim the same Java type or Python global; names both
   */
  public static Codecs installed() {
    Codecs known = installed;
    if (known == null) {
      // Two threads may both look; what they find is the same.
      known =
          new Codecs(
              ServiceLoader.load(ValueCodec.class, Codecs.class.getClassLoader()).stream()
                  .map(ServiceLoader.Provider::get)
                  .toList(),
              PickleLimits.DEFAULT);
      installed = known;
    }
    return known;
  }

  /**
   * These codecs and no others.
   *
   * @throws PickleException if two claim the same Java type or Python global; names both
   */
  public static Codecs of(ValueCodec... codecs) {
    return new Codecs(List.of(codecs), PickleLimits.DEFAULT);
  }

  /** The same codecs under other limits. */
  public Codecs withLimits(PickleLimits other) {
    return new Codecs(table, other);
  }

  /** The codecs besides the types in the table above. */
  public List<ValueCodec> codecs() {
    return table.codecs();
  }

  /**
   * Makes a value ready to be written.
   *
   * @throws PickleException if no codec writes a value in it; says where in it, and what to do
   */
  public Encoding encode(@Nullable Object value) {
    Ops ops = new Ops();
    return Scalars.write(ops, value) ? ops.finish() : new Encoder(table, limits).encode(value);
  }

  /**
   * Reads one value, such as an entry's: between the offsets stand its opcodes, with or without
   * PROTO, FRAME and STOP. Nothing is called, whatever the pickle says.
   *
   * @return what codecs built may be views on {@code source}; everything else is a copy
   * @throws PickleException if that is no pickle of one value
   * @throws IndexOutOfBoundsException if the offsets are not inside the source
   */
  public @Nullable Object decode(MemorySegment source, long start, long end) {
    Object known = readDirectly(source, start, end, null);
    return known == null
        ? new Decoder(source, start, end, 4, table, limits, Reading.COPIED).run(false)
        : known;
  }

  /**
   * The same where the contents of byte strings need not be there yet: those that are copied are
   * fetched meanwhile, those that codecs keep where they are when they are needed. All other bytes
   * of the value must be there.
   */
  public @Nullable Object decode(MemorySegment source, long start, long end, ByteSource content) {
    Object known = readDirectly(source, start, end, content);
    return known == null
        ? new Decoder(source, start, end, 4, table, limits, Reading.fetched(content)).run(false)
        : known;
  }

  private @Nullable Object readDirectly(
      MemorySegment source, long start, long end, @Nullable ByteSource content) {
    for (DirectCodec codec : direct) {
      OpcodeMatcher opcodes = new OpcodeMatcher(source, start, end, content);
      Object value = codec.readDirectly(opcodes);
      if (value != null) {
        opcodes.skipPads();
        if (opcodes.isAtEnd()) {
          return value;
        }
      }
    }
    return null;
  }

  /**
   * Reads a whole pickle of any protocol up to its STOP; what follows is ignored, as in Python.
   *
   * @throws PickleException if that is no pickle
   */
  public @Nullable Object load(MemorySegment pickle) {
    return new Decoder(pickle, 0, pickle.byteSize(), 0, table, limits, Reading.COPIED).run(true);
  }

  /**
   * Reads a whole pickle as {@link #load} does, to write its values again with {@link #encode}, so
   * that Python finds the same objects in them: a codec builds a value only where it {@linkplain
   * ValueCodec#keeps keeps} all of it, all other calls stay {@link PyObject}s. Byte strings of more
   * than 4096 bytes are not copied but stay {@link io.mmapdict.pickle.spi.ByteSlice}s, views on the
   * pickle as arrays are.
   *
   * @throws PickleException if that is no pickle
   */
  public @Nullable Object loadToConvert(MemorySegment pickle) {
    return new Decoder(pickle, 0, pickle.byteSize(), 0, table, limits, Reading.CONVERTING)
        .run(true);
  }

  /**
   * A whole pickle of protocol 4, or 5 where a bytearray is in it.
   *
   * @throws PickleException if no codec writes a value in it, or if it takes 2 GiB and more
   */
  public byte[] dump(@Nullable Object value) {
    Encoding encoding = encode(value);
    byte[] start = {(byte) Opcode.PROTO.code(), (byte) encoding.protocol()};
    byte[] pickle = ArraySink.write(start, encoding, 1);
    pickle[pickle.length - 1] = (byte) Opcode.STOP.code();
    return pickle;
  }

  /** Writes pickles of a chosen protocol, with persistent ids and buffers outside of them. */
  public Pickler pickler() {
    return new Pickler(table, limits);
  }

  /** Reads pickles of streams and files, with persistent ids and buffers from outside of them. */
  public Unpickler unpickler() {
    return new Unpickler(table, limits);
  }

  /** What Python calls the type of a value: {@code list}, or a class such as {@code a.b.C}. */
  public String typeName(@Nullable Object value) {
    String known = PyTypes.known(value);
    String coded = value == null || known != null ? null : nameOf(value.getClass());
    return coded == null ? PyTypes.name(value) : coded;
  }

  /** The Python class that a codec writes a Java type as; null if none does, or it says none. */
  @Nullable String nameOf(Class<?> type) {
    ValueCodec writer = table.writer(type);
    return writer == null
        ? null
        : writer.reads().stream() // helpers that build the class have longer names than itself
            .map(PyGlobal::toString)
            .min(Comparator.comparingInt(String::length))
            .orElse(null);
  }

  /** Whether a Java type is one that is written in a way of its own. */
  boolean writes(Class<?> type) {
    return table.writes(type);
  }

  /**
   * Reads a whole pickle, as {@link #load} does, as a Java type.
   *
   * <pre>{@code
   * Keypoint[] keypoints = codecs.decode(pickle, Keypoint[].class);
   * }</pre>
   *
   * @return null if the value is None
   * @throws PickleException if that is no pickle, or if {@link #convert} does not make the type of
   *     its value
   */
  public <T> @Nullable T decode(MemorySegment pickle, Class<T> type) {
    return convert(load(pickle), type);
  }

  /**
   * Reads a whole pickle as a type with arguments; as {@link #decode(MemorySegment, Class)}.
   *
   * @throws PickleException as that does
   */
  public <T> @Nullable T decode(MemorySegment pickle, TypeReference<T> type) {
    return convert(load(pickle), type);
  }

  /**
   * The value as a Java type; docs/values.md has the table. Numbers are narrowed where nothing is
   * lost but a float's last digits, lists, tuples, sets and dicts become Java's collections, maps
   * and arrays element by element, None an empty Optional.
   *
   * <p>A record is made of a dict, or of an object's attributes, by the names of its components,
   * and of a tuple or a namedtuple in their order. Of a dict or an object it may leave some out,
   * but each component must be there, unless it is an {@code Optional} of some kind. What the
   * record's constructor throws is the cause of the exception.
   *
   * <p>What is shared in the value is shared in what is made of it. Records may nest to any depth.
   *
   * @param type a class, an interface, a primitive's class or a record
   * @return null if the value is None
   * @throws PickleException if it does not fit; says where, such as {@code keypoints[3].angle:
   *     expected a float, found str}
   */
  @SuppressWarnings("unchecked") // the converter gives an instance of the type, boxed
  public <T> @Nullable T convert(@Nullable Object value, Class<T> type) {
    boolean isOne = type.isInstance(value); // as of nearly every array
    return (T) (isOne ? value : new Converter(this).convert(value, Target.of(type)));
  }

  /**
   * The value as a type with arguments, {@code Map<String, Keypoint>} for one; as {@link
   * #convert(Object, Class)}.
   *
   * @throws PickleException if it does not fit; says where
   */
  @SuppressWarnings("unchecked") // the converter gives an instance of the type
  public <T> @Nullable T convert(@Nullable Object value, TypeReference<T> type) {
    return (T) new Converter(this).convert(value, type.target());
  }
}
