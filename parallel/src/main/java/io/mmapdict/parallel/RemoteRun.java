package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.pickle.Codecs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run whose tasks a cluster carries to its workers, as bytes: for those who write a runner on a
 * cluster. The driver makes one, ships {@link #job()} with each of {@link #tasks()}, has {@link
 * #execute} called with them in some process that sees the dict's file under the same path, and
 * hands back what that returned to {@link #accept}, until there are no {@link #tasks()} any more.
 *
 * <p>The bytes are Java's serialization: read only those of a cluster that is trusted. For one
 * thread, but for {@link #execute}.
 */
public final class RemoteRun<K, R extends @Nullable Object> {
  private final Run<K, R> run;
  private final WorkerOptions options;

  /** Whose second half is done here; null if workers do all. */
  private final @Nullable ReturningTask<K, R> returning;

  private final byte[] job;

  /** How often each task was tried. */
  private final int[] attempts;

  /** The tasks that are not tried again. */
  private final BitSet settled = new BitSet();

  private RemoteRun(Run<K, R> run, WorkerOptions options, @Nullable ReturningTask<K, R> returning) {
    this.run = run;
    this.options = options;
    this.returning = returning;
    this.job = pack(run.job(), returning != null);
    this.attempts = new int[run.size()];
  }

  /** The first half of a task, in a worker; what it makes travels as a pickle. */
  private record Making<K>(ReturningTask<K, ?> task) implements Task<K, byte[]> {
    @Override
    public byte[] apply(MmapDict dict, K key) throws Exception {
      return Codecs.installed().pickler().dump(task.make(dict, key));
    }
  }

  /** The dict of one task that only reads: opened anew, to see what was stored before. */
  private static final class Reading implements Callable<MmapDict>, AutoCloseable {
    private final Path path;
    private @Nullable MmapDict dict;

    Reading(Path path) {
      this.path = path;
    }

    @Override
    public MmapDict call() {
      dict = MmapDict.open(path, OpenMode.READ_ONLY);
      return dict;
    }

    @Override
    public void close() {
      if (dict != null) {
        dict.close();
      }
    }
  }

  /**
   * Prepares a run of the task for each key, whose workers write to the file themselves.
   *
   * @param options how often a task is tried that throws, with which pauses, and which classes it
   *     may return besides; the rest is for the cluster to do
   * @param listener is told of each end and retry, by the thread that calls {@link #accept}
   * @throws IllegalArgumentException if the task or a key is not Serializable (the message names
   *     what the lambda captures) or a key is there twice
   */
  public static <K, R extends @Nullable Object> RemoteRun<K, R> of(
      MmapDict dict,
      Collection<K> keys,
      Task<K, R> task,
      WorkerOptions options,
      ProgressListener listener) {
    return new RemoteRun<>(new Run<>(dict, keys, task, listener, options.classes()), options, null);
  }

  /**
   * Like {@link #of}, but workers only read: what a task makes comes back, and {@link #accept}
   * stores it. Each task opens the file anew, to read.
   *
   * @throws IllegalArgumentException as there
   */
  public static <K, R extends @Nullable Object> RemoteRun<K, R> returning(
      MmapDict dict,
      Collection<K> keys,
      ReturningTask<K, R> task,
      WorkerOptions options,
      ProgressListener listener) {
    return new RemoteRun<>(
        new Run<>(dict, keys, new Making<>(task), listener, options.classes()), options, task);
  }

  /** What the tasks have in common. Not to be changed. */
  public byte[] job() {
    return job;
  }

  /** One array for each key that is to be tried, or tried again, in the order of the keys. */
  public List<byte[]> tasks() {
    List<byte[]> tasks = new ArrayList<>();
    for (int i = 0; i < attempts.length; i++) {
      if (!settled.get(i)) {
        byte[] key = run.packedKey(i);
        ByteBuffer task = ByteBuffer.allocate(2 * Integer.BYTES + key.length);
        tasks.add(task.putInt(i).putInt(attempts[i]).put(key).array());
      }
    }
    return tasks;
  }

  /** How long to wait before {@link #tasks()} are tried, by what the last attempts came to. */
  public Duration pause() {
    return IntStream.range(0, attempts.length)
        .filter(task -> !settled.get(task) && attempts[task] > 0)
        .mapToObj(task -> options.pauseAfter(attempts[task]))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * Runs one task in this process; what it throws is part of the answer. Where tasks write, this
   * process opens each dict once for all its threads, and keeps it open until it ends. Classes are
   * found by the thread's context class loader. Safe for use by many threads.
   *
   * @param job a run's {@link #job()}
   * @param task one of its {@link #tasks()}
   * @param attempt which attempt of the cluster at these bytes this is, from 1
   * @return the answer, for {@link #accept}
   */
  public static byte[] execute(byte[] job, byte[] task, int attempt) {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = ofThread == null ? ClassLoader.getSystemClassLoader() : ofThread;
    ByteBuffer numbered = ByteBuffer.wrap(task);
    int index = numbered.getInt();
    int before = numbered.getInt();
    byte[] key = new byte[numbered.remaining()];
    numbered.get(key);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(job));
        DataOutputStream out = new DataOutputStream(answer)) {
      boolean onlyReads = in.readBoolean();
      Place place = new Place(Path.of(in.readUTF()), OpenMode.valueOf(in.readUTF()));
      byte[] packedDict = Reply.readBytes(in);
      AllowedClasses allowed = AllowedClasses.of(Reply.readText(in));
      byte[] packedTask = Reply.readBytes(in);
      out.writeInt(index);
      out.writeInt(before + attempt);
      try (Reading reading = new Reading(place.path())) {
        Callable<MmapDict> dict =
            onlyReads ? reading : () -> SharedDicts.open(place, packedDict, loader);
        TaskHost host = new TaskHost(packedTask, allowed, loader, dict, SharedDicts::held);
        Reply.write(host.execute(key), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("not the job of a RemoteRun", e);
    }
    return answer.toByteArray();
  }

  /**
   * Takes note of what {@link #execute} returned, and stores what is to be stored here. A task that
   * threw is among {@link #tasks()} still, unless that was its last attempt; an answer to one that
   * is not is ignored.
   *
   * @throws IllegalArgumentException if this is no answer
   */
  public void accept(byte[] answer) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer))) {
      int task = checked(in.readInt());
      Attempt attempt = new Attempt(task, in.readInt(), Attempt.NO_WORKER);
      Reply reply = Reply.read(in);
      if (!settled.get(task)) {
        attempts[task] = attempt.number();
        settled.set(task, settle(attempt, reply));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not an answer of a task: " + e.getMessage(), e);
    }
  }

  /**
   * Takes note that the cluster has given a task up, for good; that counts as one attempt.
   *
   * @param task one of {@link #tasks()}
   * @throws IllegalArgumentException if this is no task
   */
  public void giveUp(byte[] task, WorkerException why) {
    int index;
    try {
      index = checked(ByteBuffer.wrap(task).getInt());
    } catch (IOException e) {
      throw new IllegalArgumentException("not a task: " + e.getMessage(), e);
    }
    run.failed(new Attempt(index, attempts[index] + 1, Attempt.NO_WORKER), Fault.of(why), "");
    settled.set(index);
  }

  /**
   * What became of all tasks.
   *
   * @throws IllegalStateException if there are tasks to be tried
   */
  public RunReport<K, R> report() {
    int missing = run.size() - settled.cardinality();
    if (missing > 0) {
      throw new IllegalStateException(missing + " of " + run.size() + " tasks have no answer");
    }
    return run.report();
  }

  private int checked(int task) throws IOException {
    if (task < 0 || task >= run.size()) {
      throw new IOException("there is no task " + task + " in this run of " + run.size());
    }
    return task;
  }

  /** Whether the task is not tried again. */
  private boolean settle(Attempt attempt, Reply reply) throws IOException {
    return switch (reply) {
      case Reply.Done done when returning != null -> store(attempt, done, returning);
      case Reply.Done done -> {
        run.done(attempt, done, "");
        yield true;
      }
      case Reply.Unsent unsent -> {
        run.unsent(attempt, unsent, "");
        yield true;
      }
      case Reply.Failed failed -> failed(attempt, run.fault(failed), failed.refused());
      case Reply.Where _,
          Reply.Died _,
          Reply.Overdue _,
          Reply.Abandoned _,
          Reply.NotStarted _,
          Reply.Cancelled _ ->
          throw new IllegalStateException("never travels: " + reply);
    };
  }

  private boolean store(Attempt attempt, Reply.Done done, ReturningTask<K, R> task) {
    R result;
    try {
      byte[] pickle =
          (byte[])
              Parcel.unpack(
                  done.result(), run.job().loader(), UnaryOperator.identity(), run.job().gate());
      Object made = Codecs.installed().unpickler().load(pickle);
      result = task.store(run.job().dict(), run.key(attempt.task()), made);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return failed(attempt, new Fault(e, StackTraces.text(e)), false);
    }
    run.done(attempt, result);
    return true;
  }

  private boolean failed(Attempt attempt, Fault fault, boolean refused) {
    boolean last = refused || attempt.number() >= options.attempts();
    if (last) {
      run.failed(attempt, fault, "");
    } else {
      run.retried(attempt, fault, options.pauseAfter(attempt.number()), "");
    }
    return last;
  }

  private static byte[] pack(Job job, boolean onlyReads) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBoolean(onlyReads);
      out.writeUTF(job.dict().path().toString());
      out.writeUTF(job.dict().mode().name());
      Reply.writeBytes(out, job.packedDict());
      Reply.writeText(out, job.allowed().text());
      Reply.writeBytes(out, job.packedTask());
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return bytes.toByteArray();
  }
}
