package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stream of a worker's output is taken apart, however it is cut into chunks. */
class MarkedBytesTest {
  private static final String MARK = "#ab";

  @Test
  void chunksMakeNoDifference() {
    Random random = new Random(Seed.next("chunksMakeNoDifference"));
    for (int round = 0; round < 2000; round++) {
      StringBuilder stream = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        stream.append(
            random.nextInt(4) == 0 ? MARK : "#abx".substring(random.nextInt(4)).charAt(0));
      }
      String text = stream.toString();
      assertEquals(List.of(text.split(MARK, -1)), parts(text, random), text);
    }
  }

  private static List<String> parts(String text, Random random) {
    List<String> parts = new ArrayList<>();
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    MarkedBytes marked =
        new MarkedBytes(
            MARK.getBytes(StandardCharsets.US_ASCII),
            (from, start, end) -> part.write(from, start, end - start),
            () -> {
              parts.add(part.toString(StandardCharsets.US_ASCII));
              part.reset();
            });
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int at = 0;
    while (at < bytes.length) {
      int next = Math.min(bytes.length, at + 1 + random.nextInt(6));
      marked.accept(Arrays.copyOfRange(bytes, at, next), next - at);
      at = next;
    }
    marked.end();
    parts.add(part.toString(StandardCharsets.US_ASCII));
    return parts;
  }

  @Test
  void theTailIsTheLastOfAll() {
    Random random = new Random(Seed.next("theTailIsTheLastOfAll"));
    PrintedTail tail = new PrintedTail();
    for (int round = 0; round < 20; round++) {
      byte[] all = new byte[random.nextInt(400_000)];
      for (int i = 0; i < all.length; i++) {
        all[i] = (byte) ('a' + random.nextInt(26));
      }
      int at = 0;
      while (at < all.length) {
        int next = Math.min(all.length, at + random.nextInt(100_000));
        tail.append(all, at, next);
        at = next;
      }
      String text = new String(all, StandardCharsets.US_ASCII);
      assertEquals(
          text.substring(Math.max(0, text.length() - 65_536)),
          tail.take(StandardCharsets.US_ASCII));
    }
  }
}
