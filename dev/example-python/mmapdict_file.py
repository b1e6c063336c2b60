"""Reads values of a mmapdict file and appends to it, beside Java: docs/format.md says how.

    scan = DictFile("scan.mmdpickle")
    scan["mean/0001"] = float(scan["frame/0001"].mean())

Linux, a little-endian machine, Python 3.8 or newer; for one thread. Needs numpy where arrays are.
"""

import contextlib, fcntl, io, mmap, os, pickle, pickletools, secrets, struct, sys

TERMINATOR = b"\x95" + struct.pack("<Q", 2) + b"d."
SHIM = b"mmapdict shim: it aligns the entry behind this"
TAIL = b"mmapdict: never committed"
PAGE = 4096
MAPPED = 1 << 16  # Payloads from here on are mapped, smaller ones read.


class DictFile:
    def __init__(self, path):
        self._path = path
        self._open()

    def __getitem__(self, key):
        with self._locked(fcntl.LOCK_SH):
            live = self._live(key.encode())
            if not live:
                raise KeyError(key)
            return _load(self._map, *self._content(live[-1]))

    def __setitem__(self, key, value):
        """Whenever this is killed, the file is whole, and has the old value or the new one."""
        raw_key, (pieces, memo_max) = key.encode(), _opcodes(value)
        if len(raw_key) > 255:
            raise ValueError("a key of more than 255 bytes: %r" % key)
        with self._locked(fcntl.LOCK_EX):
            self._bump()
            self._finish_switches()
            self._align_and_wrap_tail()
            before = self._end + 11 + len(raw_key)
            self._put(raw_key, _aligned(pieces, before), memo_max, b"\x88")
            for key in self._doubled:  # Of two live entries of a key the earlier goes.
                for at in self._live(key)[:-1]:
                    self._switch_off(at)
            self._doubled.clear()
            self._bump()

    def _open(self):
        self._fd = os.open(self._path, os.O_RDWR)
        self._map = self._epoch_at = None

    @contextlib.contextmanager
    def _locked(self, kind):
        """Holds the lock of the file at the path, where a vacuum may have put another one."""
        fcntl.flock(self._fd, kind)
        try:
            while not os.path.samestat(os.fstat(self._fd), os.stat(self._path)):
                fcntl.flock(self._fd, fcntl.LOCK_UN)  # Mappings hold it open: close is not enough.
                os.close(self._fd)
                self._open()
                fcntl.flock(self._fd, kind)
            self._walk()
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def _walk(self):
        """Up to the terminator, from where it was last; from the start where entries moved."""
        size = os.fstat(self._fd).st_size
        if self._map is None or len(self._map) != size:
            self._map = mmap.mmap(self._fd, 0)
        if not self._epoch_at or self._map[self._epoch_at : self._epoch_at + 8] != self._epoch:
            if self._map[:18] != b"\x80\x04\x95\x0d" + bytes(7) + b"J\1\0\0\0" + b"0J":
                raise ValueError("%s: not a file of mmapdict" % self._path)
            self._frames, self._doubled, self._fresh = {}, set(), []
            self._epoch_at, self._end = 0, 24
        while True:
            at, head = self._end, self._map[self._end : self._end + 11]
            if head[:1] + head[9:] == b"\x95d.":  # The terminator, whatever its length is by now.
                break
            end = at + 9 + int.from_bytes(head[1:9], "little")
            trailer = self._map[end - 8 : end]
            fixed = head[:1] + head[9:10] + trailer[:1] + trailer[7:]
            if fixed != b"\x95\x8cJ0" or not at + 20 + head[10] <= end <= size:
                raise ValueError("%s: damaged at %d; run mmapdict fsck" % (self._path, at))
            key = self._map[at + 11 : at + 11 + head[10]]
            places = self._frames.setdefault(key, [])
            places.append(at)
            self._fresh.append(at)
            if len(places) > 1:
                self._doubled.add(key)
            if key == SHIM and not self._epoch_at and not self._is_live(at):
                self._epoch_at = _epoch_place(at)
                self._epoch = self._map[self._epoch_at : self._epoch_at + 8]
            self._end = end

    def _content(self, at):
        """From where to where the value stands, with its switch if it has one."""
        end = at + 9 + int.from_bytes(self._map[at + 1 : at + 9], "little")
        return at + 11 + self._map[at + 10], end - 8

    def _is_switched(self, at):
        start, end = self._content(at)
        head, tail = self._map[start : start + 10], self._map[max(start, end - 8) : end]
        fits = head[1:] == struct.pack("<q", end - start - 11) + b"0" and end - start > 18
        return fits and head[0] in b"\x47\x8e" and tail[:1] == b"J" and tail[5:] == b"N00"

    def _is_live(self, at):
        start, end = self._content(at)
        if self._is_switched(at):
            return self._map[start] == 0x47 and self._map[end + 6] != 0x30
        return self._map[end + 6] == 0x88

    def _live(self, key):
        """Asked of all: what was dead when it was walked over may have been switched on since."""
        return [at for at in self._frames.get(key, ()) if self._is_live(at)]

    def _switch_off(self, at):
        start, end = self._content(at)
        switched = self._is_switched(at)
        self._map[end + 6] = 0x4E if switched else 0x30
        if switched:
            self._map[start] = 0x8E

    def _finish_switches(self):
        """What a writer left that was killed between the two stores that switch a value."""
        for at in filter(self._is_switched, self._fresh):
            start, end = self._content(at)
            if (self._map[start], self._map[end + 6]) == (0x47, 0x4E):
                memo_max = self._map[end - 7 : end - 3]
                self._store("Q", end + 1, int.from_bytes(memo_max + b"0\x880\x95", "little"))
            elif (self._map[start], self._map[end + 6]) == (0x8E, 0x88):
                self._map[end + 6] = 0x4E
        self._fresh = []

    def _align_and_wrap_tail(self):
        if self._end % 8 != 7 or not self._epoch_at:
            start = self._end + 11 + len(SHIM)
            epoch = _epoch_place(self._end) - start - 2
            inside = bytearray(epoch + 15 + _gap(start + 2 + epoch + 15))
            inside[epoch : epoch + 8] = secrets.token_bytes(8)
            self._put(SHIM, [bytes((0x43, len(inside))), inside], 1, b"0")
        start = self._end + 11 + len(TAIL) + 9
        if len(self._map) > self._end + 11:  # What a killed writer left, never committed.
            tail = self._map[start:]
            self._put(TAIL, [b"\x8e" + struct.pack("<Q", len(tail)), tail], 1, b"0")

    def _put(self, key, pieces, memo_max, valid):
        """Writes an entry behind the terminator, which then turns into its head: the commit."""
        at = self._end
        end = at + 11 + len(key) + sum(map(len, pieces))
        pad = _pad(_gap(end))
        end += len(pad) + 8
        trailer = b"J" + struct.pack("<i", memo_max) + b"0" + valid + b"0"
        self._write([TERMINATOR], end)
        self._write([key, *pieces, pad + trailer], at + 11)
        if at % 8 == 7:
            self._store("Q", at + 1, end - at - 9)
            self._store("H", at + 9, 0x8C | len(key) << 8)
        else:  # A shim: its 46 bytes of key are STOP, and its length fits in a byte.
            self._map[at + 1] = end - at - 9
            self._map[at + 9] = 0x8C
        self._walk()

    def _write(self, pieces, at):
        for piece in map(memoryview, pieces):
            while len(piece):
                written = os.pwrite(self._fd, piece, at)
                piece, at = piece[written:], at + written

    def _store(self, kind, at, number):
        """One store of the processor; struct.pack_into would store zeros first."""
        with memoryview(self._map) as whole:
            with whole[at : at + struct.calcsize(kind)] as place, place.cast(kind) as word:
                word[0] = number

    def _bump(self):
        """The commit number: others see that something changed, or is about to."""
        word = int.from_bytes(self._map[16:24], "little")
        number = word >> 16 & 0x7FFFFFFF
        number = number + 1 if 2 <= number < 0x7FFFFFFE else 2
        self._store("Q", 16, word & ~(0xFFFFFFFF << 16) | number << 16)


def _epoch_place(at):
    return at + 11 + len(SHIM) + 2 + 7 & -8


def _gap(end):
    """What a value that ends here lacks: the next frame starts at 7 mod 8, within one page."""
    gap = -(end + 1) % 8
    while gap == 1 or (end + 8 + gap) % PAGE > PAGE - 11:
        gap += 8
    return gap


def _pad(gap):
    """Opcodes of this many bytes, 0 or from 2 on, that leave nothing."""
    if gap < 3:
        return b"N0"[:gap]
    if gap < 259:
        return bytes((0x43, gap - 3)) + bytes(gap - 3) + b"0"
    return b"B" + struct.pack("<I", gap - 6) + bytes(gap - 6) + b"0"


class _Pickler(pickle.Pickler):
    def reducer_override(self, value):
        """An array as a call that every numpy knows, its bytes out of band."""
        numpy = sys.modules.get("numpy")  # Who has an array has imported it.
        if numpy is None or type(value) not in (numpy.ndarray, numpy.memmap):
            return NotImplemented
        if value.dtype.hasobject:
            return NotImplemented
        raw = numpy.ascontiguousarray(value).reshape(-1).view("u1")
        dtype = numpy.lib.format.dtype_to_descr(value.dtype)
        return numpy.ndarray, (value.shape, dtype, pickle.PickleBuffer(raw))


def _opcodes(value):
    """A value's opcodes as bytes, between them payloads as memoryviews; and the memo max."""
    buffers = []
    stream = io.BytesIO()
    _Pickler(stream, 5, buffer_callback=buffers.append).dump(value)
    raw = stream.getvalue()
    opcodes = list(pickletools.genops(raw))
    fetched = {argument for opcode, argument, _ in opcodes if opcode.name.endswith("BINGET")}
    pieces, memo_max = [bytearray()], 0
    for (opcode, argument, at), (_, _, end) in zip(opcodes, opcodes[1:]):
        if opcode.name in ("NEXT_BUFFER", "BYTEARRAY8"):
            payload = buffers.pop(0).raw() if argument is None else memoryview(argument)
            pieces += [payload, bytearray()]
        elif opcode.name == "MEMOIZE":  # Counts on from the entries before: said with a number.
            pieces[-1] += b"r" + struct.pack("<I", memo_max) if memo_max in fetched else b""
            memo_max += 1
        elif opcode.name not in ("PROTO", "FRAME", "READONLY_BUFFER"):
            pieces[-1] += raw[at:end]
    return pieces, max(1, memo_max)


def _aligned(pieces, at):
    """With the head of each payload, which starts at a multiple of 64, a large one of a page."""
    placed = []
    for piece in pieces:
        if isinstance(piece, memoryview):
            boundary = PAGE if len(piece) >= 1 << 20 else 64
            gap = -(at + 9) % boundary
            head = _pad(gap + boundary if gap == 1 else gap)
            placed.append(head + b"\x96" + struct.pack("<Q", len(piece)))
            at += len(placed[-1])
        placed.append(piece)
        at += len(piece)
    return placed


class _Payload(Exception):
    """Stops genops before it reads one."""


class _Opcodes:
    """What genops reads from."""

    def __init__(self, file, at, end):
        self.file, self.at, self.end = file, at, end
        self.opcode_at = at

    def tell(self):
        return self.at

    def read(self, count):
        if count >= MAPPED:
            raise _Payload(count)
        if count == 1:  # The last one before a payload is its opcode.
            self.opcode_at = self.at
        self.at += count
        return b"." if self.at > self.end else self.file[self.at - count : self.at]

    def readline(self):
        end = self.file.find(b"\n", self.at, self.end) + 1
        return self.read(end - self.at)


def _load(file, start, end):
    """The value between these; its large bytearrays, so arrays too, are read-only views."""
    opcodes, small, views = _Opcodes(file, start, end), bytearray(b"\x80\x04"), []
    while opcodes.at <= end:
        try:
            for _ in pickletools.genops(opcodes):
                pass
        except _Payload as payload:
            place = opcodes.at
            opcodes.at += payload.args[0]
            if file[opcodes.opcode_at] == 0x96:  # BYTEARRAY8 becomes NEXT_BUFFER.
                small += file[start : opcodes.opcode_at] + b"\x97"
                views.append(memoryview(file)[place : opcodes.at].toreadonly())
                start = opcodes.at
    small += file[start:end] + b"."
    return pickle.loads(small, buffers=views)
