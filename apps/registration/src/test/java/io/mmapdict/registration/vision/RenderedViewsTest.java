package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Views of rendered scenes: tilt to 40 degrees, zoom to 2.5 either way, any turn, exposure to 16
 * times either way, noise to three grey levels.
 */
class RenderedViewsTest {

  @Test
  void aSampleOfKnownSeeds() {
    Views views = views(101, 2, 3, 2);
    assertEquals(List.of(), views.wrong());
    assertTrue(views.registered() >= 5, views.toString());
    assertTrue(views.meanError() <= 1.5, views.toString());
  }

  @Test
  void noFalseRegistrationOfAFreshSeed() {
    long seed = Seed.next("RenderedViewsTest");
    assertEquals(List.of(), views(seed, 2, 1, 2).wrong());
  }

  @Test
  @Tag("long")
  void aHundredViewsAndThirtyPairsApart() {
    Views views = views(1, 10, 10, 30);
    assertEquals(List.of(), views.wrong());
    assertTrue(views.registered() >= 90, views.toString());
    assertTrue(views.meanError() <= 1.5, views.toString());
  }

  private static Views views(long seed, int scenes, int each, int apart) {
    List<Views.Scene> all =
        IntStream.range(0, scenes)
            .parallel()
            .mapToObj(i -> Views.Scene.rendered(seed * 1000 + i))
            .toList();
    Views views = new Views();
    // Each scene draws its views in one order, whatever the others do meanwhile.
    IntStream.range(0, scenes)
        .parallel()
        .forEach(scene -> {
          for (int i = 0; i < each; i++) {
            views.overlapping(all.get(scene));
          }
          for (int i = scene; i < apart; i += scenes) {
            views.apart(all.get(scene), all.get((i + 1 + i / scenes) % scenes));
          }
        });
    System.out.println("seed " + seed + ": " + views);
    return views;
  }
}
