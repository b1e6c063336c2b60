package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the tasks of a run have in common, as a worker needs it. One object a run. */
final class Job {
  private final MmapDict dict;
  private final byte[] packedDict;
  private final byte[] packedTask;
  private final AllowedClasses allowed;
  private final AllowedClasses.Gate gate;
  private final ClassLoader loader;

  /**
   * @param ofKeys the names of the classes that the keys are made of
   * @param besides patterns of classes that a task may return besides
   */
  Job(MmapDict dict, Task<?, ?> task, Set<String> ofKeys, List<String> besides) {
    Set<String> sent = new HashSet<>(ofKeys);
    this.dict = dict;
    this.packedDict = Parcel.packArgument("The dict", dict, sent);
    this.packedTask = Parcel.packArgument("The task", task, sent);
    this.allowed = new AllowedClasses(Set.copyOf(sent), besides);
    ClassLoader ofTask = task.getClass().getClassLoader();
    this.loader = ofTask == null ? ClassLoader.getSystemClassLoader() : ofTask;
    this.gate = allowed.gate(loader);
  }

  /** The caller's own handle. */
  MmapDict dict() {
    return dict;
  }

  /** Path and mode of the dict. */
  byte[] packedDict() {
    return packedDict;
  }

  /** The task with what it captures. */
  byte[] packedTask() {
    return packedTask;
  }

  /** What either side reads from the other. */
  AllowedClasses allowed() {
    return allowed;
  }

  /** The same, ready for what is read here. */
  AllowedClasses.Gate gate() {
    return gate;
  }

  /** Finds the classes of the task and of what it returns. */
  ClassLoader loader() {
    return loader;
  }
}
