"""Golden values of distances, intervals and tests, from pytorch-fid, clean-fid, torch-fidelity, scipy and statsmodels.

Usage: python distances_golden.py > ../resources/org/genhowto/evaluator/statistics/distances.json
Features are made by a small linear congruential generator, so that the Java test makes the very same numbers.
"""
import json, sys, warnings
import numpy as np, scipy, scipy.stats, statsmodels, torch
import statsmodels.api as sm
from importlib.metadata import version
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint
from cleanfid.fid import frechet_distance as clean_fid
from pytorch_fid.fid_score import calculate_frechet_distance as pytorch_fid
from torch_fidelity.metric_kid import kid_features_to_metric

warnings.filterwarnings("ignore")


def features(seed, n, d, scale=1.0, offset=0.0, constant=0):
    state, rows = seed, []
    for _ in range(n * d):
        state = (state * 1103515245 + 12345) % 2**31
        rows.append(np.float32(np.float32(state / 2**30 - 1) * np.float32(scale)) + np.float32(offset))
    x = np.array(rows, dtype=np.float32).reshape(n, d)
    x[:, :constant] = np.float32(0.75)
    return x


def exact(x, y):
    """By singular values of the product of the centred rows: right whatever the ranks."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    a, b = [(f - f.mean(0)) / np.sqrt(len(f) - 1) for f in (x, y)]
    diff = x.mean(0) - y.mean(0)
    root = scipy.linalg.svdvals(a @ b.T).sum()
    return float(diff @ diff + (a * a).sum() + (b * b).sum() - 2 * root)


def statistics(x):
    x = x.astype(np.float64)
    return x.mean(0), np.atleast_2d(np.cov(x, rowvar=False))


CASES = [dict(n1=50, n2=40, d=8), dict(n1=12, n2=30, d=24), dict(n1=10, n2=14, d=32), dict(n1=200, n2=150, d=16),
         dict(n1=40, n2=40, d=1), dict(n1=2, n2=2, d=3), dict(n1=60, n2=9, d=20, constant=1),
         dict(n1=60, n2=50, d=12, constant=5), dict(n1=20, n2=30, d=6, constant=6), dict(n1=90, n2=80, d=10, offset=1e6),
         dict(n1=30, n2=30, d=40, offset=1e6), dict(n1=64, n2=48, d=16, scale=1e-4), dict(n1=128, n2=128, d=64)]
out = {"versions": {name: version(name) for name in
                    ("numpy", "scipy", "statsmodels", "pytorch-fid", "clean-fid", "torch-fidelity")},
       "frechet": [], "subsets": [], "wilson": [], "mean": [], "mcnemar": [], "line": []}
for case in CASES:
    more = {k: case[k] for k in ("offset", "constant") if k in case}
    scale = case.get("scale", 1.0)
    x, y = features(7, case["n1"], case["d"], scale, **more), features(11, case["n2"], case["d"], 1.25 * scale, **more)
    values = {"exact": exact(x, y)}
    if case["n1"] > case["d"] < case["n2"] and not case.get("constant"):  # else they add 1e-6 to the diagonals
        values["pytorch-fid"] = float(pytorch_fid(*statistics(x), *statistics(y)))
        values["clean-fid"] = float(clean_fid(*statistics(x), *statistics(y)))
    out["frechet"].append(dict(case, **values))
for n1, n2, d, count, size, seed in [(40, 40, 16, 100, 40, 2020), (200, 150, 16, 10, 50, 2020), (300, 400, 8, 7, 64, 5)]:
    x, y = features(7, n1, d), features(11, n2, d, 1.25)
    kid = kid_features_to_metric(torch.from_numpy(x).double(), torch.from_numpy(y).double(), kid_subsets=count,
                                 kid_subset_size=size, rng_seed=seed, verbose=False)
    out["subsets"].append({"n1": n1, "n2": n2, "d": d, "count": count, "size": size, "seed": seed,
                           "mean": float(kid["kernel_inception_distance_mean"]),
                           "deviation": float(kid["kernel_inception_distance_std"])})
for right, of in [(0, 5), (5, 5), (1, 1), (61, 100), (233, 234), (500, 1000000)]:
    low, high = proportion_confint(right, of, method="wilson")
    out["wilson"].append({"right": right, "of": of, "low": float(low), "high": float(high)})
for n in (2, 7, 300):
    x = features(3, n, 1)[:, 0].astype(np.float64)
    low, high = scipy.stats.t.interval(0.95, n - 1, loc=x.mean(), scale=scipy.stats.sem(x))
    out["mean"].append({"n": n, "low": float(low), "high": float(high)})
for n, b, c in [(10, 0, 0), (20, 6, 0), (136, 21, 9), (2000, 310, 250), (5000, 2200, 2100)]:
    out["mcnemar"].append({"n": n, "onlyFirst": b, "onlySecond": c,
                           "probability": float(mcnemar([[n - b - c, b], [c, 0]], exact=True).pvalue)})
x, y = features(3, 15, 1)[:, 0].astype(np.float64), features(5, 15, 1)[:, 0].astype(np.float64)
fit = sm.OLS(y, sm.add_constant(x)).fit()
out["line"].append({"value": fit.params[0], "slope": fit.params[1], "error": fit.bse[0]})
json.dump(out, sys.stdout, indent=1)
