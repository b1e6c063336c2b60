package io.mmapdict.registration.scene;

/** A rose window and two lancets: coloured panes in lead, the sky behind them. */
final class StainedGlass {
  private static final Light[] JEWELS = {
    new Light(0.90, 0.06, 0.05),
    new Light(0.05, 0.16, 0.95),
    new Light(0.04, 0.55, 0.16),
    new Light(1.00, 0.62, 0.06),
    new Light(0.42, 0.06, 0.72),
    new Light(0.10, 0.58, 0.90),
    new Light(0.96, 0.88, 0.62),
    new Light(0.95, 0.28, 0.04),
  };
  private static final Light LEAD = new Light(0.010, 0.009, 0.008);
  private static final double ROSE_X = 400;
  private static final double ROSE_Y = 198;
  private static final double ROSE_RADIUS = 148;
  private static final double LANCET_WIDTH = 52;
  private static final double LANCET_TOP = 185;
  private static final double LANCET_BOTTOM = 462;

  private final Noise noise;

  StainedGlass(Noise noise) {
    this.noise = noise;
  }

  /** How far inside the nearest window opening a place is; negative outside. */
  double inside(double x, double y) {
    double rose = ROSE_RADIUS - Math.hypot(x - ROSE_X, y - ROSE_Y);
    return Math.max(rose, Math.max(lancet(x - 122, y), lancet(x - 678, y)));
  }

  /** The light of a place inside an opening, or nothing for the stone of the tracery. */
  double tracery(double x, double y) {
    double dx = x - ROSE_X;
    double dy = y - ROSE_Y;
    double radius = Math.hypot(dx, dy);
    if (radius > ROSE_RADIUS) {
      double bars = Math.min(Math.abs(x - 122), Math.abs(x - 678));
      double rungs = Math.abs((y - 168) / 74 - Math.rint((y - 168) / 74)) * 74;
      return Math.min(bars - 3, rungs - 1.6);
    }
    double angle = Math.atan2(dy, dx) / (2 * Math.PI);
    double spokes = radius < 46 ? 6 : 12;
    double turn = angle * spokes;
    double spoke = Math.abs(turn - Math.rint(turn)) / spokes * 2 * Math.PI * radius;
    double rings = Math.min(Math.abs(radius - 46), Math.abs(radius - 112));
    // Petals: round heads between the spokes of the outer ring.
    double head = Math.floor(turn) + 0.5;
    double headAngle = head / spokes * 2 * Math.PI;
    double petal = Math.hypot(dx - 118 * Math.cos(headAngle), dy - 118 * Math.sin(headAngle));
    double round = radius > 112 ? 27 - petal : Double.MAX_VALUE;
    return Math.min(Math.min(spoke - 3, rings - 3.5), round);
  }

  /** The light that comes through the pane at a place. */
  Light pane(double x, double y) {
    double size = Math.hypot(x - ROSE_X, y - ROSE_Y) < ROSE_RADIUS ? 15 : 13;
    Cells cell = Cells.at(noise, x / size, y / size, 0.9, 100);
    if (cell.edge() * size < 0.85) {
      return LEAD;
    }
    double pick = noise.at(cell.column(), cell.row(), 110);
    // Medallions: neighbouring panes share a palette of four, which changes over the window.
    int palette = (int) (4 * noise.smooth(cell.column() / 4.0, cell.row() / 4.0, 111));
    Light jewel = JEWELS[(int) (pick * 4 + palette) % JEWELS.length];
    double density = Math.pow(12, noise.at(cell.column(), cell.row(), 112) - 0.5);
    double streaks = 0.55 + 0.9 * noise.fractal(x / 9 + 40 * pick, y / 22, 4, 113);
    return jewel.times(sky(x, y).times(density * streaks));
  }

  /** The evening sun stands low behind the left half of the rose. */
  private static Light sky(double x, double y) {
    double sun = Math.hypot(x - 352, y - 228) / 95;
    Light blue = new Light(2.2, 2.7, 3.8).times(1.25 - y / 800);
    return blue.plus(new Light(18, 14, 8).times(Math.exp(-sun * sun)));
  }

  /** A pointed arch: two arcs, each around the foot of the other. */
  private static double lancet(double dx, double y) {
    double side = LANCET_WIDTH - Math.abs(dx);
    double arch = 2 * LANCET_WIDTH - Math.hypot(Math.abs(dx) + LANCET_WIDTH, y - LANCET_TOP);
    return Math.min(y < LANCET_TOP ? arch : side, LANCET_BOTTOM - y);
  }
}
