package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.Audit;
import io.mmapdict.pickle.AuditFinding;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Arrays are harmless, and what the same names do otherwise is not. */
class NumpyNamesTest {
  private static final String ARRAYS =
      """
      import pickle, numpy
      values = [
          numpy.arange(6.).reshape(2, 3), numpy.array(5), numpy.float32(1.5), numpy.dtype('>i2'),
          numpy.array(['a', None], dtype=object), numpy.datetime64('2026-11-22'),
          numpy.zeros(2, dtype=[('a', 'i4'), ('b', 'f8')]), numpy.asfortranarray(numpy.eye(3)),
          numpy.ma.masked_array([1, 2], mask=[True, False]),
      ]
      for value in values:
          for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
              print(pickle.dumps(value, protocol).hex())
      """;

  @EachPython
  void allowsArrays(Python python) {
    List<String> pickles = python.run(ARRAYS).lines().toList();
    assertTrue(pickles.size() >= 45);
    for (String pickle : pickles) {
      assertEquals("", refused(HexFormat.of().parseHex(pickle)), pickle);
    }
  }

  /** numpy 1.24 gives the function itself, and its name is changed for the whole process. */
  @Test
  void whatIsGivenBackIsNotChanged() {
    String pickle =
        "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'O'\ntR"
            + "ccopyreg\n_reconstructor\ntR(N}S'__name__'\nS'x'\nstb.";
    assertEquals("CHANGE what a call gave", refused(bytes(pickle)));
  }

  /** Python dies of a segmentation fault while it loads the first of them. */
  @Test
  void pointersAreNotMadeOfBytes() {
    String array = "\u0080\4cbuiltins\nlist\n(cnumpy\nndarray\n((I1\ntS'%s'\nC\10AAAAAAA\0tRtR.";
    assertEquals("CALL numpy.ndarray", refused(bytes(array.formatted("O"))));
    assertEquals("", refused(bytes(array.formatted("<f8"))));
    for (String fine : new String[] {"(lp0\n(S'O'\nS'f8'\ntp1\na", "(dS'names'\n(lS'O'\nasS'formats'\n(lS'f8'\nas"}) {
      assertEquals("", refused(bytes(array.replace("S'%s'\n", fine))), fine);
    }
    String[] objects = {
      "(lp0\n(S'a'\nS'O'\ntp1\na",
      "(lp0\n(S'a'\n(lp1\n(S'b'\nS'|O8'\ntata",
      "(lp0\n(S'a'\ng0\nta", // contains itself
      "(dS'names'\n(lS'O'\nasS'formats'\n(lS'f8'\nasS'formats'\n(lS'O'\nas",
      "(dS'formats'\n(lS'f8'\nas",
      "(lp0\n(S'a'\nS'f8'\nta(S'b'\n(S'O'\n(I2\nttta",
      "(lp0\n(S'a'\nS'f8'\ntap1\n0g1\n(S'b'\ncnumpy\ndtype\n(S'O'\ntRta",
    };
    for (String hidden : objects) {
      assertEquals("CALL numpy.ndarray", refused(bytes(array.replace("S'%s'\n", hidden))), hidden);
    }
    String hidden = "\u0080\4cnumpy\nndarray\n(I1\ntS'f8'\n\u0086}S'dtype'\nS'O'\ns\u0092.";
    assertEquals("CALL numpy.ndarray", refused(bytes(hidden)));
  }

  private static byte[] bytes(String pickle) {
    return pickle.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String refused(byte[] pickle) {
    AllowList allowed = NumpyNames.allowedBy(AllowList.ofPython());
    return Audit.of(MemorySegment.ofArray(pickle), allowed).stream()
        .filter(finding -> !finding.allowed())
        .map(NumpyNamesTest::text)
        .collect(Collectors.joining(", "));
  }

  private static String text(AuditFinding finding) {
    return finding.what() + " " + finding.name();
  }
}
