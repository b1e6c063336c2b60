package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a record's accessor throws is told with where the record is, and is the cause. */
class RecordAccessorTest {
  record Lazy(int size, String text) {
    @Override
    public String text() {
      throw new IllegalStateException("not yet");
    }
  }

  record Fatal(int size) {
    @Override
    public int size() {
      throw new StackOverflowError("deep");
    }
  }

  @Test
  void namesThePathAndKeepsTheCause() {
    Map<String, Object> value = Map.of("a", List.of(1, new Lazy(1, "b")));
    PickleException e = assertThrows(PickleException.class, () -> Codecs.of().dump(value));
    assertEquals(IllegalStateException.class, e.getCause().getClass());
    assertEquals(
        ".a[1]: reading text of the record "
            + Lazy.class.getName()
            + " failed: java.lang.IllegalStateException: not yet",
        e.getMessage());
  }

  @Test
  void anErrorIsNotHidden() {
    assertThrows(StackOverflowError.class, () -> Codecs.of().dump(new Fatal(1)));
  }
}
