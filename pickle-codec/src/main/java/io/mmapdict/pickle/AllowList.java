package io.mmapdict.pickle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle may import and call, for {@link Audit}: exact names, and what else the modules hold
 * is not on the list. Whoever allows a name says that it does no harm with whatever it is given, or
 * with which arguments it does none. A name is {@code module.name}. Immutable.
 */
public final class AllowList {
  private static final String HARMLESS =
      """
      builtins.bool
      builtins.bytearray
      builtins.bytes
      builtins.complex
      builtins.dict
      builtins.float
      builtins.frozenset
      builtins.int
      builtins.list
      builtins.object
      builtins.range
      builtins.set
      builtins.slice
      builtins.str
      builtins.tuple
      builtins.Ellipsis
      builtins.NotImplemented
      copyreg._reconstructor
      array.array
      array._array_reconstructor
      collections.Counter
      collections.OrderedDict
      collections.defaultdict
      collections.deque
      datetime.date
      datetime.datetime
      datetime.time
      datetime.timedelta
      datetime.timezone
      decimal.Decimal
      fractions.Fraction
      pathlib.PosixPath
      pathlib.PurePosixPath
      pathlib.PureWindowsPath
      pathlib.WindowsPath
      pathlib._local.PosixPath
      pathlib._local.PurePosixPath
      pathlib._local.PureWindowsPath
      pathlib._local.WindowsPath
      uuid.UUID
      """;

  /** Which of its calls do no harm, and what may be done to what they give. */
  private record Terms(@Nullable Predicate<List<AuditArgument>> arguments, boolean givesBack) {}

  /** Whatever it is called with. */
  private static final Terms ANY = new Terms(null, false);

  private final Map<String, Terms> names;
  private final int longest;

  private AllowList(Map<String, Terms> names) {
    this.names = names;
    this.longest = names.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /** Types and makers of Python's own library, that only build a value. */
  public static AllowList ofPython() {
    Map<String, Terms> names = new HashMap<>();
    HARMLESS.lines().forEach(name -> names.put(name, ANY));
    // bytes as protocols 0 to 2 write them; other encodings are modules, to be imported
    return new AllowList(names)
        .with(
            "_codecs.encode",
            arguments -> arguments.size() == 2 && "latin1".equals(arguments.get(1).text()));
  }

  /** This list and a name that does no harm, whatever it is called with. */
  public AllowList with(String name) {
    return with(name, ANY);
  }

  /**
   * This list and a name that does no harm when it is called with such arguments.
   *
   * @param arguments of those in the pickle; none where they are not known
   */
  public AllowList with(String name, Predicate<List<AuditArgument>> arguments) {
    return with(name, new Terms(arguments, false));
  }

  /**
   * This list and a name that does no harm, but may give back what it was given, a class perhaps:
   * what it gives must not be changed.
   */
  public AllowList withGivingBack(String name) {
    return with(name, new Terms(null, true));
  }

  private AllowList with(String name, Terms terms) {
    Map<String, Terms> more = new HashMap<>(names);
    more.put(name, terms);
    return new AllowList(more);
  }

  /** Of the longest name. */
  int longest() {
    return longest;
  }

  boolean mayImport(String name) {
    return names.containsKey(name);
  }

  boolean mayCall(String name, @Nullable Object @Nullable [] arguments) {
    Terms terms = names.get(name);
    return terms != null
        && (terms.arguments == null || terms.arguments.test(AuditArgument.of(arguments)));
  }

  /** Whether what a call gave may get a state or elements. */
  boolean mayChangeWhatGave(String name) {
    Terms terms = names.get(name);
    return terms != null && !terms.givesBack;
  }
}
