package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.impl.factory.primitive.BooleanBags;
import org.eclipse.collections.impl.factory.primitive.ByteDoubleMaps;
import org.eclipse.collections.impl.factory.primitive.CharBags;
import org.eclipse.collections.impl.factory.primitive.CharIntMaps;
import org.eclipse.collections.impl.factory.primitive.DoubleFloatMaps;
import org.eclipse.collections.impl.factory.primitive.IntBags;
import org.eclipse.collections.impl.factory.primitive.IntBooleanMaps;
import org.eclipse.collections.impl.factory.primitive.IntObjectMaps;
import org.eclipse.collections.impl.factory.primitive.LongCharMaps;
import org.eclipse.collections.impl.factory.primitive.ObjectLongMaps;
import org.eclipse.collections.impl.factory.primitive.ShortByteMaps;
import org.junit.jupiter.api.Test;

class PrimitiveMapCodecTest extends ValueCodecContract {
  private static final Map<Object, Expected> SAMPLES = samplesByValue();

  private static Map<Object, Expected> samplesByValue() {
    Map<Object, Expected> all = new LinkedHashMap<>();
    dict(all, IntObjectMaps.mutable.of(-5, "x"), "{-5: 'x'}", Map.of(-5L, "x"));
    dict(all, IntObjectMaps.mutable.empty(), "{}", Map.of());
    dict(all, ObjectLongMaps.immutable.of("a", 1L << 40), "{'a': 1 << 40}", Map.of("a", 1L << 40));
    dict(all, ByteDoubleMaps.mutable.of((byte) -1, 2.5), "{-1: 2.5}", Map.of(-1L, 2.5));
    dict(all, CharIntMaps.mutable.of('x', 7), "{'x': 7}", Map.of("x", 7L));
    dict(all, LongCharMaps.mutable.of(3, 'y'), "{3: 'y'}", Map.of(3L, "y"));
    dict(all, IntBooleanMaps.mutable.of(1, true), "{1: True}", Map.of(1L, true));
    dict(all, DoubleFloatMaps.mutable.of(1.5, 0.5f), "{1.5: 0.5}", Map.of(1.5, 0.5));
    dict(all, ShortByteMaps.immutable.of((short) 300, (byte) 3), "{300: 3}", Map.of(300L, 3L));
    counter(all, IntBags.mutable.of(4, 4, 4), "{4: 3}", Map.of(4L, 3L));
    counter(all, CharBags.immutable.of('z'), "{'z': 1}", Map.of("z", 1L));
    counter(all, BooleanBags.mutable.of(true, true), "{True: 2}", Map.of(true, 2L));
    return all;
  }

  private static void dict(Map<Object, Expected> all, Object value, String python, Object java) {
    all.put(value, new Expected(python, java));
  }

  private static void counter(Map<Object, Expected> all, Object value, String python, Object java) {
    all.put(value, new Expected("__import__('collections').Counter(" + python + ")", java));
  }

  @Override
  protected ValueCodec codec() {
    return new PrimitiveMapCodec();
  }

  @Override
  protected List<?> samples() {
    return List.copyOf(SAMPLES.keySet());
  }

  /** Beside the other codecs a bag is read as a multiset. */
  @Override
  protected boolean same(Object expected, Object actual) {
    Object java = SAMPLES.get(expected).java();
    return actual instanceof com.google.common.collect.Multiset<?> bag
        ? java.equals(counts(bag))
        : java.equals(actual);
  }

  private static Map<Object, Object> counts(com.google.common.collect.Multiset<?> bag) {
    Map<Object, Object> counts = new LinkedHashMap<>();
    bag.entrySet().forEach(entry -> counts.put(entry.getElement(), (long) entry.getCount()));
    return counts;
  }

  @Override
  protected String pythonCheck(Object sample) {
    return SAMPLES.get(sample).check();
  }

  /** Each of the 71 kinds of map and 8 of bag that the library has. */
  @Test
  void noKindIsForgotten() {
    assertEquals(79, codec().writes().size());
    Codecs codecs = Codecs.of(codec());
    for (Object sample : samples()) {
      Object again = codecs.load(MemorySegment.ofArray(codecs.dump(List.of(sample, sample))));
      assertTrue(same(sample, ((List<?>) again).get(1)));
    }
  }
}
