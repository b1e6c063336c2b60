package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ValueCodec;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that a codec writes, or an opaque object. What comes behind an element with a frame of
 * its own waits here until that frame is done.
 */
final class CallFrame implements Frame {
  /** One thing to write. */
  @FunctionalInterface
  interface Step {
    /** False if it left a frame that must run first. */
    boolean write(Encoder encoder);
  }

  /** What older protocols call instead of the opcode. */
  private static final PyGlobal NEWOBJ_EX = new PyGlobal("copyreg", "__newobj_ex__");

  private final Object value;
  private final @Nullable ValueCodec codec;

  /** What the value is written as where no codec does. */
  private final @Nullable PyObject call;

  private final ArrayDeque<Step> waiting = new ArrayDeque<>();
  private boolean begun;

  /** Behind the last step: the object stands on the stack and may be fetched again. */
  private boolean remembered;

  private CallFrame(Object value, @Nullable ValueCodec codec, @Nullable PyObject call) {
    this.value = value;
    this.codec = codec;
    this.call = call;
  }

  static CallFrame of(Object value, ValueCodec codec) {
    return new CallFrame(value, codec, null);
  }

  /** A value that is made by this call, and may be inside it. */
  static CallFrame of(Object value, PyObject call) {
    return new CallFrame(value, null, call);
  }

  @Override
  public void run(Encoder encoder) {
    if (!begun) {
      begun = true;
      if (codec != null) {
        try (StepWriter writer = new StepWriter(encoder, waiting)) {
          codec.write(value, writer);
        } catch (IllegalArgumentException e) {
          throw new PickleException(
              encoder.path() + ": " + e.getMessage(), PickleException.NO_OFFSET, e);
        }
      } else if (call != null) {
        opaque(call, encoder.ops().form());
      }
      if (encoder.top() != this) {
        return;
      }
    }
    while (!waiting.isEmpty()) {
      if (!waiting.poll().write(encoder)) {
        return;
      }
    }
    encoder.done();
    if (!remembered) {
      encoder.rememberOrReplace(value);
    }
  }

  private void opaque(PyObject object, Form form) {
    PyTuple arguments = object.arguments();
    boolean keywords = object.call() == PyObject.Call.NEWOBJ_EX;
    boolean called = keywords && !form.hasSets();
    if (called) {
      value(NEWOBJ_EX);
    }
    if (object.call() == PyObject.Call.OBJ) {
      op(Opcode.MARK);
      value(object.callable());
      arguments.forEach(this::value);
    } else {
      value(object.callable());
      value(arguments);
    }
    if (keywords) {
      value(object.keywords());
    }
    if (called) {
      op(Opcode.TUPLE3);
    }
    op(called ? Opcode.REDUCE : object.call().opcode());
    waiting.add(encoder -> {
      remembered = true;
      if (!encoder.rememberOrReplace(value)) {
        // It was completed inside its own arguments: nothing is left to do to it.
        waiting.clear();
      }
      return true;
    });
    for (PyObject.Step step : object.steps()) {
      switch (step) {
        case PyObject.State state -> {
          value(state.state());
          op(Opcode.BUILD);
        }
        case PyObject.Append append -> items(append.items(), Opcode.APPENDS);
        case PyObject.SetItems set -> items(set.pairs(), Opcode.SETITEMS);
        case PyObject.AddItems add -> items(add.items(), Opcode.ADDITEMS);
      }
    }
  }

  private void items(List<?> items, Opcode close) {
    op(Opcode.MARK);
    items.forEach(this::value);
    op(close);
  }

  private void value(@Nullable Object part) {
    waiting.add(encoder -> encoder.value(part));
  }

  private void op(Opcode opcode) {
    waiting.add(encoder -> {
      encoder.ops().op(opcode);
      return true;
    });
  }

  @Override
  public String where() {
    return call == null ? "" : "." + call.callable() + "()";
  }
}
