# The vision tower of BLIP-2: a pre-norm transformer over image patches.
# B images, S side in pixels, P side of a patch, N = (S/P)^2 patches, V width.

def vision_tower(self, pixels: Tensor) -> Tensor:
    x = self.patch_embeddings(pixels)                                                 # (B, 1 + N, V)
    for i in range(self.vision_layers):
        x = self.vision_block(x, "vision_model.encoder.layers." + str(i))
    return self.layer_norm(x, "vision_model.post_layernorm", self.vision_eps)

def patch_embeddings(self, pixels: Tensor) -> Tensor:
    name = "vision_model.embeddings."
    patches = self.conv2d(pixels, name + "patch_embedding", self.vision_patch, 0)     # (B, V, S/P, S/P)
    patches = patches.flatten(2).transpose(1, 2)                                      # (B, N, V)
    first = self.w[name + "class_embedding"].expand([patches.size(0), -1, -1])        # (B, 1, V)
    return torch.cat([first, patches], 1) + self.w[name + "position_embedding"]

def vision_block(self, x: Tensor, name: str) -> Tensor:
    x = x + self.vision_attention(self.layer_norm(x, name + ".layer_norm1", self.vision_eps), name + ".self_attn")
    hidden = self.gelu(self.linear(self.layer_norm(x, name + ".layer_norm2", self.vision_eps), name + ".mlp.fc1"))
    return x + self.linear(hidden, name + ".mlp.fc2")

# Queries, keys and values come from one packed projection.
def vision_attention(self, x: Tensor, name: str) -> Tensor:
    qkv = self.linear(x, name + ".qkv").chunk(3, -1)                                  # 3 of (B, 1 + N, V)
    y = self.attention(qkv[0], qkv[1], qkv[2], self.vision_heads, False)
    return self.linear(y, name + ".projection")
