#!/usr/bin/env python3
"""Writes families.tsv: densities and probabilities of continuous families to 50 digits (mpmath).

Every family is given here by textbook formulae of its own, evaluated with so many digits that
their cancellation does not matter.  The points are doubles whose tail probabilities run from
1e-4000 through the middle to 1e-4000 on the other side, found by bisection; columns: family,
shapes (hexadecimal floats), y (likewise), logpdf, cdf, sf, log of cdf, log of sf.

usage: families.py [family ...] > families.tsv
"""
import math
import os
import struct
import sys

import mpmath
from mpmath import (atan, erf, erfc, inf, log, log1p, loggamma, mp, mpf, nstr, pi, quad, sqrt)

DIGITS = 50
mp.dps = DIGITS

PROBABILITIES = [mpf(10) ** -4000, mpf(10) ** -300, mpf(10) ** -60, mpf(10) ** -17, mpf("1e-6"),
                 mpf("0.01"), mpf("0.2"), mpf("0.49")]


def exp(x):
    """mpmath's refuses exponents that bisection tries on its way."""
    return inf if x > 10 ** 8 else mpf(0) if x < -10 ** 8 else mpmath.exp(x)


def expm1(x):
    return inf if x > 10 ** 8 else mpf(-1) if x < -10 ** 8 else mpmath.expm1(x)


def phi(z):
    return erfc(-z / sqrt(2)) / 2


def log_phi_density(z):
    return -z * z / 2 - log(2 * pi) / 2


def gamma_p(a, x):
    """Lower incomplete gamma, by its series of positive terms (or as the complement)."""
    if x == 0:
        return mpf(0)
    if x > a + 30 * sqrt(a) + 200:
        return 1 - gamma_q(a, x)
    term = total = 1 / a
    n = 0
    while term > total * mpf(10) ** -(mp.dps + 5):
        n += 1
        term *= x / (a + n)
        total += term
    return exp(a * log(x) - x - loggamma(a)) * total


def gamma_q(a, x):
    """Upper incomplete gamma, by Legendre's continued fraction (or as the complement)."""
    if x < a + 1:
        with_digits = mp.dps
        mp.dps = with_digits + 20
        p = gamma_p(a, x)
        mp.dps = with_digits
        if p < mpf("0.999"):
            return 1 - p
    b = x + 1 - a
    c = mpf(10) ** 4000
    d = 1 / b
    h = d
    n = 0
    while True:
        n += 1
        an = -n * (n - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < mpf(10) ** -(mp.dps - 4):
            return exp(a * log(x) - x - loggamma(a)) * h


def beta_tail(a, b, x, y):
    """I_x(a, b) with y = 1 - x, from the tail that is the smaller one."""
    if x == 0:
        return mpf(0)
    if y == 0:
        return mpf(1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_tail(b, a, y, x)
    if x > 0.95 and y * (a + b) < 200:
        # too slow in x; the other tail is at most 1 - exp(-200), so 87 more digits will do
        with_digits = mp.dps
        mp.dps = with_digits + 90
        p = 1 - beta_series(b, a, y, x)
        mp.dps = with_digits
        return +p
    return beta_series(a, b, x, y)


def beta_series(a, b, x, y):
    term = total = 1 / a
    n = 0
    while abs(term) > total * mpf(10) ** -(mp.dps + 5):
        term *= x * (a + b + n) / (a + 1 + n)
        n += 1
        total += term
    return exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b)) * total


def of_upper(w):
    """cdf and sf where sf is exp(-w(s, y))."""
    return (lambda s, y: -expm1(-w(s, y))), (lambda s, y: exp(-w(s, y)))


def of_lower(w):
    cdf, sf = of_upper(w)
    return sf, cdf


def boxcox(y, k):
    return y if k == 0 else log1p(k * y) / k


def thin_skewnorm(a, h):
    """Integral of 2 phi(t) Phi(-a t) over (h, inf), a > 0, h >= 0: Owen's integral beyond a."""
    if h == 0:
        return atan(1 / a) / pi if a > 0 else mpf(1) / 2
    width = 1 / (h * max(a * h, 1))
    f = lambda x: exp(-h * h * (x * x - a * a) / 2) / (1 + x * x)
    points = [a + width * t for t in (0, 1, 3, 8, 20, 50, 130)] + [inf]
    return exp(-h * h * (1 + a * a) / 2) * quad(f, points) / pi


def skewnorm_cdf(s, y):
    a = s[0]
    if a < 0:
        return skewnorm_sf([-a], -y)
    return thin_skewnorm(a, abs(y)) + (erf(y / sqrt(2)) if y > 0 else 0)


def skewnorm_sf(s, y):
    a = s[0]
    if a < 0:
        return skewnorm_cdf([-a], -y)
    return erfc(y / sqrt(2)) - thin_skewnorm(a, y) if y > 0 else 1 - thin_skewnorm(a, -y)


def invgauss_cdf(s, y):
    m = s[0]
    return phi((y / m - 1) / sqrt(y)) + exp(2 / m) * phi(-(y / m + 1) / sqrt(y))


def invgauss_sf(s, y):
    m = s[0]
    before = mp.dps
    mp.dps = before + 30
    r = phi(-(y / m - 1) / sqrt(y)) - exp(2 / m) * phi(-(y / m + 1) / sqrt(y))
    mp.dps = before
    return +r


def t_lower(s, y):
    if y > 0:
        return 1 - t_lower(s, -y)
    u = y * y
    return beta_tail(s[0] / 2, mpf(1) / 2, s[0] / (s[0] + u), u / (s[0] + u)) / 2


def triang_cdf(s, y):
    c = s[0]
    if y < c:
        return y * y / c
    with_digits = mp.dps
    mp.dps = 1000  # as many as there are zeros behind the point in the smallest double
    p = 1 - (1 - y) ** 2 / (1 - c) if y < 1 else mpf(1)
    mp.dps = with_digits
    return +p


def triang_logpdf(s, y):
    c = s[0]
    return log(2) if y == c else log(2 * y / c) if y < c else log(2 * (1 - y) / (1 - c))


def reflect(family):
    return (lambda s, y: family[0](s, -y), lambda s, y: family[2](s, -y),
            lambda s, y: family[1](s, -y))


R = (-inf, inf)
PLUS = (0, inf)
UNIT = (0, 1)


def real(*shapes):
    return [tuple(s) if isinstance(s, (list, tuple)) else (s,) for s in shapes]


FAMILIES = {}


def family(name, support, shapes, logpdf, cdf, sf):
    FAMILIES[name] = (logpdf, cdf, sf, support, shapes)


family("norm", R, [()], lambda s, y: log_phi_density(y), lambda s, y: phi(y), lambda s, y: phi(-y))
family("lognorm", PLUS, real(0.01, 0.5, 1, 10),
       lambda s, y: log_phi_density(log(y) / s[0]) - log(s[0] * y),
       lambda s, y: phi(log(y) / s[0]), lambda s, y: phi(-log(y) / s[0]))
family("halfnorm", PLUS, [()], lambda s, y: log(2) + log_phi_density(y),
       lambda s, y: erf(y / sqrt(2)), lambda s, y: erfc(y / sqrt(2)))
family("skewnorm", R, real(-50, -2, 0, 0.5, 4, 1000),
       lambda s, y: log(2) + log_phi_density(y) + log(phi(s[0] * y)), skewnorm_cdf, skewnorm_sf)
family("expon", PLUS, [()], lambda s, y: -y, *of_upper(lambda s, y: y))
gamma_logpdf = lambda a, y: (a - 1) * log(y) - y - loggamma(a)
family("gamma", PLUS, real(0.01, 0.3, 1, 3.5, 60, 10000),
       lambda s, y: gamma_logpdf(s[0], y), lambda s, y: gamma_p(s[0], y),
       lambda s, y: gamma_q(s[0], y))
family("chi2", PLUS, real(0.5, 7, 300),
       lambda s, y: gamma_logpdf(s[0] / 2, y / 2) - log(2), lambda s, y: gamma_p(s[0] / 2, y / 2),
       lambda s, y: gamma_q(s[0] / 2, y / 2))
family("invgamma", PLUS, real(0.1, 3, 1000),
       lambda s, y: gamma_logpdf(s[0], 1 / y) - 2 * log(y), lambda s, y: gamma_q(s[0], 1 / y),
       lambda s, y: gamma_p(s[0], 1 / y))
family("rayleigh", PLUS, [()], lambda s, y: log(y) - y * y / 2, *of_upper(lambda s, y: y * y / 2))
family("maxwell", PLUS, [()], lambda s, y: log(2 / pi) / 2 + 2 * log(y) - y * y / 2,
       lambda s, y: gamma_p(mpf(1.5), y * y / 2), lambda s, y: gamma_q(mpf(1.5), y * y / 2))
family("beta", UNIT, real((0.5, 0.5), (1, 1), (2, 6), (0.01, 3), (40, 3000), (20000, 30000)),
       lambda s, y: ((s[0] - 1) * log(y) + (s[1] - 1) * log1p(-y) - loggamma(s[0]) -
                     loggamma(s[1]) + loggamma(s[0] + s[1])),
       lambda s, y: beta_tail(s[0], s[1], y, 1 - y), lambda s, y: beta_tail(s[1], s[0], 1 - y, y))
family("powerlaw", UNIT, real(0.01, 1, 8, 1000), lambda s, y: log(s[0]) + (s[0] - 1) * log(y),
       lambda s, y: y ** s[0], lambda s, y: -expm1(s[0] * log(y)))
family("uniform", UNIT, [()], lambda s, y: mpf(0), lambda s, y: y, lambda s, y: 1 - y)
family("triang", UNIT, real(0, 1e-10, 0.3, 0.999, 1), triang_logpdf, triang_cdf,
       lambda s, y: triang_cdf([1 - s[0]], 1 - y))
weibull = (lambda s, y: log(s[0]) + (s[0] - 1) * log(y) - y ** s[0],
           *of_upper(lambda s, y: y ** s[0]))
family("weibull_min", PLUS, real(0.05, 1, 3.5, 1000), *weibull)
family("weibull_max", (-inf, 0), real(0.6, 20), *reflect(weibull))
gumbel = (lambda s, y: -y - exp(-y), *of_lower(lambda s, y: exp(-y)))
family("gumbel_r", R, [()], *gumbel)
family("gumbel_l", R, [()], *reflect(gumbel))
family("genextreme", lambda s: (-inf if s[0] >= 0 else 1 / s[0], inf if s[0] <= 0 else 1 / s[0]),
       real(-3, -0.5, -1e-9, 0, 1e-9, 0.4, 1),
       lambda s, y: (s[0] - 1) * boxcox(y, -s[0]) - exp(-boxcox(y, -s[0])),
       *of_lower(lambda s, y: exp(-boxcox(y, -s[0]))))
family("invweibull", PLUS, real(0.1, 1, 5, 1000),
       lambda s, y: log(s[0]) - (s[0] + 1) * log(y) - y ** -s[0],
       *of_lower(lambda s, y: y ** -s[0]))
family("genpareto", lambda s: (0, inf if s[0] >= 0 else -1 / s[0]),
       real(-1, -0.5, -1e-10, 0, 1e-10, 0.7, 5), lambda s, y: -(1 + s[0]) * boxcox(y, s[0]),
       *of_upper(lambda s, y: boxcox(y, s[0])))
family("pareto", (1, inf), real(0.05, 1.5, 100), lambda s, y: log(s[0]) - (s[0] + 1) * log(y),
       *of_upper(lambda s, y: s[0] * log(y)))
family("lomax", PLUS, real(0.05, 1.5, 1e6), lambda s, y: log(s[0]) - (s[0] + 1) * log1p(y),
       *of_upper(lambda s, y: s[0] * log1p(y)))
family("burr12", PLUS, real((0.7, 0.2), (1, 1), (4, 6), (50, 0.01), (0.5, 10000)),
       lambda s, y: (log(s[0] * s[1]) + (s[0] - 1) * log(y) - (s[1] + 1) * log1p(y ** s[0])),
       *of_upper(lambda s, y: s[1] * log1p(y ** s[0])))
logistic = (lambda s, y: -y - 2 * log1p(exp(-y)), lambda s, y: 1 / (1 + exp(-y)),
            lambda s, y: 1 / (1 + exp(y)))
family("logistic", R, [()], *logistic)
family("fisk", PLUS, real(0.1, 1, 3, 100),
       lambda s, y: logistic[0](s, s[0] * log(y)) + log(s[0] / y),
       lambda s, y: logistic[1](s, s[0] * log(y)), lambda s, y: logistic[2](s, s[0] * log(y)))
laplace = lambda y: exp(y) / 2 if y < 0 else 1 - exp(-y) / 2
family("laplace", R, [()], lambda s, y: -abs(y) - log(2), lambda s, y: laplace(y),
       lambda s, y: laplace(-y))
cauchy = lambda y: atan(-1 / y) / pi if y < 0 else mpf(1) / 2 + atan(y) / pi
family("cauchy", R, [()], lambda s, y: -log(pi) - log1p(y * y), lambda s, y: cauchy(y),
       lambda s, y: cauchy(-y))
family("t", R, real(0.1, 1, 2.5, 20, 10000),
       lambda s, y: (loggamma((s[0] + 1) / 2) - loggamma(s[0] / 2) - log(s[0] * pi) / 2 -
                     (s[0] + 1) / 2 * log1p(y * y / s[0])),
       t_lower, lambda s, y: t_lower(s, -y))
family("invgauss", PLUS, real(1e-4, 0.1, 1, 10, 10000),
       lambda s, y: -log(2 * pi) / 2 - 1.5 * log(y) - (y / s[0] - 1) ** 2 / (2 * y), invgauss_cdf,
       invgauss_sf)


# Shapes too large for a search: points at these distances from the centre, counted in spreads.
LARGE = [("gamma", (1e6,), 1e6, 1e3), ("gamma", (1e8,), 1e8, 1e4), ("chi2", (2e7,), 2e7, 6e3),
         ("invgamma", (1e6,), 1e-6, 1e-9), ("beta", (1e6, 2e6), 1 / 3, 2.7e-4),
         ("beta", (3, 1e7), 3e-7, 1.7e-7), ("t", (1e6,), 0, 1), ("t", (1e8,), 0, 1),
         ("weibull_min", (1e4,), 1, 1e-4), ("invgauss", (1e-6,), 1e-6, 1e-9),
         ("lognorm", (1e-3,), 1, 1e-3)]
DISTANCES = [-12, -5, -1, -0.125, 0.5, 2, 7, 12]


def rank(y):
    bits = struct.unpack("<q", struct.pack("<d", y))[0]
    return bits if bits >= 0 else -2 ** 63 - bits


def unrank(r):
    return struct.unpack("<d", struct.pack("<q", r if r >= 0 else -2 ** 63 - r))[0]


def find(tail, p, increasing, lower, upper, closeness=1e-4):
    """A double whose tail probability is about p; None if there is none.  Two doubles relatively
    as close as that have about the same."""
    lo = rank(max(float(lower), -sys.float_info.max))
    hi = rank(min(float(upper), sys.float_info.max))
    if increasing is False:
        lo, hi = hi, lo
    while abs(hi - lo) > 1 and abs(unrank(hi) - unrank(lo)) > closeness * abs(unrank(hi)):
        mid = (lo + hi) // 2
        if tail(mpf(unrank(mid))) < p:
            lo = mid
        else:
            hi = mid
    y = unrank(hi)
    if not (lower < y < upper) or abs(y) == sys.float_info.max or tail(mpf(y)) > mpf(2) * p:
        return None
    return y


def column(v):
    return "-inf" if v == -inf else nstr(v, 20, min_fixed=0, max_fixed=0)


def row(name, shape, y):
    logpdf, cdf, sf, _, _ = FAMILIES[name]
    s = [mpf(v) for v in shape]
    ym = mpf(y)
    a, b = cdf(s, ym), sf(s, ym)
    # whichever tail is the larger loses nothing as the complement of the other
    if a < b:
        b = 1 - a
    else:
        a = 1 - b
    log_a = log(a) if a < b else log1p(-b)
    log_b = log(b) if b <= a else log1p(-a)
    return "\t".join([name] + [float(v).hex() for v in shape] + [y.hex()] +
                     [column(v) for v in (logpdf(s, ym), a, b, log_a, log_b)])


def rows(name):
    _, cdf, sf, support, shapes = FAMILIES[name]
    for shape in shapes:
        s = [mpf(v) for v in shape]
        lower, upper = support(s) if callable(support) else support
        points = set()
        for p in PROBABILITIES:
            mp.dps = 30
            points.add(find(lambda y: cdf(s, y), p, True, lower, upper))
            points.add(find(lambda y: sf(s, y), p, False, lower, upper))
            mp.dps = DIGITS
        for y in sorted(points - {None}):
            yield row(name, shape, y)
    for large, shape, centre, spread in LARGE:
        if large != name:
            continue
        lower = support(shape)[0] if callable(support) else support[0]
        for z in DISTANCES:
            if centre + z * spread > lower:
                yield row(name, shape, float(centre + z * spread))


def main():
    print("# family, shapes, y, logpdf, cdf, sf, log cdf, log sf; written by %s (mpmath)" %
          os.path.basename(sys.argv[0]))
    for name in sys.argv[1:] or sorted(FAMILIES):
        for line in rows(name):
            print(line, flush=True)


if __name__ == "__main__":
    main()
