package io.mmapdict.pickle;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The elements of a list, set, tuple or frozenset. */
final class ElementsFrame implements Frame {
  /** As in CPython: so many elements at a time go onto Python's stack. */
  private static final int BATCH = 1000;

  private final Iterator<?> elements;
  private final Opcode close;
  private final boolean batched;
  private final boolean hashed;

  /** Whether a set is built of the elements as a list. */
  private final boolean called;

  /** What is remembered when it is complete; null if it was remembered before. */
  private final @Nullable Object complete;

  private int index = -1;
  private int inBatch;

  private ElementsFrame(
      Collection<?> elements,
      Opcode close,
      boolean batched,
      boolean hashed,
      boolean called,
      @Nullable Object complete) {
    this.elements = elements.iterator();
    this.close = close;
    this.batched = batched;
    this.hashed = hashed;
    this.called = called;
    this.complete = complete;
  }

  static ElementsFrame list(Collection<?> list, Ops ops) {
    return new ElementsFrame(list, items(list, ops), true, false, false, null);
  }

  /** Writes a list of nothing but a few numbers, which needs no frame; false if it is another. */
  static boolean writeNumbers(List<?> list, Encoder encoder) {
    int count = list.size();
    if (count == 0 || count > BATCH || !(list instanceof RandomAccess)) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (!(list.get(i) instanceof Long) && !(list.get(i) instanceof Double)) {
        return false;
      }
    }
    Ops ops = encoder.ops();
    Opcode close = items(list, ops);
    for (int i = 0; i < count; i++) {
      if (!Scalars.writeNumber(ops, list.get(i))) {
        throw encoder.changed();
      }
    }
    ops.op(close);
    return true;
  }

  /** In protocols that have no sets: the call of {@code set} or {@code frozenset}. */
  static ElementsFrame called(Collection<?> set, Ops ops) {
    return new ElementsFrame(set, items(set, ops), true, true, true, set);
  }

  /** One element alone has an opcode of its own in a stream, as in CPython. */
  private static Opcode items(Collection<?> list, Ops ops) {
    if (ops.form().stream() && list.size() == 1) {
      return Opcode.APPEND;
    }
    ops.op(Opcode.MARK);
    return Opcode.APPENDS;
  }

  static ElementsFrame set(Collection<?> set, Ops ops) {
    ops.op(Opcode.MARK);
    return new ElementsFrame(set, Opcode.ADDITEMS, true, true, false, null);
  }

  static ElementsFrame frozenSet(PyFrozenSet set, Ops ops) {
    ops.op(Opcode.MARK);
    return new ElementsFrame(set, Opcode.FROZENSET, false, true, false, set);
  }

  static ElementsFrame tuple(PyTuple tuple, Ops ops) {
    Opcode close =
        switch (tuple.size()) {
          case 0 -> Opcode.EMPTY_TUPLE;
          case 1 -> Opcode.TUPLE1;
          case 2 -> Opcode.TUPLE2;
          case 3 -> Opcode.TUPLE3;
          default -> Opcode.TUPLE;
        };
    if (close == Opcode.TUPLE) {
      ops.op(Opcode.MARK);
    }
    return new ElementsFrame(tuple.toList(), close, false, false, false, tuple);
  }

  @Override
  public void run(Encoder encoder) {
    while (elements.hasNext()) {
      if (batched && inBatch == BATCH) {
        encoder.ops().op(close);
        encoder.ops().op(Opcode.MARK);
        inBatch = 0;
      }
      Object element = elements.next();
      index++;
      inBatch++;
      if (hashed) {
        encoder.checkKey(element);
      }
      if (!encoder.value(element)) {
        return;
      }
    }
    if (close == Opcode.APPEND && index != 0) {
      throw encoder.changed();
    }
    encoder.ops().op(close);
    if (called) {
      encoder.streamForms().callWithOne();
    }
    encoder.done();
    if (complete != null) {
      encoder.rememberOrReplace(complete);
    }
  }

  @Override
  public String where() {
    return "[" + index + "]";
  }
}
