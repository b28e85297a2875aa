/*
 * sql_formula_table.c
 *		The elementary formulae of the families, for bestfit_sql().
 *
 * Lower tails are right where they are small, and so are upper ones; where only one of them has
 * such a formula, the other one has none here.  Densities need no constant: it is found by
 * comparing with the density itself.
 */
#include "postgres.h"

#include "sql_formula.h"

/* arguments: cdf, sf, log pdf, quantile */
#define FORMULAE(name, ...)                                                                        \
	{                                                                                              \
		name,                                                                                      \
		{                                                                                          \
			__VA_ARGS__                                                                            \
		}                                                                                          \
	}

/* A family whose -log sf is t, its density that of the kernel, its quantile the inverse of t at
 * -log q. */
#define BY_HAZARD(name, t, kernel, inverse)                                                        \
	FORMULAE(name, "-expm1(-(" t "))", "exp(-(" t "))", kernel, inverse)

/* Likewise one whose -log cdf is t. */
#define BY_LOG_CDF(name, t, kernel, inverse)                                                       \
	FORMULAE(name, "exp(-(" t "))", "-expm1(-(" t "))", kernel, inverse)

/* A family with a standard normal variable z. */
#define BY_NORMAL(name, z, kernel)                                                                 \
	FORMULAE(name, "ndtr(" z ")", "ndtr(-(" z "))", kernel " - sq(" z ")/2", NULL)

#define DENSITY(name, kernel) FORMULAE(name, NULL, NULL, kernel, NULL)

/* t - sin t, t >= 0, by its series where it cancels */
#define T_MINUS_SIN(t)                                                                             \
	"if(" t ", 0.5, " t "^3/6*(1 - sq(" t ")/20*(1 - sq(" t ")/42*(1 - sq(" t ")/72*(1 - sq(" t    \
	")/110*(1 - sq(" t ")/156*(1 - sq(" t ")/210)))))), " t " - sin(" t "))"

/* log(1 - h t), t = exp(-s), which reaches 0 at the lower end of the support if h > 0 */
#define KAPPA4_S "boxcox1p(y, -k)"
#define KAPPA4_LOG "if(h, 1e-300, log1p(-h*exp(-" KAPPA4_S ")), log1mexp(" KAPPA4_S " - log(h)))"
#define KAPPA4_MINUS_LOG_CDF "if(abs(h), 1e-300, exp(-" KAPPA4_S "), -" KAPPA4_LOG "/h)"

/* What there is for a family, by FormulaKind. */
static const struct
{
	const char *family;
	const char *formula[N_FORMULA_KINDS];
} formulae[] = {
	DENSITY("alpha", "-2*log(y) - sq(a - 1/y)/2"),
	FORMULAE("anglit", "sq(sin(y + pi/4))", "sq(cos(y + pi/4))", "log(cos(2*y))",
			 "atan2(sqrt(p), sqrt(q)) - pi/4"),
	FORMULAE("arcsine", "2/pi*atan2(sqrt(y), sqrt(1 - y))", "2/pi*atan2(sqrt(1 - y), sqrt(y))",
			 "-log(y)/2 - log1p(-y)/2", "sq(sin(pi/2*p))"),
	DENSITY("argus", "log(y) + log1p(-y)/2 + log1p(y)/2 + sq(chi)*sq(y)/2"),
	DENSITY("beta", "(a - 1)*log(y) + (b - 1)*log1p(-y)"),
	DENSITY("betaprime", "(a - 1)*log(y) - (a + b)*log1p(y)"),
	FORMULAE("bradford", "log1p(c*y)/log1p(c)", "log1p(c*(1 - y)/(1 + c*y))/log1p(c)",
			 "-log1p(c*y)", "expm1(p*log1p(c))/c"),
	FORMULAE("boltzmann", "expm1(-lambda_*(y + 1))/expm1(-lambda_*N)",
			 "exp(-lambda_*(y + 1))*expm1(lambda_*(y + 1 - N))/expm1(-lambda_*N)", "-lambda_*y",
			 NULL),
	BY_LOG_CDF("burr", "d*softplus(-c*log(y))", "-(c + 1)*log(y) - (d + 1)*softplus(-c*log(y))",
			   "expm1(-log(p)/d)^(-1/c)"),
	BY_HAZARD("burr12", "d*softplus(c*log(y))", "(c - 1)*log(y) - (d + 1)*softplus(c*log(y))",
			  "expm1(-log(q)/d)^(1/c)"),
	FORMULAE("cauchy", "atan2(1, -y)/pi", "atan2(1, y)/pi", "-log1p(sq(y))",
			 "if(p, 0.5, -1/tan(pi*p), 1/tan(pi*q))"),
	DENSITY("chi", "(df - 1)*log(y) - sq(y)/2"),
	DENSITY("chi2", "(df/2 - 1)*log(y) - y/2"),
	FORMULAE("cosine", T_MINUS_SIN("(y + pi)") "/(2*pi)", T_MINUS_SIN("(pi - y)") "/(2*pi)",
			 "2*log(cos(y/2))", NULL),
	DENSITY("crystalball",
			"if(y, -beta, -sq(beta)/2 - m*log((m/beta - beta - y)*beta/m), -sq(y)/2)"),
	DENSITY("dgamma", "(a - 1)*log(abs(y)) - abs(y)"),
	FORMULAE("discrete_weibull", "-expm1(log(q)*(y + 1)^beta)", "exp(log(q)*(y + 1)^beta)",
			 "log(q)*y^beta + log1mexp(-log(q)*((y + 1)^beta - y^beta))", NULL),
	FORMULAE("dlaplace", "if(y, 0, exp(a*y)/(1 + exp(-a)), 1 - exp(-a*y)/(exp(a) + 1))",
			 "if(y, 0, 1 - exp(a*y)/(1 + exp(-a)), exp(-a*y)/(exp(a) + 1))", "-a*abs(y)", NULL),
	FORMULAE("dweibull", "if(y, 0, exp(-(abs(y)^c))/2, 1 - exp(-(abs(y)^c))/2)",
			 "if(y, 0, 1 - exp(-(abs(y)^c))/2, exp(-(abs(y)^c))/2)",
			 "(c - 1)*log(abs(y)) - abs(y)^c",
			 "if(p, 0.5, -(abs(log(2*p))^(1/c)), abs(log(2*q))^(1/c))"),
	DENSITY("erlang", "(a - 1)*log(y) - y"),
	BY_HAZARD("expon", "y", "-y", "-log(q)"),
	DENSITY("exponnorm", "log(ndtr(y - 1/K)) - y/K"),
	BY_HAZARD("exponpow", "expm1(y^b)", "(b - 1)*log(y) + y^b - exp(y^b)", "log1p(-log(q))^(1/b)"),
	FORMULAE("exponweib", "(-expm1(-(y^c)))^a", "-expm1(a*log1mexp(y^c))",
			 "(a - 1)*log1mexp(y^c) - y^c + (c - 1)*log(y)", "(-log1mexp(-log(p)/a))^(1/c)"),
	DENSITY("f", "(dfn/2 - 1)*log(y) - (dfn + dfd)/2*log1p(dfn/dfd*y)"),
	BY_NORMAL("fatiguelife", "(sqrt(y) - 1/sqrt(y))/c", "log1p(y) - 1.5*log(y)"),
	FORMULAE("fisk", "exp(-softplus(-c*log(y)))", "exp(-softplus(c*log(y)))",
			 "(c - 1)*log(y) - 2*softplus(c*log(y))", "(p/q)^(1/c)"),
	FORMULAE("foldcauchy", "atan2(2, (1 + sq(c))/y - y)/pi", "atan2(2, y - (1 + sq(c))/y)/pi",
			 "log(1/(1 + sq(y - c)) + 1/(1 + sq(y + c)))", NULL),
	FORMULAE("foldnorm", NULL, "ndtr(c - y) + ndtr(-c - y)", "-sq(y - c)/2 + log1p(exp(-2*c*y))",
			 NULL),
	DENSITY("gamma", "(a - 1)*log(y) - y"),
	DENSITY("gausshyper", "(a - 1)*log(y) + (b - 1)*log1p(-y) - c*log1p(z*y)"),
	BY_HAZARD("genexpon", "(a + b)*y + b/c*expm1(-c*y)",
			  "log(a - b*expm1(-c*y)) - (a + b)*y - b/c*expm1(-c*y)", NULL),
	BY_LOG_CDF("genextreme", "exp(-boxcox1p(y, -c))",
			   "-boxcox1p(y, -c) - log1p(-c*y) - exp(-boxcox1p(y, -c))",
			   "-expm1over(log(-log(p)), c)"),
	DENSITY("gengamma", "(c*a - 1)*log(y) - y^c"),
	FORMULAE("genhalflogistic", "tanh(boxcox1p(y, -c)/2)", "2*exp(-softplus(boxcox1p(y, -c)))",
			 "-boxcox1p(y, -c) - log1p(-c*y) - 2*softplus(-boxcox1p(y, -c))",
			 "expm1over(log1p(p) - log(q), -c)"),
	DENSITY("geninvgauss", "(p - 1)*log(y) - b*(y + 1/y)/2"),
	BY_LOG_CDF("genlogistic", "c*softplus(-y)", "-y - (c + 1)*softplus(-y)",
			   "-log(expm1(-log(p)/c))"),
	DENSITY("gennorm", "-(abs(y)^beta)"),
	BY_HAZARD("genpareto", "boxcox1p(y, c)", "-boxcox1p(y, c) - log1p(c*y)",
			  "expm1over(-log(q), c)"),
	FORMULAE("geom", "-expm1(y*log1p(-p))", "exp(y*log1p(-p))", "(y - 1)*log1p(-p)", NULL),
	BY_NORMAL("gibrat", "log(y)", "-log(y)"),
	BY_HAZARD("gompertz", "c*expm1(y)", "y - c*expm1(y)", "log1p(-log(q)/c)"),
	BY_HAZARD("gumbel_l", "exp(y)", "y - exp(y)", "log(-log(q))"),
	BY_LOG_CDF("gumbel_r", "exp(-y)", "-y - exp(-y)", "-log(-log(p))"),
	FORMULAE("halfcauchy", "2/pi*atan(y)", "2/pi*atan2(1, y)", "-log1p(sq(y))",
			 "if(p, 0.5, tan(pi/2*p), 1/tan(pi/2*q))"),
	DENSITY("halfgennorm", "-(y^beta)"),
	FORMULAE("halflogistic", "tanh(y/2)", "2*exp(-softplus(y))", "-y - 2*softplus(-y)",
			 "log1p(p) - log(q)"),
	FORMULAE("halfnorm", "erf(y/sqrt(2))", "2*ndtr(-y)", "-sq(y)/2", NULL),
	FORMULAE("hypsecant", "2/pi*atan(exp(y))", "2/pi*atan(exp(-y))",
			 "-abs(y) - log1p(exp(-2*abs(y)))", "if(p, 0.5, log(tan(pi/2*p)), -log(tan(pi/2*q)))"),
	DENSITY("invgamma", "-(a + 1)*log(y) - 1/y"),
	DENSITY("invgauss", "-1.5*log(y) - sq(y/mu - 1)/(2*y)"),
	BY_LOG_CDF("invweibull", "y^(-c)", "-(c + 1)*log(y) - y^(-c)", "(-log(p))^(-1/c)"),
	BY_NORMAL("johnsonsb", "a + b*(log(y) - log1p(-y))", "-log(y) - log1p(-y)"),
	BY_NORMAL("johnsonsu", "a + b*asinh(y)", "-log1p(sq(y))/2"),
	BY_LOG_CDF("kappa3", "softplus(log(a) - a*log(y))/a", "-(1 + 1/a)*softplus(a*log(y) - log(a))",
			   "(a/expm1(-a*log(p)))^(1/a)"),
	BY_LOG_CDF("kappa4", KAPPA4_MINUS_LOG_CDF,
			   "-" KAPPA4_MINUS_LOG_CDF " - " KAPPA4_LOG " - " KAPPA4_S " - log1p(-k*y)",
			   "expm1over(if(h, 1e-300, -log(expm1over(-log(p), -h)), "
			   "log(h) - log1mexp(-h*log(p))), -k)"),
	FORMULAE("laplace", "if(y, 0, exp(y)/2, 1 - exp(-y)/2)", "if(y, 0, 1 - exp(y)/2, exp(-y)/2)",
			 "-abs(y)", "if(p, 0.5, log(2*p), -log(2*q))"),
	FORMULAE("laplace_asymmetric",
			 "if(y, 0, sq(kappa)/(1 + sq(kappa))*exp(y/kappa), 1 - exp(-kappa*y)/(1 + sq(kappa)))",
			 "if(y, 0, 1 - sq(kappa)/(1 + sq(kappa))*exp(y/kappa), exp(-kappa*y)/(1 + sq(kappa)))",
			 "if(y, 0, y/kappa, -kappa*y)",
			 "if(p, sq(kappa)/(1 + sq(kappa)), kappa*log(p*(1 + 1/sq(kappa))), "
			 "-log(q*(1 + sq(kappa)))/kappa)"),
	FORMULAE("levy", "2*ndtr(-1/sqrt(y))", "erf(sqrt(0.5/y))", "-1.5*log(y) - 0.5/y", NULL),
	FORMULAE("levy_l", "erf(sqrt(-0.5/y))", "2*ndtr(-1/sqrt(-y))", "-1.5*log(-y) + 0.5/y", NULL),
	DENSITY("loggamma", "c*y - exp(y)"),
	FORMULAE("logistic", "exp(-softplus(-y))", "exp(-softplus(y))",
			 "-abs(y) - 2*log1p(exp(-abs(y)))", "log(p/q)"),
	FORMULAE("loglaplace", "if(y, 1, y^c/2, 1 - y^(-c)/2)", "if(y, 1, 1 - y^c/2, y^(-c)/2)",
			 "if(y, 1, (c - 1)*log(y), -(c + 1)*log(y))", "if(p, 0.5, (2*p)^(1/c), (2*q)^(-1/c))"),
	BY_NORMAL("lognorm", "log(y)/s", "-log(y)"),
	FORMULAE("loguniform", "log(y/a)/log(b/a)", "log(b/y)/log(b/a)", "-log(y)",
			 "a*exp(p*log(b/a))"),
	DENSITY("logser", "y*log(p) - log(y)"),
	BY_HAZARD("lomax", "c*log1p(y)", "-(c + 1)*log1p(y)", "expm1(-log(q)/c)"),
	DENSITY("maxwell", "2*log(y) - sq(y)/2"),
	BY_LOG_CDF("mielke", "k/s*softplus(-s*log(y))", "(k - 1)*log(y) - (1 + k/s)*softplus(s*log(y))",
			   "expm1(-s/k*log(p))^(-1/s)"),
	FORMULAE("moyal", "2*ndtr(-exp(-y/2))", "erf(exp(-y/2)/sqrt(2))", "-(y + exp(-y))/2", NULL),
	DENSITY("nakagami", "(2*nu - 1)*log(y) - nu*sq(y)"),
	BY_NORMAL("norm", "y", "0"),
	BY_HAZARD("pareto", "b*log(y)", "-(b + 1)*log(y)", "exp(-log(q)/b)"),
	DENSITY("pearson3", "if(abs(skew), 1e-300, -sq(y)/2, "
						"(4/sq(skew) - 1)*log1p(skew/2*y) - 2/skew*y)"),
	FORMULAE("planck", "-expm1(-lambda_*(y + 1))", "exp(-lambda_*(y + 1))", "-lambda_*y", NULL),
	FORMULAE("powerlaw", "y^a", "-expm1(a*log(y))", "(a - 1)*log(y)", "p^(1/a)"),
	FORMULAE("powerlognorm", NULL, "ndtr(-log(y)/s)^c",
			 "-log(y) - sq(log(y)/s)/2 + (c - 1)*log(ndtr(-log(y)/s))", NULL),
	FORMULAE("powernorm", NULL, "ndtr(-y)^c", "-sq(y)/2 + (c - 1)*log(ndtr(-y))", NULL),
	FORMULAE("randint", "(y - low + 1)/(high - low)", "(high - 1 - y)/(high - low)", "0", NULL),
	BY_HAZARD("rayleigh", "sq(y)/2", "log(y) - sq(y)/2", "sqrt(-2*log(q))"),
	DENSITY("rdist", "(c/2 - 1)*(log1p(-y) + log1p(y))"),
	DENSITY("recipinvgauss", "-log(y)/2 - sq(1/mu - y)/(2*y)"),
	FORMULAE("reciprocal", "log(y/a)/log(b/a)", "log(b/y)/log(b/a)", "-log(y)",
			 "a*exp(p*log(b/a))"),
	DENSITY("rel_breitwigner", "-log(sq((y - rho)*(y + rho)) + sq(rho))"),
	FORMULAE("semicircular", T_MINUS_SIN("(2*acos(-y))") "/(2*pi)",
			 T_MINUS_SIN("(2*acos(y))") "/(2*pi)", "log1p(-y)/2 + log1p(y)/2", NULL),
	FORMULAE("skewcauchy",
			 "if(y, 0, (1 - a)/pi*atan2(1 - a, -y), (1 - a)/2 + (1 + a)/pi*atan(y/(1 + a)))",
			 "if(y, 0, (1 + a)/2 - (1 - a)/pi*atan(y/(1 - a)), (1 + a)/pi*atan2(1 + a, y))",
			 "if(y, 0, -log1p(sq(y/(1 - a))), -log1p(sq(y/(1 + a))))",
			 "if(p, (1 - a)/2, -(1 - a)/tan(pi/(1 - a)*p), (1 + a)/tan(pi/(1 + a)*q))"),
	DENSITY("skewnorm", "-sq(y)/2 + log(ndtr(a*y))"),
	DENSITY("t", "-(df + 1)/2*log1p(sq(y)/df)"),
	FORMULAE("trapezoid",
			 "if(y, c, sq(y)/(c*(1 + d - c)), if(y, d, (2*y - c)/(1 + d - c), "
			 "1 - sq(1 - y)/((1 + d - c)*(1 - d))))",
			 "if(y, c, 1 - sq(y)/(c*(1 + d - c)), if(y, d, (1 + d - 2*y)/(1 + d - c), "
			 "sq(1 - y)/((1 + d - c)*(1 - d))))",
			 "if(y, c, log(y/c), if(y, d, 0, log1p(-y) - log(1 - d)))",
			 "if(p, c/(1 + d - c), sqrt(c*(1 + d - c)*p), if(q, (1 - d)/(1 + d - c), "
			 "1 - sqrt((1 - d)*(1 + d - c)*q), ((1 + d - c)*p + c)/2))"),
	FORMULAE("triang", "if(y, c, sq(y)/c, c + (y - c)*(2 - y - c)/(1 - c))",
			 "if(y, c, 1 - c + (c - y)*(c + y)/c, sq(1 - y)/(1 - c))",
			 "if(y, c, log(y/c), log1p(-y) - log(1 - c))",
			 "if(p, c, sqrt(c*p), 1 - sqrt((1 - c)*q))"),
	FORMULAE("truncexpon", "expm1(-y)/expm1(-b)", "exp(-y)*expm1(y - b)/expm1(-b)", "-y",
			 "-log1p(expm1(-b)*p)"),
	DENSITY("truncnorm", "-sq(y)/2"),
	FORMULAE("truncpareto", "expm1(-b*log(y))/expm1(-b*log(c))",
			 "exp(-b*log(y))*expm1(b*log(y/c))/expm1(-b*log(c))", "-(b + 1)*log(y)",
			 "exp(-log1p(expm1(-b*log(c))*p)/b)"),
	FORMULAE("truncweibull_min", "expm1(a^c - y^c)/expm1(a^c - b^c)",
			 "exp(a^c - y^c)*expm1(y^c - b^c)/expm1(a^c - b^c)", "(c - 1)*log(y) - y^c",
			 "(a^c - log1p(expm1(a^c - b^c)*p))^(1/c)"),
	FORMULAE("tukeylambda", NULL, NULL, NULL, "expm1over(log(p), lam) - expm1over(log(q), lam)"),
	FORMULAE("uniform", "y", "1 - y", "0", "p"),
	DENSITY("vonmises", "kappa*cos(y)"),
	DENSITY("vonmises_line", "kappa*cos(y)"),
	FORMULAE("wald", "ndtr((y - 1)/sqrt(y)) + exp(2)*ndtr(-(y + 1)/sqrt(y))", NULL,
			 "-1.5*log(y) - sq(y - 1)/(2*y)", NULL),
	BY_LOG_CDF("weibull_max", "(-y)^c", "(c - 1)*log(-y) - (-y)^c", "-((-log(p))^(1/c))"),
	BY_HAZARD("weibull_min", "y^c", "(c - 1)*log(y) - y^c", "(-log(q))^(1/c)"),
	FORMULAE("wrapcauchy", "atan2((1 + c)*sin(y/2), (1 - c)*cos(y/2))/pi",
			 "atan2((1 + c)*sin(y/2), (c - 1)*cos(y/2))/pi", "-log(sq(1 - c) + 4*c*sq(sin(y/2)))",
			 "2*atan2((1 - c)*sin(pi*p), (1 + c)*cos(pi*p))"),
	DENSITY("zipf", "-a*log(y)"),
	DENSITY("zipfian", "-a*log(y)"),
};

const char *const formula_kind_name[N_FORMULA_KINDS] = {"cdf", "sf", "pdf", "quantile"};

const char *
family_formula(const Family *family, FormulaKind kind)
{
	for (int i = 0; i < (int) lengthof(formulae); i++)
	{
		if (strcmp(formulae[i].family, family->name) == 0)
			return formulae[i].formula[kind];
	}
	return NULL;
}
