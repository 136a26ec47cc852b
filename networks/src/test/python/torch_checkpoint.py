"""Writes the golden files of WeightsTest: the same tensors as .pth and as safetensors, and a file that wants os.system.

    python3 networks/src/test/python/torch_checkpoint.py networks/src/test/resources/org/genhowto/networks
"""
import argparse
import os
import pathlib
import sys

import torch
from safetensors.torch import save_file

out = pathlib.Path(sys.argv[1]) / "checkpoint"
out.mkdir(exist_ok=True)
torch.manual_seed(1)
base = torch.randn(6, 5)
state = {
    "module.plain.weight": torch.randn(3, 4),
    "module.strided.weight": base.t(),
    "module.part.weight": base[2:4, 1:4],
    "module.alias.weight": base,
    "module.half.weight": torch.randn(7).half(),
    "module.brain.weight": torch.randn(7).bfloat16(),
    "module.scale": torch.tensor(2.5),
    "module.parameter": torch.nn.Parameter(torch.randn(2)),
    "module.count": torch.tensor([1, -2, 2 ** 40]),
}
content = {"state_dict": state, "args": argparse.Namespace(rate=0.1, layers=[4096]), "n_classes": 44}
torch.save(content, out / "state.pth")
torch.save(content, out / "state-before-1.6.pth", _use_new_zipfile_serialization=False)
save_file({k[len("module."):]: v.detach().clone().contiguous() for k, v in state.items()}, out / "state.safetensors")


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


torch.save({"a": torch.zeros(1), "b": Evil()}, out / "evil.pth")
