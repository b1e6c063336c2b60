package io.mmapdict.registration.vision;

import boofcv.struct.geo.AssociatedPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Pairs of keypoints of two photos, as parallel arrays of indices.
 *
 * @param a indices into the first photo's keypoints
 * @param b indices into the second photo's keypoints
 */
@SuppressWarnings("ArrayRecordComponent") // Never leaves the package, never changed.
record Matches(int[] a, int[] b) {

  /** Of lists of equal length. */
  static Matches of(List<int[]> pairs) {
    return new Matches(
        pairs.stream().mapToInt(p -> p[0]).toArray(), pairs.stream().mapToInt(p -> p[1]).toArray());
  }

  int count() {
    return a.length;
  }

  /** Those whose number passes. */
  Matches where(IntPredicate keep) {
    List<int[]> kept = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      if (keep.test(i)) {
        kept.add(new int[] {a[i], b[i]});
      }
    }
    return of(kept);
  }

  /** The same with the photos exchanged. */
  Matches swapped() {
    return new Matches(b, a);
  }

  /** The positions, as BoofCV takes them. */
  List<AssociatedPair> positions(Features first, Features second) {
    List<AssociatedPair> pairs = new ArrayList<>(a.length);
    for (int i = 0; i < a.length; i++) {
      pairs.add(
          new AssociatedPair(first.x()[a[i]], first.y()[a[i]], second.x()[b[i]], second.y()[b[i]]));
    }
    return pairs;
  }
}
