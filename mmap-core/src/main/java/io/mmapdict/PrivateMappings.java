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
 * The private mappings of one file. Each is unmapped once no segment of it is reachable, and all of
 * them by {@link #close}: no arena of Java's does both.
 *
 * <p>Addresses and mappings are few, and the garbage collector knows nothing of them. So it is
 * called where there are many, and next where there are twice as many as it left.
 */
final class PrivateMappings {
  /** Of the 65,530 that Linux grants a process. */
  private static final int MANY = 64;

  private static final Cleaner CLEANER = Cleaner.create();

  /** An arena lives as long as a segment of it: see {@link Unmapping}. */
  private final List<WeakReference<Arena>> arenas = new ArrayList<>();

  private int many = MANY;

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
  @SuppressWarnings("restricted")
  synchronized MemorySegment add(Supplier<MemorySegment> mmap) {
    forgetUnmapped();
    if (arenas.size() >= many) {
      System.gc();
      forgetUnmapped();
      many = Math.max(MANY, 2 * arenas.size());
    }
    MemorySegment mapped = mmap.get();
    Arena arena = Arena.ofShared();
    Cleaner.Cleanable mapping = CLEANER.register(arena.scope(), () -> Native.munmap(mapped));
    arenas.add(new WeakReference<>(arena));
    return mapped.reinterpret(arena, new Unmapping(arena, mapping));
  }

  private void forgetUnmapped() {
    arenas.removeIf(each -> each.refersTo(null));
  }

  /** Unmaps them. Every segment throws from now on. None may be added any more. */
  synchronized void close() {
    for (WeakReference<Arena> each : arenas) {
      Arena arena = each.get();
      if (arena != null) {
        FileHandle.unmap(arena);
      }
    }
  }
}
