--
-- histogram: the aggregate's state, flat and expanded, wherever it may be looked at or changed
--

-- window frames that grow, shrink and slide: every row keeps its own value
CREATE TEMP TABLE framed AS
  SELECT i, histogram_agg(i) OVER (ORDER BY i) AS growing,
    histogram_agg(i) OVER (ORDER BY i ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS shrinking,
    histogram_agg(i) OVER (ORDER BY i ROWS BETWEEN 40 PRECEDING AND 40 FOLLOWING) AS sliding,
    histogram_agg(i) OVER (ORDER BY i / 10) AS peers
  FROM generate_series(1, 100) i;
SELECT bool_and(growing = (SELECT histogram_agg(x) FROM generate_series(1, i) x)) AS growing,
  bool_and(shrinking = (SELECT histogram_agg(x) FROM generate_series(i, 100) x)) AS shrinking,
  bool_and(sliding = (SELECT histogram_agg(x) FROM generate_series(greatest(1, i - 40), least(100, i + 40)) x)) AS sliding,
  bool_and(peers = (SELECT histogram_agg(x) FROM generate_series(1, least(100, i / 10 * 10 + 9)) x)) AS peers
FROM framed;
-- looked at while it grows, and kept by whatever comes above it in the plan
SELECT bool_and(histogram_count(h) = i AND histogram_max(h) = i AND histogram_mean(h) = (i + 1) / 2.0
  AND histogram_quantile(h, 0.5) = (i + 1) / 2) AS looked_at
FROM (SELECT i, histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 4000) i) s WHERE i % 50 = 0;
SELECT bool_and(histogram_count(h) = i AND histogram_max(h) = i AND histogram_mean(h) = (i + 1) / 2.0) AS looked_at_while_coarse,
  bool_and(histogram_is_exact(h) = (i <= 4096)) AS exact
FROM (SELECT i, histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 5000) i) s WHERE i % 50 = 0;
SELECT array_length(kept, 1) AS kept, (SELECT bool_and(histogram_count(k) = n) FROM unnest(kept) WITH ORDINALITY u(k, n)) AS own_values
FROM (SELECT array_agg(h ORDER BY i) AS kept FROM (SELECT i, histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 100) i) s) a;
SELECT bool_and(histogram_count(previous) = i - 1) AS previous
FROM (SELECT i, lag(h) OVER (ORDER BY i) AS previous
  FROM (SELECT i, histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 100) i) s) l;
SELECT count(*) AS rows, count(DISTINCT h) AS distinct
FROM (SELECT h FROM (SELECT histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 100) i) s ORDER BY h) o;
-- one state for two results
SELECT histogram_agg(x) = histogram_agg(x) AS shared, histogram_agg(x) + histogram_agg(x) = histogram_agg_weighted(x, 2) AS doubled,
  histogram_count(histogram_agg(x)) AS count FROM generate_series(1, 100) x;

-- many groups, grown one after the other and in turns: one memory context for the states of all
SET enable_sort = off;
SELECT max(contexts) AS contexts, count(*) AS groups,
  bool_and(h = (SELECT histogram_agg(i) FROM generate_series(g * 40, g * 40 + 39) i)) AS own_values
FROM (SELECT i / 40 AS g, histogram_agg(i) AS h,
    (SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'histogram%') AS contexts
  FROM generate_series(0, 3999) i GROUP BY 1) s;
SELECT max(contexts) AS contexts, count(*) AS groups,
  bool_and(h = (SELECT histogram_agg(i) FROM generate_series(g, 3999, 100) i) AND m = h AND w = h + h) AS own_values
FROM (SELECT i % 100 AS g, histogram_agg(i) AS h, histogram_merge(one) AS m, histogram_agg_weighted(i, 2) AS w,
    (SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'histogram%') AS contexts
  FROM (SELECT i, ('{bins: {' || i || ': 1}}')::histogram AS one FROM generate_series(0, 3999) i) r GROUP BY 1) s;
RESET enable_sort;

-- plpgsql: a variable of its own does not change with another
DO $$
DECLARE
  a histogram;
  b histogram;
BEGIN
  FOR i IN 1 .. 100 LOOP
    a := histogram_agg_transition(a, i);
  END LOOP;
  b := a;
  a := histogram_agg_transition(a, 1000);
  b := histogram_agg_combine(b, a);
  b := histogram_agg_transition(b, NULL);
  RAISE NOTICE 'a: % rows up to %, b: % rows and % nulls', histogram_count(a), histogram_max(a), histogram_count(b), histogram_null_count(b);
  b := histogram_agg_combine(a, a);
  RAISE NOTICE 'a: % rows, b: % rows', histogram_count(a), histogram_count(b);
  BEGIN
    a := histogram_agg_transition_weighted(a, 5, 9223372036854775807);
  EXCEPTION WHEN numeric_value_out_of_range THEN
    RAISE NOTICE 'a after an error: % rows, the same text: %', histogram_count(a), a::text::histogram = a;
  END;
END $$;

-- as plain functions: a stored argument is never changed, a NULL state begins a new one
CREATE TEMP TABLE stored AS SELECT n, histogram_agg(x) AS h FROM (VALUES (3), (100), (10000)) v(n), generate_series(1, n) x GROUP BY n;
SELECT n, histogram_count(histogram_agg_transition(h, 5)) AS plus_one, histogram_count(histogram_agg_combine(h, h)) AS doubled,
  histogram_count(histogram_agg_transition(histogram_agg_transition(h, 1), 2)) AS plus_two,
  histogram_count(h + h) AS sum, histogram_count(h) AS unchanged FROM stored ORDER BY n;
SELECT bool_and(h = (SELECT histogram_agg(x) FROM generate_series(1, n) x)) AS unchanged FROM stored;
SELECT histogram_agg_transition(NULL, 5) AS began, histogram_agg_transition(NULL, NULL) AS began_with_null,
  histogram_agg_combine(NULL, NULL) IS NULL AS nothing, histogram_agg_combine(NULL, '{bins: {1: 1}}') AS right_only,
  histogram_agg_combine('{bins: {1: 1}}', NULL) AS left_only;
SELECT histogram_agg_transition_weighted('{bins: {1: 1}}', 2, 0) AS nothing_added, histogram_agg_transition_weighted(NULL, 2, NULL) IS NULL AS nothing;

-- many groups, of sizes around the one from which a state is expanded, hashed and sorted
CREATE TEMP TABLE groups AS SELECT n AS size, g, x FROM (VALUES (1), (10), (31), (32), (33), (100)) v(n), generate_series(1, 500) g, generate_series(1, n) x;
ANALYZE groups;
SET enable_sort = off;
CREATE TEMP TABLE hashed AS SELECT size, g, histogram_agg(x) AS h FROM groups GROUP BY size, g;
RESET enable_sort;
SET enable_hashagg = off;
CREATE TEMP TABLE sorted AS SELECT size, g, histogram_agg(x) AS h FROM groups GROUP BY size, g;
RESET enable_hashagg;
SELECT size, count(*) AS groups, bool_and(hashed.h = sorted.h) AS same,
  bool_and(hashed.h = (SELECT histogram_agg(x) FROM generate_series(1, size) x)) AS "right"
FROM hashed JOIN sorted USING (size, g) GROUP BY size ORDER BY size;
-- spilled to disk
SET enable_sort = off;
SET work_mem = '64kB';
SELECT bool_and(s.h = sorted.h) AS same FROM (SELECT size, g, histogram_agg(x) AS h FROM groups GROUP BY size, g) s JOIN sorted USING (size, g);
RESET work_mem;
RESET enable_sort;
SELECT size, histogram_merge(h) = (SELECT histogram_agg(x) FROM groups WHERE size = hashed.size) AS merged
FROM hashed GROUP BY size ORDER BY size;
-- grouping sets
SELECT size, histogram_count(histogram_agg(x)) = count(x) AS counts FROM groups GROUP BY ROLLUP (size) ORDER BY size;

-- a state that is itself a row of a set, a sub-select, a cursor
SELECT histogram_count((SELECT histogram_agg(x) FROM generate_series(1, 100) x)) AS sub_select;
WITH s AS MATERIALIZED (SELECT x % 2 AS odd, histogram_agg(x) AS h FROM generate_series(1, 100) x GROUP BY 1)
SELECT a.odd, histogram_count(a.h + b.h) AS both FROM s a, s b WHERE a.odd <> b.odd ORDER BY 1;
BEGIN;
DECLARE c CURSOR FOR SELECT i, histogram_count(h) AS count, histogram_max(h) AS max FROM (SELECT i, histogram_agg(i) OVER (ORDER BY i) AS h FROM generate_series(1, 100) i) s;
FETCH 1 FROM c;
MOVE 60 IN c;
FETCH 2 FROM c;
COMMIT;
