#!/usr/bin/env python3
"""Writes special_kolmogorov.tsv: Smirnov's and Kolmogorov's statistics of many rows (mpmath).

Columns: function (smirnov or kolmogorov), n, d, cdf, sf, log density.  The formulae are those of
families_special.py: the sum of Birnbaum and Tingey, and Durbin's matrix.  The rows "limit" are of
Kolmogorov's limit law, at sqrt(n) d = d with n = 0, and hold the logarithms of cdf and sf: the
theta series 1 - 2 sum (-1)^(k - 1) exp(-2 k^2 d^2), with digits to spare for its cancellation.

usage: special_kolmogorov.py > special_kolmogorov.tsv
"""
import os
import sys

from mpmath import exp, log, mp, mpf, nstr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from families_special import durbin, ksone_sf, precisely  # noqa: E402


def row(name, n, d, cdf, sf, log_density):
    print("\t".join([name, str(n), float(d).hex()] +
                    [nstr(v, 20, min_fixed=0, max_fixed=0) for v in (cdf, sf, log_density)]),
          flush=True)


def main():
    print("# function, n, d, cdf, sf, log density; written by special_kolmogorov.py (mpmath)")
    mp.dps = 40
    for n, points in [(301, [0.002, 0.01, 0.04, 0.1, 0.5, 0.8]),
                      (1500, [0.0005, 0.002, 0.01, 0.03, 0.1, 0.4]),
                      (4000, [0.0005, 0.005, 0.02, 0.2])]:
        for d in map(mpf, points):
            h = mpf(10) ** -15 * d
            here, there = ksone_sf([n], d), ksone_sf([n], d + h)
            row("smirnov", n, d, 1 - here, here, log((here - there) / h))
    for n, points in [(200, [0.02, 0.05, 0.1, 0.14]), (300, [0.02, 0.05, 0.1]),
                      (900, [0.01, 0.02, 0.035, 0.05, 0.06])]:
        for d in map(mpf, points):
            h = mpf(10) ** -15 * d
            here, there = (precisely(20, lambda: durbin(n, at)) for at in (d, d + h))
            row("kolmogorov", n, d, here, 1 - here, log((there - here) / h))
    for z in map(mpf, [0.03, 0.05, 0.1, 0.2, 0.4, 0.7, 0.81, 0.83, 1, 1.5, 2, 4, 10, 25]):
        mp.dps = 40 + int(1 / z ** 2 + z ** 2)
        terms = range(1, int(4 * mp.dps ** 0.5 / z) + 3)
        upper = 2 * sum((-1) ** (k - 1) * exp(-2 * (k * z) ** 2) for k in terms)
        density = 8 * z * sum((-1) ** (k - 1) * k ** 2 * exp(-2 * (k * z) ** 2) for k in terms)
        row("limit", 0, z, log(1 - upper), log(upper), log(density))


if __name__ == "__main__":
    main()
