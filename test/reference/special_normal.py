#!/usr/bin/env python3
"""Writes special_normal.tsv: the functions of normal.c, owens_t.c and elementary.c at 50 digits.

A row is: function, its one or two arguments, the value.  Arguments are doubles and are taken
exactly.  Needs mpmath; run as  python3 special_normal.py > special_normal.tsv
"""
import math
import random

from mpmath import mp, mpf

mp.dps = 50
rng = random.Random(20240117)


def row(name, value, *args):
    print(name, *[repr(float(x)) for x in args], repr(float(value)), sep="\t")


def spread(lo, hi, n):
    """n doubles between lo > 0 and hi, equally spaced in the logarithm but for some noise."""
    step = math.log(hi / lo) / n
    return [lo * math.exp(step * (i + rng.random())) for i in range(n)]


def sf(z):
    return mp.erfc(mpf(z) / mp.sqrt(2)) / 2


def pdf(z):
    return mp.exp(-mpf(z) ** 2 / 2) / mp.sqrt(2 * mp.pi)


def log_ndtr(z):
    return mp.log(sf(-z)) if z < 0 else mp.log1p(-sf(z))


def log_mills(z):
    return mp.log(sf(z)) + mpf(z) ** 2 / 2 + mp.log(2 * mp.pi) / 2


def quantile_log(log_p, start):
    """z with log ndtr(z) = log_p, by Newton's method."""
    z = mpf(start)
    for _ in range(60):
        cdf = sf(-z)
        step = (mp.log(cdf) - log_p) * cdf / pdf(z)
        z -= step
        if abs(step) <= mpf(10) ** -40 * abs(z):
            return z
    raise ArithmeticError(f"quantile of exp({log_p})")


def start_for(log_p):
    """A start to the left of the root, where Newton's method on a concave function is safe."""
    return -mp.sqrt(-2 * log_p) - 1 if log_p < -0.7 else mpf(-1)


def owens_t(h, a):
    """The integral over the angle atan(x), in pieces no wider than the Gaussian factor."""
    h, a = abs(mpf(h)), mpf(a)
    sign, a = (-1 if a < 0 else 1), abs(a)
    end = mp.atan(a)
    if h == 0:
        return sign * end / (2 * mp.pi)
    widths = [mpf(k) / 2 for k in range(1, 33)]
    near = [mp.atan(w / h) for w in widths]
    near += [mpf(1) / 4 * k for k in range(1, 7)]
    if end > 0:
        near += [end * mpf(10) ** -k for k in range(1, 4)]
    end = min(end, mp.atan(16 / h))
    # on [0, 1], as mp.quad's tolerance is absolute
    points = [mpf(0)] + sorted(x / end for x in near if x < end) + [mpf(1)]
    f = lambda s: mp.exp(-(h * mp.tan(s * end)) ** 2 / 2)
    return sign * end * mp.quad(f, points) * mp.exp(-h * h / 2) / (2 * mp.pi)


def normal():
    z = [-0.5, -1.0, -1.0000001, -0.9999999, 0.5, 1.0, -2.0, 3.0, 5.0, 8.0, -8.0]
    z += [rng.uniform(-38, 9) for _ in range(60)] + [rng.uniform(-2, 2) for _ in range(30)]
    z += [1e-300, -1e-300, 1e-9, -1e-9, -37.5, -37.67, -37.9, -38.3]
    for x in z:
        row("ndtr", sf(-x), x)
    z = [x for x in z if x > -37.9] + [-38.5, -100.0, -1e3, -1e5, -1e10, -1e150, 12.0, 20.0, 30.0,
                                       37.0]
    for x in z:
        row("log_ndtr", log_ndtr(x), x)

    for x in spread(1e-18, 1e4, 60) + [1e8, 1e9, 1e100, 1e300, 0.0, 3.5, 27.0]:
        # beyond mpmath's comfort the asymptotic series ends after a few terms
        big = mpf(x)
        value = mp.exp(big ** 2) * mp.erfc(big) if x < 1e4 else (
            (1 - 1 / (2 * big ** 2) + 3 / (4 * big ** 4) - 15 / (8 * big ** 6)) / big
            / mp.sqrt(mp.pi))
        row("erfcx", value, x)
    for x in [-26.6, -26.0, -1e-10] + [-x for x in spread(1e-3, 26.5, 40)]:
        row("erfcx", mp.exp(mpf(x) ** 2) * mp.erfc(mpf(x)), x)

    for x in [-30.0, -1.0, -1.0000001, 0.3027, 1e10, 1e6, 0.0] + [rng.uniform(-30, 6)
                                                                 for _ in range(40)] + spread(
                                                                     1, 1e10, 30):
        row("log_mills", log_mills(x), x)


def quantiles():
    p = [1e-300, 1e-200, 5e-320, 0.075, 0.0749999, 0.925, 0.9250001, 0.25, 0.75, 1 - 1e-16]
    p += spread(1e-300, 0.07, 60) + [rng.random() for _ in range(40)]
    p += [1 - 2.0 ** -k for k in range(2, 54, 3)] + [0.5 + 2.0 ** -k for k in (10, 20, 40, 52)]
    p += [0.5 - 2.0 ** -k for k in (10, 20, 40, 53)]
    for x in p:
        exact = mpf(x)
        if x <= 0.5:
            value = quantile_log(mp.log(exact), start_for(mp.log(exact)))
        else:
            value = -quantile_log(mp.log(1 - exact), start_for(mp.log(1 - exact)))
        row("ndtri", value, x)

    y = [-math.log(2), -0.69, -0.7, -0.078, -0.0780001, -0.0779, -2.58, -2.5800001, -25.0, -25.001,
         -729.0, -729.001, -745.0, -1e10, -1e150, -1e-300]
    y += [-x for x in spread(1e-300, 1e-3, 30) + spread(1e-3, 1e4, 60) + spread(1e3, 1e10, 20)]
    for x in y:
        if x < -0.7:
            value = quantile_log(mpf(x), start_for(mpf(x)))
        else:
            log_q = mp.log(-mp.expm1(mpf(x)))
            value = -quantile_log(log_q, start_for(log_q))
        row("ndtri_exp", value, x)


def intervals():
    mp.dps = 90
    cases = []
    for z in [-1e8, -1e3, -40.0, -10.0, -3.0, -1.0, -0.1, 0.0, 0.3, 1.0, 2.5, 9.0, 37.0, 60.0, 1e4]:
        for width in [1e-15, 1e-9, 1e-5, 1e-3, 0.03, 0.3, 1.0, 1.5, 4.0, 30.0]:
            cases.append((z, z + width))
    for _ in range(80):
        a = rng.uniform(-12, 12)
        cases.append((a, a + math.exp(rng.uniform(-12, 3))))
    for z in [-1e10, -50.0, -2.0, 0.5, 7.0, 45.0]:
        cases += [(-math.inf, z), (z, math.inf)]
    cases += [(-40.0, 40.0), (-1e300, 1e300), (-0.5, 0.5), (-0.499, 0.5), (-1e-15, 1e-15)]
    for a, b in cases:
        if not a < b:
            continue
        x, y = mpf(a), mpf(b)
        if x > -y:
            x, y = -y, -x
        # y is the end nearer the bulk, or both are on either side of 0
        if abs(y) > 1e100 or abs(x) > 1e100 and y > 1e100:
            value = mpf(0)
        else:
            lower = mpf(0) if x < -1e100 else sf(-x)
            if y > 0 and lower + sf(y) < 0.1:
                value = mp.log1p(-(lower + sf(y)))
            else:
                value = mp.log(sf(-y) - lower)
        row("log_ndtr_diff", value, a, b)
    mp.dps = 50


def owen():
    h = [0.0, 1e-200, 1e-5, 0.01, 0.3, 1.0, 2.7, 6.0, 12.0, 25.0, 37.0]
    a = [1e-300, 1e-8, 0.02, 0.4, 0.9, 1.0, 1.0001, 1.7, 5.0, 40.0, 1e4, 1e10]
    cases = [(x, y) for x in h for y in a]
    cases += [(rng.uniform(-8, 8), math.sinh(rng.uniform(-3, 3))) for _ in range(60)]
    for x, y in cases:
        mp.dps = 30
        value = owens_t(x, y)
        if abs(value) > 1e-305:
            row("owens_t", value, x, y)
    mp.dps = 50


def elementary():
    mp.dps = 400
    for x in [s * v for v in spread(1e-12, 0.999, 40) for s in (1, -1)] + spread(1, 1e20, 10) + [
            0.5, -0.5, 1.0, 0.99999]:
        row("log1pmx", mp.log1p(mpf(x)) - mpf(x), x)
    for x in spread(1e-300, 700, 40) + spread(1e-3, 40, 40) + [math.log(2)]:
        row("log1mexp", mp.log(-mp.expm1(-mpf(x))), -x)
    for x in spread(1e-3, 700, 40):
        row("log1pexp", mp.log1p(mp.exp(mpf(x))), x)
        row("log1pexp", mp.log1p(mp.exp(mpf(-x))), -x)

    pairs = [(s * x, k) for x in spread(1e-8, 1e3, 12) for k in (1e-300, 1e-17, 1e-7, 0.1, 0.9, 3.0)
             for s in (1, -1)]
    pairs += [(x, -k) for x, k in pairs]
    pairs += [(1e-200, 1e-200), (0.999999, -1.0), (-0.3333333333, 3.0), (1e-10, 0.0), (0.7, 0.0),
              (2.5e-310, 3.0)]
    for x, k in pairs:
        y = mpf(x) * mpf(k)
        if y > -1:
            row("boxcox1p", mp.log1p(y) / mpf(k) if k else x, x, k)
        if y < 709:
            row("expm1_over", mp.expm1(y) / mpf(k) if k else x, x, k)
    row("boxcox1p", mp.log1p(mpf(1e200) * mpf(1e250)) / mpf(1e250), 1e200, 1e250)
    for x, k in [(7.1e-8, 1e10), (-700.0, -1.0), (-1e200, 1e200), (35.5, 20.0)]:
        row("expm1_over", mp.expm1(mpf(x) * mpf(k)) / mpf(k), x, k)
    mp.dps = 50


print("# Written by special_normal.py (mpmath, 50 digits): function, argument(s), value")
normal()
quantiles()
intervals()
owen()
elementary()
