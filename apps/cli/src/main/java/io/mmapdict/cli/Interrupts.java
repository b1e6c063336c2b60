package io.mmapdict.cli;

import java.util.List;
import org.jline.utils.Signals;

/** Ctrl-C while tasks run: one may let them finish, the next drops them. Workers never see it. */
final class Interrupts implements AutoCloseable {
  /** What a shell reports for a program that was interrupted: 128 + SIGINT. */
  static final int EXIT = 130;

  private static final String SIGNAL = "INT";

  private final Thread main = Thread.currentThread();
  private final List<LateWorkers> finish;
  private final Object before;
  private boolean drops;

  private Interrupts(boolean drops, List<LateWorkers> finish) {
    this.drops = drops;
    this.finish = finish;
    this.before = Signals.register(SIGNAL, this::arrived);
  }

  /**
   * The first lets the tasks at work finish. To be made and closed by the thread that waits for
   * them.
   *
   * @param workers are to begin no further task
   */
  static Interrupts finishing(LateWorkers... workers) {
    return new Interrupts(false, List.of(workers));
  }

  /** The first drops them. To be made and closed by the thread that waits for them. */
  static Interrupts dropping() {
    return new Interrupts(true, List.of());
  }

  private synchronized void arrived() {
    if (drops) {
      main.interrupt();
    } else {
      drops = true;
      finish.forEach(LateWorkers::stop);
      Output.note("the tasks at work are finished; Ctrl-C once more drops them");
    }
  }

  @Override
  public void close() {
    Signals.unregister(SIGNAL, before);
  }
}
