package io.mmapdict.parallel.stages;

import java.io.Serializable;
import java.util.List;

/**
 * One output of a stage and what it is made of.
 *
 * @param output the key of the value that is made
 * @param inputs keys, in the order that the task gets them
 */
public record Step(String output, List<String> inputs) implements Serializable {
  /** Copies the inputs. */
  public Step {
    inputs = List.copyOf(inputs);
  }
}
