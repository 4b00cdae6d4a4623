# shellcheck shell=bash disable=SC2034,SC2154
# Shared by ./run, ./test and cmake/stores: Debian packages, the build, a private PostgreSQL and Redis, and the
# lives of child processes. Sourced by bash under `set -euo pipefail`; the caller sets `root` to the checkout and may set
# `offline`. Every server is a direct child that dies with the script, even when the script is killed with -9.

build_packages=(clang-19 lld-19 cmake ninja-build pkgconf libboost1.81-dev nlohmann-json3-dev libhiredis-dev
    libsoci-dev libpq-dev libsodium-dev libssl-dev libcurl4-openssl-dev zlib1g-dev libjpeg62-turbo-dev
    libzip-dev libcli11-dev libmimalloc-dev)
server_packages=(postgresql-15 redis-server)
test_packages=(libgtest-dev libgmock-dev librapidcheck-dev)

offline=${offline:-}
me=${0##*/}

complain() { printf '%s: %s\n' "$me" "$*" >&2; }
die() {
    local status=$1
    shift
    complain "$@"
    exit "$status"
}

# --- packages -------------------------------------------------------------------------------------------------------

# need_packages NAME...: installs what is missing; exit 3 with the exact line where that is not allowed.
need_packages() {
    local installed name missing=()
    if ! command -v dpkg-query >/dev/null; then
        complain "no dpkg here: not a Debian system, so these have to be there already: $*"
        return 0
    fi
    installed=$'\n'$(dpkg-query -W -f='${Package}=${db:Status-Status}\n' "$@" 2>/dev/null || true)$'\n'
    for name; do
        [[ $installed == *$'\n'"$name=installed"$'\n'* ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0

    local line="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
    if [[ $offline ]]; then
        die 3 "packages are missing and --offline forbids fetching them. As root: $line"
    elif ((EUID == 0)); then
        "$root/cmake/install-packages.sh" "${missing[@]}" || exit 3
    elif command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        echo "Packages are missing; installing them needs root (sudo): ${missing[*]}"
        sudo "$root/cmake/install-packages.sh" "${missing[@]}" || die 3 "that failed. By hand, as root: $line"
    else
        die 3 "packages are missing. As root: $line"
    fi
}

# --- build ----------------------------------------------------------------------------------------------------------

build_dir() { if [[ $1 == dev ]]; then echo "$root/build"; else echo "$root/build-$1"; fi; }

# As many compilers as there are processors, but none for which there is not a gigabyte of memory.
build_jobs() {
    local jobs memory_kb
    jobs=$(nproc)
    memory_kb=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo)
    ((memory_kb / 1000000 < jobs)) && jobs=$((memory_kb / 1000000))
    echo $((jobs > 1 ? jobs : 1))
}

# configure PRESET: runs cmake where nothing is configured yet, the presets changed or the checkout was moved.
configure() {
    local dir cache_home
    dir=$(build_dir "$1")
    if [[ -f $dir/CMakeCache.txt ]]; then
        cache_home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$dir/CMakeCache.txt")
        [[ $cache_home == "$root" ]] || rm -rf "$dir/CMakeCache.txt" "$dir/CMakeFiles" "$dir/build.ninja"
    fi
    [[ -f $dir/build.ninja && ! $root/CMakePresets.json -nt $dir/build.ninja ]] && return 0
    mkdir -p "$dir"
    if ! (cd "$root" && cmake --preset "$1") >"$dir/configure.log" 2>&1; then
        cat "$dir/configure.log" >&2
        rm -f "$dir/build.ninja"
        die 3 "cmake failed; its output is above"
    fi
}

# build PRESET TARGET...: one line of progress, and the compiler's words only when it fails.
build() {
    local preset=$1 dir lock status=0
    shift
    dir=$(build_dir "$preset")
    mkdir -p "$dir"
    exec {lock}>"$dir/.lock"
    if ! flock -n "$lock"; then
        echo "Waiting for another build in $dir"
        flock "$lock"
    fi
    configure "$preset"
    local progress_out progress
    exec {progress_out}> >(show_progress "$dir/build.log")
    progress=$!
    local tied as_user=()
    tie TERM ninja -C "$dir" -j "${PARLEY_JOBS:-$(build_jobs)}" "$@"
    NINJA_STATUS='[%f/%t] ' "${tied[@]}" >&"$progress_out" 2>&1 </dev/null {lock}>&- &
    foreground=$!
    wait "$foreground" || status=$?
    foreground=
    exec {progress_out}>&-
    wait "$progress" || true
    exec {lock}>&-
    if ((status)); then
        grep -vE '^\[[0-9]+/[0-9]+\] |^ninja: Entering' "$dir/build.log" >&2 || true
        complain "the build failed; its output is above and in $dir/build.log"
        return 3
    fi
}

show_progress() {
    local line last=0 any=
    while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        [[ $line =~ ^\[([1-9][0-9]*)/([0-9]+)\]\ (.*) ]] || continue
        if [[ -t 1 ]]; then
            any=1
            printf '\r\033[K  %s' "${line:0:$((${COLUMNS:-80} - 3))}"
        elif ((SECONDS - last >= 10)); then
            last=$SECONDS
            printf '  built %s of %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        fi
    done 3>"$1"
    [[ -z $any ]] || printf '\r\033[K'
}

# --- children -------------------------------------------------------------------------------------------------------

declare -A child_pid=() child_log=() child_stop=()
foreground=
as_user=() # setpriv options that drop root; empty for a normal user

# drop_root_to USER: children started from now on run as that user.
drop_root_to() { as_user=(--reuid="$1" --regid="$1" --clear-groups); }

# tie SIGNAL COMMAND...: sets `tied` to the command with the rights of the children, tied to our life: SIGNAL comes when
# we die, however we die. setpriv asks the kernel for it after the change of user, which would clear it; and a child whose
# parent was gone before it could ask ends by itself.
tie() {
    local signal=$1
    shift
    # shellcheck disable=SC2016
    tied=(setpriv "${as_user[@]}" --no-new-privs --pdeathsig "$signal"
        sh -c '[ "$PPID" = "$0" ] || exit 1; exec "$@"' "$BASHPID" "$@")
}

# as_child COMMAND...: in the foreground.
as_child() {
    local tied
    tie TERM "$@"
    "${tied[@]}"
}

# start NAME LOG SIGNAL COMMAND...: a server, in a session of its own so that a Ctrl-C reaches only us and the order of
# stopping is ours; SIGNAL ends it politely. bash starts background jobs with SIGINT ignored, which env undoes. The log
# gets stderr, and stdout too unless `stdout_shown` is set.
start() {
    local name=$1 log=$2 signal=$3 tied
    shift 3
    tie "$signal" "$@"
    tied=(setsid env "--default-signal=INT,QUIT" "${tied[@]}")
    child_log[$name]=$log
    child_stop[$name]=$signal
    if [[ ${stdout_shown:-} ]]; then
        "${tied[@]}" </dev/null 2>>"$log" &
    else
        "${tied[@]}" </dev/null >>"$log" 2>&1 &
    fi
    child_pid[$name]=$!
}

# stop NAME SECONDS: politely, then with -9.
stop() {
    local pid=${child_pid[$1]:-} deadline=$((SECONDS + $2 + 1))
    [[ $pid ]] || return 0
    unset "child_pid[$1]"
    kill -s "${child_stop[$1]}" "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do
        if ((SECONDS > deadline)); then
            complain "$1 did not stop within $2 s; killed"
            kill -KILL "$pid" 2>/dev/null || true
            break
        fi
        sleep 0.02
    done
    wait "$pid" 2>/dev/null || true
}

show_log_of() {
    complain "the last lines of $1 (${child_log[$1]}):"
    tail -n 20 "${child_log[$1]}" >&2 || true
}

# await NAME SECONDS CHECK...: until CHECK succeeds; an end of the child or of the time is the end of the script.
await() {
    local name=$1 limit=$2 deadline=$((SECONDS + $2 + 1))
    shift 2
    until "$@"; do
        if ! kill -0 "${child_pid[$name]}" 2>/dev/null; then
            show_log_of "$name"
            die 3 "$name ended while it was being started"
        elif ((SECONDS > deadline)); then
            show_log_of "$name"
            die 3 "$name was not ready within $limit s"
        fi
        sleep 0.02
    done
}

# --- private stores -------------------------------------------------------------------------------------------------

# private_dir KIND: prints a fresh 0700 directory with a short path (a socket's path has at most 107 bytes), owned by the
# children's user. Those that a killed predecessor of the same user left behind go away.
private_dir() {
    local base=${TMPDIR:-/tmp} dir old
    ((${#base} <= 60)) || base=/tmp
    for old in "$base/parley-$1".*; do
        if [[ -O $old/owner ]] && ! kill -0 "$(<"$old/owner")" 2>/dev/null; then rm -rf "$old"; fi
    done
    dir=$(mktemp -d "$base/parley-$1.XXXXXX")
    echo $$ >"$dir/owner"
    own "$dir"
    echo "$dir"
}

# own PATH...: gives the directories to the children's user.
own() { if ((${#as_user[@]})); then chown "${as_user[0]#--reuid=}:${as_user[1]#--regid=}" "$@"; fi; }

# make_cluster DIRECTORY OPTION...: initdb once, with an empty database `parley`. A half-made one is never left behind.
make_cluster() {
    local dir=$1 bin
    shift
    bin=$(postgres_bin "$dir")
    [[ -d $dir ]] && return 0
    rm -rf "$dir.new"
    mkdir -m 0700 "$dir.new"
    own "$dir.new"
    as_child "$bin/initdb" -D "$dir.new" -U parley -E UTF8 --locale=C.UTF-8 --data-checksums --auth-local=trust \
        --auth-host=reject --no-instructions "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; die 3 "initdb failed"; }
    as_child "$bin/postgres" --single -D "$dir.new" postgres <<<'CREATE DATABASE parley' >>"$dir.log" 2>&1 ||
        { cat "$dir.log" >&2; die 3 "the database could not be created"; }
    rm -f "$dir.log"
    mv "$dir.new" "$dir"
}

# postgres_bin DIRECTORY: the programs of the version that made this cluster; for a new one the newest there is.
postgres_bin() {
    local version bin
    if [[ -f $1/PG_VERSION ]]; then
        version=$(<"$1/PG_VERSION")
        bin=/usr/lib/postgresql/$version/bin
        [[ -x $bin/postgres ]] || die 3 "$1 was made by PostgreSQL $version, which is not installed (postgresql-$version)"
    else
        bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
        [[ -x $bin/postgres ]] || die 3 "PostgreSQL is not installed"
    fi
    echo "$bin"
}

# start_postgres DIRECTORY SOCKETS LOG OPTION...: sets database_url. Needs await_postgres before use.
start_postgres() {
    local dir=$1 sockets=$2 log=$3
    shift 3
    start PostgreSQL "$log" INT "$(postgres_bin "$dir")/postgres" -D "$dir" -c listen_addresses= \
        -c unix_socket_directories="$sockets" -c unix_socket_permissions=0700 "$@"
    database_url="host=$sockets dbname=parley user=parley"
}
await_postgres() { await PostgreSQL 60 "$(postgres_bin "$1")/pg_isready" -q -h "$2" -U parley -d parley; }

# start_redis SOCKETS LOG OPTION...: sets redis_url. Nothing is written to disk: Redis holds only what can be rebuilt.
start_redis() {
    local sockets=$1 log=$2
    shift 2
    start Redis "$log" TERM redis-server --port 0 --unixsocket "$sockets/redis.sock" --unixsocketperm 700 \
        --dir "$sockets" --save "" --appendonly no --daemonize no --maxmemory-policy noeviction --loglevel notice "$@"
    redis_url="unix://$sockets/redis.sock"
}
await_redis() { await Redis 15 test -S "$1/redis.sock"; }
