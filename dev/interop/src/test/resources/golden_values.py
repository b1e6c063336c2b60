"""What each file in golden/ holds, as Python values: README.json evaluated.

Values stand in README.json as Python expressions. Where it describes in words, the words are
looked up here, so that a changed description is noticed.
"""

import json
import os
from collections import OrderedDict
import datetime  # noqa: F401 (used by the expressions)
from decimal import Decimal  # noqa: F401

import numpy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
with open(os.path.join(FOLDER, "README.json")) as readme:
    README = json.load(readme)

_NAMES = {
    "OrderedDict": OrderedDict,
    "datetime": datetime,
    "Decimal": Decimal,
    "inf": float("inf"),
}


def path(name):
    return os.path.join(FOLDER, name)


def expected(name):
    """The live keys in file order, with their values."""
    return _FILES[name]()


def same(a, b):
    """Equal in value, type and order; arrays in dtype, shape and every element."""
    if isinstance(a, numpy.ma.MaskedArray) or isinstance(b, numpy.ma.MaskedArray):
        return (
            isinstance(a, numpy.ma.MaskedArray)
            and isinstance(b, numpy.ma.MaskedArray)
            and same(numpy.ma.getmaskarray(a), numpy.ma.getmaskarray(b))
            and same(numpy.ma.getdata(a), numpy.ma.getdata(b))
        )
    if isinstance(a, numpy.ndarray) or isinstance(b, numpy.ndarray):
        return (
            isinstance(a, numpy.ndarray)
            and isinstance(b, numpy.ndarray)
            and a.dtype == b.dtype
            and a.shape == b.shape
            and numpy.asarray(a).tobytes() == numpy.asarray(b).tobytes()
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return len(a) == len(b) and all(
            same(k, m) and same(v, w) for (k, v), (m, w) in zip(a.items(), b.items())
        )
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return a == b


def _values():
    values = OrderedDict((k, eval(v, _NAMES)) for k, v in README["values.mmdpickle"].items())
    # The key says it: one list, three times.
    assert values["shared"] == [["x"], ["x"], ["x"]]
    values["shared"] = [values["shared"][0]] * 3
    return values


def _described(key, text):
    if text == "arange(24) % 7, reshape (2, 3, 4)":
        return (numpy.arange(24) % 7).reshape(2, 3, 4).astype(key)
    if text.startswith("full((2,)*"):
        dims = int(key[len("dims") :])
        assert text == "full((2,)*%d, %d, float32)" % (dims, dims), text
        return numpy.full((2,) * dims, dims, numpy.float32)
    return {
        "arange(70000, int32), reshape (700, 100)": lambda: numpy.arange(
            70000, dtype=numpy.int32
        ).reshape(700, 100),
        "EmptyNDArray((10, 9), float32): zeros": lambda: numpy.zeros((10, 9), numpy.float32),
        "[[1,2,3],[4,5,6]] masked [[0,1,0],[1,0,1]], int64": lambda: numpy.ma.MaskedArray(
            numpy.array([[1, 2, 3], [4, 5, 6]], numpy.int64),
            numpy.array([[0, 1, 0], [1, 0, 1]], bool),
        ),
        "zeros (2, 3) int64, nothing masked": lambda: numpy.ma.MaskedArray(
            numpy.zeros((2, 3), numpy.int64), numpy.zeros((2, 3), bool)
        ),
        "[1.0, nan, 3.0] masked [0,1,0]": lambda: numpy.ma.MaskedArray(
            numpy.array([1.0, float("nan"), 3.0]), numpy.array([0, 1, 0], bool)
        ),
    }[text]()


def _arrays(name):
    return OrderedDict((k, _described(k, text)) for k, text in README[name].items())


def _deleted():
    about = README["deleted.mmdpickle"]
    values = OrderedDict((key, "x" * 100) for key in about["keys"])
    values["k2"] = about["k2"]
    return values


def _vacuumed():
    values = OrderedDict((key, "x" * 100) for key in README["vacuumed.mmdpickle"]["keys"])
    values["after"] = 1
    return values


def _keys():
    # The words stand for the keys; the values are their places.
    assert README["keys.mmdpickle"]["keys"] == ["empty string", "255 times k", "hé/☃"]
    return OrderedDict([("", 0), ("k" * 255, 1), ("hé/☃", 2)])


def _memo():
    # README.json gives no values; pickletools shows them.
    a, b, machin, shared = "1234", "1234", "machin", ["shared"]
    many = [[s, s] for s in (str(i) for i in range(300))]
    return OrderedDict(
        [
            ("dict_a", {a: a, "3": a}),
            ("dict_b", {b: machin, machin: machin, 2: 4, 4: b}),
            ("refs", [shared, shared, (shared,)]),
            ("many", many),
        ]
    )


def _killed_in_entry():
    # Cut inside "decimal", the last entry there is then.
    values = _values()
    del values["shared"]
    del values["decimal"]
    return values


_FILES = {
    "empty.mmdpickle": OrderedDict,
    "values.mmdpickle": _values,
    "arrays.mmdpickle": lambda: _arrays("arrays.mmdpickle"),
    "masked.mmdpickle": lambda: _arrays("masked.mmdpickle"),
    "deleted.mmdpickle": _deleted,
    "vacuumed.mmdpickle": _vacuumed,
    "keys.mmdpickle": _keys,
    "memo.mmdpickle": _memo,
    "killed-no-terminator.mmdpickle": _values,
    "killed-in-entry.mmdpickle": _killed_in_entry,
}
WHOLE = [name for name in _FILES if not name.startswith("killed-")]
