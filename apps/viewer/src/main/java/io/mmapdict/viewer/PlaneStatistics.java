package io.mmapdict.viewer;

import io.mmapdict.ndarray.NDArray;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;

/** What the elements of a plane amount to, gathered from some that are evenly spread. */
final class PlaneStatistics {
  /** So many elements of a plane are looked at, at most: 512 of each axis. */
  private static final long MOST_OF_AXIS = 512;

  /** The same where each element costs a page. */
  private static final long MOST_IF_SCATTERED = 64;

  private static final int BINS = 256;
  private static final String[] PERCENTILES = {
    "0", "0.1", "1", "2", "5", "25", "50", "75", "95", "98", "99", "99.9", "100"
  };

  private final long count;
  private final int sampled;
  private long masked;
  private long nonfinite;

  /** Ascending: neither masked out nor infinite nor NaN. */
  private final double[] values;

  private PlaneStatistics(long count, double[] samples, NDArray mask) {
    this.count = count;
    this.sampled = samples.length;
    double[] kept = new double[samples.length];
    int n = 0;
    byte[] isMasked = mask == null ? new byte[samples.length] : mask.toByteArray();
    for (int i = 0; i < samples.length; i++) {
      if (isMasked[i] != 0) {
        masked++;
      } else if (!Double.isFinite(samples[i])) {
        nonfinite++;
      } else {
        kept[n++] = samples[i];
      }
    }
    this.values = Arrays.copyOf(kept, n);
    Arrays.sort(values);
  }

  /**
   * Of a plane.
   *
   * @throws ViewerException if its elements are no numbers
   */
  static PlaneStatistics of(ArrayPart plane) {
    ArrayPart part = plane.thinned(0, MOST_OF_AXIS).thinned(1, MOST_OF_AXIS);
    if (part.isScattered()) {
      part = plane.thinned(0, MOST_IF_SCATTERED).thinned(1, MOST_IF_SCATTERED);
    }
    return new PlaneStatistics(plane.data().size(), Samples.doubles(part.data()), part.mask());
  }

  /** By linear interpolation between the nearest two, numpy's default. */
  private double percentile(double percent) {
    double at = percent / 100 * (values.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, values.length - 1);
    return values[below] + (at - below) * (values[above] - values[below]);
  }

  void writeTo(JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("count", count);
    json.writeNumberProperty("sampled", sampled);
    json.writeNumberProperty("masked", masked);
    json.writeNumberProperty("nonfinite", nonfinite);
    if (values.length > 0) {
      writeFound(json);
    }
    json.writeEndObject();
  }

  private void writeFound(JsonGenerator json) {
    Json.number(json, "least", values[0]);
    Json.number(json, "greatest", values[values.length - 1]);
    Json.number(json, "mean", Arrays.stream(values).sum() / values.length);
    json.writeName("percentiles");
    json.writeStartObject();
    for (String percent : PERCENTILES) {
      Json.number(json, percent, percentile(Double.parseDouble(percent)));
    }
    json.writeEndObject();
    json.writeName("histogram");
    json.writeStartObject();
    Json.number(json, "from", values[0]);
    Json.number(json, "to", values[values.length - 1]);
    json.writeName("counts");
    json.writeStartArray();
    for (int each : histogram()) {
      json.writeNumber(each);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private int[] histogram() {
    int[] counts = new int[BINS];
    double from = values[0];
    double width = (values[values.length - 1] - from) / BINS;
    for (double value : values) {
      counts[width > 0 ? (int) Math.min(BINS - 1, (value - from) / width) : 0]++;
    }
    return counts;
  }
}
