package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.Step;
import io.mmapdict.registration.vision.PairPlan;
import io.mmapdict.registration.vision.PairRegistration;
import java.util.List;

/** {@code matches/FROM/TO}: two photos registered to each other. */
final class MatchStage {
  private MatchStage() {}

  /** By the photos' names, the reference first. */
  static Stage of(List<String> names) {
    List<Step> steps =
        PairPlan.pairs(names.size()).stream()
            .map(pair -> step(names.get(pair.from()), names.get(pair.to())))
            .toList();
    return Stage.of("matches", keys -> steps, MatchStage::match);
  }

  private static Step step(String from, String to) {
    return new Step(
        Keys.match(from, to),
        List.of(Keys.image(from), Keys.image(to), Keys.keypoints(from), Keys.keypoints(to)));
  }

  private static MatchRecord match(MmapDict dict, List<String> inputs) {
    return MatchRecord.of(
        PairRegistration.register(
            StoredPhotos.photo(dict, Keys.imageName(inputs.get(0))),
            StoredPhotos.photo(dict, Keys.imageName(inputs.get(1)))));
  }
}
