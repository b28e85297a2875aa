--
-- Cases that other tools get wrong
--

-- N(0, 1) of which only what is above 0.5 was seen: evenly spread rows, by Box and Muller
CREATE TABLE golden_cut AS
	SELECT x FROM (SELECT sqrt(-2 * ln((i - 0.5) / 16205)) * cos(2 * pi() * (i * 0.6180339887498949 % 1)) AS x
		FROM generate_series(1, 16205) i) r
	WHERE x >= 0.5;
SELECT count(*), round(params[1]::numeric, 1) AS loc, round(params[2]::numeric, 1) AS scale, round(aic::numeric, -1) AS aic,
	fit::text ~ ' on \[0.5, inf\]$' AS truncated, ks_pvalue > 0.1 AS fits
FROM golden_cut, LATERAL (SELECT 1) one, bestfit((SELECT histogram_agg(x) FROM golden_cut), '{norm}', lower_bound => 0.5)
GROUP BY params, aic, fit, ks_pvalue;
SELECT round(aic::numeric, -1) AS aic_without_truncation FROM bestfit((SELECT histogram_agg(x) FROM golden_cut), '{norm}');
-- moments of truncated distributions, and tails far out
SELECT mean('norm(50, 10) on [0, 100]'::distribution) AS mean, round(mean('norm(0, 1) on [10, inf]'::distribution)::numeric, 4) AS far_mean,
	quantile('norm(0, 1) on [8, inf]', 0.5) < 8.1 AS finite;

-- the test of gumbel_r is not that of gumbel_l, and that of expon knows loc
CREATE TABLE golden_gumbel AS SELECT 5 - 2 * ln(-ln((i * 0.6180339887498949) % 1)) AS x FROM generate_series(1, 500) i;
SELECT family, ad_pvalue > 0.1 AS accepted FROM bestfit((SELECT histogram_agg(x) FROM golden_gumbel), '{gumbel_r,gumbel_l}') ORDER BY family;
SELECT family, ad_pvalue > 0.1 AS accepted FROM bestfit((SELECT histogram_agg(100 - 2 * ln(i * 0.6180339887498949 % 1)) FROM generate_series(1, 500) i),
	'{expon}', loc => 'free');

-- rounded rows and the product of spacings: the scale is 10, not 20
SELECT round(params[2]::numeric, 1) AS scale
FROM bestfit((SELECT histogram_agg(round((50 + 10 * sqrt(-2 * ln((i - 0.5) / 5000)) * cos(2 * pi() * (i * 0.6180339887498949 % 1)))::numeric)::float8)
	FROM generate_series(1, 5000) i), '{norm}', method => 'mps');

-- Cauchy rows: no bin holds all of them, and the family is found
CREATE TABLE golden_cauchy AS SELECT tan(pi() * ((i - 0.5) / 5000 - 0.5)) AS x FROM generate_series(1, 5000) i;
SELECT max(count) < 500 AS spread FROM histogram_bins((SELECT histogram_agg(x) FROM golden_cauchy), scale => 'quantile');
SELECT family, params[1]::numeric(8, 2) AS loc, params[2]::numeric(8, 2) AS scale FROM bestfit((SELECT histogram_agg(x) FROM golden_cauchy), top => 1);
-- a spike of 60 % zeros is no good fit of anything, and is found
SELECT family, message ~ 'poor fit: ks 0.60' AS poor FROM bestfit((SELECT histogram_agg(CASE WHEN i % 5 < 3 THEN 0 ELSE -ln((i - 0.5) / 5000) END) FROM generate_series(1, 5000) i),
	'{gamma,weibull_min,expon,lognorm}') WHERE rank IS NOT NULL ORDER BY family;
SELECT finding, round(value::numeric, 2) AS share FROM bestfit_diagnose((SELECT histogram_agg(CASE WHEN i % 5 < 3 THEN 0 ELSE -ln((i - 0.5) / 5000) END)
	FROM generate_series(1, 5000) i)) WHERE finding = 'zeros';
-- constant rows
SELECT DISTINCT rank, sse, status, message FROM bestfit((SELECT histogram_agg(7) FROM generate_series(1, 100)));
-- two populations: whatever is best is poor, and says so
SELECT bool_and(message ~ 'poor fit') AS all_poor
FROM bestfit((SELECT histogram_agg(CASE WHEN i % 2 = 0 THEN 0 ELSE 12 END + ln(i / (1001.0 - i))) FROM generate_series(1, 1000) i),
	'{norm,logistic,gumbel_r,t,skewnorm}') WHERE rank IS NOT NULL;
-- families that rows cannot tell apart
SELECT family, message FROM bestfit((SELECT histogram_agg(10 + ln(i / (51.0 - i))) FROM generate_series(1, 50) i), '{norm,logistic,expon}', loc => 'free')
WHERE rank IS NOT NULL ORDER BY family;

DROP TABLE golden_cut, golden_gumbel, golden_cauchy;
