"""The golden pickles: values that CPython has pickled, kept as bytes, with what they must be read as.

    for v in 3.8 3.9 3.10 3.11 3.12 3.13; do python$v golden.py write ../../../golden/pickles.txt; done

adds to the file, or replaces in it, what this very version writes of each value in each protocol; the same bytes of
several versions stand there once. A file that is not there is made.

    python3 golden.py check FILE

takes lines of a value, its text, what was written elsewhere, and the golden pickle that it was made from: this Python must
read the same in both. Standard library only, CPython 3.8 or newer.

In the file "= VALUE" is followed by ": TEXT", what it must be read as, and by "VERSIONS PROTOCOL BYTES" for each pickle of it
that is read so. The text is that of described.py, made of what Python itself reads in the bytes; of what no type of Java holds (CALLS)
it says the calls in them. Long texts are there as SHA-256, BYTES are base64, z before those of zlib.
"""
import sys
sys.dont_write_bytecode = True
import _compat_pickle, base64, hashlib, io, os, pickle, platform, zlib
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import values
from described import d

VERSION = platform.python_version()

VALUES = r'''
None
True
False
0
-1
255
256
65535
65536
2**31 - 1
2**31
-2**31
-2**31 - 1
2**63 - 1
2**63
-2**63
-2**63 - 1
2**2039
-2**2100
0.0
-0.0
0.1
1e16
1e-5
5e-324
1.7976931348623157e308
float('nan')
float('-inf')
1+2j
complex(-0.0, float('inf'))
''
'it\'s "both"'
"a\nb\\n\r\t\\u0041\x1a"
'h\xe9\u2603\U0001d11e\x00\x7f\xa0\u2028'
'\ud800'
'a\udc00\ud800b'
'x' * 255
'x' * 256
'\xe9' * 128
'x' * 65536
['x' * 40000, 'y' * 40000, b'z' * 70000, bytearray(b'w' * 70000), 1]
b''
b'\x00\'"\xff\n\r\t\\'
b'y' * 255
b'y' * 256
bytearray()
bytearray(b"it's\xff")
[]
[1]
list(range(1000))
list(range(1001))
()
(1,)
(1, 2)
(1, 2, 3)
(1, 2, 3, 4)
((((),),),)
{}
{'a': 1}
{i: str(i) for i in range(1001)}
{None: 1, True: 2, 1.5: 3, 'z': 4, b'': 5, (1, ('x',)): 6, frozenset([7]): 8}
set()
{1, 2}
set(range(1001))
frozenset()
frozenset([3])
{frozenset([(1, 2)])}
nested(lambda v: [v], 200)
nested(lambda v: (v,), 200)
nested(lambda v: {'k': v}, 200)
[['twice', b'bytes']] * 3
['long enough'] * 300
[(1, [])] * 2
[[i] for i in range(300)] * 2
inside([], lambda v: v.append(v))
inside({}, lambda v: v.update(a=[v]))
inside([], lambda v: v.append((v, {'a': v})))[0]
inside(deque(), lambda v: v.append((v, 1)))
inside(OrderedDict(), lambda v: v.update(a=[v]))
inside(defaultdict(list), lambda v: v['a'].append(v))
Ellipsis
NotImplemented
len
type
[object, dict, Point, print]
range(2, 5)
range(0)
range(2**62, -2**63, -3)
slice(1, None)
slice('a', 2.5, -2**70)
Decimal('1.50')
Decimal('-12E+30')
Decimal('0E-9')
Decimal('1E-2147483647')
Fraction(2, -6)
Fraction(2**70)
UUID(int=5)
UUID(int=2**128 - 1)
UUID(int=2**127 + 1)
[UUID(int=5)] * 2
date(2018, 6, 18)
date.min
date.max
time(1, 2, 3, 4)
time.max
time(1, tzinfo=timezone.utc)
time(13, 5, 0, 999999, timezone(timedelta(minutes=-90)))
dt(2021, 10, 31, 2, 30, 0, 123456)
dt.min
dt.max
dt(2021, 10, 31, 2, 30, 0, 123456, timezone(timedelta(hours=-3, minutes=-30)))
dt(2021, 10, 31, 2, 30, 0, 123456, ZoneInfo('Europe/Paris'))
dt(2021, 7, 1, tzinfo=ZoneInfo('UTC'))
dt(2021, 10, 31, 2, 30, tzinfo=ZoneInfo('Europe/Paris'), fold=1)
dt(2021, 11, 7, 1, 30, tzinfo=ZoneInfo('America/New_York'), fold=1)
timezone.utc
timezone(timedelta(hours=18))
timezone(timedelta(seconds=-1))
ZoneInfo('America/New_York')
timedelta(0)
timedelta(microseconds=-1)
timedelta(5, 6, 7)
timedelta.min
timedelta.max
OrderedDict()
OrderedDict([('z', 1), (('a', 2), [])])
defaultdict(list, {date(2018, 6, 18): [1, 2]})
defaultdict(None)
defaultdict(int, a=1)
Counter()
Counter({'a': -1, None: 2.5})
deque([None, 1])
deque([1, 2, 3], 2)
deque([], 0)
deque(range(1001))
PosixPath('/a/b c/../x.tar')
PosixPath('a', './b//c')
PosixPath('a', '/', 'b')
PosixPath('C:\\x')
PosixPath('.')
'''

# Each with the names whose calls no type of Java holds, and the protocol from which on that is so.
CALLS = r'''
Decimal('NaN') | decimal.Decimal
Decimal('-sNaN17') | decimal.Decimal
Decimal('Infinity') | decimal.Decimal
Decimal('-0') | decimal.Decimal
Decimal('-0.00') | decimal.Decimal
Decimal('1E+2147483649') | decimal.Decimal
Decimal('1' * 20001) | decimal.Decimal
range(2**63, 5) | builtins.range
slice((1, 2)) | builtins.slice
timezone(timedelta(hours=1), 'CET') | datetime.timezone
timezone(timedelta(hours=19)) | datetime.timezone
timezone(timedelta(seconds=1, microseconds=5)) | datetime.timezone
time(1, tzinfo=timezone(timedelta(hours=1), 'CET')) | datetime.time datetime.timezone
dt(2021, 1, 1, tzinfo=timezone(timedelta(hours=1), 'CET')) | datetime.datetime datetime.timezone
time(1, tzinfo=ZoneInfo('Europe/Paris')) | datetime.time
ZoneInfo.no_cache('Europe/Paris') | builtins.getattr zoneinfo.ZoneInfo
dt(2021, 3, 28, 2, 30, tzinfo=ZoneInfo('Europe/Paris')) | datetime.datetime
UUID(int=5, is_safe=SafeUUID.safe) | uuid.UUID uuid.SafeUUID
PosixPath('//net/a') | pathlib.PosixPath pathlib._local.PosixPath
PosixPath('a\0b') | pathlib.PosixPath pathlib._local.PosixPath
pathlib.PurePosixPath('/a') | pathlib.PurePosixPath pathlib._local.PurePosixPath
pathlib.PureWindowsPath('c:/a/b') | pathlib.PureWindowsPath pathlib._local.PureWindowsPath
pathlib.PureWindowsPath('a') | pathlib.PureWindowsPath pathlib._local.PureWindowsPath
dt(2021, 10, 31, 2, 30, fold=1) | datetime.datetime | 4
dt(2021, 10, 31, 2, 30, tzinfo=timezone.utc, fold=1) | datetime.datetime | 4
dt(2021, 7, 1, tzinfo=ZoneInfo('Europe/Paris'), fold=1) | datetime.datetime | 4
dt(2021, 3, 28, 2, 30, tzinfo=ZoneInfo('Europe/Paris'), fold=1) | datetime.datetime
time(1, fold=1) | datetime.time | 4
time(1, tzinfo=timezone.utc, fold=1) | datetime.time | 4
object() | builtins.object
Exception('what', [1]) | builtins.Exception
attributed()
Colour.RED | builtins.getattr
[Colour.RED] * 2 | builtins.getattr
Access.WRITE | builtins.getattr
Access(3) | builtins.getattr
Point(1, [2])
Person('x', 5)
[Person('x', date(2018, 6, 18))] * 2
Plain()
inside(Plain(), lambda v: v.parts.append(v))
Words(['a', 'b'])
Slots(1, [2])
Keyword(x=[1]) | functools.partial builtins.getattr
'''


def table():
    """The names and the protocol of each value."""
    known = {value: ((), 6) for value in VALUES.strip().splitlines()}
    for line in CALLS.strip().splitlines():
        parts = line.split(' | ')
        known[parts[0]] = ((parts[1:2] or [''])[0].split(), int((parts[2:] or [0])[0]))
    return known


class Calls(type):
    def __call__(cls, *arguments): return made(cls, 'REDUCE', 'g' + cls.name, arguments, {})


class Call(metaclass=Calls):
    """What a pickle calls, and does to the result: nothing is called."""
    def __new__(cls, *arguments, **keywords):
        return made(cls, 'NEWOBJ_EX' if keywords else 'NEWOBJ', 'g' + cls.name, arguments, keywords)

    def __call__(self, *arguments): return made(Call, 'REDUCE', self, arguments, {})
    def __setstate__(self, state): self.steps.append(('B', [state]))
    def append(self, item): self.more('A', item)
    def extend(self, items): self.more('A', *items)
    def __setitem__(self, key, value): self.more('U', key, value)
    def add(self, item): self.more('D', item)

    def more(self, step, *items):
        if not self.steps or self.steps[-1][0] != step: self.steps.append((step, []))
        self.steps[-1][1].extend(items)

    def described(self, seen):
        called = self.called if isinstance(self.called, str) else d(self.called, seen)
        text = self.kind + ' ' + called + d(self.arguments, seen)
        if self.keywords: text += ''.join('%s=%s' % (k, d(x, seen)) for k, x in self.keywords.items())
        for step, items in self.steps: text += step + ''.join([d(x, seen) + ';' for x in items])
        return text


def made(cls, kind, called, arguments, keywords):
    call = object.__new__(cls)
    call.kind, call.called, call.arguments, call.keywords, call.steps = kind, called, arguments, keywords, []
    return call


class Unpickler(pickle._Unpickler):
    """Makes calls of some names, and of our own classes and functions."""
    def find_class(self, module, name):
        if self.proto < 3:
            module, name = _compat_pickle.NAME_MAPPING.get((module, name), (_compat_pickle.IMPORT_MAPPING.get(module, module), name))
        full = module + '.' + name
        if full not in self.names and module not in ('values', 'copyreg'): return super().find_class(module, name)
        named = Calls(full, (Call,), {'name': full})
        named.__module__, named.__qualname__ = module, name
        return named


def text_of(names, pickled):
    if not names and b'values' not in pickled: return d(pickle.loads(pickled), {})
    unpickler = Unpickler(io.BytesIO(pickled))
    unpickler.names, unpickler.proto = names, 0
    return d(unpickler.load(), {})


def short(text): return text if len(text) <= 200 else 'sha256 ' + hashlib.sha256(text.encode()).hexdigest()


def encoded(pickled):
    if len(pickled) <= 1000: return base64.b64encode(pickled).decode()
    return 'z' + base64.b64encode(zlib.compress(pickled, 9)).decode()


def read(path):
    """The versions of (value, protocol, text, bytes)."""
    known = {}
    if os.path.exists(path):
        for line in open(path, encoding='ascii'):
            line = line.rstrip('\n')
            if line.startswith('= '): value = line[2:]
            elif line.startswith(': '): text = line[2:]
            else:
                versions, protocol, pickled = line.split(' ')
                known[value, int(protocol), text, pickled] = set(versions.split(','))
    return known


def write(path):
    known = read(path)
    for versions in known.values(): versions.discard(VERSION)
    there = {name: one for name, one in vars(values).items() if one is not None}
    for value, (names, first) in table().items():
        try:
            made = eval(value, dict(there))
        except NameError:
            continue  # zoneinfo is Python 3.9's
        for protocol in range(6):
            try:
                pickled = pickle.dumps(made, protocol)
            except (TypeError, pickle.PicklingError):
                assert protocol < 2, value
                continue
            text = short(text_of(names if protocol >= first else (), pickled))
            known.setdefault((value, protocol, text, encoded(pickled)), set()).add(VERSION)
    order = list(table())
    lines = []
    last = None
    number = lambda version: tuple(map(int, version.split('.')))
    for key in sorted((k for k in known if known[k]), key=lambda k: (order.index(k[0]), k[2], k[1], min(map(number, known[k])))):
        value, protocol, text, pickled = key
        if last is None or last[0] != value: lines.append('= ' + value)
        if last is None or last != (value, text): lines.append(': ' + text)
        last = value, text
        lines.append('%s %d %s' % (','.join(sorted(known[key], key=number)), protocol, pickled))
    with open(path, 'w', encoding='ascii') as f: f.write('\n'.join(lines) + '\n')


def check(path):
    """Says what differs, and how many pairs could be compared as objects: not those of names that this version lacks."""
    known = table()
    compared = 0
    for line in open(path, encoding='ascii'):
        value, text, written, golden = line.rstrip('\n').split('\t')
        golden, written = base64.b64decode(golden), base64.b64decode(written)
        names, first = known[value]
        calls = text.startswith('sha256') or any(kind in text for kind in ('REDUCE ', 'NEWOBJ ', 'NEWOBJ_EX '))
        try:
            meant = d(pickle.loads(golden), {})
        except (ImportError, AttributeError):
            continue
        compared += 1
        try:
            found = short(text_of(names if calls else (), written))
            if found != text: print(value, 'must be', text, 'is', found)
            found = d(pickle.loads(written), {})
            if found != meant: print(value, 'is', meant[:300], 'and then', found[:300])
        except Exception as e:
            print(value, 'fails:', repr(e)[:300], written[:300])
    print('compared', compared)


def main():
    {'write': write, 'check': check}[sys.argv[1]](sys.argv[2])


if __name__ == '__main__': main()
