"""Maximum-likelihood fits by scipy, for test/unit/test_fit.c.

    python3 test/reference/fits.py > test/reference/fits.tsv

Rows are quantiles of a known distribution at the numbers of a small generator that both sides have
(the middle 32 bits of a 64-bit linear congruential generator).  scipy's own fit() is not used: it
stops early.  The likelihood of the raw rows is maximised by the simplex from the truth, restarted
until it gains nothing.

Columns: family, loc free or zero, rows, log-likelihood at the maximum, number of parameters, the
true parameters (shapes, loc, scale), the estimates.
"""
import sys

import numpy as np
from scipy import optimize, stats

CASES = [
    ("norm", "free", (3, 2)), ("lognorm", "zero", (0.5, 0, 2)), ("lognorm", "free", (0.8, 10, 2)),
    ("expon", "zero", (0, 3)), ("gamma", "zero", (2.5, 0, 3)), ("gamma", "zero", (0.4, 0, 3)),
    ("gamma", "free", (4, -50, 3)), ("beta", "free", (2.5, 3.5, 0, 1)),
    ("weibull_min", "zero", (1.7, 0, 2)), ("weibull_min", "free", (3.2, 100, 15)),
    ("weibull_max", "free", (2.8, 5, 2)), ("gumbel_r", "free", (1, 2)), ("gumbel_l", "free", (1, 2)),
    ("genextreme", "free", (0.1, 1, 2)), ("genextreme", "free", (-0.2, 1, 2)),
    ("genpareto", "zero", (0.2, 0, 1)), ("genpareto", "zero", (-0.2, 0, 1)),
    ("pareto", "zero", (2, 0, 1)), ("lomax", "zero", (3, 0, 1)), ("logistic", "free", (1, 2)),
    ("fisk", "zero", (3, 0, 2)), ("laplace", "free", (1, 2)), ("cauchy", "free", (1, 2)),
    ("t", "free", (4, 1, 2)), ("uniform", "free", (1, 2)), ("triang", "free", (0.3, 1, 2)),
    ("rayleigh", "zero", (0, 2)), ("maxwell", "zero", (0, 2)), ("chi2", "zero", (5, 0, 1)),
    ("invgauss", "zero", (0.7, 0, 2)), ("invgauss", "free", (0.3, -20, 2)),
    ("invgamma", "zero", (4, 0, 2)), ("invweibull", "zero", (3, 0, 2)),
    ("burr12", "zero", (2, 1.5, 0, 2)), ("halfnorm", "zero", (0, 2)),
    ("powerlaw", "free", (2.5, 0, 1)), ("skewnorm", "free", (3, 1, 2)),
]


def uniforms(n):
    state, out = 12345, []
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append((((state >> 16) % 2**32) + 0.5) / 2**32)
    return np.array(out)


def maximum(dist, mode, truth, x):
    """Best log-likelihood and parameters; loc held at 0 if mode is zero."""
    n_shapes = len(truth) - 2
    free = [i for i in range(len(truth)) if not (mode == "zero" and i == n_shapes)]
    if dist.name == "uniform":
        best = np.array([x.min(), np.ptp(x)])
    elif dist.name == "pareto":
        best = np.array([len(x) / np.log(x / x.min()).sum(), 0, x.min()])
    elif dist.name == "laplace":
        best = np.array([np.median(x), np.abs(x - np.median(x)).mean()])
    else:
        def cost(v):
            p = np.array(truth, float)
            p[free] = v
            if p[-1] <= 0:
                return np.inf
            with np.errstate(all="ignore"):
                value = -dist.logpdf(x, *p).sum()
            return value if np.isfinite(value) else np.inf
        v, last = np.array(truth, float)[free], np.inf
        for _ in range(30):
            result = optimize.minimize(cost, v, method="Nelder-Mead", options={
                "xatol": 1e-10, "fatol": 1e-9, "maxiter": 4000, "maxfev": 4000})
            v = result.x
            if last - result.fun < 1e-7:
                break
            last = result.fun
        best = np.array(truth, float)
        best[free] = v
    return dist.logpdf(x, *best).sum(), best


def main():
    print("# " + __doc__.strip().replace("\n", "\n# "))
    for n in (200, 20000):
        u = uniforms(n)
        for name, mode, truth in CASES:
            dist = getattr(stats, name)
            x = np.where(u < 0.5, dist.ppf(u, *truth), dist.isf(1 - u, *truth))
            loglik, best = maximum(dist, mode, truth, x)
            print(name, mode, n, repr(float(loglik)), len(truth), *truth, *map(repr, map(float, best)),
                  sep="\t")
            sys.stdout.flush()


main()
