package io.mmapdict.collections;

import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.eclipse.collections.api.bag.primitive.BooleanBag;
import org.eclipse.collections.api.bag.primitive.ByteBag;
import org.eclipse.collections.api.bag.primitive.CharBag;
import org.eclipse.collections.api.bag.primitive.DoubleBag;
import org.eclipse.collections.api.bag.primitive.FloatBag;
import org.eclipse.collections.api.bag.primitive.IntBag;
import org.eclipse.collections.api.bag.primitive.LongBag;
import org.eclipse.collections.api.bag.primitive.ShortBag;
import org.eclipse.collections.api.map.primitive.ByteBooleanMap;
import org.eclipse.collections.api.map.primitive.ByteByteMap;
import org.eclipse.collections.api.map.primitive.ByteCharMap;
import org.eclipse.collections.api.map.primitive.ByteDoubleMap;
import org.eclipse.collections.api.map.primitive.ByteFloatMap;
import org.eclipse.collections.api.map.primitive.ByteIntMap;
import org.eclipse.collections.api.map.primitive.ByteLongMap;
import org.eclipse.collections.api.map.primitive.ByteObjectMap;
import org.eclipse.collections.api.map.primitive.ByteShortMap;
import org.eclipse.collections.api.map.primitive.CharBooleanMap;
import org.eclipse.collections.api.map.primitive.CharByteMap;
import org.eclipse.collections.api.map.primitive.CharCharMap;
import org.eclipse.collections.api.map.primitive.CharDoubleMap;
import org.eclipse.collections.api.map.primitive.CharFloatMap;
import org.eclipse.collections.api.map.primitive.CharIntMap;
import org.eclipse.collections.api.map.primitive.CharLongMap;
import org.eclipse.collections.api.map.primitive.CharObjectMap;
import org.eclipse.collections.api.map.primitive.CharShortMap;
import org.eclipse.collections.api.map.primitive.DoubleBooleanMap;
import org.eclipse.collections.api.map.primitive.DoubleByteMap;
import org.eclipse.collections.api.map.primitive.DoubleCharMap;
import org.eclipse.collections.api.map.primitive.DoubleDoubleMap;
import org.eclipse.collections.api.map.primitive.DoubleFloatMap;
import org.eclipse.collections.api.map.primitive.DoubleIntMap;
import org.eclipse.collections.api.map.primitive.DoubleLongMap;
import org.eclipse.collections.api.map.primitive.DoubleObjectMap;
import org.eclipse.collections.api.map.primitive.DoubleShortMap;
import org.eclipse.collections.api.map.primitive.FloatBooleanMap;
import org.eclipse.collections.api.map.primitive.FloatByteMap;
import org.eclipse.collections.api.map.primitive.FloatCharMap;
import org.eclipse.collections.api.map.primitive.FloatDoubleMap;
import org.eclipse.collections.api.map.primitive.FloatFloatMap;
import org.eclipse.collections.api.map.primitive.FloatIntMap;
import org.eclipse.collections.api.map.primitive.FloatLongMap;
import org.eclipse.collections.api.map.primitive.FloatObjectMap;
import org.eclipse.collections.api.map.primitive.FloatShortMap;
import org.eclipse.collections.api.map.primitive.IntBooleanMap;
import org.eclipse.collections.api.map.primitive.IntByteMap;
import org.eclipse.collections.api.map.primitive.IntCharMap;
import org.eclipse.collections.api.map.primitive.IntDoubleMap;
import org.eclipse.collections.api.map.primitive.IntFloatMap;
import org.eclipse.collections.api.map.primitive.IntIntMap;
import org.eclipse.collections.api.map.primitive.IntLongMap;
import org.eclipse.collections.api.map.primitive.IntObjectMap;
import org.eclipse.collections.api.map.primitive.IntShortMap;
import org.eclipse.collections.api.map.primitive.LongBooleanMap;
import org.eclipse.collections.api.map.primitive.LongByteMap;
import org.eclipse.collections.api.map.primitive.LongCharMap;
import org.eclipse.collections.api.map.primitive.LongDoubleMap;
import org.eclipse.collections.api.map.primitive.LongFloatMap;
import org.eclipse.collections.api.map.primitive.LongIntMap;
import org.eclipse.collections.api.map.primitive.LongLongMap;
import org.eclipse.collections.api.map.primitive.LongObjectMap;
import org.eclipse.collections.api.map.primitive.LongShortMap;
import org.eclipse.collections.api.map.primitive.ObjectBooleanMap;
import org.eclipse.collections.api.map.primitive.ObjectByteMap;
import org.eclipse.collections.api.map.primitive.ObjectCharMap;
import org.eclipse.collections.api.map.primitive.ObjectDoubleMap;
import org.eclipse.collections.api.map.primitive.ObjectFloatMap;
import org.eclipse.collections.api.map.primitive.ObjectIntMap;
import org.eclipse.collections.api.map.primitive.ObjectLongMap;
import org.eclipse.collections.api.map.primitive.ObjectShortMap;
import org.eclipse.collections.api.map.primitive.ShortBooleanMap;
import org.eclipse.collections.api.map.primitive.ShortByteMap;
import org.eclipse.collections.api.map.primitive.ShortCharMap;
import org.eclipse.collections.api.map.primitive.ShortDoubleMap;
import org.eclipse.collections.api.map.primitive.ShortFloatMap;
import org.eclipse.collections.api.map.primitive.ShortIntMap;
import org.eclipse.collections.api.map.primitive.ShortLongMap;
import org.eclipse.collections.api.map.primitive.ShortObjectMap;
import org.eclipse.collections.api.map.primitive.ShortShortMap;

/**
 * Eclipse Collections' primitive maps as a {@code dict}, and its primitive bags as a {@code
 * collections.Counter}. They are read back as Java's maps and as a {@code Multiset}: Python's ints
 * do not say how wide they were.
 */
public final class PrimitiveMapCodec implements ValueCodec {
  /** How to go through a map, or through a bag's elements and their counts. */
  @FunctionalInterface
  private interface Walk<T> {
    void each(T value, BiConsumer<Object, Object> put);
  }

  private record Kind<T>(Class<T> type, boolean isBag, Walk<T> walk) {
    Map<Object, Object> toMap(Object value) {
      Map<Object, Object> map = new LinkedHashMap<>();
      walk.each(type.cast(value), map::put);
      return map;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // maps of any objects
  private static final List<Kind<?>> KINDS =
      List.of(
          map(ByteBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ByteObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(CharObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ShortObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(IntObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(LongObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(FloatObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(DoubleObjectMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectBooleanMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectByteMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectCharMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectShortMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectIntMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectLongMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectFloatMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          map(ObjectDoubleMap.class, (map, put) -> map.forEachKeyValue(put::accept)),
          bag(BooleanBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(ByteBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(CharBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(ShortBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(IntBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(LongBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(FloatBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)),
          bag(DoubleBag.class, (bag, put) -> bag.forEachWithOccurrences(put::accept)));

  private static <T> Kind<T> map(Class<T> type, Walk<T> walk) {
    return new Kind<>(type, false, walk);
  }

  private static <T> Kind<T> bag(Class<T> type, Walk<T> walk) {
    return new Kind<>(type, true, walk);
  }

  @Override
  public Set<Class<?>> writes() {
    return KINDS.stream().map(Kind::type).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void write(Object value, PickleWriter out) {
    for (Kind<?> kind : KINDS) {
      if (kind.type().isInstance(value)) {
        Map<Object, Object> map = kind.toMap(value);
        out.value(kind.isBag() ? PyMap.counter(map) : map);
        return;
      }
    }
    throw new PickleException(
        value.getClass().getName() + " is no primitive map or bag", PickleException.NO_OFFSET);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
