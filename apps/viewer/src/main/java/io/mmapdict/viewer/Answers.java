package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.StoredArrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What each address gives, whatever server asks. Safe for many threads. */
final class Answers {
  private static final long MOST_ROWS = 1000;
  private static final String PLACES =
      "/, /keys, /events, /tile, /statistics, /line, /value, /tree, /table, /points, /matches,"
          + " /registered, /image and /download";

  private final MmapDict dict;
  private final Optional<RawFile> raw;
  private final TileCache tiles = new TileCache();
  private final Downloads downloads;

  /** What reads many elements runs on so many processors. */
  private final Semaphore reading = new Semaphore(Runtime.getRuntime().availableProcessors());

  /**
   * The answers of a file.
   *
   * @param raw what gives its bytes; empty if nobody gets them
   */
  Answers(MmapDict dict, Optional<RawFile> raw) {
    this.dict = dict;
    this.raw = raw;
    this.downloads = new Downloads(dict);
  }

  /**
   * The answer to a request.
   *
   * @param query behind the question mark, or null
   * @param headers by their names in small letters
   */
  Answer to(String path, @Nullable String query, Map<String, String> headers) {
    try {
      if (raw.isPresent() && path.equals("/raw")) {
        return raw.get().answer(headers);
      }
      return Page.part(path).orElseGet(() -> of(path, new Query(query), isFresh(headers)));
    } catch (ViewerException e) {
      return Answer.error(e.status(), e.getMessage());
    } catch (MmapDictException e) {
      return Answer.error(Answer.SERVER_ERROR, e.getMessage());
    } catch (InternalError e) {
      return Answer.error(
          Answer.SERVER_ERROR, dict.name() + ": another program has made the file shorter");
    }
  }

  private static boolean isFresh(Map<String, String> headers) {
    return headers.getOrDefault("cache-control", "").contains("no-cache");
  }

  private Answer of(String path, Query query, boolean fresh) {
    return switch (path) {
      case "/keys" -> keys();
      case "/tile" -> tile(query, fresh);
      case "/statistics" -> reading(() -> Answer.json(PlaneStatistics.of(plane(query))::writeTo));
      case "/line" -> reading(() -> Answer.json(line(query)::writeTo));
      case "/value" -> element(query);
      case "/tree" -> tree(query);
      case "/table" -> table(query);
      case "/points" -> points(query.one("key"));
      case "/matches" -> reading(() -> matches(query.one("key")));
      case "/registered" -> registered(query.one("key"));
      case "/image" -> reading(() -> downloads.picture(key(query), part(query)));
      case "/download" -> reading(() -> downloads.answer(query, key(query), value(key(query))));
      default ->
          throw new ViewerException(
              Answer.NOT_FOUND, "nothing at %s; there are %s".formatted(path, PLACES), null);
    };
  }

  private Answer reading(Supplier<Answer> work) {
    reading.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      reading.release();
    }
  }

  private Answer keys() {
    List<Description> all = Description.all(dict);
    return Answer.json(json -> {
      json.writeStartArray();
      all.forEach(each -> each.writeTo(json));
      json.writeEndArray();
    });
  }

  private static String key(Query query) {
    return query.one("key");
  }

  /**
   * A value of the file.
   *
   * @throws ViewerException if there is none of that key
   */
  private @Nullable Object value(String key) {
    Object value = dict.get(key);
    if (value == null && !dict.containsKey(key)) {
      throw new ViewerException(
          Answer.NOT_FOUND,
          "%s: no key '%s'; /keys lists those there are".formatted(dict.name(), key),
          null);
    }
    return value;
  }

  private ArrayPart part(Query query) {
    return inKey(key(query), () -> ArrayPart.of(value(key(query)), query.all("field")));
  }

  private ArrayPart plane(Query query) {
    return inKey(key(query), () -> part(query).at(query.one("at"), "yx"));
  }

  /** Says in every complaint which key it is about. */
  private static <T> T inKey(String key, Supplier<T> work) {
    try {
      return work.get();
    } catch (ViewerException e) {
      throw e.status() == Answer.BAD_REQUEST && !e.getMessage().startsWith("key '")
          ? new ViewerException("key '%s': %s".formatted(key, e.getMessage()), e)
          : e;
    }
  }

  private Answer tile(Query query, boolean fresh) {
    String key = key(query);
    int commit = dict.commitNumber(); // before the value, which may be of a later one
    boolean isGrowing =
        value(key) instanceof NDArray array && StoredArrays.shapeOf(array).isPresent();
    ArrayPart plane = plane(query);
    long top = query.number("top", 0, query.maybe("via").isPresent() ? Long.MIN_VALUE : 0);
    long left = query.number("left", 0, query.maybe("via").isPresent() ? Long.MIN_VALUE : 0);
    long step = query.number("step", 1, 1);
    Supplier<Tile> make =
        () -> {
          reading.acquireUninterruptibly();
          try {
            return query
                .maybe("via")
                .map(via -> Tile.of(plane, PixelMap.of(value(via)), top, left, step))
                .orElseGet(() -> Tile.of(plane, top, left, step));
          } finally {
            reading.release();
          }
        };
    Supplier<Tile> find = () -> tiles.get(commit, query.toString(), make, dict::commitNumber);
    Tile tile = inKey(key, fresh || isGrowing ? make : find);
    Answer answer =
        Answer.of(Answer.OK, "application/octet-stream", tile.body())
            .with("X-Rows", Integer.toString(tile.rows()))
            .with("X-Columns", Integer.toString(tile.columns()));
    return tile.masked() ? answer.with("X-Masked", "1") : answer;
  }

  private Line line(Query query) {
    return inKey(
        key(query),
        () ->
            query.maybe("from").isPresent()
                ? Line.between(plane(query), query.pair("from"), query.pair("to"))
                : Line.along(part(query).at(query.one("at"), "*")));
  }

  private Answer element(Query query) {
    ArrayPart part = part(query);
    return inKey(key(query), () -> Answer.json(json -> writeElement(json, part, query.one("at"))));
  }

  private Answer tree(Query query) {
    Object value = value(key(query));
    return inKey(
        key(query),
        () ->
            Answer.json(json -> {
              json.writeStartObject();
              json.writeName("lines");
              Tree.write(json, value);
              json.writeEndObject();
            }));
  }

  private Answer table(Query query) {
    String key = key(query);
    Object value = value(key);
    Table table =
        inKey(key, () -> Table.of(value, query.all("field")))
            .orElseThrow(() ->
                new ViewerException("key '%s': a %s is no table".formatted(key, Kind.of(value))));
    long from = query.number("from", 0, 0);
    long rows = Math.min(MOST_ROWS, query.number("rows", 100, 1));
    return Answer.json(json -> table.writeTo(json, from, rows));
  }

  private Answer points(String key) {
    Points points = pointsOf(key);
    return Answer.json(json -> points.writeTo(json, Points.imageOf(dict, key)));
  }

  private Points pointsOf(String key) {
    return Points.of(value(key))
        .orElseThrow(() ->
            new ViewerException(
                "key '%s': keypoints are a dict with arrays x and y".formatted(key)));
  }

  private Answer matches(String key) {
    Object value = value(key);
    Match match = inKey(key, () -> Match.of(key, value, this::pointsOf));
    return Answer.json(match::writeTo);
  }

  private Answer registered(String key) {
    Object registration = dict.get("registration");
    Registered found = inKey(key, () -> Registered.of(key, value(key), registration));
    return Answer.json(found::writeTo);
  }

  private static void writeElement(JsonGenerator json, ArrayPart part, String at) {
    ArrayPart one = part.at(at, "");
    NDArray mask = one.mask();
    json.writeStartObject();
    Json.text(json, "text", one.data().at().toString());
    json.writeBooleanProperty(
        "masked", mask != null && !mask.dtype().isStructured() && mask.at().getBoolean());
    json.writeEndObject();
  }
}
