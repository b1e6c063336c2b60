package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run whose tasks a cluster carries to its workers, as bytes: for those who write a runner on a
 * cluster. The driver makes one, ships {@link #job()} with each of {@link #tasks()}, has {@link
 * #execute} called with them in some process that sees the dict's file under the same path, and
 * hands back what that returned to {@link #accept}. What a task throws is its answer: whoever wants
 * it tried again has {@link #execute} called again before.
 *
 * <p>The bytes are Java's serialization: read only those of a cluster that is trusted. For one
 * thread, but for {@link #execute}.
 */
public final class RemoteRun<K, R extends @Nullable Object> {
  private final Run<K, R> run;
  private final byte[] job;
  private final List<byte[]> tasks = new ArrayList<>();
  private final BitSet answered = new BitSet();

  private RemoteRun(Run<K, R> run) {
    this.run = run;
    this.job = pack(run.job());
    for (int i = 0; i < run.size(); i++) {
      byte[] key = run.packedKey(i);
      tasks.add(ByteBuffer.allocate(Integer.BYTES + key.length).putInt(i).put(key).array());
    }
  }

  /**
   * Prepares a run of the task for each key.
   *
   * @throws IllegalArgumentException if the task or a key is not Serializable (the message names
   *     what the lambda captures) or a key is there twice
   */
  public static <K, R extends @Nullable Object> RemoteRun<K, R> of(
      MmapDict dict, Collection<K> keys, Task<K, R> task) {
    return new RemoteRun<>(new Run<>(dict, keys, task, event -> {}, List.of()));
  }

  /** What the tasks have in common. Not to be changed. */
  public byte[] job() {
    return job;
  }

  /** One array for each key, in the order of the keys. Not to be changed. */
  public List<byte[]> tasks() {
    return List.copyOf(tasks);
  }

  /**
   * Runs one task in this process; what it throws is part of the answer. This process opens each
   * dict once for all its threads, and keeps it open until it ends. Classes are found by the
   * thread's context class loader. Safe for use by many threads.
   *
   * @param job a run's {@link #job()}
   * @param task one of its {@link #tasks()}
   * @param attempt which attempt at the task this is, from 1
   * @return the answer, for {@link #accept}
   */
  public static byte[] execute(byte[] job, byte[] task, int attempt) {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = ofThread == null ? ClassLoader.getSystemClassLoader() : ofThread;
    ByteBuffer numbered = ByteBuffer.wrap(task);
    int index = numbered.getInt();
    byte[] key = new byte[numbered.remaining()];
    numbered.get(key);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(job));
        DataOutputStream out = new DataOutputStream(answer)) {
      Place place = new Place(Path.of(in.readUTF()), OpenMode.valueOf(in.readUTF()));
      byte[] packedDict = Reply.readBytes(in);
      AllowedClasses allowed = AllowedClasses.of(Reply.readText(in));
      byte[] packedTask = Reply.readBytes(in);
      TaskHost host =
          new TaskHost(
              packedTask,
              allowed,
              loader,
              () -> SharedDicts.open(place, packedDict, loader),
              SharedDicts::held);
      out.writeInt(index);
      out.writeInt(attempt);
      Reply.write(host.execute(key), out);
    } catch (IOException e) {
      throw new UncheckedIOException("not the job of a RemoteRun", e);
    }
    return answer.toByteArray();
  }

  /**
   * Takes note of what {@link #execute} returned; a second answer to one task is ignored.
   *
   * @throws IllegalArgumentException if this is no answer
   */
  public void accept(byte[] answer) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer))) {
      int task = in.readInt();
      int attempt = in.readInt();
      if (task < 0 || task >= run.size()) {
        throw new IOException("there is no task " + task + " in this run of " + run.size());
      }
      Reply reply = Reply.read(in);
      if (answered.get(task)) {
        return;
      }
      Attempt last = new Attempt(task, attempt, Attempt.NO_WORKER);
      switch (reply) {
        case Reply.Done done -> run.done(last, done, "");
        case Reply.Unsent unsent -> run.unsent(last, unsent, "");
        case Reply.Failed failed -> run.failed(last, run.fault(failed), "");
        case Reply.Where _,
            Reply.Died _,
            Reply.Overdue _,
            Reply.Abandoned _,
            Reply.NotStarted _,
            Reply.Cancelled _ ->
            throw new IllegalStateException("never travels: " + reply);
      }
      answered.set(task);
    } catch (IOException e) {
      throw new IllegalArgumentException("not an answer of a task: " + e.getMessage(), e);
    }
  }

  /**
   * What became of all tasks.
   *
   * @throws IllegalStateException if there are tasks without an answer
   */
  public RunReport<K, R> report() {
    int missing = run.size() - answered.cardinality();
    if (missing > 0) {
      throw new IllegalStateException(missing + " of " + run.size() + " tasks have no answer");
    }
    return run.report();
  }

  private static byte[] pack(Job job) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
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
