--
-- bestfit_ci() and bestfit_params(): intervals
--
CREATE TABLE ci_gamma AS -- evenly spread rows of a gamma distribution with shape 2, scale 3
	SELECT -3 * (ln((i - 0.5) / 1000) + ln(i * 0.6180339887498949 % 1)) AS x FROM generate_series(1, 1000) i;
CREATE FUNCTION ci_round(h histogram, d distribution, m text, VARIADIC q float8[]) RETURNS TABLE (
	what text, value numeric, std_error numeric, lower numeric, upper numeric) LANGUAGE sql AS $$
	SELECT what, round(value::numeric, 2), round(std_error::numeric, 2), round(lower::numeric, 2), round(upper::numeric, 2)
	FROM bestfit_ci(h, d, method => m, quantiles => q)
$$;
-- the three methods agree where all is regular
SELECT m.method, c.*
FROM (VALUES ('wald'), ('profile'), ('bootstrap')) m(method),
	(SELECT histogram_agg(x) AS h FROM ci_gamma) s,
	LATERAL (SELECT fit FROM bestfit(h, '{gamma}')) f,
	LATERAL ci_round(h, fit, m.method, 0.5, 0.99) c;
-- norm: the profile of loc ends at value -+ scale * sqrt(exp(3.841 / n) - 1) = 0.35 -+ 1.00
SELECT c.* FROM (SELECT histogram_agg(x) AS h FROM (VALUES (-2), (-1.25), (-0.5), (-0.125), (0), (0.375), (0.5), (1), (2.5), (3)) v(x)) s,
	LATERAL (SELECT fit FROM bestfit(h, '{norm}', cells => 'points')) f,
	LATERAL ci_round(h, fit, 'profile', 0.5) c;
-- an end of the support at the extreme row: no Wald interval, a one-sided profile of 3 mean gaps
SELECT m.method, c.what, round(value::numeric, 4) AS value, std_error, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper
FROM (VALUES ('wald'), ('profile')) m(method),
	(SELECT histogram_agg(10 - 2 * ln(1 - (i - 0.5) / 500)) AS h FROM generate_series(1, 500) i) s,
	LATERAL (SELECT fit FROM bestfit(h, '{expon}', loc => 'free')) f,
	LATERAL bestfit_ci(h, fit, method => m.method, quantiles => NULL, loc => 'free') c WHERE c.what = 'loc';
-- truncated, and with a parameter held
SELECT c.what, c.value IS NULL AS v, c.std_error IS NULL AS e, c.lower < c.value AND c.value < c.upper AS around
FROM (SELECT histogram_agg(x) AS h FROM ci_gamma WHERE x >= 2) s,
	LATERAL (SELECT fit FROM bestfit(h, '{gamma}', lower_bound => 2, fix => '{"a": 2}')) f,
	LATERAL bestfit_ci(h, fit, method => 'profile', fix => '{"a": 2}') c;
-- counts: wald is 3.91 exp(-+1.96 / sqrt(391)); the profile ends where 100 (3.91 - mu + 3.91 log(mu / 3.91)) = -1.92
SELECT m.method, c.what, round(value::numeric, 3) AS value, round(std_error::numeric, 3) AS std_error,
	round(lower::numeric, 3) AS lower, round(upper::numeric, 3) AS upper
FROM (VALUES ('wald'), ('profile'), ('bootstrap')) m(method),
	(SELECT histogram_agg_weighted(x, n) AS h FROM (VALUES (0, 2), (1, 7), (2, 15), (3, 20), (4, 20), (5, 16), (6, 10), (7, 6), (8, 4)) v(x, n)) s,
	LATERAL (SELECT fit FROM bestfit(h, '{poisson}', kind => 'discrete')) f,
	LATERAL bestfit_ci(h, fit, method => m.method, quantiles => '{0.9}') c ORDER BY 1, 2;
-- an integer: all numbers of trials that the likelihood does not refute, by refitting p to each
SELECT c.* FROM (SELECT histogram_agg_weighted(x, n) AS h FROM (VALUES (0, 9), (1, 20), (2, 33), (3, 29), (4, 12), (5, 3)) v(x, n)) s,
	LATERAL (SELECT fit FROM bestfit(h, '{binom}', kind => 'discrete')) f,
	LATERAL ci_round(h, fit, 'profile', 0.5) c;
SELECT min(n), max(n) FROM (SELECT histogram_agg_weighted(x, n) AS h FROM (VALUES (0, 9), (1, 20), (2, 33), (3, 29), (4, 12), (5, 3)) v(x, n)) s,
	LATERAL (SELECT n, (bestfit(h, '{binom}', kind => 'discrete', fix => jsonb_build_object('n', n))).loglik FROM generate_series(5, 40) n) k,
	LATERAL (SELECT loglik AS best FROM bestfit(h, '{binom}', kind => 'discrete')) b WHERE k.loglik > best - 1.92;
-- an end of the support: nothing else than 0..5 can be what 200 throws of 0..5 come from
SELECT c.* FROM (SELECT histogram_agg(i % 6) AS h FROM generate_series(1, 200) i) s,
	LATERAL (SELECT fit FROM bestfit(h, '{randint}', kind => 'discrete')) f,
	LATERAL ci_round(h, fit, 'profile', 0.5) c;
-- rows that are no counts
SELECT count(*) FROM bestfit_ci((SELECT histogram_agg(x) FROM ci_gamma), 'poisson(2)');
-- long rows
SELECT rank, family, param, round(value::numeric, 2) AS value, round(std_error::numeric, 3) AS std_error,
	round(lower::numeric, 2) AS lower, round(upper::numeric, 2) AS upper
FROM bestfit_params((SELECT histogram_agg(x) FROM ci_gamma), '{gamma,expon,norm,arcsine}', fix => '{"loc": 0}');
SELECT count(*) FROM bestfit_params(NULL);
-- nothing
SELECT count(*) FROM bestfit_ci(NULL, 'norm');
SELECT count(*) FROM bestfit_ci((SELECT histogram_agg(x) FROM ci_gamma), NULL);
SELECT count(*) FROM bestfit_ci((SELECT histogram_agg(3) FROM ci_gamma), 'norm(3, 1)');
-- what cannot be
SELECT * FROM bestfit_ci((SELECT histogram_agg(x) FROM ci_gamma), 'norm(0, 1)');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit_ci(NULL, 'norm', 1);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit_ci(NULL, 'norm', method => 'score');
SELECT * FROM bestfit_ci(NULL, 'norm', replicates => 1);
SELECT * FROM bestfit_ci((SELECT histogram_agg(x) FROM ci_gamma), 'gamma(2, 0, 3)', quantiles => '{0.5, 1}');
DROP FUNCTION ci_round;
DROP TABLE ci_gamma;
