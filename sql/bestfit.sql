--
-- bestfit(): arguments, the shape of the result, the forms of the call
--

-- 2000 rows at the quantiles of an exponential distribution with mean 10
CREATE TABLE bestfit_rows AS
	SELECT i, -10 * ln(1 - (i - 0.5::float8) / 2000) AS x, i % 3 AS g
	FROM generate_series(1, 2000) i;
CREATE TABLE bestfit_summary AS SELECT histogram_agg(x) AS h FROM bestfit_rows;
ANALYZE bestfit_rows;

-- the families
SELECT count(*) >= 30 AS enough,
	bool_and(family = lower(family)) AS lower_case,
	bool_and(kind IN ('continuous', 'discrete')) AS kinds,
	bool_and(n_params = cardinality(param_names)) AS named,
	bool_and(param_names[n_params - 1 : n_params] = '{loc,scale}' OR
		kind = 'discrete' AND param_names[n_params] = 'loc') AS loc_and_scale,
	bool_and(n_identifiable BETWEEN 1 AND n_params) AS identifiable,
	bool_and(reference <> '') AS referenced
FROM bestfit_families;
SELECT family, kind, param_names, n_params, support, in_default, method, plain_sql
FROM bestfit_families WHERE family IN ('norm', 'gamma', 'uniform', 'burr12') ORDER BY family;
-- families that are named by others exist
SELECT family, n FROM bestfit_families, unnest(nests || exact_alias_of) n
WHERE n IS NOT NULL AND n NOT IN (SELECT family FROM bestfit_families);
-- a name means one family
SELECT name, count(*)
FROM (SELECT family FROM bestfit_families UNION ALL SELECT unnest(aliases) FROM bestfit_families) n(name)
GROUP BY name HAVING count(*) > 1;

-- arguments
SELECT * FROM bestfit(NULL, '{norm,gama}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, exclude => '{weibul_min}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, '{norm,NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, exclude => '{NULL}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, kind => 'continous');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, rank_by => 'chisq');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, loc => '0');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, cells => '');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, top => 0);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, top => -1);
\echo :LAST_ERROR_SQLSTATE
-- the message that leads to the forms below
SELECT * FROM bestfit_rows, bestfit(histogram_agg(x));

-- nothing to fit, no rows
SELECT count(*) FROM bestfit(NULL);
SELECT count(*) FROM bestfit((SELECT histogram_agg(x) FROM bestfit_rows WHERE false));
SELECT count(*) FROM bestfit((SELECT histogram_agg(NULL::float8) FROM bestfit_rows));
SELECT count(*) FROM bestfit((SELECT histogram_agg('Infinity') FROM bestfit_rows));
SELECT count(*) FROM bestfit_summary, bestfit(h, '{}');
SELECT count(*) FROM bestfit_summary, bestfit(h, '{norm}', exclude => '{normal}');

-- which families
CREATE TEMP TABLE fits AS
	SELECT f.* FROM bestfit_summary, bestfit(h) WITH ORDINALITY
		AS f(rank, family, fit, param_names, params, std_errors, n_free, loglik, aic, aicc, bic, delta, weight,
			ks, ks_pvalue, ad, ad_pvalue, cvm, cvm_pvalue, sse, status, message, evaluations, elapsed_ms, o);
SELECT (SELECT array_agg(family ORDER BY family) FROM fits) =
	(SELECT array_agg(family ORDER BY family) FROM bestfit_families WHERE in_default AND kind = 'continuous') AS default_set;
SELECT (SELECT array_agg(family ORDER BY family) FROM bestfit_summary, bestfit(h, '{all}')) =
	(SELECT array_agg(family ORDER BY family) FROM bestfit_families WHERE kind = 'continuous') AS all_families;
SELECT (SELECT array_agg(family ORDER BY family) FROM bestfit_summary, bestfit(h, exclude => '{normal,GAMMA,gamma}')) =
	(SELECT array_agg(family ORDER BY family) FROM fits WHERE family NOT IN ('norm', 'gamma')) AS excluded;
SELECT family FROM bestfit_summary, bestfit(h, '{Exponential,NORM,normal,Gamma}') ORDER BY family;
SELECT count(*) FROM bestfit_summary, bestfit(h, '{norm,expon}', exclude => '{all}');

-- the fit is a value
SELECT bool_and(family(fit) = family AND params(fit) = params AND param_names(fit) = param_names) AS says_the_same,
	bool_and((fit IS NULL) = (rank IS NULL)) AS where_estimated, bool_and(fit::text::distribution = fit) AS valid
FROM fits;

-- NULL stands for the default
SELECT (SELECT array_agg(family ORDER BY rank, family) FROM bestfit_summary, bestfit(h, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) =
	(SELECT array_agg(family ORDER BY rank, family) FROM fits) AS defaults;
SELECT (SELECT array_agg(family ORDER BY rank, family)
	FROM bestfit_summary, bestfit(h, kind => 'Continuous', rank_by => 'BIC', loc => 'Auto', cells => 'AUTO')) =
	(SELECT array_agg(family ORDER BY rank, family) FROM fits) AS any_case;

-- every row is complete, or says why not and has no numbers
SELECT DISTINCT status ~ '^(ok|boundary|limit:\w+|not converged|unsupported data|failed)$' AS known_status FROM fits;
SELECT bool_and(cardinality(params) = cardinality(param_names)
		AND cardinality(std_errors) = cardinality(param_names)
		AND array_position(params, NULL) IS NULL
		AND num_nulls(rank, n_free, loglik, aic, aicc, bic, ks, ad, cvm, sse) = 0) AS complete
FROM fits WHERE status ~ '^(ok|boundary|limit)';
SELECT count(*) FROM fits
WHERE status IN ('unsupported data', 'failed')
	AND (message IS NULL OR num_nonnulls(rank, params, std_errors, n_free, loglik, aic, aicc, bic, delta, weight, ks, ad, cvm, sse, ks_pvalue, ad_pvalue, cvm_pvalue) > 0);
SELECT bool_and(param_names = (SELECT v.param_names FROM bestfit_families v WHERE v.family = fits.family)) AS param_names,
	bool_and(elapsed_ms >= 0) AS timed, bool_and(evaluations >= 0) AS counted
FROM fits;

-- the criteria are what their definitions say
SELECT bool_and(abs(aic - (2 * n_free - 2 * loglik)) < 1e-9) AS aic,
	bool_and(abs(bic - (n_free * ln(2000) - 2 * loglik)) < 1e-9) AS bic,
	bool_and(abs(aicc - (aic + 2.0 * n_free * (n_free + 1) / (2000 - n_free - 1))) < 1e-9) AS aicc,
	min(delta) AS least_delta,
	bool_and(abs(delta - (bic - (SELECT min(bic) FROM fits WHERE delta IS NOT NULL))) < 1e-9) AS delta,
	abs(sum(weight) - 1) < 1e-12 AS weights,
	bool_and(abs(weight - exp(greatest(-delta / 2, -600)) * (SELECT weight FROM fits WHERE delta = 0 LIMIT 1)) < 1e-12) AS weight
FROM fits WHERE status ~ '^(ok|boundary|limit)';

-- the order: by the criterion, then what did not converge, then what failed
CREATE FUNCTION ranked_by(criterion text) RETURNS TABLE (ranks boolean, classes boolean, ordered boolean, deltas boolean)
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($query$
		WITH f AS (
			SELECT o, rank, delta, %1$s AS by_ic,
				CASE WHEN status = 'not converged' THEN 1 WHEN rank IS NULL THEN 2 ELSE 0 END AS class,
				CASE WHEN %2$L = 'loglik' THEN -loglik ELSE %2$I END AS key
			FROM bestfit_summary, bestfit(h, rank_by => %2$L) WITH ORDINALITY
				AS f(rank, family, fit, param_names, params, std_errors, n_free, loglik, aic, aicc, bic, delta, weight,
					ks, ks_pvalue, ad, ad_pvalue, cvm, cvm_pvalue, sse, status, message, evaluations, elapsed_ms, o)),
		g AS (
			SELECT *, lag(class) OVER (ORDER BY o) AS last_class, lag(key) OVER (ORDER BY o) AS last_key FROM f)
		SELECT bool_and(rank IS NOT DISTINCT FROM CASE WHEN class < 2 THEN o END),
			bool_and(class >= coalesce(last_class, 0)),
			bool_and(coalesce(class = 2 OR class <> last_class OR key >= last_key, true)),
			bool_and(coalesce(abs(delta - (by_ic - (SELECT min(by_ic) FROM f WHERE class = 0))) < 1e-9, class > 0))
		FROM g
		$query$, CASE WHEN criterion IN ('aic', 'aicc') THEN criterion ELSE 'bic' END, criterion);
END $$;
SELECT c, r.* FROM unnest('{bic,aic,aicc,loglik,ks,ad,cvm,sse}'::text[]) c, ranked_by(c) r;

-- top is a limit after ranking
SELECT (SELECT array_agg(family ORDER BY rank) FROM bestfit_summary, bestfit(h, top => 3)) =
	(SELECT array_agg(family ORDER BY o) FROM fits WHERE o <= 3) AS top;
SELECT count(*) FROM bestfit_summary, bestfit(h, '{norm,expon}', top => 1000);

-- against closed forms: the normal's estimate is mean and deviation (divisor n), the exponential's
-- from 0 the mean; their log-likelihoods follow
SELECT abs(params[1] / avg - 1) < 1e-9 AS loc, abs(params[2] / stddev - 1) < 1e-9 AS scale,
	abs(std_errors[1] / (stddev / sqrt(2000)) - 1) < 1e-3 AS loc_error,
	abs(loglik / (-1000 * (ln(2 * pi() * stddev ^ 2) + 1)) - 1) < 1e-5 AS loglik, n_free, status
FROM fits, (SELECT avg(x), stddev_pop(x) AS stddev FROM bestfit_rows) r WHERE family = 'norm';
SELECT params[1] AS loc, abs(params[2] / avg - 1) < 1e-9 AS scale,
	abs(std_errors[2] / (avg / sqrt(2000)) - 1) < 1e-3 AS scale_error, std_errors[1] AS loc_error,
	abs(loglik / (-2000 * (ln(avg) + 1)) - 1) < 1e-5 AS loglik, n_free, status
FROM fits, (SELECT avg(x) FROM bestfit_rows) r WHERE family = 'expon';
-- ks: the rows are at the quantiles (i - 0.5) / n of an exponential that is nearly the estimate
SELECT abs(ks - (SELECT max(greatest(i / 2000.0 - p, p - (i - 1) / 2000.0))
	FROM (SELECT i, 1 - exp(-x / params[2]) AS p FROM bestfit_rows) c)) < 1e-3 AS ks
FROM fits WHERE family = 'expon';
-- sse: the densities in the middle of the bins of histogram_bins
SELECT family, abs(sse / (SELECT sum((density - CASE family
		WHEN 'norm' THEN exp(-0.5 * (((lower + upper) / 2 - params[1]) / params[2]) ^ 2) / (params[2] * sqrt(2 * pi()))
		ELSE exp(-(lower + upper) / 2 / params[2]) / params[2] END) ^ 2)
	FROM bestfit_summary, histogram_bins(h)) - 1) < 1e-9 AS sse
FROM fits WHERE family IN ('norm', 'expon') ORDER BY family;
SELECT family, n_free FROM fits WHERE rank = 1;

-- rows outside the support are a row, not an error
SELECT rank, family, params IS NULL AS no_params, loglik IS NULL AS no_loglik, status, message IS NOT NULL AS explained
FROM bestfit((SELECT histogram_agg(x - 5) FROM bestfit_rows), '{expon,norm}', loc => 'zero') ORDER BY family = 'norm';
-- rows that are all the same
SELECT count(*), bool_and(status IS NOT NULL) AS all_say_so
FROM bestfit((SELECT histogram_agg(7) FROM bestfit_rows), '{norm,gamma,uniform,t}');
SELECT count(*) FROM bestfit((SELECT histogram_agg(7) FROM bestfit_rows WHERE i = 1), '{norm,gamma,uniform,t}');

-- every form of the call keeps the partial aggregate
CREATE FUNCTION keeps_partial_aggregate(query text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	line text;
	found boolean := false;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		found := found OR line ~ 'Partial .*Aggregate';
	END LOOP;
	RETURN found;
END $$;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT form, keeps_partial_aggregate(query) FROM (VALUES
	('sub-select', 'SELECT * FROM bestfit((SELECT histogram_agg(x) FROM bestfit_rows), top => 1)'),
	('CTE', 'WITH s AS (SELECT histogram_agg(x) AS h FROM bestfit_rows) SELECT f.* FROM s, bestfit(h) f'),
	('LATERAL', 'SELECT g.g, f.* FROM (SELECT g, histogram_agg(x) AS h FROM bestfit_rows GROUP BY g) g
		CROSS JOIN LATERAL bestfit(g.h, top => 1) f'),
	('select list', 'SELECT (bestfit(histogram_agg(x))).* FROM bestfit_rows')) f(form, query);
-- and gives the same rows
CREATE TEMP TABLE winners (form text, g int, family text, params float8[]);
INSERT INTO winners
	SELECT 'sub-select', NULL, family, params
	FROM bestfit((SELECT histogram_agg(x) FROM bestfit_rows), '{norm,expon}');
INSERT INTO winners
	WITH s AS (SELECT histogram_agg(x) AS h FROM bestfit_rows)
	SELECT 'CTE', NULL, f.family, f.params FROM s, bestfit(h, '{norm,expon}') f;
INSERT INTO winners
	SELECT 'LATERAL', g.g, f.family, f.params
	FROM (SELECT g, histogram_agg(x) AS h FROM bestfit_rows GROUP BY g) g CROSS JOIN LATERAL bestfit(g.h, '{norm,expon}') f;
INSERT INTO winners
	SELECT 'select list', NULL, (f).family, (f).params
	FROM (SELECT bestfit(histogram_agg(x), '{norm,expon}') AS f FROM bestfit_rows) s;
INSERT INTO winners
	SELECT 'star', NULL, family, params
	FROM (SELECT (bestfit(histogram_agg(x), '{norm,expon}')).* FROM bestfit_rows) s;
SELECT form, count(*), count(DISTINCT g) AS groups,
	bool_and(g IS NOT NULL OR (family, params) IN (SELECT w.family, w.params FROM winners w WHERE w.form = 'sub-select')) AS same
FROM winners GROUP BY form ORDER BY form;
SELECT bool_and(abs(params[2] / avg - 1) < 1e-9) AS groups
FROM winners JOIN (SELECT g, avg(x) FROM bestfit_rows GROUP BY g) r USING (g)
WHERE family = 'expon' AND params[1] = 0;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- how the planner sees it
SELECT proname, provolatile, proparallel, procost, prorows FROM pg_proc
WHERE proname IN ('bestfit', 'bestfit_last_run', 'bestfit_family_list') ORDER BY proname COLLATE "C";

DROP FUNCTION ranked_by(text);
DROP FUNCTION keeps_partial_aggregate(text);
DROP TABLE bestfit_rows, bestfit_summary;
