package io.mmapdict.ndarray;

import io.mmapdict.pickle.AllowList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What pickles of arrays import and call, for {@link io.mmapdict.pickle.Audit}. */
public final class NumpyNames {
  private static final String HARMLESS =
      """
      numpy.dtype
      numpy.core.multiarray._reconstruct
      numpy.core.multiarray.fromstring
      numpy.core.fromnumeric.reshape
      numpy.core.numeric._frombuffer
      numpy._core.multiarray._reconstruct
      numpy._core.numeric._frombuffer
      numpy.ma.MaskedArray
      numpy.ma.core.MaskedArray
      numpy.ma.core._mareconstruct
      """;

  private static final Pattern WITHOUT_OBJECTS =
      Pattern.compile("[<>|=]?([?biufcSUV][0-9]*|[mM]8(\\[[0-9a-zA-Z]+])?)");

  private NumpyNames() {}

  /** A list and these names. */
  public static AllowList allowedBy(AllowList list) {
    AllowList more = list;
    for (String name : HARMLESS.lines().toList()) {
      more = more.with(name);
    }
    return more.with("numpy.ndarray", NumpyNames::makesNoPointers)
        .withGivingBack("numpy.core.multiarray.scalar")
        .withGivingBack("numpy._core.multiarray.scalar");
  }

  /** Of a buffer and a dtype of objects, ndarray makes pointers of the buffer's bytes. */
  private static boolean makesNoPointers(List<@Nullable String> arguments) {
    String dtype = arguments.size() > 1 ? arguments.get(1) : null;
    return dtype != null && WITHOUT_OBJECTS.matcher(dtype).matches();
  }
}
