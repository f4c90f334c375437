#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Another ruleset in the place of one: what stays in its hook, what goes, and a change of policy that its maker did not
# live to complete. That no packet falls between is for tests/between to show.
load ../lib/helper

setup_file() {
	${CC:-cc} -O1 -shared -fPIC "$BATS_TEST_DIRNAME/../faults/shim.c" -o "$BATS_FILE_TMPDIR/shim.so" -ldl
}

plain() { ! grep -q __asan_init "$BINDIR/statewall" || skip "the sanitizer has an allocator of its own"; }
lines() { iptables-save "$@" | grep -v '^#'; }

# Handles of chains tell which ones are still the old ones.
handles() { nft -a list ruleset | sed -nE 's/^\tchain ([^ ]+) \{ # handle ([0-9]+)$/\1 \2/p' | sort; }

open_rules() { printf '%s\n' '*filter' ':INPUT ACCEPT [0:0]' ':FORWARD ACCEPT [0:0]' ':OUTPUT ACCEPT [0:0]' ':old - [0:0]' \
	'-A INPUT -p udp -m udp --dport 7777 -j DROP' '-A INPUT -j old' '-A old -s 192.0.2.1/32 -j DROP' 'COMMIT'; }
closed_rules() { printf '%s\n' '*filter' ':INPUT DROP [0:0]' ':FORWARD ACCEPT [0:0]' ':OUTPUT ACCEPT [0:0]' ':new - [0:0]' \
	'-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT' '-A INPUT -j new' '-A new -s 192.0.2.2/32 -j ACCEPT' 'COMMIT'; }

@test "a restore over itself: no chain is made anew, one transaction" {
	{ closed_rules; printf '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\nCOMMIT\n'; } >"$T/rules"
	iptables-restore "$T/rules"
	handles >"$T/before"
	[ "$(wc -l <"$T/before")" = 5 ]
	iptables-restore "$T/rules"
	diff "$T/before" <(handles)
	diff <(closed_rules) <(lines -t filter)
}

@test "another ruleset: base chains stay, chains that are lacking go, the others stay" {
	open_rules | iptables-restore
	handles >"$T/before"
	closed_rules | sed 's/^:new/:old - [0:0]\n:new/' | iptables-restore
	grep -v '^new ' <(handles) | diff "$T/before" -
	iptables -S old
	closed_rules | iptables-restore
	run iptables -S old
	[ "$status" = 1 ]
	diff <(closed_rules) <(lines)
	run ! grep -q 'sw\.' <(kernel)
}

@test "builtin chains that a file does not name are gone, a table without anything is gone" {
	closed_rules | iptables-restore
	printf '*nat\n-A OUTPUT -j RETURN\nCOMMIT\n' | iptables-restore
	printf '*filter\n-A FORWARD -j DROP\nCOMMIT\n*nat\nCOMMIT\n' | iptables-restore
	[ "$(handles | cut -d' ' -f1)" = FORWARD ]
	[ "$(lines)" = "$(printf '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD -j DROP\nCOMMIT')" ]
	printf '*filter\nCOMMIT\n' | iptables-restore
	[ -z "$(kernel)" ]
	printf '*filter\n:INPUT ACCEPT\n:FORWARD ACCEPT\n:OUTPUT ACCEPT\nCOMMIT\n' | iptables-restore
	printf '*filter\nCOMMIT\n' | iptables-restore
	[ -z "$(kernel)" ]
	nft add table ip statewall-filter
	printf '*filter\nCOMMIT\n' | iptables-restore
	[ -z "$(kernel)" ]
	iptables -N user
	printf '*filter\nCOMMIT\n' | iptables-restore
	[ -z "$(kernel)" ]
}

@test "a table twice in one file, and chains deleted and made again in it" {
	open_rules | iptables-restore
	{ open_rules; closed_rules; } | iptables-restore
	diff <(closed_rules) <(lines)
	{ closed_rules; open_rules; closed_rules; open_rules; } | iptables-restore
	diff <(open_rules) <(lines)
	printf '%s\n' '*filter' ':INPUT ACCEPT' ':old -' '-A old -j DROP' '-F old' '-X old' '-N old' '-A old -j ACCEPT' \
		'-P INPUT DROP' '-P INPUT ACCEPT' COMMIT | iptables-restore
	[ "$(lines -t filter | grep -c old)" = 2 ]
	closed_rules | iptables-restore
	printf '%s\n' '*filter' ':INPUT DROP' '-P INPUT ACCEPT' '-X' COMMIT | iptables-restore
	[ -z "$(lines | grep -v '^:.* ACCEPT \[0:0\]$' | grep -v '^\*filter$' | grep -v '^COMMIT$')" ]
}

@test "counters of a policy: zero without -c, as the file says with it, also where the policy changes" {
	open_rules | iptables-restore
	closed_rules | sed 's/^:INPUT DROP.*/:INPUT DROP [7:700]/' | iptables-restore -c
	[ "$(lines -c | grep '^:INPUT')" = ":INPUT DROP [7:700]" ]
	closed_rules | iptables-restore
	[ "$(lines -c | grep '^:INPUT')" = ":INPUT DROP [0:0]" ]
}

@test "somebody's map and chains in our table are no obstacle" {
	open_rules | iptables-restore
	nft add map ip statewall-filter theirs '{ type ipv4_addr : verdict; elements = { 192.0.2.9 : jump old }; }'
	closed_rules | iptables-restore
	diff <(closed_rules) <(lines)
	nft add chain ip statewall-filter theirs '{ type filter hook input priority 5; }'
	nft add rule ip statewall-filter theirs drop
	closed_rules | iptables-restore
	diff <(closed_rules) <(lines)
	nft delete table ip statewall-filter
	nft add table ip statewall-filter
	nft add chain ip statewall-filter INPUT '{ type filter hook forward priority 0; policy drop; }'
	closed_rules | iptables-restore
	diff <(closed_rules) <(lines)
}

@test "a map of ours that somebody changed does not keep a ruleset out" {
	iptables -t mangle -A POSTROUTING -j TTL --ttl-inc 1
	lines >"$T/rules"
	nft delete element ip statewall-mangle sw.add.1 '{ 7 }'
	nft add element ip statewall-mangle sw.add.1 '{ 7 : 100 }'
	run iptables-save
	[ "$status" = 4 ]
	iptables-restore "$T/rules"
	diff "$T/rules" <(lines)
	iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT
	lines >"$T/rules"
	nft add element ip statewall-filter sw.ports.80.443 '{ 22 }'
	iptables-restore "$T/rules"
	iptables-restore "$T/rules"
	diff "$T/rules" <(lines)
	run ! grep -q 22 <(nft list table ip statewall-filter)
}

@test "a dormant table is awake afterwards" {
	closed_rules | iptables-restore
	nft add table ip statewall-filter '{ flags dormant; }'
	closed_rules | iptables-restore
	run ! grep -q dormant <(kernel)
	diff <(closed_rules) <(lines)
}

# dies N: a restore of the closed rules over the open ones is killed before its Nth transaction.
dies() {
	nft flush ruleset
	open_rules | iptables-restore
	closed_rules >"$T/closed"
	run env LD_PRELOAD="$BATS_FILE_TMPDIR/shim.so" FAULT_SEND="$1:die" "$BINDIR/iptables-restore" "$T/closed"
	[ "$status" = 137 ]
}
is_whole() { run ! grep -q 'sw\.\|statewall: policy' <(kernel); }

@test "killed before its first transaction: the old rules; between any two: the new ones" {
	plain
	dies 1
	diff <(open_rules) <(lines)
	for n in 2 3; do
		dies $n
		diff <(closed_rules) <(lines)
		[ "$(iptables -S INPUT)" = "$(printf '%s\n' '-P INPUT DROP' '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT' '-A INPUT -j new')" ]
		[ "$(iptables -L INPUT -n --line-numbers | tail -n 1 | cut -c1)" = 2 ]
		iptables -L INPUT | grep -q 'policy DROP'
		[ -z "$(iptables -L INPUT 3)" ]
		[ -z "$(iptables -S INPUT 3)" ]
		run iptables -D INPUT 3
		[ "$status" = 1 ]
		run iptables -R INPUT 3 -j DROP
		[ "$status" = 1 ]
		grep -q 'statewall: policy drop' <(kernel)
	done
}

@test "the next command that would meet the guard completes the change first" {
	plain
	local n
	for n in 2 3; do
		dies $n
		iptables -A INPUT -p tcp -m tcp --dport 80 -j ACCEPT
		is_whole
		diff <(closed_rules | sed 's/^-A new/-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT\n&/') <(lines)
		dies $n
		iptables -P INPUT ACCEPT
		is_whole
		diff <(closed_rules | sed 's/INPUT DROP/INPUT ACCEPT/') <(lines)
		dies $n
		iptables -F INPUT
		is_whole
		diff <(closed_rules | grep -v '^-A INPUT') <(lines)
		dies $n
		iptables -F
		is_whole
		diff <(closed_rules | grep -v '^-A') <(lines)
		dies $n
		iptables -I INPUT 3 -j ACCEPT
		is_whole
		diff <(closed_rules | sed 's/^-A new/-A INPUT -j ACCEPT\n&/') <(lines)
		dies $n
		printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' | iptables-restore -n
		is_whole
		diff <(closed_rules | sed 's/^-A new/-A INPUT -j ACCEPT\n&/') <(lines)
		dies $n
		printf '*filter\n:INPUT ACCEPT\nCOMMIT\n' | iptables-restore -n
		is_whole
		diff <(closed_rules | sed 's/INPUT DROP/INPUT ACCEPT/') <(lines)
	done
}

@test "so does any command that writes to the chain" {
	plain
	local n
	for n in 2 3; do
		dies $n
		iptables -D INPUT 1
		is_whole
		dies $n
		iptables -D INPUT -j new
		is_whole
		dies $n
		iptables -I INPUT -j RETURN
		is_whole
		dies $n
		iptables -R INPUT 1 -j RETURN
		is_whole
		diff <(closed_rules | sed 's/^-A INPUT -p.*/-A INPUT -j RETURN/') <(lines)
		dies $n
		iptables -A new -j RETURN	# another chain
		diff <(closed_rules | sed 's/^COMMIT/-A new -j RETURN\n&/') <(lines)
	done
}

@test "a restore over a change that was left half done" {
	plain
	local n
	for n in 2 3; do
		dies $n
		closed_rules | iptables-restore
		is_whole
		diff <(closed_rules) <(lines)
		dies $n
		open_rules | iptables-restore
		is_whole
		diff <(open_rules) <(lines)
		dies $n
		printf '*filter\nCOMMIT\n' | iptables-restore
		[ -z "$(kernel)" ]
		dies $n
		# two commands that meet the guard, for both of which the change is completed first
		printf '*filter\n:INPUT ACCEPT [0:0]\n-F INPUT\n-A INPUT -j RETURN\nCOMMIT\n' | timeout 10 "$BINDIR/iptables-restore" -n
		is_whole
		[ "$(iptables -S INPUT)" = "$(printf '%s\n' '-P INPUT ACCEPT' '-A INPUT -j RETURN')" ]
		printf '*filter\nCOMMIT\n' | iptables-restore
	done
}

@test "a table twice in one file: nothing of its first half is left, companions neither" {
	printf '*raw\n-A PREROUTING -p tcp --dport 21 -j CT --helper ftp\nCOMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n' >"$T/twice"
	iptables-restore "$T/twice"
	run ! grep -q 'sw\.' <(kernel)
	iptables-restore "$T/twice"
	run ! grep -q 'sw\.' <(kernel)
	printf '*mangle\n-A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill\nCOMMIT\n*mangle\nCOMMIT\n' >"$T/twice"
	iptables-restore "$T/twice"
	iptables-restore "$T/twice"
	run ! grep -q mangle <(kernel)
}

@test "what somebody holds on to in one table keeps no other from being cleaned" {
	printf '*mangle\n:PREROUTING DROP [0:0]\n-A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill\nCOMMIT\n*raw\n-A PREROUTING -p tcp --dport 21 -j CT --helper ftp\nCOMMIT\n' | iptables-restore
	nft add chain ip statewall-raw sw.mine
	nft add map ip statewall-raw m '{ type inet_service : verdict; elements = { 1 : jump sw.mine }; }'
	printf '*mangle\nCOMMIT\n*raw\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n' | iptables-restore
	run ! grep -q mangle <(kernel)
}

@test "a comment of the guard's words is a comment" {
	iptables -A INPUT -m comment --comment "statewall: policy drop" -j DROP
	[ "$(rules)" = '-A INPUT -m comment --comment "statewall: policy drop" -j DROP' ]
	nft add rule ip statewall-filter INPUT accept comment '"statewall: policy drop"'
	[ "$(iptables -S INPUT | wc -l)" = 3 ]
}

@test "nothing of it is a chain to the user" {
	plain
	dies 2
	[ "$(iptables -S | grep -c 'sw\.')" = 0 ]
	run iptables -N sw.policy.INPUT
	[ "$status" != 0 ]
	iptables -X new || true
	iptables -F new
	diff <(closed_rules | grep -v '^-A new') <(lines)
}

@test "a mark of a policy change that another tool made does no harm" {
	for body in "" 'comment "statewall: policy drop"' counter; do
		nft flush ruleset
		nft -f - <<-EOF
			table ip statewall-filter {
				chain INPUT {
					type filter hook input priority filter; policy drop;
				}
				chain sw.policy.INPUT {
					$body
				}
			}
		EOF
		printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n' | iptables-restore
		[ "$(iptables -S INPUT | head -1)" = "-P INPUT ACCEPT" ]
		run grep -E 'sw[.]|statewall: policy' <(nft list ruleset)
		[ "$status" -eq 1 ]
	done
}

@test "a mark of a policy change that another tool made: with --noflush, too" {
	nft -f - <<-EOF
		table ip statewall-filter {
			chain INPUT {
				type filter hook input priority filter; policy drop;
			}
			chain sw.policy.INPUT {
			}
		}
	EOF
	printf '*filter\n:INPUT ACCEPT [0:0]\n-F INPUT\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n' |
		iptables-restore --noflush
	[ "$(iptables -S INPUT | head -1)" = "-P INPUT ACCEPT" ]
	run grep -E 'sw[.]|statewall: policy' <(nft list ruleset)
	[ "$status" -eq 1 ]
}
