# Hostile bytes and texts: every mutation of a valid distribution is either read or refused with an
# error that says why, the server stays up, and what was read is canonical and can be used.

use strict;
use warnings;

use Mutants;
use Test::More;
use Throwaway;

my $server = Throwaway->new;

my @valid = (
	'gamma(a=4.00834, loc=0, scale=18.3731)',
	'norm(loc=0.1, scale=0.96) on [0.5, inf]',
	'expon(loc=-1e-300, scale=5e-324)',
	'uniform(loc=1, scale=4) on [1.5, 3]',
	'genhyperbolic(p=0.5, a=1.5, b=-0.5, loc=3, scale=2.5) on [-inf, 4]',
	'poisson(mu=3, loc=-2)',
	'hypergeom(M=30, n=12, N=6, loc=0) on [1, 5]',
);

# An error names the type, the family or its parameter, or the number that is none.
my $named = qr/type distribution|type double precision|unknown family|: \w+ (must|is)|: the |: there |: n and N |: only an |shape parameters|: bounds of a truncation/;

my $place = $server->{temporary}->dirname;
my $directory = "$place/mutants";
mkdir $directory or die "$directory: $!";

$server->sql('CREATE TABLE received_binary (bytes bytea, value distribution)');
$server->sql('CREATE TABLE received_text (value distribution)');

my $signature = "PGCOPY\n\377\r\n\0" . pack('NN', 0, 0);
my $everything = q{
	SELECT count(value::text), count(value::jsonb), count(family(value)), count(params(value)), count(distribution_hash(value)),
		count(support_lower(value)), count(cdf(value, 1)), count(sf(value, 1)), count(pdf(value, 1)), count(quantile(value, 0.3)),
		count(hazard(value, 1)), count(value = value), count(DISTINCT value) FROM %s};

# The first, which is the valid one, and every third of the others.
sub some
{
	return @_[ grep { $_ % 3 == 0 } 0 .. $#_ ];
}

sub write_files
{
	my ($frame, @mutants) = @_;
	my @files;
	for my $mutant (@mutants)
	{
		my $file = "$directory/" . scalar(@files);
		spew($file, $frame->($mutant));
		push @files, $file;
	}
	return @files;
}

for my $valid (@valid)
{
	my $bytes = pack 'H*', $server->sql("SELECT encode(distribution_send('$valid'), 'hex')");
	my @mutants = some(mutants($bytes));
	# The bytes travel twice, as bytea and as distribution.
	my @files = write_files(
		sub { $signature . pack('n', 2) . (pack('N', length $_[0]) . $_[0]) x 2 . pack('n', 65535) },
		@mutants);
	$server->sql('TRUNCATE received_binary');
	my ($refused, @strange) = feed($server, 'received_binary', '(FORMAT binary)', $named, @files);
	is_deeply([@strange[0 .. ($#strange < 4 ? $#strange : 4)]],
		[], "binary, $valid: read or an error that says why");
	my $read = $server->sql('SELECT count(*) FROM received_binary');
	is($read + $refused, scalar @mutants, "binary, $valid: each of the mutants is answered");
	cmp_ok($read, '>=', 1, "binary, $valid: the unchanged value is read");
	cmp_ok($refused, '>=', @mutants / 4, "binary, $valid: many mutants are refused");
	# Zeros lose their sign, aliases become names; anything else comes back as it was.
	is( $server->sql(
			q{SELECT count(*) FROM received_binary WHERE distribution_send(value) <> bytes AND length(distribution_send(value)) <> length(bytes)}
		),
		0, "binary, $valid: what is read is canonical");
	is($server->sql('SELECT count(*) FROM received_binary WHERE value::text::distribution <> value'),
		0, "binary, $valid: and survives as text");
	my ($code, $out, $err) = $server->psql(sprintf $everything, 'received_binary');
	is($err, '', "binary, $valid: what is read can be used");

	my @texts = some(text_mutants($valid, '0123456789-+.eE:,=()[] xnorminfNM'));
	@files = write_files(sub { (my $escaped = $_[0]) =~ s/\\/\\\\/g; "$escaped\n" }, @texts);
	$server->sql('TRUNCATE received_text');
	($refused, @strange) = feed($server, 'received_text', '', $named, @files);
	is_deeply([@strange[0 .. ($#strange < 4 ? $#strange : 4)]],
		[], "text, $valid: read or an error that says why");
	$read = $server->sql('SELECT count(*) FROM received_text');
	is($read + $refused, scalar @texts, "text, $valid: each of the mutants is answered");
	cmp_ok($refused, '>=', @texts / 4, "text, $valid: many mutants are refused");
	is($server->sql('SELECT count(*) FROM received_text WHERE value::text::distribution <> value'),
		0, "text, $valid: what is read is written and read again");
	($code, $out, $err) = $server->psql(sprintf $everything, 'received_text');
	is($err, '', "text, $valid: what is read can be used");
}

# Long and deep ones.
my ($code, $out, $err) = $server->psql(q{\set ON_ERROR_STOP 0
	SELECT (repeat('(', 1000000))::distribution;
	SELECT (repeat('a', 1000000))::distribution;
	SELECT ('norm(' || repeat('1', 1000000) || ')')::distribution;
	SELECT ('norm(' || repeat('0', 1000000) || ')')::distribution;
	SELECT ('norm' || repeat(' ', 1000000) || '(1)')::distribution;
	SELECT ('norm(' || repeat('1,', 1000000) || '1)')::distribution;
	SELECT distribution('norm', array_fill(1::float8, ARRAY[1000000]));
});
is($out, "norm(loc=0, scale=1)\nnorm(loc=1, scale=1)\n", 'long texts: two are valid');
is(scalar(() = $err =~ /ERROR:/g), 5, 'long texts: the others are refused');

open my $log, '<', "$server->{directory}/log" or die $!;
my @crashes = grep { /PANIC|terminated by signal|server process .* exited/ } <$log>;
is_deeply(\@crashes, [], 'no server process crashed');

done_testing();
