--
-- bestfit_sql(): plain SQL gives what the extension gives
--

-- PostgreSQL has these two since version 16
CREATE SCHEMA later;
CREATE FUNCTION later.erfc(float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT 2 * sf('norm', $1 * sqrt(2)) $$;
CREATE FUNCTION later.erf(float8) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT sign($1) * cdf('halfnorm', abs($1) * sqrt(2)) $$;
SET search_path = public, later;

CREATE TABLE model (d distribution);
INSERT INTO model VALUES
	('alpha(3.5, 3, 2.5)'),
	('anglit(3, 2.5)'),
	('arcsine(3, 2.5)'),
	('argus(1, 3, 2.5)'),
	('beta(2.3, 0.63, 3, 2.5)'),
	('betaprime(5, 6, 3, 2.5)'),
	('boltzmann(1.4, 19, 3)'), ('boltzmann(0.01, 50)'),
	('bradford(0.3, 3, 2.5)'), ('bradford(1000)'),
	('burr(10.5, 4.3, 3, 2.5)'), ('burr(0.5, 0.3)'), ('burr(2, 1, 0, 1e-9)'),
	('burr12(10, 4, 3, 2.5)'), ('burr12(0.5, 0.3)'), ('burr12(3, 1, 0, 1e9)'),
	('cauchy(3, 2.5)'), ('cauchy'),
	('chi(7, 3, 2.5)'),
	('chi2(5, 3, 2.5)'), ('chi2(0.5)'),
	('cosine(3, 2.5)'),
	('crystalball(2, 3, 3, 2.5)'),
	('dgamma(1.1, 3, 2.5)'), ('dgamma(3)'), ('dgamma(0.5)'),
	('discrete_weibull(0.7, 1.3, 3)'), ('discrete_weibull(0.9, 0.4)'),
	('dlaplace(0.8, 3)'), ('dlaplace(1e-3)'),
	('dweibull(2.1, 3, 2.5)'), ('dweibull(0.5)'), ('dweibull(5)'),
	('erlang(4, 3, 2.5)'),
	('expon(3, 2.5)'), ('expon'), ('expon(-1e6, 1e-3)'),
	('exponnorm(1.5, 3, 2.5)'),
	('exponpow(2.7, 3, 2.5)'), ('exponpow(0.4)'),
	('exponweib(2.9, 1.95, 3, 2.5)'), ('exponweib(0.3, 0.7)'), ('exponweib(50, 2)'),
	('f(29, 18, 3, 2.5)'), ('f(1, 0.5)'),
	('fatiguelife(2.9, 3, 2.5)'), ('fatiguelife(0.1)'),
	('fisk(3.1, 3, 2.5)'), ('fisk(0.3)'), ('fisk(50, 0, 7)'),
	('foldcauchy(4.7, 3, 2.5)'), ('foldcauchy(0)'),
	('foldnorm(1.95, 3, 2.5)'),
	('gamma(2, 3, 2.5)'), ('gamma(0.1)'), ('gamma(100, 0, 3)'),
	('gausshyper(13.8, 3.1, 2.5, 5.2, 3, 2.5)'),
	('genexpon(9.1, 16.2, 3.3, 3, 2.5)'),
	('genextreme(-0.1, 3, 2.5)'), ('genextreme(0.3)'), ('genextreme(0)'), ('genextreme(-2)'), ('genextreme(1e-9)'),
	('gengamma(4.4, 3.1, 3, 2.5)'), ('gengamma(2, -1.5)'),
	('genhalflogistic(0.77, 3, 2.5)'), ('genhalflogistic(1e-3)'),
	('geninvgauss(2.3, 1.5, 3, 2.5)'),
	('genlogistic(0.41, 3, 2.5)'), ('genlogistic(20)'),
	('gennorm(1.3, 3, 2.5)'), ('gennorm(0.3)'), ('gennorm(8)'),
	('genpareto(0.1, 3, 2.5)'), ('genpareto(-0.3)'), ('genpareto(0)'), ('genpareto(3)'),
	('geom(0.3, 2)'), ('geom(1e-3)'),
	('gibrat(3, 2.5)'),
	('gompertz(0.95, 3, 2.5)'), ('gompertz(1e-6)'), ('gompertz(100)'),
	('gumbel_l(3, 2.5)'), ('gumbel_r(3, 2.5)'), ('gumbel_r(-1000, 0.01)'),
	('halfcauchy(3, 2.5)'),
	('halfgennorm(0.67, 3, 2.5)'),
	('halflogistic(3, 2.5)'),
	('halfnorm(3, 2.5)'),
	('hypsecant(3, 2.5)'),
	('invgamma(4.1, 3, 2.5)'),
	('invgauss(0.15, 3, 2.5)'),
	('invweibull(10.6, 3, 2.5)'), ('invweibull(0.4)'),
	('johnsonsb(4.3, 3.2, 3, 2.5)'), ('johnsonsb(0, 0.5)'),
	('johnsonsu(2.6, 2.2, 3, 2.5)'),
	('kappa3(1, 3, 2.5)'), ('kappa3(0.3)'), ('kappa3(5)'),
	('kappa4(0.1, -0.2, 3, 2.5)'), ('kappa4(-0.5, 0.3)'), ('kappa4(0, 0)'), ('kappa4(1, 0)'),
	('laplace(3, 2.5)'), ('laplace_asymmetric(2, 3, 2.5)'), ('laplace_asymmetric(0.3)'),
	('levy(3, 2.5)'), ('levy_l(3, 2.5)'),
	('loggamma(0.41, 3, 2.5)'),
	('logistic(3, 2.5)'), ('logistic'),
	('loglaplace(3.3, 3, 2.5)'), ('loglaplace(0.5)'),
	('lognorm(0.95, 3, 2.5)'), ('lognorm(3, 0, 1e5)'),
	('loguniform(0.1, 1.25, 3, 2.5)'), ('loguniform(1e-6, 1e6)'),
	('logser(0.6, 3)'), ('logser(0.9999)'),
	('lomax(1.9, 3, 2.5)'), ('lomax(0.2)'),
	('maxwell(3, 2.5)'),
	('mielke(10.4, 4.6, 3, 2.5)'), ('mielke(0.5, 0.7)'),
	('moyal(3, 2.5)'),
	('nakagami(5, 3, 2.5)'),
	('norm(3, 2.5)'), ('norm'),
	('pareto(2.6, 3, 2.5)'), ('pareto(0.1)'),
	('pearson3(0.1, 3, 2.5)'), ('pearson3(-2)'), ('pearson3(0)'),
	('planck(0.5, 3)'), ('planck(1e-4)'),
	('powerlaw(1.7, 3, 2.5)'), ('powerlaw(0.01)'),
	('powerlognorm(2.1, 0.45, 3, 2.5)'),
	('powernorm(4.4, 3, 2.5)'),
	('randint(7, 31, 3)'), ('randint(0, 1)'),
	('rayleigh(3, 2.5)'),
	('rdist(1.6, 3, 2.5)'),
	('recipinvgauss(0.63, 3, 2.5)'),
	('reciprocal(0.1, 1.25, 3, 2.5)'),
	('rel_breitwigner(36.5, 3, 2.5)'),
	('semicircular(3, 2.5)'),
	('skewcauchy(0.5, 3, 2.5)'), ('skewcauchy(-0.9)'),
	('skewnorm(4, 3, 2.5)'),
	('t(2.7, 3, 2.5)'), ('t(0.3)'), ('t(1e4)'),
	('trapezoid(0.2, 0.8, 3, 2.5)'), ('trapezoid(0, 0.5)'), ('trapezoid(0.5, 1)'), ('trapezoid(0, 1)'), ('trapezoid(0.5, 0.5)'),
	('triang(0.16, 3, 2.5)'), ('triang(0)'), ('triang(1)'),
	('truncexpon(4.7, 3, 2.5)'), ('truncexpon(100)'),
	('truncnorm(-1.1, 2.7, 3, 2.5)'),
	('truncpareto(2, 5, 3, 2.5)'), ('truncpareto(-1, 50)'),
	('truncweibull_min(2.5, 0.25, 1.75, 3, 2.5)'),
	('tukeylambda(0.3, 3, 2.5)'), ('tukeylambda(-0.5)'), ('tukeylambda(0)'),
	('uniform(3, 2.5)'), ('uniform(-1e9, 2e-3)'),
	('vonmises(4, 3, 1)'), ('vonmises_line(4, 3, 2.5)'),
	('wald(3, 2.5)'),
	('weibull_max(2.9, 3, 2.5)'), ('weibull_max(0.3)'),
	('weibull_min(1.8, 3, 2.5)'), ('weibull_min(0.2)'), ('weibull_min(30, 0, 50)'),
	('wrapcauchy(0.03, 3, 2.5)'), ('wrapcauchy(0.97)'),
	('zipf(6.5, 3)'), ('zipf(1.1)'), ('zipfian(1.25, 10, 3)'), ('zipfian(0, 100)');
INSERT INTO model SELECT truncate(d, quantile(d, 0.2), quantile_upper(d, 0.1)) FROM model WHERE quantile(d, 0.2) < quantile_upper(d, 0.1);
INSERT INTO model SELECT truncate(d, quantile(d, 0.7), NULL) FROM model WHERE d::text LIKE '%scale=2.5)';
INSERT INTO model SELECT truncate(d, NULL, quantile(d, 0.3)) FROM model WHERE d::text LIKE '%scale=2.5)';

-- What expression and extension say at x; NULL for an expression that there is not.  An error in an
-- expression is an error here.
CREATE FUNCTION compare(d distribution, function text, x float8[]) RETURNS TABLE (at float8, plain float8, extension float8)
	LANGUAGE plpgsql AS $$
DECLARE
	expression text;
BEGIN
	BEGIN
		expression := bestfit_sql(d, function, 'a.b');
	EXCEPTION WHEN feature_not_supported THEN
		RETURN;
	END;
	RETURN QUERY EXECUTE format('SELECT b, %s, %I($2, b) FROM unnest($1) a(b)', expression, function) USING x, d;
EXCEPTION WHEN OTHERS THEN
	RAISE '% of %: %', function, d, SQLERRM;
END $$;

-- every formula is tried
SELECT f, count(DISTINCT family(d)) FROM unnest('{cdf, sf, pdf, quantile}'::text[]) f, model, LATERAL (SELECT FROM compare(d, f, '{0.5}')) c
GROUP BY f ORDER BY f;

-- along both tails, at and beyond the ends, far away
CREATE FUNCTION places(d distribution) RETURNS float8[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT x) FILTER (WHERE x IS NULL OR x = 0 OR abs(x) > 1e-295) FROM (
		SELECT quantile(d, p) FROM unnest('{1e-290, 1e-100, 1e-30, 1e-16, 1e-9, 1e-5, 0.001, 0.01, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75}'::float8[]) p
		UNION ALL SELECT quantile_upper(d, p) FROM unnest('{1e-290, 1e-100, 1e-30, 1e-16, 1e-9, 1e-5, 0.001, 0.01, 0.1, 0.25}'::float8[]) p
		UNION ALL SELECT unnest(ARRAY[support_lower(d), support_upper(d), support_lower(d) - 1, support_upper(d) + 1])
		UNION ALL SELECT unnest('{NaN, Infinity, -Infinity, NULL, 0, 1, -1, 1e-200, 1e290, -1e290, 1e18}'::float8[])) q(x)
$$;
-- The same number: 1e-10 of it, or between those at neighbouring places, as many digits of x away as
-- (x - loc) / scale loses.  A truncated one is a difference of two, which can be small.
CREATE FUNCTION value(d distribution, f text, x float8) RETURNS float8 LANGUAGE sql AS
	$$ SELECT CASE f WHEN 'cdf' THEN cdf(d, x) WHEN 'sf' THEN sf(d, x) ELSE pdf(d, x) END $$;
CREATE FUNCTION same(d distribution, f text, x float8, plain float8, extension float8) RETURNS boolean LANGUAGE sql AS $$
	SELECT plain = extension OR abs(plain - extension) < 1e-10 * extension
		OR (plain BETWEEN (1 - 1e-10) * least(a, extension, b) AND (1 + 1e-10) * greatest(a, extension, b))
		OR (f <> 'pdf' AND distribution(family(d), params(d)) <> d AND abs(plain - extension) < 1e-13)
	FROM (SELECT value(d, f, x - h) AS a, value(d, f, x + h) AS b
		FROM (SELECT 2e-15 * (abs(x) + abs((params(d))[cardinality(params(d)) - 1])) AS h) v) w
$$;
CREATE TABLE result AS
	SELECT d, f, c.* FROM model, unnest('{cdf, sf, pdf}'::text[]) f, compare(d, f, places(d)) c;
SELECT f, count(*) > 10000 AS many FROM result GROUP BY f;
SELECT d, f, at, plain, extension FROM result WHERE extension > 1e-299 AND NOT same(d, f, at, plain, extension);
SELECT d, f, at, plain, extension FROM result
WHERE extension <= 1e-299 AND plain > 1e-298 OR (plain IS NULL) <> (extension IS NULL) OR (plain = 'NaN') <> (extension = 'NaN');

-- quantiles: 1e-10 of the value, or what p gives that is as many digits away as the sum with a bound loses
CREATE TABLE quantiles AS
	SELECT d, c.* FROM model, compare(d, 'quantile', '{0, 1e-290, 1e-100, 1e-30, 1e-16, 1e-9, 1e-5, 0.001, 0.01, 0.1, 0.25, 0.4,
		0.5, 0.6, 0.75, 0.9, 0.99, 0.999, 0.99999, 0.999999999, 0.9999999999999999, 1, NaN, NULL}') c;
SELECT count(*) > 5000 AS many FROM quantiles;
SELECT d, at, plain, extension FROM quantiles
WHERE NOT (plain = extension OR abs(plain - extension) <= 1e-10 * abs(extension - (params(d))[cardinality(params(d)) - 1])
	OR plain BETWEEN quantile(d, greatest(at - 1e-13, 0)) AND quantile(d, least(at + 1e-13, 1)))
	OR (plain IS NULL) <> (extension IS NULL);

-- the expression is put into parentheses and read as float8; other types and NULL; what it looks like
CREATE TABLE amount (a int, b numeric, "odd name" real);
INSERT INTO amount VALUES (3, 4.5, 2), (NULL, NULL, NULL);
DO $$ BEGIN
	EXECUTE 'CREATE VIEW scored AS SELECT a, ' || bestfit_sql('expon(0, 2)', 'sf', 'a + b') || ' AS s1, ' ||
		bestfit_sql('expon(0, 2)', 'sf', 'b * 2 - a') || ' AS s2, ' || bestfit_sql('lomax(1)', 'cdf', '"odd name"') || ' AS c FROM amount';
END $$;
SELECT a, round(s1::numeric, 12) AS s1, round(exp(-7.5 / 2), 12) AS is1, round(s2::numeric, 12) AS s2, round(exp(-6 / 2.0), 12) AS is2,
	round(c::numeric, 12) AS c, round(1 - 1 / 3.0, 12) AS is3 FROM scored;
DROP VIEW scored;
DROP TABLE amount;
SELECT regexp_replace(bestfit_sql('expon(0, 2)', f, 'x'), '(\d\.\d{9})\d+', '\1...', 'g') AS sql FROM unnest('{cdf, sf, PDF, quantile}'::text[]) f;
SELECT regexp_replace(bestfit_sql('weibull(1.5) on [1, inf]', 'sf', 'x'), '(\d\.\d{9})\d+', '\1...', 'g') AS sql;
SELECT bestfit_sql(NULL, 'cdf', 'x') IS NULL AS null;

-- no formula
\set VERBOSITY terse
SELECT bestfit_sql('landau', 'cdf', 'x');
\echo :LAST_ERROR_SQLSTATE
SELECT bestfit_sql('norm', 'quantile', 'p');
\set VERBOSITY default
SELECT bestfit_sql('expon on [1000, inf]', 'cdf', 'x');
SELECT bestfit_sql('norm', 'mean', 'x');
\echo :LAST_ERROR_SQLSTATE

RESET search_path;
SET client_min_messages = warning;
DROP FUNCTION compare, places, value, same;
DROP TABLE model, result, quantiles;
DROP SCHEMA later CASCADE;
