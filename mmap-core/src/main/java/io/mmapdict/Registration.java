package io.mmapdict;

/** Being told of changes, until it is closed. See {@link MmapDict#onChange}. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
  /**
   * Ends it; may be called again, and by the listener itself. A listener that is being told in
   * another thread at this moment finishes.
   */
  @Override
  void close();
}
