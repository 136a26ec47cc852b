"""Writes the golden files of TokenizerTest and ImagesTest.

Run with transformers and Pillow (before version 13) installed:
    python3 networks/src/test/python/clip_and_resize.py networks/src/test/resources/org/genhowto/networks
The versions used are written into versions.json beside the files.
"""
import json
import pathlib
import sys

import numpy as np
import PIL
import transformers
from PIL import Image
from transformers import CLIPTokenizerFast
from transformers.models.clip.tokenization_clip import bytes_to_unicode

out = pathlib.Path(sys.argv[1])

# A small tokenizer in the two older files, and the ids that transformers gives.
letters = list(bytes_to_unicode().values())
merges = [("a", "p"), ("ap", "p"), ("l", "e</w>"), ("app", "le</w>"), ("t", "h"), ("th", "e</w>"), ("c", "u"),
          ("cu", "t</w>"), ("o", "n</w>"), ("i", "n")]
vocabulary = letters + [x + "</w>" for x in letters] + ["".join(m) for m in merges]
vocabulary += ["<|startoftext|>", "<|endoftext|>"]
folder = out / "clip-tokenizer"
folder.mkdir(exist_ok=True)
(folder / "vocab.json").write_text(json.dumps({v: i for i, v in enumerate(vocabulary)}), "utf-8")
(folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(m) for m in merges) + "\n", "utf-8")
(folder / "special_tokens_map.json").write_text(json.dumps({"pad_token": "!"}))
reference = CLIPTokenizerFast.from_pretrained(folder)
texts = ["The apple cut on the table", "", "  AN   apple,\tin 2023's café!! ", "it's 100% cut", "apple " * 40]
golden = [{"text": t, "ids": reference(t, padding="max_length", truncation=True, max_length=24)["input_ids"]} for t in texts]
(folder / "golden.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1), "utf-8")

# A picture with gradients, an edge and noise; resized by Pillow.
folder = out / "images"
folder.mkdir(exist_ok=True)
y, x = np.mgrid[0:37, 0:53]
noise = np.random.default_rng(0).integers(0, 60, (37, 53, 3))
base = np.stack([x * 255 // 52, y * 255 // 36, ((x // 6 + y // 5) % 2) * 255], -1)
picture = Image.fromarray(np.clip(base + noise - 30, 0, 255).astype(np.uint8))
picture.save(folder / "picture.png")
for name, kind in (("bicubic", Image.BICUBIC), ("bilinear", Image.BILINEAR)):
    for w, h in ((16, 16), (20, 37), (80, 64), (53, 9)):
        picture.resize((w, h), kind).save(folder / f"{name}-{w}x{h}.png")
picture.save(folder / "colour.jpg", quality=80)
Image.open(folder / "colour.jpg").convert("RGB").save(folder / "colour.jpg.png")
picture.convert("L").save(folder / "grey.jpg", quality=80)
Image.open(folder / "grey.jpg").convert("RGB").save(folder / "grey.jpg.png")
picture.convert("L").save(folder / "grey.png")
Image.open(folder / "grey.png").convert("RGB").save(folder / "grey.png.png")

(out / "versions.json").write_text(json.dumps({
    "transformers": transformers.__version__, "pillow": PIL.__version__,
    "numpy": np.__version__}, indent=1) + "\n")
