"""Loads the networks of a bench's folder into diffusers; the benches' scripts begin with this one."""

import json
import sys
import time
from pathlib import Path

import torch
from diffusers import ControlNetModel, UNet2DConditionModel
from diffusers import __version__ as diffusers_version
from safetensors.torch import load_file, save_file

try:
    from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
except ImportError:  # Where it was before diffusers 0.32.
    from diffusers.models.controlnet import ControlNetConditioningEmbedding


class Embedding(ControlNetConditioningEmbedding):
    def forward(self, conditioning):
        return self.conv_out(self.conv_in(conditioning))


def networks(folder):
    """U-Net and ControlNet, with the weights in the folder."""
    config = json.loads((folder / "GenHowTo_controlnet_config.json").read_text())
    own = ("_class_name", "up_block_types", "out_channels", "sample_size")
    shared = {key: value for key, value in config.items() if key not in own}
    first = config["block_out_channels"][0]
    with torch.device("meta"):
        unet = UNet2DConditionModel(**shared, up_block_types=config["up_block_types"], sample_size=config["sample_size"])
        controlnet = ControlNetModel(**shared, conditioning_channels=config["in_channels"], conditioning_embedding_out_channels=(first,))
        controlnet.controlnet_cond_embedding = Embedding(first, config["in_channels"], (first,))
    unet.load_state_dict(load_file(folder / "GenHowTo_sdunet.safetensors"), assign=True)
    controlnet.load_state_dict(load_file(folder / "GenHowTo_controlnet.safetensors"), assign=True)
    return unet, controlnet


