package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class HomographyTest {
  private static final Homography TILTED = Homography.of(2, 0.3, 5, -0.2, 1.6, 7, 1e-3, 4e-4, 2);

  @Test
  void theLastNumberBecomesOne() {
    assertEquals(1, TILTED.h33());
    assertEquals(2.5, TILTED.x(0, 0));
    assertEquals(3.5, TILTED.y(0, 0));
  }

  @Test
  void thereAndBack() {
    Homography both = TILTED.then(TILTED.inverse());
    assertArrayEquals(Homography.IDENTITY.toArray(), both.toArray(), 1e-12);
  }

  @Test
  void thenGoesOnWhereTheFirstEnds() {
    Homography next = Homography.of(0, -1, 3, 1, 0, 0, 0, 1e-3, 1);
    double x = TILTED.x(40, 60);
    double y = TILTED.y(40, 60);
    assertEquals(next.x(x, y), TILTED.then(next).x(40, 60), 1e-10);
    assertEquals(next.y(x, y), TILTED.then(next).y(40, 60), 1e-10);
  }

  @Test
  void theJacobianIsTheDerivative() {
    double h = 1e-5;
    Jacobian local = TILTED.jacobian(40, 60);
    assertEquals((TILTED.x(40 + h, 60) - TILTED.x(40 - h, 60)) / (2 * h), local.xx(), 1e-7);
    assertEquals((TILTED.x(40, 60 + h) - TILTED.x(40, 60 - h)) / (2 * h), local.xy(), 1e-7);
    assertEquals((TILTED.y(40 + h, 60) - TILTED.y(40 - h, 60)) / (2 * h), local.yx(), 1e-7);
    assertEquals((TILTED.y(40, 60 + h) - TILTED.y(40, 60 - h)) / (2 * h), local.yy(), 1e-7);
  }

  @Test
  void singularValuesOfATurnedStretch() {
    double c = Math.cos(0.7);
    double s = Math.sin(0.7);
    Jacobian local = new Jacobian(3 * c, -0.5 * s, 3 * s, 0.5 * c);
    assertEquals(3, local.largest(), 1e-12);
    assertEquals(0.5, local.smallest(), 1e-12);
    assertEquals(0.7, local.turn(0), 1e-12);
  }

  @Test
  void refusesWhatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> Homography.of(1, 2, 3));
    assertThrows(
        IllegalArgumentException.class, () -> Homography.of(1, 0, 0, 0, 1, 0, 0, 0, Double.NaN));
    Homography flat = Homography.of(1, 1, 0, 1, 1, 0, 0, 0, 1);
    assertThrows(IllegalArgumentException.class, flat::inverse);
  }
}
