package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CloseTest {
  private static final List<String> COMMANDS =
      List.of("demo", "register", "ls", "get", "put", "rm", "vacuum", "reclaim", "fsck");

  @Test
  void slipsOfThePen() {
    assertEquals(List.of("get"), Close.to("gte", COMMANDS)); // two neighbours swapped
    assertEquals(List.of("vacuum"), Close.to("vaccum", COMMANDS));
    assertEquals(List.of("register"), Close.to("REGISTR", COMMANDS));
    assertEquals(List.of(), Close.to("xyzzy", COMMANDS));
  }

  @Test
  void partsOfEachOther() {
    assertEquals(List.of("exposure"), Close.to("exp", List.of("exposure", "note")));
    assertEquals(List.of("note"), Close.to("note/1", List.of("exposure", "note")));
    assertEquals(List.of(), Close.to("e", List.of("exposure", "note")));
  }

  /** What a star stands for is no slip. */
  @Test
  void starsCostNothing() {
    List<String> keys = List.of("frame/0001", "frame/0002/mask", "keypoints/boat1");
    assertEquals(List.of("frame/0001", "frame/0002/mask"), Close.to("fram/*", keys));
    assertEquals(List.of("frame/0002/mask"), Close.to("frame/*/mast", keys));
    assertEquals(List.of("keypoints/boat1"), Close.to("keypoint/*", keys));
  }

  @Test
  void theClosestFirstAndNotTooMany() {
    assertEquals(
        List.of("abcdefx", "abcdexy"),
        Close.to("abcdefg", List.of("abcdexy", "abcdefx", "abcdxyz")));
    assertEquals(
        5, Close.to("key1", List.of("key2", "key3", "key4", "key5", "key6", "key7")).size());
    assertEquals("; close to it: 'get', 'put'", Close.hint("gut", COMMANDS));
    assertEquals("", Close.hint("xyzzy", COMMANDS));
  }
}
