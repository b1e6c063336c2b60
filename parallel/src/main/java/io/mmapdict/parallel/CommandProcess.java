package io.mmapdict.parallel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The program of a {@link CommandTask}. Each thread that runs tasks has its own, kept from task to
 * task, and killed when the thread has ended. When this whole process has ended, so has the
 * program's standard input.
 */
final class CommandProcess {
  private static final ThreadLocal<@Nullable CommandProcess> OF_THREAD = new ThreadLocal<>();

  /** For a program that says no more to end. */
  private static final long EXIT_GRACE_SECONDS = 1;

  private final List<String> command;
  private final Process process;
  private final Writer keys;

  /** What it says, and empty when it says no more. */
  private final LinkedBlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();

  private volatile boolean killed;

  private CommandProcess(List<String> command) throws IOException {
    this.command = command;
    this.process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    this.keys = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * The one of this thread, started if there is none, if it has ended, or if it is another.
   *
   * @throws IOException if there is no such program
   */
  static CommandProcess ofThisThread(List<String> program, Path file) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.add(file.toAbsolutePath().toString());
    CommandProcess held = OF_THREAD.get();
    if (held != null && held.isUsable() && held.command.equals(command)) {
      return held;
    }
    if (held != null) {
      OF_THREAD.remove();
      held.kill();
    }
    CommandProcess started = new CommandProcess(command);
    OF_THREAD.set(started);
    Thread.ofPlatform().daemon().name("mmapdict-command").start(started::listen);
    started.endWith(Thread.currentThread());
    return started;
  }

  /** One that was killed may still be there for a moment. */
  private boolean isUsable() {
    return !killed && process.isAlive();
  }

  private void listen() {
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        answers.add(Optional.of(line));
      }
    } catch (IOException e) {
      System.err.println("What " + this + " says cannot be read: " + e);
    }
    answers.add(Optional.empty());
  }

  private void endWith(Thread owner) {
    Thread watch =
        Thread.ofVirtual()
            .name("mmapdict-command-owner")
            .start(() -> {
              try {
                owner.join();
                kill();
              } catch (InterruptedException e) {
                // The program has ended before.
              }
            });
    Future<?> _ = process.onExit().thenRun(watch::interrupt); // It waits for nothing any more.
  }

  /**
   * What it answers to a line.
   *
   * @throws CommandException if it ends without an answer
   * @throws InterruptedException if the thread is interrupted; it is killed then
   */
  String ask(String line) throws InterruptedException {
    try {
      keys.write(line + "\n");
      keys.flush();
    } catch (IOException e) {
      kill();
      throw new CommandException(this + " takes no keys (" + e + "), and was killed");
    }
    try {
      Optional<String> answer = answers.take();
      if (answer.isPresent()) {
        return answer.get();
      }
      boolean ended = process.waitFor(EXIT_GRACE_SECONDS, TimeUnit.SECONDS);
      kill();
      throw new CommandException(
          this
              + " ended without an answer: "
              + (ended ? "exit code " + process.exitValue() : "it said no more, and was killed"));
    } catch (InterruptedException e) {
      kill();
      throw e;
    }
  }

  /** With the processes it started; does not wait. */
  void kill() {
    killed = true;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly(); // Process's own closes what is just being read.
  }

  @Override
  public String toString() {
    return "process " + process.pid() + " (" + String.join(" ", command) + ")";
  }
}
