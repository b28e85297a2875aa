# Distributions as values in a database: dump and restore, COPY, settings, parallel plans, places of
# call without a cache.

use strict;
use warnings;

use Test::More;
use Throwaway;

my $server = Throwaway->new;

$server->sql(q{
	CREATE TABLE model (id serial PRIMARY KEY, fit distribution NOT NULL);
	-- one of every family that fits some rows, and each of them truncated
	INSERT INTO model (fit) SELECT fit FROM (SELECT histogram_agg(exp(sin(i) / 2)) AS h FROM generate_series(1, 500) i) s, bestfit(h) WHERE fit IS NOT NULL;
	INSERT INTO model (fit) SELECT fit FROM (SELECT histogram_agg(i % 7 * (i % 3)) AS h FROM generate_series(1, 500) i) s, bestfit(h, kind => 'discrete') WHERE fit IS NOT NULL;
	INSERT INTO model (fit) SELECT truncate(fit, quantile(fit, 0.25), quantile(fit, 0.75)) FROM model WHERE quantile(fit, 0.25) < quantile(fit, 0.75);
	INSERT INTO model (fit) VALUES ('norm on [-inf, 0]'), ('norm(1e300, 1e-300)'), ('uniform(0.1, 0.30000000000000004)');
	CREATE MATERIALIZED VIEW seen AS SELECT fit, count(*) AS n FROM model GROUP BY fit;
	CREATE UNIQUE INDEX ON seen (fit);
	CREATE INDEX ON model USING hash (fit);
	CREATE TABLE kept (d distribution DEFAULT 'norm' CHECK (family(d) <> 'cauchy'), median float8 GENERATED ALWAYS AS (median(d)) STORED);
	INSERT INTO kept VALUES (DEFAULT), ('gamma(2)'), (NULL);
	CREATE VIEW scored AS SELECT id, sf(fit, 2) AS s FROM model WHERE sf(fit, 2) > cdf('lognormal(1)', 0.1);
});
cmp_ok($server->sql('SELECT count(DISTINCT family(fit)) FROM model'), '>', 100, 'many families');

my $digest = q{SELECT md5(string_agg(md5(distribution_send(fit)), '' ORDER BY id)) || (SELECT count(*) FROM seen)
	|| (SELECT string_agg(d || ' ' || median, ',' ORDER BY d) FROM kept) FROM model};
my $before = $server->sql($digest);
for my $how ([], ['--inserts'])
{
	my $name = @$how ? 'dump with --inserts' : 'dump with COPY';
	my ($code, $dump, $err) = $server->client('pg_dump', '', @$how, 'postgres');
	is($code, 0, "$name: pg_dump") or diag $err;
	$server->sql('CREATE DATABASE copy');
	($code, my $out, $err) = $server->psql($dump, 'copy');
	is($code, 0, "$name: restore") or diag $err;
	is($server->sql($digest, 'copy'), $before, "$name: the same bytes");
	is($server->sql('SELECT count(*) FROM scored', 'copy'), $server->sql('SELECT count(*) FROM scored'), "$name: the view");
	$server->sql('DROP DATABASE copy');
}
like(($server->psql(q{INSERT INTO kept VALUES ('lorentz')}))[2], qr/violates check constraint/, 'an alias cannot get around a check');

my $place = $server->{temporary}->dirname;
for my $format ('binary', 'text', 'csv')
{
	my ($code, $out, $err) = $server->psql(qq{
		\\copy (SELECT * FROM model) TO '$place/model.$format' (FORMAT $format)
		CREATE TEMP TABLE again (LIKE model);
		\\copy again FROM '$place/model.$format' (FORMAT $format)
		SELECT count(*) = (SELECT count(*) FROM model) FROM again a JOIN model m USING (id, fit)
			WHERE distribution_send(a.fit) = distribution_send(m.fit) AND a.fit::text = m.fit::text;
	});
	is($err, '', "COPY, $format: no error");
	is($out, "t\n", "COPY, $format: the same bytes");
}

my $text = $server->sql(q{SELECT md5(string_agg(fit::text || fit::jsonb::text, ' ' ORDER BY id)) FROM model});
for my $setting ('extra_float_digits = -15', 'extra_float_digits = 3', 'bytea_output = escape', 'standard_conforming_strings = off', 'DateStyle = German')
{
	is($server->sql("SET $setting; SELECT md5(string_agg(fit::text || fit::jsonb::text, ' ' ORDER BY id)) FROM model"),
		$text, "text form with $setting");
}

# Evaluation in parallel workers gives what it gives without; the plans are what they are meant to be.
$server->sql(q{
	CREATE TABLE x AS SELECT i, i / 1000.0::float8 AS x FROM generate_series(1, 20000) i;
	ALTER TABLE x SET (parallel_workers = 2);
	ANALYZE x, model;
});
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';
my $query = q{SELECT count(*), sum(round(cdf(fit, x)::numeric, 12)), sum(round(pdf(fit, x)::numeric, 9)), sum(round(quantile(fit, x / 21)::numeric, 9))
	FROM x JOIN model ON id = i % 40 + 1 WHERE family(fit) NOT LIKE 'levy%'};
like($server->sql("$parallel EXPLAIN (COSTS OFF) $query"), qr/Gather.*Partial Aggregate/s, 'a partial aggregate over evaluations');
is($server->sql("$parallel $query"), $server->sql("SET max_parallel_workers_per_gather = 0; $query"), 'the same sums');
unlike($server->sql("$parallel EXPLAIN (COSTS OFF) SELECT sum(random(fit)) FROM model"), qr/Partial Aggregate/, 'random() stays with the leader');

# Places of call: constant or not, plpgsql, SQL functions, an index on an expression, a cursor held over commits.
$server->sql(q{CREATE INDEX ON model (median(fit)); CREATE FUNCTION through_plpgsql(d distribution, x float8) RETURNS float8 LANGUAGE plpgsql AS 'BEGIN RETURN cdf(d, x); END';
	CREATE FUNCTION through_sql(d distribution, x float8) RETURNS float8 LANGUAGE sql AS 'SELECT cdf(d, x)';});
is( $server->sql(q{SELECT count(*) FROM model, generate_series(1, 3) x
		WHERE cdf(fit, x) IS DISTINCT FROM through_plpgsql(fit, x) OR cdf(fit, x) IS DISTINCT FROM through_sql(fit, x)}),
	0, 'the same through functions');
is( $server->sql(q{SET enable_seqscan = off; SELECT count(*) FROM model a WHERE NOT EXISTS (SELECT FROM model b WHERE median(b.fit) = median(a.fit))}),
	0, 'an index on an expression');
is( $server->sql(q{BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT count(cdf(fit, 1)) FROM model; COMMIT; FETCH c}),
	$server->sql('SELECT count(*) FROM model'), 'a cursor');
# an error in the middle leaves the place of call as it was
is( $server->sql(q{DO $$ DECLARE x float8; BEGIN FOR i IN 1..20 LOOP
		BEGIN x := quantile('norm', CASE WHEN i % 2 = 0 THEN 2 ELSE 0.5 END); EXCEPTION WHEN numeric_value_out_of_range THEN x := 0; END;
		IF x <> 0 THEN RAISE 'wrong: %', x; END IF; END LOOP; END $$; SELECT 'well'}),
	'well', 'errors are caught and evaluation goes on');

# A model that changes at every row does not pile up memory.
my $used = $server->sql(q{
	SELECT sum(cdf(distribution('levy_stable', ARRAY[1.1 + i / 3000.0, 0, 0, 1]), 1)) FROM generate_series(1, 100) i;
	CREATE TEMP TABLE used AS SELECT sum(total_bytes) AS bytes FROM pg_backend_memory_contexts;
	SELECT sum(cdf(distribution('gamma', ARRAY[i]), i)) FROM generate_series(1, 200000) i;
	SELECT count(sample) FROM generate_series(1, 3000) i, sample(distribution('gamma', ARRAY[i]), 3, i);
	SELECT sum(total_bytes) - (SELECT bytes FROM used) < 2000000 FROM pg_backend_memory_contexts;
});
like($used, qr/t$/, 'memory is given back');

done_testing();
