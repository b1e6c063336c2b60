package io.mmapdict.cli;

import io.mmapdict.testkit.Nginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which commands tell how far they are. Their works are short here, and the second that a bar waits
 * for is none; {@link TerminalIT} has a work and a clock that are long.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgressIT {
  @TempDir private Path folder;

  /** {@code bars(unit, words)} runs a command at once, whose bar is to come to its end. */
  private static final String BARS =
      """
      at_once = {'JDK_JAVA_OPTIONS': '-Dmmapdict.progressAfterMillis=0'}

      def bars(unit, *words, env=at_once, title=None):
          t = Terminal([mmapdict, *words], 50, 120, env)
          assert t.end() == 0, t.screen
          shown = re.findall('%s +100%%.*? %s' % (title or words[0], unit), t.raw.decode())
          assert bool(shown) == bool(env), (words, t.screen)
      """;

  @Test
  void whatMayTakeLongHasABar() {
    Pty.script(
        BARS
            + """
            import pickle
            import numpy as np
            folder, = arguments
            a = np.arange(3 << 20, dtype='u1').reshape(1024, 1024, 3)
            np.save(folder + '/a.npy', a)
            np.save(folder + '/f.npy', a.astype('f4'))
            with open(folder + '/a.pkl', 'wb') as f:
                pickle.dump({'a': a, 'b': list(range(1000000))}, f)
            file = folder + '/scan.mmd'
            bars('MiB', 'put', file, 'a', '--npy', folder + '/a.npy')
            bars('MiB', 'put', file, 'f', '--npy', folder + '/f.npy')
            bars('MiB', 'put', file, 'p', '--pickle', folder + '/a.pkl')
            bars('MiB', 'get', file, 'a', '--npy', folder + '/out.npy')
            bars('MiB', 'get', file, 'a', '--png', folder + '/out.png')
            bars('MiB', 'get', file, 'f', '--png', folder + '/out.png')
            bars('MiB', 'get', file, 'p', '--pickle', folder + '/out.pkl')
            bars('keys', 'ls', file)
            bars('MiB', 'export', file, 'a', folder + '/out.npy')
            bars('MiB', 'audit', file)
            bars('MiB', 'convert', folder + '/a.pkl', folder + '/converted.mmd')
            bars('MiB', 'import', folder + '/imported.mmd', folder + '/a.npy')
            bars('keys', 'ls', file, env={})
            bars('MiB', 'get', file, 'a', '--png', folder + '/out.png', env={})
            """,
        folder);
  }

  @Test
  void aDownloadHasABar() throws Exception {
    Files.write(folder.resolve("a.pkl"), new byte[] {(byte) 0x80, 4, 'N', '.'});
    try (Nginx nginx = Nginx.of(folder)) {
      Pty.script(
          BARS
              + """
              url, = arguments
              bars('MiB', 'dis', url, title='download')
              """,
          nginx.uri("a.pkl"));
    }
  }
}
