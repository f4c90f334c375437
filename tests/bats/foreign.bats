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

# Rules of many kinds that no decoder knows, between two of ours.
mixed_rules() {
	nft flush ruleset
	iptables -A INPUT -c 1 2 -s 192.0.2.1 -j DROP
	foreign INPUT tcp dport vmap '{ 22 : accept }'
	foreign INPUT ip saddr '{ 198.51.100.1, 198.51.100.2 }' counter packets 5 bytes 6 drop
	foreign INPUT meta mark set ct mark or 0x5 counter packets 7 bytes 8
	foreign INPUT ip ecn set ce counter
	iptables -A INPUT -c 3 4 -s 192.0.2.3 -j DROP
}
input() { nft list chain ip "${PREFIX}filter" INPUT; }
# changes LINES COMMAND...: that many lines of the chain are other ones, and none of them is foreign.
changes() {
	mixed_rules
	input >"$T/before"
	"${@:2}" >"$T/out" 2>"$T/err" </dev/null || true
	input >"$T/after"
	diff "$T/before" "$T/after" >"$T/diff" || true
	[ "$(grep -c '^[<>]' "$T/diff")" = "$1" ] || { echo "${*:2}:"; cat "$T/diff"; return 1; }
	! grep -E '^[<>].*(vmap|198.51|mark|ecn)' "$T/diff" || { echo "${*:2}"; return 1; }
}

@test "-D and -C by content never take it for one of theirs" {
	for rule in "-s 198.51.100.1 -j DROP" "-j DROP" "-j ACCEPT" "-p tcp --dport 22 -j ACCEPT" "-j MARK --or-mark 5" "" \
		"-m mark --mark 5" "-p tcp -m multiport --dports 22 -j ACCEPT"; do
		changes 0 iptables -D INPUT $rule
		[ -s "$T/err" ]
		changes 0 iptables -C INPUT $rule
		[ -s "$T/err" ]
		printf '*filter\n-D INPUT %s\nCOMMIT\n' "$rule" >"$T/delete"
		changes 0 iptables-restore -n "$T/delete"
		grep -q "line 2 failed: Bad rule" "$T/err"
	done
}

@test "commands between, on and around them leave the others as they are" {
	changes 4 iptables -Z INPUT
	changes 4 iptables -Z
	changes 2 iptables -Z INPUT 1
	changes 0 iptables -Z INPUT 3
	changes 2 iptables -R INPUT 1 -s 203.0.113.1
	changes 2 iptables -R INPUT 6 -s 203.0.113.1
	for n in 1 2 3 4 5 6 7; do changes 1 iptables -I INPUT $n -s 203.0.113.1; done
	changes 1 iptables -A INPUT -s 203.0.113.1
	changes 1 iptables -D INPUT 1
	changes 1 iptables -D INPUT 6
	changes 1 iptables -D INPUT -s 192.0.2.3 -j DROP
	printf '*filter\n:INPUT - [0:0]\nCOMMIT\n' >"$T/none"
	printf '*filter\n-A INPUT -s 203.0.113.1\n-I INPUT 2 -s 203.0.113.2\n-D INPUT -s 192.0.2.3 -j DROP\nCOMMIT\n' >"$T/some"
	changes 3 iptables-restore -n "$T/some"
	changes 0 iptables-restore -n -t "$T/some"
	changes 0 iptables-restore -t "$T/none"
	changes 0 iptables -P INPUT ACCEPT
	changes 0 iptables -F FORWARD
	changes 0 iptables -t nat -F
	changes 0 iptables -X
}

@test "by its number it is deleted and replaced, and no other" {
	for n in 2 3 4 5; do
		for command in "-D INPUT $n" "-R INPUT $n -s 203.0.113.1"; do
			mixed_rules
			input >"$T/before"
			iptables $command
			input >"$T/after"
			diff "$T/before" "$T/after" >"$T/diff" || true
			[ "$(grep -c '^<' "$T/diff")" = 1 ]
			sed -n "$((n + 3))p" "$T/before" | diff - <(sed -n 's/^< //p' "$T/diff")
		done
		run -4 iptables -S INPUT $((n == 5 ? 2 : 5))
		[[ $output == "#"*"$unreadable" ]]
		run -4 iptables -L INPUT $((n == 5 ? 2 : 5))
		[[ $output == "#"*"$unreadable" ]]
	done
}

@test "a chain with such a rule: renamed, in use, emptied" {
	iptables -N one
	foreign one tcp dport vmap '{ 22 : accept }'
	iptables -E one two
	run -4 iptables -S two
	[[ $output == *"$unreadable"* ]]
	run -4 iptables -X two
	[[ $output == *"Device or resource busy"* ]]
	iptables -F two
	iptables -X two
}

@test "on a terminal a list says that iptables-nft or iptables-legacy has rules; elsewhere it does not" {
	local c
	on_terminal() { script -qec "$BINDIR/$1" /dev/null; }
	iptables -A INPUT -j ACCEPT
	run -0 on_terminal "iptables -S"
	[[ $output != *"rules of its own"* ]]
	/usr/sbin/iptables-nft -A INPUT -s 192.0.2.1 -j DROP
	for c in "iptables -S" "iptables -L -n"; do
		run -0 on_terminal "$c"
		[[ $output == *"iptables-nft has rules of its own"*"statewall adopt"* && $output != *192.0.2.1* ]]
		run -0 iptables ${c#iptables }
		[[ $output != *"rules of its own"* ]]
	done
	iptables-save >"$T/out" 2>&1
	run ! grep -q "of its own" "$T/out"
	[ "$(/usr/sbin/iptables-nft -S INPUT | tail -n 1)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	unshare -n sh -c '/usr/sbin/iptables-legacy -A INPUT -j DROP &&
		script -qec "$BINDIR/iptables -S" /dev/null' >"$T/out" 2>&1 || skip "no iptables-legacy here"
	grep -q "iptables-legacy has rules of its own.*statewall adopt" "$T/out"
}

# Another tool puts a table of ours to sleep: the kernel takes its chains out of their hooks.
table=${PREFIX}filter
sleeps() { nft "table ip $table { flags dormant; }"; }
asleep="table filter is dormant and filters nothing"

@test "a dormant table: -L, -S and -save say so on a terminal, service status and check in any case" {
	local c on_terminal
	on_terminal() { script -qec "$BINDIR/$1" /dev/null </dev/null; }
	iptables -A INPUT -j DROP
	iptables -t nat -A POSTROUTING -j MASQUERADE
	for c in "iptables -S" "iptables -L -n" "iptables -L INPUT" iptables-save "statewall service status"; do
		run -0 on_terminal "$c"
		[[ $output == *"INPUT"* && $output != *dormant* ]]
	done
	sleeps
	for c in "iptables -S" "iptables -L -n" "iptables -S INPUT 1" iptables-save "iptables-save -t filter"; do
		run -0 on_terminal "$c"
		[[ $output == *"# $asleep; to wake it: nft add table ip $table"* ]]
		run -0 "$BINDIR/"$c
		[[ $output != *dormant* ]]
	done
	for c in "iptables -t nat -S" "iptables-save -t nat" ip6tables-save; do
		run -0 on_terminal "$c"
		[[ $output != *dormant* ]]
	done
	run -0 "$BINDIR/statewall" service --config-dir "$T" --run-dir "$T" status
	[[ $output == *"Table filter is dormant and filters nothing. To wake it: nft add table ip $table"* ]]
	run -1 "$BINDIR/statewall" check --family ipv4 --config-dir "$T" --run-dir "$T"
	[[ $output == *"$asleep"*"  write: nft add table ip $table"* ]]
	eval "$(sed -n 's/^  write: //p' <<<"$output")"
	run -0 "$BINDIR/statewall" check --family ipv4 --config-dir "$T" --run-dir "$T"
	[[ $output != *dormant* ]]
	run -0 on_terminal "iptables -S"
	[[ $output == *"-A INPUT -j DROP"* && $output != *dormant* ]]
}

@test "a dormant table: what puts a ruleset in its place wakes it" {
	local c
	mkdir "$T/etc"
	printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n' >"$T/etc/iptables"
	for c in "iptables-restore $T/etc/iptables" "statewall service --config-dir $T/etc --run-dir $T/run start" \
		"statewall service --config-dir $T/etc --run-dir $T/run restart" \
		"statewall service --config-dir $T/etc --run-dir $T/run reload"; do
		iptables -A INPUT -j DROP
		sleeps
		"$BINDIR/"$c
		nft list table ip "$table" >"$T/now"
		grep -q 'policy drop' "$T/now"
		run ! grep dormant "$T/now"
	done
}

@test "a set of ours that somebody has changed: a new rule does without it" {
	local name element rule n=0
	table=${PREFIX}mangle
	while read -r name element rule; do
		iptables -t mangle -A PREROUTING $rule
		nft "add element ip $table $name { ${element//,/ } }"
		run -4 iptables -t mangle -S PREROUTING
		[[ $output == *"$unreadable"* ]]
		iptables -t mangle -N user
		iptables -t mangle -A user $rule
		run -0 iptables -t mangle -S user
		[[ $output == *"-A user $rule"* ]]
		iptables -t mangle -D user $rule
		printf '*mangle\n-A user %s\nCOMMIT\n' "$rule" | iptables-restore -n
		iptables -t mangle -C user $rule
		nft flush ruleset
		n=$((n + 1))
	done <<-'END'
		sw.ports.22.80.1000-2000 3000 -p tcp -m multiport --dports 22,80,1000:2000 -j ACCEPT
		sw.anyport.22.80 23,.,23 -p udp -m multiport --ports 22,80 -j ACCEPT
		sw.addrtype.2.3 prohibit -m addrtype --dst-type LOCAL,BROADCAST -j ACCEPT
	END
	[ $n = 3 ]
}

@test "a set of ours that somebody has changed, and that no rule can do without: it is refused, with the name" {
	local rule
	table=${PREFIX}mangle
	for rule in "sw.add.5 -j TTL --ttl-inc 5" "sw.rpfilter -m rpfilter -j ACCEPT"; do
		iptables -t mangle -A PREROUTING ${rule#* }
		case $rule in
		sw.add*) nft "delete element ip $table sw.add.5 { 0x3 }; add element ip $table sw.add.5 { 0x3 : 0x63 }" ;;
		*) nft "add element ip $table sw.rpfilter { 0 . 33554432 . 10.0.0.0/8 }" ;;
		esac
		kernel >"$T/before"
		says 4 "${rule%% *} in table $table is another tool's or was changed by one" iptables -t mangle -A PREROUTING ${rule#* }
		printf '*mangle\n-A PREROUTING %s\nCOMMIT\n' "${rule#* }" >"$T/rules"
		says 4 "${rule%% *} in table $table" iptables-restore -n "$T/rules"
		kernel | diff "$T/before" -
	done
	iptables -t mangle -A PREROUTING -j TTL --ttl-inc 6
}

@test "a table of the plain name in which somebody keeps something stays" {
	local thing
	for thing in 'counter c { }' 'set s { type mark; }'; do
		nft flush ruleset
		nft "table ip mangle { $thing
		}"
		printf '*mangle\n-A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill\nCOMMIT\n' |
			iptables-restore
		printf '*mangle\n:INPUT ACCEPT [0:0]\nCOMMIT\n' | iptables-restore
		nft list table ip mangle | grep -qE '(counter|set) '
		[ "$(nft list ruleset | grep -c 'sw[.]')" = 0 ]
	done
}

# The kernel is asked in an order of ours; other tools, and older versions, have iptables' own.
@test "a rule is read in either order of its tests" {
	iptables -N one
	foreign one ip saddr 192.0.2.7 iifname '"eth0"' ip protocol tcp counter accept
	foreign one ip saddr 192.0.2.7 ip protocol tcp iifname '"eth0"' counter accept
	foreign one ip protocol tcp iifname '"eth0"' ct state new counter drop
	iptables -A one -i eth0 -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT
	run -0 iptables -S one
	[[ ${lines[1]} == "-A one -s 192.0.2.7/32 -i eth0 -p tcp -j ACCEPT" ]]
	[[ ${lines[2]} == "${lines[1]}" ]]
	[[ ${lines[3]} == "-A one -i eth0 -p tcp -m conntrack --ctstate NEW -j DROP" ]]
	[[ ${lines[4]} == "-A one -i eth0 -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT" ]]
	nft list chain ip "${PREFIX}filter" one |
		grep 'th dport 22 ip protocol tcp iifname "eth0" ct state new'
	for _ in 1 2; do
		iptables -C one -s 192.0.2.7/32 -i eth0 -p tcp -j ACCEPT
		iptables -D one -s 192.0.2.7/32 -i eth0 -p tcp -j ACCEPT
	done
	run -1 iptables -C one -s 192.0.2.7/32 -i eth0 -p tcp -j ACCEPT
	iptables -D one -i eth0 -p tcp -m conntrack --ctstate NEW -j DROP
	iptables -D one -i eth0 -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT
}
