"""Makes the golden files of daf into the folder named: with PyYAML, numpy and scipy, as daf's documentation says what it
writes (daf itself is on no registry that is reached here).

    python3 make_daf.py daf
"""

import os
import sys

import numpy as np
import scipy.sparse as sp
import yaml


def write(path, content):
    with open(path, "wb") as out:
        out.write(content.tobytes())


def describe(path, flow, **content):
    with open(path, "w", encoding="utf-8") as out:
        yaml.dump(content, out, default_flow_style=flow)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    os.chdir(sys.argv[1])
    dense = np.arange(6, dtype="float32").reshape(2, 3) / 2
    matrix = sp.csr_matrix(np.array([[0, 7, 0, 0], [0, 0, 0, 0], [8, 0, 9, 0]], "float64"))
    # flow None: lists in brackets, as PyYAML before 5.1 wrote them
    for name, array, data, flow in ("new", ".array", ".data", False), ("old", ".data", ".sparse", None):
        path = name + "_dense"
        write(path + array, dense)
        describe(path + ".yaml", flow, version=[1, 0], dtype=str(dense.dtype), shape=list(dense.shape))
        path = name + "_sparse"
        for suffix, part in (data, matrix.data), (".indices", matrix.indices), (".indptr", matrix.indptr):
            write(path + suffix, part)
        describe(
            path + ".yaml",
            flow,
            version=[1, 0],
            data_dtype=str(matrix.data.dtype),
            indices_dtype=str(matrix.indices.dtype),
            indptr_dtype=str(matrix.indptr.dtype),
            nnz=matrix.nnz,
            shape=list(matrix.shape),
        )
