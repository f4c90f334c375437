#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall service: rules and helper rules are one transaction; all of it is loaded, or nothing.
load ../lib/helper

setup_file() {
	local here=$BATS_TEST_DIRNAME
	${CC:-cc} -O1 "$here/../lib/generation.c" -o "$BATS_FILE_TMPDIR/generation"
	${CC:-cc} -O1 -shared -fPIC "$here/../faults/shim.c" -o "$BATS_FILE_TMPDIR/shim.so" -ldl
}

prepare() {
	mkdir -p "$T/etc"
	printf '*filter\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\nCOMMIT\n*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n' >"$T/etc/iptables"
	printf 'IPTABLES_MODULES="ip_conntrack_ftp ip_conntrack_tftp"\n' >"$T/etc/iptables-config"
}
service() { "$BINDIR/statewall" service --family ipv4 --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
modules() { "$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 "$@"; }
with() { env LD_PRELOAD="$BATS_FILE_TMPDIR/shim.so" "$@" "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" start; }
plain() { ! grep -q __asan_init "$BINDIR/statewall" || skip "the sanitizer has an allocator of its own"; }

# moves COUNT COMMAND...: it succeeds, in so many transactions.
moves() {
	local count=$1 before after
	shift
	before=$("$BATS_FILE_TMPDIR/generation")
	"$@" >"$T/out" 2>&1 || { cat "$T/out"; return 1; }
	after=$("$BATS_FILE_TMPDIR/generation")
	[ $((after - before)) = "$count" ] || { echo "$*: $((after - before)) transactions"; return 1; }
}

# at_once COMMAND...: it succeeds, and every rule that it changes is changed by its first transaction. Those behind
# it take away what only the rules before needed, and guards of a policy: none of them is a rule that iptables shows.
at_once() {
	nft -a monitor >"$T/monitor" 2>&1 3>&- &
	local monitor=$! rc=0
	while ! nft list ruleset | grep -q ready; do nft add table ip ready; done
	while ! grep -q "add table ip ready" "$T/monitor"; do nft delete table ip ready; nft add table ip ready; done
	nft delete table ip ready
	"$@" >"$T/out" 2>&1 || rc=$?
	nft add table ip done
	while ! grep -q "add table ip done" "$T/monitor"; do sleep 0.01; done
	nft delete table ip done
	kill "$monitor"
	wait "$monitor" 2>/dev/null || true
	[ $rc = 0 ] || { cat "$T/out"; return 1; }
	awk '/ ip (ready|done)( #.*)?$/ { skip = 1 }
	     /comment "statewall: policy/ { guard[$4, $NF] = 1 }
	     $1 " " $2 == "delete rule" && guard[$4, $NF] { next }
	     /^# new generation/ { n += !skip; skip = 0; next }
	     n > 0 && / rule / && !/ sw\./ { print "transaction " n + 1 ": " $0; bad = 1 }
	     END { print "# " n " transactions" >"/dev/stderr"; exit bad }' "$T/monitor"
}

@test "every verb is one transaction, helper rules with the others" {
	prepare
	moves 1 service start
	[ "$(rules | wc -l) $(rules nat | wc -l) $(rules raw | wc -l)" = "1 1 4" ]
	moves 0 service start
	moves 0 service status
	moves 0 service save
	moves 1 service reload
	moves 1 service restart
	moves 1 service condrestart
	[ "$(rules | wc -l) $(rules nat | wc -l) $(rules raw | wc -l)" = "1 1 4" ]
	at_once service panic
	at_once service restart
	moves 1 modules load nf_conntrack_ftp:2121
	at_once modules unload nf_conntrack_ftp
	[ "$(rules raw | wc -l)" = 2 ]
	at_once service stop
	moves 0 service stop
	[ -z "$(kernel)" ]
}

# nothing_but STATUS: that was the status, and nothing was loaded, nor is it taken for started.
nothing_but() {
	[ "$rc" = "$1" ] || { echo "status $rc, wanted $1: $(cat "$T/err")"; return 1; }
	[ "$("$BATS_FILE_TMPDIR/generation")" = "$before" ] || { echo "a transaction"; return 1; }
	[ "$(kernel)" = "$ruleset" ] || { kernel; return 1; }
	[ ! -e "$T/run/iptables.started" ] || { echo "taken for started"; return 1; }
	grep -q 'Firewall rules are not changed' "$T/err"
}
remember() { rc=0 before=$("$BATS_FILE_TMPDIR/generation") ruleset=$(kernel); }

@test "rules that the kernel refuses: no helper rule either; a helper that it refuses: no other rule" {
	prepare
	iptables -A FORWARD -s 192.0.2.1 -j DROP
	printf '*raw\n-A OUTPUT -p tcp -j CT --helper nosuch\nCOMMIT\n' >>"$T/etc/iptables"
	remember
	service start >"$T/out" 2>"$T/err" || rc=$?
	nothing_but 1
	grep -q "/etc/iptables:8: -A OUTPUT -p tcp -j CT --helper nosuch" "$T/err"
	grep -q "the kernel has no helper nosuch" "$T/err"
	sed -i '7,9d' "$T/etc/iptables"
	printf '*mangle\n:a - [0:0]\n:b - [0:0]\n-A INPUT -j a\n-A a -j b\n-A b -j a\nCOMMIT\n' >>"$T/etc/iptables"
	remember
	service start >"$T/out" 2>"$T/err" || rc=$?
	nothing_but 1
	grep -q 'Too many links\|loop' "$T/err"
}

@test "every message of a start refused in turn, those of the helpers too: nothing is loaded" {
	plain
	prepare
	iptables -A FORWARD -s 192.0.2.1 -j DROP
	local n=1 last rc before ruleset
	with FAULT_COUNT="$T/count" >/dev/null
	last=$(cut -d' ' -f2 "$T/count")
	service stop
	iptables -A FORWARD -s 192.0.2.1 -j DROP
	[ "$last" -ge 3 ] # two helpers were asked for, then all was loaded; what follows tidies up
	last=3
	while :; do
		remember
		with FAULT_SEND="$last:refuse/$n" >"$T/out" 2>"$T/err" || rc=$?
		[ $rc != 0 ] || break
		nothing_but 1 || { echo "message $n"; return 1; }
		n=$((n + 1))
	done
	echo "# $((n - 1)) messages, each refused once" >&3
	[ $n -gt 25 ] || { echo "only $n messages"; return 1; }
	[ "$(rules | wc -l) $(rules nat | wc -l) $(rules raw | wc -l)" = "1 1 4" ]
}

@test "a word whose helper the kernel does not have: the rules are there, with the other word's; status 1" {
	plain
	prepare
	local rc=0
	with FAULT_SEND=1:refuse/2 >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	grep -q 'ip_conntrack_ftp: the module is there, but the kernel has no helper ftp' "$T/err"
	[ "$(rules | wc -l) $(rules nat | wc -l) $(rules raw | grep -c tftp)" = "1 1 2" ]
	[ "$(rules raw | wc -l)" = 2 ]
	rc=0
	service start || rc=$?
	[ $rc = 0 ]
	[ "$(rules raw | wc -l)" = 2 ] # it was started
}

# The kernel looks for loops when it commits, not when it only checks.
@test "what --test says of jumps, a load says, too" {
	deep() { # N JUMP: chains c1 to cN, one jumping to the next
		echo "*filter"
		for ((i = 1; i <= $1; i++)); do echo ":c$i - [0:0]"; done
		echo "-A FORWARD $2 c1"
		for ((i = 1; i < $1; i++)); do echo "-A c$i -p tcp $2 c$((i + 1))"; done
		echo COMMIT
	}
	tested() { # STATUS FILE
		local rc=0 tested=0
		iptables-restore --test "$2" >"$T/out" 2>"$T/test" || tested=$?
		iptables-restore "$2" >"$T/out" 2>"$T/load" || rc=$?
		[ $rc = "$1" ]
		[ $tested = "$1" ]
		[ "$rc" = 0 ] || diff <(sed 's/^line [0-9]*: //' "$T/test") <(sed 's/^line [0-9]*: //' "$T/load")
		iptables-restore <<<$'*filter\nCOMMIT'
	}
	for jump in -j -g; do
		for n in 1 2 14 15 16 17 300; do
			deep $n $jump >"$T/f"
			if [ $n -lt 16 ]; then tested 0 "$T/f"; else iptables-restore --test "$T/f" && return 1; iptables-restore "$T/f" && return 1; fi
		done
	done
	printf '*filter\n:u - [0:0]\n:v - [0:0]\n-A INPUT -j u\n-A u -j v\n-A v -j u\nCOMMIT\n' >"$T/f"
	tested 4 "$T/f"
	printf '*filter\n:u - [0:0]\n:v - [0:0]\n-A u -j v\n-A v -j u\nCOMMIT\n' >"$T/f"		# nobody comes there
	tested 0 "$T/f"
	{ echo "*filter"; for i in {1..12}; do echo ":a$i - [0:0]"; done; echo "-A INPUT -j a1"
		for i in {1..11}; do for k in {1..30}; do echo "-A a$i -p tcp --dport $k -j a$((i + 1))"; done; done; echo COMMIT; } >"$T/f"
	tested 0 "$T/f"
	[ ! -s "$T/test" ]
}
