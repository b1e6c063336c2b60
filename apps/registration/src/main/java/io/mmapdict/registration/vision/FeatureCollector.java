package io.mmapdict.registration.vision;

import java.util.Arrays;

/** Grows the parallel arrays of {@link Features}. */
final class FeatureCollector {
  private int count;
  private float[] x = new float[1024];
  private float[] y = new float[1024];
  private float[] scale = new float[1024];
  private float[] angle = new float[1024];
  private byte[] descriptors = new byte[1024 * Features.DESCRIPTOR_LENGTH];

  void add(double px, double py, double sigma, double direction, double[] descriptor) {
    if (count == x.length) {
      grow();
    }
    x[count] = (float) px;
    y[count] = (float) py;
    scale[count] = (float) sigma;
    angle[count] = (float) direction;
    double sum = 1e-12;
    for (double value : descriptor) {
      sum += value;
    }
    int at = count * Features.DESCRIPTOR_LENGTH;
    for (int i = 0; i < Features.DESCRIPTOR_LENGTH; i++) {
      long root = Math.round(256 * Math.sqrt(descriptor[i] / sum));
      descriptors[at + i] = (byte) Math.min(Byte.MAX_VALUE, root);
    }
    count++;
  }

  private void grow() {
    int capacity = 2 * count;
    x = Arrays.copyOf(x, capacity);
    y = Arrays.copyOf(y, capacity);
    scale = Arrays.copyOf(scale, capacity);
    angle = Arrays.copyOf(angle, capacity);
    descriptors = Arrays.copyOf(descriptors, capacity * Features.DESCRIPTOR_LENGTH);
  }

  Features features() {
    return new Features(
        Arrays.copyOf(x, count),
        Arrays.copyOf(y, count),
        Arrays.copyOf(scale, count),
        Arrays.copyOf(angle, count),
        Arrays.copyOf(descriptors, count * Features.DESCRIPTOR_LENGTH));
  }
}
