package io.mmapdict.parallel;

import io.mmapdict.MmapDict;

/**
 * What the tasks of a run have in common, as a worker needs it.
 *
 * @param dict the parent's handle
 * @param packedDict path and mode of the dict
 * @param packedTask the task with what it captures
 * @param loader the class loader of the task
 */
@SuppressWarnings("ArrayRecordComponent") // One per run, told apart by identity.
record Job(MmapDict dict, byte[] packedDict, byte[] packedTask, ClassLoader loader) {

  static Job of(MmapDict dict, Task<?, ?> task) {
    ClassLoader loader = task.getClass().getClassLoader();
    return new Job(
        dict,
        Parcel.packArgument("The dict", dict),
        Parcel.packArgument("The task", task),
        loader == null ? ClassLoader.getSystemClassLoader() : loader);
  }
}
