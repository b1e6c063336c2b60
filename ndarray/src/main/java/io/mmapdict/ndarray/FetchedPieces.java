package io.mmapdict.ndarray;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Goes through a large array on another machine piece by piece, as not all of it may be here at
 * once. While one piece is looked at, those that follow are fetched.
 */
final class FetchedPieces {
  /** Of a piece at most, unless it is one element. */
  private static final long PIECE_BYTES = 1 << 23;

  /** While one is looked at, the line is busy; and while the next one's last bytes come. */
  private static final int AHEAD = 2;

  private final Order order;
  private final Consumer<NDArray> sink;

  /** The next ones: on their way, but for one that was just added. */
  private final Deque<NDArray> next = new ArrayDeque<>();

  private FetchedPieces(Order order, Consumer<NDArray> sink) {
    this.order = order;
    this.sink = sink;
  }

  /** Whether an array is fetched in more than one piece. */
  static boolean areSeveral(NDArray array) {
    return array.isFetched() && array.byteSize() > PIECE_BYTES && array.size() > 1;
  }

  /** Hands over the pieces in an order, by this thread. */
  static void forEach(NDArray array, Order order, Consumer<NDArray> sink) {
    FetchedPieces pieces = new FetchedPieces(order, sink);
    pieces.collect(array);
    while (!pieces.next.isEmpty()) {
      pieces.take();
    }
  }

  /** Along the axis that varies slowest. */
  private void collect(NDArray array) {
    if (!areSeveral(array)) {
      next.add(array);
      if (next.size() > AHEAD) {
        take();
      }
      return;
    }
    int axis = order == Order.C ? 0 : array.rank() - 1;
    long length = array.shape().length(axis);
    if (length == 1) {
      collect(array.select(axis, 0));
      return;
    }
    long rows = Math.max(1, PIECE_BYTES / (array.byteSize() / length));
    for (long from = 0; from < length; from += rows) {
      collect(array.slice(axis, from, Math.min(length, from + rows)));
    }
  }

  private void take() {
    NDArray piece = next.remove();
    piece.memory();
    next.forEach(NDArray::fetchAhead);
    sink.accept(piece);
  }
}
