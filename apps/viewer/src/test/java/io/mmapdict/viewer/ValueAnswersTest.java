package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks for of values that are no pictures; Python asks for it here. */
class ValueAnswersTest {
  @TempDir private Path folder;
  private MmapDict dict;

  @BeforeEach
  void open() {
    dict = MmapDict.open(folder.resolve("scan.mmdpickle"));
  }

  @AfterEach
  void close() {
    dict.close();
  }

  @Test
  void tablesHaveARowForEachRecord() {
    DType record =
        DType.structured(
            new Field("name", DType.of("<U4"), 0), new Field("size", DType.FLOAT64, 16));
    NDArray records = NDArray.zeros(record, 3);
    records.at(1).field("name").at().set("é☃");
    records.at(1).field("size").at().setDouble(0.1);
    dict.put("records", records);
    dict.put("matrix", NDArray.of(new double[] {1, 2.5, 3, 4, 5, 6}, 2, 3));
    dict.put("dicts", List.of(Map.of("a", 1L), Map.of("b", "two")));
    dict.put("numbered", List.of(Map.of(7L, "seven"), Map.of(7L, "x".repeat(5000))));
    dict.put("tuples", List.of(PyTuple.of(1L, "x"), PyTuple.of(2L)));
    dict.put("scalars", List.of(1L, "two"));
    dict.put(
        "alike",
        List.of(
            PyTuple.of(Double.NaN, "nan", "NaN"),
            PyTuple.of(1L, "1", "-1.5e3"),
            PyTuple.of(true, "True", "None"),
            PyTuple.of(PyTuple.of(1L), "(1,)", "a (b)"),
            PyTuple.of(new byte[] {1}, "b'\\x01'", "2018-06-18"),
            PyTuple.of("", "it's", "Nancy, 1st")));
    dict.put(
        "columns",
        Map.of(
            "x", NDArray.of(new double[] {1, 2}), "d", NDArray.of(new long[] {1, 2, 3, 4}, 2, 2)));
    dict.put("text", "no table");
    Asking.inPython(
        dict,
        """
        t = ask_json('table', key='records')
        assert t['columns'] == ['name', 'size'] and t['total'] == 3 and t['from'] == 0, t
        assert t['rows'] == [[str(r['name']), str(r['size'])] for r in d['records']], t
        t = ask_json('table', key='records', from_=1, rows=1)
        assert t['rows'] == [['é☃', '0.1']] and t['total'] == 3, t
        t = ask_json('table', key='matrix')
        assert t['columns'] == ['0', '1', '2'] and t['rows'][0] == ['1.0', '2.5', '3.0'], t
        t = ask_json('table', key='dicts')
        assert t['columns'] == ['a', 'b'] and t['rows'] == [['1', ''], ['', 'two']], t
        t = ask_json('table', key='numbered')
        assert t['columns'] == ['7'] and t['rows'][0] == ['seven'], t
        assert t['rows'][1] == ['x' * 1000 + '...'], t
        t = ask_json('table', key='tuples')
        assert t['columns'] == ['0', '1'] and t['rows'] == [['1', 'x'], ['2', '']], t
        t = ask_json('table', key='scalars')
        assert t['columns'] == ['value'] and t['rows'] == [['1'], ['two']], t
        t = ask_json('table', key='alike')
        assert t['rows'] == [
            ['nan', "'nan'", "'NaN'"], ['1', "'1'", "'-1.5e3'"], ['True', "'True'", "'None'"],
            ['(1,)', "'(1,)'", 'a (b)'], ["b'\\\\x01'", repr("b'\\\\x01'"), "'2018-06-18'"],
            ["''", "it's", 'Nancy, 1st']], t
        t = ask_json('table', key='columns')
        assert sorted(zip(t['columns'], t['rows'][1])) == [('d', '[3 4]'), ('x', '2.0')], t
        refused(400, "key 'text': a str is no table", 'table', key='text')
        """);
  }

  @Test
  void otherValuesAreTrees() {
    Map<Object, Object> value = new LinkedHashMap<>();
    value.put("10", PyTuple.of(1L, PyTuple.of("a", 0.5), List.of()));
    value.put("9", Double.NaN);
    value.put(9L, "nan");
    value.put(
        PyTuple.of(1L, 2L), List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0));
    value.put("none", null);
    value.put("inf", PyTuple.of(true, "None", "True", "", "\u202e\n'\"", "1"));
    value.put("ints", List.of(BigInteger.TWO.pow(53).add(BigInteger.ONE), BigInteger.TEN.pow(40)));
    value.put("complex", List.of(new PyComplex(1, -2), new PyComplex(Double.NaN, 0)));
    value.put("bytes", PyTuple.of(new byte[] {0, 65, -1}, PyByteArray.wrap(new byte[] {1})));
    value.put("sets", List.of(Set.of(3L), PyFrozenSet.copyOf(Set.of("x")), Set.of()));
    PyMap ordered = PyMap.orderedDict();
    ordered.put("2", 1L);
    ordered.put("1", 1e300);
    value.put("ordered", ordered);
    value.put("array", NDArray.of(new float[] {0, 1.5f, -2, 1e10f, 3, 0}, 2, 3));
    value.put("more", NDArray.of(new float[17]));
    value.put(
        "masked",
        MaskedArray.of(NDArray.of(new double[] {1, 2}), NDArray.of(new boolean[] {false, true})));
    dict.put("tree", value);
    dict.put("many", Collections.nCopies(20_000, 1L));
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    dict.put("cycle", cycle);
    Asking.inPython(
        dict,
        """
        from collections import OrderedDict
        def lines(v, depth=0, name=None):
            below = lambda pairs: [line for n, one in pairs for line in lines(one, depth + 1, n)]
            count = lambda what: f'{len(v)} {what}' + ('' if len(v) == 1 else 's')
            type_ = {OrderedDict: 'collections.OrderedDict', type(None): 'None'}.get(
                type(v), type(v).__name__)
            if v is None:
                return [[depth, name, type_, '']]
            if isinstance(v, np.ndarray):
                few = ' ' + ' '.join(str(v).split()) if v.size <= 16 else ''
                kind = 'masked array' if isinstance(v, np.ma.MaskedArray) else 'array'
                return [[depth, name, kind, f'{v.dtype} {v.shape}{few}']]
            if isinstance(v, dict):
                return [[depth, name, type_, count('key')], *below((repr(k), v[k]) for k in v)]
            if isinstance(v, (set, frozenset)):
                return [[depth, name, type_, count('element')], *below((None, one) for one in v)]
            if isinstance(v, (list, tuple)):
                return [[depth, name, type_, count('item')],
                        *below((str(i), one) for i, one in enumerate(v))]
            return [[depth, name, type_, repr(bytes(v) if type(v) is bytearray else v)]]
        found = ask_json('tree', key='tree')['lines']
        for one, expected in zip(found, lines(d['tree'])):
            assert one == expected, (one, expected)
        assert len(found) == len(lines(d['tree'])) == 42, len(found)
        cycle = ask_json('tree', key='cycle')['lines']
        assert cycle == [[0, None, 'list', '1 item'],
                         [1, '0', 'list', '... (a container that this is in)']], cycle
        refused(400, "key 'many': the value has too many parts", 'tree', key='many')
        assert json.load(ask('download', key='many', as_='json')) == d['many']
        assert json.load(ask('download', key='tree', as_='json'))['$dict'][1] == ['9', 'NaN']
        """);
  }

  @Test
  void downloadsAreFiles() {
    dict.put("a/cube", Asking.random(DType.of(">i4"), Order.C, 6, 5, 4));
    dict.put("fortran", Asking.random(DType.FLOAT32, Order.FORTRAN, 300, 200));
    dict.put("photo", Asking.random(DType.UINT8, Order.C, 7, 9, 3));
    Asking.inPython(
        dict,
        """
        import io
        answer = ask('download', key='a/cube', as_='npy')
        assert answer.headers['Content-Disposition'] == "attachment; filename*=UTF-8''a_cube.npy"
        a = np.load(io.BytesIO(answer.read()))
        np.testing.assert_array_equal(a, d['a/cube'])
        assert a.dtype == d['a/cube'].dtype
        a = np.load(io.BytesIO(ask('download', key='fortran', as_='npy').read()))
        np.testing.assert_array_equal(a, d['fortran'])
        assert a.flags.f_contiguous
        a = np.load(io.BytesIO(ask('download', key='a/cube', at='y,x,2', as_='npy').read()))
        np.testing.assert_array_equal(a, d['a/cube'][..., 2])
        a = np.load(io.BytesIO(ask('download', key='a/cube', at='1,y,x', as_='npy').read()))
        np.testing.assert_array_equal(a, d['a/cube'][1])
        png = ask('download', key='photo', as_='png').read()
        assert png.startswith(b'\\x89PNG\\r\\n\\x1a\\n')
        refused(400, "found 'gif'", 'download', key='photo', as_='gif')
        """);
  }

  @Test
  void keypointsMatchesAndRegisteredPhotosAreFound() {
    dict.put("images/a", Asking.random(DType.UINT8, Order.C, 40, 50));
    dict.put("images/b", Asking.random(DType.UINT8, Order.C, 40, 50));
    for (String name : List.of("a", "b")) {
      double shift = name.equals("a") ? 0 : 5;
      dict.put(
          "keypoints/" + name,
          Map.of(
              "x", NDArray.of(new double[] {1 + shift, 2 + shift, 30}),
              "y", NDArray.of(new double[] {10, 10, 20}),
              "scale", NDArray.of(new double[] {1, 2, 3}),
              "angle", NDArray.of(new double[] {0, 1, 2}),
              "descriptors", NDArray.of(new long[] {1, 1, 9, 9, 5, 5}, 3, 2)));
    }
    NDArray shift = NDArray.of(new double[] {1, 0, 5, 0, 1, 0, 0, 0, 1}, 3, 3);
    dict.put("matches/a/b", Map.of("transform", shift, "inliers", 2L));
    dict.put("matches/b/a", Map.of("why", "too few", "inliers", 0L));
    dict.put("transforms/a", shift);
    dict.put("registration", Map.of("reference", "b"));
    Asking.inPython(
        dict,
        """
        p = ask_json('points', key='keypoints/a')
        assert p == {'image': 'images/a', 'total': 3, 'x': [1, 2, 30], 'y': [10, 10, 20],
                     'scale': [1, 2, 3], 'angle': [0, 1, 2]}, p
        m = ask_json('matches', key='matches/a/b')
        assert m['pairs'] == [[1, 10, 6, 10], [2, 10, 7, 10]], m
        assert m['from'] == 'images/a' and m['to'] == 'images/b', m
        m = ask_json('matches', key='matches/b/a')
        assert m['transform'] is None and m['why'] == 'too few' and m['pairs'] == [], m
        r = ask_json('registered', key='transforms/a')
        assert r['image'] == 'images/a' and r['reference'] == 'images/b', r
        assert r['transform'] == [1, 0, 5, 0, 1, 0, 0, 0, 1], r
        samples, _ = tile(key='images/a', at='y,x', via='transforms/a', left=3, top=1)
        assert np.isnan(samples[:, :2]).all() and np.isnan(samples[39:]).all(), samples
        np.testing.assert_array_equal(samples[:39, 2:52], d['images/a'][1:])
        refused(400, 'keypoints are a dict', 'points', key='registration')
        refused(400, 'a transform is an array of 3 x 3', 'tile', key='images/a', at='y,x',
                via='images/b')
        """);
  }
}
