package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Viewer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Tiles of 512 x 512 out of a cube of 512 x 512 x 64 float32, asked for one after the other over
 * loopback, each another one for the viewer: planes across the bands, whose elements stand 256
 * bytes apart. In turns with tiles that the viewer has in its cache, which cost what HTTP costs,
 * and with reading the same elements by a plain loop.
 *
 * <p>Arguments: how many of each (else 2,000), and a folder to work in (else a temporary one).
 */
public final class ViewerTiles {
  private static final int SIDE = 512;
  private static final int BANDS = 64;
  private static final int WARM_UP = 500;

  private ViewerTiles() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    try (Scratch scratch = Scratch.of(arguments, 1);
        MmapDict dict = MmapDict.open(scratch.file())) {
      NDArray noise = NDArray.zeros(DType.FLOAT32, SIDE, SIDE, BANDS);
      for (int y = 0; y < SIDE; y++) {
        noise.select(0, y).fill(y * 0.25);
      }
      dict.put("cube", noise);
      NDArray cube = dict.get("cube", NDArray.class);
      try (Viewer viewer = Viewer.serve(dict.path(), 0);
          HttpClient client = HttpClient.newHttpClient()) {
        IntFunction<URI> fresh =
            i -> viewer.address().resolve("/tile?key=cube&at=y,x,%d&v=%d".formatted(i % BANDS, i));
        IntFunction<URI> cached =
            i -> viewer.address().resolve("/tile?key=cube&at=y,x,%d".formatted(i % 8));
        for (int i = 0; i < WARM_UP; i++) {
          ask(client, fresh.apply(count + i));
          ask(client, cached.apply(i));
          read(cube, i % BANDS);
        }
        double[] made = new double[count];
        double[] kept = new double[count];
        double[] bare = new double[count];
        for (int i = 0; i < count; i++) {
          made[i] = ask(client, fresh.apply(i));
          kept[i] = ask(client, cached.apply(i));
          bare[i] = read(cube, i % BANDS);
        }
        print("tile made", made);
        print("tile from the cache", kept);
        print("plain loop", bare);
      }
    }
  }

  private static double ask(HttpClient client, URI tile) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<byte[]> answer =
        client.send(HttpRequest.newBuilder(tile).build(), BodyHandlers.ofByteArray());
    double millis = (System.nanoTime() - start) / 1e6;
    if (answer.statusCode() != 200 || answer.body().length != SIDE * SIDE * Float.BYTES) {
      throw new IllegalStateException(tile + ": " + answer);
    }
    return millis;
  }

  private static double read(NDArray cube, int band) {
    float[] samples = new float[SIDE * SIDE];
    long start = System.nanoTime();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        samples[y * SIDE + x] = cube.at(y, x, band).getFloat();
      }
    }
    double millis = (System.nanoTime() - start) / 1e6;
    if (samples[SIDE] != 0.25f) {
      throw new IllegalStateException("read " + samples[SIDE]);
    }
    return millis;
  }

  private static void print(String what, double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f ms, 99th percentile %.2f, most %.2f%n",
        what,
        sorted[sorted.length / 2],
        sorted[sorted.length * 99 / 100],
        sorted[sorted.length - 1]);
  }
}
