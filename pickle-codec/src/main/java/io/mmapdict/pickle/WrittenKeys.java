package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Deque;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * What Java's values are to Python where they are dict keys or set elements: a record or an array
 * has a hash in Java, and is written as a dict or a list, which have none.
 */
final class WrittenKeys {
  private final CodecTable codecs;
  private final PickleLimits limits;
  private final @Nullable PersistentIds ids;

  WrittenKeys(CodecTable codecs, PickleLimits limits, @Nullable PersistentIds ids) {
    this.codecs = codecs;
    this.limits = limits;
    this.ids = ids;
  }

  /** Null if Python can hash what a key is written as, else what is wrong with it. */
  @Nullable String fault(@Nullable Object key) {
    if (key == null || key instanceof String || key instanceof Number) {
      return null; // most keys are
    }
    return Hashable.fault(key, this::meant, limits, Work.unlimited(), PickleException.NO_OFFSET);
  }

  private @Nullable Object meant(@Nullable Object given) {
    Object value = JavaValues.simple(given);
    if (value == null || (ids != null && ids.has(value))) {
      return null; // what stands outside of the pickle has the hash that it has there
    }
    ValueCodec codec = codecs.writer(value.getClass());
    if (codec != null) {
      return codec.isHashable(value) ? null : new Hashable.Not(value.getClass().getName());
    }
    return switch (value) {
      case byte[] bytes -> bytes;
      case ByteSlice bytes -> bytes;
      case PyComplex number -> number;
      case PyGlobal global -> global;
      case Record row ->
          new Hashable.Not("the record " + row.getClass().getName() + ", a dict there");
      case Deque<?> deque -> new Hashable.Not(PyTypes.name(PyDeque.create()));
      case BaseStream<?, ?> stream -> new Hashable.Not("a stream, a list there");
      default ->
          value.getClass().isArray()
              ? new Hashable.Not(value.getClass().getTypeName() + ", a list there")
              : value;
    };
  }
}
