#!/usr/bin/env python3
"""Truncated distributions at many digits: writes truncated.tsv.  Needs mpmath.

Columns: family, shapes..., loc, scale, from, to, x, logpdf, logcdf, logsf.  Probabilities of
intervals are closed forms of the tail on whose side the interval lies, or of its upper incomplete
gamma function; nothing here is from bestfit.
"""
from mpmath import mp, mpf, inf, erfc, exp, expm1, gammainc, gamma, log, pi, sqrt, nstr, quad

mp.dps = 250


def normal(a, b):
    if a == -inf and b == inf:
        return mpf(1)
    if a < 0 and b <= 0:
        a, b = -b, -a
    upper = lambda x: mpf(2) if x == -inf else mpf(0) if x == inf else erfc(x / sqrt(mpf(2)))
    return (upper(a) - upper(b)) / 2


def normal_pdf(y):
    return exp(-y * y / 2) / sqrt(2 * pi)


def exponential(a, b):
    return exp(-a) - (0 if b == inf else exp(-b))


def gamma_of(k):
    return (lambda a, b: (gammainc(k, a) - (0 if b == inf else gammainc(k, b))) / gamma(k),
            lambda y: y ** (k - 1) * exp(-y) / gamma(k))


def cauchy(a, b):
    from mpmath import atan
    if a > 0:
        upper = lambda x: mpf(0) if x == inf else atan(1 / x)
        return (upper(a) - upper(b)) / pi
    bound = lambda x: -pi / 2 if x == -inf else pi / 2 if x == inf else atan(x)
    return (bound(b) - bound(a)) / pi


cases = []


def case(name, shapes, loc, scale, probability, density, a, b, xs):
    a, b, loc, scale = mpf(a), mpf(b), mpf(loc), mpf(scale)
    y = lambda x: x if abs(x) == inf else (x - loc) / scale
    mass = probability(y(a), y(b))
    for x in xs:
        x = mpf(x)
        values = (log(density(y(x)) / scale / mass), log(probability(y(a), y(x)) / mass),
                  log(probability(y(x), y(b)) / mass))
        columns = [name] + ["%r" % float(s) for s in shapes + [loc, scale, a, b, x]]
        print("\t".join(columns + [nstr(v, 25) for v in values]))


print("# family\tshapes...\tloc\tscale\tfrom\tto\tx\tlogpdf\tlogcdf\tlogsf: see truncated.py")
case("norm", [], 50, 10, normal, normal_pdf, 0, 100, [0.5, 20, 50, 99.5])
case("norm", [], 0, 1, normal, normal_pdf, 0.5, inf, [0.5 + 2.0 ** -40, 1, 5, 38])
case("norm", [], 0, 1, normal, normal_pdf, 8, inf, [8.0078125, 8.5, 20])
case("norm", [], 0, 1, normal, normal_pdf, 10, inf, [10.125, 30])
case("norm", [], 0, 1, normal, normal_pdf, 40, inf, [40.0078125, 41])
case("norm", [], 0, 1, normal, normal_pdf, -inf, -40, [-41, -40.0078125])
case("norm", [], 0, 1, normal, normal_pdf, 0, inf, [2.0 ** -60, 0.75])
case("norm", [], 0, 1, normal, normal_pdf, -inf, 0, [-30, -2.0 ** -60])
case("norm", [], 0, 1, normal, normal_pdf, 1, 1 + 2.0 ** -20, [1 + 2.0 ** -22, 1 + 2.0 ** -21])
case("norm", [], 1e6, 1e-3, normal, normal_pdf, 1e6 + 2.0 ** -9, inf, [1e6 + 2.0 ** -8])
case("expon", [], 0, 2, exponential, lambda y: exp(-y), 0, 1, [2.0 ** -50, 0.25, 0.9990234375])
case("expon", [], 0, 2, exponential, lambda y: exp(-y), 600, 700, [601, 690])
case("cauchy", [], 0, 1, cauchy, lambda y: 1 / (pi * (1 + y * y)), 1e8, inf, [1.5e8, 1e12])
case("cauchy", [], 0, 1, cauchy, lambda y: 1 / (pi * (1 + y * y)), -3, 5, [-2.5, 0, 4.5])
for k in (0.25, 2, 30):
    probability, density = gamma_of(mpf(k))
    case("gamma", [k], 0, 1, probability, density, 30, 31, [30.0625, 30.5, 30.9375])
    case("gamma", [k], 0, 1, probability, density, 0, 2, [2.0 ** -10, 1, 1.9375])
    case("gamma", [k], 0, 1, probability, density, 300, inf, [301, 400])
