# UNet2DConditionModel of Stable Diffusion 2: U_E and U_D of the paper's Figure 3.
# x noisy latent (B, 4, H, W); t timestep (B,); text (B, L, D).

def unet(self, x: Tensor, t: Tensor, text: Tensor) -> Tensor:
    # The base model, which sees text alone -> (B, 4, H, W)
    time = self.time_embedding(t, "unet.")
    states = self.encoder(self.conv(x, "unet.conv_in", 1), time, text, "unet.")
    return self.decoder(states, time, text, "unet.")

def time_embedding(self, t: Tensor, p: str) -> Tensor:
    # (B,) -> (B, T); the cosines come first
    half = self.channels // 2
    frequency = torch.exp(torch.arange(half, dtype=6, device=t.device) * (-9.210340371976184 / half))  # 10000 ** (-i / half)
    angle = t.unsqueeze(1) * frequency.unsqueeze(0)
    waves = torch.cat([torch.cos(angle), torch.sin(angle)], 1)
    return self.linear(torch.silu(self.linear(waves, p + "time_embedding.linear_1")), p + "time_embedding.linear_2")

def encoder(self, h: Tensor, time: Tensor, text: Tensor, p: str) -> List[Tensor]:
    # Every skip connection from high to low resolution, then the output of the middle block.
    states = [h]
    levels = len(self.down_attention)
    for level in range(levels):
        d = p + "down_blocks." + str(level) + "."
        for i in range(self.layers):
            h = self.resnet(h, time, d + "resnets." + str(i) + ".", self.eps)
            if self.down_attention[level]:
                h = self.transformer(h, text, d + "attentions." + str(i) + ".", self.heads[level])
            states.append(h)
        if level < levels - 1:
            h = self.conv(h, d + "downsamplers.0.conv", 2)
            states.append(h)
    h = self.resnet(h, time, p + "mid_block.resnets.0.", self.eps)
    h = self.transformer(h, text, p + "mid_block.attentions.0.", self.heads[levels - 1])
    states.append(self.resnet(h, time, p + "mid_block.resnets.1.", self.eps))
    return states

def decoder(self, states: List[Tensor], time: Tensor, text: Tensor, p: str) -> Tensor:
    # The encoder's states, from the last to the first -> (B, 4, H, W)
    levels = len(self.up_attention)
    last = len(states) - 1
    h = states[last]
    for level in range(levels):
        u = p + "up_blocks." + str(level) + "."
        for i in range(self.layers + 1):
            last = last - 1
            h = self.resnet(torch.cat([h, states[last]], 1), time, u + "resnets." + str(i) + ".", self.eps)
            if self.up_attention[level]:
                h = self.transformer(h, text, u + "attentions." + str(i) + ".", self.heads[levels - 1 - level])
        if level < levels - 1:
            h = self.upsample(h, u + "upsamplers.0.conv")
    return self.conv(self.norm_silu(h, p + "conv_norm_out", self.eps), p + "conv_out", 1)

def transformer(self, x: Tensor, text: Tensor, p: str, heads: int) -> Tensor:
    # (B, C, H, W) -> (B, C, H, W)
    h = self.group_norm(x, p + "norm", self.groups, 1e-6)
    if self.linear_projection:
        h = self.linear(h.flatten(2).transpose(1, 2), p + "proj_in")          # (B, HW, C)
    else:
        h = self.conv(h, p + "proj_in", 1).flatten(2).transpose(1, 2)
    b = p + "transformer_blocks.0."
    n = self.layer_norm(h, b + "norm1", 1e-5)
    h = h + self.cross_attention(n, n, b + "attn1.", heads)
    h = h + self.cross_attention(self.layer_norm(h, b + "norm2", 1e-5), text, b + "attn2.", heads)
    h = h + self.gated_mlp(self.layer_norm(h, b + "norm3", 1e-5), b + "ff.net.")
    if self.linear_projection:
        h = self.linear(h, p + "proj_out").transpose(1, 2).reshape(x.size())
    else:
        h = self.conv(h.transpose(1, 2).reshape(x.size()), p + "proj_out", 1)
    return x + h

def cross_attention(self, x: Tensor, context: Tensor, p: str, heads: int) -> Tensor:
    # (B, N, C), (B, M, D) -> (B, N, C)
    h = self.attention(self.linear(x, p + "to_q"), self.linear(context, p + "to_k"), self.linear(context, p + "to_v"), heads, False)
    return self.linear(h, p + "to_out.0")

def gated_mlp(self, x: Tensor, p: str) -> Tensor:
    # GEGLU: the first half is the value, the second the gate
    parts = self.linear(x, p + "0.proj").chunk(2, -1)
    return self.linear(parts[0] * torch.gelu(parts[1]), p + "2")
