package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stage makes of some keys. Usually a lambda; what it captures travels with it to the
 * workers and must be {@link Serializable}. It can run more than once for an output, when a worker
 * dies in it.
 */
@FunctionalInterface
public interface StageTask extends Serializable {
  /**
   * Makes the value of one output.
   *
   * @param dict the worker's own handle of the shared file; not to be closed here
   * @param inputs the keys to make it of, in the stage's order, and the paths of the files, if it
   *     is made of any
   * @return the value, which the worker stores: an array goes into the file from where it lies;
   *     null if there is nothing to store
   * @throws Exception whatever the work throws: the output is reported as failed, the others go on
   */
  @Nullable Object apply(MmapDict dict, List<String> inputs) throws Exception;
}
