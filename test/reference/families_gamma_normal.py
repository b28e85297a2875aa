#!/usr/bin/env python3
"""Writes families_gamma_normal.tsv: the families related to the gamma and the normal distribution.

The same table as families.tsv, by the machinery of families.py beside this file: textbook formulae
with 50 digits, or as many more as they cancel.

usage: families_gamma_normal.py [family ...] > families_gamma_normal.tsv
"""
import os
import sys

from mpmath import atan, erf, erfc, inf, log, log1p, loggamma, mp, mpf, pi, sqrt

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families as base  # noqa: E402
from families import (PLUS, R, exp, expm1, family, gamma_p, gamma_q, log_phi_density, of_upper,
                      phi, real, reflect)  # noqa: E402

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


def many(f):
    """A tail (s, y) that is a difference: with the digits that a tiny or huge y costs."""
    return lambda s, y: +precisely(60 + (2 * int(abs(log(y, 10))) if y > 0 else 0),
                                   lambda: f(s, y))


def normal_between(a, b):
    return phi(-a) - phi(-b) if a > 0 else phi(b) - phi(a)


def log_phi(z):
    return log(phi(z)) if z < 0 else log1p(-phi(-z))


def of_gamma(shape, w, jacobian, increasing=lambda s: True):
    """The family of y whose w(s, y) is gamma: logpdf, cdf, sf."""
    def tail(lower):
        return lambda s, y: (gamma_p if increasing(s) == lower else gamma_q)(shape(s), w(s, y))
    return (lambda s, y: (shape(s) - 1) * log(w(s, y)) - w(s, y) - loggamma(shape(s)) +
            jacobian(s, y), tail(True), tail(False))


def symmetric(half):
    """The family whose |y| is that one."""
    logpdf, cdf, sf = half
    lower = lambda s, y: sf(s, -y) / 2 if y < 0 else 1 - sf(s, y) / 2
    return (lambda s, y: logpdf(s, abs(y)) - log(2), lower, lambda s, y: lower(s, -y))


family("gengamma", PLUS,
       real((0.3, 1), (0.02, 3), (4, 0.4), (20, -0.5), (1, 60), (0.7, -3), (3000, 0.2), (150, 4)),
       *of_gamma(lambda s: s[0], lambda s, y: y ** s[1], lambda s, y: log(abs(s[1]) / y) +
                 s[1] * log(y), lambda s: s[1] > 0))
family("chi", PLUS, real(0.05, 1, 4.5, 100, 20000),
       *of_gamma(lambda s: s[0] / 2, lambda s, y: y * y / 2, lambda s, y: log(y)))
family("nakagami", PLUS, real(0.1, 3, 2000),
       *of_gamma(lambda s: s[0], lambda s, y: s[0] * y * y, lambda s, y: log(2 * s[0] * y)))
family("loggamma", R, real(0.01, 0.7, 3, 50, 10000),
       *of_gamma(lambda s: s[0], lambda s, y: exp(min(y, 1000)), lambda s, y: y))
halfgennorm = (lambda s, y: log(s[0]) - loggamma(1 / s[0]) - y ** s[0],
               lambda s, y: gamma_p(1 / s[0], y ** s[0]), lambda s, y: gamma_q(1 / s[0], y ** s[0]))
family("halfgennorm", PLUS, real(0.1, 0.6, 1, 2.5, 12, 500), *halfgennorm)
family("gennorm", R, real(0.1, 0.6, 1.3, 2, 12, 500), *symmetric(halfgennorm))
family("dgamma", R, real(0.05, 1, 3, 200),
       *symmetric(of_gamma(lambda s: s[0], lambda s, y: y, lambda s, y: mpf(0))))
family("dweibull", R, real(0.05, 1, 3, 200),
       *symmetric((lambda s, y: log(s[0]) + (s[0] - 1) * log(y) - y ** s[0],
                   *of_upper(lambda s, y: y ** s[0]))))


def pearson3(s, y):
    """a v, a = 4 / skew^2."""
    return 4 / s[0] ** 2 + 2 * y / s[0]


def pearson3_tail(lower):
    def tail(s, y):
        if s[0] == 0:
            return phi(y if lower else -y)
        return (gamma_p if lower == (s[0] > 0) else gamma_q)(4 / s[0] ** 2, pearson3(s, y))
    return tail


family("pearson3", lambda s: (-2 / s[0] if s[0] > 0 else -inf, -2 / s[0] if s[0] < 0 else inf),
       real(-6, -1, -0.05, 0, 0.014, 0.3, 2, 4),
       lambda s, y: log_phi_density(y) if s[0] == 0 else
       (4 / s[0] ** 2 - 1) * log(pearson3(s, y)) - pearson3(s, y) - loggamma(4 / s[0] ** 2) +
       log(2 / abs(s[0])), pearson3_tail(True), pearson3_tail(False))

mixed = lambda s, y: exp(1 / (2 * s[0] ** 2) - y / s[0]) * phi(y - 1 / s[0])
family("exponnorm", R, real(0.001, 0.1, 1, 5, 100, 10000),
       lambda s, y: log(mixed(s, y) / s[0]), many(lambda s, y: phi(y) - mixed(s, y)),
       lambda s, y: phi(-y) + mixed(s, y))

gompertz = lambda s, y: s[0] * expm1(y)
family("gompertz", PLUS, real(1e-20, 0.001, 1, 1000),
       lambda s, y: log(s[0]) + y - gompertz(s, y), *of_upper(gompertz))
genexpon = many(lambda s, y: (s[0] + s[1]) * y + s[1] / s[2] * expm1(-s[2] * y))
family("genexpon", PLUS, real((0.05, 0.3, 0.1), (1, 1, 1), (1e-6, 4, 5), (2, 1e-4, 300)),
       lambda s, y: log(s[0] - s[1] * expm1(-s[2] * y)) - genexpon(s, y), *of_upper(genexpon))


def exponweib_log_cdf(s, y):
    w = y ** s[1]
    return s[0] * (log(-expm1(-w)) if w < 1 else log1p(-exp(-w)))


family("exponweib", PLUS, real((0.2, 0.4), (1, 2), (50, 0.3), (0.05, 30), (1e8, 1.5)),
       lambda s, y: (log(s[0] * s[1]) + (s[0] - 1) / s[0] * exponweib_log_cdf(s, y) -
                     y ** s[1] + (s[1] - 1) * log(y)),
       lambda s, y: exp(exponweib_log_cdf(s, y)), lambda s, y: -expm1(exponweib_log_cdf(s, y)))
exponpow = lambda s, y: expm1(y ** s[0])
family("exponpow", PLUS, real(0.05, 0.6, 1, 3, 100),
       lambda s, y: log(s[0]) + (s[0] - 1) * log(y) + y ** s[0] - exponpow(s, y),
       *of_upper(exponpow))

powernorm = (lambda s, y: log(s[0]) + log_phi_density(y) + (s[0] - 1) * log_phi(-y),
             *of_upper(lambda s, y: -s[0] * log_phi(-y)))
family("powernorm", R, real(1e-4, 0.1, 1, 4, 1e6), *powernorm)
family("powerlognorm", PLUS, real((0.1, 1), (1, 0.2), (20, 3), (1e5, 0.05)),
       lambda s, y: powernorm[0](s, log(y) / s[1]) - log(s[1] * y),
       lambda s, y: powernorm[1](s, log(y) / s[1]), lambda s, y: powernorm[2](s, log(y) / s[1]))
family("gibrat", PLUS, [()], lambda s, y: log_phi_density(log(y)) - log(y),
       lambda s, y: phi(log(y)), lambda s, y: phi(-log(y)))

levy = (lambda s, y: -log(2 * pi) / 2 - 1.5 * log(y) - 1 / (2 * y),
        lambda s, y: erfc(1 / sqrt(2 * y)), lambda s, y: erf(1 / sqrt(2 * y)))
family("levy", PLUS, [()], *levy)
family("levy_l", (-inf, 0), [()], *reflect(levy))
family("moyal", R, [()], lambda s, y: -log(2 * pi) / 2 - (y + exp(-y)) / 2,
       lambda s, y: erfc(exp(min(-y / 2, 50)) / sqrt(2)),
       lambda s, y: erf(exp(min(-y / 2, 50)) / sqrt(2)))
fatigue = lambda s, y: (sqrt(y) - 1 / sqrt(y)) / s[0]
family("fatiguelife", PLUS, real(0.003, 0.3, 1, 4, 1000),
       lambda s, y: log((1 + y) / (2 * s[0] * y ** mpf(1.5))) + log_phi_density(fatigue(s, y)),
       lambda s, y: phi(fatigue(s, y)), lambda s, y: phi(-fatigue(s, y)))

family("halfcauchy", PLUS, [()], lambda s, y: log(2 / pi) - log1p(y * y),
       lambda s, y: 2 * atan(y) / pi, lambda s, y: 2 * atan(1 / y) / pi)
family("foldcauchy", PLUS, real(0, 0.2, 1, 4, 1000),
       lambda s, y: log(1 / (1 + (y - s[0]) ** 2) + 1 / (1 + (y + s[0]) ** 2)) - log(pi),
       many(lambda s, y: (atan(y - s[0]) + atan(y + s[0])) / pi),
       many(lambda s, y: 1 - (atan(y - s[0]) + atan(y + s[0])) / pi))
family("foldnorm", PLUS, real(0, 0.3, 2, 5, 100),
       lambda s, y: log(exp(log_phi_density(y - s[0])) + exp(log_phi_density(y + s[0]))),
       many(lambda s, y: normal_between(-y - s[0], y - s[0])),
       lambda s, y: phi(s[0] - y) + phi(-s[0] - y))
family("truncnorm", lambda s: (s[0], s[1]),
       real((-4, 1.2), (-0.2, 1.6), (1, 3), (-8, -7.5), (30, 40), (-0.001, 0.002), (-60, 60)),
       lambda s, y: log_phi_density(y) - log(precisely(60, lambda: normal_between(s[0], s[1]))),
       many(lambda s, y: normal_between(s[0], y) / normal_between(s[0], s[1])),
       many(lambda s, y: normal_between(y, s[1]) / normal_between(s[0], s[1])))
family("alpha", PLUS, real(0.01, 0.3, 1.5, 4, 15, 300),
       lambda s, y: log_phi_density(s[0] - 1 / y) - 2 * log(y) - log(phi(s[0])),
       lambda s, y: phi(s[0] - 1 / y) / phi(s[0]),
       many(lambda s, y: normal_between(s[0] - 1 / y, s[0]) / phi(s[0])))

# too small a skewness for a search: a = 4e6 makes for long series
base.LARGE.append(("pearson3", (0.001,), 0, 1))
base.LARGE.append(("pearson3", (-0.001,), 0, 1))

if __name__ == "__main__":
    base.main()
