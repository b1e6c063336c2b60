package io.mmapdict.parallel.stages;

import java.io.Serializable;
import java.util.List;

/**
 * One output of a stage and what it is made of.
 *
 * @param output the key of the value that is made
 * @param inputs keys, in the order that the task gets them
 * @param files paths of files outside, which the task gets behind the inputs
 */
public record Step(String output, List<String> inputs, List<String> files) implements Serializable {
  /** Copies the lists. */
  public Step {
    inputs = List.copyOf(inputs);
    files = List.copyOf(files);
  }

  /** Of keys alone. */
  public Step(String output, List<String> inputs) {
    this(output, inputs, List.of());
  }
}
