# One update of all trained parameters, without leaving PyTorch. The parameters of group g are
# p[starts[g] : starts[g + 1]]; m and s hold the moments (momentum is in m), e the moving averages.

def step(self, loss: Tensor, rates: Tensor, averaging: Tensor) -> Tensor:
    gradients: List[Tensor] = []
    for g in torch.grad([loss], self.p, None, False, False, False):
        if g is not None:
            gradients.append(g.contiguous())          # the fused updates read memory, not strides
    torch.set_grad_enabled(False)
    norm = torch.norm(torch.stack(torch._foreach_norm(gradients, 2)))
    if bool(torch.isfinite(norm)):
        if self.clip > 0.0:
            torch._foreach_mul_(gradients, torch.clamp(self.clip / (norm + 1e-6), None, 1.0))
        self.t[0].add_(1)
        for group in range(len(self.adam)):
            self.update(gradients, group, float(rates[group]))
        if len(self.e) > 0:
            torch._foreach_lerp_(self.e, self.p, 1.0 - float(averaging))
    torch.set_grad_enabled(True)
    return torch.stack([loss.detach(), norm])

def update(self, gradients: List[Tensor], group: int, rate: float):
    p = self.part(self.p, group)
    g = self.part(gradients, group)
    m: List[Tensor] = []                              # empty is what plain descent wants
    if self.beta1[group] > 0.0:
        m = self.part(self.m, group)
    if self.adam[group]:
        torch._fused_adamw_(p, g, m, self.part(self.s, group), [], self.part(self.t, group),
                            lr=rate, beta1=self.beta1[group], beta2=self.beta2[group],
                            weight_decay=self.decay[group], eps=self.eps[group], amsgrad=False, maximize=False)
    else:
        torch._fused_sgd_(p, g, m, weight_decay=self.decay[group], momentum=self.beta1[group], lr=rate,
                          dampening=0.0, nesterov=False, maximize=False, is_first_step=False)

# Appends instead of a slice: PyTorch takes the elements of a sliced list for new tensors, and then
# drops updates of them as having no effect.
def part(self, all: List[Tensor], group: int) -> List[Tensor]:
    part: List[Tensor] = []
    for i in range(self.starts[group], self.starts[group + 1]):
        part.append(all[i])
    return part

def put_state(self, p: List[Tensor], m: List[Tensor], s: List[Tensor], t: List[Tensor]) -> int:
    self.p = p
    self.m = m
    self.s = s
    self.t = t
    return len(p)

def put_averages(self, e: List[Tensor]) -> int:
    self.e = e
    return len(e)

def copy(self, targets: List[Tensor], sources: List[Tensor]) -> int:
    for i in range(len(targets)):
        targets[i].copy_(sources[i])
    return len(targets)
