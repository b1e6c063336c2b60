package io.mmapdict.cli;

import org.jline.utils.Signals;

/** Ctrl-C while tasks run: one may let them finish, the next drops them. Workers never see it. */
final class Interrupts implements AutoCloseable {
  /** What a shell reports for a program that was interrupted: 128 + SIGINT. */
  static final int EXIT = 130;

  private static final String SIGNAL = "INT";

  private final Thread main = Thread.currentThread();
  private final Runnable finish;
  private final Object before;
  private boolean drops;

  private Interrupts(boolean drops, Runnable finish) {
    this.drops = drops;
    this.finish = finish;
    this.before = Signals.register(SIGNAL, this::arrived);
  }

  /**
   * The first lets the tasks at work finish. To be made and closed by the thread that waits for
   * them.
   *
   * @param finish lets no further task begin
   */
  static Interrupts finishing(Runnable finish) {
    return new Interrupts(false, finish);
  }

  /** The first drops them. To be made and closed by the thread that waits for them. */
  static Interrupts dropping() {
    return new Interrupts(true, () -> {});
  }

  private synchronized void arrived() {
    if (drops) {
      main.interrupt();
    } else {
      drops = true;
      Output.note("the tasks at work are finished; Ctrl-C once more drops them");
      finish.run();
    }
  }

  @Override
  public void close() {
    Signals.unregister(SIGNAL, before);
  }
}
