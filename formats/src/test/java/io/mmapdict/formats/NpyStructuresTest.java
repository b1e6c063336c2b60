package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.testkit.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** npy files of structured dtypes, and headers that need a later version of the format. */
class NpyStructuresTest {
  private static final List<String> OPTIONS = List.of("-W", "ignore");

  @TempDir Path folder;

  private static DType fields(int count, String name) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fields.add(new Field(name + i, DType.UINT8, i));
    }
    return DType.structured(fields.toArray(Field[]::new));
  }

  private NDArray written(Path file, DType dtype) {
    NDArray array = Npy.create(file, dtype, Order.C, Shape.of(2));
    array.asSegment().fill((byte) 7);
    assertEquals(array, Npy.map(file));
    return array;
  }

  @Test
  void aLongHeaderIsVersion2() throws Exception {
    Path file = folder.resolve("long.npy");
    String script =
        """
        import numpy as np, sys
        a = np.load(sys.argv[1], mmap_mode='r', max_header_size=10**6)
        assert len(a.dtype.names) == int(sys.argv[2]) and a.dtype.names[-1].endswith(str(len(a.dtype.names) - 1))
        assert a.tobytes() == b'\\7' * a.nbytes
        """;
    // 17 bytes a field: ('field0', '|u1'), and so on
    for (int count : new int[] {3000, 4000}) {
      written(file, fields(count, "field"));
      byte[] bytes = Files.readAllBytes(file);
      int header = bytes.length - 2 * count;
      assertEquals(header - 10 > 0xffff ? 2 : 1, bytes[6], header + " bytes");
      assertEquals(0, header % 64);
      for (Python python : Python.all()) {
        python.run(OPTIONS, script, file, count);
      }
    }
  }

  @Test
  void namesBeyondLatin1AreVersion3() throws Exception {
    Path file = folder.resolve("names.npy");
    DType dtype = fields(100, "\u20ac\ud83d\ude00");
    written(file, dtype);
    assertEquals(3, Files.readAllBytes(file)[6]);
    String script =
        """
        import numpy as np, sys
        a = np.load(sys.argv[1], max_header_size=10**6)
        assert a.dtype.names == tuple(u'\\u20ac\\U0001f600%d' % i for i in range(100))
        """;
    for (Python python : Python.all()) {
      python.run(OPTIONS, script, file);
    }
    written(file, fields(1, "\u00e9"));
    assertEquals(1, Files.readAllBytes(file)[6]);
    assertThrows(
        IllegalArgumentException.class,
        () -> Npy.create(folder.resolve("half.npy"), fields(1, "\ud83d"), Order.C, Shape.of(1)));
    assertTrue(Files.notExists(folder.resolve("half.npy")));
  }

  @Test
  void paddingIsKeptBothWays() throws Exception {
    DType padded =
        DType.structured(
            16, List.of(new Field("a", DType.UINT8, 1), new Field("b", DType.of(">f4"), 8)));
    Path file = folder.resolve("padded.npy");
    NDArray array = Npy.create(file, padded, Order.C, Shape.of(3));
    array.field("a").fill(5);
    array.field("b").fill(0.5);
    String script =
        """
        import numpy as np, sys
        a = np.load(sys.argv[1])
        d = np.dtype({'names': ['a', 'b'], 'formats': ['u1', '>f4'], 'offsets': [1, 8], 'itemsize': 16})
        assert a.dtype == d, a.dtype
        assert (a['a'] == 5).all() and (a['b'] == 0.5).all()
        np.save(sys.argv[1], a)
        """;
    for (Python python : Python.all()) {
      python.run(script, file);
      assertEquals(padded, Npy.map(file).dtype());
      assertEquals(array.field("b"), Npy.map(file).field("b"));
    }
    DType overlapping =
        DType.structured(4, List.of(new Field("a", DType.INT32, 0), new Field("b", DType.INT8, 0)));
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Npy.create(file, overlapping, Order.C, Shape.of(1)));
    assertTrue(e.getMessage().contains("field 'b'"), e.getMessage());
    assertEquals(padded, Npy.map(file).dtype(), "is what it was");
  }

  @Test
  void oddDescriptionsAreReadAsNumpyDoes() throws Exception {
    List<String> descrs =
        List.of(
            "[('a', '<i2'), ('', '|V3'), ('b', '|S3', (2,)), ('', '|V1')]",
            "[(u'a', '<i2'), ((u'title', u'b'), [('c', '>f4', (1, 2L))], 2)]",
            "[('a', '|V4'), ('b', [('', '|V4'), ('c', '|u1')])]",
            "[('a', '<M8[ns]'), ('b', '<U2')]",
            "('<i2', (2, 3))");
    String script =
        """
        import sys, ast, numpy as np
        for line in sys.argv[1].splitlines():
            d = np.lib.format.descr_to_dtype(ast.literal_eval(line.replace('2L', '2')))
            fields = d.fields and [d.fields[n][1:] for n in d.names]
            print(d.names and list(d.names), d.base, d.itemsize, d.shape, fields)
        """;
    List<String> all = new ArrayList<>();
    for (String descr : descrs) {
      DType dtype = NpyDescr.parse(PythonLiteral.parse(descr));
      List<String> names = new ArrayList<>();
      List<Object> fields = new ArrayList<>();
      for (Field field : dtype.fields()) {
        names.add("'" + field.name() + "'");
        String title = field.title() == null ? "" : ", '" + field.title() + "'";
        fields.add("(" + field.offset() + (title.isEmpty() ? "," : title) + ")");
      }
      String ours =
          "%s %s %d %s %s"
              .formatted(
                  dtype.isStructured() ? names : "None",
                  dtype.base(),
                  dtype.itemSize(),
                  dtype.subShape(),
                  dtype.isStructured() ? fields : "None");
      all.add(ours);
    }
    for (Python python : Python.all()) {
      assertEquals(python.run(script, String.join("\n", descrs)).lines().toList(), all);
    }
  }

  @Test
  void hostileDescriptionsAreRefused() throws Exception {
    String deep = "[('a', ".repeat(60) + "'<i4'" + ")]".repeat(60);
    List<String> descrs =
        List.of(
            deep,
            "[('a', '|V2147483647'), ('b', '|V2147483647')]",
            "[('a', '<i4', (2147483647, 2147483647))]",
            "[('a', '<i4'), ('a', '<i4')]",
            "[('a',)]",
            "[(1, '<i4')]",
            "[1]",
            "{'names': ['a'], 'formats': ['<i4'], 'offsets': [-1]}",
            "None",
            "'<i3'",
            "'<U9999999999'",
            "''");
    for (String descr : descrs) {
      String header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (1,), }\n";
      byte[] dict = header.getBytes(StandardCharsets.ISO_8859_1);
      Path file = folder.resolve("hostile.npy");
      byte[] bytes = new byte[10 + dict.length + 64];
      byte[] head = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
      System.arraycopy(head, 0, bytes, 0, head.length);
      bytes[8] = (byte) dict.length;
      bytes[9] = (byte) (dict.length >> 8);
      System.arraycopy(dict, 0, bytes, 10, dict.length);
      Files.write(file, bytes);
      if (descr.equals(deep)) {
        assertEquals(4, Npy.map(file).dtype().itemSize());
      } else {
        assertThrows(FormatException.class, () -> Npy.map(file), descr);
      }
    }
  }
}
