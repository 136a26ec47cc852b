"""Writes the names and shapes of published U-Nets whose checkpoints are those of diffusers' classes (0.18.2, on the meta device).

usage: python published_names.py FOLDER      (generator/src/test/resources/org/genhowto/generator/diffusion/keys)
"""

import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel

for name, channels in (("unet_sd1", 4), ("unet_instructpix2pix", 8)):
    with torch.device("meta"):
        model = UNet2DConditionModel(sample_size=64, in_channels=channels, cross_attention_dim=768, attention_head_dim=8)
    state = model.state_dict()
    lines = ["%s\t%s\n" % (key, "x".join(map(str, tensor.shape))) for key, tensor in sorted(state.items())]
    Path(sys.argv[1], name + ".txt").write_text("".join(lines))
    print(name, len(state), sum(tensor.numel() for tensor in state.values()))
