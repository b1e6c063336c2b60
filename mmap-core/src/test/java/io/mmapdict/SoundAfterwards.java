package io.mmapdict;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks every file of ours that a test leaves in its temporary folder. JUnit finds this extension
 * by itself; a test that leaves damaged files on purpose says so by {@link Damaged}.
 */
public final class SoundAfterwards implements AfterTestExecutionCallback {
  private static final byte[] START =
      Arrays.copyOf(FileLayout.header(0), FileLayout.VERSION_OFFSET);

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getRequiredTestClass().isAnnotationPresent(Damaged.class)
        || context.getRequiredTestMethod().isAnnotationPresent(Damaged.class)
        || context.getExecutionException().isPresent()) {
      return;
    }
    for (Object test : context.getRequiredTestInstances().getAllInstances()) {
      for (Field field : test.getClass().getDeclaredFields()) {
        if (field.isAnnotationPresent(TempDir.class)) {
          field.setAccessible(true);
          try {
            check((Path) field.get(test));
          } catch (IllegalAccessException e) {
            throw new AssertionError(field.toString(), e);
          }
        }
      }
    }
  }

  private static void check(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      if (isOurs(file)) {
        CheckReport report = FileCheck.of(file);
        if (!report.isSound()) {
          throw new AssertionError("the test left a damaged file: " + report);
        }
      }
    }
  }

  private static boolean isOurs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(START, in.readNBytes(START.length));
    }
  }
}
