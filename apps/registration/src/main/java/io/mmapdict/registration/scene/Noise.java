package io.mmapdict.registration.scene;

/** Random numbers that belong to places: the same place and seed, the same number. */
final class Noise {
  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** From 0 to 1, uniform, unrelated between neighbouring cells (the mixer of SplitMix64). */
  double at(long i, long j, long channel) {
    long z =
        seed + i * 0x9e3779b97f4a7c15L + j * 0xc2b2ae3d27d4eb4fL + channel * 0x165667b19e3779f9L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }

  /** Smooth between cells of size 1; from 0 to 1. */
  double smooth(double x, double y, long channel) {
    long i = (long) Math.floor(x);
    long j = (long) Math.floor(y);
    double u = ease(x - i);
    double v = ease(y - j);
    double top = at(i, j, channel) * (1 - u) + at(i + 1, j, channel) * u;
    double bottom = at(i, j + 1, channel) * (1 - u) + at(i + 1, j + 1, channel) * u;
    return top * (1 - v) + bottom * v;
  }

  /** Several octaves, each twice as fine and 0.55 times as strong; from 0 to 1, mostly near 0.5. */
  double fractal(double x, double y, int octaves, long channel) {
    double sum = 0;
    double total = 0;
    double weight = 1;
    double scale = 1;
    for (int octave = 0; octave < octaves; octave++) {
      sum += weight * smooth(x * scale, y * scale, channel + 31L * octave);
      total += weight;
      weight *= 0.55;
      scale *= 2;
    }
    return sum / total;
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }
}
