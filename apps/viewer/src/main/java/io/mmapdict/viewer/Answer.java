package io.mmapdict.viewer;

import java.nio.charset.StandardCharsets;

/**
 * What a request gets.
 *
 * @param status of HTTP
 * @param type of the content
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent, and gone
record Answer(int status, String type, byte[] body) {
  static final int OK = 200;
  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int SERVER_ERROR = 500;

  static Answer json(int status, Json.Body body) {
    byte[] text = Json.text(body).getBytes(StandardCharsets.UTF_8);
    return new Answer(status, "application/json", text);
  }

  /** An object with the one field {@code error}. */
  static Answer error(int status, String message) {
    return json(
        status,
        json -> {
          json.writeStartObject();
          json.writeName("error");
          Json.string(json, message);
          json.writeEndObject();
        });
  }
}
