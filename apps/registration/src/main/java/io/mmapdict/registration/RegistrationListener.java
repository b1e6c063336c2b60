package io.mmapdict.registration;

/** Is told how a registration goes on. Called by one thread at a time. */
public interface RegistrationListener {
  /** Nobody listens. */
  RegistrationListener NOBODY =
      new RegistrationListener() {
        @Override
        public void reused(String key) {}

        @Override
        public void progress(String stage, int done, int total) {}
      };

  /** What the file held already was taken as it is. */
  void reused(String key);

  /**
   * A stage has got so far.
   *
   * @param stage such as {@code keypoints} or {@code pairs}
   * @param done how many of its tasks have ended, from 0
   * @param total how many it has
   */
  void progress(String stage, int done, int total);
}
