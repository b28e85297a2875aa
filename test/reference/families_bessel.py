#!/usr/bin/env python3
"""Writes families_bessel.tsv: families of Bessel, non-central and hypergeometric type (mpmath).

Densities are textbook formulae with mpmath's Bessel and hypergeometric functions at 40 digits.
Probabilities are Poisson mixtures of gamma or beta probabilities (rice, ncx2, ncf), mixtures of
normal probabilities (nct), normal probabilities with many more digits than cancel (wald,
recipinvgauss, dpareto_lognorm) or tanh-sinh quadrature of the density (the others).  The points are
where the density has fallen to so much of its maximum, on either side; columns as in families.tsv.

usage: families_bessel.py [family ...] > families_bessel.tsv
"""
import functools
import sys

import mpmath
from mpmath import (besseli, besselk, beta, exp, hyp1f1, hyp2f1, inf, log, log1p, loggamma, mp, mpf,
                    nstr, pi, quad, sqrt)

mp.dps = 40
FALLS = [mpf(10) ** -300, mpf(10) ** -60, mpf(10) ** -17, mpf("1e-6"), mpf("0.01"), mpf("0.3")]


def phi(z):
    return mpmath.erfc(-z / sqrt(2)) / 2


def normal_density(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


# ---------- densities ----------

@functools.lru_cache(maxsize=None)
def log_k(p, x, digits):
    """Of the normalising constant, the same for all rows of a shape."""
    return log(besselk(p, x))


@functools.lru_cache(maxsize=None)
def log_gauss(c, a, b, z, digits):
    return log(hyp2f1(c, a, a + b, -z)) + log(beta(a, b))


def genhyperbolic(s, y):
    p, a, b = s
    d = sqrt(a * a - b * b)
    w = sqrt(1 + y * y)
    return (p * log(d) - log(2 * pi) / 2 - (p - 0.5) * log(a) - log_k(p, d, mp.dps) + b * y +
            log(besselk(p - 0.5, a * w)) + (p - 0.5) * log(w))


def norminvgauss(s, y):
    return genhyperbolic([mpf(-0.5)] + list(s), y)


def geninvgauss(s, y):
    p, b = s
    return (p - 1) * log(y) - b * (y + 1 / y) / 2 - log(2) - log_k(p, b, mp.dps)


def ncx2(s, y):
    df, nc = s
    if nc == 0:
        return (df / 2 - 1) * log(y / 2) - y / 2 - loggamma(df / 2) - log(2)
    return (-log(2) - (y + nc) / 2 + (df / 4 - 0.5) * log(y / nc) +
            log(besseli(df / 2 - 1, sqrt(nc * y))))


def rice(s, y):
    return log(y) - (y * y + s[0] ** 2) / 2 + log(besseli(0, y * s[0]))


def ncf(s, y):
    a, b, h = s[0] / 2, s[1] / 2, s[2] / 2
    w = a * y / (a * y + b)
    return (a * log(w) + b * log(1 - w) - log(y) - log(beta(a, b)) - h +
            log(hyp1f1(a + b, a, h * w)))


def nct(s, y):
    """The two series of the parabolic cylinder function, as 1F1."""
    v, m = s
    if y == 0:
        return (v / 2 * log(v) + loggamma((v + 1) / 2) - m * m / 2 - log(pi) / 2 - loggamma(v / 2) -
                (v + 1) / 2 * log(v))
    with_digits = mp.dps
    mp.dps = with_digits + (int(m * m / 2) + 200 if m * y < 0 else 10)
    q = m * m * y * y / (2 * (v + y * y))
    first = sqrt(2) * m * y * hyp1f1(v / 2 + 1, mpf(3) / 2, q) / (
        (v + y * y) * mpmath.gamma((v + 1) / 2))
    second = hyp1f1((v + 1) / 2, mpf(1) / 2, q) / (sqrt(v + y * y) * mpmath.gamma(v / 2 + 1))
    r = (v / 2 * log(v) + loggamma(v + 1) - v * log(2) - m * m / 2 - v / 2 * log(v + y * y) -
         loggamma(v / 2) + log(first + second))
    mp.dps = with_digits
    return +r


def gausshyper(s, y):
    a, b, c, z = s
    return ((a - 1) * log(y) + (b - 1) * log1p(-y) - c * log1p(z * y) -
            log_gauss(c, a, b, z, mp.dps))


def gausshyper_of_logit(s, t):
    """Log density of the logit."""
    a, b, c, z = s
    return (-a * log1p(exp(-t)) - b * log1p(exp(t)) - c * log1p(z / (1 + exp(-t))) -
            log_gauss(c, a, b, z, mp.dps))


def mills(z):
    return mpmath.erfc(z / sqrt(2)) / 2 / normal_density(z)


def dpareto_lognorm(s, y):
    u, sigma, a, b = s
    z = (log(y) - u) / sigma
    return (log(a * b / (a + b)) - log(y) - z * z / 2 - log(2 * pi) / 2 +
            log(mills(a * sigma - z) + mills(b * sigma + z)))


def wald(s, y):
    return -log(2 * pi) / 2 - 1.5 * log(y) - (y - 1) ** 2 / (2 * y)


def recipinvgauss(s, y):
    m = s[0]
    return -log(2 * pi * y) / 2 - (1 - m * y) ** 2 / (2 * y * m * m)


# ---------- tails: (cdf, sf), each exact to its last digits where it is the smaller one ----------

def more_digits(extra):
    def decorate(f):
        def g(*arguments):
            with_digits = mp.dps
            mp.dps = with_digits + extra
            r = f(*arguments)
            mp.dps = with_digits
            return tuple(+v for v in r)
        return g
    return decorate


def poisson_mixture(h, term, digits):
    """Sum of the Poisson(h) probabilities of j times term(j), decreasing or increasing in j."""
    total = mpf(0)
    weight = exp(-h)
    j = 0
    small = mpf(10) ** -digits
    while True:
        add = weight * term(j)
        total += add
        j += 1
        weight *= h / j
        if j > h and (weight < small * total * (1 - h / (j + 1)) or weight == 0):
            return total


def gamma_tails(a, x):
    return (mpmath.gammainc(a, 0, x, regularized=True), mpmath.gammainc(a, x, inf, regularized=True))


def ncx2_tails(s, y):
    df, nc = s
    return tuple(poisson_mixture(nc / 2, lambda j: gamma_tails(df / 2 + j, y / 2)[side], 340)
                 for side in (0, 1))


def rice_tails(s, y):
    return ncx2_tails([mpf(2), s[0] ** 2], y * y)


def beta_tail(a, b, x):
    """I_x(a, b) by its series of positive terms."""
    term = total = 1 / a
    n = 0
    while term > total * mpf(10) ** -(mp.dps + 5):
        term *= x * (a + b + n) / (a + 1 + n)
        n += 1
        total += term
    return exp(a * log(x) + b * log(1 - x)) / beta(a, b) * total


def ncf_tails(s, y):
    a, b, h = s[0] / 2, s[1] / 2, s[2] / 2
    w = a * y / (a * y + b)
    v = b / (a * y + b)
    if w < 0.5:
        lower = poisson_mixture(h, lambda j: beta_tail(a + j, b, w), 340)
        return lower, 1 - lower
    upper = poisson_mixture(h, lambda j: beta_tail(b, a + j, v), 340)
    return 1 - upper, upper


def nct_tails(s, y):
    """Mean of Phi(y r - nc) over the root mean square r."""
    v, m = s
    constant = log(2) + v / 2 * log(v / 2) - loggamma(v / 2)

    def integral(sign):
        def f(x):
            r = exp(x)
            t = sign * (y * r - m)
            log_f = constant + v * x - v * r * r / 2
            if log_f < -10 ** 6 or t < -10 ** 5:
                return mpf(0)
            return phi(t) * exp(log_f)
        # the trapezoidal rule converges exponentially for such an integrand
        top = max((mpf(i) / 4 for i in range(-4 * 720, 4 * 6)), key=f)
        first = -128 * int(6 + 60 / v)
        return sum(f(top + mpf(i) / 128) for i in range(first, 128 * 6)) / 128
    lower, upper = integral(1), integral(-1)
    return lower, upper


def of_t(log_density, to_t, to_y, log_slope):
    """Log density of a function t of y."""
    return lambda s, t: log_density(s, to_y(t)) + log_slope(t)


def by_quadrature(log_density, to_t):
    """Tails by integration of the density of t from the point outwards, piece by piece."""
    def tails(s, y):
        with_digits = mp.dps
        mp.dps = 25
        t0 = to_t(y)

        def outwards(direction):
            f = lambda d: exp(log_density(s, t0 + direction * d))
            # a length over which the density falls by a factor of about e
            h = mpf(1)
            top = f(mpf(0))
            while f(h) > top / 20 and h < 10 ** 6 and f(h) > 0:
                h *= 2
            while f(h) < top / 20 and h > mpf(10) ** -12:
                h /= 2
            total = mpf(0)
            d = mpf(0)
            while True:
                add = quad(f, [d, d + h / 2, d + h], method="gauss-legendre")
                total += add
                d += h
                if add < total * mpf(10) ** -22 and f(d) * h < total * mpf(10) ** -22:
                    return total
                h *= mpf("1.3") if add < total / 10 else 1
        pair = outwards(-1), outwards(1)
        mp.dps = with_digits
        return pair
    return tails


log_line = (log, exp, lambda t: t)
real_line = (mpmath.asinh, mpmath.sinh, lambda t: log(mpmath.cosh(t)))
logit_line = (lambda y: log(y) - log1p(-y), lambda t: 1 / (1 + exp(-t)),
              lambda t: -2 * log1p(exp(-abs(t))) - abs(t))


@more_digits(1000)
def invgauss_tails(m, y):
    a, b = (y / m - 1) / sqrt(y), (y / m + 1) / sqrt(y)
    return phi(a) + exp(2 / m) * phi(-b), phi(-a) - exp(2 / m) * phi(-b)


@more_digits(60)
def dpareto_lognorm_tails(s, y):
    u, sigma, a, b = s
    z = (log(y) - u) / sigma
    up = normal_density(z) * (b * mills(a * sigma - z) - a * mills(b * sigma + z)) / (a + b)
    return phi(z) - up, phi(-z) + up


R, PLUS, UNIT = (-inf, inf), (0, inf), (0, 1)

FAMILIES = {
    "dpareto_lognorm": (dpareto_lognorm, dpareto_lognorm_tails, PLUS,
                        [(0, 0.5, 2, 3), (3, 1.2, 1.5, 2), (-2, 0.01, 0.3, 40), (1, 2, 8, 0.7),
                         (0, 0.1, 1000, 5)]),
    "gausshyper": (gausshyper, by_quadrature(gausshyper_of_logit, logit_line[0]), UNIT,
                   [(13.76, 3.12, 2.51, 5.18), (2, 3, 0, 4), (0.3, 0.2, 2, -0.9), (3, 20, -30, 10),
                    (1, 1, 5, 500)]),
    "genhyperbolic": (genhyperbolic, by_quadrature(of_t(genhyperbolic, *real_line), real_line[0]), R,
                      [(0.5, 1.5, -0.5), (-2, 0.01, 0.001), (3, 4, 3.99), (0.1, 0.05, 0.02),
                       (-20, 2, 0), (1, 400, 100)]),
    "geninvgauss": (geninvgauss, by_quadrature(of_t(geninvgauss, *log_line), log_line[0]), PLUS,
                    [(2.3, 1.5), (-0.5, 0.001), (0, 0.1), (40, 3), (-7, 2000), (0.3, 1e-5)]),
    "ncf": (ncf, ncf_tails, PLUS,
            [(27, 27, 0.416), (3, 8, 2), (0.5, 1, 30), (10, 3, 0), (200, 1000, 50)]),
    "nct": (nct, nct_tails, R, [(14, 0.24), (6, 3), (1, -1.5), (0.4, 0.7), (40, 12), (3, 0)]),
    "ncx2": (ncx2, ncx2_tails, PLUS,
             [(21, 1.06), (0.1, 3), (2, 40), (5, 0), (1000, 60), (3, 0.001)]),
    "norminvgauss": (norminvgauss, by_quadrature(of_t(norminvgauss, *real_line), real_line[0]), R,
                     [(1.25, 0.5), (0.01, 0), (20, -19.5), (1000, 30)]),
    "recipinvgauss": (recipinvgauss, lambda s, y: invgauss_tails(s[0], 1 / y)[::-1], PLUS,
                      [(0.63,), (0.001,), (30,), (1000,)]),
    "rice": (rice, rice_tails, PLUS, [(0.775,), (0,), (0.01,), (5,), (20,)]),
    "wald": (wald, lambda s, y: invgauss_tails(mpf(1), y), PLUS, [()]),
}


def points(name, s, support):
    """Doubles where the density has fallen to FALLS of its maximum, and some at the maximum."""
    log_density = FAMILIES[name][0]
    if support == R:
        to_y = lambda t: mpmath.sinh(mpf(t))
    elif support == PLUS:
        to_y = lambda t: exp(mpf(t))
    else:
        to_y = lambda t: 1 / (1 + exp(-mpf(t)))
    slope = {R: real_line[2], PLUS: log_line[2], UNIT: logit_line[2]}[support]
    with_digits = mp.dps
    mp.dps = 20
    g = lambda t: log_density(s, to_y(t)) + slope(mpf(t))
    grid = [0.25 * i for i in range(-60, 61)]
    top = max(grid, key=g)
    step = mpf(0.125)
    while step > 1e-4:
        top = max((top - step, top, top + step), key=g)
        step /= 2
    ys = [float(to_y(top))]
    for fall in FALLS:
        for direction in (-1, 1):
            target = g(top) + log(fall)
            near, far = mpf(0), mpf(1) / 64
            while g(top + direction * far) > target and far < 700:
                near, far = far, 2 * far
            for _ in range(24):
                middle = (near + far) / 2
                if g(top + direction * middle) > target:
                    near = middle
                else:
                    far = middle
            y = float(to_y(top + direction * far))
            if support[0] < y < support[1] and abs(y) > 1e-290:
                ys.append(y)
    mp.dps = with_digits
    return sorted(set(ys))


def column(v):
    return "-inf" if v == -inf else nstr(v, 20, min_fixed=0, max_fixed=0)


def rows(name):
    log_density, tails, support, shapes = FAMILIES[name]
    for shape in shapes:
        s = [mpf(v) for v in shape]
        for y in points(name, s, support):
            ym = mpf(y)
            a, b = tails(s, ym)
            if a < b:
                b = 1 - a
            else:
                a = 1 - b
            log_a = log(a) if a < b else log1p(-b)
            log_b = log(b) if b <= a else log1p(-a)
            yield "\t".join([name] + [float(v).hex() for v in shape] + [y.hex()] +
                            [column(v) for v in (log_density(s, ym), a, b, log_a, log_b)])


def main():
    print("# family, shapes, y, logpdf, cdf, sf, log cdf, log sf; by families_bessel.py (mpmath)")
    for name in sys.argv[1:] or sorted(FAMILIES):
        for line in rows(name):
            print(line, flush=True)


if __name__ == "__main__":
    main()
