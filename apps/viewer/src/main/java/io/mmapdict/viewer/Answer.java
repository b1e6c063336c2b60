package io.mmapdict.viewer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a request gets.
 *
 * @param status of HTTP
 * @param type of the content
 * @param headers more of them
 * @param length of the body in bytes, or {@link #UNKNOWN}
 * @param held how many bytes of memory it takes until it is sent
 */
record Answer(
    int status, String type, Map<String, String> headers, long length, long held, Body body) {
  static final int OK = 200;
  static final int PARTIAL = 206;
  static final int SEE_OTHER = 303;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int PRECONDITION_FAILED = 412;
  static final int UNSATISFIABLE = 416;
  static final int SERVER_ERROR = 500;
  static final int BUSY = 503;

  static final long UNKNOWN = -1;

  /** What writes the bytes, while the client takes them. */
  @FunctionalInterface
  interface Body {
    /**
     * Writes all of it.
     *
     * @throws IOException if the client has gone
     */
    void writeTo(OutputStream out) throws IOException;
  }

  static Answer of(int status, String type, byte[] body) {
    return new Answer(status, type, Map.of(), body.length, body.length, out -> out.write(body));
  }

  /** One whose bytes are read while they are sent. */
  static Answer streamed(int status, String type, long length, Body body) {
    return new Answer(status, type, Map.of(), length, 0, body);
  }

  static Answer json(int status, Json.Body body) {
    return of(status, "application/json", Json.text(body).getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(Json.Body body) {
    return json(OK, body);
  }

  /** An object with the one field {@code error}. */
  static Answer error(int status, String message) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          Json.text(json, "error", message);
          json.writeEndObject();
        });
  }

  /**
   * The same with its body in memory.
   *
   * @throws IOException if what it is made of cannot be read
   */
  Answer inMemory() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(length));
    body.writeTo(bytes);
    byte[] all = bytes.toByteArray();
    return new Answer(status, type, headers, length, length, out -> out.write(all));
  }

  /** The same with one more header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, type, more, length, held, body);
  }
}
