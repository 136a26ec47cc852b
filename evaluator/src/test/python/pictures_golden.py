"""Small images of every kind, and the pixels that Pillow's convert("RGB"), which pytorch-fid and clean-fid use, gives.

Usage: python pictures_golden.py ../resources/org/genhowto/evaluator/files/pictures
"""
import sys, pathlib
import numpy as np
from PIL import Image

out = pathlib.Path(sys.argv[1])
W, H = 11, 7
rng = np.random.default_rng(3)
rgb = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
alpha = rng.integers(0, 256, (H, W), dtype=np.uint8)
grey16 = rng.integers(0, 600, (H, W)).astype(np.uint16)
grey16[0, :4] = [0, 255, 256, 65535]
color, grey = Image.fromarray(rgb), Image.fromarray(rgb[..., 0])
images = {
    "rgb.png": color, "grey.png": grey, "grey16.png": Image.fromarray(grey16),
    "rgba.png": Image.fromarray(np.dstack([rgb, alpha])), "grey-alpha.png": Image.merge("LA", [grey, Image.fromarray(alpha)]),
    "palette.png": color.quantize(7), "bilevel.png": grey.convert("1"),
    "rgb.bmp": color, "grey.bmp": grey, "palette.bmp": color.quantize(5), "bilevel.bmp": grey.convert("1"),
    "rgb.tif": color, "grey.tif": grey, "grey16.tif": Image.fromarray(grey16), "palette.gif": color.quantize(16),
    "exif.png": color,
}
for name, image in images.items():
    more = {}
    if name == "exif.png":
        exif = Image.Exif()
        exif[0x0112] = 6
        more = {"exif": exif}
    image.save(out / name, **more)
color.save(out / "lzw.tiff", compression="tiff_lzw")
color.save(out / "deflate.tiff", compression="tiff_adobe_deflate")
color.save(out / "lossless.webp", lossless=True)
frames = [color.quantize(8), Image.fromarray(255 - rgb).quantize(8)]
frames[0].save(out / "animated.gif", save_all=True, append_images=frames[1:], duration=50)
Image.fromarray(np.where(alpha[..., None] > 128, rgb, 0)).quantize(4).save(out / "transparent.gif", transparency=0)
for file in sorted(out.iterdir()):
    if file.suffix != ".rgb":
        (out / (file.name + ".rgb")).write_bytes(np.asarray(Image.open(file).convert("RGB")).tobytes())
