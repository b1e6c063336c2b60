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
     * @param read told how many bytes more were read, where they are read at once: not where an
     *     array is mapped
     */
    Object value(LongConsumer read);
  }
}
