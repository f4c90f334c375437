#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The article's firewall with real connections: who gets in, who does not, and what is counted.
# A host 10.0.0.1 (here) and a client 10.0.0.2 in a namespace of its own.
load ../lib/helper

setup_file() {
	start_peer      # its namespace is the client's
	ip link add host type veth peer name client netns "$PEER_PID"
	ip addr add 10.0.0.1/24 dev host
	ip link set host up
	ip link set lo up
	nsenter -t "$PEER_PID" -n sh -c 'ip addr add 10.0.0.2/24 dev client; ip link set client up'
	for port in 22 80; do nc -lk 10.0.0.1 $port >/dev/null 2>&1 3>&- & echo $! >>"$BATS_FILE_TMPDIR/pids"; done
	sleep 0.5
}
teardown_file() { xargs kill <"$BATS_FILE_TMPDIR/pids"; ip link del host; stop_peer; }

connects() { nsenter -t "$PEER_PID" -n nc -z -w 1 10.0.0.1 "$@"; }
count() { iptables -L "$1" -v -n -x | awk -v n="$2" 'NR == n + 2 { print $1 }'; }

firewall() {
	iptables -A INPUT -p tcp -s 0/0 --sport 513:65535 -d 10.0.0.1 --dport 22 -m state --state NEW,ESTABLISHED -j ACCEPT
	iptables -A OUTPUT -p tcp -s 10.0.0.1 --sport 22 -d 0/0 --dport 513:65535 -m state --state ESTABLISHED -j ACCEPT
	iptables -A FORWARD -m state --state ESTABLISHED,RELATED -j ACCEPT
	for chain in INPUT OUTPUT FORWARD; do iptables -P $chain DROP; done
}

@test "without rules both ports answer" {
	connects 22
	connects 80
}

@test "port 22 gets in, port 80 does not" {
	firewall
	connects 22
	[ "$(count INPUT 1)" -ge 3 ]
	[ "$(count OUTPUT 1)" -ge 1 ]
	before=$(count INPUT 1)
	run ! connects 80
	[ "$(count INPUT 1)" = "$before" ]
	[[ $(iptables -L INPUT -v -n -x | head -n 1) != *"policy DROP 0 packets"* ]]
}

@test "a source port below 513 does not get in" {
	firewall
	run ! connects -p 512 22
	connects -p 513 22
}

@test "a restored firewall works as the one that was saved" {
	firewall
	iptables-save >"$T/saved"
	nft flush ruleset
	iptables-restore <"$T/saved"
	connects 22
	run ! connects 80
}

@test "REJECT answers at once" {
	iptables -A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset
	start=$(date +%s%N)
	run ! connects 80
	[ $((($(date +%s%N) - start) / 1000000)) -lt 700 ]
	connects 22
}

@test "REDIRECT and its way back" {
	iptables -t nat -A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80
	connects 8080
}

@test "a rule deleted acts no more" {
	iptables -A INPUT -p tcp --dport 80 -j DROP
	run ! connects 80
	iptables -D INPUT -p tcp --dport 80 -j DROP
	connects 80
}
