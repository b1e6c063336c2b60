package io.mmapdict.parallel;

import java.io.ObjectInputFilter;
import java.security.CodeSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which classes bytes from another process may name: those of {@code java.base} and of this
 * library, those that the task and its keys are made of and all that come from the same jars,
 * folders or modules, and what the user allows besides. A class of any other library on the class
 * path is refused before anything of it runs (JEP 290).
 *
 * @param sent the names of the classes that the task and its keys are made of
 * @param besides patterns as {@link ObjectInputFilter.Config#createFilter} has them
 */
record AllowedClasses(Set<String> sent, List<String> besides) {
  /** What a dict needs. */
  static final AllowedClasses OURS = new AllowedClasses(Set.of(), List.of());

  private static final String OURS_START = "io.mmapdict.";
  private static final String SEPARATOR = "\n";
  private static final String BESIDES = "besides:";

  /** The same as a text, for {@link #of}. */
  String text() {
    Set<String> lines = new TreeSet<>(sent);
    besides.forEach(pattern -> lines.add(BESIDES + pattern));
    return String.join(SEPARATOR, lines);
  }

  /** What {@link #text} gave. */
  static AllowedClasses of(String text) {
    return new AllowedClasses(
        text.lines().filter(line -> !line.startsWith(BESIDES)).collect(Collectors.toSet()),
        text.lines()
            .filter(line -> line.startsWith(BESIDES))
            .map(line -> line.substring(BESIDES.length()))
            .toList());
  }

  /** The same where classes are found by a loader: for many readings. */
  Gate gate(ClassLoader loader) {
    Set<Object> homes = new HashSet<>();
    for (String name : sent) {
      try {
        Object home = home(Class.forName(name, false, loader));
        if (home != null) {
          homes.add(home);
        }
      } catch (ClassNotFoundException | LinkageError e) {
        // Whoever reads such an object is told then.
      }
    }
    return new Gate(
        sent, homes, besides.stream().map(ObjectInputFilter.Config::createFilter).toList());
  }

  /** The named module, or the jar or folder; null if none is known. */
  private static @Nullable Object home(Class<?> type) {
    if (type.getModule().isNamed()) {
      return type.getModule();
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? null : source.getLocation().toString();
  }

  /** See {@link AllowedClasses#gate}. */
  record Gate(Set<String> sent, Set<Object> homes, List<ObjectInputFilter> besides) {
    /** A filter for one reading, which knows afterwards what it refused. */
    Filter filter() {
      return new Filter(this);
    }

    private boolean isAllowed(Class<?> type) {
      return type.isPrimitive()
          || type.getModule() == Object.class.getModule()
          || type.getName().startsWith(OURS_START)
          || sent.contains(type.getName())
          || isAtHome(type);
    }

    private boolean isAtHome(Class<?> type) {
      Object home = home(type);
      return home != null && homes.contains(home);
    }
  }

  /** See {@link Gate#filter}. A filter of the JVM refuses besides. */
  static final class Filter implements ObjectInputFilter {
    private final Gate gate;
    private @Nullable String refused;

    private Filter(Gate gate) {
      this.gate = gate;
    }

    /** The class that is to blame for an InvalidClassException, or null. */
    @Nullable String refused() {
      return refused;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      ObjectInputFilter ofJvm = ObjectInputFilter.Config.getSerialFilter();
      if (ofJvm != null && ofJvm.checkInput(info) == Status.REJECTED) {
        return Status.REJECTED;
      }
      Class<?> type = info.serialClass();
      if (type == null) {
        return Status.UNDECIDED;
      }
      while (type.isArray()) {
        type = type.getComponentType();
      }
      if (gate.isAllowed(type)
          || gate.besides().stream().anyMatch(f -> f.checkInput(info) == Status.ALLOWED)) {
        return Status.ALLOWED;
      }
      refused = type.getName();
      return Status.REJECTED;
    }
  }
}
