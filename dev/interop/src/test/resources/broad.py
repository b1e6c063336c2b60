"""Every kind of value that PlainPickleTest.java wrote, as plain Python loads it."""

import array
import collections
import pickle


def main(path, arrays):
    with open(path, "rb") as file:
        loaded = pickle.load(file)
    assert type(loaded) is dict
    expected = plain()
    if arrays == "arrays":
        expected.update(numpy_arrays())
    assert list(loaded) == list(expected), (list(loaded), list(expected))
    for key, value in expected.items():
        assert same(loaded[key], value), "%s: %r, expected %r" % (key, loaded[key], value)
    shared = loaded["shared"]
    assert shared[0] is shared[1] and shared[0] is not shared[2]
    assert loaded["cycle"][1] is loaded["cycle"]
    print(len(loaded))


def plain():
    cycle = ["again"]
    cycle.append(cycle)
    return {
        "none": [None],
        "true": True,
        "false": False,
        "ints": [0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1],
        "long ints": [2**63 - 1, -(2**63), 2**63, 2**64, -(2**100), 10**400],
        "floats": [0.0, -0.0, 0.1, 1e308, 5e-324, float("inf"), float("-inf"), float("nan")],
        "complex": complex(1.5, -0.0),
        "text": ["", "a", "h\u00e9\u2603\U0001d11e", "\ud800", "x" * 256, "\u2603" * 70000],
        "bytes": [b"", b"\x00\xff", bytes(range(256)) * 300],
        "bytearray": bytearray(b"\x01\x02"),
        "list": [1, [2, [3, []]]],
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), (None, (True,))],
        "dict": {"z": 1, "a": {2: "two", (3, "x"): [4]}, None: 0.5},
        "set": {1, "two", (3,)},
        "frozenset": frozenset([1, 2]),
        "record": {"name": "lens", "focal": 35.0, "used": [1, 2]},
        "shared": [["s"], ["s"], ["s"]],
        "cycle": cycle,
        "": "the empty key",
        "\u2603/" + "k" * 251: "a key of 255 bytes",
        "list multimap": collections.defaultdict(list, {"b": [1, 1, 2], "a": [3]}),
        "set multimap": collections.defaultdict(set, {"b": {1, 2}, "a": {3}}),
        "multiset": collections.Counter({"pear": 2, "apple": 1}),
        "bag": collections.Counter({"plum": 3}),
        "primitive lists": [
            array.array("b", [-128, 127]),
            array.array("h", [-32768, 32767]),
            array.array("i", [-(2**31), 2**31 - 1]),
            array.array("q", [-(2**63), 2**63 - 1]),
            array.array("f", [0.5, float("inf")]),
            array.array("d", [0.1, float("-inf")]),
            array.array("i"),
        ],
    }


def numpy_arrays():
    import numpy

    names = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64".split()
    names += "float16 float32 float64 complex64 complex128".split()
    ramp = numpy.arange(24) % 7
    expected = {"array/" + name: ramp.reshape(2, 3, 4).astype(name) for name in names}
    expected["array/big-endian"] = ramp.astype(">i4")
    expected["array/fortran"] = numpy.asfortranarray(ramp.reshape(4, 6).astype("float64"))
    expected["array/0-d"] = numpy.array(2.5)
    expected["array/empty"] = numpy.zeros((0, 3), "float32")
    expected["array/5-d"] = ramp.reshape(1, 2, 3, 2, 2).astype("uint8")
    expected["array/nested"] = [numpy.arange(3, dtype="int64"), {"in": (numpy.ones(2, "f4"),)}]
    expected["stub"] = numpy.zeros((4, 5), "float64")
    expected["masked"] = numpy.ma.MaskedArray(
        numpy.array([1.0, 2.0, 3.0]), numpy.array([False, True, False])
    )
    expected["point cloud"] = numpy.recarray(
        (2,), [("x", "<f4"), ("y", "<f4"), ("z", "<f4")], bytearray(24)
    )
    expected["point cloud"].x[:] = (1, 4)
    expected["point cloud"].y[:] = (2, 5)
    expected["point cloud"].z[:] = (3, 6)
    return expected


def same(a, b, path=()):
    """Equal in value, type and order; nan is nan, -0.0 is not 0.0."""
    if any(a is one and b is other for one, other in path):
        return True
    path = path + ((a, b),)
    if type(a) is not type(b):
        return False
    if type(a).__module__.split(".")[0] == "numpy":
        return same_arrays(a, b)
    if type(a) is collections.defaultdict and a.default_factory is not b.default_factory:
        return False
    if isinstance(a, dict):
        return len(a) == len(b) and all(
            same(k, m, path) and same(v, w, path) for (k, v), (m, w) in zip(a.items(), b.items())
        )
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y, path) for x, y in zip(a, b))
    if isinstance(a, array.array):
        return a.typecode == b.typecode and a == b
    if isinstance(a, (float, complex)):
        return repr(a) == repr(b)
    return a == b


def same_arrays(a, b):
    import numpy

    if isinstance(a, numpy.ma.MaskedArray):
        return same_arrays(a.data, b.data) and same_arrays(a.mask, b.mask)
    return (
        a.dtype == b.dtype
        and a.shape == b.shape
        and a.flags.writeable
        and a.flags.f_contiguous == b.flags.f_contiguous
        and a.tobytes() == b.tobytes()
    )
