package io.mmapdict.cli;

import io.mmapdict.registration.Demo;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mmapdict demo}. */
@Command(
    name = "demo",
    description = {
      "Renders a scene, photographs it with a moving camera at known exposures, registers and merges",
      "the photos in worker processes that share one file, and prints the error against the truth."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: mmapdict demo /tmp/demo"})
final class DemoCommand implements Runnable {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      defaultValue = "mmapdict-demo",
      description = "Gets the photos, the file and two PNGs; 'mmapdict-demo' if not said.")
  private Path folder;

  @Mixin private WorkersOption workers;

  @Override
  public void run() {
    Demo.Result result;
    try (LateWorkers workers = this.workers.late();
        LateWorkers merger = LateWorkers.here();
        Interrupts _ = Interrupts.finishing(workers, merger);
        StageNews news = new StageLines()) {
      result = Demo.run(folder, workers, merger, news);
      news.photos(result.record());
    } catch (InterruptedException e) {
      throw new Interrupted(folder, e);
    }
    Output.printLine("");
    Output.printLine("Against the truth:");
    result
        .transformErrors()
        .forEach((photo, pixels) ->
            Output.printLine("  transforms/%s  mean error %.2f px".formatted(photo, pixels)));
    Output.printLine(
        "  merged  log luminance of %d pixels: r %.4f, slope %.3f (1 and 1 are perfect)"
            .formatted(
                result.radiance().pixels(), result.radiance().r(), result.radiance().slope()));
    Output.printLine("");
    Output.printLine("Left in " + folder + ":");
    Output.printLine("  " + result.merged() + "  the merged radiance, tone-mapped");
    Output.printLine("  " + result.matches() + "  keypoints that agree, drawn");
    Output.printLine("  " + result.file() + "  images, keypoints, transforms and result");
    Output.printLine("");
    Output.printLine("Plain Python opens that file:");
    Output.printLine(
        "  python3 -c \"import pickle; d = pickle.load(open('"
            + result.file()
            + "', 'rb')); print(d['merged'].shape, list(d))\"");
  }
}
