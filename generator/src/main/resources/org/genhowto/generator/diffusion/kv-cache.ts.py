# A pass of a sampling, whose texts do not change from step to step: their keys and values are computed once.
# x (B, C_in, H, W); t (B,) or one for all; kv_cache (M, L, K), where M divides B: the first B/M of the batch read the
# first text, and so on; control (B, C, H, W) or one for all, as embed_control gives it.

def cross_attention_keys_values(self, text: Tensor) -> Tensor:
    # Keys and values of all cross attentions, (M, L, D) -> (M, L, K), side by side: the same at every timestep.
    parts: List[Tensor] = []
    for projection, part in self.keys_and_values(text, "").items():
        parts.append(part)
    return torch.cat(parts, 2)

def split_kv_cache(self, kv_cache: Tensor) -> Dict[str, Tensor]:
    # What cross_attention_keys_values laid side by side, in the same order.
    parts: Dict[str, Tensor] = {}
    start = 0
    for name in self.w:
        if name.endswith(".attn2.to_k.weight") or name.endswith(".attn2.to_v.weight"):
            width = self.w[name].size(0)
            parts[name[:-7]] = kv_cache.narrow(2, start, width)
            start = start + width
    return parts

def cached_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor) -> Tensor:
    none: List[Tensor] = []
    return self.denoise(x, t, self.split_kv_cache(kv_cache), none)

def cached_controlled_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor, control: Tensor) -> Tensor:
    parts = self.split_kv_cache(kv_cache)
    return self.denoise(x, t, parts, self.controlnet(x, t, parts, control))

def scaled_controlled_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor, control: Tensor, scale: Tensor) -> Tensor:
    # The same where the ControlNet's residuals count more or less, by a scale (B, 1, 1, 1).
    parts = self.split_kv_cache(kv_cache)
    residuals = self.controlnet(x, t, parts, control)
    for i in range(len(residuals)):
        residuals[i] = residuals[i] * scale
    return self.denoise(x, t, parts, residuals)
