package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file's bytes by HTTP (RFC 9110, section 14). */
class RawFileTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private MmapDict dict;
  private Viewer viewer;

  @BeforeEach
  void serve() {
    dict = MmapDict.open(folder.resolve("scan.mmdpickle"));
    NDArray noise = NDArray.zeros(DType.INT32, 100_000);
    for (int i = 0; i < noise.size(); i++) {
      noise.at(i).setInt(i * 7919);
    }
    dict.put("noise", noise);
    viewer = Viewer.serve(dict.path(), ViewerOptions.DEFAULT.withRaw(true));
  }

  @AfterEach
  void close() {
    viewer.close();
    dict.close();
    client.close();
  }

  private HttpResponse<byte[]> get(String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(viewer.address().resolve("/raw"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void wholeOrByRanges() throws Exception {
    byte[] all = Files.readAllBytes(dict.path());
    HttpResponse<byte[]> whole = get();
    assertEquals(200, whole.statusCode());
    assertArrayEquals(all, whole.body());
    assertEquals("bytes", header(whole, "Accept-Ranges"));
    String[][] cases = {
      {"bytes=0-9", "0", "10"},
      {"bytes=100-299999", "100", "300000"},
      {"bytes=5-5", "5", "6"},
      {"bytes=7-", "7", "" + all.length},
      {"bytes=-11", "" + (all.length - 11), "" + all.length},
      {"bytes=-999999999", "0", "" + all.length},
      {"bytes=10-999999999999", "10", "" + all.length},
    };
    for (String[] each : cases) {
      HttpResponse<byte[]> part = get("Range", each[0]);
      int from = Integer.parseInt(each[1]);
      int to = Integer.parseInt(each[2]);
      assertEquals(206, part.statusCode(), each[0]);
      assertEquals(
          "bytes %d-%d/%d".formatted(from, to - 1, all.length), header(part, "Content-Range"));
      assertArrayEquals(Arrays.copyOfRange(all, from, to), part.body(), each[0]);
    }
    HttpResponse<Void> head =
        client.send(
            HttpRequest.newBuilder(viewer.address().resolve("/raw")).HEAD().build(),
            BodyHandlers.discarding());
    assertEquals(200, head.statusCode());
    assertEquals("" + all.length, header(head, "Content-Length"));
    assertEquals(416, get("Range", "bytes=" + all.length + "-").statusCode());
    assertEquals("bytes */" + all.length, header(get("Range", "bytes=9999999-"), "Content-Range"));
    for (String bad : new String[] {"bytes=-", "bytes=a-b", "lines=1-2", "bytes=1"}) {
      assertEquals(400, get("Range", bad).statusCode(), bad);
    }
  }

  /** Python's own parser of MIME messages takes them apart. */
  @Test
  void severalRangesAtOnce() throws Exception {
    Python.any()
        .run(
            """
            import email, sys, urllib.request
            all = open(sys.argv[2], 'rb').read()
            ranges = [(0, 24), (100, 200), (350000, 400000), (len(all) - 11, len(all))]
            header = 'bytes=' + ', '.join('%d-%d' % (a, b - 1) for a, b in ranges)
            request = urllib.request.Request(sys.argv[1] + 'raw', headers={'Range': header})
            with urllib.request.urlopen(request) as answer:
                assert answer.status == 206
                body = answer.read()
                assert len(body) == int(answer.headers['Content-Length'])
                head = 'Content-Type: ' + answer.headers['Content-Type']
            message = email.message_from_bytes(head.encode() + b'\\r\\n\\r\\n' + body)
            parts = message.get_payload()
            assert len(parts) == len(ranges), parts
            for part, (a, b) in zip(parts, ranges):
                assert part['Content-Range'] == 'bytes %d-%d/%d' % (a, b - 1, len(all))
                assert part.get_payload(decode=True) == all[a:b], (a, b)
            """,
            viewer.address(), dict.path());
  }

  @Test
  void aDictIsOpenedThroughIt() throws Exception {
    dict.put("note", "more");
    try (MmapDict remote = MmapDict.open(viewer.address().resolve("/raw"))) {
      assertEquals(dict.keySet(), remote.keySet());
      assertEquals("more", remote.get("note"));
      NDArray noise = remote.get("noise", NDArray.class);
      assertEquals(50_000 * 7919, noise.slice(0, 50_000, 50_010).at(0).getInt());
      assertEquals(dict.get("noise"), noise);
    }
  }

  @Test
  void theTagTellsOfAChange() throws Exception {
    String tag = header(get("Range", "bytes=0-9"), "ETag");
    assertEquals(tag, header(get(), "ETag"));
    assertEquals(206, get("Range", "bytes=0-9", "If-Range", tag).statusCode());
    assertEquals(206, get("Range", "bytes=0-9", "If-Match", tag).statusCode());
    dict.put("more", 1L);
    assertNotEquals(tag, header(get(), "ETag"));
    assertEquals(200, get("Range", "bytes=0-9", "If-Range", tag).statusCode());
    assertEquals(412, get("Range", "bytes=0-9", "If-Match", tag).statusCode());
    String then = header(get(), "ETag");
    dict.close();
    viewer.close();
    try (MmapDict again = MmapDict.open(dict.path())) {
      again.vacuum();
    }
    dict = MmapDict.open(dict.path());
    viewer = Viewer.serve(dict.path(), ViewerOptions.DEFAULT.withRaw(true));
    assertNotEquals(then, header(get(), "ETag"), "a vacuum makes another file");
  }
}
