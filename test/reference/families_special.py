#!/usr/bin/env python3
"""Writes families_special.tsv: families that rest on special functions of their own.

The same table as families.tsv, by the machinery of families.py beside this file, from textbook
formulae with as many digits as they cancel: alternating sums for irwinhall, kstwobign and ksone,
Durbin's matrix for kstwo.

usage: families_special.py [family ...] > families_special.tsv
"""
import os
import sys

from mpmath import binomial, exp, factorial, floor, log, loggamma, mp, mpf, pi

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families as base  # noqa: E402
import special_landau as landau  # noqa: E402
from families import PLUS, R, UNIT, family, gamma_p, gamma_q, real  # noqa: E402

base.FAMILIES.clear()
del base.LARGE[:]
# 1e-4000 would take sums of thousands of terms with thousands of digits
del base.PROBABILITIES[0]


def precisely(digits, f):
    """f() with so many digits more, of which the result keeps the usual ones."""
    before = mp.dps
    mp.dps = before + int(digits)
    try:
        return f()
    finally:
        mp.dps = before


# ---------- erlang ----------

family("erlang", PLUS, real(1, 4, 60), lambda s, y: (s[0] - 1) * log(y) - y - loggamma(s[0]),
       lambda s, y: gamma_p(s[0], y), lambda s, y: gamma_q(s[0], y))


# ---------- irwinhall: Laplace's alternating sum ----------

def uniform_sum(n, y, power):
    return sum((-1) ** k * binomial(n, k) * (y - k) ** power for k in range(int(floor(y)) + 1))


def irwinhall_digits(n, y):
    return 40 + 2 * n + n * max(0, -log(y, 10)) if y > 0 else 40


def irwinhall_cdf(s, y):
    n = int(s[0])
    if y > mpf(n) / 2:
        return 1 - irwinhall_sf(s, y)
    return +precisely(irwinhall_digits(n, y), lambda: uniform_sum(n, y, n) / factorial(n))


def irwinhall_sf(s, y):
    n = int(s[0])
    if y > mpf(n) / 2:
        return irwinhall_cdf(s, precisely(400, lambda: n - y))
    return 1 - irwinhall_cdf(s, y)


def irwinhall_logpdf(s, y):
    n = int(s[0])
    y = precisely(400, lambda: min(y, n - y))
    return +precisely(irwinhall_digits(n, y),
                      lambda: log(uniform_sum(n, y, n - 1) / factorial(n - 1)))


family("irwinhall", lambda s: (0, s[0]), real(1, 2, 3, 12, 40, 41, 150), irwinhall_logpdf,
       irwinhall_cdf, irwinhall_sf)


# ---------- kstwobign: the alternating series ----------

def limit_digits(y):
    """exp(-pi^2 / 8y^2) is what is left of terms near 1."""
    return 20 + pi ** 2 / (8 * y * y) / log(10)


def limit_sum(y, term):
    total, k = mpf(0), 1
    while True:
        t = term(k) * exp(-2 * k * k * y * y)
        total -= (-1) ** k * t
        if abs(t) < mpf(10) ** -(mp.dps + 320):
            return total
        k += 1


def kstwobign_sf(s, y):
    if y == 0:
        return mpf(1)
    if y < mpf("0.01"):
        return mpf(1)
    return +precisely(limit_digits(y), lambda: 2 * limit_sum(y, lambda k: 1))


def kstwobign_cdf(s, y):
    if y < mpf("0.01"):
        return mpf(0)
    return +precisely(limit_digits(y), lambda: 1 - 2 * limit_sum(y, lambda k: 1))


family("kstwobign", PLUS, [()],
       lambda s, y: +precisely(2 * limit_digits(y),
                               lambda: log(8 * y * limit_sum(y, lambda k: k * k))),
       kstwobign_cdf, kstwobign_sf)


# ---------- ksone: the sum of Birnbaum and Tingey, all terms or those missing ----------

def smirnov_sum(n, y, first, last):
    return sum(binomial(n, j) * y * (y + mpf(j) / n) ** (j - 1) * (1 - y - mpf(j) / n) ** (n - j)
               for j in range(first, last + 1))


def positive_terms(n, y):
    return precisely(50, lambda: int(min(floor(n * (1 - y)), n - 1)))


def ksone_sf(s, y):
    n = int(s[0])
    return +precisely(100, lambda: smirnov_sum(n, y, 0, positive_terms(n, y)))


def ksone_cdf(s, y):
    n = int(s[0])
    return +precisely(100 + n, lambda: smirnov_sum(n, y, positive_terms(n, y) + 1, n))


def ksone_logpdf(s, y):
    n = int(s[0])

    def derivative():
        total = mpf(0)
        for j in range(0, positive_terms(n, y) + 1):
            x = mpf(j) / n
            total -= binomial(n, j) * ((y + x) ** (j - 1) * (1 - y - x) ** (n - j) +
                                       y * (j - 1) * (y + x) ** (j - 2) * (1 - y - x) ** (n - j) -
                                       y * (y + x) ** (j - 1) * (n - j) *
                                       (1 - y - x) ** (n - j - 1))
        return log(total)
    return +precisely(400, derivative)


family("ksone", UNIT, real(1, 2, 5, 20, 150), ksone_logpdf, ksone_cdf, ksone_sf)


# ---------- kstwo: Durbin's matrix ----------

def durbin(n, d):
    """Marsaglia, Tsang and Wang (2003), with 1 - h^m and its like as they stand there."""
    k = int(floor(n * d)) + 1
    h = k - n * d
    m = 2 * k - 1
    matrix = [[1 / factorial(i - j + 1) if i - j + 1 >= 0 else mpf(0) for j in range(m)]
              for i in range(m)]
    for i in range(m):
        matrix[i][0] = (1 - h ** (i + 1)) / factorial(i + 1)
        matrix[m - 1][m - 1 - i] = (1 - h ** (i + 1)) / factorial(i + 1)
    matrix[m - 1][0] = (1 - 2 * h ** m + max(0, 2 * h - 1) ** m) / factorial(m)
    v = [mpf(0)] * m
    v[k - 1] = mpf(1)
    for _ in range(n):
        v = [sum(v[i] * matrix[i][j] for i in range(max(0, j - 1), m)) for j in range(m)]
    return v[k - 1] * factorial(n) / mpf(n) ** n


def kstwo_cdf(s, y):
    n = int(s[0])
    if y >= mpf(1) / 2:
        return 1 - 2 * ksone_sf(s, y)
    return +precisely(40, lambda: durbin(n, y))


def kstwo_sf(s, y):
    n = int(s[0])
    if y >= mpf(1) / 2:
        return 2 * ksone_sf(s, y)
    return +precisely(40, lambda: 1 - durbin(n, y))


def kstwo_logpdf(s, y):
    n = int(s[0])
    if y >= mpf(1) / 2:
        return log(2) + ksone_logpdf(s, y)
    h = mpf(10) ** -60 * (y - mpf(1) / (2 * n))
    # to the right, because a jump of the density may be at y
    return +precisely(120, lambda: log((durbin(n, y + h) - durbin(n, y)) / h))


family("kstwo", lambda s: (1 / (2 * s[0]), 1), real(1, 2, 5, 20, 70), kstwo_logpdf, kstwo_cdf,
       kstwo_sf)


# ---------- landau: the stable distribution of exponent 1 and skewness 1 ----------

def of_landau(f):
    def g(s, y):
        before = mp.dps
        mp.dps = 30
        value = f(pi / 2 * y + log(pi / 2))
        mp.dps = before
        return value
    return g


family("landau", R, [()], lambda s, y: of_landau(landau.log_pdf)(s, y) + log(pi / 2),
       lambda s, y: mpf(0) if y < -9 else exp(of_landau(landau.log_cdf)(s, y)),
       lambda s, y: mpf(1) if y < -9 else exp(of_landau(landau.log_sf)(s, y)))


if __name__ == "__main__":
    base.main()
