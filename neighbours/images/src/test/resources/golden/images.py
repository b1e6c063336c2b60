"""Makes the images of this folder with Pillow and tifffile, and what numpy reads of each as npy files; index.txt says which.

Run in its folder with Pillow 12.3.0, tifffile 2026.3.3, imagecodecs 2026.3.6 and numpy 2.4.6:  python images.py
"""
import io
import struct
import zlib

import imagecodecs
import numpy as np
import tifffile
from PIL import Image

INDEX = []
H, W = 19, 21  # odd, and more than one tile of 16 x 16


def ramp(dtype, *shape):
    """Numbers over the whole range of a dtype, all over the place."""
    count = int(np.prod(shape))
    k = np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        values = (k >> np.uint64(40)).astype(np.float64) / 1024 - 5000
        if dtype.itemsize == 2:
            values = values / 4
        values = values.astype(dtype)
        values[3] = np.inf
        values[5] = -0.0
    else:
        values = (k >> np.uint64(64 - 8 * dtype.itemsize)).astype(np.uint64).astype(dtype)
    return values.reshape(shape)


def keep(name, expected):
    """Says in index.txt which array a file is; equal arrays are one file. None: it is refused."""
    if expected is None:
        INDEX.append("%s -" % name)
        return
    expected = np.ascontiguousarray(expected)
    dtype = expected.dtype.newbyteorder("<")
    shape = "x".join(str(n) for n in expected.shape)
    array = "%s-%s-%08x.npy" % (dtype.name, shape, zlib.crc32(expected.astype(dtype).tobytes()))
    np.save(array, expected.astype(dtype))
    INDEX.append("%s %s" % (name, array))


def tiff(name, values, **options):
    tifffile.imwrite(name, values, **options)
    keep(name, tifffile.imread(name))
    assert np.array_equal(tifffile.imread(name), values, equal_nan=True), name


def pillow(name, values, expected=None, **options):
    image = values if isinstance(values, Image.Image) else Image.fromarray(values)
    image.save(name, **options)
    keep(name, np.asarray(Image.open(name)) if expected is None else expected)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(name, colour, depth, rows, *extra):
    """A PNG chunk by chunk, for what Pillow does not write."""
    body = b"".join(b"\0" + row for row in rows)
    with open(name, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, 0)))
        for kind, data in extra:
            out.write(chunk(kind, data))
        out.write(chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b""))


def packed(values, bits):
    """Rows of samples of fewer than 8 bits."""
    rows = []
    for row in values:
        text = "".join(format(v, "0%db" % bits) for v in row)
        text += "0" * (-len(text) % 8)
        rows.append(bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)))
    return rows


# PNG
pillow("png-gray8.png", ramp("u1", H, W))
pillow("png-rgb8.png", ramp("u1", H, W, 3))
pillow("png-rgba8.png", ramp("u1", H, W, 4))
pillow("png-la8.png", ramp("u1", H, W, 2))
pillow("png-gray16.png", ramp("u2", H, W))
for name, colour, bands in (("rgb", 2, 3), ("rgba", 6, 4), ("la", 4, 2)):
    values = ramp("u2", H, W, bands)
    png("png-%s16.png" % name, colour, 16, [row.astype(">u2").tobytes() for row in values])
    keep("png-%s16.png" % name, values)
values = ramp("u1", H, W)
png("png-gray8-gamma.png", 0, 8, [row.tobytes() for row in values], (b"gAMA", struct.pack(">I", 100000)))
keep("png-gray8-gamma.png", values)
values = ramp("u1", H, W, 3)
png("png-rgb8-gamma.png", 2, 8, [row.tobytes() for row in values], (b"gAMA", struct.pack(">I", 100000)))
keep("png-rgb8-gamma.png", values)
png("png-rgb8-transparent.png", 2, 8, [row.tobytes() for row in values],
    (b"tRNS", struct.pack(">HHH", *[int(v) for v in values[0, 0]])))
keep("png-rgb8-transparent.png", values)
values = ramp("u1", H, W)
png("png-gray8-transparent.png", 0, 8, [row.tobytes() for row in values], (b"tRNS", struct.pack(">H", int(values[0, 0]))))
keep("png-gray8-transparent.png", values)
for bits in (1, 2, 4):
    values = ramp("u1", H, W) >> (8 - bits)
    png("png-gray%d.png" % bits, 0, bits, packed(values, bits))
    keep("png-gray%d.png" % bits, values.astype(bool) if bits == 1 else values)
palette = ramp("u1", 256, 3)
for bits in (1, 2, 4, 8):
    values = ramp("u1", H, W) >> (8 - bits)
    png("png-palette%d.png" % bits, 3, bits, packed(values, bits), (b"PLTE", palette[:1 << bits].tobytes()))
    keep("png-palette%d.png" % bits, palette[values])
values = ramp("u1", H, W) >> 4
alpha = np.concatenate([ramp("u1", 5, 1), np.full((11, 1), 255, "u1")])
png("png-palette4-alpha.png", 3, 4, packed(values, 4), (b"PLTE", palette[:16].tobytes()), (b"tRNS", alpha[:5].tobytes()))
keep("png-palette4-alpha.png", np.concatenate([palette[:16], alpha], axis=1)[values])
gray = np.repeat(ramp("u1", 16, 1), 3, axis=1)  # a palette of grays is still a palette
png("png-palette4-gray.png", 3, 4, packed(values, 4), (b"PLTE", gray.tobytes()))
keep("png-palette4-gray.png", gray[values])
pillow("png-one.png", np.array([[7]], "u1"))

# JPEG
smooth = (np.add.outer(np.arange(H) * 5, np.arange(W) * 7) % 256).astype("u1")
colour = np.stack([smooth, 255 - smooth, smooth // 2 + 60], axis=2)
pillow("jpeg-gray.jpg", smooth, quality=90)
pillow("jpeg-rgb-444.jpg", colour, quality=90, subsampling=0)
pillow("jpeg-rgb-420.jpg", colour, quality=90, subsampling=2)
pillow("jpeg-rgb-progressive.jpg", colour, quality=90, subsampling=0, progressive=True)
cmyk = np.concatenate([colour, smooth[..., None] // 3], axis=2)
Image.fromarray(cmyk, "CMYK").save("jpeg-cmyk.jpg", quality=90)
keep("jpeg-cmyk.jpg", None)
with open("jpeg-12bits.jpg", "wb") as out:
    out.write(imagecodecs.jpeg8_encode(ramp("u2", H, W) >> 4, bitspersample=12))
keep("jpeg-12bits.jpg", None)

# TIFF: each dtype, gray and RGB, either order
for dtype in ("u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8"):
    tiff("tiff-%s.tif" % dtype, ramp(dtype, H, W), photometric="minisblack")
    tiff("tiff-%s-be.tif" % dtype, ramp(dtype, H, W, 3), byteorder=">", photometric="rgb", tile=(16, 16))
# compressions, with predictors, strips and tiles
for codec in ("lzw", "adobe_deflate", "packbits"):
    for dtype in ("u1", "u2", "f4"):
        tiff("tiff-%s-%s.tif" % (dtype, codec), ramp(dtype, H, W, 3), compression=codec, rowsperstrip=5,
             photometric="rgb")
        tiff("tiff-%s-%s-tiles.tif" % (dtype, codec), ramp(dtype, H, W), compression=codec, tile=(16, 16),
             byteorder=">", photometric="minisblack")
for codec in ("lzw", "adobe_deflate"):
    for dtype in ("u1", "u2", "u4", "f4", "f8"):
        predictor = 3 if dtype[0] == "f" else 2
        tiff("tiff-%s-%s-predicted.tif" % (dtype, codec), ramp(dtype, H, W, 3), compression=codec,
             predictor=predictor, photometric="rgb", rowsperstrip=5)
        tiff("tiff-%s-%s-predicted-be.tif" % (dtype, codec), ramp(dtype, H, W), compression=codec,
             predictor=predictor, byteorder=">", tile=(16, 16), photometric="minisblack")
# the rest
tiff("tiff-u1-rgba.tif", ramp("u1", H, W, 4), photometric="rgb", extrasamples=["unassalpha"])
tiff("tiff-u2-rgba.tif", ramp("u2", H, W, 4), photometric="rgb", extrasamples=["unassalpha"])
tiff("tiff-u1-two.tif", ramp("u1", H, W, 2), photometric="minisblack", planarconfig="contig")
tiff("tiff-u2-five.tif", ramp("u2", H, W, 5), photometric="minisblack", planarconfig="contig")
tiff("tiff-u1-white.tif", ramp("u1", H, W), photometric="miniswhite")
tiff("tiff-u2-white.tif", ramp("u2", H, W), photometric="miniswhite")
tiff("tiff-f4-rgba.tif", ramp("f4", H, W, 4), photometric="rgb", extrasamples=["unassalpha"])
tiff("tiff-u2-stack.tif", ramp("u2", 3, H, W), photometric="minisblack")
tiff("tiff-f4-stack.tif", ramp("f4", 3, H, W), photometric="minisblack", compression="adobe_deflate")
tiff("tiff-u1-rgb-stack.tif", ramp("u1", 3, H, W, 3), photometric="rgb", compression="lzw")
tiff("tiff-u1-bool.tif", ramp("u1", H, W) > 127, photometric="minisblack")
tiff("tiff-big.tif", ramp("u2", H, W), bigtiff=True, photometric="minisblack")
tiff("tiff-big-be.tif", ramp("u2", H, W), bigtiff=True, byteorder=">", photometric="minisblack")
planes = ramp("u2", 3, H, W)
tifffile.imwrite("tiff-u2-planar.tif", planes, photometric="rgb", planarconfig="separate")
keep("tiff-u2-planar.tif", planes.transpose(1, 2, 0))
planes = ramp("f4", 3, H, W)
tifffile.imwrite("tiff-f4-planar-tiles.tif", planes, photometric="rgb", planarconfig="separate", tile=(16, 16))
keep("tiff-f4-planar-tiles.tif", planes.transpose(1, 2, 0))
indices = ramp("u1", H, W)
map16 = ramp("u2", 3, 256)
tifffile.imwrite("tiff-palette.tif", indices, photometric="palette", colormap=map16)
keep("tiff-palette.tif", map16.T[indices])
for method in ("group3", "group4", "tiff_lzw"):
    Image.fromarray(smooth > 127).save("tiff-bilevel-%s.tif" % method, compression=method)
    keep("tiff-bilevel-%s.tif" % method, smooth > 127)
tifffile.imwrite("tiff-jpeg.tif", smooth, compression="jpeg", photometric="minisblack")
keep("tiff-jpeg.tif", tifffile.imread("tiff-jpeg.tif"))
tifffile.imwrite("tiff-jpeg-ycbcr.tif", colour, compression="jpeg", photometric="ycbcr", subsampling=(1, 1))
keep("tiff-jpeg-ycbcr.tif", tifffile.imread("tiff-jpeg-ycbcr.tif"))
tiff("tiff-u1-rgb-tiles.tif", ramp("u1", H, W, 3), photometric="rgb", tile=(16, 16))
tiff("tiff-big-stack.tif", ramp("f4", 2, H, W), bigtiff=True, photometric="minisblack", compression="lzw")
for bits in (2, 4):
    tiff("tiff-u1-%dbits.tif" % bits, ramp("u1", H, W) >> (8 - bits), bitspersample=bits, photometric="minisblack")

# what is refused
tifffile.imwrite("tiff-u8.tif", ramp("u8", H, W), photometric="minisblack")
keep("tiff-u8.tif", None)
tifffile.imwrite("tiff-complex.tif", ramp("f4", H, W).astype("c8"), photometric="minisblack")
keep("tiff-complex.tif", None)
for codec in ("zstd", "lzma", "jpeg2000"):
    tifffile.imwrite("tiff-%s.tif" % codec, ramp("u2", H, W), compression=codec, photometric="minisblack")
    keep("tiff-%s.tif" % codec, None)
tifffile.imwrite("tiff-12bits.tif", ramp("u2", H, W) >> 4, bitspersample=12, photometric="minisblack")
keep("tiff-12bits.tif", None)
with tifffile.TiffWriter("tiff-pages-differ.tif") as writer:
    writer.write(ramp("u1", H, W), photometric="minisblack")
    writer.write(ramp("u2", W, H), photometric="minisblack")
keep("tiff-pages-differ.tif", None)

with open("index.txt", "w") as out:
    out.write("\n".join(sorted(INDEX)) + "\n")
