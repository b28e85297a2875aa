#!/usr/bin/env python3
"""Writes tails_1.tsv: the families of elementary functions, gamma and beta (see tails.py).

usage: tails_1.py [family ...] > tails_1.tsv
"""
import os
import sys

from mpmath import atan, erfc, exp, log, log1p, mp, mpf, pi, quad, sqrt

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tails  # noqa: E402
import families as base  # noqa: E402

known = dict(base.FAMILIES)
import families_gamma_normal  # noqa: E402, F401

known.update(base.FAMILIES)
import families_bounded_logistic  # noqa: E402, F401

known.update(base.FAMILIES)
base.FAMILIES.update(known)



def thin_skewnorm(a, h):
    """Integral of 2 phi(t) Phi(-a t) over (h, inf), a > 0, h >= 0.

    In the middle what the integral from 0 leaves; else Owen's integral beyond a.  Over pieces that
    are short against the way the integrand falls and against the distance of Owen's pole at i.
    """
    if h == 0:
        return atan(1 / a) / pi
    if h * h * (1 + a * a) > 10 ** 6:
        return mpf(0)
    if h < 5 and a * h < 20:
        f = lambda t: exp(-t * t / 2) * erfc(a * t / sqrt(2))
        n = int(1 + h + a * h)
        points = [h * i / n for i in range(n + 1)]
        return atan(1 / a) / pi - quad(f, points, method="gauss-legendre") / sqrt(2 * pi)
    width = 4 / (h * max(a * h, 1))
    x, points = a, [a]
    while h * h * (x * x - a * a) / 2 < 2.4 * mp.dps + 10:
        x += min(width, sqrt(1 + x * x) / 2)
        points.append(x)
    f = lambda x: exp(-h * h * (x * x - a * a) / 2) / (1 + x * x)
    return exp(-h * h * (1 + a * a) / 2) * quad(f, points, method="gauss-legendre") / pi


base.thin_skewnorm = thin_skewnorm


def nearly_normal(skew, y):
    """A row of pearson3 of so little skewness that series for its gamma functions are too long: the
    tail beyond y is an integral of the density, in pieces on which its logarithm changes by 2."""
    mp.dps = 50
    s, y = [mpf(skew)], mpf(y)
    side = 1 if y > 0 else -1
    shape, v = 4 / s[0] ** 2, families_gamma_normal.pearson3(s, y)
    logpdf = families_gamma_normal.precisely(
        60, lambda: base.FAMILIES["pearson3"][0](s, y))
    points = [mpf(0)]
    while (2 * abs(y) + points[-1]) * points[-1] / 2 < 130:
        points.append(points[-1] + 2 / max(abs(y), 1))

    def ratio(t):
        mp.dps += 30
        w = 2 * side * t / s[0]
        value = exp((shape - 1) * log1p(w / v) - w)
        mp.dps -= 30
        return value
    log_p = logpdf + log(quad(ratio, points, method="gauss-legendre"))
    tails_at_y = [".", tails.column(log_p)] if y > 0 else [tails.column(log_p), "."]
    return "\t".join(["pearson3", repr(skew), repr(float(y)), tails.column(logpdf), *tails_at_y])


SHAPES = {
    "norm": "", "lognorm": "1e-5; 0.01; 0.5; 1; 10; 50", "halfnorm": "",
    "skewnorm": "-1e4; -20; -1; 1e-3; 0.5; 4; 1000",
    "expon": "",
    "gamma": "1e-3; 0.02; 0.5; 1; 3.7; 40; 3e3; 1e6; 1e8",
    "chi2": "0.002; 0.3; 1; 5; 200; 2e7",
    "invgamma": "1e-3; 0.1; 1; 12; 1e4; 1e8",
    "rayleigh": "", "maxwell": "",
    "beta": "0.001 0.001; 0.5 0.5; 1 1; 1e-3 1e6; 1e6 1e-3; 3 0.2; 2 500; 70 30; 1e6 1e6; 3e5 20",
    "powerlaw": "1e-3; 0.2; 1; 7; 1e3; 1e6", "uniform": "",
    "triang": "0; 1e-9; 0.3; 0.5; 0.999; 1",
    "weibull_min": "0.05; 0.5; 1; 3.6; 60; 1e3; 1e4",
    "weibull_max": "0.05; 0.5; 1; 3.6; 60; 1e3",
    "gumbel_r": "", "gumbel_l": "",
    "genextreme": "-5; -0.7; -1e-3; -1e-10; 0; 1e-8; 0.01; 0.3; 1",
    "invweibull": "0.05; 0.5; 1; 3.6; 60; 1e3; 1e4",
    "genpareto": "-1; -0.4; -1e-3; -1e-10; 0; 1e-8; 0.01; 0.3; 2; 20",
    "pareto": "0.05; 0.5; 1; 3; 100; 1e6; 1e8",
    "lomax": "0.05; 0.5; 1; 3; 100; 1e6; 1e8",
    "burr12": "0.05 0.5; 1 1; 3 0.01; 100 2; 0.3 1e6; 1e4 1e-4; 5 80",
    "logistic": "", "fisk": "0.05; 0.5; 1; 3; 100; 1e4",
    "cauchy": "", "t": "0.1; 0.5; 1; 2; 4.5; 30; 1e3; 1e5; 1e8", "laplace": "",
    "invgauss": "1e-7; 1e-4; 0.02; 0.5; 1; 10; 1e4; 1e7", "wald": "",
    "recipinvgauss": "1e-7; 1e-4; 0.02; 0.5; 1; 10; 1e4; 1e7",
    "gengamma": "0.02 3; 1e-3 50; 0.5 -0.5; 1 1e4; 4 0.1; 60 -2; 3e3 0.02; 1e6 5; 1e8 -1",
    "chi": "0.002; 0.3; 1; 5; 200; 2e7",
    "nakagami": "0.001; 0.1; 0.5; 3; 1e3; 5e7",
    "loggamma": "1e-4; 0.02; 0.5; 1; 30; 1e4; 1e8",
    "gennorm": "0.05; 0.3; 1; 1.7; 2; 10; 1e3; 1e7",
    "halfgennorm": "0.05; 0.3; 1; 1.7; 2; 10; 1e3; 1e7",
    "dgamma": "0.01; 0.3; 1; 3; 100; 1e4",
    "dweibull": "0.05; 0.3; 1; 3; 100; 1e4",
    "pearson3": "-60; -2; -0.3; -1e-3; 0; 0.01; 0.02; 0.8; 2; 9",
    "exponnorm": "1e-3; 0.03; 0.3; 1; 6; 100; 1e5",
    "gompertz": "1e-30; 1e-5; 0.1; 1; 30; 1e6",
    "genexpon": "0.05 0.3 0.1; 1 1 1; 1e-5 4 5; 2 1e-4 300; 1e4 1e4 1e-5; 1e-5 1e4 1e4; "
                "1e-5 1e-5 1e4",
    "exponweib": "0.002 0.4; 0.2 3; 1 1; 50 0.05; 1e6 2; 1e12 1; 3 1e4; 0.01 100",
    "exponpow": "0.05; 0.5; 1; 3; 60; 1e4",
    "powernorm": "1e-5; 0.01; 0.4; 1; 5; 1e3; 1e15; 1e50",
    "powerlognorm": "1e-5 1; 0.01 0.1; 0.4 10; 1 1e-3; 5 0.7; 1e3 30; 1e15 2; 1e50 0.3",
    "gibrat": "", "levy": "", "levy_l": "", "moyal": "",
    "fatiguelife": "1e-4; 0.01; 0.3; 1; 5; 100; 1e4",
    "halfcauchy": "", "foldcauchy": "0; 0.01; 0.7; 3; 100; 1e6",
    "truncnorm": "-4 1; -0.1 0.2; 1 3; -9 -8.9; 30 31; 90 100; -1e-6 1e-6; -60 60; -100 0; 5 1e4",
    "foldnorm": "0; 0.01; 0.4; 1; 4; 30; 1000",
    "alpha": "1e-7; 0.01; 0.5; 3; 20; 1e3; 1e6",
    "johnsonsu": "0 1; -5 0.3; 3 10; 0.1 0.05; -1e3 200; 1e6 1e5; 20 1",
    "johnsonsb": "0 1; -5 0.3; 3 10; 0.1 0.05; -1e3 200; 1e6 1e5; 20 1",
    "genlogistic": "1e-4; 0.03; 0.5; 1; 7; 1e4; 1e8",
    "hypsecant": "", "halflogistic": "", "genhalflogistic": "1e-10; 1e-3; 0.2; 1; 4; 20",
    "burr": "0.05 0.5; 1 1; 3 0.01; 100 2; 0.3 1e6; 1e4 1e-4; 5 80",
    "mielke": "0.05 0.5; 1 1; 3 0.1; 100 2; 1e6 0.3; 1e-3 40; 40 1e3",
    "kappa3": "0.02; 0.3; 1; 4; 90; 1e4",
    "betaprime": "0.001 0.02; 0.5 0.5; 1 1; 1e-3 1e6; 1e6 0.1; 3 0.2; 2 500; 1e6 1e6; 1e7 3",
    "f": "0.002 0.04; 1 1; 5 0.3; 10 1e3; 1e3 7; 2e7 2e7; 1 2e7",
    "laplace_asymmetric": "1e-4; 0.03; 0.7; 1; 20; 1e4",
    "loglaplace": "0.02; 0.5; 1; 4; 300; 1e5",
}

if __name__ == "__main__":
    tails.main(SHAPES)
    if not sys.argv[1:] or "pearson3" in sys.argv[1:]:
        for skew in (1e-6, -1e-8):
            for y in (-37, -21.5, -8.25, -3, -1, -0.1, 0.25, 1.5, 4, 12, 30):
                print(nearly_normal(skew, y))
