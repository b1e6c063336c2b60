package io.mmapdict.parallel;

import io.mmapdict.MmapDict;

/** What the tasks of a run have in common, as a worker needs it. One object a run. */
final class Job {
  private final MmapDict dict;
  private final byte[] packedDict;
  private final byte[] packedTask;
  private final ClassLoader loader;

  Job(MmapDict dict, Task<?, ?> task) {
    this.dict = dict;
    this.packedDict = Parcel.packArgument("The dict", dict);
    this.packedTask = Parcel.packArgument("The task", task);
    ClassLoader ofTask = task.getClass().getClassLoader();
    this.loader = ofTask == null ? ClassLoader.getSystemClassLoader() : ofTask;
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

  /** Finds the classes of the task and of what it returns. */
  ClassLoader loader() {
    return loader;
  }
}
