package io.mmapdict.pickle;

import io.mmapdict.pickle.DeepValues.DeepList;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Tail;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the opcodes of one pickle. A machine with a stack of its own: no depth is too deep. */
final class Decoder {
  private static final int STOP = Opcode.STOP.code();
  private static final int BININT1 = Opcode.BININT1.code();
  private static final int BININT2 = Opcode.BININT2.code();
  private static final int BININT = Opcode.BININT.code();
  private static final int BINFLOAT = Opcode.BINFLOAT.code();
  private static final int BINGET = Opcode.BINGET.code();
  private static final int MEMOIZE = Opcode.MEMOIZE.code();

  private final MemorySegment source;
  private final PickleScanner scanner;
  private final PickleLimits limits;
  private final ValueStack stack;
  private final Memo memo;
  private final Containers containers;
  private final Calls calls;
  private final Work work;
  private final RecentTexts texts;
  private final KnownGlobals globals;
  private final long end;
  private final Reading reading;
  private int protocol;

  /** Where the frame ends that the scanner is in. */
  private long frameEnd = Long.MAX_VALUE;

  /** What {@link PickleScanner#offset} says, for messages. */
  private long at;

  /**
   * @param protocol the protocol where no PROTO says another
   */
  Decoder(
      MemorySegment source,
      long start,
      long end,
      int protocol,
      CodecTable codecs,
      PickleLimits limits,
      Reading reading) {
    this.source = source;
    this.scanner = new PickleScanner(source, start, end, limits);
    this.end = end;
    this.limits = limits;
    this.protocol = protocol;
    stack = new ValueStack(limits.maxStack());
    memo = new Memo(limits.maxMemo());
    work = Work.of(end - start);
    containers = new Containers(scanner, stack, limits, work);
    texts = codecs.recentTexts();
    globals = codecs.knownGlobals();
    calls = new Calls(codecs, limits, memo, work, reading);
    this.reading = reading;
  }

  @Nullable Object run(boolean stopNeeded) {
    while (scanner.next()) {
      at = scanner.offset();
      if (scanner.nextOffset() >= frameEnd) {
        leaveFrame();
      }
      int code = scanner.code();
      if (code == STOP) {
        return Raw.plain(pop());
      }
      if (!frequent(code)) {
        step(scanner.opcode());
      }
    }
    if (stopNeeded) {
      throw new PickleException("the pickle ends before its STOP", end);
    }
    return Raw.plain(stack.only(end));
  }

  /**
   * Those of which there are millions. A few comparisons take half the time of the tables that the
   * others are found by.
   */
  private boolean frequent(int code) {
    if (code == BININT1) {
      push(scanner.uint1());
    } else if (code == BINGET) {
      get(scanner.uint1());
    } else if (code == BINFLOAT) {
      push(scanner.float8());
    } else if (code == BININT2) {
      push(scanner.uint2());
    } else if (code == BININT) {
      push(scanner.int4());
    } else if (code == MEMOIZE) {
      put(memo.size());
    } else {
      return false;
    }
    return true;
  }

  private void step(Opcode opcode) {
    switch (opcode) {
      case NONE -> push(null);
      case NEWTRUE -> push(true);
      case NEWFALSE -> push(false);
      case INT -> push(intOrBool());
      case LONG1, LONG4 -> push(scanner.integer());
      case LONG -> push(integerInDigits());
      case FLOAT -> push(scanner.floatingPoint());
      case SHORT_BINUNICODE -> {
        PyGlobal global = globals.take(scanner);
        push(global == null ? texts.text(scanner) : global);
      }
      case UNICODE, BINUNICODE, BINUNICODE8 -> push(scanner.text());
      case STRING, BINSTRING, SHORT_BINSTRING -> push(oldString(scanner.oldString()));
      case BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8 -> {
        if (!scanner.skip(Opcode.POP)) { // which makes it a pad
          push(byteString(opcode == Opcode.BYTEARRAY8));
        }
      }
      case EMPTY_LIST -> push(new DeepList());
      case EMPTY_TUPLE -> push(PyTuple.EMPTY);
      case EMPTY_DICT -> push(new DeepMap());
      case EMPTY_SET -> push(new DeepSet());
      case LIST -> push(containers.list(popMark()));
      case TUPLE -> push(Raw.tuple(popToMark()));
      case TUPLE1, TUPLE2, TUPLE3 -> smallTuple(opcode.code() - Opcode.TUPLE1.code() + 1);
      case DICT -> push(containers.dict(popMark()));
      case FROZENSET -> push(containers.frozenSet(popMark()));
      case APPEND -> containers.append(stack.top(1, opcode, at));
      case APPENDS -> containers.append(popMark());
      case SETITEM -> containers.setItems(stack.top(2, opcode, at));
      case SETITEMS -> containers.setItems(popMark());
      case ADDITEMS -> containers.addItems(popMark());
      case POP -> stack.drop(at);
      case POP_MARK -> stack.cut(popMark());
      case MARK -> stack.mark(at);
      case DUP -> {
        calls.fetched(peek());
        push(peek());
      }
      case GET -> get(Memo.index(scanner));
      case LONG_BINGET -> get(scanner.number());
      case PUT -> put(Memo.index(scanner));
      case BINPUT, LONG_BINPUT -> put(scanner.number());
      case GLOBAL -> push(global());
      case STACK_GLOBAL -> stackGlobal();
      case REDUCE, NEWOBJ -> {
        Object arguments = pop();
        Object callable = pop();
        PyObject.Call call = opcode == Opcode.REDUCE ? PyObject.Call.REDUCE : PyObject.Call.NEWOBJ;
        push(calls.call(call, callable, arguments, at));
      }
      case NEWOBJ_EX -> newObjectWithKeywords();
      case INST -> push(calls.call(PyObject.Call.OBJ, global(), Raw.tuple(popToMark()), at));
      case OBJ -> oldObject();
      case BUILD -> {
        Object state = pop();
        Object object = peek();
        stack.replaceTop(calls.build(object, state, at, this));
      }
      case PROTO -> protocol();
      case FRAME -> frame();
      case EXT1, EXT2, EXT4 -> throw outside().code();
      case PERSID -> push(outside().object(outside().textId()));
      case BINPERSID -> push(outside().object(Raw.plain(pop())));
      case NEXT_BUFFER -> push(outside().nextBuffer());
      case READONLY_BUFFER -> push(outside().readOnly(pop()));
      case BININT1, BININT2, BININT, BINFLOAT, BINGET, MEMOIZE, STOP ->
          throw new AssertionError(opcode + " was taken before");
    }
  }

  /** Reading digits takes time that grows with their square. */
  private Object integerInDigits() {
    long digits = scanner.argumentBytes();
    if (digits <= limits.maxIntegerBytes()) {
      work.charge(digits * digits / Work.DIGITS_SQUARED, at);
    }
    return scanner.integer();
  }

  private Object intOrBool() {
    Boolean bool = scanner.bool();
    return bool == null ? integerInDigits() : bool;
  }

  /** A large one is a slice for everyone. */
  private Object byteString(boolean mutable) {
    long count = scanner.argumentBytes();
    long start = scanner.argumentOffset();
    if (count > reading.copiedBytes()) {
      return reading.slice(scanner.slice(), start, mutable);
    }
    return reading.located() && reading.source() == null
        ? new Raw.Bytes(source, start, count, mutable)
        : new Raw.Bytes(reading.slice(scanner.slice(), start, mutable));
  }

  /** As Python 3 does, a str where it is ASCII; where Python would fail, bytes. */
  private Object oldString(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        return bytes.length > reading.copiedBytes()
            ? new ByteSlice(MemorySegment.ofArray(bytes), -1, false)
            : new Raw.Bytes(bytes, false);
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void smallTuple(int count) {
    @Nullable Object[] elements = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      elements[i] = pop();
    }
    push(Raw.tuple(elements));
  }

  private void get(long index) {
    Object value = memo.get(index, at);
    calls.fetched(value);
    push(value);
  }

  private void put(long index) {
    Object value = peek();
    memo.put(index, value, at);
    calls.stored(value, index);
  }

  private PyGlobal global() {
    PyGlobal global = scanner.globalName();
    return protocol < 3 ? OldNames.toPython3(global) : global;
  }

  private void stackGlobal() {
    Object name = pop();
    Object module = pop();
    if (module instanceof String moduleName && name instanceof String globalName) {
      push(new PyGlobal(moduleName, globalName));
    } else {
      throw new PickleException("STACK_GLOBAL expects a module and a name, two strs", at);
    }
  }

  private void newObjectWithKeywords() {
    Object keywords = pop();
    Object arguments = pop();
    Object callable = pop();
    if (!(keywords instanceof Map<?, ?> map)) {
      throw new PickleException("NEWOBJ_EX expects a dict of keywords", at);
    }
    push(calls.call(PyObject.Call.NEWOBJ_EX, callable, arguments, map, at));
  }

  private void oldObject() {
    @Nullable Object[] parts = popToMark();
    if (parts.length == 0) {
      throw new PickleException("OBJ expects a class above the mark, found none", at);
    }
    Object arguments = Raw.tuple(Arrays.copyOfRange(parts, 1, parts.length));
    push(calls.call(PyObject.Call.OBJ, parts[0], arguments, at));
  }

  private void protocol() {
    protocol = (int) scanner.number();
    if (protocol > 5) {
      throw new PickleException("expected a protocol from 0 to 5, found " + protocol, at);
    }
  }

  private void frame() {
    if (scanner.number() > end - scanner.nextOffset()) {
      throw new PickleException(
          "FRAME says "
              + scanner.number()
              + " bytes, but "
              + (end - scanner.nextOffset())
              + " are left: the pickle is cut off or its length is wrong",
          at);
    }
    if (frameEnd != Long.MAX_VALUE) {
      throw new PickleException("FRAME stands in a frame that ends at " + frameEnd, at);
    }
    frameEnd = scanner.nextOffset() + scanner.number();
  }

  /** At the opcode that ends its frame, or behind it: several opcodes may be gone over at once. */
  private void leaveFrame() {
    if (at < frameEnd && scanner.nextOffset() > frameEnd) {
      throw new PickleException(
          scanner.opcode() + " goes beyond its frame, which ends at " + frameEnd, at);
    }
    frameEnd = Long.MAX_VALUE;
  }

  /** What stands behind the opcode. */
  Tail tail() {
    return new PickleTail(source, scanner, end, frameEnd != Long.MAX_VALUE, reading);
  }

  private Outside outside() {
    return new Outside(scanner, reading, work);
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

  private int popMark() {
    return stack.popMark(scanner.opcode(), at);
  }

  private @Nullable Object[] popToMark() {
    return stack.popToMark(scanner.opcode(), at);
  }
}
