package io.mmapdict;

/**
 * Errors of a mapping whose file was cut. Compiled code skips a load that fails, leaves what was in
 * the register, and throws {@link InternalError} only where the thread next looks whether it has to
 * stop: many instructions later, perhaps behind the {@code catch} that waits for it. So whoever is
 * about to believe what he read asks here first.
 */
final class Faults {
  /** Volatile, so that no compiler knows how often the loop turns. */
  private static volatile int step = 1;

  private Faults() {}

  /**
   * Throws the error of a load before this, if there is one. A loop of which nobody knows when it
   * ends looks, in every turn, whether the thread has to stop. No system call: 3 ns.
   */
  static void tell() {
    for (int steps = 0; steps < 2; ) {
      steps += step;
    }
  }
}
