package io.mmapdict.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python object of a class that is not known here, as the call that makes it and what is done to
 * it afterwards. Nothing is called; written into another pickle it makes the same object in Python.
 *
 * <p>Each is equal to itself only, as in Python the objects of a class that says nothing else: two
 * that are made alike are two keys of a dict. {@link DeepEquality} says whether they are made
 * alike. Byte strings inside are {@code byte[]} and {@link PyByteArray}.
 */
public final class PyObject {
  /** How Python makes the object. */
  public enum Call {
    /** {@code callable(*arguments)}. */
    REDUCE(Opcode.REDUCE),
    /** {@code callable.__new__(callable, *arguments)}. */
    NEWOBJ(Opcode.NEWOBJ),
    /** {@code callable.__new__(callable, *arguments, **keywords)}. */
    NEWOBJ_EX(Opcode.NEWOBJ_EX),
    /** An instance of an old class: {@code OBJ}, and {@code INST}, which does the same. */
    OBJ(Opcode.OBJ);

    private final Opcode opcode;

    Call(Opcode opcode) {
      this.opcode = opcode;
    }

    Opcode opcode() {
      return opcode;
    }
  }

  /** Something done to the object once it is made. */
  public sealed interface Step {}

  /**
   * {@code BUILD}: {@code __setstate__}, or the attributes.
   *
   * @param state usually a dict
   */
  public record State(@Nullable Object state) implements Step {}

  /**
   * {@code APPENDS}: {@code extend} or {@code append}.
   *
   * @param items unmodifiable
   */
  public record Append(List<@Nullable Object> items) implements Step {}

  /**
   * {@code SETITEMS}.
   *
   * @param pairs keys and values in turn; unmodifiable
   */
  public record SetItems(List<@Nullable Object> pairs) implements Step {}

  /**
   * {@code ADDITEMS}: {@code add}.
   *
   * @param items unmodifiable
   */
  public record AddItems(List<@Nullable Object> items) implements Step {}

  private final Call call;
  private final Object callable;
  private final PyTuple arguments;
  private final Map<?, ?> keywords;
  private final int heldWhenMade;
  private List<Step> steps = List.of();

  /** What the last step's list is backed by, for a step of the same kind that follows. */
  private List<@Nullable Object> lastItems = List.of();

  PyObject(Call call, Object callable, PyTuple arguments, Map<?, ?> keywords) {
    this.call = call;
    this.callable = callable;
    this.arguments = arguments;
    this.keywords = keywords;
    heldWhenMade = FullArguments.held(arguments);
  }

  /** How the object is made. */
  public Call call() {
    return call;
  }

  /** What is called: a {@link PyGlobal}, or another {@link PyObject} that makes a callable. */
  public Object callable() {
    return callable;
  }

  /** The positional arguments. */
  public PyTuple arguments() {
    return arguments;
  }

  /** The keyword arguments of {@link Call#NEWOBJ_EX}, else empty. */
  public Map<?, ?> keywords() {
    return Collections.unmodifiableMap(keywords);
  }

  /** What is done to the object once it is made, in this order. */
  public List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** {@link FullArguments#held} of the arguments when the call was read. */
  int heldWhenMade() {
    return heldWhenMade;
  }

  /** What is made of these, and then as this one. */
  PyObject withArguments(PyTuple others) {
    PyObject object = new PyObject(call, callable, others, keywords);
    object.steps = steps;
    return object;
  }

  void setState(@Nullable Object state) {
    add(new State(state));
  }

  /** Items that nobody else holds; so in the next two. */
  void append(List<@Nullable Object> items) {
    if (steps.isEmpty() || !(steps.getLast() instanceof Append)) {
      add(new Append(newItems(items)));
    } else {
      lastItems.addAll(items);
    }
  }

  void setItems(List<@Nullable Object> pairs) {
    if (steps.isEmpty() || !(steps.getLast() instanceof SetItems)) {
      add(new SetItems(newItems(pairs)));
    } else {
      lastItems.addAll(pairs);
    }
  }

  void addItems(List<@Nullable Object> items) {
    if (steps.isEmpty() || !(steps.getLast() instanceof AddItems)) {
      add(new AddItems(newItems(items)));
    } else {
      lastItems.addAll(items);
    }
  }

  private void add(Step step) {
    if (steps.isEmpty()) {
      steps = new ArrayList<>(1);
    }
    steps.add(step);
  }

  private List<@Nullable Object> newItems(List<@Nullable Object> items) {
    lastItems = items;
    return Collections.unmodifiableList(items);
  }

  /** The call, without what is inside. */
  @Override
  public String toString() {
    return (callable instanceof PyGlobal ? callable : "what a call gives")
        + "("
        + arguments.size()
        + " arguments, "
        + steps.size()
        + " steps, "
        + call
        + ")";
  }
}
