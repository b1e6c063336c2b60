"""Values that Python builds and mmapdict does not: `put FILE` makes a file, `check FILE` finds them."""

import array
import pickle
import re
import warnings

import numpy

from mmappickle_rules import RulesDict


def values():
    return {
        "objects": numpy.array([1, "a", None], dtype=object),
        "records": numpy.zeros(3, dtype=[("a", "i4"), ("b", "f8")]),
        "dates": numpy.array(["2020-01-01", "NaT"], dtype="M8[D]"),
        "texts": numpy.array([b"ab", b"c"]),
        "long doubles": numpy.ones(2, dtype="g"),
        "masked objects": numpy.ma.array([1, None], dtype=object, mask=[False, True]),
        "unsigned": array.array("I", [1, 2**32 - 1]),
        "class": re.compile("a+b"),
        "random": numpy.random.RandomState(1).get_state(),
        "plain": [1, "a"],
    }


def main(what, path):
    if what == "put":
        file = RulesDict(path)
        for key, value in values().items():
            # In a list: alone, an array would be written in mmappickle's own form.
            file[key] = [value]
        file.close()
        return
    with warnings.catch_warnings(), open(path, "rb") as file:
        warnings.simplefilter("ignore")
        found = pickle.load(file)
    for key, value in values().items():
        assert repr(found[key]) == repr([value]), (key, found[key])
    assert found["last"] == 1
