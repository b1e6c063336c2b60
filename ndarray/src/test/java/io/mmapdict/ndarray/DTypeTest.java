package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.nio.ByteOrder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DTypeTest {
  @Test
  void thereAreSixteenTypesOfNumbers() {
    assertEquals(3 + 13 * 2, DTypes.all().size(), "three of one byte, thirteen in two orders");
  }

  @Test
  void namesTypestringsAndSizesAreNumpys() {
    String ours =
        DTypes.all().stream()
            .map(d -> d.typestring() + " " + d + " " + d.itemSize() + " " + code(d))
            .collect(Collectors.joining("\n"));
    String script =
        """
        import numpy, sys
        for name in sys.argv[1:]:
            d = numpy.dtype(name)
            print(d.str, str(d), d.itemsize, d.kind)
        """;
    Object[] names = DTypes.all().stream().map(DType::typestring).toArray();
    for (Python python : Python.all()) {
      assertEquals(python.run(script, names).strip(), ours, python.version());
    }
  }

  private static String code(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> "b";
      case INT -> "i";
      case UINT -> "u";
      case FLOAT -> "f";
      case COMPLEX -> "c";
      default -> throw new AssertionError(dtype + " is no number");
    };
  }

  @Test
  void everyNameIsReadBack() {
    for (DType dtype : DTypes.all()) {
      assertEquals(dtype, DType.of(dtype.typestring()));
      assertEquals(dtype, DType.of(dtype.toString()));
    }
    assertEquals(DType.BOOL, DType.of("?"));
    assertEquals(DType.UINT8, DType.of("|u1"));
    assertEquals(DType.FLOAT64, DType.of("=f8"));
  }

  @Test
  void orderTellsTypesApartUnlessTheyAreBytes() {
    assertNotEquals(DType.of("<f4"), DType.of(">f4"));
    assertEquals(DType.of("<u1"), DType.of(">u1"));
    assertEquals(ByteOrder.BIG_ENDIAN, DType.of(">c8").order());
    assertEquals(ByteOrder.nativeOrder(), DType.COMPLEX64.order());
  }

  @Test
  void anUnknownNameIsNamed() {
    for (String name : new String[] {"f12", "<U", "", "<", "f3", "datetime64[x]", "<<f4", "S9999999999"}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> DType.of(name));
      assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
    }
  }
}
