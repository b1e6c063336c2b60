package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server gives, asked as a browser asks, while the writer still has the file open. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewerTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Path file;
  private MmapDict writer;
  private Viewer viewer;

  @BeforeEach
  void serve() {
    file = folder.resolve("scan.mmdpickle");
    writer = MmapDict.open(file);
    viewer = Viewer.serve(file, 0);
  }

  @AfterEach
  void close() {
    viewer.close();
    writer.close();
    client.close();
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(viewer.address().resolve(path)).build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> image(String key) throws IOException, InterruptedException {
    return get("/image?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static Raster decoded(HttpResponse<byte[]> answer) throws IOException {
    assertEquals(200, answer.statusCode(), () -> text(answer));
    assertEquals("image/png", answer.headers().firstValue("Content-Type").orElseThrow());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
    return image.getRaster();
  }

  /** Sends bytes that no well-behaved client would; gives the status line. */
  private String statusOf(String request) throws IOException {
    try (Socket socket = new Socket(viewer.address().getHost(), viewer.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  private void assertError(int status, String message, HttpResponse<byte[]> answer) {
    assertEquals("{\"error\":\"%s\"}".formatted(message), text(answer));
    assertEquals(status, answer.statusCode());
    assertEquals("application/json", answer.headers().firstValue("Content-Type").orElseThrow());
  }

  /** Python and numpy are asked what the file holds, and where. */
  @Test
  void keysAreWhatPythonFinds() throws Exception {
    writer.set("exposure", 0.25);
    writer.set("gone", 1L);
    writer.set("hé\n☃", NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3));
    writer.set("list", List.of(1L, "two"));
    writer.set("frame", NDArray.ofUnsigned(new short[] {7, 8, 9, 10}, 2, 2));
    writer.delete("gone");
    HttpResponse<byte[]> answer = get("/keys");
    assertEquals(200, answer.statusCode());
    Python.any()
        .run(
            """
            import json, pickle, sys, numpy
            bytes_ = open(sys.argv[1], 'rb').read()
            d, rows = pickle.loads(bytes_), json.loads(sys.argv[2])
            assert [row['key'] for row in rows] == list(d), rows
            for row in rows:
                value = d[row['key']]
                if isinstance(value, numpy.ndarray):
                    assert row['kind'] == 'array' and row['form'] == 'portable', row
                    assert row['dtype'] == str(value.dtype), row
                    assert row['shape'] == list(value.shape), row
                    at = row['offset']
                    assert bytes_[at:at + row['bytes']] == value.tobytes(), row
                else:
                    assert row['kind'] == type(value).__name__, row
                    assert row['dtype'] is row['shape'] is row['form'] is None, row
            """,
            file,
            text(answer));
  }

  @Test
  void integersArePicturesAsTheyAre() throws Exception {
    byte[] colours = new byte[5 * 7 * 3];
    short[] deep = new short[4 * 6];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) (i * 37);
    }
    for (int i = 0; i < deep.length; i++) {
      deep[i] = (short) (i * 9973);
    }
    writer.set("colours & more", NDArray.ofUnsigned(colours, 5, 7, 3));
    writer.set("deep", NDArray.ofUnsigned(deep, 4, 6));
    Raster rgb = decoded(image("colours & more"));
    assertEquals(7, rgb.getWidth());
    assertEquals(5, rgb.getHeight());
    int[] samples = rgb.getPixels(0, 0, 7, 5, (int[]) null);
    assertEquals(colours.length, samples.length);
    for (int i = 0; i < colours.length; i++) {
      assertEquals(colours[i] & 0xff, samples[i]);
    }
    int[] grey = decoded(image("deep")).getPixels(0, 0, 6, 4, (int[]) null);
    assertEquals(deep.length, grey.length);
    for (int i = 0; i < deep.length; i++) {
      assertEquals(deep[i] & 0xffff, grey[i]);
    }
  }

  /** -2 becomes 0 and 3 becomes 255: 51 for each whole number. */
  @Test
  void floatsAreStretched() throws Exception {
    writer.set("f", NDArray.of(new double[] {-2, 3, Double.NaN, 0, 1, 2}, 2, 3));
    int[] grey = decoded(image("f")).getPixels(0, 0, 3, 2, (int[]) null);
    assertArrayEquals(new int[] {0, 255, 0, 102, 153, 204}, grey);
    writer.set("f", NDArray.of(new float[] {1, 0}, 1, 2));
    grey = decoded(image("f")).getPixels(0, 0, 2, 1, (int[]) null);
    assertArrayEquals(new int[] {255, 0}, grey);
  }

  @Test
  void saysWhatCannotBeShown() throws Exception {
    writer.set("note", "text");
    writer.set("line", NDArray.of(new double[] {1, 2}));
    writer.set("integers", NDArray.of(new long[] {1, 2}, 1, 2));
    writer.set(
        "masked",
        MaskedArray.of(
            NDArray.of(new double[] {1, 2}, 1, 2), NDArray.of(new boolean[] {true, false}, 1, 2)));
    assertError(404, file + ": no key 'nöte'; /keys lists those there are", image("nöte"));
    assertError(404, file + ": no key ''; /keys lists those there are", get("/image?key="));
    assertError(400, "the request lacks the parameter key", get("/image"));
    assertError(400, "the request lacks the parameter key", get("/image?kex=note"));
    assertError(400, "key 'note': this wants an array, and it is a str", image("note"));
    assertError(400, "key 'masked': a PNG cannot hold a masked array's mask", image("masked"));
    assertError(
        400,
        "key 'line': a PNG wants height x width [x 1 to 4], and this array is (2,)",
        image("line"));
    assertError(
        400,
        "key 'integers': a PNG wants bool, uint8, uint16 or floats, and this array is int64",
        image("integers"));
  }

  @Test
  void thereIsNothingElse() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    for (String path :
        new String[] {
          "/scan.mmdpickle",
          "/keys/",
          "/Viewer.class",
          "/raw",
          "/viewer.html/",
          "/module-info.class"
        }) {
      HttpResponse<byte[]> answer = get(path);
      assertEquals(404, answer.statusCode(), path);
      assertTrue(text(answer).startsWith("{\"error\":\"nothing at /"), text(answer));
    }
    String host = "Host: 127.0.0.1\r\nConnection: close\r\n\r\n";
    for (String path :
        new String[] {
          "/../secret",
          secret.toString(),
          "//etc/passwd",
          "*",
          "a:b",
          "/..%2fsecret",
          "/%2e%2e/secret"
        }) {
      String status = statusOf("GET " + path + " HTTP/1.1\r\n" + host);
      assertTrue(status.startsWith("HTTP/1.1 40"), path + ": " + status);
    }
    assertEquals("HTTP/1.1 400 Bad Request", statusOf("GET /image?key=%zz HTTP/1.1\r\n" + host));
    String tooLong = "x".repeat(20_000);
    assertEquals(
        "HTTP/1.1 414 URI Too Long",
        statusOf("GET /image?key=" + tooLong + " HTTP/1.1\r\n" + host));
    assertEquals(
        "HTTP/1.1 431 Request Header Fields Too Large",
        statusOf("GET /keys HTTP/1.1\r\nX: " + tooLong + "\r\n" + host));
    assertEquals(
        "HTTP/1.1 405 Method Not Allowed",
        statusOf("POST /keys HTTP/1.1\r\nContent-Length: 0\r\n" + host));
  }

  @Test
  void aNameFromElsewhereThatPointsHereIsRefused() throws Exception {
    String rest = "\r\nConnection: close\r\n\r\n";
    assertEquals(
        "HTTP/1.1 403 Forbidden", statusOf("GET /keys HTTP/1.1\r\nHost: evil.example:80" + rest));
    assertEquals(
        "HTTP/1.1 403 Forbidden",
        statusOf("GET /events HTTP/1.1\r\nHost: localhost.evil.example" + rest));
    assertEquals("HTTP/1.1 200 OK", statusOf("GET /keys HTTP/1.1\r\nHost: localhost:9" + rest));
  }

  /** The page is whole in itself: it asks nobody else for anything. */
  @Test
  void thePageNeedsNothingFromElsewhere() throws Exception {
    Map<String, String> parts =
        Map.of(
            "/", "text/html; charset=utf-8",
            "/viewer.css", "text/css; charset=utf-8",
            "/viewer.js", "text/javascript; charset=utf-8");
    for (Map.Entry<String, String> part : parts.entrySet()) {
      HttpResponse<byte[]> answer = get(part.getKey());
      assertEquals(200, answer.statusCode());
      assertEquals(part.getValue(), answer.headers().firstValue("Content-Type").orElseThrow());
      assertFalse(text(answer).contains("//www") || text(answer).contains("http"), part.getKey());
      assertEquals(
          "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'",
          answer.headers().firstValue("Content-Security-Policy").orElseThrow());
    }
  }

  /** All of 127/8 is this machine: a server on every address would be reached at 127.0.0.2. */
  @Test
  void listensOnOneLoopbackAddressOnly() throws Exception {
    assertEquals("127.0.0.1", viewer.address().getHost());
    InetAddress other = InetAddress.ofLiteral("127.0.0.2");
    assertThrows(
        ConnectException.class, () -> new Socket(other, viewer.address().getPort()).close());
  }

  @Test
  void readsOnly() throws Exception {
    writer.set("x", NDArray.ofUnsigned(new byte[] {1, 2}, 1, 2));
    byte[] before = Files.readAllBytes(file);
    get("/keys");
    image("x");
    image("y");
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void refusesWhatIsNoFileOfOurs() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "hello");
    MmapDictException e = assertThrows(MmapDictException.class, () -> Viewer.serve(text, 0));
    assertTrue(e.getMessage().startsWith(text + ", offset 0: expected a pickle"), e.getMessage());
    assertEquals("hello", Files.readString(text));
    Path none = folder.resolve("none");
    assertThrows(MmapDictException.class, () -> Viewer.serve(none, 0));
    assertFalse(Files.exists(none));
    assertThrows(IllegalArgumentException.class, () -> Viewer.serve(file, 65536));
  }

  @Test
  void aPortIsFreeAgainOnceClosed() {
    URI address = viewer.address();
    ViewerException e =
        assertThrows(ViewerException.class, () -> Viewer.serve(file, address.getPort()));
    assertEquals(
        "127.0.0.1:%d cannot be listened on: Address already in use; take another port, or 0 for"
                .formatted(address.getPort())
            + " any that is free",
        e.getMessage());
    viewer.close();
    viewer = Viewer.serve(file, address.getPort());
    assertEquals(address, viewer.address());
  }
}
