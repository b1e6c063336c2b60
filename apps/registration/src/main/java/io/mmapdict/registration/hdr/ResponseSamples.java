package io.mmapdict.registration.hdr;

import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;
import java.util.Arrays;
import java.util.List;

/**
 * Places in the scene with what each exposure shows there: what the response is recovered from.
 * Places on a grid over the reference frame; of each photo those where it is flat, as Debevec and
 * Malik advise, for there a small error of registration does no harm.
 */
final class ResponseSamples {
  /** A place outside a photo, or where the photo is not flat. */
  static final int OUTSIDE = -1;

  private static final int GRID_PLACES = 40_000;

  /** Of the range of samples: what varies more between neighbours is no flat place. */
  private static final double FLAT = 0.05;

  private final double[] logSeconds;
  private final int[][][] samples;

  private ResponseSamples(double[] logSeconds, int[][][] samples) {
    this.logSeconds = logSeconds;
    this.samples = samples;
  }

  static ResponseSamples choose(List<Exposure> bracket) {
    double[] logSeconds = bracket.stream().mapToDouble(e -> Math.log(e.seconds())).toArray();
    if (Arrays.stream(logSeconds).distinct().count() < 2) {
      throw new PhotoException(
          "expected photos of at least two different exposure times, found "
              + bracket.size()
              + " of "
              + bracket.getFirst().seconds()
              + " s; give the right times, or stitch instead of merging.");
    }
    Pixels frame = bracket.getFirst().pixels();
    int step = Math.max(1, (int) Math.sqrt((double) frame.width() * frame.height() / GRID_PLACES));
    int columns = (frame.width() + step - 1) / step;
    int places = columns * ((frame.height() + step - 1) / step);
    int[][][] samples = new int[places][bracket.size()][];
    Homography fromFirst = bracket.getFirst().toReference();
    for (int photo = 0; photo < bracket.size(); photo++) {
      Exposure exposure = bracket.get(photo);
      Homography toPhoto = fromFirst.then(exposure.toReference().inverse());
      for (int place = 0; place < places; place++) {
        int x = place % columns * step;
        int y = place / columns * step;
        samples[place][photo] = sampleAt(exposure, toPhoto, x, y);
      }
    }
    return new ResponseSamples(logSeconds, samples);
  }

  int places() {
    return samples.length;
  }

  int photos() {
    return logSeconds.length;
  }

  double logSeconds(int photo) {
    return logSeconds[photo];
  }

  /** What a photo shows at a place, or {@link #OUTSIDE}. */
  int sample(int place, int photo, int band) {
    int[] found = samples[place][photo];
    return found.length == 0 ? OUTSIDE : found[band];
  }

  /** Red, green, blue; empty outside the photo and where green varies around it. */
  private static int[] sampleAt(Exposure exposure, Homography toPhoto, int px, int py) {
    Pixels pixels = exposure.pixels();
    double x = toPhoto.x(px, py);
    double y = toPhoto.y(px, py);
    boolean inside =
        toPhoto.depth(px, py) > 0
            && x >= 0
            && y >= 0
            && x <= pixels.width() - 1
            && y <= pixels.height() - 1;
    if (!inside) {
      return new int[0];
    }
    int column = (int) Math.round(x);
    int row = (int) Math.round(y);
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int v = Math.max(0, row - 1); v <= Math.min(pixels.height() - 1, row + 1); v++) {
      for (int u = Math.max(0, column - 1); u <= Math.min(pixels.width() - 1, column + 1); u++) {
        int green = exposure.sample(u, v, 1);
        least = Math.min(least, green);
        most = Math.max(most, green);
      }
    }
    if (most - least > FLAT * pixels.max()) {
      return new int[0];
    }
    return new int[] {
      exposure.sample(column, row, 0),
      exposure.sample(column, row, 1),
      exposure.sample(column, row, 2)
    };
  }
}
