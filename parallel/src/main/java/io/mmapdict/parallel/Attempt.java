package io.mmapdict.parallel;

/**
 * One try of a task.
 *
 * @param task the index of the task in its run
 * @param number from 1; 0 of a task that was not tried yet
 * @param worker the worker's number, from 1; 0 if there is none
 */
record Attempt(int task, int number, int worker) {
  static final int NO_WORKER = 0;

  /** What precedes the first attempt. */
  static Attempt none(int task) {
    return new Attempt(task, 0, NO_WORKER);
  }

  /** The one after this. */
  Attempt next(int worker) {
    return new Attempt(task, number + 1, worker);
  }
}
