"""One thing each that a process does by mmappickle's rules while or after Java has the file."""

import pickle
import sys
import warnings

import numpy

from mmappickle_rules import RulesDict


def main(task, path, *arguments):
    {
        "create": create,
        "check": check,
        "stale": stale,
        "check_stale": check_stale,
        "map_ours": map_ours,
        "read_theirs": read_theirs,
        "keep_opening": keep_opening,
        "fill": fill,
        "vacuum": vacuum,
        "check_vacuumed": check_vacuumed,
    }[task](path, *arguments)


def create(path):
    RulesDict(path).close()


def check(path, count):
    """A fresh handle and plain Python see the same keys, and every value can be read."""
    fresh = RulesDict(path, readonly=True)
    keys = fresh.keys()
    assert len(set(keys)) == int(count), (len(set(keys)), count)
    for key in keys:
        fresh[key]
    loaded = load(path)
    if loaded is not None:
        assert set(loaded) == set(keys)


def load(path):
    """In plain Python; None where numpy refuses mmappickle's own arrays (2.3 and later do)."""
    with open(path, "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return pickle.load(file)
        except ValueError as e:
            version = tuple(int(part) for part in numpy.__version__.split(".")[:2])
            if version >= (2, 3) and "fromstring" in str(e):
                return None
            raise


def stale(path):
    """Caches its index, lets others write, and puts."""
    peer = RulesDict(path)
    assert peer.keys() == []
    print("index cached", flush=True)
    sys.stdin.readline()
    peer["peer"] = 7
    print("put", flush=True)


def check_stale(path):
    keys = ["java/%d" % i for i in range(50)] + ["peer", "last"]
    peer = RulesDict(path)
    assert peer.keys() == keys, peer.keys()
    loaded = load(path)
    assert list(loaded) == keys
    for i in range(50):
        assert peer["java/%d" % i] == loaded["java/%d" % i] == [i, "x" * i]


def map_ours(path):
    peer = RulesDict(path)
    ours = peer["ours"]
    assert isinstance(ours, numpy.memmap) and ours.dtype == numpy.int32
    assert ours.tolist() == [[1, 2, 3], [4, 5, 6]]
    ours[1, 2] = 42
    ours.flush()
    assert peer.mapped("large") and peer.mapped("large masked")
    assert isinstance(peer["large"], numpy.memmap) and peer["large"].shape == (512, 512)
    peer["theirs"] = numpy.array([0.5, 1.5])


def read_theirs(path):
    theirs = RulesDict(path, readonly=True)["theirs"]
    assert isinstance(theirs, numpy.memmap) and theirs.tolist() == [-2.5, 1.5], theirs


def keep_opening(path):
    """Constructs, which takes no lock, as often as it can until standard input ends."""
    import select

    opened = 0
    while True:
        RulesDict(path).close()
        opened += 1
        if opened == 1:
            print("opening", flush=True)
        if select.select([sys.stdin], [], [], 0)[0]:
            break
    print("opened", opened, flush=True)


def fill(path):
    peer = RulesDict(path)
    for i in range(100):
        peer["peer/%d" % i] = numpy.full(1000, i, numpy.int32)


def vacuum(path):
    """Deletes every other key and moves the rest over them, in place."""
    peer = RulesDict(path)
    for key in peer.keys()[::2]:
        del peer[key]
    peer.vacuum()


def check_vacuumed(path, keys):
    keys = keys.split(" ")
    peer = RulesDict(path)
    assert peer.keys() == keys, peer.keys()
    for key in keys:
        peer[key]
    loaded = load(path)
    assert list(loaded) == keys
