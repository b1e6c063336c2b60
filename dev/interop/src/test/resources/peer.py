"""A process that works by mmappickle's rules on a file that others write at the same time.

Opens the file, prints "ready" and waits for a line on standard input. Then puts, replaces, deletes
and reads a bounded number of times; each change is printed once it is done, as "put KEY NUMBER",
"put shared/I NUMBER OWNER" or "del KEY", then "done". After another line it prints "keys" and what the handle of the start sees.

Keys are OWNER/KIND/I, changed by one owner only, and shared/I, replaced by all. A value tells its
number, which an owner counts up; so every reader can tell a wrong or an older value.
"""

import json
import random
import sys

import numpy

from mmappickle_rules import RulesDict

KINDS = ("text", "array", "masked")
SHARED = 4


def main(path, owner, seed, operations):
    file = RulesDict(path)
    file.keys()
    print("ready", flush=True)
    sys.stdin.readline()
    choose = random.Random(int(seed))
    seen = {}
    for number in range(1, int(operations) + 1):
        change(file, owner, number, choose)
        check_one(file, choose, seen)
    print("done", flush=True)
    sys.stdin.readline()
    print("keys", json.dumps(sorted(file.keys())), flush=True)


def change(file, owner, number, choose):
    what = choose.random()
    if what < 0.2:
        key = "shared/%d" % choose.randrange(SHARED)
        file[key] = value("text", owner, number)
        print("put", key, number, owner, flush=True)
        return
    kind = choose.choice(KINDS)
    key = "%s/%s/%d" % (owner, kind, choose.randrange(5))
    if what < 0.35 and key in file:
        del file[key]
        print("del", key, flush=True)
    else:
        file[key] = value(kind, owner, number)
        print("put", key, number, flush=True)


def value(kind, owner, number):
    if kind == "array":
        return numpy.full((3, 1 + number % 7), number, numpy.int32)
    if kind == "masked":
        data = numpy.full((1 + number % 5,), number, numpy.int32)
        return numpy.ma.MaskedArray(data, data % 2 == 1)
    return [owner, number, "x" * (number * 37 % 300)]


def check_one(file, choose, seen):
    """Reads one key, of anybody: the value is whole, of its key's kind, and no older than before."""
    keys = file.keys()
    if not keys:
        return
    key = choose.choice(keys)
    try:
        found = file[key]
    except KeyError:
        return
    kind = "text" if key.startswith("shared/") else key.split("/")[1]
    number = number_of(kind, found)
    assert is_mapped(kind, found), (key, type(found))
    if not key.startswith("shared/"):
        assert number >= seen.get(key, 0), (key, number, seen[key])
        seen[key] = number


def is_mapped(kind, found):
    if kind == "masked":
        return isinstance(found.data, numpy.memmap) or isinstance(found.data.base, numpy.memmap)
    return kind == "text" or isinstance(found, numpy.memmap)


def number_of(kind, found):
    """The number in a value; fails where the value is not exactly what is written for it."""
    if kind == "text":
        owner, number, _ = found
        assert found == value(kind, owner, number), found
        return number
    number = int(numpy.ma.getdata(found).flat[0])
    expected = value(kind, "", number)
    assert type(expected) is type(found) or isinstance(found, numpy.memmap), type(found)
    assert found.dtype == expected.dtype and found.shape == expected.shape, found
    assert (numpy.ma.getdata(found) == numpy.ma.getdata(expected)).all(), found
    assert (numpy.ma.getmaskarray(found) == numpy.ma.getmaskarray(expected)).all(), found
    return number
