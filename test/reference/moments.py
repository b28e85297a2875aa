#!/usr/bin/env python3
"""Moments and entropies by quadrature of the density at 20 digits: writes moments.tsv.  Needs mpmath.

Columns: family, shapes..., mean, variance, skewness, excess kurtosis, entropy; nan where a moment
does not exist.  The densities are the textbook ones of the other scripts beside this file.  The
variable of integration t is log y, logit y or arsinh y, by the support; Gauss-Legendre panels, with
the places of kinks among their ends.

usage: moments.py [family ...] > moments.tsv
"""
import functools
import importlib
import os
import sys

from mpmath import asinh, exp, inf, log, mp, mpf, nstr, quad, sinh, cosh

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

KINKS = {"laplace": lambda s: [0], "laplace_asymmetric": lambda s: [0], "triang": lambda s: [s[0]],
         "trapezoid": lambda s: [s[0], s[1]], "gennorm": lambda s: [0], "dgamma": lambda s: [0],
         "dweibull": lambda s: [0], "crystalball": lambda s: [-s[0]], "loglaplace": lambda s: [1],
         "skewcauchy": lambda s: [0], "kappa4": lambda s: [0]}
# Densities that take too long for a table of integrals, and one that is a distribution of angles.
LEFT_OUT = {"levy_stable", "studentized_range", "ncf", "kstwo", "ksone", "vonmises", "irwinhall"}


def collect():
    """Density, support and shapes by family; the scripts fill one dictionary, each anew."""
    found = {}
    for name in ("families", "families_gamma_normal", "families_bounded_logistic",
                 "families_special", "families_bessel"):
        module = importlib.import_module(name)
        table = getattr(module, "FAMILIES", None) or module.base.FAMILIES
        found.update((family, (entry[0], entry[-2], entry[-1])) for family, entry in table.items()
                     if family not in found)
    return found


def coordinate(a, b):
    """y(t) and dy/dt on the line, and t(y), for the support (a, b)."""
    if a == -inf and b == inf:
        return sinh, cosh, asinh
    if b == inf:
        return (lambda t: a + exp(t)), exp, lambda y: log(y - a)
    if a == -inf:
        return (lambda t: b - exp(-t)), (lambda t: exp(-t)), lambda y: -log(b - y)
    width = b - a
    return ((lambda t: a + width / (1 + exp(-t))),
            (lambda t: width * exp(-t) / (1 + exp(-t)) ** 2 if t > 0 else
             width * exp(t) / (1 + exp(t)) ** 2),
            lambda y: log((y - a) / (b - y)))


def row(name, logpdf, support, shape):
    s = [mpf(v) for v in shape]
    a, b = support(s) if callable(support) else support
    a, b = mpf(a), mpf(b)
    y_of, slope, t_of = coordinate(a, b)

    @functools.lru_cache(maxsize=None)
    def weight(t):
        """Density of t; the integrals meet at the same places."""
        y = y_of(t)
        if not a < y < b:
            return mpf(0)
        return exp(logpdf(s, y)) * slope(t)

    grid = [mpf(i) / 8 for i in range(-480, 481)]
    values = [weight(t) for t in grid]
    top = grid[max(range(len(grid)), key=lambda i: values[i])]
    # a narrow peak: go on with finer grids
    step = mpf(1) / 8
    while step > 1e-6:
        top = max((top - step, top - step / 2, top, top + step / 2, top + step), key=weight)
        step /= 2
    breaks = [t_of(mpf(k)) for k in KINKS.get(name, lambda s: [])(shape) if a < k < b]

    def integral(f, order):
        """Over panels outwards from the peak, until they add nothing."""
        total = mpf(0)
        for side in (-1, 1):
            t, width, idle = top, mpf(1) / 256, 0
            # start with the width over which the peak falls by a tenth
            while weight(t + side * width) > 0.9 * weight(t) and width < 1:
                width *= 2
            while abs(t) < 20000 and idle < 3:
                ends = sorted([t, t + side * width] + [k for k in breaks if
                                                       min(t, t + side * width) < k <
                                                       max(t, t + side * width)])
                part = quad(f, ends, method="gauss-legendre", maxdegree=4)
                total += part
                idle = idle + 1 if abs(part) <= mpf(10) ** -18 * abs(total) else 0
                t += side * width
                width = min(width * mpf("1.25"), max(mpf(2), abs(t - top) / 10))
            if idle < 3:
                return None
        return total

    def exists(order):
        for end in ((-1,) if a == -inf else ()) + ((1,) if b == inf else ()):
            t = mpf(150) * end
            g = lambda t: logpdf(s, y_of(t)) + log(slope(t)) + order * log(abs(y_of(t)))
            if g(t + end) - g(t) > -0.02:
                return False
        return True

    mass = integral(weight, 0)
    assert abs(mass - 1) < 1e-13, (name, shape, nstr(mass, 20))
    result = []
    mean = variance = None
    for k in range(1, 5):
        if not exists(k):
            result += [mpf("nan")] * (5 - k)
            break
        if k == 1:
            mean = integral(lambda t: weight(t) * y_of(t), 1)
            result.append(mean)
        else:
            central = integral(lambda t: weight(t) * (y_of(t) - mean) ** k, k)
            if k == 2:
                variance = central
            result.append(central if k == 2 else central / variance ** 1.5 if k == 3 else
                          central / variance ** 2 - 3)
    result.append(integral(lambda t: -weight(t) * logpdf(s, y_of(t)) if weight(t) > 0 else mpf(0), 0))
    return "\t".join([name] + [repr(float(v)) for v in shape] + [nstr(v, 16) for v in result])


def main():
    mp.dps = 20
    found = collect()
    print("# family\tshapes...\tmean\tvariance\tskewness\tkurtosis\tentropy: see moments.py")
    for name in sys.argv[1:] or sorted(found):
        if name in LEFT_OUT:
            continue
        logpdf, support, shapes = found[name]
        for shape in shapes:
            try:
                print(row(name, logpdf, support, shape), flush=True)
            except Exception as problem:  # extreme shapes that this simple quadrature cannot do
                print("left out:", name, shape, repr(problem), file=sys.stderr)


if __name__ == "__main__":
    main()
