package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.DeepEquality;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Nginx;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files read through a real nginx, against the same files read here. */
class RemoteFileTest {
  private static final int LARGE_BYTES = 3 << 20;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("scan.mmdpickle");
  }

  private static byte[] noise(int bytes, int seed) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private void fill() {
    try (MmapDict dict = MmapDict.open(file())) {
      dict.set("number", 7L);
      dict.set("text", "é".repeat(200_000));
      dict.set("bytes", noise(300_000, 1));
      dict.set("large", noise(LARGE_BYTES, 2));
      dict.set("gone", noise(70_000, 3));
      dict.set("list", List.of("a", noise(5000, 4), List.of(noise(2000, 5), "é".repeat(9000))));
      dict.delete("gone");
      for (int i = 0; i < 300; i++) {
        dict.set("key" + i, Map.of("i", (long) i, "text", "x".repeat(i * 10)));
      }
    }
  }

  @Test
  void valuesAreThoseOfTheFile() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder);
        MmapDict local = MmapDict.open(file(), OpenMode.READ_ONLY);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      assertEquals(List.copyOf(local.keySet()), List.copyOf(remote.keySet()));
      assertArrayEquals(noise(LARGE_BYTES, 2), (byte[]) remote.get("large"));
      for (String key : local.keySet()) {
        assertTrue(DeepEquality.equal(local.get(key), remote.get(key)), key);
      }
      assertFalse(remote.containsKey("gone"));
      assertEquals(local.entries(), remote.entries());
      assertEquals(local.commitNumber(), remote.commitNumber());
      assertEquals(local.keySet(), remote.snapshot().keySet());
    }
  }

  @Test
  void byTheIndexKeysTakeFewRequestsAndNoValues() throws Exception {
    int keys = 1000;
    try (MmapDict dict = MmapDict.open(file())) {
      for (int i = 0; i < keys; i++) {
        dict.set("large" + i, new HoleCodec.Hole(1 << 20));
      }
      for (int i = 0; i < 6000; i++) { // so many that an index is left
        dict.set("small" + i % 100, (long) i);
      }
    }
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      assertEquals(keys + 100, remote.keySet().size());
      assertTrue(remote.containsKey("large999"));
      List<Nginx.Request> requests = nginx.requests();
      assertTrue(requests.size() <= 16, requests.size() + " requests");
      long bytes = requests.stream().mapToLong(Nginx.Request::bytes).sum();
      assertTrue(bytes < 2 << 20, bytes + " bytes of " + Files.size(file()));
    }
  }

  @Test
  void withoutAnIndexEqualEntriesTakeFewRequests() throws Exception {
    try (MmapDict dict = MmapDict.open(file())) {
      for (int i = 0; i < 1000; i++) {
        dict.set("large%04d".formatted(i), new HoleCodec.Hole(1 << 20));
      }
    }
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      assertEquals(1000, remote.size());
      List<Nginx.Request> requests = nginx.requests();
      assertTrue(requests.size() <= 20, requests.size() + " requests");
    }
  }

  @Test
  void aServerThatGivesOneRangeAtATimeIsAskedSingly() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder, "max_ranges 1;");
        MmapDict local = MmapDict.open(file(), OpenMode.READ_ONLY);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      for (String key : local.keySet()) {
        assertTrue(DeepEquality.equal(local.get(key), remote.get(key)), key);
      }
      long bytes = nginx.requests().stream().mapToLong(Nginx.Request::bytes).sum();
      assertTrue(bytes < 2 * Files.size(file()), bytes + " bytes");
    }
  }

  @Test
  void whatTheServerDoesNotGiveIsSaid() throws Exception {
    Files.writeString(folder.resolve("other.txt"), "no pickle");
    Files.createFile(folder.resolve("empty"));
    try (Nginx nginx = Nginx.of(folder, "location /secret { return 403; }")) {
      refused("no such file (404)", nginx, "none.mmdpickle");
      refused("refuses to give it (403)", nginx, "secret");
      refused("another kind of file", nginx, "other.txt");
      refused("empty", nginx, "empty");
    }
    try (Nginx nginx = Nginx.of(folder, "max_ranges 0;")) {
      refused("knows no ranges", nginx, "other.txt");
    }
    MmapDictException nobody =
        assertThrows(
            MmapDictException.class,
            () ->
                open(
                    new RemoteFile(
                        URI.create("http://127.0.0.1:1/x"),
                        1 << 20,
                        2,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(5))));
    assertEquals(
        "http://127.0.0.1:1/x: nothing answers at 127.0.0.1:1, tried 2 times; is the"
            + " server running, and are host and port right?",
        nobody.getMessage());
    assertNotNull(nobody.getCause());
  }

  @Test
  void aHostThatIsNotThereIsNamed() {
    MmapDictException unknown =
        assertThrows(
            MmapDictException.class,
            () -> MmapDict.open(URI.create("http://nobody.invalid/x"))); // RFC 6761: never one
    assertTrue(
        unknown.getMessage().contains("there is no host nobody.invalid"), unknown::getMessage);
  }

  @Test
  void pythonsOwnServerKnowsNoRanges() throws Exception {
    fill();
    String script =
        """
        import functools, http.server, sys
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
        server = http.server.HTTPServer(('127.0.0.1', 0), handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """;
    try (LineProcess python =
        new LineProcess(Python.any().start(List.of(), script, folder.toString()))) {
      URI uri = URI.create("http://127.0.0.1:" + python.line() + "/scan.mmdpickle");
      MmapDictException refusal = assertThrows(MmapDictException.class, () -> MmapDict.open(uri));
      assertTrue(refusal.getMessage().contains("knows no ranges"), refusal::getMessage);
    }
  }

  @Test
  void otherUrlsAreRefused() {
    for (String url : List.of("ftp://host/a", "http:/a", "relative", "http://h/a//b")) {
      assertThrows(MmapDictException.class, () -> MmapDict.open(URI.create(url)), url);
    }
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNeverShown() {
    for (String url :
        List.of(
            "http://me:secret@host/a?b",
            "HTTPS://me:secret@host:80/a",
            "http://secret@host/a",
            "http://me:se@secret@host/a",
            "ftp://me:secret@host/a")) {
      MmapDictException refusal =
          assertThrows(MmapDictException.class, () -> MmapDict.open(URI.create(url)), url);
      assertFalse(refusal.toString().contains("secret"), refusal::toString);
      assertTrue(refusal.getMessage().contains("/***@host"), refusal::getMessage);
    }
    MmapDictException refusal =
        assertThrows(
            MmapDictException.class, () -> MmapDict.open(URI.create("https://me:secret@host/a")));
    assertTrue(
        refusal.getMessage().startsWith("https://***@host/a: user and password are not taken"),
        refusal::getMessage);
  }

  private static MmapDict open(RemoteFile remote) {
    return new MmapDict(OpenFile.How.of(remote));
  }

  private static void refused(String what, Nginx nginx, String name) {
    MmapDictException refusal =
        assertThrows(MmapDictException.class, () -> MmapDict.open(nginx.uri(name)));
    assertTrue(refusal.getMessage().contains(what), refusal::getMessage);
    assertTrue(refusal.getMessage().startsWith(nginx.uri(name).toString()), refusal::getMessage);
  }

  @Test
  void itIsReadOnlyAndTravelsAsItsUrl() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      assertEquals(nginx.uri("scan.mmdpickle"), remote.uri());
      assertEquals("MmapDict[" + remote.uri() + "]", remote.toString());
      assertEquals(OpenMode.READ_ONLY, remote.mode());
      assertThrows(UnsupportedOperationException.class, () -> remote.set("a", 1L));
      assertThrows(UnsupportedOperationException.class, () -> remote.delete("number"));
      assertThrows(UnsupportedOperationException.class, remote::vacuum);
      assertThrows(UnsupportedOperationException.class, remote::reclaim);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
        objects.writeObject(remote);
      }
      try (ObjectInputStream in =
              new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()));
          MmapDict arrived = assertInstanceOf(MmapDict.class, in.readObject())) {
        assertEquals(remote.uri(), arrived.uri());
        assertEquals(7L, arrived.get("number"));
      }
      assertEquals(file().toUri(), MmapDict.open(file().toUri()).uri());
    }
  }

  @Test
  void aFileThatOthersAppendToIsThatOfTheMomentOfOpening() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder);
        MmapDict writer = MmapDict.open(file());
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      List<String> before = new ArrayList<>(remote.keySet());
      writer.set("new", noise(100_000, 9));
      assertArrayEquals(noise(LARGE_BYTES, 2), (byte[]) remote.get("large"));
      writer.delete("bytes");
      MmapDictException gone = assertThrows(MmapDictException.class, () -> remote.get("bytes"));
      assertTrue(gone.getMessage().contains("removed or replaced at the server"), gone::getMessage);
      assertEquals("bytes", gone.key());
      assertEquals(before, List.copyOf(remote.keySet()));
      try (MmapDict again = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
        assertArrayEquals(noise(100_000, 9), (byte[]) again.get("new"));
        assertFalse(again.containsKey("bytes"));
      }
    }
  }

  /** Going over all entries brings bytes of values that may be gone by then. */
  @Test
  void whatCameWithAllEntriesIsNotTakenForThatOfTheOpening() throws Exception {
    byte[] bytes = noise(20_000, 1);
    List<String> gone = new ArrayList<>();
    try (MmapDict dict = MmapDict.open(file())) {
      for (int i = 0; i < 6000; i++) { // so many that an index is left
        dict.set("key" + i % 100, (long) i);
        if (i % 200 == 199 && i < 4000) {
          gone.add("gone" + i);
          dict.set("gone" + i, bytes);
          dict.set("there" + i, bytes);
        }
      }
    }
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      try (MmapDict writer = MmapDict.open(file())) {
        writer.set("new", noise(100_000, 9));
        gone.forEach(writer::delete);
        assertTrue(writer.reclaim().diskSaved() > 0);
      }
      assertFalse(remote.entries().isEmpty());
      for (String key : gone) {
        byte[] found;
        try {
          found = (byte[]) remote.get(key);
        } catch (MmapDictException e) {
          assertTrue(e.getMessage().contains("removed or replaced at the server"), e::getMessage);
          continue;
        }
        assertArrayEquals(bytes, found, key); // came when the file was opened
      }
      assertArrayEquals(bytes, (byte[]) remote.get("there3999"));
    }
  }

  @Test
  void aSchemeMayBeInCapitals() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder)) {
      URI uri = nginx.uri("scan.mmdpickle");
      try (MmapDict remote = MmapDict.open(URI.create("HTTP" + uri.toString().substring(4)))) {
        assertEquals(7L, remote.get("number"));
        assertEquals(uri, remote.uri());
      }
    }
  }

  /** Keys that are there all the while are found, however the file changes while it is opened. */
  @Test
  void aBusyFileIsOpenedWhole() throws Exception {
    int keys = 2000;
    AtomicBoolean done = new AtomicBoolean();
    try (MmapDict dict = MmapDict.open(file())) {
      for (int i = 0; i < 6000; i++) { // so many that an index is left
        dict.set("key" + i % keys, i % keys + ":" + "x".repeat(100));
      }
    }
    try (Nginx nginx = Nginx.of(folder);
        MmapDict writer = MmapDict.open(file())) {
      Thread writing =
          Thread.ofPlatform()
              .start(() -> {
                Random random = new Random(7);
                while (!done.get()) {
                  int i = random.nextInt(keys);
                  writer.set("key" + i, i + ":" + "x".repeat(100));
                  LockSupport.parkNanos(1_000_000);
                }
              });
      try {
        for (int round = 0; round < 40; round++) {
          try (MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
            for (int i = 0; i < keys; i++) {
              assertEquals(i + ":" + "x".repeat(100), remote.get("key" + i), "round " + round);
            }
          }
        }
      } finally {
        done.set(true);
        writing.join();
      }
    }
  }

  @Test
  void aFileThatIsReplacedIsNeverMixedWithTheOther() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      assertEquals(7L, remote.get("number"));
      try (MmapDict other = MmapDict.open(folder.resolve("other"))) {
        other.set("large", noise(2 * LARGE_BYTES, 3));
      }
      Files.move(folder.resolve("other"), file(), StandardCopyOption.REPLACE_EXISTING);
      MmapDictException changed = assertThrows(MmapDictException.class, () -> remote.get("large"));
      assertTrue(changed.getMessage().contains("has changed at the server"), changed::getMessage);
      assertEquals(7L, remote.get("number")); // is here
    }
  }

  @Test
  void aVacuumedFileIsNoticed() throws Exception {
    fill();
    try (Nginx nginx = Nginx.of(folder);
        MmapDict remote = MmapDict.open(nginx.uri("scan.mmdpickle"))) {
      try (MmapDict writer = MmapDict.open(file())) {
        writer.vacuum();
      }
      MmapDictException changed = assertThrows(MmapDictException.class, () -> remote.get("large"));
      assertTrue(changed.getMessage().contains("has changed at the server"), changed::getMessage);
    }
  }
}
