--
-- histogram_bins: a histogram as rows
--

SELECT bin, lower, upper, count FROM histogram_bins((SELECT histogram_agg(x) FROM generate_series(0, 10) x), 5);
-- bins hold their upper edge, the first its lower one too
SELECT * FROM histogram_bins('{bins: {0: 2, 1: 2, 2: 4, 3: 4, 4: 4}}', 2);
SELECT bin, lower, upper, count FROM histogram_bins((SELECT histogram_agg(x * x) FROM generate_series(1, 12) x), 4, 'quantile');
SELECT bin, count FROM histogram_bins('{bins: {1: 1, 2: 1, 5: 1, 8: 1, 16: 1}}', 2, 'log');
SELECT bin, abs(lower - 10 ^ (bin - 2)) < 1e-9 AS lower, abs(upper - 10 ^ (bin - 1)) < 1e-9 AS upper, count
FROM histogram_bins((SELECT histogram_agg(10 ^ (i / 10.0 - 1.05)) FROM generate_series(1, 30) i) + '{bins: {0.1: 1, 100: 1}}', 3, 'log') WHERE bin < 3;
-- named arguments
SELECT count(*) FROM histogram_bins('{bins: {1: 1, 3: 1}}', scale => 'quantile', bins => 2);

-- constant data: one bin, without a density
\pset null NULL
SELECT * FROM histogram_bins('{bins: {7: 3}}');
SELECT * FROM histogram_bins('{bins: {7: 3}}', 10, 'log');
SELECT * FROM histogram_bins('{bins: {7: 3}}', 10, 'quantile');
-- ties, and numbers with few others between them: edges that coincide make one bin
SELECT bin, lower, upper, count FROM histogram_bins('{bins: {1: 5, 2: 90, 3: 5}}', 10, 'quantile');
-- a minimum of large mass is a bin by itself
SELECT bin, lower, upper, count, density, cumulative FROM histogram_bins('{bins: {0: 8, 1: 2, 2: 2, 3: 2, 4: 2}}', 4, 'quantile');
SELECT count(*) AS bins, sum(count) AS rows FROM histogram_bins('{bins: {1e16: 1, 10000000000000004: 1}}', 100);
-- the whole range of numbers
SELECT bin, lower, upper, count FROM histogram_bins('{bins: {-1.7e308: 1, 1: 1, 1.7e308: 2}}', 2);
SELECT count(*) AS bins, sum(count) AS rows FROM histogram_bins('{bins: {5e-324: 1, 1: 1, 1.7e308: 2}}', 10, 'log');

-- nothing to show: only finite rows are
SELECT count(*) FROM histogram_bins('{nulls: 1, nans: 2, positive_infs: 3}');
SELECT count(*) FROM histogram_bins(NULL);
SELECT count(*) FROM histogram_bins(NULL, 3, NULL);
SELECT count(*) FROM histogram_bins('{bins: {1: 1, 3: 1}}', 2, NULL);

-- exact or not, counts are whole, add up, and cumulate to histogram_cdf; edges touch
CREATE TEMP TABLE samples AS
  SELECT 'exact' AS name, histogram_agg(i % 100) AS h FROM generate_series(1, 10000) i
  UNION ALL SELECT 'coarse', histogram_agg(exp(sin(i) * 3)) FROM generate_series(1, 50000) i
  UNION ALL SELECT 'weighted', histogram_agg_weighted(exp(sin(i) * 3), 100000000000000) FROM generate_series(1, 50000) i;
SELECT name, scale, coalesce(n::text, 'default') AS bins, sum(count) = histogram_count(h) AS all_rows,
  bool_and(abs(cumulative - histogram_cdf(h, upper)) < 1e-4) AS cumulative,
  bool_and(abs(density * (upper - lower) * histogram_count(h) / nullif(count, 0) - 1) < 1e-9) AS density,
  min(lower) = histogram_min(h) AND max(upper) = histogram_max(h) AS range, bool_and(touches) AS touching,
  CASE WHEN n IS NULL THEN count(*) BETWEEN 5 AND 200 WHEN scale = 'quantile' AND name = 'exact' THEN count(*) <= n ELSE count(*) = n END AS number
FROM samples, (VALUES ('linear'), ('quantile'), ('log')) s(scale), (VALUES (1), (7), (200), (NULL)) v(n),
  LATERAL (SELECT *, lower = lag(upper, 1, lower) OVER (ORDER BY bin) AS touches FROM histogram_bins(h, n, scale)) b
WHERE NOT (name = 'exact' AND scale = 'log')
GROUP BY name, scale, n, h ORDER BY name, scale, n;
-- of equal mass
SELECT name, bool_and(abs(count / histogram_count(h)::float8 - 0.1) < 0.001) AS equal_mass
FROM samples, histogram_bins(h, 10, 'quantile') GROUP BY name ORDER BY name;

-- wrong arguments
SELECT * FROM histogram_bins('{bins: {0: 1, 1: 1}}', 3, 'log');
SELECT * FROM histogram_bins('{bins: {-2: 1, 1: 1}}', scale => 'log');
SELECT * FROM histogram_bins('{}', 3, 'cubic');
SELECT * FROM histogram_bins('{}', 0);
SELECT * FROM histogram_bins('{}', -1);
SELECT * FROM histogram_bins('{}', 65537);
