package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.mmapdict.testkit.OddServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and connections that fail, stall and change. */
class OddServerTest {
  private static final int TRIES = 3;

  @TempDir Path folder;
  private byte[] file;
  private final byte[] large = new byte[9 << 20];

  @BeforeEach
  void fill() throws Exception {
    new Random(1).nextBytes(large);
    file = made("scan", large);
  }

  private byte[] made(String name, byte[] value) throws Exception {
    Path path = folder.resolve(name);
    try (MmapDict dict = MmapDict.open(path)) {
      dict.set("large", value);
      dict.set("middle", "x".repeat(100_000));
      for (int i = 0; i < 100; i++) {
        dict.set("key" + i, "x".repeat(1000));
      }
    }
    return Files.readAllBytes(path);
  }

  private static MmapDict open(OddServer server) {
    return new MmapDict(
        OpenFile.How.of(
            new RemoteFile(
                server.uri(), 64 << 20, TRIES, Duration.ofMillis(1), Duration.ofMillis(700))));
  }

  /** Every second request fails so, and the value is whole all the same. */
  private void survives(OddServer.Oddity oddity) throws Exception {
    try (OddServer server = new OddServer(file)) {
      Set<String> seen = ConcurrentHashMap.newKeySet();
      server.setOddity((number, exchange) ->
          seen.add(exchange.getRequestHeaders().getFirst("Range"))
              && oddity.answers(number, exchange));
      try (MmapDict remote = open(server)) {
        assertEquals(102, remote.size());
        assertArrayEquals(large, (byte[]) remote.get("large"));
      }
    }
  }

  @Test
  void aRequestThatFailsIsMadeAgain() throws Exception {
    survives((number, exchange) -> {
      exchange.sendResponseHeaders(503, -1);
      return true;
    });
  }

  @Test
  void aConnectionThatIsClosedIsMadeAgain() throws Exception {
    survives((number, exchange) -> {
      exchange.close();
      return true;
    });
  }

  @Test
  void aBodyThatIsCutOffIsFetchedAgain() throws Exception {
    survives((number, exchange) -> {
      try (OddServer cutting = new OddServer(file)) {
        cutting.part(exchange, 1);
      }
      return true;
    });
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedFor() throws Exception {
    survives((number, exchange) -> {
      OddServer.hold(Duration.ofSeconds(2));
      return true;
    });
  }

  @Test
  void aBodyThatStopsComingIsNotWaitedFor() throws Exception {
    survives((number, exchange) -> {
      exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/" + file.length);
      exchange.sendResponseHeaders(206, 100);
      exchange.getResponseBody().write(file, 0, 50);
      exchange.getResponseBody().flush();
      OddServer.hold(Duration.ofSeconds(2));
      return true;
    });
  }

  @Test
  void whatFailsForGoodNamesUrlOffsetAndTries() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      server.setOddity((number, exchange) -> {
        exchange.sendResponseHeaders(503, -1);
        return true;
      });
      int before = server.requests();
      MmapDictException failed = assertThrows(MmapDictException.class, () -> remote.get("middle"));
      String message = failed.getMessage();
      assertTrue(message.startsWith(server.uri() + ", offset "), message);
      assertTrue(message.contains("in 3 tries; the last one: status 503"), message);
      assertEquals(before + TRIES, server.requests());
      server.setOddity((number, exchange) -> false);
      assertEquals("x".repeat(100_000), remote.get("middle")); // and nothing is remembered of it
    }
  }

  @Test
  void aServerThatRefusesSeveralRangesIsAskedSingly() throws Exception {
    try (OddServer server = new OddServer(file)) {
      server.setOddity((number, exchange) -> {
        boolean several = exchange.getRequestHeaders().getFirst("Range").contains(",");
        if (several) {
          exchange.sendResponseHeaders(400, -1);
        }
        return several;
      });
      try (MmapDict remote = open(server)) {
        assertArrayEquals(large, (byte[]) remote.get("large"));
        assertEquals(102, remote.entries().stream().filter(EntryInfo::live).count());
      }
    }
  }

  /** Whenever a key is replaced, it is found: as it was, or as it is. */
  @Test
  void aKeyThatIsReplacedMeanwhileIsFound() throws Exception {
    Path path = folder.resolve("replaced");
    try (MmapDict dict = MmapDict.open(path)) {
      for (int i = 0; i < 6000; i++) { // so many that an index is left
        dict.set("key" + i % 500, "old" + "x".repeat(500));
      }
    }
    byte[] before = Files.readAllBytes(path);
    try (MmapDict dict = MmapDict.open(path)) {
      dict.set("key77", "new");
      dict.set("key499", "new" + "y".repeat(100_000));
    }
    byte[] after = Files.readAllBytes(path);
    List<String> seen = new ArrayList<>();
    for (int change = 1; change < 25; change++) {
      int changesAt = change;
      try (OddServer server = new OddServer(before)) {
        server.setOddity((number, exchange) -> {
          if (number == changesAt) {
            server.setFile(after);
            server.setTag("\"second\"");
          }
          return false;
        });
        try (MmapDict remote = open(server)) {
          for (String key : List.of("key77", "key499")) {
            String value = remote.get(key, String.class);
            assertTrue(value != null, key + " is gone when it changes at request " + change);
            seen.add(value.substring(0, 3));
          }
          assertEquals(500, remote.size(), "changed at request " + change);
        }
      }
    }
    assertTrue(seen.containsAll(List.of("old", "new")), seen.toString());
  }

  @Test
  void otherBytesThanThoseAskedForAreNotTaken() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      server.setOddity((number, exchange) -> {
        exchange.getResponseHeaders().set("Content-Range", "bytes 0-4/" + file.length);
        exchange.getResponseHeaders().set("ETag", "\"first\"");
        exchange.sendResponseHeaders(206, 5);
        exchange.getResponseBody().write(file, 0, 5);
        return true;
      });
      MmapDictException failed = assertThrows(MmapDictException.class, () -> remote.get("middle"));
      assertTrue(failed.getMessage().contains("other bytes came"), failed::getMessage);
    }
  }

  @Test
  void anotherTagOfTheSameFileIsNoReasonToComplain() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      server.setTag("\"second\"");
      assertArrayEquals(large, (byte[]) remote.get("large"));
    }
  }

  @Test
  void anotherFileOfTheSameLengthIsNotMixedWithThisOne() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      byte[] other = made("other", new byte[large.length]);
      assertEquals(file.length, other.length);
      server.setFile(other);
      server.setTag("\"second\"");
      MmapDictException changed = assertThrows(MmapDictException.class, () -> remote.get("large"));
      assertTrue(changed.getMessage().contains("has changed at the server"), changed::getMessage);
    }
  }

  @Test
  void aFileThatBecameShorterIsNoticed() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      server.setFile(Arrays.copyOf(file, file.length - 100));
      MmapDictException changed = assertThrows(MmapDictException.class, () -> remote.get("large"));
      assertTrue(changed.getMessage().contains("has changed at the server"), changed::getMessage);
    }
  }

  @Test
  void aServerThatNoLongerTellsTheLengthIsToldSo() throws Exception {
    try (OddServer server = new OddServer(file);
        MmapDict remote = open(server)) {
      server.setOddity((number, exchange) -> {
        exchange.getResponseHeaders().set("Content-Range", "bytes */*");
        exchange.sendResponseHeaders(416, -1);
        return true;
      });
      MmapDictException refused = assertThrows(MmapDictException.class, () -> remote.get("middle"));
      assertTrue(refused.getMessage().contains("(416)"), refused::getMessage);
      assertFalse(refused.getMessage().contains("-1"), refused::getMessage);
      server.setOddity(OddServerTest::withoutLength);
      refused = assertThrows(MmapDictException.class, () -> remote.get("middle"));
      assertTrue(refused.getMessage().contains("how long the file is"), refused::getMessage);
      assertFalse(refused.getMessage().contains("-1"), refused::getMessage);
    }
  }

  private static boolean withoutLength(int number, HttpExchange exchange) throws IOException {
    OddServer.Asked asked = OddServer.asked(exchange).getFirst();
    int bytes = (int) (asked.end() - asked.start());
    String range = asked.start() + "-" + (asked.end() - 1);
    exchange.getResponseHeaders().set("Content-Range", "bytes " + range + "/*");
    exchange.sendResponseHeaders(206, bytes);
    exchange.getResponseBody().write(new byte[bytes]);
    return true;
  }
}
