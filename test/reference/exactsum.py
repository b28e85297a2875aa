"""Moments of multisets that are hard on floating point, from exact rational arithmetic.

    python3 test/reference/exactsum.py > test/reference/exactsum.tsv

Mean and variance (divisor n - 1) are the correctly rounded values of the exact fractions; skewness
(m3 / m2^1.5) and excess kurtosis (divisor n) are rounded from 60 digits.
"""
import random
from fractions import Fraction

import mpmath

mpmath.mp.dps = 60
rng = random.Random(20250101)


def to_float(q):
    """The nearest double, ties to even (division of Python integers rounds correctly)."""
    try:
        return q.numerator / q.denominator
    except OverflowError:
        return float("inf") if q > 0 else float("-inf")


def to_mpf(q):
    return mpmath.mpf(q.numerator) / q.denominator


def moments(rows):
    n = sum(w for _, w in rows)
    mean = sum(Fraction(x) * w for x, w in rows) / n
    m2, m3, m4 = (sum((Fraction(x) - mean) ** k * w for x, w in rows) / n for k in (2, 3, 4))
    variance = to_float(m2 * n / (n - 1)) if n > 1 else float("nan")
    skewness = kurtosis = float("nan")
    if m2 > 0:
        skewness = float(to_mpf(m3) / to_mpf(m2) ** mpmath.mpf(1.5))
        kurtosis = float(to_mpf(m4) / to_mpf(m2) ** 2 - 3)
    return to_float(mean), variance, skewness, kurtosis


def random_double(low, high):
    """A double with random mantissa and sign, its exponent in [low, high]."""
    m = rng.getrandbits(52) | 1 << 52
    return rng.choice((-1, 1)) * float(Fraction(m) * Fraction(2) ** (rng.randint(low, high) - 52))


tiny = 2.0 ** -1074
huge = 1.7976931348623157e308
below_normal = 2.0 ** -1022 - tiny
eps = 2.0 ** -52

cases = {
    "one": [(0.1, 1)],
    "zero": [(0.0, 7)],
    "constant": [(0.1, 12345678901)],
    "counting": [(float(i), 1) for i in range(1, 21)],
    "tenths": [(i / 10, 1) for i in range(-7, 20)],
    "large_offset": [(1e15, 7), (1e15 + 1, 3)],
    "larger_offset": [(-2.0 ** 53, 5), (-2.0 ** 53 + 1, 5), (-2.0 ** 53 + 3, 1)],
    "neighbours": [(1 + i * eps, 1) for i in range(5)],
    "tie_to_even_down": [(1.0, 1), (1 + eps, 1)],
    "tie_to_even_up": [(1 + eps, 1), (1 + 2 * eps, 1)],
    "above_tie": [(1.0, 1), (1 + eps, 1), (1 + eps, 1), (1.0, 1), (1 + eps, 2 ** 40)],
    "cancel_to_tiny": [(1e300, 1), (-1e300, 1), (tiny, 1)],
    "cancel_to_zero": [(1e300, 2), (-1e300, 2), (1e-300, 3), (-1e-300, 3)],
    "tie_at_tiny": [(0.0, 1), (tiny, 1)],
    "tie_at_three_tiny": [(tiny, 1), (2 * tiny, 1)],
    "negative_tie_at_tiny": [(0.0, 1), (-tiny, 1), (-tiny, 2)],
    "below_half_tiny": [(0.0, 2), (tiny, 1)],
    "subnormals": [(i * tiny, 1) for i in range(-3, 12)],
    "subnormal_border": [(below_normal, 1), (2.0 ** -1022, 2), (below_normal + 2 * tiny, 4)],
    "sqrt_tiny": [(i * 2.0 ** -537, 1) for i in range(-2, 4)],
    "sqrt_tiny_tie": [(0.0, 1), (2.0 ** -537, 1)],
    "huge": [(huge, 3), (huge / 2, 1)],
    "huge_both": [(huge, 1), (-huge, 1), (huge, 1)],
    "huge_weight": [(huge, 2 ** 61), (-huge, 2 ** 61), (1.0, 2 ** 60)],
    "huge_and_tiny": [(huge, 1), (tiny, 1), (-tiny, 1)],
    "variance_near_overflow": [(9.4e153, 1), (-9.4e153, 1), (9.3e153, 1)],
    "many_tenths": [(0.1, 2 ** 62), (0.2, 2 ** 61), (-0.1, 2 ** 60)],
    "one_in_many": [(0.0, 2 ** 50), (1.0, 1)],
    "outlier": [(1.0, 50), (2.0, 40), (1e12, 1)],
    "scaled_down": [(i * 1e-200, i) for i in range(1, 30)],
    "scaled_up": [(i * 1e200, 30 - i) for i in range(1, 30)],
}
for i in range(8):
    cases["wide_%d" % i] = [(random_double(-1074 + 52, 1023), rng.choice((1, 1, 3, 2 ** 33 + 1)))
                            for _ in range(25)]
    cases["narrow_%d" % i] = [(random_double(-3, 3), 1) for _ in range(2 + 3 * i)]
    cases["normal_%d" % i] = [(rng.gauss(10.0 ** (2 * i), 1), 1) for _ in range(30)]

print("# moments of multisets, by exactsum.py: name, mean, variance, skewness, kurtosis,")
print("# then pairs of value and number of times it occurs; all hexadecimal")
for name, rows in cases.items():
    cells = [v.hex() for v in moments(rows)]
    for x, w in rows:
        assert float(w) == w
        cells += [x.hex(), float(w).hex()]
    print("\t".join([name] + cells))
