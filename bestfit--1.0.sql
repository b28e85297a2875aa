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
-- bestfit: which families of distributions describe a histogram's rows, and how well
--

CREATE FUNCTION bestfit(
	h histogram,
	families text[] DEFAULT NULL,
	exclude text[] DEFAULT NULL,
	kind text DEFAULT 'continuous',
	rank_by text DEFAULT 'bic',
	loc text DEFAULT 'auto',
	cells text DEFAULT 'auto',
	top int DEFAULT NULL)
RETURNS TABLE (
	rank int,
	family text,
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
	ad float8,
	cvm float8,
	sse float8,
	status text,
	message text,
	evaluations int,
	elapsed_ms float8)
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 30;

COMMENT ON FUNCTION bestfit(histogram, text[], text[], text, text, text, text, int) IS 'fits families of distributions to the rows of a histogram, best first; sse compares densities over the bins of histogram_bins(h)';

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
	OUT exact_alias_of text,
	OUT nests text[],
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
COMMENT ON COLUMN bestfit_families.exact_alias_of IS 'family that has the same curves under other parameters';
COMMENT ON COLUMN bestfit_families.nests IS 'simpler families that are special cases or limits';
COMMENT ON COLUMN bestfit_families.reference IS 'where the formulae are from';

GRANT SELECT ON bestfit_families TO PUBLIC;
