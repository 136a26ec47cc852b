"""Writes the golden images of ImageGoldenTest: GenHowTo and its baseline on small random models, from an image file and given
noise to 8-bit pixels, with diffusers 0.18.2 (PyTorch 2.7.1) and Pillow.

usage: python golden_images.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden/images)
"""

import json
import sys
from pathlib import Path

import numpy
import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from PIL import Image
from safetensors.torch import save_file

from reference import genhowto_controlnet, half, randomise, save, save_values

FOLDER = Path(sys.argv[1])
SIDE, LATENT, STEPS, GUIDANCE = 48, 12, 10, 9.0


def unet():
    return randomise(UNet2DConditionModel(
        sample_size=LATENT, block_out_channels=(8, 8, 8), layers_per_block=1, norm_num_groups=4, cross_attention_dim=12,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        attention_head_dim=[1, 2, 4], use_linear_projection=True))


def square(image):
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return image.crop((left, top, left + side, top + side)).resize((SIDE, SIDE))


def picture(width, height):
    """Smooth, with edges and a little noise."""
    y, x = numpy.mgrid[0:height, 0:width] / 16.0
    noise = numpy.random.default_rng(width).uniform(-12, 12, (height, width, 3))
    waves = numpy.stack([numpy.sin(x + y), numpy.cos(2 * x - y), numpy.sign(numpy.sin(y * 1.5))], -1)
    return Image.fromarray((127 + 90 * waves + noise).clip(0, 255).astype(numpy.uint8))


class Parts:
    def __init__(self):
        self.vae = randomise(AutoencoderKL(
            block_out_channels=(8, 8, 16), layers_per_block=1, norm_num_groups=4, latent_channels=4,
            down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3))
        self.base, self.tuned = unet(), unet()
        self.controlnet = randomise(genhowto_controlnet(self.tuned), 1.5)
        # As the base model's file has it; GenHowTo overrides what it predicts.
        self.scheduler = DDIMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
            steps_offset=1, prediction_type="v_prediction")

    def save(self):
        save(self.vae, FOLDER / "base" / "vae")
        save(self.base, FOLDER / "base" / "unet")
        self.scheduler.save_config(FOLDER / "base" / "scheduler")
        folder = FOLDER / "genhowto"
        folder.mkdir(parents=True, exist_ok=True)
        config = {key: value for key, value in self.controlnet.config.items() if not key.startswith("_")}
        (folder / "GenHowTo_controlnet_config.json").write_text(json.dumps(config, indent=2) + "\n")
        # The published form: PyTorch's zip.
        torch.save(half(self.controlnet), folder / "GenHowTo_controlnet.pth")
        torch.save(half(self.tuned), folder / "GenHowTo_sdunet.pth")

    def pixels(self, image):
        return torch.from_numpy(numpy.array(image, dtype=numpy.float32) / 127.5 - 1).permute(2, 0, 1)[None]

    def decode(self, latents):
        images = self.vae.decode(latents / self.vae.config.scaling_factor).sample
        images = (images / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).numpy()
        return (images * 255).round().astype(numpy.uint8)

    def denoise(self, scheduler, times, x, text, predict):
        """text (2, L, D): the empty prompt, then the given one."""
        embeddings = text.repeat_interleave(len(x), 0)
        for t in times:
            without, with_prompt = predict(torch.cat([x, x]), t, embeddings).chunk(2)
            x = scheduler.step(without + GUIDANCE * (with_prompt - without), t, x).prev_sample
        return x

    def genhowto(self, image, text, noise, skip):
        z = self.vae.encode(self.pixels(square(image))).latent_dist.mode()
        scheduler = DDIMScheduler.from_config(self.scheduler.config, prediction_type="epsilon")
        scheduler.set_timesteps(STEPS)
        times = scheduler.timesteps[skip:]

        def predict(pair, t, embeddings):
            down, mid = self.controlnet(pair, t, embeddings, z.expand(len(pair), -1, -1, -1), return_dict=False)
            return self.tuned(pair, t, embeddings, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample

        start = scheduler.add_noise(self.vae.config.scaling_factor * z.expand_as(noise), noise, times[:1])
        return self.decode(self.denoise(scheduler, times, start, text, predict))

    def from_text(self, text, noise):
        scheduler = self.scheduler
        scheduler.set_timesteps(STEPS)
        return self.decode(self.denoise(
            scheduler, scheduler.timesteps, noise, text, lambda pair, t, embeddings: self.base(pair, t, embeddings).sample))


def write(images, case):
    for i, image in enumerate(images):
        print(case, i, "mean %.1f, deviation %.1f, cut %.3f" % (image.mean(), image.std(), ((image == 0) | (image == 255)).mean()))
        Image.fromarray(image).save(FOLDER / f"{case}-{i}.png")


if __name__ == "__main__":
    torch.manual_seed(7)
    FOLDER.mkdir(parents=True, exist_ok=True)
    parts = Parts()
    parts.save()
    text = torch.randn(2, 77, 12)
    noises = {name: torch.randn(count, 4, LATENT, LATENT) for name, count in (("wide", 1), ("tall", 2), ("text", 1))}
    pictures = {"wide": picture(121, 80), "tall": picture(64, 97)}
    for name, image in pictures.items():
        image.save(FOLDER / f"{name}.png")
    with torch.no_grad():
        write(parts.genhowto(pictures["wide"], text, noises["wide"], 0), "wide-skip0")
        write(parts.genhowto(pictures["tall"], text, noises["tall"], 2), "tall-skip2")
        write(parts.from_text(text, noises["text"]), "text")
    save_values({"text": text} | {f"noise.{name}": noise for name, noise in noises.items()}, FOLDER)
