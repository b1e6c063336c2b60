package io.mmapdict.registration.stitch;

import io.mmapdict.registration.Interruption;
import io.mmapdict.registration.hdr.Srgb;
import io.mmapdict.registration.photo.Pixels8;
import io.mmapdict.registration.vision.Homography;
import java.util.List;

/**
 * Draws a mosaic row by row: each photo resampled with cubic convolution (averaged over several
 * points where it is finer than the mosaic), its light brought to the reference's by one factor per
 * photo, and feathered: photos are mixed by how far inside each a place lies, to the third power,
 * so that the mixture is short and where it happens no border is near.
 *
 * <p>Holds one row of the result; photos are read in place.
 */
public final class Mosaic {
  private static final int RGBA = 4;
  private static final int FEATHER = 3;
  private static final int MOST_POINTS = 4;

  private final Canvas canvas;
  private final Layer[] layers;

  private Mosaic(List<Piece> pieces, Canvas canvas) {
    this.canvas = canvas;
    double[] gains = Gains.solve(pieces);
    this.layers = new Layer[pieces.size()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer(pieces.get(i), gains[i], canvas);
    }
  }

  /** Takes the rows of the mosaic, from the first to the last. */
  @FunctionalInterface
  public interface RowSink {
    /** A row of width x 4 samples (RGBA); the array is used again for the next one. */
    void row(int y, byte[] rgba);
  }

  /** Draws into a sink; the first piece is the reference. */
  public static void draw(List<Piece> pieces, Canvas canvas, RowSink sink) {
    Mosaic mosaic = new Mosaic(pieces, canvas);
    byte[] row = new byte[Math.multiplyExact(canvas.width(), RGBA)];
    for (int y = 0; y < canvas.height(); y++) {
      Interruption.check();
      mosaic.row(y, row);
      sink.row(y, row);
    }
  }

  /** Draws into memory: RGBA of 8 bits, alpha 0 where no photo is and 255 elsewhere. */
  public static Pixels8 draw(List<Piece> pieces, Canvas canvas) {
    byte[] rgba =
        new byte[Math.multiplyExact(Math.multiplyExact(canvas.width(), canvas.height()), RGBA)];
    draw(pieces, canvas, (y, row) -> System.arraycopy(row, 0, rgba, y * row.length, row.length));
    return new Pixels8(canvas.width(), canvas.height(), RGBA, rgba);
  }

  private void row(int y, byte[] row) {
    double[] sum = new double[3];
    for (int x = 0; x < canvas.width(); x++) {
      sum[0] = 0;
      sum[1] = 0;
      sum[2] = 0;
      double total = 0;
      for (Layer layer : layers) {
        total += layer.addTo(sum, x, y);
      }
      int at = x * RGBA;
      for (int band = 0; band < 3; band++) {
        double mixed = total > 0 ? sum[band] / total : 0;
        row[at + band] = (byte) Math.round(255 * Math.clamp(mixed, 0, 1));
      }
      row[at + 3] = (byte) (total > 0 ? 255 : 0);
    }
  }

  /** One photo as the mosaic sees it. */
  private static final class Layer {
    private final Piece piece;
    private final double gain;
    private final Homography toPhoto;
    private final Resampler resampler;
    private final double reach;
    private final int points;
    private final double[] colour = new double[3];

    Layer(Piece piece, double gain, Canvas canvas) {
      this.piece = piece;
      this.gain = gain;
      this.toPhoto = piece.toReference().then(canvas.fromReference()).inverse();
      this.resampler = new Resampler(piece);
      double shorter = Math.min(piece.pixels().width(), piece.pixels().height());
      this.reach = (shorter + 1) / 2;
      this.points = Math.clamp(Math.round(pixelsPerMosaicPixel(canvas)), 1, MOST_POINTS);
    }

    /** Adds this photo's colour times its weight at a pixel of the mosaic, and gives the weight. */
    double addTo(double[] sum, int x, int y) {
      double u = toPhoto.x(x, y);
      double v = toPhoto.y(x, y);
      if (!(toPhoto.depth(x, y) > 0) || !piece.covers(u, v)) {
        return 0;
      }
      colour[0] = 0;
      colour[1] = 0;
      colour[2] = 0;
      for (int j = 0; j < points; j++) {
        for (int i = 0; i < points; i++) {
          double px = x + (i + 0.5) / points - 0.5;
          double py = y + (j + 0.5) / points - 0.5;
          resampler.addTo(colour, toPhoto.x(px, py), toPhoto.y(px, py));
        }
      }
      double inside =
          Math.min(
              Math.min(u, piece.pixels().width() - 1 - u),
              Math.min(v, piece.pixels().height() - 1 - v));
      double weight = Math.pow((Math.max(0, inside) + 1) / reach, FEATHER);
      for (int band = 0; band < 3; band++) {
        sum[band] += weight * lit(colour[band] / (points * points));
      }
      return weight;
    }

    private double lit(double coded) {
      return gain == 1 ? coded : Srgb.code(gain * Srgb.decode(Math.max(0, coded)));
    }

    private double pixelsPerMosaicPixel(Canvas canvas) {
      double middleX = (piece.pixels().width() - 1) / 2.0;
      double middleY = (piece.pixels().height() - 1) / 2.0;
      Homography toMosaic = piece.toReference().then(canvas.fromReference());
      double x = toMosaic.x(middleX, middleY);
      double y = toMosaic.y(middleX, middleY);
      double ax = toPhoto.x(x + 1, y) - middleX;
      double ay = toPhoto.y(x + 1, y) - middleY;
      double bx = toPhoto.x(x, y + 1) - middleX;
      double by = toPhoto.y(x, y + 1) - middleY;
      return Math.sqrt(Math.abs(ax * by - ay * bx));
    }
  }
}
