#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall metrics: is it OpenMetrics, are the values those of the kernel, what stays the same when rules come and go, and
# who can hold it up.
load ../lib/helper

setup_file() { ip link set lo up; }
statewall() { "$BINDIR/statewall" "$@"; }
parsed() { "$BATS_TEST_DIRNAME/../lib/openmetrics.py" "$@"; }
scrape() { "$BATS_TEST_DIRNAME/../lib/scrape.py" "$@"; }
# send PORT N: so many packets of 33 bytes.
send() {
	local i
	for ((i = 0; i < $2; i++)); do printf 'hello' >"/dev/udp/127.0.0.1/$1"; done
}
# value SERIES [WORDS...]: of what metrics prints with these words.
value() { statewall metrics "${@:2}" | parsed "$1"; }
# serve WORDS...: in the background, until it listens; teardown ends it.
serve() {
	"$BINDIR/statewall" metrics --listen "$@" 2>"$T/serve.err" 3>&- &
	server=$!
	for _ in {1..100}; do
		{ [ -S "$1" ] || [ -n "$(ss -Hltn "sport = :${1##*:}" 2>/dev/null)" ]; } && return
		kill -0 "$server"
		sleep 0.05
	done
	return 1
}
teardown() {
	[ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
}

@test "counters of rules with a comment, of policies and of chains, of both families" {
	iptables-restore <<<$'*filter\n:INPUT ACCEPT [0:0]\n:mine - [0:0]
-A INPUT -p udp --dport 9 -m comment --comment discard\n-A INPUT -p udp --dport 9 -j mine\n-A mine\nCOMMIT'
	ip6tables -t mangle -A PREROUTING -m comment --comment six -j ACCEPT
	ip6tables -P FORWARD DROP
	send 9 3
	send 10 2
	statewall metrics >"$T/out"
	run -0 parsed <"$T/out" \
		'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="discard",nth="1"}' \
		'statewall_rule_bytes_total{family="ipv4",table="filter",chain="INPUT",comment="discard",nth="1"}' \
		'statewall_rule_number{family="ipv4",table="filter",chain="INPUT",comment="discard",nth="1"}' \
		'statewall_rule_packets_total{family="ipv6",table="mangle",chain="PREROUTING",comment="six",nth="1"}' \
		'statewall_policy_packets_total{family="ipv4",table="filter",chain="INPUT"}' \
		'statewall_policy_drop{family="ipv6",table="filter",chain="FORWARD"}' \
		'statewall_policy_drop{family="ipv4",table="filter",chain="INPUT"}' \
		'statewall_chain_rules{family="ipv4",table="filter",chain="INPUT"}' \
		'statewall_chain_rules{family="ipv4",table="filter",chain="mine"}'
	# the kernel may add messages about ports that are closed to the policy's
	[ "${lines[*]:0:4}" = "3 99 1 0" ]
	[ "${lines[4]}" -ge 5 ]
	[ "${lines[*]:5}" = "1 0 2 1" ]
	[ "$(grep -c '^statewall_rule_packets_total' "$T/out")" = 2 ]
	run ! grep family=.ipv4 <(statewall metrics -6)
}

@test "all: each rule, by its text" {
	iptables -A INPUT -p udp --dport 9
	iptables -A INPUT -p udp --dport 10 -m comment --comment ten
	iptables -A INPUT
	send 9 2
	run -0 value 'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="",rule="-p udp -m udp --dport 9",nth="1"}' --all
	[ "$output" = 2 ]
	run -0 value 'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="ten",rule="-p udp -m udp --dport 10 -m comment --comment ten",nth="1"}' -a
	[ "$(statewall metrics --all | grep -c ^statewall_rule_bytes_total)" = 3 ]
}

@test "nothing loaded, no tables: still the whole format" {
	statewall metrics | parsed
	[ -z "$(statewall metrics | grep -v '^#')" ]
	[ -z "$(nft list ruleset)" ]
}

@test "a series stays the same when rules come and go above; two of one comment are two" {
	for port in 9 10; do iptables -A INPUT -p udp --dport $port -m comment --comment same; done
	send 10 4
	second='{family="ipv4",table="filter",chain="INPUT",comment="same",nth="2"}'
	[ "$(value "statewall_rule_packets_total$second")" = 4 ]
	iptables -I INPUT -p tcp -m comment --comment other
	iptables -I INPUT 2 -p tcp
	[ "$(value "statewall_rule_packets_total$second")" = 4 ]
	[ "$(value "statewall_rule_number$second")" = 4 ]
}

@test "rules that stand in a map count each for itself" {
	{ echo '*filter'; for i in {1..40}; do echo "-A INPUT -p udp --dport $i -m comment --comment p$i -j ACCEPT"; done; echo COMMIT; } >"$T/rules"
	STATEWALL_GROUP=always iptables-restore "$T/rules"
	send 17 3
	[ "$(value 'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="p17",nth="1"}')" = 3 ]
	[ "$(value 'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="p18",nth="1"}')" = 0 ]
	[ "$(value 'statewall_rule_number{family="ipv4",table="filter",chain="INPUT",comment="p18",nth="1"}')" = 18 ]
}

@test "quotes, backslashes and odd bytes of a comment are escaped" {
	iptables -A INPUT -m comment --comment 'a"b\c'
	iptables -A INPUT -m comment --comment $'caf\xc3\xa9'
	iptables -A INPUT -m comment --comment $'\x1b[31m \xff'
	statewall metrics >"$T/out"
	parsed <"$T/out"
	for want in 'comment="a\"b\\c"' $'comment="caf\xc3\xa9"' 'comment="\\x1b[31m \\xff"'; do
		grep -qF "$want" "$T/out" || { echo "$want"; cat "$T/out"; false; }
	done
}

@test "what nobody can read is counted as a rule, and has no series" {
	iptables -A INPUT -m comment --comment mine
	nft add rule ip statewall-filter INPUT ether saddr 02:00:00:00:00:01 meta priority set 1
	iptables -A INPUT -m comment --comment last
	statewall metrics --all >"$T/out"
	parsed <"$T/out"
	[ "$(parsed <"$T/out" 'statewall_chain_rules{family="ipv4",table="filter",chain="INPUT"}')" = 3 ]
	[ "$(value 'statewall_rule_number{family="ipv4",table="filter",chain="INPUT",comment="last",nth="1"}')" = 3 ]
	[ "$(grep -c ^statewall_rule_packets_total "$T/out")" = 2 ]
}

@test "output: a whole file, readable for the collector, replaced at once" {
	iptables -A INPUT -m comment --comment mine
	statewall metrics --output "$T/fw.prom"
	[ "$(stat -c %a "$T/fw.prom")" = 644 ]
	parsed <"$T/fw.prom"
	old=$(stat -c %i "$T/fw.prom")
	iptables -A INPUT -m comment --comment more
	statewall metrics --output "$T/fw.prom"
	[ "$(stat -c %i "$T/fw.prom")" != "$old" ]
	[ "$(ls -A "$T" | grep -c new)" = 0 ]
	grep -q more "$T/fw.prom"
	says 1 "No such file" "$BINDIR/statewall" metrics --output "$T/none/fw.prom"
}

@test "listen: a unix socket, for its owner; gone at the end" {
	iptables -A INPUT -p udp --dport 9 -m comment --comment discard
	serve "$T/sock"
	[ "$(stat -c %a "$T/sock")" = 600 ]
	scrape "$T/sock" >"$T/out"
	[ "$(head -n 1 "$T/out")" = $'HTTP/1.0 200 OK\r' ]
	grep -q $'^Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r$' "$T/out"
	sed '1,/^\r$/d' "$T/out" >"$T/body"
	[ "$(sed -n 's/^Content-Length: \([0-9]*\)\r$/\1/p' "$T/out")" = "$(stat -c %s "$T/body")" ]
	parsed <"$T/body"
	send 9 2
	sleep 0.2	# what was made a moment ago may be given again
	[ "$(scrape "$T/sock" 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' | sed '1,/^\r$/d' |
		parsed 'statewall_rule_packets_total{family="ipv4",table="filter",chain="INPUT",comment="discard",nth="1"}')" = 2 ]
	says 1 "in use" "$BINDIR/statewall" metrics --listen "$T/sock"
	kill -TERM "$server"
	wait "$server"
	[ ! -e "$T/sock" ]
	[ ! -s "$T/serve.err" ]
}

@test "listen: a socket that a killed one has left is taken over, a file is not" {
	serve "$T/sock"
	kill -KILL "$server"
	wait "$server" || true
	[ -S "$T/sock" ]
	serve "$T/sock"
	[ "$(scrape "$T/sock" | head -n 1)" = $'HTTP/1.0 200 OK\r' ]
	: >"$T/file"
	says 1 "in use" "$BINDIR/statewall" metrics --listen "$T/file"
	[ -f "$T/file" ]
}

@test "listen: a port; bad requests are refused" {
	serve 127.0.0.1:9630
	first() { scrape 9630 "$1" | head -n 1 | tr -d '\r'; }
	[ "$(first 'GET /metrics?x=1 HTTP/1.1\r\n\r\n')" = "HTTP/1.0 200 OK" ]
	[ "$(first 'GET /metrics HTTP/1.0\n\n')" = "HTTP/1.0 200 OK" ]
	[ "$(first 'GET /other HTTP/1.0\r\n\r\n')" = "HTTP/1.0 404 Not Found" ]
	[ "$(first 'POST /metrics HTTP/1.0\r\n\r\n')" = "HTTP/1.0 405 Method Not Allowed" ]
	for bad in '\r\n\r\n' 'GET\r\n\r\n' 'GET /metrics\r\n\r\n' 'GET /metrics HTTP/2.0\r\n\r\n' 'GET  HTTP/1.0\r\n\r\n' \
		'GET /metrics HTTP/1.\r\n\r\n' 'GET /metrics HTTP/1.01\r\n\r\n' 'GET /\x00 HTTP/1.0\r\n\r\n'; do
		[ "$(first "$bad")" = "HTTP/1.0 400 Bad Request" ] || { echo "$bad: $(first "$bad")"; false; }
	done
	[ "$(first "GET /$(printf 'a%.0s' {1..5000}) HTTP/1.0\r\n\r\n")" = "HTTP/1.0 400 Bad Request" ]
	scrape 9630 'HEAD /metrics HTTP/1.0\r\n\r\n' >"$T/head"
	[ "$(tail -n 1 "$T/head")" = $'\r' ]
	kill -0 "$server"
	kill -INT "$server"
	wait "$server"
}

@test "listen: who says nothing, and who does not read, is let go; the next one is served" {
	{ echo '*filter'; for i in {1..9999}; do echo "-A INPUT -p udp --dport $i"; done; echo COMMIT; } >"$T/rules"
	STATEWALL_GROUP=off iptables-restore "$T/rules"
	serve 127.0.0.1:9630 --all
	scrape 9630 --hold 12 >"$T/mute" 3>&- &
	mute=$!
	sleep 0.3
	scrape 9630 --slow >"$T/slow" 3>&- &
	slow=$!
	sleep 0.3
	scrape 9630 | sed '1,/^\r$/d' | parsed
	wait "$slow" "$mute"
	[ "$(cat "$T/slow")" -ge 5 ]
	[ "$(cat "$T/slow")" -lt 20 ]
	kill -0 "$server"
}

@test "wrong words" {
	says 2 "do not go together" "$BINDIR/statewall" metrics --output x --listen y/z
	for bad in 9630 localhost:9630 127.0.0.1: 127.0.0.1:0 127.0.0.1:65536 127.0.0.1:9x :9630 '[::1:9630' '[::1]' 1.2.3:80; do
		says 1 "--listen takes" "$BINDIR/statewall" metrics --listen "$bad"
	done
	says 1 "bytes at most" "$BINDIR/statewall" metrics --listen "/$(printf 'a%.0s' {1..200})"
	says 2 "Unknown arguments" "$BINDIR/statewall" metrics word
	run -0 statewall metrics --help
	[[ $output == Usage:*--listen* ]]
}

@test "no right to read: it is said, and nothing is listened on" {
	says 1 "Permission denied" setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$BINDIR/statewall" metrics
	says 1 "Permission denied" setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all \
		"$BINDIR/statewall" metrics --listen 127.0.0.1:9631
}
