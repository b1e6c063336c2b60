package io.mmapdict.registration.scene;

import org.jspecify.annotations.Nullable;

/**
 * The wall of a chapel in the evening: stained glass with the sun behind it, candles, a fresco, a
 * mosaic frieze, and stone in the dark. In units of which 800 x 600 are in view. Nothing repeats,
 * so that keypoints have one match only.
 */
final class ChapelWall {
  private static final Light DUSK = new Light(0.0042, 0.0048, 0.0066);
  private static final Light LIMESTONE = new Light(0.62, 0.53, 0.42);
  private static final Light GOLD = new Light(0.83, 0.60, 0.20);
  private static final Light[] PIGMENTS = {
    new Light(0.45, 0.12, 0.07),
    new Light(0.10, 0.16, 0.36),
    new Light(0.66, 0.50, 0.24),
    new Light(0.16, 0.28, 0.16),
    new Light(0.76, 0.68, 0.56),
    new Light(0.33, 0.18, 0.11),
    new Light(0.56, 0.26, 0.18),
  };
  private static final double FRIEZE_TOP = 536;
  private static final double FRIEZE_BOTTOM = 590;

  private final Noise noise;
  private final StainedGlass glass;
  private final Candles candles;

  ChapelWall(long seed) {
    noise = new Noise(seed);
    glass = new StainedGlass(noise);
    candles = new Candles(noise);
  }

  /** The radiance of a place. */
  Light radiance(double x, double y) {
    Light candle = candles.at(x, y);
    if (candle != null) {
      return candle;
    }
    double depth = glass.inside(x, y);
    if (depth > 0) {
      double stone = glass.tracery(x, y);
      if (stone > 0) {
        return glass.pane(x, y);
      }
      // Tracery is lit on its edges by the panes beside it.
      Light rim = new Light(0.5, 0.42, 0.40).times(0.5 * Math.exp(stone));
      return LIMESTONE.times(0.8 * grain(x, y)).times(falling(x, y)).plus(rim.times(LIMESTONE));
    }
    Light light = falling(x, y);
    if (depth > -13) {
      // Mouldings around the openings: grooves that catch the light of the glass.
      double groove = 0.55 + 0.45 * Math.cos(depth * 1.45);
      Light spill = new Light(0.35, 0.29, 0.26).times(Math.exp(depth / 4.5));
      return LIMESTONE.times(grain(x, y) * groove).times(light.plus(spill));
    }
    return paint(x, y).times(light);
  }

  private Light falling(double x, double y) {
    // Towards the left and right the aisle is dark.
    double dark = 0.35 + 0.65 * Math.exp(-Math.pow((x - 400) / 420, 4));
    return candles.onWall(x, y).plus(DUSK).times(dark);
  }

  private Light paint(double x, double y) {
    Light fresco = fresco(x, y);
    if (fresco != null) {
      return fresco;
    }
    if (y > FRIEZE_TOP && y < FRIEZE_BOTTOM) {
      return frieze(x, y);
    }
    if (y > 512 && y <= FRIEZE_TOP) {
      return LIMESTONE.times(grain(x, y) * (1.25 - Math.abs(y - 520) / 18));
    }
    return ashlar(x, y);
  }

  /** Cut stones in courses of different height, in mortar. */
  private Light ashlar(double x, double y) {
    long course =
        (long) Math.floor(y / 33 + 0.7 * (noise.at((long) Math.floor(y / 132), 7, 300) - 0.5));
    double top = course * 33;
    double shift = 90 * noise.at(course, 0, 301);
    double length = 58 + 34 * noise.at(course, 1, 301);
    long block = (long) Math.floor((x + shift) / length);
    double warp = 2.4 * (noise.smooth(x / 11, y / 11, 302) - 0.5);
    double across = (x + shift) - block * length + warp;
    double down = Math.floorMod((long) Math.floor((y - top) * 16), 33L * 16) / 16.0 + warp;
    double joint = Math.min(Math.min(across, length - across), Math.min(down, 33 - down));
    double tint = 0.72 + 0.56 * noise.at(block, course, 303);
    Light stone =
        LIMESTONE
            .mix(new Light(0.50, 0.49, 0.47), noise.at(block, course, 304))
            .times(tint * grain(x, y));
    double stain = noise.fractal(x / 85, y / 60, 4, 305);
    stone = stone.mix(new Light(0.16, 0.14, 0.11), Math.clamp(3.2 * (stain - 0.56), 0, 0.75));
    return stone.times(Math.clamp(0.30 + joint / 2.6, 0.30, 1));
  }

  private double grain(double x, double y) {
    double pits = noise.smooth(x / 2.6, y / 2.6, 311);
    return 0.45 + 0.95 * noise.fractal(x / 17, y / 17, 5, 310) - (pits > 0.86 ? 0.28 : 0);
  }

  /** Figures below the rose: robes, faces and haloes, flaked off in places. */
  private @Nullable Light fresco(double x, double y) {
    double dx = Math.abs(x - 400);
    double border = Math.min(186 - dx, Math.min(y - 372, 476 - y));
    if (border < 0) {
      return null;
    }
    if (border < 6) {
      Cells leaf = Cells.at(noise, x / 6, y / 6, 0.9, 320);
      return GOLD.times(0.45 + 0.9 * noise.at(leaf.column(), leaf.row(), 319));
    }
    double flaked = noise.fractal(x / 26, y / 26, 5, 321);
    if (flaked > 0.66) {
      return new Light(0.58, 0.53, 0.47).times(grain(x, y));
    }
    int figure = (int) Math.floor((x - 214) / 41.5);
    double middle = 214 + 41.5 * (figure + 0.5) + 9 * (noise.at(figure, 0, 322) - 0.5);
    double head = 398 + 11 * noise.at(figure, 1, 322);
    double fx = x - middle;
    double toHead = Math.hypot(fx, y - head);
    double brush = 0.62 + 0.76 * noise.fractal(x / 7, y / 12, 4, 323);
    if (toHead < 7 + noise.at(figure, 2, 322)) {
      boolean hair = y < head - 2 + 3 * (noise.smooth(x / 2.2, y / 2.2, 324) - 0.5);
      return (hair ? PIGMENTS[5] : new Light(0.66, 0.44, 0.31)).times(brush);
    }
    if (toHead < 13.5) {
      double rays = noise.at(figure, Math.round(9 * Math.atan2(y - head, fx)), 325);
      return GOLD.times(0.7 + 0.5 * rays);
    }
    double robe = 8 + (y - head) * (0.13 + 0.07 * noise.at(figure, 3, 322));
    if (y > head && Math.abs(fx) < robe) {
      Cells fold = Cells.at(noise, x / 9, y / 21, 0.95, 326);
      double pick = noise.at(figure, fold.column() & 1, 328);
      double shade = 0.45 + 1.0 * noise.at(fold.column(), fold.row(), 329);
      return PIGMENTS[(int) (pick * PIGMENTS.length)].times(
          brush * shade * (0.55 + Math.min(0.45, fold.edge() * 3)));
    }
    Cells star = Cells.at(noise, x / 9, y / 9, 0.8, 330);
    return star.edge() > 0.2 && noise.at(star.column(), star.row(), 332) > 0.8 && y < 425
        ? GOLD
        : PIGMENTS[1].mix(PIGMENTS[3], Math.clamp((y - 420) / 40, 0, 1)).times(brush);
  }

  /** Stones of many colours between two bands of marble. */
  private Light frieze(double x, double y) {
    double border = Math.min(y - FRIEZE_TOP, FRIEZE_BOTTOM - y);
    if (border < 5) {
      return new Light(0.70, 0.66, 0.60).times(0.6 + 0.6 * noise.fractal(x / 40, y / 5, 4, 340));
    }
    Cells cell = Cells.at(noise, x / 11.5, y / 11.5, 0.85, 341);
    if (cell.edge() * 11.5 < 0.7) {
      return new Light(0.30, 0.27, 0.23);
    }
    double pick = noise.at(cell.column(), cell.row(), 343);
    Light stone = pick > 0.86 ? GOLD : PIGMENTS[(int) (pick / 0.86 * PIGMENTS.length)];
    return stone.times(0.7 + 0.7 * noise.fractal(x / 5, y / 5, 3, 344));
  }
}
