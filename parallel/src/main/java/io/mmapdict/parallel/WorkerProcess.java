package io.mmapdict.parallel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One worker process, from its start to its end, and the socket to it. Standard output and error
 * are free for the tasks.
 */
final class WorkerProcess {
  private static final int EXIT_GRACE_SECONDS = 2;

  /** To say where an overdue task is. */
  private static final int ANSWER_GRACE_SECONDS = 1;

  /** Of what a dead worker printed, as many lines are in the message. */
  private static final int QUOTED_LINES = 20;

  /** Above it, an exit code is 128 + the signal that ended the process. */
  private static final int SIGNALLED = 128;

  private static final int LAST_SIGNAL = SIGNALLED + 64;

  /** A start takes less than a second, on a machine that swaps some more. */
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final int number;
  private final List<String> command;
  private final ScheduledExecutorService timer;
  private final Duration longestStart;
  private final Rendezvous rendezvous;
  private final Process process;
  private final WorkerOutput output;
  private final CompletableFuture<Void> ended;
  private volatile boolean killed;
  private volatile boolean late;
  private @Nullable SocketChannel socket;
  private @Nullable DataInputStream in;
  private @Nullable DataOutputStream out;
  private @Nullable Job job;

  /** The keys that were sent and not called for; of the thread that drives the worker. */
  private final ArrayDeque<byte[]> announced = new ArrayDeque<>();

  private WorkerProcess(
      int number,
      List<String> command,
      ScheduledExecutorService timer,
      Duration longestStart,
      Rendezvous rendezvous,
      Process process,
      String mark) {
    this.number = number;
    this.command = command;
    this.timer = timer;
    this.longestStart = longestStart;
    this.rendezvous = rendezvous;
    this.process = process;
    this.output = new WorkerOutput(number, process, mark);
    // Not by onExit, which goes by way of the common pool: that may be full of those who wait here.
    this.ended =
        CompletableFuture.runAsync(
            this::leaveAtTheEnd,
            wait ->
                Thread.ofPlatform()
                    .daemon()
                    .name("mmapdict-worker-" + number + "-end")
                    .start(wait));
  }

  /**
   * Starts the process and does not wait for it.
   *
   * @throws WorkerException if there is no process
   */
  static WorkerProcess start(int number, List<String> command, ScheduledExecutorService timer) {
    return start(number, command, timer, LONGEST_START);
  }

  /** The same with another limit of how long it may take to be ready. */
  static WorkerProcess start(
      int number, List<String> command, ScheduledExecutorService timer, Duration longestStart) {
    List<String> line = new ArrayList<>(command);
    try {
      Rendezvous rendezvous = new Rendezvous();
      try {
        line.add(rendezvous.address().toString());
        String mark = WorkerOutput.newMark();
        line.add(mark);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new WorkerProcess(number, line, timer, longestStart, rendezvous, process, mark);
      } catch (IOException e) {
        rendezvous.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WorkerException(
          "Worker " + number + " did not start: " + e + "\ncommand: " + quoted(line), e);
    }
  }

  boolean isUsable() {
    return !killed && process.isAlive();
  }

  /**
   * Waits until the worker has connected.
   *
   * @throws WorkerException if it ends before
   */
  synchronized void connect() {
    if (in != null) {
      return;
    }
    Future<?> alarm = timer.schedule(this::giveUp, longestStart.toMillis(), TimeUnit.MILLISECONDS);
    try {
      socket = rendezvous.accept();
      out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(socket)));
      DataInputStream replies =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
      int greeting = replies.readInt();
      if (greeting != WorkerMain.READY) {
        throw new IOException("expected a worker's greeting, found " + greeting);
      }
      output.upToMark(); // The JVM's own words are no task's.
      in = replies;
    } catch (IOException e) {
      throw new WorkerException(
          "Worker "
              + number
              + " did not start: "
              + (late ? "not ready within " + longestStart + ", it was killed" : end())
              + "\ncommand: "
              + quoted(command)
              + "\nit printed: "
              + lastLines(output.rest()),
          e);
    } finally {
      alarm.cancel(false);
    }
  }

  private void giveUp() {
    late = true;
    kill();
  }

  /** Sends the keys of the next calls; if that fails, the first of these finds out. */
  void announce(Job next, List<byte[]> packedKeys) {
    try {
      connect();
      send(next, packedKeys);
      announced.addAll(packedKeys);
    } catch (WorkerException | IOException e) {
      kill();
    }
  }

  /** Whether keys were announced and not called for. */
  boolean hasAnnounced() {
    return !announced.isEmpty();
  }

  /**
   * Runs the job's task for a packed key.
   *
   * @param deadline how long it may take, or null
   */
  Answer call(Job next, byte[] packedKey, @Nullable Duration deadline) {
    try {
      connect();
    } catch (WorkerException e) {
      return Answer.silent(new Reply.NotStarted(e));
    }
    Watch watch = new Watch(deadline);
    try {
      if (announced.poll() == null) {
        send(next, List.of(packedKey));
      }
      watch.sent();
      Reply reply = Reply.read(in);
      if (reply instanceof Reply.Where where) {
        kill();
        return overdue(deadline, "; it was at:\n" + where.stackTrace());
      }
      return new Answer(reply, output.upToMark());
    } catch (IOException e) {
      return watch.isOverdue() ? overdue(deadline, " and did not say where it was") : died(e);
    } finally {
      watch.end();
    }
  }

  private void send(Job next, List<byte[]> packedKeys) throws IOException {
    if (job != next) {
      out.writeByte(WorkerMain.JOB);
      Reply.writeBytes(out, next.packedDict());
      Reply.writeText(out, next.allowed().text());
      Reply.writeBytes(out, next.packedTask());
      job = next;
    }
    for (byte[] packedKey : packedKeys) {
      out.writeByte(WorkerMain.KEY);
      Reply.writeBytes(out, packedKey);
    }
    out.flush();
  }

  private Answer died(IOException e) {
    String how = end();
    String printed = output.rest();
    return new Answer(
        new Reply.Died(
            new WorkerException(
                "Worker %d (process %d) died in the task: %s; it last printed: %s"
                    .formatted(number, process.pid(), how, lastLines(printed)),
                e)),
        printed);
  }

  private Answer overdue(Duration deadline, String where) {
    end();
    return new Answer(
        new Reply.Overdue(
            new WorkerException(
                "Worker %d (process %d) was killed, at the task for longer than its %d ms%s"
                    .formatted(number, process.pid(), deadline.toMillis(), where),
                null)),
        output.rest());
  }

  /** Sees to it that an overdue task ends: asks where it is, and kills. */
  private final class Watch {
    private @Nullable Future<?> alarm;
    private boolean sent;
    private boolean overdue;
    private boolean ended;

    Watch(@Nullable Duration deadline) {
      this.alarm =
          deadline == null
              ? null
              : timer.schedule(this::ring, deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void ring() {
      if (ended) {
        return;
      }
      overdue = true;
      try {
        if (!sent) {
          throw new IOException("it did not take the task");
        }
        out.writeByte(WorkerMain.WHERE);
        out.flush();
        alarm = timer.schedule(WorkerProcess.this::kill, ANSWER_GRACE_SECONDS, TimeUnit.SECONDS);
      } catch (IOException e) {
        kill();
      }
    }

    synchronized void sent() {
      sent = true;
    }

    synchronized boolean isOverdue() {
      return overdue;
    }

    /** A worker that was asked is of no more use, for its answer may still come. */
    synchronized void end() {
      ended = true;
      if (alarm != null) {
        alarm.cancel(false);
      }
      if (overdue) {
        kill();
      }
    }
  }

  /** Ends the process and those it started, whatever they do; does not wait. */
  void kill() {
    killed = true;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly(); // Process's own closes what is just being read.
  }

  /** Nobody reads what it may have said any more. Not while it is called. */
  void leave() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      System.err.println("worker " + number + ": cannot close the connection to it: " + e);
    }
  }

  /** Waits for the end of the process. */
  void awaitEnd() {
    ended.join();
  }

  /** Sees to it that the process has ended, and says how. */
  private String end() {
    try {
      if (!process.waitFor(EXIT_GRACE_SECONDS, TimeUnit.SECONDS)) {
        kill();
        process.waitFor();
        return "the connection to it broke, and it was killed";
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      return "killed, for its driver was interrupted";
    }
    int code = process.exitValue();
    return "exit code "
        + code
        + (code > SIGNALLED && code <= LAST_SIGNAL ? signal(code - SIGNALLED) : "");
  }

  private static String signal(int number) {
    return switch (number) {
      case 6 -> " (SIGABRT)";
      case 7 -> " (SIGBUS)";
      case 9 -> " (SIGKILL)";
      case 11 -> " (SIGSEGV)";
      case 15 -> " (SIGTERM)";
      default -> " (signal " + number + ")";
    };
  }

  /** A worker that has ended never comes: {@link #connect} is not to wait for it. */
  private void leaveAtTheEnd() {
    try {
      process.waitFor();
      rendezvous.close();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody has this thread to interrupt it", e);
    } catch (IOException e) {
      System.err.println("worker " + number + ": cannot remove its socket: " + e);
    }
  }

  /** Indented. */
  private static String lastLines(String printed) {
    List<String> lines = printed.lines().toList();
    return lines.isEmpty()
        ? "nothing"
        : "\n  "
            + String.join(
                "\n  ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
  }

  private static String quoted(List<String> line) {
    return String.join(" ", line);
  }
}
