# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced: runs the parts of a test run, one line each, and adds up their closing lines.
# A part's last line must be "N passed, N failed[, N skipped]"; without one it counts as one failure.
all_passed=0 all_failed=0 all_skipped=0
: "${LOGS:?}"
export PYTHONDONTWRITEBYTECODE=1    # the tree stays as it was
export STATEWALL_HISTORY=off        # so does the history of this machine
mkdir -p "$LOGS"

# Adds what the last line of log $1 says; $2: the exit status. Sets p, f and s.
add_up() {
	p=0 f=1 s=0
	if [[ $(tail -n 1 "$1") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
		p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]} s=${BASH_REMATCH[4]:-0}
		[ "$2" = 0 ] || [ "$f" != 0 ] || f=1
		# Nothing ran: an empty list, a pattern that meets no name.
		[ $((p + f + s)) != 0 ] || { f=1; echo "FAIL nothing ran"; }
	else
		printf 'FAIL status %s, no result; it ends:\n' "$2"
		tail -n 10 "$1" | sed 's/^/       /'
	fi
	all_passed=$((all_passed + p)) all_failed=$((all_failed + f)) all_skipped=$((all_skipped + s))
}

# ahead NAME COMMAND...: begins a part that waits more than it works, while others run. "part NAME" waits for it.
declare -A ahead_pid ahead_start
ahead() {
	local name=$1
	shift
	"$@" >"$LOGS/$name.log" 2>&1 </dev/null &
	ahead_pid[$name]=$! ahead_start[$name]=$SECONDS
}

# part NAME [COMMAND...]: output goes to $LOGS/NAME.log; shows one line, and what failed. Without a command: one that
# was begun ahead.
part() {
	local name=$1 log=$LOGS/$1.log start=$SECONDS rc=0 p f s
	shift
	if [ $# -gt 0 ]; then
		"$@" >"$log" 2>&1 </dev/null || rc=$?
	else
		start=${ahead_start[$name]}
		wait "${ahead_pid[$name]}" || rc=$?
	fi
	add_up "$log" $rc
	printf '%-24s %s passed, %s failed, %s skipped (%s s)\n' "$name" "$p" "$f" "$s" $((SECONDS - start))
	show_lines FAIL 20 "$log"
	show_lines SKIP 3 "$log"
}

# nested NAME COMMAND...: COMMAND has parts of its own; its output is shown, but for the closing line.
nested() {
	local log=$LOGS/$1.log rc=0 p f s
	shift
	"$@" 2>&1 </dev/null | tee "$log" | sed -u '$d' || rc=$?
	add_up "$log" $rc
}

# step NAME COMMAND...: no test, but nothing goes on without it.
step() {
	local name=$1 log=$LOGS/$1.log start=$SECONDS
	shift
	if "$@" >"$log" 2>&1 </dev/null; then
		printf '%-24s done (%s s)\n' "$name" $((SECONDS - start))
		return
	fi
	printf 'FAIL %s; it ends:\n' "$name"
	tail -n 20 "$log" | sed 's/^/       /'
	all_failed=$((all_failed + 1))
	return 1
}

# The first $2 lines of log $3 that begin with $1, and how many there are besides.
show_lines() {
	local count
	count=$(grep -c "^$1 " "$3" || true)
	[ "$count" -gt 0 ] || return 0
	grep -m "$2" -A 1 "^$1 " "$3" | grep -E "^($1|  )" | cut -c1-200 | sed 's/^/    /'
	[ "$count" -le "$2" ] || echo "    ... $((count - $2)) more in $3"
}

# The closing line and the exit status of the whole run.
total() {
	local text="$all_passed passed, $all_failed failed"
	[ "$all_skipped" = 0 ] || text+=", $all_skipped skipped"
	echo "$text"
	[ "$all_failed" = 0 ]
}
