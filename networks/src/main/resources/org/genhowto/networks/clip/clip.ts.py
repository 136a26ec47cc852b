# CLIP (Radford et al. 2021) as Hugging Face's CLIPModel: two pre-norm transformers and a shared space.
# B batch, N positions, W width, P projection.

def activation(self, x: Tensor, quick: bool) -> Tensor:
    if quick:
        return self.quick_gelu(x)
    return self.gelu(x)

# x (B, N, W) -> (B, N, W)
def layer(self, x: Tensor, name: str, heads: int, eps: float, quick: bool, causal: bool, mask: Optional[Tensor]) -> Tensor:
    h = self.layer_norm(x, name + ".layer_norm1", eps)
    h = self.masked_attention(self.linear(h, name + ".self_attn.q_proj"),
                              self.linear(h, name + ".self_attn.k_proj"),
                              self.linear(h, name + ".self_attn.v_proj"), heads, causal, mask)
    x = x + self.linear(h, name + ".self_attn.out_proj")
    h = self.layer_norm(x, name + ".layer_norm2", eps)
    h = self.activation(self.linear(h, name + ".mlp.fc1"), quick)
    return x + self.linear(h, name + ".mlp.fc2")

# pixels (B, 3, H, W) -> all tokens after the encoder (B, 1 + patches, W), the class token first
def image_tokens(self, pixels: Tensor) -> Tensor:
    name = "vision_model"
    x = torch.conv2d(pixels, self.w[name + ".embeddings.patch_embedding.weight"], None, [self.patch, self.patch])
    x = torch.flatten(x, 2).transpose(1, 2)                                       # (B, patches, W)
    first = self.w[name + ".embeddings.class_embedding"].expand([x.size(0), 1, -1])
    x = torch.cat([first, x], 1) + self.w[name + ".embeddings.position_embedding.weight"]
    x = self.layer_norm(x, name + ".pre_layrnorm", self.vision_eps)               # sic: the checkpoints' spelling
    for i in range(self.vision_layers):
        x = self.layer(x, name + ".encoder.layers." + str(i), self.vision_heads, self.vision_eps, self.vision_quick, False, None)
    return x

# The class token of all tokens (B, N, W) after the last norm, before the projection (B, W): what classifiers use.
def class_feature(self, tokens: Tensor) -> Tensor:
    return self.layer_norm(tokens.select(1, 0), "vision_model.post_layernorm", self.vision_eps)

def image_features(self, pixels: Tensor) -> Tensor:
    return self.class_feature(self.image_tokens(pixels))

# Features (B, W) in the shared space (B, P).
def projected_image(self, features: Tensor) -> Tensor:
    return self.linear(features, "visual_projection")

# Unit vectors in the shared space (B, P).
def image_embeddings(self, pixels: Tensor) -> Tensor:
    return self.unit(self.projected_image(self.image_features(pixels)))

def text_tower(self, ids: Tensor, causal: bool, mask: Optional[Tensor]) -> Tensor:
    name = "text_model"
    x = torch.embedding(self.w[name + ".embeddings.token_embedding.weight"], ids)
    x = x + self.w[name + ".embeddings.position_embedding.weight"].narrow(0, 0, ids.size(1))
    for i in range(self.text_layers):
        x = self.layer(x, name + ".encoder.layers." + str(i), self.text_heads, self.text_eps, self.text_quick, causal, mask)
    return self.layer_norm(x, name + ".final_layer_norm", self.text_eps)

# ids (B, N) -> the last hidden states after the final norm (B, N, W): what diffusion is conditioned on.
def text_hidden_states(self, ids: Tensor) -> Tensor:
    return self.text_tower(ids, True, None)

# The same, where the tokens whose mask (B, N) is 0 are not looked at.
def masked_text_hidden_states(self, ids: Tensor, mask: Tensor) -> Tensor:
    lowest = torch.full([ids.size(1), ids.size(1)], -3.4028234663852886e+38, device=ids.device)
    absent = torch.masked_fill(torch.zeros([ids.size(1)], device=ids.device), (mask == 0).unsqueeze(1).unsqueeze(1), lowest[0, 0])
    mask = torch.triu(lowest, 1) + absent                                         # (B, 1, N, N)
    weight = self.w["text_model.embeddings.token_embedding.weight"]
    return self.text_tower(ids, False, mask.to(weight.dtype))

# The hidden states (B, N, W) at the end-of-text tokens of ids (B, N): (B, W).
def text_feature(self, hidden: Tensor, ids: Tensor) -> Tensor:
    # Configurations written before the end-of-text id was recorded say 2; its id is the largest then.
    end = torch.argmax(ids, -1) if self.eos == 2 else torch.argmax((ids == self.eos) * 1, -1)
    return hidden[torch.arange(hidden.size(0), device=hidden.device), end]

# Features (B, W) in the shared space (B, P).
def projected_text(self, features: Tensor) -> Tensor:
    return self.linear(features, "text_projection")

# Unit vectors in the shared space (B, P), read at the end-of-text token.
def text_embeddings(self, ids: Tensor) -> Tensor:
    return self.unit(self.projected_text(self.text_feature(self.text_hidden_states(ids), ids)))

def unit(self, x: Tensor) -> Tensor:
    return x / torch.norm(x, 2, [-1], True)

# Cosines of images (B, P) and texts (T, P), both unit vectors, times the learned temperature: (B, T).
def image_logits(self, images: Tensor, texts: Tensor) -> Tensor:
    return self.w["logit_scale"].exp() * torch.matmul(images, texts.t())

# The symmetric contrastive loss. Pairs with the same text are no negatives of each other.
def contrastive_loss(self, pixels: Tensor, ids: Tensor) -> Tensor:
    scale = torch.clamp(self.w["logit_scale"].exp(), None, 100.0)
    logits = scale * torch.matmul(self.image_embeddings(pixels), self.text_embeddings(ids).t())     # (B, B)
    b = ids.size(0)
    same = (ids.unsqueeze(0) == ids.unsqueeze(1)).all(-1)
    others = torch.eye(b, device=ids.device) == 0
    logits = torch.masked_fill(logits, torch.logical_and(same, others), -1e4)
    target = torch.arange(b, device=ids.device)
    return (torch.cross_entropy_loss(logits, target) + torch.cross_entropy_loss(logits.t(), target)) / 2
