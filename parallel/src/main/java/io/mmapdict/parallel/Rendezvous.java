package io.mmapdict.parallel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one worker meets its parent: a Unix domain socket in a temporary folder that only this user
 * can enter. Both are gone once the worker has come, or once it is clear that it will not.
 */
final class Rendezvous implements AutoCloseable {
  private final Path folder;
  private final ServerSocketChannel server;

  Rendezvous() throws IOException {
    folder = Files.createTempDirectory("mmapdict-worker");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(address()));
    } catch (IOException e) {
      close();
      throw new IOException(
          "cannot listen at " + address() + " (a shorter -Djava.io.tmpdir may help): " + e, e);
    }
  }

  /** The path of the socket. */
  Path address() {
    return folder.resolve("socket");
  }

  /**
   * Waits for the worker.
   *
   * @throws IOException if this is closed before it comes
   */
  SocketChannel accept() throws IOException {
    SocketChannel socket = server.accept();
    close();
    return socket;
  }

  /** With what a worker left there that was killed while it got ready. */
  @Override
  public synchronized void close() throws IOException {
    server.close();
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
        for (Path file : left) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }
}
