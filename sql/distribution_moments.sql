--
-- Moments, mode, entropy and tail means of a distribution.
--

-- textbook values
SELECT d, round(mean(d)::numeric, 10) AS mean, round(variance(d)::numeric, 10) AS variance,
       round(stddev(d)::numeric, 10) AS stddev, round(skewness(d)::numeric, 10) AS skewness,
       round(kurtosis(d)::numeric, 10) AS kurtosis
FROM   unnest(ARRAY['norm(50, 10)', 'gamma(4, 0, 0.5)', 'lognorm(1)', 'expon(0, 3)', 'beta(2, 6)', 't(5, 1, 2)',
                    'poisson(3)', 'uniform(-1, 2)']::distribution[]) d;

-- what diverges is infinite, what does not exist is NULL
SELECT d, mean(d), round(variance(d)::numeric, 10) AS variance, round(skewness(d)::numeric, 8) AS skewness, kurtosis(d)
FROM   unnest(ARRAY['cauchy', 'levy', 'levy_l', 'pareto(1)', 'pareto(1.5)', 't(2)', 't(3)', 'pareto(3.5)']::distribution[]) d;

-- truncated
SELECT round(mean('norm(50, 10) on [0, 100]')::numeric, 10) AS both,
       round(mean('norm on [8, inf]')::numeric, 10) AS upper_tail,
       round(mean('cauchy on [-1, 1]')::numeric, 10) AS cauchy,
       round(variance(distribution 'cauchy on [-1, 1]')::numeric, 10) AS of_cauchy,
       mean('norm on [40, inf]') BETWEEN 40.02496 AND 40.02497 AS far;

SELECT round(mode(distribution 'gamma(4, 0, 0.5)')::numeric, 8) AS gamma, mode(distribution 'expon(3, 2)') AS at_the_end,
       mode(distribution 'beta(0.5, 2)') AS at_a_pole, mode(distribution 'poisson(3.5)') AS poisson, round(mode(distribution 'norm(50, 10)')::numeric, 8) AS norm;

SELECT round(entropy('norm(0, 1)')::numeric, 10) AS norm, round(entropy('expon(0, 2)')::numeric, 10) AS expon,
       round(entropy('uniform(0, 8)')::numeric, 10) AS uniform, round(entropy('poisson(3)')::numeric, 10) AS poisson;

-- insurance and risk
SELECT round(expected_shortfall('norm', 0.99)::numeric, 10) AS norm,
       round(mean_excess('expon(0, 5)', 40)::numeric, 10) AS memoryless,
       round(limited_expected_value('expon(0, 5)', 5)::numeric, 10) AS limited,
       mean_excess('pareto(1)', 10) AS no_mean, mean_excess('uniform', 1) AS beyond;
SELECT round(return_level('gumbel_r', 100)::numeric, 8) AS level, round(return_period('expon', ln(20))::numeric, 8) AS period;

SELECT expected_shortfall('norm', 1);
SELECT mean(NULL::distribution) IS NULL AS strict;

-- the aggregates of those names are what they were
SELECT variance(x), stddev(x), mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (1), (4)) v(x);
