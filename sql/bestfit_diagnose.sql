--
-- bestfit_diagnose(): what stands out in the rows
--
CREATE FUNCTION diagnose_values(VARIADIC x float8[]) RETURNS TABLE (finding text, value numeric, detail text) LANGUAGE sql AS $$
	SELECT finding, round(value::numeric, 2), detail FROM bestfit_diagnose((SELECT histogram_agg(v) FROM unnest(x) v))
$$;
-- nothing stands out in evenly spread normal rows
SELECT * FROM bestfit_diagnose((SELECT histogram_agg(sqrt(-2 * ln((i - 0.5) / 2000)) * cos(2 * pi() * (i * 0.6180339887498949 % 1)))
	FROM generate_series(1, 2000) i));
-- NULL, NaN, infinities, and few rows
SELECT * FROM diagnose_values(1.5, NULL, 'NaN', '-Infinity', 'Infinity', 2.25, 3.7);
SELECT * FROM diagnose_values(NULL, NULL);
SELECT * FROM diagnose_values(7, 7, 7);
SELECT count(*) FROM bestfit_diagnose(NULL);
-- integers
SELECT finding, value, detail FROM bestfit_diagnose((SELECT histogram_agg(i * i % 11) FROM generate_series(1, 200) i));
-- 60 % zeros
SELECT finding, round(value::numeric, 2) AS value, detail FROM bestfit_diagnose((SELECT histogram_agg(CASE WHEN i % 5 < 3 THEN 0 ELSE -ln((i - 0.5) / 1000) END)
	FROM generate_series(1, 1000) i));
-- an atom inside, rounding to quarters
SELECT finding, round(value::numeric, 2) AS value, detail FROM bestfit_diagnose((SELECT histogram_agg(CASE WHEN i % 10 = 0 THEN 0.7 ELSE ln(i / (1001.0 - i)) END)
	FROM generate_series(1, 1000) i));
SELECT finding, round(value::numeric, 2) AS value, detail FROM bestfit_diagnose((SELECT histogram_agg(round(4 * ln(i / (1001.0 - i))) / 4)
	FROM generate_series(1, 1000) i));
-- Cauchy tails
SELECT finding, round(value::numeric, 1) AS value, left(detail, 10) AS detail FROM bestfit_diagnose((SELECT histogram_agg(tan(pi() * ((i - 0.5) / 1000 - 0.5)))
	FROM generate_series(1, 1000) i));
-- an outlier
SELECT finding, value, detail FROM bestfit_diagnose((SELECT histogram_agg(CASE WHEN i = 500 THEN 100 ELSE ln(i / (1001.0 - i)) END)
	FROM generate_series(1, 1000) i));
-- two modes
SELECT finding, value, detail FROM bestfit_diagnose((SELECT histogram_agg(ln(i / (501.0 - i)) + 12 * g) FROM generate_series(1, 500) i, generate_series(0, 1) g));
-- a unit interval, negative rows
SELECT finding, round(value::numeric, 2) AS value FROM bestfit_diagnose((SELECT histogram_agg((i - 0.5) / 100) FROM generate_series(1, 100) i));
SELECT finding, round(value::numeric, 2) AS value FROM bestfit_diagnose((SELECT histogram_agg((i - 0.5) / -100) FROM generate_series(1, 100) i));
DROP FUNCTION diagnose_values;

-- one row
SELECT finding, detail FROM bestfit_diagnose((SELECT histogram_agg(x) FROM (VALUES (7.5)) v(x)));
-- half a rounding step is no misfit, though ks is as large
SELECT family, ks > 0.1 AS large_ks, coalesce(message, '') ~ 'poor fit: ks 0\.\d\d at the edges of rounding cells' AS poor
FROM bestfit((SELECT histogram_agg(round(quantile('norm(50, 1.2)'::distribution, (i - 0.5) / 2000))) FROM generate_series(1, 2000) i),
	families => '{norm,expon}') ORDER BY family;
