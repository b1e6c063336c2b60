package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.hdr.CameraResponse;
import io.mmapdict.registration.hdr.Exposure;
import io.mmapdict.registration.hdr.RadianceMap;
import io.mmapdict.registration.hdr.RadianceMerge;
import io.mmapdict.registration.hdr.ToneMap;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.stitch.Canvas;
import io.mmapdict.registration.stitch.Mosaic;
import io.mmapdict.registration.stitch.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The registered photos into one picture, in the file and as PNG. */
final class MergeStage {
  private final MmapDict dict;
  private final RegisterOptions options;
  private final RegistrationListener listener;

  MergeStage(MmapDict dict, RegisterOptions options, RegistrationListener listener) {
    this.dict = dict;
    this.options = options;
    this.listener = listener;
  }

  /** Returns the record that is in the file then. */
  RegistrationRecord run(MergeKind kind, RegistrationRecord record) {
    List<String> photos = record.registered();
    List<Double> exposures = kind == MergeKind.HDR ? exposures(record, photos) : List.of();
    RegistrationRecord.Merge merge =
        new RegistrationRecord.Merge(kind.toString(), photos, exposures);
    RegistrationRecord merged =
        new RegistrationRecord(record.reference(), record.images(), Optional.of(merge));
    if (merged.equals(record) && dict.containsKey(Keys.MERGED)) {
      listener.reused(Keys.MERGED);
    } else {
      listener.progress("merge", 0, 1);
      if (record.merge().isPresent()) { // should this be killed, nobody takes the new for the old
        dict.set(
            Keys.REGISTRATION,
            new RegistrationRecord(record.reference(), record.images(), Optional.empty()));
      }
      switch (kind) {
        case HDR -> putRadiance(record, photos, exposures);
        case STITCH -> putMosaic(photos);
      }
      dict.set(Keys.REGISTRATION, merged);
      listener.progress("merge", 1, 1);
    }
    if (options.out() != null) {
      PngWriter.write(options.out(), preview(kind));
    }
    return merged;
  }

  private static List<Double> exposures(RegistrationRecord record, List<String> photos) {
    return photos.stream()
        .map(photo -> record.images().get(photo).exposure().orElseThrow())
        .toList();
  }

  private void putRadiance(RegistrationRecord record, List<String> photos, List<Double> exposures) {
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
    Pixels reference = StoredPhotos.pixels(dict, record.reference());
    RadianceMap map =
        RadianceMerge.merge(
            bracket, CameraResponse.recover(bracket), reference.width(), reference.height());
    dict.set(Keys.MERGED, NDArray.of(map.rgb(), map.height(), map.width(), 3));
    dict.remove(Keys.MERGED_TRANSFORM);
  }

  private void putMosaic(List<String> photos) {
    List<Piece> pieces =
        photos.stream()
            .map(photo ->
                new Piece(
                    photo, StoredPhotos.pixels(dict, photo), StoredPhotos.transform(dict, photo)))
            .toList();
    Canvas canvas = Canvas.around(pieces);
    dict.set(Keys.MERGED, MappedPixels.toArray(Mosaic.draw(pieces, canvas)));
    dict.set(Keys.MERGED_TRANSFORM, StoredPhotos.array(canvas.fromReference()));
  }

  private Pixels preview(MergeKind kind) {
    NDArray merged = dict.get(Keys.MERGED, NDArray.class);
    if (merged == null) {
      throw new RegistrationException(dict.path() + ": 'merged' was removed meanwhile");
    }
    int height = Math.toIntExact(merged.shape().length(0));
    int width = Math.toIntExact(merged.shape().length(1));
    return switch (kind) {
      case HDR -> ToneMap.reinhard(new RadianceMap(width, height, merged.toFloatArray()));
      case STITCH -> MappedPixels.of(Keys.MERGED, merged);
    };
  }
}
