"""Writes the golden files of SingleFileGoldenTest: small random models of Stable Diffusion 1 and 2, in one file each in the original
layout, and what they are and compute in that of diffusers and transformers. Names are mapped here by hand; diffusers' own functions
for the way back check them.

usage: python golden_single_file.py FOLDER      (generator/src/test/resources/org/genhowto/generator/golden/single-file)
"""

import hashlib
import json
import re
import sys
import types
from pathlib import Path

import numpy
import torch
import transformers
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders import single_file_utils
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

from reference import VERSIONS, save_values

FOLDER = Path(sys.argv[1])
CHANNELS, LAYERS, WIDTH, TOKENS, VOCABULARY, TEXT_LAYERS = (32, 64), 1, 32, 9, 528, 2
CROSS, CROSS_UP = "CrossAttnDownBlock2D", "CrossAttnUpBlock2D"
VERSIONS = VERSIONS | {"transformers": transformers.__version__}

BLOCK = [(r"norm1", "in_layers.0"), (r"conv1", "in_layers.2"), (r"time_emb_proj", "emb_layers.1"), (r"norm2", "out_layers.0"),
         (r"conv2", "out_layers.3"), (r"conv_shortcut", "skip_connection")]
EDGES = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2", "conv_in": "input_blocks.0.0",
         "conv_norm_out": "out.0", "conv_out": "out.2"}


def coarse(model):
    """Every parameter counts, and is one of few values that bfloat16 has, so that files are small once compressed."""
    for name, parameter in model.named_parameters():
        noise = torch.randn_like(parameter).clamp(-2, 2).round()
        if parameter.dim() > 1:
            parameter.data = noise * 2.0 ** round(numpy.log2(parameter[0].numel() ** -0.5))
        else:
            parameter.data = noise / 8 + (1 if name.endswith("weight") else 0)
    return model.eval()


def resnet(rest):
    for new, old in BLOCK:
        rest = re.sub(rf"^{new}\.", old + ".", rest)
    return rest


def unet_name(name):
    for new, old in EDGES.items():
        if name.startswith(new + "."):
            return old + name[len(new):]
    down = re.match(r"down_blocks\.(\d+)\.(resnets|attentions|downsamplers)\.(\d+)\.(.*)", name)
    if down:
        level, kind, i, rest = int(down[1]), down[2], int(down[3]), down[4]
        block = 1 + level * (LAYERS + 1) + (LAYERS if kind == "downsamplers" else i)
        return f"input_blocks.{block}." + {"resnets": "0." + resnet(rest), "attentions": "1." + rest,
                                           "downsamplers": "0." + rest.replace("conv.", "op.")}[kind]
    middle = re.match(r"mid_block\.(resnets|attentions)\.(\d+)\.(.*)", name)
    if middle:
        return f"middle_block.1.{middle[3]}" if middle[1] == "attentions" else f"middle_block.{2 * int(middle[2])}.{resnet(middle[3])}"
    up = re.match(r"up_blocks\.(\d+)\.(resnets|attentions|upsamplers)\.(\d+)\.(.*)", name)
    level, kind, i, rest = int(up[1]), up[2], int(up[3]), up[4]
    if kind == "upsamplers":
        attends = level > 0  # The lowest level has no attention here, so that its upsampler comes second.
        return f"output_blocks.{level * (LAYERS + 1) + LAYERS}.{2 if attends else 1}.{rest}"
    return f"output_blocks.{level * (LAYERS + 1) + i}." + ("0." + resnet(rest) if kind == "resnets" else "1." + rest)


def autoencoder_name(name):
    levels = len(CHANNELS)
    name = re.sub(r"encoder\.down_blocks\.(\d+)\.resnets\.", r"encoder.down.\1.block.", name)
    name = re.sub(r"encoder\.down_blocks\.(\d+)\.downsamplers\.0\.", r"encoder.down.\1.downsample.", name)
    name = re.sub(r"decoder\.up_blocks\.(\d+)\.resnets\.", lambda m: f"decoder.up.{levels - 1 - int(m[1])}.block.", name)
    name = re.sub(r"decoder\.up_blocks\.(\d+)\.upsamplers\.0\.", lambda m: f"decoder.up.{levels - 1 - int(m[1])}.upsample.", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    name = name.replace("mid_block.attentions.0.", "mid.attn_1.").replace("conv_shortcut", "nin_shortcut")
    for new, old in ("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out"):
        name = name.replace(f"attn_1.{new}.", f"attn_1.{old}.")
    return name.replace("conv_norm_out", "norm_out")


def autoencoder(state):
    """Its attention was made of convolutions of one pixel."""
    return {autoencoder_name(name): value[:, :, None, None] if ".attentions." in name and value.dim() == 2 else value
            for name, value in state.items()}


def bare(state):
    """transformers 5 leaves the prefix out, which older versions write."""
    return {name.removeprefix("text_model."): value for name, value in state.items() if not name.endswith("position_ids")}


def clip(state):
    original = {"transformer.text_model." + name: value for name, value in bare(state).items()}
    # As older versions of transformers saved it.
    original["transformer.text_model.embeddings.position_ids"] = torch.arange(TOKENS)[None]
    return original


def open_clip(state):
    """With one layer more, which nothing reads, and the way into the space shared with pictures."""
    state = bare(state)
    original = {"model.token_embedding.weight": state["embeddings.token_embedding.weight"],
                "model.positional_embedding": state["embeddings.position_embedding.weight"],
                "model.text_projection": torch.randn(WIDTH, WIDTH).sign(), "model.logit_scale": torch.tensor(4.0)}
    for end in "weight", "bias":
        original[f"model.ln_final.{end}"] = state[f"final_layer_norm.{end}"]
        for layer in range(TEXT_LAYERS + 1):
            old, new = f"model.transformer.resblocks.{layer}.", f"encoder.layers.{min(layer, TEXT_LAYERS - 1)}."
            packed = torch.cat([state[f"{new}self_attn.{part}_proj.{end}"] for part in "qkv"])
            values = {f"attn.in_proj_{end}": packed, f"attn.out_proj.{end}": state[f"{new}self_attn.out_proj.{end}"],
                      f"ln_1.{end}": state[f"{new}layer_norm1.{end}"], f"ln_2.{end}": state[f"{new}layer_norm2.{end}"],
                      f"mlp.c_fc.{end}": state[f"{new}mlp.fc1.{end}"], f"mlp.c_proj.{end}": state[f"{new}mlp.fc2.{end}"]}
            for name, value in values.items():
                original[old + name] = value if layer < TEXT_LAYERS else value * 0 + 1
    return original


def same(ours, theirs, what):
    assert set(ours) == set(theirs), (what, set(ours) ^ set(theirs))
    for name, value in ours.items():
        assert torch.equal(value, theirs[name].reshape(value.shape)), (what, name)


def check(checkpoint, parts, version):
    """diffusers turns it back into what it was made of."""
    unet, vae, text = parts
    same(unet.state_dict(), single_file_utils.convert_ldm_unet_checkpoint(dict(checkpoint), dict(unet.config)), "unet")
    same(vae.state_dict(), single_file_utils.convert_ldm_vae_checkpoint(dict(checkpoint), dict(vae.config)), "vae")
    if version == 1:
        theirs = single_file_utils.convert_ldm_clip_checkpoint(dict(checkpoint))
    else:
        padded = CLIPTextModel(CLIPTextConfig(**(text.config.to_dict() | {"num_hidden_layers": TEXT_LAYERS})))
        theirs = single_file_utils.convert_open_clip_checkpoint(padded, dict(checkpoint))
    theirs = {name: value for name, value in bare(theirs).items() if name != "text_projection.weight" and f".{TEXT_LAYERS}." not in name}
    same(bare(text.state_dict()), theirs, "text")


def described(model):
    state = bare(model.state_dict()) if isinstance(model, CLIPTextModel) else model.state_dict()
    prefix = "text_model." if isinstance(model, CLIPTextModel) else ""
    return {prefix + name: f"{tuple(value.shape)} {hashlib.sha256(value.float().contiguous().numpy().tobytes()).hexdigest()}"
            for name, value in sorted(state.items())}


def lightning(state):
    """As the training wrote it: more than tensors, among them a class and numbers of numpy."""
    module = types.ModuleType("pytorch_lightning.callbacks.model_checkpoint")
    module.ModelCheckpoint = type("ModelCheckpoint", (), {"__module__": module.__name__})
    for name in "pytorch_lightning", "pytorch_lightning.callbacks":
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules[module.__name__] = module
    return {"epoch": 13, "global_step": 470000, "pytorch-lightning_version": "1.4.2", "state_dict": state,
            "callbacks": {module.ModelCheckpoint: {"monitor": "val/loss", "best_model_score": None, "current_score": numpy.float64(0.5)}},
            "optimizer_states": [], "lr_schedulers": [{"last_lr": [1e-4], "warm_up": numpy.int64(3)}]}


def original(parts, version):
    unet, vae, text = parts
    state = {"model.diffusion_model." + unet_name(name): value for name, value in unet.state_dict().items()}
    state |= {"first_stage_model." + name: value for name, value in autoencoder(vae.state_dict()).items()}
    return state | {"cond_stage_model." + name: value
                    for name, value in (clip if version == 1 else open_clip)(text.state_dict()).items()}


def names(version):
    """Names and shapes of the published sizes."""
    global CHANNELS, LAYERS, TEXT_LAYERS, WIDTH, TOKENS
    kept = CHANNELS, LAYERS, TEXT_LAYERS, WIDTH, TOKENS
    CHANNELS, LAYERS, TEXT_LAYERS, WIDTH, TOKENS = (320, 640, 1280, 1280), 2, 12 if version == 1 else 23, 768 if version == 1 else 1024, 77
    with torch.device("meta"):
        parts = (UNet2DConditionModel(cross_attention_dim=WIDTH, use_linear_projection=version == 2),
                 AutoencoderKL(block_out_channels=(128, 256, 512, 512), layers_per_block=2, down_block_types=["DownEncoderBlock2D"] * 4,
                               up_block_types=["UpDecoderBlock2D"] * 4),
                 CLIPTextModel(CLIPTextConfig(vocab_size=49408, hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=TEXT_LAYERS,
                                              num_attention_heads=WIDTH // 64, max_position_embeddings=TOKENS)))
        state = original(parts, version)
    lines = [f"{name}\t{'x'.join(map(str, value.shape))}\n" for name, value in sorted(state.items()) if value.is_floating_point() and value.dim()]
    (FOLDER / f"names-sd{version}.txt").write_text("".join(lines))
    CHANNELS, LAYERS, TEXT_LAYERS, WIDTH, TOKENS = kept


def write(version, floats):
    torch.manual_seed(version)
    heads = [8] * len(CHANNELS) if version == 1 else [max(1, channels // 64) for channels in CHANNELS]
    unet = coarse(UNet2DConditionModel(
        block_out_channels=CHANNELS, layers_per_block=LAYERS, attention_head_dim=heads, cross_attention_dim=WIDTH, sample_size=8,
        down_block_types=(CROSS, "DownBlock2D"), up_block_types=("UpBlock2D", CROSS_UP), use_linear_projection=version == 2))
    vae = coarse(AutoencoderKL(
        block_out_channels=(32, 32), layers_per_block=LAYERS, down_block_types=["DownEncoderBlock2D"] * 2,
        up_block_types=["UpDecoderBlock2D"] * 2))
    text = coarse(CLIPTextModel(CLIPTextConfig(
        vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=64, num_hidden_layers=TEXT_LAYERS, num_attention_heads=1,
        max_position_embeddings=TOKENS, hidden_act="quick_gelu" if version == 1 else "gelu", eos_token_id=VOCABULARY - 1)))
    state = original((unet, vae, text), version)
    check(state, (unet, vae, text), version)
    # What the layout has beside: the schedule, an average of the weights, the losses of the autoencoder's training.
    state |= {"betas": torch.linspace(0.1, 0.2, 1000), "model_ema.decay": torch.tensor(0.9999),
              "first_stage_model.loss.logvar": torch.tensor(0.0), "model_ema.diffusion_modelout2bias": torch.zeros(4)}
    state = {name: (value.to(floats) if value.is_floating_point() else value).contiguous() for name, value in state.items()}
    folder = FOLDER / f"sd{version}"
    folder.mkdir(parents=True, exist_ok=True)
    if version == 1:
        torch.save(lightning(state), folder / "sd.ckpt")
    else:
        save_file(state, folder / "sd.safetensors")
    described_parts = {"unet": described(unet), "vae": described(vae), "text_encoder": described(text)}
    (folder / "tensors.json").write_text(json.dumps(described_parts, indent=1) + "\n")
    values = {"sample": torch.randn(2, 4, 8, 8), "timestep": torch.tensor([981.0, 41.0]), "image": torch.randn(1, 3, 16, 16),
              "input_ids": torch.randint(0, VOCABULARY, (2, TOKENS))}
    with torch.no_grad():
        hidden = text(values["input_ids"]).last_hidden_state
        values |= {"out.text": hidden, "out.unet": unet(values["sample"], values["timestep"], hidden).sample,
                   "out.latent": vae.encode(values["image"]).latent_dist.mean, "out.image": vae.decode(values["sample"]).sample}
    for name, value in values.items():
        print(version, name, tuple(value.shape), value.float().abs().mean().item())
    save_values(values, folder)


names(1)
names(2)
write(1, torch.float16)
write(2, torch.bfloat16)
(FOLDER / "versions.json").write_text(json.dumps(VERSIONS, indent=2) + "\n")
