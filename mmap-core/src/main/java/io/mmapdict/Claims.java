package io.mmapdict;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The right to run user code for a key, which one thread of all processes has at a time: an
 * open-file-description lock on one byte far behind the file's end, and an owner among the threads
 * of this handle, which share the description. A process that dies gives its claims back.
 *
 * <p>A claim keeps nobody from changing the key: whoever holds one must still change it on the
 * condition that it is as he saw it. Nor is the file locked. Two threads that take two claims in
 * different order wait for each other until the timeout.
 */
final class Claims {
  /** The byte of hash 0. Leases start at 2^62. */
  static final long FIRST_BYTE = 1L << 61;

  /** How many bits of a key's hash count: with 60, the claims end far below the leases. */
  static final int HASH_BITS = 60;

  /** Longer than most functions take, short enough to learn of two that wait for each other. */
  static final Duration USUAL_TIMEOUT = Duration.ofMinutes(5);

  private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private static final long SHORTEST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;

  /** Pauses grow with what has been waited, so that who waits long costs nothing. */
  private static final int WAITED_PER_PAUSE = 16;

  private final FileHandle file;

  /** Guards everything below, and the descriptor against being closed in mid-call. */
  private final ReentrantLock guard = new ReentrantLock();

  private final Map<Long, Slot> slots = new HashMap<>();
  private boolean frozen;
  private boolean closed;

  /** A byte that threads of this handle hold or wait for. */
  private static final class Slot {
    final Condition freed;
    int users;
    @Nullable Thread owner;

    /** The owner's latest claim; null while he waits for other processes. */
    @Nullable Held innermost;

    Slot(Condition freed) {
      this.freed = freed;
    }
  }

  Claims(FileHandle file) {
    this.file = file;
  }

  /**
   * Waits for the claim on a key. Close the result in the same thread to give it back.
   *
   * @throws IllegalStateException if this thread holds the claim on this key already: its function
   *     asks for its own result; or if the file is closed
   * @throws MmapDictException if the timeout passes first, or the thread is interrupted, which it
   *     still is then
   */
  Held claim(String key, Duration timeout) {
    Wait wait = new Wait(key, timeout);
    long at = byteOf(key);
    guard.lock();
    try {
      Slot slot = slots.computeIfAbsent(at, _ -> new Slot(guard.newCondition()));
      slot.users++;
      boolean taken = false;
      try {
        awaitThreads(slot, wait);
        if (slot.innermost == null) {
          awaitProcesses(slot, at, wait);
        }
        slot.innermost = new Held(key, at, slot, slot.innermost);
        taken = true;
        return slot.innermost;
      } finally {
        if (!taken) {
          leave(at, slot);
        }
      }
    } finally {
      guard.unlock();
    }
  }

  /**
   * Lets nobody claim a key until {@link #thaw}: a vacuum is about to put another file at the path,
   * on which claims of this one keep nobody away. Where a key is claimed, nothing is done.
   *
   * @return such a key, or null
   */
  @Nullable String freeze() {
    guard.lock();
    try {
      for (Slot slot : slots.values()) {
        if (slot.innermost != null) {
          return slot.innermost.key;
        }
      }
      frozen = true;
      return null;
    } finally {
      guard.unlock();
    }
  }

  /** Lets everybody go on who waits for that. */
  void thaw() {
    guard.lock();
    try {
      frozen = false;
      slots.values().forEach(slot -> slot.freed.signalAll());
    } finally {
      guard.unlock();
    }
  }

  /** Ends all waiting. Claims that are held end with the descriptor. */
  void close() {
    guard.lock();
    try {
      closed = true;
      slots.values().forEach(slot -> slot.freed.signalAll());
    } finally {
      guard.unlock();
    }
  }

  /** The byte that stands for a key: FNV-1a of its UTF-8, folded to {@link #HASH_BITS}. */
  static long byteOf(String key) {
    long hash = FNV_OFFSET_BASIS;
    for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return FIRST_BYTE + ((hash >>> HASH_BITS) ^ (hash & ((1L << HASH_BITS) - 1)));
  }

  private void awaitThreads(Slot slot, Wait wait) {
    Thread me = Thread.currentThread();
    if (me.equals(slot.owner)) {
      for (Held held = slot.innermost; held != null; held = held.outer) {
        if (held.key.equals(wait.key)) {
          throw new IllegalStateException(
              file.path()
                  + ", key \""
                  + wait.key
                  + "\": the function that computes this key asks to compute this very key");
        }
      }
    }
    while (frozen || (slot.owner != null && !slot.owner.equals(me))) {
      requireOpen(wait);
      if (frozen) {
        slot.freed.awaitUninterruptibly(); // as a change waits for the lock, which is held
        continue;
      }
      long left = wait.leftNanos();
      if (left <= 0) {
        throw wait.timedOut("thread " + slot.owner.getName() + " of this process");
      }
      try {
        slot.freed.awaitNanos(left);
      } catch (InterruptedException e) {
        me.interrupt();
        throw wait.interrupted(e);
      }
    }
    slot.owner = me;
  }

  /** Linux can wait by itself, but neither for so long and no longer nor until a close. */
  private void awaitProcesses(Slot slot, long at, Wait wait) {
    boolean taken = false;
    try {
      while (frozen || !take(at, wait)) {
        long left = wait.leftNanos();
        guard.unlock();
        try {
          if (left <= 0) {
            throw wait.timedOut(ClaimHolder.of(file, at));
          }
          LockSupport.parkNanos(Math.min(left, wait.pauseNanos()));
        } finally {
          guard.lock();
        }
        if (Thread.currentThread().isInterrupted()) {
          throw wait.interrupted(null);
        }
      }
      taken = true;
    } finally {
      if (!taken) {
        free(slot);
      }
    }
  }

  private boolean take(long at, Wait wait) {
    requireOpen(wait);
    Faults.tell(); // or the native call would tell it, with the lock taken
    int result = RangeLocks.set(file.fd(), RangeLocks.F_WRLCK, at, 1);
    if (result < 0 && result != -Native.EAGAIN && result != -Native.EINTR) {
      throw wait.refuse("the key cannot be claimed: " + Native.explain(result), null);
    }
    return result == 0;
  }

  private void giveBack(Held held) {
    guard.lock();
    try {
      Slot slot = held.slot;
      slot.innermost = held.outer;
      if (held.outer == null) {
        if (!closed) {
          RangeLocks.set(file.fd(), RangeLocks.F_UNLCK, held.at, 1);
        }
        free(slot);
      }
      leave(held.at, slot);
    } finally {
      guard.unlock();
    }
  }

  private static void free(Slot slot) {
    slot.owner = null;
    slot.freed.signal();
  }

  private void leave(long at, Slot slot) {
    slot.users--;
    if (slot.users == 0) {
      slots.remove(at);
    }
  }

  private void requireOpen(Wait wait) {
    if (closed) {
      throw new IllegalStateException(
          file.path() + " is closed; key \"" + wait.key + "\" can no longer be claimed");
    }
  }

  /** A claim while it is held. */
  final class Held implements AutoCloseable {
    private final String key;
    private final long at;
    private final Slot slot;
    private final @Nullable Held outer;

    private Held(String key, long at, Slot slot, @Nullable Held outer) {
      this.key = key;
      this.at = at;
      this.slot = slot;
      this.outer = outer;
    }

    @Override
    public void close() {
      giveBack(this);
    }
  }

  /** One thread's wait for one key. */
  private final class Wait {
    private final String key;
    private final Duration most;
    private final long start = System.nanoTime();

    Wait(String key, Duration most) {
      this.key = key;
      this.most = most;
    }

    long leftNanos() {
      return TimeUnit.NANOSECONDS.convert(most) - (System.nanoTime() - start);
    }

    MmapDictException timedOut(String holder) {
      return refuse(
          "waited "
              + most.toMillis()
              + " ms for the function that "
              + holder
              + " runs for this key; if it only takes long, allow more with setClaimTimeout;"
              + " if two functions wait for each other's keys, take the keys in one order",
          null);
    }

    long pauseNanos() {
      long pause = (System.nanoTime() - start) / WAITED_PER_PAUSE;
      long bounded = Math.clamp(pause, SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
      return ThreadLocalRandom.current().nextLong(bounded / 2, bounded + 1);
    }

    MmapDictException interrupted(@Nullable InterruptedException cause) {
      return refuse("interrupted while it waited for the claim; nothing is changed", cause);
    }

    MmapDictException refuse(String what, @Nullable Throwable cause) {
      return new MmapDictException(file.path(), key, MmapDictException.NO_OFFSET, what, cause);
    }
  }
}
