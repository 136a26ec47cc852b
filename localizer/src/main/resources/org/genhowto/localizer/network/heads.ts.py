# The two heads of the localizer on the image tower's class token: N frames, C features, n categories.

# One head (N, C) -> (N, outputs): linear layers with ReLU between them.
def head(self, x: Tensor, name: str) -> Tensor:
    for i in range(self.hidden):
        x = torch.relu(self.linear(x, "heads." + name + ".l" + str(i)))   # (N, hidden)
    return self.linear(x, "heads." + name + "_layer")

# Features as the first layer was trained on them.
def standardized(self, features: Tensor) -> Tensor:
    if "standard.mean" in self.w:
        return (features - self.w["standard.mean"]) * self.w["standard.scale"]
    return features

# What the original code gives: states (N, 2n + 1) and actions (N, n + 1), not normalised.
def logits(self, features: Tensor) -> Tuple[Tensor, Tensor]:
    x = self.standardized(features)
    return self.head(x, "state"), self.head(x, "action")

# Probabilities over all categories at once: states (N, 2n + 1) and actions (N, n + 1); the last column is background.
def probabilities(self, features: Tensor) -> Tuple[Tensor, Tensor]:
    x = self.standardized(features)
    return torch.softmax(self.head(x, "state"), 1), torch.softmax(self.head(x, "action"), 1)

# Sum over the frames of weight * (state_weight * CE_state + 0.2 * CE_action). Targets are column numbers.
def loss(self, features: Tensor, state_target: Tensor, state_weight: Tensor, action_target: Tensor, weight: Tensor) -> Tensor:
    x = self.standardized(features)
    state = self.cross_entropy(self.head(x, "state"), state_target)
    action = self.cross_entropy(self.head(x, "action"), action_target)
    return torch.sum(weight * (state_weight * state + self.action_share * action))

def cross_entropy(self, logits: Tensor, target: Tensor) -> Tensor:
    return -torch.squeeze(torch.gather(torch.log_softmax(logits, 1), 1, torch.unsqueeze(target, 1)), 1)
