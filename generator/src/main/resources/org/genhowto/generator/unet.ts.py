# UNet2DConditionModel of Stable Diffusion 2: U_E and U_D of the paper's Figure 3.
# x noisy latent (B, 4, H, W); t timestep (B,); text (B, L, D).

def time_embedding(self: __torch__.F, p: str, t: Tensor) -> Tensor:
  # (B,) -> (B, 4C); the cosines come first
  half = self.channels // 2
  frequency = torch.exp(torch.arange(half, dtype=6, device=t.device) * (-9.210340371976184 / half))  # 10000^(-i / half)
  angle = torch.unsqueeze(t, 1) * torch.unsqueeze(frequency, 0)
  waves = torch.cat([torch.cos(angle), torch.sin(angle)], 1)
  return self.linear(p + "time_embedding.linear_2", torch.silu(self.linear(p + "time_embedding.linear_1", waves)))

def transformer(self: __torch__.F, p: str, x: Tensor, text: Tensor, heads: int) -> Tensor:
  # (B, C, H, W) -> (B, C, H, W)
  B = torch.size(x, 0)
  C = torch.size(x, 1)
  H = torch.size(x, 2)
  W = torch.size(x, 3)
  h = self.group_norm(p + "norm", x, self.groups, 1e-6)
  if self.linear_projection:
    h = self.linear(p + "proj_in", torch.transpose(torch.flatten(h, 2), 1, 2))  # (B, HW, C)
  else:
    h = torch.transpose(torch.flatten(self.conv(p + "proj_in", h, 1), 2), 1, 2)
  b = p + "transformer_blocks.0."
  n = self.layer_norm(b + "norm1", h, 1e-5)
  h = h + self.cross_attention(b + "attn1.", n, n, heads)
  h = h + self.cross_attention(b + "attn2.", self.layer_norm(b + "norm2", h, 1e-5), text, heads)
  h = h + self.gated_mlp(b + "ff.net.", self.layer_norm(b + "norm3", h, 1e-5))
  if self.linear_projection:
    h = torch.reshape(torch.transpose(self.linear(p + "proj_out", h), 1, 2), [B, C, H, W])
  else:
    h = self.conv(p + "proj_out", torch.reshape(torch.transpose(h, 1, 2), [B, C, H, W]), 1)
  return x + h

def cross_attention(self: __torch__.F, p: str, x: Tensor, context: Tensor, heads: int) -> Tensor:
  # (B, N, C), (B, M, D) -> (B, N, C)
  h = self.attention(self.linear(p + "to_q", x), self.linear(p + "to_k", context), self.linear(p + "to_v", context), heads)
  return self.linear(p + "to_out.0", h)

def gated_mlp(self: __torch__.F, p: str, x: Tensor) -> Tensor:
  # GEGLU: the first half is the value, the second the gate
  parts = torch.chunk(self.linear(p + "0.proj", x), 2, -1)
  return self.linear(p + "2", parts[0] * torch.gelu(parts[1]))

def encoder(self: __torch__.F, p: str, h: Tensor, time: Tensor, text: Tensor) -> List[Tensor]:
  # Every skip connection from high to low resolution, then the output of the middle block.
  states = [h]
  levels = len(self.down_attention)
  for level in range(levels):
    d = p + "down_blocks." + str(level) + "."
    for i in range(self.layers):
      h = self.resnet(d + "resnets." + str(i) + ".", h, time, self.eps)
      if self.down_attention[level] == 1:
        h = self.transformer(d + "attentions." + str(i) + ".", h, text, self.heads[level])
      states = states + [h]
    if level < levels - 1:
      h = self.conv(d + "downsamplers.0.conv", h, 2)
      states = states + [h]
  m = p + "mid_block."
  h = self.resnet(m + "resnets.0.", h, time, self.eps)
  h = self.transformer(m + "attentions.0.", h, text, self.heads[levels - 1])
  h = self.resnet(m + "resnets.1.", h, time, self.eps)
  return states + [h]

def decoder(self: __torch__.F, p: str, states: List[Tensor], time: Tensor, text: Tensor) -> Tensor:
  # The encoder's states, taken from the last to the first -> (B, 4, H, W)
  levels = len(self.up_attention)
  last = len(states) - 1
  h = states[last]
  for level in range(levels):
    u = p + "up_blocks." + str(level) + "."
    for i in range(self.layers + 1):
      last = last - 1
      h = self.resnet(u + "resnets." + str(i) + ".", torch.cat([h, states[last]], 1), time, self.eps)
      if self.up_attention[level] == 1:
        h = self.transformer(u + "attentions." + str(i) + ".", h, text, self.heads[levels - 1 - level])
    if level < levels - 1:
      h = self.upsample(u + "upsamplers.0.conv", h)
  return self.conv(p + "conv_out", torch.silu(self.group_norm(p + "conv_norm_out", h, self.groups, self.eps)), 1)

def unet(self: __torch__.F, x: Tensor, t: Tensor, text: Tensor) -> Tensor:
  # The base model: text alone.
  time = self.time_embedding("unet.", t)
  return self.decoder("unet.", self.encoder("unet.", self.conv("unet.conv_in", x, 1), time, text), time, text)
