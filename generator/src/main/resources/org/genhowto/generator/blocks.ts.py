# Blocks that the autoencoder, the U-Net and the ControlNet share.
# B batch, C channels, H and W the present level's height and width, L tokens of text, D width of text.
# A name prefix p is empty or ends with a dot.

def resnet(self: __torch__.F, p: str, x: Tensor, time: Tensor, eps: float) -> Tensor:
  # (B, C, H, W), (B, T) -> (B, C', H, W)
  h = self.conv(p + "conv1", torch.silu(self.group_norm(p + "norm1", x, self.groups, eps)), 1)
  shift = self.linear(p + "time_emb_proj", torch.silu(time))  # (B, C')
  return self.resnet_end(p, x, h + torch.unsqueeze(torch.unsqueeze(shift, -1), -1), eps)

def resnet_without_time(self: __torch__.F, p: str, x: Tensor, eps: float) -> Tensor:
  # (B, C, H, W) -> (B, C', H, W)
  h = self.conv(p + "conv1", torch.silu(self.group_norm(p + "norm1", x, self.groups, eps)), 1)
  return self.resnet_end(p, x, h, eps)

def resnet_end(self: __torch__.F, p: str, x: Tensor, h: Tensor, eps: float) -> Tensor:
  h = self.conv(p + "conv2", torch.silu(self.group_norm(p + "norm2", h, self.groups, eps)), 1)
  if p + "conv_shortcut.weight" in self.w:
    return self.conv(p + "conv_shortcut", x, 1) + h
  else:
    return x + h

def upsample(self: __torch__.F, p: str, x: Tensor) -> Tensor:
  # (B, C, H, W) -> (B, C, 2H, 2W), nearest neighbour
  x = torch.upsample_nearest2d(x, [2 * torch.size(x, 2), 2 * torch.size(x, 3)])
  return self.conv(p, x, 1)
