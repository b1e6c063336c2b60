package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.NotHeldException;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a pickle calls, matched against what is known. Nothing is ever called. */
final class Calls {
  /** An object of a codec whose state may still come. */
  private static final class Unfinished {
    private final Object built;
    private final ValueCodec codec;
    private final PyObject.Call call;
    private final PyGlobal callable;
    private final Object arguments;
    private long[] memoIndices = NO_INDICES;
    private boolean fetched;

    Unfinished(
        Object built, ValueCodec codec, PyObject.Call call, PyGlobal callable, Object arguments) {
      this.built = built;
      this.codec = codec;
      this.call = call;
      this.callable = callable;
      this.arguments = arguments;
    }

    /** The object that the codec could not finish, as the call that it is. */
    PyObject opaque(@Nullable Object state) {
      PyTuple plain = (PyTuple) Raw.plain(arguments);
      PyObject opaque = new PyObject(call, callable, plain, Map.of());
      opaque.setState(Raw.plain(state));
      return opaque;
    }
  }

  private static final long[] NO_INDICES = {};

  private final CodecTable codecs;
  private final PickleLimits limits;
  private final Memo memo;
  private final Work work;
  private final boolean converting;
  private final long copiedBytes;

  /** The newest of those that may take a state, and the others: most pickles have none. */
  private @Nullable Unfinished newest;

  private @Nullable IdentityHashMap<Object, Unfinished> others;

  Calls(CodecTable codecs, PickleLimits limits, Memo memo, Work work, Reading reading) {
    this.codecs = codecs;
    this.limits = limits;
    this.memo = memo;
    this.work = work;
    this.converting = reading.converting();
    this.copiedBytes = reading.copiedBytes();
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
    return new PyObject(call, callable, (PyTuple) Raw.plain(arguments), keywords);
  }

  private @Nullable Object known(
      PyObject.Call call, PyGlobal global, Object arguments, long offset) {
    ValueCodec codec = codecs.reader(global);
    if (codec == null && !BuiltinCalls.KNOWN.contains(global)) {
      return null;
    }
    PyTuple sliced = (PyTuple) Raw.sliced(arguments);
    for (int i = 0; i < sliced.size(); i++) {
      switch (sliced.get(i)) {
        case String _, ByteSlice _, PyTuple _, Number _ -> {} // said, for the next two are slow
        case Collection<?> elements -> work.charge(Work.COPIED * elements.size(), offset);
        case Map<?, ?> map -> work.charge(Work.COPIED * map.size(), offset);
        case null, default -> {}
      }
    }
    if (codec == null) {
      return new BuiltinCalls(limits, work, copiedBytes).call(global, sliced, offset);
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
    if (newest != null) {
      if (others == null) {
        others = new IdentityHashMap<>();
      }
      others.put(newest.built, newest);
    }
    newest = new Unfinished(built, codec, call, global, arguments);
    return built;
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
  Object build(@Nullable Object object, @Nullable Object state, long offset) {
    if (object instanceof PyObject opaque) {
      opaque.setState(Raw.plain(state));
      return opaque;
    }
    Unfinished known = unfinished(object);
    if (object == null || known == null) {
      throw new PickleException(
          "BUILD expects an object that takes a state, found " + PyTypes.name(Raw.plain(object)),
          offset);
    }
    if (known == newest) {
      newest = null;
    }
    if (others != null) {
      others.remove(object);
    }
    Object sliced = Raw.sliced(state);
    Object built;
    try {
      built = guarded(known.codec, "setState", offset, () -> known.codec.setState(object, sliced));
    } catch (PickleException e) {
      if (!converting) {
        throw e;
      }
      built = known.opaque(state);
    }
    if (built != object) {
      if (known.fetched) {
        throw new PickleException(
            PyTypes.name(object) + " is referred to before it has its state", offset);
      }
      for (long index : known.memoIndices) {
        memo.put(index, built, offset);
      }
    }
    return built;
  }

  /** Notes that an object stands in the memo. */
  void stored(@Nullable Object object, long index) {
    Unfinished known = unfinished(object);
    if (known != null) {
      long[] more = Arrays.copyOf(known.memoIndices, known.memoIndices.length + 1);
      more[more.length - 1] = index;
      known.memoIndices = more;
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
