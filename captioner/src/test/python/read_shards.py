"""Reads finished shards with the webdataset library, as a training program would, and says what is in them.

    pip install webdataset pillow
    python3 captioner/src/test/python/read_shards.py DIRECTORY
"""
import collections
import pathlib
import sys

import webdataset

FIELDS = {"initial.jpg", "action.jpg", "state.jpg", "action.txt", "state.txt", "json"}

shards = sorted(str(path) for path in pathlib.Path(sys.argv[1]).glob("*.tar"))
if not shards:
    sys.exit("no *.tar in " + sys.argv[1])
keys = collections.Counter()
for sample in webdataset.WebDataset(shards, shardshuffle=False).decode("pil"):
    missing = FIELDS - sample.keys()
    if missing:
        sys.exit(f"{sample['__key__']} of {sample['__url__']} lacks {missing}")
    sizes = {sample[name].size for name in ("initial.jpg", "action.jpg", "state.jpg")}
    if len(sizes) != 1 or not sample["action.txt"] or not sample["state.txt"]:
        sys.exit(f"{sample['__key__']}: images of {sizes}, captions '{sample['action.txt']}', '{sample['state.txt']}'")
    keys[sample["__key__"]] += 1
print(f"{len(shards)} shards, {sum(keys.values())} samples, {len(keys)} distinct; webdataset {webdataset.__version__}")
sys.exit(max(keys.values()) > 1)
