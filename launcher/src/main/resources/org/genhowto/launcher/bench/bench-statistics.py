# Frechet distance of two .npy files as pytorch-fid 0.3.0 takes it, on one thread. Prints value and CPU seconds.
import os, sys
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import json, time
import numpy as np, scipy
from scipy import linalg

x, y = [np.load(file).astype(np.float64) for file in sys.argv[1:]]
start = time.process_time()
m1, s1, m2, s2 = x.mean(0), np.cov(x, rowvar=False), y.mean(0), np.cov(y, rowvar=False)
root = linalg.sqrtm(s1.dot(s2))
value = float((m1 - m2).dot(m1 - m2) + np.trace(s1) + np.trace(s2) - 2 * np.trace(root).real)
print(json.dumps({"value": value, "seconds": time.process_time() - start, "scipy": scipy.__version__}))
