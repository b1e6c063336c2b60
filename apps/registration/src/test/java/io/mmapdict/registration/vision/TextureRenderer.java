package io.mmapdict.registration.vision;

import boofcv.io.image.ConvertBufferedImage;
import boofcv.struct.image.GrayF32;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Scenes with the statistics of photographs, drawn from a seed: light that varies slowly by a
 * factor of ten, objects of all sizes that cover each other (the "dead leaves" that give
 * photographs their 1/f spectrum and their edges), each with a texture of its own, signs with
 * strokes like letters, and facades whose windows repeat. Two seeds are two scenes that have
 * nothing in common.
 */
final class TextureRenderer {
  private final Random random;
  private final int width;
  private final int height;
  private final Graphics2D pen;

  private TextureRenderer(long seed, int width, int height, Graphics2D pen) {
    random = new Random(seed);
    this.width = width;
    this.height = height;
    this.pen = pen;
  }

  /** The radiance of a scene, linear, about 0.02 to 1. */
  static GrayF32 scene(long seed, int width, int height) {
    BufferedImage canvas = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    TextureRenderer renderer = new TextureRenderer(seed, width, height, pen);
    renderer.objects();
    pen.dispose();
    GrayF32 reflectance = ConvertBufferedImage.convertFrom(canvas, (GrayF32) null);
    renderer.light(reflectance);
    return reflectance;
  }

  private void objects() {
    pen.setColor(grey());
    pen.fillRect(0, 0, width, height);
    double area = (double) width * height;
    int count = (int) (area / 700);
    for (int i = 0; i < count; i++) {
      // Sizes by the power law of dead leaves, large ones first so that small ones are seen.
      double share = (i + 0.5) / count;
      double size = 3 + 350 * Math.pow(1 - share, 6) * (0.5 + random.nextDouble());
      AffineTransform before = pen.getTransform();
      pen.translate(random.nextDouble() * width, random.nextDouble() * height);
      pen.rotate(random.nextDouble() * 2 * Math.PI);
      object(size);
      pen.setTransform(before);
    }
  }

  private void object(double size) {
    double kind = random.nextDouble();
    if (size > 40 && kind < 0.15) {
      sign(size);
    } else if (size > 60 && kind < 0.3) {
      facade(size);
    } else if (kind < 0.5) {
      pen.setColor(grey());
      pen.fill(new Ellipse2D.Double(-size / 2, -size / 3, size, size / 1.5));
    } else if (kind < 0.7) {
      pen.setColor(grey());
      pen.setStroke(new BasicStroke((float) (1 + size / 15)));
      pen.draw(new Path2D.Double(new Rectangle2D.Double(-size, 0, 2 * size, 0.1)));
    } else {
      polygon(size);
    }
  }

  private void polygon(double size) {
    Path2D path = new Path2D.Double();
    int corners = 3 + random.nextInt(5);
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      double radius = size * (0.2 + 0.4 * random.nextDouble());
      if (i == 0) {
        path.moveTo(radius * Math.cos(angle), radius * Math.sin(angle));
      } else {
        path.lineTo(radius * Math.cos(angle), radius * Math.sin(angle));
      }
    }
    path.closePath();
    pen.setColor(grey());
    pen.fill(path);
  }

  /** Rows of strokes like handwriting on a plate. */
  private void sign(double size) {
    boolean dark = random.nextBoolean();
    pen.setColor(shade(dark ? 0.1 : 0.8));
    pen.fill(new Rectangle2D.Double(-size / 2, -size / 4, size, size / 2));
    pen.setColor(shade(dark ? 0.7 : 0.08));
    pen.setStroke(new BasicStroke((float) Math.max(1, size / 70)));
    double line = size / 10;
    for (double y = -size / 4 + line; y < size / 4 - line / 2; y += 1.3 * line) {
      for (double x = -size / 2 + line; x < size / 2 - line; x += 0.8 * line) {
        Path2D letter = new Path2D.Double();
        letter.moveTo(x, y);
        for (int stroke = 0; stroke < 3; stroke++) {
          letter.lineTo(
              x + 0.6 * line * random.nextDouble(), y - line / 2 + line * random.nextDouble());
        }
        pen.draw(letter);
      }
    }
  }

  /** A grid of equal windows: what repeats misleads matchers. */
  private void facade(double size) {
    pen.setColor(grey());
    pen.fill(new Rectangle2D.Double(-size / 2, -size / 2, size, size));
    pen.setColor(grey());
    double step = size / (4 + random.nextInt(6));
    for (double y = -size / 2 + step / 4; y < size / 2 - step / 2; y += step) {
      for (double x = -size / 2 + step / 4; x < size / 2 - step / 2; x += step) {
        pen.fill(new Rectangle2D.Double(x, y, step / 2, step / 1.7));
      }
    }
  }

  private Color grey() {
    return shade(0.03 + 0.85 * Math.pow(random.nextDouble(), 1.5));
  }

  private static Color shade(double value) {
    float v = (float) value;
    return new Color(v, v, v);
  }

  /** Grain that every surface has, and light that falls unevenly. */
  private void light(GrayF32 reflectance) {
    GrayF32 grain = noise(1.5, 5);
    GrayF32 light = noise(300, 3);
    for (int i = 0; i < reflectance.data.length; i++) {
      double surface = (reflectance.data[i] / 255 + 0.01) * Math.exp(0.12 * grain.data[i]);
      reflectance.data[i] = (float) (surface * Math.exp(0.7 * light.data[i]));
    }
  }

  /** Octaves of smooth noise with equal power in each, the finest of the given wavelength: 1/f. */
  private GrayF32 noise(double wavelength, int octaves) {
    GrayF32 sum = new GrayF32(width, height);
    for (int octave = 0; octave < octaves; octave++) {
      double cell = wavelength * (1 << octave);
      int across = (int) (width / cell) + 3;
      float[] knots = new float[across * ((int) (height / cell) + 3)];
      for (int i = 0; i < knots.length; i++) {
        knots[i] = (float) random.nextGaussian();
      }
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          sum.data[y * width + x] += smooth(knots, across, x / cell, y / cell) / octaves;
        }
      }
    }
    return sum;
  }

  private static float smooth(float[] knots, int across, double x, double y) {
    int left = (int) x;
    int top = (int) y;
    double u = ease(x - left);
    double v = ease(y - top);
    int at = top * across + left;
    double upper = knots[at] * (1 - u) + knots[at + 1] * u;
    double lower = knots[at + across] * (1 - u) + knots[at + across + 1] * u;
    return (float) (upper * (1 - v) + lower * v);
  }

  private static double ease(double t) {
    return t * t * (3 - 2 * t);
  }
}
