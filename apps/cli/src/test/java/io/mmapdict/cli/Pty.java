package io.mmapdict.cli;

import io.mmapdict.testkit.Python;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real pseudo-terminal for tests, and what a terminal would show of what is written to it. */
final class Pty {
  /**
   * In Python: {@code Terminal(command, rows, columns)} starts a program; {@code until(text)} reads
   * until the screen shows a text, {@code settle()} until nothing comes any more; {@code screen}
   * are its lines, {@code colours} of each cell that of the text and that behind; {@code sixels}
   * are pictures as they came.
   */
  private static final String TERMINAL =
      """
      import fcntl, os, re, select, signal, struct, subprocess, sys, termios, time

      class Terminal:
          def __init__(self, command, rows=24, columns=80, env={}, answer=b'\\x1b[?6c'):
              self.master, self.slave = os.openpty()
              self.answer, self.raw, self.rest, self.sixels = answer, b'', '', []
              self.size(rows, columns)
              self.before = termios.tcgetattr(self.slave)
              def claim():
                  os.setsid()
                  fcntl.ioctl(0, termios.TIOCSCTTY, 0)
                  signal.signal(signal.SIGINT, signal.SIG_DFL)
              env = {'TERM': 'xterm-256color', 'COLORTERM': '', 'NO_COLOR': '', **env}
              self.process = subprocess.Popen(
                  command, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                  env={**os.environ, **env}, preexec_fn=claim)

          def size(self, rows, columns):
              self.rows, self.columns = rows, columns
              self.clear()
              fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

          def clear(self):
              self.y = self.x = 0
              self.colour = (None, None)
              self.cells = [[' '] * self.columns for _ in range(self.rows)]
              self.colours = [[(None, None)] * self.columns for _ in range(self.rows)]

          @property
          def screen(self):
              return [''.join(line).rstrip() for line in self.cells]

          def send(self, data):
              os.write(self.master, data)

          def read(self, seconds=0.05):
              if not select.select([self.master], [], [], seconds)[0]:
                  return False
              data = os.read(self.master, 1 << 16)
              self.raw += data
              if b'\\x1b[c' in data:
                  self.send(self.answer)
              self.rest += data.decode('latin-1')
              self.show()
              return True

          def until(self, *texts):
              self.awaits(lambda: all(any(t in line for line in self.screen) for t in texts), texts)

          def awaits(self, done, what):
              end = time.time() + 60
              while not done():
                  assert time.time() < end and self.process.poll() is None, '\\n'.join(
                      ['no ' + str(what), *self.screen, str(self.raw[-300:])])
                  self.read()

          def settle(self):
              while self.read(0.6):
                  pass

          def end(self):
              end = time.time() + 60
              while self.process.poll() is None or self.read():
                  assert time.time() < end, '\\n'.join(['no end', *self.screen])
                  self.read()
              self.restored = termios.tcgetattr(self.slave) == self.before
              return self.process.returncode

          def show(self):
              while self.rest:
                  known = re.match(r'\\x1bP([^\\x1b]*)\\x1b\\\\|\\x1b\\[([0-9;?]*)([A-Za-z])|[^\\x1b\\x80-\\xff]|[\\xc0-\\xff][\\x80-\\xbf]+(?=[^\\x80-\\xbf])', self.rest)
                  if not known:
                      return
                  self.rest = self.rest[known.end():]
                  if known[1] is not None:
                      self.sixels.append((self.y, known[1]))
                  elif known[3]:
                      self.control(known[2], known[3])
                  else:
                      self.character(known[0].encode('latin-1').decode())

          def control(self, arguments, letter):
              if letter == 'H':
                  self.y, self.x = (int(n) - 1 for n in (arguments or '1;1').split(';'))
              elif letter == 'K':
                  for x in range(0 if arguments == '2' else self.x, self.columns):
                      self.cells[self.y][x], self.colours[self.y][x] = ' ', (None, None)
              elif letter == 'J':
                  y, x = (0, 0) if arguments == '2' else (self.y, self.x)
                  self.x = x
                  for self.y in reversed(range(y, self.rows)):
                      self.control('2' if self.y > y else '', 'K')
              elif letter == 'm':
                  for colour in re.findall('[34]8;2;[0-9]+;[0-9]+;[0-9]+|[34]8;5;[0-9]+|49|0', arguments):
                      if colour == '0':
                          self.colour = (None, None)
                      elif colour.startswith('3'):
                          self.colour = (colour[3:], self.colour[1])
                      else:
                          self.colour = (self.colour[0], colour[3:] or None)

          def character(self, c):
              if c == '\\r':
                  self.x = 0
              elif c == '\\n':
                  self.y = min(self.y + 1, self.rows - 1)
              elif c == '\\b':
                  self.x = max(0, self.x - 1)
              elif self.x < self.columns:
                  self.cells[self.y][self.x] = c
                  self.colours[self.y][self.x] = self.colour
                  self.x += 1
      """;

  private Pty() {}

  /**
   * Runs a script in which there is {@code Terminal}, {@code mmapdict}, the path of the launcher,
   * and {@code run}, which runs that with arguments to its end.
   *
   * @param arguments are {@code arguments} there
   */
  static void script(String script, Object... arguments) {
    String head =
        """
        mmapdict, *arguments = sys.argv[1:]
        def run(*words):
            return subprocess.run([mmapdict, *map(str, words)], check=True, capture_output=True, text=True).stdout
        """;
    List<Object> all = new ArrayList<>(List.of(Run.LAUNCHER));
    Stream.of(arguments).forEach(all::add);
    Python.any().run(TERMINAL + head + script, all.toArray());
  }
}
