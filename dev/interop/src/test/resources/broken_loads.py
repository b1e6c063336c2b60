"""Loads files that may be broken, all in one process: what each holds, or how the load fails."""

import contextlib
import io
import os
import pickle
import resource
import signal
import struct
import sys
import warnings

import numpy

import describe

MEMORY_BYTES = 4 << 30
SECONDS = 60


def main(path):
    warnings.simplefilter("ignore")
    numpy.seterr(all="ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    with open(path, "rb") as states:
        while True:
            head = states.read(8)
            if not head:
                break
            print(_load(states.read(struct.unpack("<Q", head)[0])))


def _load(state):
    signal.alarm(SECONDS)
    try:
        with _quiet():
            found = pickle.load(io.BytesIO(state))
    except (ImportError, AttributeError) as x:
        return "UNKNOWN NAME " + _line(x)
    except Exception as x:
        return "FAILED " + _line(x)
    if type(found) is not dict:
        return "FAILED no dict but " + type(found).__name__
    try:
        items = sorted(describe.text(key) + ": " + describe.text(found[key]) for key in found)
    except Exception as x:
        return "NOT DESCRIBED " + _line(x)
    return "; ".join(items).replace("\n", "\\n").replace("\r", "\\r")


@contextlib.contextmanager
def _quiet():
    """numpy's C code prints what it cannot raise where an ndarray fails half-way."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _line(x):
    return ascii("%s %s" % (type(x).__name__, x))[:300]
