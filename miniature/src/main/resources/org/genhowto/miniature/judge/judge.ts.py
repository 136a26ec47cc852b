# The judge: four convolutions that halve the picture, and one linear layer over what is left.

# Logits (B, n) of pictures x (B, 3, 64, 64) in [-1, 1].
def logits(self, x: Tensor) -> Tensor:
    for i in range(self.layers):
        name = "layers." + str(i)
        x = self.conv2d(x, name, 2, 1)
        x = torch.relu(self.group_norm(x, name + ".norm", 8, 1e-5))      # (B, C, H/2, W/2)
    return self.linear(x.flatten(1), "head")

# Labels (B,) are numbers of meanings.
def loss(self, x: Tensor, labels: Tensor) -> Tensor:
    return torch.cross_entropy_loss(self.logits(x), labels)
