package io.mmapdict.interop;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.testkit.Nginx;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file of arrays behind a real nginx.
 *
 * @param path where it is here
 */
record ServedFile(Path path, Nginx nginx) implements AutoCloseable {
  /** Who sets this locks it, and who opens a URL meanwhile, to read. */
  static final String CACHE = "mmapdict.remote.cache";

  static final long MIB = 1 << 20;

  ServedFile(Path folder) throws IOException {
    this(folder.resolve("cubes.mmdpickle"), Nginx.of(folder));
  }

  /** Integers from 1 on: none is what a hole reads as. */
  static NDArray counted(int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    long[] lengths = Arrays.stream(shape).asLongStream().toArray();
    return NDArray.of(IntStream.rangeClosed(1, size).toArray(), lengths);
  }

  /** What is the same for the same bytes in the same order. */
  static long chunks(NDArray array, Order order) {
    long[] hash = {0};
    array.forEachChunk(
        order,
        chunk -> {
          for (long i = 0; i < chunk.byteSize(); i++) {
            hash[0] = 31 * hash[0] + chunk.get(ValueLayout.JAVA_BYTE, i);
          }
        });
    return hash[0];
  }

  void put(String key, Object value) {
    try (MmapDict dict = MmapDict.open(path)) {
      dict.set(key, value);
    }
  }

  URI uri() {
    return nginx.uri("cubes.mmdpickle");
  }

  MmapDict open() {
    return MmapDict.open(uri());
  }

  /** What the server was asked for since this or {@link #bytesFetched} was asked last. */
  List<Nginx.Request> requests() throws IOException {
    return nginx.requests();
  }

  /** The same in bytes. */
  long bytesFetched() throws IOException {
    return requests().stream().mapToLong(Nginx.Request::bytes).sum();
  }

  @Override
  public void close() throws IOException {
    nginx.close();
  }
}
