"""The same forward pass in PyTorch with diffusers: loads the bench's folder, measures, and writes the output beside it.

usage: python bench-network.py FOLDER FORWARDS THREADS
prints one line of JSON: cpu, wall, load (seconds), resident (bytes), torch, diffusers
"""

import json
import sys
import time
from pathlib import Path

import torch

folder, forwards, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)

import diffusers  # noqa: E402
from diffusers import ControlNetModel, UNet2DConditionModel  # noqa: E402
from diffusers.models.controlnet import ControlNetConditioningEmbedding  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402


class Embedding(ControlNetConditioningEmbedding):
    def forward(self, conditioning):
        return self.conv_out(self.conv_in(conditioning))


def load(model, name):
    model.load_state_dict(load_file(folder / name), assign=True)
    return model.eval()


start = time.perf_counter()
config = json.loads((folder / "GenHowTo_controlnet_config.json").read_text())
shared = {key: value for key, value in config.items() if key not in ("_class_name", "up_block_types", "out_channels", "sample_size")}
first = config["block_out_channels"][0]
with torch.device("meta"):
    unet = UNet2DConditionModel(**shared, up_block_types=config["up_block_types"], sample_size=config["sample_size"])
    controlnet = ControlNetModel(**shared, conditioning_channels=config["in_channels"], conditioning_embedding_out_channels=(first,))
    controlnet.controlnet_cond_embedding = Embedding(first, config["in_channels"], (first,))
unet = load(unet, "GenHowTo_sdunet.safetensors")
controlnet = load(controlnet, "GenHowTo_controlnet.safetensors")
inputs = load_file(folder / "inputs.safetensors")
control = inputs.pop("controlnet_cond")
loaded = time.perf_counter() - start


@torch.inference_mode()
def forward():
    down, mid = controlnet(**inputs, controlnet_cond=control, return_dict=False)
    return unet(**inputs, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample


def most_resident():
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


output = forward()
best = (float("inf"), 0.0)
for _ in range(forwards):
    cpu, wall = time.process_time(), time.perf_counter()
    forward()
    best = min(best, (time.process_time() - cpu, time.perf_counter() - wall))
save_file({"sample": output.contiguous()}, folder / "reference.safetensors")
print(json.dumps({
    "cpu": best[0], "wall": best[1], "load": loaded, "resident": most_resident(),
    "torch": torch.__version__, "diffusers": diffusers.__version__}))
