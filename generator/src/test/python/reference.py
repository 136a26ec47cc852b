"""What the golden scripts share: random models whose files are small, and where the files go."""

import json
import platform
from pathlib import Path

import diffusers
import numpy
import PIL
import torch
from diffusers import ControlNetModel
from safetensors.torch import save_file

try:
    from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
except ImportError:  # Where it was before diffusers 0.32.
    from diffusers.models.controlnet import ControlNetConditioningEmbedding

VERSIONS = {
    "diffusers": diffusers.__version__,
    "numpy": numpy.__version__,
    "pillow": PIL.__version__,
    "python": platform.python_version(),
    "torch": torch.__version__,
}


def randomise(model, scale=1.0):
    """Every parameter counts, and is exact in float16, so that the files can be small."""
    for name, parameter in model.named_parameters():
        noise = torch.randn_like(parameter)
        if parameter.dim() > 1:
            value = scale * noise / parameter[0].numel() ** 0.5
        else:
            value = 0.2 * noise + (1 if name.endswith("weight") else 0)
        parameter.data = value.half().float()
    return model.eval()


def half(model):
    return {name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}


def save(model, folder):
    """The layout of diffusers, with its own config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save_config(folder)
    save_file(half(model), folder / "diffusion_pytorch_model.safetensors")


def save_values(values, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.detach().contiguous() for name, tensor in values.items()}
    save_file(tensors, folder / "values.safetensors", VERSIONS)


def save_versions(folder):
    Path(folder, "versions.json").write_text(json.dumps(VERSIONS, indent=2) + "\n")


class Embedding(ControlNetConditioningEmbedding):
    """GenHowTo's form of the conditioning: two convolutions, no activation, nothing between them."""

    def forward(self, conditioning):
        return self.conv_out(self.conv_in(conditioning))


def genhowto_controlnet(unet, **options):
    """A ControlNet that sees a latent, for a U-Net of the same sizes."""
    names = ("block_out_channels", "layers_per_block", "norm_num_groups", "cross_attention_dim", "down_block_types",
             "attention_head_dim", "use_linear_projection", "in_channels", "norm_eps", "flip_sin_to_cos")
    first = unet.config.block_out_channels[0]
    controlnet = ControlNetModel(
        **{name: unet.config[name] for name in names}, conditioning_channels=unet.config.out_channels,
        conditioning_embedding_out_channels=(first,), **options)
    controlnet.controlnet_cond_embedding = Embedding(first, unet.config.out_channels, (first,))
    return controlnet
