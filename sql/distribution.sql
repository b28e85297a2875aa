--
-- distribution: text, jsonb and array forms, errors, comparison, storage
--

-- what people write, and what it means
SELECT t, t::distribution AS means FROM (VALUES
	('gamma(a=4.00834, loc=0, scale=18.3731)'),
	('gamma(4, 0, 18)'),
	('gamma(4)'),
	('gamma(4, scale=18)'),
	('gamma(scale=18, a=4)'),
	('  GAMMA ( A = 4 ,Scale=18 )  '),
	('norm'),
	('expon()'),
	('Normal(-1, 2)'),
	('student_t(5)'),
	('lognormal(0.5)'),
	('weibull(1.5)'),
	('exponnorm(k=2)'),
	('norm(-0, 1)'),
	('norm(.5, 1.)'),
	('norm(+1e3, 5e-324)'),
	('norm(0.1, 0.96) on [0.5, inf]'),
	('norm(loc=0.1,scale=0.96)on[0.5,inf)'),
	('norm on [-Infinity, 2.5]'),
	('norm ON (-inf, inf)'),
	('norm on [-0, 1]'),
	('expon on [-1, 1]'),
	('uniform(0.1, 0.30000000000000004)')) v(t);

-- digits do not depend on settings
SET extra_float_digits = -15;
SELECT 'norm(0.1, 0.30000000000000004)'::distribution, 'norm(0.1, 0.30000000000000004)'::distribution::jsonb -> 'parameters';
RESET extra_float_digits;

-- what is not a distribution
SELECT ''::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT '(1)'::distribution;
SELECT 'gamma(4'::distribution;
SELECT 'gamma(4))'::distribution;
SELECT 'gamma 4'::distribution;
SELECT 'gamma(4,)'::distribution;
SELECT 'gamma(a=)'::distribution;
SELECT 'gamma(a=4, 0)'::distribution;
SELECT 'gamma(0x4)'::distribution;
SELECT 'gamma(4a)'::distribution;
SELECT 'norm on'::distribution;
SELECT 'norm on [0, 1'::distribution;
SELECT 'norm on [0]'::distribution;
SELECT 'norm(0, 1) [0, 1]'::distribution;
SELECT 'gamma(1e309)'::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT 'gamma(1e-400)'::distribution;
SELECT 'betaprime(1e-308, 1e-308)'::distribution;
SELECT 'binom(1e300, 0.5)'::distribution;
SELECT 'gama(4)'::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT 'gamma'::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT 'gamma(1, 2, 3, 4)'::distribution;
SELECT 'gamma(4, a=4)'::distribution;
SELECT 'gamma(b=4)'::distribution;
SELECT 'gamma(0)'::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT 'gamma(NaN)'::distribution;
SELECT 'gamma(4, inf)'::distribution;
SELECT 'gamma(4, 0, 0)'::distribution;
SELECT 'erlang(2.5)'::distribution;
SELECT 'triang(1.5)'::distribution;
SELECT 'levy_stable(2.5, 0)'::distribution;
SELECT 'truncpareto(1, 1)'::distribution;
SELECT 'foldnorm(-1)'::distribution;
SELECT 'truncnorm(2, 1)'::distribution;
SELECT distribution('truncnorm', '{0, Infinity}');
SELECT 'trapezoid(0.5, 0.2)'::distribution;
SELECT 'norminvgauss(1, -1)'::distribution;
SELECT 'norm on [2, 1]'::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT 'norm on [1, 1]'::distribution;
SELECT 'norm on [nan, 1]'::distribution;
SELECT 'norm on [inf, inf]'::distribution;
SELECT 'expon on [-2, -1]'::distribution;

-- from a name and an array
SELECT distribution('gamma', '{4, 0, 18}'), distribution('Normal', '{}'), distribution('gamma', '{4}', upper_bound => 9),
	distribution('norm', '{0, 1}', -1, 1), distribution('norm', '{0, 1}', '-Infinity', 'Infinity');
SELECT distribution('gamma', NULL) IS NULL AS no_params, distribution(NULL, '{1}') IS NULL AS no_family;
SELECT distribution('gamma', '{}');
SELECT distribution('gamma', '{1, 2, 3, 4}');
SELECT distribution('gamma', '{4, NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT distribution('gamma', '{-4}');
SELECT distribution('gama', '{4}');
SELECT distribution('norm', '{0, 1}', 1, 1);
SELECT distribution('norm', '{0, 1}', 'NaN');

-- truncation on top of truncation
SELECT truncate('norm', 0, NULL), truncate('norm on [0, 2]', -1, 1), truncate('norm on [0, 2]', NULL, NULL),
	truncate('norm on [0, 2]', 1, 3), truncate(NULL, 0, 1);
SELECT truncate('norm on [0, 2]', 2, 3);
SELECT truncate('norm', 'NaN', NULL);

-- what it is made of
SELECT family(d), params(d), param_names(d), support_lower(d), support_upper(d)
FROM (VALUES ('weibull(1.5, 1)'::distribution), ('norm on [0, inf]'), ('uniform(1, 2) on [1.5, 9]'), ('genpareto(-0.5, 1, 2)')) v(d);

-- as jsonb
SELECT 'gamma(4, 0, 18)'::distribution::jsonb, 'norm on [0, inf]'::distribution::jsonb;
SELECT j::jsonb::distribution FROM (VALUES
	('{"distribution": "gamma", "parameters": [4, 0, 18]}'),
	('{"distribution": "lognormal", "parameters": [0.5], "upper_bound": 9.5, "lower_bound": null}'),
	('{"column_name": "x", "distribution": "norm", "parameters": [0.25, 1e-3], "metrics": {"sse": 0.1}, "data_min": -3}')) v(j);
SELECT '[1]'::jsonb::distribution;
\echo :LAST_ERROR_SQLSTATE
SELECT '3'::jsonb::distribution;
SELECT '{"parameters": [1]}'::jsonb::distribution;
SELECT '{"distribution": 1, "parameters": [1]}'::jsonb::distribution;
SELECT '{"distribution": "gamma"}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": {"a": 1}}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": ["1"]}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": [[1]]}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": [1, null]}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": [1e400]}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": []}'::jsonb::distribution;
SELECT '{"distribution": "gama", "parameters": [1]}'::jsonb::distribution;
SELECT '{"distribution": "gamma", "parameters": [-1]}'::jsonb::distribution;
SELECT '{"distribution": "norm", "parameters": [], "lower_bound": "0"}'::jsonb::distribution;
SELECT '{"distribution": "norm", "parameters": [], "lower_bound": 1, "upper_bound": 0}'::jsonb::distribution;

-- comparison: family, then parameters, then bounds
CREATE TABLE models (id int, fit distribution);
INSERT INTO models VALUES (1, 'norm(0, 1)'), (2, 'norm(0, 1)'), (3, 'normal'), (4, 'norm(0, 2)'), (5, 'norm(-1, 2)'),
	(6, 'gamma(10)'), (7, 'gamma(9)'), (8, 'norm(0, 1) on [0, inf]'), (9, 'norm(0, 1) on [-1, inf]'), (10, 'norm(0, 1) on [-inf, 0]'),
	(11, NULL), (12, 'expon');
SELECT fit, array_agg(id ORDER BY id) FROM models GROUP BY fit ORDER BY fit;
SELECT count(DISTINCT fit) FROM models;
SELECT bool_and((a.fit = b.fit) = (a.fit::text = b.fit::text)) AS equal, bool_and((a.fit <> b.fit) = (a.fit <> ALL (ARRAY[b.fit]))) AS not_equal,
	bool_and((a.fit < b.fit) = (b.fit > a.fit) AND (a.fit <= b.fit) = (NOT a.fit > b.fit) AND (a.fit >= b.fit) = (NOT a.fit < b.fit)) AS ordered,
	bool_and(distribution_cmp(a.fit, b.fit) = - distribution_cmp(b.fit, a.fit)) AS antisymmetric,
	bool_and(distribution_hash(a.fit) = distribution_hash(b.fit) AND distribution_hash_extended(a.fit, 7) = distribution_hash_extended(b.fit, 7))
		FILTER (WHERE a.fit = b.fit) AS hashed
FROM models a, models b;

-- joins by hash, by merge, by loop; an index; UNION; a materialized view refreshed concurrently
SET enable_mergejoin = off;
SET enable_nestloop = off;
SELECT count(*) FROM models a JOIN models b USING (fit);
SET enable_mergejoin = on;
SET enable_hashjoin = off;
SELECT count(*) FROM models a JOIN models b USING (fit);
SET enable_nestloop = on;
SET enable_mergejoin = off;
SELECT count(*) FROM models a JOIN models b USING (fit);
RESET enable_hashjoin;
RESET enable_mergejoin;
CREATE INDEX models_fit ON models (fit);
CREATE INDEX models_fit_hash ON models USING hash (fit);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM models WHERE fit BETWEEN 'norm(0)' AND 'norm(1)' ORDER BY fit;
SELECT array_agg(id ORDER BY fit, id) FROM models WHERE fit BETWEEN 'norm(0)' AND 'norm(1)';
DROP INDEX models_fit;
SELECT array_agg(id ORDER BY id) FROM models WHERE fit = 'normal(0)';
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT fit FROM models WHERE id < 3 UNION SELECT fit FROM models WHERE id IN (3, 12) ORDER BY 1;
CREATE MATERIALIZED VIEW models_seen AS SELECT fit, count(*) AS n FROM models WHERE fit IS NOT NULL GROUP BY fit;
CREATE UNIQUE INDEX ON models_seen (fit);
DELETE FROM models WHERE id IN (1, 7);
REFRESH MATERIALIZED VIEW CONCURRENTLY models_seen;
SELECT * FROM models_seen ORDER BY fit;
DROP MATERIALIZED VIEW models_seen;
DROP TABLE models;

-- evaluation
SELECT 'norm(50, 10) on [0, 100]'::distribution AS d, x, cdf(d, x) + sf(d, x) AS one, cdf(d, x) > 0 AS inside, pdf(d, x) > 0 AS dense
FROM (VALUES ('norm(50, 10) on [0, 100]'::distribution)) v(d), (VALUES (-1::float8), (0), (50), (100), (101)) w(x);
-- Abramowitz and Stegun, tables 26.1 to 26.9; Mills' ratio asymptotically in the far tail
SELECT round(cdf('norm', 1.96)::numeric, 15) AS a, round(sf('norm', 1.96)::numeric, 15) AS b,
	round(quantile('norm', 0.975)::numeric, 5) AS c, round(quantile_upper('chi2(10)', 0.05)::numeric, 3) AS d,
	round(quantile_upper('t(5)', 0.025)::numeric, 3) AS e, round(quantile('f(4, 6)', 0.95)::numeric, 2) AS f,
	round((logsf('norm', 1e5) + 1e10 / 2 + ln(1e5 * sqrt(2 * pi())))::numeric, 4) AS g;
SELECT pdf('uniform(1, 4)', 2), cdf('uniform(1, 4)', 2), sf('uniform(1, 4)', 2), logcdf('uniform(1, 4)', 5), logsf('uniform(1, 4)', 1),
	logpdf('uniform(1, 4)', 0), median('uniform(1, 4)'), quantile('uniform(1, 4)', 0), quantile_upper('uniform(1, 4)', 0);
SELECT round(hazard('expon(0, 2)', 5)::numeric, 12) AS hazard, hazard('expon(0, 2)', -1), cumulative_hazard('expon(0, 2)', 5), cumulative_hazard('expon(0, 2)', -1),
	hazard('uniform', 0.5), hazard('uniform', 1), hazard('uniform', 1.5), cumulative_hazard('uniform', 1.5), hazard('norm', 'Infinity');
SELECT round(return_level('gumbel_r', 100)::numeric, 6) AS level, round(return_period('gumbel_r', return_level('gumbel_r', 100))::numeric, 6) AS period,
	return_level('uniform', 1), return_level('uniform', 'Infinity'), return_period('uniform', 2), return_period('uniform', -1);
-- the tail beyond 8 and 40 standard deviations
SELECT round(median('norm on [8, inf]')::numeric, 6) AS beyond_8, round(median('norm on [40, inf]')::numeric, 6) AS beyond_40,
	round(quantile('norm on [-inf, -40]', 0.5)::numeric, 6) AS below_minus_40;
-- discrete families have no scale; their density is the probability of one value
SELECT 'poisson(3)'::distribution AS d, 'geom(0.25, -1)'::distribution AS from_0, 'poisson(3)'::distribution::jsonb AS j,
	'poisson(3) on [1, inf)'::distribution AS positive, 'poisson(3) on [0.5, 2.5]'::distribution AS between;
SELECT 'poisson(3, 0.5)'::distribution;
SELECT 'poisson(3, scale=1)'::distribution;
SELECT 'binom(2.5, 0.5)'::distribution;
SELECT 'poisson(3) on (0, 5]'::distribution;
SELECT 'poisson(3) on [0.25, 0.75]'::distribution;
SELECT x, round(pdf('binom(4, 0.5)', x)::numeric, 12) AS pdf, round(cdf('binom(4, 0.5)', x)::numeric, 12) AS cdf,
	round(sf('binom(4, 0.5)', x)::numeric, 12) AS sf, round(hazard('binom(4, 0.5)', x)::numeric, 12) AS hazard
FROM (VALUES (-1::float8), (0), (1), (1.5), (2), (3), (4), (5)) v(x);
SELECT p, quantile('binom(4, 0.5)', p), quantile_upper('binom(4, 0.5)', p) FROM (VALUES (0::float8), (0.0625), (0.06250001), (0.5), (0.99), (1)) v(p);
SELECT round(cdf('poisson(3) on [1, 2]', 1)::numeric, 12) AS p, support_lower('poisson(3) on [0.5, 2.5]'), support_upper('poisson(3) on [0.5, 2.5]');
-- NaN, infinities, NULL
SELECT pdf('norm', 'NaN'), cdf('norm', 'NaN'), sf('norm', 'NaN'), logpdf('norm', 'NaN'), logcdf('norm', 'NaN'), logsf('norm', 'NaN'),
	quantile('norm', 'NaN'), quantile_upper('norm', 'NaN'), hazard('norm', 'NaN'), cumulative_hazard('norm', 'NaN'),
	return_level('norm', 'NaN'), return_period('norm', 'NaN');
SELECT pdf('norm', 'Infinity'), cdf('norm', 'Infinity'), sf('norm', '-Infinity'), logcdf('norm', '-Infinity'), quantile('norm', 1), quantile_upper('norm', 1);
SELECT cdf(NULL, 1) IS NULL AS a, cdf('norm', NULL) IS NULL AS b, median(NULL) IS NULL AS c;
SELECT quantile('norm', -1e-300);
\echo :LAST_ERROR_SQLSTATE
SELECT quantile_upper('norm', 1.5);
SELECT return_level('norm', 0.5);
-- aggregates of other arguments are still there
SELECT variance(x), stddev(x) FROM (VALUES (1::float8), (3)) v(x);

-- many models at one place of call, each more than once, in any order
CREATE TABLE many AS SELECT i, distribution('norm', ARRAY[i, 1]) AS d FROM generate_series(1, 500) i;
SELECT count(*), bool_and(cdf(d, i) = 0.5) AS right FROM many, generate_series(1, 3) k;
SELECT bool_and(cdf(d, i) = 0.5) AS right FROM (SELECT * FROM many, generate_series(1, 4) k ORDER BY md5(i::text || k)) m;
DROP TABLE many;
