--
-- The executors: the same rows from each, wherever the call stands
--

CREATE TABLE executor_summary AS
	SELECT histogram_agg(exp(sin(i) * 2)) AS h FROM generate_series(1, 5000) i;

-- nothing has run yet in this session
SELECT count(*) FROM bestfit_last_run();

-- settings
SET bestfit.executor = 'threads';
SET bestfit.max_workers = -2;
SET bestfit.nonsense = 1;
SHOW bestfit.executor;
SHOW bestfit.max_workers;
SHOW bestfit.min_parallel_cost;

-- all columns but the elapsed time
CREATE VIEW executor_fits AS
	SELECT rank, family, param_names, params, std_errors, n_free, loglik, aic, aicc, bic, delta, weight,
		ks, ks_pvalue, ad, ad_pvalue, cvm, cvm_pvalue, sse, status, message, evaluations
	FROM executor_summary, bestfit(h);

SET bestfit.executor = serial;
CREATE TEMP TABLE serial_fits AS SELECT * FROM executor_fits;
SELECT job, executor, reason, families = tasks AS one_task_each, families = (SELECT count(*) FROM serial_fits) AS all_families,
	tasks_by_workers, workers_planned, workers_launched,
	estimated_cost_ms > 0 AS estimated, cpus >= 1 AS has_cpu,
	max_worker_processes = current_setting('max_worker_processes')::int AS processes,
	max_parallel_workers = current_setting('max_parallel_workers')::int AS workers,
	free_workers, real_cost_ms > 0 AND real_cost_ms <= work_ms + 1 AS costs,
	elapsed_ms >= prepare_ms + launch_ms + work_ms + wait_ms - 0.1 AS adds_up, work_ms > 0 AS worked, launch_ms, wait_ms
FROM bestfit_last_run();

-- the rows that differ from those of the serial executor: none
CREATE FUNCTION differences() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM (
		(SELECT * FROM executor_fits EXCEPT ALL SELECT * FROM serial_fits)
		UNION ALL
		(SELECT * FROM serial_fits EXCEPT ALL SELECT * FROM executor_fits)) d
$$;
-- what the last call did
CREATE VIEW last_executor AS
	SELECT executor, reason, workers_planned, workers_launched > 0 AS launched,
		tasks_by_workers BETWEEN 0 AND tasks AS shared
	FROM bestfit_last_run();

SET bestfit.executor = parallel;
SET bestfit.max_workers = 1;
SELECT differences();
SELECT * FROM last_executor;
SET bestfit.max_workers = 3;
SELECT differences();
SELECT * FROM last_executor;

-- one family leaves nothing to share
SELECT family FROM executor_summary, bestfit(h, '{norm}');
SELECT * FROM last_executor;

-- no workers allowed
SET bestfit.max_workers = 0;
SELECT differences();
SELECT * FROM last_executor;
SET bestfit.max_workers = 3;
SET max_parallel_workers = 0;
SELECT differences();
SELECT * FROM last_executor;
RESET max_parallel_workers;

-- work too small to share
SET bestfit.executor = auto;
SET bestfit.min_parallel_cost = '1h';
SELECT differences();
SELECT executor, reason IN ('estimated cost is below bestfit.min_parallel_cost', 'only one CPU is available') AS reason
FROM bestfit_last_run();
RESET bestfit.min_parallel_cost;
SELECT differences();
SET bestfit.executor = parallel;

-- in a subtransaction, after one that failed in the midst of it all, and after a savepoint
DO $$
BEGIN
	PERFORM count(*) FROM executor_fits;
	RAISE division_by_zero;
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE '% differences', differences();
END $$;
BEGIN;
SAVEPOINT s;
SELECT count(*) FROM executor_summary, bestfit(h, '{norm,gama}');
ROLLBACK TO s;
SELECT differences();
COMMIT;

-- in a transaction that has written, serializable at that; in one that must not write
BEGIN ISOLATION LEVEL SERIALIZABLE;
CREATE TEMP TABLE written ON COMMIT DROP AS SELECT * FROM executor_fits;
INSERT INTO written SELECT * FROM executor_fits;
SELECT count(*) = 2 * (SELECT count(*) FROM serial_fits) AS twice FROM written;
SELECT differences();
COMMIT;
BEGIN READ ONLY;
SELECT differences();
COMMIT;

-- in a cursor, read forward and back
BEGIN;
DECLARE c SCROLL CURSOR FOR SELECT rank FROM executor_fits WHERE rank <= 3 ORDER BY rank;
FETCH 2 FROM c;
FETCH BACKWARD 1 FROM c;
CLOSE c;
COMMIT;

-- in a trigger
CREATE TABLE triggered (h histogram, families bigint);
CREATE FUNCTION count_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	new.families := (SELECT count(*) FROM bestfit(new.h));
	RETURN new;
END $$;
CREATE TRIGGER count_fits BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION count_fits();
INSERT INTO triggered SELECT h FROM executor_summary;
SELECT families = (SELECT count(*) FROM serial_fits) AS all_families FROM triggered;

-- in a materialized view
CREATE MATERIALIZED VIEW materialized_fits AS SELECT * FROM executor_fits;
REFRESH MATERIALIZED VIEW materialized_fits;
SELECT count(*) FROM (SELECT * FROM materialized_fits EXCEPT ALL SELECT * FROM serial_fits) d;

-- (bestfit(h)).* is one call per column, but one set of fits: the times are equal, too
SELECT count(*), bool_and((a).family = (b).family AND (a).elapsed_ms = (b).elapsed_ms) AS once
FROM (SELECT bestfit(h, '{norm,gamma}') AS a, bestfit(h, '{norm,gamma}') AS b FROM executor_summary) s;
-- other arguments or rows are other fits
SELECT count((a).family), count((b).family), count((c).family), bool_and((a).loglik <> (c).loglik) AS other_rows
FROM (SELECT bestfit(h, '{norm,gamma}') AS a, bestfit(h, '{gamma}') AS b, bestfit(h + h, '{norm,gamma}') AS c
	FROM executor_summary) s;

-- above and inside a parallel plan: a worker does its call alone
CREATE TABLE summaries AS SELECT i, h FROM executor_summary, generate_series(1, 4) i;
ALTER TABLE summaries SET (parallel_workers = 2);
ANALYZE summaries;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT count(*), count(DISTINCT (family, params, bic, status)) = 2 AS same
FROM summaries, bestfit(h, '{norm,gamma}');
SELECT count(*) FROM summaries, bestfit((SELECT histogram_agg(i) FROM summaries), '{norm,uniform}');
DO $$
BEGIN
	PERFORM set_config(
		CASE WHEN current_setting('server_version_num')::int < 160000
			THEN 'force_parallel_mode' ELSE 'debug_parallel_query' END, 'regress', false);
END $$;
SELECT count(*), count(DISTINCT (family, params, bic, status)) = 2 AS same
FROM summaries, bestfit(h, '{norm,gamma}');
SELECT differences();

-- a new session knows nothing of the last run
\connect -
SELECT count(*) FROM bestfit_last_run();

DROP MATERIALIZED VIEW materialized_fits;
DROP TABLE triggered, summaries;
DROP FUNCTION count_fits(), differences();
DROP VIEW last_executor, executor_fits;
DROP TABLE executor_summary;
