#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall top: rates of packets that were sent, once and live; and the terminal as it was, on every way out.
load ../lib/helper

setup_file() { ip link set lo up; }
setup() {
	T=$BATS_TEST_TMPDIR
	export STATEWALL_HISTORY=$T/history XTABLES_LOCKFILE=$BATS_FILE_TMPDIR/lock TERM=xterm
	nft flush ruleset
	iptables-restore <<<$'*filter\n:mine - [0:0]\n-A INPUT -p udp --dport 9 -m comment --comment nine\n-A INPUT -p udp --dport 10 -j mine
-A mine\nCOMMIT'
}
statewall() { "$BINDIR/statewall" "$@"; }
on_terminal() { "$BATS_TEST_DIRNAME/../lib/on-terminal" "$@"; }
# send PORT N: so many packets of 33 bytes.
send() {
	local i
	for ((i = 0; i < $2; i++)); do printf 'hello' >"/dev/udp/127.0.0.1/$1"; done
}
# between COMMANDS WORDS...: top --json between whose two readings the commands are run, into $T/json.
between() {
	"$BINDIR/statewall" top --json --interval 3 "${@:2}" >"$T/json" 3>&- &
	local top=$!
	sleep 1
	eval "$1"
	wait "$top"
}
# row KEY=VALUE... MEMBER...: these members of the only rule that has these values; null: not there.
row() {
	python3 - "$T/json" "$@" <<-'E'
	import json, sys
	rows = json.load(open(sys.argv[1]))["rules"]
	wants = [w.split("=", 1) for w in sys.argv[2:] if "=" in w]
	found = [r for r in rows if all(str(r.get(k)) == v for k, v in wants)]
	assert len(found) == 1, (wants, rows)
	print(*[json.dumps(found[0].get(m)) for m in sys.argv[2:] if "=" not in m])
	E
}

# ---- once ----------------------------------------------------------------------------------------

@test "what was counted between two readings, rule by rule and policies" {
	send 9 4
	between 'send 9 5; send 10 7'
	[ "$(row comment=nine number packets bytes new_packets new_bytes text)" = \
		'1 9 297 5 165 "-A INPUT -p udp -m udp --dport 9 -m comment --comment nine"' ]
	[ "$(row chain=mine new_packets)" = 7 ]
	[ "$(row chain=INPUT policy=ACCEPT packets | cut -d. -f1)" -ge 16 ]
	[ "$(python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(d["statewall"], d["kind"], d["milliseconds"] >= 3000)' "$T/json")" = "1 top True" ]
}

@test "rules that come and go meanwhile shift nothing" {
	iptables -I INPUT -p tcp --dport 1
	send 9 4
	between 'send 9 5; iptables -I INPUT -p tcp --dport 2; iptables -I INPUT -p tcp --dport 3; iptables -D INPUT -p tcp --dport 1; send 10 1'
	[ "$(row comment=nine number new_packets)" = "3 5" ]
	[ "$(row number=4 chain=INPUT new_packets)" = 1 ]
	[ "$(row number=1 chain=INPUT new new_packets)" = "true null" ]
}

@test "counters that were set back, and a ruleset that was loaded anew, begin from 0" {
	send 9 4
	between 'iptables -Z; send 9 3'
	[ "$(row comment=nine packets new_packets)" = "3 3" ]
	between 'iptables-save | iptables-restore; send 9 2'
	[ "$(row comment=nine packets new_packets)" = "2 2" ]
}

@test "rules of one text are told apart by their turn" {
	iptables -A INPUT -p udp --dport 10
	iptables -A INPUT -p udp --dport 10 -j ACCEPT
	iptables -A INPUT -p udp --dport 10
	between 'send 10 2'
	[ "$(row number=3 new_packets)" = 2 ]
	[ "$(row number=5 new_packets)" = 0 ]
}

@test "once: text, the most first, by what is asked for, as many as asked for" {
	send 9 3
	run -0 statewall top --once --interval 0.1 --sort all-packets --lines 2 INPUT
	[ "${#lines[@]}" = 3 ]
	[[ ${lines[0]} == *PKTS/S*BYTES/S*RULE ]]
	[[ ${lines[1]} == *"policy ACCEPT" ]]
	[[ ${lines[2]} =~ \ 3\ +99\ v4\ +filter\ +INPUT\ +1\ \ -p\ udp\ -m\ udp\ --dport\ 9\ .*nine$ ]]
	run -0 statewall top --once --interval 0.1 --filter nine
	[ "${#lines[@]}" = 2 ]
	run -0 statewall top --once --interval 0.1 -t filter mine
	[ "${#lines[@]}" = 2 ]
	run -0 statewall top --once --interval 0.1 -6
	[ "${#lines[@]}" = 1 ]
	run -0 statewall top --once --interval 0.1 -t nat
	[ "${#lines[@]}" = 1 ]
}

@test "both families, one after another in a listing's order where nothing is counted" {
	ip6tables -A OUTPUT -p tcp
	run -0 statewall top --once --interval 0.1
	[[ ${lines[-1]} == *"v6   filter   OUTPUT           1  -p tcp" ]]
}

@test "wrong words" {
	says 2 "--interval takes" "$BINDIR/statewall" top --once --interval 0
	says 2 "--interval takes" "$BINDIR/statewall" top --once --interval nan
	says 2 "--interval takes" "$BINDIR/statewall" top --once --interval 1x
	says 2 "--lines takes" "$BINDIR/statewall" top --once --lines 0
	says 2 "--sort takes" "$BINDIR/statewall" top --once --sort size
	says 2 "does not exist" "$BINDIR/statewall" top --once -t nope
	says 2 "Unknown arguments" "$BINDIR/statewall" top --once INPUT OUTPUT
	says 1 'no chain `nope' "$BINDIR/statewall" top --once --interval 0.1 nope
	says 2 "--once" "$BINDIR/statewall" top
	run -0 statewall top --help
	[[ $output == Usage:*--once*Keys:* ]]
}

@test "Tab offers options, tables and chains" {
	candidates() { COMP_LINE=$1 COMP_POINT=${#1} "$BINDIR/statewall" complete | tr -d ' '; }
	[[ $(candidates 'statewall top --') == *--once*--interval* ]]
	[ "$(candidates 'statewall top mi')" = mine ]
	[ "$(candidates 'statewall top -t fi')" = filter ]
	[[ $(candidates 'statewall metrics --') == *--output*--listen* ]]
}

# ---- live ----------------------------------------------------------------------------------------

# What stty says before, and after the command has ended; its status.
kept() { printf '%s' "stty -a >$T/before; trap : INT; $1; echo \"status \$?\"; stty -a >$T/after; echo the end"; }
# The page was left: the cursor is there, the other page is gone, and stty is as before.
is_as_before() {
	cmp "$T/before" "$T/after"
	grep -q icanon "$T/after"
	[[ $output == *$'\e[?1049h'*$'\e[?1049l'* ]]
	[[ ${output##*$'\e[?25'} == h* && ${output##*$'\e[?7'} == h* && ${output##*$'\e[?1049'} == l* ]]
}
TOP='$BINDIR/statewall top --interval 0.2'

@test "live: rates show up, q ends it" {
	(for _ in {1..400}; do send 9 5; sleep 0.02; done) 3>&- &
	traffic=$!
	run on_terminal size=24x150 see="rules by packets a second" see="--comment nine" sleep=0.8 type=q -- bash -c "$(kept "$TOP")"
	kill "$traffic"
	[ "$status" = 0 ]
	[[ $output == *"status 0"* ]]
	is_as_before
	# the rule with the traffic is on the first line, with a rate, or the policy, which counts the same
	grep -qE '^ +[1-9][0-9.]+K? +[1-9][0-9.]+K? .*(nine|policy ACCEPT)' <<<"$output"
}

@test "live: keys for order, table, chain, family, filter, pause" {
	iptables -t nat -A OUTPUT -p icmp
	run on_terminal size=24x120 see="rules by packets a second" type=b see="by bytes a second" type=P see="rules by packets" \
		type=B see="rules by bytes" type=t see=", table filter" type=c see=", chain FORWARD" type=c see=", chain INPUT" \
		type=C type=f see=", IPv4, table" type=a 'type=/ni' see="filter: ni_" 'type=nx\x7fe\r' see=', "nine"' \
		'type= ' see="PAUSED" 'type= ' 'type=/\x1b' 'type=\x1b[A' type=q -- bash -c "$(kept "$TOP")"
	[ "$status" = 0 ]
	[[ $output == *"status 0"* ]]
	is_as_before
}

@test "live: Ctrl-C ends it by the signal" {
	run on_terminal see="rules by" 'type=\x03' see="the end" -- bash -c "$(kept "$TOP")"
	[[ $output == *"status 130"* ]]
	is_as_before
}

@test "live: TERM, HUP and others end it by the signal" {
	for signal in TERM HUP QUIT USR1 SEGV; do
		rm -f "$T/pid"
		run on_terminal see="rules by" type=p see="the end" -- bash -c "
			(until [ -s $T/pid ]; do sleep 0.1; done; sleep 1; kill -$signal \$(cat $T/pid)) &
			$(kept "bash -c 'echo \$\$ >$T/pid; exec $TOP'")"
		[[ $output == *"status $((128 + $(kill -l "$signal")))"* ]] || { echo "$signal: $output"; false; }
		is_as_before
	done
}

@test "live: Ctrl-Z stops it with the terminal as it was, fg goes on" {
	run on_terminal see='go> ' type="stty -a >$T/before; $TOP\r" see="rules by packets a" 'type=\x1a' see="Stopped" \
		type="stty -a >$T/stopped; echo is \$((40+2))\r" see="is 42" 'type=fg\r' sleep=1 type=b see="rules by bytes a" type=q sleep=0.5 \
		type="stty -a >$T/after; exit\r" -- env PS1='go> ' bash --norc --noediting -i
	[ "$status" = 0 ]
	cmp "$T/before" "$T/stopped"
	cmp "$T/before" "$T/after"
	# into the page, out, in again, out
	[ "$(grep -oF -e $'\e[?1049h' -e $'\e[?1049l' <<<"$output" | grep -o '.$' | tr -d '\n')" = hlhl ]
}

@test "live: a terminal that goes away ends it" {
	on_terminal see="rules by" hangup -- "$BINDIR/statewall" top || status=$?
	[ "${status:-0}" = 129 ] || [ "${status:-0}" = 0 ]
}

@test "live: any size, and another one meanwhile; no line is longer than the terminal" {
	for size in 1x1 2x10 3x40 4x20 50x300; do
		run on_terminal size=$size sleep=0.7 type=q -- bash -c "$(kept "$TOP")"
		[[ $output == *"status 0"* ]] || { echo "$size: $output"; false; }
		is_as_before
	done
	run on_terminal size=10x30 see="PKTS/S" size=30x120 see="f family" type=q -- bash -c "$(kept "$TOP")"
	[[ $output == *"status 0"* ]]
	run -0 on_terminal size=8x30 sleep=0.7 type=q -- "$BINDIR/statewall" top
	python3 - "$output" <<-'E'
	import re, sys
	page = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", sys.argv[1].replace("\x1b[H", "\n"))
	assert max(map(len, page.split("\n"))) <= 30, page
	E
}

@test "live: control characters of a comment are shown" {
	iptables -A INPUT -m comment --comment $'\x1b[41mred'
	run on_terminal size=24x120 see='x1b[41mred' type=q -- "$BINDIR/statewall" top
	[ "$status" = 0 ]
	[[ $output != *$'\e[41m'* ]]
}

@test "live: the rules of a chosen chain that comes later; a ruleset that goes" {
	(sleep 1; iptables -N later; iptables -A later -p tcp --dport 4711; sleep 1; nft flush ruleset) 3>&- &
	run on_terminal size=24x120 see="0 rules by" see="4711" sleep=1.5 type=q -- bash -c "$(kept "$TOP later")"
	wait
	[[ $output == *"status 0"* ]]
	is_as_before
}

@test "a terminal that cannot do it, and no right" {
	TERM=dumb run on_terminal -- "$BINDIR/statewall" top
	[ "$status" = 2 ]
	run on_terminal -- setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$BINDIR/statewall" top
	[ "$status" = 1 ]
	[[ $output == *"Permission denied"* && $output != *$'\e[?1049h'* ]]
}
