# The fan-out hurts nobody: the same rows wherever a call stands and whatever it is denied, clean
# errors when it is killed, nothing left behind, and a record that says what happened.

use strict;
use warnings;

use JSON::PP ();
use Test::More;
use Throwaway;
use Time::HiRes qw(sleep time);

my ($library, $installation) = Throwaway::private_installation();
my $server = Throwaway->new('jit=off', 'max_worker_processes=8', 'max_parallel_workers=8', 'compute_query_id=on');

# One setting has two names.
my $regress_mode =
  $server->sql(q{SELECT name FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')});

# Families that take no time; elapsed_ms is the one column that may differ.
my $families = '{norm, gamma, lognorm, weibull_min, logistic, gumbel_r, expon, fisk, burr12}';
my $columns = q{rank, family, param_names, params, std_errors, n_free, loglik, aic, aicc, bic, delta,
	weight, ks, ad, cvm, sse, status, message, evaluations};
$server->sql(qq{
	CREATE TABLE summary AS SELECT histogram_agg(exp(sin(i) * 2)) AS h FROM generate_series(1, 3000) i;
	CREATE TABLE groups WITH (parallel_workers = 2) AS
		SELECT i % 4 AS part, histogram_agg(exp(sin(i) * 2)) AS h FROM generate_series(1, 3000) i GROUP BY 1;
	CREATE TABLE long AS SELECT histogram_agg(exp(sin(i) * 2 + cos(0.37 * i))) AS h FROM generate_series(1, 100000) i;
	ANALYZE;
	CREATE VIEW fits AS SELECT $columns FROM summary, bestfit(h, '$families');
	CREATE VIEW how AS SELECT executor, workers_launched > 0 FROM bestfit_last_run();
	CREATE TABLE copies (LIKE summary, rows text[]);
	CREATE FUNCTION fits() RETURNS SETOF fits LANGUAGE sql BEGIN ATOMIC SELECT * FROM fits; END;
	CREATE FUNCTION in_block() RETURNS SETOF fits LANGUAGE plpgsql AS \$\$
	BEGIN
		PERFORM count(*) FROM fits;
		RAISE division_by_zero;
	EXCEPTION WHEN division_by_zero THEN
		BEGIN
			RETURN QUERY SELECT * FROM fits;
		EXCEPTION WHEN others THEN
			RAISE;
		END;
	END \$\$;
	CREATE FUNCTION patient() RETURNS SETOF fits LANGUAGE plpgsql AS \$\$
	BEGIN
		LOOP
			PERFORM count(*) FROM long, bestfit(h);
		END LOOP;
	EXCEPTION WHEN query_canceled THEN
		RETURN QUERY SELECT * FROM fits;
	END \$\$;
	CREATE FUNCTION fit_copy() RETURNS trigger LANGUAGE plpgsql AS \$\$
	BEGIN
		new.rows := (SELECT array_agg(f::text ORDER BY f.rank) FROM bestfit(new.h, '$families') b, LATERAL (SELECT $columns) f);
		RETURN new;
	END \$\$;
	CREATE TRIGGER fit_copy BEFORE INSERT ON copies FOR EACH ROW EXECUTE FUNCTION fit_copy()});

my $want = $server->sql('SET bestfit.executor = serial; SELECT * FROM fits');
my $want_composite = $server->sql('SET bestfit.executor = serial; SELECT f FROM fits f');
is(scalar(() = $want =~ /^.+$/mg), 9, 'a row for each family');

my $parallel = "SET bestfit.executor = parallel; SET bestfit.max_workers = 2;\n";
my $how = "SELECT * FROM how;\n";

# Where a call can stand: scripts that print the rows, then how the last call went.
my @places = (
	['a plain query', "SELECT * FROM fits; $how"],
	['an exception block', "SELECT * FROM in_block(); $how"],
	['an SQL function', "SELECT * FROM fits(); $how"],
	['a trigger', "INSERT INTO copies SELECT h FROM summary; $how SELECT unnest(rows) FROM copies", 'composite'],
	['a cursor', "BEGIN; DECLARE c SCROLL CURSOR FOR SELECT * FROM fits; FETCH 4 FROM c; MOVE BACKWARD 2 FROM c;
		MOVE 2 FROM c; FETCH ALL FROM c; CLOSE c; COMMIT; $how"],
	['a cursor WITH HOLD', "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT * FROM fits; COMMIT; $how FETCH ALL FROM c"],
	['a materialized view', "CREATE MATERIALIZED VIEW m AS SELECT * FROM fits WITH NO DATA; REFRESH MATERIALIZED VIEW m;
		$how SELECT * FROM m ORDER BY rank; DROP MATERIALIZED VIEW m"],
	['CREATE TABLE AS', "CREATE TEMP TABLE t AS SELECT * FROM fits; $how SELECT * FROM t ORDER BY rank"],
	['INSERT and COPY', "CREATE TEMP TABLE t (LIKE fits); INSERT INTO t SELECT * FROM fits; $how
		COPY (SELECT * FROM t ORDER BY rank) TO STDOUT WITH (DELIMITER '|', NULL '')"],
	['a prepared statement', "PREPARE p AS SELECT * FROM fits; EXECUTE p; $how"],
	['a savepoint', "BEGIN; SAVEPOINT a; SELECT * FROM fits; RELEASE a; COMMIT; $how"],
	['a transaction after ROLLBACK TO', "BEGIN; SAVEPOINT a; CREATE TEMP TABLE t (i int); SELECT * FROM fits \\g /dev/null
		ROLLBACK TO a; SELECT * FROM fits; COMMIT; $how"],
	['a serializable transaction that has written', "BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TEMP TABLE t (i int);
		INSERT INTO t VALUES (1); SELECT * FROM fits; COMMIT; $how"],
	['a read-only transaction', "BEGIN READ ONLY; SELECT * FROM fits; COMMIT; $how"],
	['above a Gather', "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
		SET min_parallel_table_scan_size = 0;
		SELECT $columns FROM (SELECT histogram_merge(h) AS h FROM groups) s, bestfit(h, '$families'); $how"],
	['above a live Gather', "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
		SET min_parallel_table_scan_size = 0;
		SELECT * FROM (SELECT count(*) FROM (SELECT part, h FROM groups WHERE length(h::text) > 1 OFFSET 0) g,
			bestfit(g.h, '$families')) c WHERE count <> 36;
		SELECT * FROM fits; $how"],
	['regress mode', "SET $regress_mode = regress; SELECT * FROM fits; RESET $regress_mode"],
);
for (@places)
{
	my ($name, $script, $composite) = @$_;
	my (undef, $got, $error) = $server->psql("$parallel$script");
	chomp $got;
	$got .= $error;
	my $rows = $composite ? $want_composite : $want;
	if ($name eq 'regress mode')
	{
		# The whole query is a worker's: what ran there is that worker's to know.
		is($got, $rows, "$name: the same rows");
		next;
	}
	ok($got =~ s/^parallel\|t\n?//m, "$name: with workers");
	chomp $got;
	is($got, $rows, "$name: the same rows");
}

# Below a Gather: each worker does its calls alone.  Reading rows must seem dear for that, see below.
{
	my $gather = "SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
		SET cpu_tuple_cost = 10000; SET parallel_leader_participation = off;";
	my $query = "SELECT part, $columns FROM groups, bestfit(h, '$families') ORDER BY part, rank";
	my $rows = $server->sql("SET max_parallel_workers_per_gather = 0; SET bestfit.executor = serial; $query");
	like($server->sql("$gather EXPLAIN (COSTS OFF) $query"), qr/Gather.*Function Scan on bestfit/s, 'below a Gather: the plan');
	my $logged = length $server->log;
	is($server->sql("$parallel $gather SET bestfit.log_decisions = on; $query"), $rows, 'below a Gather: the same rows');
	my @lines = substr($server->log, $logged) =~ /bestfit: (\{.*\})$/mg;
	is(scalar(@lines), 4, 'below a Gather: a call for each group');
	is_deeply([ map { JSON::PP::decode_json($_)->{reason} } @lines ], [ ('already inside a parallel worker') x 4 ],
		'below a Gather: why serial');
}

# The planner knows what a call costs, so that it spreads groups over workers by itself where they are
# many or the families are, if the call is in the select list.  (It charges a function in FROM once,
# however often it is called.)
{
	my $call = "bestfit(h, '$families', top => 9)";
	my $plan = $server->sql("EXPLAIN SELECT part, $call FROM groups, generate_series(1, 1000)");
	like($plan, qr/^Gather.*Workers Planned: 2.*ProjectSet.*Parallel Seq Scan/s, 'many groups: workers by default') or diag($plan);
	$plan = $server->sql("EXPLAIN SELECT part, bestfit(h, '{norm}') FROM groups");
	unlike($plan, qr/Gather/, 'little work: no workers');
	like($plan, qr/ProjectSet.*rows=4 /, 'one family: a row for each group');
	my $serial_plan = 'SET max_parallel_workers_per_gather = 0; EXPLAIN';
	like($server->sql("$serial_plan SELECT part, bestfit(h, top => 3) FROM groups"), qr/ProjectSet.*rows=12 /, 'top 3: three rows for each group');
	like($server->sql("$serial_plan SELECT part, bestfit(h, '{all}', exclude => '{gamma, nosuch}') FROM groups"),
		qr/ProjectSet.*rows=\d{3} /, 'nearly all families: many rows');
	my $query = "SELECT part, $call AS f FROM groups";
	my $rows = "SELECT part, (f).rank, (f).family, (f).params, (f).bic FROM ($query) s ORDER BY 1, 2";
	my $eager = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;';
	like($server->sql("$eager EXPLAIN $rows"), qr/Gather/, 'the select list below a Gather');
	is($server->sql("$eager $rows"), $server->sql("SET max_parallel_workers_per_gather = 0; SET bestfit.executor = serial; $rows"),
		'the select list below a Gather: the same rows');
	# The leader, which takes part in the plan, may have workers of its own.
	is($server->sql("$parallel $eager $rows"), $server->sql($rows), 'workers within a leader that takes part: the same rows');
	my $logged = length $server->log;
	$server->sql("$eager SET bestfit.log_decisions = on; SET bestfit.min_parallel_cost = 0;
		SELECT bestfit(h, '{burr12, gengamma, exponweib, beta, kappa4, gausshyper, genhyperbolic}') FROM groups, generate_series(1, 3) \\g /dev/null");
	my %reasons = map { JSON::PP::decode_json($_)->{reason} => 1 } substr($server->log, $logged) =~ /bestfit: (\{.*\})$/mg;
	delete @reasons{'already inside a parallel worker', 'the plan\'s own parallel workers have the CPUs',
		'only one CPU is available', 'workers save more than their start costs'};
	is(join(', ', keys %reasons), '', 'in a parallel plan: what is decided');
}

# The record, and the log.
{
	my $logged = length $server->log;
	my $record = $server->sql("$parallel SET bestfit.log_decisions = on; SELECT * FROM fits \\g /dev/null
		SET bestfit.log_decisions = off; SELECT * FROM fits \\g /dev/null
		SELECT to_json(r) FROM bestfit_last_run() r");
	$record = JSON::PP::decode_json($record);
	my @lines = substr($server->log, $logged) =~ /bestfit: (\{.*\})$/mg;
	is(scalar(@lines), 1, 'one line in the log while it is wanted');
	my $line = JSON::PP::decode_json($lines[0]);
	is(join(',', sort keys %$line), join(',', sort keys %$record), 'the line has what bestfit_last_run() has');
	for my $run ($line, $record)
	{
		is("$run->{job} $run->{executor} $run->{families} $run->{tasks} $run->{workers_planned} $run->{workers_launched}",
			'fit parallel 9 9 2 2', 'what was done');
		is($run->{reason}, 'bestfit.executor is parallel', 'why');
		cmp_ok($run->{free_workers}, '>=', 2, 'free workers');
		cmp_ok($run->{free_workers}, '<=', 8, 'no more than there can be');
		cmp_ok($run->{real_cost_ms}, '>', 0, 'what the fits cost');
		cmp_ok($run->{prepare_ms} + $run->{launch_ms} + $run->{work_ms} + $run->{wait_ms}, '<=', $run->{elapsed_ms} + 0.1,
			'the phases add up');
	}
}

# Notices.
{
	my ($code, $out, $err) = $server->psql("$parallel SELECT count(*) FROM long, bestfit(h)");
	is($err, '', 'no notice unless asked for');
	for my $executor ('serial', 'parallel')
	{
		($code, $out, $err) = $server->psql("SET bestfit.progress_interval = '5ms'; SET bestfit.executor = $executor;
			SELECT count(*) FROM groups, bestfit(h)");
		my @notices = split /\n/, $err;
		cmp_ok(scalar(@notices), '>', 2, "$executor: notices");
		is(scalar(grep { !/^NOTICE:  bestfit: (fitting \w+ \(\d+\/\d+; call \d, [0-9.]+ s\)|waiting for parallel workers to end fitting \(call \d, [0-9.]+ s\))$/ } @notices),
			0, "$executor: their text")
		  or diag($err);
		like($err, qr/; call 4, /, "$executor: calls are counted");
	}
}

my $control = $server->session;

# Waits until a query has an answer other than the empty one.
sub poll
{
	my ($query) = @_;
	my $start = time;
	while (time - $start < 20)
	{
		my $answer = $control->ask($query);
		return $answer if $answer ne '';
		sleep 0.002;
	}
	return 'nothing came';
}

sub no_worker_left
{
	my ($name) = @_;
	is(poll(q{SELECT 'none' WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'parallel worker')}),
		'none', "$name: no worker left");
}

my $endless = 'SELECT count(*) FROM generate_series(1, 1000000) i, long, bestfit(h, top => 1 + i % 9)';

# pg_stat_activity.
{
	my $session = $server->session;
	$session->ask($parallel);
	$session->send($endless);
	like(poll("SELECT query FROM pg_stat_activity WHERE leader_pid = $session->{pid} AND pid <> leader_pid AND query LIKE 'bestfit: %' LIMIT 1"),
		qr{^bestfit: fitting \w+ \(\d+/\d+\)$}, 'a worker shows what it fits');
	like(poll("SELECT query FROM pg_stat_activity WHERE pid = $session->{pid} AND query LIKE 'bestfit: %'"),
		qr{^bestfit: fitting \w+ \(\d+/\d+\) in: \Q$endless\E}, 'the leader shows what it fits, and the query');
	like(poll("SELECT query_id FROM pg_stat_activity WHERE pid = $session->{pid}"), qr/^-?[1-9]\d*$/, 'with the query\'s id');
	$control->ask("SELECT pg_cancel_backend($session->{pid})");
	like($session->wait, qr/canceling statement due to user request/, 'cancelled');
	is($control->ask("SELECT split_part(query, ';', 1) FROM pg_stat_activity WHERE pid = $session->{pid}"), $endless,
		'after a cancel, the query is shown alone');
	no_worker_left('after a cancel');
	is($session->ask(q{SELECT (SELECT count(*) FROM fits) AS rows, query, query_id <> 0 FROM pg_stat_activity WHERE pid = pg_backend_pid() OFFSET 0}),
		q{9|SELECT (SELECT count(*) FROM fits) AS rows, query, query_id <> 0 FROM pg_stat_activity WHERE pid = pg_backend_pid() OFFSET 0;|t},
		'after the fits, the query is shown alone');
	is($session->ask('SELECT * FROM fits'), $want, 'after a cancel: the same rows');

	# A cancel that is caught.
	$session->send('SELECT * FROM patient()');
	poll("SELECT pid FROM pg_stat_activity WHERE leader_pid = $session->{pid} AND pid <> leader_pid AND query LIKE 'bestfit: %' LIMIT 1");
	$control->ask("SELECT pg_cancel_backend($session->{pid})");
	is($session->wait, $want, 'after a cancel in an exception block: the same rows');
	no_worker_left('after a cancel in an exception block');

	# A worker that is told to go.
	$session->send($endless);
	like(poll("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE leader_pid = $session->{pid} AND pid <> leader_pid AND query LIKE 'bestfit: %' LIMIT 1"),
		qr/^t$/, 'a worker is terminated');
	like($session->wait, qr/^ERROR:  terminating (connection|background worker "parallel worker") due to administrator command\nCONTEXT:  parallel worker$/,
		'the leader reports it');
	no_worker_left('after a terminated worker');
	is($session->ask('SELECT * FROM fits'), $want, 'after a terminated worker: the same rows');
}

# A client that goes away.
{
	my $session = $server->session;
	$session->ask("$parallel SET client_connection_check_interval = '20ms'");
	$session->send($endless);
	my $pid = $session->{pid};
	poll("SELECT pid FROM pg_stat_activity WHERE leader_pid = $pid AND pid <> leader_pid LIMIT 1");
	undef $session;
	is(poll("SELECT 'gone' WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $pid)"), 'gone', 'a client goes: its backend ends');
	no_worker_left('a client goes');
}

# No slot: one parallel worker is allowed, and somebody else has it.
{
	my $session = $server->session;
	$session->ask("SET $regress_mode = on");
	$session->send('SELECT pg_sleep(60)');
	poll("SELECT pid FROM pg_stat_activity WHERE leader_pid = $session->{pid} AND pid <> leader_pid AND query LIKE '%pg_sleep%' LIMIT 1");
	my ($code, $out, $err) = $server->psql("$parallel SET max_parallel_workers = 1; SELECT * FROM fits;
		SELECT executor, reason, workers_planned, workers_launched, free_workers FROM bestfit_last_run()");
	is($err, '', 'no slot: silent');
	is($out, "$want\nserial|no worker slot was free|1|0|0\n", 'no slot: the same rows, and why');
	is($server->sql("SET max_parallel_workers = 1; SET bestfit.min_parallel_cost = 0; SELECT count(*) > 0 FROM long, bestfit(h);
		SELECT executor, reason, free_workers FROM bestfit_last_run()"),
		$server->sql('SELECT cpus FROM bestfit_last_run() UNION ALL SELECT 2 LIMIT 1') > 1
		? "t\nserial|no worker slot is likely to be free|0" : "t\nserial|only one CPU is available|",
		'no slot: auto does not try');
	$control->ask("SELECT pg_cancel_backend($session->{pid})");
	$session->wait;
	no_worker_left('no slot');
}

# A time limit for each family.
{
	my $free = $server->sql("SET bestfit.executor = serial; SELECT $columns FROM long, bestfit(h) ORDER BY family");
	my %free = map { (split /\|/)[1] => $_ } split /\n/, $free;
	for my $executor ('serial', 'parallel')
	{
		my $got = $server->sql("SET bestfit.executor = $executor; SET bestfit.family_timeout = '3ms';
			SELECT family, status, message, num_nulls(rank, params, loglik, n_free, bic, ks), evaluations >= 0 FROM long, bestfit(h) WHERE status = 'timeout';
			SELECT 'rest';
			SELECT $columns FROM long, bestfit(h) WHERE status <> 'timeout';
			SELECT 'columns';
			SELECT count(*), bool_and(rank IS NULL = (status = 'timeout' OR params IS NULL)) FROM (SELECT (bestfit(h)).* FROM long) f;
			RESET bestfit.family_timeout;
			SELECT 'again';
			SELECT $columns FROM long, bestfit(h) ORDER BY family");
		my ($late, $rest, $columns_agree, $again) = $got =~ /\A(.*?)\n?rest\n(.*?)\n?columns\n(.*?)\nagain\n(.*)\z/s
		  or die $got;
		my @late = split /\n/, $late;
		cmp_ok(scalar(@late), '>', 1, "$executor: slow families run out of time");
		is(scalar(grep { !/^\w+\|timeout\|the time limit for a family was reached\|6\|t$/ } @late), 0, "$executor: and say so, without numbers") or diag($late);
		# delta and weight depend on the other rows, rank likewise
		my $strip = sub { my @c = split /\|/, $_[0], -1; join '|', @c[1 .. 9, 12 .. $#c] };
		my @different = grep { $strip->($_) ne $strip->($free{ (split /\|/)[1] }) } split /\n/, $rest;
		is(scalar(@different), 0, "$executor: the others have the same rows as ever") or diag("@different");
		like($columns_agree, qr/^\d+\|t$/, "$executor: columns of one row are of one run");
		is($again, $free, "$executor: without the limit, nothing is left of it");
	}
}

# Within a query, fits are remembered for the next call: not those under another limit.
like($server->sql(q{SET bestfit.executor = serial; SELECT a, b, c FROM (
		SELECT set_config('bestfit.family_timeout', '1', false) <> '' AS set_1,
			(SELECT count(*) FILTER (WHERE status = 'timeout') FROM bestfit(h)) AS a,
			set_config('bestfit.family_timeout', '0', false) <> '' AS set_0,
			(SELECT count(*) FILTER (WHERE status = 'timeout') FROM bestfit(h)) AS b,
			set_config('bestfit.family_timeout', '1', false) <> '' AS set_1_again,
			(SELECT count(*) FILTER (WHERE status = 'timeout') FROM bestfit(h)) AS c FROM long OFFSET 0) s}),
	qr/^[1-9]\d*\|0\|[1-9]\d*$/, 'fits under a limit are no other call\'s');

# 500 cancels at all stages of a call.  What a session may keep from the first is seen by the first 100.
{
	my $measure = q{SELECT sum(total_bytes) FROM pg_backend_memory_contexts;};
	my $session = $server->session;
	$session->ask("$parallel SET client_min_messages = fatal");
	my @memory;
	my @resident;
	for my $round (1 .. 5)
	{
		my $script = '';
		$script .= "SET statement_timeout = ${\ (1 + $_ % 12)}; $endless;\n" for 1 .. 100;
		my $cancelled = () = $session->ask("$script SET statement_timeout = 0") =~ /statement timeout/g;
		push @memory, $session->ask($measure);
		open my $status, '<', "/proc/$session->{pid}/status" or last;
		push @resident, map { /^VmRSS:\s+(\d+) kB/ ? $1 : () } <$status>;
	}
	cmp_ok($memory[4] - $memory[0], '<', 65536, '400 more cancels: memory contexts do not grow') or diag("@memory");
	# What malloc keeps from one round to the next goes up and down; a leak only goes up.
	my ($least) = sort { $a <=> $b } @resident[2 .. 4];
	cmp_ok($least - $resident[0], '<', 2048, '400 more cancels: nor does the process (kB)') or diag("@resident");
	no_worker_left('500 cancels');
	is($session->ask('SELECT * FROM fits'), $want, '500 cancels: the same rows');
}

# The operating system refuses shared memory: no file of this process may grow beyond 4 kB.
SKIP:
{
	my @as_server_user = $> == 0 ? qw(runuser -u postgres --) : ();
	skip 'no prlimit here', 4 if system('prlimit --version >/dev/null 2>&1') != 0;
	for my $fresh (1, 0)
	{
		my $session = $server->session;
		my $rows = $fresh ? '' : $session->ask("$parallel SELECT * FROM fits");
		system(@as_server_user, 'prlimit', '--pid', $session->{pid}, '--fsize=4096') == 0 or die 'prlimit failed';
		is($session->ask("$parallel BEGIN; SELECT * FROM fits; SELECT executor, reason FROM bestfit_last_run(); COMMIT"),
			"$want\nserial|no dynamic shared memory was free", 'shared memory is refused: the same rows, silently, and why');
		is($session->ask("$parallel SELECT * FROM in_block(); SELECT executor, reason FROM bestfit_last_run()"),
			"$want\nserial|no dynamic shared memory was free", 'refused in a subtransaction: the same rows');
	}
}

# Another library under the running server: sessions that have the old one cannot use workers, which
# load the new one.
{
	my $old = $server->session;
	is($old->ask("$parallel SELECT * FROM fits"), $want, 'the old library');
	open my $in, '<:raw', $library or die "$library: $!";
	my $image = do { local $/; <$in> };
	close $in;
	my $changed = ($image =~ s/(?<!_)studentized_range\0/studentized_ranks\0/g);
	ok($changed, 'another library');
	open my $out, '>:raw', "$library.new" or die "$library.new: $!";
	print $out $image;
	close $out or die "$library.new: $!";
	chmod 0755, "$library.new";
	rename "$library.new", $library or die "$library: $!";
	is($old->ask('SELECT * FROM fits'),
		"ERROR:  the bestfit library was replaced while in use\nHINT:  Reconnect to use the new library.\nCONTEXT:  parallel worker",
		'a library was replaced: the error');
	no_worker_left('a library was replaced');
	is($old->ask('SET bestfit.executor = serial; SELECT * FROM fits'), $want, 'a library was replaced: serial goes on');
	is($server->sql("$parallel SELECT * FROM fits; $how"), "$want\nparallel|t", 'a library was replaced: new sessions have the new one');
}

# A hot standby.
{
	my $standby = $server->standby;
	is($standby->sql('SELECT pg_is_in_recovery()'), 't', 'a hot standby');
	is($standby->sql("$parallel SELECT * FROM fits; $how"), "$want\nparallel|t", 'a hot standby: the same rows');
	is($standby->sql("$parallel BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM fits; COMMIT; $how"),
		"$want\nparallel|t", 'a hot standby, repeatable read: the same rows');
}

# A worker that is killed takes all sessions with it, as PostgreSQL promises; then all is well again.
{
	my $session = $server->session;
	$session->ask($parallel);
	$session->send($endless);
	my $pid = poll("SELECT pid FROM pg_stat_activity WHERE leader_pid = $session->{pid} AND pid <> leader_pid AND query LIKE 'bestfit: %' LIMIT 1");
	kill 'KILL', $pid;
	like($session->wait, qr/terminating connection because of crash of another server process|server closed the connection/,
		'a worker is killed: the message');
	my ($code, $out);
	for (1 .. 200)
	{
		($code, $out) = $server->psql("$parallel SELECT * FROM fits; $how");
		last if $code == 0;
		sleep 0.05;
	}
	is($out, "$want\nparallel|t\n", 'a worker is killed: after the restart, the same rows');
}

# Other kinds of shared memory.
for my $type ('mmap', 'sysv')
{
	ok($server->restart(["dynamic_shared_memory_type=$type"]), "$type: the server starts");
	is($server->sql("$parallel SELECT * FROM fits; $how"), "$want\nparallel|t", "$type: the same rows");
}

# 64 MB of /dev/shm, as containers have by default; then, when others have filled it, none.
SKIP:
{
	my $small = 'mount -t tmpfs -o size=64m,mode=1777 tmpfs /dev/shm && exec "$@"';
	skip 'a /dev/shm of 64 MB needs root and the right to mount', 5
	  if $> != 0 || system("unshare -m sh -c '$small' sh true >/dev/null 2>&1") != 0;
	ok($server->restart(['dynamic_shared_memory_type=posix'], 'unshare', '-m', 'sh', '-c', $small, 'sh'),
		'64 MB of /dev/shm: the server starts');
	is($server->sql("$parallel SELECT * FROM fits; $how"), "$want\nparallel|t", '64 MB of /dev/shm: the same rows');
	my ($code, $out, $err) = $server->psql(q{COPY (SELECT repeat('x', 1000000) FROM generate_series(1, 100)) TO '/dev/shm/full'});
	like($err, qr/No space left on device/, 'a full /dev/shm');
	($code, $out, $err) = $server->psql("$parallel SELECT * FROM fits; SELECT executor, reason FROM bestfit_last_run()");
	is($out . $err, "$want\nserial|no dynamic shared memory was free\n", 'a full /dev/shm: the same rows, silently, and why');
	is($server->sql("COPY (SELECT 1) TO '/dev/shm/full'; $parallel SELECT * FROM fits; $how"),
		"$want\nparallel|t", 'room again: workers again');
}

done_testing();
