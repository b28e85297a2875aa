# Fits of real data that others have published or that R computes from the rows: fitdistrplus
# (fitdist), MASS (fitdistr), evd (fgev), and for families that these lack, scipy.stats' logpdf maximised
# by Nelder and Mead.  The figures are of the raw rows' density, so cells => 'points'; each must agree
# to the last digit given here.

use strict;
use warnings;

use Test::More;
use Throwaway;

my $server = Throwaway->new('max_worker_processes=16');
$server->load_demo;

# One query's fits, per family: the row as a hash.
sub fits
{
	my ($column, $table, $arguments) = @_;
	my %fit;
	for my $line (split /\n/, $server->sql(qq{
		SELECT f.family, f.n_free, f.loglik, f.aic, f.bic, f.params::text, f.param_names::text,
			f.status, f.message, (SELECT histogram_count(histogram_agg($column)) FROM $table)
		FROM bestfit((SELECT histogram_agg($column) FROM $table), $arguments) f}))
	{
		my @field = split /\|/, $line, -1;
		my %row;
		@row{qw(family n_free loglik aic bic params names status message n)} = @field;
		my @names = $row{names} =~ /[^{},]+/g;
		my @values = $row{params} =~ /[^{},]+/g;
		@{ $row{value} }{@names} = @values;
		$fit{ $row{family} } = \%row;
	}
	return \%fit;
}

# A figure agrees if it is within one unit of its last digit (the published ones are estimates of
# iterative programs, whose own last digit is uncertain by that much).
sub agrees
{
	my ($got, $want, $name) = @_;
	my ($digits) = $want =~ /\.(\d+)/;
	my $unit = 10**-length($digits // '');
	ok($got =~ /\d/ && abs($got - $want) <= 1.001 * $unit, $name)
	  or diag "got $got, published $want";
}

my @published = (
	[ 'grams', 'servings', 'gamma', { a => '4.0083', loc => '0.0', scale => '18.373', loglik => '-1253.62511', aic => '2511.250' } ],
	[ 'grams', 'servings', 'weibull_min', { c => '2.1856', scale => '83.347', aic => '2514.449' } ],
	[ 'grams', 'servings', 'lognorm', { s => '0.536609', scale => '64.6747', aic => '2526.639' } ],
	[ 'grams', 'servings', 'norm', { loc => '73.6457', scale => '35.8142', aic => '2542.62' } ],
	[ 'loss', 'claims', 'pareto', { b => '1.270729', scale => '1.000000', aic => '6710.26' } ],
	[ 'loss', 'claims', 'invweibull', { c => '2.1708', scale => '1.6328', aic => '7180.39' } ],
	[ 'loss', 'claims', 'fisk', { c => '2.7319', scale => '1.9770', aic => '7831.81' } ],
	[ 'loss', 'claims', 'lognorm', { s => '0.716555', scale => '2.19669', aic => '8119.80' } ],
	[ 'atv', 'toxicity', 'burr12', { c => '1.5397', d => '0.2062', scale => '0.6683', aic => '1045.731' } ],
	[ 'atv', 'toxicity', 'invweibull', { c => '0.4254', scale => '3.109', aic => '1046.571' } ],
	[ 'atv', 'toxicity', 'lomax', { c => '0.3457', scale => '1.0670', aic => '1048.112' } ],
	[ 'atv', 'toxicity', 'lognorm', { aic => '1068.810' } ],
	[ 'atv', 'toxicity', 'fisk', { c => '0.5669', scale => '8.702', aic => '1069.246' } ],
	[ 'atv', 'toxicity', 'gamma', { a => '0.1595', aic => '1154.386' } ],
	[ 'metres', 'sea_levels', 'genextreme', { c => '0.0501', loc => '3.8747', scale => '0.1980', loglik => '4.33906' } ],
	[ 'metres', 'sea_levels', 'gumbel_r', { loc => '3.8694', scale => '0.1949', aic => '-4.435' } ],
	[ 'percent', 'returns', 't', { df => '3.720', loc => '0.0550', scale => '0.6674', aic => '7223.05' } ],
	[ 'percent', 'returns', 'laplace', { loc => '0.0421', scale => '0.67446', aic => '7228.15' } ],
	[ 'percent', 'returns', 'logistic', { aic => '7283.37' } ],
	[ 'percent', 'returns', 'norm', { aic => '7593.90' } ],
	[ 'miles', 'rivers', 'invweibull', { c => '2.1326', scale => '367.52', aic => '1975.86' } ],
	[ 'miles', 'rivers', 'expon', { loglik => '-1040.88004' } ],
);

my (%points, %cells);
for my $case (@published)
{
	my ($column, $table, $family, $figures) = @$case;
	$points{$table} //= fits($column, $table, q{cells => 'points'});
	$cells{$table} //= fits($column, $table, q{cells => 'auto'});
	my $fit = $points{$table}{$family};
	subtest "$table: $family" => sub {
		if (!ok($fit, 'there is a row'))
		{
			return;
		}
		like($fit->{status}, qr/^(ok|boundary)$/, "status $fit->{status}: $fit->{message}");
		for my $name (sort keys %$figures)
		{
			agrees($fit->{$name} // $fit->{value}{$name} // 'nothing', $figures->{$name}, $name);
		}
		# The criteria follow from loglik, n_free and n.
		cmp_ok(abs($fit->{aic} - (2 * $fit->{n_free} - 2 * $fit->{loglik})), '<', 1e-6, 'aic');
		cmp_ok(abs($fit->{bic} - ($fit->{n_free} * log($fit->{n}) - 2 * $fit->{loglik})),
			'<', 1e-6, 'bic');
		# Ties as rounding cells move the result, but not far.
		cmp_ok(abs($cells{$table}{$family}{loglik} - $fit->{loglik}),
			'<', 0.25, 'grouped loglik is near');
	};
}

# Free parameters: a fixed location is not counted.
is($points{servings}{gamma}{n_free}, 2, 'gamma with location 0 has two free parameters');
is($points{rivers}{expon}{n_free}, 1, 'expon with location 0 has one');
is($points{returns}{t}{n_free}, 3, 't has three');

# Burr XII on the fire losses has no maximum: it runs to the Pareto limit, and must say so.
is($points{claims}{burr12}{status}, 'limit:pareto', 'burr12 on the fire losses runs to its limit')
  or diag $points{claims}{burr12}{message};

# A family whose support cannot hold the rows has a row that says so.
is($points{servings}{beta}{status}, 'unsupported data', 'beta with location 0 and scale 1')
  if $points{servings}{beta} && $points{servings}{beta}{n_free} == 2;
like(fits('percent', 'returns', q{loc => 'zero', families => '{gamma}'})->{gamma}{status},
	qr/^unsupported data$/, 'gamma from 0 for rows below 0');

# A worse family is never ranked first: what the published criteria say of each data set.
sub best_of
{
	my ($column, $table, @families) = @_;
	my $list = join ',', @families;
	return $server->sql(qq{SELECT family FROM bestfit((SELECT histogram_agg($column) FROM $table),
		families => '{$list}', rank_by => 'aic', cells => 'points', top => 1)});
}

is(best_of('grams', 'servings', qw(norm lognorm weibull_min gamma)), 'gamma', 'best for servings');
is(best_of('loss', 'claims', qw(lognorm fisk invweibull pareto)), 'pareto', 'best for claims');
is(best_of('atv', 'toxicity', qw(gamma lognorm fisk lomax invweibull burr12)), 'burr12',
	'best for toxicity');
is(best_of('percent', 'returns', qw(norm logistic laplace t)), 't', 'best for returns');

done_testing();
