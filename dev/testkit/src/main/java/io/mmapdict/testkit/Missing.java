package io.mmapdict.testkit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The only way to skip a test: by naming what is missing. With {@code CI=true} what is missing is a
 * failure.
 */
public final class Missing {
  static final String PREFIX = "missing: ";

  private Missing() {}

  /**
   * Ends the running test as skipped, or as failed where {@code CI=true}. Never returns; declared
   * to return so that callers can write {@code throw Missing.skip(...)}.
   */
  public static AssertionError skip(String what) {
    if (onCi()) {
      return Assertions.fail(PREFIX + what + " (CI=true: nothing may be skipped)");
    }
    return Assumptions.abort(PREFIX + what);
  }

  static boolean onCi() {
    return "true".equals(System.getenv("CI"));
  }
}
