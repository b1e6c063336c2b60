package io.mmapdict.pickle;

import org.jspecify.annotations.Nullable;

/** Something that a pickle imports, by its name in Python 3. */
final class AuditName {
  /**
   * Longer names are shown as they are until so many characters have been: a pickle may join a name
   * of any length with any other, again and again.
   */
  private static final int SHORT = 64;

  private static final int MOST_SHOWN = 1 << 18;

  /** Of one that is longer than that. */
  private static final int FIRST_SHOWN = 40;

  private static final int RECENT = 256;

  private final PyGlobal global;
  private final String shown;

  /** The whole name, or null where it is too long to be allowed. */
  private final @Nullable String whole;

  /** What calls of it gave; made when it is needed, as its text is. */
  private @Nullable Made made;

  private @Nullable String whatItGave;

  private AuditName(PyGlobal global, @Nullable String whole, String shown) {
    this.global = global;
    this.whole = whole;
    this.shown = shown;
  }

  /**
   * What a call gave.
   *
   * @param callable null where only running it tells
   */
  record Made(@Nullable AuditName callable) {
    static final Made UNKNOWN = new Made(null);
  }

  /** The names that were met lately: who repeats one pays for it once. */
  static final class Recent {
    private final AllowList allowed;
    private final @Nullable AuditName[] names = new AuditName[RECENT];
    private final StringBuilder scratch = new StringBuilder();
    private int left = MOST_SHOWN;
    private final @Nullable String[] codes = new String[RECENT];

    Recent(AllowList allowed) {
      this.allowed = allowed;
    }

    /** What a number stands for in Python's registry of extensions. */
    String ofCode(long code) {
      String text = code >= 0 && code < codes.length ? codes[(int) code] : null;
      if (text == null) {
        text = "code " + code + " of Python's copyreg";
        if (code >= 0 && code < codes.length) {
          codes[(int) code] = text;
        }
      }
      return text;
    }

    AuditName of(PyGlobal global) {
      int place = global.hashCode() & (RECENT - 1);
      AuditName there = names[place];
      if (there == null || !there.global.equals(global)) {
        int length = global.module().length() + 1 + global.name().length();
        boolean shows = length <= SHORT || length <= left;
        left -= shows && length > SHORT ? length : 0;
        @Nullable String whole = shows || length <= allowed.longest() ? global.toString() : null;
        String shown = shows && whole != null ? whole : shortened(global, scratch);
        there = new AuditName(global, whole, shown);
        names[place] = there.whole == null ? null : there; // what is long takes long to compare
      }
      return there;
    }
  }

  boolean mayBeImportedBy(AllowList allowed) {
    return whole != null && allowed.mayImport(whole);
  }

  boolean mayBeCalledBy(AllowList allowed, @Nullable Object @Nullable [] arguments) {
    return whole != null && allowed.mayCall(whole, arguments);
  }

  boolean mayBeChangedWhatItGave(AllowList allowed) {
    return whole != null && allowed.mayChangeWhatGave(whole);
  }

  boolean is(String name) {
    return name.equals(whole);
  }

  Made made() {
    if (made == null) {
      made = new Made(this);
    }
    return made;
  }

  String whatItGave() {
    if (whatItGave == null) {
      whatItGave = "what " + shown + " gave";
    }
    return whatItGave;
  }

  /** What is said of anything on the stack. */
  static String of(@Nullable Object value) {
    return switch (value) {
      case AuditName name -> name.toString();
      case Made made when made.callable() != null -> made.callable().whatItGave();
      case Made _ -> "what a call gave";
      case AuditText _ -> "a str";
      case AuditCollection _ -> "a list, dict or set";
      case AuditPlain plain when plain == AuditPlain.OTHER -> "a plain value";
      case Object[] _ -> "a plain value";
      case null, default -> "something that only running it tells";
    };
  }

  private static String shortened(PyGlobal global, StringBuilder text) {
    String module = global.module();
    String name = global.name();
    text.setLength(0);
    text.append(module, 0, Math.min(module.length(), FIRST_SHOWN)).append('.');
    text.append(name, 0, Math.min(name.length(), FIRST_SHOWN));
    text.setLength(FIRST_SHOWN);
    return text.append("...").toString();
  }

  @Override
  public String toString() {
    return shown;
  }
}
