"""Writes the golden files of ImageKindsTest: one small picture in every form in which people have pictures.

Run with Pillow (before version 13, with WebP) and numpy installed:
    python3 networks/src/test/python/image_kinds.py networks/src/test/resources/org/genhowto/networks
NAME is the file, NAME.golden.png what it shows, upright, on white, in 8 bits of red, green and blue.
The versions used are written into kinds/versions.json.
"""
import io
import json
import pathlib
import struct
import sys
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps, features

out = pathlib.Path(sys.argv[1]) / "images" / "kinds"
out.mkdir(parents=True, exist_ok=True)
W, H = 21, 13
y, x = np.mgrid[0:H, 0:W]
rgb8 = np.stack([x * 255 // (W - 1), y * 255 // (H - 1), ((x // 4 + y // 3) % 2) * 200 + 20], -1).astype(np.uint8)
grey8 = (x * 9 + y * 6).astype(np.uint8)
alpha8 = np.clip((x + y) * 8, 0, 255).astype(np.uint8)
noise = np.random.default_rng(1).integers(-120, 120, (H, W))


def golden(name, pixels):
    pixels = np.asarray(pixels)
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, -1)
    Image.fromarray(pixels.astype(np.uint8)).save(out / f"{name}.golden.png")


def on_white(colour, alpha):
    """Colour in [0, 255] under alpha in [0, 255] on white, rounded to the nearest."""
    colour = colour if colour.ndim == 3 else np.stack([colour] * 3, -1)
    a = alpha[..., None].astype(float)
    return np.floor((colour * a + 255 * (255 - a)) / 255 + 0.5)


def eight(values16):
    return np.floor(values16.astype(float) * 255 / 65535 + 0.5)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, samples, depth, colour_type, before=b"", width=W):
    """Samples as (H, W) or (H, W, bands), written with the filter None."""
    rows = []
    for row in samples.reshape(H, -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = ((row[:, None].astype(int) >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
            packed = np.packbits(bits.reshape(-1)).tobytes()
        rows.append(b"\0" + packed)
    (out / name).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, H, depth, colour_type, 0, 0, 0))
        + before + chunk(b"IDAT", zlib.compress(b"".join(rows), 9)) + chunk(b"IEND", b""))


# Grey of every depth. What mono16 cameras write uses the whole range, and values between those of 8 bits.
for depth in (1, 2, 4, 8):
    levels = (x + y) % (1 << depth)
    png(f"grey-{depth}.png", levels, depth, 0)
    golden(f"grey-{depth}.png", levels * 255 // ((1 << depth) - 1))
    key = chunk(b"tRNS", struct.pack(">H", 1))
    png(f"grey-{depth}-key.png", levels, depth, 0, key)
    golden(f"grey-{depth}-key.png", np.where(levels == 1, 255, levels * 255 // ((1 << depth) - 1)))
grey16 = np.clip(grey8.astype(int) * 257 + noise, 0, 65535)
png("grey-16.png", grey16, 16, 0)
golden("grey-16.png", eight(grey16))
png("grey-16-key.png", grey16, 16, 0, chunk(b"tRNS", struct.pack(">H", int(grey16[3, 4]))))
golden("grey-16-key.png", np.where(grey16 == grey16[3, 4], 255, eight(grey16)))
Image.fromarray((grey8.astype(np.uint16) * 257)).save(out / "mono16.png")
golden("mono16.png", grey8)

# Colour and alpha.
rgb16 = np.clip(rgb8.astype(int) * 257 + noise[..., None], 0, 65535)
alpha16 = np.clip(alpha8.astype(int) * 257 + noise, 0, 65535)
png("rgb-16.png", rgb16, 16, 2)
golden("rgb-16.png", eight(rgb16))
png("rgba-16.png", np.concatenate([rgb16, alpha16[..., None]], -1), 16, 6)
golden("rgba-16.png", on_white(eight(rgb16), eight(alpha16)))
png("grey-alpha-16.png", np.stack([grey16, alpha16], -1), 16, 4)
golden("grey-alpha-16.png", on_white(eight(grey16), eight(alpha16)))
png("grey-alpha-8.png", np.stack([grey8, alpha8], -1), 8, 4)
golden("grey-alpha-8.png", on_white(grey8, alpha8))
png("rgba-8.png", np.concatenate([rgb8, alpha8[..., None]], -1), 8, 6)
golden("rgba-8.png", on_white(rgb8, alpha8))
png("rgb-8-key.png", rgb8, 8, 2, chunk(b"tRNS", struct.pack(">HHH", *map(int, rgb8[2, 3]))))
golden("rgb-8-key.png", np.where((rgb8 == rgb8[2, 3]).all(-1)[..., None], 255, rgb8))
png("rgb-16-key.png", rgb16, 16, 2, chunk(b"tRNS", struct.pack(">HHH", *map(int, rgb16[2, 3]))))
golden("rgb-16-key.png", np.where((rgb16 == rgb16[2, 3]).all(-1)[..., None], 255, eight(rgb16)))

# Palettes.
for depth in (1, 2, 4, 8):
    size = min(1 << depth, 40)
    palette = np.stack([np.arange(size) * 6, 255 - np.arange(size) * 5, np.arange(size) * 3 % 256], -1)
    index = (x + 2 * y) % size
    plte = chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    png(f"palette-{depth}.png", index, depth, 3, plte)
    golden(f"palette-{depth}.png", palette[index])
    some = (np.arange(max(1, size - 1)) * 37 % 256).astype(np.uint8)
    png(f"palette-{depth}-alpha.png", index, depth, 3, plte + chunk(b"tRNS", some.tobytes()))
    golden(f"palette-{depth}-alpha.png", on_white(palette[index], np.append(some, 255)[index]))

# Chunks and profiles about colour change nothing.
ancillary = (chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000))
             + chunk(b"iCCP", b"p\0\0" + zlib.compress(b"no profile at all")) + chunk(b"bKGD", struct.pack(">HHH", 9, 9, 9)))
png("rgb-8-gamma.png", rgb8, 8, 2, ancillary)
golden("rgb-8-gamma.png", rgb8)
png("grey-8-gamma.png", grey8, 8, 0, chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"sRGB", b"\0"))
golden("grey-8-gamma.png", grey8)
# Adam7, by hand: Pillow does not write it.
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
raw = b"".join(b"\0" + row.tobytes() for x0, y0, dx, dy in passes for row in rgb8[y0::dy, x0::dx] if row.size)
(out / "interlaced.png").write_bytes(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 1))
    + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))
golden("interlaced.png", rgb8)


def exif(orientation, order):
    mark = b"II" if order == "<" else b"MM"
    return (mark + struct.pack(order + "HI", 42, 8)
            + struct.pack(order + "H", 2) + struct.pack(order + "HHII", 0x100, 4, 1, 77)
            + struct.pack(order + "HHIHH", 0x112, 3, 1, orientation, 0) + struct.pack(order + "I", 0))


# JPEG: orientations, kinds of colour, progressive.
picture = Image.fromarray(rgb8)
for orientation in range(1, 9):
    order = "<" if orientation % 2 else ">"
    name = f"exif-{orientation}.jpg"
    picture.save(out / name, quality=90, exif=b"Exif\0\0" + exif(orientation, order))
    golden(name, ImageOps.exif_transpose(Image.open(out / name)).convert("RGB"))
png("exif-6.png", rgb8, 8, 2, chunk(b"eXIf", exif(6, ">")))
golden("exif-6.png", np.rot90(rgb8, -1))
png("exif-8.png", grey16, 16, 0, chunk(b"eXIf", exif(8, "<")))
golden("exif-8.png", np.rot90(eight(grey16), 1))


def jpeg(name, image, **options):
    image.save(out / name, **options)
    golden(name, Image.open(out / name).convert("RGB"))


jpeg("grey.jpg", Image.fromarray(grey8), quality=90)
jpeg("progressive.jpg", picture, quality=90, progressive=True)
jpeg("444.jpg", picture, quality=90, subsampling=0)
jpeg("422.jpg", picture, quality=90, subsampling=1)
jpeg("restarts.jpg", picture, quality=90, restart_marker_blocks=1)
jpeg("rgb.jpg", picture, quality=95, keep_rgb=True)
jpeg("profile.jpg", picture, quality=90, icc_profile=b"no profile at all" * 20)
cmyk = np.concatenate([rgb8, grey8[..., None] // 2], -1)
jpeg("cmyk.jpg", Image.fromarray(cmyk, "CMYK"), quality=95)
# YCCK: the same bytes as three-colour YCbCr with a fourth, as the Adobe marker then says.
data = bytearray((out / "cmyk.jpg").read_bytes())
at = data.index(b"Adobe") + 11
data[at] = 2
(out / "ycck.jpg").write_bytes(bytes(data))
golden("ycck.jpg", Image.open(out / "ycck.jpg").convert("RGB"))
(out / "trailing.jpg").write_bytes((out / "444.jpg").read_bytes() + b"\0more of another kind")
golden("trailing.jpg", Image.open(out / "444.jpg").convert("RGB"))

# WebP.
rgba = Image.fromarray(np.concatenate([rgb8, alpha8[..., None]], -1), "RGBA")
picture.save(out / "lossless.webp", lossless=True, quality=100)
golden("lossless.webp", rgb8)
rgba.save(out / "lossless-alpha.webp", lossless=True, quality=100, exact=True)
golden("lossless-alpha.webp", on_white(rgb8, alpha8))
smooth = picture.resize((48, 32), Image.BICUBIC)
jpeg("lossy.webp", smooth, quality=90)
soft = Image.merge("RGBA", (*smooth.split(), Image.fromarray(alpha8).resize((48, 32))))
soft.save(out / "lossy-alpha.webp", quality=90, exact=True)
decoded = np.asarray(Image.open(out / "lossy-alpha.webp").convert("RGBA"))
golden("lossy-alpha.webp", on_white(decoded[..., :3], decoded[..., 3]))
picture.save(out / "exif-6.webp", lossless=True, quality=100, exif=exif(6, "<"))
golden("exif-6.webp", np.rot90(rgb8, -1))
Image.fromarray(grey8).convert("RGB").save(out / "grey.webp", lossless=True, quality=100)
golden("grey.webp", grey8)

# Animations, which are refused.
turned = picture.rotate(180)
picture.save(out / "animation.webp", save_all=True, append_images=[turned], lossless=True)
picture.save(out / "animation.png", save_all=True, append_images=[turned])

(out / "versions.json").write_text(json.dumps({
    "pillow": PIL.__version__, "numpy": np.__version__, "webp": features.version("webp")}, indent=1) + "\n")
