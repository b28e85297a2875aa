-- bestfit: which probability distribution does a column follow?

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION bestfit" to load this file. \quit

--
-- histogram: the type
--

CREATE TYPE histogram;

CREATE FUNCTION histogram_in(cstring) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_out(histogram) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_recv(internal) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_send(histogram) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE histogram (
	INPUT = histogram_in,
	OUTPUT = histogram_out,
	RECEIVE = histogram_recv,
	SEND = histogram_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);

COMMENT ON TYPE histogram IS 'mergeable summary of a column of numbers';
COMMENT ON FUNCTION histogram_in(cstring) IS 'I/O';
COMMENT ON FUNCTION histogram_out(histogram) IS 'I/O';
COMMENT ON FUNCTION histogram_recv(internal) IS 'I/O';
COMMENT ON FUNCTION histogram_send(histogram) IS 'I/O';

--
-- histogram: aggregates
--
-- The transition type is histogram itself, so that partial states are ordinary values.
-- SSPACE is what a group of about a hundred different values takes; a full one takes some 110 kB.
--

CREATE FUNCTION histogram_agg_transition(state histogram, x float8) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION histogram_agg_transition(state histogram, x float8, max_bins int) RETURNS histogram
	AS 'MODULE_PATHNAME', 'histogram_agg_transition_bins' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION histogram_agg_transition_weighted(state histogram, x float8, weight bigint) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

CREATE FUNCTION histogram_agg_combine(state histogram, h histogram) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;

COMMENT ON FUNCTION histogram_agg_transition(histogram, float8) IS 'aggregate transition function';
COMMENT ON FUNCTION histogram_agg_transition(histogram, float8, int) IS 'aggregate transition function';
COMMENT ON FUNCTION histogram_agg_transition_weighted(histogram, float8, bigint) IS 'aggregate transition function';
COMMENT ON FUNCTION histogram_agg_combine(histogram, histogram) IS 'aggregate combine function';

CREATE AGGREGATE histogram_agg(x float8) (
	SFUNC = histogram_agg_transition,
	STYPE = histogram,
	SSPACE = 8192,
	COMBINEFUNC = histogram_agg_combine,
	PARALLEL = SAFE
);

CREATE AGGREGATE histogram_agg(x float8, max_bins int) (
	SFUNC = histogram_agg_transition,
	STYPE = histogram,
	SSPACE = 8192,
	COMBINEFUNC = histogram_agg_combine,
	PARALLEL = SAFE
);

CREATE AGGREGATE histogram_agg_weighted(x float8, weight bigint) (
	SFUNC = histogram_agg_transition_weighted,
	STYPE = histogram,
	SSPACE = 8192,
	COMBINEFUNC = histogram_agg_combine,
	PARALLEL = SAFE
);

CREATE AGGREGATE histogram_merge(h histogram) (
	SFUNC = histogram_agg_combine,
	STYPE = histogram,
	SSPACE = 8192,
	COMBINEFUNC = histogram_agg_combine,
	PARALLEL = SAFE
);

COMMENT ON AGGREGATE histogram_agg(float8) IS 'summary of the rows, the same for every order and plan';
COMMENT ON AGGREGATE histogram_agg(float8, int) IS 'summary of the rows with up to max_bins bins, 4096 to 65536';
COMMENT ON AGGREGATE histogram_agg_weighted(float8, bigint) IS 'summary of the rows, each counted weight times';
COMMENT ON AGGREGATE histogram_merge(histogram) IS 'summary of all the rows that went into the histograms';

CREATE FUNCTION histogram_add(a histogram, b histogram) RETURNS histogram
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE OPERATOR + (
	FUNCTION = histogram_add,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = +
);

COMMENT ON FUNCTION histogram_add(histogram, histogram) IS 'implementation of + operator';
COMMENT ON OPERATOR + (histogram, histogram) IS 'summary of the rows of both';

--
-- histogram: comparison, for DISTINCT, GROUP BY, UNION and indexes
--
-- The order is that of the stored bytes: total, but without a meaning.
--

CREATE FUNCTION histogram_eq(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_ne(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_lt(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_le(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_gt(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_ge(a histogram, b histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_cmp(a histogram, b histogram) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_hash(h histogram) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION histogram_hash_extended(h histogram, seed bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR = (
	FUNCTION = histogram_eq,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

CREATE OPERATOR <> (
	FUNCTION = histogram_ne,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

CREATE OPERATOR < (
	FUNCTION = histogram_lt,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

CREATE OPERATOR <= (
	FUNCTION = histogram_le,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

CREATE OPERATOR > (
	FUNCTION = histogram_gt,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

CREATE OPERATOR >= (
	FUNCTION = histogram_ge,
	LEFTARG = histogram,
	RIGHTARG = histogram,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

CREATE OPERATOR CLASS histogram_ops DEFAULT FOR TYPE histogram USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 histogram_cmp(histogram, histogram);

CREATE OPERATOR CLASS histogram_ops DEFAULT FOR TYPE histogram USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 histogram_hash(histogram),
	FUNCTION 2 histogram_hash_extended(histogram, bigint);

COMMENT ON FUNCTION histogram_eq(histogram, histogram) IS 'implementation of = operator';
COMMENT ON FUNCTION histogram_ne(histogram, histogram) IS 'implementation of <> operator';
COMMENT ON FUNCTION histogram_lt(histogram, histogram) IS 'implementation of < operator';
COMMENT ON FUNCTION histogram_le(histogram, histogram) IS 'implementation of <= operator';
COMMENT ON FUNCTION histogram_gt(histogram, histogram) IS 'implementation of > operator';
COMMENT ON FUNCTION histogram_ge(histogram, histogram) IS 'implementation of >= operator';
COMMENT ON FUNCTION histogram_cmp(histogram, histogram) IS 'less-equal-greater';
COMMENT ON FUNCTION histogram_hash(histogram) IS 'hash';
COMMENT ON FUNCTION histogram_hash_extended(histogram, bigint) IS 'hash';
COMMENT ON OPERATOR = (histogram, histogram) IS 'equal';
COMMENT ON OPERATOR <> (histogram, histogram) IS 'not equal';
COMMENT ON OPERATOR < (histogram, histogram) IS 'less than';
COMMENT ON OPERATOR <= (histogram, histogram) IS 'less than or equal';
COMMENT ON OPERATOR > (histogram, histogram) IS 'greater than';
COMMENT ON OPERATOR >= (histogram, histogram) IS 'greater than or equal';
COMMENT ON OPERATOR FAMILY histogram_ops USING btree IS 'order of histograms by their bytes';
COMMENT ON OPERATOR FAMILY histogram_ops USING hash IS 'equality of histograms';
COMMENT ON OPERATOR CLASS histogram_ops USING btree IS 'order of histograms by their bytes';
COMMENT ON OPERATOR CLASS histogram_ops USING hash IS 'equality of histograms';

--
-- histogram: what it knows
--
-- NULL where a statistic does not exist.  NULLs, NaNs and infinities are counted, and enter
-- nothing else.
--

CREATE FUNCTION histogram_count(h histogram) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_null_count(h histogram) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_nan_count(h histogram) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_inf_count(h histogram) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_min(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_max(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_mean(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_variance(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_stddev(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_skewness(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_kurtosis(h histogram) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_is_exact(h histogram) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_max_bins(h histogram) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_bin_count(h histogram) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_quantile(h histogram, p float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_cdf(h histogram, x float8) RETURNS float8
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION histogram_bins(h histogram, bins int DEFAULT NULL, scale text DEFAULT 'linear',
	OUT bin int, OUT lower float8, OUT upper float8, OUT count bigint, OUT density float8, OUT cumulative float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 200 ROWS 30;

COMMENT ON FUNCTION histogram_count(histogram) IS 'number of finite rows';
COMMENT ON FUNCTION histogram_null_count(histogram) IS 'number of NULLs';
COMMENT ON FUNCTION histogram_nan_count(histogram) IS 'number of NaNs';
COMMENT ON FUNCTION histogram_inf_count(histogram) IS 'number of infinities of either sign';
COMMENT ON FUNCTION histogram_min(histogram) IS 'smallest finite value';
COMMENT ON FUNCTION histogram_max(histogram) IS 'largest finite value';
COMMENT ON FUNCTION histogram_mean(histogram) IS 'mean of the finite rows, exact to rounding';
COMMENT ON FUNCTION histogram_variance(histogram) IS 'sample variance of the finite rows, exact to rounding';
COMMENT ON FUNCTION histogram_stddev(histogram) IS 'sample standard deviation of the finite rows';
COMMENT ON FUNCTION histogram_skewness(histogram) IS 'skewness m3 / m2^1.5 of the finite rows';
COMMENT ON FUNCTION histogram_kurtosis(histogram) IS 'excess kurtosis m4 / m2^2 - 3 of the finite rows';
COMMENT ON FUNCTION histogram_is_exact(histogram) IS 'whether every distinct value is kept with its count';
COMMENT ON FUNCTION histogram_max_bins(histogram) IS 'largest possible number of bins';
COMMENT ON FUNCTION histogram_bin_count(histogram) IS 'number of bins';
COMMENT ON FUNCTION histogram_quantile(histogram, float8) IS 'smallest value with a share of at least p of the finite rows up to it';
COMMENT ON FUNCTION histogram_cdf(histogram, float8) IS 'share of the finite rows that are at most x';
COMMENT ON FUNCTION histogram_bins(histogram, int, text) IS 'rows to look at or plot; scale is linear, log or quantile';

--
-- distribution: the type
--

CREATE TYPE distribution;

CREATE FUNCTION distribution_in(cstring) RETURNS distribution
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION distribution_out(distribution) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION distribution_recv(internal) RETURNS distribution
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION distribution_send(distribution) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE TYPE distribution (
	INPUT = distribution_in,
	OUTPUT = distribution_out,
	RECEIVE = distribution_recv,
	SEND = distribution_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);

COMMENT ON TYPE distribution IS 'probability distribution: a family with its parameters, truncated or not';
COMMENT ON FUNCTION distribution_in(cstring) IS 'I/O';
COMMENT ON FUNCTION distribution_out(distribution) IS 'I/O';
COMMENT ON FUNCTION distribution_recv(internal) IS 'I/O';
COMMENT ON FUNCTION distribution_send(distribution) IS 'I/O';

--
-- distribution: making one, and what it is made of
--

CREATE FUNCTION distribution(family text, params float8[], lower_bound float8 DEFAULT NULL, upper_bound float8 DEFAULT NULL)
	RETURNS distribution
	AS 'MODULE_PATHNAME', 'distribution_construct' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;

CREATE FUNCTION truncate(d distribution, lower_bound float8, upper_bound float8) RETURNS distribution
	AS 'MODULE_PATHNAME', 'distribution_truncate_sql' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;

CREATE FUNCTION family(d distribution) RETURNS text
	AS 'MODULE_PATHNAME', 'distribution_family_name' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION params(d distribution) RETURNS float8[]
	AS 'MODULE_PATHNAME', 'distribution_params' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION param_names(d distribution) RETURNS text[]
	AS 'MODULE_PATHNAME', 'distribution_param_names' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

COMMENT ON FUNCTION distribution(text, float8[], float8, float8) IS 'the distribution of that family with these parameters (shapes, loc, scale), truncated to the bounds that are not NULL';
COMMENT ON FUNCTION truncate(distribution, float8, float8) IS 'the distribution of the values between the bounds; NULL is no bound';
COMMENT ON FUNCTION family(distribution) IS 'name of the family';
COMMENT ON FUNCTION params(distribution) IS 'parameters: shapes, loc, scale';
COMMENT ON FUNCTION param_names(distribution) IS 'names of the parameters';

CREATE FUNCTION jsonb(d distribution) RETURNS jsonb
	AS 'MODULE_PATHNAME', 'distribution_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION distribution(j jsonb) RETURNS distribution
	AS 'MODULE_PATHNAME', 'distribution_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE CAST (distribution AS jsonb) WITH FUNCTION jsonb(distribution);

CREATE CAST (jsonb AS distribution) WITH FUNCTION distribution(jsonb);

COMMENT ON FUNCTION jsonb(distribution) IS 'distribution as a JSON object with the keys of spark-bestfit';
COMMENT ON FUNCTION distribution(jsonb) IS 'distribution of a JSON object with the keys of spark-bestfit';
COMMENT ON CAST (distribution AS jsonb) IS 'JSON object with the keys of spark-bestfit';
COMMENT ON CAST (jsonb AS distribution) IS 'from a JSON object with the keys of spark-bestfit';

--
-- distribution: comparison, for DISTINCT, GROUP BY, UNION and indexes
--

CREATE FUNCTION distribution_eq(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_ne(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_lt(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_le(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_gt(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_ge(a distribution, b distribution) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_cmp(a distribution, b distribution) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_hash(h distribution) RETURNS int
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION distribution_hash_extended(h distribution, seed bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE OPERATOR = (
	FUNCTION = distribution_eq,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);

CREATE OPERATOR <> (
	FUNCTION = distribution_ne,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);

CREATE OPERATOR < (
	FUNCTION = distribution_lt,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);

CREATE OPERATOR <= (
	FUNCTION = distribution_le,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);

CREATE OPERATOR > (
	FUNCTION = distribution_gt,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);

CREATE OPERATOR >= (
	FUNCTION = distribution_ge,
	LEFTARG = distribution,
	RIGHTARG = distribution,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);

CREATE OPERATOR CLASS distribution_ops DEFAULT FOR TYPE distribution USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 distribution_cmp(distribution, distribution);

CREATE OPERATOR CLASS distribution_ops DEFAULT FOR TYPE distribution USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 distribution_hash(distribution),
	FUNCTION 2 distribution_hash_extended(distribution, bigint);

COMMENT ON FUNCTION distribution_eq(distribution, distribution) IS 'implementation of = operator';
COMMENT ON FUNCTION distribution_ne(distribution, distribution) IS 'implementation of <> operator';
COMMENT ON FUNCTION distribution_lt(distribution, distribution) IS 'implementation of < operator';
COMMENT ON FUNCTION distribution_le(distribution, distribution) IS 'implementation of <= operator';
COMMENT ON FUNCTION distribution_gt(distribution, distribution) IS 'implementation of > operator';
COMMENT ON FUNCTION distribution_ge(distribution, distribution) IS 'implementation of >= operator';
COMMENT ON FUNCTION distribution_cmp(distribution, distribution) IS 'less-equal-greater';
COMMENT ON FUNCTION distribution_hash(distribution) IS 'hash';
COMMENT ON FUNCTION distribution_hash_extended(distribution, bigint) IS 'hash';
COMMENT ON OPERATOR = (distribution, distribution) IS 'equal';
COMMENT ON OPERATOR <> (distribution, distribution) IS 'not equal';
COMMENT ON OPERATOR < (distribution, distribution) IS 'less than';
COMMENT ON OPERATOR <= (distribution, distribution) IS 'less than or equal';
COMMENT ON OPERATOR > (distribution, distribution) IS 'greater than';
COMMENT ON OPERATOR >= (distribution, distribution) IS 'greater than or equal';
COMMENT ON OPERATOR FAMILY distribution_ops USING btree IS 'order of distributions by family and parameters';
COMMENT ON OPERATOR FAMILY distribution_ops USING hash IS 'equality of distributions';
COMMENT ON OPERATOR CLASS distribution_ops USING btree IS 'order of distributions by family and parameters';
COMMENT ON OPERATOR CLASS distribution_ops USING hash IS 'equality of distributions';

--
-- distribution: evaluation
--
-- Named as people name them, so that the aggregates variance(float8) and variance(distribution) are
-- two functions.
--

CREATE FUNCTION pdf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_pdf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION logpdf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_logpdf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION cdf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_cdf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION logcdf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_logcdf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION sf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_sf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION logsf(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_logsf_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION quantile(d distribution, p float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_quantile_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

CREATE FUNCTION quantile_upper(d distribution, q float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_quantile_upper_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

CREATE FUNCTION hazard(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_hazard' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION cumulative_hazard(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_cumulative_hazard' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION return_level(d distribution, period float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_return_level' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

CREATE FUNCTION return_period(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_return_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;

CREATE FUNCTION median(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_median' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

CREATE FUNCTION support_lower(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_support_lower' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

CREATE FUNCTION support_upper(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_support_upper' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;

COMMENT ON FUNCTION pdf(distribution, float8) IS 'density at x; for a discrete family the probability of x';
COMMENT ON FUNCTION logpdf(distribution, float8) IS 'logarithm of pdf';
COMMENT ON FUNCTION cdf(distribution, float8) IS 'probability of a value of at most x';
COMMENT ON FUNCTION logcdf(distribution, float8) IS 'logarithm of cdf';
COMMENT ON FUNCTION sf(distribution, float8) IS 'probability of a value greater than x, exact also where it is tiny';
COMMENT ON FUNCTION logsf(distribution, float8) IS 'logarithm of sf';
COMMENT ON FUNCTION quantile(distribution, float8) IS 'value that is not exceeded with probability p';
COMMENT ON FUNCTION quantile_upper(distribution, float8) IS 'value that is exceeded with probability q, exact also where that is tiny';
COMMENT ON FUNCTION hazard(distribution, float8) IS 'rate of failure at x of what has lasted up to x';
COMMENT ON FUNCTION cumulative_hazard(distribution, float8) IS '-logsf';
COMMENT ON FUNCTION return_level(distribution, float8) IS 'value that is exceeded once in so many rows on average';
COMMENT ON FUNCTION return_period(distribution, float8) IS 'number of rows in which x is exceeded once on average';
COMMENT ON FUNCTION median(distribution) IS 'value that is exceeded with probability one half';
COMMENT ON FUNCTION support_lower(distribution) IS 'least possible value';
COMMENT ON FUNCTION support_upper(distribution) IS 'greatest possible value';

--
-- distribution: random numbers
--

CREATE FUNCTION random(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_random' LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED COST 20;

CREATE FUNCTION sample_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME', 'distribution_sample_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION sample(d distribution, n bigint, seed bigint) RETURNS SETOF float8
	AS 'MODULE_PATHNAME', 'distribution_sample' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000 SUPPORT sample_support;

CREATE FUNCTION sample(d distribution, n bigint) RETURNS SETOF float8
	AS 'MODULE_PATHNAME', 'distribution_sample' LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 1000 SUPPORT sample_support;

COMMENT ON FUNCTION random(distribution) IS 'random value, from the generator of random() and setseed()';
COMMENT ON FUNCTION sample_support(internal) IS 'planner support for sample';
COMMENT ON FUNCTION sample(distribution, bigint, bigint) IS 'n random values, the same for the same seed';
COMMENT ON FUNCTION sample(distribution, bigint) IS 'n random values, from the generator of random() and setseed()';

--
-- distribution: moments, and means of its tails
--

CREATE FUNCTION mean(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_mean_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION variance(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_variance_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION stddev(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_stddev_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION skewness(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_skewness_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;

CREATE FUNCTION kurtosis(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_kurtosis_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200;

CREATE FUNCTION mode(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_mode_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

CREATE FUNCTION entropy(d distribution) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_entropy_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 500;

CREATE FUNCTION expected_shortfall(d distribution, p float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_expected_shortfall_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION mean_excess(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_mean_excess_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

CREATE FUNCTION limited_expected_value(d distribution, x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'distribution_limited_value_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;

COMMENT ON FUNCTION mean(distribution) IS 'mean; NULL if there is none, infinite if it diverges';
COMMENT ON FUNCTION variance(distribution) IS 'variance';
COMMENT ON FUNCTION stddev(distribution) IS 'standard deviation';
COMMENT ON FUNCTION skewness(distribution) IS 'skewness';
COMMENT ON FUNCTION kurtosis(distribution) IS 'excess kurtosis';
COMMENT ON FUNCTION mode(distribution) IS 'place where the density is highest';
COMMENT ON FUNCTION entropy(distribution) IS 'differential entropy in nats; of a discrete family its entropy';
COMMENT ON FUNCTION expected_shortfall(distribution, float8) IS 'mean of the largest share 1 - p of values (tail value at risk)';
COMMENT ON FUNCTION mean_excess(distribution, float8) IS 'by how much values that exceed x do so on average (mean residual life)';
COMMENT ON FUNCTION limited_expected_value(distribution, float8) IS 'mean of the values, those above x counted as x';

--
-- distribution: plain SQL for servers without the extension
--

CREATE FUNCTION bestfit_sql(d distribution, function text, argument text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000;

COMMENT ON FUNCTION bestfit_sql(distribution, text, text) IS 'expression in plain SQL for cdf, sf, pdf or quantile of the argument, which is SQL too';

--
-- Tests of a given distribution, and the drift between two histograms
--

CREATE FUNCTION gof(h histogram, d distribution,
	OUT test text, OUT statistic float8, OUT p_value float8, OUT n bigint, OUT cells int, OUT note text)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10000 ROWS 4;

COMMENT ON FUNCTION gof(histogram, distribution) IS 'tests whether the rows come from a distribution that was not estimated from them';

CREATE FUNCTION histogram_drift(base histogram, current histogram,
	OUT n_base bigint, OUT n_current bigint,
	OUT ks float8, OUT ks_pvalue float8, OUT psi float8, OUT psi_pvalue float8,
	OUT wasserstein float8, OUT wasserstein_scaled float8, OUT jensen_shannon float8, OUT hellinger float8,
	OUT missing_base float8, OUT missing_current float8, OUT missing_pvalue float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10000;

COMMENT ON FUNCTION histogram_drift(histogram, histogram) IS 'how far the current rows are from the base ones: distances with p-values';

CREATE FUNCTION histogram_drift_bins(base histogram, current histogram, bins int DEFAULT 10,
	OUT bin int, OUT lower float8, OUT upper float8, OUT share_base float8, OUT share_current float8, OUT psi float8)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10;

COMMENT ON FUNCTION histogram_drift_bins(histogram, histogram, int) IS 'where the current rows drifted from the base ones, in bins by quantiles of the base';

--
-- bestfit: which families of distributions describe a histogram's rows, and how well
--

CREATE FUNCTION bestfit_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STRICT;

COMMENT ON FUNCTION bestfit_support(internal) IS 'tells the planner what a call of bestfit costs and how many rows it gives';

CREATE FUNCTION bestfit(
	h histogram,
	families text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	kind text DEFAULT 'continuous',
	method text DEFAULT 'mle',
	rank_by text DEFAULT 'bic',
	loc text DEFAULT 'auto',
	fix jsonb DEFAULT NULL,
	cells text DEFAULT 'auto',
	lower_bound float8 DEFAULT NULL,
	upper_bound float8 DEFAULT NULL,
	bootstrap int DEFAULT 0,
	top int DEFAULT NULL)
RETURNS TABLE (
	rank int,
	family text,
	fit distribution,
	param_names text[],
	params float8[],
	std_errors float8[],
	n_free int,
	loglik float8,
	aic float8,
	aicc float8,
	bic float8,
	delta float8,
	weight float8,
	ks float8,
	ks_pvalue float8,
	ad float8,
	ad_pvalue float8,
	cvm float8,
	cvm_pvalue float8,
	sse float8,
	status text,
	message text,
	evaluations int,
	elapsed_ms float8)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 30
	SUPPORT bestfit_support;

COMMENT ON FUNCTION bestfit(histogram, text[], text[], text, text, text, text, jsonb, text, float8, float8, int, int) IS 'fits families of distributions to the rows of a histogram, best first; bootstrap: p-values by that many refits; sse compares densities over the bins of histogram_bins(h)';

--
-- bestfit: intervals of parameters and quantiles
--

CREATE FUNCTION bestfit_ci(
	h histogram,
	d distribution,
	level float8 DEFAULT 0.95,
	method text DEFAULT 'wald',
	quantiles float8[] DEFAULT '{0.05, 0.5, 0.95}',
	replicates int DEFAULT 200,
	loc text DEFAULT 'auto',
	fix jsonb DEFAULT NULL,
	cells text DEFAULT 'auto')
RETURNS TABLE (what text, value float8, std_error float8, lower float8, upper float8, interval_method text)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 6;

COMMENT ON FUNCTION bestfit_ci(histogram, distribution, float8, text, float8[], int, text, jsonb, text) IS 'confidence intervals of the parameters and quantiles of a distribution that was fitted to the rows of a histogram: wald, profile or bootstrap';

CREATE FUNCTION bestfit_wald_interval(family text, param_position int, value float8, std_error float8, level float8, OUT lower float8, OUT upper float8)
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION bestfit_wald_interval(text, int, float8, float8, float8) IS 'confidence interval of a parameter by its standard error, on the logarithmic or logit scale where it is bounded';

CREATE FUNCTION bestfit_params(
	h histogram,
	families text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	kind text DEFAULT 'continuous',
	method text DEFAULT 'mle',
	rank_by text DEFAULT 'bic',
	loc text DEFAULT 'auto',
	fix jsonb DEFAULT NULL,
	cells text DEFAULT 'auto',
	lower_bound float8 DEFAULT NULL,
	upper_bound float8 DEFAULT NULL,
	top int DEFAULT NULL,
	level float8 DEFAULT 0.95)
RETURNS TABLE (rank int, family text, param text, value float8, std_error float8, lower float8, upper float8)
	LANGUAGE sql STABLE PARALLEL SAFE COST 10000 ROWS 100
BEGIN ATOMIC
	SELECT f.rank, f.family, p.param, p.value, p.std_error, w.lower, w.upper
	FROM bestfit(h => bestfit_params.h, families => bestfit_params.families, exclude => bestfit_params.exclude,
			kind => bestfit_params.kind, method => bestfit_params.method, rank_by => bestfit_params.rank_by,
			loc => bestfit_params.loc, fix => bestfit_params.fix, cells => bestfit_params.cells,
			lower_bound => bestfit_params.lower_bound, upper_bound => bestfit_params.upper_bound,
			top => bestfit_params.top) f
		CROSS JOIN LATERAL unnest(f.param_names, f.params, f.std_errors)
			WITH ORDINALITY p(param, value, std_error, param_position)
		CROSS JOIN LATERAL bestfit_wald_interval(f.family, p.param_position::int, p.value, p.std_error, bestfit_params.level) w
	ORDER BY f.rank, f.family, p.param_position;
END;

COMMENT ON FUNCTION bestfit_params(histogram, text[], text[], text, text, text, text, jsonb, text, float8, float8, int, float8) IS 'the fits of bestfit() with one row for every parameter, with Wald intervals';

CREATE FUNCTION bestfit_diagnose(h histogram)
	RETURNS TABLE (finding text, value float8, detail text)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 5;

COMMENT ON FUNCTION bestfit_diagnose(histogram) IS 'what stands out in the rows of a histogram before any family is fitted: ties, heavy tails, several modes, outliers, ...; one row per finding';

CREATE FUNCTION bestfit_last_run(
	OUT job text,
	OUT executor text,
	OUT reason text,
	OUT families int,
	OUT tasks int,
	OUT tasks_by_workers int,
	OUT estimated_cost_ms float8,
	OUT real_cost_ms float8,
	OUT workers_planned int,
	OUT workers_launched int,
	OUT max_worker_processes int,
	OUT max_parallel_workers int,
	OUT free_workers int,
	OUT cpus int,
	OUT prepare_ms float8,
	OUT launch_ms float8,
	OUT work_ms float8,
	OUT wait_ms float8,
	OUT elapsed_ms float8) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL RESTRICTED ROWS 1;

COMMENT ON FUNCTION bestfit_last_run() IS 'how the last bestfit() of this session was executed, and why so';

CREATE FUNCTION bestfit_family_list(
	OUT family text,
	OUT kind text,
	OUT param_names text[],
	OUT n_params int,
	OUT n_identifiable int,
	OUT support text,
	OUT aliases text[],
	OUT in_default boolean,
	OUT method text,
	OUT exact_alias_of text,
	OUT nests text[],
	OUT plain_sql text[],
	OUT reference text) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE ROWS 130;

COMMENT ON FUNCTION bestfit_family_list() IS 'the families of distributions that can be fitted; see the view bestfit_families';

CREATE VIEW bestfit_families AS
	SELECT * FROM bestfit_family_list();

COMMENT ON VIEW bestfit_families IS 'the families of distributions that can be fitted';
COMMENT ON COLUMN bestfit_families.family IS 'name, as in scipy.stats';
COMMENT ON COLUMN bestfit_families.kind IS 'continuous or discrete';
COMMENT ON COLUMN bestfit_families.param_names IS 'shape parameters, then loc and scale';
COMMENT ON COLUMN bestfit_families.n_params IS 'number of parameters';
COMMENT ON COLUMN bestfit_families.n_identifiable IS 'number of parameters that data can tell apart';
COMMENT ON COLUMN bestfit_families.support IS 'where (x - loc) / scale can lie';
COMMENT ON COLUMN bestfit_families.aliases IS 'other accepted names';
COMMENT ON COLUMN bestfit_families.in_default IS 'fitted when no families are named';
COMMENT ON COLUMN bestfit_families.method IS 'how estimates are found: closed form where there is one, or numerical';
COMMENT ON COLUMN bestfit_families.exact_alias_of IS 'family that has the same curves under other parameters';
COMMENT ON COLUMN bestfit_families.nests IS 'simpler families that are special cases or limits';
COMMENT ON COLUMN bestfit_families.plain_sql IS 'functions that bestfit_sql() can write';
COMMENT ON COLUMN bestfit_families.reference IS 'where the formulae are from';

GRANT SELECT ON bestfit_families TO PUBLIC;
