# lib.sh
#		What test/run and test/demo share: packages, a private PostgreSQL, a throwaway server.
#
# Nothing of the system is changed but for packages that apt installs.  The extension is built in a
# copy of the sources and installed into a private copy of the PostgreSQL installation: PostgreSQL
# finds its directories relative to where its programs lie, so a mirror of them (programs copied,
# all the rest symbolic links) below a temporary directory is an installation of its own.
#
# Sourced by POSIX shells under `set -eu`, with $top set to the top directory of the sources.
# Sets, for those who call: $work (temporary directory), $source (the copy), $PG_CONFIG, and
# BESTFIT_BIN (programs of the private installation).  $PG_CONFIG, if set already, says which
# PostgreSQL to use; otherwise the newest one installed that has its development files.

work=
child=
apt_is_fresh=

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "$(basename "$0"): $*"
	exit 1
}

# Runs its arguments as root.
as_root()
{
	if [ "$(id -u)" -eq 0 ]
	then
		"$@"
	elif command -v sudo >/dev/null
	then
		sudo "$@"
	else
		die "need root or sudo for: $*"
	fi
}

# Makes $work and sees to its end, however this shell ends.
begin_work()
{
	trap end_work EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	work=$(mktemp -d "${TMPDIR:-/tmp}/bestfit.XXXXXX")
	# The server's user, who may not be ours, must be able to come in.
	umask 022
	chmod 755 "$work"
	TMPDIR=$work/tmp
	mkdir -m 1777 "$TMPDIR"
	chmod 1777 "$TMPDIR"
	export TMPDIR
}

# Stops what runs: the stage in the background with all its processes, then every server whose data
# directory lies in $work, whoever started it.
end_work()
{
	status=$?
	trap - EXIT
	trap '' HUP INT TERM
	if [ -n "$child" ]
	then
		kill -TERM "-$child" 2>/dev/null || :
		wait "$child" 2>/dev/null || :
	fi
	if [ -n "$work" ]
	then
		find "$work" -name postmaster.pid 2>/dev/null | while read -r pid_file
		do
			"$top/test/server" stop "$(dirname "$(dirname "$pid_file")")" || :
		done
		if [ -f "$work/createcluster.conf" ]
		then
			restore_createcluster
		fi
		cd /
		rm -rf "$work"
	fi
	exit "$status"
}

# run_apart LOG COMMAND...: runs the command in a process group of its own with its output in LOG,
# so that an interrupt is answered at once and ends all of it.  Returns its exit status.
run_apart()
{
	log=$1
	shift
	setsid "$@" >"$log" 2>&1 </dev/null &
	child=$!
	code=0
	wait "$child" || code=$?
	child=
	return "$code"
}

has_package()
{
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME...: those that are missing.
install_packages()
{
	missing=
	for package in "$@"
	do
		has_package "$package" || missing="$missing $package"
	done
	if [ -z "$missing" ]
	then
		return
	fi
	say "installing:$missing"
	log=$work/apt.log
	if [ -z "$apt_is_fresh" ]
	then
		as_root apt-get update -q >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
		apt_is_fresh=yes
	fi
	# shellcheck disable=SC2086 # the list is to be split
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing \
		>"$log" 2>&1 || { cat "$log" >&2; die "apt-get install failed:$missing"; }
}

# The server package makes and starts a cluster when it is first installed, which we do not need:
# for that moment, postgresql-common is told not to.
withhold_createcluster()
{
	conf=/etc/postgresql-common/createcluster.conf
	cp "$conf" "$work/createcluster.conf"
	printf 'create_main_cluster = false\n' | as_root tee -a "$conf" >/dev/null
}

restore_createcluster()
{
	as_root cp "$work/createcluster.conf" /etc/postgresql-common/createcluster.conf
	rm -f "$work/createcluster.conf"
}

# The newest major version under /usr/lib/postgresql that has the file given, or nothing.
newest_major()
{
	for file in /usr/lib/postgresql/*/"$1"
	do
		if [ -e "$file" ]
		then
			major=${file#/usr/lib/postgresql/}
			printf '%s\n' "${major%%/*}"
		fi
	done | sort -n | tail -n 1
}

# install_needs NAME...: a compiler, GSL, PostgreSQL with its development files, and the packages
# named.  Sets PG_CONFIG.
install_needs()
{
	if ! command -v apt-get >/dev/null
	then
		[ -n "${PG_CONFIG:-}" ] || PG_CONFIG=$(command -v pg_config) ||
			die "no apt here: install PostgreSQL and GSL with their headers, and set PG_CONFIG"
		return
	fi
	install_packages build-essential libgsl-dev "$@"
	if [ -n "${PG_CONFIG:-}" ]
	then
		return
	fi

	major=$(newest_major lib/pgxs/src/makefiles/pgxs.mk)
	if [ -z "$major" ] || [ ! -x "/usr/lib/postgresql/$major/bin/postgres" ]
	then
		major=$(newest_major bin/postgres)
	fi
	if [ -z "$major" ]
	then
		if ! has_package postgresql-common
		then
			install_packages postgresql-common
			withhold_createcluster
		fi
		install_packages postgresql
		if [ -f "$work/createcluster.conf" ]
		then
			restore_createcluster
		fi
		major=$(newest_major bin/postgres)
	fi
	install_packages "postgresql-server-dev-$major"
	PG_CONFIG=/usr/lib/postgresql/$major/bin/pg_config
}

# Mirrors the installation of $PG_CONFIG to $work/pg and turns PG_CONFIG to the mirror.
mirror_postgres()
{
	for what in bindir sharedir pkglibdir includedir includedir-server
	do
		directory=$("$PG_CONFIG" "--$what")
		[ -d "$directory" ] || die "$PG_CONFIG --$what: no directory $directory"
		mkdir -p "$work/pg$directory"
		if [ "$what" = bindir ]
		then
			# Real files: the programs look where they themselves lie.
			for program in "$directory"/*
			do
				if [ -f "$program" ] && [ -x "$program" ]
				then
					cp -L "$program" "$work/pg$directory/"
				fi
			done
		else
			cp -R -s -f "$directory/." "$work/pg$directory/"
		fi
	done
	PG_CONFIG=$work/pg$("$PG_CONFIG" --bindir)/pg_config
	# An extension that is installed for all must not stand in for the one under test.
	rm -rf "$("$PG_CONFIG" --pkglibdir)"/bestfit.so "$("$PG_CONFIG" --pkglibdir)"/bitcode/bestfit* \
		"$("$PG_CONFIG" --sharedir)"/extension/bestfit*
	BESTFIT_BIN=$("$PG_CONFIG" --bindir)
	[ "$BESTFIT_BIN" = "$work/pg${BESTFIT_BIN#"$work/pg"}" ] || die "PostgreSQL cannot be mirrored"
	export PG_CONFIG BESTFIT_BIN
}

# Copies the sources to $work/source, without what an earlier build left in them.
copy_source()
{
	source=$work/source
	mkdir "$source"
	(cd "$top" && tar -c -f - --exclude=./.git --exclude=./build --exclude=./results \
		--exclude=./tmp_check --exclude='*.o' --exclude='*.so' --exclude='*.bc' .) |
		tar -x -f - --no-same-owner -C "$source"
}

# build_extension LOG [COPT]: compiles the copy and installs it into the mirror.
build_extension()
{
	# shellcheck disable=SC2016 # the variables are the inner shell's
	run_apart "$1" sh -c 'make -s -C "$0" -j "$1" COPT="$2" && make -s -C "$0" install' "$source" \
		"$(nproc 2>/dev/null || echo 1)" "${2:-}"
}

# start_server DIRECTORY: a new server, and the environment that leads there.
start_server()
{
	"$top/test/server" start "$1"
	PGHOST=$1
	PGPORT=5432
	PGUSER=postgres
	PGDATABASE=postgres
	PATH=$BESTFIT_BIN:$PATH
	export PGHOST PGPORT PGUSER PGDATABASE PATH
	unset PGOPTIONS PGSERVICE PGSSLMODE PGPASSFILE PGCLIENTENCODING
}

# make_demo_database NAME: the extension and the tables of test/data.
make_demo_database()
{
	createdb "$1"
	psql -X -q -v ON_ERROR_STOP=1 -d "$1" -c 'CREATE EXTENSION bestfit'
	(cd "$top/test/data" && psql -X -q -v ON_ERROR_STOP=1 -d "$1" -f load.sql)
}
