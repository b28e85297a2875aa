#!/usr/bin/env python3
"""Writes tails_3.tsv: stable distributions by Fourier's integral, independent of Zolotarev's.

Density and tail are the inverse transform of the characteristic function exp(-psi(t)),

    psi(t) = t^alpha (1 - i beta tan(pi alpha / 2)),    t (1 + i beta log(t) 2 / pi) at alpha = 1,

(location 0, scale 1: the parameters "S1", scipy's default), for y > 0 either along the curve
t(s) = s - i m R s / (R + s), s > 0, which leaves 0 downwards, where exp(-i t y) falls off, and
becomes horizontal, where exp(-psi) does; or, in the light tail of a totally skewed distribution,
along a horizontal line, through the saddle point on the imaginary axis.  With as many digits as
cancel; the double-exponential rule with halved steps; and every number along two curves or lines,
which must agree.  Columns as in tails_2.tsv.

usage: tails_3.py [alpha beta ...] > tails_3.tsv
"""
import math
import multiprocessing
import struct
import sys

import gmpy2
import mpmath
from gmpy2 import mpc, mpfr

VECTORS = [(0.5, 1), (0.6, 0), (0.6, 0.5), (0.6, 1), (0.65, -0.9), (0.7, 0), (0.7, 0.5),
           (0.7, 1), (0.75, 0), (0.75, 1), (0.75, -0.5), (0.8, 0), (0.8, 0.5), (0.8, 1), (0.8, -1), (0.95, 0), (0.95, 0.5), (0.95, 1),
           (0.95, -1), (0.999, 0), (0.999, 0.5), (0.999, 1), (1, 0.5), (1, 1), (1, -1), (1, 1e-3),
           (1.01, -0.9), (1.05, 0), (1.05, 0.5), (1.05, 1), (1.05, -1), (1.2, 0), (1.2, 0.5),
           (1.2, 1), (1.2, -1), (1.7, 0), (1.7, 0.5), (1.7, 1), (1.7, -1), (1.9999, 0.5)]
TARGETS = [1e-300, 1e-100, 1e-12, 1e-4]
DIGITS = 24  # that are certain
MOST = 400  # digits that may cancel


def psi_of(alpha, beta, t):
    """In doubles, to choose a way."""
    log_t = complex(math.log(abs(t)), math.atan2(t.imag, t.real))
    if alpha == 1:
        return t * (1 + 2j / math.pi * beta * log_t)
    power = math.exp(min(alpha * log_t.real, 700))
    turn = alpha * log_t.imag
    return power * complex(math.cos(turn), math.sin(turn)) * complex(
        1, -beta * math.tan(math.pi * alpha / 2))


class Way:
    """Of integration, for y > 0: the curve with m and R, or the line at a distance below 0."""

    def __init__(self, alpha, beta, y, slope=0.0, radius=1.0, level=None):
        self.alpha, self.beta, self.y = alpha, beta, y
        self.slope, self.radius, self.level = slope, radius, level
        self.top = None  # log of the largest modulus
        self.turns = 0.0
        before = None
        self.scale = 1 / (1 + y)
        if level is not None:
            # where the integrand has fallen off by a factor e
            at = self.exponent(0.0).real
            self.scale = abs(level)
            while self.exponent(self.scale).real < at - 1:
                self.scale /= 2
        fallen = False
        for i in range(-160, 800):
            e = self.exponent(2.0 ** (i / 4) * self.scale)
            # it may rise again
            self.top = e.real if self.top is None else max(self.top, e.real)
            fallen = e.real < self.top - 200
            if before is not None and not fallen:
                self.turns += abs(e.imag - before)
            before = e.imag
        if not fallen:
            self.turns = math.inf
        self.cost = (40 + self.top) * (300 + self.turns)

    def exponent(self, s):
        if self.level is None:
            t = complex(s, -self.slope * self.radius * s / (self.radius + s))
        else:
            t = complex(s, -self.level)
        return -1j * t * self.y - psi_of(self.alpha, self.beta, t)


def light_side(alpha, beta):
    """1 or -1 if the upper or the lower tail of y > 0 is light, else 0."""
    return 1 if beta == -1 and alpha >= 1 else -1 if beta == 1 and alpha < 1 else 0


def saddle(alpha, beta, y):
    """The log of the level of the saddle point of the light tail, and its height."""
    side = light_side(alpha, beta)

    def height(log_level):
        t = complex(0, -side * math.exp(log_level))
        return (-1j * t * y - psi_of(alpha, beta, t)).real
    low, high = -20.0, 600.0 / max(alpha, 1)
    while high - low > 1e-6:
        a, b = low + 0.45 * (high - low), low + 0.55 * (high - low)
        if height(a) < height(b):
            high = b
        else:
            low = a
    return low, height(low)


def two_ways(alpha, beta, y):
    side = light_side(alpha, beta)
    if side:
        level, height = saddle(alpha, beta, y)
        if height < -2:
            return [Way(alpha, beta, y, level=side * math.exp(level + d)) for d in (0, 0.2)]
    ways = [Way(alpha, beta, y, m, 2.0 ** k / (1 + y if near else 1))
            for m in (0.2, 1, 3) for k in range(-4, 12, 2) for near in (False, True)]
    ways.sort(key=lambda c: c.cost)
    other = [c for c in ways[1:] if c.slope != ways[0].slope or
             not 0.5 < c.radius / ways[0].radius < 2]
    return [ways[0], other[0]]


def expm1(z):
    half = gmpy2.sin(z.imag / 2)
    return mpc(gmpy2.expm1(z.real) * gmpy2.cos(z.imag) - 2 * half * half,
               gmpy2.exp(z.real) * gmpy2.sin(z.imag))


def along(way, digits):
    """Density, cdf and sf at y, and the digits that each of them has lost."""
    with gmpy2.local_context(gmpy2.context(), precision=int(digits * 3.33) + 60):
        pi = gmpy2.const_pi()
        alpha, beta, y = mpfr(way.alpha), mpfr(way.beta), mpfr(way.y)
        slope, radius = mpfr(way.slope), mpfr(way.radius)
        factor = (mpc(0, 2 * beta / pi) if alpha == 1 else
                  mpc(1, -beta * gmpy2.tan(pi * alpha / 2)))
        line = way.level is not None
        level = mpfr(way.level or 0)
        # whether exp(-i t y) has fallen off before the curve becomes horizontal
        steep = not line and way.slope * way.radius * way.y > 2.31 * (digits + 30)
        negligible = mpfr(way.top) - (digits + 10) * 2.31
        scale = mpfr(way.scale)
        start = gmpy2.atan(slope)

        def term(w):
            inner = gmpy2.exp(-w)
            s = scale * gmpy2.exp(w - inner)
            if line:
                t = mpc(s, -level)
                step = mpc(s * (1 + inner))
            else:
                bent = radius / (radius + s)
                t = mpc(s, -slope * s * bent)
                # dt / ds times ds / dw
                step = mpc(1, -slope * bent * bent) * s * (1 + inner)
            log_t = gmpy2.log(t)
            psi = t * (1 + factor * log_t) if alpha == 1 else gmpy2.exp(alpha * log_t) * factor
            wave = -mpc(0, 1) * t * y
            e = wave - psi
            if e.real < negligible and (not steep or wave.real < negligible):
                return None
            if steep:
                # the integral of exp(-i t y) alone is known
                e = gmpy2.exp(wave) * step * expm1(-psi)
            else:
                e = gmpy2.exp(e) * step
            return e.real, (e / t).imag

        def row(first, stride):
            total = [mpfr(0)] * 4
            for sign in (1, -1):
                w = first if sign > 0 else first - stride
                few = 0
                while few < 3:
                    v = term(w)
                    if v is None:
                        break
                    few = few + 1 if w < -2 and all(
                        abs(a) <= mpfr(10) ** -(digits + 12) * b
                        for a, b in zip(v, total[2:])) else 0
                    for i in (0, 1):
                        total[i] += v[i]
                        total[i + 2] += abs(v[i])
                    w += sign * stride
            return total

        h = mpfr(1) / 16
        sums = row(mpfr(0), h)
        before = None
        while True:
            now = [v * h / pi for v in sums]
            if before and all(abs(now[i] - before[i]) <= mpfr(10) ** (-(0.85 * digits + 2)) *
                              now[i + 2] for i in (0, 1)):
                break
            before = now
            sums = [a + b for a, b in zip(sums, row(h / 2, h))]
            h /= 2
        density, tail = now[:2]
        size = now[2:]
        if not line and not steep:
            tail += (pi / 2 - start) / pi
            size[1] += 1
        if way.level is not None and way.level < 0:
            tail = -tail
            upper, lower = 1 - tail, tail
        else:
            upper, lower = tail, 1 - tail
        least = [abs(density), min(abs(lower), abs(upper))]
        lost = [float(gmpy2.log10(size[i] / least[i])) if least[i] > 0 else math.inf
                for i in (0, 1)]
        # what is taken for 0 where the curve is horizontal must be far less than they
        if steep and way.slope * way.radius * way.y / 2.31 < 28 + max(map(
                lambda v: float(-gmpy2.log10(v)) if v > 0 else math.inf, least)):
            lost.append(math.inf)
        return density, lower, upper, max(lost)


def right_of_zero(alpha, beta, y, digits=DIGITS):
    """Density, cdf and sf at y > 0 to that many digits, as mpmath's numbers; None if too small."""
    ways = two_ways(alpha, beta, y)
    more = 4
    while True:
        *found, lost = along(ways[0], digits + more)
        if lost <= more:
            break
        if more > MOST:
            return None
        more = lost + 4 if lost < more + digits - 4 else 2 * more + 20
    if digits == DIGITS:
        *again, lost = along(ways[1], digits + more + 10)
        for a, b in zip(found, again):
            if not abs(a - b) < mpfr(10) ** -21 * abs(a):
                raise ArithmeticError("%r: %s is not %s" % ((alpha, beta, y), a, b))
    with mpmath.workdps(30 + int(more)):
        return [mpmath.mpf(str(v)) for v in found]


def values(alpha, beta, y, **how):
    if y > 0:
        return right_of_zero(alpha, beta, y, **how)
    v = right_of_zero(alpha, -beta, -y, **how)
    return v and [v[0], v[2], v[1]]


def rank(y):
    bits = struct.unpack("<q", struct.pack("<d", y))[0]
    return bits if bits >= 0 else -(1 << 63) - bits


def unrank(r):
    return struct.unpack("<d", struct.pack("<q", r if r >= 0 else -(1 << 63) - r))[0]


def light_points(alpha, beta):
    """Doubles about where the light tail of a totally skewed distribution is p, by its bound."""
    shift = 0.0 if alpha == 1 else beta * math.tan(math.pi * alpha / 2)
    side = light_side(alpha, beta)
    for p in TARGETS:
        # between y where the tail is more than p, and y where it is less
        more, less = rank(max(shift, 0.5)), rank(1e-290 if side < 0 else 1e5)
        while abs(more - less) > 1:
            middle = (more + less) // 2
            if saddle(alpha, beta, unrank(middle))[1] > math.log(p):
                more = middle
            else:
                less = middle
        yield unrank(less)


def points_of(alpha, beta):
    """In the middle, where heavy tails are 1e-4, 1e-12, ... by their leading term, and light ones
    by a search."""
    shift = 0.0 if alpha == 1 else beta * math.tan(math.pi * alpha / 2)

    def inside(y):
        sign = 1 if y > 0 else -1
        if y == 0 or (alpha < 1 and beta == -sign):
            return False
        return not light_side(alpha, sign * beta) or saddle(alpha, sign * beta, abs(y))[1] > -700

    points = {shift + x for x in (-3, -0.7, 0.6, 2.5, 30)}
    for sign in (-1, 1):
        if sign * beta > -1:
            front = math.gamma(alpha) * math.sin(math.pi * alpha / 2) / math.pi * (1 + sign * beta)
            for p in TARGETS:
                log_y = math.log(front / p) / alpha
                if log_y < math.log(1e300):
                    points.add(shift + sign * math.exp(log_y))
        if light_side(alpha, sign * beta):
            points.update(sign * y for y in light_points(alpha, sign * beta))
    return sorted(filter(inside, map(float, points)))


def column(v):
    return mpmath.nstr(v, 21, min_fixed=0, max_fixed=0)


def rows(vector):
    alpha, beta = vector
    lines = []
    for y in points_of(alpha, beta):
        v = values(alpha, beta, y)
        if not v or min(v[1:]) < mpmath.mpf(10) ** -307:
            continue
        with mpmath.workdps(40):
            density, lower, upper = v
            logs = [mpmath.log(density),
                    mpmath.log(lower) if lower < upper else mpmath.log1p(-upper),
                    mpmath.log(upper) if upper <= lower else mpmath.log1p(-lower)]
        lines.append("\t".join(["levy_stable", alpha.hex(), float(beta).hex(), y.hex(),
                                *map(column, logs)]))
    return lines


def main():
    given = [float(v) for v in sys.argv[1:]]
    vectors = list(zip(given[::2], given[1::2])) or [(float(a), float(b)) for a, b in VECTORS]
    print("# family, shapes, y, logpdf, logcdf, logsf; written by tails_3.py (gmpy2)")
    with multiprocessing.Pool(2) as pool:
        for lines in pool.imap(rows, vectors):
            print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
