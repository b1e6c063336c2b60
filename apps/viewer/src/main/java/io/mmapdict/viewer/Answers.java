package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each address gives, whatever server asks. Safe for many threads. */
final class Answers {
  /** A larger picture takes more memory than a server may spend on one. */
  private static final long MAX_ELEMENTS = 1 << 27;

  private static final String KEY_PARAMETER = "key=";

  private final MmapDict dict;

  /** Pictures that are made at one time, for each takes memory. */
  private final Semaphore pictures = new Semaphore(2);

  Answers(MmapDict dict) {
    this.dict = dict;
  }

  Answer to(URI address) {
    try {
      return switch (address.getPath()) {
        case "/" -> resource("viewer.html", "text/html; charset=utf-8");
        case "/viewer.css" -> resource("viewer.css", "text/css; charset=utf-8");
        case "/viewer.js" -> resource("viewer.js", "text/javascript; charset=utf-8");
        case "/keys" -> keys();
        case "/image" -> image(address.getRawQuery());
        default ->
            Answer.error(
                Answer.NOT_FOUND,
                "nothing at %s; there are /, /keys, /events and /image?key=KEY".formatted(address));
      };
    } catch (ViewerException e) {
      return Answer.error(Answer.BAD_REQUEST, e.getMessage());
    } catch (MmapDictException e) {
      return Answer.error(Answer.SERVER_ERROR, e.getMessage());
    }
  }

  private Answer keys() {
    List<Description> all = Description.all(dict);
    return Answer.json(
        Answer.OK,
        json -> {
          json.writeStartArray();
          all.forEach(each -> each.writeTo(json));
          json.writeEndArray();
        });
  }

  private Answer image(@Nullable String query) {
    String key = keyIn(query);
    if (!dict.containsKey(key)) {
      return Answer.error(
          Answer.NOT_FOUND,
          "%s: no key '%s'; /keys lists those there are".formatted(dict.path(), key));
    }
    Object value = dict.get(key);
    if (!(value instanceof NDArray array)) {
      throw new ViewerException(
          "key '%s': a picture wants an array, and this is a %s".formatted(key, Kind.of(value)));
    }
    if (array.size() > MAX_ELEMENTS) {
      throw new ViewerException(
          "key '%s': an array of %s is too large for the viewer, which shows up to %d elements"
              .formatted(key, array.shape(), MAX_ELEMENTS));
    }
    pictures.acquireUninterruptibly();
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      Picture.of(array).writeTo(png);
      return new Answer(Answer.OK, "image/png", png.toByteArray());
    } catch (ViewerException e) {
      throw new ViewerException("key '%s': %s".formatted(key, e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory, which does not fail
    } finally {
      pictures.release();
    }
  }

  private static String keyIn(@Nullable String query) {
    Optional<String> key =
        Stream.of(query == null ? new String[0] : query.split("&", -1))
            .filter(each -> each.startsWith(KEY_PARAMETER))
            .findFirst();
    if (key.isEmpty()) {
      throw new ViewerException("say which key: /image?key=KEY");
    }
    return URLDecoder.decode(key.get().substring(KEY_PARAMETER.length()), StandardCharsets.UTF_8);
  }

  private static Answer resource(String name, String type) {
    try (InputStream in = Answers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program's " + name + " is missing");
      }
      return new Answer(Answer.OK, type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the program's " + name + " cannot be read", e);
    }
  }
}
