package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.Step;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.PairPlan;
import io.mmapdict.registration.vision.PairResult;
import io.mmapdict.registration.vision.PhotoResult;
import io.mmapdict.registration.vision.TransformGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code graph}: of all pairs, one way to the reference for each photo. */
final class GraphStage {
  private GraphStage() {}

  /** By the photos' names, the reference first. */
  static Stage of(List<String> names) {
    List<String> inputs = new ArrayList<>();
    names.forEach(name -> inputs.add(Keys.image(name)));
    PairPlan.pairs(names.size()).forEach(pair -> inputs.add(match(names, pair)));
    Step step = new Step(Keys.GRAPH, inputs);
    return Stage.of("graph", keys -> List.of(step), (dict, in) -> solve(dict, names));
  }

  private static String match(List<String> names, PairPlan.Pair pair) {
    return Keys.match(names.get(pair.from()), names.get(pair.to()));
  }

  private static GraphRecord solve(MmapDict dict, List<String> names) {
    List<TransformGraph.Size> sizes = new ArrayList<>();
    for (String name : names) {
      Pixels pixels = StoredPhotos.pixels(dict, name);
      sizes.add(new TransformGraph.Size(pixels.width(), pixels.height()));
    }
    Map<PairPlan.Pair, PairResult> pairs = new LinkedHashMap<>();
    for (PairPlan.Pair pair : PairPlan.pairs(names.size())) {
      MatchRecord found = StoredPhotos.need(dict, match(names, pair), MatchRecord.class);
      pairs.put(pair, found.toResult());
    }
    List<PhotoResult> results = TransformGraph.solve(sizes, pairs);
    Map<String, PlacementRecord> photos = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      photos.put(names.get(i), PlacementRecord.of(results.get(i), names));
    }
    return new GraphRecord(photos);
  }
}
