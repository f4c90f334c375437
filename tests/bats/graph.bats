#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall graph: what is drawn, in both languages; what is called dead, with packets.
load ../lib/helper
G=$BATS_TEST_DIRNAME/../lib/graphs.py

graph() { "$BINDIR/statewall" graph "$@"; }

# drawn ARGUMENTS...: both languages are read, and say the same, which is printed.
drawn() {
	graph --format mermaid "$@" >"$T/mermaid"
	python3 "$G" mermaid <"$T/mermaid" >"$T/drawn"
	if command -v dot >/dev/null; then
		graph "$@" >"$T/dot"
		dot -Tsvg "$T/dot" >"$T/svg" 2>"$T/err"
		[ ! -s "$T/err" ]
		python3 "$G" svg <"$T/svg" | diff "$T/drawn" -
	fi
	cat "$T/drawn"
}

@test "graph: chains, jumps, gotos, verdicts, policies, hits, dead parts, odd names" {
	cat >"$T/a" <<-'END'
		*filter
		:INPUT DROP [5:500]
		:FORWARD ACCEPT [0:0]
		:web - [0:0]
		:unused - [0:0]
		:ab]<i>&amp;\N|# - [0:0]
		:end - [0:0]
		:dead - [0:0]
		[1000:4] -A INPUT -i lo -j ACCEPT
		[3:4] -A INPUT -i lo2 -j ACCEPT
		[77:8] -A INPUT -p tcp -j web
		-A INPUT -p udp -g ab]<i>&amp;\N|#
		-A INPUT -j LOG
		-A FORWARD -j end
		-A FORWARD -j dead
		-A end -p tcp -j ACCEPT
		-A end -m comment --comment all -j REJECT
		-A end -j LOG
		-A end -j DROP
		-A web -j RETURN
		-A web -j ACCEPT
		-A unused -j dead
		COMMIT
		*nat
		-A POSTROUTING -o eth0 -j MASQUERADE
		COMMIT
	END
	drawn -f "$T/a" >"$T/out"
	diff - "$T/out" <<-'END'
		edge ip4_filter_0 ip4_filter_2 | rule 3 / 77 packets
		edge ip4_filter_0 ip4_filter_3 | rule 4, goto
		edge ip4_filter_0 ip4_filter_7 | 2 rules / 1003 packets
		edge ip4_filter_0 ip4_filter_8 | policy / 5 packets
		edge ip4_filter_1 ip4_filter_4 | rule 1
		edge ip4_filter_1 ip4_filter_5 | dead: rule 2
		edge ip4_filter_1 ip4_filter_7 | dead: policy
		edge ip4_filter_2 ip4_filter_7 | dead: rule 2
		edge ip4_filter_4 ip4_filter_7 | rule 1
		edge ip4_filter_4 ip4_filter_8 | dead: rule 4
		edge ip4_filter_4 ip4_filter_9 | rule 2
		edge ip4_filter_6 ip4_filter_5 | dead: rule 1
		edge ip4_nat_0 ip4_nat_1 | rule 1
		edge ip4_nat_0 ip4_nat_2 | policy
		node ip4_filter_0 ip4_filter | INPUT / policy DROP / 5 rules
		node ip4_filter_1 ip4_filter | FORWARD / policy ACCEPT / 2 rules / 1 never reached
		node ip4_filter_2 ip4_filter | web / 2 rules / 1 never reached
		node ip4_filter_3 ip4_filter | ab]<i>&amp;\N|# / 0 rules
		node ip4_filter_4 ip4_filter | end / 4 rules / 2 never reached
		node ip4_filter_5 ip4_filter | dead: dead / 0 rules / never reached
		node ip4_filter_6 ip4_filter | dead: unused / 1 rule / never reached
		node ip4_filter_7 ip4_filter | ACCEPT
		node ip4_filter_8 ip4_filter | DROP
		node ip4_filter_9 ip4_filter | REJECT
		node ip4_nat_0 ip4_nat | POSTROUTING / policy ACCEPT / 1 rule
		node ip4_nat_1 ip4_nat | MASQUERADE
		node ip4_nat_2 ip4_nat | ACCEPT
	END
	graph -f "$T/a" | grep -q '"ip4_filter_0" -> "ip4_filter_7" .*penwidth=3.0\]'
	graph -f "$T/a" | grep -q '"ip4_filter_1" -> "ip4_filter_4" .*penwidth=1.0\]'
	graph -f "$T/a" | grep -q '"ip4_filter_0" -> "ip4_filter_3" .*style=dashed\]'
}

@test "graph: a chain that lets nobody back, but for a goto or a RETURN" {
	ways() { { printf '%s\n' '*filter' ':a - [0:0]' ':b - [0:0]' '-A INPUT -j a' '-A INPUT -j DROP' "$@" COMMIT; } >"$T/a"; drawn -f "$T/a"; }
	ways '-A a -j ACCEPT' | grep -q 'dead: policy'
	ways '-A a -p udp -g b' '-A a -j ACCEPT' >"$T/out"
	grep -q '| INPUT / policy ACCEPT / 2 rules$' "$T/out"
	ways '-A a -p udp -g b' '-A a -j ACCEPT' '-A b -j DROP' | grep -q '| INPUT / policy ACCEPT / 2 rules / 1 never reached$'
	ways '-A a -p udp -j RETURN' '-A a -j ACCEPT' >"$T/out"
	grep -q '| INPUT / policy ACCEPT / 2 rules$' "$T/out"
	ways '-A a -j RETURN' '-A a -j ACCEPT' >"$T/out"
	grep -q '| INPUT / policy ACCEPT / 2 rules$' "$T/out"
	ways '-A a -j b' '-A b -j REJECT' | grep -q '| INPUT / policy ACCEPT / 2 rules / 1 never reached$'
}

@test "graph: one chain, one table, one family; more chains than are drawn" {
	{ printf '%s\n' '*filter' ':a - [0:0]' ':b - [0:0]' '-A INPUT -j a' '-A a -p tcp -j b' '-A a -j ACCEPT'
	  printf ':many%s - [0:0]\n' {1..30}; printf -- '-A FORWARD -s 10.0.0.%s -j many%s\n' {1..30}{,}
	  echo COMMIT; } 2>/dev/null | sed 's/^\(-A FORWARD -s 10.0.0.\)\([0-9]*\) -j many.*/\1\2 -j many\2/' >"$T/a"
	drawn -f "$T/a" a >"$T/out"
	[ "$(grep -c ^node "$T/out")" = 3 ]
	grep -q '^node ip4_filter_0 ip4_filter | a / 2 rules$' "$T/out"
	drawn -f "$T/a" --most 5 >"$T/out"
	[ "$(grep -c '^node .* rules\?\( \|$\)' "$T/out")" -le 5 ]
	grep -q '^node .* | and [0-9]* more$' "$T/out"
	iptables-restore "$T/a"
	ip6tables -t mangle -A OUTPUT -j DROP
	drawn >"$T/out"
	grep -q '^node ip6_mangle_0 ip6_mangle | OUTPUT' "$T/out"
	grep -q '^node ip4_filter_0' "$T/out"
	drawn -6 >"$T/out"
	run ! grep -q ip4 "$T/out"
	drawn -4 -t nat >"$T/out"
	[ "$(wc -w <"$T/out")" = 0 ]
	run -1 graph nochain
	run -2 graph --format svg
	run -2 graph --most 0
	run -1 graph -t x
}

@test "graph: no rule that is called dead counts a packet" {
	local seed n=0 port
	ip link set lo up
	for seed in {1..25}; do
		python3 "$G" random $seed >"$T/a"
		iptables-restore "$T/a"
		for port in 1 2 3 4 5; do
			{ echo x >"/dev/udp/127.0.0.1/$port"; } 2>/dev/null || true
		done
		iptables-save -c >"$T/save"
		graph -4 --format mermaid | python3 "$G" mermaid >"$T/drawn"
		n=$((n + $(python3 "$G" idle "$T/save" <"$T/drawn")))
	done
	[ $n -ge 100 ] || { echo "only $n dead rules"; return 1; }
}

@test "graph: rulesets that people run, and ten thousand chains" {
	local f n=0
	for f in "$BATS_TEST_DIRNAME"/../rulesets/data/*.save; do
		graph -f "$f" >/dev/null 2>&1 || continue
		drawn -f "$f" >/dev/null
		n=$((n + 1))
	done
	[ $n -ge 5 ]
	{ echo '*filter'; printf ':c%s - [0:0]\n' {1..10000}; printf -- '-A FORWARD -j c%s\n' {1..10000}; echo COMMIT; } >"$T/a"
	timeout 20 "$BINDIR/statewall" graph -f "$T/a" >"$T/out"
	[ "$(wc -l <"$T/out")" -le 1100 ]
	# a chain of jumps that is deeper than any kernel takes, and one that leads back
	{ echo '*filter'; printf ':c%s - [0:0]\n' {1..3000}; for ((i = 1; i < 3000; i++)); do echo "-A c$i -j c$((i + 1))"; done
	  echo '-A c3000 -g c1'; echo '-A INPUT -j c1'; echo COMMIT; } >"$T/a"
	timeout 20 "$BINDIR/statewall" graph -f "$T/a" --most 3005 >"$T/out"
	[ "$(grep -c ' -> ' "$T/out")" -ge 3000 ]
}
