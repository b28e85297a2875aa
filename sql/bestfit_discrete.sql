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
