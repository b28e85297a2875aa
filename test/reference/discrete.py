#!/usr/bin/env python3
"""Writes discrete.tsv: masses and probabilities of discrete families to 50 digits (mpmath).

Every family is given here by its textbook mass, and by nothing else: probabilities are sums of
masses, outwards from the point to where nothing changes any more, or, for heavy tails, from the
beginning.  Points are where the mass is a given number of magnitudes below its largest, on both
sides; columns: family, shapes (hexadecimal floats), y, log of the mass, cdf, sf, log of cdf, log
of sf.

usage: discrete.py [family ...] > discrete.tsv
"""
import math
import sys

import mpmath
from mpmath import exp, expm1, inf, log, log1p, loggamma, mp, mpf, nstr, quad

DIGITS = 50
mp.dps = DIGITS + 30

# natural logarithms of the mass, below that of the mode, at which points are taken
LEVELS = [0, 1, 5, 14, 40, 140, 680]
# the most terms that a sum from the beginning of the support may have
LONGEST = 300000


def lchoose(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


class Family:
    """log mass, its mode, the support; ratio(k) is mass(k + 1) / mass(k), where that is simple."""
    lower, upper = 0, inf
    heavy = False
    ratio = None
    levels = LEVELS

    def mode(self):
        """By climbing from near a guess."""
        k = self.guess()
        step = max(1, int(abs(k) // 1000))
        while step:
            moved = False
            for d in (step, -step):
                while self.lower <= k + d <= self.upper and self.logmass(k + d) > self.logmass(k):
                    k += d
                    moved = True
            if not moved:
                step //= 2
        return k

    def guess(self):
        return int(self.lower)


class Poisson(Family):
    def __init__(self, mu):
        self.mu = mu

    def logmass(self, k):
        return k * log(self.mu) - self.mu - loggamma(k + 1)

    def ratio(self, k):
        return self.mu / (k + 1)

    def guess(self):
        return int(self.mu)


class Geom(Family):
    lower = 1

    def __init__(self, p):
        self.p = p

    def logmass(self, k):
        return log(self.p) + (k - 1) * log1p(-self.p)

    def ratio(self, k):
        return 1 - self.p

    def tails(self, k):
        sf = exp(k * log1p(-self.p))
        return 1 - sf, sf


class Planck(Family):
    def __init__(self, l):
        self.l = l

    def logmass(self, k):
        return log(-expm1(-self.l)) - self.l * k

    def tails(self, k):
        return -expm1(-self.l * (k + 1)), exp(-self.l * (k + 1))


class Boltzmann(Family):
    def __init__(self, l, n):
        self.l, self.n = l, n
        self.upper = int(n) - 1

    def logmass(self, k):
        return log(-expm1(-self.l)) - self.l * k - log(-expm1(-self.l * self.n))

    def tails(self, k):
        cdf = expm1(-self.l * (k + 1)) / expm1(-self.l * self.n)
        return cdf, 1 - cdf


class Binom(Family):
    def __init__(self, n, p):
        self.n, self.p = int(n), p
        self.upper = int(n)

    def logmass(self, k):
        return lchoose(self.n, k) + k * log(self.p) + (self.n - k) * log1p(-self.p)

    def ratio(self, k):
        return mpf(self.n - k) / (k + 1) * self.p / (1 - self.p)

    def guess(self):
        return int(self.n * self.p)


class Bernoulli(Binom):
    def __init__(self, p):
        super().__init__(1, p)


class Nbinom(Family):
    def __init__(self, n, p):
        self.n, self.p = n, p

    def logmass(self, k):
        return (loggamma(self.n + k) - loggamma(k + 1) - loggamma(self.n) + self.n * log(self.p)
                + k * log1p(-self.p))

    def ratio(self, k):
        return (self.n + k) / (k + 1) * (1 - self.p)

    def guess(self):
        return max(0, int((self.n - 1) * (1 - self.p) / self.p))


class Zipf(Family):
    lower = 1

    def __init__(self, a):
        self.a = a

    def logmass(self, k):
        return -self.a * log(k) - log(mpmath.zeta(self.a))

    def tails(self, k):
        sf = mpmath.zeta(self.a, k + 1) / mpmath.zeta(self.a)
        return 1 - sf, sf


class Zipfian(Family):
    lower = 1

    def __init__(self, a, n):
        self.a, self.n = a, int(n)
        self.upper = int(n)
        self.sums = [mpf(0)]
        for k in range(1, self.n + 1):
            self.sums.append(self.sums[-1] + mpf(k) ** -a)

    def logmass(self, k):
        return -self.a * log(k) - log(self.sums[-1])

    def tails(self, k):
        cdf = self.sums[k] / self.sums[-1]
        return cdf, 1 - cdf


class Yulesimon(Family):
    lower = 1

    def __init__(self, a):
        self.a = a

    def logmass(self, k):
        return log(self.a) + lbeta(mpf(k), self.a + 1)

    def tails(self, k):
        sf = k * exp(lbeta(mpf(k), self.a + 1))
        return 1 - sf, sf


class Logser(Family):
    lower = 1

    def __init__(self, p):
        self.p = p

    def logmass(self, k):
        return k * log(self.p) - log(k) - log(-log1p(-self.p))

    def ratio(self, k):
        return self.p * k / (k + 1)


class Dlaplace(Family):
    lower = -inf

    def __init__(self, a):
        self.a = a

    def logmass(self, k):
        return log(mpmath.tanh(self.a / 2)) - self.a * abs(k)

    def guess(self):
        return 0

    def tails(self, k):
        outer = exp(self.a * (min(k, -k - 1) + 1)) / (exp(self.a) + 1)
        return (outer, 1 - outer) if k < 0 else (1 - outer, outer)


class Skellam(Family):
    lower = -inf

    def __init__(self, mu1, mu2):
        self.mu1, self.mu2 = mu1, mu2
        self.root = 2 * mpmath.sqrt(mu1 * mu2)
        self.known = {}

    def logmass(self, k):
        if k not in self.known:
            self.known[k] = (-self.mu1 - self.mu2 + mpf(k) / 2 * log(self.mu1 / self.mu2)
                             + log(mpmath.besseli(abs(k), self.root, maxterms=10 ** 6)))
        return self.known[k]

    def guess(self):
        return int(self.mu1 - self.mu2)


class Randint(Family):
    def __init__(self, low, high):
        self.lower, self.upper = int(low), int(high) - 1
        self.n = mpf(high - low)

    def logmass(self, k):
        return -log(self.n)

    def points(self):
        return sorted({self.lower, self.upper, self.lower + int(self.n) // 3})

    def tails(self, k):
        return (k - self.lower + 1) / self.n, (self.upper - k) / self.n


class Betabinom(Family):
    def __init__(self, n, a, b):
        self.n, self.a, self.b = int(n), a, b
        self.upper = int(n)

    def logmass(self, k):
        return lchoose(self.n, k) + lbeta(k + self.a, self.n - k + self.b) - lbeta(self.a, self.b)

    def ratio(self, k):
        return mpf(self.n - k) / (k + 1) * (k + self.a) / (self.n - k - 1 + self.b)

    def centre(self):
        return self.n * self.a / (self.a + self.b)

    def points(self):
        n = self.n
        return sorted({0, 1, n // 20, n // 3, n // 2, n - 1, n, max(0, n - 7)})


class Nhypergeom(Betabinom):
    def __init__(self, m, n, r):
        super().__init__(n, r, m - n - r + 1)


class Betanbinom(Family):
    def __init__(self, n, a, b):
        self.n, self.a, self.b = n, a, b
        self.heavy = a < 30

    def logmass(self, k):
        return lchoose(self.n + k - 1, mpf(k)) + lbeta(self.a + self.n, self.b + k) - lbeta(
            self.a, self.b)

    def ratio(self, k):
        return (self.n + k) / (k + 1) * (self.b + k) / (self.a + self.n + self.b + k)


class Hypergeom(Family):
    def __init__(self, m, n, drawn):
        self.m, self.n, self.d = int(m), int(n), int(drawn)
        self.lower = max(0, self.d - (self.m - self.n))
        self.upper = min(self.n, self.d)

    def logmass(self, k):
        return lchoose(self.n, k) + lchoose(self.m - self.n, self.d - k) - lchoose(self.m, self.d)

    def ratio(self, k):
        return mpf(self.n - k) * (self.d - k) / (mpf(k + 1) * (self.m - self.n - self.d + k + 1))

    def guess(self):
        return self.n * self.d // self.m


class Fisher(Hypergeom):
    def __init__(self, m, n, drawn, odds):
        super().__init__(m, n, drawn)
        self.odds = odds
        self.norm = log(sum(exp(self.weight(k)) for k in range(self.lower, self.upper + 1)))

    def weight(self, k):
        return lchoose(self.n, k) + lchoose(self.m - self.n, self.d - k) + k * log(self.odds)

    def logmass(self, k):
        return self.weight(k) - self.norm

    def ratio(self, k):
        return Hypergeom.ratio(self, k) * self.odds


class Wallenius(Hypergeom):
    ratio = None

    def __init__(self, m, n, drawn, odds):
        super().__init__(m, n, drawn)
        self.odds = odds
        self.known = {}

    def logmass(self, k):
        if k not in self.known:
            d = self.odds * (self.n - k) + (self.m - self.n - self.d + k)

            # t = s^d: the integrand is a polynomial, or nearly
            def f(s):
                return d * s ** (d - 1) * (1 - s ** self.odds) ** k * (1 - s) ** (self.d - k)
            integral = quad(f, [0, 0.25, 0.5, 0.75, 0.9, 0.97, 1], maxdegree=12)
            self.known[k] = (lchoose(self.n, k) + lchoose(self.m - self.n, self.d - k)
                             + log(integral))
        return self.known[k]


class PoissonBinom(Family):
    def __init__(self, *p):
        self.mass = [mpf(1)]
        for q in p:
            old = self.mass + [mpf(0)]
            self.mass = [old[k] * (1 - q) + (old[k - 1] * q if k else 0) for k in range(len(old))]
        self.upper = max(k for k in range(len(self.mass)) if self.mass[k] > 0)
        self.lower = min(k for k in range(len(self.mass)) if self.mass[k] > 0)

    def logmass(self, k):
        return log(self.mass[k])

    def points(self):
        return range(self.lower, self.upper + 1)


class ZeroTruncated(Family):
    lower = 1

    def __init__(self, base):
        self.base = base
        self.ratio = base.ratio
        self.above = log(-expm1(base.logmass(0)))

    def logmass(self, k):
        return self.base.logmass(k) - self.above

    def guess(self):
        return max(1, self.base.guess())


class Hurdle(ZeroTruncated):
    lower = 0

    def __init__(self, base, pi):
        super().__init__(base)
        self.pi = pi
        self.ratio = None

    def logmass(self, k):
        if k == 0:
            return log(self.pi) if self.pi else -inf
        return log1p(-self.pi) + super().logmass(k)

    def points(self):
        return sorted({0, 1, 2} | {k for k in points(ZeroTruncated(self.base))})


class ZeroInflated(Hurdle):
    def logmass(self, k):
        if k == 0:
            return log(self.pi + (1 - self.pi) * exp(self.base.logmass(0)))
        return log1p(-self.pi) + self.base.logmass(k)


class Genpoisson(Family):
    def __init__(self, theta, l):
        self.t, self.l = theta, l

    def logmass(self, k):
        m = self.t + k * self.l
        return log(self.t) + (k - 1) * log(m) - m - loggamma(k + 1)

    def guess(self):
        return int(self.t)


class ComPoisson(Family):
    def __init__(self, l, nu):
        self.l, self.nu = l, nu
        self.norm = mpf(0)
        self.norm = log(sum(self.terms(self.guess(), 1)) + sum(self.terms(self.guess() - 1, -1)))

    def weight(self, k):
        return k * log(self.l) - self.nu * loggamma(k + 1)

    def terms(self, k, step):
        top = self.weight(self.guess())
        while k >= 0:
            w = self.weight(k)
            if w < top - 200:
                return
            yield exp(w)
            k += step

    def logmass(self, k):
        return self.weight(k) - self.norm

    def ratio(self, k):
        return self.l / mpf(k + 1) ** self.nu

    def guess(self):
        return int(self.l ** (1 / self.nu))


class DiscreteWeibull(Family):
    def __init__(self, q, b):
        self.q, self.b = q, b

    def power(self, k):
        return mpf(k) ** self.b * log(self.q)

    def logmass(self, k):
        return self.power(k) + log(-expm1(self.power(k + 1) - self.power(k)))

    def guess(self):
        return int((-1 / log(self.q)) ** (1 / self.b))

    def tails(self, k):
        return -expm1(self.power(k + 1)), exp(self.power(k + 1))


class Delaporte(Family):
    levels = LEVELS[:-1]

    def __init__(self, a, b, l):
        self.nbinom, self.poisson = Nbinom(a, 1 / (1 + b)), Poisson(l)
        self.mean = a * b + l
        self.n = [mpf(exp(self.nbinom.logmass(0)))]
        self.p = [mpf(exp(self.poisson.logmass(0)))]
        self.known = {}

    def extend(self, k):
        while len(self.n) <= k:
            i = len(self.n) - 1
            self.n.append(self.n[i] * self.nbinom.ratio(i))
            self.p.append(self.p[i] * self.poisson.ratio(i))

    def logmass(self, k):
        if k not in self.known:
            self.extend(k)
            self.known[k] = log(mpmath.fdot((self.n[i], self.p[k - i]) for i in range(k + 1)))
        return self.known[k]

    def guess(self):
        return int(self.mean)


# shapes are written as decimals and used as the doubles nearest to them
CASES = [
    ("bernoulli", Bernoulli, ["0.3", "1e-9", "0.999"]),
    ("betabinom", Betabinom, ["12 2.5 3.5", "12 0.2 0.3", "3000 40 60.5", "3000 1e-3 2",
                              "100000 3e6 2e6", "40 1e9 2e9", "1 0.5 3"]),
    ("betanbinom", Betanbinom, ["4 3.5 2.25", "1 0.6 0.4", "7 1e6 3e5", "2 8 1000"]),
    ("binom", Binom, ["10 0.3", "1 0.01", "300 0.9", "1000000000 0.3", "100000000 1e-7", "50 1e-12",
                      "10000000 0.9999995"]),
    ("boltzmann", Boltzmann, ["0.3 9", "0.001 200", "3 200", "1e-9 1000000", "20 2"]),
    ("com_poisson", ComPoisson, ["0.8 0.5", "6 1.7", "1e10 4", "0.05 3", "40 0.9", "0.97 0.02"]),
    ("delaporte", Delaporte, ["2 1.5 3", "0.2 0.1 0.4", "40 1.25 100", "5 0.01 60"]),
    ("discrete_weibull", DiscreteWeibull, ["0.7 1.5", "0.05 0.4", "0.999 3", "0.9999 1",
                                           "0.99 0.3"]),
    ("dlaplace", Dlaplace, ["0.8", "0.02", "4", "1e-5"]),
    ("genpoisson", Genpoisson, ["2 0.3", "0.1 0.9", "30 0", "4000 0.5", "1e-3 0.2"]),
    ("geom", Geom, ["0.3", "0.9", "0.02", "1e-9"]),
    ("hurdle_nbinom", lambda n, p, pi: Hurdle(Nbinom(n, p), pi), ["2 0.4 0.3", "0.01 0.05 0.9"]),
    ("hurdle_poisson", lambda mu, pi: Hurdle(Poisson(mu), pi), ["2 0.3", "1e-6 0.2", "300 0.9"]),
    ("hypergeom", Hypergeom, ["60 20 12", "60 55 40", "3000 55 40", "1000000000 400000 700000",
                              "100000 70000 60000"]),
    ("logser", Logser, ["0.6", "0.05", "0.97", "0.9995"]),
    ("nbinom", Nbinom, ["3 0.4", "0.3 0.02", "40 0.97", "1e-3 0.4", "1e8 0.5", "1e8 0.9999999",
                        "0.01 1e-4", "2.5 1e-3"]),
    ("nchypergeom_fisher", Fisher, ["60 20 12 1.5", "60 55 40 0.2", "3000 400 700 20"]),
    ("nchypergeom_wallenius", Wallenius, ["60 20 12 1.5", "60 55 40 0.25", "90 40 30 6"]),
    ("nhypergeom", Nhypergeom, ["60 20 7", "2000 8 40", "100000 30000 500"]),
    ("planck", Planck, ["0.5", "3", "1e-5", "40"]),
    ("poisson", Poisson, ["1", "0.05", "8", "70", "1200", "1e7", "1e10", "1e-8"]),
    ("poisson_binom", PoissonBinom, ["0.6 0.3 0.5 0.9 0 0 0 0", "0.1 0.8 0.5 0.9 0.02 0.33 0.7 1e-5",
                                     "1 0.5 0.25 0 0 0 0 0"]),
    ("randint", Randint, ["0 6", "-5 1", "-1000000 1000000000"]),
    ("skellam", Skellam, ["3 1", "0.1 0.02", "5000 400", "40 40", "2 90", "1e-3 7", "3e5 2e5"]),
    ("yulesimon", Yulesimon, ["1.5", "0.3", "5", "100", "1e-3", "1e6"]),
    ("zero_inflated_nbinom", lambda n, p, pi: ZeroInflated(Nbinom(n, p), pi),
     ["2 0.4 0.3", "0.01 0.05 0.5", "30 0.4 0"]),
    ("zero_inflated_poisson", lambda mu, pi: ZeroInflated(Poisson(mu), pi),
     ["2 0.3", "0.01 0.5"]),
    ("zero_truncated_nbinom", lambda n, p: ZeroTruncated(Nbinom(n, p)),
     ["2 0.4", "1e-6 0.05", "30 0.4", "0.2 0.999"]),
    ("zero_truncated_poisson", lambda mu: ZeroTruncated(Poisson(mu)),
     ["2", "0.01", "30", "1e-10", "2000"]),
    ("zipf", Zipf, ["2", "1.2", "4", "30", "1.001"]),
    ("zipfian", Zipfian, ["1.5 12", "0.2 500", "1 5000", "4 500", "0 7", "30 12"]),
]


def points(f):
    """Where the mass is LEVELS below its largest, on both sides of the mode."""
    if hasattr(f, "points"):
        return f.points()
    mode = f.mode()
    top = f.logmass(mode)
    found = {mode}
    for step in (-1, 1):
        end = f.lower if step < 0 else f.upper
        for level in f.levels[1:]:
            reach = 1
            while (mode + step * reach - end) * step < 0 and f.logmass(
                    mode + step * reach) > top - level:
                reach *= 2
                if f.heavy and reach > LONGEST or reach > 10 ** 13:
                    break
            low, high = reach // 2, reach
            if (mode + step * high - end) * step > 0:
                high = int((end - mode) * step)
            while high - low > 1:
                middle = (low + high) // 2
                if f.logmass(mode + step * middle) > top - level:
                    low = middle
                else:
                    high = middle
            if (f.heavy and high > LONGEST) or high <= 0:
                continue
            found.add(mode + step * high)
    return sorted(found)


def outwards(f, k, step):
    """The sum of the masses from k on, to 60 digits."""
    end = f.lower if step < 0 else f.upper
    total = mpf(0)
    if (k - end) * step > 0:
        return total
    term = exp(f.logmass(k))
    while True:
        total += term
        if k == end or term < total * mpf(10) ** -(DIGITS - 5):
            return total
        k += step
        if f.ratio is None:
            term = exp(f.logmass(k))
        else:
            term = term * f.ratio(k - 1) if step > 0 else term / f.ratio(k)


def tails(f, k, centre):
    """Lower and upper tail, the smaller of them as a sum of its own."""
    if hasattr(f, "tails"):
        return f.tails(k)
    if f.heavy:
        cdf = from_start(f, k)
        return cdf, 1 - cdf
    if k < centre:
        cdf = outwards(f, k, -1)
        return cdf, 1 - cdf
    sf = outwards(f, k + 1, 1)
    return 1 - sf, sf


def from_start(f, k):
    term = total = exp(f.logmass(int(f.lower)))
    for j in range(int(f.lower), k):
        term *= f.ratio(j)
        total += term
    return total


def write(name, make, text):
    shapes = [float(word) for word in text.split()]
    f = make(*[mpf(x) for x in shapes])
    centre = f.centre() if hasattr(f, "centre") else None
    if centre is None and not hasattr(f, "tails"):
        centre = max(f.points(), key=f.logmass) if hasattr(f, "points") else f.mode()
    for k in points(f):
        mass = f.logmass(k)
        if mass == -inf:
            continue
        cdf, sf = tails(f, k, centre)
        if k == f.upper:
            cdf, sf = mpf(1), mpf(0)
        log_cdf = log(cdf) if cdf < sf else log1p(-sf)
        log_sf = log1p(-cdf) if cdf < sf else log(sf) if sf else -inf
        values = [mass, cdf, sf, log_cdf, log_sf]
        values = ["-inf" if v == -inf else "0" if v == 0 else
                  nstr(v, 20, min_fixed=0, max_fixed=0) for v in values]
        print(name, *[x.hex() for x in shapes], float(k).hex(), *values, sep="\t", flush=True)


def main():
    wanted = sys.argv[1:]
    print("# written by discrete.py: family, shapes, y, log mass, cdf, sf, log cdf, log sf")
    for name, make, cases in CASES:
        if wanted and name not in wanted:
            continue
        for text in cases:
            write(name, make, text)


if __name__ == "__main__":
    main()
