package io.mmapdict.pickle;

/** A container that is being written. */
sealed interface Frame permits ElementsFrame, ItemsFrame, CallFrame, PersistentFrame {
  /**
   * Writes on until an element needs a frame of its own, which then stands above this, or until all
   * is written and this is {@linkplain Encoder#done done}.
   */
  void run(Encoder encoder);

  /** The step of the path to the element that is being written. */
  String where();
}
