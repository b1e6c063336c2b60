package io.mmapdict.pickle;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The containers that pickles are read as. Java's own ask each element in turn for its hash and its
 * text, and run out of stack where a pickle nests them deeply or puts one into itself, or out of
 * time where it shares them; these do not.
 */
final class DeepValues {
  /** A text ends here: shared values may make it grow without end. */
  private static final int MOST_CHARACTERS = 1 << 20;

  /** Of everything that contains itself: what is equal looks alike from wherever it is entered. */
  private static final int CYCLIC_HASH = 0x5e1f;

  private DeepValues() {}

  /** A list. */
  @SuppressWarnings("serial") // as serializable as its elements
  static final class DeepList extends ArrayList<@Nullable Object> {
    DeepList() {
      super(0);
    }

    /** Adds what stands on a stack from this place on. */
    void addFrom(ValueStack stack, int from) {
      ensureCapacity(size() + stack.size() - from);
      for (int i = from; i < stack.size(); i++) {
        add(Raw.plain(stack.get(i)));
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof List<?> && DeepEquality.equalToJava(this, other);
    }

    @Override
    public int hashCode() {
      return hash(this);
    }

    @Override
    public String toString() {
      return text(this);
    }
  }

  /** A container on the way to its end. */
  private static final class Entered {
    private final Object container;
    private final Iterator<?> elements;
    private int count;

    /** Of what came until now; of a map's key, until its value has come. */
    private int hash;

    private int keyHash;

    Entered(Object container, Iterator<?> elements) {
      this.container = container;
      this.elements = elements;
      this.hash = container instanceof DeepList || container instanceof PyTuple ? 1 : 0;
    }

    void add(int elementHash) {
      switch (container) {
        case DeepMap _ -> {
          if (count % 2 == 0) {
            hash += keyHash ^ elementHash;
          } else {
            keyHash = elementHash;
          }
        }
        case DeepSet _ -> hash += elementHash;
        default -> hash = 31 * hash + elementHash;
      }
    }

    int done() {
      return container instanceof PyTuple ? 31 * hash + 1 : hash;
    }
  }

  /** Whether it is one of these, or may hold one. */
  static boolean isContainer(@Nullable Object value) {
    return value instanceof DeepList
        || value instanceof DeepMap
        || value instanceof DeepSet
        || value instanceof PyTuple;
  }

  private static Entered enter(Object container) {
    return new Entered(
        container,
        switch (container) {
          case DeepMap map -> new KeysAndValues(map.entrySet().iterator());
          case Iterable<?> iterable -> iterable.iterator();
          default -> throw new AssertionError("no container: " + container.getClass());
        });
  }

  /** Of each entry the key, and then its value. */
  private static final class KeysAndValues implements Iterator<@Nullable Object> {
    private final Iterator<? extends Map.Entry<?, ?>> entries;
    private Map.@Nullable Entry<?, ?> entry;

    KeysAndValues(Iterator<? extends Map.Entry<?, ?>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean hasNext() {
      return entry != null || entries.hasNext();
    }

    @Override
    public @Nullable Object next() {
      if (entry == null) {
        entry = entries.next();
        return entry.getKey();
      }
      Object value = entry.getValue();
      entry = null;
      return value;
    }
  }

  /** As Java's collections define it. */
  static int hash(Object container) {
    IdentityHashMap<Object, @Nullable Integer> known = new IdentityHashMap<>();
    ArrayList<Entered> path = new ArrayList<>();
    path.add(enter(container));
    known.put(container, null);
    while (true) {
      Entered here = path.getLast();
      if (!here.elements.hasNext()) {
        int hash = here.done();
        known.put(here.container, hash);
        path.removeLast();
        if (path.isEmpty()) {
          return hash;
        }
        path.getLast().add(hash);
        continue;
      }
      Object element = here.elements.next();
      here.count++;
      if (!isContainer(element)) {
        here.add(element == null ? 0 : element.hashCode());
      } else if (!known.containsKey(element)) {
        known.put(element, null);
        path.add(enter(element));
      } else {
        Integer hash = known.get(element);
        if (hash == null) {
          return CYCLIC_HASH;
        }
        here.add(hash);
      }
    }
  }

  /**
   * As Java's collections write it, and tuples as Python does; as there {@code [...]} is a list
   * inside itself. What would be too long ends with {@code ...}.
   */
  static String text(Object container) {
    StringBuilder text = new StringBuilder();
    IdentityHashMap<Object, Boolean> inside = new IdentityHashMap<>();
    ArrayList<Entered> path = new ArrayList<>();
    begin(container, text, inside, path);
    while (!path.isEmpty()) {
      if (text.length() > MOST_CHARACTERS) {
        return text.append("...").toString();
      }
      Entered here = path.getLast();
      if (!here.elements.hasNext()) {
        text.append(closing(here.container, here.count));
        inside.remove(here.container);
        path.removeLast();
        continue;
      }
      Object element = here.elements.next();
      boolean isValue = here.container instanceof DeepMap && here.count % 2 == 1;
      text.append(isValue ? "=" : here.count == 0 ? "" : ", ");
      here.count++;
      if (!isContainer(element)) {
        text.append(element);
      } else if (inside.containsKey(element)) {
        text.append(opening(element)).append("...").append(closing(element, 0));
      } else {
        begin(element, text, inside, path);
      }
    }
    return text.toString();
  }

  private static void begin(
      Object container,
      StringBuilder text,
      IdentityHashMap<Object, Boolean> inside,
      List<Entered> path) {
    text.append(opening(container));
    inside.put(container, true);
    path.add(enter(container));
  }

  private static String opening(Object container) {
    return switch (container) {
      case DeepMap _ -> "{";
      case PyTuple _ -> "(";
      default -> "[";
    };
  }

  private static String closing(Object container, int count) {
    return switch (container) {
      case DeepMap _ -> "}";
      case PyTuple _ -> count == 1 ? ",)" : ")";
      default -> "]";
    };
  }
}
