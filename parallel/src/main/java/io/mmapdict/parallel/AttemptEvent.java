package io.mmapdict.parallel;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One attempt at a task, as Java's flight recorder of the parent process sees it. */
@Name("io.mmapdict.TaskAttempt")
@Label("Task Attempt")
@Category("mmapdict")
@Description("One attempt at a task of a TaskRunner")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads them.
final class AttemptEvent extends Event {
  @Label("Key")
  private String key = "";

  @Label("Worker")
  private int worker;

  @Label("Attempt")
  private int attempt;

  @Label("Outcome")
  private String outcome = "";

  /** Ends the event, and records it if anybody records. */
  void tell(Run<?, ?> run, Attempt of, Answer answer) {
    end();
    if (shouldCommit()) {
      key = String.valueOf(run.key(of.task()));
      worker = of.worker();
      attempt = of.number();
      outcome =
          switch (answer.reply()) {
            case Reply.Done _ -> "done";
            case Reply.Unsent _ -> "done, result not sent";
            case Reply.Failed failed -> "threw " + failed.type();
            case Reply.Died _ -> "worker died";
            case Reply.Overdue _ -> "overdue";
            case Reply.Abandoned _ -> "overdue, cannot be ended";
            case Reply.NotStarted _ -> "worker did not start";
            case Reply.Cancelled _, Reply.Where _ -> "cancelled";
          };
      commit();
    }
  }
}
