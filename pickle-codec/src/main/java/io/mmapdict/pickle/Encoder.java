package io.mmapdict.pickle;

import io.mmapdict.pickle.DeepValues.DeepList;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value. Containers are frames on a list and not calls on Java's stack, so any depth
 * works. What has an identity in Python is remembered and fetched when it comes again.
 */
final class Encoder {
  private final CodecTable codecs;
  private final WrittenKeys keys;
  private final Ops ops;
  private final Form form;
  private final StreamForms streamForms;
  private final ByteStrings byteStrings;
  private final @Nullable PersistentIds ids;
  private final List<Frame> frames = new ArrayList<>();
  private final WrittenObjects memo = WrittenObjects.byIdentity();

  /** What was begun and is not complete, and how much was remembered then. */
  private final IdentityHashMap<Object, Integer> begun = new IdentityHashMap<>(2);

  private final FullArguments arguments = new FullArguments();

  /** Names that are likely to come again: dict keys, record components, globals. */
  private final WrittenObjects names = WrittenObjects.byEquality();

  /** Whether no codec claims what lists and dicts that were read extend. */
  private final boolean ownContainers;

  /** The values of the frames, where no memo tells whether one contains itself. */
  private final List<Object> open;

  Encoder(CodecTable codecs, PickleLimits limits) {
    this(codecs, limits, Form.ENTRY, null, null);
  }

  /**
   * @param ids what gives values that stand outside the pickle their persistent ids
   * @param buffers what takes buffers that are to stand outside
   */
  Encoder(
      CodecTable codecs,
      PickleLimits limits,
      Form form,
      @Nullable PersistentIds ids,
      @Nullable Predicate<ByteSlice> buffers) {
    this.codecs = codecs;
    this.form = form;
    this.ids = ids;
    keys = new WrittenKeys(codecs, limits, ids);
    ownContainers = codecs.leavesOwnContainers();
    open = form.fast() ? new ArrayList<>() : List.of();
    ops = new Ops(form);
    streamForms = new StreamForms(this, buffers);
    byteStrings = new ByteStrings(ops, streamForms);
  }

  Encoding encode(@Nullable Object value) {
    value(value);
    while (!frames.isEmpty()) {
      frames.getLast().run(this);
    }
    return ops.finish();
  }

  Ops ops() {
    return ops;
  }

  /**
   * Writes a value, or what comes before its elements.
   *
   * @return false if a frame was left that writes the rest, and must run first
   */
  boolean value(@Nullable Object given) {
    if (ids == null) {
      if (Scalars.writeNumber(ops, given)) {
        return true;
      }
      // What was read: of these two there are millions, too.
      if (ownContainers && given instanceof DeepList list) {
        return isKnown(list, Opcode.EMPTY_LIST) || afterEmpty(list, list);
      }
      if (ownContainers && given instanceof DeepMap map) {
        return isKnown(map, Opcode.EMPTY_DICT) || push(new ItemsFrame(map, ops), map);
      }
    }
    Object value = JavaValues.simple(given);
    PersistentFrame id = ids == null ? null : ids.of(value, this);
    return id == null ? withoutId(value) : !frames.add(id);
  }

  /** Writes a value without asking for its persistent id; otherwise as {@link #value}. */
  boolean withoutId(@Nullable Object value) {
    ops.value();
    if (form.stream() && value instanceof String text) {
      name(text);
      return true;
    }
    if (form.stream() && value instanceof PyComplex number) {
      streamForms.complex(number);
      return true;
    }
    if (Scalars.write(ops, value)) {
      return true;
    }
    if (value instanceof PyGlobal global) {
      name(global);
      return true;
    }
    return withIdentity(value);
  }

  boolean asksForIds() {
    return ids != null;
  }

  StreamForms streamForms() {
    return streamForms;
  }

  ByteStrings byteStrings() {
    return byteStrings;
  }

  /** A str or a global that may come again. */
  void name(Object name) {
    ops.value();
    boolean remembered = !form.fast();
    int known = remembered ? names.putIfAbsent(name, ops.memoCount()) : WrittenObjects.ABSENT;
    if (known != WrittenObjects.ABSENT) {
      ops.get(known);
      return;
    }
    int memo = remembered ? ops.newMemo() : WrittenObjects.ABSENT;
    if (name instanceof PyGlobal global) {
      if (form.stream()) {
        streamForms.global(global);
      } else {
        Scalars.global(ops, global.module(), global.name());
      }
    } else {
      Scalars.text(ops, (String) name);
    }
    if (remembered) {
      ops.put(memo);
    }
  }

  /** A global that a codec writes. */
  void global(String module, String name) {
    if (form.stream()) {
      name(new PyGlobal(module, name));
    } else {
      Scalars.global(ops, module, name);
    }
  }

  private boolean withIdentity(Object value) {
    int known = memo.index(value);
    if (known != WrittenObjects.ABSENT) {
      ops.get(known);
      return true;
    }
    ValueCodec codec = codecs.writer(value.getClass());
    if (codec != null) {
      return begin(CallFrame.of(value, codec), value);
    }
    return switch (value) {
      case byte[] _, PyByteArray _, ByteSlice _ -> {
        byteStrings.write(value);
        remember(value);
        yield true;
      }
      case PyMap map -> {
        map.keySet().forEach(this::checkKey);
        yield begin(CallFrame.of(map, map.toCall()), map);
      }
      case PyDeque deque -> begin(CallFrame.of(deque, deque.toCall()), deque);
      case PyTuple tuple -> begin(ElementsFrame.tuple(tuple, ops), tuple);
      case Set<?> set when !form.hasSets() -> streamForms.set(set);
      case PyFrozenSet set -> begin(ElementsFrame.frozenSet(set, ops), set);
      case List<?> list -> elements(list, list);
      case Map<?, ?> map -> {
        remember(Opcode.EMPTY_DICT, map);
        yield push(new ItemsFrame(map, ops), map);
      }
      case Set<?> set -> {
        remember(Opcode.EMPTY_SET, set);
        yield (form.stream() && set.isEmpty()) || push(ElementsFrame.set(set, ops), set);
      }
      case Record row -> {
        remember(Opcode.EMPTY_DICT, row);
        yield push(new ItemsFrame(components(row), ops), row);
      }
      case Enum<?> constant -> {
        name(constant.name());
        yield true;
      }
      case Deque<?> deque -> begin(CallFrame.of(deque, PyDeque.copyOf(deque).toCall()), deque);
      case PyObject object -> object(object);
      default -> {
        List<?> list = ArrayLists.of(value);
        if (list == null) {
          throw unknown(value);
        }
        yield elements(value, list);
      }
    };
  }

  /** Fetches a container if it is known, else begins and remembers it: the memo is asked once. */
  private boolean isKnown(Object container, Opcode empty) {
    ops.value();
    int known = form.fast() ? WrittenObjects.ABSENT : memo.putIfAbsent(container, ops.memoCount());
    if (known != WrittenObjects.ABSENT) {
      ops.get(known);
      return true;
    }
    ops.op(empty);
    if (!form.fast()) {
      ops.put(ops.newMemo());
    }
    return false;
  }

  /**
   * An object may be begun inside itself, as others are; but what it is made from may have to be
   * full there.
   */
  private boolean object(PyObject object) {
    Integer before = begun.get(object);
    if (before == null) {
      return begin(CallFrame.of(object, object), object);
    }
    boolean isNearer = memo.size() > before;
    begun.put(object, memo.size());
    PyObject inner = isNearer ? arguments.ofInner(object, this) : object;
    return push(CallFrame.of(object, inner), object);
  }

  private boolean elements(Object identity, List<?> list) {
    remember(Opcode.EMPTY_LIST, identity);
    return afterEmpty(identity, list);
  }

  private boolean afterEmpty(Object identity, List<?> list) {
    if (ids == null && ElementsFrame.writeNumbers(list, this)) {
      return true;
    }
    return list.isEmpty() || push(ElementsFrame.list(list, ops), identity);
  }

  private Map<String, @Nullable Object> components(Record row) {
    try {
      return RecordShape.of(row.getClass()).toMap(row);
    } catch (PickleException e) {
      throw new PickleException(
          path() + ": " + e.getMessage(), PickleException.NO_OFFSET, e.getCause());
    }
  }

  private boolean push(Frame frame, Object value) {
    if (form.fast()) {
      if (begun.put(value, 0) != null) {
        throw new PickleException(
            path()
                + ": "
                + PyTypes.name(value)
                + " contains itself, which cannot be written without a memo; leave fast() out",
            PickleException.NO_OFFSET);
      }
      open.add(value);
    }
    frames.add(frame);
    return false;
  }

  /**
   * Begins a value that is remembered only when it is complete. One that contains itself is begun
   * again inside itself; that ends once everything between is remembered.
   */
  boolean begin(Frame frame, Object value) {
    if (form.fast()) {
      return push(frame, value);
    }
    Integer before = begun.put(value, memo.size());
    if (before != null && before == memo.size()) {
      throw new PickleException(
          path()
              + ": "
              + PyTypes.name(value)
              + " contains itself with nothing between that Python could fill later, such as a"
              + " list",
          PickleException.NO_OFFSET);
    }
    return push(frame, value);
  }

  /** The frame that runs next; null when all is written. */
  @Nullable Frame top() {
    return frames.isEmpty() ? null : frames.getLast();
  }

  /** The frame on top has written all. */
  void done() {
    Frame frame = frames.removeLast();
    if (form.fast() && !(frame instanceof PersistentFrame)) {
      begun.remove(open.removeLast());
    }
  }

  /** A new container that may contain itself. */
  private void remember(Opcode empty, Object value) {
    ops.op(empty);
    remember(value);
  }

  void remember(Object value) {
    if (form.fast() || arguments.hasMade(value)) {
      return;
    }
    int index = ops.newMemo();
    memo.putIfAbsent(value, index);
    ops.put(index);
  }

  /**
   * For what can only be remembered once it is complete.
   *
   * @return false if it contains itself and was completed inside: that one stands now
   */
  boolean rememberOrReplace(Object value) {
    if (form.fast()) {
      return true;
    }
    begun.remove(value);
    int inside = memo.index(value);
    if (inside == WrittenObjects.ABSENT) {
      remember(value);
      return true;
    }
    ops.op(Opcode.POP);
    ops.get(inside);
    return false;
  }

  /** A list or map with other elements than it had when it was begun. */
  PickleException changed() {
    return new PickleException(
        path() + ": it was changed while it was written", PickleException.NO_OFFSET);
  }

  /** Refuses what Python cannot hash. */
  void checkKey(@Nullable Object key) {
    String fault = keys.fault(key);
    if (fault != null) {
      throw new PickleException(path() + ": " + fault, PickleException.NO_OFFSET);
    }
  }

  private PickleException unknown(Object value) {
    return new PickleException(
        path()
            + ": no codec writes "
            + value.getClass().getName()
            + "; installed are: "
            + codecs.names()
            + ". Put a ValueCodec for it on the module path or class path, or store a record, "
            + "a map or a list instead",
        PickleException.NO_OFFSET);
  }

  /** Where in the value the encoder is, such as {@code [3].angle}. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Frame frame : frames) {
      path.append(frame.where());
      if (path.length() > 500) {
        path.append("...");
        break;
      }
    }
    return path.isEmpty() ? "the value" : path.toString();
  }
}
