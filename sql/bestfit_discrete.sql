--
-- bestfit(kind => 'discrete'): counts
--

-- deaths by horse kick per Prussian army corps and year (von Bortkiewicz 1898)
CREATE TABLE kicks AS
	SELECT histogram_agg_weighted(deaths, n) AS h
	FROM (VALUES (0, 144), (1, 91), (2, 32), (3, 11), (4, 2)) v(deaths, n);

-- every discrete family gives one row, and no continuous one does
SELECT count(*) = (SELECT count(*) FROM bestfit_families WHERE kind = 'discrete') AS all_of_them,
	count(rank) > 20 AS most_fit
FROM kicks, bestfit(h, families => '{all}', kind => 'discrete');
SELECT family FROM bestfit_families WHERE kind = 'discrete' ORDER BY family;

-- published: 630.309 and 631.301; poisson wins
SELECT rank, family, param_names, round(params[1]::numeric, 5) AS first, round(std_errors[1]::numeric, 5) AS error,
	n_free, round(aic::numeric, 3) AS aic, round(ks::numeric, 4) AS ks, status
FROM kicks, bestfit(h, kind => 'discrete', families => '{poisson, negative_binomial, geometric, binomial, skellam}')
ORDER BY rank;
SELECT family, fit, round(pdf(fit, 2)::numeric, 6) AS mass, round(sf(fit, 1)::numeric, 6) AS more_than_1,
	quantile(fit, 0.9) AS q90, pdf(fit, 1.5) AS between
FROM kicks, bestfit(h, kind => 'discrete', top => 1);

-- a family from 1 on moves to 0 for rows that are 0, unless it may not
SELECT l.loc, f.family, f.params[2] AS at, f.n_free, f.status, f.message
FROM kicks, (VALUES ('auto'), ('zero')) l(loc), bestfit(h, '{geom}', kind => 'discrete', loc => l.loc) f;
-- loc searched among the integers
SELECT family, params[array_length(params, 1)] AS loc, n_free
FROM bestfit((SELECT histogram_agg(1000 + i % 7 * (i % 3)) FROM generate_series(1, 600) i),
	'{randint, geom, boltzmann}', kind => 'discrete', loc => 'free') ORDER BY family;

-- zeros were left out: the same as the family of that name
SELECT histogram_agg_weighted(x, n) AS h
FROM (VALUES (1, 60), (2, 35), (3, 21), (4, 14), (5, 9), (6, 4), (7, 3), (9, 2), (12, 1)) v(x, n) \gset positive_
SELECT family, round(params[1]::numeric, 5) AS first, round(std_errors[1]::numeric, 4) AS error, n_free,
	round(loglik::numeric, 6) AS loglik, round(ks::numeric, 4) AS ks, round(pdf(fit, 1)::numeric, 4) AS ones,
	fit::text LIKE '%loc=0) on [1, inf]' AS truncated, support_lower(fit) AS lowest
FROM bestfit(:'positive_h', '{poisson, nbinom}', kind => 'discrete', lower_bound => 1) ORDER BY family;
SELECT family, round(params[1]::numeric, 5) AS first, round(std_errors[1]::numeric, 4) AS error, n_free,
	round(loglik::numeric, 6) AS loglik, round(ks::numeric, 4) AS ks, round(pdf(fit, 1)::numeric, 4) AS ones
FROM bestfit(:'positive_h', '{zero_truncated_poisson, zero_truncated_nbinom}', kind => 'discrete') ORDER BY family;
-- on [2, 8]; scipy: 4.89537, -257.107489
SELECT round(params[1]::numeric, 5) AS mu, round(loglik::numeric, 6) AS loglik, support_lower(fit) AS lowest, support_upper(fit) AS highest
FROM bestfit((SELECT histogram_agg_weighted(x, n) FROM (VALUES (2, 11), (3, 23), (4, 30), (5, 28), (6, 25), (7, 12), (8, 9)) v(x, n)),
	'{poisson}', kind => 'discrete', lower_bound => 1.5, upper_bound => 8);
SELECT * FROM bestfit(:'positive_h', '{poisson}', kind => 'discrete', lower_bound => 2);
\echo :LAST_ERROR_SQLSTATE

-- parameters that are known: real ones, integers and loc
SELECT family, round(params[1]::numeric, 5) AS first, round(params[2]::numeric, 5) AS second, params[3] AS loc,
	std_errors[1] IS NULL AS no_error_1, std_errors[2] IS NULL AS no_error_2, n_free, round(loglik::numeric, 4) AS loglik
FROM kicks, bestfit(h, '{nbinom, binom}', kind => 'discrete', fix => '{"nbinom": {"p": 0.75}, "binom": {"n": 4}}') ORDER BY family;
SELECT family, round(params[1]::numeric, 5) AS first, params[2] AS loc, n_free, status
FROM kicks, bestfit(h, '{poisson, geom}', kind => 'discrete', loc => 'free', fix => '{"loc": -2}') ORDER BY family;
SELECT family, params, std_errors, n_free, status FROM kicks, bestfit(h, '{poisson}', kind => 'discrete', fix => '{"mu": 0.5}');
SELECT * FROM kicks, bestfit(h, '{binom}', kind => 'discrete', fix => '{"n": 4.5}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM kicks, bestfit(h, '{poisson}', kind => 'discrete', fix => '{"loc": 0.5}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM kicks, bestfit(h, '{poisson}', kind => 'discrete', method => 'moments');
\echo :LAST_ERROR_SQLSTATE

-- wide counts: several integers share a bin
SELECT family, abs(params[1] / 1e6 - 1) < 1e-3 AS mean, status
FROM bestfit((SELECT histogram_agg(1e6 + round(1e3 * sqrt(-2 * ln((i - 0.5) / 20000)) * cos(2.399963 * i)))
	FROM generate_series(1, 20000) i), '{poisson}', kind => 'discrete');

-- what cannot be fitted
SELECT family, status, message
FROM bestfit((SELECT histogram_agg(7) FROM generate_series(1, 5)), '{poisson}', kind => 'discrete');
SELECT family, status, message
FROM bestfit((SELECT histogram_agg(i) FROM generate_series(-3, 5) i), '{poisson, zipf, skellam, zip}', kind => 'discrete', loc => 'zero')
ORDER BY family;
SELECT * FROM bestfit((SELECT histogram_agg(x) FROM (VALUES (1), (2.5), (3)) v(x)), kind => 'discrete');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit((SELECT histogram_agg(x) FROM (VALUES (1), (2e16)) v(x)), kind => 'discrete');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit((SELECT h FROM kicks), '{poisson}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit((SELECT h FROM kicks), '{poisson, norm}', kind => 'discrete');
\echo :LAST_ERROR_SQLSTATE

-- continuous families take counts for rounded values, and say so where there is nothing else to say
SELECT message FROM bestfit((SELECT histogram_agg(i % 10) FROM generate_series(0, 1999) i), '{uniform}');

-- the same rows from any executor
SET bestfit.executor = serial;
CREATE TABLE serial_fits AS SELECT rank, family, params, loglik, status FROM kicks, bestfit(h, kind => 'discrete');
SET bestfit.executor = parallel;
SELECT count(*) AS different FROM (
	SELECT rank, family, params, loglik, status FROM kicks, bestfit(h, kind => 'discrete')
	EXCEPT SELECT * FROM serial_fits) d;
RESET bestfit.executor;
DROP TABLE kicks, serial_fits;
