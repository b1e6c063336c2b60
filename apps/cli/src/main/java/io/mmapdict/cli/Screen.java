package io.mmapdict.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The terminal, whole, until it is closed: what stood there before comes back then, and the cursor,
 * also where a signal ends the program. Keys are read one by one and not shown.
 */
final class Screen implements AutoCloseable {
  private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
  private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";

  /** The size of a cell in pixels (xterm), and what the terminal is (DA1, which all answer). */
  private static final String QUESTIONS = "\u001b[16t\u001b[c";

  private static final Pattern CELL = Pattern.compile("\u001b\\[6;([0-9]{1,4});([0-9]{1,4})t");
  private static final Pattern SIXELS = Pattern.compile("\u001b\\[\\?[0-9;]*;4(;[0-9;]*)?c");
  private static final long ANSWER_MILLIS = 1000;
  private static final String RESIZED = "WINCH";
  private static final Size USUAL = new Size(80, 24);

  /** Null where standard input is none: the size is the usual one then, and nobody presses keys. */
  private final @Nullable Terminal terminal;

  private final Thread hook = new Thread(this::leave, "restores the terminal");
  private final Picturing picturing;
  private @Nullable Object resizedBefore;
  private boolean left;
  private volatile boolean resized;
  private volatile boolean ended;

  /** How pictures are drawn. */
  enum Picturing {
    NONE,
    BLOCKS_OF_256_COLOURS,
    BLOCKS,
    SIXELS
  }

  /** The pixels of a cell, for sixels. */
  private int cellWidth = 10;

  private int cellHeight = 20;

  private Screen(@Nullable Terminal terminal, WatchCommand.Thumbnails wanted) {
    this.terminal = terminal;
    Runtime.getRuntime().addShutdownHook(hook);
    if (terminal != null) {
      Attributes raw = new Attributes(terminal.getAttributes());
      raw.setLocalFlag(LocalFlag.ECHO, false);
      raw.setLocalFlag(LocalFlag.ICANON, false);
      // Linux wakes no writer that waits for room in a pseudo-terminal when Ctrl-C empties it.
      raw.setLocalFlag(LocalFlag.NOFLSH, true);
      raw.setControlChar(ControlChar.VSUSP, 0); // a shell would go on in the midst of a picture
      raw.setControlChar(ControlChar.VMIN, 1);
      raw.setControlChar(ControlChar.VTIME, 0);
      terminal.setAttributes(raw);
      resizedBefore = Signals.register(RESIZED, () -> resized = true);
    }
    picturing = picturing(wanted);
    if (terminal != null) {
      Thread.ofPlatform().daemon().name("keys").start(() -> keys(terminal));
    }
    write(ENTER);
  }

  /** Takes the terminal. */
  static Screen open(WatchCommand.Thumbnails wanted) {
    return new Screen(terminal(), wanted);
  }

  private static @Nullable Terminal terminal() {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .systemOutput(TerminalBuilder.SystemOutput.SysOut)
          .provider("exec")
          .dumb(false)
          .nativeSignals(false)
          .build();
    } catch (IOException | IllegalStateException e) {
      return null; // standard input is not the terminal that standard output is
    }
  }

  private Picturing picturing(WatchCommand.Thumbnails wanted) {
    return switch (wanted) {
      case none -> Picturing.NONE;
      case blocks -> blocks();
      case sixel -> {
        ask();
        yield Picturing.SIXELS;
      }
      case auto -> {
        if (!Output.mayColour()) {
          yield Picturing.NONE;
        }
        yield SIXELS.matcher(ask()).find() ? Picturing.SIXELS : blocks();
      }
    };
  }

  private static Picturing blocks() {
    String colours = String.valueOf(System.getenv("COLORTERM")).toLowerCase(Locale.ROOT);
    boolean all =
        colours.equals("truecolor")
            || colours.equals("24bit")
            || String.valueOf(System.getenv("TERM")).contains("direct");
    return all ? Picturing.BLOCKS : Picturing.BLOCKS_OF_256_COLOURS;
  }

  /** What the terminal answers; nothing if it is silent. */
  private String ask() {
    StringBuilder answer = new StringBuilder();
    if (terminal == null) {
      return "";
    }
    write(QUESTIONS);
    long until = System.nanoTime() + ANSWER_MILLIS * 1_000_000;
    try {
      int c = 0;
      while (c >= 0 && c != 'c') {
        long left = (until - System.nanoTime()) / 1_000_000;
        c = left <= 0 ? -1 : terminal.reader().read(left);
        if (c >= 0) {
          answer.append((char) c);
        }
      }
    } catch (IOException e) {
      return ""; // whoever cannot be read answers nothing
    }
    Matcher cell = CELL.matcher(answer);
    if (cell.find()) {
      cellHeight = Math.max(1, Integer.parseInt(cell.group(1)));
      cellWidth = Math.max(1, Integer.parseInt(cell.group(2)));
    }
    return answer.toString();
  }

  private void keys(Terminal from) {
    try {
      int c = from.reader().read();
      while (c >= 0 && c != 'q') {
        c = from.reader().read();
      }
      ended = c == 'q';
    } catch (IOException e) {
      // The terminal is gone or given back: no more keys.
      return;
    }
  }

  /** Whether somebody has pressed q. */
  boolean isEnded() {
    return ended;
  }

  /** Whether the window has another size than when this was asked last. */
  boolean isResized() {
    boolean now = resized;
    resized = false;
    return now;
  }

  /** Columns and rows of the window. */
  Size size() {
    Size size = terminal == null ? USUAL : terminal.getSize();
    return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
  }

  Picturing picturing() {
    return picturing;
  }

  /** The pixels of a picture over so many cells; with blocks two in a cell. */
  int pixelsAcross(int columns) {
    return picturing == Picturing.SIXELS ? columns * cellWidth : columns;
  }

  /** The same from top to bottom. */
  int pixelsDown(int rows) {
    return picturing == Picturing.SIXELS ? rows * cellHeight : rows * 2;
  }

  /** Sends what is to be seen, all at once; nothing once the terminal is given back. */
  synchronized void write(String text) {
    if (!left) {
      Output.print(text);
      Output.flush();
    }
  }

  private synchronized void leave() {
    write(LEAVE);
    left = true;
  }

  @Override
  public void close() {
    leave();
    Runtime.getRuntime().removeShutdownHook(hook);
    if (resizedBefore != null) {
      Signals.unregister(RESIZED, resizedBefore);
    }
    if (terminal != null) {
      try {
        terminal.close(); // as it was before; where a signal ends the program, JLine does so, too
      } catch (IOException e) {
        throw new Fault("the terminal cannot be set as it was: " + Failures.reason(e), e);
      }
    }
  }
}
