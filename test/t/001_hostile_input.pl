# Hostile bytes and texts: every mutation of a valid histogram is either read or refused with an
# error that names the type, the server stays up, and what was read is canonical: written again it
# gives the same bytes, and all of its accessors work.

use strict;
use warnings;

use Mutants;
use Test::More;
use Throwaway;

my $server = Throwaway->new;

my %valid = (
	'integers' => 'SELECT histogram_agg(i % 50) FROM generate_series(1, 1000) i',
	'one row' => 'SELECT histogram_agg(x) FROM (VALUES (1.5::float8)) v(x)',
	'nothing finite' =>
	  q{SELECT histogram_agg(x) FROM (VALUES (NULL::float8), ('NaN'), ('Infinity'), ('-Infinity')) v(x)},
	'every kind' =>
	  q{SELECT histogram_agg(x) FROM (VALUES (NULL::float8), ('NaN'), ('Infinity'), (-1e300), (0), (4.9e-324), (2), (2)) v(x)},
	'coarse' =>
	  'SELECT histogram_agg(sin(i) * exp(i / 2000.0)) FROM generate_series(1, 20000) i',
	'coarse and wide' =>
	  'SELECT histogram_agg(case when i % 2 = 0 then 1 else -1 end * 10.0::float8 ^ (i / 40.0)) FROM generate_series(-12000, 12000) i',
);

my $place = $server->{temporary}->dirname;
my $directory = "$place/mutants";
mkdir $directory or die "$directory: $!";

$server->sql('CREATE TABLE received_binary (bytes bytea, value histogram)');
$server->sql('CREATE TABLE received_text (value histogram)');

my $signature = "PGCOPY\n\377\r\n\0" . pack('NN', 0, 0);
my $everything = q{
	SELECT count(*),
		sum(length(value::text)), sum(histogram_count(value)), sum(histogram_null_count(value)),
		sum(histogram_nan_count(value)), sum(histogram_inf_count(value)),
		count(histogram_min(value)), count(histogram_max(value)), count(histogram_mean(value)),
		count(histogram_variance(value)), count(histogram_stddev(value)),
		count(histogram_skewness(value)), count(histogram_kurtosis(value)),
		count(histogram_quantile(value, 0.3)), count(histogram_cdf(value, 1)),
		count(histogram_is_exact(value)), count(value + value),
		(SELECT count(*) FROM histogram_bins(value, 10))
	FROM %s GROUP BY value};

for my $name (sort keys %valid)
{
	my $bytes = pack 'H*', $server->sql("SELECT encode(histogram_send(h), 'hex') FROM ($valid{$name}) v(h)");
	my @mutants = mutants($bytes);
	my @files;
	for my $mutant (@mutants)
	{
		my $file = "$directory/" . scalar(@files);
		# The bytes travel twice, as bytea and as histogram.
		my $field = pack('N', length $mutant) . $mutant;
		spew($file, $signature . pack('n', 2) . $field x 2 . pack('n', 65535));
		push @files, $file;
	}
	$server->sql('TRUNCATE received_binary');
	my ($refused, @strange) = feed($server, 'received_binary', '(FORMAT binary)', qr/histogram/, @files);
	is_deeply([@strange[0 .. ($#strange < 4 ? $#strange : 4)]], [],
		"binary, $name: read or an error that names the type");
	my $read = $server->sql('SELECT count(*) FROM received_binary');
	is($read + $refused, scalar @mutants, "binary, $name: each of the mutants is answered");
	cmp_ok($read, '>=', 1, "binary, $name: the unchanged value is read");
	cmp_ok($refused, '>=', @mutants / 4, "binary, $name: many mutants are refused");
	is($server->sql('SELECT count(*) FROM received_binary WHERE histogram_send(value) <> bytes'),
		0, "binary, $name: what is read is canonical");
	my ($code, $out, $err) = $server->psql(sprintf $everything, 'received_binary');
	is($err, '', "binary, $name: what is read can be used");

	my $text = $server->sql("SELECT h FROM ($valid{$name}) v(h)");
	my @texts = text_mutants($text, '0123456789-+.eE:,;{}()[] xn');
	@files = ();
	for my $mutant (@texts)
	{
		my $file = "$directory/" . scalar(@files);
		(my $escaped = $mutant) =~ s/\\/\\\\/g;
		spew($file, "$escaped\n");
		push @files, $file;
	}
	$server->sql('TRUNCATE received_text');
	($refused, @strange) = feed($server, 'received_text', '', qr/histogram/, @files);
	is_deeply([@strange[0 .. ($#strange < 4 ? $#strange : 4)]], [],
		"text, $name: read or an error that names the type");
	$read = $server->sql('SELECT count(*) FROM received_text');
	is($read + $refused, scalar @texts, "text, $name: each of the mutants is answered");
	cmp_ok($refused, '>=', 1, "text, $name: some mutants are refused");
	is($server->sql('SELECT count(*) FROM received_text WHERE (value::text)::histogram <> value'),
		0, "text, $name: what is read is written and read again");
	($code, $out, $err) = $server->psql(sprintf $everything, 'received_text');
	is($err, '', "text, $name: what is read can be used");
}

open my $log, '<', "$server->{directory}/log" or die $!;
my @crashes = grep { /PANIC|terminated by signal|server process .* exited/ } <$log>;
is_deeply(\@crashes, [], 'no server process crashed');

done_testing();
