"""Makes the golden dumps of the joblib and numpy it runs with, into the folder named.

    PYTHONPATH=joblib-1.6.0:numpy-1.26.4:lz4-4.4.5 python3.11 make_joblib.py joblib/1.6.0

Files and what JoblibTest expects of each are the same for all versions.
"""

import os
import sys

import joblib
import numpy as np


class Model(object):
    def __init__(self):
        self.weights = np.asfortranarray(np.arange(6, dtype="<f4").reshape(2, 3))
        self.name = "model"


Model.__module__ = "golden"
sys.modules["golden"] = type(sys)("golden")
sys.modules["golden"].Model = Model


def value():
    return {
        "list": [np.arange(3, dtype="<i8"), [np.arange(4, dtype=">u2").reshape(2, 2)]],
        "tuple": (np.array(0.5), np.zeros((0, 2), "u1")),
        "model": Model(),
        "matrix": np.matrix([[1, 2]], dtype="<i2"),
        "texts": np.array([b"ab", b"c"], dtype="S2"),
        "objects": np.array([1, "two", {"three": [3]}], dtype=object),
        "scalar": np.float64(1.5),
        "text": u"\u00e9",
        "bytes": b"\x00\xff",
    }


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    for protocol in range(6):
        joblib.dump(value(), "protocol%d.pkl" % protocol, protocol=protocol)
    joblib.dump({"weights": np.array([0.5, 1], "<f4")}, "weights.pkl")
    for how in "zlib", "gzip", "bz2", "xz", "lzma", "lz4":  # the last needs the package lz4
        joblib.dump(value(), how + ".pkl", compress=(how, 3))
