"""Writes the golden files of ClipModelTest, ClipTowersTest, ClipPublishedTest and the pictures of ImagesTest: small CLIP models with random weights, and what
transformers says with them.

Run with PyTorch, transformers, safetensors and Pillow installed:
    python3 networks/src/test/python/clip_golden.py networks/src/test/resources/org/genhowto/networks
The versions used are written into clip/versions.json. Pillow has to be older than 13, which resizes tall pictures
vertically first and so rounds them differently; the published results came from versions that never did.
"""
import hashlib
import json
import pathlib
import sys

import numpy as np
import PIL
import torch
import transformers
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import (CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPTextModel, CLIPTextModelWithProjection,
                          CLIPVisionModel, CLIPVisionModelWithProjection)

assert int(PIL.__version__.split(".")[0]) < 13, "Pillow before 13 is needed"
out = pathlib.Path(sys.argv[1]) / "clip"
START, END = 38, 39


def random_model(config, seed):
    """Random weights on which float16 loses nothing."""
    torch.manual_seed(seed)
    model = CLIPModel(config).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_((torch.randn_like(p) * 0.3 + (1.0 if p.ndim == 1 and name.endswith("weight") else 0.0)).half())
        model.logit_scale.fill_(1.75)
    return model


def save(model, folder):
    """As save_pretrained does, with weights in float16."""
    model.save_pretrained(folder, safe_serialization=True)
    file = folder / "model.safetensors"
    save_file({n: t.half() for n, t in load_file(file).items()}, file, {"format": "pt"})
    # transformers writes what differs from its defaults, and its version.
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def texts(batch, length):
    """Texts of several lengths; what follows the end token is padding of several kinds."""
    ids = torch.randint(2, START, (batch, length))
    ids[:, 0] = START
    mask = torch.ones_like(ids)
    for row in range(batch):
        end = [length // 2, length - 1, 2][row % 3]
        ids[row, end] = END
        ids[row, end + 1:] = END if row % 2 == 0 else 0
        mask[row, end + 1:] = 0
    return ids, mask


@torch.no_grad()
def golden(model, batch, length):
    size = model.config.vision_config.image_size
    pixels = torch.randn(batch, 3, size, size)
    ids, mask = texts(batch, length)
    left = mask.flip(1)
    r = model(input_ids=ids, pixel_values=pixels, return_loss=True)
    masked = model(input_ids=ids, pixel_values=pixels, attention_mask=mask)
    tensors = {
        "pixels": pixels, "ids": ids, "mask": mask, "left_mask": left,
        "image_tokens": r.vision_model_output.last_hidden_state,
        "image_features": r.vision_model_output.pooler_output,
        "image_projections": model.get_image_features(pixels),
        "image_embeddings": r.image_embeds,
        "text_hidden_states": r.text_model_output.last_hidden_state,
        "text_features": r.text_model_output.pooler_output,
        "text_projections": model.get_text_features(ids),
        "text_embeddings": r.text_embeds,
        "masked_text_hidden_states": masked.text_model_output.last_hidden_state,
        "masked_text_features": masked.text_model_output.pooler_output,
        "fully_masked_text_hidden_states": model.text_model(ids, attention_mask=torch.ones_like(mask))[0],
        "left_masked_text_hidden_states": model.text_model(ids, attention_mask=left)[0],
        "logits": r.logits_per_image, "masked_logits": masked.logits_per_image,
        "probabilities": r.logits_per_image.softmax(1), "loss": r.loss.reshape(1),
    }
    return {f"{batch}.{name}": t.contiguous() for name, t in tensors.items()}


def configuration(text, vision, projection, eos):
    return CLIPConfig.from_dict({
        "projection_dim": projection,
        "text_config": {"vocab_size": 40, "eos_token_id": eos, "bos_token_id": START, "pad_token_id": 1,
                        "projection_dim": projection, **text},
        "vision_config": {"projection_dim": projection, **vision}})


def tower(width, mlp, layers, heads, activation, **more):
    return {"hidden_size": width, "intermediate_size": mlp, "num_hidden_layers": layers,
            "num_attention_heads": heads, "hidden_act": activation, **more}


CONFIGURATIONS = {
    # As the published ViT-B/32: quick GELU, 7 x 7 patches, the end token recorded as 2.
    "quick-gelu": configuration(tower(16, 64, 2, 2, "quick_gelu", max_position_embeddings=9),
                                tower(24, 96, 2, 3, "quick_gelu", image_size=28, patch_size=4), 12, 2),
    # As OpenCLIP's models: GELU, the end token recorded.
    "gelu": configuration(tower(16, 32, 2, 2, "gelu", max_position_embeddings=9),
                          tower(24, 40, 2, 3, "gelu", image_size=16, patch_size=4), 12, END),
    # The text tower wider than the image tower; an odd number of heads of odd width; another epsilon.
    "odd-heads": configuration(tower(35, 50, 3, 5, "quick_gelu", max_position_embeddings=13, layer_norm_eps=1e-3),
                               tower(21, 30, 1, 7, "gelu", image_size=15, patch_size=5, layer_norm_eps=1e-6), 9, END),
}

for number, (folder, config) in enumerate(CONFIGURATIONS.items()):
    model = random_model(config, number)
    save(model, out / folder)
    length = config.text_config.max_position_embeddings
    tensors = golden(model, 3, length) | golden(model, 1, length - 2)
    save_file(tensors, out / folder / "golden.safetensors")
    if folder == "odd-heads":
        for kind in (CLIPTextModel, CLIPTextModelWithProjection, CLIPVisionModel, CLIPVisionModelWithProjection):
            alone = kind(config.text_config if "Text" in kind.__name__ else config.vision_config)
            alone.load_state_dict(model.state_dict(), strict=False)
            save(alone, out / folder / kind.__name__)

# Pictures of odd sizes as CLIP's image processor prepares them.
random = np.random.default_rng(7)
processor = CLIPImageProcessor(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
(out / "pictures").mkdir(exist_ok=True)
prepared = {}
for width, height in ((53, 37), (37, 53), (28, 28), (101, 33), (31, 97), (17, 23), (64, 64), (5, 90)):
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([x * 255 // width, y * 255 // height, ((x // 6 + y // 5) % 2) * 255], -1)
    picture = np.clip(base + random.integers(-40, 40, (height, width, 3)), 0, 255).astype(np.uint8)
    Image.fromarray(picture).save(out / "pictures" / f"{width}x{height}.png")
    name = f"{width}x{height}"
    colours = processor(Image.fromarray(picture), do_rescale=False, do_normalize=False, return_tensors="pt")
    prepared[name] = colours["pixel_values"][0].to(torch.uint8)
    prepared[name + ".normalised"] = processor(Image.fromarray(picture), return_tensors="pt")["pixel_values"][:, :, 13].contiguous()
save_file(prepared, out / "pictures" / "golden.safetensors")


def published(name, text, vision, projection):
    """Names and shapes of a full-size model as one digest; no weight is made."""
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=projection)
    with torch.device("meta"):
        model = CLIPModel(config)
    lines = sorted(f"{n} {'x'.join(map(str, t.shape))}\n" for n, t in model.state_dict().items())
    return {"name": name, "config": {"projection_dim": projection, "text_config": text, "vision_config": vision},
            "tensors": len(lines), "parameters": sum(t.numel() for t in model.state_dict().values()),
            "sha256": hashlib.sha256("".join(lines).encode()).hexdigest()}


full = [
    published("ViT-B/32", {}, {}, 512),
    published("ViT-L/14", tower(768, 3072, 12, 12, "quick_gelu"),
              tower(1024, 4096, 24, 16, "quick_gelu", patch_size=14, image_size=224), 768),
    published("ViT-L/14 at 336", tower(768, 3072, 12, 12, "quick_gelu"),
              tower(1024, 4096, 24, 16, "quick_gelu", patch_size=14, image_size=336), 768),
    published("OpenCLIP ViT-H/14", tower(1024, 4096, 24, 16, "gelu"),
              tower(1280, 5120, 32, 16, "gelu", patch_size=14, image_size=224), 1024),
]
(out / "published.json").write_text(json.dumps(full, indent=1) + "\n")

(out / "versions.json").write_text(json.dumps({
    "torch": torch.__version__, "transformers": transformers.__version__, "pillow": PIL.__version__,
    "numpy": np.__version__}, indent=1) + "\n")
