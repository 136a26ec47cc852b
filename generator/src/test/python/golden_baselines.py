"""Writes the golden files of BaselineGoldenTest: the editing methods that GenHowTo is compared with, on the small random models of
golden_images.py, from an image file and given noise to 8-bit pixels. InstructPix2Pix and its sampler are diffusers' own (0.18.2,
PyTorch 2.7.1); edit-friendly inversion is transcribed here from the equations of its paper (Huberman-Spiegelglas et al., 2024).

usage: python golden_baselines.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden)
"""

import sys
from pathlib import Path

import numpy
import torch
from diffusers import (AutoencoderKL, DDIMScheduler, EulerAncestralDiscreteScheduler, StableDiffusionInstructPix2PixPipeline,
                       UNet2DConditionModel)
from diffusers.schedulers import scheduling_euler_ancestral_discrete
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel

from golden_images import LATENT, square
from reference import randomise, save, save_values

ROOT = Path(sys.argv[1])
IMAGES, FOLDER = ROOT / "images", ROOT / "baselines"
STABLE = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")


def write(images, case):
    for i, image in enumerate(images):
        print(case, i, "mean %.1f, deviation %.1f, cut %.3f" % (image.mean(), image.std(), ((image == 0) | (image == 255)).mean()))
        Image.fromarray(image).save(FOLDER / f"{case}-{i}.png")


class GivenNoise:
    """Stands in for the scheduler's random generator, and keeps what it gave."""

    def __init__(self):
        self.given = []

    def __call__(self, shape, **options):
        self.given.append(torch.randn(shape))
        return self.given[-1]


def euler():
    """Trajectories without a network."""
    for prediction in "epsilon", "v_prediction":
        scheduler = EulerAncestralDiscreteScheduler(**STABLE, prediction_type=prediction)
        values = {}
        for steps in 2, 7, 100:
            scheduler.set_timesteps(steps)
            noise = scheduling_euler_ancestral_discrete.randn_tensor = GivenNoise()
            outputs = torch.randn(steps, 1, 4, 2, 2)
            start = torch.randn(1, 4, 2, 2)
            latents, inputs = [start * scheduler.init_noise_sigma], []
            for t, output in zip(scheduler.timesteps, outputs):
                inputs.append(scheduler.scale_model_input(latents[-1], t))
                latents.append(scheduler.step(output, t, latents[-1]).prev_sample)
            values |= {f"{steps}/{name}": value for name, value in {
                "timesteps": scheduler.timesteps.float(), "start": start, "outputs": outputs, "noise": torch.stack(noise.given),
                "inputs": torch.stack(inputs), "latents": torch.stack(latents)}.items()}
        folder = FOLDER / "euler" / prediction
        scheduler.save_config(folder / "scheduler")
        save_values(values, folder)


def instruct_pix2pix(vae, unet):
    """The pipeline's own call, with two images of one input."""
    scheduler = EulerAncestralDiscreteScheduler(**STABLE)
    # The prompt comes as embeddings: the text encoder only says their type.
    text_encoder = CLIPTextModel(CLIPTextConfig(
        vocab_size=10, hidden_size=12, intermediate_size=12, num_hidden_layers=1, num_attention_heads=1))
    pipeline = StableDiffusionInstructPix2PixPipeline(
        vae, text_encoder, None, unet, scheduler, None, None, requires_safety_checker=False)
    pipeline.set_progress_bar_config(disable=True)
    text = torch.randn(2, 77, 12)
    start = torch.randn(2, 4, LATENT, LATENT)
    noise = scheduling_euler_ancestral_discrete.randn_tensor = GivenNoise()
    latents = []
    images = pipeline(
        image=square(Image.open(IMAGES / "wide.png")), num_inference_steps=8, guidance_scale=7.5, image_guidance_scale=1.5,
        prompt_embeds=text[1:], negative_prompt_embeds=text[:1], num_images_per_prompt=2, latents=start,
        callback=lambda i, t, x: latents.append(x), output_type="np").images
    write((images * 255).round().astype(numpy.uint8), "instruct-pix2pix")
    scheduler.save_config(FOLDER / "instruct-pix2pix" / "scheduler")
    save_values({"text": text, "noise": torch.stack([start] + noise.given[:-1])}, FOLDER / "instruct-pix2pix")


class EditFriendly:
    """Section 3 of the paper, with eta = 1. Latents are indexed by the number of steps that are left: x[0] is clean."""

    def __init__(self, vae, unet, prediction, steps, skip):
        scheduler = DDIMScheduler.from_pretrained(IMAGES / "base" / "scheduler")
        self.vae, self.unet, self.prediction = vae, unet, prediction
        self.stride, self.left = 1000 // steps, steps - skip
        self.alpha_bar = scheduler.alphas_cumprod.double()
        # From clean to noisy: timestep of x[1], x[2], ...
        self.times = [i * self.stride + 1 for i in range(steps)]

    def around(self, left):
        """alpha bar at x[left] and at the next cleaner one."""
        t = self.times[left - 1]
        return self.alpha_bar[t], self.alpha_bar[max(t - self.stride, 0)]

    def noise(self, x, left, texts, scale):
        """Predicted noise: of one text, or guided from the first to the second."""
        outputs = [self.unet(x, self.times[left - 1], text[None]).sample for text in texts]
        output = outputs[0] if len(outputs) == 1 else outputs[0] + scale * (outputs[1] - outputs[0])
        now, _ = self.around(left)
        return output if self.prediction == "epsilon" else now.sqrt() * output + (1 - now).sqrt() * x

    def sigma(self, left):
        now, after = self.around(left)
        return ((1 - after) / (1 - now) * (1 - now / after)).sqrt()

    def mean(self, x, left, texts, scale):
        now, after = self.around(left)
        noise = self.noise(x, left, texts, scale)
        clean = (x - (1 - now).sqrt() * noise) / now.sqrt()
        return (after.sqrt() * clean + (1 - after - self.sigma(left) ** 2).sqrt() * noise).float()

    def invert(self, clean, drawn, texts, scale):
        x = {0: clean}
        for left in range(1, self.left + 1):
            now, _ = self.around(left)
            x[left] = (now.sqrt() * clean + (1 - now).sqrt() * drawn[left - 1]).float()
        z = {}
        for left in range(self.left, 0, -1):
            mean = self.mean(x[left], left, texts, scale)
            z[left] = ((x[left - 1] - mean) / self.sigma(left)).float()
            x[left - 1] = (mean + self.sigma(left) * z[left]).float()
        z[1] = torch.zeros_like(clean)
        return x, z

    def edit(self, x, z, texts, scale):
        for left in range(self.left, 0, -1):
            x = (self.mean(x, left, texts, scale) + self.sigma(left) * z[left]).float()
        return x

    def run(self, case, source, target_scale):
        pixels = numpy.array(square(Image.open(IMAGES / "tall.png")), dtype=numpy.float32) / 127.5 - 1
        clean = self.vae.config.scaling_factor * self.vae.encode(torch.from_numpy(pixels).permute(2, 0, 1)[None]).latent_dist.mode()
        text = torch.randn(3, 77, 12)
        drawn = torch.randn(self.left, *clean.shape)
        x, z = self.invert(clean, drawn, [text[i] for i in source], 3.5)
        edited = self.edit(x[self.left], z, [text[0], text[2]], target_scale)
        image = self.vae.decode(edited / self.vae.config.scaling_factor).sample
        write(((image / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).numpy() * 255).round().astype(numpy.uint8), case)
        save_values({
            "text": text, "drawn": drawn, "clean": clean, "start": x[self.left], "edited": edited,
            "maps": torch.stack([z[left] for left in range(self.left, 1, -1)])}, FOLDER / case)


if __name__ == "__main__":
    torch.manual_seed(11)
    vae = AutoencoderKL.from_pretrained(IMAGES / "base" / "vae")
    base = UNet2DConditionModel.from_pretrained(IMAGES / "base" / "unet")
    edits = randomise(UNet2DConditionModel.from_config(base.config, in_channels=8))
    save(edits, FOLDER / "instruct-pix2pix" / "unet")
    with torch.no_grad():
        euler()
        instruct_pix2pix(vae, edits)
        EditFriendly(vae, base, "epsilon", 10, 3).run("edit-friendly-captioned", [0, 1], 5.0)
        EditFriendly(vae, base, "v_prediction", 8, 0).run("edit-friendly-unknown", [0], 3.0)
