"""Writes the golden files of Blip2GoldenTest: a tiny BLIP-2 with random weights, what it says about
random images, and the captions that transformers finds for them.

Run with PyTorch, transformers and safetensors installed:
    python3 captioner/src/test/python/blip2_golden.py captioner/src/test/resources/org/genhowto/captioner/blip2
The versions used are written into golden.json.
"""
import json
import pathlib
import sys

import torch
import transformers
from transformers import Blip2Config, Blip2ForConditionalGeneration

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
IMAGES, START, END, VOCABULARY = 12, 2, 3, 19

config = Blip2Config.from_dict({
    "num_query_tokens": 3,
    "vision_config": {"hidden_size": 12, "intermediate_size": 20, "num_hidden_layers": 2, "num_attention_heads": 3,
                      "image_size": 16, "patch_size": 8, "hidden_act": "gelu"},
    "qformer_config": {"hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2,
                       "encoder_hidden_size": 12, "cross_attention_frequency": 2},
    "text_config": {"model_type": "opt", "vocab_size": VOCABULARY, "hidden_size": 10, "word_embed_proj_dim": 10,
                    "ffn_dim": 14, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 20,
                    "bos_token_id": START, "eos_token_id": START, "pad_token_id": 1},
})
torch.manual_seed(int(sys.argv[2]) if len(sys.argv) > 2 else 4)
model = Blip2ForConditionalGeneration(config).eval()
with torch.no_grad():
    for name, p in model.named_parameters():
        p.copy_(torch.randn_like(p) * 0.4 + (1.0 if p.ndim == 1 and name.endswith("weight") else 0.0))
    # Captions that differ from image to image, and that end before they are cut.
    model.language_projection.weight *= 4
    decoder = model.language_model.model.decoder
    decoder.final_layer_norm.bias += 0.9 * decoder.embed_tokens.weight[END]
    # Half precision in the file, so that both sides start from the same numbers.
    for p in model.parameters():
        p.copy_(p.half().float())
pixels = (torch.randn(IMAGES, 3, 16, 16) * 8).round() / 8
tokens = torch.randint(4, VOCABULARY, (IMAGES, 5))
tokens[:, 0] = START

with torch.no_grad():
    image = model.vision_model(pixels).last_hidden_state
    queries = model.qformer(query_embeds=model.query_tokens.expand(IMAGES, -1, -1),
                            encoder_hidden_states=image).last_hidden_state
    prefix = model.language_projection(queries)

    def embeds(ids):
        return torch.cat([prefix, model.language_model.get_input_embeddings()(ids)], 1)

    logits = model.language_model(inputs_embeds=embeds(tokens)).logits[:, prefix.shape[1]:]
    searches = []
    for beams, most, penalty in [(1, 9, 1.0), (3, 9, 1.0), (5, 12, 1.0), (4, 9, 0.0), (4, 9, 2.0)]:
        start = torch.full((IMAGES, 1), START)
        found = model.language_model.generate(
            inputs_embeds=embeds(start), attention_mask=torch.ones(IMAGES, prefix.shape[1] + 1, dtype=torch.long),
            num_beams=beams, max_new_tokens=most, length_penalty=penalty, do_sample=False, eos_token_id=END,
            pad_token_id=1, return_dict_in_generate=True, output_scores=True)
        sequences = [row[:row.index(END) + 1] if END in row else row for row in found.sequences.tolist()]
        scores = found.sequences_scores.tolist() if beams > 1 else None
        searches.append({"beams": beams, "maxTokens": most, "lengthPenalty": penalty, "sequences": sequences,
                         "scores": scores})

state = {n: p.half() for n, p in model.state_dict().items() if not n.endswith("lm_head.weight")}
from safetensors.torch import save_file
save_file({n: p.contiguous() for n, p in state.items()}, str(out / "model.safetensors"))
(out / "config.json").write_text(json.dumps(config.to_dict(), indent=1, default=str))
(out / "generation_config.json").write_text(json.dumps({"eos_token_id": END}))
(out / "golden.json").write_text(json.dumps({
    "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    "pixels": pixels.flatten().tolist(), "tokens": tokens.flatten().tolist(),
    "imageTokens": [round(v, 6) for v in prefix.flatten().tolist()],
    "logits": [round(v, 6) for v in logits.flatten().tolist()], "searches": searches}))
print("ended:", [sum(END in row for row in s["sequences"]) for s in searches],
      "distinct:", len({str(row) for s in searches for row in s["sequences"]}))
