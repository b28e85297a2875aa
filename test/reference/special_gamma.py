#!/usr/bin/env python3
"""Writes special_gamma.tsv: the functions of gamma.c, gamma_inc.c, gamma_inverse.c to 18 digits.

A row is: function, its one or two arguments, the value.  Arguments are doubles (hexadecimal) and are
taken exactly.  P and Q are not mpmath's gammainc, which loses digits for large shapes, but the series
of positive terms for P (and that for 1 - P at a precision that survives the subtraction), up to shape
1e7; every value is compared with quadrature of the density, which alone serves above.
Needs mpmath; run as  python3 special_gamma.py > special_gamma.tsv
"""
import random
import sys

from mpmath import e1, exp, inf, log, log1p, loggamma, mp, mpf, nstr, pi, psi, quad, sqrt

mp.dps = 60
rng = random.Random(19790601)


def row(name, value, *args):
    print(name, *[float(x).hex() for x in args], nstr(value, 18), sep="\t")


def near(value):
    """The double next to value."""
    return float(value)


def log_kernel(a, x):
    """log of x^a exp(-x) / Gamma(a)"""
    with mp.workdps(120):
        return a * log(x) - x - loggamma(a)


def by_quadrature(a, x):
    """(P or Q, whether it is Q): the tail on the far side of the mean, over t = log of the ratio to x"""
    upper = x >= a
    sign = 1 if upper else -1

    def integrand(t):
        return exp(a * sign * t - x * mp.expm1(sign * t))

    # lengths: where the exponent is about -k^2 / 2, from its linear and quadratic terms
    slope = abs(a - x)
    ends = [0]
    for k in (1, 2, 3, 4, 5, 6, 8, 10, 12, 14):
        ends.append(mpf(k * k) / (slope + sqrt(slope * slope + k * k * x)))
    if not upper:
        ends.append(max(ends[-1] * 2, 130 / a))
        ends.append(ends[-1] * 2)
    return exp(log_kernel(a, x)) * quad(integrand, ends), upper


def by_series(a, x):
    """P, Q from the positive series in fixed point with enough digits for Q"""
    bits = 400 + int(max(0, 1.5 * (x - a - a * log(x / a)))) if x > a else 400
    one = 1 << bits
    with mp.workprec(bits + 200):
        fixed_x, fixed_a = int(x * one), int(a * one)
        term = total = one
        k = 0
        while term > 0 and term.bit_length() > total.bit_length() - bits:
            k += 1
            term = term * fixed_x // (fixed_a + k * one)
            total += term
        p = exp(a * log(x) - x - loggamma(a + 1)) * mpf(total) / one
        return +p, 1 - p


def tails(a, x):
    a, x = mpf(a), mpf(x)
    if a < 1e-2 and x > 0.01 and x < 700:
        # P is nearly 1; E1 times a is the leading term, the series has the digits
        p, q = by_series(a, x)
        assert abs(q / (a * e1(x)) - 1) < 40 * a, (a, x)
        return p, q
    value, upper = by_quadrature(a, x) if a > 1 else (None, None)
    if a <= 1e7:
        p, q = by_series(a, x)
        if value is not None and not abs((q if upper else p) / value - 1) < 1e-25:
            sys.exit("disagreement at %s %s: %s %s %s" % (a, x, p, q, value))
        return p, q
    with mp.workdps(400):
        return (1 - value, value) if upper else (value, 1 - value)


def plain_functions():
    for a in [1e-300, 1e-100, 1e-10, 0.5, 1 - 1e-3, 1 + 1e-9, 1 - 2.0**-40, 1.5, 2 - 1e-6, 2 + 1e-10,
              3.0, 9.999, 10.0, 171.5, 1e5, 1e17, 1e100, 1e300] + [10 ** rng.uniform(-3, 6) for _ in range(25)]:
        row("lgamma", loggamma(mpf(a)), a)
    for a in [1e-10, 1.0, 2.0, 3.0, 10.0, 1e15] + [10 ** rng.uniform(-4, 2) for _ in range(40)]:
        with mp.workdps(120):
            m = mpf(a)
            row("lgamma_stirling", loggamma(m) - ((m - 0.5) * log(m) - m + log(2 * pi) / 2), a)
    zero = near(mp.findroot(lambda t: psi(0, t), 1.46))
    for a in [1e-10, 0.25, zero, zero + 1e-12, zero - 1e-5, 1.0, 1.999, 2.001, 9.99, 10.01, 1e12] + [
            10 ** rng.uniform(-4, 4) for _ in range(30)]:
        row("digamma", psi(0, mpf(a)), a)
        row("trigamma", psi(1, mpf(a)), a)
    pairs = [(1e8, 0.5), (1e8, 1e-3), (1e8, -1e-3), (1e12, 3.0), (1e15, 0.25), (10.5, 1e-10), (3.0, 1e-12),
             (0.2, 1e-9), (1e-8, 1e-3), (1e-300, 0.1), (1.0, 1e-10), (1.0, 0.99), (5.0, 1e6), (50.0, -30.0),
             (1e4, 1e7), (7.0, -1e-8), (1e8, -0.9e8)]
    for _ in range(40):
        pairs.append((10 ** rng.uniform(0.4, 7), 10 ** rng.uniform(-6, 2)))
        pairs.append((10 ** rng.uniform(-6, -0.1), 10 ** rng.uniform(-8, -2)))
    with mp.workdps(120):
        for a, d in pairs:
            row("lgamma_delta", loggamma(mpf(a) + mpf(d)) - loggamma(mpf(a)), a, d)
    for a, x in points():
        with mp.workdps(120):
            row("log_gamma_density", log_kernel(mpf(a), mpf(x)) - log(mpf(x)), a, x)


def points():
    """Shapes and abscissae in both tails, around every border between methods."""
    some = []
    for a in [1e-10, 1e-5, 1e-3, 0.1, 0.5, 0.9, 0.999]:
        for x in [1e-300, 1e-20, 1e-3, 0.3, 0.9, 1.09, 1.11, 3.0, 30.0, 600.0]:
            some.append((a, x))
    for a in [1.0, 1.5, 2.5, 7.0, 19.9, 20.1, 60.0, 1e3, 1e5]:
        for k in [-30, -8, -3, -1, -0.1, 0, 0.5, 0.99, 1.01, 3, 8, 30]:
            if a + k * a**0.5 > 0:
                some.append((a, a + k * a**0.5))
        for f in [1e-10, 0.05, 0.59, 0.61, 1.39, 1.41, 2.5]:
            if a * f - a - a * float(log(f)) < 690:
                some.append((a, a * f))
    for a in [2e6, 1e8, 1e10, 1e12, 1e15]:
        for k in [-36, -10, -3, -1e-3, 1e-3, 1, 5, 20, 36]:
            some.append((a, a + k * a**0.5))
    return some


def ratios():
    for a, x in points():
        p, q = tails(a, x)
        for name, value in (("p", p), ("q", q)):
            if value > mpf(10) ** -305:
                row("gamma_" + name, value, a, x)
            with mp.workdps(400):
                row("log_gamma_" + name, log(value) if value < 0.5 else log1p(-(q if name == "p" else p)), a, x)
    # far beyond the range of P and Q themselves
    for a, x, name in [(1e5, 1e4, "p"), (1e10, 0.9e10, "p"), (5e5, 1e6, "q"), (1.5, 1e5, "q"), (2e4, 1.0, "p"),
                       (0.3, 1e5, "q"), (1e8, 1.1e8, "q"), (1e4, 5e4, "q")]:
        value, upper = by_quadrature(mpf(a), mpf(x))
        assert upper == (name == "q")
        row("log_gamma_" + name, log(value), a, x)


def inverse_row(a, x, upper):
    """The quantile of the double nearest to the tail at x, by one Newton step on the log scale."""
    p, q = tails(a, x)
    tail = q if upper else p
    if not mpf(10) ** -300 < tail or float(tail) == 1:
        return
    given = mpf(near(tail))
    with mp.workdps(400):
        kernel = exp(log_kernel(mpf(a), mpf(x)))
        # dp, moved to whichever tail is the smaller
        step = (given - tail) * (-1 if upper else 1) / kernel
        if abs(step) > 1e-7:
            return
        # second-order step in log x
        step -= step * step / 2 * (a - mpf(x))
        row("gamma_%s_inv" % ("q" if upper else "p"), mpf(x) * exp(step), a, near(tail))


def inverses():
    for a, x in points():
        if x > 1e-280 and a < 1e11:
            inverse_row(a, x, False)
            inverse_row(a, x, True)
    # where the quantile is a tiny power: P = x^a / Gamma(a + 1)
    for a, p in [(1e-5, 0.9941), (1e-3, 0.6), (1e-3, 0.8), (0.01, 0.01), (0.05, 1e-10), (0.3, 1e-80), (2.0, 1e-300),
                 (5.5, 1e-300), (1.0, 1e-30)]:
        x = exp((log(mpf(p)) + loggamma(mpf(a) + 1)) / a)
        assert x < 1e-8
        for _ in range(3):
            x = exp((log(mpf(p)) + loggamma(mpf(a) + 1) - log1p(-a * x / (a + 1) + a * x * x / 2 / (a + 2)
                    - a * x**3 / 6 / (a + 3))) / a)
        row("gamma_p_inv", x, a, p)


print("# Written by special_gamma.py (mpmath, 60 digits): function, argument(s), value")
plain_functions()
ratios()
inverses()
