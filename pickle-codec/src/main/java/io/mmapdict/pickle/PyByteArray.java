package io.mmapdict.pickle;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A Python bytearray: bytes that may be changed. Python's immutable bytes are a {@code byte[]}.
 * Equal to another with the same bytes. Not safe for changes by one thread while others read.
 */
public final class PyByteArray {
  private final byte[] array;

  private PyByteArray(byte[] array) {
    this.array = array;
  }

  /** A bytearray over this array, which is not copied. */
  public static PyByteArray wrap(byte[] array) {
    return new PyByteArray(requireNonNull(array, "array"));
  }

  /** The bytes themselves, not a copy: changes to them are changes to this. */
  public byte[] array() {
    return array;
  }

  /** How many bytes there are. */
  public int size() {
    return array.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PyByteArray that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return "bytearray of " + array.length + " bytes";
  }
}
