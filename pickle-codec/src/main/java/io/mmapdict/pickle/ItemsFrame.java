package io.mmapdict.pickle;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys and values of a dict. */
final class ItemsFrame implements Frame {
  private static final int BATCH = 1000;

  private final Iterator<? extends Map.Entry<?, ?>> entries;

  /** One item alone has an opcode of its own in a stream, as in CPython. */
  private final boolean alone;

  private Map.@Nullable Entry<?, ?> entry;
  private boolean keyWritten;
  private int inBatch;

  ItemsFrame(Map<?, ?> map, Ops ops) {
    alone = ops.form().stream() && map.size() == 1;
    entries = map.entrySet().iterator();
  }

  @Override
  public void run(Encoder encoder) {
    while (true) {
      if (keyWritten) {
        keyWritten = false;
        if (!encoder.value(entry.getValue())) {
          return;
        }
      }
      if (!entries.hasNext()) {
        break;
      }
      if (inBatch == BATCH) {
        encoder.ops().op(Opcode.SETITEMS);
        inBatch = 0;
      }
      if (inBatch++ == 0 && !alone) {
        encoder.ops().op(Opcode.MARK);
      }
      entry = entries.next();
      keyWritten = true;
      Object key = entry.getKey();
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

  @Override
  public String where() {
    return entry == null ? "" : PyTypes.pathStep(entry.getKey());
  }
}
