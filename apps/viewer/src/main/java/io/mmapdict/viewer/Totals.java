package io.mmapdict.viewer;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
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
public record Totals(long keys, long liveBytes, long dead, long deadBytes, long sizeBytes) {
  /** Of what was not looked at yet. */
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0);

  /**
   * Adds up.
   *
   * @param all the entries of the file
   * @param live those of them that count
   */
  public static Totals of(MmapDict dict, Collection<EntryInfo> all, Collection<EntryInfo> live) {
    long bytes = bytes(live);
    return new Totals(
        live.size(), bytes, all.size() - live.size(), bytes(all) - bytes, dict.byteSize());
  }

  private static long bytes(Collection<EntryInfo> entries) {
    return entries.stream().mapToLong(EntryInfo::length).sum();
  }

  /** Whether its entries come to the same. */
  boolean isAlike(Totals other) {
    return keys == other.keys
        && dead == other.dead
        && liveBytes == other.liveBytes
        && deadBytes == other.deadBytes;
  }

  /** How many entries there are, dead ones too. */
  public long entries() {
    return keys + dead;
  }

  /** How many bytes all entries take. */
  public long entryBytes() {
    return liveBytes + deadBytes;
  }

  /** Into an object of JSON, under the names that {@code fsck --json} has. */
  public void writeFieldsTo(JsonGenerator json) {
    json.writeNumberProperty("size", sizeBytes);
    json.writeNumberProperty("live", keys);
    json.writeNumberProperty("live_bytes", liveBytes);
    json.writeNumberProperty("dead", dead);
    json.writeNumberProperty("dead_bytes", deadBytes);
  }
}
