# The decoder of OPT: a pre-norm transformer with learned positions and a cache of keys and values.
# R rows, T new tokens, P tokens in the cache, L layers, W width.

def token_embeddings(self, tokens: Tensor) -> Tensor:
    return torch.embedding(self.w["language_model.model.decoder.embed_tokens.weight"], tokens)

# x (R, T, W), past (2 L, R, heads, P, W/heads) -> logits (R, T, vocabulary), past with the new tokens
def decoder(self, x: Tensor, past: Tensor) -> List[Tensor]:
    name = "language_model.model.decoder."
    places = torch.arange(past.size(3), past.size(3) + x.size(1), device=x.device) + 2  # the first two rows are unused
    x = x + torch.embedding(self.w[name + "embed_positions.weight"], places)
    present: List[Tensor] = []
    for i in range(self.language_layers):
        x = self.decoder_block(x, past[2 * i], past[2 * i + 1], name + "layers." + str(i), present)
    x = self.layer_norm(x, name + "final_layer_norm", 1e-05)
    logits = torch.linear(x, self.w[name + "embed_tokens.weight"])                    # the head is tied
    return [logits, torch.stack(present)]

def decoder_block(self, x: Tensor, keys: Tensor, values: Tensor, name: str, present: List[Tensor]) -> Tensor:
    y = self.layer_norm(x, name + ".self_attn_layer_norm", 1e-05)
    q = self.heads(self.linear(y, name + ".self_attn.q_proj"))                        # (R, heads, T, W/heads)
    k = torch.cat([keys, self.heads(self.linear(y, name + ".self_attn.k_proj"))], 2)  # (R, heads, P + T, W/heads)
    v = torch.cat([values, self.heads(self.linear(y, name + ".self_attn.v_proj"))], 2)
    present.append(k)
    present.append(v)
    # A token sees the cache, itself and what came before it.
    seen = q.new_ones([q.size(2), k.size(2)]).tril(keys.size(2)).gt(0)                # (T, P + T)
    y = torch.scaled_dot_product_attention(q, k, v, seen, 0.0, False)
    y = y.transpose(1, 2).flatten(2)                                                  # (R, T, W)
    x = x + self.linear(y, name + ".self_attn.out_proj")
    hidden = torch.relu(self.linear(self.layer_norm(x, name + ".final_layer_norm", 1e-05), name + ".fc1"))
    return x + self.linear(hidden, name + ".fc2")

def heads(self, x: Tensor) -> Tensor:
    return x.view([x.size(0), x.size(1), self.language_heads, -1]).transpose(1, 2)

def empty_past(self, x: Tensor) -> Tensor:
    width = self.language_width // self.language_heads
    return x.new_zeros([2 * self.language_layers, x.size(0), self.language_heads, 0, width])
