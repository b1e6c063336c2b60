package io.mmapdict.cli;

import io.mmapdict.CheckReport;
import io.mmapdict.FileCheck;
import io.mmapdict.Finding;
import io.mmapdict.RepairReport;
import io.mmapdict.viewer.Json;
import io.mmapdict.viewer.PythonText;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code mmapdict fsck}. */
@Command(
    name = "fsck",
    description = "Checks every frame, opcode and value of a file; changes nothing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code: 0 sound or repaired, 1 damaged.",
      "Example: mmapdict fsck scan.mmdpickle --repair"
    })
final class FsckCommand implements Runnable {
  @Parameters(paramLabel = "FILE", description = "A file of mmapdict or mmappickle, or its URL.")
  private Path file;

  @Option(
      names = "--repair",
      description = "Puts a file of the whole entries in FILE's place and keeps FILE beside it.")
  private boolean repair;

  @Option(names = "--json", description = "The report as a JSON object.")
  private boolean json;

  @Override
  public void run() {
    if (repair || Url.of(file) == null) {
      Opening.requireThere(file);
    }
    RepairReport done;
    CheckReport now;
    try (LocalCopy copy = LocalCopy.of(file);
        LateProgress progress = new LateProgress("fsck")) {
      done =
          repair
              ? FileCheck.repair(file, progress)
              : new RepairReport(FileCheck.of(copy.path(), progress), null, 0);
      now = done.original() == null ? done.found() : FileCheck.of(file, progress);
    }
    if (done.found().isForeign() && !json) {
      Opening.toRead(file).close(); // refuses it, and says what it is
    }
    Output.print(json ? Json.text(out -> writeTo(out, done)) + "\n" : text(done));
    if (!now.isSound()) {
      throw new Fault(name(now) + ": damaged" + advice(now));
    }
  }

  /** Of one on a web server a copy was checked. */
  private String name(CheckReport report) {
    return Url.of(file) == null ? report.file().toString() : Url.text(file);
  }

  /** What stands well in the file and cannot be read is nothing that a repair mends. */
  private String advice(CheckReport now) {
    long count =
        now.findings().stream().filter(f -> f.severity() == Finding.Severity.DAMAGE).count();
    return " in "
        + count
        + (count == 1 ? " place" : " places")
        + (repair
            ? ": the values named cannot be read; put them again or remove them"
            : now.isForeign()
                ? ": it is another kind of file"
                : Url.of(file) == null
                    ? "; mmapdict fsck --repair keeps what is whole"
                    : "; repair it where it is, or a copy: mmapdict fsck --repair");
  }

  private static String text(RepairReport done) {
    CheckReport found = done.found();
    StringBuilder text = new StringBuilder();
    for (Finding finding : found.findings()) {
      text.append(severity(finding)).append("  offset ").append(finding.offset());
      String key = finding.key();
      if (key != null) {
        text.append(", key \"").append(PythonText.escapeControls(key)).append('"');
      }
      text.append(": ").append(PythonText.escapeControls(finding.what())).append('\n');
    }
    text.append(
        "%d live entries in %d bytes, %d dead in %d; the file has %d bytes\n"
            .formatted(
                found.live(),
                found.liveBytes(),
                found.dead(),
                found.deadBytes(),
                found.sizeBytes()));
    return text.append(verdict(done)).append('\n').toString();
  }

  private static String verdict(RepairReport done) {
    Path original = done.original();
    if (original != null) {
      return "repaired: "
          + done.entries()
          + " entries are kept; the damaged file, with the rest, is now "
          + original;
    }
    return done.found().isSound() ? "sound" : "damaged";
  }

  private void writeTo(JsonGenerator out, RepairReport done) {
    CheckReport found = done.found();
    out.writeStartObject();
    out.writeStringProperty("file", name(found));
    out.writeBooleanProperty("sound", found.isSound());
    out.writeNumberProperty("size", found.sizeBytes());
    out.writeNumberProperty("commit_number", found.commitNumber());
    out.writeBooleanProperty("epoch", found.hasEpoch());
    out.writeNumberProperty("live", found.live());
    out.writeNumberProperty("live_bytes", found.liveBytes());
    out.writeNumberProperty("dead", found.dead());
    out.writeNumberProperty("dead_bytes", found.deadBytes());
    out.writeNumberProperty("tail_bytes", found.tailBytes());
    out.writeName("findings");
    out.writeStartArray();
    for (Finding finding : found.findings()) {
      out.writeStartObject();
      out.writeStringProperty("severity", severity(finding));
      out.writeNumberProperty("offset", finding.offset());
      textOrNull(out, "key", finding.key());
      textOrNull(out, "what", finding.what());
      out.writeEndObject();
    }
    out.writeEndArray();
    Path original = done.original();
    textOrNull(out, "original", original == null ? null : original.toString());
    out.writeNumberProperty("kept", done.entries());
    out.writeEndObject();
  }

  private static void textOrNull(JsonGenerator out, String name, @Nullable String text) {
    out.writeName(name);
    if (text == null) {
      out.writeNull();
    } else {
      Json.string(out, text);
    }
  }

  private static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }
}
