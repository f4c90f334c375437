#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall trace with real packets: each rule that one passed, in order, with its number; what ends a
# trace, and that nothing is left of it. A client 10.0.0.2 and a server 10.0.1.2 in namespaces of their
# own, a router and host between them (here).
load ../lib/helper
J=$BATS_TEST_DIRNAME/../lib/json_rules.py SCHEMA=$BATS_TEST_DIRNAME/../../docs/json.schema.json

setup_file() {
	start_peer      # its namespace is the client's
	unshare -n sleep 900 >/dev/null 2>&1 3>&- &
	export SERVER_PID=$!
	until [ "$(readlink "/proc/$SERVER_PID/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
	ip link set lo up
	ip link add host type veth peer name client netns "$PEER_PID"
	ip link add inner type veth peer name server netns "$SERVER_PID"
	ip addr add 10.0.0.1/24 dev host
	ip addr add fd00::1/64 dev host nodad
	ip addr add 10.0.1.1/24 dev inner
	ip link set host up
	ip link set inner up
	echo 1 >/proc/sys/net/ipv4/ip_forward
	nsenter -t "$PEER_PID" -n sh -c 'ip addr add 10.0.0.2/24 dev client; ip addr add fd00::2/64 dev client nodad
		ip link set lo up; ip link set client up; ip route add default via 10.0.0.1'
	nsenter -t "$SERVER_PID" -n sh -c 'ip addr add 10.0.1.2/24 dev server; ip link set server up
		ip route add default via 10.0.1.1'
	sleep 0.2
}
teardown_file() {
	kill "$SERVER_PID"
	ip link del host
	stop_peer
}
teardown() {
	[ -z "${TRACE:-}" ] || kill -9 "$TRACE" 2>/dev/null || true
}

# One UDP packet of a client's: udp ADDRESS PORT [FROM-PORT]
udp() { nsenter -t "$PEER_PID" -n python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
if len(sys.argv) > 3: s.bind(("", int(sys.argv[3])))
s.sendto(b"hello", (sys.argv[1], int(sys.argv[2])))' "$@"; }

# trace WORDS...: begins one in the background, as TRACE, and waits until it is there.
trace() {
	"$BINDIR/statewall" trace "$@" >"$T/out" 2>"$T/err" </dev/null 3>&- &
	TRACE=$!
	for _ in {1..100}; do
		grep -q waiting "$T/err" && return
		kill -0 "$TRACE" || return 1
		sleep 0.05
	done
	return 1
}
# Waits for its end, which must be a good one.
ended() {
	local rc=0
	for _ in {1..200}; do kill -0 "$TRACE" 2>/dev/null || break; sleep 0.1; done
	kill -9 "$TRACE" 2>/dev/null || true	# it has not ended by itself
	wait "$TRACE" || rc=$?
	TRACE=
	[ "$rc" = 0 ] || { echo "status $rc: $(cat "$T/err")"; return 1; }
}
# Packets it has shown; the steps of the first one, each as "table chain number words".
packets() { grep -c '^[0-9]' "$T/out" || true; }
steps() { sed -n '1d; /^$/q; s/  */ /g; s/^ //; p' "$T/out"; }
shows() {
	steps >"$T/steps"
	diff "$T/steps" - || { echo "it shows < "; return 1; }
}

@test "chains, rules with number and words, policies, verdict; nothing of it is left" {
	iptables -N SSH
	iptables -A SSH -s 10.9.9.9/32 -j DROP
	iptables -A SSH -s 10.0.0.0/8 -j ACCEPT
	iptables -A INPUT -i lo -j ACCEPT
	iptables -A INPUT -p udp -m udp --dport 22
	iptables -A INPUT -p udp -m udp --dport 22 -j SSH
	iptables -t raw -A PREROUTING -s 10.1.1.1/32 -j DROP
	kernel >"$T/before"
	trace -p udp -s 10.0.0.2 -d 10.0.0.1:22 --count 1
	nft list tables | grep -q statewall-trace-
	udp 10.0.0.1 23
	udp 10.0.0.1 22 4000
	ended
	[ "$(packets)" = 1 ]
	[[ $(head -n 1 "$T/out") =~ ^[0-9:]{8}\.[0-9]{6}"  udp 10.0.0.2:4000 -> 10.0.0.1:22, in host, 33 bytes"$ ]]
	shows <<-'END'
		raw PREROUTING policy ACCEPT
		filter INPUT 2 -p udp -m udp --dport 22
		filter INPUT 3 -p udp -m udp --dport 22 -j SSH
		filter SSH 2 -s 10.0.0.0/8 -j ACCEPT accepted
		accepted
	END
	kernel | sed 's/counter packets [0-9]* bytes [0-9]*/counter/' >"$T/after"
	sed -i 's/counter packets [0-9]* bytes [0-9]*/counter/' "$T/before"
	diff "$T/before" "$T/after"
}

@test "return, goto, the end of a chain, and a policy that drops" {
	for chain in A B C; do iptables -N $chain; done
	iptables -A A -p udp -j RETURN
	iptables -A A -j ACCEPT
	iptables -A B -s 10.1.1.1/32 -j ACCEPT
	iptables -A C -p udp -m udp --dport 9999 -j ACCEPT
	iptables -A INPUT -j A
	iptables -A INPUT -j B
	iptables -A INPUT -p udp -g C
	iptables -A INPUT -j ACCEPT
	iptables -P INPUT DROP
	trace -p udp --dport 22 --count 1
	udp 10.0.0.1 22
	ended
	shows <<-'END'
		filter INPUT 1 -j A
		filter A 1 -p udp -j RETURN
		filter INPUT 2 -j B
		filter B end of the chain
		filter INPUT 3 -p udp -g C
		filter C end of the chain
		filter INPUT policy DROP
		dropped
	END
}

@test "REJECT is told as such" {
	iptables -A INPUT -p udp -m udp --dport 80 -j REJECT --reject-with icmp-port-unreachable
	trace -p udp --dport 80 --count 1
	udp 10.0.0.1 80
	ended
	shows <<-'END'
		filter INPUT 1 -p udp -m udp --dport 80 -j REJECT --reject-with icmp-port-unreachable rejected
		rejected
	END
}

@test "NAT and marks change a packet, which is told" {
	iptables -t mangle -A PREROUTING -p udp -m udp --dport 8080 -j MARK --set-xmark 0x7/0xffffffff
	iptables -t nat -A PREROUTING -p udp -m udp --dport 8080 -j DNAT --to-destination 10.0.1.2:80
	iptables -t nat -A POSTROUTING -o inner -j MASQUERADE
	iptables -A FORWARD -i host -o inner -j ACCEPT
	trace -p udp -d 10.0.0.1:8080 --count 1
	udp 10.0.0.1 8080 4001
	ended
	shows <<-'END'
		mangle PREROUTING 1 -p udp -m udp --dport 8080 -j MARK --set-xmark 0x7/0xffffffff
		now udp 10.0.0.2:4001 -> 10.0.0.1:8080, in host, mark 0x7
		mangle PREROUTING policy ACCEPT
		nat PREROUTING 1 -p udp -m udp --dport 8080 -j DNAT --to-destination 10.0.1.2:80 accepted
		now udp 10.0.0.2:4001 -> 10.0.1.2:80, in host, out inner, mark 0x7
		filter FORWARD 1 -i host -o inner -j ACCEPT accepted
		nat POSTROUTING 1 -o inner -j MASQUERADE accepted
		accepted
	END
}

@test "rules that are elements of maps" {
	export STATEWALL_GROUP=always
	{
		echo '*filter'
		for i in {1..50}; do echo "-A INPUT -s 10.0.0.$i/32 -p udp -m udp --dport $((1000 + i)) -j DROP"; done
		for i in {1..50}; do echo "-A INPUT -p udp -m multiport --dports $((2000 + i)),$((3000 + i)) -j REJECT --reject-with icmp-port-unreachable"; done
		echo COMMIT
	} | iptables-restore
	[ "$(nft list chain ip statewall-filter INPUT | wc -l)" -lt 10 ]
	trace -p udp --count 3
	udp 10.0.0.1 1002
	udp 10.0.0.1 2017
	udp 10.0.0.1 3044
	ended
	grep filter "$T/out" >"$T/steps"
	sed -i 's/  */ /g' "$T/steps"
	diff "$T/steps" - <<-'END'
		 filter INPUT 2 -s 10.0.0.2/32 -p udp -m udp --dport 1002 -j DROP dropped
		 filter INPUT 67 -p udp -m multiport --dports 2017,3017 -j REJECT --reject-with icmp-port-unreachable rejected
		 filter INPUT 94 -p udp -m multiport --dports 2044,3044 -j REJECT --reject-with icmp-port-unreachable rejected
	END
}

@test "rules in maps are told in the chain's order, whichever the kernel asks first" {
	export STATEWALL_GROUP=always
	iptables-restore <<-'END'
		*filter
		-A INPUT -d 10.0.0.7/32
		-A INPUT -d 10.0.0.8/32
		-A INPUT -s 10.0.0.2/32
		-A INPUT -d 10.0.0.1/32
		-A INPUT -d 10.0.0.9/32
		-A INPUT -j ACCEPT
		COMMIT
	END
	[[ $(nft list chain ip statewall-filter INPUT) == *vmap*10.0.0.2* ]]	# 4 comes before 3
	trace -p udp --count 1
	udp 10.0.0.1 21
	ended
	shows <<-'END'
		filter INPUT 3 -s 10.0.0.2/32
		filter INPUT 4 -d 10.0.0.1/32
		filter INPUT 6 -j ACCEPT accepted
		accepted
	END
}

@test "an element whose key is a mark that a rule has set" {
	export STATEWALL_GROUP=always
	iptables-restore <<-'END'
		*mangle
		-A PREROUTING -p udp -j MARK --set-mark 12
		COMMIT
		*filter
		-A INPUT -m mark --mark 11 -j DROP
		-A INPUT -m mark --mark 12 -j ACCEPT
		-A INPUT -m mark --mark 13 -j DROP
		COMMIT
	END
	trace -p udp --dport 22 --count 1
	udp 10.0.0.1 22
	ended
	steps | grep -qx 'filter INPUT 2 -m mark --mark 0xc -j ACCEPT accepted'
}

@test "what is queued, and what stands beside a rule for it" {
	iptables -A INPUT -p udp -m udp --dport 22 -j NFQUEUE --queue-num 7 --queue-bypass
	iptables -A INPUT -p udp -m udp --dport 23 -j NFQUEUE --queue-num 7
	iptables -t raw -A PREROUTING -p tcp -m tcp --dport 21 -j CT --helper ftp
	trace -p udp --count 2
	udp 10.0.0.1 22
	udp 10.0.0.1 23
	ended
	grep -q 'queue-num 7 --queue-bypass  queued$' "$T/out"
	grep -qx '  accepted' "$T/out"
	run -0 tail -n 3 "$T/out"
	[[ $output == *"--queue-num 7  queued"*"not seen again"* ]]
	run ! grep sw\\. "$T/out"
}

@test "each word of a packet" {
	cat >"$T/send" <<-'END'
		import socket, struct
		v4, v6 = (socket.socket(f, socket.SOCK_DGRAM) for f in (socket.AF_INET, socket.AF_INET6))
		v6.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
		for s, to in (v4, "10.0.0.1"), (v6, "fd00::1"):
		    s.bind(("", 4000))
		    s.sendto(b"hello", (to, 22))
		    s.sendto(3000 * b"x", (to, 23))
		icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
		icmp.sendto(struct.pack("!BBHHH", 8, 0, 0xf7fd, 1, 1), ("10.0.0.1", 0))
		tcp = socket.socket()
		tcp.settimeout(1)
		try: tcp.connect(("10.0.0.1", 99))
		except OSError: pass
	END
	mac=$(nsenter -t "$PEER_PID" -n ip link show client | awk '/ether/ { print $2 }')
	# how many of these packets have them, and the words
	cat >"$T/words" <<-END
		1 --in host --mac $mac -d 10.0.0.1:22
		0 --mac 02:00:00:00:00:77
		1 --in host --ttl 64 --tos 0 --length 33 --mark 0
		0 --ttl 63
		0 -d 10.0.0.1:22 --tos 4
		0 -d 10.0.0.1:22 --mark 1
		1 -p icmp --icmp-type 8
		1 -p icmp --icmp-type 8/0
		0 -p icmp --icmp-type 8/1
		1 --syn --dport 99
		1 -p tcp --tcp-flags SYN --dport 99
		0 -p tcp --tcp-flags SYN,ACK --dport 99
		2 --fragment -s 10.0.0.2
		2 --in host -6 --fragment
		1 -6 -p udp -s [fd00::2]:4000 -d [fd00::1]:22 --tos 0 --hl 64
		1 -6 -p udp --dport 23
		2 -p 17 --sport 4000
	END
	i=0
	while read -r n words; do
		i=$((i + 1))
		"$BINDIR/statewall" trace $words >"$T/out.$i" 2>"$T/err.$i" </dev/null 3>&- &
		echo $! >>"$T/pids"
	done <"$T/words"
	for k in $(seq $i); do until grep -q waiting "$T/err.$k"; do sleep 0.05; done; done
	nsenter -t "$PEER_PID" -n python3 "$T/send"
	sleep 1
	xargs kill -INT <"$T/pids"
	wait
	i=0
	while read -r n words; do
		i=$((i + 1))
		[ "$(grep -c '^[0-9]' "$T/out.$i")" = "$n" ] ||
			{ echo "$words: $n are expected:"; cat "$T/out.$i"; bad=1; }
	done <"$T/words"
	[ -z "${bad:-}" ]
}

@test "IPv6" {
	ip6tables -A INPUT -p udp -m udp --dport 53 -j ACCEPT
	iptables -A INPUT -p udp -m udp --dport 53 -j DROP
	trace -6 -p udp --dport 53 --count 1
	udp 10.0.0.1 53
	udp fd00::1 53 4002
	ended
	[[ $(head -n 1 "$T/out") == *"udp [fd00::2]:4002 -> [fd00::1]:53, in host"* ]]
	shows <<-'END'
		filter INPUT 1 -p udp -m udp --dport 53 -j ACCEPT accepted
		accepted
	END
}

@test "what this machine sends" {
	iptables -A OUTPUT -p udp -m owner --uid-owner 0 -j ACCEPT
	iptables -A INPUT -i lo -j ACCEPT
	trace -p udp -d 127.0.0.1:77 --uid root --count 1
	echo x | nc -u -w 1 127.0.0.1 77 || true
	ended
	[[ $(head -n 1 "$T/out") == *"-> 127.0.0.1:77, out lo"* ]]
	shows <<-'END'
		filter OUTPUT 1 -p udp -m owner --uid-owner 0 -j ACCEPT accepted
		accepted
	END
}

@test "without words, what -j TRACE marks, from there on" {
	iptables -t raw -A PREROUTING -p udp -m udp --dport 21 -j ACCEPT
	iptables -t raw -A PREROUTING -p udp -m udp --dport 22 -j TRACE
	iptables -A INPUT -p udp -j DROP
	trace --count 1
	grep -q 'nothing was said of a packet' "$T/err"
	udp 10.0.0.1 21
	udp 10.0.0.1 22
	ended
	[ "$(packets)" = 1 ]
	shows <<-'END'
		raw PREROUTING 2 -p udp -m udp --dport 22 -j TRACE
		raw PREROUTING policy ACCEPT
		filter INPUT 1 -p udp -j DROP dropped
		dropped
	END
}

@test "rules of others are told by table, chain and handle" {
	nft -f - <<-'END'
		table inet theirs {
			chain in { type filter hook input priority -5; policy accept; udp dport 22 jump more; }
			chain more { }
		}
		add rule inet theirs more counter drop
	END
	trace -p udp --dport 22 --count 1
	udp 10.0.0.1 22
	ended
	handle=$(nft -a list chain inet theirs more | sed -n 's/.*drop # handle //p')
	first=$(nft -a list chain inet theirs in | sed -n 's/.*jump more # handle //p')
	shows <<-END
		inet theirs in rule handle $first
		inet theirs more rule handle $handle dropped
		dropped
	END
}

@test "states, ways and interfaces that are known later" {
	iptables -P INPUT ACCEPT
	trace -p udp --dport 22 --state NEW --count 2
	udp 10.0.0.1 22 4100
	udp 10.0.0.1 22 4100
	udp 10.0.1.2 22 4100
	ended
	[ "$(packets)" = 2 ]
	[ "$(grep -c '10.0.0.1:22' "$T/out")" = 2 ] # no answer came: it is new still
	iptables -A FORWARD -j DROP
	iptables -A INPUT -j DROP
	for words in "--hook FORWARD" "--out inner"; do
		trace -p udp --dport 22 $words --count 1
		udp 10.0.0.1 22
		udp 10.0.1.2 22
		ended
		[[ $(head -n 1 "$T/out") == *"10.0.1.2:22"* ]]
	done
	trace -p udp --dport 22 --hook INPUT --count 1
	udp 10.0.1.2 22
	udp 10.0.0.1 22
	ended
	[[ $(head -n 1 "$T/out") == *"10.0.0.1:22"* ]]
	iptables -t mangle -A PREROUTING -j MARK --set-mark 1
	trace -p udp --dport 22 --hook ROUTED --count 1
	udp 10.0.1.2 22
	ended
	grep FORWARD "$T/out"
}

@test "a connection's answers are ESTABLISHED" {
	iptables -A INPUT -p udp -j ACCEPT
	nsenter -t "$PEER_PID" -n timeout 20 python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("10.0.0.2", 5000))
while True: s.sendto(b"x", s.recvfrom(100)[1])' 3>&- &
	echo_pid=$!
	trace -p udp -s 10.0.0.2:5000 --state ESTABLISHED --count 1
	for _ in {1..10}; do	# until it listens
		echo hello | nc -u -w 1 10.0.0.2 5000 >/dev/null || true
		kill -0 "$TRACE" 2>/dev/null || break
	done
	ended
	kill $echo_pid
	shows <<-'END'
		filter INPUT 1 -p udp -j ACCEPT accepted
		accepted
	END
}

@test "rules that change while it looks have the numbers of now" {
	iptables -A INPUT -p udp -m udp --dport 22 -j ACCEPT
	trace -p udp --dport 22 --count 2
	udp 10.0.0.1 22
	for _ in {1..50}; do [ "$(packets)" = 1 ] && break; sleep 0.1; done
	iptables -I INPUT -s 10.7.7.7 -j DROP
	udp 10.0.0.1 22
	ended
	[ "$(sed -n 's/.*INPUT  *\([0-9]*\) .*/\1/p' "$T/out" | xargs)" = "1 2" ]
}

@test "--seconds, Ctrl-C and SIGTERM end it well; every packet is there at once" {
	trace -p udp --seconds 1
	ended
	[ ! -s "$T/out" ]
	for sig in INT TERM; do
		trace -p udp --dport 22
		udp 10.0.0.1 22
		for _ in {1..30}; do [ "$(packets)" = 1 ] && break; sleep 0.1; done
		[ "$(packets)" = 1 ]
		kill -$sig "$TRACE"
		ended
	done
	run ! grep statewall-trace <<<"$(kernel)"
}

@test "kill -9 leaves no table, no rule and no mark" {
	iptables -A INPUT -p udp -j ACCEPT
	trace -p udp --dport 22
	kill -9 "$TRACE"
	wait "$TRACE" || true
	TRACE=
	run ! grep -e trace <<<"$(kernel)"
	timeout 2 nft monitor trace >"$T/monitor" 3>&- &
	sleep 0.5
	udp 10.0.0.1 22
	wait $! || true
	[ ! -s "$T/monitor" ]
}

@test "nobody else can write into its table, and flushing all rules does not take it" {
	trace -p udp --dport 22 --count 1
	table=$(nft list tables | sed -n 's/^table \(ip statewall-trace-.*\)/\1/p')
	run ! nft delete table $table
	nft flush ruleset
	udp 10.0.0.1 22
	ended
	[ "$(packets)" = 1 ]
}

@test "two traces at once do not meet" {
	trace -p udp --dport 22 --count 1
	first=$TRACE
	"$BINDIR/statewall" trace -p udp --dport 23 --count 1 >"$T/other" 2>"$T/other.err" 3>&- &
	second=$!
	"$BINDIR/statewall" trace --seconds 3 >"$T/none" 2>"$T/none.err" 3>&- &
	third=$!
	until grep -q waiting "$T/other.err" && grep -q waiting "$T/none.err"; do sleep 0.05; done
	udp 10.0.0.1 23
	udp 10.0.0.1 22
	ended
	wait $second
	wait $third
	grep -q ':22,' "$T/out"
	run ! grep ':23,' "$T/out"
	grep -q ':23,' "$T/other"
	run ! grep ':22,' "$T/other"
	[ ! -s "$T/none" ]
}

@test "JSON: a line for each packet" {
	iptables -A INPUT -p udp -m udp --dport 22 -m comment --comment 'a "b"' -j DROP
	trace -p udp --dport 22 --count 2 --json
	udp 10.0.0.1 22 4200
	udp 10.0.0.1 22 4201
	ended
	[ "$(wc -l <"$T/out")" = 2 ]
	python3 - "$T/out" <<-'END'
		import json, sys
		one, two = [json.loads(line) for line in open(sys.argv[1])]
		p = one["packet"]
		assert (p["source"], p["sport"], p["destination"], p["dport"], p["protocol"], p["in"]) == \
			("10.0.0.2", 4200, "10.0.0.1", 22, 17, "host"), p
		assert two["packet"]["sport"] == 4201 and one["verdict"] == "dropped" and one["family"] == "ipv4"
		step, = one["steps"]
		assert (step["table"], step["chain"], step["number"], step["ours"], step["then"]) == \
			("filter", "INPUT", 1, True, "dropped"), step
		assert step["text"] == '-A INPUT -p udp -m udp --dport 22 -m comment --comment "a \\"b\\"" -j DROP', step
		assert one["time"].endswith("Z") and not one["incomplete"]
	END
	python3 "$J" check "$SCHEMA" "$T/out"
	[[ $(cat "$T/err") == *'"kind": "remark"'*'waiting for packets'* ]]
	python3 "$J" check "$SCHEMA" "$T/err"
}

@test "JSON: policies, tables of others, elements, what changes the packet" {
	nft 'add table inet theirs { chain in { type filter hook output priority -5; policy accept; counter; }; }'
	{
		echo '*filter'
		for i in {1..30}; do echo "-A OUTPUT -d 127.0.0.$i -p udp --dport 78 -j ACCEPT"; done
		echo COMMIT
		echo '*nat'
		echo '-A OUTPUT -p udp --dport 77 -j DNAT --to-destination 127.0.0.1:78'
		echo COMMIT
	} | STATEWALL_GROUP=always iptables-restore
	iptables -t mangle -A OUTPUT -p udp -j MARK --set-mark 7
	trace -p udp -d 127.0.0.1:77 --count 2 --json
	python3 -c 'import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 77))
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 77))'
	ended
	python3 "$J" check "$SCHEMA" "$T/out"
	python3 - "$T/out" <<-'END'
		import json, sys
		one = json.loads(open(sys.argv[1]).readline())
		steps = {(s["table"], s["chain"]): s for s in one["steps"]}
		theirs = [s for s in one["steps"] if s["table"] == "theirs"]
		assert theirs[0]["family"] == "inet" and not theirs[0]["ours"] and "handle" in theirs[0] and "text" not in theirs[0], theirs
		assert any(s.get("policy") == "ACCEPT" for s in one["steps"]), one
		element = next(s for s in one["steps"] if "map" in s)
		assert element["number"] == 1 and element["form"] == "element" and element["words"]["protocol"]["number"] == 17, element
		assert steps["mangle", "OUTPUT"].get("policy") == "ACCEPT" and steps["mangle", "OUTPUT"]["packet"]["mark"] == 7, one
		assert any(s.get("packet", {}).get("dport") == 78 for s in one["steps"]), one
	END
}

@test "wrong words" {
	says 2 '--count 0: a number from 1 on is expected' "$BINDIR/statewall" trace --count 0
	says 2 '-s 10.0.0.300: this is no address of IPv4' "$BINDIR/statewall" trace -s 10.0.0.300
	says 2 'No packet has all of these words' "$BINDIR/statewall" trace --in lo --uid root
	says 2 '--out: a packet that goes this way' "$BINDIR/statewall" trace --out lo --hook INPUT
	says 2 'Unknown arguments' "$BINDIR/statewall" trace lo
	says 4 'Permission denied' setpriv --bounding-set -net_admin "$BINDIR/statewall" trace -p udp
	run -0 "$BINDIR/statewall" trace --help
	[[ $output == *"--tcp-flags"*"--count"* ]]
}

# flood FROM-PORT SECONDS: a client's packets to port 22, as fast as it can.
flood() {
	nsenter -t "$PEER_PID" -n timeout "$2" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", int(sys.argv[1]))); s.connect(("10.0.0.1", 22))
while True:
	try: s.send(b"x")
	except OSError: pass' "$1" 3>&- &
}

@test "kill -9 in a flood leaves nothing either" {
	iptables -A INPUT -p udp -j ACCEPT
	trace -p udp -d 10.0.0.1:22
	flood 6001 5
	for _ in {1..50}; do [ -s "$T/out" ] && break; sleep 0.05; done
	kill -9 "$TRACE"
	wait "$TRACE" || true
	TRACE=
	[ -s "$T/out" ]
	run ! grep -e trace <<<"$(kernel)"
	before=$(iptables -nvxL INPUT | awk 'END { print $1 }')
	timeout 1 nft monitor trace >"$T/monitor" 3>&- || true
	[ "$(iptables -nvxL INPUT | awk 'END { print $1 }')" -gt "$before" ]	# it goes on
	[ ! -s "$T/monitor" ]
}

# Is each packet of the output in $T/out whole, or told to be torn? Those from port 6001 are dropped.
each_whole_or_torn() {
	python3 - "$T/out" <<-'END'
		import sys
		bad = torn = 0
		for block in open(sys.argv[1]).read().split("\n\n"):
		    lines = [" ".join(line.split()) for line in block.splitlines()]
		    if not lines: continue
		    port = lines[0].split(" -> ")[0].split(":")[-1]
		    want = ["filter INPUT 1 -p udp -j UDP"]
		    want += ["filter UDP 1 -p udp -m udp --sport 6001 -j DROP dropped", "dropped"] if port == "6001" else \
			["filter UDP 2 -p udp -m udp --sport 6002 -j ACCEPT accepted", "accepted"]
		    if any("events were lost" in line for line in lines): torn += 1
		    elif lines[1:] != want: bad += 1; print(block)
		assert not bad, bad
	END
}
flooded_rules() {
	iptables -N UDP
	iptables -A INPUT -p udp -j UDP
	iptables -A UDP -p udp -m udp --sport 6001 -j DROP
	iptables -A UDP -p udp -m udp --sport 6002 -j ACCEPT
}
@test "a flood: in bounded memory, each packet whole or told to be torn" {
	flooded_rules
	trace -p udp -d 10.0.0.1:22 --seconds 4
	flood 6001 3
	flood 6002 3
	sleep 3.5
	kb=$(awk '/VmHWM/ { print $2 }' "/proc/$TRACE/status")
	ended
	[ "$kb" -lt 65536 ] || [[ $(ldd "$BINDIR/statewall") == *asan* ]]
	[ "$(packets)" -ge 500 ]
	echo "# $(packets) packets, $kb kB, $(grep -c "were lost meanwhile" "$T/out") torn; $(tail -n +2 "$T/err")" >&3
	each_whole_or_torn
}
# What is lost is missing behind a full queue, and new events stand behind it before all of it is read.
@test "a reader that stands still in a flood: the packets at each gap are told to be torn" {
	flooded_rules
	trace -p udp -d 10.0.0.1:22 --seconds 6
	flood 6001 5
	flood 6002 5
	for _ in {1..3}; do
		kill -STOP "$TRACE"
		sleep 1.3
		kill -CONT "$TRACE"
		sleep 0.2
	done
	ended
	[ "$(packets)" -ge 500 ]
	each_whole_or_torn
	grep "events were lost, since they came faster" "$T/err" || skip "too slow a flood to fill the queue"
}
