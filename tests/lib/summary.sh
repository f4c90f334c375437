# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced: counts results; every part of the tests ends with the line that summary prints.
passed=0 failed=0 skipped=0
ok() { passed=$((passed + 1)); [ -z "${VERBOSE:-}" ] || echo "ok   $1"; }
fail() { failed=$((failed + 1)); echo "FAIL $1${2:+: $2}"; }
skip() { skipped=$((skipped + 1)); echo "SKIP 1: $1${2:+: $2}"; }

# Prints the last line; its status is the part's exit status.
summary() {
	local text="$passed passed, $failed failed"
	[ "$skipped" = 0 ] || text+=", $skipped skipped"
	echo "$text"
	[ "$failed" = 0 ]
}
