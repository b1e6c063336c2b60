package io.mmapdict.pickle;

import io.mmapdict.pickle.DeepValues.DeepList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes lists, dicts and sets of the top of the stack, or adds it to the one below it: straight
 * from the stack, where that is one that was made here. Places say where on the stack it begins.
 */
final class Containers {
  private final PickleScanner scanner;
  private final ValueStack stack;
  private final PickleLimits limits;
  private final Work work;

  /** The dict that was filled last: many have the same keys. */
  private DeepMap last = new DeepMap();

  Containers(PickleScanner scanner, ValueStack stack, PickleLimits limits, Work work) {
    this.scanner = scanner;
    this.stack = stack;
    this.limits = limits;
    this.work = work;
  }

  /** LIST: what stands there, which is taken. */
  DeepList list(int from) {
    DeepList list = new DeepList();
    list.addFrom(stack, from);
    stack.cut(from);
    return list;
  }

  /** DICT. */
  DeepMap dict(int from) {
    DeepMap dict = new DeepMap();
    checkKeys(from);
    putAll(dict, from);
    stack.cut(from);
    return dict;
  }

  /** FROZENSET. */
  PyFrozenSet frozenSet(int from) {
    DeepSet set = new DeepSet();
    addAll(set, from);
    stack.cut(from);
    return PyFrozenSet.wrap(set);
  }

  /** APPEND, APPENDS. */
  @SuppressWarnings("unchecked") // the lists here hold anything
  void append(int from) {
    Object target = target(from);
    switch (target) {
      case DeepList list -> list.addFrom(stack, from);
      case List<?> list -> {
        List<@Nullable Object> items = copy(from);
        change(list, () -> ((List<@Nullable Object>) list).addAll(items));
      }
      case PyObject object -> object.append(copy(from));
      case null, default -> throw wrongTarget("a list", target);
    }
    stack.cut(from);
  }

  /** SETITEM, SETITEMS. */
  @SuppressWarnings("unchecked") // the maps here hold anything
  void setItems(int from) {
    Object target = target(from);
    if (target instanceof DeepMap map && map.putAsIn(last, stack, from)) {
      stack.cut(from);
      return;
    }
    checkKeys(from);
    switch (target) {
      case DeepMap map -> {
        putAll(map, from);
        last = map;
      }
      case Map<?, ?> map ->
          change(map, () -> putAll((Map<@Nullable Object, @Nullable Object>) map, from));
      case PyObject object -> object.setItems(copy(from));
      case null, default -> throw wrongTarget("a dict", target);
    }
    stack.cut(from);
  }

  /** ADDITEMS. */
  @SuppressWarnings("unchecked") // the sets here hold anything
  void addItems(int from) {
    Object target = target(from);
    switch (target) {
      case PyFrozenSet set -> throw wrongTarget("a set", set);
      case Set<?> set -> change(set, () -> addAll((Set<@Nullable Object>) set, from));
      case PyObject object -> {
        List<@Nullable Object> items = copy(from);
        items.forEach(this::checkKey);
        object.addItems(items);
      }
      case null, default -> throw wrongTarget("a set", target);
    }
    stack.cut(from);
  }

  private @Nullable Object target(int from) {
    return stack.below(from, scanner.opcode(), scanner.offset());
  }

  private DeepList copy(int from) {
    DeepList items = new DeepList();
    items.addFrom(stack, from);
    return items;
  }

  private void checkKeys(int from) {
    int count = stack.size() - from;
    if (count % 2 != 0) {
      throw new PickleException(
          scanner.opcode() + " expects keys and values in turn, found " + count, scanner.offset());
    }
    for (int i = from; i < stack.size(); i += 2) {
      checkKey(Raw.plain(stack.get(i)));
    }
  }

  private void checkKey(@Nullable Object key) {
    String fault = Hashable.fault(key, limits, work, scanner.offset());
    if (fault != null) {
      throw new PickleException(fault, scanner.offset());
    }
  }

  private void putAll(Map<@Nullable Object, @Nullable Object> map, int from) {
    if (map instanceof DeepMap dict) {
      dict.reserve((stack.size() - from) / 2);
    }
    for (int i = from; i < stack.size(); i += 2) {
      map.put(Raw.plain(stack.get(i)), Raw.plain(stack.get(i + 1)));
    }
  }

  private void addAll(Set<@Nullable Object> set, int from) {
    if (set instanceof DeepSet deep && stack.size() > from) {
      deep.reserve(stack.size() - from);
    }
    for (int i = from; i < stack.size(); i++) {
      Object element = Raw.plain(stack.get(i));
      checkKey(element);
      set.add(element);
    }
  }

  /** A codec's own collection may refuse to be changed. */
  private void change(Object target, Runnable change) {
    try {
      change.run();
    } catch (UnsupportedOperationException | ClassCastException | NullPointerException e) {
      throw new PickleException(
          scanner.opcode() + " cannot add to " + target.getClass().getName(), scanner.offset(), e);
    }
  }

  private PickleException wrongTarget(String expected, @Nullable Object found) {
    return new PickleException(
        scanner.opcode() + " expects " + expected + ", found " + PyTypes.name(Raw.plain(found)),
        scanner.offset());
  }
}
