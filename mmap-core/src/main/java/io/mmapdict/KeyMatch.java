package io.mmapdict;

/** A key that is looked for, wherever its bytes are. */
interface KeyMatch {
  /** Its {@link KeyHash} under a seed. */
  long hash(long seed);

  /** Told before an entry is looked at, all of whose parts memory may fetch at once then. */
  default void expect(long frame) {}

  /** Whether the frame at an offset of the file bears it. */
  boolean isAt(long frame);
}
