"""Writes a folder of models in the layouts in which the originals are published, small and with random weights, and what
the reference libraries compute with them. PublishedModelsTest runs the command line on it, and a user can, too:

    python published.py FOLDER     (launcher/src/test/resources/org/genhowto/launcher/cli/published)

FOLDER/models/stable-diffusion-2          diffusers: unet, vae, text_encoder, tokenizer, scheduler
FOLDER/models/GenHowTo-STATES-96h-v1      GenHowTo_controlnet_config.json, GenHowTo_controlnet.pth, GenHowTo_sdunet.pth
FOLDER/models/clip                        transformers: CLIPModel
FOLDER/models/blip2                       transformers: Blip2ForConditionalGeneration
FOLDER/models/localizer                   MultiTaskObjectStates: model.pth; categories.json
FOLDER/NETWORK.in.safetensors             the arguments of one call, and
FOLDER/NETWORK.out.safetensors            what it returned
FOLDER/input.png, noise.safetensors       of a whole image of 10 steps, and
FOLDER/image.png                          what the pipeline of GenHowTo makes of them
"""

import argparse
import json
import sys
from pathlib import Path

import diffusers
import numpy
import torch
import transformers
from diffusers import AutoencoderKL, ControlNetModel, DDIMScheduler, UNet2DConditionModel
from PIL import Image
from safetensors.torch import save_file
from transformers import (Blip2Config, Blip2ForConditionalGeneration, CLIPConfig, CLIPModel, CLIPTextConfig,
                          CLIPTextModel, CLIPTokenizer)

folder = Path(sys.argv[1])
models = folder / "models"
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(31)
torch.set_grad_enabled(False)
PROMPT = "a sliced apple on a table"


def randomise(model):
    """Every parameter counts, and is exact in float16, so that the files can be small."""
    for parameter in model.parameters():
        noise = torch.randn_like(parameter)
        if parameter.dim() > 1:
            parameter.data = (noise / max(1, parameter[0].numel()) ** 0.5).half().float()
        else:
            parameter.data = (0.3 + 0.2 * noise).half().float()
    return model.eval()


def call(name, arguments, outputs):
    save_file({key: value.contiguous() for key, value in arguments.items()}, folder / f"{name}.in.safetensors")
    save_file({key: value.contiguous().float() for key, value in outputs.items()}, folder / f"{name}.out.safetensors")


# --- Stable Diffusion 2 -------------------------------------------------------------------------------------------------
base = models / "stable-diffusion-2"


def tokenizer():
    """CLIP's form: all bytes, all bytes at the end of a word, the merges of this prompt's words, two marks."""
    letters = list(transformers.models.clip.tokenization_clip.bytes_to_unicode().values())
    vocabulary = letters + [letter + "</w>" for letter in letters]
    merges = []
    for word in PROMPT.split():
        left = word[0]
        for i in range(1, len(word)):
            right = word[i] + ("</w>" if i == len(word) - 1 else "")
            merges.append((left, right))
            left += right
            vocabulary.append(left)
    merges = list(dict.fromkeys(merges))
    vocabulary = list(dict.fromkeys(vocabulary)) + ["<|startoftext|>", "<|endoftext|>"]
    out = base / "tokenizer"
    out.mkdir(parents=True, exist_ok=True)
    (out / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}, ensure_ascii=False))
    (out / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in merges) + "\n")
    clip = CLIPTokenizer(out / "vocab.json", out / "merges.txt", pad_token="!", model_max_length=77)
    clip.save_pretrained(out)
    return clip, len(vocabulary)


clip_tokenizer, words = tokenizer()
text_encoder = randomise(CLIPTextModel(CLIPTextConfig(
    vocab_size=words, hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3,
    max_position_embeddings=77, hidden_act="gelu", projection_dim=24, eos_token_id=words - 1, bos_token_id=words - 2,
    pad_token_id=0)))
unet = randomise(UNet2DConditionModel(
    sample_size=8, block_out_channels=(8, 16, 16), layers_per_block=1, norm_num_groups=4, cross_attention_dim=24,
    down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    attention_head_dim=(1, 2, 2), use_linear_projection=True))
vae = randomise(AutoencoderKL(
    block_out_channels=(8, 8, 16, 16), down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=1, norm_num_groups=4, sample_size=64))
scheduler = DDIMScheduler(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
    steps_offset=1, prediction_type="v_prediction")
for part, name in ((text_encoder, "text_encoder"), (unet, "unet"), (vae, "vae")):
    part.half().save_pretrained(base / name, safe_serialization=True)
    part.float()
scheduler.save_pretrained(base / "scheduler")
(base / "model_index.json").write_text(json.dumps({
    "_class_name": "StableDiffusionPipeline", "_diffusers_version": diffusers.__version__,
    "scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"]}, indent=2) + "\n")


# --- GenHowTo -----------------------------------------------------------------------------------------------------------
class LatentCondition(torch.nn.Module):
    """GenHowTo's embedding of the condition: two convolutions on the latent, nothing between them."""

    def __init__(self, channels):
        super().__init__()
        self.conv_in = torch.nn.Conv2d(4, channels, 3, padding=1)
        self.conv_out = torch.nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, latent):
        return self.conv_out(self.conv_in(latent))


controlnet = ControlNetModel.from_unet(unet)
controlnet.controlnet_cond_embedding = LatentCondition(8)
randomise(controlnet)
genhowto_unet = randomise(UNet2DConditionModel.from_config(unet.config))
states = models / "GenHowTo-STATES-96h-v1"
states.mkdir(parents=True, exist_ok=True)
controlnet.save_config(states)
(states / "config.json").rename(states / "GenHowTo_controlnet_config.json")
torch.save({key: value.half() for key, value in controlnet.state_dict().items()}, states / "GenHowTo_controlnet.pth")
torch.save({key: value.half() for key, value in genhowto_unet.state_dict().items()}, states / "GenHowTo_sdunet.pth")

sample = torch.randn(3, 4, 7, 9)
timestep = torch.tensor([981, 500, 1])
text = torch.randn(3, 5, 24)
condition = torch.randn(3, 4, 7, 9)
call("unet", dict(sample=sample, timestep=timestep, encoder_hidden_states=text),
     dict(sample=unet(sample, timestep, text).sample))
down, middle = controlnet(sample, timestep, text, condition, return_dict=False)
call("controlnet", dict(sample=sample, timestep=timestep, encoder_hidden_states=text, controlnet_cond=condition),
     {**{f"down_block_res_samples.{i}": residual for i, residual in enumerate(down)}, "mid_block_res_sample": middle})
image = torch.rand(2, 3, 24, 40) * 2 - 1
distribution = vae.encode(image).latent_dist
call("vae-encoder", dict(sample=image), dict(latent_mean=distribution.mean, latent_logvar=distribution.logvar))
latent = torch.randn(2, 4, 3, 5)
call("vae-decoder", dict(sample=latent), dict(sample=vae.decode(latent).sample))
ids = clip_tokenizer([PROMPT, "", "apple " * 90], padding="max_length", truncation=True, max_length=77,
                     return_tensors="pt").input_ids
encoded = text_encoder(ids)
call("text-encoder", dict(input_ids=ids),
     dict(last_hidden_state=encoded.last_hidden_state, pooler_output=encoded.pooler_output))


# --- A whole image --------------------------------------------------------------------------------------------------------
def generate(picture, noise, steps=12, skip=2, guidance=9.0):
    """GenHowTo's sampling: DDIM from the noised input, the condition not scaled, noise predicted."""
    ddim = DDIMScheduler.from_config(scheduler.config, prediction_type="epsilon")
    ddim.set_timesteps(steps)
    timesteps = ddim.timesteps[skip:]
    width, height = picture.size
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    square = picture.crop((left, top, left + side, top + side)).resize((64, 64), Image.BICUBIC)
    pixels = torch.from_numpy(numpy.array(square)).permute(2, 0, 1)[None].float() / 127.5 - 1
    control = vae.encode(pixels).latent_dist.mean
    latents = ddim.add_noise(0.18215 * control, noise, timesteps[:1])
    tokens = clip_tokenizer(["", PROMPT], padding="max_length", truncation=True, max_length=77, return_tensors="pt")
    states = text_encoder(tokens.input_ids).last_hidden_state
    for t in timesteps:
        both = torch.cat([latents] * 2)
        down, middle = controlnet(both, t, states, torch.cat([control] * 2), return_dict=False)
        predicted = genhowto_unet(both, t, states, down_block_additional_residuals=down,
                                  mid_block_additional_residual=middle).sample
        without, with_prompt = predicted.chunk(2)
        latents = ddim.step(without + guidance * (with_prompt - without), t, latents).prev_sample
    decoded = (vae.decode(latents / 0.18215).sample / 2 + 0.5).clamp(0, 1)
    return Image.fromarray((decoded[0].permute(1, 2, 0).numpy() * 255).round().astype("uint8"))


x, y = numpy.meshgrid(numpy.arange(90), numpy.arange(70))
picture = Image.fromarray(numpy.stack([x * 2, y * 3, (x * y) % 256], -1).astype("uint8"))
picture.save(folder / "input.png")
noise = torch.randn(1, 4, 8, 8)
save_file({"noise": noise}, folder / "noise.safetensors")
generate(picture, noise).save(folder / "image.png")

# --- CLIP -----------------------------------------------------------------------------------------------------------------
clip = randomise(CLIPModel(CLIPConfig(
    text_config=dict(vocab_size=60, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
                     max_position_embeddings=12, eos_token_id=59, bos_token_id=58),
    vision_config=dict(hidden_size=24, intermediate_size=48, num_hidden_layers=2, num_attention_heads=3, image_size=16,
                       patch_size=4), projection_dim=10)))
clip.half().save_pretrained(models / "clip", safe_serialization=True)
clip.float()
pixels = torch.randn(3, 3, 16, 16)
seen = clip.vision_model(pixels)
call("clip-image", dict(pixel_values=pixels),
     dict(last_hidden_state=seen.last_hidden_state, pooler_output=seen.pooler_output,
          image_embeds=clip.get_image_features(pixels)))
ids = torch.randint(0, 58, (3, 9))
ids[:, 0], ids[0, 8], ids[1, 5:], ids[2, 3:] = 58, 59, 59, 59
mask = torch.ones_like(ids)
mask[1, 6:], mask[2, 4:] = 0, 0
read = clip.text_model(ids, attention_mask=mask)
call("clip-text", dict(input_ids=ids, attention_mask=mask),
     dict(last_hidden_state=read.last_hidden_state, pooler_output=read.pooler_output,
          text_embeds=clip.get_text_features(ids, attention_mask=mask)))

# --- The localizer ----------------------------------------------------------------------------------------------------------
tower = randomise(CLIPModel(CLIPConfig(
    text_config=dict(vocab_size=9, hidden_size=4, intermediate_size=4, num_hidden_layers=1, num_attention_heads=1),
    vision_config=dict(hidden_size=128, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=16,
                       patch_size=8), projection_dim=4))).vision_model
OPENAI = [("embeddings.class_embedding", "class_embedding"), ("embeddings.patch_embedding", "conv1"),
          ("embeddings.position_embedding.weight", "positional_embedding"), ("pre_layrnorm", "ln_pre"),
          ("post_layernorm", "ln_post"), ("encoder.layers.", "transformer.resblocks."), ("self_attn.", "attn."),
          ("layer_norm", "ln_"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj")]
state = {}
for key, value in tower.state_dict().items():
    if key.endswith("position_ids") or "q_proj" in key or "k_proj" in key or "v_proj" in key:
        continue
    for theirs, ours in OPENAI:
        key = key.replace(theirs, ours)
    state["module.backbone." + key] = value
for i, layer in enumerate(tower.encoder.layers):
    packed = [layer.self_attn.q_proj, layer.self_attn.k_proj, layer.self_attn.v_proj]
    for kind in ("weight", "bias"):
        state[f"module.backbone.transformer.resblocks.{i}.attn.in_proj_{kind}"] = torch.cat(
            [getattr(part, kind) for part in packed])
heads = torch.nn.ModuleDict({
    "state": torch.nn.ModuleDict({"l0": torch.nn.Linear(128, 32)}), "state_layer": torch.nn.Linear(32, 7),
    "action": torch.nn.ModuleDict({"l0": torch.nn.Linear(128, 32)}), "action_layer": torch.nn.Linear(32, 4)})
randomise(heads)
state.update({"module.heads." + key: value for key, value in heads.state_dict().items()})
(models / "localizer").mkdir(exist_ok=True)
torch.save({"state_dict": {key: value.half() for key, value in state.items()}, "n_classes": 3, "hidden_mlp_layers": [32],
            "args": argparse.Namespace(lr=1e-5)}, models / "localizer" / "model.pth")
(models / "localizer" / "categories.json").write_text('["apple", "avocado", "bacon"]\n')
pixels = torch.randn(3, 3, 16, 16)
features = tower(pixels).pooler_output
call("localizer", dict(pixel_values=pixels), {
    "features": features,
    **{name: heads[name + "_layer"](torch.relu(heads[name]["l0"](features))) for name in ("state", "action")}})

# --- BLIP-2 -----------------------------------------------------------------------------------------------------------------
blip = randomise(Blip2ForConditionalGeneration(Blip2Config(
    vision_config=dict(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=16,
                       patch_size=8),
    qformer_config=dict(vocab_size=30, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
                        encoder_hidden_size=16, cross_attention_frequency=2),
    text_config=dict(model_type="opt", vocab_size=40, hidden_size=16, ffn_dim=32, num_hidden_layers=2,
                     num_attention_heads=2, max_position_embeddings=64, word_embed_proj_dim=16, bos_token_id=2,
                     eos_token_id=2, pad_token_id=1),
    num_query_tokens=4)))
blip.generation_config.update(bos_token_id=2, eos_token_id=7, pad_token_id=1, num_beams=3, max_length=12, min_length=1)
blip.half().save_pretrained(models / "blip2", safe_serialization=True)
blip.float()
seen = dict(pixel_values=torch.randn(3, 3, 16, 16), input_ids=torch.tensor([[2, 5, 9]] * 3))
seen["attention_mask"] = torch.ones_like(seen["input_ids"])
search = dict(num_beams=5, max_length=12, min_length=1)
call("blip2", {**seen, **{name: torch.tensor(value) for name, value in search.items()}},
     dict(sequences=blip.generate(**seen, **search, eos_token_id=7), logits=blip(**seen).logits))

(folder / "versions.json").write_text(json.dumps({
    "torch": torch.__version__, "diffusers": diffusers.__version__, "transformers": transformers.__version__}) + "\n")
