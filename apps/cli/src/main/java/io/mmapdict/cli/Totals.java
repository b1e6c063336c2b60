package io.mmapdict.cli;

import io.mmapdict.EntryInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import tools.jackson.core.JsonGenerator;

/**
 * What a file holds altogether. Bytes are those of whole entries: the file's own (its index, what
 * aligns entries) and those that are being filled count as dead.
 *
 * @param keys how many there are
 * @param liveBytes of their entries
 * @param dead how many other entries
 * @param deadBytes of those
 * @param sizeBytes of the file
 */
record Totals(long keys, long liveBytes, long dead, long deadBytes, long sizeBytes) {
  /**
   * Adds up.
   *
   * @param all the entries of the file
   * @param live those of them that count
   */
  static Totals of(Path file, Collection<EntryInfo> all, Collection<EntryInfo> live) {
    long bytes = bytes(live);
    try {
      return new Totals(
          live.size(), bytes, all.size() - live.size(), bytes(all) - bytes, Files.size(file));
    } catch (IOException e) {
      throw new Fault(file + ": its size cannot be told: " + Failures.reason(e), e);
    }
  }

  private static long bytes(Collection<EntryInfo> entries) {
    return entries.stream().mapToLong(EntryInfo::length).sum();
  }

  /** How many entries there are, dead ones too. */
  long entries() {
    return keys + dead;
  }

  /** How many bytes all entries take. */
  long entryBytes() {
    return liveBytes + deadBytes;
  }

  /** Into an object of JSON, under the names that {@code fsck --json} has. */
  void writeFieldsTo(JsonGenerator json) {
    json.writeNumberProperty("size", sizeBytes);
    json.writeNumberProperty("live", keys);
    json.writeNumberProperty("live_bytes", liveBytes);
    json.writeNumberProperty("dead", dead);
    json.writeNumberProperty("dead_bytes", deadBytes);
  }
}
