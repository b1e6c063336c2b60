package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values at random. */
final class PythonValues {
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
}
