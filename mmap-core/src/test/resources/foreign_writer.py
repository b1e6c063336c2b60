"""A writer with mmappickle's rules: flock, entries of any length, the terminator at the end.

Reads commands from standard input, answers each with a line once it is done.
"""
import fcntl, pickle, struct, sys

TERMINATOR = b'\x95' + struct.pack('<Q', 2) + b'd.'


def entries(data):
    at, found = 24, []
    while data[at + 9] == 0x8c:
        end = at + 9 + struct.unpack_from('<Q', data, at + 1)[0]
        found.append((at, end, data[end - 2] == 0x88))
        at = end
    assert data[at:] == TERMINATOR, 'no terminator at %d' % at
    return found, at


def bump(f):
    f.seek(18)
    number = struct.unpack('<i', f.read(4))[0]
    f.seek(18)
    f.write(struct.pack('<i', number + 1))


def entry(key, value):
    key = key.encode()
    value = pickle.dumps(value, 3)[2:-1]
    body = b'\x8c' + bytes([len(key)]) + key + value + b'J\x0a\0\0\x000' + b'\x880'
    return b'\x95' + struct.pack('<Q', len(body)) + body


def say(text):
    print(text, flush=True)


with open(sys.argv[1], 'rb+', buffering=0) as f:
    say('ready')
    for line in sys.stdin:
        command, *words = line.split()
        fcntl.flock(f, fcntl.LOCK_EX)
        f.seek(0)
        data = f.read()
        found, end = entries(data)
        if command == 'put':
            f.seek(end)
            f.write(entry(words[0], words[1]) + TERMINATOR)
            bump(f)
        elif command == 'half-put':
            new = entry(words[0], words[1])
            f.seek(end)
            f.write(new[:-8])
            bump(f)
            say('half')
            sys.stdin.readline()
            f.seek(end + len(new) - 8)
            f.write(new[-8:] + TERMINATOR)
        elif command == 'remove':
            for at, stop, live in found:
                n = data[at + 10]
                if live and data[at + 11:at + 11 + n] == words[0].encode():
                    f.seek(stop - 2)
                    f.write(b'0')
            bump(f)
        elif command == 'vacuum':
            kept = data[:24] + b''.join(data[a:b] for a, b, live in found if live)
            f.seek(0)
            f.write(kept + TERMINATOR)
            f.truncate()
            f.seek(18)
            f.write(struct.pack('<i', int(words[0])))
        else:
            raise ValueError(line)
        fcntl.flock(f, fcntl.LOCK_UN)
        say('done')
