package io.mmapdict.cli;

import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.registration.RegistrationRecord;
import java.nio.file.Path;

/** How a run of stages is told while it goes on, and what came of it. */
interface StageNews extends PipelineListener, AutoCloseable {
  /** What came of the photos. */
  void photos(RegistrationRecord record);

  /** A picture was written. */
  void wrote(Path picture);

  /** What became of the stages, also of a run that failed or was stopped. Ends a bar. */
  @Override
  void close();
}
