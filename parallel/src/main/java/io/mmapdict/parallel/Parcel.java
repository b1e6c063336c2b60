package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes, by Java's serialization. A filter of the JVM ({@code -Djdk.serialFilter})
 * applies on either side; no narrower one can be drawn here, for tasks may return any class.
 */
final class Parcel {
  private Parcel() {}

  static byte[] pack(@Nullable Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Packer packer = new Packer(bytes)) {
      packer.writeObject(object);
    }
    return bytes.toByteArray();
  }

  /**
   * @param what what the object is to the user, for the message
   * @throws IllegalArgumentException if it is not Serializable; the message names the captured
   *     value at fault
   */
  static byte[] packArgument(String what, Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Packer packer = new Packer(bytes)) {
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
   */
  static @Nullable Object unpack(byte[] bytes, ClassLoader loader, UnaryOperator<MmapDict> handles)
      throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new Unpacker(bytes, loader, handles)) {
      return in.readObject();
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

  /** Notes whether what it writes is a lambda, and which. */
  private static final class Packer extends ObjectOutputStream {
    private boolean first = true;
    private @Nullable SerializedLambda lambda;

    Packer(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
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
