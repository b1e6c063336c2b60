"""One line of text per value: the same that Describe.java makes of the same value in Java."""

import datetime
import decimal
import struct

import numpy


def text(value):
    name = type(value).__name__
    if value is None:
        return "None"
    if type(value) in (bool, int):
        return "%s %s" % (name, value)
    if type(value) is float:
        return "float " + _bits(value)
    if type(value) is complex:
        return "complex %s %s" % (_bits(value.real), _bits(value.imag))
    if type(value) is str:
        return "str " + _quoted(value)
    if type(value) in (bytes, bytearray):
        return "%s %s" % (name, bytes(value).hex())
    if type(value) in (list, tuple):
        return "%s(%s)" % (name, ", ".join(map(text, value)))
    if type(value) in (set, frozenset):
        return "%s(%s)" % (name, ", ".join(sorted(map(text, value))))
    if type(value) is dict:
        return "dict(%s)" % _items(value.items())
    if isinstance(value, numpy.ma.MaskedArray):
        return "masked %s mask %s" % (
            _array(numpy.ma.getdata(value)),
            _array(numpy.ma.getmaskarray(value)),
        )
    if isinstance(value, numpy.ndarray):
        return _array(value)
    if type(value) is datetime.datetime and value.tzinfo is None:
        return "datetime %d %s" % (value.toordinal(), value.strftime("%H %M %S %f"))
    if type(value) is decimal.Decimal and value.is_finite():
        return "Decimal %s" % value
    return _call(*value.__reduce_ex__(4))


def _call(callable, arguments, state=None, items=None, pairs=None):
    assert state is None and items is None
    steps = "" if pairs is None else " with " + _items(pairs)
    return "%s.%s%s%s" % (callable.__module__, callable.__qualname__, text(arguments), steps)


def _array(array):
    # Strides of 0 make an array of any size out of one element.
    content = array.tobytes().hex() if array.size <= 1 << 20 else ""
    return "array %s %s %s" % (array.dtype, list(array.shape), content)


def _items(pairs):
    return ", ".join("%s: %s" % (text(key), text(each)) for key, each in pairs)


def _bits(value):
    return struct.pack(">d", value).hex()


def _quoted(value):
    units = value.encode("utf-16-be", "surrogatepass")
    return '"%s"' % "".join(
        chr(unit) if 0x20 <= unit < 0x7F and unit not in (0x22, 0x5C) else "\\u%04x" % unit
        for (unit,) in struct.iter_unpack(">H", units)
    )
