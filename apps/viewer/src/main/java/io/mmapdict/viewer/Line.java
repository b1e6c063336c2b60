package io.mmapdict.viewer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The elements along a line, a spectrum or a profile.
 *
 * @param length of what they are of: the axis, or of the way in elements
 * @param step every so many'th of it
 * @param values masked ones are NaN
 * @param points row and column of each; null where they are those of an axis
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent, and gone
record Line(long length, long step, double[] values, @Nullable List<long[]> points) {
  private static final int MOST = 4096;

  /**
   * Along the only axis of a part.
   *
   * @throws ViewerException if its elements are no numbers
   */
  static Line along(ArrayPart axis) {
    long length = axis.shape().length(0);
    ArrayPart part = axis.thinned(0, MOST);
    double[] values = Samples.doubles(part.data());
    if (part.mask() != null) {
      byte[] masked = part.mask().toByteArray();
      for (int i = 0; i < values.length; i++) {
        values[i] = masked[i] != 0 ? Double.NaN : values[i];
      }
    }
    return new Line(length, ArrayPart.stepFor(length, MOST), values, null);
  }

  /**
   * From one place of a plane to another, the nearest element of each step.
   *
   * @param from row and column
   * @param to row and column
   * @throws ViewerException if the plane's elements are no numbers, or it has none
   */
  static Line between(ArrayPart plane, double[] from, double[] to) {
    Samples.requireNumbers(plane.data());
    long height = plane.shape().length(0);
    long width = plane.shape().length(1);
    if (height == 0 || width == 0) {
      throw new ViewerException("the plane has no elements");
    }
    double way = Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
    int count = (int) Math.clamp(Math.ceil(way) + 1, 2, MOST);
    double[] values = new double[count];
    List<long[]> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double part = i / (count - 1.0);
      long row = Math.clamp(Math.round(from[0] + part * (to[0] - from[0])), 0, height - 1);
      long column = Math.clamp(Math.round(from[1] + part * (to[1] - from[1])), 0, width - 1);
      boolean masked = plane.mask() != null && plane.mask().at(row, column).getBoolean();
      values[i] = masked ? Double.NaN : Samples.one(plane.data(), row, column);
      points.add(new long[] {row, column});
    }
    return new Line(count, 1, values, points);
  }

  void writeTo(JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("length", length);
    json.writeNumberProperty("step", step);
    json.writeName("values");
    json.writeStartArray();
    for (double value : values) {
      Json.number(json, value);
    }
    json.writeEndArray();
    if (points != null) {
      json.writeName("points");
      json.writeStartArray();
      points.forEach(point -> json.writeArray(point, 0, point.length));
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
