package io.mmapdict.pickle;

import java.lang.reflect.ParameterizedType;

/**
 * A type with arguments, which no class says, to read a value as:
 *
 * <pre>{@code
 * Map<String, Keypoint> named =
 *     codecs.convert(value, new TypeReference<Map<String, Keypoint>>() {});
 * }</pre>
 *
 * @param <T> the type
 */
@SuppressWarnings("unused") // T is what a subclass says
public abstract class TypeReference<T> {
  private final Target target;

  /**
   * Of the type that the subclass names.
   *
   * @throws IllegalStateException if it names none
   */
  protected TypeReference() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType type)
        || type.getRawType() != TypeReference.class) {
      throw new IllegalStateException(
          "expected a class such as new TypeReference<List<String>>() {}, found " + getClass());
    }
    target = Target.of(type.getActualTypeArguments()[0]);
  }

  final Target target() {
    return target;
  }
}
