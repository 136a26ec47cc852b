# Classifier-free guidance: the prediction without the prompt, moved towards and past the one with it.
# x (N, 4, H, W); t (1,); kv_cache (2, L, K) of the empty prompt and the given one; control (1, C, H, W); guidance (1,).

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

def guided_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor, guidance: Tensor) -> Tensor:
    none: List[Tensor] = []
    return self.guide(self.denoise(torch.cat([x, x]), t, self.split_kv_cache(kv_cache), none), guidance)

def guided_controlled_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor, control: Tensor, guidance: Tensor) -> Tensor:
    parts = self.split_kv_cache(kv_cache)
    pair = torch.cat([x, x])
    return self.guide(self.denoise(pair, t, parts, self.controlnet(pair, t, parts, control)), guidance)

def guide(self, noise: Tensor, guidance: Tensor) -> Tensor:
    without, with_prompt = noise.chunk(2)
    return without + guidance * (with_prompt - without)

def instructed_unet(self, x: Tensor, t: Tensor, kv_cache: Tensor, image: Tensor, scales: Tensor) -> Tensor:
    # InstructPix2Pix. image latent of the input (1, 4, H, W), NOT scaled; scales (2,) of the text and of the image.
    # A batch of three: neither condition (zeros stand for no image), the image alone, both.
    image = image.expand_as(x)
    inputs = torch.cat([torch.cat([x, x, x]), torch.cat([torch.zeros_like(image), image, image])], 1)
    none: List[Tensor] = []
    parts = self.split_kv_cache(torch.cat([kv_cache.narrow(0, 0, 1), kv_cache]))
    neither, with_image, with_both = self.denoise(inputs, t, parts, none).chunk(3)
    return neither + scales[0] * (with_both - with_image) + scales[1] * (with_image - neither)
