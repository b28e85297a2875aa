/*
 * families.h
 *		Every family, one line each; the table of them all is in family.c.
 */
#ifndef BESTFIT_FAMILIES_H
#define BESTFIT_FAMILIES_H

#include "family.h"

/* normal.c */
extern const Family family_norm;
extern const Family family_lognorm;
extern const Family family_halfnorm;
extern const Family family_skewnorm;

/* expon.c */
extern const Family family_expon;

/* gamma.c */
extern const Family family_gamma;
extern const Family family_chi2;
extern const Family family_invgamma;
extern const Family family_rayleigh;
extern const Family family_maxwell;

/* beta.c */
extern const Family family_beta;
extern const Family family_powerlaw;
extern const Family family_uniform;
extern const Family family_triang;

/* extreme.c */
extern const Family family_weibull_min;
extern const Family family_weibull_max;
extern const Family family_gumbel_r;
extern const Family family_gumbel_l;
extern const Family family_genextreme;
extern const Family family_invweibull;

/* pareto.c */
extern const Family family_genpareto;
extern const Family family_pareto;
extern const Family family_lomax;
extern const Family family_burr12;

/* logistic.c */
extern const Family family_logistic;
extern const Family family_fisk;

/* heavy.c */
extern const Family family_cauchy;
extern const Family family_t;
extern const Family family_laplace;

/* invgauss.c */
extern const Family family_invgauss;
extern const Family family_wald;
extern const Family family_recipinvgauss;

/* gengamma.c */
extern const Family family_gengamma;
extern const Family family_chi;
extern const Family family_nakagami;
extern const Family family_loggamma;

/* gennorm.c */
extern const Family family_gennorm;
extern const Family family_halfgennorm;
extern const Family family_dgamma;
extern const Family family_dweibull;

/* pearson3.c */
extern const Family family_pearson3;

/* exponnorm.c */
extern const Family family_exponnorm;

/* lifetime.c */
extern const Family family_gompertz;
extern const Family family_genexpon;
extern const Family family_exponweib;
extern const Family family_exponpow;

/* powernorm.c */
extern const Family family_powernorm;
extern const Family family_powerlognorm;
extern const Family family_gibrat;

/* levy.c */
extern const Family family_levy;
extern const Family family_levy_l;
extern const Family family_moyal;
extern const Family family_fatiguelife;

/* halfcauchy.c */
extern const Family family_halfcauchy;
extern const Family family_foldcauchy;

/* truncnorm.c */
extern const Family family_truncnorm;
extern const Family family_foldnorm;
extern const Family family_alpha;

/* hyperbolic.c */
extern const Family family_norminvgauss;
extern const Family family_genhyperbolic;
extern const Family family_geninvgauss;

/* noncentral_chi.c */
extern const Family family_ncx2;
extern const Family family_rice;

/* noncentral_f.c */
extern const Family family_ncf;

/* noncentral_t.c */
extern const Family family_nct;

/* gausshyper.c */
extern const Family family_gausshyper;

/* dpareto_lognorm.c */
extern const Family family_dpareto_lognorm;

/* kolmogorov.c */
extern const Family family_kstwobign;
extern const Family family_ksone;
extern const Family family_kstwo;

/* integer.c */
extern const Family family_erlang;
extern const Family family_irwinhall;

/* johnson.c */
extern const Family family_johnsonsu;
extern const Family family_johnsonsb;

/* genlogistic.c */
extern const Family family_genlogistic;
extern const Family family_hypsecant;
extern const Family family_halflogistic;
extern const Family family_genhalflogistic;

/* burr.c */
extern const Family family_burr;
extern const Family family_mielke;
extern const Family family_kappa3;
extern const Family family_betaprime;
extern const Family family_f;

/* laplace.c */
extern const Family family_laplace_asymmetric;
extern const Family family_loglaplace;

/* arcs.c */
extern const Family family_anglit;
extern const Family family_arcsine;
extern const Family family_cosine;
extern const Family family_semicircular;
extern const Family family_rdist;

/* bradford.c */
extern const Family family_bradford;
extern const Family family_loguniform;
extern const Family family_reciprocal;

/* truncated.c */
extern const Family family_truncexpon;
extern const Family family_truncpareto;
extern const Family family_truncweibull_min;

/* trapezoid.c */
extern const Family family_trapezoid;

/* crystalball.c */
extern const Family family_crystalball;

/* skewed.c */
extern const Family family_skewcauchy;
extern const Family family_jf_skew_t;
extern const Family family_rel_breitwigner;

/* argus.c */
extern const Family family_argus;

/* kappa4.c */
extern const Family family_kappa4;

/* circular.c */
extern const Family family_wrapcauchy;
extern const Family family_vonmises_line;
extern const Family family_vonmises;

/* tukeylambda.c */
extern const Family family_tukeylambda;

/* landau.c */
extern const Family family_landau;

/* studentized_range.c */
extern const Family family_studentized_range;

/* levy_stable.c */
extern const Family family_levy_stable;

/* ---------- discrete families ---------- */

/* discrete/poisson.c */
extern const Family family_poisson;

/* discrete/geom.c */
extern const Family family_geom;
extern const Family family_planck;

/* discrete/binom.c */
extern const Family family_binom;
extern const Family family_bernoulli;

/* discrete/nbinom.c */
extern const Family family_nbinom;

/* discrete/zipf.c */
extern const Family family_zipf;
extern const Family family_zipfian;

/* discrete/yulesimon.c */
extern const Family family_yulesimon;

/* discrete/logser.c */
extern const Family family_logser;

/* discrete/difference.c */
extern const Family family_dlaplace;
extern const Family family_skellam;

/* discrete/randint.c */
extern const Family family_randint;
extern const Family family_boltzmann;

/* discrete/betabinom.c */
extern const Family family_betabinom;
extern const Family family_nhypergeom;
extern const Family family_betanbinom;

/* discrete/hypergeom.c */
extern const Family family_hypergeom;
extern const Family family_nchypergeom_fisher;
extern const Family family_nchypergeom_wallenius;

/* discrete/poisson_binom.c */
extern const Family family_poisson_binom;

/* discrete/zero.c */
extern const Family family_zero_truncated_poisson;
extern const Family family_zero_inflated_poisson;
extern const Family family_hurdle_poisson;
extern const Family family_zero_truncated_nbinom;
extern const Family family_zero_inflated_nbinom;
extern const Family family_hurdle_nbinom;

/* discrete/dispersed.c */
extern const Family family_genpoisson;
extern const Family family_com_poisson;
extern const Family family_discrete_weibull;

/* discrete/delaporte.c */
extern const Family family_delaporte;

#endif
