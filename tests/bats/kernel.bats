#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels that say they are older than this one: what rules have besides for them, and that nobody sees it.
# What it does to packets there is tests/vm's matter.
load ../lib/helper

# These call themselves 2.6: older than all.
old() { setarch --uname-2.6 "$BINDIR/$1" "${@:2}"; }
setup_file() { [[ $(setarch --uname-2.6 uname -r) == 2.6.* ]]; }

RULES='*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 23 -j ACCEPT
-A INPUT -p tcp -m tcp --dport 24 -j ACCEPT
-A INPUT -p udp -m multiport --dports 1:3 -m udp --sport 53 -j ACCEPT
-A FORWARD -p udp -m udp --dport 53 -j DROP
COMMIT'
of() { [ "$1" = ip ] && echo iptables || echo ip6tables; }
# FAMILY: how many guards look at the offset
offsets() {
	local what='reg 1 & 0x0000ff1f'
	[ "$1" = ip ] || what='exthdr load ipv6 1b @ [0-9]* + 0 present'
	nft --debug=netlink list table "$1" statewall-filter | grep -c "$what" || true
}
saved() { "$(of "$1")-save" | sed '/^#/d; s/\[.*/[0:0]/'; }

@test "guards look at the fragment's offset, and the text is the same" {
	for f in ip ip6; do
		old "$(of $f)-restore" <<<"$RULES"
		[ "$(offsets $f)" = 6 ] || { offsets $f; nft --debug=netlink list ruleset; return 1; }
		diff <(echo "$RULES") <(saved $f)
		diff <(echo "$RULES") <(old "$(of $f)-save" | sed '/^#/d; s/\[.*/[0:0]/')
	done
}

@test "without them it is this kernel's" {
	for f in ip ip6; do
		"$(of $f)-restore" <<<"$RULES"
		[ "$(offsets $f)" = 0 ]
		diff <(echo "$RULES") <(old "$(of $f)-save" | sed '/^#/d; s/\[.*/[0:0]/')
	done
}

@test "-C and -D find either form" {
	for f in ip ip6; do
		p=$(of $f)
		old $p -A INPUT -p tcp --dport 22 -j ACCEPT
		$p -C INPUT -p tcp --dport 22 -j ACCEPT
		old $p -C INPUT -p tcp --dport 22 -j ACCEPT
		run -1 old $p -C INPUT -p tcp --dport 23 -j ACCEPT
		$p -D INPUT -p tcp --dport 22 -j ACCEPT
		$p -A INPUT -p tcp --dport 22 -j ACCEPT
		old $p -C INPUT -p tcp --dport 22 -j ACCEPT
		old $p -D INPUT -p tcp --dport 22 -j ACCEPT
		[ "$($p -S INPUT)" = "-P INPUT ACCEPT" ]
	done
}

@test "maps have them once for all" {
	export STATEWALL_GROUP=always
	for f in ip ip6; do
		old "$(of $f)-restore" <<<"$RULES"
		nft -n list ruleset | grep -q '@sw.map'
		[ "$(offsets $f)" = 4 ]
		diff <(echo "$RULES") <(saved $f)
		old "$(of $f)" -C INPUT -p tcp --dport 23 -j ACCEPT
		"$(of $f)" -D INPUT -p tcp --dport 23 -j ACCEPT
		old "$(of $f)" -A INPUT -p tcp --dport 25 -j ACCEPT
		old "$(of $f)" -I INPUT 2 -p tcp --dport 26 -j ACCEPT
		nft delete table $f statewall-filter
	done
}

@test "what the kernel's own expression does wrong travels as xt" {
	for p in iptables ip6tables; do
		for words in "-m quota --quota 1000" "-p tcp -m tcpmss --mss 1:1400"; do
			old $p -A INPUT $words -j ACCEPT
			nft --debug=netlink list ruleset 2>&1 | grep -qE '\[ match name (quota|tcpmss) rev 0 \]'
			[ "$($p -S INPUT 1)" = "-A INPUT $words -j ACCEPT" ]
			$p -C INPUT $words -j ACCEPT
			$p -D INPUT $words -j ACCEPT
			[ "$($p -S INPUT)" = "-P INPUT ACCEPT" ]
		done
		nft flush ruleset
	done
}
