# Both ways to convolve, for ConvolutionTest: x (B, C, H, W) -> the two results.

def both(self, x: Tensor) -> List[Tensor]:
    return [self.conv_of_few_pixels(x, "c", 1), self.conv2d(x, "c", 1, 1)]

def both_halving(self, x: Tensor) -> List[Tensor]:
    return [self.conv_of_few_pixels(x, "c", 2), self.conv2d(x, "c", 2, 1)]

def chosen(self, x: Tensor) -> List[Tensor]:
    return [self.conv(x, "c", 1), self.conv2d(x, "c", 1, 1)]
