package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task that a program in another language does, which takes keys and puts results into the file
 * itself.
 *
 * <pre>{@code
 * runner.run(dict, keys, new CommandTask("/usr/bin/python3", "-B", worker)).orThrow();
 * }</pre>
 *
 * <p>Each worker starts the program once, the path of the dict's file behind its other arguments,
 * and gives it one key after another: a line of UTF-8 on standard input, for which it says a line
 * on standard output, {@code done KEY} or {@code failed KEY WHY}. In WHY stands {@code \\} for a
 * backslash and {@code \n} for a new line. Whatever else it has to say it says on standard error,
 * which is that of the worker. Its standard input ends when its worker does, however that ends;
 * then the program has to end, too.
 *
 * @param command the program and its first arguments; a relative path is one from the folder this
 *     process was started in
 */
public record CommandTask(List<String> command) implements Task<String, @Nullable Void> {
  /**
   * @throws IllegalArgumentException if there is no program
   */
  public CommandTask {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: expected a program, found nothing");
    }
  }

  /**
   * @throws IllegalArgumentException if there is no program
   */
  public CommandTask(String... command) {
    this(List.of(command));
  }

  /**
   * Gives the program a key and waits for its answer.
   *
   * @return null
   * @throws IllegalArgumentException if the key has a line feed: it would be two keys
   * @throws CommandException if the program says that it failed, ends without an answer, or says
   *     anything else; after the last two another one is started for the next key
   * @throws IOException if there is no such program
   * @throws InterruptedException if the thread is interrupted; the program is killed then
   */
  @Override
  public @Nullable Void apply(MmapDict dict, String key) throws IOException, InterruptedException {
    if (key.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("key: expected one line, found \"" + key + '"');
    }
    CommandProcess process = CommandProcess.ofThisThread(command, dict.path());
    String answer = process.ask(key);
    String failed = "failed " + key + " ";
    if (answer.startsWith(failed)) {
      throw new CommandException(unescaped(answer.substring(failed.length())));
    }
    if (!answer.equals("done " + key)) {
      process.kill();
      throw new CommandException(
          "expected \"done %s\" or \"failed %s WHY\", found \"%s\"; %s was killed"
              .formatted(key, key, answer, process));
    }
    return null;
  }

  private static String unescaped(String why) {
    try {
      return why.translateEscapes();
    } catch (IllegalArgumentException e) {
      return why; // Its author did not escape it; better so than not at all.
    }
  }
}
