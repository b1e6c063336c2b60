package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Planned.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks at a file for what is to be done in it, stage after stage. */
final class StagePlan {
  private final MmapDict dict;
  private final PipelineOptions options;
  private final Glob only;

  /** What a key holds, in a word: how it was made, or else its content. */
  private final Map<String, String> marks = new HashMap<>();

  /** Outputs that could not be made, and what would be made of them. */
  private final Set<String> broken = new HashSet<>();

  /** Outputs that are not there yet, but will be. */
  private final Set<String> expected = new HashSet<>();

  private final Map<String, String> stageOfOutput = new HashMap<>();

  StagePlan(MmapDict dict, PipelineOptions options) {
    this.dict = dict;
    this.options = options;
    this.only = new Glob(options.only());
  }

  /**
   * What a stage has to do.
   *
   * @param kept how many outputs are there as they should be, or were put there by somebody else
   */
  record Work(List<Planned> planned, List<Step> blocked, int kept) {}

  /**
   * What is to be done in a stage, as the file is now.
   *
   * @throws IllegalArgumentException if a step's input is not there, or two have one output
   */
  Work of(Stage stage) {
    Set<String> keys = new TreeSet<>(dict.keySet());
    keys.removeIf(key -> key.startsWith(Made.PREFIX));
    keys.addAll(expected);
    keys.addAll(broken);
    List<Planned> planned = new ArrayList<>();
    List<Step> blocked = new ArrayList<>();
    int kept = 0;
    for (Step step : stage.steps(List.copyOf(keys))) {
      requireOwn(stage, step);
      if (!only.matches(step.output())) {
        continue;
      }
      for (String input : step.inputs()) {
        if (!keys.contains(input)) {
          throw new IllegalArgumentException(
              "%s, stage '%s': no key '%s' to make '%s' of"
                  .formatted(dict.path(), stage.name(), input, step.output()));
        }
      }
      if (step.inputs().stream().anyMatch(this::isNotToBeUsed)) {
        blocked.add(step);
        broken.add(step.output());
        continue;
      }
      String fingerprint = fingerprint(stage, step);
      Why why = why(step, fingerprint);
      if (why == null) {
        kept++;
      } else {
        planned.add(new Planned(step, fingerprint, why));
      }
    }
    return new Work(planned, blocked, kept);
  }

  /** Takes for granted that it will be done: for a plan of what follows. */
  void expect(Planned planned) {
    expected.add(planned.step().output());
    marks.put(planned.step().output(), planned.fingerprint());
  }

  /** It could not be done: what is made of it cannot be either. */
  void isBroken(Planned planned) {
    broken.add(planned.step().output());
  }

  /** Could not be made, or was begun and is not done: what is there is of before. */
  private boolean isNotToBeUsed(String input) {
    if (broken.contains(input)) {
      return true;
    }
    if (marks.containsKey(input)) {
      return false;
    }
    Made made = Made.of(dict, input);
    return made != null && made.state().equals(Made.BEGUN);
  }

  private void requireOwn(Stage stage, Step step) {
    String other = stageOfOutput.put(step.output(), stage.name());
    if (other != null) {
      throw new IllegalArgumentException(
          "'%s' is made twice, in stage '%s' and in stage '%s'; name the outputs so that they differ"
              .formatted(step.output(), other, stage.name()));
    }
  }

  private @Nullable Why why(Step step, String fingerprint) {
    Made made = Made.of(dict, step.output());
    boolean isThere = dict.containsKey(step.output());
    if (made != null && made.state().equals(Made.BEGUN)) {
      return Why.UNFINISHED;
    }
    if (options.force() && (made != null || isThere)) {
      return Why.FORCED;
    }
    if (made == null) {
      return isThere ? null : Why.NEW; // somebody's own value is kept
    }
    if (made.is(fingerprint, isThere)) {
      return null;
    }
    return isThere || made.state().equals(Made.NOTHING) ? Why.CHANGED : Why.NEW;
  }

  private String fingerprint(Stage stage, Step step) {
    Fingerprint fingerprint = new Fingerprint().text(stage.name()).text(stage.version());
    stage.parameters().forEach((name, value) -> fingerprint.text(name).value(value));
    step.inputs().forEach(input -> fingerprint.text(input).text(mark(input)));
    step.files().forEach(file -> fingerprint.text("file").text(markOfFile(stage, step, file)));
    return fingerprint.toHex();
  }

  /** Of what a stage made that it did, so that no large result is read for it. */
  private String mark(String key) {
    return marks.computeIfAbsent(
        key,
        each -> {
          Made made = Made.of(dict, each);
          return made != null ? made.fingerprint() : Fingerprint.of(dict.get(each));
        });
  }

  /** By size and time, so that no file is read; wherever it lies. */
  private String markOfFile(Stage stage, Step step, String file) {
    try {
      BasicFileAttributes found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
      return found.size() + " " + found.lastModifiedTime();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s, stage '%s': no file %s to make '%s' of"
              .formatted(dict.path(), stage.name(), file, step.output()),
          e);
    }
  }
}
