package io.mmapdict.pickle;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys and values of a dict. */
final class ItemsFrame implements Frame {
  private static final int BATCH = 1000;

  /** Of a map that was read, else null. */
  private final DeepMap.@Nullable Cursor cursor;

  /** Of another map; else of nothing. */
  private final Iterator<? extends Map.Entry<?, ?>> entries;

  /** One item alone has an opcode of its own in a stream, as in CPython. */
  private final boolean alone;

  private @Nullable Object key;
  private @Nullable Object value;
  private boolean keyWritten;
  private int inBatch;

  ItemsFrame(Map<?, ?> map, Ops ops) {
    alone = ops.form().stream() && map.size() == 1;
    cursor = map instanceof DeepMap dict ? dict.cursor() : null;
    entries = cursor == null ? map.entrySet().iterator() : Collections.emptyIterator();
  }

  @Override
  public void run(Encoder encoder) {
    while (true) {
      if (keyWritten) {
        keyWritten = false;
        if (!encoder.value(value)) {
          return;
        }
      }
      if (!next()) {
        break;
      }
      if (inBatch == BATCH) {
        encoder.ops().op(Opcode.SETITEMS);
        inBatch = 0;
      }
      if (inBatch++ == 0 && !alone) {
        encoder.ops().op(Opcode.MARK);
      }
      keyWritten = true;
      if (key instanceof String name && !encoder.asksForIds()) {
        encoder.name(name);
      } else {
        encoder.checkKey(key);
        if (!encoder.value(key)) {
          return;
        }
      }
    }
    if (alone && inBatch != 1) {
      throw encoder.changed();
    }
    if (inBatch > 0) {
      encoder.ops().op(alone ? Opcode.SETITEM : Opcode.SETITEMS);
    }
    encoder.done();
  }

  private boolean next() {
    if (cursor != null && cursor.next()) {
      key = cursor.key();
      value = cursor.value();
      return true;
    }
    if (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      key = entry.getKey();
      value = entry.getValue();
      return true;
    }
    return false;
  }

  @Override
  public String where() {
    return inBatch == 0 ? "" : PyTypes.pathStep(key);
  }
}
