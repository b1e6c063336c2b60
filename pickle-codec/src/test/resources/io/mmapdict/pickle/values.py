"""Values of Python's standard library: made, pickled, and described so that a description says type
and value of everything. For Python 2.7 and 3.6 on; what a version does not have is left out.

    names FOLDER            the expressions in FOLDER/names, each in every protocol, to FOLDER
    random FOLDER SEED N    N values at random, each in every protocol, to FOLDER
    read FOLDER             what lies in the files of FOLDER/files

Each prints a description a line: of a value, or "-" for one that this version does not have.
"""
from __future__ import print_function
import collections, datetime, decimal, fractions, pickle, random, sys, uuid
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import date, datetime as dt, time, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

TWO = sys.version_info[0] == 2
if TWO: range = xrange
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


if pathlib:
    Colour = enum.Enum('Colour', 'RED GREEN', module=__name__)
    Access = enum.IntFlag('Access', 'READ WRITE', module=__name__)
if sys.version_info >= (3, 7):
    import dataclasses
    Person = dataclasses.make_dataclass('Person', ['name', 'age'])
    Person.__module__ = __name__


def described(v, inside=()):
    d = lambda x: described(x, inside + (id(v),))
    t = type(v)
    name = 'pathlib' if t.__module__ == 'pathlib._local' else t.__module__.replace('__builtin__', 'builtins')
    name += '.' + t.__name__.replace('xrange', 'range')
    if id(v) in inside: return name + ' again'
    if v is None or v is Ellipsis or v is NotImplemented: return str(v)
    if t in (int, long): return 'int %d' % v
    if t in (str, unicode): return 'str ' + ascii_of(v)
    if t in (bool, float, complex, bytes, bytearray): return name + ' ' + repr(v)
    if t in (list, tuple): return name + '(' + ', '.join(map(d, v)) + ')'
    if t in (set, frozenset): return name + '(' + ', '.join(sorted(map(d, v))) + ')'
    if t is deque: return name + '(%s, %s)' % (', '.join(map(d, v)), v.maxlen)
    if isinstance(v, dict):
        items = [d(k) + ': ' + d(x) for k, x in v.items()]
        items = ', '.join(items if t is OrderedDict else sorted(items))
        more = d(v.default_factory) if t is defaultdict else d(vars(v)) if t is OrderedDict and vars(v) and not TWO else ''
        return name + '(' + items + ') ' + more
    if t in (dt, time):
        z = v.tzinfo
        zone = z if z is None or type(z).__name__ in ('timezone', 'ZoneInfo') else unicode(z)
        when = [v.hour, v.minute, v.second, v.microsecond, getattr(v, 'fold', 0)]
        if t is dt: when = [v.year, v.month, v.day] + when
        return '%s %s %s' % (name, when, d(zone))
    if t is date: return '%s %s' % (name, v.isoformat())
    if t is timedelta: return '%s %d %d %d' % (name, v.days, v.seconds, v.microseconds)
    if t.__name__ == 'ZoneInfo': return name + ' ' + v.key
    if t.__name__ == 'timezone': return name + ' ' + ', '.join(map(d, v.__getinitargs__()))
    if t is Decimal: return name + ' %s' % (v.as_tuple(),)
    if t is UUID: return name + ' %d %s' % (v.int, getattr(v, 'is_safe', 'SafeUUID.unknown'))
    if t is type: return 'class ' + v.__name__
    if t.__name__ in ('range', 'xrange'): return name + ' ' + str([int(x) for x in v.__reduce__()[1]])
    if t is slice: return name + '(%s, %s, %s)' % (d(v.start), d(v.stop), d(v.step))
    if pathlib and isinstance(v, pathlib.PurePath): return name + ' ' + ascii_of(str(v))
    if hasattr(v, '_fields'): return name + '(' + ', '.join(map(d, v)) + ')'
    if pathlib and isinstance(v, enum.Enum): return name + ' %d' % v.value
    if t is Words: return name + repr(list(v)) + d(vars(v))
    if hasattr(v, '__dict__') and not isinstance(v, type) and t is not Fraction:
        return name + ' ' + d(vars(v))
    return name + ' ' + repr(v)


def ascii_of(text):
    return repr(text.encode('utf-16-be', 'surrogatepass') if not TWO else unicode(text).encode('utf-16-be')).lstrip('b')


def protocols():
    return range(pickle.HIGHEST_PROTOCOL + 1)


def write(folder, i, value):
    for p in protocols():
        with open('%s/%d.%d' % (folder, i, p), 'wb') as f:
            pickle.dump(value, f, p)


def integer(r):
    return r.choice([1, -1]) * r.getrandbits(r.choice([1, 8, 31, 32, 62, 64, 100]))


def a_date(r):
    return date.fromordinal(r.randint(1, date.max.toordinal()))


def a_delta(r):
    return r.choice([timedelta(r.randint(-999999999, 999999998), r.randrange(86400), r.randrange(10**6)),
                     timedelta(0, r.randint(-10**6, 10**6)), timedelta(microseconds=-r.randrange(10)), timedelta.max, timedelta.min])


def zone(r):
    if TWO: return None
    k = r.randrange(8)
    if k == 0: return timezone.utc
    if k == 1: return timezone(timedelta(minutes=r.randint(-1439, 1439)))
    if k == 2: return timezone(timedelta(hours=r.randint(-12, 14)), r.choice(['CET', '', 'x' * 300]))
    if k == 3 and sys.version_info >= (3, 7): return timezone(timedelta(seconds=r.randint(-86399, 86399)))
    if k == 4 and sys.version_info >= (3, 7): return timezone(timedelta(seconds=5, microseconds=r.randrange(10**6)))
    if k >= 5 and ZoneInfo: return ZoneInfo(r.choice(['Europe/Paris', 'America/New_York', 'UTC', 'Etc/GMT+5', 'Australia/Lord_Howe']))
    return None


def clock(r):
    return [r.randrange(24), r.randrange(60), r.randrange(60), r.choice([0, 1, 999999, r.randrange(10**6)])]


def a_datetime(r):
    day, z = a_date(r), zone(r)
    if r.random() < .5:  # where clocks are turned
        day, z = r.choice([date(2021, 3, 28), date(2021, 10, 31), date(2021, 3, 14), date(2021, 11, 7), date(2021, 4, 4), date(2021, 10, 3)]), z
    v = dt(day.year, day.month, day.day, *clock(r), tzinfo=z)
    if r.random() < .5: v = v.replace(hour=r.choice([1, 2, 3]))
    return v if TWO else v.replace(fold=r.choice([0, 0, 1]))


def a_decimal(r):
    k = r.randrange(8)
    if k == 0: return Decimal(r.choice(['NaN', '-NaN', 'sNaN', 'sNaN123', '-NaN7', 'Infinity', '-Infinity', '-0', '-0.000', '0E+3', '0E-9']))
    if k == 1: return Decimal((r.randrange(2), tuple(r.randrange(10) for _ in range(r.randint(1, 80))), r.randint(-2**32, 2**32)))
    return Decimal((r.randrange(2), tuple(r.randrange(10) for _ in range(r.randint(1, 40))), r.randint(-50, 50)))


def a_fraction(r):
    return Fraction(integer(r), integer(r) or 3)


def a_path(r):
    parts = [r.choice(['a', 'b c', '..', '.', 'x.tar.gz', u'\u00e9', '/', '/root', '//net', 'C:', 'C:\\dir', '\\\\host\\share', ''])
             for _ in range(r.randrange(4))]
    kinds = [pathlib.PurePosixPath, PosixPath, PosixPath, PosixPath, pathlib.PureWindowsPath]
    return r.choice(kinds)(*parts)


def value(r, depth):
    """Of what is in one pickle the same is the same object, as often as not."""
    g = lambda: value(r, depth - 1)
    key = lambda: r.choice([integer(r), a_date(r), 'k%d' % r.randrange(9), (1, a_fraction(r)), UUID(int=r.getrandbits(128))])
    k = r.randrange(12 if depth == 0 else 21)
    n = r.randrange(4)
    if k == 0: return a_date(r)
    if k == 1: return time(*clock(r), tzinfo=zone(r)) if TWO else time(*clock(r), tzinfo=zone(r), fold=r.choice([0, 0, 1]))
    if k in (2, 3): return a_datetime(r)
    if k == 4: return a_delta(r)
    if k == 5: return a_decimal(r)
    if k == 6: return a_fraction(r)
    if k == 7: return UUID(int=r.choice([0, 5, r.getrandbits(128), r.getrandbits(64), 2**128 - 1]))
    if k == 8: return zone(r)
    if k == 9 and not TWO: return range(integer(r), integer(r), integer(r) or 1)
    if k == 10 and not TWO: return slice(*[r.choice([None, integer(r), 'x', 1.5]) for _ in range(3)])
    if k == 11: return a_path(r) if pathlib else integer(r)
    if k == 12: return OrderedDict((key(), g()) for _ in range(n))
    if k == 13: return defaultdict(r.choice([list, int, None, set]), [(key(), g()) for _ in range(n)])
    if k == 14: return deque([g() for _ in range(n)], r.choice([None, 0, 2, 100]))
    if k == 15: return Counter({key(): r.choice([1, 2, 0, -1, 2**40, 1.5]) for _ in range(n)})
    if k == 16: return dict((key(), g()) for _ in range(n))
    if k == 17: return tuple(g() for _ in range(n))
    if k == 18 and not TWO: return r.choice([Ellipsis, NotImplemented, [Ellipsis, g()]])
    x = g()
    if k == 19: return [x, x, {'x': x}]
    self = r.choice([list] if TWO else [list, deque, OrderedDict])()
    if type(self) is OrderedDict: self['self'] = [self, x]
    else: self.append((self, x))
    return self


def main():
    what, folder = sys.argv[1:3]
    if what == 'names':
        with open(folder + '/names') as f: names = f.read().splitlines()
        for i, name in enumerate(names):
            try:
                v = eval(name)
                write(folder, i, v)
                print(described(v))
            except (NameError, AttributeError, TypeError, OverflowError, ValueError):
                print('-')
    elif what == 'random':
        r = random.Random(int(sys.argv[3]))
        for i in range(int(sys.argv[4])):
            v = value(r, 3)
            try:
                write(folder, i, v)
            except (RuntimeError, TypeError):  # Python 2.7, of what is in itself
                if not TWO: raise
                v = i
                write(folder, i, v)
            print(described(v))
    else:
        with open(folder + '/files') as f: files = f.read().splitlines()
        for file in files:
            with open(folder + '/' + file, 'rb') as f: print(described(pickle.load(f)))


main()
