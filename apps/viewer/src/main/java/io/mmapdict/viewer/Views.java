package io.mmapdict.viewer;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which ways the page can show a value, the best one first. */
final class Views {
  static final String TRANSFORMS = "transforms/";
  static final String MATCHES = "matches/";

  private Views() {}

  static List<String> of(String key, @Nullable Object value) {
    List<String> views = new ArrayList<>();
    NDArray array =
        switch (value) {
          case NDArray plain -> plain;
          case MaskedArray masked -> masked.data();
          case null, default -> null;
        };
    if (array != null) {
      ofArray(key, array, views);
    } else if (value instanceof Map<?, ?> && key.startsWith(MATCHES)) {
      views.add("matches");
    } else if (Points.of(value).isPresent()) {
      views.add("points");
    }
    if (Table.of(value, List.of()).isPresent()) {
      views.add("table");
    }
    views.add("tree");
    return views;
  }

  private static void ofArray(String key, NDArray array, List<String> views) {
    if (key.startsWith(TRANSFORMS) && array.rank() == 2 && array.size() == 9) {
      views.add("registered");
    }
    boolean hasNumbers =
        Samples.areNumbers(array.dtype())
            || array.dtype().fields().stream()
                .anyMatch(field -> Samples.areNumbers(field.dtype().base()));
    if (hasNumbers && array.size() > 0 && array.rank() >= 2) {
      views.add("image");
    } else if (Samples.areNumbers(array.dtype()) && array.rank() == 1 && array.size() > 0) {
      views.add("line");
    }
  }
}
