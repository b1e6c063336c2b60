"""What golden files hold, for Java to compare with; and what Java left of them."""

import pickle
import warnings

import numpy

import describe
import golden_values
from mmappickle_rules import RulesDict
from rules_check import strip


def main(task, *arguments):
    {"describe": describe_file, "changed": changed}[task](*arguments)


def describe_file(name):
    """Two lines per live key: the key and its value."""
    for key, value in golden_values.expected(name).items():
        print(describe.text(key))
        print(describe.text(value))


def changed(path, name):
    """Java deleted the first key, if any, and appended "java" and an array "java/array"."""
    expected = golden_values.expected(name)
    if expected:
        del expected[next(iter(expected))]
    expected["java"] = [1, "two", {"three": 3.0}]
    expected["java/array"] = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
    peer = RulesDict(path)
    compare(peer.keys(), expected, {key: strip(peer[key]) for key in peer.keys()})
    for key, value in expected.items():
        assert peer.mapped(key) == isinstance(value, numpy.ndarray), key
    load(path, name, expected)
    # And the peer goes on with what Java left.
    peer["peer"] = "after java"
    del peer["java"]
    del expected["java"]
    expected["peer"] = "after java"
    compare(peer.keys(), expected, {key: strip(peer[key]) for key in peer.keys()})
    load(path, name, expected)


def compare(keys, expected, found):
    assert list(keys) == list(expected), (list(keys), list(expected))
    for key, value in expected.items():
        assert golden_values.same(found[key], value), (key, found[key], value)


def load(path, name, expected):
    """In plain Python. mmappickle's own arrays are deprecated, and fail from numpy 2.3 on."""
    own_arrays = name in ("arrays.mmdpickle", "masked.mmdpickle")
    version = tuple(int(part) for part in numpy.__version__.split(".")[:2])
    with open(path, "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            loaded = pickle.load(file)
        except ValueError as e:
            if own_arrays and version >= (2, 3) and "fromstring" in str(e):
                return
            raise
    compare(loaded, expected, loaded)
