#!/usr/bin/env python3
"""Writes special_kolmogorov.tsv: Smirnov's and Kolmogorov's statistics of many rows (mpmath, gmpy2).

Columns: function (smirnov or kolmogorov), n, d, cdf, sf, log density.  The formulae are those of
families_special.py: the sum of Birnbaum and Tingey, and Durbin's matrix.  The rows "limit" are of
Kolmogorov's limit law, at sqrt(n) d = d with n = 0, and hold the logarithms of cdf and sf: the
theta series 1 - 2 sum (-1)^(k - 1) exp(-2 k^2 d^2), with digits to spare for its cancellation.
The rows "power" are of Kolmogorov's statistic of so many rows that Durbin's matrix has to be
squared, with 500 bits, and hold logarithms too.

usage: special_kolmogorov.py > special_kolmogorov.tsv
"""
import os
import sys

import gmpy2
import numpy
from mpmath import exp, log, mp, mpf, nstr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from families_special import durbin, ksone_sf, precisely  # noqa: E402


def row(name, n, d, cdf, sf, log_density):
    print("\t".join([name, str(n), float(d).hex()] +
                    [nstr(v, 20, min_fixed=0, max_fixed=0) for v in (cdf, sf, log_density)]),
          flush=True)


def durbin_power(n, d):
    """families_special.durbin by repeated squaring, with gmpy2's numbers."""
    k = int(gmpy2.floor(n * d)) + 1
    h = k - n * d
    m = 2 * k - 1
    inverse = [gmpy2.mpfr(1)]
    for i in range(1, m + 1):
        inverse.append(inverse[-1] / i)
    square = numpy.array([[inverse[i - j + 1] if i - j + 1 >= 0 else gmpy2.mpfr(0)
                           for j in range(m)] for i in range(m)], dtype=object)
    for i in range(m):
        square[i, 0] = square[m - 1, m - 1 - i] = (1 - h ** (i + 1)) * inverse[i + 1]
    square[m - 1, 0] = (1 - 2 * h ** m + max(gmpy2.mpfr(0), 2 * h - 1) ** m) * inverse[m]
    vector = numpy.array([gmpy2.mpfr(i == k - 1) for i in range(m)], dtype=object)
    left = n
    while True:
        if left % 2:
            vector = vector.dot(square)
        left //= 2
        if left == 0:
            return vector[k - 1] * gmpy2.exp(gmpy2.lngamma(gmpy2.mpfr(n + 1)) -
                                             n * gmpy2.log(gmpy2.mpfr(n)))
        square = square.dot(square)


def power_row(n, d):
    gmpy2.get_context().precision = 500
    h = gmpy2.mpfr(10) ** -40
    here, there = durbin_power(n, gmpy2.mpfr(d)), durbin_power(n, gmpy2.mpfr(d) + h)
    row("power", n, d, *[mpf(str(v)) for v in (gmpy2.log(here), gmpy2.log1p(-here),
                                               gmpy2.log((there - here) / h))])


def main():
    print("# function, n, d, cdf, sf, log density; written by special_kolmogorov.py (mpmath, gmpy2)")
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
    mp.dps = 40
    for n, points in [(100, [0.168, 0.172, 0.22]), (300, [0.107, 0.129]),
                      (900, [0.018, 0.019]), (2000, [0.004, 0.0086, 0.04]),
                      (10000, [0.00011, 0.00026, 0.001, 0.00169, 0.00171, 0.0027]),
                      (100000, [0.00014, 0.0002, 0.0003]), (1000000, [1.04e-5, 4e-5])]:
        for d in points:
            power_row(n, d)


if __name__ == "__main__":
    main()
