package io.mmapdict.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.Damaged;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files that mmappickle 1.0.1 wrote: each value is what {@code golden/README.json} says, as
 * real Python evaluates it, and the files live on in our hands.
 */
class GoldenFilesTest {
  private static final List<String> WHOLE =
      List.of(
          "empty.mmdpickle",
          "values.mmdpickle",
          "arrays.mmdpickle",
          "masked.mmdpickle",
          "deleted.mmdpickle",
          "vacuumed.mmdpickle",
          "keys.mmdpickle",
          "memo.mmdpickle");

  static List<String> whole() {
    return WHOLE;
  }

  static Stream<Arguments> wholeInEveryPython() {
    return WHOLE.stream()
        .flatMap(name -> Python.all().stream().map(python -> Arguments.of(name, python)));
  }

  @TempDir private Path scratch;

  @Test
  void everyStoredFileIsTested() throws IOException {
    try (Stream<Path> files = Files.list(Scripts.resource("golden"))) {
      List<String> others =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !WHOLE.contains(name))
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "README.json",
              "killed-in-entry.mmdpickle",
              "killed-no-terminator.mmdpickle",
              "plain-dict.pkl"),
          others);
    }
  }

  @ParameterizedTest
  @MethodSource("whole")
  void everyValueIsReadAndEveryArrayMapped(String name) throws IOException {
    Path file = copy(name);
    byte[] before = Files.readAllBytes(file);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertValues(name, dict);
      for (Object value : dict.values()) {
        if (value instanceof NDArray array) {
          assertMapped(file, array);
        } else if (value instanceof MaskedArray masked) {
          assertMapped(file, masked.data());
          assertMapped(file, masked.mask());
        }
      }
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aListStoredOnceAndReferredToIsOneList() throws IOException {
    try (MmapDict dict = MmapDict.open(copy("values.mmdpickle"))) {
      List<?> shared = requireNonNull(dict.get("shared", List.class));
      assertSame(shared.get(0), shared.get(1));
      assertSame(shared.get(0), shared.get(2));
    }
  }

  @Test
  void anElementSetThroughTheMappingIsInTheFile() throws IOException {
    Path file = copy("arrays.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray large = requireNonNull(dict.get("large", NDArray.class));
      assertEquals(69_999, large.at(699, 99).getInt());
      large.at(699, 99).setInt(-1);
    }
    try (MmapDict again = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(-1, requireNonNull(again.get("large", NDArray.class)).at(699, 99).getInt());
    }
  }

  @ParameterizedTest
  @MethodSource("wholeInEveryPython")
  void isAppendedToAndDeletedFromAndThePeerAndPlainPythonFollow(String name, Python python)
      throws IOException {
    Path file = copy(name);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      for (String first : dict.keySet().stream().limit(1).toList()) {
        dict.remove(first);
      }
      Map<String, Object> three = new LinkedHashMap<>();
      three.put("three", 3.0);
      dict.put("java", List.of(1L, "two", three));
      NDArray array = NDArray.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
      dict.put("java/array", array.as(ArrayForm.MMAPPICKLE));
    }
    Scripts.run(python, "golden_check", "changed", file, name);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      assertEquals("after java", dict.get("peer"));
      assertTrue(!dict.containsKey("java"));
      assertEquals(5f, requireNonNull(dict.get("java/array", NDArray.class)).at(1, 2).getFloat());
    }
  }

  @Damaged
  @ParameterizedTest
  @ValueSource(strings = {"killed-no-terminator.mmdpickle", "killed-in-entry.mmdpickle"})
  void ofADamagedFileWholeEntriesAreReadAndWritingIsRefused(String name) throws IOException {
    Path file = copy(name);
    byte[] before = Files.readAllBytes(file);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertValues(name, dict);
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      assertValues(name, dict);
      for (Runnable change :
          List.<Runnable>of(() -> dict.put("new", 1L), () -> dict.remove("none"))) {
        MmapDictException refused = assertThrows(MmapDictException.class, change::run);
        assertTrue(refused.getMessage().contains("fsck"), refused.getMessage());
        assertTrue(refused.getMessage().contains(name), refused.getMessage());
      }
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  private static void assertValues(String name, MmapDict dict) {
    List<String> lines =
        Scripts.run(Python.any(), "golden_check", "describe", name).lines().toList();
    StringBuilder found = new StringBuilder();
    for (String key : dict.keySet()) {
      found.append(Describe.text(key)).append('\n');
      found.append(Describe.text(dict.get(key))).append('\n');
    }
    assertEquals(lines, found.toString().lines().toList());
  }

  /** What is written into the file there is an element at once. */
  private static void assertMapped(Path file, NDArray array) throws IOException {
    MemorySegment elements = array.asSegment();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long last = array.fileOffset().orElseThrow() + elements.byteSize() - 1;
      byte was = elements.get(ValueLayout.JAVA_BYTE, elements.byteSize() - 1);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (was + 1)}), last);
      assertEquals((byte) (was + 1), elements.get(ValueLayout.JAVA_BYTE, elements.byteSize() - 1));
      channel.write(ByteBuffer.wrap(new byte[] {was}), last);
    }
  }

  private Path copy(String name) throws IOException {
    return Files.copy(Scripts.resource("golden/" + name), scratch.resolve(name));
  }
}
