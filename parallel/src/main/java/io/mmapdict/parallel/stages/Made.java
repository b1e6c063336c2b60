package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of how an output was made, under {@code made/OUTPUT}; to Python a dict.
 *
 * @param stage which made it
 * @param version of the stage's code
 * @param fingerprint of stage, version, parameters and inputs
 * @param state {@link #BEGUN}: what stands under the output may be older; {@link #DONE}; or {@link
 *     #NOTHING}: there was nothing to store
 * @param seconds how long its task took; 0 while it is begun
 */
record Made(String stage, String version, String fingerprint, String state, double seconds) {
  static final String PREFIX = "made/";
  static final String BEGUN = "begun";
  static final String DONE = "done";
  static final String NOTHING = "nothing";

  static String key(String output) {
    return PREFIX + output;
  }

  /** What is known of an output; null where nobody has made it as a stage does. */
  static @Nullable Made of(MmapDict dict, String output) {
    return dict.get(key(output), Made.class);
  }

  /** Whether what stands under the output, or that nothing does, is what is wanted. */
  boolean is(String wanted, boolean isThere) {
    return fingerprint.equals(wanted) && state.equals(isThere ? DONE : NOTHING);
  }
}
