"""What FramesPipeline makes, looked at by plain Python and numpy."""
import pickle

import numpy


def load(path):
    with open(path, 'rb') as f:
        return pickle.load(f)


def length(number):
    return 300_000 if number % 4 == 0 else 500


def check(found, key, expected):
    assert found[key].dtype == '<i8', (key, found[key].dtype)
    assert numpy.array_equal(found[key], expected), (key, found[key], expected)
    assert found['made/' + key]['state'] == 'done', (key, found['made/' + key])


def same(path, other):
    """That two files hold the same, bit for bit, but for the time it took."""
    one, two = load(path), load(other)
    assert one.keys() == two.keys(), one.keys() ^ two.keys()
    for key in one:
        if key.startswith('made/'):
            assert one[key].pop('seconds') > 0 and two[key].pop('seconds') > 0
        a, b = one[key], two[key]
        if isinstance(a, numpy.ndarray):
            assert (a.dtype, a.shape, a.strides) == (b.dtype, b.shape, b.strides), key
            assert a.tobytes() == b.tobytes(), key
        else:
            assert type(a) is type(b) and a == b, (key, a, b)


def main(path, sources, *others):
    """That each output is there, as it should be, and nothing else; and so in other files."""
    found = load(path)
    sources = range(int(sources))
    keys = {'in/%d' % n for n in sources}
    for n in sources:
        check(found, 'frame/%d' % n, 1000 * n + numpy.arange(length(n)))
    keys.update('frame/%d' % n for n in sources)
    total = numpy.zeros(100, int)
    for m in sources:
        for n in sources:
            if str(m) < str(n):
                pair = 1000 * (m + n) + 2 * (numpy.arange(length(m + n)) % 100)
                check(found, 'pair/%d+%d' % (m, n), pair)
                total += pair[:100]
                keys.add('pair/%d+%d' % (m, n))
    check(found, 'sum', total)
    keys.add('sum')
    keys.update('made/' + key for key in list(keys) if not key.startswith('in/'))
    assert found.keys() == keys, found.keys() ^ keys
    for other in others:
        same(path, other)
