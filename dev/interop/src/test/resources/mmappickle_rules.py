"""A program of our own that follows the rules of mmappickle 1.0.1 on a file.

It stands in for mmappickle 1.0.1 where that cannot be installed: it obeys the same rules (which
locks, which writes in which order, what is cached and until when), so a file that survives this
program beside us survives mmappickle. Written from the rules alone and from the stored files in
golden/, which mmappickle 1.0.1 wrote; no line of mmappickle is in here.

Where the rules leave something open this program does what is hardest for us; each such place
says HARSH.
"""

import fcntl
import io
import os
import pickle
import pickletools
import struct

import numpy

HEADER_BYTES = 24
COMMIT_NUMBER_AT = 18
TERMINATOR = b"\x95" + struct.pack("<Q", 2) + b"d."
LIVE = b"\x88"
DEAD = b"\x30"
# What we store where the switch of a value is off: mmappickle takes everything but LIVE for dead.
SWITCHED_OFF = b"\x4e"
# What stands between the value and the end of an entry: BININT memo max, POP, valid, POP.
TRAILER_BYTES = 8


def _short_string(text):
    raw = text.encode("utf-8")
    return b"\x8c" + struct.pack("<B", len(raw)) + raw


ARRAY_PREFIX = (
    _short_string("numpy.core.fromnumeric")
    + _short_string("reshape")
    + b"\x93"
    + _short_string("numpy.core.multiarray")
    + _short_string("fromstring")
    + b"\x93\x8e"
)
MASKED_PREFIX = _short_string("numpy.ma.core") + _short_string("MaskedArray") + b"\x93"


class Entry:
    """One entry as the walk saw it."""

    def __init__(self, start, end, key, value_start, memo_max, live):
        self.start = start
        self.end = end
        self.key = key
        self.value_start = value_start
        self.memo_max = memo_max
        self.live = live

    @property
    def value_end(self):
        return self.end - TRAILER_BYTES

    @property
    def valid_at(self):
        return self.end - 2


class RulesDict:
    """A dict in a file, by mmappickle 1.0.1's rules.

    Every call takes the file's flock (shared to read, exclusive to write) and gives it back.
    """

    def __init__(self, path, readonly=False):
        """Opens or creates. Takes no lock, as mmappickle takes none here."""
        self.path = str(path)
        self.readonly = readonly
        flags = os.O_RDONLY if readonly else os.O_RDWR | os.O_CREAT
        self._fd = os.open(self.path, flags, 0o666)
        self._index_number = None
        self._entries = []
        self._terminator_at = None
        size = os.fstat(self._fd).st_size
        if size == 0 and not readonly:
            header = b"\x80\x04\x95" + struct.pack("<Q", 13) + b"J" + struct.pack("<i", 1) + b"0"
            header += b"J" + struct.pack("<i", 0) + b"0("
            os.pwrite(self._fd, header + TERMINATOR, 0)
            return
        self._check_header()
        # HARSH: whoever is just writing. Only the look at the end counts as one step here: the file
        # may grow between mmappickle's seek and its read, and a terminator written for that reason
        # can hit anything that anyone has appended by then.
        if self._end() != TERMINATOR:
            if readonly:
                raise ValueError("the file does not end in a terminator")
            os.pwrite(self._fd, TERMINATOR, os.fstat(self._fd).st_size)

    def _end(self):
        while True:
            size = os.fstat(self._fd).st_size
            end = os.pread(self._fd, len(TERMINATOR), max(0, size - len(TERMINATOR)))
            if os.fstat(self._fd).st_size == size:
                return end

    def close(self):
        os.close(self._fd)

    # -- reading ---------------------------------------------------------------------------------

    def commit_number(self):
        with _Lock(self._fd, fcntl.LOCK_SH):
            return self._commit_number()

    def keys(self):
        with _Lock(self._fd, fcntl.LOCK_SH):
            self._refresh()
            return [entry.key for entry in self._entries if entry.live]

    def __contains__(self, key):
        with _Lock(self._fd, fcntl.LOCK_SH):
            self._refresh()
            return self._find(key) is not None

    def __getitem__(self, key):
        """The value; an array or masked array in mmappickle's form is mapped, not read."""
        with _Lock(self._fd, fcntl.LOCK_SH):
            self._refresh()
            entry = self._find(key)
            if entry is None:
                raise KeyError(key)
            return self._value(entry)

    def mapped(self, key):
        """Whether the value's own bytes are mapped when it is read."""
        with _Lock(self._fd, fcntl.LOCK_SH):
            self._refresh()
            entry = self._find(key)
            if entry is None:
                raise KeyError(key)
            return self._mappable(entry)

    # -- writing ---------------------------------------------------------------------------------

    def __setitem__(self, key, value):
        # A replace deletes first. HARSH: in a critical section of its own, so that others may put
        # in between and two live entries of one key appear.
        with _Lock(self._fd, fcntl.LOCK_EX):
            self._refresh()
            if self._find(key) is not None:
                self._delete(key)
        with _Lock(self._fd, fcntl.LOCK_EX):
            self._refresh()
            self._put(key, value)

    def __delitem__(self, key):
        with _Lock(self._fd, fcntl.LOCK_EX):
            self._refresh()
            self._delete(key)

    def vacuum(self):
        """Moves live entries down over dead ones, in place, and resets the commit number."""
        with _Lock(self._fd, fcntl.LOCK_EX):
            self._refresh()
            to = HEADER_BYTES
            for entry in self._entries:
                if entry.live:
                    # Written again even where it already stands.
                    os.pwrite(self._fd, self._read(entry.start, entry.end), to)
                    to += entry.end - entry.start
            os.pwrite(self._fd, TERMINATOR, to)
            os.ftruncate(self._fd, to + len(TERMINATOR))
            os.pwrite(self._fd, struct.pack("<i", 0), COMMIT_NUMBER_AT)
            self._index_number = None

    # -- the rules -------------------------------------------------------------------------------

    def _put(self, key, value):
        """Six writes; the first one may leave a file that no longer opens."""
        at = self._terminator_at
        memo = max([1] + [entry.memo_max for entry in self._entries])
        # 1: a frame without a length.
        os.pwrite(self._fd, b"\x95" + struct.pack("<Q", 0), at)
        # 2: the key. One of 256 bytes raises here, with the file already damaged.
        raw_key = _short_string(key)
        key_at = at + 9
        os.pwrite(self._fd, raw_key, key_at)
        # 3: the value. One that cannot be pickled raises here, with the old one already deleted.
        value_at = key_at + len(raw_key)
        memo_max = self._write_value(value, value_at, memo)
        value_end = os.lseek(self._fd, 0, os.SEEK_CUR)
        # 4: the trailer and the terminator.
        trailer = b"J" + struct.pack("<i", memo_max) + b"0" + LIVE + b"0"
        os.pwrite(self._fd, trailer + TERMINATOR, value_end)
        # 5: the length.
        end = value_end + len(trailer)
        os.pwrite(self._fd, struct.pack("<Q", end - key_at), at + 1)
        # 6: the commit number.
        self._entries.append(Entry(at, end, key, value_at, memo_max, True))
        self._terminator_at = end
        self._bump()

    def _write_value(self, value, at, memo):
        """Writes a value and leaves the descriptor's position behind it; returns the memo max."""
        os.lseek(self._fd, at, os.SEEK_SET)
        if isinstance(value, numpy.ma.MaskedArray):
            self._append(MASKED_PREFIX)
            self._write_array(numpy.ma.getdata(value))
            self._write_array(numpy.ma.getmaskarray(value))
            self._append(b"\x86R")
            return 0
        if isinstance(value, numpy.ndarray):
            self._write_array(value)
            return 0
        opcodes, memo_max = _opcodes(value, memo)
        self._append(opcodes)
        return memo_max

    def _write_array(self, array):
        if array.dtype.hasobject:
            raise TypeError("an array of objects has no bytes")
        self._append(ARRAY_PREFIX + struct.pack("<Q", array.nbytes))
        self._append(array.tobytes())
        self._append(_short_string(str(array.dtype)) + b"\x86R")
        dims = b"".join(_int(dim) for dim in array.shape)
        if array.ndim > 3:
            self._append(b"(" + dims + b"t")
        else:
            self._append(dims + (b")", b"\x85", b"\x86", b"\x87")[array.ndim])
        self._append(b"\x86R")

    def _append(self, raw):
        view = memoryview(raw)
        while view:
            view = view[os.write(self._fd, view):]

    def _delete(self, key):
        entry = self._find(key)
        if entry is None:
            raise KeyError(key)
        # Only the entry that counts; an earlier live one of this key comes back.
        os.pwrite(self._fd, DEAD, entry.valid_at)
        entry.live = False
        self._bump()

    def _bump(self):
        number = self._commit_number() + 1
        os.pwrite(self._fd, struct.pack("<i", number), COMMIT_NUMBER_AT)
        # HARSH: the index counts as current after a write of our own, without another walk.
        self._index_number = number

    def _commit_number(self):
        return struct.unpack("<i", self._read(COMMIT_NUMBER_AT, COMMIT_NUMBER_AT + 4))[0]

    def _find(self, key):
        """Of several live entries with one key the last counts."""
        for entry in reversed(self._entries):
            if entry.live and entry.key == key:
                return entry
        return None

    def _refresh(self):
        """Walks the whole file, unless the commit number is the one of the last walk.

        HARSH: then everything is believed, the place of the terminator too: a put writes there.
        """
        number = self._commit_number()
        if number == self._index_number:
            return
        entries = []
        at = HEADER_BYTES
        # Whatever stands before the last bytes of the file is an entry; a terminator with something
        # behind it, as a killed writer of ours leaves it, is none, and mmappickle raises.
        end = os.fstat(self._fd).st_size - len(TERMINATOR)
        while at < end:
            entry = self._entry_at(at)
            entries.append(entry)
            at = entry.end
        # HARSH: it must be there.
        if self._read(at, at + len(TERMINATOR)) != TERMINATOR:
            raise ValueError("no terminator at %d" % at)
        self._entries = entries
        self._terminator_at = at
        self._index_number = number

    def _entry_at(self, at):
        """Three reads. HARSH: every fixed byte is checked."""
        head = self._read(at, at + 11)
        if head[:1] != b"\x95" or head[9:10] != b"\x8c":
            raise ValueError("no entry at %d: %s" % (at, head.hex()))
        end = at + 9 + struct.unpack("<Q", head[1:9])[0]
        value_start = at + 11 + head[10]
        key = self._read(at + 11, value_start).decode("utf-8")
        if value_start >= end - TRAILER_BYTES:
            raise ValueError("entry at %d has no value: its frame ends at %d" % (at, end))
        trailer = self._read(end - TRAILER_BYTES, end)
        if (
            trailer[:1] != b"J"
            or trailer[5:6] != b"0"
            or trailer[6:7] not in (LIVE, DEAD, SWITCHED_OFF)
            or trailer[7:] != b"0"
        ):
            raise ValueError("entry at %d ends in %s" % (at, trailer.hex()))
        memo_max = struct.unpack("<i", trailer[1:5])[0]
        return Entry(at, end, key, value_start, memo_max, trailer[6:7] == LIVE)

    def _check_header(self):
        head = self._read(0, HEADER_BYTES)
        wanted = b"\x80\x04\x95" + struct.pack("<Q", 13) + b"J" + struct.pack("<i", 1) + b"0J"
        if head[:18] != wanted or head[22:] != b"0(":
            raise ValueError("not a file of version 1: %s" % head.hex())

    def _mappable(self, entry):
        return self._starts(entry, MASKED_PREFIX) or self._starts(entry, ARRAY_PREFIX)

    def _starts(self, entry, prefix):
        end = min(entry.value_start + len(prefix), entry.value_end)
        return self._read(entry.value_start, end) == prefix

    def _value(self, entry):
        at = entry.value_start
        if self._starts(entry, MASKED_PREFIX):
            data, at = self._map_array(at + len(MASKED_PREFIX))
            mask, at = self._map_array(at)
            return numpy.ma.MaskedArray(data, mask)
        if self._starts(entry, ARRAY_PREFIX):
            return self._map_array(at)[0]
        return pickle.loads(self._read(at, entry.value_end) + b".")

    def _map_array(self, at):
        """Maps the array that starts here; gives it and the place two bytes behind its shape."""
        head = self._read(at, at + len(ARRAY_PREFIX) + 8)
        if head[:-8] != ARRAY_PREFIX:
            raise ValueError("no array at %d: %s" % (at, head.hex()))
        payload = at + len(head)
        at = payload + struct.unpack("<Q", head[-8:])[0]
        head = self._read(at, at + 2)
        if head[:1] != b"\x8c":
            raise ValueError("dtype at %d is no SHORT_BINUNICODE: %s" % (at, head.hex()))
        at += 2
        dtype = numpy.dtype(self._read(at, at + head[1]).decode("utf-8"))
        # Whatever the two bytes behind the dtype are.
        at += head[1] + 2
        shape = []
        marked = self._read(at, at + 1) == b"("
        if marked:
            at += 1
        while True:
            opcode = self._read(at, at + 1)
            at += 1
            if opcode in (b"\x85", b"\x86", b"\x87", b"t"):
                break
            width = {b"K": "<B", b"M": "<H", b"J": "<i"}.get(opcode)
            if width is None:
                raise ValueError("Invalid element type: 0x%s" % opcode.hex())
            size = struct.calcsize(width)
            shape.append(struct.unpack(width, self._read(at, at + size))[0])
            at += size
        # HARSH: the number of dimensions must be what the opcode takes.
        if len(shape) != {b"\x85": 1, b"\x86": 2, b"\x87": 3}.get(opcode, len(shape)):
            raise ValueError("%d dimensions before %s" % (len(shape), opcode.hex()))
        if marked != (opcode == b"t"):
            raise ValueError("the shape that ends at %d lacks its mark or its tuple" % at)
        array = numpy.memmap(
            self.path,
            dtype=dtype,
            mode="r" if self.readonly else "r+",
            offset=payload,
            shape=tuple(shape),
        )
        return array, at + 2

    def _read(self, start, end):
        """Exactly these bytes."""
        raw = io.BytesIO()
        while start < end:
            some = os.pread(self._fd, end - start, start)
            if not some:
                raise ValueError("the file ends at %d, wanted %d" % (start, end))
            raw.write(some)
            start += len(some)
        return raw.getvalue()


class _Lock:
    """flock(2) on the file, waited for without an end."""

    def __init__(self, fd, kind):
        self._fd = fd
        self._kind = kind

    def __enter__(self):
        fcntl.flock(self._fd, self._kind)

    def __exit__(self, *unused):
        fcntl.flock(self._fd, fcntl.LOCK_UN)


def _int(value):
    if value < 1 << 8:
        return b"K" + struct.pack("<B", value)
    if value < 1 << 16:
        return b"M" + struct.pack("<H", value)
    return b"J" + struct.pack("<i", value)


def _opcodes(value, memo):
    """A value's opcodes without PROTO, FRAME and STOP, and the memo max.

    Only what is fetched again is memoised, by BINPUT and LONG_BINPUT, counting on from what the
    entries before it used.
    """
    # Python's own pickler and not the one in C, which shares more strings by identity.
    raw = io.BytesIO()
    pickle._Pickler(raw, 4).dump(value)
    raw = raw.getvalue()
    opcodes = list(pickletools.genops(raw))
    ends = [place for _, _, place in opcodes[1:]] + [len(raw)]
    fetched = {argument for opcode, argument, _ in opcodes if opcode.name.endswith("BINGET")}
    out = io.BytesIO()
    renamed = {}
    stored = 0
    for (opcode, argument, place), end in zip(opcodes, ends):
        if opcode.name == "MEMOIZE":
            if stored in fetched:
                renamed[stored] = memo
                out.write(_memo_opcode(b"q", b"r", memo))
                memo += 1
            stored += 1
        elif opcode.name.endswith("BINGET"):
            out.write(_memo_opcode(b"h", b"j", renamed[argument]))
        elif opcode.name not in ("PROTO", "FRAME", "STOP"):
            out.write(raw[place:end])
    return out.getvalue(), memo


def _memo_opcode(short, long, index):
    if index < 1 << 8:
        return short + struct.pack("<B", index)
    return long + struct.pack("<I", index)
