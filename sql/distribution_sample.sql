--
-- distribution: random numbers
--

-- a million rows: mean a, variance a, within four standard errors
SELECT count(*), abs(avg(x) - 2) < 4 * sqrt(2 / 1e6) AS mean, abs(var_samp(x) - 2) < 4 * sqrt(24 / 1e6) AS variance,
	count(DISTINCT x) > 999900 AS distinct
FROM sample('gamma(2, 0, 1)', 1000000, 1) x;
-- a truncation far out in the tail: finite values, just beyond its bound
SELECT bool_and(x BETWEEN 10 AND 12) AS near_10, round(avg(x)::numeric, 2) AS mean FROM sample('norm on [10, inf]', 10000, 1) x;

-- the same seed gives the same rows, of which fewer are the first; another seed gives others
CREATE TABLE drawn AS SELECT x, o FROM sample('lognorm(1)', 1000, 42) WITH ORDINALITY s(x, o);
SELECT count(*) FROM drawn JOIN sample('lognorm(1)', 1000, 42) WITH ORDINALITY s(x, o) USING (x, o);
SELECT count(*) FROM drawn JOIN (SELECT sample('lognorm(1)', 1000, 42) AS x) s USING (x);
SELECT count(*) FROM drawn JOIN sample('lognorm(1)', 100, 42) WITH ORDINALITY s(x, o) USING (x, o);
SELECT count(*) FROM drawn JOIN sample('lognorm(1)', 1000, 43) s(x) USING (x);
SELECT count(*) FROM drawn JOIN sample('lognorm(1)', 1000, -42) s(x) USING (x);
-- under a Gather too
CREATE TABLE seeds AS SELECT s, d::distribution FROM generate_series(1, 40) s, (VALUES ('gamma(2)'), ('norm')) v(d);
ALTER TABLE seeds SET (parallel_workers = 2);
CREATE VIEW sums AS SELECT s, d, sum(x) FROM seeds, LATERAL (SELECT sum(x) AS x FROM sample(d, 100, s) x) v GROUP BY s, d;
CREATE TABLE serial_sums AS SELECT * FROM sums;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT s, sample(d, 3, s) FROM seeds;
SELECT count(*) FROM sums JOIN serial_sums USING (s, d, sum);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- how many
SELECT count(*) FROM sample('norm', 0, 1);
SELECT count(*) FROM sample('norm', NULL, 1);
SELECT count(*) FROM (SELECT sample('norm', 1000000000000, 1) LIMIT 3) s;
SELECT sample('norm', -1, 1);
\echo :LAST_ERROR_SQLSTATE
EXPLAIN SELECT * FROM sample('norm', 12345, 1);

-- from the session's generator
SELECT setseed(0.5);
CREATE TEMP TABLE first AS SELECT random('expon') AS x, (SELECT sum(s) FROM sample('expon', 10) s) AS s FROM generate_series(1, 1000);
SELECT setseed(0.5);
CREATE TEMP TABLE second AS SELECT random('expon') AS x, (SELECT sum(s) FROM sample('expon', 10) s) AS s FROM generate_series(1, 1000);
SELECT count(*) FROM first JOIN second USING (x, s);
SELECT count(DISTINCT x) AS different, abs(avg(x) - 1) < 4 / sqrt(1000) AS mean, min(x) > 0 AS positive FROM first;
SELECT count(DISTINCT x) FROM (SELECT random('norm') AS x UNION ALL SELECT x FROM sample('norm', 2) x) s;

-- cancelled at once
SET statement_timeout = 100;
SELECT count(*) FROM sample('norm', 1000000000000, 1);
SELECT sum(x) FROM (SELECT sample('levy_stable(1.1, 0.3)', 1000000000000, 1) AS x) s;
RESET statement_timeout;

DROP VIEW sums;
DROP TABLE drawn, seeds, serial_sums;
