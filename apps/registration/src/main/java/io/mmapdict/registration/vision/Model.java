package io.mmapdict.registration.vision;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The kinds of transform, each a flat family of homographies whose last number is 1. A photo that
 * shows little beside its exposure supports two numbers where it would not support eight.
 */
@SuppressWarnings("ImmutableEnumChecker") // EJML has no immutable matrix; nobody changes these.
enum Model {
  /** Only a shift. */
  SHIFT(
      new double[] {1, 0, 0, 0, 1, 0, 0, 0},
      new DMatrixRMaj(
          new double[][] {{0, 0}, {0, 0}, {1, 0}, {0, 0}, {0, 0}, {0, 1}, {0, 0}, {0, 0}})),
  /** Turn, zoom and shift. */
  SIMILARITY(
      new DMatrixRMaj(
          new double[][] {
            {1, 0, 0, 0},
            {0, -1, 0, 0},
            {0, 0, 1, 0},
            {0, 1, 0, 0},
            {1, 0, 0, 0},
            {0, 0, 0, 1},
            {0, 0, 0, 0},
            {0, 0, 0, 0}
          })),
  /** Any linear map and a shift. */
  AFFINE(CommonOps_DDRM.identity(8, 6)),
  /** Any homography. */
  PROJECTIVE(CommonOps_DDRM.identity(8, 8));

  private final DMatrixRMaj origin;
  private final DMatrixRMaj basis;
  private final DMatrixRMaj inverse = new DMatrixRMaj(1, 1);

  Model(DMatrixRMaj basis) {
    this(new double[8], basis);
  }

  Model(double[] origin, DMatrixRMaj basis) {
    this.origin = DMatrixRMaj.wrap(8, 1, origin);
    this.basis = basis;
    CommonOps_DDRM.pinv(basis, inverse);
  }

  int parameters() {
    return basis.numCols;
  }

  /** The first eight numbers of the homography. */
  double[] expand(double[] parameters) {
    DMatrixRMaj h = new DMatrixRMaj(8, 1);
    CommonOps_DDRM.mult(basis, DMatrixRMaj.wrap(parameters(), 1, parameters), h);
    CommonOps_DDRM.addEquals(h, origin);
    return h.data;
  }

  /** The parameters of the member nearest to a homography. */
  double[] nearest(Homography homography) {
    DMatrixRMaj h = DMatrixRMaj.wrap(8, 1, Arrays.copyOf(homography.toArray(), 8));
    CommonOps_DDRM.subtractEquals(h, origin);
    DMatrixRMaj parameters = new DMatrixRMaj(parameters(), 1);
    CommonOps_DDRM.mult(inverse, h, parameters);
    return parameters.data;
  }

  /** Derivatives by the parameters, from derivatives by the eight numbers (in columns). */
  DMatrixRMaj derivatives(DMatrixRMaj byNumbers) {
    DMatrixRMaj byParameters = new DMatrixRMaj(byNumbers.numRows, parameters());
    CommonOps_DDRM.mult(byNumbers, basis, byParameters);
    return byParameters;
  }
}
