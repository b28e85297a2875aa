-- p-values, tests of a given distribution, and drift

CREATE TEMP TABLE goodness_rows AS
	SELECT n, (SELECT histogram_agg(x) FROM sample('gamma(2, 0, 1)', n, 7) x) AS gamma,
		(SELECT histogram_agg(x) FROM sample('norm(3, 2)', n, 8) x) AS norm,
		(SELECT histogram_agg(round(x)) FROM sample('norm(3, 2)', n, 9) x) AS rounded
	FROM (VALUES (400), (20000)) v(n);

-- the true family is not rejected, another one is
SELECT n, f.family, f.ks_pvalue > 0.01 AS ks, f.ad_pvalue > 0.01 AS ad, f.cvm_pvalue > 0.01 AS cvm
FROM goodness_rows, bestfit(gamma, '{gamma,norm}') f ORDER BY n, family;
SELECT n, f.family, f.ks_pvalue > 0.01 AS ks, f.ad_pvalue > 0.01 AS ad, f.cvm_pvalue > 0.01 AS cvm
FROM goodness_rows, bestfit(rounded, '{norm,gumbel_r}') f ORDER BY n, family;

-- probabilities, or NULL where nothing is left to test
SELECT bool_and(p BETWEEN 0 AND 1) AS probabilities, count(*) > 200 AS many
FROM goodness_rows, bestfit(norm) f, unnest(ARRAY[ks_pvalue, ad_pvalue, cvm_pvalue]) p
WHERE f.status ~ '^(ok|limit|boundary)';
SELECT family, ks IS NOT NULL AS ks, num_nonnulls(ks_pvalue, ad_pvalue, cvm_pvalue) AS p_values
FROM bestfit((SELECT histogram_agg(x) FROM (VALUES (1), (2), (2), (3)) v(x)), '{norm}');

-- the textbook p-value, which takes the estimates for given, is larger
SELECT bool_and(g.p_value >= f.ks_pvalue) AS textbook_is_larger
FROM goodness_rows r, bestfit(norm, '{norm}') f, gof(norm, f.fit) g WHERE g.test = 'ks' AND r.n = 400;

-- gof: one row a test
SELECT test, p_value BETWEEN 0.001 AND 1 AS accepted, r.n, cells IS NULL AS exact
FROM goodness_rows r, gof(norm, 'norm(3, 2)') g WHERE r.n = 400;
SELECT test, p_value < 1e-6 AS rejected FROM goodness_rows r, gof(norm, 'norm(3, 2.5)') g WHERE r.n = 20000;
SELECT test, p_value BETWEEN 0.001 AND 1 AS accepted, note FROM goodness_rows r, gof(rounded, 'norm(3, 2)') g WHERE r.n = 400;
SELECT test, p_value BETWEEN 0.001 AND 1 AS accepted, note FROM goodness_rows r, gof(norm, 'norm(3, 2)') g WHERE r.n = 20000;
SELECT test, p_value BETWEEN 0.001 AND 1 AS accepted
FROM gof((SELECT histogram_agg(x) FROM sample('poisson(4)', 500, 3) x), 'poisson(4)');
SELECT test, statistic, p_value, note FROM gof((SELECT histogram_agg(x) FROM (VALUES (0.5)) v(x)), 'poisson(4)');
SELECT test, p_value BETWEEN 0.001 AND 1 AS accepted
FROM gof((SELECT histogram_agg(x) FROM sample('norm(0, 1) on [1, 2]', 500, 3) x), 'norm(0, 1) on [1, 2]');
-- rows outside the support
SELECT test, statistic, p_value FROM gof((SELECT histogram_agg(x) FROM (VALUES (-1), (0.5)) v(x)), 'uniform(0, 1)');
-- by hand: D = 0.3 with p = 1 - 3! (2 D - 1/3)^3, W^2 = 0.06
SELECT test, round(statistic::numeric, 6) AS statistic, round(p_value::numeric, 4) AS p_value
FROM gof((SELECT histogram_agg(x) FROM (VALUES (0.1), (0.4), (0.7)) v(x)), 'uniform(0, 1)') WHERE test IN ('ks', 'cvm');
SELECT count(*) FROM gof(NULL, 'norm(0, 1)');
SELECT count(*) FROM goodness_rows r, gof(norm, NULL);
SELECT count(*) FROM gof((SELECT histogram_agg('NaN'::float8)), 'norm(0, 1)');

-- drift: none, some, complete
SELECT ks, ks_pvalue, psi, wasserstein, jensen_shannon, missing_pvalue FROM goodness_rows, histogram_drift(norm, norm) WHERE n = 400;
SELECT n_base, n_current, ks_pvalue > 0.001 AS ks, psi_pvalue > 0.001 AS psi, wasserstein < 0.6 AS near
FROM goodness_rows a, goodness_rows b, histogram_drift(a.norm, b.norm) WHERE a.n = 400 AND b.n = 20000;
SELECT n_base, n_current, ks_pvalue < 1e-6 AS ks, psi_pvalue < 1e-6 AS psi
FROM goodness_rows a, goodness_rows b, histogram_drift(a.norm, b.gamma) WHERE a.n = 400 AND b.n = 20000;
SELECT ks, psi < 'Infinity' AS finite, wasserstein, jensen_shannon, hellinger
FROM histogram_drift((SELECT histogram_agg(x) FROM generate_series(1, 10) x), (SELECT histogram_agg(x) FROM generate_series(101, 110) x));
-- another size of bins, and missing rows
SELECT n_base, n_current, ks < 0.01 AS near, missing_base, round(missing_current::numeric, 4) AS missing_current, missing_pvalue < 0.001 AS missing
FROM goodness_rows, histogram_drift(norm, (SELECT histogram_merge(h)
	FROM (VALUES ((SELECT histogram_agg(x, 65536) FROM sample('norm(3, 2)', 20000, 8) x)), ((SELECT histogram_agg(NULL, 65536) FROM generate_series(1, 100)))) v(h)))
WHERE n = 20000;
SELECT n_base, n_current, ks, ks_pvalue, psi, psi_pvalue, wasserstein, wasserstein_scaled, jensen_shannon, hellinger, missing_base, missing_current,
	round(missing_pvalue::numeric, 12) AS missing_pvalue
FROM histogram_drift((SELECT histogram_agg(NULL::float8)), (SELECT histogram_agg(x) FROM generate_series(1, 10) x));
SELECT * FROM histogram_drift(NULL, (SELECT histogram_agg(x) FROM generate_series(1, 10) x));

-- where: quantiles of the base
SELECT bin, lower, upper, share_base, share_current, round(psi::numeric, 4) AS psi
FROM histogram_drift_bins((SELECT histogram_agg(x) FROM generate_series(1, 100) x), (SELECT histogram_agg(x) FROM generate_series(31, 130) x), 5);
SELECT bin, round(lower::numeric, 9) AS lower, upper, share_base, round(share_current::numeric, 4) AS share_current
FROM histogram_drift_bins((SELECT histogram_agg(5) FROM generate_series(1, 10)),
	(SELECT histogram_agg(x) FROM (VALUES (3), (7), (7), (NULL)) v(x)));
SELECT abs(d.psi - (SELECT sum(b.psi) FROM histogram_drift_bins(norm, gamma) b)) < 1e-9 AS same_psi FROM goodness_rows, histogram_drift(norm, gamma) d;
SELECT count(*) FROM goodness_rows, histogram_drift_bins(norm, gamma, 1);
SELECT * FROM goodness_rows, histogram_drift_bins(norm, gamma, 0);
SELECT count(*) FROM histogram_drift_bins(NULL, NULL);
