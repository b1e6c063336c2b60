package io.mmapdict.pickle;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What hostile files of just under 1 MiB make the audit, the disassembly and the optimizer
 * allocate. What they write is written and not kept.
 */
class ToolAllocationTest {
  private static final List<String> ROWS = new ArrayList<>(HostileRows.READ);

  static {
    ROWS.addAll(HostileRows.TOLD);
  }

  @Test
  void inProportionAFileOf16KiB() throws IOException {
    int size = Allocated.MEBI / 64 - 1;
    Allocated.isLittle(ROWS, size, Allocated.FREE, ToolAllocationTest::audit);
    Allocated.isLittle(ROWS, size, Allocated.FREE, ToolAllocationTest::disassemble);
    Allocated.isLittle(ROWS, size, Allocated.FREE, ToolAllocationTest::optimize);
  }

  @Test
  @Tag("long")
  void theAuditOfAFileOf1MiB() throws IOException {
    Allocated.isLittle(ROWS, Allocated.MEBI - 1, 0, ToolAllocationTest::audit);
  }

  @Test
  @Tag("long")
  void theDisassemblyOfAFileOf1MiB() throws IOException {
    Allocated.isLittle(ROWS, Allocated.MEBI - 1, 0, ToolAllocationTest::disassemble);
  }

  @Test
  @Tag("long")
  void theOptimizerOfAFileOf1MiB() throws IOException {
    Allocated.isLittle(ROWS, Allocated.MEBI - 1, 0, ToolAllocationTest::optimize);
  }

  private static void audit(byte[] pickle) {
    Audit.of(MemorySegment.ofArray(pickle), AllowList.ofPython());
  }

  private static void disassemble(byte[] pickle) throws IOException {
    try (Writer out =
        new OutputStreamWriter(OutputStream.nullOutputStream(), StandardCharsets.UTF_8)) {
      Disassembly.write(MemorySegment.ofArray(pickle), out);
    }
  }

  private static void optimize(byte[] pickle) throws IOException {
    Optimizer.write(MemorySegment.ofArray(pickle), OutputStream.nullOutputStream());
  }
}
