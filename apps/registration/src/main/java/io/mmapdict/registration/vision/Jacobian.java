package io.mmapdict.registration.vision;

/**
 * The linear part of a transform around one point.
 *
 * @param xx change of the new x with the old x
 * @param xy change of the new x with the old y
 * @param yx change of the new y with the old x
 * @param yy change of the new y with the old y
 */
record Jacobian(double xx, double xy, double yx, double yy) {
  /** How areas grow; negative for a mirror image. */
  double determinant() {
    return xx * yy - xy * yx;
  }

  /** How lengths grow in the mean of the two main directions. */
  double zoom() {
    return Math.sqrt(Math.abs(determinant()));
  }

  /** How lengths grow in the direction that grows most: the larger singular value. */
  double largest() {
    double sum = xx * xx + xy * xy + yx * yx + yy * yy;
    double det = determinant();
    return Math.sqrt((sum + Math.sqrt(Math.max(0, sum * sum - 4 * det * det))) / 2);
  }

  /** How lengths grow in the direction that grows least: the smaller singular value. */
  double smallest() {
    double largest = largest();
    return largest == 0 ? 0 : Math.abs(determinant()) / largest;
  }

  /** The direction in which the direction {@code angle} goes, both in radians. */
  double turn(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return Math.atan2(yx * c + yy * s, xx * c + xy * s);
  }
}
