package io.mmapdict.pickle.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import io.mmapdict.pickle.Pickler;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import io.mmapdict.pickle.spi.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link ValueCodec} must hold. Extend it, give the codec and some values, small and
 * large, empty ones too; JUnit runs the rest.
 */
public abstract class ValueCodecContract {
  private static final Set<Opcode> NOT_IN_AN_ENTRY =
      EnumSet.of(Opcode.PROTO, Opcode.FRAME, Opcode.STOP, Opcode.MEMOIZE);

  /**
   * Checks one value in all pickles of it: dump's, each protocol's, and one without its buffers.
   */
  private static final String LOAD_EACH =
      """
      import os, pickle, sys
      folder, check, hashable = sys.argv[1:]
      def hashes(value):
          try:
              hash(value)
          except TypeError:
              return type(value) is slice  # from Python 3.12 on
          return True
      names = sorted(os.listdir(folder))
      buffers = [open(os.path.join(folder, 'buffer%d' % i), 'rb').read()
                 for i in range(sum(name.startswith('buffer') for name in names))]
      for name in names:
          if not name.startswith('buffer'):
              print('in the pickle', name)
              with open(os.path.join(folder, name), 'rb') as f:
                  value = pickle.load(f, buffers=map(bytearray, buffers))
              exec(check)
              assert str(hashes(value)).lower() == hashable, 'isHashable says ' + hashable
      """;

  /** So many places of a pickle are cut or changed, evenly spread where it has more bytes. */
  private static final int PLACES = 2000;

  /** The codec under test. */
  protected abstract ValueCodec codec();

  /** Other codecs without which this one's values cannot be read, those of their parts. */
  protected List<ValueCodec> neededCodecs() {
    return List.of();
  }

  /** Values it writes. */
  protected abstract List<?> samples();

  /** Whether a value came back right; by default {@code equals}. */
  protected boolean same(Object expected, Object actual) {
    return expected.equals(actual);
  }

  /**
   * Python code that fails (by {@code assert}) if {@code value} is not what this sample should be
   * in Python; empty, the default, where Python is not asked.
   */
  protected String pythonCheck(Object sample) {
    return "";
  }

  /** The interpreters to ask; by default the {@code python3} on the path. */
  protected List<String> pythons() {
    return List.of("python3");
  }

  /** Whether Python can hash a sample; by default what the codec says. */
  protected boolean isHashable(Object sample) {
    return codec().isHashable(sample);
  }

  @Test
  void claimsSomething() {
    assertFalse(codec().writes().isEmpty() && codec().reads().isEmpty());
    assertFalse(samples().isEmpty(), "the contract needs samples");
  }

  @Test
  void comesBackAtTheTop() {
    for (Object sample : samples()) {
      assertSameValue(sample, again(alone(), sample, 0));
    }
  }

  @Test
  void comesBackBesideAllInstalledCodecs() {
    List<ValueCodec> all = new ArrayList<>(Codecs.installed().codecs());
    if (all.stream().noneMatch(other -> other.getClass() == codec().getClass())) {
      all.add(codec());
    }
    Codecs codecs = Codecs.of(all.toArray(new ValueCodec[0]));
    for (Object sample : samples()) {
      assertSameValue(sample, again(codecs, sample, 0));
    }
  }

  @Test
  void comesBackNested() {
    for (Object sample : samples()) {
      List<?> list = (List<?>) again(alone(), List.of("a", List.of(sample), "b"), 0);
      assertSameValue(sample, ((List<?>) list.get(1)).get(0));
      PyTuple tuple = (PyTuple) again(alone(), PyTuple.of(1, PyTuple.of(sample), 2), 0);
      assertSameValue(sample, ((PyTuple) tuple.get(1)).get(0));
      Map<?, ?> map = (Map<?, ?>) again(alone(), Map.of("k", Map.of("inner", sample)), 0);
      assertSameValue(sample, ((Map<?, ?>) map.get("k")).get("inner"));
    }
  }

  @Test
  void comesBackFromAStreamOfEachProtocol() throws IOException {
    for (Object sample : samples()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Pickler pickler = alone().pickler().protocol(protocol);
        for (Pickler each : List.of(pickler, pickler.fast())) {
          ByteArrayInputStream in = new ByteArrayInputStream(each.dump(PyTuple.of(1, sample)));
          PyTuple read = (PyTuple) alone().unpickler().load(in);
          assertSameValue(sample, read.get(1));
        }
      }
    }
  }

  @Test
  void comesBackWithItsBuffersOutside() {
    for (Object sample : samples()) {
      List<MemorySegment> buffers = new ArrayList<>();
      Pickler pickler =
          alone().pickler().protocol(5).buffers(buffer -> buffers.add(buffer.segment()));
      byte[] pickle = pickler.dump(List.of(sample, sample));
      List<?> read = (List<?>) alone().unpickler().buffers(buffers).load(pickle);
      assertSameValue(sample, read.get(0));
      assertSame(read.get(0), read.get(1));
    }
  }

  @Test
  void isSharedWhereItWasShared() {
    for (Object sample : samples()) {
      List<?> list = (List<?>) again(alone(), List.of(sample, sample, PyTuple.of(sample)), 0);
      assertSameValue(sample, list.get(0));
      assertSame(list.get(0), list.get(1));
      assertSame(list.get(0), ((PyTuple) list.get(2)).get(0));
    }
  }

  @Test
  void isAKeyWherePythonHashesIt() {
    for (Object sample : samples()) {
      Map<?, ?> map = Map.of(PyTuple.of(sample), 1L);
      if (isHashable(sample)) {
        assertTrue(alone().dump(map).length > 0);
      } else {
        assertThrows(PickleException.class, () -> alone().dump(map));
      }
    }
  }

  @Test
  void canStandAtAnyOffset() {
    for (Object sample : samples()) {
      for (long offset : new long[] {1, 2, 3, 7, 24, 61, 62, 63, 64, 65, 4093, 4096}) {
        assertSameValue(sample, again(alone(), sample, offset));
        assertSameValue(sample, ((List<?>) again(alone(), List.of(sample), offset)).get(0));
      }
    }
  }

  @Test
  void encodesToTheSameBytesTwice() {
    for (Object sample : samples()) {
      Encoding encoding = alone().encode(sample);
      assertEquals(Arrays.hashCode(bytes(encoding, 5)), Arrays.hashCode(bytes(encoding, 5)));
      assertTrue(encoding.memoMax() >= 1);
    }
  }

  @Test
  void usesOnlyOpcodesThatMayStandInAnEntry() {
    for (Object sample : samples()) {
      byte[] encoded = bytes(alone().encode(List.of(sample, sample)), 0);
      PickleScanner scanner = new PickleScanner(MemorySegment.ofArray(encoded), 0, encoded.length);
      while (scanner.next()) {
        assertFalse(NOT_IN_AN_ENTRY.contains(scanner.opcode()), () -> "found " + scanner.opcode());
      }
    }
  }

  @Test
  void cutOffIsAPickleException() {
    for (Object sample : samples()) {
      byte[] pickle = alone().dump(sample);
      for (int length : places(pickle.length)) {
        MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(pickle, length));
        assertThrows(
            PickleException.class, () -> alone().load(cut), () -> "cut after " + length + " bytes");
      }
    }
  }

  @Test
  void aChangedByteIsAValueOrAPickleException() {
    for (Object sample : samples()) {
      byte[] pickle = alone().dump(sample);
      for (int place : places(pickle.length)) {
        byte[] changed = pickle.clone();
        changed[place] ^= (byte) (1 << place % 8);
        try {
          alone().load(MemorySegment.ofArray(changed));
        } catch (PickleException expected) {
          assertNotNull(expected.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
          fail("the byte at " + place + " changed", e);
        }
      }
    }
  }

  @Test
  void pythonSeesWhatItShould(@TempDir Path folder) throws IOException {
    for (Object sample : samples()) {
      String check = pythonCheck(sample);
      if (check.isEmpty()) {
        continue;
      }
      Files.write(folder.resolve("1"), alone().dump(sample));
      for (int protocol = 2; protocol <= 5; protocol++) {
        Pickler pickler = alone().pickler().protocol(protocol);
        pickler.dump(sample, folder.resolve(String.valueOf(protocol)));
        pickler.fast().dump(sample, folder.resolve("fast" + protocol));
      }
      List<ByteSlice> buffers = new ArrayList<>();
      alone().pickler().protocol(5).buffers(buffers::add).dump(sample, folder.resolve("0"));
      for (int i = 0; i < buffers.size(); i++) {
        Files.write(folder.resolve("buffer" + i), buffers.get(i).toByteArray());
      }
      for (String python : pythons()) {
        run(python, folder, check, isHashable(sample));
      }
      for (int i = 0; i < buffers.size(); i++) {
        Files.delete(folder.resolve("buffer" + i));
      }
    }
  }

  private static void run(String python, Path folder, String check, boolean isHashable) {
    try {
      Process process =
          new ProcessBuilder(
                  python, "-c", LOAD_EACH, folder.toString(), check, String.valueOf(isHashable))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "Python does not end");
      assertEquals(0, process.exitValue(), python + ":\n" + output + "\nin\n" + check);
    } catch (IOException e) {
      Assumptions.abort("missing: " + python + " (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while Python ran", e);
    }
  }

  private Codecs alone() {
    List<ValueCodec> codecs = new ArrayList<>(neededCodecs());
    codecs.add(codec());
    return Codecs.of(codecs.toArray(new ValueCodec[0]));
  }

  private void assertSameValue(Object expected, Object actual) {
    assertInstanceOf(Object.class, actual);
    assertTrue(same(expected, actual), () -> "expected " + expected + ", found " + actual);
  }

  /** Written at an offset of a segment and read from there. */
  private static Object again(Codecs codecs, Object value, long offset) {
    byte[] encoded = bytes(codecs.encode(value), offset);
    MemorySegment file = Arena.ofAuto().allocate(offset + encoded.length + 3);
    MemorySegment.copy(encoded, 0, file, ValueLayout.JAVA_BYTE, offset, encoded.length);
    return codecs.decode(file, offset, offset + encoded.length);
  }

  private static byte[] bytes(Encoding encoding, long offset) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    encoding.writeTo(
        offset,
        new PayloadSink() {
          @Override
          public void write(MemorySegment bytes) {
            try {
              out.write(bytes.toArray(ValueLayout.JAVA_BYTE));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void skip(long byteCount) {
            out.writeBytes(new byte[Math.toIntExact(byteCount)]);
          }
        });
    assertEquals(encoding.sizeAt(offset), out.size(), "sizeAt and writeTo differ at " + offset);
    return out.toByteArray();
  }

  private static List<Integer> places(int length) {
    if (length <= PLACES) {
      return IntStream.range(0, length).boxed().toList();
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      places.add((int) ((long) i * length / PLACES));
    }
    return places;
  }
}
