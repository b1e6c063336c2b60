package io.mmapdict.cli;

import java.util.function.LongConsumer;

/**
 * A value that is to be imported.
 *
 * @param key where it is stored
 * @param bytes how large it is, about
 * @param reading reads it when it is stored
 */
record Incoming(String key, long bytes, Reading reading) {
  /** How a value is read. */
  @FunctionalInterface
  interface Reading {
    /**
     * Reads it.
     *
     * @param copied told how many bytes of it more were stored, where it is a value that tells
     */
    Object value(LongConsumer copied);
  }
}
