"""Checks mmappickle_rules.py against the files that mmappickle 1.0.1 itself wrote."""

import os
import struct

import numpy

import golden_values
from mmappickle_rules import RulesDict


def main(scratch):
    checked = 0
    for name in golden_values.WHOLE:
        checked += reads(name)
    for name in golden_values.WHOLE:
        rebuilds(name, os.path.join(scratch, name))
    constructor(os.path.join(scratch, "constructor.mmdpickle"))
    damage(scratch)
    print("values", checked, "files rebuilt", len(golden_values.WHOLE))


def reads(name):
    """Lists, reads and maps everything, read-only."""
    golden = RulesDict(golden_values.path(name), readonly=True)
    expected = golden_values.expected(name)
    assert golden.keys() == list(expected), (name, golden.keys())
    for key, value in expected.items():
        assert golden_values.same(strip(golden[key]), value), (name, key, golden[key])
        assert golden.mapped(key) == isinstance(value, numpy.ndarray), (name, key)
    about = golden_values.README[name]
    if "commit_number" in about:
        assert golden.commit_number() == about["commit_number"]
    golden.close()
    return len(expected)


def strip(value):
    """A memmap as the array it is; anything else as it is."""
    if isinstance(value, numpy.ma.MaskedArray):
        return numpy.ma.MaskedArray(
            numpy.asarray(numpy.ma.getdata(value)), numpy.asarray(numpy.ma.getmaskarray(value))
        )
    return numpy.asarray(value) if isinstance(value, numpy.memmap) else value


def rebuilds(name, path):
    """The same calls give the same bytes."""
    rebuilt = RulesDict(path)
    if name == "deleted.mmdpickle":
        for i in range(6):
            rebuilt["k%d" % i] = "x" * 100
        del rebuilt["k1"]
        del rebuilt["k4"]
        rebuilt["k2"] = "replaced"
    elif name == "vacuumed.mmdpickle":
        for i in range(6):
            rebuilt["k%d" % i] = "x" * 100
        del rebuilt["k1"]
        rebuilt.vacuum()
        rebuilt["after"] = 1
    else:
        for key, value in golden_values.expected(name).items():
            rebuilt[key] = value
    rebuilt.close()
    with open(path, "rb") as ours, open(golden_values.path(name), "rb") as golden:
        # A frozenset of strings has an order of its own in each process.
        raw = ours.read().replace(b"\x8c\x01b\x8c\x01a\x91", b"\x8c\x01a\x8c\x01b\x91")
        assert raw == golden.read(), name


def constructor(path):
    """Takes no lock, and ends a file that does not end in a terminator."""
    first = RulesDict(path)
    first["a"] = 1
    with open(path, "ab") as file:
        file.write(b"tail")
    size = os.path.getsize(path)
    RulesDict(path).close()
    assert os.path.getsize(path) == size + 11
    assert first.keys() == ["a"]


def damage(scratch):
    """A key that is too long raises only after the file is damaged, and a stale index destroys."""
    path = os.path.join(scratch, "long-key.mmdpickle")
    damaged = RulesDict(path)
    try:
        damaged["k" * 256] = 1
    except struct.error:
        pass
    else:
        raise AssertionError("a key of 256 bytes was taken")
    try:
        RulesDict(path, readonly=True)
    except ValueError:
        pass
    else:
        raise AssertionError("a file after the first of six writes still opens")

    # After vacuum the commit number proves nothing: the peer that cached 1 writes at the old end.
    path = os.path.join(scratch, "stale.mmdpickle")
    stale, other = RulesDict(path), RulesDict(path)
    stale["a"] = "x" * 50
    other["b"] = 2
    del other["a"]
    other.vacuum()
    other["c"] = 3
    assert stale.keys() == ["a"] and other.keys() == ["b", "c"]
