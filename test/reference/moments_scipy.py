#!/usr/bin/env python3
"""Moments and entropies as scipy.stats computes them: writes moments_scipy.tsv.

The same columns as moments.tsv, for the families that the quadrature of moments.py would take hours
for; scipy's figures are good to six or seven digits where they come from quadrature.  Shapes are
those of the calls below, chosen such that four moments exist.

usage: moments_scipy.py > moments_scipy.tsv
"""
import warnings

import numpy as np
from scipy import stats

SHAPES = {
    "bradford": (0.3,), "betaprime": (2, 9), "burr12": (4, 3), "chi2": (7,), "cosine": (), "crystalball": (2, 7), "dgamma": (1.5,),
    "dweibull": (2.1,), "erlang": (3,), "expon": (), "exponpow": (2.7,), "f": (29, 18), "fatiguelife": (0.6,),
    "fisk": (6.1,), "foldnorm": (1.9,), "gamma": (2,), "genexpon": (9.1, 16.2, 3.3), "genhalflogistic": (0.77,),
    "geninvgauss": (2.3, 1.5), "genpareto": (0.1,), "gibrat": (), "gompertz": (0.9,), "gumbel_l": (), "gumbel_r": (),
    "halfgennorm": (0.7,), "halflogistic": (), "halfnorm": (), "hypsecant": (), "invgamma": (6.1,),
    "invweibull": (10.6,), "kappa3": (8,), "kstwobign": (), "laplace": (), "laplace_asymmetric": (2,), "loggamma": (0.4,),
    "logistic": (), "loglaplace": (6.2,), "lognorm": (0.95,), "loguniform": (0.01, 1.25), "lomax": (6.9,), "maxwell": (),
    "mielke": (10.4, 4.6), "moyal": (), "nakagami": (4.97,), "ncx2": (21, 1.06), "nct": (14, 0.24), "norm": (), "norminvgauss": (1.25, 0.5),
    "pareto": (6.6,), "pearson3": (-2.6,), "powerlaw": (0.66,), "powernorm": (4.45,), "rayleigh": (), "rdist": (1.6,),
    "recipinvgauss": (0.63,), "semicircular": (), "triang": (0.16,), "truncexpon": (4.7,), "truncnorm": (-1.5, 2.25),
    "truncpareto": (2.0, 4.9), "tukeylambda": (0.2,), "uniform": (), "wald": (), "weibull_max": (2.9,), "wrapcauchy": (0.03,),
}

SHAPES.update({
    "bernoulli": (0.3,), "betabinom": (10, 2.3, 0.63), "betanbinom": (5, 9.3, 4), "binom": (20, 0.3), "boltzmann": (1.4, 19),
    "dlaplace": (0.8,), "geom": (0.2,), "hypergeom": (20, 7, 12), "logser": (0.6,), "nbinom": (5, 0.5), "nhypergeom": (20, 7, 12),
    "planck": (0.51,), "poisson": (0.6,), "randint": (7, 31), "skellam": (15, 8), "zipf": (6.5,), "zipfian": (1.25, 10),
})

warnings.simplefilter("ignore")
print("# family\tshapes...\tmean\tvariance\tskewness\tkurtosis\tentropy: see moments_scipy.py")
for name, shapes in sorted(SHAPES.items()):
    if not hasattr(stats, name):
        continue
    frozen = getattr(stats, name)(*shapes)
    values = [float(np.asarray(v)) for v in frozen.stats("mvsk")] + [float(frozen.entropy())]
    print("\t".join([name] + ["%r" % float(s) for s in shapes] + ["%.15g" % v for v in values]))
