# Hostile bytes and texts: every mutation of a valid histogram is either read or refused with an
# error that names the type, the server stays up, and what was read is canonical: written again it
# gives the same bytes, and all of its accessors work.

use strict;
use warnings;

use Test::More;
use Throwaway;

my $server = Throwaway->new;

# The same mutations in every run.
my $seed = 20240611;

sub random
{
	my ($below) = @_;
	$seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
	return int($seed / 65536) % $below;
}

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

sub mutants
{
	my ($bytes) = @_;
	my $size = length $bytes;
	my @all = ($bytes, '');

	# Each of the first 96 bytes and 150 others: random, all ones, one up, one down, a bit flipped.
	for my $position (0 .. ($size < 96 ? $size : 96) - 1, map { random($size) } 1 .. 150)
	{
		my $old = ord substr($bytes, $position, 1);
		for my $new (random(256), 255, ($old + 1) % 256, ($old + 255) % 256, $old ^ 1 << random(8))
		{
			my $mutant = $bytes;
			substr($mutant, $position, 1) = chr $new;
			push @all, $mutant;
		}
	}
	# Cut off, longer, a piece lost, doubled, or overwritten.
	push @all, substr($bytes, 0, $_) for 1 .. ($size < 64 ? $size : 64) - 1;
	push @all, substr($bytes, 0, random($size)) for 1 .. 60;
	push @all, $bytes . chr($_) x (1 + random(40)) for 0, 1, 127, 255;
	for (1 .. 100)
	{
		my $position = random($size);
		my $length = 1 + random(12);
		my $piece = substr($bytes, $position, $length);
		my $lost = $bytes;
		substr($lost, $position, $length) = '';
		my $doubled = $bytes;
		substr($doubled, $position, 0) = $piece;
		my $noise = $bytes;
		substr($noise, $position, length $piece) = join '', map { chr random(256) } 1 .. length $piece;
		push @all, $lost, $doubled, $noise;
	}
	return @all;
}

sub spew
{
	my ($name, $bytes) = @_;
	open my $file, '>:raw', $name or die "$name: $!";
	print $file $bytes;
	close $file or die "$name: $!";
}

# Runs one \copy per file in one session; those lines of its answers that are neither "line read" nor
# an error that names the type, and how many were read and refused.
sub feed
{
	my ($table, $format, @files) = @_;
	my $script = "\\set ON_ERROR_STOP 0\n\\set VERBOSITY terse\n";
	$script .= "\\copy $table FROM '$_' $format\n" for @files;
	$script .= "SELECT 'still connected'\n";
	my $start = $server->sql('SELECT pg_postmaster_start_time()');
	my ($code, $out, $err) = $server->psql("SELECT count(*) FROM $table;\n$script;");
	my @strange = grep { !/ERROR: .*histogram/i } split /\n/, $err;
	my $refused = () = $err =~ /ERROR:/g;
	like($out, qr/still connected/, "the connection stays up ($table)");
	return ($refused, @strange);
}

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
	my ($refused, @strange) = feed('received_binary', '(FORMAT binary)', @files);
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
	my @texts = mutants($text);
	# Digits and signs in the place of others, which more often is still well-formed.
	for (1 .. 300)
	{
		my $mutant = $text;
		substr($mutant, random(length $text), 1) = substr('0123456789-+.eE:,;{}()[] xn', random(27), 1);
		push @texts, $mutant;
	}
	# Bytes that are no text belong to the encoding check, not to us.
	@texts = grep { !/[^\x20-\x7e]/ && length } @texts;
	@files = ();
	for my $mutant (@texts)
	{
		my $file = "$directory/" . scalar(@files);
		(my $escaped = $mutant) =~ s/\\/\\\\/g;
		spew($file, "$escaped\n");
		push @files, $file;
	}
	$server->sql('TRUNCATE received_text');
	($refused, @strange) = feed('received_text', '', @files);
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
