package io.mmapdict.pickle;

import io.mmapdict.pickle.AuditName.Made;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
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

  /** The shortest that does something asks for what an id stands for. */
  private static final int LEAST_PICKLE = 3;

  private static final String ENCODE = "_codecs.encode";

  /** So far apart it is told where the audit is. */
  private static final long TOLD_EVERY = 1 << 20;

  private final AllowList allowed;
  private final LongConsumer progress;
  private long told;
  private AuditName.Recent names;
  private final int depth;

  /** One list for those in byte strings, too: each level would copy those below. */
  private final List<AuditFinding> findings;

  private final ValueStack stack;
  private Set<Long> followedTexts = new HashSet<>();

  /** What is not to be found again. */
  private FoundBefore before = FoundBefore.NOTHING;

  private boolean sharesMemo;
  private Memo memo = newMemo();

  /** Whether it matters that one Unpickler remembers what was in the pickles before. */
  private boolean asksMemoLater;

  /** Up to where byte strings were followed. */
  private long followedTo = -1;

  /** Follows the pickles in byte strings; made when there are some. */
  private @Nullable Audit inner;

  private PickleScanner scanner;

  /** Where its segment starts in the one that was given. */
  private long base;

  private boolean isFirst;
  private int protocol;
  private long at;

  private Audit(MemorySegment source, AllowList allowed, LongConsumer progress) {
    this(source, allowed, progress, 0, new AuditName.Recent(allowed), new ArrayList<>());
  }

  private Audit(
      MemorySegment source,
      AllowList allowed,
      LongConsumer progress,
      int depth,
      AuditName.Recent names,
      List<AuditFinding> findings) {
    this.scanner = new PickleScanner(source, 0, source.byteSize());
    this.allowed = allowed;
    this.progress = progress;
    this.names = names;
    this.depth = depth;
    this.findings = findings;
    this.stack = new ValueStack(depth == 0 ? PickleLimits.DEFAULT.maxStack() : MOST_INSIDE);
  }

  /**
   * Every import and call of a pickle, and of those behind and inside it, in the order in which
   * they stand there.
   *
   * @param allowed which names may be imported and called
   */
  public static List<AuditFinding> of(MemorySegment pickle, AllowList allowed) {
    return of(pickle, allowed, _ -> {});
  }

  /**
   * The same of one that may be large.
   *
   * @param progress told every MiB or so the offset that is looked at. It comes twice to pickles
   *     behind the first one that use what was remembered in those before. What it throws stops the
   *     audit
   */
  public static List<AuditFinding> of(
      MemorySegment pickle, AllowList allowed, LongConsumer progress) {
    Audit audit = new Audit(pickle, allowed, progress);
    audit.all(pickle.byteSize());
    if (audit.asksMemoLater) {
      // One Unpickler that loads them all remembers what was in those before.
      audit.sharesMemo = true;
      audit.names = new AuditName.Recent(allowed); // so that they are shown as before
      audit.inner = null;
      audit.before = new FoundBefore(audit.findings);
      audit.memo = newMemo();
      audit.scanner = new PickleScanner(pickle, 0, pickle.byteSize());
      audit.all(pickle.byteSize());
    }
    return audit.findings;
  }

  /**
   * Whether a file or byte string may be a pickle. Python's unpickler looks at neither the first
   * byte nor what stands behind STOP: what imports and calls something is one, too.
   */
  public static boolean mayBePickle(MemorySegment bytes) {
    Audit audit = new Audit(bytes, AllowList.ofPython(), _ -> {});
    audit.all(bytes.byteSize());
    return MaybePickle.is(bytes, audit.findings, 0);
  }

  private static Memo newMemo() {
    return new Memo(PickleLimits.DEFAULT.maxMemo());
  }

  /** The pickles that stand one behind the other. */
  private void all(long end) {
    isFirst = true;
    boolean isWhole;
    do {
      stack.clear();
      protocol = 0;
      if (!sharesMemo && memo.size() > 0) {
        memo = newMemo();
      }
      isWhole = run(end);
      isFirst = false;
    } while (isWhole && scanner.nextOffset() < end);
  }

  /** False where it cannot be followed to its end. */
  private boolean run(long end) {
    try {
      while (scanner.next()) {
        at = scanner.offset();
        tell();
        if (scanner.opcode() == Opcode.STOP) {
          stack.pop(Opcode.STOP, at);
          return true;
        }
        step(scanner.opcode());
      }
      throw new PickleException("the pickle ends before its STOP", end);
    } catch (PickleException e) {
      add(AuditFinding.What.UNREAD, String.valueOf(e.getMessage()), false);
      return false;
    }
  }

  private void tell() {
    if (Math.abs(base + at - told) >= TOLD_EVERY) {
      told = base + at;
      progress.accept(told);
    }
  }

  private void step(Opcode opcode) {
    switch (opcode) {
      case SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, UNICODE ->
          push(new AuditText(scanner.text(), base + at));
      case STRING, BINSTRING, SHORT_BINSTRING -> push(oldText());
      case BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8 -> {
        if (scanner.argumentBytes() >= LEAST_PICKLE && isNew()) {
          inside(scanner.slice());
        }
        push(AuditPlain.OTHER);
      }
      case EMPTY_LIST, EMPTY_DICT, EMPTY_SET -> push(AuditCollection.of(opcode));
      case TUPLE -> push(stack.popToMark(opcode, at));
      case LIST, DICT -> push(AuditCollection.of(opcode).add(stack.popToMark(opcode, at)));
      case FROZENSET -> {
        stack.popToMark(opcode, at);
        push(AuditPlain.OTHER);
      }
      case TUPLE1, TUPLE2, TUPLE3 -> {
        @Nullable Object[] values = new Object[opcode.code() - Opcode.TUPLE1.code() + 1];
        for (int i = values.length - 1; i >= 0; i--) {
          values[i] = pop();
        }
        push(values);
      }
      case APPENDS, SETITEMS, ADDITEMS -> {
        @Nullable Object[] items = stack.popToMark(opcode, at);
        if (items.length > 0) {
          filled(items);
        }
      }
      case APPEND -> filled(pop());
      case SETITEM -> {
        Object value = pop();
        filled(pop(), value);
      }
      case BUILD -> {
        pop();
        changed();
      }
      case POP -> stack.drop(at);
      case POP_MARK -> stack.popToMark(opcode, at);
      case MARK -> stack.mark(at);
      case DUP -> push(peek());
      case GET, BINGET, LONG_BINGET -> {
        asksMemoLater |= !isFirst;
        push(memo.get(Memo.index(scanner), at));
      }
      case PUT, BINPUT, LONG_BINPUT -> memo.put(Memo.index(scanner), peek(), at);
      case MEMOIZE -> memo.put(memo.size(), peek(), at);
      case GLOBAL -> push(imported(scanner.globalName()));
      case STACK_GLOBAL -> {
        Object name = pop();
        Object module = pop();
        if (module instanceof AuditText moduleText && name instanceof AuditText nameText) {
          push(imported(new PyGlobal(moduleText.text(), nameText.text())));
        } else {
          add(AuditFinding.What.IMPORT, "a module and a name that only running it tells", false);
          push(AuditPlain.UNKNOWN_GLOBAL);
        }
      }
      case EXT1, EXT2, EXT4 -> {
        add(AuditFinding.What.EXTENSION, names.ofCode(scanner.number()), false);
        push(AuditPlain.UNKNOWN_GLOBAL);
      }
      case INST -> {
        @Nullable Object[] arguments = stack.popToMark(opcode, at);
        push(called(imported(scanner.globalName()), arguments));
      }
      case OBJ -> {
        @Nullable Object[] parts = stack.popToMark(opcode, at);
        if (parts.length == 0) {
          throw new PickleException("OBJ expects a class above the mark, found none", at);
        }
        push(called(parts[0], Arrays.copyOfRange(parts, 1, parts.length)));
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
      case PERSID, BINPERSID -> {
        if (opcode == Opcode.BINPERSID) {
          pop();
        }
        add(AuditFinding.What.PERSISTENT_ID, "what the loader makes of an id", false);
        push(Made.UNKNOWN);
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
          push(AuditPlain.OTHER);
      case STOP -> throw new AssertionError("STOP ends the loop");
    }
  }

  /** A str of Python 2 is one of Python 3 where it is ASCII; else what the loader asks for. */
  private Object oldText() {
    byte[] bytes = scanner.oldString();
    if (bytes.length >= LEAST_PICKLE && isNew()) {
      apart(bytes, scanner.argumentOffset());
    }
    return new AuditText(new String(bytes, StandardCharsets.ISO_8859_1), base + at);
  }

  /** Whether the byte string that stands here was not yet followed. */
  private boolean isNew() {
    boolean isNew = at > followedTo;
    followedTo = Math.max(followedTo, at);
    return isNew;
  }

  /** A byte string that is a pickle may be given to who loads it. */
  private void inside(MemorySegment bytes) {
    long start = scanner.argumentOffset();
    if (isToBeFollowed(bytes)) {
      follow(
          bytes,
          new PickleScanner(scanner, start, start + bytes.byteSize()),
          base,
          start + bytes.byteSize());
    }
  }

  /** The same, for bytes that do not stand in the segment as they are. */
  private void apart(byte[] array, long start) {
    MemorySegment bytes = MemorySegment.ofArray(array);
    if (isToBeFollowed(bytes)) {
      follow(bytes, new PickleScanner(bytes, 0, array.length), base + start, array.length);
    }
  }

  private boolean isToBeFollowed(MemorySegment bytes) {
    boolean looks = PickleFiles.looksLikePickle(bytes, bytes.byteSize());
    if (looks && depth == DEEPEST) {
      add(AuditFinding.What.IMPORT, "what pickles in pickles, " + DEEPEST + " deep, do", false);
    }
    return depth < DEEPEST && (looks || MaybePickle.mayImport(bytes));
  }

  private void follow(MemorySegment bytes, PickleScanner opcodes, long opcodesBase, long end) {
    if (inner == null) {
      inner = new Audit(bytes, allowed, progress, depth + 1, names, findings);
    }
    if (!inner.followedTexts.isEmpty()) {
      inner.followedTexts = new HashSet<>(); // to clear a large one takes as long as it is large
    }
    inner.followedTo = -1;
    inner.scanner = opcodes;
    inner.base = opcodesBase;
    int from = findings.size();
    inner.all(end);
    if (!MaybePickle.doesSomething(bytes, findings, from)) {
      findings.subList(from, findings.size()).clear();
    }
  }

  private Object imported(PyGlobal global) {
    AuditName name = names.of(protocol < 3 ? OldNames.toPython3(global) : global);
    add(AuditFinding.What.IMPORT, name.toString(), name.mayBeImportedBy(allowed));
    return name;
  }

  private Made called(@Nullable Object callable, @Nullable Object given) {
    AuditName name = callable instanceof AuditName known ? known : null;
    @Nullable Object[] arguments = given instanceof Object[] values ? values : null;
    add(
        AuditFinding.What.CALL,
        AuditName.of(callable),
        name != null && name.mayBeCalledBy(allowed, arguments));
    if (name != null
        && name.is(ENCODE)
        && arguments != null
        && arguments.length > 0
        && arguments[0] instanceof AuditText text
        && text.text().length() >= LEAST_PICKLE
        && followedTexts.add(text.at())) { // bytes, of old; the memo may give the same ones often
      apart(text.text().getBytes(StandardCharsets.ISO_8859_1), at);
    }
    return name != null && name.mayBeChangedWhatItGave(allowed) ? name.made() : Made.UNKNOWN;
  }

  /** The top of the stack gets elements. */
  private void filled(@Nullable Object... items) {
    if (peek() instanceof AuditCollection collection) {
      collection.add(items);
    } else {
      changed();
    }
  }

  /** The top of the stack is changed: a method of what made it is called. */
  private void changed() {
    Object target = peek();
    boolean fine =
        target instanceof Made made
            && made.callable() != null
            && made.callable().mayBeChangedWhatItGave(allowed);
    add(AuditFinding.What.CHANGE, AuditName.of(target), fine);
  }

  private void add(AuditFinding.What what, String name, boolean isAllowed) {
    if (!before.has(base + at, what, name, isAllowed)) {
      findings.add(new AuditFinding(base + at, what, name, isAllowed));
    }
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
