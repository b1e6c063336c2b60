package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> told = new ArrayList<>();
  private final Parts parts = new Parts((done, total) -> told.add(done + " of " + total), 100);

  @Test
  void partsAddUp() {
    LongConsumer first = parts.next(60);
    first.accept(20);
    first.accept(30);
    parts.next(40).accept(40);
    assertEquals(List.of("0 of 100", "20 of 100", "50 of 100", "60 of 100", "100 of 100"), told);
  }

  /** A file's length says only about how large what is in it is. */
  @Test
  void aPartIsNeverMoreThanItWasSaidToBe() {
    parts.next(60).accept(1000);
    assertEquals("60 of 100", told.getLast());
    parts.next(40).accept(30);
    parts.end();
    assertEquals("100 of 100", told.getLast());
  }
}
