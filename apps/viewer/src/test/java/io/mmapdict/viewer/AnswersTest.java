package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page asks for: Python asks for it here, and numpy says what it should be. */
class AnswersTest {
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
  void tilesAreWhatNumpyCutsOut() {
    dict.put("cube", Asking.random(DType.FLOAT32, Order.C, 600, 700, 4));
    dict.put("fortran", Asking.random(DType.INT16, Order.FORTRAN, 40, 30));
    dict.put("big", Asking.random(DType.of(">f8"), Order.C, 3, 20, 10));
    NDArray complex = NDArray.zeros(DType.COMPLEX64, 5, 6);
    complex.at(2, 3).setComplex(3, -4);
    dict.put("complex", complex);
    dict.put("nan", NDArray.of(new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1, 2}, 2, 2));
    Asking.inPython(
        dict,
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
  void whatCostsAPageEachIsReadSparingly() {
    NDArray cube = NDArray.zeros(DType.UINT8, 150, 90, 4096);
    NDArray band = cube.select(2, 7);
    Random random = new Random(1);
    band.flat().elements().forEach(each -> each.setInt(random.nextInt(256)));
    dict.put("cube", cube);
    Asking.inPython(
        dict,
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
  void masksAndFieldsAreShownToo() {
    NDArray mask = NDArray.zeros(DType.BOOL, 4, 5);
    mask.at(1, 2).setBoolean(true);
    dict.put("masked", MaskedArray.of(Asking.random(DType.FLOAT64, Order.C, 4, 5), mask));
    DType pixel =
        DType.structured(
            new Field("a", DType.UINT8, 0), new Field("b", DType.FLOAT32.subArray(2), 4));
    NDArray structured = NDArray.zeros(pixel, 3, 3);
    structured.field("b").fill(2.5);
    structured.field("a").at(1, 1).setInt(7);
    dict.put("structured", structured);
    Asking.inPython(
        dict,
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
  void statisticsAreNumpys() {
    dict.put("plane", Asking.random(DType.FLOAT64, Order.C, 300, 200));
    dict.put("large", Asking.random(DType.INT32, Order.C, 1500, 1100));
    dict.put("same", NDArray.of(new double[] {2, 2, 2, Double.NaN}, 2, 2));
    dict.put("none", NDArray.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, 1, 2));
    Asking.inPython(
        dict,
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
  void linesGoAlongAnAxisOrBetweenTwoPlaces() {
    dict.put("cube", Asking.random(DType.FLOAT32, Order.C, 20, 30, 8));
    dict.put("long", Asking.random(DType.INT64, Order.C, 10_000));
    Asking.inPython(
        dict,
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
}
