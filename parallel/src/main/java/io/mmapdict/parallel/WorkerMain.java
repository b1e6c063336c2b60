package io.mmapdict.parallel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker process. The main thread runs the tasks; a second one reads the socket, also while a
 * task runs, for its end is how a worker learns that its parent is gone, and answers where the task
 * is.
 */
final class WorkerMain {
  /** What a worker says once it is there. */
  static final int READY = 0x6d6d6170;

  static final int JOB = 1;
  static final int KEY = 2;
  static final int WHERE = 3;

  /** A {@link Training}, then the end of a program, which is when the JDK writes a class cache. */
  static final int TRAIN = 4;

  private static final int PARENT_IS_GONE = 0;
  private static final int PARENT_IS_BROKEN = 70;

  private WorkerMain() {}

  /** A message of the parent. */
  private sealed interface Message {
    @SuppressWarnings("ArrayRecordComponent")
    record NewJob(byte[] packedDict, AllowedClasses allowed, byte[] packedTask)
        implements Message {}

    @SuppressWarnings("ArrayRecordComponent")
    record Key(byte[] packed) implements Message {}

    record Train() implements Message {}
  }

  /**
   * @param arguments the socket to connect to, and what to print behind each task
   */
  static void main(String[] arguments) throws Exception {
    Path address = Path.of(arguments[0]);
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    WarmUp warmUp = WarmUp.in(address.getParent());
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(address));
    LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(socket)));
    byte[] mark = arguments[1].getBytes(StandardCharsets.US_ASCII);
    FileOutputStream printed = new FileOutputStream(FileDescriptor.out);
    mark(printed, mark);
    out.writeInt(READY);
    out.flush();
    Thread main = Thread.currentThread();
    Thread.ofPlatform()
        .daemon()
        .name("mmapdict-parent")
        .start(() -> receive(socket, messages, () -> reply(new Reply.Where(where(main)), out)));

    if (warmUp != null) {
      warmUp.task(loader);
    }
    OpenDicts dicts = new OpenDicts(loader);
    TaskHost host = null;
    while (true) {
      switch (messages.take()) {
        case Message.NewJob(byte[] packedDict, AllowedClasses allowed, byte[] packedTask) ->
            host =
                new TaskHost(
                    packedTask, allowed, loader, () -> dicts.open(packedDict), dicts::held);
        case Message.Key(byte[] packed) -> {
          Reply reply = host.execute(packed);
          Thread.interrupted(); // Left by the task, it would close the socket.
          mark(printed, mark);
          reply(reply, out);
        }
        case Message.Train _ -> {
          Training.in(Path.of(System.getProperty("java.io.tmpdir")), loader);
          System.exit(0);
        }
      }
    }
  }

  /** One write, so that nothing comes between its bytes. */
  private static void mark(FileOutputStream printed, byte[] mark) {
    System.out.flush();
    System.err.flush();
    try {
      printed.write(mark);
    } catch (IOException e) {
      System.err.println("The end of a task's output cannot be marked: " + e);
    }
  }

  /** By the thread of the tasks, and by that which is asked where they are. */
  private static void reply(Reply reply, DataOutputStream out) throws IOException {
    synchronized (out) {
      Reply.write(reply, out);
      out.flush();
    }
  }

  private static String where(Thread main) {
    return StackTraces.text(main.getStackTrace());
  }

  /** Answers the question where the task is. */
  @FunctionalInterface
  private interface Answering {
    void answer() throws IOException;
  }

  private static void receive(
      SocketChannel socket, LinkedBlockingQueue<Message> messages, Answering where) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)))) {
      while (true) {
        int kind = in.readByte();
        switch (kind) {
          case JOB -> messages.add(newJob(in));
          case KEY -> messages.add(new Message.Key(Reply.readBytes(in)));
          case WHERE -> where.answer();
          case TRAIN -> messages.add(new Message.Train());
          default -> throw new IOException("expected a message, found byte " + kind);
        }
      }
    } catch (EOFException e) {
      end(PARENT_IS_GONE);
    } catch (IOException e) {
      System.err.println("The connection to the parent process broke: " + e);
      end(PARENT_IS_BROKEN);
    }
  }

  private static Message.NewJob newJob(DataInputStream in) throws IOException {
    byte[] packedDict = Reply.readBytes(in);
    AllowedClasses allowed = AllowedClasses.of(Reply.readText(in));
    return new Message.NewJob(packedDict, allowed, Reply.readBytes(in));
  }

  /** At once, whatever the task does, and with the processes it started. */
  private static void end(int exitCode) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(exitCode);
  }
}
