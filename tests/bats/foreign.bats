#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules that other tools made: in our tables they are shown as unreadable, counted, and never lost or
# misprinted; in tables of other names they are not ours.
load ../lib/helper

foreign() { nft add rule ip "${PREFIX}filter" "$@"; }
unreadable="not an iptables rule"

setup_rules() {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	foreign INPUT tcp dport vmap '{ 22 : accept, 80 : drop }'
	iptables -A INPUT -s 192.0.2.3 -j DROP
}

@test "lists show it as a comment in its place, with status 4" {
	setup_rules
	run -4 iptables -S INPUT
	[[ ${lines[1]} == "-A INPUT -s 192.0.2.1/32 -j DROP" ]]
	[[ ${lines[2]} == "#"*"$unreadable"* ]]
	[[ ${lines[3]} == "-A INPUT -s 192.0.2.3/32 -j DROP" ]]
	run -4 iptables -L INPUT -n
	[[ $output == *"$unreadable"* ]]
	run -4 iptables-save
	[[ $output == *"$unreadable"*COMMIT* ]]
}

@test "it has a number, and other rules keep theirs" {
	setup_rules
	iptables -D INPUT 3
	iptables -I INPUT 2 -s 192.0.2.2 -j DROP
	run -4 iptables -S INPUT
	[[ ${lines[2]} == "-A INPUT -s 192.0.2.2/32 -j DROP" ]]
	[[ ${lines[3]} == *"$unreadable"* ]]
	[ ${#lines[@]} = 4 ]
}

@test "commands that do not name it leave it alone" {
	setup_rules
	nft list chain ip "${PREFIX}filter" INPUT | grep vmap >"$T/before"
	iptables -A INPUT -j ACCEPT
	iptables -D INPUT -j ACCEPT
	iptables -C INPUT -s 192.0.2.3 -j DROP
	iptables -R INPUT 1 -s 192.0.2.9 -j DROP
	iptables -P INPUT DROP
	iptables -N user
	iptables -Z INPUT 1
	nft list chain ip "${PREFIX}filter" INPUT | grep vmap >"$T/after"
	diff "$T/before" "$T/after"
}

@test "-F of its chain removes it" {
	setup_rules
	iptables -F INPUT
	run -0 iptables -S INPUT
	[ ${#lines[@]} = 1 ]
}

@test "rules that nft made of what iptables has are read" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	foreign INPUT ip saddr 192.0.2.2 counter drop
	run -0 iptables -S INPUT
	[[ ${lines[2]} == "-A INPUT -s 192.0.2.2/32 -j DROP" ]]
}

@test "tables of other names are neither shown nor touched" {
	nft -f - <<-END
		table ip filter { chain INPUT { type filter hook input priority 0; ip saddr 203.0.113.1 counter drop; }; }
		table inet fw { chain in { type filter hook input priority 0; tcp dport 22 accept; }; }
	END
	nft list table ip filter >"$T/before"
	nft list table inet fw >>"$T/before"
	iptables -A INPUT -j ACCEPT
	[ "$(rules)" = "-A INPUT -j ACCEPT" ]
	iptables -F
	iptables -X
	printf '*filter\nCOMMIT\n' | iptables-restore
	nft list table ip filter >"$T/after"
	nft list table inet fw >>"$T/after"
	diff "$T/before" "$T/after"
}

@test "a chain that nft made in our table" {
	iptables -N user
	nft add chain ip "${PREFIX}filter" extra
	foreign extra ip saddr 192.0.2.2 counter drop
	run -0 iptables -S
	[[ $output == *"-N extra"* ]]
	iptables -A INPUT -j extra
	iptables -C INPUT -j extra
}

@test "a base chain of another tool in our table is shown, and never taken for ours" {
	iptables -N mine
	nft add chain ip "${STATEWALL_PREFIX-statewall-}filter" early '{ type filter hook input priority -10; policy drop; }'
	nft add chain ip "${STATEWALL_PREFIX-statewall-}filter" OUTPUT '{ type filter hook input priority 0; }'
	for list in "iptables -S" iptables-save "iptables -L -n"; do
		run -4 $list
		[[ $output == *"# chain early: not an iptables chain"* ]]
		[[ $output == *"# chain OUTPUT: not an iptables chain"* ]]
	done
	run -4 iptables -A OUTPUT -j DROP
	[[ $output == *"CHAIN_ADD failed"* ]]
	run -1 iptables -X early
	iptables -A FORWARD -j ACCEPT
	iptables -X
	nft list chains ip | grep -q 'chain early'
}
