package io.mmapdict.registration.photo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/** Two photographs side by side, with a line from each keypoint to the one that matches it. */
public final class MatchPicture {
  private static final double GOLDEN_RATIO = 0.618_033_988_749_895;
  private static final double RADIUS = 3;

  private MatchPicture() {}

  /** A keypoint of the left and one of the right photo, in pixels of each. */
  public record Match(double leftX, double leftY, double rightX, double rightY) {}

  /**
   * Writes the picture as PNG: as wide as both photos, as high as the higher one.
   *
   * @throws PhotoException if the file cannot be written
   */
  public static void write(Path file, Pixels left, Pixels right, List<Match> matches) {
    BufferedImage picture =
        new BufferedImage(
            Math.addExact(left.width(), right.width()),
            Math.max(left.height(), right.height()),
            BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.drawImage(PngWriter.image(left), 0, 0, null);
      graphics.drawImage(PngWriter.image(right), left.width(), 0, null);
      graphics.setStroke(new BasicStroke(1.2f));
      float hue = 0;
      for (Match match : matches) {
        // Hues a golden ratio apart: neighbours in the list never look alike.
        hue += (float) GOLDEN_RATIO;
        graphics.setColor(Color.getHSBColor(hue, 0.85f, 1f));
        // Java2D puts the first pixel's centre at (0.5, 0.5), keypoints have it at (0, 0).
        double x1 = match.leftX() + 0.5;
        double y1 = match.leftY() + 0.5;
        double x2 = match.rightX() + 0.5 + left.width();
        double y2 = match.rightY() + 0.5;
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
        graphics.draw(circle(x1, y1));
        graphics.draw(circle(x2, y2));
      }
    } finally {
      graphics.dispose();
    }
    PngWriter.write(file, picture);
  }

  private static Ellipse2D circle(double x, double y) {
    return new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
  }
}
