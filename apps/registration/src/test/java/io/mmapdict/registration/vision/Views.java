package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Registers rendered views and counts. A registration is false when the views do not overlap, or
 * when its mean error over the view is more than {@value #FALSE_PIXELS} pixels of the reference.
 * Several threads may register views of different scenes.
 */
final class Views {
  static final double FALSE_PIXELS = 5;
  private static final int GRID = 21;

  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private final List<Double> errors = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger overlapping = new AtomicInteger();
  private final AtomicInteger apart = new AtomicInteger();

  /** A photograph of a flat scene from straight ahead, and views of the same scene. */
  record Scene(String name, GrayF32 radiance, Photo reference, Random random) {
    static Scene of(String name, GrayF32 radiance, long seed) {
      Random random = new Random(seed);
      Homography toScene = RandomView.reference(radiance.width, radiance.height);
      GrayF32 photo =
          ViewRenderer.view(radiance, toScene, RandomView.WIDTH, RandomView.HEIGHT, 1, 1, random);
      return new Scene(name, radiance, Photo.of(photo), random);
    }

    /** One with nothing in common with the scene of any other seed. */
    static Scene rendered(long seed) {
      return of("scene " + seed, TextureRenderer.scene(seed, 2000, 1500), seed);
    }

    RandomView draw() {
      return RandomView.draw(random, radiance.width, radiance.height);
    }

    Photo photograph(RandomView view) {
      return Photo.of(
          ViewRenderer.view(
              radiance,
              view.toScene(),
              RandomView.WIDTH,
              RandomView.HEIGHT,
              view.exposure(),
              view.noise(),
              random));
    }
  }

  /** Registers a fresh view of the scene to its reference. */
  void overlapping(Scene scene) {
    RandomView view = scene.draw();
    PairResult result = PairRegistration.register(scene.photograph(view), scene.reference());
    overlapping.incrementAndGet();
    String what =
        String.format(
            Locale.ROOT,
            "%s tilt %.0f zoom %.2f turn %.0f exposure %.3f noise %.1f",
            scene.name(),
            view.tilt(),
            view.zoom(),
            view.turn(),
            view.exposure(),
            view.noise());
    switch (result) {
      case PairResult.Failed failed -> System.out.println(what + ": " + failed.why());
      case PairResult.Registered registered -> {
        Homography truth =
            view.toScene()
                .then(
                    RandomView.reference(scene.radiance().width, scene.radiance().height)
                        .inverse());
        double error = error(registered.transform(), truth, RandomView.WIDTH, RandomView.HEIGHT);
        errors.add(error);
        if (!(error <= FALSE_PIXELS)) {
          wrong.add(what + ": registered, yet wrong by " + error);
        }
      }
    }
  }

  /** Registers a fresh view of one scene to the reference of another. */
  void apart(Scene one, Scene other) {
    RandomView view = one.draw();
    apart.incrementAndGet();
    if (PairRegistration.register(one.photograph(view), other.reference())
        instanceof PairResult.Registered registered) {
      wrong.add(one.name() + " does not overlap " + other.name() + ", yet " + registered);
    }
  }

  /** Mean distance over a grid that covers the photo, in pixels of the reference. */
  static double error(Homography found, Homography truth, int width, int height) {
    double sum = 0;
    for (int j = 0; j < GRID; j++) {
      for (int i = 0; i < GRID; i++) {
        double x = (width - 1.0) * i / (GRID - 1);
        double y = (height - 1.0) * j / (GRID - 1);
        sum += Math.hypot(found.x(x, y) - truth.x(x, y), found.y(x, y) - truth.y(x, y));
      }
    }
    return sum / (GRID * GRID);
  }

  List<String> wrong() {
    return wrong;
  }

  int registered() {
    return errors.size();
  }

  double meanError() {
    return errors.stream().mapToDouble(e -> e).average().orElse(Double.NaN);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d of %d overlapping registered, mean error %.3f px, largest %.3f; %d pairs apart; false:"
            + " %d",
        registered(),
        overlapping.get(),
        meanError(),
        errors.stream().mapToDouble(e -> e).max().orElse(Double.NaN),
        apart.get(),
        wrong.size());
  }
}
