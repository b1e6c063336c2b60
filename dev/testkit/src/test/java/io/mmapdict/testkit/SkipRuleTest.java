package io.mmapdict.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class SkipRuleTest {

  @Test
  void aSkipThatNamesNothingFails() {
    EngineExecutionResults results = run("skipsSilently");
    assertEquals(1, results.testEvents().failed().count());
    assertEquals(0, results.testEvents().aborted().count());
  }

  @Test
  void aSkipThatNamesWhatIsMissingIsOneExceptOnCi() {
    EngineExecutionResults results = run("namesWhatIsMissing");
    boolean onCi = "true".equals(System.getenv("CI"));
    assertEquals(onCi ? 0 : 1, results.testEvents().aborted().count());
    assertEquals(onCi ? 1 : 0, results.testEvents().failed().count());
  }

  private static EngineExecutionResults run(String method) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .enableImplicitConfigurationParameters(true)
            .selectors(selectMethod(Skipping.class, method))
            .execute();
    assertTrue(results.testEvents().started().count() == 1, "the sample did not run");
    return results;
  }

  /** Run by the tests above only: surefire leaves nested classes out. */
  static class Skipping {
    @Test
    void skipsSilently() {
      Assumptions.abort("for no reason");
    }

    @Test
    void namesWhatIsMissing() {
      throw Missing.skip("a thing");
    }
  }
}
