"""Writes the golden files of Blip2GoldenTest: tiny BLIP-2 models with random weights, what they say about random
images, and the captions that transformers finds for them. And the names and shapes of the full-size model.

Run with PyTorch, transformers and safetensors installed:
    python3 captioner/src/test/python/blip2_golden.py captioner/src/test/resources/org/genhowto/captioner/blip2
The versions used are written into each golden.json.
"""
import json
import pathlib
import re
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import Blip2Config, Blip2ForConditionalGeneration

out = pathlib.Path(sys.argv[1])
START, END, PAD, VOCABULARY = 2, 3, 1, 19


def configuration(vision, qformer, text, queries):
    side = {"hidden_act": "gelu", **vision}
    return Blip2Config.from_dict({
        "num_query_tokens": queries, "vision_config": side,
        "qformer_config": {"encoder_hidden_size": side["hidden_size"], **qformer},
        "text_config": {"model_type": "opt", "vocab_size": VOCABULARY, "word_embed_proj_dim": text["hidden_size"],
                        "do_layer_norm_before": True, "bos_token_id": START, "eos_token_id": END,
                        "pad_token_id": PAD, "max_position_embeddings": 40, **text}})


CONFIGURATIONS = {
    "two-layers": configuration(
        {"hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2, "num_attention_heads": 3,
         "image_size": 16, "patch_size": 8},
        {"hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2,
         "cross_attention_frequency": 2},
        {"hidden_size": 10, "ffn_dim": 14, "num_hidden_layers": 2, "num_attention_heads": 2}, 3),
    # As the published one: patches of 1/16 of the side, cross-attention every second layer, a wide language model.
    "deep-vision": configuration(
        {"hidden_size": 15, "intermediate_size": 33, "num_hidden_layers": 4, "num_attention_heads": 5,
         "image_size": 28, "patch_size": 7, "layer_norm_eps": 1e-5},
        {"hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 4, "num_attention_heads": 3,
         "cross_attention_frequency": 2},
        {"hidden_size": 24, "ffn_dim": 40, "num_hidden_layers": 3, "num_attention_heads": 4}, 5),
    # Cross-attention in every layer; a wider Q-Former than language model; one layer and odd numbers of heads.
    "every-layer": configuration(
        {"hidden_size": 14, "intermediate_size": 20, "num_hidden_layers": 1, "num_attention_heads": 7,
         "image_size": 18, "patch_size": 6},
        {"hidden_size": 21, "intermediate_size": 30, "num_hidden_layers": 2, "num_attention_heads": 3,
         "cross_attention_frequency": 1, "layer_norm_eps": 1e-6},
        {"hidden_size": 9, "ffn_dim": 16, "num_hidden_layers": 1, "num_attention_heads": 3}, 1),
}

# How captions are searched for: the arguments of generate, which counts the prompt in its lengths.
SEARCHES = [
    {"num_beams": 1, "max_length": 12}, {"num_beams": 1, "max_length": 10, "min_length": 6},
    {"num_beams": 1, "max_length": 12, "repetition_penalty": 1.5}, {"num_beams": 3, "max_length": 12},
    {"num_beams": 3, "max_length": 12, "repetition_penalty": 1.3},
    {"num_beams": 5, "max_length": 30, "min_length": 1}, {"num_beams": 5, "max_length": 14, "min_length": 8},
    {"num_beams": 3, "max_length": 12, "length_penalty": 0.0}, {"num_beams": 3, "max_length": 12, "length_penalty": 2.0},
    {"num_beams": 3, "max_length": 12, "length_penalty": -1.0},
    {"num_beams": 5, "max_length": 12, "early_stopping": True},
    {"num_beams": 2, "max_length": 30, "early_stopping": "never"},  # every-layer: finds another caption than False
]


def random_model(config, seed, ending):
    """Random weights on which float16 loses nothing; captions differ, and end before they are cut."""
    torch.manual_seed(seed)
    model = Blip2ForConditionalGeneration(config).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(torch.randn_like(p) * 0.4 + (1.0 if p.ndim == 1 and name.endswith("weight") else 0.0))
        model.language_projection.weight *= 4
        decoder = model.language_model.model.decoder
        decoder.final_layer_norm.bias += ending * decoder.embed_tokens.weight[END]
        for p in model.parameters():
            p.copy_(p.half().float())
    return model


def prompts(batch):
    """Prompts of several lengths, padded on the left as generation wants them."""
    ids = torch.full((batch, 4), PAD)
    for row in range(batch):
        length = [2, 4, 1][row % 3]
        ids[row, 4 - length:] = torch.randint(4, VOCABULARY, (length,))
        ids[row, 4 - length] = START
    return ids, (ids != PAD).long()


def rounded(tensor):
    return [float(f"{v:.7g}") for v in tensor.flatten().tolist()]


@torch.no_grad()
def searched(model, pixels, arguments, ids, mask):
    given = {} if ids is None else {"input_ids": ids, "attention_mask": mask}
    found = model.generate(pixels, **given, **arguments, do_sample=False, eos_token_id=END, pad_token_id=PAD,
                           return_dict_in_generate=True, output_scores=True, output_logits=True)
    case = {"arguments": arguments, "batch": len(pixels), "sequences": found.sequences.tolist()}
    if arguments["num_beams"] > 1:
        case["scores"] = rounded(found.sequences_scores)
    elif arguments == SEARCHES[0]:
        case["logits"] = [rounded(step) for step in found.logits]  # one list a step
    if ids is not None:
        case |= {"ids": ids.tolist(), "mask": mask.tolist()}
    return case


@torch.no_grad()
def golden(name, config, seed, ending):
    model = random_model(config, seed, ending)
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    side = config.vision_config.image_size
    pixels = (torch.randn(3, 3, side, side) * 8).round() / 8
    tokens = torch.randint(4, VOCABULARY, (3, 5))
    tokens[:, 0] = START
    seen = model.vision_model(pixels).last_hidden_state
    queries = model.qformer(query_embeds=model.query_tokens.expand(3, -1, -1), encoder_hidden_states=seen)
    said = model(pixel_values=pixels, input_ids=tokens).logits[:, config.num_query_tokens:]
    cases = [searched(model, pixels, arguments, None, None) for arguments in SEARCHES]
    cases += [searched(model, pixels[:1], arguments, None, None) for arguments in SEARCHES[::3]]
    cases += [searched(model, pixels, arguments, *prompts(3)) for arguments in SEARCHES[::2]]
    cases += [searched(model, pixels[1:2], arguments, *prompts(1)) for arguments in SEARCHES[1::4]]
    state = {n: p.half().contiguous() for n, p in model.state_dict().items() if not n.endswith("lm_head.weight")}
    save_file(state, str(folder / "model.safetensors"))
    (folder / "config.json").write_text(json.dumps(config.to_diff_dict(), indent=1, default=str) + "\n")
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": END}))
    (folder / "golden.json").write_text(json.dumps({
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "pixels": pixels.flatten().tolist(), "side": side, "tokens": tokens.flatten().tolist(),
        "imageTokens": rounded(model.language_projection(queries.last_hidden_state)),
        "logits": rounded(said), "searches": cases}))
    rows = [row for case in cases for row in case["sequences"]]
    print(name, "sequences", len(rows), "ended", sum(END in row for row in rows), "distinct",
          len({str(row) for row in rows}))


# How strongly the end token is favoured decides how many captions end by themselves.
for (name, config), seed, ending in zip(CONFIGURATIONS.items(), (4, 5, 6), (0.7, 1.3, 0.6)):
    golden(name, config, seed, ending)

# The full-size model, on the meta device: no number is made. One line for each kind of tensor, with its layers.
full = Blip2Config.from_dict({
    "num_query_tokens": 32, "vision_config": {}, "qformer_config": {},
    "text_config": {"model_type": "opt", "hidden_size": 2560, "word_embed_proj_dim": 2560, "ffn_dim": 10240,
                    "num_hidden_layers": 32, "num_attention_heads": 32, "vocab_size": 50272}})
with torch.device("meta"):
    model = Blip2ForConditionalGeneration(full)
state = {n: t for n, t in model.state_dict().items() if n != "language_model.lm_head.weight"}  # tied
kinds = {}
for n, t in sorted(state.items()):
    layer = re.search(r"layers?\.(\d+)\.", n)
    kind = n.replace(layer[0], layer[0].replace(layer[1], "*")) if layer else n
    kinds.setdefault((kind, "x".join(map(str, t.shape))), []).append(layer[1] if layer else "")
(out / "opt-2.7b.txt").write_text("".join(
    f"{kind}\t{shape}\t{','.join(sorted(layers, key=lambda x: int(x or 0)))}\n"
    for (kind, shape), layers in kinds.items()))
print("full size:", len(state), "tensors,", sum(p.numel() for p in model.parameters()), "numbers")
