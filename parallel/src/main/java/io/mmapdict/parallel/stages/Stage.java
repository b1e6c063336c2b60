package io.mmapdict.parallel.stages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A part of a {@link Pipeline}: which keys are made of which, and how. Immutable; the {@code with}
 * methods give others.
 *
 * <pre>{@code
 * Stage keypoints =
 *     Stage.each("keypoints", "images/*", "keypoints/*", (d, in) -> detect(d, in.get(0)))
 *         .withVersion("2")
 *         .withParameter("radius", 5);
 * }</pre>
 */
public final class Stage {
  private final String name;
  private final String version;
  private final SortedMap<String, Object> parameters;
  private final Function<List<String>, List<Step>> steps;
  private final StageTask task;

  private Stage(
      String name,
      String version,
      SortedMap<String, Object> parameters,
      Function<List<String>, List<Step>> steps,
      StageTask task) {
    this.name = name;
    this.version = version;
    this.parameters = parameters;
    this.steps = steps;
    this.task = task;
  }

  /**
   * A stage whose steps a function tells: for what the other factories do not have.
   *
   * @param steps gets all keys there are, sorted, without those that {@link Pipeline} keeps
   */
  public static Stage of(String name, Function<List<String>, List<Step>> steps, StageTask task) {
    return new Stage(name, "1", new TreeMap<>(), steps, task);
  }

  /**
   * One output for each key of a pattern.
   *
   * @param inputs a key with one star, which stands for one or more characters: {@code images/*}
   * @param outputs another, the star there stands for the same: {@code keypoints/*}
   * @throws IllegalArgumentException if one of them has not exactly one star
   */
  public static Stage each(String name, String inputs, String outputs, StageTask task) {
    Glob from = new Glob(inputs).requireOneStar();
    Glob to = new Glob(outputs).requireOneStar();
    return of(
        name,
        keys ->
            matching(from, keys).stream()
                .map(key -> new Step(to.with(List.of(from.star(key))), List.of(key)))
                .toList(),
        task);
  }

  /**
   * One output for each two keys of a pattern, of which the first is the lesser: of {@code
   * keypoints/a} and {@code keypoints/b} the output {@code matches/a+b}.
   *
   * @throws IllegalArgumentException as {@link #each}
   */
  public static Stage pairs(String name, String inputs, String outputs, StageTask task) {
    Glob from = new Glob(inputs).requireOneStar();
    Glob to = new Glob(outputs).requireOneStar();
    return of(
        name,
        keys -> {
          List<String> found = matching(from, keys);
          List<Step> steps = new ArrayList<>();
          for (int i = 0; i < found.size(); i++) {
            for (String second : found.subList(i + 1, found.size())) {
              String first = found.get(i);
              String output = to.with(List.of(from.star(first), from.star(second)));
              steps.add(new Step(output, List.of(first, second)));
            }
          }
          return steps;
        },
        task);
  }

  /**
   * One output of all keys of a pattern; none if there are no such keys.
   *
   * @param inputs a key with one star or several
   * @param output a key
   */
  public static Stage all(String name, String inputs, String output, StageTask task) {
    Glob from = new Glob(inputs);
    return of(
        name,
        keys -> {
          List<String> found = matching(from, keys);
          return found.isEmpty() ? List.of() : List.of(new Step(output, found));
        },
        task);
  }

  /**
   * One output for each of some files. It is made again when its file has another size or another
   * time of last change.
   *
   * @param files the outputs' keys and the files they are made of; the task gets the file's path as
   *     it is here, as text
   */
  public static Stage files(String name, Map<String, Path> files, StageTask task) {
    List<Step> steps = new ArrayList<>();
    files.forEach(
        (output, file) -> steps.add(new Step(output, List.of(), List.of(file.toString()))));
    return of(name, keys -> steps, task);
  }

  /** The same of another version of the code: what an earlier one made is made again. */
  public Stage withVersion(String version) {
    return new Stage(name, version, parameters, steps, task);
  }

  /**
   * The same with a parameter that the task captures: what was made with another is made again.
   *
   * @param value what a codec writes
   */
  public Stage withParameter(String parameter, Object value) {
    TreeMap<String, Object> more = new TreeMap<>(parameters);
    more.put(parameter, value);
    return new Stage(name, version, more, steps, task);
  }

  /** How it is called in reports, and which results are its own. */
  public String name() {
    return name;
  }

  String version() {
    return version;
  }

  SortedMap<String, Object> parameters() {
    return Collections.unmodifiableSortedMap(parameters);
  }

  StageTask task() {
    return task;
  }

  List<Step> steps(List<String> keys) {
    return steps.apply(keys);
  }

  private static List<String> matching(Glob glob, Collection<String> keys) {
    return keys.stream().filter(glob::matches).toList();
  }
}
