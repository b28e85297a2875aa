#!/usr/bin/env python3
"""Landau's distribution to 30 digits: the Chebyshev coefficients in src/core/special/landau.c and
the reference table special_landau.tsv (x, log density, log cdf, log sf in Landau's own variable).

Two integrals: along the line through the saddle point of the Laplace transform exp(s log s) for
the density and the cdf, along the real axis for the upper tail.  They agree in the middle.

usage: special_landau.py coefficients | table
"""
import sys

from mpmath import cos, exp, log, log1p, mp, mpc, mpf, pi, quad, re, sin, sqrt

mp.dps = 30


def line(x, divisor):
    """Of exp(s x + s log s) / (2 pi i), divided by s for the cdf."""
    centre = exp(-x - 1)
    if divisor:
        centre = max(centre, mpf(1) / 4)
    level = centre * x + centre * log(centre)

    def f(v):
        s = mpc(centre, v)
        value = exp(s * x + s * log(s) - level)
        return re(value / s) if divisor else re(value)

    width = sqrt(centre)
    points = [0, width, 3 * width, 7 * width, 14 * width + 5, 30 * width + 20, 60 * width + 60]
    return log(quad(f, points) / pi) + level


def real_axis(x, divisor):
    def f(t):
        value = exp(-t * log(t) - x * t) * sin(pi * t)
        return value / t if divisor else value

    return log(quad(f, [0, mpf(1) / 8, mpf(1) / 2, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 25]) / pi)


def scaled(u, divisor):
    """u^2 times the density, or u times the upper tail, at x = u + log u."""
    e = 1 / u

    def f(s):
        value = exp(-s - e * s * log(s)) * sin(pi * e * s)
        return value / (e * s) if divisor else value / e

    return log(quad(f, [0, mpf(1) / 8, 1, 2, 4, 7, 11, 16, 24, 36, 60, 90]) / pi)


def log_pdf(x):
    return line(x, False) if x < 1 else real_axis(x, False) if x < 20 else far(x, False)


def far(x, divisor):
    u = x - log(x)
    for _ in range(8):
        u *= (1 + x - log(u)) / (1 + u)
    return scaled(u, divisor) - (1 if divisor else 2) * log(u)


def log_cdf(x):
    return line(x, True) if x < 3 else log1p(-exp(log_sf(x)))


def log_sf(x):
    if x < mpf("0.5"):
        return log1p(-exp(log_cdf(x)))
    return real_axis(x, True) if x < 20 else far(x, True)


def left(f, power):
    """Without what the saddle point gives: a smooth function of v = 1 / w = exp(x + 1)."""
    def g(v):
        if v < mpf(10) ** -12:
            return mpf(0)
        x = log(v) - 1
        return f(x) + 1 / v - power * log(1 / v) / 2 + log(2 * pi) / 2
    return g


def right(divisor):
    return lambda e: mpf(0) if e < mpf(10) ** -14 else scaled(1 / e, divisor)


PIECES = [
    ("left_pdf", left(log_pdf, 1), 0, 1),
    ("left_cdf", left(log_cdf, -1), 0, 1),
    ("low_pdf", log_pdf, -1, mpf("1.4")),
    ("low_cdf", log_cdf, -1, mpf("1.4")),
    ("high_pdf", log_pdf, mpf("1.4"), mpf("5.4")),
    ("high_sf", log_sf, mpf("1.4"), mpf("5.4")),
    ("right_pdf", right(False), 0, mpf("0.25")),
    ("right_sf", right(True), 0, mpf("0.25")),
]


def coefficients():
    n = 40
    for name, f, a, b in PIECES:
        nodes = [cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
        values = [f((a + b) / mpf(2) + (b - a) / mpf(2) * x) for x in nodes]
        c = [2 * sum(v * cos(pi * j * (2 * k + 1) / (2 * n)) for k, v in enumerate(values)) / n
             for j in range(n)]
        c[0] /= 2
        while abs(c[-1]) < mpf(10) ** -17:
            c.pop()
        print("static const double %s[] = {%s};" % (name, ", ".join(mp.nstr(v, 17) for v in c)))


def table():
    print("# written by special_landau.py (mpmath): x, log density, log cdf, log sf")
    for x in [mpf(v) / 16 for v in range(-96, 160, 7)] + [mpf(2) ** (mpf(k) / 2)
                                                         for k in range(7, 60, 3)]:
        x = mpf(float(x))
        print("\t".join([float(x).hex()] + [mp.nstr(v, 20, min_fixed=0, max_fixed=0)
                                            for v in (log_pdf(x), log_cdf(x), log_sf(x))]))


if __name__ == "__main__":
    coefficients() if sys.argv[1:] == ["coefficients"] else table()
