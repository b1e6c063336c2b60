package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values as files for whoever wants to keep them. */
final class Downloads {
  /** A larger picture takes more memory than a server may spend on one. */
  private static final long MAX_ELEMENTS = 1 << 25;

  /** The text is made in memory. */
  private static final long MOST_OF_JSON = 1_000_000;

  private static final int NAME_LENGTH = 80;

  private final MmapDict dict;

  Downloads(MmapDict dict) {
    this.dict = dict;
  }

  /**
   * A file.
   *
   * @throws ViewerException if the value cannot be had so
   */
  Answer answer(Query query, String key, @Nullable Object value) {
    String as = query.one("as");
    Answer answer =
        switch (as) {
          case "npy" -> npy(query, value);
          case "png" -> picture(key, part(query, value));
          case "json" -> Answer.json(json -> JsonOut.write(json, value, MOST_OF_JSON));
          default -> throw new ViewerException("as: expected npy, png or json, found '" + as + "'");
        };
    String plain = key.replaceAll("[^\\p{L}\\p{N}._-]+", "_");
    String name = plain.substring(0, Math.min(NAME_LENGTH, plain.length())) + "." + as;
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return answer.with("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
  }

  private static Answer npy(Query query, @Nullable Object value) {
    ArrayPart part = part(query, value);
    if (part.mask() != null) {
      throw new ViewerException("a .npy file cannot hold a masked array's mask");
    }
    NDArray array = part.data();
    return Answer.streamed(
        Answer.OK, "application/octet-stream", Answer.UNKNOWN, out -> Npy.write(out, array));
  }

  /** The part that is asked for: with its free axes in their own order. */
  private static ArrayPart part(Query query, @Nullable Object value) {
    ArrayPart part = ArrayPart.of(value, query.all("field"));
    return query.maybe("at").map(part::fixed).orElse(part);
  }

  /**
   * An array as a PNG.
   *
   * @throws ViewerException if it cannot be one
   */
  Answer picture(String key, ArrayPart part) {
    NDArray array = part.data();
    try {
      if (part.mask() != null) {
        throw new ViewerException("a PNG cannot hold a masked array's mask");
      }
      if (array.size() > MAX_ELEMENTS) {
        throw new ViewerException(
            "an array of %s is too large for a PNG here, which has up to %d elements"
                .formatted(array.shape(), MAX_ELEMENTS));
      }
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      Picture.of(array, _ -> {}).writeTo(png, _ -> {});
      return Answer.of(Answer.OK, "image/png", png.toByteArray());
    } catch (ViewerException e) {
      throw new ViewerException("key '%s': %s".formatted(key, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(dict.name() + ", key '" + key + "'", e); // into memory
    }
  }
}
