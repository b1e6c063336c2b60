package io.mmapdict.viewer;

import java.net.InetAddress;

/**
 * Where and what a {@link Viewer} serves.
 *
 * @param address to listen on; on any that is not a loopback address a token is needed
 * @param port 0 for any that is free
 * @param raw whether {@code /raw} gives the file's bytes
 */
public record ViewerOptions(InetAddress address, int port, boolean raw) {
  private static final int MAX_PORT = 65535;

  /** On 127.0.0.1, at any port that is free, without the file's bytes. */
  public static final ViewerOptions DEFAULT =
      new ViewerOptions(InetAddress.ofLiteral("127.0.0.1"), 0, false);

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is not in 0 to 65535
   */
  public ViewerOptions {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "port: expected 0 to %d, found %d".formatted(MAX_PORT, port));
    }
  }

  /** The same on another address. */
  public ViewerOptions withAddress(InetAddress address) {
    return new ViewerOptions(address, port, raw);
  }

  /** The same at another port. */
  public ViewerOptions withPort(int port) {
    return new ViewerOptions(address, port, raw);
  }

  /** The same with the file's bytes at {@code /raw}, or without. */
  public ViewerOptions withRaw(boolean raw) {
    return new ViewerOptions(address, port, raw);
  }
}
