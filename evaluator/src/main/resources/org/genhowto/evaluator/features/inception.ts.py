# Inception v3 (Szegedy et al. 2016) as the Frechet Inception distance uses it: TensorFlow's weights of 2015-12-05.
# Unlike torchvision's network, average pools count no padding, and the last block pools by maximum.
# Each convolution carries its batch norm inside. B batch, C channels; spatial sizes are given behind each step.

# Pixels (B, 3, H, W) in [0, 1] -> (B, 3, 299, 299) in [-1, 1]; not antialiased, as pytorch-fid does it.
def signed_input(self, pixels: Tensor) -> Tensor:
    return 2 * torch.upsample_bilinear2d(pixels, [299, 299], False) - 1

# Padded by half the kernel, stride 1: the size stays.
def same(self, x: Tensor, name: str) -> Tensor:
    weight = self.w[name + ".weight"]
    padding = [weight.size(2) // 2, weight.size(3) // 2]
    return torch.relu_(torch.conv2d(x, weight, self.w[name + ".bias"], [1, 1], padding))

# Not padded.
def valid(self, x: Tensor, name: str, stride: int) -> Tensor:
    return torch.relu_(self.conv2d(x, name, stride, 0))

# The convolutions p1, p2, ... in turn.
def chain(self, x: Tensor, p: str, length: int) -> Tensor:
    for i in range(length):
        x = self.same(x, p + str(i + 1))
    return x

# A 1x3 and a 3x1 convolution of the same input, side by side.
def fork(self, x: Tensor, p: str) -> Tensor:
    return torch.cat([self.same(x, p + "a"), self.same(x, p + "b")], 1)

def mean3(self, x: Tensor) -> Tensor:
    return torch.avg_pool2d(x, [3, 3], [1, 1], [1, 1], False, False)

def max3(self, x: Tensor) -> Tensor:
    return torch.max_pool2d(x, [3, 3], [1, 1], [1, 1])

def halve(self, x: Tensor) -> Tensor:
    return torch.max_pool2d(x, [3, 3], [2, 2])

def block_a(self, x: Tensor, p: str) -> Tensor:
    return torch.cat([self.same(x, p + "branch1x1"),
                      self.chain(x, p + "branch5x5_", 2),
                      self.chain(x, p + "branch3x3dbl_", 3),
                      self.same(self.mean3(x), p + "branch_pool")], 1)

def block_b(self, x: Tensor, p: str) -> Tensor:
    return torch.cat([self.valid(x, p + "branch3x3", 2),
                      self.valid(self.chain(x, p + "branch3x3dbl_", 2), p + "branch3x3dbl_3", 2),
                      self.halve(x)], 1)

def block_c(self, x: Tensor, p: str) -> Tensor:
    return torch.cat([self.same(x, p + "branch1x1"),
                      self.chain(x, p + "branch7x7_", 3),
                      self.chain(x, p + "branch7x7dbl_", 5),
                      self.same(self.mean3(x), p + "branch_pool")], 1)

def block_d(self, x: Tensor, p: str) -> Tensor:
    return torch.cat([self.valid(self.same(x, p + "branch3x3_1"), p + "branch3x3_2", 2),
                      self.valid(self.chain(x, p + "branch7x7x3_", 3), p + "branch7x7x3_4", 2),
                      self.halve(x)], 1)

# pooled: x, pooled over 3x3
def block_e(self, x: Tensor, pooled: Tensor, p: str) -> Tensor:
    return torch.cat([self.same(x, p + "branch1x1"),
                      self.fork(self.same(x, p + "branch3x3_1"), p + "branch3x3_2"),
                      self.fork(self.chain(x, p + "branch3x3dbl_", 2), p + "branch3x3dbl_3"),
                      self.same(pooled, p + "branch_pool")], 1)

def first_pool_map(self, x: Tensor) -> Tensor:
    # With the channels innermost in memory (format 2) all that follows is a third faster on a CPU.
    x = torch.contiguous(x, memory_format=2)
    x = self.valid(x, "Conv2d_1a_3x3", 2)                                         # (B, 32, 149, 149)
    x = self.valid(x, "Conv2d_2a_3x3", 1)                                         # (B, 32, 147, 147)
    return self.halve(self.same(x, "Conv2d_2b_3x3"))                              # (B, 64, 73, 73)

def second_pool_map(self, x: Tensor) -> Tensor:
    x = self.same(self.first_pool_map(x), "Conv2d_3b_1x1")                        # (B, 80, 73, 73)
    return self.halve(self.valid(x, "Conv2d_4a_3x3", 1))                          # (B, 192, 35, 35)

def mixed_6e_map(self, x: Tensor) -> Tensor:
    x = self.block_a(self.second_pool_map(x), "Mixed_5b.")                        # (B, 256, 35, 35)
    x = self.block_a(x, "Mixed_5c.")                                              # (B, 288, 35, 35)
    x = self.block_a(x, "Mixed_5d.")
    x = self.block_b(x, "Mixed_6a.")                                              # (B, 768, 17, 17)
    for name in ["Mixed_6b.", "Mixed_6c.", "Mixed_6d.", "Mixed_6e."]:
        x = self.block_c(x, name)
    return x

def last_map(self, x: Tensor) -> Tensor:
    x = self.block_d(self.mixed_6e_map(x), "Mixed_7a.")                           # (B, 1280, 8, 8)
    x = self.block_e(x, self.mean3(x), "Mixed_7b.")                               # (B, 2048, 8, 8)
    return self.block_e(x, self.max3(x), "Mixed_7c.")

# Features: the mean over all positions of a map, (B, C).
def first_pool(self, x: Tensor) -> Tensor:
    return self.first_pool_map(x).mean([2, 3])

def second_pool(self, x: Tensor) -> Tensor:
    return self.second_pool_map(x).mean([2, 3])

def mixed_6e(self, x: Tensor) -> Tensor:
    return self.mixed_6e_map(x).mean([2, 3])

def pool3(self, x: Tensor) -> Tensor:
    return self.last_map(x).mean([2, 3])

# (B, 2048) -> (B, 1008)
def logits(self, features: Tensor) -> Tensor:
    return self.linear(features, "fc")
