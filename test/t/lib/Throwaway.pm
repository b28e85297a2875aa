# A throwaway PostgreSQL server for one test file, with the extension in its database postgres.
#
#	my $server = Throwaway->new('max_parallel_workers=8', ...);
#	my $value = $server->sql('SELECT 1');				dies on an error
#	my ($code, $out, $err) = $server->psql('SELECT 1');	does not
#	my $session = $server->session;						a connection that stays, see below
#	$server->restart(['jit=off', ...]);				with more settings
#	my $standby = $server->standby;						a hot standby of it
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

# Directory of each server that runs, with the process that started it and its programs: a test that
# dies leaves it to END to stop them, as objects then go in no certain order.
my %running;

my $test = File::Spec->rel2abs(dirname(__FILE__) . '/../..');

sub programs
{
	my $bin = $ENV{BESTFIT_BIN} // `pg_config --bindir`;
	chomp $bin;
	return $bin;
}

# A temporary directory that the server's user, who may not be ours, can come into.
sub temporary_directory
{
	my $temporary = File::Temp->newdir('bestfit.XXXXXX', TMPDIR => 1);
	chmod 0755, $temporary->dirname;
	return $temporary;
}

# A server that test/server makes with these arguments after the directory.
sub make
{
	my ($class, $action, @arguments) = @_;
	my $temporary = temporary_directory();
	my $self = bless {
		bin => programs(),
		temporary => $temporary,
		directory => $temporary->dirname . '/server'
	}, $class;
	local $ENV{BESTFIT_BIN} = $self->{bin};
	system("$test/server", $action, $self->{directory}, @arguments) == 0
	  or die "no server in $self->{directory}";
	$running{ $self->{directory} } = { pid => $$, bin => $self->{bin} };
	return $self;
}

sub new
{
	my ($class, @settings) = @_;
	my $self = $class->make('start', @settings);
	$self->sql('CREATE EXTENSION bestfit');
	return $self;
}

# A hot standby of this server, which has all that this one has now.
sub standby
{
	my ($self) = @_;
	local $ENV{BESTFIT_BIN} = $self->{bin};
	return ref($self)->make('standby', $self->{directory});
}

# Restarts the server with more settings; in_front are words in front of the command that does it.
sub restart
{
	my ($self, $settings, @in_front) = @_;
	local $ENV{BESTFIT_BIN} = $self->{bin};
	return system(@in_front, "$test/server", 'restart', $self->{directory}, @$settings) == 0;
}

# A PostgreSQL installation of one's own, for those who change its files: that of BESTFIT_BIN by
# symbolic links, programs and the extension's library as copies.  Sets BESTFIT_BIN for the servers
# that are made from now on; returns the library's name and what keeps the installation in place.
sub private_installation
{
	my $bin = programs();
	my %directory = map { chomp(my $path = `"$bin/pg_config" --$_`); $_ => $path } qw(pkglibdir sharedir);
	my $temporary = temporary_directory();
	my $root = $temporary->dirname;
	my $library = "$root$directory{pkglibdir}/bestfit.so";
	# Programs find the rest of an installation relative to where they lie.
	system('sh', '-ec', <<'SH', 'sh', $root, $bin, @directory{qw(pkglibdir sharedir)}) == 0 or die 'no copy of PostgreSQL';
		root=$1 bin=$2
		mkdir -p "$root$2" "$root$3" "$root$4"
		for program in postgres initdb pg_ctl pg_basebackup pg_config psql
		do
			cp -L "$bin/$program" "$root$bin/"
		done
		cp -R -s "$3/." "$root$3/"
		cp -R -s "$4/." "$root$4/"
		rm "$root$3/bestfit.so"
		cp -L "$3/bestfit.so" "$root$3/bestfit.so"
SH
	$ENV{BESTFIT_BIN} = "$root$bin";
	return ($library, $temporary);
}

# The server's log so far.
sub log
{
	my ($self) = @_;
	open my $file, '<', "$self->{directory}/log" or die "no log: $!";
	local $/;
	return scalar <$file>;
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
	my $bin = $owner->{bin};
	local $?;
	local $ENV{BESTFIT_BIN} = $bin;
	system("$test/server", 'stop', $directory) if $owner->{pid} == $$;
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

# At the end of the program, psql's input is closed anyway, and parts of the run may be gone already.
sub DESTROY
{
	my ($self) = @_;
	return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
	local $?;
	$self->{run}->kill_kill if $self->{run};
}

1;
