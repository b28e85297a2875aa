# Histograms survive pg_dump and restore, COPY in both formats and a change of every setting that
# changes how numbers are written.

use strict;
use warnings;

use Test::More;
use Throwaway;

my $server = Throwaway->new;

$server->sql(q{
	CREATE TABLE kept (name text PRIMARY KEY, h histogram);
	INSERT INTO kept SELECT 'exact', histogram_agg(i % 100) FROM generate_series(1, 5000) i;
	INSERT INTO kept SELECT 'coarse', histogram_agg(exp(sin(i) * 20)) FROM generate_series(1, 50000) i;
	INSERT INTO kept SELECT 'more bins', histogram_agg(cos(i), 65536) FROM generate_series(1, 100000) i;
	INSERT INTO kept SELECT 'special', histogram_agg(x)
		FROM (VALUES (NULL::float8), ('NaN'), ('Infinity'), ('-Infinity'), (-0.0), (5e-324),
			(1.7976931348623157e308), (-1.7976931348623157e308), (0.1), (1.23e-7)) v(x);
	INSERT INTO kept SELECT 'nothing finite', histogram_agg(NULL::float8) FROM generate_series(1, 7);
	INSERT INTO kept VALUES ('null', NULL);
	CREATE MATERIALIZED VIEW merged AS SELECT histogram_merge(h) AS h FROM kept WHERE name IN ('exact', 'coarse');
	CREATE INDEX ON kept USING hash (h);
});

my $digest = q{SELECT string_agg(name || ' ' || coalesce(md5(histogram_send(h)), 'null'), E'\n' ORDER BY name)
	FROM (SELECT * FROM kept UNION ALL SELECT 'merged', h FROM merged) k};
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
	is( $server->sql(
			q{SELECT count(*) FROM pg_depend WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'bestfit')},
			'copy'),
		$server->sql(
			q{SELECT count(*) FROM pg_depend WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'bestfit')}
		),
		"$name: the extension's objects came with the extension");
	$server->sql('DROP DATABASE copy');
}

my $place = $server->{temporary}->dirname;
for my $format ('binary', 'text', 'csv')
{
	my ($code, $out, $err) = $server->psql(qq{
		\\copy (SELECT * FROM kept) TO '$place/kept.$format' (FORMAT $format)
		CREATE TEMP TABLE again (LIKE kept);
		\\copy again FROM '$place/kept.$format' (FORMAT $format)
		SELECT count(*) FROM again a JOIN kept k USING (name)
			WHERE a.h IS NOT DISTINCT FROM k.h AND histogram_send(a.h) IS NOT DISTINCT FROM histogram_send(k.h);
	});
	is($err, '', "COPY, $format: no error");
	is($out, "6\n", "COPY, $format: the same bytes");
}

# The text form is independent of every setting.
my $text = $server->sql(q{SELECT md5(string_agg(h::text, ' ' ORDER BY name)) FROM kept});
for my $setting (
	'extra_float_digits = -15',
	'extra_float_digits = 3',
	'bytea_output = escape',
	'DateStyle = German',
	'IntervalStyle = sql_standard',
	'standard_conforming_strings = off')
{
	is($server->sql("SET $setting; SELECT md5(string_agg(h::text, ' ' ORDER BY name)) FROM kept"),
		$text, "text form with $setting");
	is($server->sql("SET $setting; SELECT count(*) FROM kept WHERE (h::text)::histogram = h"),
		5, "read again with $setting");
}

# Lossless as text: each value comes back exactly.
is( $server->sql(q{SELECT bool_and(histogram_send((h::text)::histogram) = histogram_send(h)) FROM kept}),
	't', 'the text form is lossless');

done_testing();
