/*
 * deviance.c
 *		The exponent of gamma, beta and related densities, beyond double precision.
 *
 * A density of this kind is, up to a slowly varying factor, exp(-D) with D = m - a - a log(m / a):
 * Loader's saddle-point form.  An error of D is a relative error of the density, and where the
 * density is 1e-300 D is 690, so that a correctly rounded double already costs 1e-13.  Hence the
 * logarithm is computed to about 2^-68: the argument is multiplied by a tabulated reciprocal, which
 * leaves 1 + f with |f| < 1/90 without any error, and log(1 + f) = f - f^2 / 2 + O(f^3), where the
 * first two terms are twofold and the rest may be rounded.
 */
#include <float.h>

#include "special_internal.h"
#include "special.h"

#define LN_2_HIGH 0x1.62e42fefa0000p-1 /* few enough bits for k * LN_2_HIGH to be exact */
#define LN_2_LOW 0x1.cf79abc9e3b3ap-40

/* Entry i is for arguments near (45 + i) / 64: their reciprocal rounded, and minus its log. */
#define FIRST_KNOT 45
#define UNIT_KNOT (64 - FIRST_KNOT)

static const struct
{
	double reciprocal;
	double log_high;
	double log_low;
} knots[] = {
	{0x1.6c16c16c16c17p+0, -0x1.68ac83e9c6a15p-2, 0x1.acd8a9145ff44p-57},
	{0x1.642c8590b2164p+0, -0x1.522ae0738a3d7p-2, -0x1.3840b263acb43p-56},
	{0x1.5c9882b931057p+0, -0x1.3c25277333183p-2, -0x1.152d81af5713ap-56},
	{0x1.5555555555555p+0, -0x1.269621134db91p-2, -0x1.e0efadd9db02ap-56},
	{0x1.4e5e0a72f0539p+0, -0x1.1178e8227e47ap-2, -0x1.b8ce2d07f1cb7p-56},
	{0x1.47ae147ae147bp+0, -0x1.f991c6cb3b37ap-3, -0x1.ecca0cdf30143p-58},
	{0x1.4141414141414p+0, -0x1.d1037f2655e7bp-3, 0x1.3f3adb7b71cbcp-58},
	{0x1.3b13b13b13b14p+0, -0x1.a93ed3c8ad9e5p-3, -0x1.bcafa9de97202p-57},
	{0x1.3521cfb2b78c1p+0, -0x1.823c16551a3c0p-3, -0x1.6dcd318f4187ep-57},
	{0x1.2f684bda12f68p+0, -0x1.5bf406b543db0p-3, 0x1.1f5b44c0df7f7p-61},
	{0x1.29e4129e4129ep+0, -0x1.365fcb0159014p-3, -0x1.bea08d2dca256p-57},
	{0x1.2492492492492p+0, -0x1.1178e8227e47ap-3, 0x1.0e63a5f01c693p-58},
	{0x1.1f7047dc11f70p+0, -0x1.da7276384469ep-4, -0x1.401fa71733017p-58},
	{0x1.1a7b9611a7b96p+0, -0x1.9335e5d594988p-4, 0x1.478a85704ccb7p-58},
	{0x1.15b1e5f75270dp+0, -0x1.4d3115d207eacp-4, -0x1.da7d0b1e10b2fp-60},
	{0x1.1111111111111p+0, -0x1.08598b59e3a06p-4, 0x1.dd7009902bf32p-58},
	{0x1.0c9714fbcda3bp+0, -0x1.894aa149fb34bp-5, 0x1.2ba0b44cfaee5p-59},
	{0x1.0842108421084p+0, -0x1.0415d89e74440p-5, -0x1.c05cf1d753621p-59},
	{0x1.0410410410410p+0, -0x1.0205658935837p-6, -0x1.27c8e8416e717p-60},
	{0x1.0000000000000p+0, 0x0.0p+0, 0x0.0p+0},
	{0x1.f81f81f81f820p-1, 0x1.fc0a8b0fc03c4p-7, -0x1.83092c5964281p-62},
	{0x1.f07c1f07c1f08p-1, 0x1.f829b0e7832f8p-6, 0x1.33e3f04f1ef25p-60},
	{0x1.e9131abf0b767p-1, 0x1.77458f632dcffp-5, 0x1.8d3ca87b92968p-63},
	{0x1.e1e1e1e1e1e1ep-1, 0x1.f0a30c01162a8p-5, 0x1.85f325c5bbacdp-59},
	{0x1.dae6076b981dbp-1, 0x1.341d7961bd1d0p-4, -0x1.3599f227becbbp-58},
	{0x1.d41d41d41d41dp-1, 0x1.6f0d28ae56b4ep-4, -0x1.20db323097324p-59},
	{0x1.cd85689039b0bp-1, 0x1.a926d3a4ad562p-4, -0x1.d7a16eab1e2adp-59},
	{0x1.c71c71c71c71cp-1, 0x1.e27076e2af2eap-4, -0x1.61578001e015ap-60},
	{0x1.c0e070381c0e0p-1, 0x1.0d77e7cd08e5bp-3, 0x1.9a5dc5e9030adp-57},
	{0x1.bacf914c1bad0p-1, 0x1.29552f81ff521p-3, 0x1.301771c407dc0p-57},
	{0x1.b4e81b4e81b4fp-1, 0x1.44d2b6ccb7d1cp-3, 0x1.7d3d950f87e23p-59},
	{0x1.af286bca1af28p-1, 0x1.5ff3070a793d6p-3, -0x1.bc60efafc6f6cp-58},
	{0x1.a98ef606a63bep-1, 0x1.7ab890210d907p-3, -0x1.1072534a57e7dp-57},
	{0x1.a41a41a41a41ap-1, 0x1.9525a9cf456b6p-3, -0x1.26fb3e2b1d1dap-57},
	{0x1.9ec8e951033d9p-1, 0x1.af3c94e80bff3p-3, 0x1.a3398064df33ep-57},
	{0x1.999999999999ap-1, 0x1.c8ff7c79a9a20p-3, -0x1.4f689f8434011p-57},
	{0x1.948b0fcd6e9e0p-1, 0x1.e27076e2af2e8p-3, -0x1.61578001e015ep-59},
	{0x1.8f9c18f9c18fap-1, 0x1.fb9186d5e3e29p-3, 0x1.355519b0de535p-57},
	{0x1.8acb90f6bf3aap-1, 0x1.0a324e27390e2p-2, 0x1.bdcfde8061c03p-56},
	{0x1.8618618618618p-1, 0x1.1675cababa60fp-2, 0x1.ce63eab883727p-61},
	{0x1.8181818181818p-1, 0x1.22941fbcf7966p-2, -0x1.dbd7ac258a2bdp-58},
	{0x1.7d05f417d05f4p-1, 0x1.2e8e2bae11d31p-2, -0x1.1e99b72bd7bf2p-57},
	{0x1.78a4c8178a4c8p-1, 0x1.3a64c556945eap-2, 0x1.cbcd735d03424p-60},
	{0x1.745d1745d1746p-1, 0x1.4618bc21c5ec2p-2, -0x1.7a42642661c62p-61},
	{0x1.702e05c0b8170p-1, 0x1.51aad872df82ep-2, -0x1.d8db0a7cc1543p-56},
	{0x1.6c16c16c16c17p-1, 0x1.5d1bdbf5809cap-2, -0x1.7dc9c7c23801fp-56},
	{0x1.6816816816817p-1, 0x1.686c81e9b14adp-2, 0x1.710af840538e3p-56},
};

/* (log(1 + f) - f + f^2 / 2) / f^3, |f| < 1/90, to 2e-20 absolutely */
static const double log_rest[] = {1.0 / 3, -1.0 / 4, 1.0 / 5, -1.0 / 6,
								  1.0 / 7, -1.0 / 8, 1.0 / 9, -1.0 / 10};

/* x = 2^k (1 + f) / knots[knot].reciprocal; log x follows from the three. */
typedef struct Reduced
{
	int k;
	int knot;
	Twofold f;
} Reduced;

static Reduced
reduce(Twofold x)
{
	Reduced r;
	double z = frexp(x.hi, &r.k);
	double low = ldexp(x.lo, -r.k);
	Twofold p;

	if (z < 0.70710678118654752)
	{
		z *= 2;
		low *= 2;
		r.k--;
	}
	r.knot = (int) (z * 64 + 0.5) - FIRST_KNOT;
	p = twofold_product(z, knots[r.knot].reciprocal);
	r.f = twofold_sum(p.hi - 1, p.lo + low * knots[r.knot].reciprocal);
	return r;
}

/* log(1 + f) - f: -f^2 / 2 and what follows. */
static Twofold
log1p_rest(Twofold f)
{
	Twofold square = twofold_product(f.hi, f.hi);
	double rest = f.hi * square.hi * POLYNOMIAL(log_rest, f.hi);

	return twofold_sum(-0.5 * square.hi, rest - 0.5 * square.lo - f.hi * f.lo);
}

static Twofold
log_reduced(Reduced r)
{
	Twofold high = twofold_sum(r.k * LN_2_HIGH, knots[r.knot].log_high);

	high.lo += r.k * LN_2_LOW + knots[r.knot].log_low;
	return twofold_add(twofold_add(high, r.f), log1p_rest(r.f));
}

/*
 * log(x) for finite x > 0, relative error below 1e-19 (except where x is subnormal).
 */
Twofold
bf_twofold_log(Twofold x)
{
	if (!(x.hi > 0 && x.hi < INFINITY))
		return (Twofold){log(x.hi), 0};
	return log_reduced(reduce(x));
}

/*
 * exp(x), relative error about 2e-19: what the logarithm of exp(x.hi), rounded, has too much.
 */
Twofold
bf_twofold_exp(Twofold x)
{
	double e = exp(x.hi);
	Twofold back;

	if (!(e >= DBL_MIN && e <= DBL_MAX))
		return (Twofold){e, 0};
	back = bf_twofold_log((Twofold){e, 0});
	return twofold_sum(e, e * ((x.hi - back.hi) + (x.lo - back.lo)));
}

/*
 * D(a, m) = m - a - a log(m / a) >= 0 for a > 0, m >= 0 (infinite if m is infinite or 0): Loader's
 * bd0 (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000) with a twofold
 * argument and result.
 */
Twofold
bf_deviance(double a, Twofold m)
{
	double ratio = m.hi / a;
	Twofold lambda;
	Reduced r;

	if (!(a < INFINITY && m.hi > 0 && m.hi < INFINITY))
		return (Twofold){INFINITY, 0};

	/* The quotient, or the remainder it is corrected with, leaves the range: no cancellation. */
	if (!(ratio > DBL_MIN / DBL_EPSILON && ratio < DBL_MAX) || m.hi < DBL_MIN / DBL_EPSILON)
	{
		Twofold log_ratio = bf_twofold_log((Twofold){a, 0});
		Twofold log_m = bf_twofold_log(m);

		log_ratio = twofold_add(log_ratio, (Twofold){-log_m.hi, -log_m.lo});
		return twofold_add(twofold_add(m, (Twofold){-a, 0}), twofold_scale(log_ratio, a));
	}

	lambda = twofold_sum(ratio, (fma(-ratio, a, m.hi) + m.lo) / a);
	r = reduce(lambda);

	/* D = a (f - log(1 + f)), f = m / a - 1: the squares are all that is left */
	if (r.k == 0 && r.knot == UNIT_KNOT)
		return twofold_scale(log1p_rest(r.f), -a);
	else
	{
		Twofold log_lambda = log_reduced(r);
		Twofold difference = twofold_add(m, (Twofold){-a, 0});

		return twofold_add(difference, twofold_scale(log_lambda, -a));
	}
}

double
bf_tail_value(Tail tail, bool upper)
{
	double value = tail.factor * exp(-tail.exponent.hi) * (1 - tail.exponent.lo);

	return tail.upper == upper ? value : 1 - value;
}

/*
 * The error is a few units in the last place of the result, or of the exponent where the factor
 * cancels it.
 */
double
bf_tail_log(Tail tail, bool upper)
{
	if (tail.upper == upper)
		return log(tail.factor) - tail.exponent.lo - tail.exponent.hi;
	return log1p(-bf_tail_value(tail, !upper));
}
