package io.mmapdict.ndarray;

import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.AuditArgument;
import java.util.List;

/** What pickles of arrays import and call, for {@link io.mmapdict.pickle.Audit}. */
public final class NumpyNames {
  private static final String HARMLESS =
      """
      numpy.dtype
      numpy.frombuffer
      numpy.core.multiarray._reconstruct
      numpy.core.multiarray.fromstring
      numpy.core.fromnumeric.reshape
      numpy.core.numeric._frombuffer
      numpy._core.multiarray._reconstruct
      numpy._core.numeric._frombuffer
      numpy.ma.MaskedArray
      numpy.ma.nomask
      numpy.ma.core.MaskedArray
      numpy.ma.core._mareconstruct
      """;

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
  private static boolean makesNoPointers(List<AuditArgument> arguments) {
    return arguments.size() > 1
        && (arguments.size() == 2 || new DescrAudit().hasNoObjects(arguments.get(1)));
  }
}
