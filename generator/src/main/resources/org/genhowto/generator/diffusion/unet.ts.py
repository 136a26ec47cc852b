# UNet2DConditionModel of Stable Diffusion: U_E and U_D of the paper's Figure 3.
# x noisy latent (B, C_in, H, W); t timestep (B,) or one for all; text (M, L, D), where M divides B: the first
# B/M of the batch read the first text, and so on.

def unet(self, x: Tensor, t: Tensor, text: Tensor) -> Tensor:
    # The base model, which sees text alone -> (B, C_out, H, W)
    none: List[Tensor] = []
    return self.denoise(x, t, self.keys_and_values(text, "unet."), none)

def unet_with_residuals(self, residuals: List[Tensor], x: Tensor, t: Tensor, text: Tensor) -> Tensor:
    return self.denoise(x, t, self.keys_and_values(text, "unet."), residuals)

def denoise(self, x: Tensor, t: Tensor, keys_values: Dict[str, Tensor], residuals: List[Tensor]) -> Tensor:
    # residuals of a ControlNet, one for each of the encoder's states, or none
    time = self.time_embedding(t, "unet.")
    states = self.encoder(self.conv(x, "unet.conv_in", 1), time, keys_values, "unet.")
    for i in range(len(residuals)):
        states[i] = states[i] + residuals[i]
    return self.decoder(states, time, keys_values, "unet.")

def keys_and_values(self, text: Tensor, p: str) -> Dict[str, Tensor]:
    # What every cross attention reads: the text's projections (M, L, C) by the projection's name.
    keys_values: Dict[str, Tensor] = {}
    for name in self.w:
        if name.startswith(p) and (name.endswith(".attn2.to_k.weight") or name.endswith(".attn2.to_v.weight")):
            projection = name[:-7]
            keys_values[projection] = self.linear(text, projection)
    return keys_values

def time_embedding(self, t: Tensor, p: str) -> Tensor:
    # (B,) or (1,) -> (B, T) or (1, T)
    half = self.channels // 2
    frequency = torch.exp(torch.arange(half, dtype=6, device=t.device) * -9.210340371976184 / half)    # 10000 ** (-i / half)
    angle = t.reshape([-1, 1]) * frequency.unsqueeze(0)
    waves = torch.cat([torch.cos(angle), torch.sin(angle)] if self.cosines_first else [torch.sin(angle), torch.cos(angle)], 1)
    waves = waves.type_as(self.w[p + "time_embedding.linear_1.weight"])
    return self.linear(torch.silu(self.linear(waves, p + "time_embedding.linear_1")), p + "time_embedding.linear_2")

def encoder(self, h: Tensor, time: Tensor, keys_values: Dict[str, Tensor], p: str) -> List[Tensor]:
    # Every skip connection from high to low resolution, then the output of the middle block.
    states = [h]
    levels = len(self.down_attention)
    for level in range(levels):
        d = p + "down_blocks." + str(level) + "."
        for i in range(self.layers):
            h = self.resnet(h, time, d + "resnets." + str(i) + ".", self.eps)
            if self.down_attention[level]:
                h = self.transformer(h, keys_values, d + "attentions." + str(i) + ".", self.heads[level])
            states.append(h)
        if level < levels - 1:
            h = self.conv(h, d + "downsamplers.0.conv", 2)
            states.append(h)
    h = self.resnet(h, time, p + "mid_block.resnets.0.", self.eps)
    h = self.transformer(h, keys_values, p + "mid_block.attentions.0.", self.heads[levels - 1])
    states.append(self.resnet(h, time, p + "mid_block.resnets.1.", self.eps))
    return states

def decoder(self, states: List[Tensor], time: Tensor, keys_values: Dict[str, Tensor], p: str) -> Tensor:
    # The encoder's states, from the last to the first -> (B, C_out, H, W)
    levels = len(self.up_attention)
    last = len(states) - 1
    h = states[last]
    for level in range(levels):
        u = p + "up_blocks." + str(level) + "."
        for i in range(self.layers + 1):
            last = last - 1
            h = self.resnet(torch.cat([h, states[last]], 1), time, u + "resnets." + str(i) + ".", self.eps)
            if self.up_attention[level]:
                h = self.transformer(h, keys_values, u + "attentions." + str(i) + ".", self.heads[levels - 1 - level])
        if level < levels - 1:
            # To the size of the next state, which is not twice as large where the encoder rounded up.
            h = self.upsample(h, u + "upsamplers.0.conv", states[last - 1].size(2), states[last - 1].size(3))
    return self.conv(self.norm_silu(h, p + "conv_norm_out", self.eps), p + "conv_out", 1)

def transformer(self, x: Tensor, keys_values: Dict[str, Tensor], p: str, heads: int) -> Tensor:
    # (B, C, H, W) -> (B, C, H, W)
    h = self.group_norm(x, p + "norm", self.groups, 1e-6)
    if self.linear_projection:
        h = self.linear(h.flatten(2).transpose(1, 2), p + "proj_in")          # (B, HW, C)
    else:
        h = self.conv(h, p + "proj_in", 1).flatten(2).transpose(1, 2)
    b = p + "transformer_blocks.0."
    n = self.layer_norm(h, b + "norm1", 1e-5)
    h = h + self.attend(n, self.linear(n, b + "attn1.to_k"), self.linear(n, b + "attn1.to_v"), b + "attn1.", heads)
    n = self.layer_norm(h, b + "norm2", 1e-5)
    h = h + self.attend(n, keys_values[b + "attn2.to_k"], keys_values[b + "attn2.to_v"], b + "attn2.", heads)
    h = h + self.gated_mlp(self.layer_norm(h, b + "norm3", 1e-5), b + "ff.net.")
    if self.linear_projection:
        h = self.linear(h, p + "proj_out").transpose(1, 2).reshape(x.size())
    else:
        h = self.conv(h.transpose(1, 2).reshape(x.size()), p + "proj_out", 1)
    return x + h

def attend(self, x: Tensor, k: Tensor, v: Tensor, p: str, heads: int) -> Tensor:
    # (B, N, C), keys and values (M, L, C) -> (B, N, C). As a query's answer depends on no other query, those of the
    # B/M that share a text stand in one row, and nothing is repeated.
    q = self.linear(x, p + "to_q").reshape([k.size(0), -1, k.size(2)])
    return self.linear(self.attention(q, k, v, heads, False).reshape(x.size()), p + "to_out.0")

def gated_mlp(self, x: Tensor, p: str) -> Tensor:
    # GEGLU: the first half is the value, the second the gate
    parts = self.linear(x, p + "0.proj").chunk(2, -1)
    return self.linear(parts[0] * torch.gelu(parts[1]), p + "2")
