package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.mmapdict.pickle.spi.ByteSlice;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/pickle.md and of the classes (see ExamplesTest of dev/format). */
class PickleDocumentTest {
  @TempDir Path folder;

  record User(String name) {}

  @Test
  void valuesFilesAndStreams() throws IOException {
    Codecs codecs = Codecs.installed();
    byte[] pickle = codecs.pickler().dump(Map.of("a", List.of(1, 2.5, "text")));
    Map<?, ?> value = (Map<?, ?>) codecs.unpickler().load(pickle);
    assertEquals(Map.of("a", List.of(1L, 2.5, "text")), value);

    Path file = folder.resolve("values.pkl");
    codecs.pickler().protocol(2).dump(value, file);
    Object again = codecs.unpickler().load(file);
    assertEquals(value, again);

    List<@Nullable Object> seen = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Iterator<@Nullable Object> values = codecs.unpickler().sequence(in);
      while (values.hasNext()) {
        seen.add(values.next());
      }
    }
    assertEquals(List.of(value), seen);
  }

  record Keypoint(double x, double y, double angle, Optional<String> label) {}

  record Image(String name, List<Keypoint> keypoints) {}

  @Test
  void typed() {
    Codecs codecs = Codecs.installed();
    List<Keypoint> keypoints = List.of(new Keypoint(1, 2, 0.5, Optional.empty()));
    byte[] pickle = codecs.pickler().dump(new Image("a", keypoints));
    Object named = Map.of("b", codecs.unpickler().load(pickle));
    Image image = codecs.decode(MemorySegment.ofArray(pickle), Image.class);
    Map<String, Image> images = codecs.convert(named, new TypeReference<Map<String, Image>>() {});
    assertEquals(new Image("a", keypoints), image);
    assertEquals(Map.of("b", image), images);
  }

  @Test
  void mapped() throws IOException {
    Codecs codecs = Codecs.installed();
    Path file = folder.resolve("model.pkl");
    codecs.pickler().dump(Map.of("weights", new byte[] {7, 8}), file);
    byte first;
    try (Arena arena = Arena.ofConfined()) {
      Map<?, ?> model = (Map<?, ?>) codecs.unpickler().bytesAsSlices().load(file, arena);
      MemorySegment weights = ((ByteSlice) model.get("weights")).segment();
      first = weights.get(ValueLayout.JAVA_BYTE, 0);
    }
    assertEquals(7, first);
  }

  @Test
  void outside() {
    Codecs codecs = Codecs.installed();
    Map<String, User> users = Map.of("ann", new User("ann"));
    Pickler pickler =
        codecs.pickler().persistentIds(object -> object instanceof User user ? user.name() : null);
    Unpickler unpickler = codecs.unpickler().persistentIds(name -> users.get(name));
    byte[] pickle = pickler.dump(List.of(new User("ann")));
    assertSame(users.get("ann"), ((List<?>) unpickler.load(pickle)).get(0));

    byte[] bytes = {1, 2};
    ByteSlice image = new ByteSlice(MemorySegment.ofArray(bytes), -1, true);
    List<ByteSlice> buffers = new ArrayList<>();
    byte[] small = codecs.pickler().protocol(5).buffers(buffers::add).dump(List.of(image, image));
    assertEquals(List.of(image), buffers);
    Object received = codecs.unpickler().buffers(List.of(MemorySegment.ofArray(bytes))).load(small);
    assertArrayEquals(bytes, ((ByteSlice) ((List<?>) received).get(1)).toByteArray());
  }

  @Test
  void ofTheClasses() throws IOException {
    byte[] pickle = Codecs.installed().pickler().protocol(2).dump(Map.of("a", 1));
    Path file = folder.resolve("one.pkl");
    Files.write(file, pickle);
    Object value = Codecs.installed().unpickler().load(file);
    assertEquals(Map.of("a", 1L), value);

    List<String> seen = new ArrayList<>();
    MemorySegment segment = MemorySegment.ofArray(pickle);
    PickleScanner scanner = new PickleScanner(segment, 0, segment.byteSize());
    while (scanner.next()) {
      seen.add(scanner.offset() + " " + scanner.opcode());
    }
    assertEquals(List.of("0 PROTO", "2 EMPTY_DICT"), seen.subList(0, 2));
  }

  @Test
  void ofTheClassesTyped() {
    Codecs codecs = Codecs.installed();
    Keypoint keypoint = new Keypoint(1, 2, 0.5, Optional.empty());
    MemorySegment pickle = MemorySegment.ofArray(codecs.pickler().dump(List.of(keypoint)));
    Keypoint[] keypoints = codecs.decode(pickle, Keypoint[].class);
    assertArrayEquals(new Keypoint[] {keypoint}, keypoints);

    Object value = Map.of("a", new Keypoint(1, 2, 0.5, Optional.empty()));
    Map<String, Keypoint> named =
        codecs.convert(value, new TypeReference<Map<String, Keypoint>>() {});
    assertEquals(Map.of("a", keypoint), named);
  }
}
