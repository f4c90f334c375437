#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A change with a way back where a real systemd is process 1: its keeper is a unit, and outlives what systemd stops.
load ../lib/helper

# under_systemd: the script on stdin as a service of its own, behind these functions.
under_systemd() {
	local status=0
	{ cat <<-'COMMON'; cat; } >"$T/script"
		set -eu
		export STATEWALL_HISTORY=$T/history XTABLES_LOCKFILE=/run/lock-of-xtables
		say() { echo "at line ${BASH_LINENO[0]}: $BASH_COMMAND"; }
		trap say ERR
		both_saved() { { "$BINDIR/iptables-save" -c; "$BINDIR/ip6tables-save" -c; } | grep -v '^#'; }
		is_before() { both_saved | diff "$T/before" -; }
		is_new() { "$BINDIR/iptables" -C INPUT -j DROP && "$BINDIR/ip6tables" -C INPUT -j DROP; }
		wait_for() { for i in {1..100}; do ! "$@" >/dev/null 2>&1 || return 0; sleep 0.05; done; echo "not seen: $*"; return 1; }
		keepers() { systemctl list-units --all --plain --no-legend 'statewall-keeper-*' | awk '{ print $1 }'; }
		no_keeper() { [ -z "$(keepers)" ]; }
		# A login: what it runs is in a control group of its own.
		login() { systemd-run --quiet --collect --unit=login --setenv=PATH="${login_path:-$PATH}" --setenv=STATEWALL_GROUP=always -- "$@"; }
		gone() { ! systemctl --quiet is-active login; }
		printf '*filter\n:INPUT DROP [5:500]\n[7:700] -A INPUT -s 192.0.2.1/32 -j ACCEPT\nCOMMIT\n' | "$BINDIR/iptables-restore" -c
		printf '*filter\n[4:400] -A INPUT -s 2001:db8::1/128 -j ACCEPT\nCOMMIT\n' | "$BINDIR/ip6tables-restore" -c
		printf '*filter\n-A INPUT -j DROP\nCOMMIT\n' | tee "$T/new4" >"$T/new6"
		both_saved >"$T/before"
		change() { login bash -c '"$BINDIR/statewall" apply --confirm "$0" -4 "$T/new4" -6 "$T/new6"; sleep 60' "$1"; wait_for is_new; }
		export BINDIR T
		systemctl set-environment BINDIR="$BINDIR" T="$T" STATEWALL_HISTORY="$STATEWALL_HISTORY"
	COMMON
	"$BATS_TEST_DIRNAME/../lib/systemd" "$T" "$T/script" || status=$?
	[ "$status" != 77 ] || skip "no systemd, or no control groups for it"
	return "$status"
}

@test "the login's unit is stopped, or all of it killed: the change comes back in time" {
	under_systemd <<-'END'
		for how in stop "kill --signal=KILL"; do
			change 2
			unit=$(keepers)
			[[ $unit == statewall-keeper-*.service ]]
			grep -q "/$unit\$" "/proc/$(systemctl show --value -p MainPID "$unit")/cgroup"
			systemctl $how login
			wait_for gone
			is_new
			wait_for is_before
			is_before
			wait_for no_keeper
		done
	END
}

@test "what decides about rules goes with the unit" {
	under_systemd <<-'END'
		change 60
		[[ $(systemctl show --value -p Environment "$(keepers)") == *STATEWALL_GROUP=always* ]]
		systemctl stop login
		is_new
		"$BINDIR/statewall" revert
		is_before
		wait_for no_keeper
	END
}

@test "confirmed: it stays, and the unit goes" {
	under_systemd <<-'END'
		change 2
		"$BINDIR/statewall" confirm
		wait_for no_keeper
		systemctl stop login
		sleep 2.2
		is_new
	END
}

@test "without systemd-run the keeper minds no SIGTERM, but is killed with the login: it is told" {
	under_systemd <<-'END'
		mkdir "$T/bin"
		for name in bash sleep; do ln -s "$(command -v $name)" "$T/bin/"; done
		login_path=$T/bin
		change 1
		no_keeper
		systemctl stop login
		is_before
		change 1
		systemctl kill --signal=KILL login
		sleep 1.5
		is_new
		if "$BINDIR/statewall" apply --confirm 5 -4 "$T/new4" 2>"$T/said"; then exit 1; fi
		grep -q "was not confirmed in time, and is not taken back yet" "$T/said"
		"$BINDIR/statewall" revert
		is_before
	END
}
