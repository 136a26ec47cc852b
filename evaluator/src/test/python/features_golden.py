"""Small files of features and statistics as numpy and safetensors write them, good ones and bad ones.

Usage: python features_golden.py ../resources/org/genhowto/evaluator/files
"""
import sys, pathlib
import numpy as np
from numpy.lib import format
from safetensors.numpy import save_file

out = pathlib.Path(sys.argv[1])
x = np.arange(4)[:, None] * 10 + np.arange(3)[None] + 0.5
mu, sigma = np.array([0.1, 2, -3]), np.array([[1, 0.3, 0], [0.3, 2, 0], [0, 0, 1e-9]])


def npy(name, array, **how):
    np.save(out / name, array, **how)


npy("f4.npy", x.astype("<f4"))
npy("f8.npy", x)
npy("f4-big.npy", x.astype(">f4"))
npy("f8-big-fortran.npy", np.asfortranarray(x.astype(">f8")))
npy("fortran.npy", np.asfortranarray(x.astype("<f4")))
with open(out / "version2.npy", "wb") as f:
    format.write_array(f, x.astype("<f4"), version=(2, 0))
np.savez_compressed(out / "clean-fid.npz", feats=x.astype("<f4"))
np.savez(out / "single.npz", x)
np.savez_compressed(out / "pytorch-fid.npz", mu=mu, sigma=sigma)
save_file({"features": x.astype("<f4")}, out / "features.safetensors")
save_file({"features": x}, out / "f64.safetensors")
npy("f2.npy", x.astype("<f2"))
save_file({"features": x.astype("<f2")}, out / "half.safetensors")
save_file({"features": x, "flags": np.ones(2, bool)}, out / "beside.safetensors")
save_file({"mu": mu, "sigma": sigma}, out / "statistics.safetensors")

npy("i8.npy", np.ones((2, 2), "<i8"))
npy("f16.npy", np.ones((2, 2), np.longdouble))
npy("complex.npy", np.ones((2, 2), "<c8"))
npy("object.npy", np.array([["a", 1]], dtype=object), allow_pickle=True)
npy("structured.npy", np.zeros(3, dtype=[("a", "<f4")]))
npy("flat.npy", x[0, :].repeat(2)[:4])
npy("cube.npy", np.ones((2, 2, 2)))
npy("nan.npy", np.array([[1, 2], [np.nan, 3]]))
npy("huge.npy", np.array([[1, 1e200], [2, 3]]))
npy("empty.npy", np.ones((0, 3)))
npy("one.npy", np.ones((1, 3)))
save_file({"features": np.ones((2, 2), bool)}, out / "flags.safetensors")
save_file({"a": x, "b": x}, out / "strange.safetensors")
np.savez(out / "names.npz", a=x, b=x)
np.savez(out / "sigma.npz", sigma=sigma)
np.savez(out / "lopsided.npz", mu=mu[:2], sigma=np.array([[1, 0.5], [0.2, 1]]))
np.savez(out / "mismatch.npz", mu=mu[:2], sigma=sigma)
