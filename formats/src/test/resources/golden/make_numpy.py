"""Makes the golden files of the numpy it runs with, into the folder named.

    PYTHONPATH=numpy-1.23.5 python3.11 make_numpy.py numpy/1.23.5

arrays.npz holds an array of each kind of dtype, arrays.txt what numpy says of each: name, str(dtype), shape, order, and
the bytes of the elements in C order. The npy files are of the version in their name.
"""

import os
import sys
import warnings

import numpy as np
from numpy.lib import format


def filled(dtype, shape=(2, 3), order="C"):
    """Bytes from 1 on; of bools 0 and 1, of texts letters."""
    dtype = np.dtype(dtype)
    count = int(np.prod(shape, dtype=int))
    if dtype.kind == "U":
        return np.array(["a\u20ac", "", "\U0001f600b"], dtype)
    data = (np.arange(count * dtype.itemsize, dtype="i8") % 127 + 1).astype("u1")
    if dtype.kind == "b":
        data %= 2
    array = np.frombuffer(data.tobytes(), dtype).reshape(shape)
    return np.asarray(array, order=order)


def arrays():
    yield "zero_d", filled("<f8", ())
    yield "empty", filled("<i2", (0, 3))
    yield "fortran", filled("<f4", (2, 3), "F")
    yield "many_axes", filled("<i1", (1,) * 30 + (2, 1))
    for code in "b1 i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 f16 c8 c16 c32 S3 U2 V5 M8[ns] M8[25us] M8[Y] M8 m8[D] m8".split():
        yield "little_" + code, filled("<" + code, (3,))
        yield "big_" + code, filled(">" + code, (3,))
    inner = np.dtype([("r", "u1"), ("g", ">u2")])
    yield "record", filled([("a", "<i4"), ("b", "S3"), ("c", inner), ("d", "<f4", (2, 2)), ("e", inner, 2)], (2,))
    yield "titles", filled([(("a title", "a"), "<i4"), ("b", "<f8")], (2,))
    yield "aligned", filled(np.dtype([("a", "u1"), ("b", "<f8"), ("c", "u1")], align=True), (2,))
    yield "names", filled([("it's", "u1"), ('"', "u1"), ("a\\b", "u1"), ("\u00e9", "u1")], (2,))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    all_arrays = dict(arrays())
    np.savez("arrays.npz", **{k.replace("[", "(").replace("]", ")"): v for k, v in all_arrays.items()})
    with open("arrays.txt", "w", encoding="utf-8") as out:
        for name, a in all_arrays.items():
            order = "F" if a.flags.fnc else "C"
            name = name.replace("[", "(").replace("]", ")")
            print(name, a.dtype, a.shape, order, a.tobytes("C").hex(), sep="\t", file=out)
    one = filled([("a", "<i4")], (3,))
    for version in (1, 2, 3):
        with open("version%d.npy" % version, "wb") as out:
            format.write_array(out, one, (version, 0))
    np.save("utf8.npy", filled([("\u20ac", "<i4")], (3,)))
    np.save("objects.npy", np.array([[1, "two"], [None, [3.5]]], dtype=object))
