package io.mmapdict;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Memory of one file that is given back once no segment of it is reachable, and all of it by {@link
 * #close}: no arena of Java's does both. Private mappings, and what is pinned of a {@link Replica}.
 *
 * <p>Addresses and mappings are few, and the garbage collector knows nothing of them. So it is
 * called where there are many, and next where there are twice as many as it left.
 */
final class PrivateMappings {
  /** Of the 65,530 mappings that Linux grants a process. */
  private static final int MANY = 64;

  private static final Cleaner CLEANER = Cleaner.create();

  /** An arena lives as long as a segment of it: see {@link Unmapping}. */
  private final List<WeakReference<Arena>> arenas = new ArrayList<>();

  private int many = MANY;
  private boolean closed;

  /** What an arena does when it is closed. Its segments have this, and by this the arena. */
  private record Unmapping(Arena arena, Cleaner.Cleanable mapping)
      implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment closed) {
      mapping.clean();
    }
  }

  /**
   * One more.
   *
   * @param mmap maps it, for good
   */
  synchronized MemorySegment add(Supplier<MemorySegment> mmap) {
    forgetUnmapped();
    if (arenas.size() >= many) {
      System.gc();
      forgetUnmapped();
      many = Math.max(MANY, 2 * arenas.size());
    }
    MemorySegment mapped = mmap.get();
    return held(mapped, () -> Native.munmap(mapped));
  }

  /**
   * A part of memory that is there anyway, until {@link #close}.
   *
   * @param release run once no segment of the result is reachable; does not reach it itself
   */
  synchronized MemorySegment hold(MemorySegment memory, Runnable release) {
    if (closed) {
      release.run();
      throw new IllegalStateException("the file is closed");
    }
    if (arenas.size() >= many) {
      forgetUnmapped();
      many = Math.max(MANY, 2 * arenas.size());
    }
    return held(memory, release);
  }

  @SuppressWarnings("restricted")
  private MemorySegment held(MemorySegment memory, Runnable release) {
    Arena arena = Arena.ofShared();
    Cleaner.Cleanable mapping = CLEANER.register(arena.scope(), release);
    arenas.add(new WeakReference<>(arena));
    return memory.reinterpret(arena, new Unmapping(arena, mapping));
  }

  private void forgetUnmapped() {
    arenas.removeIf(each -> each.refersTo(null));
  }

  /** Unmaps them. Every segment throws from now on. None may be added any more. */
  synchronized void close() {
    closed = true;
    for (WeakReference<Arena> each : arenas) {
      Arena arena = each.get();
      if (arena != null) {
        FileHandle.unmap(arena);
      }
    }
  }
}
