#!/usr/bin/env python3
"""Runs GenHowTo's networks on a graphics card, without Java and without weights: files of `genhowto model script`, filled with random
numbers from a seed. Needs PyTorch alone; measures diffusers beside it where that is installed. Writes figures as JSON.

  for n in controlnet vae text clip blip2; do ./genhowto model script --network $n --out scripts/$n.pt; done
  python3 deploy/gpu-check.py --scripts scripts --out gpu.json

It checks float16 and bfloat16 against float32, and times steps of GenHowTo: U-Net and ControlNet with guidance on images of 512 pixels.
Variants are the script as Java runs it, the same in channels-last, the same as a CUDA graph, and the very same source as eager Python.
Times are of a card that has finished (synchronised), after steps that do not count.
"""

import __future__
import argparse
import gc
import json
import math
import platform
import time
import zipfile
import zlib
from pathlib import Path

import torch

HALVES = {"float16": torch.float16, "bfloat16": torch.bfloat16}


class Card:
    """Where the networks run."""

    def __init__(self, name):
        self.device = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.cuda = self.device.type == "cuda"

    def finish(self):
        if self.cuda:
            torch.cuda.synchronize(self.device)

    def seconds(self, work):
        self.finish()
        start = time.perf_counter()
        work()
        self.finish()
        return time.perf_counter() - start

    def forget(self):
        gc.collect()
        if self.cuda:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats(self.device)

    def peak(self):
        """Bytes; on a processor nobody counts them."""
        return torch.cuda.max_memory_allocated(self.device) if self.cuda else None

    def description(self):
        about = {"python": platform.python_version(), "torch": torch.__version__, "cuda": torch.version.cuda, "device": str(self.device)}
        if self.cuda:
            properties = torch.cuda.get_device_properties(self.device)
            about |= {"card": properties.name, "bytes": properties.total_memory, "capability": f"{properties.major}.{properties.minor}",
                      "bfloat16": torch.cuda.is_bf16_supported(), "cudnn": torch.backends.cudnn.version()}
        return about


class Operators:
    """TorchScript's names of operators, some of which Python has elsewhere."""

    def __getattr__(self, name):
        return getattr(torch.ops.aten, name)

    tensor = staticmethod(torch.tensor)

    @staticmethod
    def arange(*bounds, dtype=None, **options):
        return torch.arange(*bounds, dtype=torch.float32 if dtype == 6 else None, **options)

    @staticmethod
    def set_grad_enabled(mode):
        torch.set_grad_enabled(mode)


def eager(path, attributes):
    """The source of an archive as a plain Python class: the same network without a compiler."""
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith("code/__torch__.py"))
        source = archive.read(name).decode()
    scope = {"Module": object, "torch": Operators()}
    exec(compile(source, str(path), "exec", __future__.annotations.compiler_flag), scope)
    network = scope["F"]()
    for key, value in attributes.items():
        setattr(network, key, value)
    network.w = {}
    return network


class Network:
    """One archive and random weights for it; the same seed gives the same on one kind of device."""

    def __init__(self, path, card, seed):
        extra = {"network.json": ""}
        self.path, self.card, self.seed = path, card, seed
        self.script = torch.jit.load(str(path), map_location=card.device, _extra_files=extra)
        self.description = json.loads(extra["network.json"])

    def tensor(self, name, shape):
        generator = torch.Generator(self.card.device).manual_seed(self.seed * 1_000_003 + zlib.crc32(name.encode()))
        numbers = torch.randn(shape, generator=generator, device=self.card.device)
        if name.endswith("bias"):
            return numbers * 0.02
        if len(shape) < 2:
            return 1 + numbers * 0.02
        if "embed" in name and "patch" not in name and "cond" not in name and "time" not in name:
            return numbers * 0.02
        return numbers / math.sqrt(math.prod(shape[1:]))

    def weights(self, floats, last=False):
        weights = {}
        for name, shape in self.description["weights"].items():
            weights[name] = self.tensor(name, shape).to(floats)
            if last and len(shape) == 4:
                weights[name] = weights[name].contiguous(memory_format=torch.channels_last)
        return weights

    def filled(self, floats, last=False):
        """The script; its bank of weights is filled anew."""
        self.script.put_weights(self.weights(floats, last))
        return self.script

    def empty(self):
        """Gives the memory of its weights back."""
        self.script.put_weights({name: torch.zeros(1, device=self.card.device) for name in self.description["weights"]})

    def eager(self, floats):
        network = eager(self.path, self.description["attributes"])
        network.w = self.weights(floats)
        return network

    def inputs(self, side):
        """Of the probe, with latents of another side where it has some."""
        generator = torch.Generator(self.card.device).manual_seed(self.seed)
        inputs = []
        for one in self.description["probe"]["inputs"]:
            shape = [side if size == 64 and len(one["shape"]) == 4 else size for size in one["shape"]]
            inputs.append(
                torch.randint(0, one["below"], shape, generator=generator, device=self.card.device) if one["below"]
                else torch.randn(shape, generator=generator, device=self.card.device))
        return inputs


def ready(inputs, floats):
    return [one.to(floats) if one.is_floating_point() else one for one in inputs]


def parity(network, card, side):
    """How far halves are from float32, and the eager source from the script."""
    method = network.description["probe"]["method"]
    inputs = network.inputs(side)
    reference = getattr(network.filled(torch.float32), method)(*inputs).float()
    found = {"method": method, "shape": list(reference.shape), "deviation": reference.std().item(), "nan": int(reference.isnan().sum())}
    network.empty()
    card.forget()
    for name, floats in {"eager float32": torch.float32, **HALVES}.items():
        try:
            made = network.eager(floats) if name.startswith("eager") else network.filled(floats)
            output = getattr(made, method)(*ready(inputs, floats)).float()
            error = (output - reference).abs()
            found[name] = {"largest": error.max().item(), "mean": error.mean().item(), "nan": int(output.isnan().sum())}
        except RuntimeError as fault:  # A device may not have all operators for halves.
            found[name] = {"fault": str(fault).splitlines()[-1]}
        made = None
        network.empty()
        card.forget()
    return found


class Steps:
    """GenHowTo's way from noise to an image: guidance 9, DDIM in float32, as many latents twice in a pass."""

    def __init__(self, card, images, side, width, channels, tokens=77):
        self.card, self.images = card, images
        randn = lambda *shape: torch.randn(shape, generator=torch.Generator(card.device).manual_seed(7), device=card.device)
        self.start, self.image, self.text = randn(images, channels, side, side), randn(1, channels, side, side), randn(2, tokens, width)
        betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000, dtype=torch.float64) ** 2
        self.alphas = torch.cumprod(1 - betas, 0).tolist()

    def run(self, predict, steps):
        latent = self.start
        for i in range(steps):
            t = (steps - 1 - i) * (1000 // steps) + 1
            before = max(0, t - 1000 // steps)
            a, b = self.alphas[min(999, t)], self.alphas[before]
            without, under = predict(torch.cat([latent, latent]), torch.full((1,), float(t), device=latent.device)).float().chunk(2)
            noise = without + 9 * (under - without)
            clean = (latent - (1 - a) ** 0.5 * noise) / a ** 0.5
            latent = b ** 0.5 * clean + (1 - b) ** 0.5 * noise
        return latent


def script_predictor(network, made, steps, floats, last=False):
    cache = made.cross_attention_keys_values(steps.text.to(floats))
    control = made.embed_control(steps.image.to(floats))

    def predict(latents, t):
        latents = latents.to(floats)
        if last:
            latents = latents.contiguous(memory_format=torch.channels_last)
        return made.cached_controlled_unet(latents, t, cache, control)

    return predict


def graph_predictor(predict, steps):
    """The same as one recorded launch: shapes are static in a sampling."""
    latents, timestep = torch.cat([steps.start, steps.start]), torch.ones(1, device=steps.start.device)
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            predict(latents, timestep)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = predict(latents, timestep)

    def replay(new, t):
        latents.copy_(new)
        timestep.copy_(t)
        graph.replay()
        return output

    return replay


def diffusers_predictor(network, steps, floats, compiled, card):
    """diffusers' own U-Net and ControlNet of the same sizes, with GenHowTo's form of the conditioning."""
    from diffusers import ControlNetModel, UNet2DConditionModel
    about, weights = network.description["attributes"], network.description["weights"]
    channels = [weights[f"unet.down_blocks.{i}.resnets.0.conv1.weight"][0] for i in range(len(about["heads"]))]
    cross = ["CrossAttnDownBlock2D" if each else "DownBlock2D" for each in about["down_attention"]]
    common = dict(
        block_out_channels=channels, layers_per_block=about["layers"], attention_head_dim=about["heads"], down_block_types=cross,
        cross_attention_dim=steps.text.size(2), use_linear_projection=about["linear_projection"], norm_num_groups=about["groups"])
    latent = steps.start.size(1)
    unet = UNet2DConditionModel(
        **common, in_channels=latent, out_channels=latent,
        up_block_types=["CrossAttnUpBlock2D" if each else "UpBlock2D" for each in about["up_attention"]])
    control = ControlNetModel(**common, in_channels=latent, conditioning_channels=latent, conditioning_embedding_out_channels=(channels[0],))
    embedding = control.controlnet_cond_embedding
    embedding.forward = lambda image: embedding.conv_out(embedding.conv_in(image))
    unet, control = (model.to(card.device, floats).eval() for model in (unet, control))
    if compiled:
        unet, control = torch.compile(unet), torch.compile(control)
    text = steps.text.repeat_interleave(steps.images, 0).to(floats)
    image = steps.image.expand(2 * steps.images, -1, -1, -1).to(floats)

    def predict(latents, t):
        latents = latents.to(floats)
        down, middle = control(latents, t, text, image, return_dict=False)
        return unet(latents, t, text, down_block_additional_residuals=down, mid_block_additional_residual=middle).sample

    return predict


def timed(card, steps, make, count, warm):
    card.forget()
    predict = make()
    first = card.seconds(lambda: steps.run(predict, warm))
    latent = []
    seconds = card.seconds(lambda: latent.append(steps.run(predict, count)))
    return {"images": steps.images, "steps": count, "seconds": seconds, "steps_a_second": count / seconds,
            "images_a_second": steps.images / seconds, "warm_up_seconds": first, "peak_bytes": card.peak(),
            "nan": int(latent[0].isnan().sum())}


def variants(network, card, floats, steps, arguments):
    script = lambda last=False: script_predictor(network, network.filled(floats, last), steps, floats, last)
    yield "script", script
    yield "script channels-last", lambda: script(True)
    if card.cuda:
        yield "script CUDA graph", lambda: graph_predictor(script(), steps)
    yield "eager", lambda: script_predictor(network, network.eager(floats), steps, floats)
    if not arguments.no_diffusers:
        yield "diffusers", lambda: diffusers_predictor(network, steps, floats, False, card)
        if arguments.compile:
            yield "diffusers compiled", lambda: diffusers_predictor(network, steps, floats, True, card)


def speed(network, card, arguments):
    side = arguments.size // 8
    weights = network.description["weights"]
    width = weights["unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight"][1]
    channels = weights["unet.conv_in.weight"][1]
    found = {}
    for name in arguments.floats.split(","):
        floats = getattr(torch, name)
        for images in map(int, arguments.batches.split(",")):
            steps = Steps(card, images, side, width, channels)
            for variant, make in variants(network, card, floats, steps, arguments):
                try:
                    figures = timed(card, steps, make, arguments.steps, arguments.warm)
                except (ImportError, RuntimeError) as fault:  # Not installed, out of memory, or not to be recorded.
                    figures = {"images": images, "fault": f"{type(fault).__name__}: {str(fault).strip().splitlines()[0]}"}
                found.setdefault(name, {}).setdefault(variant, []).append(figures)
                print(name, variant, figures, flush=True)
                network.empty()
    return found


def decoding(network, card, arguments):
    """One image from its latent, and the peak of memory on the way."""
    found = {}
    latent = torch.randn(1, network.description["probe"]["inputs"][0]["shape"][1], arguments.size // 8, arguments.size // 8, device=card.device)
    for name in arguments.floats.split(","):
        floats = getattr(torch, name)
        card.forget()
        made = network.filled(floats)
        made.decode(latent.to(floats))
        found[name] = {"seconds": card.seconds(lambda: made.decode(latent.to(floats))), "peak_bytes": card.peak()}
        network.empty()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scripts", type=Path, required=True, help="folder of files that model script wrote")
    parser.add_argument("--out", type=Path, default=Path("gpu.json"))
    parser.add_argument("--device", help="cuda where there is a card, else cpu")
    parser.add_argument("--floats", default="float16,bfloat16", help="what steps are timed in")
    parser.add_argument("--batches", default="1,4,16", help="images side by side")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--warm", type=int, default=5, help="steps that do not count")
    parser.add_argument("--size", type=int, default=512, help="side of the images in pixels")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true", help="diffusers compiled too, which takes minutes")
    parser.add_argument("--no-diffusers", action="store_true")
    arguments = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False  # Else float32 is no reference.
    card = Card(arguments.device)
    files = sorted(arguments.scripts.glob("*.pt"))
    if not files:
        parser.error(f"{arguments.scripts} holds no .pt files; write them with genhowto model script")
    report = {"about": card.description(), "arguments": {key: str(value) for key, value in vars(arguments).items()}, "parity": {}}
    # As Java runs them.
    with torch.inference_mode(), torch.jit.optimized_execution(False):
        for file in files:
            network = Network(file, card, arguments.seed)
            report["parity"][file.stem] = found = parity(network, card, arguments.size // 8)
            print(file.stem, found, flush=True)
            if file.stem == "controlnet":
                report["speed"] = speed(network, card, arguments)
            if file.stem == "vae":
                report["decoding"] = decoding(network, card, arguments)
            del network
            card.forget()
            arguments.out.write_text(json.dumps(report, indent=1) + "\n")  # What there is stays, whatever comes.
    print("written:", arguments.out)


main()
