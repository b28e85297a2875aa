#!/usr/bin/env python3
"""Writes families_bounded_logistic.tsv: bounded families and those related to the logistic.

The same table as families.tsv, by the machinery of families.py beside this file: textbook formulae
with 50 digits, or as many more as they cancel.

usage: families_bounded_logistic.py [family ...] > families_bounded_logistic.tsv
"""
import os
import sys

from mpmath import (acos, asin, asinh, atan, atanh, besseli, cos, inf, log, log1p, loggamma, mp,
                    mpc, mpf, pi, quad, sin, sqrt, tan)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families as base  # noqa: E402
from families import (PLUS, R, UNIT, beta_tail, exp, expm1, family, gamma_p,
                      log_phi_density, of_lower, phi, real)  # noqa: E402

base.FAMILIES.clear()
del base.LARGE[:]


def precisely(digits, f):
    """f() with so many digits more, of which the result keeps the usual ones."""
    before = mp.dps
    mp.dps = before + digits
    try:
        return f()
    finally:
        mp.dps = before


def many(f, digits=400):
    """A function of (s, y) that cancels."""
    return lambda s, y: +precisely(digits, lambda: f(s, y))


def from_tails(logpdf, cdf, sf):
    return many(logpdf), many(cdf), many(sf)


def of_normal(z, log_slope):
    """The family of y whose increasing z(s, y) is standard normal."""
    return from_tails(lambda s, y: log_phi_density(z(s, y)) + log_slope(s, y),
                      lambda s, y: phi(z(s, y)), lambda s, y: phi(-z(s, y)))


family("johnsonsu", R, real((0, 1), (-2, 0.7), (3, 4), (0.5, 20)),
       *of_normal(lambda s, y: s[0] + s[1] * asinh(y), lambda s, y: log(s[1]) - log1p(y * y) / 2))
family("johnsonsb", UNIT, real((0, 1), (-2, 0.7), (3, 4), (0.5, 20)),
       *of_normal(lambda s, y: s[0] + s[1] * (log(y) - log1p(-y)),
                  lambda s, y: log(s[1]) - log(y) - log1p(-y)))

family("genlogistic", R, real(0.01, 0.4, 1, 5, 1e4, 1e8),
       lambda s, y: log(s[0]) - y - (s[0] + 1) * log1p(exp(-y)),
       *of_lower(lambda s, y: s[0] * log1p(exp(-y))))
family("hypsecant", R, [()], *from_tails(lambda s, y: -log(pi * (exp(y) + exp(-y)) / 2),
                                         lambda s, y: 2 / pi * atan(exp(y)),
                                         lambda s, y: 2 / pi * atan(exp(-y))))
family("halflogistic", PLUS, [()],
       lambda s, y: log(2) - y - 2 * log1p(exp(-y)), lambda s, y: -expm1(-y) / (1 + exp(-y)),
       lambda s, y: 2 * exp(-y) / (1 + exp(-y)))


def half_width(s, y):
    return (1 - s[0] * y) ** (1 / s[0])


family("genhalflogistic", lambda s: (0, 1 / s[0]), real(1e-9, 0.1, 0.7, 1, 3),
       *from_tails(lambda s, y: (log(2) + (1 / s[0] - 1) * log(1 - s[0] * y) -
                                 2 * log(1 + half_width(s, y))),
                   lambda s, y: (1 - half_width(s, y)) / (1 + half_width(s, y)),
                   lambda s, y: 2 * half_width(s, y) / (1 + half_width(s, y))))

family("burr", PLUS, real((0.7, 0.2), (1, 1), (4, 6), (50, 0.01), (0.5, 10000), (1000, 3)),
       lambda s, y: log(s[0] * s[1]) - (s[0] + 1) * log(y) - (s[1] + 1) * log1p(y ** -s[0]),
       *of_lower(lambda s, y: s[1] * log1p(y ** -s[0])))
family("mielke", PLUS, real((0.3, 1), (4, 2.5), (12, 0.5)),
       lambda s, y: log(s[0]) + (s[0] - 1) * log(y) - (1 + s[0] / s[1]) * log1p(y ** s[1]),
       *of_lower(lambda s, y: s[0] / s[1] * log1p(y ** -s[1])))
family("kappa3", PLUS, real(0.05, 0.6, 1, 5, 300),
       lambda s, y: log(s[0]) - (1 + 1 / s[0]) * log(s[0] + y ** s[0]),
       *of_lower(lambda s, y: log1p(s[0] * y ** -s[0]) / s[0]))


def betaprime(a, b, y):
    return ((a - 1) * log(y) - (a + b) * log1p(y) - loggamma(a) - loggamma(b) + loggamma(a + b),
            beta_tail(a, b, y / (1 + y), 1 / (1 + y)), beta_tail(b, a, 1 / (1 + y), y / (1 + y)))


family("betaprime", PLUS, real((0.3, 0.6), (1, 1), (5, 3), (40, 1.5), (15, 300), (20000, 30000)),
       lambda s, y: betaprime(s[0], s[1], y)[0], lambda s, y: betaprime(s[0], s[1], y)[1],
       lambda s, y: betaprime(s[0], s[1], y)[2])
family("f", PLUS, real((0.7, 2), (5, 9), (30, 400)),
       lambda s, y: betaprime(s[0] / 2, s[1] / 2, y * s[0] / s[1])[0] + log(s[0] / s[1]),
       lambda s, y: betaprime(s[0] / 2, s[1] / 2, y * s[0] / s[1])[1],
       lambda s, y: betaprime(s[0] / 2, s[1] / 2, y * s[0] / s[1])[2])


def laplace_asymmetric_cdf(s, y):
    k = s[0]
    if y < 0:
        return k * k / (1 + k * k) * exp(y / k)
    return 1 - exp(-k * y) / (1 + k * k)


family("laplace_asymmetric", R, real(0.01, 0.5, 1, 30),
       lambda s, y: (y / s[0] if y < 0 else -y * s[0]) - log(s[0] + 1 / s[0]),
       many(laplace_asymmetric_cdf), many(lambda s, y: 1 - laplace_asymmetric_cdf(s, y), 2000))
family("loglaplace", PLUS, real(0.05, 1, 3, 500),
       lambda s, y: log(s[0] / 2) - log(y) - s[0] * abs(log(y)),
       lambda s, y: y ** s[0] / 2 if y < 1 else 1 - y ** -s[0] / 2,
       lambda s, y: 1 - y ** s[0] / 2 if y < 1 else y ** -s[0] / 2)

family("anglit", (-pi / 4, pi / 4), [()],
       *from_tails(lambda s, y: log(cos(2 * y)), lambda s, y: sin(y + pi / 4) ** 2,
                   lambda s, y: sin(pi / 4 - y) ** 2))
family("arcsine", UNIT, [()], *from_tails(lambda s, y: -log(pi) - log(y) / 2 - log(1 - y) / 2,
                                          lambda s, y: 2 / pi * asin(sqrt(y)),
                                          lambda s, y: 2 / pi * asin(sqrt(1 - y))))
family("cosine", (-pi, pi), [()],
       *from_tails(lambda s, y: log(1 + cos(y)) - log(2 * pi),
                   lambda s, y: (pi + y + sin(y)) / (2 * pi),
                   lambda s, y: (pi - y - sin(y)) / (2 * pi)))
family("semicircular", (-1, 1), [()],
       *from_tails(lambda s, y: log(2 / pi) + log(1 - y * y) / 2,
                   lambda s, y: (acos(-y) + y * sqrt(1 - y * y)) / pi,
                   lambda s, y: (acos(y) - y * sqrt(1 - y * y)) / pi))
family("rdist", (-1, 1), real(0.1, 1, 2, 3, 7.5, 400, 1e5),
       lambda s, y: (s[0] / 2 - 1) * log((1 - y) * (1 + y)) - loggamma(mpf(0.5)) -
       loggamma(s[0] / 2) + loggamma((s[0] + 1) / 2),
       lambda s, y: beta_tail(s[0] / 2, s[0] / 2, (1 + y) / 2, (1 - y) / 2),
       lambda s, y: beta_tail(s[0] / 2, s[0] / 2, (1 - y) / 2, (1 + y) / 2))

family("bradford", UNIT, real(1e-8, 0.3, 20, 1e10),
       *from_tails(lambda s, y: log(s[0]) - log(1 + s[0] * y) - log(log(1 + s[0])),
                   lambda s, y: log(1 + s[0] * y) / log(1 + s[0]),
                   lambda s, y: log((1 + s[0]) / (1 + s[0] * y)) / log(1 + s[0])))
loguniform = from_tails(lambda s, y: -log(y) - log(log(s[1] / s[0])),
                        lambda s, y: log(y / s[0]) / log(s[1] / s[0]),
                        lambda s, y: log(s[1] / y) / log(s[1] / s[0]))
family("loguniform", lambda s: (s[0], s[1]), real((1, 1.0001), (0.5, 3), (1e-200, 1e150)),
       *loguniform)
family("reciprocal", lambda s: (s[0], s[1]), real((0.01, 25)), *loguniform)

family("truncexpon", lambda s: (0, s[0]), real(1e-6, 0.5, 5, 100, 5000),
       *from_tails(lambda s, y: -y - log(1 - exp(-s[0])),
                   lambda s, y: (1 - exp(-y)) / (1 - exp(-s[0])),
                   lambda s, y: (exp(-y) - exp(-s[0])) / (1 - exp(-s[0]))))


def power_integral(b, low, high):
    return log(high / low) if b == 0 else (low ** -b - high ** -b) / b


family("truncpareto", lambda s: (1, s[1]),
       real((0, 3), (-2.5, 10), (1.5, 1.001), (3, 50), (1e-9, 7), (1000, 4), (0.3, 1e15)),
       *from_tails(lambda s, y: -(s[0] + 1) * log(y) - log(power_integral(s[0], mpf(1), s[1])),
                   lambda s, y: power_integral(s[0], mpf(1), y) / power_integral(
                       s[0], mpf(1), s[1]),
                   lambda s, y: power_integral(s[0], y, s[1]) / power_integral(
                       s[0], mpf(1), s[1])))


def weibull_between(c, low, high):
    return exp(-low ** c) - exp(-high ** c)


family("truncweibull_min", lambda s: (s[1], s[2]),
       real((0.5, 0, 3), (1.5, 0.1, 2), (4, 0.7, 0.71), (0.8, 2, 400), (10, 0.2, 3)),
       *from_tails(lambda s, y: (log(s[0]) + (s[0] - 1) * log(y) - y ** s[0] -
                                 log(weibull_between(s[0], s[1], s[2]))),
                   lambda s, y: weibull_between(s[0], s[1], y) / weibull_between(*s),
                   lambda s, y: weibull_between(s[0], y, s[2]) / weibull_between(*s)))


def trapezoid_area(c, d, y):
    """Area left of y under the trapezoid of height 1."""
    if y < c:
        return y * y / (2 * c)
    if y <= d:
        return c / 2 + y - c
    return (1 + d - c) / 2 - (1 - y) ** 2 / (2 * (1 - d))


def trapezoid_logpdf(s, y):
    c, d = s
    height = y / c if y < c else 1 if y <= d else (1 - y) / (1 - d)
    return log(2 * height / (1 + d - c))


family("trapezoid", UNIT, real((0, 1), (0.2, 0.7), (0, 0.3), (0.5, 0.5), (0.9, 1)),
       many(trapezoid_logpdf), many(lambda s, y: 2 * trapezoid_area(*s, y) / (1 + s[1] - s[0]), 900),
       many(lambda s, y: 2 * trapezoid_area(1 - s[1], 1 - s[0], 1 - y) / (1 + s[1] - s[0]), 900))


def crystalball_parts(s):
    beta, m = s
    return (m / beta * exp(-beta * beta / 2) / (m - 1), sqrt(2 * pi) * phi(beta))


def crystalball_cdf(s, y):
    beta, m = s
    tail, core = crystalball_parts(s)
    if y > -beta:
        return (tail + sqrt(2 * pi) * (phi(y) - phi(-beta))) / (tail + core)
    return tail * (1 - beta / m * (beta + y)) ** (1 - m) / (tail + core)


def crystalball_sf(s, y):
    tail, core = crystalball_parts(s)
    if y > -s[0]:
        return sqrt(2 * pi) * phi(-y) / (tail + core)
    return 1 - crystalball_cdf(s, y)


def crystalball_logpdf(s, y):
    beta, m = s
    log_height = -log(sum(crystalball_parts(s)))
    if y > -beta:
        return log_height - y * y / 2
    return log_height - beta * beta / 2 - m * log(1 - beta / m * (beta + y))


family("crystalball", R, real((0.3, 1.05), (1, 2), (2, 5), (3, 1000)),
       *from_tails(crystalball_logpdf, crystalball_cdf, crystalball_sf))


def skewcauchy_cdf(s, y):
    a = s[0]
    w = 1 - a if y < 0 else 1 + a
    if y < 0:
        return w / pi * atan(w / -y)
    return 1 - (w / pi * atan(w / y) if y > 0 else w / 2)


family("skewcauchy", R, real(-0.999, -0.5, 0, 0.7),
       lambda s, y: -log(pi) - log1p((y / (1 - s[0] if y < 0 else 1 + s[0])) ** 2),
       skewcauchy_cdf, lambda s, y: skewcauchy_cdf([-s[0]], -y))


def jf_skew_t(a, b, y):
    r = sqrt(a + b + y * y)
    small = (a + b) / (2 * r * (r + abs(y)))
    u, v = (small, 1 - small) if y < 0 else (1 - small, small)
    logpdf = ((a + mpf(1) / 2) * log(2 * u) + (b + mpf(1) / 2) * log(2 * v) - (a + b - 1) * log(2) -
              loggamma(a) - loggamma(b) + loggamma(a + b) - log(a + b) / 2)
    return logpdf, lambda: beta_tail(a, b, u, v), lambda: beta_tail(b, a, v, u)


family("jf_skew_t", R, real((0.1, 0.4), (0.5, 0.5), (3, 1), (2, 30), (5000, 8000)),
       lambda s, y: jf_skew_t(*s, y)[0], lambda s, y: jf_skew_t(*s, y)[1](),
       lambda s, y: jf_skew_t(*s, y)[2]())


def rel_breitwigner(rho, y, upper):
    """Integral of 1 / ((y^2 - rho^2)^2 + rho^2) from 0 to y, or from there on."""
    r = sqrt(mpc(rho * rho, rho))
    if upper:
        value = atanh(r / y) if y > abs(r) else atanh(y / r) + mpc(0, pi / 2)
    else:
        value = -atanh(y / r) if y < abs(r) else -atanh(r / y) + mpc(0, pi / 2)
    return (value / r).imag / rho


def rel_breitwigner_whole(rho):
    r = sqrt(mpc(rho * rho, rho))
    return (mpc(0, pi / 2) / r).imag / rho


family("rel_breitwigner", PLUS, real(0.01, 0.7, 5, 36.5, 1e4),
       *from_tails(lambda s, y: (-log((y * y - s[0] ** 2) ** 2 + s[0] ** 2) -
                                 log(rel_breitwigner_whole(s[0]))),
                   lambda s, y: rel_breitwigner(s[0], y, False) / rel_breitwigner_whole(s[0]),
                   lambda s, y: rel_breitwigner(s[0], y, True) / rel_breitwigner_whole(s[0])))


def argus_t(s, y):
    return s[0] ** 2 * (1 - y * y) / 2


family("argus", UNIT, real(0.01, 0.5, 2, 6, 40),
       many(lambda s, y: (3 * log(s[0]) - log(2 * pi) / 2 -
                          log(gamma_p(mpf(1.5), s[0] ** 2 / 2) / 2) + log(y) +
                          log(1 - y * y) / 2 - argus_t(s, y)), 30),
       many(lambda s, y: 1 - gamma_p(mpf(1.5), argus_t(s, y)) / gamma_p(mpf(1.5), s[0] ** 2 / 2)),
       lambda s, y: gamma_p(mpf(1.5), argus_t(s, y)) / gamma_p(mpf(1.5), s[0] ** 2 / 2))


def kappa4_v(s, y):
    h, k = s
    x = exp(-y) if k == 0 else (1 - k * y) ** (1 / k)
    return x if h == 0 else -log(1 - h * x) / h


def kappa4_logpdf(s, y):
    h, k = s
    w = y if k == 0 else -log(1 - k * y) / k
    return -(1 - k) * w - (1 - h) * kappa4_v(s, y)


def kappa4_support(s):
    h, k = s
    upper = 1 / k if k > 0 else inf
    if h > 0:
        return (log(h) if k == 0 else (1 - h ** -k) / k), upper
    return (1 / k if k < 0 else -inf), upper


family("kappa4", kappa4_support,
       real((0, 0), (1, 0.5), (1, -0.5), (-1, 0), (0.5, 0.3), (-2, -0.7), (1e-9, -1e-9), (1.5, 0.2),
            (0.4, 1.3), (-0.02, 0.4)),
       *from_tails(kappa4_logpdf, lambda s, y: exp(-kappa4_v(s, y)),
                   lambda s, y: -expm1(-kappa4_v(s, y))))


def wrapcauchy_near(c, y):
    return atan((1 + c) / (1 - c) * tan(y / 2)) / pi if y < pi else 1 - wrapcauchy_near(
        c, 2 * pi - y)


family("wrapcauchy", (0, 2 * pi), real(1e-8, 0.3, 0.9, 0.9999),
       *from_tails(lambda s, y: log((1 - s[0] ** 2) / (2 * pi * (1 + s[0] ** 2 -
                                                                 2 * s[0] * cos(y)))),
                   lambda s, y: wrapcauchy_near(s[0], y),
                   lambda s, y: wrapcauchy_near(s[0], 2 * pi - y)))


def vonmises_lower(kappa, y):
    """Integral of the density over (-pi, y), y <= 0."""
    density = lambda t: exp(kappa * cos(t))
    width = min(y + pi, 60 / (1 + kappa * max(sin(-y), 1 / sqrt(1 + kappa))))
    points = [-pi] if y - width > -pi else []
    points += [y - width * t for t in (1, mpf(0.5), mpf(0.2), mpf(0.05), 0)]
    if y - width * 4 > -pi:
        points.insert(1, y - width * 4)
    return quad(density, points) / (2 * pi * besseli(0, kappa))


def vonmises_cdf(s, y):
    return vonmises_lower(s[0], y) if y <= 0 else 1 - vonmises_lower(s[0], -y)


family("vonmises_line", (-pi, pi), real(0, 0.1, 1, 8, 60, 2000),
       many(lambda s, y: s[0] * cos(y) - log(2 * pi * besseli(0, s[0])), 30), vonmises_cdf,
       lambda s, y: vonmises_cdf(s, -y))
family("vonmises", (-pi, pi), real(0.5, 20),
       many(lambda s, y: s[0] * cos(y) - log(2 * pi * besseli(0, s[0])), 30), vonmises_cdf,
       lambda s, y: vonmises_cdf(s, -y))


def tukeylambda_p(s, y):
    """t with cdf 1 / (1 + exp(-t)), by bisection on logarithms and Newton's method."""
    lam = s[0]

    def excess(t):
        p, q = 1 / (1 + exp(-t)), 1 / (1 + exp(t))
        return (p ** lam - q ** lam) / lam - y

    if lam == 0:
        return y
    low, high = mpf(-1), mpf(1)
    while excess(low) > 0:
        low *= 2
    while excess(high) < 0:
        high *= 2
    for _ in range(50):
        middle = (low + high) / 2
        if excess(middle) > 0:
            high = middle
        else:
            low = middle
    for _ in range(8):
        p, q = 1 / (1 + exp(-low)), 1 / (1 + exp(low))
        low -= excess(low) / (q * p ** lam + p * q ** lam)
    return low


def tukeylambda_logpdf(s, y):
    t = tukeylambda_p(s, y)
    p, q = 1 / (1 + exp(-t)), 1 / (1 + exp(t))
    return log(p * q) - log(q * p ** s[0] + p * q ** s[0])


family("tukeylambda", lambda s: (-1 / s[0], 1 / s[0]) if s[0] > 0 else R,
       real(-3, -0.9, -0.1, 0, 1e-6, 0.14, 0.5, 0.99, 1.5, 2, 3.5, 8),
       *from_tails(tukeylambda_logpdf, lambda s, y: 1 / (1 + exp(-tukeylambda_p(s, y))),
                   lambda s, y: 1 / (1 + exp(tukeylambda_p(s, y)))))

if __name__ == "__main__":
    base.main()
