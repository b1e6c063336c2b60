package io.mmapdict.cli;

import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.stages.Cluster;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.Planned;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.MergeKind;
import io.mmapdict.registration.RegisterOptions;
import io.mmapdict.registration.Registration;
import io.mmapdict.registration.RegistrationRecord;
import io.mmapdict.viewer.JsonOut;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mmapdict register}. */
@Command(
    name = "register",
    description = {
      "Registers photos to the first of them, in worker processes that share FILE, and merges them.",
      "What FILE holds already, up to date, is kept: a second run does only what is missing, or made",
      "of a photo that has changed. Ctrl-C finishes the tasks at work, a second one drops them; on a",
      "cluster the first does."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples: mmapdict register boat.mmdpickle img1.pgm img2.pgm --merge stitch --out boat.png",
      "          mmapdict register room.mmdpickle room*.jpg --merge hdr --workers 4"
    })
final class RegisterCommand implements Runnable {
  @Parameters(index = "0", paramLabel = "FILE", description = "Made if it is not there.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "PHOTO",
      description =
          "Photos, the reference first; a bracket in the order of its exposures. Without any,"
              + " the images in FILE.")
  private List<Path> photos = List.of();

  @Mixin private WorkersOption workers;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Not in worker processes, but on this Spark cluster, whose machines see FILE and the photos"
              + " under their paths: spark://host:7077. See docs/cluster.md.")
  private @Nullable String spark;

  @Option(
      names = "--merge",
      paramLabel = "KIND",
      converter = MergeKindConverter.class,
      description =
          "hdr: a radiance map, for which exposure times are needed; stitch: a mosaic. Stored as"
              + " 'merged'.")
  private @Nullable MergeKind merge;

  @Option(
      names = "--times",
      paramLabel = "T",
      split = ",",
      converter = SecondsConverter.class,
      description =
          "Exposure times in seconds, one per photo in their order: 2,1/2,1/8. Else those of EXIF.")
  private List<Double> times = List.of();

  @Option(
      names = "--force",
      description = "Makes everything again, also what is there and up to date.")
  private boolean force;

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description =
          "Makes these keys alone: 'keypoints/*', 'matches/*/boat1'. The transforms and the merge,"
              + " which are made of all, stay as they are.")
  private @Nullable String only;

  @Option(
      names = "--dry-run",
      description = "Prints the keys that would be made and why; makes nothing.")
  private boolean dryRun;

  @Option(
      names = "--json",
      description = "Prints one JSON object a line: each task as it begins and ends, the result.")
  private boolean json;

  @Option(names = "--out", paramLabel = "PNG", description = "Writes the merged picture there.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    LateWorkers here = workers.late();
    check(
        spark == null || !workers.isSaid(),
        "--spark: the workers of a cluster are its own; leave it out, or --workers, --attempts,"
            + " --deadline and --memory");
    check(out == null || merge != null, "--out writes the merged picture: say --merge, too");
    check(
        times.isEmpty() || times.size() == photos.size(),
        "--times: expected one time per photo, "
            + photos.size()
            + " photos are named, "
            + times.size()
            + " times");
    check(
        only == null || (merge == null && out == null),
        "--only and --merge: what is merged is made of all; leave one of them out");
    if (out != null) {
      checkOut(out);
    }
    if (photos.isEmpty()) {
      Opening.requireThere(file);
    } else {
      Opening.refuseEmpty(file);
    }
    PipelineOptions pipeline = new PipelineOptions(force, only == null ? "*" : only);
    RegisterOptions options = new RegisterOptions(file, photos, merge, times, out, pipeline);
    if (dryRun) {
      print(Registration.plan(options));
    } else if (spark == null) {
      runHere(options, here);
    } else {
      runThere(options, spark);
    }
  }

  private void runHere(RegisterOptions options, LateWorkers workers) {
    try (workers;
        LateWorkers merger = LateWorkers.here();
        Interrupts _ = Interrupts.finishing(workers, merger)) {
      run(options, workers, merger);
    }
  }

  /** Without the first Ctrl-C's choice: what a cluster is at ends there. */
  private void runThere(RegisterOptions options, String master) {
    try (Cluster cluster = connect(master);
        LateWorkers merger = LateWorkers.here();
        Interrupts _ = Interrupts.dropping()) {
      run(options, cluster, merger);
    }
  }

  private void run(RegisterOptions options, StageRunner runner, StageRunner merger) {
    try (StageNews news = json ? new StageEvents() : new StageLines()) {
      Optional<RegistrationRecord> record = Registration.run(options, runner, merger, news);
      record.ifPresent(news::photos);
      if (record.isPresent() && out != null) {
        news.wrote(out);
      }
    } catch (InterruptedException e) {
      throw new Interrupted(file, e);
    }
  }

  /** A line per key that would be made, behind it why. */
  private void print(Map<String, List<Planned>> plan) {
    plan.forEach((stage, steps) ->
        steps.forEach(step -> {
          String why = step.why().name().toLowerCase(Locale.ROOT);
          Output.printLine(
              json
                  ? JsonOut.of(Map.of("stage", stage, "key", step.toString(), "why", why))
                  : stage + "  " + step + "  " + why);
        }));
  }

  private static Cluster connect(String master) {
    try {
      return ServiceLoader.load(Cluster.Provider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(provider -> provider.kind().equals("spark"))
          .findFirst()
          .orElseThrow(() -> withoutSpark(master, null))
          .connect(master);
    } catch (WorkerException e) {
      throw new Fault("--spark " + master + ": " + e.getMessage(), e);
    } catch (NoClassDefFoundError e) {
      throw withoutSpark(master, e);
    }
  }

  private static Fault withoutSpark(String master, @Nullable Throwable cause) {
    return new Fault(
        "--spark "
            + master
            + ": Spark is not part of this program; start it by spark-submit, as docs/cluster.md"
            + " says",
        cause);
  }

  /** Before the work, which takes long. */
  private void checkOut(Path picture) {
    check(!FileOut.isSame(picture, file), "--out: " + picture + " is FILE; name another file");
    for (Path photo : photos) {
      check(
          !FileOut.isSame(picture, photo),
          "--out: " + picture + " is one of the photos; name another file");
    }
    FileOut.target(picture);
  }

  private void check(boolean fine, String otherwise) {
    if (!fine) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  /** Lower case, as the file says it. */
  static final class MergeKindConverter implements ITypeConverter<MergeKind> {
    @Override
    public MergeKind convert(String text) {
      return switch (text) {
        case "hdr" -> MergeKind.HDR;
        case "stitch" -> MergeKind.STITCH;
        default -> throw new TypeConversionException("expected hdr or stitch, found " + text);
      };
    }
  }

  /** Decimals and fractions. */
  static final class SecondsConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      int slash = text.indexOf('/');
      try {
        double seconds =
            slash < 0
                ? Double.parseDouble(text)
                : Double.parseDouble(text.substring(0, slash))
                    / Double.parseDouble(text.substring(slash + 1));
        if (seconds > 0 && Double.isFinite(seconds)) {
          return seconds;
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected seconds such as 0.5 or 1/30, found " + text);
      }
      throw new TypeConversionException("expected a time above 0 seconds, found " + text);
    }
  }
}
