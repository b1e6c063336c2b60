package io.mmapdict.pickle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What hostile files of just under 1 MiB make the decoder allocate, in all and not only at once: a
 * few opcodes again and again, each of which costs a byte or two.
 */
class AllocationTest {
  private static final Codecs CODECS = Codecs.of();

  @Test
  void inProportionAFileOf16KiB() throws IOException {
    Allocated.isLittle(
        HostileRows.READ,
        Allocated.MEBI / 64 - 1,
        Allocated.FREE,
        pickle -> CODECS.load(MemorySegment.ofArray(pickle)));
  }

  @Test
  @Tag("long")
  void atMost64MiBForAFileOf1MiB() throws IOException {
    Allocated.isLittle(
        HostileRows.READ,
        Allocated.MEBI - 1,
        0,
        pickle -> CODECS.load(MemorySegment.ofArray(pickle)));
    Allocated.isLittle(
        HostileRows.READ,
        Allocated.MEBI - 1,
        0,
        pickle -> CODECS.loadToConvert(MemorySegment.ofArray(pickle)));
    Allocated.isLittle(
        HostileRows.READ,
        Allocated.MEBI - 1,
        0,
        pickle -> CODECS.unpickler().bytesAsSlices().load(pickle));
    Allocated.isLittle(
        HostileRows.READ,
        Allocated.MEBI - 1,
        0,
        pickle -> CODECS.unpickler().load(new ByteArrayInputStream(pickle)));
  }
}
