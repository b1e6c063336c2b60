package io.mmapdict.registration.vision;

/**
 * Each match says by how much the second photo is turned and zoomed against the first (the
 * difference of its angles, the ratio of its scales). Right matches agree, wrong ones scatter: the
 * fullest window wins (the Hough vote of Lowe 2004, section 7.3, in two of its four dimensions).
 *
 * @param turn from the first photo to the second, in radians
 * @param logZoom base 2 logarithm of how much larger things are in the second photo
 */
record PoseVote(double turn, double logZoom) {
  private static final double ANGLE_BIN = Math.toRadians(10);
  private static final int ANGLES = 36;
  private static final double ZOOM_BIN = 0.25;
  private static final int ZOOMS = 33;
  private static final int NO_ZOOM = ZOOMS / 2;

  /**
   * Half the window, in radians: a tilt of 40 degrees turns directions by up to 8, angles are
   * rough.
   */
  private static final double ANGLE_REACH = Math.toRadians(40);

  /** Half the window, in octaves. */
  private static final double ZOOM_REACH = 1;

  static PoseVote of(Features a, Features b, Matches matches) {
    int[][] votes = new int[ANGLES][ZOOMS];
    for (int i = 0; i < matches.count(); i++) {
      double bin = octaves(a, b, matches, i) / ZOOM_BIN + NO_ZOOM;
      int zoom = (int) Math.max(0, Math.min(ZOOMS - 1, Math.round(bin)));
      long angle = Math.round(turn(a, b, matches, i) / ANGLE_BIN);
      votes[Math.floorMod(angle, ANGLES)][zoom]++;
    }
    int best = -1;
    PoseVote winner = new PoseVote(0, 0);
    for (int angle = 0; angle < ANGLES; angle++) {
      for (int zoom = 1; zoom < ZOOMS - 1; zoom++) {
        int sum = 0;
        for (int da = -1; da <= 1; da++) {
          for (int dz = -1; dz <= 1; dz++) {
            sum += votes[Math.floorMod(angle + da, ANGLES)][zoom + dz];
          }
        }
        if (sum > best) {
          best = sum;
          winner = new PoseVote(angle * ANGLE_BIN, (zoom - NO_ZOOM) * ZOOM_BIN);
        }
      }
    }
    return winner;
  }

  /** Those that agree with the vote, roughly. */
  Matches agreeing(Features a, Features b, Matches matches) {
    return matches.where(i ->
        Math.abs(Math.IEEEremainder(turn(a, b, matches, i) - turn, 2 * Math.PI)) < ANGLE_REACH
            && Math.abs(octaves(a, b, matches, i) - logZoom) < ZOOM_REACH);
  }

  private static double turn(Features a, Features b, Matches matches, int i) {
    return (double) b.angle()[matches.b()[i]] - a.angle()[matches.a()[i]];
  }

  private static double octaves(Features a, Features b, Matches matches, int i) {
    return Math.log(b.scale()[matches.b()[i]] / a.scale()[matches.a()[i]]) / Math.log(2);
  }
}
