#!/usr/bin/env python3
"""Writes families_special.tsv and families_quadrature.tsv: families of special functions.

The same tables as families.tsv, by the machinery of families.py beside this file, from textbook
formulae with as many digits as they cancel: alternating sums for irwinhall, kstwobign and ksone,
Durbin's matrix for kstwo, integrals for landau; and, for the second table, of families whose
densities are integrals also where they are used, for studentized_range and levy_stable.

usage: families_special.py erlang irwinhall kstwobign ksone kstwo landau > families_special.tsv
       families_special.py studentized_range levy_stable > families_quadrature.tsv
"""
import os
import sys

from mpmath import (binomial, erfc, exp, expm1, factorial, floor, log, log1p, loggamma, mp, mpf, pi,
                    quad, sqrt, tan)

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


# ---------- studentized_range ----------

def normal_upper(z):
    return erfc(z / sqrt(mpf(2))) / 2


def trapezoid(f, step, first, last):
    """For functions that are analytic and as good as 0 at the ends."""
    return step * sum(f(first + i * step) for i in range(int((last - first) / step) + 1))


def range_density(k, w):
    """Hartley's integral over the midrange."""
    def f(t):
        return exp(-t * t) * (normal_upper(t - w / 2) - normal_upper(t + w / 2)) ** (k - 2)
    step = mpf(1) / (8 if k < 12 else 16)
    half = trapezoid(f, step, step, 9) + step * f(mpf(0)) / 2
    return k * (k - 1) / pi * exp(-w * w / 4) * half


def range_excess(k, w):
    """1 - P(range < w), by the integral over the largest value."""
    def f(z):
        whole = normal_upper(-z)
        return (exp(-z * z / 2) * whole ** (k - 1) *
                -expm1((k - 1) * log1p(-normal_upper(w - z) / whole)))
    return k / sqrt(2 * pi) * trapezoid(f, mpf(1) / (8 if k < 12 else 16), mpf(-11), 12)


def over_chi(k, df, q, power, f):
    """The mean of s^power f(q s), s^2 chi-square over its df, by the trapezoidal rule in log s."""
    constant = log(2) + df / 2 * log(df / 2) - loggamma(df / 2)
    step, total = min(mpf(1) / 8, mpf("0.3") / sqrt(k - 1 + df)), mpf(0)
    centre = log((k - 1 + df) / (df + q * q / 2)) / 2
    for direction in (1, -1):
        i = 0 if direction == 1 else 1
        largest = mpf(0)
        while True:
            u = centre + direction * i * step
            term = exp(constant + df * (u - exp(2 * u) / 2) + power * u) * f(k, q * exp(u))
            total += term
            largest = max(largest, term)
            if term < largest * mpf(10) ** -18:
                break
            i += 1
    return total * step


def with_25_digits(f):
    return lambda s, y: precisely(25 - mp.dps, lambda: f(s, y))


family("studentized_range", PLUS, [],
       with_25_digits(lambda s, y: log(over_chi(s[0], s[1], y, 1, range_density))),
       with_25_digits(lambda s, y: 1 - over_chi(s[0], s[1], y, 0, range_excess)),
       with_25_digits(lambda s, y: over_chi(s[0], s[1], y, 0, range_excess)))
base.LARGE += [("studentized_range", shape, middle, middle / 6)
               for shape, middle in [((2, 1), 1.4), ((3, 10), 1.6), ((1.5, 4), 0.5),
                                     ((10, 100), 3), ((50, 3), 5), ((4, 5000), 2)]]


# ---------- levy_stable: the inverse Fourier integral ----------

def fourier(s, y, f):
    """Integral over t > 0 of f(characteristic function times exp(-i t y), t)."""
    a, b = s

    def g(t):
        if a == 1:
            return f(exp(-t - 1j * t * (y + 2 / pi * b * log(t))), t)
        return f(exp(-t ** a * (1 - 1j * b * tan(pi * a / 2)) - 1j * t * y), t)
    # the phase is about t times the distance from where the density is
    rate = abs(y - (b * tan(pi * a / 2) if a != 1 else 0)) + 2
    end = 75 ** (1 / a)
    points = [mpf(0), mpf(10) ** -6, mpf(1) / 100, mpf(1) / 4]
    while points[-1] < end:
        points.append(points[-1] + 4 / rate)
    return quad(g, points)


def stable_logpdf(s, y):
    return log(fourier(s, y, lambda c, t: c.real) / pi)


def stable_sf(s, y):
    return mpf(1) / 2 + fourier(s, y, lambda c, t: c.imag / t) / pi


family("levy_stable", R, [], with_25_digits(stable_logpdf),
       with_25_digits(lambda s, y: 1 - stable_sf(s, y)), with_25_digits(stable_sf))
base.LARGE += [("levy_stable", shape, middle, spread)
               for shape, middle, spread in [((1.5, 0), 0, 1), ((1.5, 0.75), -1, 1.5),
                                             ((1.95, -0.5), 0, 0.3), ((1.25, 1), -2.5, 0.15),
                                             ((1, 0.5), 0, 2), ((1.03125, -0.5), 10, 1),
                                             ((0.9375, 0.25), 2, 1), ((0.75, -0.5), 0, 0.5)]]


if __name__ == "__main__":
    base.main()
