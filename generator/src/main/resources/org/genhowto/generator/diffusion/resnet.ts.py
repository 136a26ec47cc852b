# Blocks that the autoencoder, the U-Net and the ControlNet share.
# B batch, C channels, H and W the present level's height and width, T width of the time embedding.
# A name p ends with a dot where it is the prefix of several parts.

def conv(self, x: Tensor, name: str, stride: int) -> Tensor:
    # Padded by half the kernel. On a CPU the large ones take the cheapest of three ways to the same result.
    weight = self.w[name + ".weight"]
    pixels = x.size(0) * x.size(2) * x.size(3)
    if weight.size(2) == 3 and not x.is_cuda:
        if stride == 1 and x.size(1) * x.size(2) * x.size(3) >= 8388608 and not (x.requires_grad or weight.requires_grad):
            return self.conv_by_rows(x, name)
        if pixels <= 256 and weight.numel() >= 1048576:
            return self.conv_of_few_pixels(x, name, stride)
        if stride == 1 and x.size(2) % 2 == 0 and x.size(3) % 2 == 0 and weight.numel() >= 3686400:
            return self.conv_of_many_channels(x, name)
    return self.conv2d(x, name, stride, weight.size(2) // 2)

def conv_by_rows(self, x: Tensor, name: str) -> Tensor:
    # On a CPU, convolutions copy what they read and write into another order. Some rows after the others, the copies
    # of a large image (134 MB for 128 channels at 512 x 512) are never there as a whole.
    weight = self.w[name + ".weight"]
    height = x.size(2)
    rows = max(1, 4194304 // (x.size(0) * x.size(1) * x.size(3)))
    h = torch.new_empty(x, [x.size(0), weight.size(0), height, x.size(3)])
    for i in range((height + rows - 1) // rows):
        start = i * rows
        end = min(height, start + rows)
        first = max(0, start - 1)
        last = min(height, end + 1)
        strip = torch.narrow(x, 2, first, last - first)
        strip = torch.constant_pad_nd(strip, [1, 1, first - start + 1, end + 1 - last])
        part = torch.conv2d(strip, weight, self.w[name + ".bias"])
        torch.narrow(h, 2, start, end - start).copy_(part)
    return h

def conv_of_few_pixels(self, x: Tensor, name: str, stride: int) -> Tensor:
    # On a CPU, convolutions first copy the weights into another order, which takes as long as the products where
    # pixels are few. A matrix product of the 3x3 patches does not.
    weight = self.w[name + ".weight"]                                          # (C', C, 3, 3)
    patches = torch.im2col(x, [3, 3], [1, 1], [1, 1], [stride, stride])        # (B, 9C, H'W')
    columns = patches.transpose(0, 1).flatten(1)                               # (9C, BH'W')
    h = torch.addmm(self.w[name + ".bias"].unsqueeze(1), weight.flatten(1), columns)
    h = h.reshape([weight.size(0), x.size(0), -1]).transpose(0, 1)
    return h.reshape([x.size(0), weight.size(0), (x.size(2) - 1) // stride + 1, (x.size(3) - 1) // stride + 1])

def conv_of_many_channels(self, x: Tensor, name: str) -> Tensor:
    # Lavin and Gray 2016, F(2x2, 3x3): a tile of 2x2 results costs 16 products a channel instead of 36. What turns
    # weights (G), tiles (B) and products (A) is paid once a channel, so it needs 640 and more to win.
    weight = self.w[name + ".weight"]                                          # (C', C, 3, 3)
    g = torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]])
    b = torch.tensor([[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, -1.0, 1.0, 0.0], [0.0, 1.0, 0.0, -1.0]])
    a = torch.tensor([[1.0, 1.0, 1.0, 0.0], [0.0, 1.0, -1.0, -1.0]])
    tiles = torch.constant_pad_nd(x, [1, 1, 1, 1]).unfold(2, 4, 2).unfold(3, 4, 2)    # (B, C, H/2, W/2, 4, 4)
    tiles = torch.mm(torch.kron(b, b), tiles.permute([4, 5, 1, 0, 2, 3]).reshape([16, -1]))
    kernels = torch.mm(torch.kron(g, g), weight.reshape([-1, 9]).t()).reshape([16, weight.size(0), weight.size(1)])
    products = torch.bmm(kernels, tiles.reshape([16, weight.size(1), -1]))            # (16, C', BHW/4)
    h = torch.mm(torch.kron(a, a), products.reshape([16, -1]))
    h = h.reshape([2, 2, weight.size(0), x.size(0), x.size(2) // 2, x.size(3) // 2]).permute([3, 2, 4, 0, 5, 1])
    h = h.reshape([x.size(0), weight.size(0), x.size(2), x.size(3)])
    return h + self.w[name + ".bias"].reshape([-1, 1, 1])

def norm_silu(self, x: Tensor, name: str, eps: float) -> Tensor:
    # In place where nothing is recorded: of a large image one copy less is there (268 MB for 256 channels at 512 x 512).
    h = self.group_norm(x, name, self.groups, eps)
    return torch.silu(h) if h.requires_grad else torch.silu_(h)

def resnet(self, x: Tensor, time: Tensor, p: str, eps: float) -> Tensor:
    # (B, C, H, W), (B, T) -> (B, C', H, W)
    h = self.conv(self.norm_silu(x, p + "norm1", eps), p + "conv1", 1)
    shift = self.linear(torch.silu(time), p + "time_emb_proj")                # (B, C')
    return self.resnet_end(x, h + shift.unsqueeze(-1).unsqueeze(-1), p, eps)

def resnet_without_time(self, x: Tensor, p: str, eps: float) -> Tensor:
    # (B, C, H, W) -> (B, C', H, W)
    return self.resnet_end(x, self.conv(self.norm_silu(x, p + "norm1", eps), p + "conv1", 1), p, eps)

def resnet_end(self, x: Tensor, h: Tensor, p: str, eps: float) -> Tensor:
    h = self.conv(self.norm_silu(h, p + "norm2", eps), p + "conv2", 1)
    if (p + "conv_shortcut.weight") in self.w:
        x = self.conv(x, p + "conv_shortcut", 1)
    return x + h

def upsample(self, x: Tensor, name: str, height: int, width: int) -> Tensor:
    # (B, C, H, W) -> (B, C, height, width), nearest neighbour
    return self.conv(torch.upsample_nearest2d(x, [height, width]), name, 1)
