package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.vision.PairPlan.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformGraphTest {
  private static final TransformGraph.Size SIZE = new TransformGraph.Size(640, 480);
  private static final double RMS = 0.5;
  private final Map<Pair, PairResult> results = new LinkedHashMap<>();

  @Test
  void takesTheSurestWay() {
    registered(1, 0, shift(10, 0), 1000, 0.1);
    registered(2, 0, shift(21, 0), 15, 1.5);
    registered(3, 1, shift(10, 0), 800, 0.2);
    registered(3, 2, shift(0, 0), 900, 0.1);
    PhotoResult.Registered third = assertInstanceOf(PhotoResult.Registered.class, solve(4).get(3));
    assertEquals(List.of(3, 1, 0), third.path());
    assertTrue(third.chained());
    assertArrayEquals(shift(20, 0).toArray(), third.transform().toArray(), 1e-9);
    assertEquals(800, third.inliers());
    assertEquals(Math.sqrt(2) * RMS, third.rms(), 1e-12);
    assertEquals(Math.sqrt(0.01 + 0.04 + 2 * 0.1), third.uncertainty(), 1e-12);
  }

  @Test
  void whatIsRegisteredToTheReferenceTakesNoDetour() {
    registered(1, 0, shift(10, 0), 1000, 0.1);
    registered(2, 1, shift(10, 0), 800, 0.1);
    registered(2, 0, shift(20.5, 0), 30, 1.5);
    PhotoResult.Registered second = assertInstanceOf(PhotoResult.Registered.class, solve(3).get(2));
    assertEquals(List.of(2, 0), second.path());
    assertEquals(shift(20.5, 0), second.transform());
  }

  @Test
  void uncertaintyIsCountedInPixelsOfTheReference() {
    Homography half = Homography.of(0.5, 0, 0, 0, 0.5, 0, 0, 0, 1);
    registered(1, 0, half, 1000, 0);
    registered(2, 1, shift(10, 0), 800, 0.8);
    PhotoResult.Registered second = assertInstanceOf(PhotoResult.Registered.class, solve(3).get(2));
    assertEquals(Math.sqrt((0.64 + 0.1) / 4 + 0.1), second.uncertainty(), 1e-9);
    // The other way round: a pixel of photo 1 is two of photo 2.
    results.clear();
    registered(2, 0, shift(0, 0), 1000, 0);
    registered(2, 1, half, 800, 0.8);
    PhotoResult.Registered first = assertInstanceOf(PhotoResult.Registered.class, solve(3).get(1));
    assertEquals(Math.sqrt((0.64 + 0.1) * 4 + 0.1), first.uncertainty(), 1e-9);
  }

  @Test
  void whatAddsUpToTooMuchUncertaintyIsRefused() {
    registered(1, 0, shift(10, 0), 100, 1.5);
    registered(2, 1, shift(10, 0), 100, 1.5);
    List<PhotoResult> photos = solve(3);
    assertInstanceOf(PhotoResult.Registered.class, photos.get(1));
    PhotoResult.Failed failed = assertInstanceOf(PhotoResult.Failed.class, photos.get(2));
    assertTrue(failed.why().contains("uncertain by 2.2 pixels"), failed.why());
  }

  @Test
  void goesAgainstTheDirectionOfAPairToo() {
    registered(2, 0, shift(20, 0), 500, 0.5);
    registered(2, 1, shift(10, 0), 500, 0.5);
    PhotoResult.Registered first = assertInstanceOf(PhotoResult.Registered.class, solve(3).get(1));
    assertArrayEquals(shift(10, 0).toArray(), first.transform().toArray(), 1e-9);
    assertEquals(List.of(1, 2, 0), first.path());
  }

  @Test
  void whatHasNoWayFailsAndSaysWhy() {
    registered(1, 0, shift(1, 1), 500, 0.5);
    results.put(new Pair(2, 0), new PairResult.Failed("too dark", 3));
    results.put(new Pair(2, 1), new PairResult.Failed("too bright", 9));
    List<PhotoResult> photos = solve(4);
    assertInstanceOf(PhotoResult.Reference.class, photos.get(0));
    assertInstanceOf(PhotoResult.Registered.class, photos.get(1));
    assertEquals(new PhotoResult.Failed("too dark", 3), photos.get(2));
    assertInstanceOf(PhotoResult.Failed.class, photos.get(3));
  }

  @Test
  void whatRestsOnAContradictionIsNoRegistrationEither() {
    registered(1, 0, shift(90, 0), 30, 1); // wrong: 10 is right
    registered(2, 1, shift(10, 0), 1000, 0.5);
    registered(3, 0, shift(20, 0), 1000, 0.5);
    registered(3, 1, shift(10, 0), 30, 1);
    List<PhotoResult> photos = solve(4);
    assertInstanceOf(PhotoResult.Failed.class, photos.get(2));
    for (PhotoResult photo : photos) {
      if (photo instanceof PhotoResult.Registered registered) {
        assertTrue(
            registered.path().stream()
                .noneMatch(on -> photos.get(on) instanceof PhotoResult.Failed),
            photos.toString());
      }
    }
  }

  @Test
  void aContradictionIsNoRegistration() {
    registered(1, 0, shift(10, 0), 1000, 0.5);
    registered(2, 1, shift(10, 0), 800, 0.5);
    registered(2, 0, shift(90, 0), 30, 1);
    List<PhotoResult> photos = solve(3);
    assertInstanceOf(PhotoResult.Registered.class, photos.get(1));
    PhotoResult.Failed failed = assertInstanceOf(PhotoResult.Failed.class, photos.get(2));
    assertTrue(failed.why().contains("contradict"), failed.why());
  }

  @Test
  void zoomsThatAddUpToTooMuchAreRefused() {
    Homography twice = Homography.of(2, 0, -320, 0, 2, -240, 0, 0, 1);
    registered(1, 0, twice, 1000, 0.5);
    registered(2, 1, twice, 1000, 0.5);
    PhotoResult.Failed failed = assertInstanceOf(PhotoResult.Failed.class, solve(3).get(2));
    assertTrue(failed.why().contains("zoom"), failed.why());
  }

  @Test
  void theOrderOfThePairsDoesNotMatter() {
    registered(1, 0, shift(10, 0), 100, 0.5);
    registered(2, 0, shift(20, 1), 100, 0.5);
    registered(3, 1, shift(10, 0), 100, 0.5);
    registered(3, 2, shift(0, 0), 100, 0.5);
    List<PhotoResult> forwards = solve(4);
    List<Map.Entry<Pair, PairResult>> entries = new ArrayList<>(results.entrySet());
    Collections.reverse(entries);
    results.clear();
    entries.forEach(e -> results.put(e.getKey(), e.getValue()));
    assertEquals(forwards, solve(4));
  }

  @Test
  void refusesPairsOfPhotosThatAreNotThere() {
    registered(5, 0, shift(0, 0), 100, 0.5);
    assertThrows(IllegalArgumentException.class, () -> solve(3));
  }

  @Test
  void fewPhotosAreAllPaired() {
    assertEquals(List.of(), PairPlan.pairs(1));
    assertEquals(15, PairPlan.pairs(6).size());
  }

  @Test
  void manyPhotosArePairedWithTheReferenceAndTheirNeighbours() {
    List<Pair> pairs = PairPlan.pairs(16);
    assertEquals(pairs.size(), new HashSet<>(pairs).size());
    assertEquals(15 + 14 + 13, pairs.size());
    for (int i = 1; i < 16; i++) {
      assertTrue(pairs.contains(new Pair(i, 0)));
      assertTrue(pairs.contains(new Pair(i, i - 1)));
    }
  }

  private List<PhotoResult> solve(int photos) {
    return TransformGraph.solve(Collections.nCopies(photos, SIZE), results);
  }

  private void registered(int from, int to, Homography transform, int inliers, double uncertain) {
    results.put(
        new Pair(from, to), new PairResult.Registered(transform, inliers, RMS, uncertain, 1));
  }

  private static Homography shift(double x, double y) {
    return Homography.of(1, 0, x, 0, 1, y, 0, 0, 1);
  }
}
