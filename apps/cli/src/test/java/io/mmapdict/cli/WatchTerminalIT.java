package io.mmapdict.cli;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict watch} at a real terminal, while other processes write. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchTerminalIT {
  /** What the pixels of an array are to be, worked out by numpy. */
  private static final String EXPECTED =
      """
      import numpy as np
      def expected(a, width, height):
          rows, columns = a.shape[:2]
          ys = ((np.arange(height) + .5) * rows / height).astype(int)
          xs = ((np.arange(width) + .5) * columns / width).astype(int)
          p = a[ys][:, xs].astype(float)
          low, high = np.percentile(p[np.isfinite(p)], [2, 98])
          with np.errstate(invalid='ignore'):
              v = np.floor(np.clip((p - low) / (high - low), 0, 1) * 255 + .5)
          v = np.where(np.isnan(p), 0, v).astype(int)
          return v if v.ndim == 3 else np.repeat(v[:, :, None], 3, 2)
      """;

  @TempDir private Path folder;

  @Test
  void showsKeysAsTheyArePutAndGivesTheTerminalBack() {
    Pty.script(
        """
        import json
        folder, = arguments
        file = folder + '/scan.mmdpickle'
        run('put', file, 'exposure', '--json', '0.25')
        run('put', file, 'note', '--string', 'x' * 50)
        size = str(json.loads(run('ls', file, '--json'))[1]['bytes'])
        t = Terminal([mmapdict, 'watch', file], 14, 100)
        t.until('exposure', '2 keys')
        lines = t.screen
        assert lines[0].startswith('scan.mmdpickle   2 keys'), lines
        assert lines[2].split() == ['KIND', 'DTYPE', 'SHAPE', 'SIZE', 'AGE', 'KEY'], lines
        assert lines[3].split() == ['str', '-', '-', size, 'B', '-', 'note'], lines
        assert lines[4].split() == ['float', '-', '-', '13', 'B', '-', 'exposure'], lines
        run('put', file, 'later', '--json', '[1, 2]')
        t.until('3 keys', 'later')
        words = t.screen[3].split()
        assert words[0] == 'list' and words[-1] == 'later' and re.fullmatch('[0-9]s', words[-2]), t.screen
        assert 'entries/s' in t.screen[0], t.screen
        assert t.screen[4].endswith('note'), t.screen
        t.until('  2s  later')  # redrawn by itself
        run('put', file, 'exposure', '--json', '0.5')  # put again: the newest now
        run('rm', file, 'note')
        t.until('2 keys')
        assert [line.split()[-1] for line in t.screen[3:5]] == ['exposure', 'later'], t.screen
        assert t.screen[5:] == [''] * 9, t.screen
        t.size(4, 24)
        t.until('SIZE  AGE  KEY', 'exposure')
        assert t.screen[3].endswith('exposure') and len(t.screen) == 4, t.screen
        assert t.screen[0].startswith('scan.mmdpickle   2 keys'), t.screen
        t.send(b'\\x03')
        assert t.end() == 130, t.process.returncode
        assert t.restored
        assert t.raw.index(b'\\x1b[?1049h') < t.raw.index(b'exposure') < t.raw.rindex(b'\\x1b[?1049l')
        assert t.raw.endswith(b'\\x1b[?25h\\x1b[?1049l'), t.raw[-60:]
        t = Terminal([mmapdict, 'watch', file])
        t.until('exposure')
        t.send(b'q')
        assert t.end() == 0 and t.restored and t.raw.endswith(b'\\x1b[?1049l')
        """,
        folder);
  }

  @Test
  void theNewestArrayIsAPictureOfHalfBlocks() {
    Pty.script(
        EXPECTED
            + """
            folder, = arguments
            file = folder + '/scan.mmdpickle'
            random = np.random.default_rng(5)
            image = random.normal(size=(37, 53)).astype('f4')
            image[3:9, 4:20] = np.nan
            image[20, :] = np.inf
            cube = random.integers(0, 60000, (20, 31, 9)).astype('>u2')
            photo = random.integers(0, 256, (300, 200, 3)).astype('u1')
            t = None
            for name, array, seen in (('image', image, image), ('cube', cube, cube[:, :, 4]), ('photo', photo, photo)):
                np.save(folder + '/a.npy', array)
                run('put', file, name, '--npy', folder + '/a.npy')
                if t is None:
                    t = Terminal([mmapdict, 'watch', file], 33, 61, {'COLORTERM': 'truecolor'})
                t.until(name + ': ')
                t.until('\\u2580')
                t.settle()
                top = next(y for y, line in enumerate(t.screen) if line.startswith(name + ': ')) + 1
                width = len(t.screen[top])
                assert t.screen[top] == '\\u2580' * width, t.screen
                lower = [[c[1] for c in line[:width]] for line in t.colours[top:]]
                upper = [[c[0] for c in line[:width]] for line in t.colours[top:]]
                rows = [row for pair in zip(upper, lower) for row in pair if row[0]]
                want = expected(seen, width, len(rows))
                got = np.array([[[int(n) for n in c.split(';')[1:]] for c in row] for row in rows])
                assert got.shape == want.shape and (got == want).all(), (name, got.shape, want.shape, got - want)
                # as large as fits: it ends at the window's edge, to the right or below
                assert width == 61 or len(rows) == 2 * (33 - top), (width, len(rows), top)
                assert abs(width / len(rows) - seen.shape[1] / seen.shape[0]) < .05, (width, len(rows))
            assert 'cube: band 4, ' in t.raw.decode(errors='replace')
            t.send(b'q')
            assert t.end() == 0
            """,
        folder);
  }

  @Test
  void whereThereAreNot16MillionColoursTheNearestOf256Stand() {
    Pty.script(
        EXPECTED
            + """
            folder, = arguments
            file = folder + '/scan.mmdpickle'
            photo = np.random.default_rng(6).integers(0, 256, (40, 40, 3)).astype('u1')
            np.save(folder + '/a.npy', photo)
            run('put', file, 'photo', '--npy', folder + '/a.npy')
            t = Terminal([mmapdict, 'watch', file], 26, 40)
            t.until('\\u2580')
            t.settle()
            levels = np.array([0, 95, 135, 175, 215, 255])
            palette = {16 + 36 * r + 6 * g + b: (levels[r], levels[g], levels[b])
                       for r in range(6) for g in range(6) for b in range(6)}
            palette.update({232 + i: (8 + 10 * i,) * 3 for i in range(24)})
            colours = np.array(list(palette.values()))
            width = len(t.screen[5])
            rows = [row for line in t.colours[5:] for row in zip(*line[:width]) if row[0]]
            want = expected(photo, width, len(rows))
            for y, row in enumerate(rows):
                for x, colour in enumerate(row):
                    got = palette[int(colour.split(';')[1])]
                    off = ((colours - want[y, x]) ** 2).sum(1).min()
                    assert ((np.array(got) - want[y, x]) ** 2).sum() == off, (x, y, got, want[y, x])
            t.send(b'q')
            assert t.end() == 0
            """,
        folder);
  }

  /** As the terminal says that it can, with the size of a cell. */
  @Test
  void aTerminalThatCanIsSentSixels() {
    Pty.script(
        EXPECTED
            + """
            folder, = arguments
            file = folder + '/scan.mmdpickle'
            image = np.hypot(*np.mgrid[-50:50, -70:70])
            np.save(folder + '/a.npy', image)
            run('put', file, 'image', '--npy', folder + '/a.npy')
            t = Terminal([mmapdict, 'watch', file], 20, 30, answer=b'\\x1b[6;12;7t\\x1b[?62;4;22c')
            t.until('image: ')
            t.awaits(lambda: t.sixels, 'sixels')
            at, data = t.sixels[-1]
            width, height = map(int, re.match('0;1q"1;1;([0-9]+);([0-9]+)', data).groups())
            assert width == 210 and height == 150, (width, height)  # 30 cells of 7 x 12 pixels across
            assert height <= (20 - at) * 12, (height, at)
            palette, got = {}, np.full((height, width), -1)
            x = top = colour = 0
            for what in re.finditer('#([0-9]+);2;([0-9]+);([0-9]+);([0-9]+)|#([0-9]+)|(?:!([0-9]+))?([?-~])|[$]|-', data.split(str(height), 1)[1]):
                if what[1]:
                    assert what[2] == what[3] == what[4]
                    palette[int(what[1])] = int(what[2])
                elif what[5]:
                    colour = int(what[5])
                elif what[7]:
                    for _ in range(int(what[6] or 1)):
                        for row in range(6):
                            if ord(what[7]) - 63 >> row & 1:
                                assert got[top + row, x] == -1
                                got[top + row, x] = palette[colour]
                        x += 1
                else:
                    x, top = 0, top + (6 if what[0] == '-' else 0)
            level = np.floor(expected(image, width, height)[:, :, 0] / 255 * 63 + .5)
            assert (got == np.floor(level / 63 * 100 + .5)).all(), got
            t.read(2.5), t.settle()
            assert len(t.sixels) == 1, 'sent again although it is the same'
            t.send(b'q')
            assert t.end() == 0
            t = Terminal([mmapdict, 'watch', file, '--thumbnail', 'none'], 20, 30)
            t.until('image')
            t.settle()
            assert '\\u2580' not in ''.join(t.screen) and not t.sixels
            t.send(b'q')
            assert t.end() == 0
            """,
        folder);
  }

  @Test
  void withoutColoursThereAreNone() {
    Pty.script(
        """
        folder, = arguments
        file = folder + '/scan.mmdpickle'
        run('put', file, 'note', '--json', '1')
        t = Terminal([mmapdict, 'watch', file], env={'NO_COLOR': '1'})
        t.until('note')
        t.send(b'q')
        assert t.end() == 0
        colours = [c for c in re.findall(rb'\\x1b\\[([0-9;]*)m', t.raw) if c != b'0']
        assert not colours, colours
        t = Terminal([mmapdict, 'watch', file], env={'TERM': 'dumb'})
        t.until('note')
        t.send(b'\\x03')
        assert t.end() == 130 and b'\\x1b' not in t.raw, t.raw
        """,
        folder);
  }
}
