"""Fits of rows that no family was made for, against scipy's own fit.

    make accuracy && python3 test/reference/accuracy.py [FAMILY]...

For five kinds of data (normal, lognormal, two humps, left-skewed, a spike on a uniform) both
programs fit each family with loc free, and scipy evaluates the log-likelihood of the rows at both
results: a line for each pair that differs by more than 0.1, and the counts.  Infinite likelihoods,
which families with a pole at an end of their support have, are counted apart.  Families that take
scipy minutes are left out unless they are named.
"""
import subprocess
import sys
import tempfile
import warnings

import numpy as np
from scipy import stats

SLOW = {"levy_stable", "studentized_range", "kstwo", "ksone", "nct", "ncf", "genhyperbolic", "gausshyper",
        "vonmises", "tukeylambda", "norminvgauss", "crystalball", "ncx2", "kappa4", "truncweibull_min"}


def kinds(n=2000):
    r = np.random.default_rng(7)
    return {
        "normal": r.normal(100, 15, n),
        "lognormal": r.lognormal(0, 1, n),
        "two humps": np.where(r.random(n) < 0.6, r.normal(0, 1, n), r.normal(8, 0.5, n)),
        "left-skewed": 10 - r.gamma(2, 1, n),
        "spike": np.where(r.random(n) < 0.25, 0.5, r.random(n)),
    }


def loglik(family, x, params):
    with np.errstate(all="ignore"):
        return getattr(stats, family).logpdf(x, *params).sum()


def main():
    warnings.simplefilter("ignore")
    named = sys.argv[1:]
    worse = better = equal = infinite = 0
    for kind, x in kinds().items():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
            f.write("\n".join(map(repr, map(float, x))))
            f.flush()
            lines = subprocess.run(["build/accuracy", "-f", f.name, *named], check=True, text=True,
                                   capture_output=True).stdout.splitlines()
        for line in lines:
            family, status, _, *params = line.split("\t")
            params = np.array(params, float)
            if not hasattr(stats, family) or (family in SLOW and not named) or np.isnan(params).any():
                continue
            try:
                theirs = loglik(family, x, getattr(stats, family).fit(x))
            except Exception as error:  # scipy's fit gives up in many ways
                print(f"{kind:12} {family:18} scipy: {error}")
                theirs = -np.inf
            ours = loglik(family, x, params)
            if np.isposinf(ours) or np.isposinf(theirs):
                infinite += 1
            elif abs(ours - theirs) <= 0.1:
                equal += 1
            else:
                worse += ours < theirs
                better += not ours < theirs
                print(f"{kind:12} {family:18} {status:14} {ours - theirs:+.3f}")
    print(f"{better} better than scipy, {equal} within 0.1, {worse} worse, {infinite} infinite")


main()
