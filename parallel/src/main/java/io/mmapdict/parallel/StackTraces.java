package io.mmapdict.parallel;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Stack traces as text, in the form the JVM prints. */
final class StackTraces {
  private StackTraces() {}

  static String text(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    append(text, "", thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  /** Of no exception: where a thread is. */
  static String text(StackTraceElement[] frames) {
    StringBuilder text = new StringBuilder();
    append(text, frames);
    return text.toString();
  }

  private static void append(StringBuilder text, StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      text.append("\tat ").append(frame).append('\n');
    }
  }

  private static void append(
      StringBuilder text, String caption, Throwable thrown, Set<Throwable> seen) {
    text.append(caption).append(thrown).append('\n');
    if (!seen.add(thrown)) {
      return;
    }
    append(text, thrown.getStackTrace());
    for (Throwable suppressed : thrown.getSuppressed()) {
      append(text, "Suppressed: ", suppressed, seen);
    }
    if (thrown.getCause() != null) {
      append(text, "Caused by: ", thrown.getCause(), seen);
    }
  }
}
