package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Server-sent events, one after the other. */
final class EventReader implements AutoCloseable {
  private final BufferedReader lines;

  private EventReader(InputStream in) {
    lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  record Event(String name, String data) {}

  static EventReader of(HttpClient client, URI address) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
    assertEquals(200, answer.statusCode());
    assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElseThrow());
    return new EventReader(answer.body());
  }

  /** Waits for the next event. */
  Event next() throws IOException {
    String first = lines.readLine();
    while (first.equals(":") || first.isEmpty()) { // a sign of life
      first = lines.readLine();
    }
    Event event = new Event(after("event: ", first), after("data: ", lines.readLine()));
    assertEquals("", lines.readLine());
    return event;
  }

  /** Waits for the stream to end, whole or cut off. */
  boolean isAtEnd() {
    try {
      return lines.readLine() == null;
    } catch (IOException e) {
      return true;
    }
  }

  private static String after(String name, String line) {
    assertEquals(name, line.substring(0, Math.min(name.length(), line.length())));
    return line.substring(name.length());
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
