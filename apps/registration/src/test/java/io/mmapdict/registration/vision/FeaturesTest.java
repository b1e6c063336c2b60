package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import boofcv.struct.image.GrayF32;
import org.junit.jupiter.api.Test;

class FeaturesTest {

  @Test
  void aBlobIsFoundWhereItIs() {
    double[][] centres = {{40, 30}, {90.25, 60.5}, {60.75, 90.1}};
    for (double sigma : new double[] {2.5, 4}) {
      GrayF32 image = new GrayF32(130, 120);
      for (int y = 0; y < image.height; y++) {
        for (int x = 0; x < image.width; x++) {
          double value = 20;
          for (double[] c : centres) {
            double far = Math.hypot(x - c[0], y - c[1]) / sigma;
            value += 200 * Math.exp(-far * far / 2);
          }
          image.set(x, y, (float) value);
        }
      }
      Features found = Features.detect(image);
      for (double[] c : centres) {
        double nearest = Double.MAX_VALUE;
        double scale = 0;
        for (int i = 0; i < found.count(); i++) {
          double far = Math.hypot(found.x()[i] - c[0], found.y()[i] - c[1]);
          if (far < nearest) {
            nearest = far;
            scale = found.scale()[i];
          }
        }
        // Half a pixel of the doubled photo would be 0.25; the parabola itself errs by less.
        assertEquals(0, nearest, 0.1, "sigma " + sigma);
        assertEquals(1.4 * sigma, scale, 0.2 * sigma);
      }
    }
  }

  @Test
  void theSamePhotoGivesTheSameKeypoints() {
    GrayF32 image = TextureRenderer.scene(5, 300, 200);
    Features one = Features.detect(image);
    Features two = Features.detect(image.clone());
    assertArrayEquals(one.x(), two.x());
    assertArrayEquals(one.angle(), two.angle());
    assertArrayEquals(one.descriptors(), two.descriptors());
  }

  @Test
  void exposureDoesNotChangeThem() {
    GrayF32 image = TextureRenderer.scene(5, 300, 200);
    GrayF32 brighter = image.clone();
    for (int i = 0; i < brighter.data.length; i++) {
      brighter.data[i] *= 16;
    }
    Features one = Features.detect(image);
    Features two = Features.detect(brighter);
    assertArrayEquals(one.x(), two.x());
    assertArrayEquals(one.descriptors(), two.descriptors());
  }

  @Test
  void aBlankPhotoHasNone() {
    assertEquals(0, Features.detect(new GrayF32(64, 64)).count());
  }

  @Test
  void refusesArraysThatDoNotBelongTogether() {
    float[] two = new float[2];
    float[] three = new float[3];
    byte[] descriptors = new byte[2 * Features.DESCRIPTOR_LENGTH];
    assertThrows(
        IllegalArgumentException.class, () -> new Features(two, three, two, two, descriptors));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Features(three, three, three, three, descriptors));
  }
}
