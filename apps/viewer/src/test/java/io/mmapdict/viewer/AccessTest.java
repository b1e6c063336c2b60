package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A viewer that other machines can reach wants its token. */
class AccessTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private MmapDict dict;
  private Viewer viewer;
  private URI here;
  private String token;

  @BeforeEach
  void serve() {
    dict = MmapDict.open(folder.resolve("scan.mmdpickle"));
    viewer =
        Viewer.serve(
            dict.path(), ViewerOptions.DEFAULT.withAddress(InetAddress.ofLiteral("0.0.0.0")));
    here = URI.create("http://127.0.0.1:" + viewer.address().getPort());
    token = viewer.address().getQuery().substring("token=".length());
  }

  @AfterEach
  void close() {
    viewer.close();
    dict.close();
    client.close();
  }

  private static int status(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder ask(String path) {
    return HttpRequest.newBuilder(here.resolve(path));
  }

  @Test
  void withoutTheTokenThereIsNothing() throws Exception {
    String wrong = (token.startsWith("0") ? "1" : "0") + token.substring(1);
    for (String path : new String[] {"/", "/keys", "/events", "/viewer.css", "/nothing"}) {
      assertEquals(401, status(client, ask(path)), path);
      assertEquals(401, status(client, ask(path + "?token=" + wrong)), path);
      assertEquals(401, status(client, ask(path).header("Authorization", "Bearer " + wrong)), path);
      assertEquals(
          401,
          status(
              client,
              ask(path).header("Cookie", "mmapdict-%s=%s".formatted(token.substring(0, 8), wrong))),
          path);
    }
    assertEquals(32, token.length(), "128 bits");
    try (Socket socket = new Socket(here.getHost(), here.getPort())) {
      socket
          .getOutputStream()
          .write("GET /?token=%zz HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
  }

  @Test
  void withTheTokenThereIsAll() throws Exception {
    assertEquals(200, status(client, ask("/keys?token=" + token)));
    assertEquals(200, status(client, ask("/keys").header("Authorization", "Bearer " + token)));
  }

  /** A browser: the address that was printed, then the cookie alone. */
  @Test
  void thePageTurnsItIntoACookie() throws Exception {
    try (HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<String> page =
          browser.send(ask("/?token=" + token).build(), BodyHandlers.ofString());
      assertEquals(200, page.statusCode());
      assertEquals("/", page.uri().getPath());
      assertEquals(null, page.uri().getQuery());
      String cookie =
          page.previousResponse().orElseThrow().headers().firstValue("Set-Cookie").orElseThrow();
      assertTrue(cookie.endsWith("; HttpOnly; SameSite=Strict; Path=/"), cookie);
      assertEquals(200, status(browser, ask("/keys")));
    }
    assertEquals(401, status(client, ask("/keys")));
  }

  @Test
  void eachServerHasATokenOfItsOwn() {
    try (Viewer other =
        Viewer.serve(
            dict.path(), ViewerOptions.DEFAULT.withAddress(InetAddress.ofLiteral("0.0.0.0")))) {
      assertNotEquals(viewer.address().getQuery(), other.address().getQuery());
    }
  }

  @Test
  void anyLoopbackAddressAnswersWithoutOne() throws Exception {
    for (String literal : new String[] {"127.0.0.2", "::1"}) {
      try (Viewer other =
          Viewer.serve(
              dict.path(), ViewerOptions.DEFAULT.withAddress(InetAddress.ofLiteral(literal)))) {
        assertEquals(
            200, status(client, HttpRequest.newBuilder(other.address().resolve("/keys"))), literal);
      }
    }
  }

  /** A server of many addresses names one that leads to it. */
  @Test
  void theAddressItPrintsIsOneThatAnswers() throws Exception {
    assertEquals(303, status(client, HttpRequest.newBuilder(viewer.address())));
  }
}
