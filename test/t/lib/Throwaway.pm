# A throwaway PostgreSQL server for one test file, with the extension in its database postgres.
#
#	my $server = Throwaway->new('max_parallel_workers=8', ...);
#	my $value = $server->sql('SELECT 1');				dies on an error
#	my ($code, $out, $err) = $server->psql('SELECT 1');	does not
#	my $session = $server->session;						a connection that stays, see below
#
# BESTFIT_BIN names the programs' directory (default: pg_config's), where the extension must be
# installed.  The server stops and its directory goes when the object does.

package Throwaway;

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use File::Temp ();
use IPC::Run ();

# Directory of each server that runs, with the process that started it: a test that dies leaves it
# to END to stop them, as objects then go in no certain order.
my %running;

my $test = File::Spec->rel2abs(dirname(__FILE__) . '/../..');

sub new
{
	my ($class, @settings) = @_;
	my $bin = $ENV{BESTFIT_BIN} // `pg_config --bindir`;
	chomp $bin;
	# The server may run as another user, who must be able to come in.
	my $temporary = File::Temp->newdir('bestfit.XXXXXX', TMPDIR => 1);
	chmod 0755, $temporary->dirname;
	my $self = bless {
		bin => $bin,
		temporary => $temporary,
		directory => $temporary->dirname . '/server'
	}, $class;
	$ENV{BESTFIT_BIN} = $bin;
	system("$test/server", 'start', $self->{directory}, @settings) == 0
	  or die "no server in $self->{directory}";
	$running{ $self->{directory} } = $$;
	$self->sql('CREATE EXTENSION bestfit');
	return $self;
}

# Where the committed data sets are.
sub data_directory
{
	return "$test/data";
}

# Arguments that make any client program connect here.
sub connection
{
	my ($self) = @_;
	return ('-h', $self->{directory}, '-p', '5432', '-U', 'postgres');
}

# Runs a client program with the arguments given; (exit code, standard output, standard error).
sub client
{
	my ($self, $program, $input, @arguments) = @_;
	my ($out, $err);
	IPC::Run::run(["$self->{bin}/$program", $self->connection, @arguments],
		'<', \$input, '>', \$out, '2>', \$err);
	return ($? >> 8 || $? & 127, $out, $err);
}

# Runs a script in psql, which stops at the first error; a database other than postgres if named.
sub psql
{
	my ($self, $script, $database) = @_;
	return $self->client('psql', $script, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d',
		$database // 'postgres');
}

sub sql
{
	my ($self, $script, $database) = @_;
	my ($code, $out, $err) = $self->psql($script, $database);
	if ($code != 0)
	{
		my $log = $err =~ /closed the connection/ ? `tail -n 20 $self->{directory}/log` : '';
		die "$script\n$err$log";
	}
	chomp $out;
	return $out;
}

# The demo's tables.
sub load_demo
{
	my ($self) = @_;
	my $data = data_directory();
	my ($code, $out, $err) = $self->psql("\\cd $data\n\\i load.sql\n");
	die $err if $code != 0;
}

sub session
{
	my ($self) = @_;
	return Throwaway::Session->new($self);
}

sub stop_server
{
	my ($directory) = @_;
	my $owner = delete $running{$directory} // return;
	local $?;
	system("$test/server", 'stop', $directory) if $owner == $$;
}

sub stop
{
	my ($self) = @_;
	stop_server($self->{directory});
}

sub DESTROY
{
	my ($self) = @_;
	$self->stop;
}

END
{
	stop_server($_) for keys %running;
}

# A psql that stays connected: send() hands it a script and does not wait, wait() returns what has
# been printed (errors included) once the script is done.
package Throwaway::Session;

sub new
{
	my ($class, $server) = @_;
	my $self = bless { in => '', out => '', sent => 0 }, $class;
	$self->{run} = IPC::Run::start(
		["$server->{bin}/psql", $server->connection, '-X', '-q', '-A', '-t', '-d', 'postgres'],
		'<', \$self->{in}, '>', \$self->{out}, '2>&1', IPC::Run::timeout(120));
	$self->{pid} = $self->ask('SELECT pg_backend_pid()');
	return $self;
}

sub send
{
	my ($self, $script) = @_;
	$self->{sent}++;
	$self->{in} .= "$script;\n\\echo done $self->{sent}\n";
	$self->{run}->pump_nb;
}

sub wait
{
	my ($self) = @_;
	my $mark = "done $self->{sent}\n";
	$self->{run}->pump until $self->{out} =~ /^\Q$mark\E/m || !$self->{run}->pumpable;
	my $printed = $self->{out};
	$self->{out} = '';
	$printed =~ s/\Q$mark\E\z//;
	chomp $printed;
	return $printed;
}

sub ask
{
	my ($self, $script) = @_;
	$self->send($script);
	return $self->wait;
}

sub DESTROY
{
	my ($self) = @_;
	local $?;
	$self->{run}->kill_kill if $self->{run};
}

1;
