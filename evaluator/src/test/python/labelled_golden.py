"""Labelled features as numpy and safetensors write them, and what scikit-learn 1.2.2's classifier reaches on them.

Usage: python labelled_golden.py ../resources/org/genhowto/evaluator/files/labelled
The features are whole numbers below 128, which every form holds exactly. Videos for validation are drawn as java.util.Random draws them.
"""
import json, math, pathlib, struct, sys, warnings
import numpy as np, scipy, sklearn
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


class Random:
    """java.util.Random."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & (2**48 - 1)

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & (2**48 - 1)
        value = self.state >> (48 - count)
        return value - 2**count if value >= 2 ** (count - 1) and count == 32 else value

    def below(self, bound):
        if bound & (bound - 1) == 0:
            return (bound * self.bits(31)) >> 31
        while True:
            bits = self.bits(31)
            if bits - bits % bound + bound - 1 < 2**31:
                return bits % bound


def aside(videos, seed):
    """A tenth of the videos, as Collections.shuffle puts them in front."""
    distinct, random = sorted(set(videos)), Random(seed)
    for size in range(len(distinct), 1, -1):
        other = random.below(size)
        distinct[size - 1], distinct[other] = distinct[other], distinct[size - 1]
    return set(distinct[: max(1, math.floor(0.1 * len(distinct) + 0.5))])


def side(seed, n, d, classes):
    random = np.random.default_rng(seed)
    y = np.arange(n) % classes
    x = random.normal(0, 24, (n, d))
    x[np.arange(n), y] += 32
    return np.clip(np.round(x), -127, 127), y


def fit(x, y, c, bound, *asked):
    """A classifier whose predictions do not hang on where exactly the search ends: a row at a border is no golden number."""
    fitted = LogisticRegression(C=c, max_iter=bound).fit(x, y)
    further = LogisticRegression(C=c, max_iter=1000, tol=1e-9).fit(x, y)
    for rows in asked:
        if (fitted.predict(rows) != further.predict(rows)).any():
            raise ArithmeticError("a row at a border")
    return fitted


def trial(x, y, videos, tx, ty, seed, penalties, bounds):
    held = np.isin(videos, list(aside(videos, seed)))
    best = (-1,)
    for c in penalties:
        for bound in bounds:
            fitted = fit(x[~held], y[~held], c, bound, x[held])
            accuracy = fitted.score(x[held], y[held])
            if accuracy > best[0]:
                best = (accuracy, c, bound)
    fitted = fit(x, y, best[1], best[2], tx)
    return {"c": best[1], "maxIterations": best[2], "validationAccuracy": best[0], "accuracy": fitted.score(tx, ty)}


N, T, D, K = 120, 80, 6, 4
published = ([1e-7, 5e-7, 1e-6, 1e-5, 1e-4], [25, 100, 250])
wide = ([1e-6, 1e-5, 1e-4, 1e-3, 1e-2], [25, 100])
videos = np.array([str(i // 4 * 7 % 101) for i in range(N)])
for attempt in range(1000):
    try:
        x, y = side(2 * attempt, N, D, K)
        tx, ty = side(2 * attempt + 1, T, D, K)
        golden = {"published": [trial(x, y, videos, tx, ty, seed, *published) for seed in range(5)],
                  "wide": [trial(x, y, videos, tx, ty, seed, *wide) for seed in range(5)],
                  "rows": [trial(x, y, np.array(["%09d" % i for i in range(N)]), tx, ty, seed, *wide) for seed in range(5)]}
        break
    except ArithmeticError:
        pass
np.savez_compressed(out / "train.npz", feats=x.astype("<f4"), labels=y, videos=videos)
np.savez_compressed(out / "test.npz", feats=tx.astype("<f4"), labels=ty)

# The same training rows in other forms and under other names.
np.savez(out / "other-names.npz", features=np.asfortranarray(x.astype(">f8")), label=y.astype(">i4"), groups=videos.astype("S"), more=np.array([None]))
np.savez(out / "half.npz", feats=x.astype("<f2"), y=y.astype("u1"), video=videos.astype("i8"))
np.savez(out / "float-labels.npz", feats=x, labels=y.astype("f8")[:, None], videos=videos.astype(">U5"))
save_file({"features": x.astype("f4"), "labels": y.astype("i8"), "videos": videos.astype("i4"), "flags": np.ones(2, bool)}, out / "train.safetensors")
np.save(out / "x.npy", x.astype(">f2"))
np.save(out / "y.npy", y.astype("i2"))
np.save(out / "v.npy", videos.astype("u2"))
brain = (x.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
whole = y.astype("<i8").tobytes()
names = videos.astype("<i8").tobytes()
entries = {"feats": ("BF16", [N, D], brain), "labels": ("I64", [N], whole), "groups": ("I64", [N], names)}
header, at = {}, 0
for name, (kind, shape, data) in entries.items():
    header[name] = {"dtype": kind, "shape": shape, "data_offsets": [at, at + len(data)]}
    at += len(data)
text = json.dumps(header).encode()
(out / "brain.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + brain + whole + names)

# What is refused.
np.savez(out / "no-labels.npz", feats=x, a=y)
np.savez(out / "names.npz", a=x, b=y)
np.savez(out / "text-labels.npz", feats=x, labels=np.array(["cut apple"] * N))
np.savez(out / "negative.npz", feats=x, labels=y - 1)
np.savez(out / "fraction.npz", feats=x, labels=y + 0.5)
np.savez(out / "nan.npz", feats=np.where(np.arange(D) == 2, np.nan, x), labels=y)
np.savez(out / "fewer.npz", feats=x, labels=y[:-1])
np.savez(out / "fewer-videos.npz", feats=x, labels=y, videos=videos[1:])
np.savez(out / "float-videos.npz", feats=x, labels=y, videos=np.arange(N) / 2)
np.savez(out / "empty.npz", feats=x[:0], labels=y[:0])
np.savez(out / "integers.npz", feats=x.astype("i4"), labels=y)
np.savez(out / "objects.npz", feats=x, labels=np.array([None] * N))
np.savez(out / "one-class.npz", feats=x, labels=y * 0 + 3)
np.savez(out / "gap.npz", feats=x, labels=np.where(y == 2, 1, y))
np.savez(out / "one-video.npz", feats=x, labels=y, videos=np.array(["a"] * N))
np.savez(out / "narrow.npz", feats=tx[:, :5], labels=ty)
np.savez(out / "unknown.npz", feats=tx, labels=np.where(ty == 3, 7, ty))
np.savez(out / "few-classes.npz", feats=tx[ty < 2], labels=ty[ty < 2])

json.dump({"versions": {"sklearn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}, **golden},
          open(out / "golden.json", "w"), indent=1)
