package io.mmapdict.collections;

import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.collections.api.list.primitive.BooleanList;
import org.eclipse.collections.api.list.primitive.CharList;
import org.eclipse.collections.api.set.primitive.BooleanSet;
import org.eclipse.collections.api.set.primitive.ByteSet;
import org.eclipse.collections.api.set.primitive.CharSet;
import org.eclipse.collections.api.set.primitive.DoubleSet;
import org.eclipse.collections.api.set.primitive.FloatSet;
import org.eclipse.collections.api.set.primitive.IntSet;
import org.eclipse.collections.api.set.primitive.LongSet;
import org.eclipse.collections.api.set.primitive.ShortSet;

/**
 * Eclipse Collections' primitive sets as a {@code set}, its lists of booleans as a {@code list},
 * and those of characters as a {@code str}. They are read back as Java's sets, lists and Strings.
 */
public final class PrimitiveSetCodec implements ValueCodec {
  @FunctionalInterface
  private interface Walk<T> {
    void each(T value, Consumer<Object> add);
  }

  private record Kind<T>(Class<T> type, Walk<T> walk) {
    <C extends Collection<Object>> C fill(C target, Object value) {
      walk.each(type.cast(value), target::add);
      return target;
    }
  }

  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(BooleanSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(ByteSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(CharSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(ShortSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(IntSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(LongSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(FloatSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(DoubleSet.class, (set, add) -> set.each(add::accept)),
          new Kind<>(BooleanList.class, (list, add) -> list.each(add::accept)),
          new Kind<>(CharList.class, (list, add) -> list.each(add::accept)));

  @Override
  public Set<Class<?>> writes() {
    return KINDS.stream().map(Kind::type).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void write(Object value, PickleWriter out) {
    for (Kind<?> kind : KINDS) {
      if (kind.type().isInstance(value)) {
        out.value(plain(kind, value));
        return;
      }
    }
    throw new PickleException(
        value.getClass().getName() + " is no primitive set", PickleException.NO_OFFSET);
  }

  private static Object plain(Kind<?> kind, Object value) {
    return switch (value) {
      case BooleanList list -> kind.fill(new ArrayList<>(), list);
      case CharList list -> list.makeString("");
      default -> kind.fill(new LinkedHashSet<>(), value);
    };
  }

  @Override
  public boolean isHashable(Object value) {
    return value instanceof CharList;
  }
}
