# Type 7 is float64. Statistics on double tensors, by PyTorch's BLAS and LAPACK. N and M rows, D dimensions, K classes.

# Rounding of sums of products, relative to the largest: the double's, with room for long sums.
def rounding(self) -> float:
    return 2e-15

# Largest share of the traces that a quick way may cost; else the slower, exact way is taken.
def allowance(self) -> float:
    return 1e-11

def mean(self, x: Tensor) -> Tensor:
    mean = torch.mean(x, [0])
    return mean + torch.mean(x - mean, [0])

# A (N, D) with A'A the covariance of rows (N, D).
def scaled(self, x: Tensor, mean: Tensor) -> Tensor:
    return (x - mean) / torch.sqrt(float(x.size(0) - 1))

# A'A (D, D) of A (N, D), by blocks of columns of which only the upper ones are multiplied.
def gram(self, a: Tensor) -> Tensor:
    d = a.size(1)
    g = torch.zeros([d, d], dtype=7)
    step = 256
    for i in range((d + step - 1) // step):
        start = i * step
        left = torch.t(torch.slice(a, 1, start, start + step, 1))
        rows = torch.slice(g, 0, start, start + step, 1)
        block = torch.copy_(torch.slice(rows, 1, start, d, 1), torch.matmul(left, torch.slice(a, 1, start, d, 1)))
    return torch.triu(g) + torch.t(torch.triu(g, 1))

# The rows of a matrix (N, M) sum to zero, so that it has one rank less than rows: a reflection that turns their sum into
# the first row, which is left out.
def reflected(self, a: Tensor) -> Tensor:
    n = float(a.size(0))
    v = torch.ones([a.size(0)], dtype=7)
    first = torch.add_(torch.select(v, 0, 0), torch.sqrt(n))
    turned = torch.addr(a, v, torch.matmul(v, a), beta=1, alpha=-1 / (n + torch.sqrt(n)))
    return torch.slice(turned, 0, 1, a.size(0), 1)

# R (D, D) with R'R = C by Cholesky, and a bound of what that costs beside a set of trace `other`: the change of
# tr (C C')^1/2 by a change E of C is at most |E| (tr C^-1 tr C')^1/2 / 2. Huge where C is singular.
def cholesky(self, c: Tensor, other: Tensor) -> Tuple[Tensor, float]:
    factor, info = torch.linalg_cholesky_ex(c)
    cost = 1e308
    if int(info) == 0:
        inverse = torch.linalg_solve_triangular(factor, torch.eye(c.size(0), dtype=7), upper=False)
        most = torch.linalg_norm(c)
        cost = float(most * torch.sqrt(torch.sum(inverse * inverse) * other)) * self.rounding() / 2
    return torch.t(factor), cost

# R with R'R = A'A of A (N, D), N > D; as exact as A is, whatever its rank.
def root_of_rows(self, a: Tensor, own: Tensor, other: Tensor) -> Tensor:
    root, cost = self.cholesky(self.gram(a), other)
    if cost <= self.allowance() * float(own + other):
        return root
    q, r = torch.linalg_qr(a, "r")
    return r

# R with R'R = C; directions in which C is zero up to rounding are left out.
def root_of_covariance(self, c: Tensor, other: Tensor) -> Tensor:
    root, cost = self.cholesky(c, other)
    if cost <= self.allowance() * float(torch.trace(c) + other):
        return root
    values, vectors = torch.linalg_eigh(c)
    kept = self.places(torch.gt(values, torch.max(values) * (self.rounding() * c.size(0))))
    roots = torch.sqrt(torch.index_select(values, 0, kept))
    return torch.unsqueeze(roots, 1) * torch.t(torch.index_select(vectors, 1, kept))

# Sum of the singular values of a matrix: roots of the eigenvalues of its Gram matrix, unless rounding takes too much of
# the small ones.
def nuclear_norm(self, product: Tensor, traces: Tensor) -> Tensor:
    if product.size(0) > product.size(1):
        product = torch.t(product)
    if product.numel() == 0:
        return torch.zeros([], dtype=7)
    squares = torch.linalg_eigvalsh(torch.matmul(product, torch.t(product)))
    error = self.rounding() * torch.max(squares)
    if float(error) == 0.0:
        return torch.sum(torch.linalg_svdvals(product))
    values = torch.sqrt(torch.clamp_min(squares, 0.0))
    cost = torch.sum(torch.minimum(torch.sqrt(error), error / (2 * values)))
    if float(cost) <= self.allowance() * float(traces):
        return torch.sum(values)
    return torch.sum(torch.linalg_svdvals(product))

# Frechet distance of rows (N, D) and (M, D), which are overwritten. Only features that change in both sets have part in
# the product of the two roots.
def frechet_of_rows(self, x: Tensor, y: Tensor) -> Tensor:
    mean_x = torch.mean(x, [0])
    mean_y = torch.mean(y, [0])
    a = torch.sub_(x, mean_x)
    b = torch.sub_(y, mean_y)
    sizes_a = torch.square(torch.linalg_vector_norm(a, 2, [0])) / (a.size(0) - 1)
    sizes_b = torch.square(torch.linalg_vector_norm(b, 2, [0])) / (b.size(0) - 1)
    own = torch.sum(sizes_a)
    other = torch.sum(sizes_b)
    both = self.places(torch.logical_and(torch.gt(sizes_a, 0), torch.gt(sizes_b, 0)))
    if both.size(0) < a.size(1):
        a = torch.index_select(a, 1, both)
        b = torch.index_select(b, 1, both)
    distance = torch.sum(torch.square(mean_x - mean_y)) + own + other
    return distance - 2 * self.nuclear_norm(self.product_of_roots(a, b, own, other), own + other)

# A B' over the roots of N-1 and M-1, of A (N, D) and B (M, D), or what stands for them.
def product_of_roots(self, a: Tensor, b: Tensor, own: Tensor, other: Tensor) -> Tensor:
    scale = torch.sqrt(float(a.size(0) - 1)) * torch.sqrt(float(b.size(0) - 1))
    flat_a = a.size(0) <= a.size(1)
    flat_b = b.size(0) <= b.size(1)
    if not flat_a:
        a = self.root_of_rows(a, own * (a.size(0) - 1), other * (a.size(0) - 1))
    if not flat_b:
        b = self.root_of_rows(b, other * (b.size(0) - 1), own * (b.size(0) - 1))
    product = torch.matmul(a, torch.t(b)) / scale
    if flat_a:
        product = self.reflected(product)
    if flat_b:
        product = torch.t(self.reflected(torch.t(product)))
    return product

# Frechet distance of means (D) and covariances (D, D).
def frechet_of_covariances(self, mean_x: Tensor, c: Tensor, mean_y: Tensor, e: Tensor) -> Tensor:
    own = torch.trace(c)
    other = torch.trace(e)
    both = self.places(torch.logical_and(torch.gt(torch.diagonal(c), 0), torch.gt(torch.diagonal(e), 0)))
    c = torch.index_select(torch.index_select(c, 0, both), 1, both)
    e = torch.index_select(torch.index_select(e, 0, both), 1, both)
    norm = torch.zeros([], dtype=7)
    if both.size(0) > 0:
        norm = self.nuclear_norm(
            torch.matmul(self.root_of_covariance(c, other), torch.t(self.root_of_covariance(e, own))), own + other)
    return torch.sum((mean_x - mean_y) * (mean_x - mean_y)) + own + other - 2 * norm

# What each row of A (N, D) has in tr (A'A B'B)^1/2: the diagonal of (A B'B A')^1/2.
def shares(self, a: Tensor, b: Tensor) -> Tensor:
    q, r = torch.linalg_qr(a, "reduced")
    product = torch.matmul(r, torch.t(b))
    u, s, v = torch.linalg_svd(product, False)
    turned = torch.matmul(q, u)
    return torch.sum(turned * turned * s, [1])

# Influence of each row of X (N, D) on its Frechet distance to Y (M, D), up to a constant: the distance's derivative
# by the row's weight.
def influence(self, x: Tensor, y: Tensor) -> Tensor:
    mean_x = self.mean(x)
    mean_y = self.mean(y)
    a = self.scaled(x, mean_x)
    b = self.scaled(y, mean_y)
    towards = 2 * torch.matmul(x - mean_x, mean_x - mean_y)
    root = b
    if b.size(0) > b.size(1):
        unused, root = torch.linalg_qr(b, "r")
    return towards + (x.size(0) - 1) * (torch.sum(a * a, [1]) - self.shares(a, root))

# (x.y/D + 1)^3 for the rows x of X (N, D) and y of Y (M, D).
def kernel(self, x: Tensor, y: Tensor) -> Tensor:
    base = torch.add_(torch.div_(torch.matmul(x, torch.t(y)), x.size(1)), 1)
    return base * base * base

# Sums of the kernel over the other rows of X (N, D), for each row; of a pair of blocks only one is computed.
def kernel_within(self, x: Tensor) -> Tensor:
    sums = torch.zeros([x.size(0)], dtype=7)
    step = 512
    for i in range((x.size(0) + step - 1) // step):
        start = i * step
        pairs = self.kernel(torch.slice(x, 0, start, start + step, 1), torch.slice(x, 0, start, x.size(0), 1))
        own = torch.fill_(torch.diagonal(pairs), 0)
        rows = torch.slice(sums, 0, start, start + step, 1)
        rows = torch.add_(rows, torch.sum(pairs, [1]))
        others = torch.slice(sums, 0, start + step, x.size(0), 1)
        others = torch.add_(others, torch.sum(torch.slice(pairs, 1, step, pairs.size(1), 1), [0]))
    return sums

# Sums of the kernel over the rows of Y (M, D) for each row of X (N, D), then over those of X for each row of Y.
def kernel_across(self, x: Tensor, y: Tensor) -> Tensor:
    rows = torch.zeros([x.size(0)], dtype=7)
    columns = torch.zeros([y.size(0)], dtype=7)
    step = 512
    for i in range((x.size(0) + step - 1) // step):
        start = i * step
        pairs = self.kernel(torch.slice(x, 0, start, start + step, 1), y)
        part = torch.copy_(torch.slice(rows, 0, start, start + step, 1), torch.sum(pairs, [1]))
        columns = columns + torch.sum(pairs, [0])
    return torch.cat([rows, columns])

# Products of digits: rows X (N, D) with signs (N, 1) -> three or six matrices (D, D) of whole numbers below 2^53, which
# are exact in any order of summation: see Moments.
def digits(self, x: Tensor) -> Tensor:
    high = torch.round(x * 2048.0)
    low = torch.round((x - high / 2048.0) * 2147483648.0)
    top = torch.round(high / 1048576.0)
    return torch.stack([low, high - top * 1048576.0, top])

def product(self, signs: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return torch.matmul(torch.t(x * signs), y)

def twofold(self, signs: Tensor, x: Tensor, y: Tensor) -> Tensor:
    once = self.product(signs, x, y)
    return once + torch.t(once)

# Rows of two digits: coefficients of 2^0, 2^20 and 2^40; of three also of 2^60 and 2^80.
def digit_products(self, x: Tensor, signs: Tensor) -> Tensor:
    all = self.digits(x)
    low = torch.select(all, 0, 0)
    middle = torch.select(all, 0, 1)
    top = torch.select(all, 0, 2)
    first = self.product(signs, low, low)
    second = self.twofold(signs, low, middle)
    third = self.product(signs, middle, middle)
    if bool(torch.any(torch.ne(top, 0))):
        third = third + self.twofold(signs, low, top)
        return torch.stack([first, second, third, self.twofold(signs, middle, top), self.product(signs, top, top)])
    return torch.stack([first, second, third])

def digit_sums(self, x: Tensor, signs: Tensor) -> Tensor:
    return torch.sum(self.digits(x) * signs, [1])

# Indices of what is true.
def places(self, flags: Tensor) -> Tensor:
    return torch.squeeze(torch.nonzero(flags), 1)

# Cross-entropy of the classes `one` (N, K), 1 at each row's class, with a penalty on the weights, and its gradient:
# rows X (N, D+1) end in a 1, weights (K, D+1) in the intercepts.
def cross_entropy(self, weights: Tensor, x: Tensor, one: Tensor, inverse: Tensor) -> Tuple[Tensor, Tensor]:
    logs = torch.log_softmax(torch.matmul(x, torch.t(weights)), 1)
    penalised = torch.clone(weights)
    intercepts = torch.zero_(torch.select(penalised, 1, x.size(1) - 1))
    value = torch.sum(penalised * penalised) * inverse / 2 - torch.sum(logs * one)
    return value, torch.matmul(torch.t(torch.exp(logs) - one), x) + penalised * inverse

def with_intercept(self, x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones([x.size(0), 1], dtype=7)], 1)
