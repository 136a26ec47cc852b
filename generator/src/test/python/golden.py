"""Writes the golden files of UNetGoldenTest, ControlNetGoldenTest, AutoencoderGoldenTest and SchedulerGoldenTest:
small random models of diffusers 0.18.2 (PyTorch 2.7.1), their inputs and outputs under the reference's names.

usage: python golden.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden)
"""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from safetensors.torch import save_file

from reference import genhowto_controlnet, half, randomise, save, save_values, save_versions

FOLDER = Path(sys.argv[1])
CROSS, CROSS_UP = "CrossAttnDownBlock2D", "CrossAttnUpBlock2D"

UNETS = {
    # Linear projections, heads per level.
    "sd2": dict(block_out_channels=(8, 8, 8, 16), layers_per_block=1, attention_head_dim=[1, 2, 4, 4], cross_attention_dim=12,
                use_linear_projection=True, norm_num_groups=4, sample_size=8, upcast_attention=True),
    # Convolutions as projections, one number of heads for all levels.
    "sd1": dict(block_out_channels=(8, 8, 8, 8), layers_per_block=2, attention_head_dim=2, cross_attention_dim=10,
                norm_num_groups=2, sample_size=8),
    # InstructPix2Pix: noisy latent and input latent.
    "instructpix2pix": dict(block_out_channels=(4, 8), layers_per_block=1, attention_head_dim=4, cross_attention_dim=10,
                            down_block_types=(CROSS, "DownBlock2D"), up_block_types=("UpBlock2D", CROSS_UP),
                            norm_num_groups=4, sample_size=8, in_channels=8),
    "threelevels": dict(block_out_channels=(4, 4, 8), layers_per_block=3, attention_head_dim=[2, 1, 4], cross_attention_dim=6,
                        down_block_types=("DownBlock2D", CROSS, CROSS), up_block_types=(CROSS_UP, CROSS_UP, "UpBlock2D"),
                        use_linear_projection=True, norm_num_groups=4, norm_eps=1e-4, sample_size=8, flip_sin_to_cos=False),
}

# Batch, height, width, tokens, timesteps: one of each sample, one for all, fractional ones, and sizes that halve unevenly.
CASES = {
    "one": (1, 8, 8, 5, [981.0]),
    "three": (3, 8, 4, 77, [981.0, 41.0, 1.0]),
    "odd": (3, 7, 9, 4, [500.0]),
    "odder": (1, 11, 10, 7, [12.75]),
}


def inputs(config, case):
    batch, height, width, tokens, timesteps = CASES[case]
    return {
        "sample": torch.randn(batch, config.in_channels, height, width),
        "timestep": torch.tensor(timesteps),
        "encoder_hidden_states": torch.randn(batch, tokens, config.cross_attention_dim),
    }


def under(case, values):
    return {f"{case}/{name}": tensor for name, tensor in values.items()}


def unets():
    models = {}
    for name, config in UNETS.items():
        models[name] = model = randomise(UNet2DConditionModel(**config))
        values = {}
        for case in CASES:
            given = inputs(model.config, case)
            values |= under(case, given | {"out.sample": model(**given).sample})
        save(model, FOLDER / "unet" / name)
        save_values(values, FOLDER / "unet" / name)
    return models


def controlnets(models):
    for name, scale in {"sd2": 1.0, "sd1": 0.7}.items():
        unet = models[name]
        model = randomise(genhowto_controlnet(unet))
        values = {"conditioning_scale": torch.tensor([scale])}
        for case in CASES:
            given = inputs(unet.config, case)
            control = torch.randn_like(given["sample"])
            output = model(**given, controlnet_cond=control, conditioning_scale=scale)
            residuals = dict(down_block_additional_residuals=output.down_block_res_samples,
                             mid_block_additional_residual=output.mid_block_res_sample)
            outputs = {f"out.down_block_res_samples.{i}": r for i, r in enumerate(output.down_block_res_samples)}
            outputs |= {"out.mid_block_res_sample": output.mid_block_res_sample, "out.sample": unet(**given, **residuals).sample}
            values |= under(case, given | {"controlnet_cond": control} | outputs)
        folder = FOLDER / "controlnet" / name
        save_values(values, folder)
        model.save_config(folder)
        (folder / "config.json").rename(folder / "GenHowTo_controlnet_config.json")
        save_file(half(model), folder / "GenHowTo_controlnet.safetensors")
        # What the file of the U-Net leaves out comes from the base model.
        decoder = {key: tensor for key, tensor in half(unet).items() if key.startswith("conv_out.")}
        save_file(decoder, folder / "GenHowTo_sdunet.safetensors")


def autoencoders():
    configs = {
        "fourlevels": dict(block_out_channels=(4, 8, 8, 8), layers_per_block=2, norm_num_groups=4, latent_channels=4),
        "twolevels": dict(block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=8, latent_channels=4,
                          scaling_factor=0.13025),
    }
    for name, config in configs.items():
        levels = len(config["block_out_channels"])
        model = randomise(AutoencoderKL(
            **config, down_block_types=("DownEncoderBlock2D",) * levels, up_block_types=("UpDecoderBlock2D",) * levels))
        values = {}
        for case, (batch, height, width) in {"one": (1, 32, 32), "three": (3, 16, 24), "odd": (1, 29, 43)}.items():
            image = torch.rand(batch, 3, height, width) * 2 - 1
            latent = torch.randn(batch, 4, height // 8, width // 8)
            posterior = model.encode(image).latent_dist
            values |= under(case, {
                "image": image, "latent": latent, "out.latent_mean": posterior.mean, "out.latent_logvar": posterior.logvar,
                "out.sample": model.decode(latent).sample})
        save(model, FOLDER / "vae" / name)
        save_values(values, FOLDER / "vae" / name)


def schedulers():
    stable = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False)
    configs = {
        "epsilon": dict(stable, set_alpha_to_one=False, steps_offset=1, prediction_type="epsilon"),
        "velocity": dict(stable, set_alpha_to_one=False, steps_offset=1, prediction_type="v_prediction"),
        "plain": dict(clip_sample=False),
    }
    for name, config in configs.items():
        scheduler = DDIMScheduler(**config)
        values = {}
        for steps, skip in (10, 3), (30, 25), (7, 0):
            scheduler.set_timesteps(steps)
            times = scheduler.timesteps[skip:]
            clean, noise = torch.randn(2, 4, 3, 5), torch.randn(2, 4, 3, 5)
            x = scheduler.add_noise(clean, noise, times[:1])
            outputs, latents = torch.randn(len(times), *x.shape), [x]
            for t, output in zip(times, outputs):
                latents.append(scheduler.step(output, t, latents[-1]).prev_sample)
            values |= under(f"{steps}-{skip}", {
                "timesteps": times, "clean": clean, "noise": noise, "outputs": outputs, "latents": torch.stack(latents)})
        folder = FOLDER / "scheduler" / name
        scheduler.save_config(folder / "scheduler")
        save_values(values, folder)


if __name__ == "__main__":
    torch.manual_seed(20)
    with torch.no_grad():
        controlnets(unets())
        autoencoders()
        schedulers()
    save_versions(FOLDER)
