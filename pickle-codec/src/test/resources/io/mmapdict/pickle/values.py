"""Values of Python's standard library by expressions, and classes of our own. For Python 2.7 and 3.6 on.

    names FOLDER      pickles the expressions in FOLDER/names, each in every protocol, to FOLDER
    read FOLDER       what lies in the files of FOLDER/files
    compare FOLDER    each line of FOLDER/pairs, an expression and a file, where this version has both

names and read print the text of described.py, a line a value, or "-" for one that this version does not have; dicts
are sorted by these, for the sake of Python 2. compare says what differs, and how many could be compared.
"""
from __future__ import print_function
import collections, datetime, decimal, fractions, pickle, sys, uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import date, datetime as dt, time, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
import described
from described import d

TWO = sys.version_info[0] == 2
if TWO: range = xrange
SafeUUID = getattr(uuid, 'SafeUUID', None)
if TWO: described.old_str = lambda v: d(v.decode('ascii'))  # as it is read: each is text here
try:
    import enum, pathlib
    from pathlib import PosixPath
    from datetime import timezone
    unicode = str
    long = int
except ImportError:
    pathlib = None
try:
    from zoneinfo import ZoneInfo
except ImportError:
    ZoneInfo = None


Point = namedtuple('Point', 'x y')


class Plain(object):
    def __init__(self): self.name, self.parts = 'x', [1, {'a': None}]


def attributed():
    v = OrderedDict([('a', 1)])
    v.more = [1, v]
    return v


class Words(list):
    def __init__(self, words): list.__init__(self, words); self.extra = b'x'


class Slots(object):
    __slots__ = ('a', 'b')
    def __init__(self, a, b): self.a, self.b = a, b


class Keyword(object):
    def __new__(cls, **named): o = object.__new__(cls); o.x = named['x']; return o
    def __getnewargs_ex__(self): return (), {'x': self.x}


def inside(v, put):
    put(v)
    return v


def nested(put, depth):
    v = None
    for _ in range(depth): v = put(v)
    return v


if pathlib:
    Colour = enum.Enum('Colour', 'RED GREEN', module=__name__)
    Access = enum.IntFlag('Access', 'READ WRITE', module=__name__)
if sys.version_info >= (3, 7):
    import dataclasses
    Person = dataclasses.make_dataclass('Person', ['name', 'age'])
    Person.__module__ = __name__


def protocols():
    return range(pickle.HIGHEST_PROTOCOL + 1)


def write(folder, i, value):
    for p in protocols():
        with open('%s/%d.%d' % (folder, i, p), 'wb') as f:
            pickle.dump(value, f, p)


def main():
    what, folder = sys.argv[1:3]
    described.sorted_dicts = what != 'compare'
    if what == 'names':
        with open(folder + '/names') as f: names = f.read().splitlines()
        for i, name in enumerate(names):
            v = made(name)
            try:
                if v is not made: write(folder, i, v)
            except TypeError:  # Ellipsis in Python 2
                v = made
            print('-' if v is made else d(v, {}))
    elif what == 'compare':
        with open(folder + '/pairs') as f: pairs = [line.rstrip('\n').split('\t') for line in f]
        compared = 0
        for name, file in pairs:
            with open(folder + '/' + file, 'rb') as f: pickled = f.read()
            v = made(name)
            if v is made or ord(pickled[1:2]) > pickle.HIGHEST_PROTOCOL: continue
            compared += 1
            found = d(pickle.loads(pickled), {})
            if found != d(v, {}): print('%s is %s and in %s %s' % (name, d(v, {}), file, found))
        print('compared %d' % compared)
    else:
        with open(folder + '/files') as f: files = f.read().splitlines()
        for file in files:
            with open(folder + '/' + file, 'rb') as f: print(d(pickle.load(f), {}))


def made(name):
    """The value, or this function where the version does not have it."""
    try:
        return eval(name)
    except (NameError, AttributeError, TypeError, OverflowError, ValueError):
        return made
