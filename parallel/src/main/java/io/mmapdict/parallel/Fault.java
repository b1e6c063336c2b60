package io.mmapdict.parallel;

/** What an attempt failed by. */
record Fault(Throwable exception, String stackTrace) {
  static Fault of(WorkerException why) {
    return new Fault(why, StackTraces.text(why));
  }
}
