#!/usr/bin/env python3
"""Reference values of test_gof.c: python3 test/reference/gof.py > test/reference/gof.tsv

cvm     n, statistic, p-value                   scipy.stats.cramervonmises (Csorgo & Faraway 1996)
ad      statistic, upper tail in the limit      mpmath: Anderson & Darling's series of integrals
ad2     statistic, upper tail for two rows       numpy: area of the pairs with a larger one
cvm2    statistic, upper tail for two rows       numpy: area of a triangle outside a circle
cvmlim  the same of Cramer and von Mises
two     m, n, D, p-value without ties           scipy.stats.ks_2samp, exact
tied    six rows and six rows, D, p-value       all 924 ways to divide the twelve
area    five rows and four rows, distance       scipy.stats.wasserstein_distance
"""
import itertools

import mpmath as mp
import numpy as np
from scipy import stats

mp.mp.dps = 30
rng = np.random.default_rng(7)


def line(name, *numbers):
    print(name, *("%.17g" % float(x) for x in numbers), sep="\t")


def ad_sf(z):
    """Anderson & Darling (1952), equation 4.35."""
    total = mp.mpf(0)
    for j in range(12):
        c = (4 * j + 1) ** 2 * mp.pi ** 2 / (8 * z)
        if c > 200:
            break
        inner = mp.quad(lambda w: mp.exp(z / (8 * (w * w + 1)) - c * w * w), [0, 1, 4, 12])
        total += mp.binomial(-0.5, j) * (4 * j + 1) * mp.exp(-c) * inner
    return 1 - mp.sqrt(2 * mp.pi) / z * total


def ad_pair_sf(x):
    """Twice the area of the u_1 < u_2 with A^2 > x, over the logit of u_1 by the midpoint rule."""
    low = (np.arange(-400000, 400000) + 0.5) * ((2 * x + 60) / 400000)
    u, v = 1 / (1 + np.exp(-low)), 1 / (1 + np.exp(low))
    # of s = log(u_2 / (1 - u_2)), convex with its least value at log 3
    rest = x + 2 - np.logaddexp(0, -low) / 2 - 1.5 * np.logaddexp(0, low)

    def inside(s):
        return 0.5 * np.logaddexp(0, s) + 1.5 * np.logaddexp(0, -s) <= rest

    def end(inner, outer):
        for _ in range(70):
            middle = (inner + outer) / 2
            good = inside(middle)
            inner, outer = np.where(good, middle, inner), np.where(good, outer, middle)
        return inner
    best = np.maximum(low, np.log(3))
    left = np.where(inside(low), low, end(best, low))
    right = end(best, np.full_like(low, 4 * x + 100))
    below = np.where(inside(low), 0, 1 / (1 + np.exp(-left)) - u)
    share = np.where(inside(best), below + 1 / (1 + np.exp(right)), v)
    return 2 * np.sum(u * v * share) * (low[1] - low[0])


def cvm_pair_sf(x):
    """Twice the area of the u_1 < u_2 outside the circle about (1/4, 3/4), by the midpoint rule."""
    u = (np.arange(4000000) + 0.5) / 4000000
    square = x - 1 / 24 - (u - 0.25) ** 2
    reach = np.sqrt(np.maximum(square, 0))
    beside = np.maximum(np.minimum(0.75 - reach, 1) - u, 0)
    beyond = np.maximum(1 - np.maximum(0.75 + reach, u), 0)
    return 2 * np.mean(np.where(square <= 0, 1 - u, beside + beyond))


def cvm_sf(x):
    """Anderson & Darling (1952), equation 4.35."""
    total = mp.mpf(0)
    for j in range(12):
        c = mp.mpf(4 * j + 1) ** 2 / (16 * x)
        total += (mp.gamma(j + 0.5) / mp.gamma(j + 1) * mp.sqrt(4 * j + 1) * mp.exp(-c) *
                  mp.besselk(0.25, c))
    return 1 - total / (mp.pi ** 1.5 * mp.sqrt(x))


for n in (5, 10, 50, 400):
    for shift in (0, 0.05, 0.15):
        r = stats.cramervonmises(np.clip(rng.random(n) + shift, 0, 1), "uniform")
        line("cvm", n, r.statistic, r.pvalue)
for x in (0.25, 0.5, 1, 2.492, 3.857, 6):
    line("ad", x, ad_sf(mp.mpf(x)))
for x in (6, 10, 20):
    line("ad2", x, ad_pair_sf(x))
for x in (0.55, 0.6, 0.64, 0.66):
    line("cvm2", x, cvm_pair_sf(x))
for x in (0.03, 0.1, 0.347, 0.461, 0.743, 1.2):
    line("cvmlim", x, cvm_sf(mp.mpf(x)))
for m, n in ((5, 7), (10, 10), (20, 33), (100, 40)):
    for shift in (0, 0.3):
        r = stats.ks_2samp(rng.random(m), rng.random(n) + shift, method="exact")
        line("two", m, n, r.statistic, r.pvalue)
for spread in (2, 4):
    a = rng.integers(0, spread, 6)
    b = rng.integers(1, spread + 1, 6)
    both = np.concatenate([a, b])

    def distance(first):
        mask = np.zeros(12, bool)
        mask[list(first)] = True
        grid = np.unique(both)
        return max(abs(np.mean(both[mask] <= g) - np.mean(both[~mask] <= g)) for g in grid)
    d = distance(range(6))
    ways = [distance(c) for c in itertools.combinations(range(12), 6)]
    line("tied", *a, *b, d, np.mean(np.array(ways) >= d - 1e-9))
for _ in range(4):
    a, b = rng.normal(size=5).round(3), rng.normal(1, 2, size=4).round(3)
    line("area", *a, *b, stats.wasserstein_distance(a, b))
