"""Writes the golden files of GoldenTest: small random models of diffusers 0.18.2 (PyTorch 1.13), their inputs and outputs.

usage: python golden.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden)
"""

import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, DDIMScheduler, UNet2DConditionModel
from safetensors.torch import save_file

folder = Path(sys.argv[1])
torch.manual_seed(20)


def randomise(model):
    """Every parameter counts, and is exact in float16, so that the files can be small."""
    for parameter in model.parameters():
        fan_in = max(1, parameter[0].numel()) if parameter.dim() > 1 else 1
        noise = torch.randn_like(parameter)
        parameter.data = (noise / fan_in**0.5 if parameter.dim() > 1 else 0.5 + 0.3 * noise).half().float()
    return model.eval()


def save(model, path, name, prefix=""):
    path.mkdir(parents=True, exist_ok=True)
    state = {k: v.half().contiguous() for k, v in model.state_dict().items() if k.startswith(prefix)}
    save_file(state, path / name)


def config(model, path, name, keys):
    values = {key: model.config[key] for key in keys}
    (path / name).write_text(json.dumps({"_class_name": type(model).__name__, **values}, indent=2, default=list) + "\n")


unet = randomise(UNet2DConditionModel(
    sample_size=8, block_out_channels=(8, 16, 16), layers_per_block=1, norm_num_groups=4, cross_attention_dim=12,
    down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    attention_head_dim=[1, 2, 4], use_linear_projection=True))
save(unet, folder / "unet", "diffusion_pytorch_model.safetensors")
config(unet, folder / "unet", "config.json", [
    "sample_size", "block_out_channels", "layers_per_block", "norm_num_groups", "cross_attention_dim", "down_block_types",
    "up_block_types", "attention_head_dim", "use_linear_projection", "in_channels", "out_channels", "norm_eps"])


class ControlEmbedding(torch.nn.Module):
    """GenHowTo's form: two convolutions, no activation."""

    def __init__(self, channels):
        super().__init__()
        self.conv_in = torch.nn.Conv2d(4, channels, 3, padding=1)
        self.conv_out = torch.nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, z):
        return self.conv_out(self.conv_in(z))


controlnet = ControlNetModel.from_unet(unet)
controlnet.controlnet_cond_embedding = ControlEmbedding(8)
randomise(controlnet)
save(controlnet, folder / "genhowto", "GenHowTo_controlnet.safetensors")
save(unet, folder / "genhowto", "GenHowTo_sdunet.safetensors", "up_blocks.")
config(controlnet, folder / "genhowto", "GenHowTo_controlnet_config.json", [
    "block_out_channels", "layers_per_block", "norm_num_groups", "cross_attention_dim", "down_block_types",
    "attention_head_dim", "use_linear_projection", "in_channels", "norm_eps"])

vae = randomise(AutoencoderKL(
    block_out_channels=(8, 16), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
    layers_per_block=2, latent_channels=4, norm_num_groups=4))
save(vae, folder / "vae", "diffusion_pytorch_model.safetensors")
config(vae, folder / "vae", "config.json", [
    "block_out_channels", "layers_per_block", "latent_channels", "norm_num_groups", "in_channels", "scaling_factor"])

latent, z = torch.randn(2, 4, 8, 8), torch.randn(2, 4, 8, 8)
t, text = torch.tensor([981.0, 41.0]), torch.randn(2, 5, 12)
image = torch.rand(1, 3, 16, 16) * 2 - 1
scheduler = DDIMScheduler(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
    steps_offset=1, prediction_type="epsilon")
scheduler.set_timesteps(10)

with torch.no_grad():
    down, mid = controlnet(latent, t, text, z, return_dict=False)
    controlled = unet(latent, t, text, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample
    posterior = vae.encode(image).latent_dist

    # The whole loop: noised start, 3 of 10 steps skipped, guidance 9.
    times = scheduler.timesteps[3:]
    x = scheduler.add_noise(0.18215 * z[:1], latent[:1], times[:1])
    for step in times:
        pair, both = torch.cat([x, x]), torch.cat([z[:1], z[:1]])
        down, mid = controlnet(pair, step, text, both, return_dict=False)
        noise = unet(pair, step, text, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample
        without, with_prompt = noise.chunk(2)
        x = scheduler.step(without + 9.0 * (with_prompt - without), step, x).prev_sample

    save_file({
        "latent": latent, "z": z, "t": t, "text": text, "image": image,
        "unet": unet(latent, t, text).sample, "controlled": controlled, "sampled": x,
        "mean": posterior.mean, "decoded": vae.decode(z[:1]).sample,
    }, folder / "values.safetensors")
