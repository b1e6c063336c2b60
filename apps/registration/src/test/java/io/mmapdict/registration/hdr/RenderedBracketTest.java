package io.mmapdict.registration.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.scene.Camera;
import io.mmapdict.registration.scene.RenderedScene;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The response and the radiance of a rendered bracket, against the truth. */
class RenderedBracketTest {
  private static RenderedScene scene;
  private static List<Exposure> bracket;

  @BeforeAll
  static void render() {
    scene = RenderedScene.render(20, 400, 300);
    bracket =
        scene.shots().stream()
            .map(s -> new Exposure(s.name(), s.pixels(), s.toReference(), s.seconds()))
            .toList();
  }

  /**
   * Within 10 % of the exposure that the camera's curve has for the sample (a third of what one
   * step of a camera's dial, a third of a stop, makes), from 20 to 240 of 255.
   */
  @Test
  void responseIsTheCameras() {
    CameraResponse response = CameraResponse.recover(bracket);
    double worst = 0;
    for (int band = 0; band < 3; band++) {
      for (int sample = 20; sample <= 240; sample++) {
        double truth = Math.log(inverse(sample) / inverse(128));
        worst = Math.max(worst, Math.abs(Math.log(response.exposure(band, sample)) - truth));
      }
    }
    System.out.println("response: largest error of log exposure " + worst);
    assertTrue(worst < Math.log(1.1), "largest error " + worst);
  }

  /**
   * What is left is the resampling of edges between light and dark, which a map merged with the
   * camera's true response shows as well: the recovered response adds nothing to it.
   */
  @Test
  void radianceIsTheScenes() {
    RadianceMap merged = RadianceMerge.merge(bracket, CameraResponse.recover(bracket), 400, 300);
    LogLuminance agreement = LogLuminance.compare(scene.truth(), merged);
    LogLuminance best =
        LogLuminance.compare(scene.truth(), RadianceMerge.merge(bracket, camera(), 400, 300));
    System.out.println("rendered: " + agreement + ", with the true response " + best);
    assertEquals(400 * 300, agreement.pixels());
    assertTrue(agreement.r() > 0.99 && agreement.r() > best.r() - 0.001, agreement.toString());
    assertEquals(1, agreement.slope(), 0.01, agreement.toString());
  }

  @Test
  void unregisteredPhotosAreFarWorse() {
    List<Exposure> unmoved =
        bracket.stream()
            .map(e ->
                new Exposure(e.name(), e.pixels(), bracket.getFirst().toReference(), e.seconds()))
            .toList();
    CameraResponse response = CameraResponse.recover(bracket);
    double with =
        LogLuminance.compare(scene.truth(), RadianceMerge.merge(bracket, response, 400, 300))
            .residual();
    double without =
        LogLuminance.compare(scene.truth(), RadianceMerge.merge(unmoved, response, 400, 300))
            .residual();
    assertTrue(without > 3 * with, with + " registered, " + without + " not");
  }

  @Test
  void everyThinStripOfTheMapIsFiniteAndNotNegative() {
    RadianceMap merged = RadianceMerge.merge(bracket, CameraResponse.recover(bracket), 400, 300);
    for (float value : merged.rgb()) {
      assertTrue(Float.isFinite(value) && value > 0, "found " + value);
    }
  }

  @Test
  void previewShowsDarkAndBrightParts() {
    byte[] shown = ToneMap.reinhard(scene.truth()).samples();
    int dark = 0;
    int bright = 0;
    for (byte sample : shown) {
      dark += (sample & 0xff) < 3 ? 1 : 0;
      bright += (sample & 0xff) > 252 ? 1 : 0;
    }
    assertTrue(dark < shown.length / 20, dark + " of " + shown.length + " are black");
    assertTrue(bright < shown.length / 8, bright + " of " + shown.length + " are burnt out");
  }

  private static CameraResponse camera() {
    float[][] tables = new float[3][256];
    for (float[] table : tables) {
      for (int sample = 0; sample < 256; sample++) {
        table[sample] = (float) (inverse(sample) / inverse(128));
      }
    }
    return new CameraResponse(8, tables);
  }

  /** The exposure of the middle of a sample's step, by bisection of the camera's curve. */
  private static double inverse(int sample) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (Camera.response(middle) * 255 < sample) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
