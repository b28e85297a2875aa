--
-- histogram: the same bytes for every order, plan and partition of the rows
--

CREATE TABLE numbers (i int, g int, x float8) WITH (autovacuum_enabled = off, parallel_workers = 2);
INSERT INTO numbers SELECT i, i % 3, CASE WHEN i % 997 = 0 THEN NULL WHEN i % 1009 = 0 THEN 'NaN' WHEN i % 1013 = 0 THEN '-Infinity'
  ELSE tan(i) * 1e3 END FROM generate_series(1, 60000) i;
ANALYZE numbers;

-- serial, kept for comparison
SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT histogram_agg(x) FROM numbers;
CREATE TABLE whole AS SELECT histogram_agg(x) AS h, histogram_agg(x, 5000) AS h5000, histogram_agg_weighted(x, i % 4) AS weighted FROM numbers;
SELECT histogram_count(h) AS count, histogram_null_count(h) AS nulls, histogram_nan_count(h) AS nans, histogram_inf_count(h) AS infs,
  histogram_is_exact(h) AS exact, histogram_bin_count(h) BETWEEN 2048 AND 4096 AS bins, histogram_bin_count(h5000) <= 5000 AS bins_5000 FROM whole;
SELECT count(x) FILTER (WHERE x > '-Infinity' AND x < 'Infinity') AS count, count(*) FILTER (WHERE x IS NULL) AS nulls,
  count(*) FILTER (WHERE x = 'NaN') AS nans, count(*) FILTER (WHERE x = '-Infinity') AS infs FROM numbers;

-- orders
SELECT histogram_agg(x ORDER BY x) = (SELECT h FROM whole) AS ascending, histogram_agg(x ORDER BY x DESC) = (SELECT h FROM whole) AS descending,
  histogram_agg(x ORDER BY hashint4(i)) = (SELECT h FROM whole) AS shuffled FROM numbers;

-- partitions: by remainder, by range, and into single rows; merged in two ways
SELECT n, histogram_merge(part) = (SELECT h FROM whole) AS merged
FROM (VALUES (1), (2), (3), (10), (100), (7919)) p(n),
  LATERAL (SELECT histogram_agg(x) AS part FROM numbers GROUP BY i % n) s
GROUP BY n ORDER BY n;
SELECT n, histogram_merge(part) = (SELECT h FROM whole) AS merged
FROM (VALUES (2), (7), (30), (1000)) p(n),
  LATERAL (SELECT histogram_agg(x) AS part FROM numbers GROUP BY width_bucket(nullif(x, 'NaN'), -5000, 5000, n)) s
GROUP BY n ORDER BY n;
SELECT histogram_merge(part) = (SELECT histogram_agg(x) FROM numbers WHERE i <= 6000) AS merged
FROM (SELECT histogram_agg(x) AS part FROM numbers WHERE i <= 6000 GROUP BY i) s;
SELECT a + b = h AS plus, b + a = h AS commuted, a + (b1 + b2) = h AS nested
FROM whole, (SELECT histogram_agg(x) FILTER (WHERE i % 3 = 0) AS a, histogram_agg(x) FILTER (WHERE i % 3 <> 0) AS b,
  histogram_agg(x) FILTER (WHERE i % 3 = 1) AS b1, histogram_agg(x) FILTER (WHERE i % 3 = 2) AS b2 FROM numbers) s;

-- weights
SELECT histogram_agg(x) = (SELECT weighted FROM whole) AS repeated FROM numbers, generate_series(1, i % 4);

-- a limit that one side alone does not reach
SELECT histogram_merge(part) = (SELECT h5000 FROM whole) AS merged_5000
FROM (SELECT histogram_agg(x, 5000 + i % 3) AS part FROM numbers GROUP BY i % 3) s;

-- workers
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexscan = off;
EXPLAIN (COSTS OFF) SELECT histogram_agg(x) FROM numbers;
SELECT histogram_agg(x) = (SELECT h FROM whole) AS agg, histogram_agg(x, 5000) = (SELECT h5000 FROM whole) AS agg_5000,
  histogram_agg_weighted(x, i % 4) = (SELECT weighted FROM whole) AS weighted FROM numbers;
EXPLAIN (COSTS OFF) SELECT g, histogram_agg(x) FROM numbers GROUP BY g;
SELECT histogram_merge(part) = (SELECT h FROM whole) AS merged FROM (SELECT histogram_agg(x) AS part FROM numbers GROUP BY g) s;
CREATE TABLE parts WITH (parallel_workers = 2) AS SELECT i % 100 AS part, histogram_agg(x) AS h FROM numbers GROUP BY i % 100;
ANALYZE parts;
EXPLAIN (COSTS OFF) SELECT histogram_merge(h) FROM parts;
SELECT histogram_merge(h) = (SELECT h FROM whole) AS merged FROM parts;
-- workers that see no row hand in NULL
SELECT histogram_agg(x) IS NULL AS nothing FROM numbers WHERE i < 0;
SELECT histogram_agg(x) AS one_row FROM numbers WHERE i = 997;
-- with workers alone
SET parallel_leader_participation = off;
SELECT histogram_agg(x) = (SELECT h FROM whole) AS agg FROM numbers;
RESET parallel_leader_participation;
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT g, histogram_agg(x) FROM numbers GROUP BY g;
SELECT histogram_merge(part) = (SELECT h FROM whole) AS merged FROM (SELECT histogram_agg(x) AS part FROM numbers GROUP BY g) s;
RESET enable_hashagg;

DROP TABLE numbers, whole, parts;
