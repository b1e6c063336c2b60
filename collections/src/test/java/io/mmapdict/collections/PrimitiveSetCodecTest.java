package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.impl.factory.primitive.BooleanLists;
import org.eclipse.collections.impl.factory.primitive.BooleanSets;
import org.eclipse.collections.impl.factory.primitive.ByteSets;
import org.eclipse.collections.impl.factory.primitive.CharLists;
import org.eclipse.collections.impl.factory.primitive.CharSets;
import org.eclipse.collections.impl.factory.primitive.DoubleSets;
import org.eclipse.collections.impl.factory.primitive.FloatSets;
import org.eclipse.collections.impl.factory.primitive.IntSets;
import org.eclipse.collections.impl.factory.primitive.LongSets;
import org.eclipse.collections.impl.factory.primitive.ShortSets;
import org.junit.jupiter.api.Test;

class PrimitiveSetCodecTest extends ValueCodecContract {
  private static final Map<Object, Expected> SAMPLES = samplesByValue();

  private static Map<Object, Expected> samplesByValue() {
    Map<Object, Expected> all = new LinkedHashMap<>();
    all.put(IntSets.mutable.of(1, -2), new Expected("{1, -2}", Set.of(1L, -2L)));
    all.put(ByteSets.mutable.of((byte) 3), new Expected("{3}", Set.of(3L)));
    all.put(ShortSets.immutable.of((short) 300), new Expected("{300}", Set.of(300L)));
    all.put(LongSets.mutable.of(1L << 40), new Expected("{1 << 40}", Set.of(1L << 40)));
    all.put(FloatSets.mutable.of(0.5f), new Expected("{0.5}", Set.of(0.5)));
    all.put(DoubleSets.mutable.of(0.1), new Expected("{0.1}", Set.of(0.1)));
    all.put(CharSets.mutable.of('x'), new Expected("{'x'}", Set.of("x")));
    all.put(BooleanSets.mutable.of(false), new Expected("{False}", Set.of(false)));
    all.put(BooleanLists.mutable.of(true, false), new Expected("[True, False]", bools()));
    all.put(CharLists.mutable.of('a', 'b'), new Expected("'ab'", "ab"));
    return all;
  }

  private static List<Boolean> bools() {
    return List.of(true, false);
  }

  @Override
  protected ValueCodec codec() {
    return new PrimitiveSetCodec();
  }

  @Override
  protected List<?> samples() {
    return List.copyOf(SAMPLES.keySet());
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return SAMPLES.get(expected).java().equals(actual);
  }

  @Override
  protected String pythonCheck(Object sample) {
    return SAMPLES.get(sample).check();
  }

  @Test
  void noKindIsForgotten() {
    assertEquals(codec().writes().size(), samples().size());
  }
}
