package io.mmapdict.registration.stitch;

import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;
import java.util.List;
import java.util.Locale;

/**
 * The frame of a mosaic: the smallest one on the reference photo's pixel grid that holds all
 * photos.
 *
 * @param left the mosaic's first column, in pixels of the reference; negative left of it
 * @param top the mosaic's first row, likewise
 * @param width pixels in a row
 * @param height rows
 */
public record Canvas(int left, int top, int width, int height) {
  /** A photo that a transform stretches to more than this many times its pixels is a mistake. */
  private static final double MOST_STRETCH = 64;

  /** RGBA of 8 bits must fit into one Java array. */
  private static final long MOST_PIXELS = Integer.MAX_VALUE / 4 - 8;

  /**
   * The frame that holds the photos.
   *
   * @throws PhotoException if there is no photo, if a transform takes a part of a photo to its
   *     horizon or beyond or stretches it absurdly, or if the mosaic would be too large for an
   *     array
   */
  public static Canvas around(List<Piece> pieces) {
    if (pieces.isEmpty()) {
      throw new PhotoException("expected photos to stitch, found none");
    }
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (Piece piece : pieces) {
      double[] corners = corners(piece);
      for (int i = 0; i < corners.length; i += 2) {
        left = Math.min(left, corners[i]);
        right = Math.max(right, corners[i]);
        top = Math.min(top, corners[i + 1]);
        bottom = Math.max(bottom, corners[i + 1]);
      }
    }
    double columns = Math.floor(right + Piece.HAIR) - Math.ceil(left - Piece.HAIR) + 1;
    double rows = Math.floor(bottom + Piece.HAIR) - Math.ceil(top - Piece.HAIR) + 1;
    if (columns < 1 || rows < 1) {
      throw new PhotoException(
          "the transforms shrink the photos to less than a pixel; check the transforms, or register"
              + " again.");
    }
    if (columns * rows > MOST_PIXELS || Math.max(Math.abs(left), Math.abs(top)) > 1 << 30) {
      throw new PhotoException(
          String.format(
              Locale.ROOT,
              "the mosaic would have %.0f x %.0f pixels, at most %d fit; leave out the photos that"
                  + " lie far off, or scale the photos down.",
              columns,
              rows,
              MOST_PIXELS));
    }
    return new Canvas(
        (int) Math.ceil(left - Piece.HAIR),
        (int) Math.ceil(top - Piece.HAIR),
        (int) columns,
        (int) rows);
  }

  /** Takes a point of the reference photo to the mosaic. */
  public Homography fromReference() {
    return Homography.of(1, 0, -left, 0, 1, -top, 0, 0, 1);
  }

  /** The photo's corners in the reference frame: x, y, four times, around it. */
  private static double[] corners(Piece piece) {
    Pixels pixels = piece.pixels();
    Homography h = piece.toReference();
    double right = pixels.width() - 1.0;
    double bottom = pixels.height() - 1.0;
    double[] x = {0, right, right, 0};
    double[] y = {0, 0, bottom, bottom};
    double[] corners = new double[8];
    double area = 0;
    for (int i = 0; i < 4; i++) {
      if (!(h.depth(x[i], y[i]) > 0)) {
        throw new PhotoException(
            piece.name()
                + ": its transform takes its corner ("
                + x[i]
                + ", "
                + y[i]
                + ") to the horizon or beyond, so it cannot be drawn; leave it out, or stitch"
                + " against a photo that looks in a more similar direction.");
      }
      corners[2 * i] = h.x(x[i], y[i]);
      corners[2 * i + 1] = h.y(x[i], y[i]);
    }
    for (int i = 0; i < 4; i++) {
      int j = (i + 1) % 4;
      area += corners[2 * i] * corners[2 * j + 1] - corners[2 * j] * corners[2 * i + 1];
    }
    double stretch = Math.abs(area) / 2 / Math.max(1, right * bottom);
    if (!(stretch <= MOST_STRETCH)) {
      throw new PhotoException(
          String.format(
              Locale.ROOT,
              "%s: its transform stretches it to %.0f times its pixels, expected at most %.0f; leave"
                  + " it out, or check its registration.",
              piece.name(),
              stretch,
              MOST_STRETCH));
    }
    return corners;
  }
}
