package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers small values, about a mebibyte of them, and stores them at once; stores large ones one by
 * one. For one thread.
 */
final class Batch {
  private static final long MOST_BYTES = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 14;

  private final Path path;
  private final Consumer<List<NewEntry>> store;
  private final List<NewEntry> gathered = new ArrayList<>();
  private long bytes;
  private long stored;

  /**
   * A batch.
   *
   * @param store takes small values together, and a large one alone
   */
  Batch(Path path, Consumer<List<NewEntry>> store) {
    this.path = path;
    this.store = store;
  }

  /**
   * Takes one more. Of two with one key the second counts, in the file too.
   *
   * @throws NoSpaceException that says how much of the batch is stored
   */
  void add(String key, Encoding value) {
    NewEntry entry = NewEntry.of(path, key, value);
    if (entry.isLarge()) {
      flush();
      store(List.of(entry));
      return;
    }
    long size = value.sizeAt(0);
    if (bytes + size > MOST_BYTES || gathered.size() == MOST_ENTRIES) {
      flush();
    }
    gathered.add(entry);
    bytes += size;
  }

  /** Stores what is gathered. */
  void flush() {
    if (!gathered.isEmpty()) {
      store(List.copyOf(gathered));
      gathered.clear();
      bytes = 0;
    }
  }

  private void store(List<NewEntry> part) {
    try {
      store.accept(part);
    } catch (NoSpaceException e) {
      throw e.ofBatch(part.size(), stored);
    }
    stored += part.size();
  }
}
