package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The worker's side of a run: unpacks the task once, applies it to one key after another. */
final class TaskHost {
  private final byte[] packedTask;
  private final AllowedClasses.Gate gate;
  private final ClassLoader loader;
  private final Callable<MmapDict> opener;
  private final UnaryOperator<MmapDict> handles;
  private @Nullable MmapDict dict;
  private @Nullable Task<Object, ?> task;

  TaskHost(
      byte[] packedTask,
      AllowedClasses allowed,
      ClassLoader loader,
      Callable<MmapDict> opener,
      UnaryOperator<MmapDict> handles) {
    this.packedTask = packedTask;
    this.gate = allowed.gate(loader);
    this.loader = loader;
    this.opener = opener;
    this.handles = handles;
  }

  /** Runs the task; whatever it throws is the reply. */
  Reply execute(byte[] packedKey) {
    boolean begun = false;
    try {
      if (dict == null) {
        dict = opener.call();
      }
      if (task == null) {
        task = unpackTask();
      }
      Object key = Parcel.unpack(packedKey, loader, handles, gate);
      begun = true;
      return reply(task.apply(dict, key));
    } catch (Throwable thrown) {
      return failed(!begun && isHopeless(thrown), thrown);
    }
  }

  /** Whether what was sent cannot be read here, nor in any other worker. */
  private static boolean isHopeless(Throwable thrown) {
    return thrown instanceof ClassNotFoundException
        || thrown instanceof LinkageError
        || thrown instanceof ObjectStreamException;
  }

  @SuppressWarnings("unchecked") // The sender packed a Task and keys of its type.
  private Task<Object, ?> unpackTask() throws IOException, ClassNotFoundException {
    return (Task<Object, ?>) Parcel.unpack(packedTask, loader, handles, gate);
  }

  private static Reply reply(@Nullable Object result) throws IOException {
    try {
      return new Reply.Done(Parcel.pack(result));
    } catch (NotSerializableException e) {
      return new Reply.Unsent(Parcel.blame(result, e));
    }
  }

  private static Reply failed(boolean refused, Throwable thrown) {
    byte[] packed;
    try {
      packed = Parcel.pack(portable(thrown, Collections.newSetFromMap(new IdentityHashMap<>())));
    } catch (IOException e) {
      throw new IllegalStateException("a RemoteTaskException is Serializable", e);
    }
    return new Reply.Failed(
        refused,
        thrown.getClass().getName(),
        String.valueOf(thrown),
        StackTraces.text(thrown),
        packed);
  }

  /** The exception, or where it cannot travel, one that tells of it; likewise its causes. */
  private static Throwable portable(Throwable thrown, Set<Throwable> seen) {
    try {
      Parcel.pack(thrown);
      return thrown;
    } catch (IOException | RuntimeException e) {
      seen.add(thrown);
      RemoteTaskException copy =
          new RemoteTaskException(thrown.getClass().getName(), String.valueOf(thrown));
      copy.setStackTrace(thrown.getStackTrace());
      Throwable cause = thrown.getCause();
      if (cause != null && !seen.contains(cause)) {
        copy.initCause(portable(cause, seen));
      }
      for (Throwable suppressed : thrown.getSuppressed()) {
        if (!seen.contains(suppressed)) {
          copy.addSuppressed(portable(suppressed, seen));
        }
      }
      return copy;
    }
  }
}
