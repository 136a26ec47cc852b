# AutoencoderKL: image (B, 3, S, S) in [-1, 1] <-> latent (B, 4, S/f, S/f).

def moments(self, image: Tensor) -> Tensor:
    # (B, 3, S, S) -> (B, 8, S/f, S/f): the mean, then the logarithm of the variance
    h = image
    if self.patch > 1:
        h = torch.pixel_unshuffle(h, self.patch)
    h = self.conv(h, "encoder.conv_in", 1)
    for level in range(self.levels):
        d = "encoder.down_blocks." + str(level) + "."
        for i in range(self.layers):
            h = self.resnet_without_time(h, d + "resnets." + str(i) + ".", 1e-6)
        if level < self.levels - 1:
            h = self.downsample(h, d + "downsamplers.0.conv")
    h = self.middle(h, "encoder.mid_block.")
    h = self.conv(self.norm_silu(h, "encoder.conv_norm_out", 1e-6), "encoder.conv_out", 1)
    return self.conv(h, "quant_conv", 1)

def encode(self, image: Tensor) -> Tensor:
    # The mode of the latent, not scaled.
    return self.moments(image).chunk(2, 1)[0]

def distribution(self, image: Tensor) -> Tuple[Tensor, Tensor]:
    # Mean and logarithm of the variance.
    mean, logvar = self.moments(image).chunk(2, 1)
    return (mean, torch.clamp(logvar, -30.0, 20.0))

def decode(self, z: Tensor) -> Tensor:
    # (B, 4, S/f, S/f), not scaled -> (B, 3, S, S)
    h = self.conv(self.conv(z, "post_quant_conv", 1), "decoder.conv_in", 1)
    h = self.middle(h, "decoder.mid_block.")
    for level in range(self.levels):
        u = "decoder.up_blocks." + str(level) + "."
        for i in range(self.layers + 1):
            h = self.resnet_without_time(h, u + "resnets." + str(i) + ".", 1e-6)
        if level < self.levels - 1:
            h = self.upsample(h, u + "upsamplers.0.conv", 2 * h.size(2), 2 * h.size(3))
    h = self.conv(self.norm_silu(h, "decoder.conv_norm_out", 1e-6), "decoder.conv_out", 1)
    if self.patch > 1:
        h = torch.pixel_shuffle(h, self.patch)
    return h

def middle(self, h: Tensor, p: str) -> Tensor:
    h = self.resnet_without_time(h, p + "resnets.0.", 1e-6)
    h = h + self.pixel_attention(h, p + "attentions.0.")
    return self.resnet_without_time(h, p + "resnets.1.", 1e-6)

def pixel_attention(self, x: Tensor, p: str) -> Tensor:
    # One head over all pixels; (B, C, H, W) -> (B, C, H, W)
    h = self.group_norm(x, p + "group_norm", self.groups, 1e-6).flatten(2).transpose(1, 2)    # (B, HW, C)
    h = self.attention(self.linear(h, p + "to_q"), self.linear(h, p + "to_k"), self.linear(h, p + "to_v"), 1, False)
    return self.linear(h, p + "to_out.0").transpose(1, 2).reshape(x.size())

def downsample(self, x: Tensor, name: str) -> Tensor:
    # Padded on the right and below only.
    return self.conv2d(torch.constant_pad_nd(x, [0, 1, 0, 1]), name, 2, 0)

def loss(self, image: Tensor, noise: Tensor) -> Tensor:
    # L1 + 2 MSE + 2 MSE of 4x smaller images + 0.25 L1 of the gradients + 1e-4 mean KL
    mean, logvar = self.moments(image).chunk(2, 1)
    logvar = torch.clamp(logvar, -30.0, 20.0)
    d = self.decode(mean + torch.exp(0.5 * logvar) * noise) - image
    kl = 0.5 * (mean ** 2 + torch.exp(logvar) - 1.0 - logvar).mean()
    slopes = torch.diff(d, 1, 3).abs().mean() + torch.diff(d, 1, 2).abs().mean()
    return d.abs().mean() + 2.0 * (d ** 2).mean() + 2.0 * (torch.avg_pool2d(d, [4, 4]) ** 2).mean() + 0.25 * slopes + 1e-4 * kl
