package io.mmapdict.viewer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred clients at once, half of them slow or broken, and a server with little memory. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CrowdTest {
  private static final int EACH_KIND = 20;
  private static final int GOOD = 100;
  private static final int BANDS = 16;

  @TempDir private Path folder;

  private final CountDownLatch enough = new CountDownLatch(1);

  @Test
  void theServerStaysUpAndServesTheOthers() throws Exception {
    Path file = folder.resolve("scan.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray cube = NDArray.zeros(DType.FLOAT32, BANDS, 512, 512);
      for (int band = 0; band < BANDS; band++) {
        cube.select(0, band).fill(band);
      }
      dict.put("cube", cube);
    }
    try (ServingProcess server = ServingProcess.start(file, 128);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      URI address = server.address();
      List<Future<?>> bad = new ArrayList<>();
      for (int i = 0; i < EACH_KIND; i++) {
        bad.add(clients.submit(() -> sendsHalfARequest(address)));
        bad.add(clients.submit(() -> neverReads(address, "/download?key=cube&as=npy")));
        bad.add(clients.submit(() -> readsAByteNowAndThen(address, "/tile?key=cube&at=3,y,x")));
        bad.add(clients.submit(() -> neverReads(address, "/raw")));
        bad.add(clients.submit(() -> goesAway(address)));
      }
      List<Future<Integer>> good = new ArrayList<>();
      for (int i = 0; i < GOOD; i++) {
        int number = i;
        good.add(clients.submit(() -> tiles(client, address, number)));
      }
      try {
        for (Future<Integer> each : good) {
          assertEquals(BANDS, each.get());
        }
        assertTrue(server.isAlive());
      } finally {
        enough.countDown(); // or to close the clients would wait for the bad ones
      }
      for (Future<?> each : bad) {
        each.get();
      }
      assertEquals(BANDS, tiles(client, address, 0));
    }
  }

  /** All bands, each whole; how many. */
  private static int tiles(HttpClient client, URI address, int first)
      throws IOException, InterruptedException {
    for (int i = 0; i < BANDS; i++) {
      int band = (first + i) % BANDS;
      URI tile = address.resolve("/tile?key=cube&at=%d,y,x&v=%d".formatted(band, first));
      HttpResponse<byte[]> answer =
          client.send(HttpRequest.newBuilder(tile).build(), BodyHandlers.ofByteArray());
      assertEquals(
          200, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
      byte[] expected = new byte[512 * 512 * Float.BYTES];
      NDArray.over(MemorySegment.ofArray(expected), DType.of("<f4"), 512, 512).fill(band);
      assertArrayEquals(expected, answer.body());
    }
    return BANDS;
  }

  private Void sendsHalfARequest(URI address) throws Exception {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write("GET /keys HTTP/1.1\r\nHost: 127.".getBytes(StandardCharsets.US_ASCII));
      enough.await();
    }
    return null;
  }

  private static void ask(Socket socket, String path) throws IOException {
    String request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".formatted(path);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  private Void neverReads(URI address, String path) throws Exception {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      ask(socket, path);
      enough.await();
    }
    return null;
  }

  private Void readsAByteNowAndThen(URI address, String path) throws Exception {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      ask(socket, path);
      InputStream in = socket.getInputStream();
      while (!enough.await(50, TimeUnit.MILLISECONDS) && in.read() >= 0) {
        // slow
      }
    } catch (IOException e) {
      // the server has had enough of it
    }
    return null;
  }

  /** Resets the connection while it is sent something, again and again. */
  private Void goesAway(URI address) throws Exception {
    for (int i = 0; enough.getCount() > 0; i++) {
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        socket.setSoLinger(true, 0);
        ask(socket, i % 2 == 0 ? "/events" : "/tile?key=cube&at=1,y,x");
        Thread.sleep(200);
      }
    }
    return null;
  }
}
