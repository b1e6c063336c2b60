package io.mmapdict;

/** What a change that has returned survives. */
public enum Durability {
  /**
   * The end of any process, {@code SIGKILL} included. The operating system writes the file to disk
   * in its own time: after a power cut the file may be damaged.
   */
  PROCESS,
  /** A power cut too: each change waits for the disk twice ({@code fdatasync}). */
  POWER
}
