package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.Helpers;
import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.MapToStringTester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestSuite;
import org.junit.runner.RunWith;
import org.junit.runners.AllTests;

/**
 * Guava's suites for the contract of {@link java.util.concurrent.ConcurrentMap}, and for that of a
 * map that cannot be changed, which a snapshot is.
 */
@RunWith(AllTests.class)
public final class GuavaMapTest {
  /** Its text is its path: whoever logs a map must not decode gigabytes. */
  private static final List<Method> CONTENTS_AS_TEXT =
      Stream.of("testToString_size0", "testToString_size1", "testToString_formatting")
          .map(name -> Helpers.getMethod(MapToStringTester.class, name))
          .toList();

  private GuavaMapTest() {}

  /** Found by JUnit 3's rules. */
  public static Test suite() {
    TestSuite suite = new TestSuite();
    Maps live = new Maps(dict -> dict);
    suite.addTest(
        ConcurrentMapTestSuiteBuilder.using(live)
            .named("MmapDict")
            .withFeatures(
                MapFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.KNOWN_ORDER,
                CollectionSize.ANY)
            .suppressing(CONTENTS_AS_TEXT)
            .withTearDown(live::closeAll)
            .createTestSuite());
    Maps snapshots = new Maps(MmapDict::snapshot);
    suite.addTest(
        MapTestSuiteBuilder.using(snapshots)
            .named("snapshot")
            .withFeatures(CollectionFeature.KNOWN_ORDER, CollectionSize.ANY)
            .withTearDown(snapshots::closeAll)
            .createTestSuite());
    return suite;
  }

  /** Makes maps, each in a file of its own, and takes both away after each test. */
  private static final class Maps extends TestStringMapGenerator {
    private final Function<MmapDict, Map<String, Object>> view;
    private final List<MmapDict> made = new ArrayList<>();

    Maps(Function<MmapDict, Map<String, Object>> view) {
      this.view = view;
    }

    @Override
    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
      MmapDict dict = MmapDict.open(folder().resolve("map.mmdpickle"));
      made.add(dict);
      for (Map.Entry<String, String> entry : entries) {
        dict.put(entry.getKey(), entry.getValue());
      }
      return ofStrings(view.apply(dict));
    }

    /** Whoever puts strings only, gets strings only. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> ofStrings(Map<String, Object> map) {
      return (Map<String, String>) (Map<String, ?>) map;
    }

    void closeAll() {
      for (MmapDict dict : made) {
        dict.close();
        assertEquals(List.of(), FileCheck.of(dict.path()).findings());
        try {
          Files.delete(dict.path());
          Files.delete(dict.path().getParent());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      made.clear();
    }

    private static Path folder() {
      try {
        return Files.createTempDirectory("guava-map");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
