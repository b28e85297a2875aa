#!/usr/bin/env python3
"""Fits with their measures, computed from the rows by scipy and numpy alone.

Writes metrics.tsv: per case the recipe of the rows (test/unit/test_metrics.c makes the same ones), the
family, bounds, the maximum-likelihood parameters by a general optimiser on the (truncated) likelihood, and
log-likelihood, KS, AD and CvM of the rows from the fitted distribution function by their textbook formulae,
and standard errors by differences of the likelihood.
"""
import numpy as np
from scipy import optimize, stats

INF = np.inf


def rows_of(recipe, n):
    """Rows that C can make in the same way: quantiles at (i + 1/2) / n, perhaps rounded or cut."""
    p = (np.arange(n) + 0.5) / n
    if recipe == "gumbel":
        return 3 - 2 * np.log(-np.log(p))
    if recipe == "weibull":
        return 4 * (-np.log1p(-p)) ** (1 / 1.5)
    if recipe == "logistic_cut":  # a logistic distribution seen above 1 only
        c = 1 / (1 + np.exp(-0.5))
        u = c + p * (1 - c)
        return 2 * np.log(u / (1 - u))
    if recipe == "ties":  # every value eight times
        return np.repeat(4 * (-np.log1p(-(np.arange(n // 8) + 0.5) / (n // 8))) ** (1 / 1.5), 8)
    raise ValueError(recipe)


def negative(dist, build, x, lower, upper):
    def f(u):
        d = dist(*build(u))
        mass = 0.0
        if np.isfinite(lower) and not np.isfinite(upper):
            mass = d.logsf(lower)
        elif np.isfinite(lower) or np.isfinite(upper):
            mass = np.log(d.cdf(upper) - d.cdf(lower))
        value = -(d.logpdf(x).sum() - len(x) * mass)
        return value if np.isfinite(value) else 1e300
    return f


def statistics(x, d, lower, upper):
    below = d.cdf(lower) if np.isfinite(lower) else 0.0
    above = d.sf(upper) if np.isfinite(upper) else 0.0
    mass = 1 - below - above
    s = np.sort(x)
    f = (d.cdf(s) - below) / mass
    g = (d.sf(s) - above) / mass
    n = len(s)
    i = np.arange(1, n + 1)
    ks = max((i / n - f).max(), (f - (i - 1) / n).max())
    ad = -n - ((2 * i - 1) * (np.log(f) + np.log(g[::-1]))).sum() / n
    cvm = 1 / (12 * n) + ((f - (2 * i - 1) / (2 * n)) ** 2).sum()
    return ks, ad, cvm


def errors(f, build, u):
    """Standard errors from the observed information in the parameters themselves."""
    theta = np.array([p for p in build(u) if p != 0])
    back = {2: lambda t: [t[0], np.log(t[1])]} if build is loc_scale else {2: lambda t: list(np.log(t))}
    n = len(theta)
    h = 1e-3 * np.maximum(np.abs(theta), 0.05)
    hessian = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for a in (1, -1):
                for b in (1, -1):
                    t = theta.copy()
                    t[i] += a * h[i]
                    t[j] += b * h[j]
                    total += a * b * f(back[n](t))
            hessian[i, j] = total / (4 * h[i] * h[j])
    return np.sqrt(np.diag(np.linalg.inv(hessian)))


def loc_scale(u):
    return u[0], np.exp(u[1])


def shape_scale(u):
    return np.exp(u[0]), 0, np.exp(u[1])


CASES = [
    ("gumbel", 1000, "gumbel_r", stats.gumbel_r, loc_scale, [3, 1], -INF, INF),
    ("gumbel", 1000, "norm", stats.norm, loc_scale, [4, 1], -INF, INF),
    ("gumbel", 1000, "logistic", stats.logistic, loc_scale, [4, 1], -INF, INF),
    ("weibull", 1000, "weibull_min", stats.weibull_min, shape_scale, [0.4, 1.4], -INF, INF),
    ("weibull", 1000, "gamma", stats.gamma, shape_scale, [0.4, 1], -INF, INF),
    ("weibull", 1000, "lognorm", stats.lognorm, shape_scale, [0, 1], -INF, INF),
    ("logistic_cut", 1000, "logistic", stats.logistic, loc_scale, [0, 0.7], 1, INF),
    ("logistic_cut", 1000, "norm", stats.norm, loc_scale, [0, 1], 1, INF),
    ("logistic_cut", 1000, "gumbel_r", stats.gumbel_r, loc_scale, [0, 1], 1, 40),
    ("weibull", 1000, "gamma", stats.gamma, shape_scale, [0.4, 1], -INF, 20),
    ("gumbel", 3000, "norm", stats.norm, loc_scale, [4, 1], -INF, INF),
    ("ties", 800, "weibull_min", stats.weibull_min, shape_scale, [0.4, 1.4], -INF, INF),
    ("ties", 800, "lognorm", stats.lognorm, shape_scale, [0, 1], -INF, INF),
]

print("# made by metrics.py: recipe, family, rows, bounds, free, parameters (shape,) loc, scale;")
print("# log-likelihood, ks, ad, cvm; standard errors of the free parameters")
for recipe, n, name, dist, build, start, lower, upper in CASES:
    x = rows_of(recipe, n)
    f = negative(dist, build, x, lower, upper)
    best = optimize.minimize(f, start, method="Nelder-Mead",
                             options=dict(xatol=1e-10, fatol=1e-10, maxiter=20000, maxfev=20000))
    params = build(best.x)
    ks, ad, cvm = statistics(x, dist(*params), lower, upper)
    values = [n, lower, upper, len(best.x), len(params), *params, -best.fun, ks, ad, cvm,
              *errors(f, build, best.x)]
    print("\t".join([recipe, name] + ["%.12g" % v for v in values]))
