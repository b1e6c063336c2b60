package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.Step;
import io.mmapdict.registration.vision.PairRegistration;
import java.util.List;

/**
 * {@code placements/NAME}: what the graph says of a photo. Where it was placed by way of others, it
 * is looked for once more straight in the reference, starting from there.
 */
final class PlacementStage {
  private PlacementStage() {}

  /** By the photos' names, the reference first. */
  static Stage of(List<String> names) {
    List<Step> steps = names.stream().map(name -> step(name, names.getFirst())).toList();
    return Stage.of("placements", keys -> steps, PlacementStage::place);
  }

  private static Step step(String name, String reference) {
    return new Step(
        Keys.placement(name),
        List.of(
            Keys.GRAPH,
            Keys.image(name),
            Keys.image(reference),
            Keys.keypoints(name),
            Keys.keypoints(reference)));
  }

  private static PlacementRecord place(MmapDict dict, List<String> inputs) {
    String name = Keys.imageName(inputs.get(1));
    GraphRecord graph = StoredPhotos.need(dict, Keys.GRAPH, GraphRecord.class);
    PlacementRecord placed = graph.photos().get(name);
    if (!placed.isChained()) {
      return placed;
    }
    return placed.or(
        PairRegistration.refine(
            StoredPhotos.photo(dict, name),
            StoredPhotos.photo(dict, Keys.imageName(inputs.get(2))),
            placed.homography()));
  }
}
