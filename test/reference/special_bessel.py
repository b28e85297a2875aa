#!/usr/bin/env python3
"""Writes special_bessel.tsv: logs of modified Bessel functions, 30 digits or more.

K is the integral of exp(nu t - x cosh t) / 2 over the real line by the trapezoidal rule, which
converges exponentially for it; I is its power series of positive terms or, for large x, mpmath's.
Where mpmath's own besselk is quick, both are compared here.  A row is: function, order and
argument (argument alone for i0e, k0e, k1e), value.
Needs mpmath; run as  python3 special_bessel.py > special_bessel.tsv
"""
import math
import random

from mpmath import mp, mpf

mp.dps = 40
rng = random.Random(20240118)


def row(name, value, *args):
    print(name, *[repr(float(x)) for x in args], repr(float(value)), sep="\t")


def log_k(nu, x):
    nu, x = abs(mpf(nu)), mpf(x)
    top = mp.asinh(nu / x)
    at_top = nu * top - x * mp.cosh(top)
    # the width of the peak bounds the step; far from the peak all varies over lengths near 1
    step = min(mpf(1) / 16, mp.sqrt(1 / mp.hypot(nu, x)) / 3)
    # exp(step) by one multiplication a point
    total = mpf(0)
    for sign in (1, -1):
        t, up, ratio = top, mp.exp(top) / 2 * x, mp.exp(sign * step)
        down, inverse = mp.exp(-top) / 2 * x, mp.exp(-sign * step)
        first = True
        while True:
            exponent = nu * t - up - down - at_top
            if exponent < -100:
                break
            if not (first and sign < 0):
                total += mp.exp(exponent)
            first = False
            t += sign * step
            up *= ratio
            down *= inverse
    return at_top + mp.log(total * step / 2)


def log_i(nu, x):
    nu, x = mpf(nu), mpf(x)
    if x > 3e4 and nu * nu < x:
        return mp.log(mp.besseli(nu, x))
    quarter, term, total, k = x * x / 4, mpf(1), mpf(1), 0
    while term > total * mpf(10) ** -38 or k * (nu + k) < quarter:
        k += 1
        term *= quarter / (k * (nu + k))
        total += term
    return nu * mp.log(x / 2) - mp.loggamma(nu + 1) + mp.log(total)


def random_argument(lo, hi):
    return math.exp(rng.uniform(math.log(lo), math.log(hi)))


def table_k():
    cases = [(nu, x) for nu in (0.0, 0.25, 0.5, 1.0, 2.5, 7.3, 29.999, 30.0, 75.5, 1e3, 1e4)
             for x in (1e-300, 1e-8, 0.3, 2.0, 2.0000001, 17.0, 660.0, 1e4, 1e8)]
    cases += [(-3.2, 0.7), (-40.0, 5.0), (-0.5, 3.0), (1e-9, 1e-9), (0.4999999, 1.0), (0.5000001, 1.0),
              (1.4999999, 5.0), (1.5000001, 5.0)]
    cases += [(nu, nu * 0.6627434193491816 * (1 + d)) for nu in (31.0, 500.0, 1e4)
              for d in (0.0, 1e-7, -1e-3, 0.01)]
    # where log K is near 0
    cases += [(nu, nu * z) for nu in (35.0, 700.0, 1e4) for z in (0.299, 0.301, 1.499, 1.501)]
    cases += [(rng.uniform(0, 30), random_argument(1e-6, 100)) for _ in range(150)]
    cases += [(random_argument(20, 1e4), random_argument(1e-3, 1e5)) for _ in range(60)]
    for nu, x in cases:
        value = log_k(nu, x)
        if abs(nu) < 30 and 1e-3 < x < 100:
            assert abs(value - mp.log(mp.besselk(mpf(nu), mpf(x)))) < mpf(10) ** -25, (nu, x)
        row("log_k", value, nu, x)


def table_i():
    cases = [(nu, x) for nu in (-0.999999, -0.5, -0.3, 0.0, 0.5, 1.0, 4.6, 12.0, 29.999, 30.0, 75.5, 1e3)
             for x in (1e-300, 1e-8, 0.3, 2.0, 30.0, 30.001, 72.1, 449.0, 451.0, 1e4, 1e8)]
    cases += [(1e4, x) for x in (1e-300, 1.0, 6.6e3, 6627.434193491816, 2e4, 1e8 + 1)]
    cases += [(nu, nu * nu / 2 * (1 + d)) for nu in (8.0, 15.0, 29.0) for d in (-1e-9, 1e-9)]
    cases += [(rng.uniform(-1, 30), random_argument(1e-6, 1000)) for _ in range(150)]
    cases += [(random_argument(20, 1e3), random_argument(1e-3, 1e4)) for _ in range(50)]
    for nu, x in cases:
        row("log_i", log_i(nu, x), nu, x)


def table_scaled():
    for x in [0.5, 1.0, 2.0, 8.0, 1e-300, 1e-10] + [random_argument(1e-6, 1e5) for _ in range(60)]:
        y = mpf(x)
        row("log_i0e", log_i(0, x) - y, x)
        row("k0e", mp.exp(y + log_k(0, x)), x)
        row("k1e", mp.exp(y + log_k(1, x)), x)


print("# Written by special_bessel.py (mpmath): function, order (if any), argument, value")
table_k()
table_i()
table_scaled()
