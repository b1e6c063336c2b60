package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values at random, and a text that says value and type of everything, in Java and in Python. */
final class PythonValues {
  /** {@code d(value)} is what {@link #described} gives; in Python 2 dicts are sorted. */
  static final String DESCRIBE =
      """
      import struct, sys
      from binascii import hexlify
      old = sys.version_info[0] == 2
      def h(b): return hexlify(bytes(b)).decode('ascii')
      def d(v):
          t = type(v)
          if v is None: return 'N'
          if t is bool: return 'T' if v else 'F'
          if t is int or t.__name__ == 'long': return 'i%d' % v
          if t is float: return 'f' + h(struct.pack('>d', v))
          if t is complex: return 'c' + d(v.real) + d(v.imag)
          if t is type(u''): return 's' + h(v.encode('utf-16-be', 'strict' if old else 'surrogatepass'))
          if t is bytes: return 'b' + h(v)
          if t is bytearray: return 'a' + h(v)
          if t is list: return '[' + ','.join(map(d, v)) + ']'
          if t is tuple: return '(' + ','.join(map(d, v)) + ')'
          if t is dict:
              items = [d(k) + ':' + d(x) for k, x in v.items()]
              return '{' + ','.join(sorted(items) if old else items) + '}'
          if t is set: return 'S' + ','.join(sorted(map(d, v))) + ';'
          if t is frozenset: return 'Z' + ','.join(sorted(map(d, v))) + ';'
          raise TypeError(t)
      """;

  private PythonValues() {}

  static Object value(Random random, int depth, boolean key) {
    int kind = random.nextInt(depth == 0 ? 8 : key ? 10 : 14);
    int size = random.nextInt(5);
    return switch (kind) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 ->
          Codecs.of()
              .load(
                  MemorySegment.ofArray(
                      Codecs.of()
                          .dump(
                              new BigInteger(1 + random.nextInt(70), random)
                                  .subtract(BigInteger.TEN))));
      case 3 -> random.nextLong() >> random.nextInt(64);
      case 4 -> random.nextBoolean() ? random.nextGaussian() : Double.NEGATIVE_INFINITY;
      case 5 -> text(random, random.nextInt(3) == 0 ? 300 : size);
      case 6 -> key ? "key" + size : bytes(random);
      case 7 -> key ? size + 0.5 : PyByteArray.wrap(bytes(random));
      case 8 -> PyTuple.copyOf(values(random, depth, size, key));
      case 9 -> PyFrozenSet.copyOf(values(random, depth, size, true));
      case 10 -> values(random, depth, size, false);
      case 11 -> new LinkedHashSet<>(values(random, depth, size, true));
      case 12 -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object one : values(random, depth, size, true)) {
          map.put(one, value(random, depth - 1, false));
        }
        yield map;
      }
      default -> {
        Object shared = value(random, depth - 1, false);
        List<Object> list = new ArrayList<>();
        list.add(shared);
        list.add(shared);
        yield list;
      }
    };
  }

  /** As set elements and keys no two that Python holds for equal: 1, 1.0 and True. */
  private static List<Object> values(Random random, int depth, int size, boolean key) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object one = value(random, depth - 1, key);
      values.add(key && one instanceof Boolean ? "bool" : one);
    }
    return values;
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[new int[] {0, 3, 256, 5000}[random.nextInt(4)]];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    int[] some = {'a', 0, '\n', 0xe9, 0x2603, 0xd800, 0xdc00, 0x1d11e, 0xfffd};
    for (int i = 0; i < size; i++) {
      // A letter between, so that two lone surrogates never make a pair.
      text.appendCodePoint(some[random.nextInt(some.length)]).append('x');
    }
    return text.toString();
  }

  static String described(Object value) {
    return described(value, false);
  }

  /**
   * @param sortedDicts as Python 2 says it, whose dicts have no order
   */
  static String described(Object value, boolean sortedDicts) {
    return switch (value) {
      case null -> "N";
      case Boolean bool -> bool ? "T" : "F";
      case Long number -> "i" + number;
      case BigInteger number -> "i" + number;
      case Double number -> String.format("f%016x", Double.doubleToRawLongBits(number));
      case PyComplex number -> "c" + described(number.re()) + described(number.im());
      case String text -> {
        StringBuilder hex = new StringBuilder("s");
        text.chars().forEach(c -> hex.append(String.format("%04x", c)));
        yield hex.toString();
      }
      case byte[] bytes -> "b" + HexFormat.of().formatHex(bytes);
      case PyByteArray bytes -> "a" + HexFormat.of().formatHex(bytes.array());
      case PyTuple tuple -> "(" + joined(all(tuple.toList(), sortedDicts)) + ")";
      case List<?> list -> "[" + joined(all(list, sortedDicts)) + "]";
      case PyFrozenSet set -> "Z" + joined(all(set, sortedDicts).sorted()) + ";";
      case Set<?> set -> "S" + joined(all(set, sortedDicts).sorted()) + ";";
      case Map<?, ?> map -> {
        Stream<String> items =
            map.entrySet().stream()
                .map(item ->
                    described(item.getKey(), sortedDicts)
                        + ":"
                        + described(item.getValue(), sortedDicts));
        yield "{" + joined(sortedDicts ? items.sorted() : items) + "}";
      }
      default -> throw new AssertionError(value.getClass());
    };
  }

  private static Stream<String> all(Collection<?> values, boolean sortedDicts) {
    return values.stream().map(one -> described(one, sortedDicts));
  }

  private static String joined(Stream<String> texts) {
    return texts.collect(Collectors.joining(","));
  }
}
