--
-- distribution: what holds for every family
--

CREATE TABLE example (d distribution);
INSERT INTO example VALUES
	('alpha(3.5705, 3, 2.5)'),
	('anglit(3, 2.5)'),
	('arcsine(3, 2.5)'),
	('argus(1, 3, 2.5)'),
	('bernoulli(0.3, 3)'),
	('beta(2.3098, 0.6269, 3, 2.5)'),
	('betabinom(10, 2.3, 0.63, 3)'),
	('betanbinom(5, 9.3, 1, 3)'),
	('betaprime(5, 6, 3, 2.5)'),
	('binom(5, 0.4, 3)'),
	('boltzmann(1.4, 19, 3)'),
	('bradford(0.2989, 3, 2.5)'),
	('burr(10.5, 4.3, 3, 2.5)'),
	('burr12(10, 4, 3, 2.5)'),
	('cauchy(3, 2.5)'),
	('chi(78, 3, 2.5)'),
	('chi2(55, 3, 2.5)'),
	('com_poisson(3, 0.7, 3)'),
	('cosine(3, 2.5)'),
	('crystalball(2, 3, 3, 2.5)'),
	('delaporte(1.5, 2, 3, 3)'),
	('dgamma(1.1023, 3, 2.5)'),
	('discrete_weibull(0.7, 1.3, 3)'),
	('dlaplace(0.8, 3)'),
	('dpareto_lognorm(0, 0.5, 3, 2, 3, 2.5)'),
	('dweibull(2.0685, 3, 2.5)'),
	('erlang(4, 3, 2.5)'),
	('expon(3, 2.5)'),
	('exponnorm(1.5, 3, 2.5)'),
	('exponpow(2.6971, 3, 2.5)'),
	('exponweib(2.8924, 1.9505, 3, 2.5)'),
	('f(29, 18, 3, 2.5)'),
	('fatiguelife(29, 3, 2.5)'),
	('fisk(3.0858, 3, 2.5)'),
	('foldcauchy(4.7165, 3, 2.5)'),
	('foldnorm(1.9521, 3, 2.5)'),
	('gamma(1.9932, 3, 2.5)'),
	('gausshyper(13.7638, 3.119, 2.5146, 5.1812, 3, 2.5)'),
	('genexpon(9.1326, 16.232, 3.282, 3, 2.5)'),
	('genextreme(-0.1, 3, 2.5)'),
	('gengamma(4.4162, 3.1193, 3, 2.5)'),
	('genhalflogistic(0.7727, 3, 2.5)'),
	('genhyperbolic(0.5, 1.5, -0.5, 3, 2.5)'),
	('geninvgauss(2.3, 1.5, 3, 2.5)'),
	('genlogistic(0.4119, 3, 2.5)'),
	('gennorm(1.2988, 3, 2.5)'),
	('genpareto(0.1, 3, 2.5)'),
	('genpoisson(2, 0.4, 3)'),
	('geom(0.5, 3)'),
	('gibrat(3, 2.5)'),
	('gompertz(0.9474, 3, 2.5)'),
	('gumbel_l(3, 2.5)'),
	('gumbel_r(3, 2.5)'),
	('halfcauchy(3, 2.5)'),
	('halfgennorm(0.6748, 3, 2.5)'),
	('halflogistic(3, 2.5)'),
	('halfnorm(3, 2.5)'),
	('hurdle_nbinom(2, 0.4, 0.3, 3)'),
	('hurdle_poisson(3, 0.3, 3)'),
	('hypergeom(30, 12, 6, 3)'),
	('hypsecant(3, 2.5)'),
	('invgamma(4.0669, 3, 2.5)'),
	('invgauss(0.1455, 3, 2.5)'),
	('invweibull(10.58, 3, 2.5)'),
	('irwinhall(4, 3, 2.5)'),
	('jf_skew_t(8, 4, 3, 2.5)'),
	('johnsonsb(4.3173, 3.1838, 3, 2.5)'),
	('johnsonsu(2.5544, 2.2482, 3, 2.5)'),
	('kappa3(1, 3, 2.5)'),
	('kappa4(0.1, -0.2, 3, 2.5)'),
	('ksone(22, 3, 2.5)'),
	('kstwo(10, 3, 2.5)'),
	('kstwobign(3, 2.5)'),
	('landau(3, 2.5)'),
	('laplace(3, 2.5)'),
	('laplace_asymmetric(2, 3, 2.5)'),
	('levy(3, 2.5)'),
	('levy_l(3, 2.5)'),
	('levy_stable(1.6, 0.5, 3, 2.5)'),
	('loggamma(0.4141, 3, 2.5)'),
	('logistic(3, 2.5)'),
	('loglaplace(3.2506, 3, 2.5)'),
	('lognorm(0.9537, 3, 2.5)'),
	('logser(0.6, 3)'),
	('loguniform(0.1, 1.25, 3, 2.5)'),
	('lomax(1.8771, 3, 2.5)'),
	('maxwell(3, 2.5)'),
	('mielke(10.4, 4.6, 3, 2.5)'),
	('moyal(3, 2.5)'),
	('nakagami(4.9674, 3, 2.5)'),
	('nbinom(5, 0.5, 3)'),
	('ncf(27, 27, 0.4158, 3, 2.5)'),
	('nchypergeom_fisher(140, 80, 60, 0.5, 3)'),
	('nchypergeom_wallenius(60, 30, 20, 0.5, 3)'),
	('nct(14, 0.2405, 3, 2.5)'),
	('ncx2(21, 1.056, 3, 2.5)'),
	('nhypergeom(30, 12, 6, 3)'),
	('norm(3, 2.5)'),
	('norminvgauss(1.25, 0.5, 3, 2.5)'),
	('pareto(2.6217, 3, 2.5)'),
	('pearson3(0.1, 3, 2.5)'),
	('planck(0.51, 3)'),
	('poisson(0.6, 3)'),
	('poisson_binom(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 3)'),
	('powerlaw(1.6591, 3, 2.5)'),
	('powerlognorm(2.1414, 0.4464, 3, 2.5)'),
	('powernorm(4.4454, 3, 2.5)'),
	('randint(7, 31, 3)'),
	('rayleigh(3, 2.5)'),
	('rdist(1.6, 3, 2.5)'),
	('recipinvgauss(0.63, 3, 2.5)'),
	('reciprocal(0.1, 1.25, 3, 2.5)'),
	('rel_breitwigner(36.5, 3, 2.5)'),
	('rice(0.775, 3, 2.5)'),
	('semicircular(3, 2.5)'),
	('skellam(15, 8, 3)'),
	('skewcauchy(0.5, 3, 2.5)'),
	('skewnorm(4, 3, 2.5)'),
	('studentized_range(3, 10, 3, 2.5)'),
	('t(2.7434, 3, 2.5)'),
	('trapezoid(0.2, 0.8, 3, 2.5)'),
	('triang(0.1579, 3, 2.5)'),
	('truncexpon(4.6908, 3, 2.5)'),
	('truncnorm(-1.0979, 2.7307, 3, 2.5)'),
	('truncpareto(2, 5, 3, 2.5)'),
	('truncweibull_min(2.5, 0.25, 1.75, 3, 2.5)'),
	('tukeylambda(3.1321, 3, 2.5)'),
	('uniform(3, 2.5)'),
	('vonmises(3.9939, 3, 1)'),
	('vonmises_line(3.99, 3, 2.5)'),
	('wald(3, 2.5)'),
	('weibull_max(2.8688, 3, 2.5)'),
	('weibull_min(1.7866, 3, 2.5)'),
	('wrapcauchy(0.0311, 3, 2.5)'),
	('yulesimon(11, 3)'),
	('zero_inflated_nbinom(2, 0.4, 0.3, 3)'),
	('zero_inflated_poisson(3, 0.3, 3)'),
	('zero_truncated_nbinom(2, 0.4, 3)'),
	('zero_truncated_poisson(3, 3)'),
	('zipf(6.5, 3)'),
	('zipfian(1.25, 10, 3)');

-- no family is left out
SELECT family FROM bestfit_families EXCEPT SELECT family(d) FROM example;
SELECT family(d) FROM example GROUP BY 1 HAVING count(*) > 1;

-- what is said below of continuous families only
ALTER TABLE example ADD discrete boolean;
UPDATE example SET discrete = (SELECT kind = 'discrete' FROM bestfit_families WHERE family = family(d));

-- each once more, truncated to what lies between two of its quantiles
INSERT INTO example SELECT truncate(d, quantile(d, 0.25), quantile_upper(d, 0.125)), discrete FROM example;
INSERT INTO example SELECT truncate(d, NULL, quantile(d, 0.75)), discrete FROM example WHERE d = truncate(d, NULL, NULL) AND support_lower(d) = '-Infinity';

-- there and back, as text, jsonb, name and array
SELECT d FROM example WHERE d::text::distribution <> d OR d::jsonb::distribution <> d OR d::text <> d::jsonb::distribution::text;
SELECT d FROM example WHERE truncate(distribution(family(d), params(d)), support_lower(d), support_upper(d)) <> d AND d::text LIKE '% on [%inf%]';
SELECT d FROM example WHERE cardinality(params(d)) <> cardinality(param_names(d));

-- aliases are names too
SELECT a, f.family FROM bestfit_families f, unnest(aliases) a
WHERE distribution(a, (SELECT params(d) FROM example e WHERE family(d) = f.family LIMIT 1)) <>
	distribution(f.family, (SELECT params(d) FROM example e WHERE family(d) = f.family LIMIT 1));

-- along the quantiles of either tail: probabilities that agree with each other and never fall
CREATE TABLE place AS
	SELECT d, discrete, p, upper, CASE WHEN upper THEN quantile_upper(d, p) ELSE quantile(d, p) END AS x
	FROM example, (VALUES (1e-12::float8), (1e-6), (0.01), (0.1), (0.3), (0.5)) v(p), (VALUES (false), (true)) w(upper);
SELECT d, p, upper, x FROM place
WHERE NOT (x BETWEEN support_lower(d) AND support_upper(d) AND pdf(d, x) >= 0 AND cdf(d, x) BETWEEN 0 AND 1 AND sf(d, x) BETWEEN 0 AND 1)
	OR abs(cdf(d, x) + sf(d, x) - 1) > 1e-9
	OR abs(exp(logcdf(d, x)) - cdf(d, x)) > 1e-9 * cdf(d, x) OR abs(exp(logsf(d, x)) - sf(d, x)) > 1e-9 * sf(d, x)
	OR (pdf(d, x) BETWEEN 1e-300 AND 1e300 AND abs(ln(pdf(d, x)) - logpdf(d, x)) > 1e-12 * (1 + abs(logpdf(d, x))))
	OR cumulative_hazard(d, x) <> -logsf(d, x);
-- p comes back, but for what the rounding of x, loc and scale does to it
SELECT d, p, upper, x, CASE WHEN upper THEN sf(d, x) ELSE cdf(d, x) END AS back FROM place
WHERE NOT discrete AND abs(CASE WHEN upper THEN sf(d, x) ELSE cdf(d, x) END - p) > 1e-8 * p + 1e-15 * (abs(x) + 3) * least(pdf(d, x), 1e300);
SELECT d, p, upper, x FROM (SELECT *, lag(x) OVER w AS before FROM place WINDOW w AS (PARTITION BY d, upper ORDER BY p)) v
WHERE CASE WHEN upper THEN before < x ELSE before > x END;
-- the hazard is the slope of the cumulative one
SELECT d, p, x, hazard(d, x), (cumulative_hazard(d, x + h) - cumulative_hazard(d, x - h)) / (2 * h) AS slope
FROM (SELECT *, 1e-3 * (x - quantile(d, 0.9 * p)) AS h FROM place
	WHERE NOT discrete AND NOT upper AND p IN (0.1, 0.3)) v
WHERE abs(hazard(d, x) * 2 * h / (cumulative_hazard(d, x + h) - cumulative_hazard(d, x - h)) - 1) > 1e-3;
-- beyond the support
SELECT d FROM example WHERE support_lower(d) > '-Infinity' AND
	NOT (cdf(d, support_lower(d) - 1) = 0 AND sf(d, support_lower(d) - 1) = 1 AND pdf(d, support_lower(d) - 1) = 0 AND quantile(d, 0) = support_lower(d));
SELECT d FROM example WHERE support_upper(d) < 'Infinity' AND
	NOT (cdf(d, support_upper(d) + 1) = 1 AND sf(d, support_upper(d) + 1) = 0 AND pdf(d, support_upper(d) + 1) = 0 AND quantile(d, 1) = support_upper(d));
SELECT d FROM example WHERE NOT (cdf(d, '-Infinity') = 0 AND cdf(d, 'Infinity') = 1 AND sf(d, '-Infinity') = 1 AND sf(d, 'Infinity') = 0
	AND pdf(d, 'Infinity') = 0 AND pdf(d, 'NaN') = 'NaN' AND cdf(d, 'NaN') = 'NaN' AND quantile(d, 'NaN') = 'NaN');
DROP TABLE place;

-- random numbers: the same for the same seed; the distribution of their probabilities is uniform.
-- The greatest of 2 n distances would exceed 2.5 / sqrt(500) for one distribution in 130000.
SELECT d, max(greatest(abs(u - i / 500.0), abs(u - (i - 1) / 500.0))) AS distance
FROM (SELECT d, u, row_number() OVER (PARTITION BY d ORDER BY u) AS i
	FROM example, sample(d, 500, 20) x, LATERAL (SELECT cdf(d, x) AS u) c WHERE NOT discrete) v
GROUP BY d HAVING max(greatest(abs(u - i / 500.0), abs(u - (i - 1) / 500.0))) > 2.5 / sqrt(500);
SELECT d FROM example WHERE (SELECT array_agg(x) FROM sample(d, 50, 3) x) <> (SELECT (array_agg(x))[1:50] FROM sample(d, 200, 3) x);
SELECT d FROM example, sample(d, 100, 4) x WHERE NOT (x BETWEEN support_lower(d) AND support_upper(d));
DROP TABLE example;
