# Shared by ./x and the scripts beside this file: where things are, and how to say what happens in plain words.
# Sourced, never run. Everything that is made by a script lies under .cache/ (downloads) or out/ (products).

lingen_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lingen_cache=$lingen_root/.cache
lingen_out=$lingen_root/out
lingen_started=$SECONDS

# A step that takes time. The clock is that of the whole command, so the slow step is easy to see.
step() { printf '==> [%3ds] %s\n' "$((SECONDS - lingen_started))" "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }

# Ends the command with a sentence that says what is wrong and, on further lines, what to do about it.
fail() {
    printf 'x: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf '   %s\n' "$line" >&2; done
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command quietly; shows its output only if it fails.
quietly() {
    local log
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 60 "$log" | sed 's/^/    | /' >&2
    rm -f "$log"
    return 1
}

# cpu_seconds PID: processor time that a process has used, its threads together.
cpu_seconds() { awk -v hertz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print int(($12 + $13) / hertz) }' "/proc/$1/stat" 2>/dev/null || echo 0; }

# only_waits PID | -GROUP: no thread of a process, or of the processes of a group, wants to run or to read a disk. A thread that waits for its
# turn on a busy machine wants to run.
only_waits() {
    local who=$1
    [ "$who" -lt 0 ] && who='[0-9]*'
    # shellcheck disable=SC2086  # a pattern
    cat /proc/$who/task/[0-9]*/stat 2>/dev/null |
        awk -v group="$1" '{ sub(/^.*\) /, "") } (group > 0 || $3 == -group) && ($1 == "R" || $1 == "D") { exit found = 1 } END { exit found }'
}

# capped SECONDS COMMAND...: runs a command and ends it, with status 124, if it hangs: if it has used so many seconds of processor time, or if
# it did nothing but wait whenever one looked, for so long. How busy the machine is does not decide.
capped() {
    local seconds=$1 pid watch status
    shift
    (
        ulimit -t "$seconds"
        # Without a limit timeout does no more than give the command a process group of its own.
        exec timeout 0 "$@"
    ) <&0 &
    pid=$!
    watch_waiting "$pid" "$seconds" &
    watch=$!
    wait "$pid" 2>/dev/null
    status=$?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    kill -9 -- "-$pid" 2>/dev/null
    # SIGXCPU, SIGKILL: the processor time, or the waiting.
    [ $status != 152 ] && [ $status != 137 ] || status=124
    return $status
}

# watch_waiting GROUP SECONDS: kills the group if it only waits at each look, five seconds apart.
watch_waiting() {
    local waits=0 pause=
    trap '[ -z "$pause" ] || kill "$pause" 2>/dev/null; exit' TERM
    while kill -0 "$1" 2>/dev/null; do
        sleep 5 >/dev/null 2>&1 &
        pause=$!
        wait "$pause"
        if only_waits "-$1"; then waits=$((waits + 5)); else waits=0; fi
        [ "$waits" -lt "$2" ] || kill -9 -- "-$1" 2>/dev/null
    done
}

# Runs a command as root: directly, through sudo if that asks nothing, or not at all.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo "$@"
    else
        return 126
    fi
}

# need_packages WHY PACKAGE...: installs those Debian packages that are missing.
need_packages() {
    local why=$1 package missing=()
    shift
    have dpkg-query || {
        note "no dpkg here: taking it that the equivalents of these are installed: $*"
        return 0
    }
    for package in "$@"; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return 0
    step "installing ${missing[*]} ($why)"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}")
    quietly as_root "${install[@]}" && return 0
    note "the package lists may be old or absent: updating them"
    quietly as_root apt-get update -q && quietly as_root "${install[@]}" && return 0
    fail "could not install ${missing[*]}, needed for $why." \
        "Install them as root:  apt-get update && apt-get install ${missing[*]}" \
        "and run this command again; it goes on where it stopped."
}

need_dotnet() {
    have dotnet && return 0
    fail "the .NET SDK is not installed (no 'dotnet' on the PATH)." \
        "Install a .NET SDK, version 9 or newer, and run this command again."
}

# The root folder of the OTP in use, the one that holds lib/ and bin/start.boot. Fetches it if there is none yet.
otp_root() {
    if [ -n "${LINGEN_OTP:-}" ]; then
        [ -f "$LINGEN_OTP/bin/start.boot" ] || fail "LINGEN_OTP (--otp) is '$LINGEN_OTP', which holds no bin/start.boot." \
            "Name the folder that code:root_dir() gives on that OTP, for instance /usr/lib/erlang."
        printf '%s\n' "$LINGEN_OTP"
    else
        "$lingen_root/scripts/fetch-otp" >&2 || return 1
        printf '%s\n' "$lingen_cache/otp27/usr/lib/erlang"
    fi
}
