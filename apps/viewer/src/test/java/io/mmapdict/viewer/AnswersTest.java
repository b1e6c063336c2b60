package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyFrozenSet;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks for: Python asks for it here, and numpy says what it should be. */
class AnswersTest {
  private static final String ASK =
      """
      import json, pickle, sys, urllib.error, urllib.parse, urllib.request
      import numpy as np
      url = sys.argv[1]
      d = pickle.load(open(sys.argv[2], 'rb'))

      def ask(path, **query):
          lists = [(k.rstrip('_'), v) for k, vs in query.items()
                   for v in (vs if isinstance(vs, list) else [vs])]
          return urllib.request.urlopen(url + path + '?' + urllib.parse.urlencode(lists))

      def ask_json(path, **query):
          return json.load(ask(path, **query))

      def refused(status, text, path, **query):
          try:
              ask(path, **query)
          except urllib.error.HTTPError as e:
              said = json.load(e)['error']
              assert e.code == status and text in said, (e.code, said)
          else:
              raise AssertionError('not refused')

      def tile(**query):
          answer = ask('tile', **query)
          shape = int(answer.headers['X-Rows']), int(answer.headers['X-Columns'])
          body = answer.read()
          n = shape[0] * shape[1]
          samples = np.frombuffer(body, '<f4', n).reshape(shape)
          if answer.headers['X-Masked'] is None:
              assert len(body) == 4 * n
              return samples, None
          assert len(body) == 5 * n
          return samples, np.frombuffer(body, 'u1', n, 4 * n).reshape(shape)

      """;

  @TempDir private Path folder;
  private MmapDict dict;
  private Viewer viewer;

  @BeforeEach
  void serve() {
    dict = MmapDict.open(folder.resolve("scan.mmdpickle"));
  }

  @AfterEach
  void close() {
    viewer.close();
    dict.close();
  }

  private void inPython(String script) throws IOException {
    viewer = Viewer.serve(dict.path(), 0);
    Python.any().run(ASK + script, viewer.address(), dict.path());
  }

  private static NDArray random(DType dtype, Order order, long... shape) {
    Random random = new Random(shape.length);
    NDArray array = NDArray.zeros(dtype, order, Shape.of(shape));
    boolean isSigned = dtype.kind() != DType.Kind.UINT;
    array
        .flat()
        .elements()
        .forEach(
            each -> each.setDouble(isSigned ? random.nextInt(-300, 300) : random.nextInt(256)));
    return array;
  }

  @Test
  void tilesAreWhatNumpyCutsOut() throws IOException {
    dict.put("cube", random(DType.FLOAT32, Order.C, 600, 700, 4));
    dict.put("fortran", random(DType.INT16, Order.FORTRAN, 40, 30));
    dict.put("big", random(DType.of(">f8"), Order.C, 3, 20, 10));
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 5, 6);
    complex.at(2, 3).setComplex(3, -4);
    dict.put("complex", complex);
    dict.put("nan", NDArray.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1, 2}, 2, 2));
    inPython(
        """
        def check(key, at, cut, **query):
            samples, mask = tile(key=key, at=at, **query)
            want = np.asarray(cut(d[key]))
            assert mask is None
            np.testing.assert_array_equal(samples, want.astype('f4'), strict=True) \\
                if np.__version__ >= '1.24' else np.testing.assert_array_equal(samples, want)
        check('cube', 'y,x,2', lambda a: a[:512, :512, 2])
        check('cube', 'x,y,3', lambda a: a[:512, :512, 3].T)
        check('cube', '5,x,y', lambda a: a[5, :512].T)
        check('cube', 'y,x,0', lambda a: a[512:, 512:, 0], top=512, left=512)
        check('cube', 'y,x,0', lambda a: a[7::3, 5::3, 0][:512, :512], top=7, left=5, step=3)
        check('cube', 'y,x,1', lambda a: a[599:, :, 1][:, :512], top=599)
        check('cube', 'y,x,1', lambda a: a[::1000, ::1000, 1], step=1000)
        check('fortran', 'y,x', lambda a: a)
        check('big', '1,y,x', lambda a: a[1])
        check('complex', 'y,x', lambda a: abs(a))
        check('nan', 'y,x', lambda a: a)
        refused(400, "key 'cube': top: expected less than 600, found 600", 'tile',
                key='cube', at='y,x,0', top=600)
        refused(400, "axis 2 of shape (600, 700, 4) has no index 4", 'tile', key='cube', at='y,x,4')
        refused(400, "has no index -1", 'tile', key='cube', at='y,x,-1')
        refused(400, "no axis of 'y,0,0' is x", 'tile', key='cube', at='y,0,0')
        refused(400, "expected for each axis an index, or once each of 'yx', found 'y,x,x'",
                'tile', key='cube', at='y,x,x')
        refused(400, "expected something for each axis", 'tile', key='cube', at='y,x')
        refused(400, "step: expected 1 or more, found 0", 'tile', key='cube', at='y,x,0', step=0)
        refused(400, "lacks the parameter at", 'tile', key='cube')
        refused(404, "no key 'cub'", 'tile', key='cub', at='y,x,0')
        """);
  }

  /** Elements a page apart: near by all are read, from afar every fourth sample. */
  @Test
  void whatCostsAPageEachIsReadSparingly() throws IOException {
    NDArray cube = NDArray.zeros(DType.UINT8, 150, 90, 4096);
    NDArray band = cube.select(2, 7);
    Random random = new Random(1);
    band.flat().elements().forEach(each -> each.setInt(random.nextInt(256)));
    dict.put("cube", cube);
    inPython(
        """
        band = d['cube'][:, :, 7]
        samples, _ = tile(key='cube', at='y,x,7')
        np.testing.assert_array_equal(samples, band)
        samples, _ = tile(key='cube', at='y,x,7', step=2, top=1)
        thin = band[1::2, ::2][::4, ::4]
        blocks = thin.repeat(4, 0).repeat(4, 1)[:75, :45]
        np.testing.assert_array_equal(samples, blocks)
        s = ask_json('statistics', key='cube', at='y,x,7')
        assert s['sampled'] == 50 * 45 and s['mean'] == band[::3, ::2].mean(), s
        """);
  }

  @Test
  void masksAndFieldsAreShownToo() throws IOException {
    NDArray mask = NDArray.zeros(DType.BOOL, 4, 5);
    mask.at(1, 2).setBoolean(true);
    dict.put("masked", MaskedArray.of(random(DType.FLOAT64, Order.C, 4, 5), mask));
    DType pixel =
        DType.structured(
            new Field("a", DType.UINT8, 0), new Field("b", DType.FLOAT32.subArray(2), 4));
    NDArray structured = NDArray.zeros(pixel, 3, 3);
    structured.field("b").fill(2.5);
    structured.field("a").at(1, 1).setInt(7);
    dict.put("structured", structured);
    inPython(
        """
        samples, mask = tile(key='masked', at='y,x')
        np.testing.assert_array_equal(mask, d['masked'].mask)
        np.testing.assert_array_equal(samples, d['masked'].data.astype('f4'))
        samples, _ = tile(key='structured', at='y,x', field='a')
        np.testing.assert_array_equal(samples, d['structured']['a'])
        samples, _ = tile(key='structured', at='y,x,1', field='b')
        np.testing.assert_array_equal(samples, d['structured']['b'][..., 1])
        refused(400, 'numbers', 'tile', key='structured', at='y,x')
        refused(400, "no field", 'tile', key='masked', at='y,x', field='a')
        assert ask_json('value', key='masked', at='1,2')['masked'] is True
        value = ask_json('value', key='masked', at='3,4')
        assert value == {'text': str(d['masked'].data[3, 4]), 'masked': False}, value
        line = ask_json('line', key='masked', at='1,*')
        assert line['values'][2] is None and line['length'] == 5, line
        assert line['values'][3] == d['masked'].data[1, 3], line
        s = ask_json('statistics', key='masked', at='y,x')
        assert (s['count'], s['sampled'], s['masked'], s['nonfinite']) == (20, 20, 1, 0), s
        assert s['least'] == d['masked'].min() and s['greatest'] == d['masked'].max(), s
        """);
  }

  @Test
  void statisticsAreNumpys() throws IOException {
    dict.put("plane", random(DType.FLOAT64, Order.C, 300, 200));
    dict.put("large", random(DType.INT32, Order.C, 1500, 1100));
    dict.put("same", NDArray.of(new double[] {2, 2, 2, Double.NaN}, 2, 2));
    dict.put("none", NDArray.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, 1, 2));
    inPython(
        """
        for key, cut in [('plane', np.s_[:, :]), ('large', np.s_[::3, ::3])]:
            a = d[key][cut].ravel().astype('f8')
            s = ask_json('statistics', key=key, at='y,x')
            assert (s['count'], s['sampled']) == (d[key].size, a.size), s
            np.testing.assert_allclose(s['mean'], a.mean(), rtol=1e-9)
            for percent, value in s['percentiles'].items():
                np.testing.assert_allclose(value, np.percentile(a, float(percent)), rtol=1e-12)
            h = s['histogram']
            counts, edges = np.histogram(a, 256)
            assert h['counts'] == list(counts), (h, counts)
            assert (h['from'], h['to']) == (edges[0], edges[-1]), h
        s = ask_json('statistics', key='same', at='y,x')
        assert s['nonfinite'] == 1 and s['histogram']['counts'][0] == 3, s
        s = ask_json('statistics', key='none', at='y,x')
        assert s == {'count': 2, 'sampled': 2, 'masked': 0, 'nonfinite': 2}, s
        """);
  }

  @Test
  void linesGoAlongAnAxisOrBetweenTwoPlaces() throws IOException {
    dict.put("cube", random(DType.FLOAT32, Order.C, 20, 30, 8));
    dict.put("long", random(DType.INT64, Order.C, 10_000));
    inPython(
        """
        line = ask_json('line', key='cube', at='3,4,*')
        np.testing.assert_array_equal(line['values'], d['cube'][3, 4])
        assert (line['length'], line['step']) == (8, 1), line
        line = ask_json('line', key='cube', at='*,4,7')
        np.testing.assert_array_equal(line['values'], d['cube'][:, 4, 7])
        line = ask_json('line', key='long', at='*')
        assert (line['length'], line['step']) == (10000, 3), line
        np.testing.assert_array_equal(line['values'], d['long'][::3])
        line = ask_json('line', key='cube', at='y,x,5', from_='2,3', to='10,19')
        assert line['points'][0] == [2, 3] and line['points'][-1] == [10, 19], line
        assert line['points'][2] == [3, 5], line
        assert line['values'] == [d['cube'][y, x, 5] for y, x in line['points']], line
        line = ask_json('line', key='cube', at='y,x,5', from_='-5,0', to='3,0')
        assert line['points'][0] == [0, 0], line
        refused(400, "expected ROW,COLUMN, found '1'", 'line', key='cube', at='y,x,5',
                from_='1', to='2,2')
        refused(400, "found 'nan,1'", 'line', key='cube', at='y,x,5', from_='nan,1', to='2,2')
        """);
  }

  @Test
  void tablesHaveARowForEachRecord() throws IOException {
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
    inPython(
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
  void otherValuesAreTrees() throws IOException {
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
    inPython(
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
  void downloadsAreFiles() throws IOException {
    dict.put("a/cube", random(DType.of(">i4"), Order.C, 6, 5, 4));
    dict.put("fortran", random(DType.FLOAT32, Order.FORTRAN, 300, 200));
    dict.put("photo", random(DType.UINT8, Order.C, 7, 9, 3));
    inPython(
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
  void keypointsMatchesAndRegisteredPhotosAreFound() throws IOException {
    dict.put("images/a", random(DType.UINT8, Order.C, 40, 50));
    dict.put("images/b", random(DType.UINT8, Order.C, 40, 50));
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
    inPython(
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
