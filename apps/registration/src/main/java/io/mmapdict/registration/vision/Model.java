package io.mmapdict.registration.vision;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The kinds of transform, each a linear family of homographies whose last number is 1. A photo that
 * shows little beside its exposure supports four numbers where it would not support eight.
 */
@SuppressWarnings("ImmutableEnumChecker") // EJML has no immutable matrix; nobody changes these.
enum Model {
  /** Turn, zoom and shift. */
  SIMILARITY(
      new double[][] {
        {1, 0, 0, 0},
        {0, -1, 0, 0},
        {0, 0, 1, 0},
        {0, 1, 0, 0},
        {1, 0, 0, 0},
        {0, 0, 0, 1},
        {0, 0, 0, 0},
        {0, 0, 0, 0}
      }),
  /** Any linear map and a shift. */
  AFFINE(CommonOps_DDRM.identity(8, 6)),
  /** Any homography. */
  PROJECTIVE(CommonOps_DDRM.identity(8, 8));

  private final DMatrixRMaj basis;
  private final DMatrixRMaj inverse = new DMatrixRMaj(1, 1);

  Model(double[][] basis) {
    this(new DMatrixRMaj(basis));
  }

  Model(DMatrixRMaj basis) {
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
    return h.data;
  }

  /** The parameters of the member nearest to a homography. */
  double[] nearest(Homography homography) {
    DMatrixRMaj h = DMatrixRMaj.wrap(8, 1, homography.toArray());
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
