package io.mmapdict.cli;

import io.mmapdict.viewer.Sight;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mmapdict watch}. */
@Command(
    name = "watch",
    description = {
      "Shows a file while others write it: on a terminal a table of the keys, the newest first, and"
          + " a picture of the newest array; elsewhere a line for each key that is there, is put or"
          + " removed. It only reads. Ctrl-C ends it, on a terminal q, too. Of a URL the server is"
          + " asked each second."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict watch scan.mmdpickle",
      "          mmapdict watch scan.mmdpickle 'frame/*' --json"
    })
final class WatchCommand implements Runnable {
  private static final double NANOS = 1e9;
  private static final double MOST_SECONDS = 86_400;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "GLOB",
      description = "Only keys that match one of these, as for ls. All if not said.")
  private List<String> globs = List.of();

  @Option(
      names = "--json",
      description =
          "A JSON object a line: first all keys, then each change, with the names of ls --json.")
  private boolean json;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "0.05",
      description = "At least so long from one look to the next; 0.05 if not said.")
  private double interval;

  @Option(
      names = "--thumbnail",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "The picture: ${COMPLETION-CANDIDATES}; auto, what the terminal can, if not said.")
  private Thumbnails thumbnail;

  @Option(names = "--wait", description = "Waits for FILE where there is none yet.")
  private boolean wait;

  @Spec private CommandSpec spec;

  /** What draws the picture. */
  enum Thumbnails {
    auto,
    sixel,
    blocks,
    none
  }

  @Override
  public void run() {
    if (!(interval >= 0 && interval <= MOST_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(), "--interval: expected seconds, 0 to 86400, found " + interval);
    }
    if (wait && Url.of(file) != null) {
      throw new ParameterException(spec.commandLine(), "--wait: not for a URL");
    }
    try {
      if (wait) {
        Arrival.of(file);
      }
      watch();
    } catch (InterruptedException e) {
      throw new Fault(file + ": interrupted; watch it again", e);
    }
  }

  private void watch() throws InterruptedException {
    try (Watched watched = new Watched(file)) {
      Sight sight = new Sight(watched::dict, new Globs(globs)::matches);
      Pace pace = new Pace(watched, Duration.ofNanos((long) (interval * NANOS)));
      if (json || !Output.isTerminal() || "dumb".equals(System.getenv("TERM"))) {
        new WatchLines(file, watched, sight, pace, json).run();
      } else {
        try (Screen screen = Screen.open(thumbnail)) {
          new WatchScreen(file, watched, sight, pace, screen).run();
        }
      }
    }
  }
}
