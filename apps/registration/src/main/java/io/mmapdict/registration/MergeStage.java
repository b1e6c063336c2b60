package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.Step;
import io.mmapdict.registration.hdr.CameraResponse;
import io.mmapdict.registration.hdr.Exposure;
import io.mmapdict.registration.hdr.RadianceMap;
import io.mmapdict.registration.hdr.RadianceMerge;
import io.mmapdict.registration.hdr.ToneMap;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.stitch.Canvas;
import io.mmapdict.registration.stitch.Mosaic;
import io.mmapdict.registration.stitch.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code merged}: the registered photos in one picture. */
final class MergeStage {
  private MergeStage() {}

  /**
   * One stage for a radiance map, two for a mosaic, the second for its place.
   *
   * @param photos their names; of a radiance map the reference first
   */
  static Stage[] of(MergeKind kind, List<String> photos, List<Double> exposures) {
    List<String> inputs =
        Stream.concat(photos.stream().map(Keys::image), photos.stream().map(Keys::transform))
            .toList();
    Stage merge =
        switch (kind) {
          case HDR ->
              Stage.of(
                      "merge",
                      keys -> List.of(new Step(Keys.MERGED, inputs)),
                      (dict, in) -> radiance(dict, photos, exposures))
                  .withParameter("exposures", exposures);
          case STITCH ->
              Stage.of(
                  "merge",
                  keys -> List.of(new Step(Keys.MERGED, inputs)),
                  (dict, in) -> mosaic(dict, photos));
        };
    merge = merge.withParameter("kind", kind.toString());
    return switch (kind) {
      case HDR -> new Stage[] {merge};
      case STITCH ->
          new Stage[] {
            merge,
            Stage.of(
                "place",
                keys -> List.of(new Step(Keys.MERGED_TRANSFORM, inputs)),
                (dict, in) -> place(dict, photos))
          };
    };
  }

  private static NDArray radiance(MmapDict dict, List<String> photos, List<Double> exposures) {
    List<Exposure> bracket = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      String photo = photos.get(i);
      bracket.add(
          new Exposure(
              photo,
              StoredPhotos.pixels(dict, photo),
              StoredPhotos.transform(dict, photo),
              exposures.get(i)));
    }
    Pixels reference = bracket.getFirst().pixels();
    RadianceMap map =
        RadianceMerge.merge(
            bracket, CameraResponse.recover(bracket), reference.width(), reference.height());
    return NDArray.of(map.rgb(), map.height(), map.width(), 3);
  }

  private static NDArray mosaic(MmapDict dict, List<String> photos) {
    List<Piece> pieces = pieces(dict, photos);
    return MappedPixels.toArray(Mosaic.draw(pieces, Canvas.around(pieces)));
  }

  private static NDArray place(MmapDict dict, List<String> photos) {
    return StoredPhotos.array(Canvas.around(pieces(dict, photos)).fromReference());
  }

  private static List<Piece> pieces(MmapDict dict, List<String> photos) {
    return photos.stream()
        .map(photo ->
            new Piece(photo, StoredPhotos.pixels(dict, photo), StoredPhotos.transform(dict, photo)))
        .toList();
  }

  /** What is merged as a picture to look at. */
  static Pixels preview(MmapDict dict, MergeKind kind) {
    NDArray merged = StoredPhotos.need(dict, Keys.MERGED, NDArray.class);
    int height = Math.toIntExact(merged.shape().length(0));
    int width = Math.toIntExact(merged.shape().length(1));
    return switch (kind) {
      case HDR -> ToneMap.reinhard(new RadianceMap(width, height, merged.toFloatArray()));
      case STITCH -> MappedPixels.of(Keys.MERGED, merged);
    };
  }
}
