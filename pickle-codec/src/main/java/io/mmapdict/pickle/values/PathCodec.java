package io.mmapdict.pickle.values;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code pathlib.PosixPath}, and only that: a path of Windows, and one that is pure, stay calls,
 * and a Java path that is not of a file system of that kind is refused.
 */
record PathCodec() implements ValueCodec {
  private static final PyGlobal POSIX_PATH = new PyGlobal("pathlib", "PosixPath");

  /** What Python 3.13 writes. */
  private static final PyGlobal POSIX_PATH_3_13 = new PyGlobal("pathlib._local", "PosixPath");

  private static final boolean POSIX = FileSystems.getDefault().getSeparator().equals("/");

  private static final Path HERE = Path.of("");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(Path.class);
  }

  /** As one str, which Python takes apart as Java does, but that it drops the names ".". */
  @Override
  public void write(Object value, PickleWriter out) {
    Path path = (Path) value;
    if (!POSIX || !path.getFileSystem().equals(FileSystems.getDefault())) {
      throw new IllegalArgumentException(
          "only paths of a POSIX file system are held, not " + path.toUri());
    }
    String text = path.toString();
    if (!Path.of(text).equals(path)) {
      throw new IllegalArgumentException(
          "the path " + path + " has bytes that are no text in this JVM's encoding of names");
    }
    out.value(POSIX_PATH);
    out.value(text);
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(POSIX_PATH, POSIX_PATH_3_13);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (POSIX && arguments.size() == 0) {
      return HERE;
    }
    String text = POSIX ? joined(arguments) : null;
    if (text == null) {
      throw CallCodec.notHeld();
    }
    return Path.of(text); // throws where a name has no text here
  }

  /** As pathlib joins them: an absolute one begins anew, empty names and "." go. */
  private static @Nullable String joined(PyTuple arguments) {
    boolean absolute = false;
    List<String> names = new ArrayList<>(arguments.size());
    for (Object argument : arguments) {
      if (!(argument instanceof String part)) {
        return null;
      }
      if (part.startsWith("//") && !part.startsWith("///")) {
        return null; // a root of its own in POSIX, and the same as one "/" in Java
      }
      if (part.startsWith("/")) {
        absolute = true;
        names.clear();
      }
      int end;
      for (int start = 0; start < part.length(); start = end + 1) {
        int slash = part.indexOf('/', start);
        end = slash < 0 ? part.length() : slash;
        String name = part.substring(start, end);
        if (!name.isEmpty() && !name.equals(".")) {
          names.add(name);
        }
      }
    }
    return (absolute ? "/" : "") + String.join("/", names);
  }

  @Override
  public boolean keeps(PyGlobal callable, PyTuple arguments) {
    return true;
  }
}
