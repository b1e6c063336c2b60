package io.mmapdict.formats;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands beside a file of daf: of YAML a block mapping of scalars and lists of scalars, these
 * in blocks or in brackets, as every version of PyYAML writes it.
 */
final class DafYaml {
  private static final int MAX_BYTES = 1 << 16;

  private final MappedFile file;
  private final Map<String, String> scalars = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  private DafYaml(MappedFile file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it cannot be read, or is anything else
   */
  static DafYaml read(Path path) {
    MappedFile file = MappedFile.open(path, Access.READ_ONLY);
    if (file.size() > MAX_BYTES) {
      throw file.fault(MAX_BYTES, "expected the end of a short YAML file");
    }
    DafYaml yaml = new DafYaml(file);
    yaml.parse(new String(file.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
    return yaml;
  }

  private void parse(String text) {
    List<String> open = null;
    long at = 0;
    for (String line : text.split("\n", -1)) {
      String content = withoutComment(line).strip();
      if (content.startsWith("- ") && open != null) {
        open.add(scalar(content.substring(2), at));
      } else if (!content.isEmpty() && !content.equals("---") && !content.equals("...")) {
        int colon = content.indexOf(':');
        boolean isPair =
            colon > 0 && (colon + 1 == content.length() || content.charAt(colon + 1) == ' ');
        if (!isPair || Character.isWhitespace(line.charAt(0))) {
          throw file.fault(at, "expected 'key: value', found '" + content + "'");
        }
        open =
            pair(scalar(content.substring(0, colon), at), content.substring(colon + 1).strip(), at);
      }
      at += line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
  }

  /** The list that the next lines may add to. */
  private List<String> pair(String key, String value, long at) {
    if (scalars.containsKey(key) || lists.containsKey(key)) {
      throw file.fault(at, "key '" + key + "' stands there twice");
    }
    List<String> list = new ArrayList<>();
    if (value.isEmpty()) {
      lists.put(key, list);
    } else if (value.startsWith("[") && value.endsWith("]")) {
      String inner = value.substring(1, value.length() - 1).strip();
      for (String item : inner.isEmpty() ? new String[0] : inner.split(",", -1)) {
        list.add(scalar(item, at));
      }
      lists.put(key, list);
    } else {
      scalars.put(key, scalar(value, at));
    }
    return list;
  }

  private static String withoutComment(String line) {
    int hash = line.startsWith("#") ? 0 : line.indexOf(" #");
    return hash < 0 ? line : line.substring(0, hash);
  }

  private String scalar(String text, long at) {
    String plain = text.strip();
    char first = plain.isEmpty() ? ' ' : plain.charAt(0);
    boolean quoted = first == '\'' || first == '"';
    if (quoted && plain.length() > 1 && plain.indexOf(first, 1) == plain.length() - 1) {
      return plain.substring(1, plain.length() - 1);
    }
    if (quoted || " [{&*!|>%@`".indexOf(first) >= 0) {
      throw file.fault(at, "expected a plain value, found '" + plain + "'");
    }
    return plain;
  }

  boolean has(String key) {
    return scalars.containsKey(key);
  }

  /** A str. */
  String text(String key) {
    String value = scalars.get(key);
    if (value == null) {
      throw file.fault(0, "expected a value of '" + key + "', found none");
    }
    return value;
  }

  /** An int from 0 on. */
  long count(String key) {
    return count(key, text(key));
  }

  /** A list of ints from 0 on. */
  long[] counts(String key) {
    List<String> list = lists.get(key);
    if (list == null) {
      throw file.fault(0, "expected a list '" + key + "', found none");
    }
    return list.stream().mapToLong(item -> count(key, item)).toArray();
  }

  private long count(String key, String text) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // as one that is negative
    }
    throw file.fault(0, "expected an int from 0 on as '" + key + "', found '" + text + "'");
  }

  FormatException fault(String what) {
    return file.fault(0, what);
  }
}
