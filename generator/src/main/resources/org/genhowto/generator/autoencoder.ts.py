# AutoencoderKL: image (B, 3, S, S) in [-1, 1] <-> latent (B, 4, S/f, S/f).

def moments(self: __torch__.F, image: Tensor) -> Tensor:
  # (B, 3, S, S) -> (B, 8, S/f, S/f): mean, then the logarithm of the variance
  h = image
  if self.patch > 1:
    h = torch.pixel_unshuffle(h, self.patch)
  h = self.conv("encoder.conv_in", h, 1)
  for level in range(self.levels):
    d = "encoder.down_blocks." + str(level) + "."
    for i in range(self.layers):
      h = self.resnet_without_time(d + "resnets." + str(i) + ".", h, 1e-6)
    if level < self.levels - 1:
      h = self.downsample(d + "downsamplers.0.conv", h)
  h = self.middle("encoder.mid_block.", h)
  h = self.conv("encoder.conv_out", torch.silu(self.group_norm("encoder.conv_norm_out", h, self.groups, 1e-6)), 1)
  return self.conv("quant_conv", h, 1)

def encode(self: __torch__.F, image: Tensor) -> Tensor:
  # The mode of the latent, not scaled.
  return torch.chunk(self.moments(image), 2, 1)[0]

def decode(self: __torch__.F, z: Tensor) -> Tensor:
  # (B, 4, S/f, S/f), not scaled -> (B, 3, S, S)
  h = self.conv("decoder.conv_in", self.conv("post_quant_conv", z, 1), 1)
  h = self.middle("decoder.mid_block.", h)
  for level in range(self.levels):
    u = "decoder.up_blocks." + str(level) + "."
    for i in range(self.layers + 1):
      h = self.resnet_without_time(u + "resnets." + str(i) + ".", h, 1e-6)
    if level < self.levels - 1:
      h = self.upsample(u + "upsamplers.0.conv", h)
  h = self.conv("decoder.conv_out", torch.silu(self.group_norm("decoder.conv_norm_out", h, self.groups, 1e-6)), 1)
  if self.patch > 1:
    h = torch.pixel_shuffle(h, self.patch)
  return h

def middle(self: __torch__.F, p: str, h: Tensor) -> Tensor:
  h = self.resnet_without_time(p + "resnets.0.", h, 1e-6)
  h = h + self.pixel_attention(p + "attentions.0.", h)
  return self.resnet_without_time(p + "resnets.1.", h, 1e-6)

def pixel_attention(self: __torch__.F, p: str, x: Tensor) -> Tensor:
  # One head over all pixels; (B, C, H, W) -> (B, C, H, W)
  h = torch.transpose(torch.flatten(self.group_norm(p + "group_norm", x, self.groups, 1e-6), 2), 1, 2)  # (B, HW, C)
  h = self.attention(self.linear(p + "to_q", h), self.linear(p + "to_k", h), self.linear(p + "to_v", h), 1)
  h = torch.transpose(self.linear(p + "to_out.0", h), 1, 2)
  return torch.reshape(h, [torch.size(x, 0), torch.size(x, 1), torch.size(x, 2), torch.size(x, 3)])

def downsample(self: __torch__.F, p: str, x: Tensor) -> Tensor:
  # Padded on the right and below only.
  return torch.conv2d(torch.constant_pad_nd(x, [0, 1, 0, 1]), self.w[p + ".weight"], self.w[p + ".bias"], [2, 2])

def loss(self: __torch__.F, image: Tensor, noise: Tensor) -> Tensor:
  # L1 + 2 MSE + 2 MSE of 4x smaller images + 0.25 L1 of the gradients + 1e-4 mean KL
  parts = torch.chunk(self.moments(image), 2, 1)
  logvar = torch.clamp(parts[1], -30., 20.)
  out = self.decode(parts[0] + torch.exp(0.5 * logvar) * noise)
  d = out - image
  kl = 0.5 * torch.mean(torch.pow(parts[0], 2) + torch.exp(logvar) - 1. - logvar)
  horizontal = torch.mean(torch.abs(torch.diff(d, 1, 3)))
  vertical = torch.mean(torch.abs(torch.diff(d, 1, 2)))
  small = torch.mean(torch.pow(torch.avg_pool2d(d, [4, 4]), 2))
  return torch.mean(torch.abs(d)) + 2. * torch.mean(torch.pow(d, 2)) + 2. * small + 0.25 * (horizontal + vertical) + 1e-4 * kl
