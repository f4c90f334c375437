#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts/quickstart: what a newcomer sees, in this order, and that README says the same.
load ../lib/helper

quickstart=$(realpath "$BATS_TEST_DIRNAME/../../scripts/quickstart")

# A nc that says what it does also without -v, as some versions do.
talkative() {
	mkdir -p "$T/nc"
	printf '#!/bin/sh\ncase "$*" in *-z*) exec %s -v "$@" ;; esac\nexec %s "$@"\n' "$(command -v nc)" "$(command -v nc)" >"$T/nc/nc"
	chmod +x "$T/nc/nc"
}
line() { grep -nF -- "$1" "$T/seen" | head -n 1 | cut -d: -f1; }

@test "connections: none is told of before the rules stand; 22 gets in, 80 does not" {
	command -v nc >/dev/null || skip "no nc"
	talkative
	PATH="$T/nc:$PATH" "$quickstart" >"$T/seen" 2>&1
	[ "$(grep -c succeeded "$T/seen")" = 1 ]
	grep -q '10.0.0.1 22 .*succeeded' "$T/seen"
	[ "$(line "== a firewall script")" -lt "$(line succeeded)" ]
	[ "$(line "== a connection to 10.0.0.1:22")" -lt "$(line succeeded)" ]
	[ "$(line "== a connection to 10.0.0.1:80")" -lt "$(line "nc: connect to 10.0.0.1 port 80")" ]
	grep -q 'policy DROP' "$T/seen"
	grep -q 'table ip statewall-filter' "$T/seen"
	[ -z "$(kernel)" ]
}

@test "its last lines save the rules of the machine first, by the machine's own program; and they work" {
	"$quickstart" >"$T/seen" 2>&1
	[ "$(line "== for real")" -lt "$(line "/usr/sbin/iptables-save > before")" ]
	[ "$(line "/usr/sbin/ip6tables-save > before6")" -lt "$(line "iptables-restore --test before")" ]
	[ "$(line "ip6tables-restore --test before6")" -lt "$(line "PATH=$BINDIR")" ]
	[ "$(line "PATH=$BINDIR")" -lt "$(line "make -C build install ")" ]
	/usr/sbin/iptables-nft -A INPUT -s 192.0.2.1 -j DROP
	cd "$T"
	kernel >before.kernel
	grep -E '^ +/usr/sbin/ip6?tables-save|--test' "$T/seen" >typed
	[ "$(wc -l <typed)" = 4 ]
	sed -i 's|/usr/sbin/\(ip6*tables\)-save|/usr/sbin/\1-nft-save|' typed	# the machine may have chosen another one
	bash -e typed
	grep -q -e '-A INPUT -s 192.0.2.1/32 -j DROP' before
	kernel | diff before.kernel -
}

@test "while it builds there is a sign of life, and a failure ends it with the end of the log" {
	mkdir -p "$T/tree/scripts"
	cp "$quickstart" "$T/tree/scripts"
	printf '#!/bin/sh\necho deps\nsleep 3\n' >"$T/tree/scripts/deps"
	printf '#!/bin/sh\necho built\nln -s %s "$1/bin"\nsleep 3\n' "$BINDIR" >"$T/tree/scripts/build"
	chmod +x "$T"/tree/scripts/*
	run -0 env -u BINDIR "$T/tree/scripts/quickstart"
	[[ $output =~ packages\ +\.\.+\ done\ \([0-9]+\ s\) ]]
	[[ $output =~ build\ +\.\.+\ done\ \([0-9]+\ s\) ]]
	[[ $output == *"10.0.0.1:80"* ]]
	[ "$(cat "$T/tree/build/quickstart.log")" = $'deps\nbuilt' ]
	printf '#!/bin/sh\necho no compiler\nexit 7\n' >"$T/tree/scripts/build"
	run -1 env -u BINDIR "$T/tree/scripts/quickstart"
	[[ $output == *"build"*"failed"*"quickstart.log ends:"*"no compiler"* && $output != *"10.0.0.1"* ]]
}
