"""Makes plain pickles of a dict, and compares a converted file with the pickle it was made from."""
import collections, datetime, decimal, fractions, pathlib, pickle, uuid
import numpy as np
import numpy.ma as ma


class Pickler(pickle._Pickler):
    """Without frames, however large."""

    def __init__(self, out, protocol):
        super().__init__(out, protocol)
        self.framer.start_framing = lambda: None


def values():
    shared = [1, 2, 3]
    circle = ["a circle"]
    circle.append(circle)
    read_only = np.arange(5000.0)
    read_only.flags.writeable = False
    objects = np.array([None, "x", 3, [4]], object)
    d = {
        "none": None, "bool": True, "int": -7, "large": 1 << 90, "float": 0.1, "complex": 1 - 2j,
        "text": "h\xe9\u2603\U0001d11e", "long text": "\u2603\\u0041\n" * 5000, "bytes": bytes(range(256)),
        "large bytes": bytes(range(256)) * 400, "bytearray": bytearray(b"a\0\xff"),
        "large bytearray": bytearray(range(256)) * 400,
        "list": [1, [2.5, None]], "tuple": (1, ("two", b"3" * 5000)), "set": {1, "a"}, "frozenset": frozenset("ab"),
        "dict": {1: "one", ("a", 2): [3]}, "shared 1": shared, "shared 2": [shared, shared], "circle": circle,
        "datetime": datetime.datetime(2018, 6, 18, 12, 30, tzinfo=datetime.timezone.utc), "date": datetime.date(2018, 6, 18),
        "decimal": decimal.Decimal("1.10"), "fraction": fractions.Fraction(1, 3), "path": pathlib.PurePosixPath("/a/b"),
        "uuid": uuid.UUID(int=7), "counter": collections.Counter("hello"), "class": collections.OrderedDict,
        "counter of more": collections.Counter({"a": -1}), "ordered": collections.OrderedDict(z=1, a=2),
        "defaultdict": collections.defaultdict(int, a=1), "default lists": collections.defaultdict(list, a=[1]),
        "deque": collections.deque([1, 2], 5), "range": range(3), "exception": ValueError("what", 3),
        "array": np.arange(24.0).reshape(2, 3, 4), "fortran": np.asfortranarray(np.arange(12, dtype=">i4").reshape(3, 4)),
        "large array": np.arange(1 << 18, dtype="<u2").reshape(512, 512), "empty": np.zeros((0, 3), "f4"),
        "scalar array": np.array(2.5), "bool array": np.arange(9000) % 3 == 0, "complex array": np.arange(3) * 1j,
        "strided": np.arange(100)[::3], "read only": read_only, "arrays": [np.arange(3), (np.arange(4), {"k": np.arange(5)})],
        "text array": np.array(["a", "bcd"]), "bytes array": np.array([b"a", b"bcd"] * 3000),
        "times": np.array(["2018-06-18", "NaT"], "M8[ns]"), "objects": objects,
        "records": np.array([(1, 2.5, "x"), (3, 4.5, "y")], [("a", "i4"), ("b", ">f8"), ("c", "U3")]),
        "matrix": np.arange(6).reshape(2, 3).view(Sub), "dtype": np.dtype(">f4"), "record type": np.dtype([("a", "i4")]),
        "float32": np.float32(0.1), "int8": np.int8(-3), "bool_": np.bool_(True), "datetime64": np.datetime64("2018-06-18"),
        "masked": ma.masked_array(np.arange(10.0), np.arange(10) % 2 == 0, fill_value=-1),
        "masked none": ma.masked_array(np.arange(10, dtype="i2")), "array again": None,
    }
    d["array again"] = [d["array"], d["array"]]
    return d


class Sub(np.ndarray):
    pass


def same(a, b, where, seen):
    assert type(a) is type(b), (where, type(a), type(b))
    if id(a) in seen:
        return
    seen[id(a)] = a
    if isinstance(a, ma.MaskedArray):
        assert a.dtype == b.dtype and a.shape == b.shape, where
        assert (ma.getmaskarray(a) == ma.getmaskarray(b)).all() and (a.data == b.data).all(), where
        assert a.fill_value == b.fill_value, where
    elif isinstance(a, np.ndarray):
        if a.dtype != b.dtype and a.dtype == b.dtype.newbyteorder():
            assert a.dtype.isnative, where  # numpy swaps what it loads of a _reconstruct
            b = b.astype(a.dtype, order="K")
        assert a.dtype == b.dtype and a.shape == b.shape, where
        assert a.tobytes() == b.tobytes() if a.dtype != object else a.tolist() == b.tolist(), where
        assert a.flags.f_contiguous == b.flags.f_contiguous and b.flags.writeable, where
    elif isinstance(a, (list, tuple, collections.deque)):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b)):
            same(x, y, (where, i), seen)
    elif isinstance(a, dict):
        assert list(a) == list(b), where
        for k in a:
            same(a[k], b[k], (where, k), seen)
        assert getattr(a, "default_factory", 0) == getattr(b, "default_factory", 0), where
    elif isinstance(a, Exception):
        assert a.args == b.args, where
    elif isinstance(a, (np.generic, np.dtype)):
        assert a == b and getattr(a, "dtype", None) == getattr(b, "dtype", None), where
    else:
        assert a == b, where


def main(what, file, *arguments):
    if what == "make":
        protocol, framed = int(arguments[0]), arguments[1] == "framed"
        with open(file, "wb") as out:
            (pickle.Pickler if framed else Pickler)(out, protocol).dump(values())
        return
    with open(file, "rb") as one, open(arguments[0], "rb") as other:
        a, b = pickle.load(one), pickle.load(other)
    same(a, b, "", {})
    assert b["shared 2"][0] is b["shared 2"][1] and b["circle"][1] is b["circle"]
    assert b["array again"][0] is b["array again"][1] and b["array again"][0] is not b["array"]
