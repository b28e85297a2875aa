--
-- bestfit(): p-values by refits
--
CREATE TABLE bootstrap_samples (name text, h histogram);
INSERT INTO bootstrap_samples
	SELECT 'gamma', histogram_agg(x) FROM sample('gamma(2)', 400, 1) x
	UNION ALL SELECT 'gamma, rounded', histogram_agg(round(x::numeric, 1)::float8) FROM sample('gamma(2)', 400, 1) x
	UNION ALL SELECT 'gamma, binned', histogram_agg(x) FROM sample('gamma(2)', 50000, 2) x
	UNION ALL SELECT 'gamma, from 1 on', histogram_agg(x) FROM sample('gamma(2) on [1, inf]', 400, 3) x
	UNION ALL SELECT 'poisson', histogram_agg(x) FROM sample('poisson(3)', 500, 2) x;

-- what rows come from is not rejected, another family is, and the last digit of p is that of 99 replicates
CREATE FUNCTION bootstrap_verdicts(h histogram, families text[], kind text DEFAULT 'continuous', lower_bound float8 DEFAULT NULL,
		method text DEFAULT 'mle')
	RETURNS TABLE (family text, ks_rejects bool, ad_rejects bool, cvm_rejects bool, of_100 bool) LANGUAGE sql AS $$
	SELECT family, ks_pvalue < 0.05, ad_pvalue < 0.05, cvm_pvalue < 0.05,
		abs(ks_pvalue * 100 - round(ks_pvalue * 100)) < 1e-9 AND ks_pvalue BETWEEN 0.01 AND 1
	FROM bestfit(h, families, kind => kind, lower_bound => lower_bound, method => method, bootstrap => 99)
	ORDER BY family
$$;
SELECT s.name, v.* FROM bootstrap_samples s, bootstrap_verdicts(h, '{gamma, norm}') v
WHERE s.name IN ('gamma', 'gamma, rounded', 'gamma, binned') ORDER BY s.name, v.family;
SELECT s.name, v.* FROM bootstrap_samples s, bootstrap_verdicts(h, '{gamma, uniform}', lower_bound => 1) v WHERE s.name = 'gamma, from 1 on';
SELECT s.name, v.* FROM bootstrap_samples s, bootstrap_verdicts(h, '{poisson, geom}', kind => 'discrete') v WHERE s.name = 'poisson';

-- estimates by moments have such p-values, and no others
SELECT v.* FROM bootstrap_samples s, bootstrap_verdicts(h, '{gamma, norm}', method => 'moments') v WHERE s.name = 'gamma';
SELECT family, ks_pvalue, ad_pvalue, cvm_pvalue
FROM bootstrap_samples s, bestfit(h, '{gamma}', method => 'moments', bootstrap => 0) WHERE s.name = 'gamma';

-- they agree with those of the projection, which are made without any refit
SELECT s.name, f.family, abs(f.ks_pvalue - b.ks_pvalue) < 0.1 AS ks, abs(f.ad_pvalue - b.ad_pvalue) < 0.1 AS ad,
	abs(f.cvm_pvalue - b.cvm_pvalue) < 0.1 AS cvm
FROM bootstrap_samples s, bestfit(h, '{gamma, norm}') f, bestfit(h, '{gamma, norm}', bootstrap => 499) b
WHERE s.name IN ('gamma', 'gamma, rounded') AND f.family = b.family ORDER BY s.name, f.family;

-- all else is as without
SELECT count(*) FROM bootstrap_samples s,
	LATERAL (SELECT rank, family, params, loglik, ks, ad, cvm, sse, status FROM bestfit(h, '{gamma, norm, lognorm}')
		EXCEPT SELECT rank, family, params, loglik, ks, ad, cvm, sse, status FROM bestfit(h, '{gamma, norm, lognorm}', bootstrap => 5)) d
WHERE s.name = 'gamma';

-- the same from each executor; a job of its own
SET bestfit.executor = serial;
CREATE TABLE bootstrap_serial AS SELECT s.name, rank, family, ks_pvalue, ad_pvalue, cvm_pvalue, params
	FROM bootstrap_samples s, bestfit(h, '{gamma, norm, lognorm, weibull_min}', bootstrap => 99) WHERE s.name NOT IN ('poisson', 'gamma, from 1 on');
SELECT job, executor, families, tasks FROM bestfit_last_run();
SET bestfit.executor = parallel;
SELECT count(*) FROM (
	SELECT s.name, rank, family, ks_pvalue, ad_pvalue, cvm_pvalue, params
	FROM bootstrap_samples s, bestfit(h, '{gamma, norm, lognorm, weibull_min}', bootstrap => 99) WHERE s.name NOT IN ('poisson', 'gamma, from 1 on')
	EXCEPT SELECT * FROM bootstrap_serial) d;
SELECT job, executor, families, tasks FROM bestfit_last_run();
RESET bestfit.executor;

-- one that is not finished in time gives no p-values; the fit stands
SET bestfit.family_timeout = '2ms';
SELECT family, ks_pvalue, ad_pvalue, cvm_pvalue FROM bootstrap_samples s, bestfit(h, '{norm}', bootstrap => 10000) WHERE s.name = 'gamma';
RESET bestfit.family_timeout;
SET statement_timeout = '200ms';
SELECT family, ks_pvalue FROM bootstrap_samples s, bestfit(h, '{gamma}', bootstrap => 10000) WHERE s.name = 'gamma';
RESET statement_timeout;

-- rows without an estimate, and wrong numbers
SELECT family, ks_pvalue, status FROM bestfit((SELECT histogram_agg(x) FROM (VALUES (1), (1)) v(x)), '{norm}', bootstrap => 9);
SELECT family FROM bootstrap_samples s, bestfit(h, bootstrap => -1);
SELECT family FROM bootstrap_samples s, bestfit(h, bootstrap => 10001);
SELECT family, ks_pvalue < 1 AS projected FROM bootstrap_samples s, bestfit(h, '{gamma}', bootstrap => NULL) WHERE s.name = 'gamma';

-- 5 % of the samples of a family are rejected at 5 %: between 0 and 8 of 60 with probability 0.997
SELECT count(*) FILTER (WHERE ks_pvalue < 0.051) <= 8 AS ks, count(*) FILTER (WHERE ad_pvalue < 0.051) <= 8 AS ad,
	count(*) FILTER (WHERE cvm_pvalue < 0.051) <= 8 AS cvm, avg(ks_pvalue) BETWEEN 0.4 AND 0.65 AS ks_mean,
	avg(ad_pvalue) BETWEEN 0.4 AND 0.65 AS ad_mean, avg(cvm_pvalue) BETWEEN 0.4 AND 0.65 AS cvm_mean
FROM generate_series(1, 60) i,
	LATERAL (SELECT histogram_agg(x) AS h FROM sample('expon', 100, i) x) s, bestfit(h, '{expon}', bootstrap => 39);
DROP TABLE bootstrap_samples, bootstrap_serial;
