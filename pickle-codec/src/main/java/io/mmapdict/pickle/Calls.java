package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.TailedCodec;
import io.mmapdict.pickle.spi.ValueCodec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a pickle calls, matched against what is known. Nothing is ever called. */
final class Calls {
  /**
   * An object of a codec whose state may still come; a standard one has only that, and is opaque.
   */
  private static final class Unfinished {
    private final Object built;
    private final PyObject.Call call;
    private final PyGlobal callable;
    private final Object arguments;
    private long[] memoIndices = NO_INDICES;
    private int stored;
    private boolean fetched;

    Unfinished(Object built, PyObject.Call call, PyGlobal callable, Object arguments) {
      this.built = built;
      this.call = call;
      this.callable = callable;
      this.arguments = arguments;
    }

    /** The object that the codec could not finish, as the call that it is. */
    PyObject opaque(@Nullable Object state, ValueCodec codec) {
      PyTuple plain = (PyTuple) Raw.plain(arguments);
      PyObject opaque = new PyObject(call, callable, plain, Map.of());
      keepItems(opaque, codec);
      opaque.setState(Raw.plain(state));
      return opaque;
    }

    /** A collection has got items since it was made. Python sets them before the state, too. */
    private void keepItems(PyObject opaque, ValueCodec codec) {
      switch (built) {
        case Map<?, ?> map when !map.isEmpty() -> {
          List<@Nullable Object> pairs = new ArrayList<>(2 * map.size());
          map.forEach((key, value) -> {
            pairs.add(key);
            pairs.add(value);
          });
          opaque.setItems(pairs);
        }
        case Set<?> set when !set.isEmpty() -> opaque.addItems(new ArrayList<>(set));
        case List<?> list -> {
          List<?> asMade = (List<?>) codec.construct(callable, (PyTuple) Raw.sliced(arguments));
          if (asMade.size() < list.size()) {
            opaque.append(new ArrayList<>(list.subList(asMade.size(), list.size())));
          }
        }
        default -> {}
      }
    }

    void store(long index) {
      if (stored == memoIndices.length) { // one place, but for a pickle that means harm
        memoIndices = Arrays.copyOf(memoIndices, Math.max(1, 2 * stored));
      }
      memoIndices[stored++] = index;
    }

    void replaceInMemo(Memo memo, Object other, long offset) {
      for (int i = 0; i < stored; i++) {
        memo.put(memoIndices[i], other, offset);
      }
    }
  }

  private static final long[] NO_INDICES = {};

  /** Names, dates and such: to look at those is no work. */
  private static final int FREE_TEXT = 64;

  private final CodecTable codecs;
  private final PickleLimits limits;
  private final Memo memo;
  private final Work work;
  private final boolean converting;
  private final BuiltinCalls builtins;

  /** The newest of those that may take a state, and the others: most pickles have none. */
  private @Nullable Unfinished newest;

  private @Nullable IdentityHashMap<Object, Unfinished> others;

  Calls(CodecTable codecs, PickleLimits limits, Memo memo, Work work, Reading reading) {
    this.codecs = codecs;
    this.limits = limits;
    this.memo = memo;
    this.work = work;
    this.converting = reading.converting();
    builtins = new BuiltinCalls(limits, work, reading.copiedBytes());
  }

  Object call(
      PyObject.Call call, @Nullable Object callable, @Nullable Object arguments, long offset) {
    return call(call, callable, arguments, Map.of(), offset);
  }

  Object call(
      PyObject.Call call,
      @Nullable Object callable,
      @Nullable Object arguments,
      Map<?, ?> keywords,
      long offset) {
    if (!(callable instanceof PyGlobal || callable instanceof PyObject)) {
      throw new PickleException(
          call + " expects something to call, found " + PyTypes.name(Raw.plain(callable)), offset);
    }
    if (!(arguments instanceof PyTuple || arguments instanceof Raw.Tuple)) {
      throw new PickleException(
          call + " expects a tuple of arguments, found " + PyTypes.name(Raw.plain(arguments)),
          offset);
    }
    if (callable instanceof PyGlobal global && keywords.isEmpty()) {
      Object value = known(call, global, arguments, offset);
      if (value != null) {
        return value;
      }
    }
    StandardCall standard = keywords.isEmpty() ? StandardCall.of(callable, arguments) : null;
    if (standard != null && codecs.reader(standard.global()) instanceof TailedCodec) {
      // In protocols 0 and 1 too: an object whose tail is not taken ends all reading.
      Object value = known(call, standard.global(), standard.arguments(), offset);
      if (value != null) {
        return value;
      }
    }
    ValueCodec codec = standard == null ? null : codecs.standardReader(standard.global());
    if (standard != null && codec != null) {
      Object value = constructed(codec, standard, offset);
      if (value != null) {
        return value;
      }
    }
    PyObject object = new PyObject(call, callable, (PyTuple) Raw.plain(arguments), keywords);
    if (standard != null && codec != null) {
      expectState(new Unfinished(object, call, standard.global(), arguments));
    }
    return object;
  }

  /** Null where a standard codec refuses: then the call stays what it is. */
  private @Nullable Object constructed(ValueCodec codec, StandardCall call, long offset) {
    PyTuple sliced = (PyTuple) Raw.sliced(call.arguments());
    charge(sliced, offset);
    try {
      return codec.construct(call.global(), sliced);
    } catch (RuntimeException e) { // which of them, nobody will ask
      return null;
    }
  }

  private @Nullable Object known(
      PyObject.Call call, PyGlobal global, Object arguments, long offset) {
    ValueCodec codec = codecs.reader(global);
    if (codec == null && !BuiltinCalls.KNOWN.contains(global)) {
      return null;
    }
    PyTuple sliced = (PyTuple) Raw.sliced(arguments);
    charge(sliced, offset);
    if (codec == null) {
      return builtins.call(global, sliced, offset);
    }
    Object built;
    try {
      if (converting && Boolean.FALSE.equals(keeps(codec, global, sliced, offset))) {
        return null;
      }
      built = guarded(codec, "construct", offset, () -> codec.construct(global, sliced));
    } catch (PickleException e) {
      if (converting) {
        return null;
      }
      throw e;
    }
    expectState(new Unfinished(built, call, global, arguments));
    return built;
  }

  /** A codec may copy what it is given, and reckon with numbers and digits. */
  private void charge(PyTuple sliced, long offset) {
    for (int i = 0; i < sliced.size(); i++) {
      switch (sliced.get(i)) {
        case String text ->
            work.charge(Work.COPIED * Math.max(0, text.length() - FREE_TEXT), offset);
        case BigInteger number -> {
          long digits = number.bitLength() / 3; // or one less
          work.charge(digits * digits / Work.DIGITS_SQUARED, offset);
        }
        case ByteSlice _, PyTuple _, Number _ -> {} // said, for the next two are slow
        case Collection<?> elements -> work.charge(Work.COPIED * elements.size(), offset);
        case Map<?, ?> map -> {
          work.charge(Work.COPIED * map.size(), offset);
          map.keySet().forEach(key -> Hashable.fault(key, limits, work, offset));
        }
        case null, default -> {}
      }
    }
  }

  private void expectState(Unfinished one) {
    if (newest != null) {
      if (others == null) {
        others = new IdentityHashMap<>();
      }
      others.put(newest.built, newest);
    }
    newest = one;
  }

  @SuppressWarnings("ReferenceEquality") // identity is what counts here
  private @Nullable Unfinished unfinished(@Nullable Object object) {
    if (newest != null && newest.built == object) {
      return newest;
    }
    return others == null ? null : others.get(object);
  }

  private static Object keeps(ValueCodec codec, PyGlobal global, PyTuple arguments, long offset) {
    return guarded(codec, "keeps", offset, () -> codec.keeps(global, arguments));
  }

  /** BUILD: what stands in the object's place afterwards. */
  @SuppressWarnings("ReferenceEquality") // identity is what counts here
  Object build(@Nullable Object object, @Nullable Object state, long offset, Decoder decoder) {
    Unfinished known = unfinished(object);
    if (object instanceof PyObject opaque) {
      Object value = known == null ? null : finished(opaque, known, state, offset);
      if (value == null) {
        opaque.setState(Raw.plain(state));
        return opaque;
      }
      return value;
    }
    if (object instanceof PyMap map) {
      map.setAttributes(Raw.plain(state));
      return map;
    }
    if (object == null || known == null) {
      throw new PickleException(
          "BUILD expects an object that takes a state, found " + PyTypes.name(Raw.plain(object)),
          offset);
    }
    forget(known);
    Object sliced = Raw.sliced(state);
    ValueCodec codec = codecOf(known);
    Object built;
    try {
      built =
          guarded(
              codec,
              "setState",
              offset,
              () ->
                  codec instanceof TailedCodec tailed
                      ? tailed.setState(object, sliced, decoder.tail())
                      : codec.setState(object, sliced));
    } catch (PickleException e) {
      if (!converting) {
        throw e;
      }
      built = known.opaque(state, codec);
    }
    if (built != object) {
      if (known.fetched) {
        throw new NotHeldException( // Python does: the object is in itself
            new NotHeldException(PyTypes.name(object) + " is referred to before it has its state"),
            offset);
      }
      known.replaceInMemo(memo, built, offset);
    }
    return built;
  }

  /** The value that an opaque object of a standard codec is with its state; else null. */
  private @Nullable Object finished(
      PyObject opaque, Unfinished known, @Nullable Object state, long offset) {
    forget(known);
    // What is referred to already must stay the object that it is.
    if (known.fetched || !opaque.steps().isEmpty()) {
      return null;
    }
    Object sliced = Raw.sliced(state);
    Object value;
    try {
      value = codecOf(known).setState(opaque, sliced);
    } catch (RuntimeException e) {
      return null;
    }
    known.replaceInMemo(memo, value, offset);
    return value;
  }

  /** Of one that was found already: what is not stored for each of a million objects. */
  private ValueCodec codecOf(Unfinished known) {
    ValueCodec installed = codecs.reader(known.callable);
    return installed == null
        ? Objects.requireNonNull(codecs.standardReader(known.callable))
        : installed;
  }

  private void forget(Unfinished known) {
    if (known.equals(newest)) {
      newest = null;
    }
    if (others != null) {
      others.remove(known.built);
    }
  }

  /** Notes that an object stands in the memo. */
  void stored(@Nullable Object object, long index) {
    Unfinished known = unfinished(object);
    if (known != null) {
      known.store(index);
    }
  }

  /** Notes that an object stands in a second place. */
  void fetched(@Nullable Object object) {
    Unfinished known = unfinished(object);
    if (known != null) {
      known.fetched = true;
    }
  }

  private static Object guarded(
      ValueCodec codec, String method, long offset, Supplier<@Nullable Object> work) {
    Object result;
    try {
      result = work.get();
    } catch (PickleException e) {
      if (e.offset() != PickleException.NO_OFFSET) {
        throw e;
      }
      if (e instanceof NotHeldException unknown) {
        throw new NotHeldException(unknown, offset);
      }
      throw new PickleException(String.valueOf(e.getMessage()), offset, e);
    } catch (RuntimeException e) {
      throw new PickleException(
          codec.getClass().getName() + "." + method + " failed on what the pickle holds: " + e,
          offset,
          e);
    }
    if (result == null) {
      throw new PickleException(
          codec.getClass().getName() + "." + method + " gave null, not an object", offset);
    }
    return result;
  }
}
