package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real changes, recorded step by step on their way into a real file, and cut off after every byte:
 * what is left is the old map or the new one, for plain Python and for us, and the next writer goes
 * on from it: in {@code verify} from some of the states, other ones in each run.
 */
class TornChangeTest {
  private static final int EVERY_BYTE = 1;
  private static final int EVERY_PAGE = 4096;

  /** So many states each change has at least, so that the next writer goes on from one of them. */
  private static final int LEAST_STATES = 4;

  /** So many bytes of a large value, on the ends of no page. */
  private static final int SOME = 65_000;

  private static Random random;

  @TempDir Path folder;

  @BeforeAll
  static void seed() {
    random = new Random(Seed.next("TornChangeTest"));
  }

  static Stream<Scenario> small() {
    return Stream.concat(Scenarios.small().stream(), Scenarios.index().stream());
  }

  static List<Scenario> large() {
    return Scenarios.large();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void leavesTheOldMapOrTheNewOne(Scenario scenario) throws IOException {
    check(scenario, EVERY_BYTE, LEAST_STATES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  @Tag("long")
  void theNextWriterGoesOnFromEveryByte(Scenario scenario) throws IOException {
    check(scenario, EVERY_BYTE, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("large")
  void leavesTheOldMapOrTheNewOneOfLargeValues(Scenario scenario) throws IOException {
    check(scenario, SOME, 16);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("large")
  @Tag("long")
  void leavesTheOldMapOrTheNewOneOfLargeValuesAtEveryPage(Scenario scenario) throws IOException {
    check(scenario, EVERY_PAGE, 1);
  }

  /** A recovery is torn itself: killed in the middle of it, the file is still whole. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("small")
  void aTornRecoveryIsRecovered(Scenario torn) throws IOException {
    Scenario.Recorded recorded = torn.record(file(), Durability.PROCESS);
    if (torn.name().equals("a remove")) {
      return; // it leaves nothing behind
    }
    byte[] killed = recorded.killedBefore(recorded.firstCommit());
    check(
        new Scenario("recovery of " + torn, Scenario.of(killed), Scenario.Play::open),
        EVERY_BYTE,
        4);
  }

  /** The owner of a reservation is gone. */
  @Test
  void aTornRecoveryOfAReservationIsRecovered() throws Exception {
    check(Scenarios.orphan(file(), folder.resolve("scratch")), SOME, 1);
  }

  private void check(Scenario scenario, int stride, int writerEvery) throws IOException {
    Scenario.Recorded recorded = scenario.record(file(), Durability.PROCESS);
    byte[] end = recorded.killedBefore(recorded.steps().size());
    assertArrayEquals(Files.readAllBytes(file()), end, "the steps are not the file");
    int first = random.nextInt(Math.min(writerEvery, LEAST_STATES));
    try (StateCheck check = new StateCheck(folder, true, writerEvery, first)) {
      Recording.states(
          recorded.before(), recorded.steps(), stride, check.of(scenario.name(), recorded.maps()));
      assertTrue(check.seen() >= LEAST_STATES, () -> "recorded too little: " + check.seen());
      check.askPython();
    }
  }

  private Path file() {
    return folder.resolve("file.mmdpickle");
  }
}
