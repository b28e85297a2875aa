/*
 * tails_mixtures.h
 *		Part of tails_integrals.c: densities and tails of non-central chi-square, F and t, of rice and
 *of the studentized range, as mixtures.
 */
/* ---------- mixtures over a Poisson variable ---------- */

#define RUNGS 400000

static Quad
log_poisson(Quad h, Quad j)
{
	return h > 0 ? -h + j * logq(h) - lgammaq(j + 1) : j == 0 ? 0 : -INF;
}

/* exp of that, kept for the h at hand. */
static Quad
poisson(Quad h, Quad j)
{
	static Quad *kept, kept_h = -1;
	static int n;

	if (j >= RUNGS)
		return 0;
	if (!kept)
		kept = malloc(sizeof(Quad) * RUNGS);
	if (h != kept_h)
	{
		n = 0;
		kept_h = h;
	}
	for (; n <= j; n++)
		kept[n] = n % 64 == 0 ? expq(log_poisson(h, n)) : kept[n - 1] * h / n;
	return kept[(int) j];
}

/* gamma(a) density at x times x, that is, x^a exp(-x) / Gamma(a) */
static Quad
gamma_step(Quad a, Quad x)
{
	return expq(a * logq(x) - x - lgammaq(a));
}

static Quad
gamma_p(Quad a, Quad x)
{
	Quad term = 1, sum = 1;

	for (int i = 1; term > 1e-36Q * sum; i++)
	{
		term *= x / (a + i);
		sum += term;
	}
	return gamma_step(a, x) / a * sum;
}

static Quad
gamma_q(Quad a, Quad x)
{
	Quad b = x + 1 - a, c = 1e4000Q, d = 1 / b, h = d, change = 2;

	if (x < a + 1)
		return 1 - gamma_p(a, x);
	for (int i = 1; fabsq(change - 1) > 1e-33Q && i < 1000000; i++)
	{
		Quad an = -i * (i - a);

		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		change = c * d;
		h *= change;
	}
	return gamma_step(a, x) * h;
}

/*
 * Sum over j of Poisson(h) probabilities times value(j), which is below 1: outwards from where the
 * terms are largest, found by steps.
 */
static Quad
mixture(Quad h, Quad first, Quad (*value)(const Quad *s, Quad y, Quad j), const Quad *s, Quad y)
{
	Quad j = floorq(first), stride = fmaxq(1, floorq(sqrtq(h) / 2)), total = 0, top;
	Quad here = poisson(h, j) * value(s, y, j);

	while (here == 0 && j > 0)
	{
		/* below the least number: far out in the lower tail only the first terms count */
		j = floorq(j / 2);
		here = poisson(h, j) * value(s, y, j);
	}
	for (; stride >= 1; stride = stride > 1 ? floorq(stride / 2) : 0)
		for (;;)
		{
			Quad up = poisson(h, j + stride) * value(s, y, j + stride);
			Quad down = j >= stride ? poisson(h, j - stride) * value(s, y, j - stride) : 0;

			if (up > here)
			{
				j += stride;
				here = up;
			}
			else if (down > here)
			{
				j -= stride;
				here = down;
			}
			else
				break;
		}
	top = here;
	total = here;
	for (int sign = -1; sign <= 1; sign += 2)
		for (Quad i = j + sign; i >= 0; i += sign)
		{
			Quad term = poisson(h, i) * value(s, y, i);

			total += term;
			if (term < 1e-30Q * total && term < top)
				break;
		}
	return total;
}

static Quad
ncx2_density_part(const Quad *s, Quad y, Quad j)
{
	return gamma_step(s[0] / 2 + j, y / 2);
}

/* P or Q of shape a + j from a recurrence of positive terms, kept for the (a, x) at hand. */
typedef struct Ladder
{
	Quad a, x;
	bool upper;
	int n, offset;
	Quad *value;
} Ladder;

static Ladder ladder;

static Quad (*ladder_tail)(const Quad *s, Quad y, Quad j, bool upper);
static Quad (*ladder_step)(const Quad *s, Quad y, Quad j);
static Quad (*ladder_ratio)(const Quad *s, Quad y, Quad j); /* step j + 1 to step j */

/* Fills lower tails downwards from the highest j, upper ones upwards from the lowest. */
static void
fill_ladder(const Quad *s, Quad y, bool upper, int from, int to)
{
	if (!ladder.value)
		ladder.value = malloc(sizeof(Quad) * RUNGS);
	ladder.offset = from;
	ladder.n = to - from + 1;
	if (upper)
	{
		Quad step = 0;

		ladder.value[0] = ladder_tail(s, y, from, true);
		for (int j = from; j < to; j++)
		{
			step = (j - from) % 64 && step > 1e-4000Q ? step * ladder_ratio(s, y, j - 1)
													  : ladder_step(s, y, j);
			ladder.value[j + 1 - from] = ladder.value[j - from] + step;
		}
	}
	else
	{
		Quad step = 0;

		ladder.value[to - from] = ladder_tail(s, y, to, false);
		for (int j = to - 1; j >= from; j--)
		{
			step = (to - 1 - j) % 64 && step > 1e-4000Q ? step / ladder_ratio(s, y, j)
														: ladder_step(s, y, j);
			ladder.value[j - from] = ladder.value[j + 1 - from] + step;
		}
	}
}

/* The mixture of tails: terms from the ladder over a window that holds all that matters. */
static Quad
mixture_of_tails(const Quad *s, Quad y, Quad h, bool upper)
{
	int centre = (int) h, reach = (int) (45 * sqrtq(h) + 200), from, to;
	Quad total = 0;

	for (;; reach *= 2)
	{
		from = centre > reach ? centre - reach : 0;
		to = centre + reach;
		if (to - from >= RUNGS)
			return 0;
		fill_ladder(s, y, upper, from, to);
		total = 0;
		for (int j = from; j <= to; j++)
			total += poisson(h, j) * ladder.value[j - from];
		if (total == 0)
			return 0; /* underflow, while a point is looked for */
		if ((from == 0 || poisson(h, from) * ladder.value[0] < 1e-33Q * total) &&
			poisson(h, to) * ladder.value[to - from] < 1e-33Q * total)
			return total;
	}
}

static Quad
ncx2_rung(const Quad *s, Quad y, Quad j, bool upper)
{
	return upper ? gamma_q(s[0] / 2 + j, y / 2) : gamma_p(s[0] / 2 + j, y / 2);
}

/* P(a + j) - P(a + j + 1) */
static Quad
ncx2_step(const Quad *s, Quad y, Quad j)
{
	Quad a = s[0] / 2 + j;

	return expq(a * logq(y / 2) - y / 2 - lgammaq(a + 1));
}

static Quad
ncx2_ratio(const Quad *s, Quad y, Quad j)
{
	return y / 2 / (s[0] / 2 + j + 1);
}

/* Chernoff's bound of the log of the tail on the side of y that is away from the mean. */
static Quad
ncx2_bound(const Quad *s, Quad y)
{
	Quad u = (s[0] + sqrtq(s[0] * s[0] + 4 * s[1] * y)) / (2 * y);

	return (u - 1) * (y - s[1] / u) / 2 - s[0] / 2 * logq(u);
}

static Quad
ncx2_tail(const Quad *s, Quad y, bool upper)
{
	Quad centre = s[0] + s[1];

	/* nothing that is asked for, and it would take many rungs to say so */
	if (ncx2_bound(s, y) < -2000)
		return upper == (y > centre) ? 0 : 1;
	if (y > centre && !upper)
		return 1 - ncx2_tail(s, y, true);
	ladder_tail = ncx2_rung;
	ladder_step = ncx2_step;
	ladder_ratio = ncx2_ratio;
	return mixture_of_tails(s, y, s[1] / 2, upper);
}

static Quad
ncx2_logpdf(const Quad *s, Quad y)
{
	return logq(mixture(s[1] / 2, s[1] / 2, ncx2_density_part, s, y)) - logq(y);
}

static Quad
rice_tail(const Quad *s, Quad y, bool upper)
{
	Quad of_square[2] = {2, s[0] * s[0]};

	return y > 1e100Q ? (upper ? 0 : 1) : ncx2_tail(of_square, y * y, upper);
}

static Quad
rice_logpdf(const Quad *s, Quad y)
{
	Quad of_square[2] = {2, s[0] * s[0]};

	return ncx2_logpdf(of_square, y * y) + logq(2 * y);
}

/* Of t = log y: its terms fall off on both sides of the largest, by ratios of their neighbours. */
static Quad
ncf_log_density(const Quad *s, Quad t)
{
	Quad a = s[0] / 2, b = s[1] / 2, h = s[2] / 2, y = expq(t);
	Quad log_w = -log1pq(b / (a * y)), log_v = -log1pq(a * y / b), hw = h * expq(log_w);
	Quad p = (a + 1 - hw) / 2, root = sqrtq(p * p + fmaxq(hw * (a + b) - a, 0));
	Quad mode = floorq(fmaxq(p > 0 ? (hw * (a + b) - a) / (root + p) : root - p, 0)), sum = 1, term;

	term = 1;
	for (Quad j = mode; term > 1e-34Q * sum; j++)
	{
		term *= hw * (a + b + j) / ((j + 1) * (a + j));
		sum += term;
	}
	term = 1;
	for (Quad j = mode - 1; j >= 0 && term > 1e-34Q * sum; j--)
	{
		term *= (j + 1) * (a + j) / (hw * (a + b + j));
		sum += term;
	}
	return logq(sum) + log_poisson(h, mode) + (a + mode) * log_w + b * log_v +
		   lgammaq(a + mode + b) - lgammaq(a + mode) - lgammaq(b);
}

static Quad
ncf_tail(const Quad *s, Quad y, bool upper)
{
	Quad t = logq(y);

	/* nothing that is asked for */
	if (y == 0 || ncf_log_density(s, t) < -2000)
		return upper == (y * s[0] > s[0] + s[2]) ? 0 : 1;
	return integral(ncf_log_density, s, t, upper ? INF : -INF, 1 / 64.0Q);
}

static Quad
ncf_logpdf(const Quad *s, Quad y)
{
	return ncf_log_density(s, logq(y)) - logq(y);
}

/* ---------- non-central t: over the log of the root mean square ---------- */

static Quad nct_y, nct_sign;

static Quad
log_root_mean_square(Quad df, Quad x)
{
	return logq(2) + df / 2 * logq(df / 2) - lgammaq(df / 2) - df / 2 +
		   df * (x - expm1q(2 * x) / 2);
}

static Quad
log_phi(Quad t)
{
	Quad u = 1 / (t * t), term = 1, sum = 1;

	if (t > -60)
		return logq(erfcq(-t * M_SQRT1_2q) / 2);
	for (int k = 1; fabsq(term) > 1e-36Q && k < 100; k++)
	{
		term *= -(2 * k - 1) * u;
		sum += term;
	}
	return -t * t / 2 - logq(-t) - logq(2 * QPI) / 2 + logq(sum);
}

static Quad
nct_tail_part(const Quad *s, Quad x)
{
	return log_root_mean_square(s[0], x) + log_phi(nct_sign * (nct_y * expq(x) - s[1]));
}

static Quad
nct_density_part(const Quad *s, Quad x)
{
	Quad d = nct_y * expq(x) - s[1];

	return log_root_mean_square(s[0], x) + x - d * d / 2 - logq(2 * QPI) / 2;
}

static Quad
nct_tail(const Quad *s, Quad y, bool upper)
{
	nct_y = y;
	nct_sign = upper ? -1 : 1;
	return trapezoid(nct_tail_part, s, -2500, 6);
}

static Quad
nct_logpdf(const Quad *s, Quad y)
{
	nct_y = y;
	return logq(trapezoid(nct_density_part, s, -2500, 6));
}

/* ---------- studentized range: over the log of the range ---------- */

/*
 * Distribution of the range w of k normal variables, on a lattice of log w: density (of log w) by
 * Hartley's integral over the midrange, tails by the integral over the largest variable.
 */
#define Z_REACH 13
#define LATTICE 400000

static Quad range_step;
static int range_first;
static Quad *range_value[3];
static bool *range_known[3];

static Quad
normal_above(Quad z)
{
	return erfcq(z * M_SQRT1_2q) / 2;
}

static Quad
of_range(Quad k, Quad w, int which)
{
	Quad step = k < 30 ? 0.125Q : k < 300 ? 0.0625Q : 0.03125Q, sum = 0;
	/* the largest variable is about w / 2 if w is large, the middle below it 0 */
	Quad from = -Z_REACH - (which == 0 ? w / 2 : 0), to = Z_REACH + (which == 1 ? w / 2 : 0);

	/* each where it does not cancel */
	if (which == 0 && w > 2 * Z_REACH)
		return 1 - of_range(k, w, 1);
	if (which == 1 && w < 1e-3Q)
		return 1 - of_range(k, w, 0);
	for (int i = (int) (from / step); i <= (int) (to / step); i++)
	{
		Quad z = i * step, inside, weight = expq(-z * z / 2) * step / sqrtq(2 * QPI);

		if (which == 2)
		{
			Quad far = fabsq(z);

			inside = normal_above(far - w / 2) - normal_above(far + w / 2);
			if (far <= w / 2)
				inside = 1 - normal_above(w / 2 - far) - normal_above(far + w / 2);
			if (w < 1e-3Q)
			{
				/* the difference would cancel: its expansion around z */
				Quad a = w / 2, a2 = a * a, z2 = z * z;

				inside = 2 * a * expq(-z2 / 2) / sqrtq(2 * QPI) *
						 (1 + (z2 - 1) * a2 / 6 + (z2 * z2 - 6 * z2 + 3) * a2 * a2 / 120 +
						  (z2 * z2 * z2 - 15 * z2 * z2 + 45 * z2 - 15) * a2 * a2 * a2 / 5040);
			}
			if (inside > 0)
				sum += expq(-z * z + (k - 2) * logq(inside)) * step;
		}
		else if (which == 0)
		{
			/* z is the middle between the largest variable and the place w below it */
			Quad top = z + w / 2;

			weight = expq(-top * top / 2) * step / sqrtq(2 * QPI);
			if (fabsq(z) > w / 2)
				inside = normal_above(fabsq(z) - w / 2) - normal_above(fabsq(z) + w / 2);
			else
				inside = 1 - normal_above(w / 2 - z) - normal_above(z + w / 2);
			if (w < 1e-3Q)
			{
				Quad a = w / 2, a2 = a * a, z2 = z * z;

				inside = 2 * a * expq(-z2 / 2) / sqrtq(2 * QPI) *
						 (1 + (z2 - 1) * a2 / 6 + (z2 * z2 - 6 * z2 + 3) * a2 * a2 / 120 +
						  (z2 * z2 * z2 - 15 * z2 * z2 + 45 * z2 - 15) * a2 * a2 * a2 / 5040);
			}
			if (inside > 0)
				sum += weight * expq((k - 1) * logq(inside));
		}
		else
		{
			Quad whole = normal_above(-z), ratio = normal_above(w - z) / whole;

			sum += weight * expq((k - 1) * logq(whole)) * -expm1q((k - 1) * log1pq(-ratio));
		}
	}
	if (which == 2)
		return k * (k - 1) / (2 * QPI) * expq(-w * w / 4) * sum * w;
	return k * sum;
}

static Quad
lattice_value(Quad k, int i, int which)
{
	int place = i - range_first;

	if (place < 0 || place >= LATTICE)
		return 0;
	if (!range_known[which][place])
	{
		range_value[which][place] = of_range(k, expq(i * range_step), which);
		range_known[which][place] = true;
	}
	return range_value[which][place];
}

static void
studentized_prepare(const Quad *s)
{
	Quad widest = 0.3Q / sqrtq(s[0] + s[1]);

	range_step = 1;
	while (range_step > fminq(widest, 0.0625Q))
		range_step /= 2;
	range_first = -LATTICE + (int) (12 / range_step);
	for (int which = 0; which < 3; which++)
	{
		free(range_value[which]);
		free(range_known[which]);
		range_value[which] = malloc(sizeof(Quad) * LATTICE);
		range_known[which] = calloc(LATTICE, sizeof(bool));
	}
}

/* Mean over the chi of a function of log w = log q + log chi. */
static Quad
over_chi(const Quad *s, Quad q, int which)
{
	Quad log_q = logq(q), total = 0, best = -1;
	int at = (int) roundq(log_q / range_step), stride = (int) (0.5Q / range_step), top = at;

	/* the largest term, from a coarse search */
	for (int i = (at / stride - 1400) * stride; i <= at + 8 * stride; i += stride)
	{
		Quad u = i * range_step - log_q, chi = log_root_mean_square(s[1], u), term;

		if (chi < -4000 || i * range_step > 6.5Q || i < range_first)
			continue;
		term = expq(chi) * lattice_value(s[0], i, which);
		if (term > best)
		{
			best = term;
			top = i;
		}
	}
	for (stride /= 2; stride >= 1; stride /= 2)
		for (int sign = -1; sign <= 1; sign += 2)
		{
			int i = top + sign * stride;
			Quad term = expq(log_root_mean_square(s[1], i * range_step - log_q)) *
						lattice_value(s[0], i, which);

			if (term > best)
			{
				best = term;
				top = i;
			}
		}
	for (int sign = -1; sign <= 1; sign += 2)
		for (int i = sign > 0 ? top : top - 1;; i += sign)
		{
			Quad term = expq(log_root_mean_square(s[1], i * range_step - log_q)) *
						lattice_value(s[0], i, which);

			total += term;
			if (term <= 1e-27Q * total || i < range_first)
				break;
		}
	return total * range_step;
}

static Quad
studentized_tail(const Quad *s, Quad y, bool upper)
{
	/* the lattice does not reach so far, and 1 is what the lower tail is there */
	if (!upper && y > 300)
		return 1 - over_chi(s, y, 1);
	return over_chi(s, y, upper);
}

static Quad
studentized_logpdf(const Quad *s, Quad y)
{
	return logq(over_chi(s, y, 2)) - logq(y);
}
