#!/usr/bin/env python3
"""Writes special_beta.tsv: the functions of beta.c, beta_inc.c, beta_inverse.c to 18 digits.

A row is: function, a, b, then for lbeta the value; for the density and the ratios x, y and the value; for
the inverses the probability, x and y.  Of x and y the smaller is exact (doubles are hexadecimal), the
other is 1 less that, rounded.  I_x(a, b) is not mpmath's betainc, which fails for large shapes, but the
series of positive terms (DLMF 8.17.8) for the tail on the near side of the mean, compared with quadrature
of the density, which alone serves where the series is too long.
Needs mpmath; run as  python3 special_beta.py > special_beta.tsv
"""
import math
import random
import sys

from mpmath import exp, expm1, log, log1p, loggamma, mp, mpf, nstr, quad, sqrt

mp.dps = 60
rng = random.Random(19920918)
BITS = 320


def row(name, *values):
    """Doubles as they are, others to 18 digits."""
    print(name, *[v.hex() if isinstance(v, float) else nstr(v, 18) for v in values], sep="\t")


def log_kernel(a, b, x, y):
    """log of x^a y^b / B(a, b)"""
    with mp.workdps(140):
        return a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b)


def by_series(a, b, x, y, most=60000):
    one = 1 << BITS
    with mp.workdps(140):
        fx, top, bottom = (int(v * one) for v in (x, a + b, a + 1))
    term = total = one
    for k in range(most):
        term = term * (top + (k << BITS)) // (bottom + (k << BITS)) * fx >> BITS
        total += term
        if term < total >> 150:
            return exp(log_kernel(a, b, x, y)) / a * mpf(total) / one
    return None


def by_quadrature(a, b, x, y):
    """Over t, the distance below logit(x)."""
    slope, curvature = abs(a * y - b * x), (a + b) * x * y

    def integrand(t):
        return exp(-a * t - (a + b) * log1p(x * expm1(-t)))

    ends = [0] + [mpf(k * k) / (slope + sqrt(slope * slope + k * k * curvature)) for k in
                  (1, 2, 3, 4, 5, 6, 8, 10, 12, 14)]
    ends += [max(2 * ends[-1], 130 / a), 2 * max(2 * ends[-1], 130 / a)]
    return exp(log_kernel(a, b, x, y)) * quad(integrand, ends)


def lower(a, b, x, y):
    """I_x(a, b) for x up to about the mean"""
    value = by_series(a, b, x, y)
    if value is None or (a > 3 and rng.random() < 0.3):
        other = by_quadrature(a, b, x, y)
        if value is None:
            return other
        if not abs(value / other - 1) < 1e-25:
            sys.exit("disagreement at %s %s %s: %s %s" % (a, b, x, value, other))
    return value


def tails(a, b, x, y):
    if x <= a / (a + b):
        p = lower(a, b, x, y)
        with mp.workdps(400):
            return p, 1 - p
    q = lower(b, a, y, x)
    with mp.workdps(400):
        return 1 - q, q


def exact(x, y):
    """x and y from doubles, the smaller as it is"""
    with mp.workdps(400):
        return (mpf(x), 1 - mpf(x)) if x <= y else (1 - mpf(y), mpf(y))


def points():
    """a, b and doubles x, y"""
    shapes = [1e-5, 1e-3, 0.2, 0.9, 1.0, 2.5, 30.0, 990.0, 1010.0, 1e5, 1e8]
    for a in shapes:
        for b in shapes:
            width = 1 / math.sqrt(max(a * b / (a + b), 0.05))
            logits = [math.log(a / b) + k * width for k in (-6, -2.5, -0.5, 0.01, 1, 5, rng.uniform(-9, 9))]
            logits += [rng.uniform(-20, 20), -math.log(2 + b), math.log(2 + a)]
            for t in rng.sample(logits, 3):
                s = 1 / (1 + math.exp(abs(t)))
                # 1 - x must not lose x in the 140 digits, nor the value be below the doubles
                if s > 1e-60:
                    x, y = (s, 1 - s) if t < 0 else (1 - s, s)
                    if log_kernel(mpf(a), mpf(b), *exact(x, y)) > -2e4:
                        yield a, b, x, y


def rows():
    shapes = [1e-300, 1e-10, 1e-3, 0.7, 1.0, 3.3, 9.9, 10.1, 444.0, 1e8, 1e12]
    with mp.workdps(140):
        for a in shapes:
            for b in shapes:
                if a <= b:
                    row("lbeta", a, b, loggamma(mpf(a)) + loggamma(mpf(b)) - loggamma(mpf(a) + mpf(b)))
    for a, b, x, y in points():
        mx, my = exact(x, y)
        ma, mb = mpf(a), mpf(b)
        kernel = log_kernel(ma, mb, mx, my)
        row("log_beta_density", a, b, x, y, kernel - log(mx) - log(my))
        p, q = tails(ma, mb, mx, my)
        with mp.workdps(400):
            for name, value, other in (("p", p, q), ("q", q, p)):
                if value > mpf(10) ** -305:
                    row("beta_" + name, a, b, x, y, value)
                row("log_beta_" + name, a, b, x, y, log(value) if value < 0.5 else log1p(-other))
                given = float(value)
                if not 1e-300 < given < 1:
                    continue
                # the quantile of that double: a Newton step of second order in logit(x)
                step = (mpf(given) - value) * (1 if name == "p" else -1) / exp(kernel)
                if abs(step) < 1e-7:
                    step -= step * step / 2 * (ma * my - mb * mx)
                    growth = expm1(step)
                    row("beta_%s_inv" % name, a, b, given, mx * (1 + growth) / (1 + mx * growth),
                        my / (1 + mx * growth))


print("# Written by special_beta.py (mpmath, 60 digits): function, a, b, further arguments, value(s)")
rows()
