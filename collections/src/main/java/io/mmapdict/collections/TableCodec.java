package io.mmapdict.collections;

import com.google.common.collect.Table;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Guava's {@link Table} as a dict of dicts, {@code {row: {column: value}}}. Read back as that, a
 * Map of Maps: nothing says of a dict that it was a table.
 */
public final class TableCodec implements ValueCodec {
  @Override
  public Set<Class<?>> writes() {
    return Set.of(Table.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    Map<Object, Object> rows = new LinkedHashMap<>();
    ((Table<?, ?, ?>) value).rowMap().forEach((row, cells) -> rows.put(row, copy(cells)));
    out.value(rows);
  }

  private static Map<?, ?> copy(Map<?, ?> cells) {
    return new LinkedHashMap<>(cells);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
