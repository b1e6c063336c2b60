package io.mmapdict.registration.stitch;

import io.mmapdict.registration.hdr.Srgb;
import io.mmapdict.registration.vision.Homography;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The factor for each photo's light that makes overlapping photos agree, as Brown and Lowe
 * (Automatic Panoramic Image Stitching using Invariant Features, IJCV 2007, section 6) solve for
 * it: least squares over all pairs that overlap. Here over the logarithms, in linear light, and
 * with the reference's gain 1: their prior for gains near 1 leaves a part of each difference in
 * place.
 */
final class Gains {
  /** Samples below and above are black or saturated, and compare nothing. */
  private static final double BLACK = 0.02;

  private static final double SATURATED = 0.98;
  private static final int PLACES = 20_000;

  /** A pair must share so many places. */
  private static final int FEWEST = 30;

  /** Keeps the gain of a photo that overlaps none at 1. */
  private static final double PRIOR = 1e-6;

  private Gains() {}

  /** One factor per piece; the first, which is the reference's, is 1. */
  static double[] solve(List<Piece> pieces) {
    int n = pieces.size();
    DMatrixRMaj matrix = CommonOps_DDRM.identity(n);
    CommonOps_DDRM.scale(PRIOR, matrix);
    DMatrixRMaj right = new DMatrixRMaj(n, 1);
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        addPair(pieces.get(i), i, pieces.get(j), j, matrix, right);
      }
    }
    matrix.add(0, 0, 1e6);
    DMatrixRMaj logGains = new DMatrixRMaj(n, 1);
    double[] gains = new double[n];
    CommonOps_DDRM.solve(matrix, right, logGains);
    for (int i = 0; i < n; i++) {
      gains[i] = Math.exp(logGains.get(i, 0) - logGains.get(0, 0));
    }
    return gains;
  }

  private static void addPair(
      Piece a, int i, Piece b, int j, DMatrixRMaj matrix, DMatrixRMaj right) {
    Homography toOther = a.toReference().then(b.toReference().inverse());
    int step =
        Math.max(1, (int) Math.sqrt((double) a.pixels().width() * a.pixels().height() / PLACES));
    double lightA = 0;
    double lightB = 0;
    int places = 0;
    for (int y = 0; y < a.pixels().height(); y += step) {
      for (int x = 0; x < a.pixels().width(); x += step) {
        double u = toOther.x(x, y);
        double v = toOther.y(x, y);
        if (toOther.depth(x, y) > 0 && b.covers(u, v)) {
          for (int band = 0; band < 3; band++) {
            double sampleA = a.sample(x, y, band);
            double sampleB = b.sample((int) Math.rint(u), (int) Math.rint(v), band);
            if (tells(sampleA) && tells(sampleB)) {
              lightA += Srgb.decode(sampleA);
              lightB += Srgb.decode(sampleB);
              places++;
            }
          }
        }
      }
    }
    if (places >= FEWEST) {
      // log gain i + log light a = log gain j + log light b, weighed by the places
      double weight = places / (double) PLACES;
      double difference = Math.log(lightB / lightA);
      matrix.add(i, i, weight);
      matrix.add(j, j, weight);
      matrix.add(i, j, -weight);
      matrix.add(j, i, -weight);
      right.add(i, 0, weight * difference);
      right.add(j, 0, -weight * difference);
    }
  }

  private static boolean tells(double sample) {
    return sample > BLACK && sample < SATURATED;
  }
}
