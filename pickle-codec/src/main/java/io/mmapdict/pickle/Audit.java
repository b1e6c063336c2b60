package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Python would import and call if it loaded a pickle. Nothing of it is done: the opcodes are
 * followed with names in the place of objects. What cannot be told without running it is a finding
 * that is not allowed, and so is what cannot be followed: nothing hides behind it. Pickles that
 * stand behind the first one, or inside its byte strings, are followed, too.
 *
 * <p>What an allowed callable does with its arguments is not looked at, but where the {@link
 * AllowList} says so. Nothing is said of time and memory, nor of bugs in what is allowed: numpy
 * does not check every dtype. A byte string that does not start like a pickle and would leave more
 * than a million values before it does anything is not followed. Not safe for use by several
 * threads.
 */
public final class Audit {
  /** How deep pickles in byte strings of pickles are followed. */
  private static final int DEEPEST = 8;

  /** How many values one of them may leave: any picture in one colour would leave as many bytes. */
  private static final int MOST_INSIDE = 1_000_000;

  private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");

  /** What something is that is neither a name nor made by calling one. */
  private enum Plain {
    /** A list, dict or set. */
    COLLECTION,
    /** Anything else. */
    OTHER
  }

  /**
   * What a call gave.
   *
   * @param callable null where only running it tells
   */
  private record Made(@Nullable PyGlobal callable) {}

  /** Something imported by a name that only running it tells. */
  private static final Object UNKNOWN_GLOBAL = new Object();

  /** A tuple. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Arguments(@Nullable Object[] values) {}

  private final AllowList allowed;
  private final int depth;
  private final List<AuditFinding> findings;
  private final PickleScanner scanner;
  private final ValueStack stack;
  private final Memo memo;
  private int protocol;
  private long at;

  private Audit(
      MemorySegment source,
      long start,
      long end,
      AllowList allowed,
      int depth,
      Memo memo,
      List<AuditFinding> findings) {
    this.scanner = new PickleScanner(source, start, end);
    this.allowed = allowed;
    this.depth = depth;
    this.stack = new ValueStack(depth == 0 ? PickleLimits.DEFAULT.maxStack() : MOST_INSIDE);
    this.memo = memo;
    this.findings = findings;
  }

  /**
   * Every import and call of a pickle, and of those behind and inside it, in the order in which
   * they stand there.
   *
   * @param allowed which names may be imported and called
   */
  public static List<AuditFinding> of(MemorySegment pickle, AllowList allowed) {
    List<AuditFinding> findings = all(pickle, allowed, 0, Audit::newMemo);
    // One Unpickler that loads them all remembers what was in those before.
    Memo shared = newMemo();
    Set<AuditFinding> known = new HashSet<>(findings);
    for (AuditFinding finding : all(pickle, allowed, 0, () -> shared)) {
      if (known.add(finding)) {
        findings.add(finding);
      }
    }
    return findings;
  }

  /**
   * Whether a file or byte string may be a pickle. Python's unpickler looks at neither the first
   * byte nor what stands behind STOP: what imports and calls something is one, too.
   */
  public static boolean mayBePickle(MemorySegment bytes) {
    return MaybePickle.is(bytes, all(bytes, AllowList.ofPython(), 0, Audit::newMemo));
  }

  private static Memo newMemo() {
    return new Memo(PickleLimits.DEFAULT.maxMemo());
  }

  /** The pickles that stand one behind the other. */
  private static List<AuditFinding> all(
      MemorySegment source, AllowList allowed, int depth, Supplier<Memo> memos) {
    List<AuditFinding> findings = new ArrayList<>();
    long end = source.byteSize();
    long at = 0;
    do {
      at = new Audit(source, at, end, allowed, depth, memos.get(), findings).run(end);
    } while (at < end);
    return findings;
  }

  /** Gives where it ends. */
  private long run(long end) {
    try {
      while (scanner.next()) {
        at = scanner.offset();
        if (scanner.opcode() == Opcode.STOP) {
          stack.pop(Opcode.STOP, at);
          return scanner.nextOffset();
        }
        step(scanner.opcode());
      }
      throw new PickleException("the pickle ends before its STOP", end);
    } catch (PickleException e) {
      add(AuditFinding.What.UNREAD, String.valueOf(e.getMessage()), false);
      return end;
    }
  }

  private void step(Opcode opcode) {
    switch (opcode) {
      case SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, UNICODE -> push(scanner.text());
      case STRING, BINSTRING, SHORT_BINSTRING -> push(oldText());
      case BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8 -> {
        inside(scanner.byteSlice().segment(), scanner.argumentOffset());
        push(Plain.OTHER);
      }
      case EMPTY_LIST, EMPTY_DICT, EMPTY_SET -> push(Plain.COLLECTION);
      case LIST, DICT -> {
        stack.popToMark(opcode, at);
        push(Plain.COLLECTION);
      }
      case TUPLE -> push(new Arguments(stack.popToMark(opcode, at)));
      case FROZENSET -> {
        stack.popToMark(opcode, at);
        push(Plain.OTHER);
      }
      case TUPLE1, TUPLE2, TUPLE3 -> {
        @Nullable Object[] values = new Object[opcode.code() - Opcode.TUPLE1.code() + 1];
        for (int i = values.length - 1; i >= 0; i--) {
          values[i] = pop();
        }
        push(new Arguments(values));
      }
      case APPENDS, SETITEMS, ADDITEMS -> {
        boolean none = stack.popToMark(opcode, at).length == 0;
        if (!none) {
          changed(Plain.COLLECTION);
        }
      }
      case APPEND -> {
        pop();
        changed(Plain.COLLECTION);
      }
      case SETITEM -> {
        pop();
        pop();
        changed(Plain.COLLECTION);
      }
      case BUILD -> {
        pop();
        changed(null);
      }
      case POP -> stack.drop(at);
      case POP_MARK -> stack.popToMark(opcode, at);
      case MARK -> stack.mark(at);
      case DUP -> push(peek());
      case GET, BINGET, LONG_BINGET -> push(memo.get(index(), at));
      case PUT, BINPUT, LONG_BINPUT -> memo.put(index(), peek(), at);
      case MEMOIZE -> memo.put(memo.size(), peek(), at);
      case GLOBAL -> push(imported(scanner.globalName()));
      case STACK_GLOBAL -> {
        Object name = pop();
        Object module = pop();
        push(
            module instanceof String moduleText && name instanceof String nameText
                ? imported(new PyGlobal(moduleText, nameText))
                : importedUnknown("a module and a name that only running it tells"));
      }
      case EXT1, EXT2, EXT4 -> {
        String code = "code " + scanner.number() + " of Python's copyreg";
        add(AuditFinding.What.EXTENSION, code, false);
        push(UNKNOWN_GLOBAL);
      }
      case INST -> {
        Arguments arguments = new Arguments(stack.popToMark(opcode, at));
        push(called(imported(scanner.globalName()), arguments));
      }
      case OBJ -> {
        @Nullable Object[] parts = stack.popToMark(opcode, at);
        if (parts.length == 0) {
          throw new PickleException("OBJ expects a class above the mark, found none", at);
        }
        push(called(parts[0], new Arguments(Arrays.copyOfRange(parts, 1, parts.length))));
      }
      case REDUCE, NEWOBJ -> {
        Object arguments = pop();
        push(called(pop(), arguments));
      }
      case NEWOBJ_EX -> {
        pop();
        pop();
        push(called(pop(), null)); // with keywords, that may say anything
      }
      case PERSID -> {
        add(AuditFinding.What.PERSISTENT_ID, "what the loader makes of an id", false);
        push(new Made(null));
      }
      case BINPERSID -> {
        pop();
        add(AuditFinding.What.PERSISTENT_ID, "what the loader makes of an id", false);
        push(new Made(null));
      }
      case PROTO -> protocol = (int) scanner.number();
      case READONLY_BUFFER -> peek();
      case FRAME -> {
        // however it is framed, the opcodes come in this order
      }
      case NONE,
          NEWTRUE,
          NEWFALSE,
          INT,
          BININT,
          BININT1,
          BININT2,
          LONG,
          LONG1,
          LONG4,
          FLOAT,
          BINFLOAT,
          EMPTY_TUPLE,
          NEXT_BUFFER ->
          push(Plain.OTHER);
      case STOP -> throw new AssertionError("STOP ends the loop");
    }
  }

  /** A str of Python 2 is one of Python 3 where it is ASCII; else what the loader asks for. */
  private Object oldText() {
    byte[] bytes = scanner.oldString();
    inside(MemorySegment.ofArray(bytes), scanner.argumentOffset());
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A byte string that is a pickle may be given to who loads it. */
  private void inside(MemorySegment bytes, long start) {
    if (!MaybePickle.mayImport(bytes) && !PickleFiles.looksLikePickle(bytes, bytes.byteSize())) {
      return;
    }
    if (depth == DEEPEST) {
      if (PickleFiles.looksLikePickle(bytes, bytes.byteSize())) {
        add(AuditFinding.What.IMPORT, "what pickles in pickles, " + DEEPEST + " deep, do", false);
      }
      return;
    }
    List<AuditFinding> nested = all(bytes, allowed, depth + 1, Audit::newMemo);
    boolean doesNothing = nested.stream().allMatch(each -> each.what() == AuditFinding.What.UNREAD);
    if (!doesNothing && MaybePickle.is(bytes, nested)) {
      nested.forEach(each -> findings.add(each.movedBy(start)));
    }
  }

  private Object imported(PyGlobal global) {
    PyGlobal real = protocol < 3 ? OldNames.toPython3(global) : global;
    add(AuditFinding.What.IMPORT, real.toString(), allowed.mayImport(real));
    return real;
  }

  private Object importedUnknown(String what) {
    add(AuditFinding.What.IMPORT, what, false);
    return UNKNOWN_GLOBAL;
  }

  private Made called(@Nullable Object callable, @Nullable Object arguments) {
    PyGlobal global = callable instanceof PyGlobal known ? known : null;
    List<@Nullable String> texts = texts(arguments);
    boolean fine = global != null && allowed.mayCall(global, texts);
    add(AuditFinding.What.CALL, nameOf(callable), fine);
    if (ENCODE.equals(global) && !texts.isEmpty() && texts.getFirst() != null) { // bytes, of old
      byte[] bytes = texts.getFirst().getBytes(StandardCharsets.ISO_8859_1);
      inside(MemorySegment.ofArray(bytes), at);
    }
    return new Made(global != null && allowed.mayChangeWhatGave(global) ? global : null);
  }

  /** None where what they are is not known. */
  private static List<@Nullable String> texts(@Nullable Object arguments) {
    List<@Nullable String> texts = new ArrayList<>();
    if (arguments instanceof Arguments(@Nullable Object[] values)) {
      for (Object value : values) {
        texts.add(value instanceof String text ? text : null);
      }
    }
    return texts;
  }

  /**
   * The top of the stack is changed: a method of what made it is called, unless it is of a kind
   * that Python's unpickler knows.
   */
  private void changed(@Nullable Plain harmless) {
    Object target = peek();
    if (target != harmless || target == null) {
      boolean fine =
          target instanceof Made made
              && made.callable != null
              && allowed.mayChangeWhatGave(made.callable);
      add(AuditFinding.What.CHANGE, nameOf(target), fine);
    }
  }

  private static String nameOf(@Nullable Object value) {
    return switch (value) {
      case PyGlobal global -> global.toString();
      case Made made when made.callable != null -> "what " + made.callable + " gave";
      case Made _ -> "what a call gave";
      case String _ -> "a str";
      case Plain plain -> plain == Plain.COLLECTION ? "a list, dict or set" : "a plain value";
      case Arguments _ -> "a plain value";
      case null, default -> "something that only running it tells";
    };
  }

  private long index() {
    if (scanner.integer() instanceof Long index && index >= 0) {
      return index;
    }
    throw new PickleException(scanner.opcode() + " expects a memo index from 0", at);
  }

  private void add(AuditFinding.What what, String name, boolean isAllowed) {
    findings.add(new AuditFinding(at, what, name, isAllowed));
  }

  private void push(@Nullable Object value) {
    stack.push(value, at);
  }

  private @Nullable Object pop() {
    return stack.pop(scanner.opcode(), at);
  }

  private @Nullable Object peek() {
    return stack.peek(scanner.opcode(), at);
  }
}
