package io.mmapdict.registration.vision;

import boofcv.abst.feature.detect.interest.ConfigSiftDetector;
import boofcv.alg.feature.describe.DescribePointSift;
import boofcv.alg.feature.detect.interest.SiftDetector;
import boofcv.alg.feature.detect.interest.SiftDetector.SiftPoint;
import boofcv.alg.feature.detect.interest.SiftScaleSpace;
import boofcv.alg.feature.detect.interest.UnrollSiftScaleSpaceGradient;
import boofcv.alg.feature.orientation.OrientationHistogramSift;
import boofcv.alg.transform.pyramid.PyramidOps;
import boofcv.factory.feature.detect.interest.FactoryInterestPointAlgs;
import boofcv.factory.interpolate.FactoryInterpolation;
import boofcv.struct.border.BorderType;
import boofcv.struct.feature.TupleDesc_F64;
import boofcv.struct.image.GrayF32;
import java.util.Arrays;

/**
 * SIFT (Lowe 2004) put together from BoofCV's parts, with the positions refined as in the paper and
 * descriptors as in Arandjelovic and Zisserman 2012 ("RootSIFT").
 *
 * <p>The photo is doubled here and not by BoofCV's {@code firstOctave = -1}: with that, BoofCV
 * 1.2.2 describes points at half their position.
 */
final class SiftDetection {
  /** Extrema looked at, strongest first. */
  static final int MAX_POINTS = 8000;

  private static final int SCALES_PER_OCTAVE = 3;
  private static final float FIRST_SIGMA = 1.6f;
  private static final int DOUBLING = 2;
  private static final int MAX_OCTAVE = 6;

  private final SiftScaleSpace space =
      new SiftScaleSpace(0, MAX_OCTAVE, SCALES_PER_OCTAVE, FIRST_SIGMA);
  private final SiftDetector detector;
  private final UnrollSiftScaleSpaceGradient gradient = new UnrollSiftScaleSpaceGradient();
  private final OrientationHistogramSift<GrayF32> orientation =
      new OrientationHistogramSift<>(36, 1.5, GrayF32.class);
  private final DescribePointSift<GrayF32> describe =
      new DescribePointSift<>(4, 4, 8, 0.75, 0.5, 0.2, GrayF32.class);

  private final FeatureCollector found = new FeatureCollector();

  SiftDetection(GrayF32 photo) {
    GrayF32 doubled = new GrayF32(1, 1);
    PyramidOps.scaleImageUp(
        photo,
        doubled,
        DOUBLING,
        FactoryInterpolation.bilinearPixelS(GrayF32.class, BorderType.EXTENDED));
    space.process(doubled);

    ConfigSiftDetector config = new ConfigSiftDetector();
    config.extract.radius = 1;
    detector = FactoryInterestPointAlgs.sift(config);
    detector.process(space);

    gradient.initialize(space);
    gradient.process(space);
  }

  Features detect() {
    for (SiftPoint point :
        EvenOrder.first(
            MAX_POINTS,
            detector.getDetections(),
            space.getOriginalWidth(),
            space.getOriginalHeight())) {
      double pixel = space.pixelScaleCurrentToInput(point.octaveIdx);
      ScaleSpacePeak peak =
          ScaleSpacePeak.near(
              space.octaves[point.octaveIdx].differenceOfGaussian,
              point.scaleIdx,
              (int) Math.round(point.pixel.x / pixel),
              (int) Math.round(point.pixel.y / pixel));
      if (peak != null) {
        describe(point, peak, pixel / DOUBLING);
      }
    }
    return found.features();
  }

  private void describe(SiftPoint point, ScaleSpacePeak peak, double pixel) {
    // BoofCV keeps the gradients of the inner scales only, hence the index one lower.
    byte inner = (byte) (point.scaleIdx - 1);
    GrayF32 derivX = gradient.getDerivX(point.octaveIdx, inner);
    GrayF32 derivY = gradient.getDerivY(point.octaveIdx, inner);
    orientation.setImageGradient(derivX, derivY);
    describe.setImageGradient(derivX, derivY);

    double sigma = FIRST_SIGMA * Math.pow(2, peak.scale() / SCALES_PER_OCTAVE);
    orientation.process(peak.x(), peak.y(), sigma);
    double[] angles =
        Arrays.copyOf(orientation.getOrientations().data, orientation.getOrientations().size);
    TupleDesc_F64 descriptor = new TupleDesc_F64(Features.DESCRIPTOR_LENGTH);
    for (double angle : angles) {
      describe.process(peak.x(), peak.y(), sigma, angle, descriptor);
      found.add(peak.x() * pixel, peak.y() * pixel, sigma * pixel, angle, descriptor.data);
    }
  }
}
