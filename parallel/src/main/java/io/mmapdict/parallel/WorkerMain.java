package io.mmapdict.parallel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker process. The main thread runs the tasks; a second one reads the socket, also while a
 * task runs, for its end is how a worker learns that its parent is gone.
 */
final class WorkerMain {
  /** What a worker says once it is there. */
  static final int READY = 0x6d6d6170;

  static final int JOB = 1;
  static final int KEY = 2;

  private static final int PARENT_IS_GONE = 0;
  private static final int PARENT_IS_BROKEN = 70;

  private WorkerMain() {}

  /** A message of the parent. */
  private sealed interface Message {
    @SuppressWarnings("ArrayRecordComponent")
    record NewJob(byte[] packedDict, byte[] packedTask) implements Message {}

    @SuppressWarnings("ArrayRecordComponent")
    record Key(byte[] packed) implements Message {}
  }

  /**
   * @param arguments the socket to connect to
   */
  static void main(String[] arguments) throws Exception {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(arguments[0]));
    LinkedBlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("mmapdict-parent").start(() -> receive(socket, messages));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(socket)));
    out.writeInt(READY);
    out.flush();

    ClassLoader loader = ClassLoader.getSystemClassLoader();
    OpenDicts dicts = new OpenDicts(loader);
    TaskHost host = null;
    while (true) {
      switch (messages.take()) {
        case Message.NewJob(byte[] packedDict, byte[] packedTask) ->
            host = new TaskHost(packedTask, loader, () -> dicts.open(packedDict), dicts::held);
        case Message.Key(byte[] packed) -> {
          Reply reply = host.execute(packed);
          Thread.interrupted(); // Left by the task, it would close the socket.
          Reply.write(reply, out);
          out.flush();
        }
      }
    }
  }

  private static void receive(SocketChannel socket, LinkedBlockingQueue<Message> messages) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(socket)))) {
      while (true) {
        int kind = in.readByte();
        switch (kind) {
          case JOB -> messages.add(new Message.NewJob(Reply.readBytes(in), Reply.readBytes(in)));
          case KEY -> messages.add(new Message.Key(Reply.readBytes(in)));
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

  /** At once, whatever the task does, and with the processes it started. */
  private static void end(int exitCode) {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(exitCode);
  }
}
