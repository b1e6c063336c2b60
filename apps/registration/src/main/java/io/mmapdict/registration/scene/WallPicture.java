package io.mmapdict.registration.scene;

/**
 * The wall painted once, finer than any photo shows it and wider than the reference photo, since
 * the camera moves. This picture, interpolated bilinearly, is the scene: what photos and truth see.
 */
final class WallPicture {
  private static final double WALL_WIDTH = 800;
  private static final double TEXELS_PER_PIXEL = 2;
  private static final double MARGIN = 0.12;

  private final int width;
  private final int height;
  private final double left;
  private final double top;
  private final float[] rgb;

  private WallPicture(int width, int height, double left, double top, float[] rgb) {
    this.width = width;
    this.height = height;
    this.left = left;
    this.top = top;
    this.rgb = rgb;
  }

  static WallPicture paint(ChapelWall wall, int pixelsWide, int pixelsHigh) {
    double left = -MARGIN * pixelsWide;
    double top = -MARGIN * pixelsHigh;
    int width = (int) Math.ceil((1 + 2 * MARGIN) * pixelsWide * TEXELS_PER_PIXEL);
    int height = (int) Math.ceil((1 + 2 * MARGIN) * pixelsHigh * TEXELS_PER_PIXEL);
    double unitsPerPixel = WALL_WIDTH / pixelsWide;
    float[] rgb = new float[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Light light =
            wall.radiance(
                (left + x / TEXELS_PER_PIXEL) * unitsPerPixel,
                (top + y / TEXELS_PER_PIXEL) * unitsPerPixel);
        rgb[at++] = (float) light.red();
        rgb[at++] = (float) light.green();
        rgb[at++] = (float) light.blue();
      }
    }
    return new WallPicture(width, height, left, top, rgb);
  }

  /** Adds the light of a place, in pixels of the reference photo; beyond the margin its edge's. */
  void addTo(double[] sum, double x, double y) {
    double u = Math.clamp((x - left) * TEXELS_PER_PIXEL, 0, width - 1.001);
    double v = Math.clamp((y - top) * TEXELS_PER_PIXEL, 0, height - 1.001);
    int column = (int) u;
    int row = (int) v;
    double right = u - column;
    double down = v - row;
    int at = (row * width + column) * 3;
    int below = at + width * 3;
    for (int band = 0; band < 3; band++) {
      sum[band] +=
          (1 - down) * ((1 - right) * rgb[at + band] + right * rgb[at + 3 + band])
              + down * ((1 - right) * rgb[below + band] + right * rgb[below + 3 + band]);
    }
  }
}
