/*
 * gamma_inc.c
 *		The incomplete gamma function ratios P(a, x) and Q(a, x) and their logarithms.
 *
 * One function, gamma_tail, computes whichever of the two is the smaller (or at least not close to
 * 1), as a factor times exp(-exponent); the exponent is the deviance of deviance.c except in one
 * corner.  The methods and where they are used:
 *
 *	a < 1 and x < 1.1		power series in x, P or Q from the logarithm of P
 *	a >= 20, |x / a - 1| < 0.4	Temme's uniform asymptotic expansion
 *	a >= 1, x < a + sqrt(a)		Kummer's series for P
 *	else					Legendre's continued fraction for Q
 */
#include "special_internal.h"
#include "special.h"

#define TEMME_MIN_SHAPE 20.0
#define TEMME_MAX_DISTANCE 0.4
#define SMALL_MAX 1.1
#define MAX_TERMS 2000

/*
 * Row k holds the Taylor coefficients of c_k(eta), computed in 60 digits by the recurrence
 * c_k = c_(k-1)' / eta + (-1)^k g_k / mu (DLMF 8.12.11), as many as count for |eta| <= 0.56.
 */
static const double temme_0[] = {
	-0.3333333333333333333,    0.08333333333333333333,    -0.01481481481481481481,
	0.001157407407407407407,   0.0003527336860670194004,  -0.0001787551440329218107,
	0.00003919263178522437782, -2.185448510679992161e-6,  -1.854062210715159961e-6,
	8.296711340953086005e-7,   -1.76659527368260793e-7,   6.70785354340149858e-9,
	1.026180978424030804e-8,   -4.382036018453353187e-9,  9.147699582236790234e-10,
	-2.551419399494624977e-11, -5.830772132550425067e-11, 2.436194802066741624e-11,
	-5.027669280114175589e-12, 1.100439203195613477e-13,  3.371763262400985379e-13};
static const double temme_1[] = {
	-0.001851851851851851852,   -0.003472222222222222222,  0.002645502645502645503,
	-0.0009902263374485596708,  0.0002057613168724279835,  -4.018775720164609053e-7,
	-0.00001809855033448997784, 7.649160916081110085e-6,   -1.6120900894563446e-6,
	4.647127802807434342e-9,    1.378633446915720959e-7,   -5.752545603517704964e-8,
	1.195162859977814732e-8,    -1.754324171974764762e-11, -1.009154371060041263e-9,
	4.162792991842582636e-10,   -8.563907026492980638e-11, 6.067215101604758615e-14,
	7.16249896481148539e-12};
static const double temme_2[] = {
	0.004133597883597883598,    -0.00268132716049382716,   0.0007716049382716049383,
	2.009387860082304527e-6,    -0.0001073665322636516052, 0.00005292344882912012542,
	-0.00001276063518861872771, 3.423578734096138074e-8,   1.372195730906293321e-6,
	-6.298992138380055023e-7,   1.428061420606424179e-7,   -2.047709842199086601e-10,
	-1.409252991086752105e-8,   6.228974084922022034e-9,   -1.36704883966171135e-9,
	9.428356159014678195e-13,   1.287225240008931806e-10,  -5.564595613436332115e-11};
static const double temme_3[] = {
	0.000649434156378600823,   0.000229472093621399177,    -0.0004691894943952557121,
	0.000267720632062838853,   -0.00007561801671883976411, -2.396505113867296652e-7,
	0.00001108265411534730236, -5.674952826991596567e-6,   1.423090073243588391e-6,
	-2.786108029152814224e-11, -1.695840409193027729e-7,   8.099464905388082363e-8,
	-1.911116848597365406e-8,  2.392862043980811797e-12,   2.062013181548879844e-9,
	-9.460496661855132174e-10};
static const double temme_4[] = {
	-0.0008618882909167116986, 0.0007840392217200666275,  -0.0002990724803031901797,
	-1.463845257884341818e-6,  0.00006641498215465122187, -0.00003968365047179434664,
	0.0000113757269706784191,  2.507497226237532802e-10,  -1.695414953655830601e-6,
	8.907507532205309689e-7,   -2.292934834000804871e-7,  2.956794137544049047e-11,
	2.886582974270878363e-8,   -1.418973943780321939e-8,  3.446358049946489707e-9};
static const double temme_5[] = {
	-0.0003367985533663581503,  -0.00006972813758365857774, 0.0002772753244959392079,
	-0.000199325705161888477,   0.00006797780477937207839,  1.419062920643967015e-7,
	-0.00001359404818976869328, 8.01847025633420154e-6,     -2.29148117650809517e-6,
	-3.252473551298453952e-10,  3.465284649108526496e-7,    -1.844718719117134328e-7,
	4.824096703789418076e-8};
static const double temme_6[] = {
	0.0005313079364639922232,   -0.0005921664373536938829,  0.0002708782096718044828,
	7.902353232660327872e-7,    -0.00008153969367561968751, 0.0000561168275310624965,
	-0.00001832911658284337557, -3.079613450603304783e-9,   3.465155368803609087e-6,
	-2.029132739605860373e-6,   5.788792863149003709e-7};
static const double temme_7[] = {
	0.0003443676068923776713,  0.00005171790908260592193,  -0.0003349316108114223631,
	0.0002812695154763237023,  -0.0001097658224468473102,  -1.274100909548448538e-7,
	0.00002774445151156364416, -0.00001826348880571133266, 5.787694949735052399e-6};
static const double temme_8[] = {
	-0.0006526239185953094189, 0.00083949872067208728,   -0.0004382970985417210051,
	-6.969091458420551971e-7,  0.0001664484664206754784, -0.0001278351767976921859,
	0.00004629953263691304291, 4.557909867922707712e-9,  -0.00001059527112580519547};
static const double temme_9[] = {-0.0005967612901927462501, -0.00007204895416020010559,
								 0.0006782308837667328362,  -0.0006401475260262758451,
								 0.000277501076343287045,   1.819700838046515105e-7,
								 -0.00008479507117068503182};
static const double temme_10[] = {0.001332445449480065637, -0.001914438498565477527,
								  0.001108936913459663734, 9.932404122642298967e-7,
								  -0.0005087450129309319898};

#define ROW(name)                                                                                  \
	{                                                                                              \
		name, (int) (sizeof(name) / sizeof(name[0]))                                               \
	}

static const struct
{
	const double *coefficients;
	int n;
} temme[] = {ROW(temme_0), ROW(temme_1), ROW(temme_2), ROW(temme_3), ROW(temme_4), ROW(temme_5),
			 ROW(temme_6), ROW(temme_7), ROW(temme_8), ROW(temme_9), ROW(temme_10)};

#define TEMME_ROWS ((int) (sizeof(temme) / sizeof(temme[0])))

/*
 * P ~ erfc(-eta sqrt(a / 2)) / 2 - S and Q ~ erfc(eta sqrt(a / 2)) / 2 + S with
 * S = exp(-a eta^2 / 2) / sqrt(2 pi a) * sum of c_k(eta) a^-k (N. M. Temme 1979; DLMF 8.12), where
 * eta^2 / 2 = x / a - 1 - log(x / a), so that a eta^2 / 2 is the deviance.  The exponential is
 * taken out of erfc as well: the tails keep their relative accuracy.
 */
static Tail
temme_expansion(double a, Twofold x)
{
	Twofold d = bf_deviance(a, x);
	bool upper = x.hi >= a;
	double z = sqrt(d.hi);
	double eta = z * sqrt(2 / a) * (upper ? 1 : -1);
	double u = 1 / a, series = 0;
	int rows = a > 1e9 ? 2 : a > 1e6 ? 3 : a > 1e3 ? 6 : TEMME_ROWS;

	for (int k = rows - 1; k >= 0; k--)
		series = series * u + polynomial(temme[k].coefficients, temme[k].n, eta);
	series /= sqrt(2 * PI * a);
	return (Tail){upper, 0.5 * bf_erfcx(z) + (upper ? series : -series), d};
}

/* P = x^a exp(-x) / Gamma(a + 1) * sum of x^n / ((a + 1) ... (a + n)), DLMF 8.11.4. */
static Tail
kummer_series(double a, Twofold argument)
{
	double x = argument.hi;
	double term = 1, sum = 1;

	for (int n = 1; n < MAX_TERMS && term > sum * 1e-17; n++)
	{
		term *= x / (a + n);
		sum += term;
	}
	return (Tail){false, sum * bf_gamma_scale(a) / a, bf_deviance(a, argument)};
}

/*
 * Q = x^a exp(-x) / Gamma(a) * 1 / (x + 1 - a + 1 (a - 1) / (x + 3 - a + 2 (a - 2) / ...)), DLMF
 * 8.9.2 contracted, by Steed's method: the differences of successive convergents are summed, for
 * a < 1 all positive.
 */
static Tail
legendre_fraction(double a, Twofold argument)
{
	double x = argument.hi;
	double b = x + 1 - a;
	double d = 1 / b, difference = d, sum = d;

	for (int n = 1; n < MAX_TERMS && fabs(difference) > 2e-17 * sum; n++)
	{
		double c = n * (n - a), last = d;

		b += 2;
		d = 1 / (b - c * d);
		difference *= c * d * last;
		sum += difference;
	}
	return (Tail){true, sum * bf_gamma_scale(a), bf_deviance(a, argument)};
}

/*
 * a < 1, x of order 1 at most: P = x^a / Gamma(a + 1) * (1 + a sum of (-x)^n / ((a + n) n!)), DLMF
 * 8.7.1.  Its logarithm is a multiple of a without cancellation, hence so is Q = -expm1(log P).
 */
static Tail
small_shape(double a, Twofold argument)
{
	double x = argument.hi;
	double term = 1, sum = 0, log_p;

	for (int n = 1; n < 30 && fabs(term) > 1e-18; n++)
	{
		term *= -x / n;
		sum += term / (a + n);
	}
	log_p = a * log(x) - bf_lgamma_delta(1, a) + log1p(a * sum);
	if (log_p > -LN_2)
		return (Tail){true, -expm1(log_p), {0, 0}};
	return (Tail){false, bf_gamma_scale(a) / a * exp(x) * (1 + a * sum), bf_deviance(a, argument)};
}

static Tail
gamma_tail(double a, Twofold x)
{
	if (a < 1 && x.hi < SMALL_MAX)
		return small_shape(a, x);
	if (a >= TEMME_MIN_SHAPE && fabs(x.hi - a) < TEMME_MAX_DISTANCE * a)
		return temme_expansion(a, x);
	if (a >= 1 && x.hi < a + sqrt(a))
		return kummer_series(a, x);
	return legendre_fraction(a, x);
}

/* P if !upper, else Q, at the ends of the range and for arguments outside it; false elsewhere. */
static bool
at_the_ends(double a, double x, bool upper, double *value)
{
	if (!(a > 0) || isnan(x))
		*value = NAN;
	else if (x <= 0 || (a == INFINITY && x < INFINITY))
		*value = upper;
	else if (x == INFINITY)
		*value = a == INFINITY ? NAN : !upper;
	else
		return false;
	return true;
}

double
bf_gamma_tail(double a, Twofold x, bool upper, bool logarithm)
{
	double value;

	if (at_the_ends(a, x.hi, upper, &value))
		return logarithm ? log(value) : value;
	return logarithm ? bf_tail_log(gamma_tail(a, x), upper)
					 : bf_tail_value(gamma_tail(a, x), upper);
}

/*
 * P(a, x), the gamma distribution's cdf, for a > 0 (else NaN); 0 for x <= 0.  Error, for
 * shapes from 1e-10 to 1e15 and values down to 1e-305: 1e-15; of Q 4e-15.
 */
double
bf_gamma_p(double a, double x)
{
	return bf_gamma_tail(a, (Twofold){x, 0}, false, false);
}

/* Q(a, x) = 1 - P(a, x). */
double
bf_gamma_q(double a, double x)
{
	return bf_gamma_tail(a, (Twofold){x, 0}, true, false);
}

/* Their logarithms, far beyond the range of P and Q themselves.  Error 5e-15. */
double
bf_log_gamma_p(double a, double x)
{
	return bf_gamma_tail(a, (Twofold){x, 0}, false, true);
}

double
bf_log_gamma_q(double a, double x)
{
	return bf_gamma_tail(a, (Twofold){x, 0}, true, true);
}
