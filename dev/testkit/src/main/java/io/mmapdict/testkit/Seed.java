package io.mmapdict.testkit;

import java.util.Random;

/** Seeds of random tests: printed, and replayed by {@code -Dtests.seed=N}. */
public final class Seed {
  private Seed() {}

  /** A fresh seed, or the one of the system property {@code tests.seed}; printed either way. */
  public static long next(String test) {
    Long given = Long.getLong("tests.seed");
    long seed = given != null ? given : new Random().nextLong();
    System.out.println(test + ": replay with -Dtests.seed=" + seed);
    return seed;
  }
}
