package io.mmapdict.parallel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One worker process, from its start to its end, and the socket to it. Standard output and error
 * are free for the tasks.
 */
final class WorkerProcess {
  private static final int EXIT_GRACE_SECONDS = 2;

  /** Above it, an exit code is 128 + the signal that ended the process. */
  private static final int SIGNALLED = 128;

  private static final int LAST_SIGNAL = SIGNALLED + 64;

  private final int number;
  private final List<String> command;
  private final Rendezvous rendezvous;
  private final Process process;
  private final WorkerOutput output;
  private final CompletableFuture<Void> ended;
  private volatile boolean killed;
  private @Nullable DataInputStream in;
  private @Nullable DataOutputStream out;
  private @Nullable Job job;

  private WorkerProcess(int number, List<String> command, Rendezvous rendezvous, Process process) {
    this.number = number;
    this.command = command;
    this.rendezvous = rendezvous;
    this.process = process;
    this.output = new WorkerOutput(number, process);
    this.ended = process.onExit().thenRun(this::leaveRendezvous);
  }

  /**
   * Starts the process and does not wait for it.
   *
   * @throws WorkerException if there is no process
   */
  static WorkerProcess start(int number, List<String> command) {
    List<String> line = new ArrayList<>(command);
    try {
      Rendezvous rendezvous = new Rendezvous();
      try {
        line.add(rendezvous.address().toString());
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new WorkerProcess(number, line, rendezvous, process);
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
    try {
      SocketChannel socket = rendezvous.accept();
      out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(socket)));
      DataInputStream replies =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)));
      int greeting = replies.readInt();
      if (greeting != WorkerMain.READY) {
        throw new IOException("expected a worker's greeting, found " + greeting);
      }
      in = replies;
    } catch (IOException e) {
      throw new WorkerException(
          "Worker "
              + number
              + " did not start: "
              + end()
              + "\ncommand: "
              + quoted(command)
              + "\nit printed: "
              + output.tail(),
          e);
    }
  }

  /** Runs the job's task for a packed key. */
  Reply call(Job next, byte[] packedKey) {
    try {
      connect();
    } catch (WorkerException e) {
      return new Reply.NotStarted(e);
    }
    try {
      if (job != next) {
        out.writeByte(WorkerMain.JOB);
        Reply.writeBytes(out, next.packedDict());
        Reply.writeBytes(out, next.packedTask());
        job = next;
      }
      out.writeByte(WorkerMain.KEY);
      Reply.writeBytes(out, packedKey);
      out.flush();
      return Reply.read(in);
    } catch (IOException e) {
      return new Reply.Died(
          new WorkerException(
              "Worker "
                  + number
                  + " (process "
                  + process.pid()
                  + ") died in the task: "
                  + end()
                  + "; it last printed: "
                  + output.tail(),
              e));
    }
  }

  /** Ends the process and those it started, whatever they do; does not wait. */
  void kill() {
    killed = true;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
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
  private void leaveRendezvous() {
    try {
      rendezvous.close();
    } catch (IOException e) {
      System.err.println("worker " + number + ": cannot remove its socket: " + e);
    }
  }

  private static String quoted(List<String> line) {
    return String.join(" ", line);
  }
}
