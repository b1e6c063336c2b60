package io.mmapdict.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A long line to a server of this machine: whatever comes in at either end goes out at the other
 * after a delay, in order, as much at once as one likes. To connect takes no time.
 */
final class DelayedLine implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ServerSocket entrance;
  private final int port;
  private final long delayNanos;

  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Piece(long due, byte[] bytes) {}

  DelayedLine(int port, long delayMillis) throws IOException {
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = port;
    this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        pass(client, server);
        pass(server, client);
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to) {
    BlockingQueue<Piece> line = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().start(() -> take(from, line));
    Thread.ofPlatform().daemon().start(() -> give(line, to));
  }

  private void take(Socket from, BlockingQueue<Piece> line) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        line.add(new Piece(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, count)));
      }
    } catch (IOException e) {
      // the other side has ended it
    }
    line.add(new Piece(System.nanoTime() + delayNanos, new byte[0]));
  }

  private static void give(BlockingQueue<Piece> line, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      while (true) {
        Piece piece = line.take();
        TimeUnit.NANOSECONDS.sleep(piece.due - System.nanoTime());
        if (piece.bytes.length == 0) {
          return;
        }
        out.write(piece.bytes);
      }
    } catch (IOException | InterruptedException e) {
      // the other side has ended it
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}
