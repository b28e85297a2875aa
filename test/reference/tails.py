"""Tables of how exact the families must be, from tail to tail: what tails_1.py and its like share.

A script gives shape vectors for the families that families.py and its like define by textbook
formulae, and calls main().  For each vector there are rows where the cdf or the sf is about 1e-300,
1e-100, ... 0.5.  Every number is worked out with 50 digits and again with half as many more, until
24 of them agree.  Columns: family, shapes, y, log density, log cdf, log sf; of the last two the one
nearer to 0 is "." (it follows from the other).  Shapes and y are decimal and mean the double nearest.

Incomplete gamma and beta functions are done here in fixed point, so that shapes of 1e8 are possible.
"""
import multiprocessing
import os
import struct
import sys

import mpmath
from mpmath import exp, inf, log, loggamma, mp, mpf, nstr

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import families as base  # noqa: E402

ALWAYS = ["1e-300", "1e-16", "0.01"]
IN_TURN = [["1e-100", "1e-8", "0.3"], ["1e-200", "1e-30", "1e-4", "0.1"]]


def fixed_sum(first, num, den):
    """first + first * num/den + ... where both change by the given steps, in fixed point.

    num and den are pairs (value, step).  Stops when terms no longer count, or before the first
    term that is not positive.
    """
    bits = int(mp.prec) + 64
    one = mpmath.libmp.MPZ(1) << bits

    def fix(v):
        return mpmath.libmp.MPZ(int(mpmath.floor(mpmath.ldexp(v, bits))))

    (n, n_step), (d, d_step) = [(fix(v), fix(mpf(step))) for v, step in (num, den)]
    term = total = one
    while term > 0 and n > 0:
        term = term * n // d
        total += term
        n += n_step
        d += d_step
    return first * mpmath.ldexp(mpf(int(total)), -bits)


def gamma_front(a, x):
    return base.exp(a * log(x) - x - loggamma(a))


def gamma_p(a, x):
    """Lower incomplete gamma, by its series of positive terms (or as the complement)."""
    if x == 0:
        return mpf(0)
    if x > a + 1:
        return 1 - gamma_q(a, x)
    return fixed_sum(gamma_front(a, x) / a, (x, 0), (a + 1, 1))


def gamma_q(a, x):
    """Upper incomplete gamma: descending series if a is large, else Legendre's fraction."""
    if x <= a + 1:
        return 1 - gamma_p(a, x)
    if gamma_front(a, x) == 0:
        return mpf(0)
    if a > 4 * mp.prec:
        # what it leaves out is of the order of exp(-a)
        return fixed_sum(gamma_front(a, x) / x, (a - 1, -1), (x, 0))
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
            return gamma_front(a, x) * h


def beta_tail(a, b, x, y):
    """I_x(a, b) with y = 1 - x: the series of positive terms of the smaller tail."""
    if x <= 0:
        return mpf(0)
    if y <= 0:
        return mpf(1)
    if x > (a + 1) / (a + b + 2) or (x > 0.95 and y * (a + b) < 200):
        return 1 - beta_series(b, a, y, x)
    return beta_series(a, b, x, y)


def beta_series(a, b, x, y):
    front = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b)) / a
    if x > 0.9 and a > 100 and a > b:
        return front * beta_fraction(a, b, x)
    return fixed_sum(front, (x * (a + b), x), (a + 1, 1))


def beta_fraction(a, b, x):
    """DLMF 8.17.22 by Lentz's method: where the series is too slow, x being near 1."""
    c = mpf(1)
    d = 1 / (1 - (a + b) * x / (a + 1))
    h = d
    m = 0
    while True:
        m += 1
        for odd in (0, 1):
            if odd:
                e = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            else:
                e = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / (1 + e * d)
            c = 1 + e / c
            h *= c * d
        if abs(c * d - 1) < mpf(10) ** -(mp.dps - 4):
            return h


# Before others take them from there.
base.gamma_p, base.gamma_q, base.beta_tail = gamma_p, gamma_q, beta_tail


def certain(f, digits=24, start=50):
    """f(), with more and more digits until `digits` of them agree; None if they never do."""
    before = mp.dps
    last = None
    dps = start
    try:
        while dps < 3000:
            mp.dps = dps
            try:
                v = f()
            except (ValueError, ZeroDivisionError):  # such as the density at a pole
                return None
            if last is not None and abs(v - last) <= mpf(10) ** -digits * abs(v):
                return v
            last = v
            dps = dps * 3 // 2
    finally:
        mp.dps = before
    return None


class Curve:
    """A family at a vector of shapes (decimal strings)."""

    def __init__(self, name, shapes):
        self.log_density, self.cdf, self.sf, support = base.FAMILIES[name][:4]
        self.name = name
        self.shapes = shapes
        self.s = [mpf(float(v)) for v in shapes]
        self.lower, self.upper = support(self.s) if callable(support) else support

    def logpdf(self, y, **how):
        return certain(lambda: self.log_density(self.s, mpf(y)), **how)

    def log_tail(self, y, upper, **how):
        p = certain(lambda: (self.sf if upper else self.cdf)(self.s, mpf(y)), **how)
        return -inf if p is None or p <= 0 else log(p)

    def find(self, log_p, upper):
        """A short double where log of that tail is about log_p, or the nearest to the end."""
        lo = base.rank(max(float(self.lower), -sys.float_info.max))
        hi = base.rank(min(float(self.upper), sys.float_info.max))
        slack = 0.05 - 0.02 * log_p
        if upper:
            lo, hi = hi, lo
        # the last doubles on either side that are inside
        inside = [r + (1 if r < o else -1) for r, o in ((lo, hi), (hi, lo))]
        while abs(hi - lo) > 1:
            middle = (lo + hi) // 2
            y = base.unrank(middle)
            error = self.log_tail(y, upper, digits=4, start=20) - log_p
            if abs(error) <= slack:
                return self.shorten(y, upper, slack)
            if error < 0:
                lo = middle
            else:
                hi = middle
        y = base.unrank(inside[0])
        return None if abs(y) > 1e300 else y if abs(y) > 1e-300 else 1e-300 if y > 0 else -1e-300

    def shorten(self, y, upper, slack):
        """As few digits as leave the tail about what it is."""
        logpdf = self.logpdf(y, digits=4, start=20)
        if logpdf is None:
            return y
        slope = abs(y) * exp(logpdf - self.log_tail(y, upper, digits=4, start=20))
        digits = 3
        while slope * mpf(10) ** (1 - digits) > slack and digits < 17:
            digits += 1
        short = float("%.*g" % (digits, y))
        return short if self.lower < short < self.upper else y

    def rows(self, turn, middle="0.5"):
        points = {self.find(log(mpf(middle)), False)}
        for p in ALWAYS + IN_TURN[turn % len(IN_TURN)]:
            for upper in (False, True):
                points.add(self.find(log(mpf(p)), upper))
        for y in sorted(points - {None}):
            logpdf = self.logpdf(y)
            rough = [self.log_tail(y, upper, digits=4, start=20) for upper in (False, True)]
            upper = bool(rough[1] < rough[0])
            log_p = self.log_tail(y, upper)
            if logpdf is None or log_p == -inf:
                sys.stderr.write("%s%r: nothing certain at %r\n" % (self.name, self.shapes, y))
                continue
            columns = [self.name, *self.shapes, repr(y), column(logpdf), column(log_p), "."]
            if upper:
                columns[-2:] = columns[:-3:-1]
            yield "\t".join(columns)


def column(v):
    """Digits enough for a long double: 20, or so many that those behind the point are."""
    return nstr(v, 21 if abs(v) < 1000 else 24, min_fixed=-5, max_fixed=30)


def vectors(text):
    """"0.1 2; 3 4" as shape vectors."""
    return [tuple(v.split()) for v in text.split(";")]


def one(job):
    name, shapes, turn = job
    return list(Curve(name, shapes).rows(turn))


def main(shapes):
    """Prints the table of the families in `shapes`, a dictionary of vectors as text."""
    names = sys.argv[1:] or sorted(shapes)
    print("# family, shapes, y, log density, log cdf, log sf; written by %s (mpmath)" %
          os.path.basename(sys.argv[0]))
    jobs = [(name, v, i) for name in names for i, v in enumerate(vectors(shapes[name]))]
    with multiprocessing.Pool() as pool:
        for lines in pool.imap(one, jobs):
            for line in lines:
                print(line, flush=True)
