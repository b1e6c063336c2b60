package io.mmapdict.cli;

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

  @Test
  void whatMayTakeLongHasABar() {
    Pty.script(
        """
        import pickle
        import numpy as np
        folder, = arguments
        a = np.arange(3 << 20, dtype='u1').reshape(1024, 1024, 3)
        np.save(folder + '/a.npy', a)
        with open(folder + '/f.npy', 'wb') as f:
            np.save(f, a.astype('f4'))
        with open(folder + '/a.pkl', 'wb') as f:
            pickle.dump({'a': a, 'b': list(range(1000000))}, f)
        at_once = {'JDK_JAVA_OPTIONS': '-Dmmapdict.progressAfterMillis=0'}

        def bars(unit, *words, env=at_once):
            t = Terminal([mmapdict, *words], 50, 120, env)
            assert t.end() == 0, t.screen
            shown = re.findall('%s +100%%.*? %s' % (words[0], unit), t.raw.decode())
            assert bool(shown) == bool(env), (words, t.screen)

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
}
