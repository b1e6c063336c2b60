"""Nested values at random, pickled and compared. For Python 2.7 and 3.6 on. Lines on standard input say what is to be done:

    make FILE SEED COUNT    pickles so many values, each in a protocol of its own
    check FILE OURS         what was made of them elsewhere

In the files stand parts, each behind its length as four bytes: the text of a value, which is empty from Python 3 on, and its pickle;
in OURS the pickles alone. The answer is a line: "same", or how many faults there are and the first.
"""
import random, struct
import described
from described import d
from values import *


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


def text(r):
    return u''.join(r.choice(u'Az\\\n\'"\0\x1a\u00e9\u2603\U0001d11e' if TWO else 'Az\\\n\'"\0\x1a\u00e9\u2603\ud800\udfff\U0001d11e') + u'-'
                    for _ in range(r.choice([0, 1, 3, 3, 130])))


def octets(r): return bytes(bytearray(r.randrange(256) for _ in range(r.choice([0, 1, 3, 3, 300]))))


def number(r):
    return r.choice([0.0, -0.0, 1.5, float('inf'), -float('inf'), 5e-324, 1e16, r.random(), r.gauss(0, 1e9)])


def plain(r):
    k = r.randrange(9)
    if k < 2: return text(r)
    if k == 2: return None
    if k == 3: return r.random() < .5
    if k == 4: return number(r)
    if k == 5: return struct.unpack('>d', b'\x7f\xf8\0\0\0\0\0\0')[0]  # nan, which Python 2 gives a sign
    if k == 6: return complex(number(r), number(r))
    if k == 7 and not TWO: return octets(r)
    return integer(r)


def key(r, depth=2):
    k = r.randrange(14 if depth else 11)
    if k == 0: return a_date(r)
    if k == 1: return UUID(int=r.getrandbits(128))
    if k == 2: return number(r)
    if k == 3: return None
    if k == 4: return a_delta(r)
    if k == 5 and not TWO: return octets(r)
    if k in (6, 7): return text(r)
    if k == 10: return r.choice([object, Plain])()  # each equal to itself only
    if k in (11, 12): return tuple(key(r, depth - 1) for _ in range(r.randrange(4)))
    if k == 13: return frozenset(key(r, depth - 1) for _ in range(r.randrange(4)))
    return integer(r)


class Values(object):
    """One value and what is in it: parts stand in several places, and in themselves where Python allows it."""
    def __init__(self, r): self.r, self.done, self.begun = r, [], []

    def value(self, depth):
        r = self.r
        if self.done and r.random() < .08: return r.choice(self.done)
        if self.begun and r.random() < .03: return r.choice(self.begun)
        v = self.changing(depth) if depth > 0 and r.random() < .5 else other(r, self.value, depth)
        self.done.append(v)
        return v

    def changing(self, depth):
        """What may be put into itself."""
        r, g = self.r, lambda: self.value(depth - 1)
        n = r.randrange(5)
        k = r.randrange(7 if TWO else 10)
        v = [list, dict, dict, list, OrderedDict, lambda: defaultdict(r.choice([list, int, None, set])),
             lambda: deque((), r.choice([None, 0, 2, 100])), Plain, lambda: Words([]), lambda: Person('', 0) if sys.version_info >= (3, 7) else Plain()][k]()
        # Protocols 0 and 1 write the list that Words is in front of it, and never end in a cycle.
        cyclic = not TWO and not isinstance(v, Words)
        if cyclic: self.begun.append(v)
        if isinstance(v, dict):
            for _ in range(n): v[key(r)] = g()
        elif isinstance(v, (list, deque)):
            for _ in range(n): v.append(g())
        else:
            for name in ['name', 'age', 'parts'][:n]: setattr(v, name, g())
        if cyclic: self.begun.pop()
        return v


def other(r, part, depth):
    g = lambda: part(depth - 1)
    k = r.randrange(21 if depth > 0 else 14)
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
    if k == 12: return plain(r)
    if k == 13: return bytearray(octets(r))
    if k == 14: return Counter({key(r): r.choice([1, 2, 0, -1, 2**40, 1.5]) for _ in range(n)})
    if k == 15: return set(key(r) for _ in range(n))
    if k == 16: return frozenset(key(r) for _ in range(n))
    if k == 17 and not TWO: return r.choice([Ellipsis, NotImplemented, Colour.RED, Access(r.randrange(4)), len, Plain])
    if k == 18 and not TWO: return r.choice([lambda: Point(g(), g()), lambda: Slots(g(), g()), lambda: Keyword(x=g()), lambda: Exception(g())])()
    return tuple(g() for _ in range(n)) if depth > 0 else plain(r)


def pickled(r, v):
    """By the C pickler and by Python's own, in any protocol."""
    protocol = r.randrange(pickle.HIGHEST_PROTOCOL + 1)
    dumps = pickle.dumps if TWO or r.random() < .5 else pickle._dumps
    try:
        return dumps(v, protocol)
    except TypeError:  # of __slots__, which protocols 0 and 1 do not know
        if protocol > 1: raise
        return dumps(v, 2)


def make(path, seed, count):
    r = random.Random(int(seed))
    with open(path, 'wb') as f:
        for i in range(int(count)):
            v = Values(r).value(4)
            part(f, d(v, {}).encode('ascii') if TWO else b'')
            part(f, pickled(r, v))
    return 'made'


def check(own, ours):
    """Each of OURS must be what the pickle made here is, or the text beside it. It may lose what Python's own pickler loses in that protocol."""
    faults = []
    with open(own, 'rb') as f, open(ours, 'rb') as g:
        for i, text in enumerate(iter(lambda: part_of(f), None)):
            made, written = part_of(f), part_of(g)
            described.sorted_dicts = bool(text)
            try:
                value = None if text else pickle.loads(made)
                meant = text.decode('ascii') if text else d(value, {})
                found = d(pickle.loads(written), {})
                protocol = ord(written[1:2])
                if found != meant and protocol < 4 and not text:
                    meant = d(pickle.loads(pickle.dumps(value, protocol)), {})
                if found != meant: faults.append('%d: %s, %r' % (i, difference(meant, found), made))
            except Exception as e: faults.append('%d fails: %r, %r' % (i, e, made))
    return '%d faults %s' % (len(faults), faults[:1]) if faults else 'same'


def difference(meant, found):
    start = [a == b for a, b in zip(meant, found)].index(False) if found[:len(meant)] != meant else len(meant)
    return 'after %s is %s and then %s' % (meant[max(0, start - 200):start], meant[start:start + 200], found[start:start + 200])


def part(f, b): f.write(struct.pack('>I', len(b)) + b)


def part_of(f):
    size = f.read(4)
    return f.read(struct.unpack('>I', size)[0]) if size else None


def main():
    sys.setrecursionlimit(10000)
    for line in iter(sys.stdin.readline, ''):
        words = line.split()
        print({'make': make, 'check': check}[words[0]](*words[1:]))
        sys.stdout.flush()
