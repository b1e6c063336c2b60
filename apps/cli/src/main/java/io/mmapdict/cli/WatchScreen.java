package io.mmapdict.cli;

import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Description;
import io.mmapdict.viewer.PythonText;
import io.mmapdict.viewer.Sight;
import io.mmapdict.viewer.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/** {@code watch} on a terminal: the file's totals, its newest keys, and the newest array. */
final class WatchScreen {
  private static final List<String> TITLES =
      List.of("KIND", "DTYPE", "SHAPE", "SIZE", "AGE", "KEY");

  /** Of a narrow window the key is to be seen. */
  private static final List<String> NARROW = List.of("SIZE", "AGE", "KEY");

  private static final int NARROW_COLUMNS = 60;

  /** So soon it hears of a key that was pressed or a window that was resized. */
  private static final Duration STEP = Duration.ofMillis(100);

  private static final long REDRAWN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Comparator<Sight.Seen> AGE =
      Comparator.comparingInt(Sight.Seen::look).thenComparingLong(seen -> seen.entry().offset());

  /** Header, an empty line and the titles. */
  private static final int HEAD = 3;

  /** Lower windows have no picture; and its least height. */
  private static final int LEAST_ROWS = 12;

  private static final int LEAST_PICTURE = 4;

  private final Path file;
  private final Watched watched;
  private final Sight sight;
  private final Pace pace;
  private final Screen screen;
  private final Rate rate = new Rate();
  private Totals totals = Totals.NONE;
  private Size size = new Size();

  /** The picture that the terminal shows, and where; sent again only if it is another one. */
  private @Nullable String shown;

  WatchScreen(Path file, Watched watched, Sight sight, Pace pace, Screen screen) {
    this.file = file;
    this.watched = watched;
    this.sight = sight;
    this.pace = pace;
    this.screen = screen;
  }

  /** Shows until somebody ends it. */
  void run() throws InterruptedException {
    look();
    long drawn = draw();
    while (!screen.isEnded()) {
      boolean changed = pace.awaits(STEP);
      boolean due = System.nanoTime() - drawn >= REDRAWN_NANOS;
      if (changed || (due && sight.hasGrowing())) {
        look();
      }
      if (screen.isResized()) {
        shown = null;
        drawn = draw();
      } else if (changed || due) {
        drawn = draw();
      }
    }
  }

  private void look() {
    pace.begins();
    watched
        .look(sight)
        .ifPresent(look -> {
          totals = look.totals();
          rate.add(System.nanoTime(), totals);
        });
    pace.ends();
  }

  /** One frame; gives the time. */
  private long draw() {
    long now = System.nanoTime();
    size = screen.size();
    Optional<Sight.Seen> pictured =
        screen.picturing() == Screen.Picturing.NONE || size.getRows() < LEAST_ROWS
            ? Optional.empty()
            : sight.known().stream().filter(seen -> Thumbnail.isOf(seen.shown())).max(AGE);
    int room = size.getRows() - HEAD;
    int most = pictured.isPresent() ? room / 2 : room;
    List<Sight.Seen> newest = newest(most);
    List<String> lines = new ArrayList<>();
    lines.add(styled("1", cut(header(now))));
    lines.add("");
    lines.addAll(table(newest, now));
    StringBuilder frame = new StringBuilder("\u001b[?7l");
    int row = 1;
    for (String line : lines) {
      line(frame, row++, line);
    }
    int left = size.getRows() - lines.size();
    if (pictured.isPresent() && left - 1 >= LEAST_PICTURE) {
      try {
        picture(frame, pictured.get().shown(), row, left);
      } catch (MmapDictException e) {
        clearFrom(frame, row); // of a file on a server that does not give it any more
      }
    } else {
      shown = null;
      clearFrom(frame, row);
    }
    screen.write(frame.append("\u001b[?7h").toString());
    return now;
  }

  private String header(long now) {
    if (watched.trouble() != null) {
      return PythonText.escapeControls(watched.trouble());
    }
    String counts =
        "%s   %d %s   %s live   %s dead   %s"
            .formatted(
                PythonText.escapeControls(String.valueOf(file.getFileName())),
                totals.keys(),
                totals.keys() == 1 ? "key" : "keys",
                Bytes.text(totals.liveBytes()),
                Bytes.text(totals.deadBytes()),
                Bytes.text(totals.sizeBytes()));
    String speed = rate.text(now);
    return speed.isEmpty() ? counts : counts + "   " + speed;
  }

  /** The newest first; of those that were there from the beginning the last in the file. */
  private List<Sight.Seen> newest(int most) {
    PriorityQueue<Sight.Seen> newest = new PriorityQueue<>(AGE);
    for (Sight.Seen seen : sight.known()) {
      newest.add(seen);
      if (newest.size() > most) {
        newest.remove();
      }
    }
    return newest.stream().sorted(AGE.reversed()).toList();
  }

  private List<String> table(List<Sight.Seen> rows, long now) {
    boolean narrow = size.getColumns() < NARROW_COLUMNS;
    Table table = new Table(narrow ? NARROW : TITLES, Set.of("SIZE", "AGE"));
    for (Sight.Seen row : rows) {
      Description shown = row.shown();
      List<String> cells =
          List.of(
              shown.kind(),
              Listed.dtype(shown),
              Listed.shape(shown),
              Bytes.text(shown.bytes()),
              row.look() == 0 ? "-" : age(now - row.nanos()),
              PythonText.escapeControls(shown.key()));
      table.add(narrow ? cells.subList(cells.size() - NARROW.size(), cells.size()) : cells);
    }
    List<String> lines = new ArrayList<>(table.lines().stream().map(this::cut).toList());
    lines.set(0, styled("2", lines.getFirst()));
    return lines;
  }

  /** In the largest unit of which there is one. */
  private static String age(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 86_400 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** The caption, then the picture in the rows below it. */
  private void picture(StringBuilder frame, Description array, int top, int rows) {
    NDArray elements = Objects.requireNonNull(array.array());
    Thumbnail picture =
        Thumbnail.of(elements, screen.pixelsAcross(size.getColumns()), screen.pixelsDown(rows - 1));
    String caption = PythonText.escapeControls(array.key()) + ": " + picture.caption();
    line(frame, top, styled("2", cut(caption)));
    StringBuilder drawn = new StringBuilder();
    if (screen.picturing() == Screen.Picturing.SIXELS) {
      clearFrom(drawn, top + 1);
      drawn.append("\u001b[").append(top + 1).append(";1H").append(Sixel.of(picture));
    } else {
      int row = top + 1;
      for (String line : HalfBlocks.of(picture, screen.picturing() == Screen.Picturing.BLOCKS)) {
        line(drawn, row++, line);
      }
      clearFrom(drawn, row);
    }
    if (!drawn.toString().equals(shown)) {
      frame.append(drawn);
      shown = drawn.toString();
    }
  }

  /** Cleared first: behind a line as wide as the window its last character would go. */
  private static void line(StringBuilder frame, int row, String text) {
    frame.append("\u001b[").append(row).append(";1H\u001b[2K").append(text);
  }

  private void clearFrom(StringBuilder frame, int row) {
    if (row <= size.getRows()) {
      frame.append("\u001b[").append(row).append(";1H\u001b[J");
    }
  }

  private static String styled(String style, String text) {
    return Output.mayColour() ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
  }

  /** What fits the width of the window. */
  private String cut(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      columns += Math.max(0, WCWidth.wcwidth(text.codePointAt(i)));
      if (columns > size.getColumns()) {
        return text.substring(0, i);
      }
    }
    return text;
  }
}
