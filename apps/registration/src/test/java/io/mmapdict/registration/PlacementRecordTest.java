package io.mmapdict.registration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.PairResult;
import io.mmapdict.registration.vision.PhotoResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the graph found, as the file keeps it. */
class PlacementRecordTest {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final double[] SHIFT = {1, 0, 20, 0, 1, 0, 0, 0, 1};
  private static final double[] OTHER = {1, 0, 20.5, 0, 1, 0, 0, 0, 1};

  private final PlacementRecord chained =
      PlacementRecord.of(
          new PhotoResult.Registered(Homography.of(SHIFT), 800, 0.7, 0.3, List.of(2, 1, 0)), NAMES);

  @Test
  void aDirectRegistrationReplacesAChain() {
    assertTrue(chained.isChained());
    assertEquals(List.of("c", "b", "a"), chained.path());
    PlacementRecord direct =
        chained.or(new PairResult.Registered(Homography.of(OTHER), 700, 0.5, 0.4, 0.9));
    assertFalse(direct.isChained());
    assertEquals(List.of("c", "a"), direct.path());
    assertArrayEquals(OTHER, direct.homography().toArray());
    assertEquals(700, direct.inliers());
    assertEquals(Optional.of(0.5), direct.rms());
    assertEquals(Optional.of(0.4), direct.uncertainty());
    assertSame(chained, chained.or(new PairResult.Failed("too dark", 3)));
  }

  @Test
  void theSummaryTellsWhatBecameOfIt() {
    Optional<Double> exposure = Optional.of(0.25);
    assertEquals(
        new RegistrationRecord.Image(
            "registered", 800, Optional.of(0.7), Optional.empty(), exposure),
        chained.toImage(exposure));
    assertEquals(
        "reference",
        PlacementRecord.of(new PhotoResult.Reference(), NAMES).toImage(exposure).status());
    assertEquals(
        new RegistrationRecord.Image(
            "failed", 3, Optional.empty(), Optional.of("too dark"), exposure),
        PlacementRecord.of(new PhotoResult.Failed("too dark", 3), NAMES).toImage(exposure));
  }
}
