"""A text that says type and value of everything in a value; Described does the same of what Java has read.

For Python 2.7, whose dicts have no order and are sorted, and 3.6 on. With a dict for `seen` the text says as well what is one object:
whatever can be changed is counted as it comes, and is "@" and its number from then on.
"""
import struct, sys
from binascii import hexlify

TWO = sys.version_info[0] == 2
sorted_dicts = TWO
NAMES = {'__builtin__': 'builtins', 'pathlib._local': 'pathlib'}


def h(b): return hexlify(bytes(b)).decode('ascii')


def old_str(v): return 'b' + h(v)


def full_name(t):
    return NAMES.get(t.__module__, t.__module__) + '.' + getattr(t, '__qualname__', t.__name__).replace('xrange', 'range')


def d(v, seen=None):
    t = type(v)
    if v is None: return 'N'
    if t is bool: return 'T' if v else 'F'
    if t is int or t.__name__ == 'long': return 'i%d' % v
    if t is float: return 'f' + h(struct.pack('>d', v))
    if t is complex: return 'c' + d(v.real) + d(v.imag)
    if t is type(u''): return 's' + h(v.encode('utf-16-be', 'strict' if TWO else 'surrogatepass'))
    if t is bytes: return old_str(v) if TWO else 'b' + h(v)
    if t is tuple: return '(' + all_of(v, seen) + ')'
    if t is frozenset: return 'Z' + all_of(sorted(v, key=d), seen) + ';'
    if v is Ellipsis or v is NotImplemented: return 'gbuiltins.' + str(v)
    if is_named(v): return 'g' + full_name(v)
    parts = None if hasattr(t, 'described') else immutable(v, t)
    if parts is not None: return full_name(t) + '(' + all_of(parts, seen) + ')'
    if seen is not None:
        if id(v) in seen: return '@%d' % seen[id(v)]
        seen[id(v)] = len(seen)
    if t is bytearray: return 'a' + h(v)
    if t is list: return '[' + all_of(v, seen) + ']'
    if t is set: return 'S' + all_of(sorted(v, key=d), seen) + ';'
    if t is dict: return items_of(v, seen)
    if hasattr(t, 'described'): return v.described(seen)
    return full_name(t) + instance(v, t, seen)


def all_of(values, seen): return ','.join([d(x, seen) for x in values])


def items_of(v, seen):
    items = [d(k, seen) + ':' + d(x, seen) for k, x in v.items()]
    return '{' + ','.join(sorted(items) if sorted_dicts else items) + '}'


def is_named(v):
    return isinstance(v, type) or type(v).__name__ in ('function', 'builtin_function_or_method')


def immutable(v, t):
    """What an immutable value of the standard library is made of; None of any other one."""
    name = full_name(t)
    if name == 'builtins.range': return [int(x) for x in v.__reduce__()[1]]
    if name == 'builtins.slice': return [v.start, v.stop, v.step]
    if name == 'datetime.date': return [v.year, v.month, v.day]
    if name == 'datetime.time': return clock(v)
    if name == 'datetime.datetime': return [v.year, v.month, v.day] + clock(v)
    if name == 'datetime.timedelta': return [v.days, v.seconds, v.microseconds]
    if name == 'datetime.timezone': return v.__getinitargs__()
    if name == 'zoneinfo.ZoneInfo': return [v.key]
    if name == 'decimal.Decimal': return [v.as_tuple().sign, u''.join(map(str, v.as_tuple().digits)), text(v.as_tuple().exponent)]
    if name == 'fractions.Fraction': return [v.numerator, v.denominator]
    if name == 'uuid.UUID': return [v.int] + ([v.is_safe.name] if getattr(v, 'is_safe', None) and v.is_safe.value is not None else [])
    if name.startswith('pathlib.'): return [text(v)]
    if any(base.__name__ == 'Enum' for base in t.__mro__): return [v.value]
    return None


def text(v): return v if isinstance(v, int) else u'%s' % v


def clock(v):
    return [v.hour, v.minute, v.second, v.microsecond, getattr(v, 'fold', 0), v.tzinfo]


def instance(v, t, seen):
    """What is in an object that can be changed, and its attributes."""
    name = full_name(t)
    inside = ''
    if name == 'collections.deque': return '[' + all_of(v, seen) + ']' + d(v.maxlen)
    if name == 'collections.Counter': return items_of(v, seen)
    if name == 'collections.defaultdict': return items_of(v, seen) + d(v.default_factory, seen)
    if isinstance(v, dict): inside = items_of(v, seen)
    if isinstance(v, (list, tuple)): inside = '[' + all_of(v, seen) + ']'
    if isinstance(v, BaseException): inside = '(' + all_of(v.args, seen) + ')'
    state = getattr(v, '__dict__', None)
    if TWO and (name == 'collections.OrderedDict' or hasattr(t, '_fields')): state = None  # not its attributes there
    slots = [getattr(v, s) for s in getattr(t, '__slots__', ())]
    return inside + (d(state, seen) if state else '') + ('[' + all_of(slots, seen) + ']' if slots else '')
