# The same result however it was computed: histograms for any order, plan, number of workers and way
# of merging; fits for any executor and number of workers.

use strict;
use warnings;

use Test::More;
use Throwaway;

my $server = Throwaway->new('max_worker_processes=16', 'max_parallel_workers=8');
$server->load_demo;

$server->sql(q{
	CREATE TABLE samples AS
		SELECT i, CASE WHEN i % 1000 = 0 THEN NULL WHEN i % 1001 = 0 THEN 'NaN' WHEN i % 1002 = 0 THEN 'Infinity'
			ELSE exp(3 * sin(i)) * (i % 7 - 2) END::float8 AS x
		FROM generate_series(1, 300000) i;
	ALTER TABLE samples SET (parallel_workers = 8);
	VACUUM ANALYZE samples});

# Histograms.
my $serial = 'SET max_parallel_workers_per_gather = 0;';
my $bytes = $server->sql("$serial SELECT md5(histogram_send(histogram_agg(x))) FROM samples");
for my $workers (1, 2, 4, 8)
{
	my $parallel = "SET max_parallel_workers_per_gather = $workers; SET parallel_setup_cost = 0;
		SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;";
	my $plan = $server->sql("$parallel EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT histogram_agg(x) FROM samples");
	like($plan, qr/Workers Launched: $workers\b/, "$workers workers run");
	like($plan, qr/Partial Aggregate/, "$workers workers: partial aggregate");
	is($server->sql("$parallel SELECT md5(histogram_send(histogram_agg(x))) FROM samples"),
		$bytes, "$workers workers: the same bytes");
}
for my $order ('x', 'x DESC', 'i DESC', 'md5(i::text)')
{
	is($server->sql("$serial SELECT md5(histogram_send(histogram_agg(x ORDER BY $order))) FROM samples"),
		$bytes, "ordered by $order: the same bytes");
}
for my $parts (2, 7, 1000)
{
	is($server->sql(
			"$serial SELECT md5(histogram_send(histogram_merge(h))) FROM (SELECT histogram_agg(x) AS h FROM samples GROUP BY i % $parts) p"),
		$bytes, "merged from $parts parts: the same bytes");
}
is($server->sql(
		"$serial SELECT md5(histogram_send(histogram_agg_weighted(x, n))) FROM (SELECT x, count(*) AS n FROM samples GROUP BY x) w"),
	$bytes, 'weights: the same bytes');
is($server->sql(
		"$serial SELECT md5(histogram_send((SELECT histogram_agg(x) FROM samples WHERE i % 3 = 0) + (SELECT histogram_agg(x) FROM samples WHERE i % 3 <> 0)))"),
	$bytes, 'two halves added: the same bytes');

# Fits.  Infinities and NaN do not enter; elapsed_ms is the one column that may differ.
my %histogram = (
	samples => 'SELECT histogram_agg(x) FROM samples',
	claims => 'SELECT histogram_agg(loss) FROM claims',
	servings => 'SELECT histogram_agg(grams) FROM servings',
	returns => 'SELECT histogram_agg(percent) FROM returns',
);
my $columns = q{rank, family, param_names, params, std_errors, n_free, loglik, aic, aicc, bic, delta,
	weight, ks, ks_pvalue, ad, ad_pvalue, cvm, cvm_pvalue, sse, status, message, evaluations};
my $n_families =
  $server->sql(q{SELECT count(*) FROM bestfit_families WHERE kind = 'continuous' AND in_default});
cmp_ok($n_families, '>=', 29, 'the default set');
for my $name (sort keys %histogram)
{
	my $query = "SELECT $columns FROM bestfit(($histogram{$name}))";
	my $want = $server->sql("SET bestfit.executor = serial; $query");
	is(scalar(() = $want =~ /^.+$/mg), $n_families, "$name: a row for each family");
	for my $workers (1, 2, 5)
	{
		my $got = $server->sql("SET bestfit.executor = parallel; SET bestfit.max_workers = $workers; $query;
			SELECT executor, workers_launched > 0, workers_launched <= $workers FROM bestfit_last_run()");
		is($got, "$want\nparallel|t|t", "$name: $workers workers give the same rows");
	}
	is($server->sql("SET bestfit.executor = auto; $query"), $want, "$name: auto gives the same rows");
}

# No slot free: fewer workers or none, silently, and the same rows.
my $full = Throwaway->new('max_worker_processes=0');
$full->load_demo;
my $query = "SELECT $columns FROM bestfit(($histogram{servings}))";
my ($code, $out, $err) = $full->psql("SET bestfit.executor = parallel; $query");
is($err, '', 'no worker slots: silent');
is($out, $server->sql("SET bestfit.executor = serial; $query") . "\n", 'no worker slots: the same rows');

done_testing();
