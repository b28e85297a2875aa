--
-- bestfit(): methods of estimation
--
-- evenly spread rows of N(50, 10), by Box and Muller, rounded to integers
CREATE TABLE methods_rounded AS
	SELECT round((50 + 10 * sqrt(-2 * ln((i - 0.5) / 5000)) * cos(2 * pi() * (i * 0.6180339887498949 % 1)))::numeric)::float8 AS x
	FROM generate_series(1, 5000) i;
-- at the quantiles of a Weibull distribution with shape 1/2, from 100 on: its likelihood is unbounded
CREATE TABLE methods_pole AS
	SELECT 100 + 3 * ln((i - 0.5) / 2000) ^ 2 AS x FROM generate_series(1, 2000) i;
-- and of a gamma distribution with shape 2
CREATE TABLE methods_gamma AS
	SELECT -3 * (ln((i - 0.5) / 4000) + ln(i * 0.6180339887498949 % 1)) AS x FROM generate_series(1, 4000) i;
CREATE FUNCTION methods_fit(table_name text, VARIADIC args text[]) RETURNS TABLE (
	family text, params numeric[], errors boolean, ks numeric, status text, message text)
LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT family, (SELECT array_agg(round(p::numeric, 2) ORDER BY o)
			FROM unnest(params) WITH ORDINALITY u(p, o)), array_remove(std_errors, NULL) <> ''{}'', round(ks::numeric, 3), status, message
		FROM bestfit((SELECT histogram_agg(x) FROM %I), %s) ORDER BY family',
		table_name, array_to_string(args, ', '));
END $$;

-- ties do not mislead the product of spacings: the standard deviation of the rows is 10.0
SELECT * FROM methods_fit('methods_rounded', $$'{norm,logistic}'$$, $$method => 'mps'$$);
SELECT round(histogram_stddev(histogram_agg(x))::numeric, 2) FROM methods_rounded;
SELECT * FROM methods_fit('methods_rounded', $$'{norm}'$$, $$method => 'mps'$$, $$cells => 'points'$$);
-- it finds the shape and the end where likelihood has no maximum; auto says so
SELECT * FROM methods_fit('methods_pole', $$'{weibull_min,norm}'$$, $$method => 'mps'$$, $$loc => 'free'$$);
SELECT * FROM methods_fit('methods_pole', $$'{weibull_min,norm}'$$, $$method => 'auto'$$, $$loc => 'free'$$);
SELECT * FROM methods_fit('methods_gamma', $$'{gamma,pareto}'$$, $$method => 'mps'$$);
-- and where the rows are truncated
SELECT * FROM methods_fit('methods_gamma', $$'{gamma,norm}'$$, $$method => 'mps'$$, 'lower_bound => 0');

-- moments: those of the fitted distribution are those of the rows
SELECT f.family, m.o AS "order", abs(m.moment / m.of_rows - 1) < 0.001 AS close
FROM (SELECT histogram_agg(x) AS h FROM methods_gamma) s,
	bestfit(h, '{gamma,lognorm,weibull_min,genextreme,t}', method => 'moments') f,
	LATERAL (VALUES (1, mean(f.fit), histogram_mean(h)), (2, stddev(f.fit), histogram_stddev(h)),
		(3, CASE f.family WHEN 'genextreme' THEN skewness(f.fit) END, histogram_skewness(h)),
		(4, CASE f.family WHEN 't' THEN kurtosis(f.fit) END, histogram_kurtosis(h))) m(o, moment, of_rows)
WHERE m.moment IS NOT NULL
ORDER BY 1, 2;
SELECT * FROM methods_fit('methods_gamma', $$'{gamma,cauchy,pareto,norm}'$$, $$method => 'moments'$$);
-- L-moments of a normal distribution: the second is scale / sqrt(pi)
SELECT * FROM methods_fit('methods_gamma', $$'{gamma,norm,genextreme}'$$, $$method => 'lmoments'$$);
SELECT round((sum((2 * i - n - 1) * x) / n / (n - 1) * sqrt(pi()))::numeric, 2) AS scale
FROM (SELECT x, row_number() OVER (ORDER BY x) AS i, count(*) OVER () AS n FROM methods_gamma) r GROUP BY n;
-- with parameters held, as many moments less
SELECT * FROM methods_fit('methods_gamma', $$'{gamma}'$$, $$method => 'moments'$$, $$fix => '{"a": 2}'$$);

SELECT * FROM bestfit(NULL, method => 'mle2');
\echo :LAST_ERROR_SQLSTATE

DROP FUNCTION methods_fit;
DROP TABLE methods_rounded, methods_pole, methods_gamma;
