"""Golden values of the evaluation numerics, from scikit-learn 1.2.2, scipy and numpy.

Usage: python make_golden.py > ../resources/org/genhowto/evaluator/statistics/golden.json
Features are made by a small linear congruential generator, so that the Java test makes the very same numbers.
"""
import json, sys, warnings
import numpy as np, scipy, scipy.linalg, sklearn
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")


def features(seed, n, d):
    state, rows = seed, []
    for _ in range(n * d):
        state = (state * 1103515245 + 12345) % 2**31
        rows.append(np.float32(state / 2**30 - 1))
    return np.array(rows, dtype=np.float32).reshape(n, d)


def labelled(seed, n, d, classes):
    x = features(seed, n, d)
    y = np.arange(n) % classes
    for i in range(n):
        x[i, y[i]] += np.float32(1.5)
    return x, y


def frechet(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    s1, s2 = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    eig = scipy.linalg.eigvals(s1 @ s2)
    root = np.sqrt(np.clip(eig.real, 0, None)).sum()
    diff = x.mean(0) - y.mean(0)
    return float(diff @ diff + np.trace(s1) + np.trace(s2) - 2 * root)


def kid(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    k = lambda a, b: (a @ b.T / x.shape[1] + 1) ** 3
    kxx, kyy, n, m = k(x, x), k(y, y), len(x), len(y)
    return float((kxx.sum() - np.trace(kxx)) / (n * (n - 1)) + (kyy.sum() - np.trace(kyy)) / (m * (m - 1))
                 - 2 * k(x, y).mean())


out = {"versions": {"sklearn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
       "frechet": [], "kernel": [], "logistic": [], "selection": []}
for n1, n2, d in [(50, 40, 8), (12, 30, 24), (10, 14, 32), (200, 150, 16)]:
    a, b = features(7, n1, d), features(11, n2, d) * np.float32(1.25)
    out["frechet"].append({"n1": n1, "n2": n2, "d": d, "value": frechet(a, b)})
    out["kernel"].append({"n1": n1, "n2": n2, "d": d, "value": kid(a, b)})
for n, d, classes, c in [(60, 6, 3, 1.0), (120, 16, 10, 0.1), (120, 16, 10, 10.0), (120, 16, 10, 1e-4), (40, 24, 4, 100.0)]:
    x, y = labelled(5, n, d, classes)
    m = LogisticRegression(C=c, max_iter=1000, tol=1e-8).fit(x.astype(np.float64), y)
    out["logistic"].append({"n": n, "d": d, "classes": classes, "c": c,
                            "weights": m.coef_.round(7).tolist(),
                            "intercepts": (m.intercept_ - m.intercept_.mean()).round(7).tolist(),
                            "predictions": m.predict(x.astype(np.float64)).tolist()})
# The paper's choice of C and max_iter: every point's accuracy on validation rows, C before max_iter, and the first best.
for n, d, classes, scale, noise in [(600, 48, 10, 60.0, 2.0), (400, 64, 4, 4.0, 6.0)]:
    x, y = features(13, n, d) * np.float32(noise), np.arange(n) % classes
    for i in range(n):
        x[i, y[i]] += np.float32(1.5)
    x *= np.float32(scale)
    aside = np.arange(n) // 7 % 10 == 9
    points = []
    for c in (1e-7, 5e-7, 1e-6, 1e-5, 1e-4):
        for bound in (25, 100, 250):
            m = LogisticRegression(C=c, max_iter=bound).fit(x[~aside].astype(np.float64), y[~aside])
            points.append({"c": c, "maxIterations": bound, "iterations": int(m.n_iter_[0]),
                           "accuracy": float(m.score(x[aside].astype(np.float64), y[aside]))})
    best = max(points, key=lambda p: p["accuracy"])
    out["selection"].append({"n": n, "d": d, "classes": classes, "scale": scale, "noise": noise, "points": points,
                             "c": best["c"], "maxIterations": best["maxIterations"]})
json.dump(out, sys.stdout)
