--
-- bestfit(): truncation and fixed parameters
--

-- evenly spread rows of N(0, 1), by Box and Muller, of which only those above 0.5 were recorded
CREATE TABLE constraint_normal AS
	SELECT x FROM (SELECT sqrt(-2 * ln((i - 0.5) / 16000)) * cos(2 * pi() * (i * 0.6180339887498949 % 1)) AS x
		FROM generate_series(1, 16000) i) r
	WHERE x >= 0.5;
-- and at the quantiles of an exponential distribution with mean 2, cut to [1, 5]
CREATE TABLE constraint_expon AS
	SELECT -2 * ln(exp(-0.5) - (i - 0.5) / 4000 * (exp(-0.5) - exp(-2.5))) AS x FROM generate_series(1, 4000) i;
CREATE FUNCTION constraint_fit(table_name text, VARIADIC args text[]) RETURNS TABLE (
	family text, params numeric[], n_free int, ks numeric, status text, message text)
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT family, (SELECT array_agg(round(p::numeric, 2) ORDER BY o)
			FROM unnest(params) WITH ORDINALITY u(p, o)), n_free, round(ks::numeric, 3), status, message
		FROM bestfit((SELECT histogram_agg(x) FROM %I), %s) ORDER BY rank, family',
		table_name, array_to_string(args, ', '));
END $$;

-- truncation: the parameters are those of the curve before it was cut
SELECT * FROM constraint_fit('constraint_normal', $$'{norm,expon}'$$, $$loc => 'free'$$, 'lower_bound => 0.5');
SELECT * FROM constraint_fit('constraint_normal', $$'{norm}'$$);
SELECT * FROM constraint_fit('constraint_expon', $$'{expon,uniform}'$$, 'lower_bound => 1', 'upper_bound => 5');
-- bounds that the rows do not feel change nothing
SELECT * FROM constraint_fit('constraint_expon', $$'{gamma}'$$, 'lower_bound => -1e300', 'upper_bound => 1e300');
SELECT * FROM constraint_fit('constraint_expon', $$'{gamma}'$$, $$lower_bound => '-Infinity'$$);
SELECT * FROM constraint_fit('constraint_expon', $$'{gamma}'$$);
-- every family has a row
SELECT count(*) = (SELECT count(*) FROM bestfit_families WHERE in_default AND kind = 'continuous') AS all_families,
	count(*) FILTER (WHERE rank IS NOT NULL) > 80 AS most_with_estimates,
	bool_and(status <> 'failed') AS none_failed,
	-- a family never scores below one it contains, but for rounding
	max(loglik) FILTER (WHERE family = 'gamma') > max(loglik) FILTER (WHERE family = 'expon') - 1e-6 AS gamma_not_below_expon,
	max(loglik) FILTER (WHERE family = 't') >= max(loglik) FILTER (WHERE family = 'norm') - 0.01 AS t_not_below_norm
FROM bestfit((SELECT histogram_agg(x) FROM constraint_expon), lower_bound => 1, upper_bound => 5);

-- what cannot be
-- the fit is the truncated distribution
SELECT bool_and(fit = truncate(distribution(family, params), 1, 5)) AS truncated,
	bool_and(abs(cdf(fit, 5) - 1) < 1e-12 AND cdf(fit, 1) = 0) AS on_it
FROM bestfit((SELECT histogram_agg(x) FROM constraint_expon), '{expon,gamma,uniform}', lower_bound => 1, upper_bound => 5);
SELECT * FROM bestfit((SELECT histogram_agg(x) FROM constraint_expon), lower_bound => 2);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit((SELECT histogram_agg(x) FROM constraint_expon), upper_bound => 2);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, lower_bound => 2, upper_bound => 2);
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, lower_bound => 'NaN');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, upper_bound => '-Infinity');
\echo :LAST_ERROR_SQLSTATE

-- fixed parameters
CREATE TABLE constraint_gamma AS -- evenly spread rows of a gamma distribution with shape 2, scale 3
	SELECT -3 * (ln((i - 0.5) / 4000) + ln(i * 0.6180339887498949 % 1)) AS x FROM generate_series(1, 4000) i;
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,weibull_min,expon,norm}'$$, $$fix => '{"loc": 0}'$$);
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,weibull_min}'$$, $$fix => '{"gamma": {"a": 2}}'$$);
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,weibull_min}'$$,
	$$fix => '{"scale": 3, "gamma": {"scale": 4, "loc": -1}}'$$);
-- everything: only the measures are left
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,norm}'$$, $$fix => '{"gamma": {"a": 2, "loc": 0, "scale": 3}, "norm": {"loc": 6, "scale": 4}}'$$);
-- an alias has parameters of its own, and its kernel's are not its
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,chi2}'$$, $$fix => '{"chi2": {"df": 6}}'$$);
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,chi2}'$$, $$fix => '{"gamma": {"a": 3}}'$$);
-- where the scale repeats what the shapes say, any scale will do
SELECT * FROM constraint_fit('constraint_gamma', $$'{genexpon}'$$, $$fix => '{"scale": 2, "loc": 0}'$$);
SELECT * FROM constraint_fit('constraint_gamma', $$'{genexpon}'$$, $$fix => '{"scale": 1, "loc": 0}'$$);
-- no standard error of what is not estimated
SELECT family, (SELECT array_agg(e IS NULL ORDER BY o) FROM unnest(std_errors) WITH ORDINALITY u(e, o)) AS no_error
FROM bestfit((SELECT histogram_agg(x) FROM constraint_gamma), '{gamma,t}', fix => '{"scale": 3, "gamma": {"a": 2}}', loc => 'free')
ORDER BY family;
-- rows outside a fixed support, a value outside the domain of some
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,norm}'$$, $$fix => '{"loc": 20}'$$);
SELECT * FROM constraint_fit('constraint_gamma', $$'{gamma,johnsonsu}'$$, $$fix => '{"a": -5}'$$);

-- what cannot be
SELECT * FROM bestfit(NULL, fix => '[1]');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, fix => '3');
SELECT * FROM bestfit(NULL, fix => '{"loc": "0"}');
SELECT * FROM bestfit(NULL, fix => '{"loc": null}');
SELECT * FROM bestfit(NULL, fix => '{"loc": [0]}');
SELECT * FROM bestfit(NULL, fix => '{"gamma": {"a": {"b": 1}}}');
SELECT * FROM bestfit(NULL, fix => '{"gamma": 2}');
SELECT * FROM bestfit(NULL, fix => '{"lok": 0}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, '{norm}', fix => '{"df": 1}');
SELECT * FROM bestfit(NULL, fix => '{"gama": {"a": 2}}');
SELECT * FROM bestfit(NULL, '{norm}', fix => '{"gamma": {"a": 2}}');
SELECT * FROM bestfit(NULL, fix => '{"gamma": {"b": 2}}');
SELECT * FROM bestfit(NULL, fix => '{"gamma": {"a": 0}}');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM bestfit(NULL, fix => '{"scale": -1}');
SELECT * FROM bestfit(NULL, fix => '{"loc": 1e400}');
\echo :LAST_ERROR_SQLSTATE

DROP FUNCTION constraint_fit;
DROP TABLE constraint_normal, constraint_expon, constraint_gamma;
