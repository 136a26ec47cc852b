# Classifier-free guidance: the prediction without the prompt, moved towards and past the one with it.
# x (N, 4, H, W); t (1,); text (2, L, D), the empty prompt first; control (1, C, H, W); guidance (1,).

def guided_unet(self, x: Tensor, t: Tensor, text: Tensor, guidance: Tensor) -> Tensor:
    n = x.size(0)
    return self.guide(self.unet(torch.cat([x, x]), t.expand([2 * n]), text.repeat_interleave(n, 0)), guidance)

def guided_controlled_unet(self, x: Tensor, t: Tensor, text: Tensor, control: Tensor, guidance: Tensor) -> Tensor:
    n = x.size(0)
    return self.guide(self.controlled_unet(torch.cat([x, x]), t.expand([2 * n]), text.repeat_interleave(n, 0), control), guidance)

def guide(self, noise: Tensor, guidance: Tensor) -> Tensor:
    without, with_prompt = noise.chunk(2)
    return without + guidance * (with_prompt - without)
