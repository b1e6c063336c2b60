package io.mmapdict.benchmarks;

import boofcv.struct.image.GrayF32;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Features;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Two worker processes of a {@link TaskRunner} against two independent processes that share the
 * photos between them, at once: keypoints of the boat photos, each photo twice, into one file. All
 * processes are warm. Argument: the folder {@code boat}.
 */
public final class RegistrationWorkers {
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 9;

  private RegistrationWorkers() {}

  /** Runs the comparison, or as a child one of the independent processes. */
  public static void main(String... args) throws IOException, InterruptedException {
    if (args[0].equals("child")) {
      child(Path.of(args[1]), Arrays.asList(args).subList(2, args.length));
      return;
    }
    Path file = Files.createTempDirectory("mmapdict").resolve("boat.mmdpickle");
    List<String> work = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file)) {
      for (int copy = 0; copy < 2; copy++) {
        for (int n = 1; n <= 6; n++) {
          Pixels pixels = PhotoReader.read(Path.of(args[0], "img" + n + ".pgm")).pixels();
          String key = copy + "/img" + n;
          dict.set(key, array(pixels));
          work.add(key);
        }
      }
      double[] ratios = new double[ROUNDS];
      try (TaskRunner runner = TaskRunner.processes(2);
          Child first = new Child(file, work.subList(0, 6));
          Child second = new Child(file, work.subList(6, 12))) {
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
          byRunner(runner, dict, work);
          byChildren(first, second);
        }
        for (int round = 0; round < ROUNDS; round++) {
          double workers;
          double independent;
          if (round % 2 == 0) { // whoever comes second finds the machine as the other has left it
            workers = byRunner(runner, dict, work);
            independent = byChildren(first, second);
          } else {
            independent = byChildren(first, second);
            workers = byRunner(runner, dict, work);
          }
          ratios[round] = independent / workers;
          System.out.printf(
              Locale.ROOT,
              "workers %.2f s, independent %.2f s, ratio %.3f%n",
              workers,
              independent,
              ratios[round]);
        }
      }
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "two workers do %.3f of what two independent processes do (median of %d, %.3f to %.3f)%n",
          ratios[ROUNDS / 2],
          ROUNDS,
          ratios[0],
          ratios[ROUNDS - 1]);
    } finally {
      Files.delete(file);
      Files.delete(file.getParent());
    }
  }

  private static double byRunner(TaskRunner runner, MmapDict dict, List<String> work)
      throws InterruptedException {
    long start = System.nanoTime();
    runner
        .run(
            dict,
            work,
            (shared, key) -> {
              keypoints(shared, key);
              return null;
            })
        .orThrow();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double byChildren(Child first, Child second) throws IOException {
    long start = System.nanoTime();
    first.go();
    second.go();
    first.awaitDone();
    second.awaitDone();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void keypoints(MmapDict dict, String key) {
    NDArray image = dict.get(key, NDArray.class);
    Features features = Features.detect(gray(image));
    dict.set("keypoints/" + key, NDArray.ofUnsigned(features.descriptors(), features.count(), 128));
  }

  private static GrayF32 gray(NDArray image) {
    int height = Math.toIntExact(image.shape().length(0));
    int width = Math.toIntExact(image.shape().length(1));
    GrayF32 gray = new GrayF32(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        gray.data[y * width + x] = image.at(y, x).getInt();
      }
    }
    return gray;
  }

  private static NDArray array(Pixels pixels) {
    byte[] samples = new byte[pixels.width() * pixels.height()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) pixels.sample(i % pixels.width(), i / pixels.width(), 0);
    }
    return NDArray.ofUnsigned(samples, pixels.height(), pixels.width());
  }

  private static void child(Path file, List<String> work) throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      while (System.in.read() == 'g') {
        work.forEach(key -> keypoints(dict, key));
        System.out.println("done");
        System.out.flush();
      }
    }
  }

  /** One of the independent processes; told by a letter to do its half. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    Child(Path file, List<String> work) throws IOException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:+UseSerialGC",
                  "-XX:ActiveProcessorCount=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  RegistrationWorkers.class.getName(),
                  "child",
                  file.toString()));
      command.addAll(work);
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      output = process.inputReader(StandardCharsets.UTF_8);
    }

    void go() throws IOException {
      process.getOutputStream().write('g');
      process.getOutputStream().flush();
    }

    void awaitDone() throws IOException {
      String line = output.readLine();
      if (!"done".equals(line)) {
        throw new IOException("the child said " + line);
      }
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.destroy();
    }
  }
}
