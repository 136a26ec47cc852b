# Building blocks every network shares. A block reads its tensors from the bank `self.w` under the
# checkpoint's own names: linear(x, "fc") uses "fc.weight" and, where the checkpoint has it, "fc.bias".
# B batch, N tokens, C channels, H x W pixels.

def linear(self, x: Tensor, name: str) -> Tensor:
    return torch.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

def layer_norm(self, x: Tensor, name: str, eps: float) -> Tensor:
    weight = self.w[name + ".weight"]
    return torch.layer_norm(x, [weight.size(0)], weight, self.w.get(name + ".bias"), eps)

def group_norm(self, x: Tensor, name: str, groups: int, eps: float) -> Tensor:
    return torch.group_norm(x, groups, self.w[name + ".weight"], self.w[name + ".bias"], eps)

def conv2d(self, x: Tensor, name: str, stride: int, padding: int) -> Tensor:
    return torch.conv2d(x, self.w[name + ".weight"], self.w.get(name + ".bias"), [stride, stride], [padding, padding])

def silu(self, x: Tensor) -> Tensor:
    return torch.silu(x)

def gelu(self, x: Tensor) -> Tensor:
    return torch.gelu(x)

def quick_gelu(self, x: Tensor) -> Tensor:
    return x * torch.sigmoid(1.702 * x)

# Multi-head attention on projected queries (B, N, C), keys and values (B, M, C): softmax(q k / sqrt(C/heads)) v.
def attention(self, q: Tensor, k: Tensor, v: Tensor, heads: int, causal: bool) -> Tensor:
    return self.masked_attention(q, k, v, heads, causal, None)

# The mask, broadcast to (B, heads, N, M), is added before the softmax.
def masked_attention(self, q: Tensor, k: Tensor, v: Tensor, heads: int, causal: bool, mask: Optional[Tensor]) -> Tensor:
    b = q.size(0)
    width = q.size(2) // heads
    q = q.view([b, -1, heads, width]).transpose(1, 2)                     # (B, heads, N, width)
    k = k.view([b, -1, heads, width]).transpose(1, 2)                     # (B, heads, M, width)
    v = v.view([b, -1, heads, width]).transpose(1, 2)
    y = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, causal)    # (B, heads, N, width)
    return y.transpose(1, 2).reshape([b, -1, heads * width])              # (B, N, C)

# The bank is filled once after loading; the tensors stay shared with the host's arrays.
def put_weights(self, tensors: Dict[str, Tensor]) -> int:
    for name, tensor in tensors.items():
        self.w[name] = tensor
    return len(self.w)
