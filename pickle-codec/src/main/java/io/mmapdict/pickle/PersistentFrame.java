package io.mmapdict.pickle;

/** The id of a value that stands outside the pickle. */
final class PersistentFrame implements Frame {
  private final Object id;
  private final Object value;
  private final PersistentIds ids;
  private boolean begun;

  PersistentFrame(Object id, Object value, PersistentIds ids) {
    this.id = id;
    this.value = value;
    this.ids = ids;
  }

  @Override
  public void run(Encoder encoder) {
    if (!begun) {
      begun = true;
      if (!encoder.withoutId(id)) {
        return;
      }
    }
    encoder.ops().op(Opcode.BINPERSID);
    ids.written(value);
    encoder.done();
  }

  @Override
  public String where() {
    return ".(its persistent id)";
  }
}
