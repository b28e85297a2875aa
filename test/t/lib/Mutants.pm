# Mutations of valid bytes, and a way to feed them to a table: for the tests of hostile input.
#
#	my @bytes = mutants($valid);
#	my @texts = text_mutants($valid);
#	spew($file, $bytes);
#	my ($refused, @strange) = feed($server, $table, $format, qr/histogram/, @files);

package Mutants;

use strict;
use warnings;

use Exporter qw(import);

our @EXPORT = qw(mutants text_mutants spew feed);

# The same mutations in every run.
my $seed = 20240611;

sub random
{
	my ($below) = @_;
	$seed = ($seed * 1103515245 + 12345) & 0x7fffffff;
	return int($seed / 65536) % $below;
}

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

# Of those, the ones that are text (other bytes belong to the encoding check), and more that have
# digits, signs and $letters in the place of others, which more often are still well-formed.
sub text_mutants
{
	my ($text, $letters) = @_;
	my @texts = mutants($text);
	for (1 .. 300)
	{
		my $mutant = $text;
		substr($mutant, random(length $text), 1) = substr($letters, random(length $letters), 1);
		push @texts, $mutant;
	}
	return grep { !/[^\x20-\x7e]/ && length } @texts;
}

sub spew
{
	my ($name, $bytes) = @_;
	open my $file, '>:raw', $name or die "$name: $!";
	print $file $bytes;
	close $file or die "$name: $!";
}

# Runs one \copy per file in one session; how many were refused, the errors that are not like
# $named, and whether the connection stayed up.
sub feed
{
	my ($server, $table, $format, $named, @files) = @_;
	my $script = "\\set ON_ERROR_STOP 0\n\\set VERBOSITY terse\n";
	$script .= "\\copy $table FROM '$_' $format\n" for @files;
	$script .= "SELECT 'still connected'\n";
	my ($code, $out, $err) = $server->psql("SELECT count(*) FROM $table;\n$script;");
	my @strange = grep { !/ERROR: .*$named/i } split /\n/, $err;
	my $refused = () = $err =~ /ERROR:/g;
	push @strange, 'the connection was lost' if $out !~ /still connected/;
	return ($refused, @strange);
}

1;
