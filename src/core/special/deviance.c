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
#include <stdint.h>
#include <string.h>

#include "special_internal.h"
#include "special.h"

#define LN_2_HIGH 0x1.62e42fefa0000p-1 /* few enough bits for k * LN_2_HIGH to be exact */
#define LN_2_LOW 0x1.cf79abc9e3b3ap-40

/* Entry i is for arguments near (45 + i) / 64: their reciprocal in 21 bits, and minus its log. */
#define FIRST_KNOT 45
#define UNIT_KNOT (64 - FIRST_KNOT)

static const struct
{
	double reciprocal;
	double log_high;
	double log_low;
} knots[] = {
	{0x1.6c16cp+0, -0x1.68ac7fe9c69f4p-2, -0x1.a64d5881e9c23p-58},
	{0x1.642c8p+0, -0x1.522ad0738a1d8p-2, 0x1.8fa945e3d1424p-57},
	{0x1.5c988p+0, -0x1.3c251f7333104p-2, 0x1.2ad528fb57971p-56},
	{0x1.55555p+0, -0x1.269611134d992p-2, -0x1.e0da588445ad5p-56},
	{0x1.4e5e1p+0, -0x1.1178f9227e23ap-2, 0x1.0e30789b6a343p-57},
	{0x1.47ae1p+0, -0x1.f991aacb3b069p-3, -0x1.f6487119f7accp-57},
	{0x1.41414p+0, -0x1.d103772655e3bp-3, -0x1.6061e7979bef7p-57},
	{0x1.3b13bp+0, -0x1.a93ecbc8ad9a3p-3, -0x1.bcaeff33ebf59p-57},
	{0x1.3521dp+0, -0x1.823c18551a3bep-3, 0x1.1232cbc613cdfp-57},
	{0x1.2f685p+0, -0x1.5bf422b543aa2p-3, 0x1.1d91ef703aa91p-61},
	{0x1.29e41p+0, -0x1.365fb90158ed2p-3, -0x1.7d31ea5b7aa9dp-58},
	{0x1.24925p+0, -0x1.117918227db7cp-3, 0x1.0d43a5f52c68fp-58},
	{0x1.1f704p+0, -0x1.da72063842e22p-4, -0x1.3e5651b87cac0p-58},
	{0x1.1a7b9p+0, -0x1.93358dd593a69p-4, 0x1.48685ac93530dp-58},
	{0x1.15b1ep+0, -0x1.4d30bdd206f8cp-4, -0x1.75c16d6e9bc76p-58},
	{0x1.11111p+0, -0x1.08597b59e3987p-4, 0x1.dd715ee582488p-58},
	{0x1.0c971p+0, -0x1.894a0949f9cb3p-5, -0x1.a6830208c08a6p-60},
	{0x1.08421p+0, -0x1.0415c89e74404p-5, -0x1.c05c9c81fdecdp-59},
	{0x1.04104p+0, -0x1.0205258935647p-6, -0x1.27c392ec151cap-60},
	{0x1.00000p+0, 0x0.0p+0, 0x0.0p+0},
	{0x1.f81f8p-1, 0x1.fc0b0b0fc07e4p-7, -0x1.82f3d703fed4cp-62},
	{0x1.f07c2p-1, 0x1.f82990e783380p-6, 0x1.33e345a474878p-60},
	{0x1.e9132p-1, 0x1.774537632e48cp-5, 0x1.189c5532d6361p-59},
	{0x1.e1e1ep-1, 0x1.f0a32c01163a6p-5, 0x1.85f5d07068577p-59},
	{0x1.dae60p-1, 0x1.341db961bd9d1p-4, -0x1.b5449cd169766p-58},
	{0x1.d41d4p-1, 0x1.6f0d38ae56bccp-4, -0x1.906c43c2f543dp-58},
	{0x1.cd856p-1, 0x1.a9271fa4ae0abp-4, 0x1.94be2e01c350fp-58},
	{0x1.c71c8p-1, 0x1.e26ff6e2b12e6p-4, -0x1.6c022a6c8ac26p-60},
	{0x1.c0e08p-1, 0x1.0d779fcd0a299p-3, 0x1.9877c5f5d38a6p-57},
	{0x1.bacfap-1, 0x1.2954eb8200733p-3, 0x1.2e7e07238f390p-57},
	{0x1.b4e82p-1, 0x1.44d2a0ccb7f02p-3, 0x1.9f4187eea93bap-57},
	{0x1.af286p-1, 0x1.5ff33f0a7a014p-3, -0x1.ba979a5110a16p-58},
	{0x1.a98f0p-1, 0x1.7ab860210e209p-3, 0x1.bbf6b2e0c0605p-59},
	{0x1.a41a4p-1, 0x1.9525b1cf456f4p-3, 0x1.d9056c7f8e0d0p-57},
	{0x1.9ec8ep-1, 0x1.af3cc2e80c837p-3, -0x1.388f848751cc9p-58},
	{0x1.9999ap-1, 0x1.c8ff5c79a9e22p-3, -0x1.4f934a2e5eabcp-57},
	{0x1.948b0p-1, 0x1.e270c6e2b0be6p-3, -0x1.56ecd50915690p-59},
	{0x1.8f9c2p-1, 0x1.fb9162d5e433bp-3, -0x1.cae7a64e54a4bp-57},
	{0x1.8acbap-1, 0x1.0a32272739cc5p-2, 0x1.7c9aea8934f83p-56},
	{0x1.86186p-1, 0x1.1675cebaba62ep-2, 0x1.ce6e9563361c2p-61},
	{0x1.81818p-1, 0x1.229423bcf7986p-2, -0x1.76f595b40cf5ap-56},
	{0x1.7d060p-1, 0x1.2e8e0bae12531p-2, -0x1.8ff7863c968a5p-56},
	{0x1.78a4cp-1, 0x1.3a64db56949b2p-2, -0x1.c61766e7eb650p-57},
	{0x1.745d2p-1, 0x1.4618a421c6342p-2, 0x1.f3e5ece010f1cp-56},
	{0x1.702e0p-1, 0x1.51aae872dfa2dp-2, 0x1.39d256c6a008ep-59},
	{0x1.6c16cp-1, 0x1.5d1bdff5809eap-2, 0x1.42368d931d936p-56},
	{0x1.68168p-1, 0x1.686c85e9b14cfp-2, -0x1.dde964d4adb92p-57},
};

/* x = 2^k (1 + f) / knots[knot].reciprocal; log x follows from the three. */
typedef struct Reduced
{
	int k;
	int knot;
	Twofold f;
} Reduced;

/* twofold_sum of finite numbers */
static inline Twofold
exact_sum(double a, double b)
{
	double s = a + b, t = s - a;

	return (Twofold){s, (a - (s - t)) + (b - t)};
}

/* x in two parts, of which the first has 26 bits. */
static inline Twofold
in_halves(double x)
{
	uint64_t bits;
	double high;

	memcpy(&bits, &x, sizeof(bits));
	bits &= ~UINT64_C(0x7FFFFFF);
	memcpy(&high, &bits, sizeof(high));
	return (Twofold){high, x - high};
}

/*
 * Calls of frexp(), ldexp() and fma() would take most of the time: exponents are made of bits, and
 * the products of halves are exact.
 */
static inline void
reduce(Twofold x, Reduced *r)
{
	double z, low, reciprocal;
	Twofold half;

	if (x.hi >= DBL_MIN && x.hi < 0x1p1022)
	{
		uint64_t bits, exponent;
		double scale;

		memcpy(&bits, &x.hi, sizeof(bits));
		exponent = bits >> 52;
		r->k = (int) exponent - 1022;
		exponent = (2045 - exponent) << 52;
		memcpy(&scale, &exponent, sizeof(scale)); /* 2^-k */
		z = x.hi * scale;
		low = x.lo * scale;
	}
	else
	{
		z = frexp(x.hi, &r->k);
		low = ldexp(x.lo, -r->k);
	}
	if (z < 0.70710678118654752)
	{
		z *= 2;
		low *= 2;
		r->k--;
	}
	r->knot = (int) (z * 64 + 0.5) - FIRST_KNOT;
	reciprocal = knots[r->knot].reciprocal;
	half = in_halves(z);
	r->f = exact_sum(half.hi * reciprocal - 1, half.lo * reciprocal);
	r->f = exact_sum(r->f.hi, r->f.lo + low * reciprocal);
}

/* log(1 + f) - f as -h^2 / 2, which is exact in hi, and what follows. */
static inline Twofold
log1p_rest(Twofold f)
{
	Twofold half = in_halves(f.hi);
	double x = f.hi, x2 = x * x;
	/* (log(1 + x) - x + x^2 / 2) / x^3, |x| < 1/90, to 2e-20 absolutely */
	double rest =
		1.0 / 3 - x / 4 + x2 * (1.0 / 5 - x / 6 + x2 * (1.0 / 7 - x / 8 + x2 * (1.0 / 9 - x / 10)));

	return (Twofold){-0.5 * half.hi * half.hi,
					 x * x2 * rest - 0.5 * half.lo * (half.hi + x) - x * f.lo};
}

/*
 * The large terms are added exactly, all that is small at once: nothing cancels, as next to 1 the
 * knot is that of 1, whose logarithm is 0.
 */
static inline Twofold
log_reduced(const Reduced *r)
{
	Twofold rest = log1p_rest(r->f);
	Twofold a = exact_sum(r->k * LN_2_HIGH, knots[r->knot].log_high);
	Twofold b = exact_sum(a.hi, r->f.hi);
	Twofold c = exact_sum(b.hi, rest.hi);

	return exact_sum(c.hi, c.lo + (a.lo + b.lo) +
							   (r->k * LN_2_LOW + knots[r->knot].log_low + (r->f.lo + rest.lo)));
}

/*
 * log(x) for finite x > 0, relative error below 1e-19 (except where x is subnormal).
 */
Twofold
bf_twofold_log(Twofold x)
{
	Reduced r;

	if (!(x.hi > 0 && x.hi < INFINITY))
		return (Twofold){log(x.hi), 0};
	reduce(x, &r);
	return log_reduced(&r);
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
	reduce(lambda, &r);

	/* D = a (f - log(1 + f)), f = m / a - 1: the squares are all that is left */
	if (r.k == 0 && r.knot == UNIT_KNOT)
	{
		Twofold rest = log1p_rest(r.f);

		return twofold_scale(exact_sum(rest.hi, rest.lo), -a);
	}
	else
	{
		Twofold log_lambda = log_reduced(&r);
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
