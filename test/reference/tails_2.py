#!/usr/bin/env python3
"""Writes tails_2.tsv: far tails of families with formulae that cancel, or with alternating sums.

For shapes from the smallest to the largest that are met, at doubles whose tail probabilities run
from 1e-300 through the middle to 1e-300 on the other side: family, shapes (hexadecimal floats), y
(likewise), logpdf, logcdf, logsf to 20 digits, by the formulae of families_bounded_logistic.py,
families_special.py and families_bessel.py beside this file with as many digits as they cancel.
(Those that take integrals are in tails_integrals.c.)

usage: tails_2.py [family ...] > tails_2.tsv
"""
import os
import sys

import mpmath
from mpmath import inf, log, log1p, mp, mpf, nstr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families as base  # noqa: E402
import families_bounded_logistic as bounded  # noqa: E402

FORMULAE = dict(base.FAMILIES)
import families_special as special  # noqa: E402

FORMULAE.update(base.FAMILIES)
import families_bessel as bessel  # noqa: E402

TARGETS = [mpf(10) ** -300, mpf(10) ** -150, mpf(10) ** -30, mpf(10) ** -12, mpf("1e-4"),
           mpf("0.05"), mpf("0.4")]
DIGITS = 40
CLOSENESS = {"argus": 1e-10}  # of points; the default is that of families.py
mp.dps = DIGITS


def with_digits(digits, f):
    before = mp.dps
    mp.dps = digits
    try:
        return f()
    finally:
        mp.dps = before


# ---------- tails by formulae ----------

def by_formula(name):
    logpdf, cdf, sf, support, _ = FORMULAE[name]
    closeness = CLOSENESS.get(name, 1e-4)

    def rows(s, targets):
        lower, upper = support(s) if callable(support) else support
        points = set()
        for p in targets:
            def search():
                points.add(base.find(lambda y: cdf(s, y), p, True, lower, upper, closeness))
                points.add(base.find(lambda y: sf(s, y), p, False, lower, upper, closeness))
            with_digits(30, search)
        for y in sorted(points - {None}):
            ym = mpf(y)
            yield y, logpdf(s, ym), cdf(s, ym), sf(s, ym)
    return rows


def by_tails(logpdf, tails, lower, upper):
    """`tails` gives both, each from positive terms."""
    def rows(s, targets):
        points = set()
        for p in targets:
            for side in (0, 1):
                def search():
                    points.add(base.find(lambda y: tails(s, y, side), p, side == 0, lower, upper))
                with_digits(18, search)
        for y in sorted(points - {None}):
            ym = mpf(y)
            yield y, logpdf(s, ym), tails(s, ym, 0), tails(s, ym, 1)
    return rows


# ---------- the families ----------

def tukeylambda(s, targets):
    """At logits t of the probability; that of the rounded y by bisection and Newton's method."""
    lam = s[0]

    def quantile(t):
        p, q = 1 / (1 + mpmath.exp(-t)), 1 / (1 + mpmath.exp(t))
        y = t if lam == 0 else (p ** lam - q ** lam) / lam
        return y, q * p ** lam + p * q ** lam

    for p in sorted(targets):
        t = log(p) - log1p(-p)
        for sign in (1, -1):
            y = float(with_digits(400, lambda: quantile(sign * t)[0]))

            if abs(y) > 1e300 or (lam > 0 and abs(y) >= float(1 / lam)):
                continue

            def solve():
                low, high = mpf(-1500), mpf(1500)
                for _ in range(60):
                    middle = (low + high) / 2
                    if quantile(middle)[0] < mpf(y):
                        low = middle
                    else:
                        high = middle
                root = (low + high) / 2
                for _ in range(4):
                    value, slope = quantile(root)
                    root -= (value - mpf(y)) / slope
                logpdf = -log(2 + 2 * mpmath.cosh(root)) - log(quantile(root)[1])
                return logpdf, 1 / (1 + mpmath.exp(-root)), 1 / (1 + mpmath.exp(root))
            yield (y,) + with_digits(400, solve)


def mirrored_kstwo(s, targets):
    points = set()
    for p in targets:
        def search():
            points.add(base.find(lambda y: special.kstwo_cdf(s, y), p, True, 1 / (2 * s[0]), 1))
            points.add(base.find(lambda y: 2 * special.ksone_sf(s, y), p, False, 1 / (2 * s[0]), 1))
        with_digits(30, search)
    for y in sorted(points - {None}):
        ym = mpf(y)
        yield y, special.kstwo_logpdf(s, ym), special.kstwo_cdf(s, ym), special.kstwo_sf(s, ym)


FAMILIES = {
    "anglit": (by_formula, [()]),
    "arcsine": (by_formula, [()]),
    "cosine": (by_formula, [()]),
    "semicircular": (by_formula, [()]),
    "rdist": (by_formula, [(0.05,), (1,), (2.5,), (30,), (1e4,)]),
    "argus": (by_formula, [(1e-3,), (0.05,), (0.3,), (1.5,), (6,), (40,), (1e3,)]),
    "bradford": (by_formula, [(1e-9,), (1e-3,), (0.3,), (20,), (1e6,), (1e15,)]),
    "loguniform": (by_formula, [(1, 1 + 1e-8), (1e-3, 1), (1, 1e4), (1e-300, 1e300)]),
    "reciprocal": (by_formula, [(0.5, 7)]),
    "wrapcauchy": (by_formula, [(1e-9,), (0.05,), (0.3,), (0.9,), (0.9999,), (1 - 1e-9,)]),
    "crystalball": (by_formula, [(0.01, 1.001), (0.4, 1.3), (1, 2), (2, 5), (3, 30), (8, 3),
                                 (12, 1e6), (0.01, 1e6)]),
    "dpareto_lognorm": (by_tails(bessel.dpareto_lognorm, lambda s, y, side: with_digits(
        1200, lambda: bessel.dpareto_lognorm_tails(s, y))[side], 0, inf),
                        [(0, 0.5, 2, 3), (0, 1e-3, 1, 1), (3, 0.01, 40, 0.3), (0, 10, 0.3, 0.2),
                         (0, 1, 1e3, 1e3), (0, 0.3, 1e6, 1.5), (0, 3, 5, 1), (-20, 1, 2, 2),
                         (0, 1e-5, 2, 3), (3, 1e-5, 0.005, 40), (-2, 1e-4, 2e5, 0.01),
                         (0, 1e-5, 1e6, 1e6)]),
    "kappa4": (by_formula, [(0, 0), (1e-9, 1e-9), (-1e-6, 1e-6), (1e-3, 0.3), (5e-4, -0.3),
                            (-1, -0.3), (1, 1), (1.4, 1.3), (-1e3, 0.2), (20, -5), (-4, 20),
                            (0.01, 0), (0.1, -20)]),
    "kstwobign": (by_formula, [()]),
    "ksone": (by_formula, [(1,), (3,), (10,), (100,), (1000,)]),
    "kstwo": (mirrored_kstwo, [(1,), (3,), (10,), (50,), (200,)]),
    "landau": (by_formula, [()]),
    "skewcauchy": (by_formula, [(-0.999999,), (-0.5,), (0,), (0.3,), (1 - 1e-9,)]),
    "jf_skew_t": (by_formula, [(0.1, 0.1), (0.5, 20), (2, 2), (1e3, 5), (1e4, 1e4), (0.05, 100)]),
    "rel_breitwigner": (by_formula, [(1e-4,), (0.05,), (0.5,), (10,), (1e3,), (1e8,)]),
    "trapezoid": (by_formula, [(0, 1), (0.2, 0.7), (0.5, 0.5), (0, 0.5), (1e-10, 1 - 1e-10),
                               (0.3, 1), (0.25, 0.9999)]),
    "truncexpon": (by_formula, [(1e-9,), (1e-3,), (1,), (10,), (100,), (1e4,), (1e15,)]),
    "truncpareto": (by_formula, [(0, 3), (1e-10, 5), (-3, 30), (2, 1 + 1e-10), (8, 1e4),
                                 (0.01, 1e15), (1e4, 1.1), (-1e4, 1.01), (1e8, 2)]),
    "truncweibull_min": (by_formula, [(0.7, 0.01, 2.5), (1.5, 0, 1), (3.5, 0.5, 0.8),
                                      (0.02, 1e-9, 1e9), (200, 0.5, 1.01), (1, 5, 5.0001),
                                      (1, 30, 100)]),
    "tukeylambda": (tukeylambda,
                    [(-20,), (-3,), (-1,), (-0.1,), (-1e-9,), (0,), (1e-9,), (0.14,), (0.5,), (1,),
                     (1.5,), (2,), (3,), (8,), (50,)]),
    "erlang": (by_formula, [(1,), (3,), (50,), (1e4,)]),
    "irwinhall": (by_formula, [(1,), (2,), (3,), (10,), (40,), (41,), (150,), (1000,)]),
}


def column(v):
    return "-inf" if v == -inf else nstr(v, 20, min_fixed=0, max_fixed=0)


def rows(name):
    make, shapes = FAMILIES[name]
    function = make(name) if make is by_formula else make
    for shape in shapes:
        s = [mpf(v) for v in shape]
        for y, logpdf, lower, upper in function(s, TARGETS):
            if not (lower > mpf(10) ** -307 and upper > mpf(10) ** -307):
                continue
            # whichever is the larger loses nothing as the complement of the other
            log_lower = log(lower) if lower < upper else log1p(-upper)
            log_upper = log(upper) if upper <= lower else log1p(-lower)
            yield "\t".join([name] + [float(v).hex() for v in shape] + [y.hex()] +
                            [column(v) for v in (logpdf, log_lower, log_upper)])


def main():
    print("# family, shapes, y, logpdf, logcdf, logsf; written by tails_2.py (mpmath)")
    for name in sys.argv[1:] or sorted(FAMILIES):
        for line in rows(name):
            print(line, flush=True)


if __name__ == "__main__":
    main()
