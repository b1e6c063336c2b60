package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the definition, one pair after the other. */
class DescriptorMatcherTest {
  private static final int LENGTH = Features.DESCRIPTOR_LENGTH;

  @Test
  void findsWhatTheDefinitionFinds() {
    Random random = new Random(Seed.next("DescriptorMatcherTest"));
    // More than one tile of columns, and rows that do not come out even.
    Features a = features(random, 131, null);
    Features b = features(random, 1100, a);
    Matches found = DescriptorMatcher.match(a, b, 2000);
    Matches expected = byDefinition(a, b);
    assertTrue(expected.count() > 50, "only " + expected.count() + " to be found");
    assertArrayEquals(expected.a(), found.a());
    assertArrayEquals(expected.b(), found.b());
  }

  @Test
  void looksAtTheStrongestOnly() {
    Random random = new Random(5);
    Features a = features(random, 100, null);
    Matches found = DescriptorMatcher.match(a, a, 10);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, found.a());
  }

  /** Random ones, some of them near copies of others'. */
  private static Features features(Random random, int count, Features like) {
    byte[] descriptors = new byte[count * LENGTH];
    for (int i = 0; i < count; i++) {
      int copied = like == null ? -1 : i - count / 2;
      for (int k = 0; k < LENGTH; k++) {
        boolean copy = copied >= 0 && copied < like.count();
        int value =
            copy
                ? like.descriptors()[copied * LENGTH + k] + random.nextInt(-9, 10)
                : random.nextInt(60);
        descriptors[i * LENGTH + k] = (byte) Math.max(0, value);
      }
    }
    float[] any = new float[count];
    return new Features(any, any, any, any, descriptors);
  }

  private static Matches byDefinition(Features a, Features b) {
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < a.count(); i++) {
      int[] nearest = nearest(a, i, b);
      if (nearest(b, nearest[0], a)[0] == i && nearest[1] < 0.64 * nearest[2]) {
        pairs.add(new int[] {i, nearest[0]});
      }
    }
    return Matches.of(pairs);
  }

  /** Index, squared distance, and squared distance of the second nearest. */
  private static int[] nearest(Features of, int i, Features among) {
    int[] best = {-1, Integer.MAX_VALUE, Integer.MAX_VALUE};
    for (int j = 0; j < among.count(); j++) {
      int sum = 0;
      for (int k = 0; k < LENGTH; k++) {
        int d = of.descriptors()[i * LENGTH + k] - among.descriptors()[j * LENGTH + k];
        sum += d * d;
      }
      if (sum < best[1]) {
        best = new int[] {j, sum, best[1]};
      } else if (sum < best[2]) {
        best[2] = sum;
      }
    }
    return best;
  }
}
