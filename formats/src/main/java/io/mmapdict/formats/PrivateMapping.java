package io.mmapdict.formats;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Maps files copy-on-write that the process may only read. {@link java.nio.channels.FileChannel}
 * does not, Linux does.
 */
final class PrivateMapping {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int SEEK_END = 2;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_NORESERVE = 0x4000;

  private static final MethodHandle OPEN =
      link(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MMAP =
      link(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private PrivateMapping() {}

  /** The whole file; unmapped once it is unreachable. */
  static MemorySegment open(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), O_RDONLY | O_CLOEXEC, 0);
      if (fd < 0) {
        throw new IOException("the operating system does not open it");
      }
      try {
        long size = (long) LSEEK.invokeExact(fd, 0L, SEEK_END);
        return size == 0 ? MemorySegment.ofArray(new byte[0]) : map(fd, size);
      } finally {
        int ignored = (int) CLOSE.invokeExact(fd); // the mapping stays
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment map(int fd, long size) throws Throwable {
    MemorySegment address =
        (MemorySegment)
            MMAP.invokeExact(
                MemorySegment.NULL, size, PROT_READ_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0L);
    if (address.address() == -1) {
      throw new IOException("the operating system does not map its " + size + " bytes");
    }
    return address.reinterpret(size, Arena.ofAuto(), PrivateMapping::unmap);
  }

  private static void unmap(MemorySegment mapping) {
    try {
      int ignored = (int) MUNMAP.invokeExact(mapping, mapping.byteSize());
    } catch (Throwable e) {
      throw new AssertionError("a downcall threw an exception", e);
    }
  }

  private static AssertionError unexpected(Throwable e) throws IOException {
    if (e instanceof IOException expected) {
      throw expected;
    }
    return new AssertionError("a downcall threw an exception", e);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () -> new UnsatisfiedLinkError("the C library has no " + name + ": Linux needed"));
    return linker.downcallHandle(symbol, signature, options);
  }
}
