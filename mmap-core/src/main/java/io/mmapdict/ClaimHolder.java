package io.mmapdict;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose claim one waits for, as far as the system tells: {@code fcntl(2)} names no process for
 * open-file-description locks, but {@code /proc/PID/fdinfo} lists them with each descriptor. Slow,
 * and asked only when a wait was in vain.
 */
final class ClaimHolder {
  private static final String LOCK = "lock:";

  private ClaimHolder() {}

  /** Who holds the claim on a byte, in words. */
  static String of(FileHandle file, long at) {
    FileStatus status = FileStatus.of(file);
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, status, at)) {
          return Leases.holder(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      return unknown(); // no /proc here
    }
    return unknown();
  }

  private static String unknown() {
    return "another process, or another handle of this one,";
  }

  private static boolean holds(Path process, FileStatus file, long at) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fdinfo"))) {
      for (Path descriptor : descriptors) {
        if (Files.readAllLines(descriptor).stream().anyMatch(line -> isClaim(line, at))) {
          FileStatus there = FileStatus.of(process.resolve("fd").resolve(descriptor.getFileName()));
          if (there != null && there.isSameFile(file)) {
            return true;
          }
        }
      }
    } catch (IOException e) {
      return false; // it has ended, or is another user's
    }
    return false;
  }

  /** {@code lock: 1: OFDLCK ADVISORY WRITE -1 fe:00:2187447 FIRST LAST}. */
  private static boolean isClaim(String line, long at) {
    return line.startsWith(LOCK) && line.contains("OFDLCK") && line.endsWith(" " + at + " " + at);
  }
}
