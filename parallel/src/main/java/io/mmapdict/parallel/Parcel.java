package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes: {@link Plain} ones in few, others by Java's serialization; read back are {@link
 * AllowedClasses} only.
 */
final class Parcel {
  private Parcel() {}

  static byte[] pack(@Nullable Object object) throws IOException {
    byte[] plain = Plain.pack(object);
    if (plain != null) {
      return plain;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Packer packer = new Packer(bytes, new HashSet<>())) {
      packer.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /**
   * @param what what the object is to the user, for the message
   * @param classes the names of the classes it is made of are added to these
   * @throws IllegalArgumentException if it is not Serializable; the message names the captured
   *     value at fault
   */
  static byte[] packArgument(String what, Object object, Set<String> classes) {
    byte[] plain = Plain.pack(object);
    if (plain != null) {
      return plain;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Packer packer = new Packer(bytes, classes)) {
      try {
        packer.writeObject(object);
      } catch (NotSerializableException e) {
        throw new IllegalArgumentException(
            what + " cannot be sent to a worker: " + explain(object, packer.lambda, e), e);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(what + " cannot be sent to a worker: " + e, e);
    }
    return bytes.toByteArray();
  }

  /**
   * @param handles gives for a dict that was opened by its deserialization the one to use
   * @throws InvalidClassException if it is of a class that is not allowed; says what to do
   */
  static @Nullable Object unpack(
      byte[] bytes, ClassLoader loader, UnaryOperator<MmapDict> handles, AllowedClasses.Gate gate)
      throws IOException, ClassNotFoundException {
    if (Plain.isPacked(bytes)) {
      return Plain.unpack(bytes);
    }
    AllowedClasses.Filter filter = gate.filter();
    try (ObjectInputStream in = new Unpacker(bytes, loader, handles)) {
      in.setObjectInputFilter(filter);
      return in.readObject();
    } catch (InvalidClassException e) {
      String refused = filter.refused();
      if (refused == null) {
        throw e;
      }
      throw new InvalidClassException(
          refused,
          "is not read from another process, for it comes from another library than the task and"
              + " its keys; allow it by WorkerOptions.withClasses(\""
              + refused
              + "\")");
    }
  }

  private static String explain(
      Object object, @Nullable SerializedLambda lambda, NotSerializableException fault) {
    if (lambda == null) {
      return blame(object, fault);
    }
    int count = lambda.getCapturedArgCount();
    for (int i = 0; i < count; i++) {
      Object captured = lambda.getCapturedArg(i);
      try {
        pack(captured);
      } catch (NotSerializableException e) {
        return "the lambda in "
            + lambda.getCapturingClass().replace('/', '.')
            + " captures "
            + (i == 0 && capturesThis(lambda) ? "this" : "value " + (i + 1) + " of " + count)
            + ", "
            + blame(captured, e)
            + ". Let it capture only what is, and make the rest inside the task";
      } catch (IOException e) {
        return "captured value " + (i + 1) + " of " + count + ": " + e;
      }
    }
    return blame(object, fault);
  }

  /** Says what of the object cannot travel. */
  static String blame(@Nullable Object object, NotSerializableException fault) {
    String type = object == null ? "null" : object.getClass().getName();
    String culprit = String.valueOf(fault.getMessage());
    return culprit.equals(type)
        ? "a " + type + ", which is not Serializable"
        : "a " + type + ", which holds a " + culprit + ", which is not Serializable";
  }

  private static boolean capturesThis(SerializedLambda lambda) {
    return lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
        && lambda.getImplMethodName().startsWith("lambda$");
  }

  /** Notes whether what it writes is a lambda, and which, and all classes. */
  private static final class Packer extends ObjectOutputStream {
    private boolean first = true;
    private final Set<String> classes;
    private @Nullable SerializedLambda lambda;

    Packer(OutputStream out, Set<String> classes) throws IOException {
      super(out);
      this.classes = classes;
      enableReplaceObject(true);
    }

    @Override
    protected void annotateClass(Class<?> type) {
      classes.add(type.getName());
    }

    @Override
    protected Object replaceObject(Object object) {
      if (first && object instanceof SerializedLambda serialized) {
        lambda = serialized;
      }
      first = false;
      return object;
    }
  }

  /** Finds classes by the loader of the task, and replaces dicts by the open ones. */
  private static final class Unpacker extends ObjectInputStream {
    private final ClassLoader loader;
    private final UnaryOperator<MmapDict> handles;

    Unpacker(byte[] bytes, ClassLoader loader, UnaryOperator<MmapDict> handles) throws IOException {
      super(new ByteArrayInputStream(bytes));
      this.loader = loader;
      this.handles = handles;
      enableResolveObject(true);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }

    @Override
    protected Object resolveObject(Object object) {
      return object instanceof MmapDict dict ? handles.apply(dict) : object;
    }
  }
}
