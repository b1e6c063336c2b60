package io.mmapdict.registration.scene;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Candles on a shelf below the windows: flames, wax, and the light they throw on the wall. */
final class Candles {
  private static final double SHELF = 512;
  private static final Light WARM = new Light(1.0, 0.56, 0.22);

  private final List<Candle> candles = new ArrayList<>();

  private record Candle(double x, double wick, double halfWidth) {}

  Candles(Noise noise) {
    for (int i = 0; i < 9; i++) {
      double x = 232 + 42 * i + 22 * (noise.at(i, 0, 200) - 0.5);
      double height = 22 + 44 * noise.at(i, 1, 200);
      candles.add(new Candle(x, SHELF - height, 4.2 + 3 * noise.at(i, 2, 200)));
    }
  }

  /** What falls on the wall at a place. */
  Light onWall(double x, double y) {
    double sum = 0;
    for (Candle candle : candles) {
      double dx = x - candle.x();
      double dy = y - (candle.wick() - 10);
      sum += 1 / (dx * dx + dy * dy + 52 * 52);
    }
    return WARM.times(sum * 1500);
  }

  /** The radiance of a candle or its flame at a place, or null where there is none. */
  @Nullable Light at(double x, double y) {
    for (Candle candle : candles) {
      double dx = Math.abs(x - candle.x());
      double above = candle.wick() - y;
      if (above > 0 && above < 24) {
        double half = 4.6 * Math.sqrt(above / 24) * (1 - above / 24) * 2.1;
        if (dx < half) {
          double core = 1 - dx / half;
          return new Light(1, 0.72 + 0.2 * core, 0.30 + 0.45 * core).times(14 + 60 * core * core);
        }
      } else if (above <= 0 && y < SHELF && dx < candle.halfWidth()) {
        double round = Math.sqrt(1 - Math.pow(dx / candle.halfWidth(), 2));
        double glow = 0.35 + 6 * Math.exp(above / 9);
        return new Light(1, 0.72, 0.40).times(glow * (0.35 + 0.65 * round));
      }
    }
    return null;
  }
}
