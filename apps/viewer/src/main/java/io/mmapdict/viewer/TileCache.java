package io.mmapdict.viewer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tiles of one commit that were asked for last. Elements that somebody sets in place change no
 * commit number: whoever wants those does not ask here. Safe for many threads.
 */
final class TileCache {
  /** An eighth of what Java may use, at most. */
  private static final long MOST_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() >> 3);

  private final Map<String, Tile> tiles = new LinkedHashMap<>(16, 0.75f, true);
  private int commit;
  private long bytes;

  /**
   * The tile of a request, made now if it is not there.
   *
   * @param commitNumber of the file before the array was looked up
   * @param now the same later: a tile that was made meanwhile may be of either
   */
  Tile get(int commitNumber, String request, Supplier<Tile> make, IntSupplier now) {
    Tile found = find(commitNumber, request);
    if (found == null) {
      found = make.get(); // perhaps twice at the same time, which harms nobody
      if (now.getAsInt() == commitNumber) {
        keep(commitNumber, request, found);
      }
    }
    return found;
  }

  private synchronized @Nullable Tile find(int commitNumber, String request) {
    if (commitNumber != commit) {
      tiles.clear();
      bytes = 0;
      commit = commitNumber;
    }
    return tiles.get(request);
  }

  private synchronized void keep(int commitNumber, String request, Tile tile) {
    if (commitNumber != commit) {
      return; // the file has gone on meanwhile
    }
    Tile before = tiles.put(request, tile);
    bytes += tile.body().length - (before == null ? 0 : before.body().length);
    var oldest = tiles.entrySet().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= oldest.next().getValue().body().length;
      oldest.remove();
    }
  }
}
