"""Golden values of the FID Inception network, from pytorch-fid 0.3.0 and clean-fid 0.1.35.

Usage: python inception_golden.py ../resources/org/genhowto/evaluator/features/inception
The published weights are no part of this repository. Names and shapes are those of pytorch-fid's network, and the
numbers follow from a formula that the Java test repeats: 24 million of them need not be kept. Nothing is downloaded.
Written are the features (features.safetensors), a distance, the names and shapes (golden.json) and the versions used.
"""
import importlib.metadata
import json
import math
import pathlib
import sys
import tempfile
import zlib

import numpy as np
import torch
import torchvision
from cleanfid.resize import build_resizer
from PIL import Image
from pytorch_fid import fid_score, inception
from safetensors.numpy import save_file

def uniform(name, count):
    """SplitMix64's finalizer over a counter: 24 bits, in [-1, 1)."""
    with np.errstate(over="ignore"):
        z = (np.uint64(zlib.crc32(name.encode())) << np.uint64(32)) + np.arange(1, count + 1, dtype=np.uint64)
        z = z * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / 2**23 - 1


def tensor(name, shape):
    u = uniform(name, math.prod(shape))
    if len(shape) > 1:
        values = u * math.sqrt(6 / math.prod(shape[1:]))
    elif name.endswith((".bn.weight", ".running_var")):
        values = 1 + u / 4
    else:
        values = u / 4
    return values.astype(np.float32).reshape(shape)


def formula():
    """All tensors, under torchvision's names; FID's network has the same."""
    network = torchvision.models.inception_v3(num_classes=1008, aux_logits=False, init_weights=False)
    return {name: value if name.endswith(".num_batches_tracked") else torch.from_numpy(tensor(name, tuple(value.shape)))
            for name, value in network.state_dict().items()}


def picture(seed, width, height):
    """Waves of three colours and some noise, in whole numbers: (height, width, 3) uint8."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = []
    for c in range(3):
        wave = (x * (seed % 5 + c + 1) + y * (seed % 3 + 2 * c + 1) + seed * 37 + x * y // (16 + 8 * c + seed)) % 512
        noise = (x * 7919 + y * 104729 + seed * 1299709 + c * 15485863) % 31
        planes.append(np.minimum(255, np.abs(wave - 256) * (3 + seed % 4) // 6 + noise))
    return np.stack(planes, 2).astype(np.uint8)


def unit(images):
    return torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).contiguous() / 255


SIZES = [(64, 48), (299, 299), (400, 320), (231, 331)]
torch.set_num_threads(2)
# The wrapper asks for the published file; the formula's numbers stand in for it.
weights = formula()
inception.load_state_dict_from_url = lambda url, progress: weights
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
network = inception.fid_inception_v3().eval()
wrapper = inception.InceptionV3([0, 1, 2, 3]).eval()
values = {}
with torch.no_grad():
    for number, (width, height) in enumerate(SIZES):
        levels = wrapper(unit([picture(number, width, height)]))
        for level in levels:
            values[f"{width}x{height}.{level.size(1)}"] = level.mean([2, 3])
    batch = wrapper(unit([picture(10 + i, 96, 80) for i in range(3)]))[3]
    values["batch.2048"] = batch[:, :, 0, 0]
    values["batch.logits"] = network.fc(batch[:, :, 0, 0])
    # clean-fid's own network file holds the same graph in TorchScript; what its wrapper does to the pixels is
    # inception_torchscript.InceptionV3W.forward: (x - 128) / 128.
    plain = inception.InceptionV3([3], resize_input=False, normalize_input=False).eval()
    resize = build_resizer("clean")
    for number, (width, height) in enumerate(SIZES):
        resized = resize(picture(number, width, height))
        x = torch.from_numpy(resized).permute(2, 0, 1)[None]
        values[f"{width}x{height}.clean.input"] = ((x - 128) / 128)[:, :, ::13, ::11].contiguous()
        values[f"{width}x{height}.clean.2048"] = plain((x - 128) / 128)[0][:, :, 0, 0]
for name, value in values.items():
    print(name, tuple(value.shape), float(value.mean()), float(value.std()), float(value.abs().max()))

with tempfile.TemporaryDirectory() as folder:
    sets = [pathlib.Path(folder, name) for name in ("first", "second")]
    for half, count in enumerate((6, 5)):
        sets[half].mkdir()
        for i in range(count):
            Image.fromarray(picture(20 + i + 40 * half, 72, 64)).save(sets[half] / f"{i:02}.png")
    paths = [str(path) for path in sets]
    distance = fid_score.calculate_fid_given_paths(paths, 50, "cpu", 2048, 0)
    rows = [fid_score.get_activations(sorted(path.iterdir()), inception.InceptionV3([3]), 50, 2048, "cpu", 0)
            for path in sets]
# The same distance without a matrix square root: the trace of the root of S1 S2 is the nuclear norm of A1 A2'.
a, b = [(x - x.mean(0)) / math.sqrt(len(x) - 1) for x in rows]
exact = float(((rows[0].mean(0) - rows[1].mean(0)) ** 2).sum() + (a * a).sum() + (b * b).sum()
              - 2 * np.linalg.svd(a @ b.T, compute_uv=False).sum())
print("distance", distance, exact, "of which means", ((rows[0].mean(0) - rows[1].mean(0)) ** 2).sum())

save_file({name: value.numpy() for name, value in values.items()}, out / "features.safetensors")
(out / "golden.json").write_text(json.dumps({
    "pytorch-fid distance": float(distance), "exact distance": exact,
    "parameters": sum(p.numel() for p in network.parameters()),
    "tensors": {name: list(value.shape) for name, value in network.state_dict().items()}}, separators=(",", ":")))
(out / "versions.json").write_text(json.dumps(
    {name: importlib.metadata.version(name)
     for name in ("pytorch-fid", "clean-fid", "torch", "torchvision", "pillow", "scipy", "numpy")}, indent=1) + "\n")
