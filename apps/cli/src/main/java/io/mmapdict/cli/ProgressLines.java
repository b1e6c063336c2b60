package io.mmapdict.cli;

import io.mmapdict.registration.RegistrationListener;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How a registration goes on: on a terminal a bar per stage on standard error, elsewhere a line per
 * stage; and what is reused.
 */
final class ProgressLines implements RegistrationListener, AutoCloseable {
  private @Nullable ProgressBar bar;

  @Override
  public void reused(String key) {
    Output.printLine("reused " + key);
  }

  @Override
  public void progress(String stage, int done, int total) {
    if (done == 0) {
      close();
      Output.flush();
      if (Output.isErrorTerminal()) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(stage)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                .build();
      } else {
        Output.note(stage + ": " + total + (total == 1 ? " task" : " tasks"));
      }
    }
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
