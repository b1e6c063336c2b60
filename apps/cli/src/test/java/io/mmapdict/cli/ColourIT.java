package io.mmapdict.cli;

import io.mmapdict.Damaged;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Colours and other escapes: at a real terminal only, and not where the user wants none. */
class ColourIT {
  @TempDir private Path folder;

  @Damaged
  @Test
  void onlyATerminalHasThem() {
    Pty.script(
        """
        folder, = arguments
        file = folder + '/scan.mmdpickle'
        run('put', file, 'a', '--json', '[1, 2]')
        bad = folder + '/bad.mmdpickle'
        data = open(file, 'rb').read()
        open(bad, 'wb').write(data[:-30] + b'\\xff' * 30)
        coloured = [['help'], ['ls', '--help'], ['help', 'get']]
        plain = [['ls', file], ['ls', file, '--long'], ['ls', file, '--json'], ['ls', bad], ['ls', file, 'x'],
                 ['get', file, 'a'], ['get', file, 'b'], ['put', file, 'b', '--json', '1'], ['rm', file, 'b'],
                 ['vacuum', file], ['fsck', file], ['fsck', bad], ['fsck', file, '--json'], ['dis', file, 'a'],
                 ['audit', file], ['convert', file, folder + '/c'], ['man'], ['completion'], ['gte'], ['ls', '--no']]
        def terminal(words, env):
            t = Terminal([mmapdict, *words], env=env)
            t.end()
            return t.raw
        for words in coloured:
            assert b'\\x1b[' in terminal(words, {}), words
            assert b'\\x1b' not in terminal(words, {'NO_COLOR': '1'}), words
            assert b'\\x1b[' in terminal(words, {'NO_COLOR': ''}), words
            assert '\\x1b' not in run(*words), words
        for words in plain:
            assert b'\\x1b' not in terminal(words, {}), words
            pipe = subprocess.run([mmapdict, *words], capture_output=True)
            assert b'\\x1b' not in pipe.stdout + pipe.stderr, words
        """,
        folder);
  }

  /** The terminal is that of standard output for help; errors go to the other one. */
  @Test
  void aPipeBesideATerminalHasNone() {
    Pty.script(
        """
        t = Terminal(['sh', '-c', '"$1" ls --help | cat', 'sh', mmapdict])
        t.end()
        assert b'Usage' in t.raw and b'\\x1b' not in t.raw, t.raw
        """);
  }
}
