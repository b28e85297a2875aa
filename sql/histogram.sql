--
-- histogram: aggregates, accessors, comparison
--

-- rows

SELECT histogram_agg(x) FROM (VALUES (5), (1), (2.5), (2.5)) v(x);
SELECT histogram_agg(x) FROM (VALUES (1), (NULL), ('NaN'), ('Infinity'), ('-Infinity'), ('Infinity'),
  (NULL), (-2), ('-0'), (0::float8)) v(x);

-- integers, numeric, real, an untyped literal
SELECT histogram_agg(1::int) AS int, histogram_agg(2::smallint) AS smallint, histogram_agg(3::bigint) AS bigint;
SELECT histogram_agg(0.25::numeric) AS numeric, histogram_agg(0.1::real) AS real, histogram_agg('7') AS literal;
SELECT histogram_agg(x) FROM generate_series(1, 3) x;

-- no row at all gives NULL, all NULL a histogram of nothing
SELECT histogram_agg(x) IS NULL AS is_null FROM (SELECT 1.0::float8 WHERE false) v(x);
SELECT histogram_agg(x) AS h, histogram_count(histogram_agg(x)) AS count FROM (VALUES (NULL::float8), (NULL)) v(x);
SELECT histogram_agg(x) FILTER (WHERE x > 10) IS NULL AS is_null, histogram_agg(x) FILTER (WHERE x > 1) AS filtered,
  histogram_agg(DISTINCT x) AS distinct
FROM (VALUES (1), (2), (2), (3)) v(x);

-- the largest and the smallest numbers
SELECT histogram_agg(x) FROM (VALUES (1.7976931348623157e308::float8), (-1.7976931348623157e308),
  (5e-324), (-5e-324), (2.2250738585072014e-308)) v(x);

-- accessors

WITH s AS (SELECT histogram_agg(x) AS h FROM (VALUES (1::float8), (2), (4), (NULL), ('NaN'), ('Infinity'), ('-Infinity')) v(x))
SELECT histogram_count(h) AS count, histogram_null_count(h) AS nulls, histogram_nan_count(h) AS nans,
  histogram_inf_count(h) AS infs, histogram_min(h) AS min, histogram_max(h) AS max,
  histogram_is_exact(h) AS exact, histogram_max_bins(h) AS max_bins, histogram_bin_count(h) AS bins FROM s;

-- 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32, cubed 42, to the fourth 356
WITH s AS (SELECT histogram_agg(x) AS h FROM unnest(ARRAY[2, 4, 4, 4, 5, 5, 7, 9]) x)
SELECT histogram_mean(h) AS mean, histogram_variance(h) = 32 / 7::float8 AS variance,
  histogram_stddev(h) = sqrt(32 / 7::float8) AS stddev,
  abs(histogram_skewness(h) - 42 / 8.0 / 8) < 1e-14 AS skewness,
  abs(histogram_kurtosis(h) - (356 / 8.0 / 16 - 3)) < 1e-14 AS kurtosis FROM s;

-- where a statistic does not exist it is NULL
\pset null NULL
SELECT n, histogram_min(h) AS min, histogram_max(h) AS max, histogram_mean(h) AS mean, histogram_variance(h) AS variance,
  histogram_stddev(h) AS stddev, histogram_skewness(h) AS skewness, histogram_kurtosis(h) AS kurtosis,
  histogram_quantile(h, 0.5) AS median, histogram_cdf(h, 3) AS cdf
FROM (VALUES (0, '{}'::histogram), (1, '{bins: {3: 1}}'), (2, '{bins: {3: 2}}')) v(n, h) ORDER BY n;
SELECT histogram_count(NULL) AS count, histogram_mean(NULL) AS mean, histogram_quantile('{}', NULL) AS quantile;

-- quantiles are those of percentile_disc
CREATE TEMP TABLE small AS SELECT (i * 37 % 101)::float8 / 8 AS x FROM generate_series(1, 250) i;
SELECT bool_and(histogram_quantile(h, p) = percentile) AS quantiles_agree
FROM (SELECT histogram_agg(x) AS h FROM small) s,
  LATERAL (SELECT i / 200.0::float8 AS p FROM generate_series(0, 200) i) g,
  LATERAL (SELECT percentile_disc(p) WITHIN GROUP (ORDER BY x) AS percentile FROM small) d;
SELECT bool_and(histogram_cdf(h, x) = share) AS cdf_agrees
FROM (SELECT histogram_agg(x) AS h FROM small) s,
  (SELECT x, cume_dist() OVER (ORDER BY x) AS share FROM small) c;
WITH s AS (SELECT histogram_agg(x) AS h FROM generate_series(1, 4) x)
SELECT histogram_quantile(h, 0) AS q0, histogram_quantile(h, 0.25) AS q25, histogram_quantile(h, 0.2500001) AS above,
  histogram_quantile(h, 1) AS q1, histogram_cdf(h, 0.5) AS below, histogram_cdf(h, 2) AS at_2, histogram_cdf(h, 2.5) AS between,
  histogram_cdf(h, '-Infinity') AS minus, histogram_cdf(h, 'Infinity') AS plus, histogram_cdf(h, 'NaN') AS nan FROM s;

-- sum of squares is no help with 1e15 + {0, 1}: the sums are exact
WITH s AS (SELECT histogram_agg(1e15 + i % 2) AS h, count(*) AS n FROM generate_series(1, 1000) i)
SELECT histogram_mean(h) = 1e15 + 0.5 AS mean, histogram_variance(h) = 250 / 999::float8 AS variance FROM s;

-- mean and variance against avg and var_samp in numeric, lossless and not, with and without an offset
SELECT n, "offset", abs(histogram_mean(h) / mean - 1) < 1e-15 AS mean, abs(histogram_variance(h) / variance - 1) < 1e-12 AS variance,
  histogram_count(h) AS count, histogram_is_exact(h) AS exact
FROM (VALUES (1000), (10000)) s(n), (VALUES (0::numeric), (-1e9), (1e15)) o("offset"),
  LATERAL (SELECT histogram_agg(x::float8) AS h, avg(x)::float8 AS mean, var_samp(x)::float8 AS variance
    FROM (SELECT "offset" + floor(i ^ 1.5)::numeric / 8 FROM generate_series(1, n) i) v(x)) a
ORDER BY n, "offset";

-- weights are repetitions

SELECT histogram_agg_weighted(x, w) = (SELECT histogram_agg(x) FROM (VALUES (1.5), (2), (2), (2), (NULL), (NULL), ('NaN')) r(x)) AS same
FROM (VALUES (1.5::float8, 1), (2, 2), (2, 1), (3, 0), (NULL, 2), ('NaN', 1), (4, NULL)) v(x, w);
SELECT histogram_agg_weighted(x, w) FROM (VALUES (1.5::float8, 9223372036854775806), (2, 1)) v(x, w);
SELECT histogram_agg_weighted(x, w) IS NULL AS nothing FROM (VALUES (1::float8, 0), (2, NULL)) v(x, w);

-- max_bins

SELECT histogram_agg(x, 65536) FROM generate_series(1, 2) x;
SELECT histogram_max_bins(histogram_agg(x, NULL)) AS "default" FROM generate_series(1, 2) x;
-- of different limits the smallest counts, in any order
SELECT histogram_max_bins(histogram_agg(x, 10000 - 1000 * x)) AS falling, histogram_max_bins(histogram_agg(x, 6000 + 1000 * x)) AS rising
FROM generate_series(0, 3) x;
SELECT histogram_agg(sin(i), 4096 + i % 2) = histogram_agg(sin(i)) AS same FROM generate_series(1, 10000) i;

-- merging

SELECT '{bins: {1: 1}, nulls: 1}'::histogram + '{bins: {1: 2, 5: 1}, nans: 3}' AS sum;
SELECT '{max_bins: 8192}'::histogram + '{max_bins: 5000}' AS sum;
SELECT '{bins: {1: 1}}'::histogram + NULL AS sum;
SELECT histogram_merge(h) FROM (VALUES ('{bins: {1: 1}}'::histogram), (NULL), ('{bins: {1: 2, 2: 1}}')) v(h);
SELECT histogram_merge(h) IS NULL AS nothing FROM (VALUES (NULL::histogram)) v(h);

-- comparison

SELECT a = b AS eq, a <> b AS ne, a < b OR a > b AS less_or_greater, a <= b AND a >= b AS both
FROM (VALUES ('{bins: {1: 1}}'::histogram, '{bins: {1: 2}}'::histogram), ('{bins: {1: 1}}', '{bins: {1: 1}}'),
  ('{}', '{max_bins: 4097}')) v(a, b);
CREATE TEMP TABLE h AS SELECT i, ('{bins: {' || i % 5 || ': 1}}')::histogram AS h FROM generate_series(1, 100) i;
SELECT count(DISTINCT h) AS distinct FROM h;
SELECT h, count(*) FROM h GROUP BY h ORDER BY min(i);
SELECT count(*) FROM (SELECT h FROM h UNION SELECT h FROM h) u;
-- equal values have equal hashes, others rarely
SELECT count(DISTINCT hash) AS hashes, count(DISTINCT extended) AS extended
FROM (SELECT histogram_hash(h) AS hash, histogram_hash_extended(h, 42) AS extended FROM h) s;
SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM h a JOIN h b USING (h);
SELECT count(*) FROM h a JOIN h b USING (h);
RESET enable_mergejoin;
RESET enable_nestloop;
SET enable_hashjoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM h a JOIN h b USING (h);
SELECT count(*) FROM h a JOIN h b USING (h);
RESET enable_hashjoin;
RESET enable_nestloop;
CREATE INDEX ON h (h);
CREATE INDEX ON h USING hash (h);
ANALYZE h;
SET enable_seqscan = off;
SELECT count(*) FROM h WHERE h = '{bins: {3: 1}}';
RESET enable_seqscan;

-- a materialized view can be refreshed concurrently
CREATE TABLE payments (region int, amount float8);
INSERT INTO payments SELECT i % 3, i FROM generate_series(1, 9) i;
CREATE MATERIALIZED VIEW by_region AS SELECT region, histogram_agg(amount) AS h FROM payments GROUP BY region;
CREATE UNIQUE INDEX ON by_region (region);
INSERT INTO payments VALUES (1, 100), (3, 0);
REFRESH MATERIALIZED VIEW CONCURRENTLY by_region;
SELECT * FROM by_region ORDER BY region;
SELECT histogram_merge(h) = (SELECT histogram_agg(amount) FROM payments) AS rolled_up FROM by_region;
DROP TABLE payments CASCADE;

-- the operator classes are complete
SELECT amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod WHERE opcname = 'histogram_ops' ORDER BY amname;

-- wrong arguments
DO $$
DECLARE
  command text;
  detail text;
  hint text;
BEGIN
  FOREACH command IN ARRAY ARRAY[
    'SELECT histogram_agg(1, 4095)',
    'SELECT histogram_agg(1, 65537)',
    'SELECT histogram_agg(1, -1)',
    'SELECT histogram_agg_weighted(1, -1)',
    'SELECT histogram_agg_weighted(NULL, -1)',
    'SELECT histogram_agg_weighted(x, 9223372036854775807) FROM generate_series(1, 2) x',
    'SELECT histogram_agg_weighted(NULL, 9223372036854775807) FROM generate_series(1, 2) x',
    'SELECT ''{nans: 9223372036854775807}''::histogram + ''{nans: 1}''',
    'SELECT histogram_inf_count(''{negative_infs: 9223372036854775807, positive_infs: 1}'')',
    'SELECT histogram_quantile(''{}'', -0.1)',
    'SELECT histogram_quantile(''{}'', 1.1)',
    'SELECT histogram_quantile(''{}'', ''NaN'')',
    'SELECT histogram_agg(''abc'')',
    'SELECT histogram_agg(now())']
  LOOP
    BEGIN
      EXECUTE command;
      RAISE NOTICE '% succeeded', command;
    EXCEPTION WHEN OTHERS THEN
      GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
      RAISE NOTICE E'%\n% % | % | %', command, SQLSTATE, SQLERRM, detail, hint;
    END;
  END LOOP;
END $$;
