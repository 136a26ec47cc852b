"""Writes the golden files of Blip2RepetitionTest: a tiny BLIP-2 with a token for images, and the captions that transformers 5 finds
for random images where repetitions are penalised. Images stand alone, as padding counts as repeated there.

Run with PyTorch, transformers (5.24.0) and safetensors installed:
    python3 captioner/src/test/python/blip2_repetition.py captioner/src/test/resources/org/genhowto/captioner/blip2/repetition
"""
import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import save_file
from transformers import Blip2Config, Blip2ForConditionalGeneration

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
IMAGE, START, END, PAD, QUERIES = 39, 2, 7, 1, 4
PROMPTS = [[START, 5, 9], [START], [START, 12, 25, 30]]
SEARCHES = [{"num_beams": beams, "repetition_penalty": penalty} for beams in (1, 3) for penalty in (1.0, 1.3, 2.0, 0.7)]
NEW = 9

torch.manual_seed(3)
config = Blip2Config(
    vision_config=dict(hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, image_size=16,
                       patch_size=8),
    qformer_config=dict(vocab_size=30, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
                        encoder_hidden_size=16, cross_attention_frequency=2),
    text_config=dict(model_type="opt", vocab_size=40, hidden_size=16, ffn_dim=32, num_hidden_layers=2, num_attention_heads=2,
                     max_position_embeddings=64, word_embed_proj_dim=16, bos_token_id=START, eos_token_id=END,
                     pad_token_id=PAD),
    num_query_tokens=QUERIES, image_token_index=IMAGE)
model = Blip2ForConditionalGeneration(config).eval()
for name, parameter in model.named_parameters():
    noise = torch.randn_like(parameter) * 0.4 + (1.0 if parameter.ndim == 1 and name.endswith("weight") else 0.0)
    parameter.data = noise.half().float()
pixels = (torch.randn(3, 3, 16, 16) * 8).round() / 8
cases = []
for search in SEARCHES:
    rows = []
    for image, prompt in zip(pixels, PROMPTS):
        ids = torch.tensor([[IMAGE] * QUERIES + prompt])
        found = model.generate(
            pixel_values=image[None], input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, eos_token_id=END,
            pad_token_id=PAD, max_new_tokens=NEW, **search)
        rows.append(found[0, ids.shape[1]:].tolist())
    cases.append({"arguments": search, "found": rows})
    print(search, rows)
state = {name: value.half().contiguous() for name, value in model.state_dict().items() if not name.endswith("lm_head.weight")}
save_file(state, str(out / "model.safetensors"))
(out / "config.json").write_text(json.dumps(config.to_diff_dict(), indent=1, default=str) + "\n")
(out / "generation_config.json").write_text(json.dumps({"eos_token_id": END}))
(out / "golden.json").write_text(json.dumps({
    "versions": {"torch": torch.__version__, "transformers": transformers.__version__}, "pixels": pixels.flatten().tolist(),
    "prompts": PROMPTS, "new": NEW, "cases": cases}) + "\n")
