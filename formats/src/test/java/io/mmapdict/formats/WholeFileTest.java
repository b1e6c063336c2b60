package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  private static final int WRITERS = 3;

  @TempDir Path folder;

  /** Where a file is removed before another takes its place, it is missing for an instant. */
  @Test
  void whoReadsFindsAWholeFileAtAnyTime() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "0".repeat(5000));
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        String text = String.valueOf(writer).repeat(5000);
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < 500; i++) {
                WholeFile.write(file, part -> Files.writeString(part, text));
              }
            }));
      }
      while (!writers.stream().allMatch(Future::isDone)) {
        String text = Files.readString(file);
        assertEquals(text.substring(0, 1).repeat(5000), text);
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertEquals(List.of(file), files());
  }

  @Test
  void whatCannotBeMadeLeavesWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    FormatException e =
        assertThrows(
            FormatException.class,
            () ->
                WholeFile.write(
                    file,
                    part -> {
                      Files.writeString(part, "new");
                      throw new IOException("no more");
                    }));
    assertEquals(file + ": cannot be written: no more", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  /** In a container every process has the same number. */
  @Test
  void whatAKilledOneLeftIsInNobodysWay() throws IOException {
    Path file = folder.resolve("a.txt");
    Set<Path> parts = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      WholeFile.write(
          file,
          part -> {
            parts.add(part);
            return Files.writeString(part, "new");
          });
    }
    assertEquals(3, parts.size());
    long pid = ProcessHandle.current().pid();
    for (Path part : parts) {
      assertFalse(part.toString().contains("." + pid + "."), part.toString());
    }
    Path longest = folder.resolve("x".repeat(255));
    WholeFile.write(longest, part -> Files.writeString(part, "new"));
    assertEquals("new", Files.readString(longest));
  }

  /** Not even an empty one. */
  @Test
  void noFolderIsReplaced() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("a.txt"));
    FormatException e =
        assertThrows(
            FormatException.class,
            () -> WholeFile.write(inTheWay, part -> Files.writeString(part, "new")));
    assertEquals(inTheWay + ": cannot be written: Is a directory", e.getMessage());
    assertTrue(Files.isDirectory(inTheWay));
    assertEquals(List.of(inTheWay), files());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
