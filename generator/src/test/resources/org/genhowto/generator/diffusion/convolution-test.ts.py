# A way to convolve and the plain one, for ConvolutionTest: x (B, C, H, W) -> the two results.

def few_pixels(self, x: Tensor) -> List[Tensor]:
    return [self.conv_of_few_pixels(x, "c", 1), self.conv2d(x, "c", 1, 1)]

def few_pixels_halving(self, x: Tensor) -> List[Tensor]:
    return [self.conv_of_few_pixels(x, "c", 2), self.conv2d(x, "c", 2, 1)]

def many_channels(self, x: Tensor) -> List[Tensor]:
    return [self.conv_of_many_channels(x, "c"), self.conv2d(x, "c", 1, 1)]

def by_rows(self, x: Tensor) -> List[Tensor]:
    return [self.conv_by_rows(x, "c"), self.conv2d(x, "c", 1, 1)]

def chosen(self, x: Tensor) -> List[Tensor]:
    return [self.conv(x, "c", 1), self.conv2d(x, "c", 1, 1)]
