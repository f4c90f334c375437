#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall explain: which rules a packet meets, and how it ends. tests/explain compares with packets.
load ../lib/helper
bats_require_minimum_version 1.5.0

# explained STATUS WORDS...: what is printed must be standard input.
explained() {
	local rc=0 want=$1
	shift
	"$BINDIR/statewall" explain "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
	[ $rc = "$want" ] || { echo "explain $*: status $rc"; cat "$T/out" "$T/err"; return 1; }
	[ ! -s "$T/err" ] || { echo "explain $*:"; cat "$T/err"; return 1; }
	diff - "$T/out"
}

# refused STATUS TEXT WORDS...: standard error says so.
refused() {
	local rc=0 want=$1 text=$2
	shift 2
	"$BINDIR/statewall" explain "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
	[ $rc = "$want" ] || { echo "explain $*: status $rc"; cat "$T/out" "$T/err"; return 1; }
	grep -qF -e "$text" "$T/err" || { echo "explain $*:"; cat "$T/err"; return 1; }
}

rules() {
	cat <<-'END'
		*raw
		-A PREROUTING -p udp --dport 53 -j NOTRACK
		COMMIT
		*mangle
		-A PREROUTING -s 10.0.0.9 -j MARK --set-mark 0x10
		COMMIT
		*nat
		-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.1.0.7:8080
		-A POSTROUTING -o eth1 -j MASQUERADE
		COMMIT
		*filter
		:INPUT DROP
		:FORWARD DROP
		:SSH - [0:0]
		:BACK - [0:0]
		-A INPUT -i lo -j ACCEPT
		-A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
		-A INPUT -p tcp --dport 22 -m state --state NEW -j SSH
		-A INPUT -p icmp -m limit --limit 5/s -j ACCEPT
		-A INPUT -m mark --mark 0x10 -g BACK
		-A INPUT -p tcp -j ACCEPT
		-A SSH -s 10.0.0.0/8 -j ACCEPT
		-A SSH -s 11.0.0.0/8 -j RETURN
		-A SSH -j REJECT
		-A BACK -m statistic --mode random --probability 0.5 -j LOG
		-A FORWARD -d 10.1.0.7 -p tcp --dport 8080 -j ACCEPT
		COMMIT
	END
}

# A router between eth0 (10.0.0.1/24) and eth1 (10.1.0.1/24), in this namespace.
router() {
	ip link show eth0 >"$T/link" 2>&1 && return
	ip link set lo up
	for i in 0 1; do
		ip link add eth$i type veth peer name peer$i
		ip addr add 10.$i.0.1/24 dev eth$i
		ip link set eth$i up
		ip link set peer$i up
	done
	echo 1 >/proc/sys/net/ipv4/ip_forward
}

@test "a packet for this machine: the chain, the rule, the verdict" {
	router
	rules | iptables-restore
	explained 0 -i eth0 -p tcp -s 10.0.0.5 -d 10.0.0.1:22 --state NEW <<-'END'
		tcp 10.0.0.5:? -> 10.0.0.1:22, in eth0, NEW
		raw PREROUTING: policy ACCEPT
		mangle PREROUTING: policy ACCEPT
		nat PREROUTING: policy ACCEPT
		routes: it is for this machine
		filter INPUT
		     3  -p tcp -m tcp --dport 22 -m state --state NEW -j SSH
		  chain SSH
		       1  -s 10.0.0.0/8 -j ACCEPT
		accepted by rule 1 of SSH (filter): -A SSH -s 10.0.0.0/8 -j ACCEPT
		accepted
	END
	explained 1 -q -i eth0 -p tcp -s 12.0.0.5 -d 10.0.0.1:22 --state NEW <<<rejected
	explained 0 -q -i eth0 -p tcp -s 11.0.0.5 -d 10.0.0.1:22 --state NEW --mark 0 <<<accepted
	explained 1 -q -i eth0 -p udp -s 11.0.0.5 -d 10.0.0.1 --state NEW --mark 0 <<<dropped
	explained 0 -q -i lo -p udp -d 127.0.0.1 <<<accepted
}

@test "NAT and marks change what later hooks see" {
	router
	rules | iptables-restore
	explained 0 -i eth0 -p tcp -s 10.0.0.9 -d 198.51.100.1:80 --state NEW <<-'END'
		tcp 10.0.0.9:? -> 198.51.100.1:80, in eth0, NEW
		raw PREROUTING: policy ACCEPT
		mangle PREROUTING
		     1  -s 10.0.0.9/32 -j MARK --set-xmark 0x10/0xffffffff  [mark 0x10]
		        policy ACCEPT
		nat PREROUTING
		     1  -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.7:8080  [now to 10.1.0.7 port 8080]
		routes: it goes on, out eth1
		filter FORWARD
		     1  -d 10.1.0.7/32 -p tcp -m tcp --dport 8080 -j ACCEPT
		nat POSTROUTING
		     1  -o eth1 -j MASQUERADE  [now from an address that is not known]
		accepted by rule 1 of FORWARD (filter): -A FORWARD -d 10.1.0.7/32 -p tcp -m tcp --dport 8080 -j ACCEPT
		accepted
	END
}

@test "what is not known is followed both ways, and named" {
	rules >"$T/rules"
	explained 3 --rules "$T/rules" -i eth0 -p icmp --hook INPUT --state NEW -s 10.0.0.7 --mark 0 <<-'END'
		icmp 10.0.0.7 -> ?, in eth0, NEW, mark 0x0
		raw PREROUTING: policy ACCEPT
		mangle PREROUTING: policy ACCEPT
		nat PREROUTING: policy ACCEPT
		filter INPUT
		?    4  -p icmp -m limit --limit 5/sec -j ACCEPT
		        depends on: how many packets came before (limit)
		?       policy DROP
		accepted by rule 4 of INPUT (filter): -A INPUT -p icmp -m limit --limit 5/sec -j ACCEPT
		dropped by the policy of INPUT (filter)
		depends on how many packets came before (limit)
	END
	# what makes no difference is not named: whether LOG is met, the state behind NOTRACK
	explained 1 -q --rules "$T/rules" -i eth0 -p udp --dport 99 --hook INPUT --state NEW \
		-s 10.0.0.9 <<<dropped
	explained 1 -q --rules "$T/rules" -i eth0 -p udp --dport 53 --hook INPUT -s 10.0.0.1 <<<dropped
	explained 3 -q --rules "$T/rules" -i eth0 -p udp --dport 54 --hook INPUT -s 10.0.0.1 --mark 0 \
		<<<'depends on the state (--state)'
}

@test "what one rule may let through is not forgotten at the next that may" {
	router
	iptables-restore <<-'END'
		*mangle
		:C - [0:0]
		-A PREROUTING -j C
		-A C -m statistic --mode random --probability 0.5 -j RETURN
		-A C -j MARK --set-mark 1
		-A C -m statistic --mode random --probability 0.5 -j RETURN
		COMMIT
		*nat
		-A POSTROUTING -m statistic --mode random --probability 0.5 -j SNAT --to-source 10.1.0.99
		-A POSTROUTING -m statistic --mode random --probability 0.5 -j ACCEPT
		COMMIT
	END
	"$BINDIR/statewall" explain --json --in eth0 -s 10.0.0.8:4000 -d 10.1.0.7:80 -p tcp --mark 0 --state NEW >"$T/out"
	python3 - "$T/out" <<-'END'
		import json, sys
		becomes = json.load(open(sys.argv[1]))["packets"][0]["becomes"]["text"]
		assert " ?" in becomes.split(" -> ")[0], becomes    # translated, or not
		assert "mark 0x1" not in becomes, becomes           # 0, or 1
	END
}

@test "an error about a connection asks no table nat, and the first packet of a related one does" {
	router
	rules | iptables-restore
	nat() { "$BINDIR/statewall" explain "$@" >"$T/out" || [ $? = 3 ]; grep '^nat PREROUTING' "$T/out"; }
	[[ $(nat -i eth0 -s 10.0.0.9 -d 10.0.0.1 -p icmp --icmp-type 3/3 --state RELATED) == *"is not asked"* ]]
	[ "$(nat -i eth0 -s 10.0.0.9:20 -d 10.0.0.1:4000 -p tcp --state RELATED)" = "nat PREROUTING: policy ACCEPT" ]
	[ "$(nat -i eth0 -s 10.0.0.9 -d 10.0.0.1 -p icmp --icmp-type 8/0 --state NEW)" = "nat PREROUTING: policy ACCEPT" ]
}

# A SYN without options, and one with MSS 100, as captures. Where the packet is 4 bytes longer it is no longer of 40.
syns() {
	python3 - "$T" <<-'END'
		import struct, sys
		for name, more in ("bare", b""), ("mss", b"\2\4\0\144"):
		    tcp = struct.pack("!HHIIBBHHH", 4000, 80, 1, 0, (20 + len(more)) << 2, 2, 1000, 0, 0) + more
		    p = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, b"\12\0\0\10", b"\12\1\0\7") + tcp
		    with open("%s/%s" % (sys.argv[1], name), "wb") as f:
		        f.write(struct.pack("=IHHiIIIIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101, 0, 0, len(p), len(p)) + p)
	END
}

@test "what a target may have done to TCP's options is not known behind it" {
	router
	syns
	iptables-restore <<-'END'
		*mangle
		-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000
		-A FORWARD -p tcp -m tcpmss --mss 1:2000
		-A FORWARD -m length --length 40
		COMMIT
	END
	for file in bare mss; do
		"$BINDIR/statewall" explain -i eth0 --mark 0 --state NEW --capture "$T/$file" >"$T/out"
		grep -q '^?    2  -p tcp -m tcpmss --mss 1:2000' "$T/out"
		grep -q '^?    3  -m length --length 40' "$T/out"
	done
	iptables -t mangle -R FORWARD 1 -p tcp --tcp-flags SYN,RST SYN -j TCPOPTSTRIP --strip-options mss
	"$BINDIR/statewall" explain -i eth0 --mark 0 --state NEW --capture "$T/mss" >"$T/out"
	grep -q '^?    2  -p tcp -m tcpmss --mss 1:2000' "$T/out"
}

@test "an error may be about a connection of another protocol" {
	router
	iptables -A INPUT -p icmp -m conntrack --ctproto 1 -j DROP
	explained 3 -q -i eth0 -s 10.0.0.9 -d 10.0.0.1 -p icmp --icmp-type 3/3 --state RELATED --mark 0 \
		<<<'depends on the connection'
	explained 1 -q -i eth0 -s 10.0.0.9 -d 10.0.0.1 -p icmp --icmp-type 8/0 --state NEW --mark 0 <<<dropped
}

@test "--why-not: the test that a rule is missed at, or that it is never asked" {
	rules >"$T/rules"
	set -- --rules "$T/rules" -q -i eth0 --hook INPUT --state NEW -s 12.0.0.1 -p tcp --mark 0
	explained 0 "$@" --dport 23 --why-not 'INPUT 3' <<-'END'
		x    3  -A INPUT -p tcp -m tcp --dport 22 -m state --state NEW -j SSH
		        missed: the port it goes to (--dport) is 23
		accepted
	END
	explained 0 "$@" --dport 23 --why-not '-A SSH -s 10.0.0.0/8 -j ACCEPT' <<-'END'
		rule 1 of SSH (filter) is never asked: the packet does not come there
		accepted
	END
	explained 1 "$@" --dport 22 --why-not '-A SSH -s 10.0.0.0/8 -j ACCEPT' <<-'END'
		  x    1  -A SSH -s 10.0.0.0/8 -j ACCEPT
		          missed: the source address (-s) is 12.0.0.1
		rejected
	END
	explained 0 "$@" --dport 23 --why-not 'INPUT 2' <<-'END'
		x    2  -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
		        missed: the state (--state) is NEW
		accepted
	END
	explained 0 "$@" --dport 23 -t nat --why-not 'PREROUTING 1' <<-'END'
		x    1  -A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.1.0.7:8080
		        missed: the port it goes to (--dport) is 23
		accepted
	END
	explained 0 "$@" --dport 23 --why-not 'INPUT 6' <<-'END'
		rule 6 of INPUT is met
		accepted
	END
}

@test "no route, a packet made here, another interface behind DNAT" {
	router
	rules | iptables-restore
	iptables -t nat -A OUTPUT -d 192.0.2.1 -j DNAT --to-destination 10.0.0.77
	explained 1 -q -i eth0 -p udp -s 10.0.0.9 -d 8.8.8.8 --dport 99 --state NEW <<<dropped
	"$BINDIR/statewall" explain -i eth0 -p udp -s 10.0.0.9 -d 8.8.8.8 --dport 99 --state NEW >"$T/out" || true
	grep -q '^routes: there is no route to it' "$T/out"
	ip route add default via 10.1.0.254
	explained 0 -s 10.1.0.1 -d 192.0.2.1 -p udp --dport 9 --state NEW <<-'END'
		udp 10.1.0.1:? -> 192.0.2.1:9, NEW
		made here: it leaves by eth1
		nat OUTPUT
		     1  -d 192.0.2.1/32 -j DNAT --to-destination 10.0.0.77  [now to 10.0.0.77 port 9]
		nat POSTROUTING: policy ACCEPT
		accepted by rule 1 of OUTPUT (nat): -A OUTPUT -d 192.0.2.1/32 -j DNAT --to-destination 10.0.0.77
		accepted
	END
}

# sent ERROR SOURCE ADDRESS PORT: a datagram from here; ERROR as errno names it, or none.
sent() {
	python3 - "$@" <<-'END'
		import errno, socket, sys
		want, src, dst, port = sys.argv[1:]
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.bind((src, 0))
		try:
		    s.sendto(b"x", (dst, int(port)))
		    got = "none"
		except OSError as e:
		    got = errno.errorcode[e.errno]
		assert got == want, got
	END
}

@test "routes by mark, source and port are the kernel's; what has none is not accepted" {
	router
	ip route flush default
	ip neigh replace 10.1.0.77 lladdr 02:00:00:00:00:77 dev eth1	# nobody tells seconds later that it is not there
	ip route add blackhole 10.1.0.77 table 100
	ip rule add fwmark 5 lookup 100
	ip rule add from 10.0.0.1 ipproto udp dport 7 prohibit
	iptables -t mangle -A OUTPUT -p udp --dport 5 -j MARK --set-mark 5
	iptables -t mangle -A POSTROUTING -j LOG
	explained 1 -s 10.1.0.1 -d 10.1.0.77 -p udp --dport 5 --state NEW <<-'END'
		udp 10.1.0.1:? -> 10.1.0.77:5, NEW
		made here: it leaves by eth1
		mangle OUTPUT
		     1  -p udp -m udp --dport 5 -j MARK --set-xmark 0x5/0xffffffff  [mark 0x5]
		        policy ACCEPT
		routes: its route says: blackhole, or an address is one that cannot be: it is dropped
		dropped
	END
	sent EINVAL 10.1.0.1 10.1.0.77 5
	explained 0 -q -s 10.1.0.1 -d 10.1.0.77 -p udp --dport 6 --state NEW <<<accepted
	sent none 10.1.0.1 10.1.0.77 6
	explained 1 -q -s 10.0.0.1 -d 10.1.0.77 -p udp --dport 7 --state NEW <<<dropped
	sent EACCES 10.0.0.1 10.1.0.77 7
	explained 0 -q -s 10.1.0.1 -d 10.1.0.77 -p udp --dport 7 --state NEW <<<accepted
	sent none 10.1.0.1 10.1.0.77 7
	explained 1 -q -s 10.1.0.1 -d 192.0.2.1 -p udp --dport 7 --state NEW <<<dropped
	sent ENETUNREACH 10.1.0.1 192.0.2.1 7
	ip rule del fwmark 5 lookup 100
	ip rule del from 10.0.0.1 ipproto udp dport 7 prohibit
}

@test "what is sent to this machine itself comes in by lo" {
	router
	iptables -P INPUT DROP
	explained 1 -s 127.0.0.1 -d 127.0.0.1 -p udp --dport 9 --state NEW <<-'END'
		udp 127.0.0.1:? -> 127.0.0.1:9, NEW
		made here: it leaves by lo
		routes: it is for this machine
		filter INPUT: policy DROP
		dropped by the policy of INPUT (filter)
		dropped
	END
	sent none 127.0.0.1 127.0.0.1 9
	iptables -nvxL INPUT | grep -q 'policy DROP 1 packets'
	iptables -A INPUT -i lo -m mark --mark 3 -j ACCEPT
	iptables -t mangle -A OUTPUT -o lo -d 10.1.0.1 -j MARK --set-mark 3
	explained 0 -q -s 10.0.0.1 -d 10.1.0.1 -p udp --dport 9 --state NEW --mark 0 <<<accepted
	sent none 10.0.0.1 10.1.0.1 9
	iptables -nvxL INPUT | grep -q '^ *1 .*ACCEPT'
	explained 0 -q --hook OUTPUT -s 127.0.0.1 -d 127.0.0.1 -p udp --dport 9 --state NEW <<<accepted
}

@test "a machine that does not forward" {
	router
	iptables -A FORWARD -j ACCEPT
	ip6tables -A FORWARD -j ACCEPT
	ip -6 addr add fd00:1::1/64 dev eth0 nodad
	ip -6 addr add fd00:2::1/64 dev eth1 nodad
	echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
	six=(-i eth0 -p udp -s fd00:1::9 -d fd00:2::9 --dport 9)
	explained 0 -q -i eth0 -p udp -d 10.1.0.9 <<<accepted
	explained 0 -q "${six[@]}" <<<accepted
	explained 1 -q -i eth0 -p udp -s fe80::9 -d fd00:2::9 <<<dropped
	# packets SOURCE: how many that the chain has counted behind one more from there
	mac=$(ip -o link show dev eth0 | sed 's/.*ether \([^ ]*\).*/\1/')	# /sys is another namespace's
	packets() {
		python3 - peer0 "$1" "$mac" <<-'END'
			import socket, struct, sys
			dev, src, mac = sys.argv[1:]
			s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
			s.bind((dev, 0))
			a = lambda t: socket.inet_pton(socket.AF_INET6, t)
			s.send(bytes.fromhex(mac.replace(":", "")) + b"\2\0\0\0\0\1\x86\xdd" +
			       struct.pack("!IHBB", 0x60000000, 8, 17, 64) + a(src) + a("fd00:2::9") + struct.pack("!HHHH", 1, 9, 8, 1))
		END
		ip6tables -nvxL FORWARD | awk '$3 == "ACCEPT" { print $1 }'
	}
	[ "$(packets fd00:1::9)" = 1 ]
	[ "$(packets fe80::9)" = 1 ]
	echo 0 >/proc/sys/net/ipv6/conf/all/forwarding
	echo 0 >/proc/sys/net/ipv4/ip_forward
	explained 1 -q "${six[@]}" <<<dropped
	[ "$(packets fd00:1::9)" = 1 ]
	explained 1 -q -p udp -s 10.0.0.9 -d 10.1.0.9 <<<dropped
	explained 1 -i eth0 -p udp -d 10.1.0.9 <<-'END'
		udp ?:? -> 10.1.0.9:?, in eth0
		routes: there is no route to it, or this machine does not forward: it is dropped
		dropped
	END
	echo 1 >/proc/sys/net/ipv4/ip_forward
}

@test "a capture: each packet, and what it cannot say in words" {
	rules >"$T/rules"
	python3 - >"$T/pcap" <<-'END'
		import socket, struct, sys
		def ip(proto, src, dst, payload):
		    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, proto, 0,
		                       socket.inet_aton(src), socket.inet_aton(dst))
		    return head + payload
		tcp = lambda port: struct.pack("!HHIIBBHHH", 1024, port, 1, 0, 0x50, 2, 100, 0, 0)
		frames = [b"\2" * 12 + b"\x08\x06" + bytes(28)]		# an ARP
		frames += [b"\2" * 12 + b"\x08\0" + ip(6, "12.0.0.1", "10.0.0.1", tcp(p)) for p in (22, 23)]
		out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
		for f in frames:
		    out += struct.pack("<IIII", 0, 0, len(f), len(f)) + f
		sys.stdout.buffer.write(out)
	END
	explained 1 -q --rules "$T/rules" -i eth0 --state NEW --mark 0 --hook INPUT --capture "$T/pcap" <<-'END'
		rejected
		accepted
	END
	"$BINDIR/statewall" explain --rules "$T/rules" -i eth0 --state NEW --hook INPUT --mark 0 --capture - <"$T/pcap" >"$T/out" || [ $? = 1 ]
	grep -q '^packet 2: tcp 12.0.0.1:1024 -> 10.0.0.1:22, in eth0, NEW, mark 0x0$' "$T/out"
	head -c 90 "$T/pcap" >"$T/cut"
	refused 4 'is damaged, or cut off' --rules "$T/rules" --capture "$T/cut"
	# what came before that is told; as JSON it is a whole document
	set -- -q --rules "$T/rules" -i eth0 --state NEW --mark 0 --hook INPUT --capture
	head -c -1 "$T/pcap" >"$T/cut"
	refused 4 'packet 3 of the capture is damaged, or cut off' "$@" "$T/cut"
	[ "$(cat "$T/out")" = rejected ]
	refused 4 'packet 3' "$@" "$T/cut" --json
	[ "$(python3 -c 'import json, sys; print([p["number"] for p in json.load(sys.stdin)["packets"]])' <"$T/out")" = '[2]' ]
	# nothing explained is not accepted
	head -c 24 "$T/pcap" >"$T/cut"
	refused 4 'there is no packet of IP in the capture' "$@" "$T/cut"
	{ head -c 20 "$T/pcap"; printf '\347\3\0\0'; tail -c +25 "$T/pcap"; } >"$T/cut"
	refused 4 'link type 999' "$@" "$T/cut"
	refused 4 'this is no pcap file' --rules "$T/rules" --capture "$T/rules"
}

# capture FILE FRAME...: frames are Python, "ip4(PROTO, SRC, DST, PAYLOAD)" or ip6 of the same; no link header.
capture() {
	local file=$1
	shift
	python3 - "$@" >"$file" <<-'END'
		import socket, struct, sys
		def ip4(proto, src, dst, payload):
		    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, proto, 0,
		                       socket.inet_aton(src), socket.inet_aton(dst)) + payload
		def ip6(proto, src, dst, payload):
		    return struct.pack("!IHBB", 0x60000000, len(payload), proto, 64) + \
		           socket.inet_pton(socket.AF_INET6, src) + socket.inet_pton(socket.AF_INET6, dst) + payload
		def udp(sport, dport):
		    return struct.pack("!HHHH", sport, dport, 8, 0)
		out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101)
		for f in map(eval, sys.argv[1:]):
		    out += struct.pack("<IIII", 0, 0, len(f), len(f)) + f
		sys.stdout.buffer.write(out)
	END
}

@test "a capture says itself what words would say of its packets, and what is in no packet may be said" {
	capture "$T/pcap" 'ip4(17, "10.0.0.9", "10.0.0.1", udp(1, 2))'
	iptables -P INPUT DROP
	iptables -A INPUT -m mac --mac-source 02:00:00:00:00:01 -m mark --mark 7 -j ACCEPT
	set -- -q --hook INPUT --capture "$T/pcap"
	for word in '-p tcp' '-s 10.0.0.8' '-d 10.0.0.8' '--sport 2' '--dport 22' --syn '--tcp-flags ACK' '--icmp-type 8' \
		'--length 100' '--ttl 1' '--tos 4' --fragment; do
		refused 2 'the packets of a capture say that themselves' "$@" $word
	done
	explained 3 "$@" --mark 7 <<<'depends on the Ethernet address (--mac)'
	explained 0 "$@" --mark 7 --mac 02:00:00:00:00:01 <<<accepted
	explained 1 "$@" --mark 8 --mac 02:00:00:00:00:01 <<<dropped
	iptables -P INPUT ACCEPT
}

@test "whose an address is: IPv4 and IPv6 in one capture, and 0.0.0.0, which is nobody" {
	router
	# the first four bytes of the IPv6 address are this one
	ip addr add 32.1.13.184/32 dev lo
	ip -6 route add default dev eth0
	for t in iptables ip6tables; do
		$t -A INPUT -m addrtype --dst-type LOCAL -j ACCEPT
		$t -A INPUT -j DROP
	done
	capture "$T/pcap" 'ip4(17, "10.0.0.9", "32.1.13.184", udp(1, 2))' 'ip6(17, "fe80::1", "2001:db8::", udp(1, 2))'
	explained 1 -q --hook INPUT --capture "$T/pcap" <<-'END'
		accepted
		dropped
	END
	iptables -F
	iptables -A INPUT -m addrtype --src-type LOCAL -j DROP
	iptables -A INPUT -p udp -m addrtype --src-type BROADCAST -j ACCEPT
	iptables -P INPUT DROP
	explained 0 -q -i eth0 -p udp -s 0.0.0.0:68 -d 255.255.255.255:67 <<<accepted
	# and so does the kernel say
	python3 - peer0 <<-'END'
		import socket, struct, sys
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind((sys.argv[1], 0))
		head = lambda c: struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 1, 0, 64, 17, c, bytes(4), b"\xff" * 4)
		total = sum(struct.unpack("!10H", head(0)))
		total = (total & 0xffff) + (total >> 16)
		s.send(b"\xff" * 6 + b"\2\0\0\0\0\1\x08\0" + head(~total & 0xffff) + struct.pack("!HHHH", 68, 67, 8, 0))
	END
	iptables -nvxL INPUT >"$T/out"
	awk '$3 == "ACCEPT" && $1 == 1 { n++ } $3 == "DROP" && $1 == 0 { n++ } END { exit n != 2 }' "$T/out" || {
		cat "$T/out"
		false
	}
}

@test "JSON says the same" {
	rules >"$T/rules"
	"$BINDIR/statewall" explain --json --rules "$T/rules" -i eth0 -p tcp -s 12.0.0.5 --dport 22 --state NEW \
		--hook INPUT >"$T/json" || [ $? = 1 ]
	python3 - "$T/json" <<-'END'
		import json, sys
		d = json.load(open(sys.argv[1]))
		assert d["statewall"] == 1 and d["kind"] == "explain", d
		p = d["packets"][0]
		assert p["verdict"] == "rejected" and p["depends"] == [], p
		met = [(s["table"], s["chain"], s["number"]) for s in p["steps"] if s["step"] == "rule"]
		assert met == [("filter", "INPUT", 3), ("filter", "SSH", 3)], met
		assert p["ends"] == [{"end": "rejected", "table": "filter", "chain": "SSH", "number": 3,
		                      "text": "-A SSH -j REJECT --reject-with icmp-port-unreachable",
		                      "packets": 0, "bytes": 0, "words": {"matches": [], "target": {
		                          "name": "REJECT", "kind": "extension", "options": [
		                              {"name": "reject-with", "values": ["icmp-port-unreachable"]}]}}}], p["ends"]
		assert p["packet"] == {"text": "tcp 12.0.0.5:? -> ?:22, in eth0, NEW", "protocol": 6, "source": "12.0.0.5",
		                       "dport": 22, "in": "eth0", "states": ["NEW"]}, p["packet"]
	END
}

@test "maps of rules are rules" {
	for mode in off always; do
		{ echo '*filter'; echo ':INPUT DROP'; for i in $(seq 100); do echo "-A INPUT -s 10.2.0.$i -j ACCEPT"; done
		  echo '-A INPUT -j REJECT'; echo COMMIT; } | STATEWALL_GROUP=$mode iptables-restore
		explained 0 -q -i lo --hook INPUT -s 10.2.0.77 --state NEW <<<accepted
		"$BINDIR/statewall" explain -i lo --hook INPUT -s 10.2.0.77 >"$T/out"
		grep -q '^accepted by rule 77 of INPUT' "$T/out"
		explained 1 -q -i lo --hook INPUT -s 10.2.0.177 --state NEW <<<rejected
	done
}

@test "IPv6, and rules of the other family are not asked" {
	ip6tables -P INPUT DROP
	ip6tables -A INPUT -p icmpv6 --icmpv6-type 128 -j ACCEPT
	ip6tables -A INPUT -s fe80::/10 -p tcp --dport 22 -j ACCEPT
	explained 0 -q --hook INPUT -p tcp -s fe80::1 -d '[fe80::2]:22' --state NEW <<<accepted
	explained 1 -q --hook INPUT -p tcp -s fd00::1 --dport 22 --state NEW <<<dropped
	explained 0 -q -6 --hook INPUT -p icmp --icmp-type 128 --state NEW <<<accepted
	explained 0 -q -4 --hook INPUT -p icmp --icmp-type 8 --state NEW <<<accepted
}

@test "a rule of another tool's is no reason to guess" {
	iptables -P INPUT DROP
	nft add rule ip statewall-filter INPUT meta random 7 accept
	explained 3 -q --hook INPUT -p tcp --state NEW <<<'depends on a rule that is no rule of iptables'
}

@test "tables of others stand where they are, with their policy" {
	ip link show eth9 >"$T/link" 2>&1 || ip link add eth9 type veth peer name peer9
	iptables -P INPUT ACCEPT
	iptables -A INPUT -p tcp -j ACCEPT
	nft -f - <<-'END'
		table inet before { chain in { type filter hook input priority -5; policy accept; tcp dport 1 drop; }; }
		table ip behind { chain in { type filter hook input priority 5; policy drop; tcp dport 2 accept; }; }
		table ip6 elsewhere { chain in { type filter hook input priority 5; policy drop; }; }
		table ip asleep { flags dormant; chain in { type filter hook input priority 5; policy drop; }; }
	END
	explained 3 -i eth9 --hook INPUT -p tcp --state NEW <<-'END'
		tcp ?:? -> ?:?, in eth9, NEW
		others: table inet before, chain in, policy ACCEPT: 1 rules that are not read here
		filter INPUT
		     1  -p tcp -j ACCEPT
		others: table ip behind, chain in, policy DROP: 1 rules that are not read here
		accepted by rule 1 of INPUT (filter): -A INPUT -p tcp -j ACCEPT
		depends on what table ip behind lets through
	END
	iptables -I INPUT -j DROP
	explained 1 -q -i eth9 --hook INPUT -p tcp --state NEW <<<dropped
	"$BINDIR/statewall" explain --json -i eth9 --hook INPUT -p tcp --state NEW >"$T/json" || [ $? = 1 ]
	grep -q '{"step": "other", "family": "inet", "table": "before", "chain": "in", "priority": -5, "policy": "ACCEPT", "rules": 1}' "$T/json"
	nft delete table inet before
	nft delete table ip behind
	# what one of them may stop, and ours stops: it is stopped
	nft 'add table inet first; add chain inet first in { type filter hook input priority -9; policy drop; }; add rule inet first in tcp dport 1 accept'
	explained 1 -q -i eth9 --hook INPUT -p tcp --state NEW <<<dropped
	iptables -D INPUT 1
	explained 3 -q -i eth9 --hook INPUT -p tcp --state NEW <<<'depends on what table inet first lets through'
	nft delete table inet first
	# a chain that somebody else has in our table
	nft 'add chain ip statewall-filter evil { type filter hook input priority -50; policy drop; }'
	explained 3 -q -i eth9 --hook INPUT -p tcp --state NEW <<<'depends on what table ip statewall-filter lets through'
	nft delete chain ip statewall-filter evil
	nft delete table ip6 elsewhere
	nft delete table ip asleep
}

@test "tables of others between two chains of ours are told by priority" {
	iptables -P INPUT ACCEPT
	iptables -A INPUT -p tcp -j ACCEPT
	nft -f - <<-'END'
		table ip a {
			chain late { type filter hook input priority 9; tcp dport 1 drop; }
			chain early { type filter hook input priority -9; tcp dport 1 drop; }
		}
		table inet b {
			chain mid { type filter hook input priority 5; tcp dport 1 drop; }
			chain first { type filter hook input priority -20; tcp dport 1 drop; }
			chain same { type filter hook input priority 9; tcp dport 1 drop; }
		}
	END
	"$BINDIR/statewall" explain --hook INPUT -p tcp >"$T/out"
	[ "$(sed -n 's/^others:.*chain \([a-z]*\),.*/\1/p; s/^filter INPUT.*/ours/p' "$T/out" | xargs)" = 'first early ours mid late same' ]
	nft delete table ip a
	nft delete table inet b
}

@test "hooks of interfaces stand in front of all others and behind them" {
	router
	iptables -P INPUT ACCEPT
	iptables -A INPUT -p tcp -j ACCEPT
	nft -f - <<-'END'
		table netdev edge {
			chain leaves { type filter hook egress device "eth1" priority 0; policy drop; }
			chain comes { type filter hook ingress device "eth0" priority 0; policy accept; ip ttl 1 drop; }
		}
		table inet edge { chain comes { type filter hook ingress device "eth0" priority 5; policy drop; }; }
	END
	explained 3 -i eth0 -p tcp -s 10.0.0.5 -d 10.0.0.1 --state NEW <<-'END'
		tcp 10.0.0.5:? -> 10.0.0.1:?, in eth0, NEW
		others: table netdev edge, chain comes, policy ACCEPT: 1 rules that are not read here
		others: table inet edge, chain comes, policy DROP: 0 rules that are not read here
		routes: it is for this machine
		filter INPUT
		     1  -p tcp -j ACCEPT
		accepted by rule 1 of INPUT (filter): -A INPUT -p tcp -j ACCEPT
		depends on what table inet edge lets through
	END
	nft delete table inet edge
	explained 0 -q -i eth0 -p tcp -s 10.0.0.5 -d 10.0.0.1 --state NEW <<<accepted
	explained 3 -q -i eth0 -p tcp -s 10.0.0.5 -d 10.1.0.9 --state NEW <<<'depends on what table netdev edge lets through'
	explained 3 -q -p tcp -s 10.1.0.1 -d 10.1.0.9 --state NEW <<<'depends on what table netdev edge lets through'
	# it never leaves lo, and no other device is below that one
	explained 0 -q -p tcp -s 10.0.0.1 -d 10.0.0.1 --state NEW <<<accepted
	"$BINDIR/statewall" explain --json -i eth0 -p tcp -s 10.0.0.5 -d 10.1.0.9 >"$T/json" || [ $? = 3 ]
	[ "$(grep -o '"step": "other".*"chain": "[a-z]*"' "$T/json" | grep -o '[a-z]*"$' | xargs -d '\n')" = 'comes" leaves"' ]
	nft delete table netdev edge
}

@test "of which family a packet is: addresses, ICMPv6 and a file of rules say it, too" {
	ip6tables -P INPUT DROP
	ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type neighbour-solicitation -j ACCEPT
	for proto in icmpv6 ipv6-icmp 58; do
		explained 0 -q --hook INPUT -p $proto --icmp-type neighbour-solicitation <<<accepted
	done
	explained 1 -q -6 --hook INPUT -p icmp --icmp-type echo-request <<<dropped
	refused 2 '-p icmp' -4 -p icmpv6 --icmp-type echo-request
	refused 2 '-p icmp' -s 192.0.2.1 -p icmpv6 --icmp-type echo-request
	# rules of IPv6, by the name of the file
	printf '*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n' >"$T/new.v6"
	explained 0 --rules "$T/new.v6" --hook INPUT -p tcp --dport 22 <<-'END'
		tcp [?]:? -> [?]:22
		filter INPUT
		     1  -p tcp -m tcp --dport 22 -j ACCEPT
		accepted by rule 1 of INPUT (filter): -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		accepted
	END
	refused 2 'new.v6 is of IPv6, and the packet of IPv4' --rules "$T/new.v6" --hook INPUT -p tcp -s 192.0.2.1
	# or by what it says, from a pipe
	printf '*filter\n-A INPUT -p ipv6-icmp -j DROP\nCOMMIT\n' >"$T/rules"
	[ "$("$BINDIR/statewall" explain -q --rules - --hook INPUT -p icmp <"$T/rules")" = dropped ]
	# of a capture, packets of the other family are not asked; of a file that may be either's, both
	capture "$T/pcap" 'ip4(17, "10.0.0.9", "10.0.0.1", udp(1, 2))' 'ip6(17, "fe80::1", "2001:db8::", udp(1, 2))'
	explained 1 -q --rules "$T/new.v6" --hook INPUT --capture "$T/pcap" <<<dropped
	explained 0 -q -4 --rules "$T/new.v6" --hook FORWARD --capture "$T/pcap" <<<accepted
	printf '*filter\n-A INPUT -p udp -j DROP\nCOMMIT\n' >"$T/rules"
	[ "$("$BINDIR/statewall" explain -q --rules - --hook INPUT --capture "$T/pcap" <"$T/rules" | xargs)" = 'dropped dropped' ]
	# what is said with a word is so
	explained 0 -q -4 --rules "$T/new.v6" --hook INPUT -p tcp -s 192.0.2.1 --dport 22 <<<accepted
	ip6tables -P INPUT ACCEPT
}

@test "a later fragment is one, and a whole packet none, for -f" {
	iptables -P INPUT DROP
	iptables -A INPUT -f -j ACCEPT
	explained 0 -q --hook INPUT -p tcp --fragment <<<accepted
	explained 1 -q --hook INPUT -p tcp <<<dropped
	iptables -R INPUT 1 ! -f -j ACCEPT
	explained 1 -q --hook INPUT -p tcp --fragment <<<dropped
	explained 0 -q --hook INPUT -p tcp <<<accepted
	iptables -P INPUT ACCEPT
}

@test "a file of rules without any table is an error, not a firewall that is open" {
	refused 4 'has no table' --rules /dev/null --hook INPUT -p tcp
	printf '# empty\n' >"$T/rules"
	refused 4 "$T/rules has no table: there is nothing to load" --rules "$T/rules" --hook INPUT -p tcp
	printf '*raw\nCOMMIT\n' >"$T/rules"
	explained 0 -q --rules "$T/rules" --hook INPUT -p tcp <<<accepted
}

@test "what a queue's reader lets through is accepted by the rule that queues it" {
	router
	iptables -t raw -P PREROUTING ACCEPT
	iptables -t raw -A PREROUTING -p udp -j ACCEPT
	iptables -P INPUT DROP
	iptables -A INPUT -p udp -j NFQUEUE --queue-num 3
	explained 3 -i eth0 --hook INPUT -p udp <<-'END'
		udp ?:? -> ?:?, in eth0
		raw PREROUTING
		     1  -p udp -j ACCEPT
		filter INPUT
		     1  -p udp -j NFQUEUE --queue-num 3
		accepted by rule 1 of INPUT (filter): -A INPUT -p udp -j NFQUEUE --queue-num 3
		queued by rule 1 of INPUT (filter): -A INPUT -p udp -j NFQUEUE --queue-num 3
		depends on the program that reads the queue
	END
	"$BINDIR/statewall" explain --json -i eth0 --hook INPUT -p udp >"$T/json" || [ $? = 3 ]
	grep -q '"depends": \["the program that reads the queue"\]' "$T/json"
	iptables -P INPUT ACCEPT
}

@test "chains that are jumped to again and again, fifteen deep: bounded, and said so" {
	{ echo '*filter'
	  for i in {0..14}; do echo ":L$i - [0:0]"; done
	  echo '-A INPUT -j L0'
	  for i in {0..13}; do for mark in 0 1; do printf -- "-A L$i%s -j L$((i + 1))\\n" " -m mark --mark $mark" ""; done; done
	  echo '-A L14 -s 192.0.2.1 -j DROP'
	  echo '-A L14 -s 192.0.2.2 -j LOG'
	  echo COMMIT; } >"$T/rules"
	iptables-restore "$T/rules"
	"$BINDIR/statewall" explain --hook INPUT -p tcp --why-not 'L14 2' >"$T/out" || [ $? = 3 ]
	[ "$(wc -c <"$T/out")" -lt 30000000 ]
	tail -n 6 "$T/out" >"$T/end"
	grep -q '^\.\.\. and [0-9]* more steps$' "$T/end"
	grep -q '^rule 2 of L14 may be met$' "$T/end"
	grep -q '^depends on .*more rules than are looked at' "$T/end"
	"$BINDIR/statewall" explain --json --hook INPUT -p tcp >"$T/json" || [ $? = 3 ]
	grep -q '"steps_left_out": [0-9]*,$' "$T/json"
	[ "$(grep -c '"step"' "$T/json")" -lt 100100 ]
}

# The tables of iptables-legacy stay in this namespace: this one is for its own.
@test "iptables-legacy is named where its chains stand" {
	cat >"$T/inside" <<-'END'
		"$1/iptables" -w -A INPUT -j ACCEPT 2>"$T/err" || exit 77
		"$BINDIR/iptables" -A INPUT -p tcp -j ACCEPT
		"$BINDIR/statewall" explain --hook INPUT -i eth9 -p tcp
		"$BINDIR/statewall" explain --hook INPUT -i eth9 -p tcp --json >"$T/json"
	END
	"$BATS_TEST_DIRNAME/../lib/peer" legacy "$T/legacy"
	export T
	unshare -n sh "$T/inside" "$T/legacy" >"$T/out" || { [ $? = 77 ] && skip "no iptables-legacy here"; return 1; }
	grep -qx 'others: iptables-legacy, table filter, chain INPUT: policy and rules are not read here' "$T/out"
	[ "$(grep -c others "$T/out")" = 1 ]
	grep -q '{"step": "other", "family": "ipv4", "table": "filter", "chain": "INPUT", "priority": 0}' "$T/json"
}

@test "an Ethernet address that is given decides, and is told" {
	router
	peer=02:00:00:00:00:07
	iptables -A INPUT -m mac --mac-source $peer -p udp -j ACCEPT
	iptables -A INPUT -m mac ! --mac-source $peer -p udp --dport 9 -j ACCEPT
	iptables -A INPUT -i eth0 -p udp -j DROP
	explained 0 -i eth0 -p udp -s 10.0.0.5 -d 10.0.0.1:8 --mac $peer <<-END
		udp 10.0.0.5:? -> 10.0.0.1:8, in eth0, mac $peer
		routes: it is for this machine
		filter INPUT
		     1  -p udp -m mac --mac-source $peer -j ACCEPT
		accepted by rule 1 of INPUT (filter): -A INPUT -p udp -m mac --mac-source $peer -j ACCEPT
		accepted
	END
	explained 1 -q -i eth0 -p udp -d 10.0.0.1:8 --mac 02:00:00:00:00:08 <<<dropped
	explained 0 -q -i eth0 -p udp -d 10.0.0.1:9 --mac 02:00:00:00:00:08 <<<accepted
	explained 3 -q -i eth0 -p udp -d 10.0.0.1:8 <<<"depends on the Ethernet address (--mac)"
	iptables -A INPUT -i lo -p udp -j DROP
	explained 1 -q -i lo -p udp -d 127.0.0.1:9 <<<dropped	# no Ethernet, and "!" is not enough
	"$BINDIR/statewall" explain -i eth0 -p udp -d 10.0.0.1:8 --mac 02:00:00:00:00:08 --why-not 'INPUT 1' >"$T/out" || [ $? = 1 ]
	grep -qx '        missed: the Ethernet address (--mac) is 02:00:00:00:00:08' "$T/out"
	# and so the kernel has it: INPUT's counters behind one frame from there to port 8, and one from
	# elsewhere to ports 8 and 9
	ours=$(ip -o link show dev eth0 | sed 's/.*ether \([^ ]*\).*/\1/')
	python3 - peer0 "$ours" <<-'END'
		import socket, struct, sys
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind((sys.argv[1], 0))
		for last, port in (7, 8), (8, 8), (8, 9):
		    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 1, 0, 64, 17, 0, bytes([10, 0, 0, 5]), bytes([10, 0, 0, 1]))
		    n = sum(struct.unpack("!10H", ip))
		    n = ~((n & 0xffff) + (n >> 16)) & 0xffff
		    ip = ip[:10] + struct.pack("!H", n) + ip[12:]
		    s.send(bytes.fromhex(sys.argv[2].replace(":", "")) + bytes([2, 0, 0, 0, 0, last]) + b"\x08\x00" +
		           ip + struct.pack("!HHHH", 1, port, 8, 0))
	END
	[ "$(iptables -L INPUT -vnx | awk 'NR > 2 { printf "%s ", $1 }')" = "1 1 1 0 " ]
}

@test "types of ICMP have the names that rules have" {
	for family in 4 6; do
		tables=iptables option=--icmp-type proto=icmp
		[ $family = 4 ] || tables=ip6tables option=--icmpv6-type proto=icmpv6
		for name in $(COMP_LINE="statewall explain --icmp-type " "$BINDIR/statewall" complete); do
			$tables -F INPUT
			$tables -A INPUT -p $proto $option "$name" 2>"$T/err" || {
				refused 2 'is expected' -$family -p $proto --icmp-type "$name"
				continue
			}
			number=$($tables -S INPUT | sed -n "s/.*$option //p")
			"$BINDIR/statewall" explain -$family -i lo -p $proto $option "$name" >"$T/out"
			grep -qE ", type $number(,|\$)" "$T/out" || { echo "$name: $number"; cat "$T/out"; return 1; }
			echo "$name" >>"$T/names$family"
		done
	done
	[ "$(wc -l <"$T/names4")" -ge 35 ]
	[ "$(wc -l <"$T/names6")" -ge 25 ]
}

@test "--why-not takes a line of a script" {
	iptables -A INPUT -p tcp --dport 22 -j ACCEPT
	"$BINDIR/statewall" explain -i lo -p tcp --dport 23 --why-not 'iptables -A INPUT -p tcp --dport 22 -j ACCEPT' >"$T/out"
	grep -q '^x    1  ' "$T/out"
	refused 2 'is expected' -i lo -p tcp --why-not 'ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT'
}

@test "wrong words are named, and change nothing" {
	refused 2 '-s 1.2.3: this is no address of IPv4' -s 1.2.3
	refused 2 '--dport 22: this protocol has no ports' -p icmp --dport 22
	refused 2 'there is no chain NOSUCH' -p tcp --why-not 'NOSUCH 1'
	refused 2 'there is no such rule: number 7' -p tcp --why-not 'INPUT 7'
	refused 2 'there is no table nosuch' -p tcp -t nosuch --why-not 'INPUT 1'
	refused 2 'is expected' -p tcp --why-not INPUT
	refused 2 '-m limit: no word of a packet is of this match' -p tcp -m tcp --dport 22 -m limit
	refused 2 '-m limit: no word of a packet is of this match' -p tcp -m limit -m tcp --dport 22
	refused 2 'say something of a packet' -m tcp
	refused 2 'say something of a packet'
	# what no packet is: the same as for trace
	refused 2 '--out: a packet that goes this way leaves by no interface' --hook INPUT -o eth1
	for words in '--hook OUTPUT -i eth0' '--hook INPUT --uid 0' '-i eth0 --gid 0' '--hook OUTPUT --mac 02:00:00:00:00:01'; do
		refused 2 'No packet has all of these words' -p tcp $words
	done
	refused 4 'No such file' -p tcp --rules "$T/nosuch"
	refused 2 'nosuch' --nosuch
	refused 2 'statewall explain: Unknown arguments found on commandline: 80' -p tcp 80
	"$BINDIR/statewall" explain --help >"$T/help"
	grep -q '^Usage: statewall explain' "$T/help"
	run ! grep -e null -e 'portwhere' "$T/help"
	[ -z "$(awk 'length > 100' "$T/help")" ]
}

@test "an interface that is not there is remarked on, and explained" {
	router
	iptables -A INPUT -i eht0 -j DROP
	run -1 --separate-stderr "$BINDIR/statewall" explain -i eht0 --hook INPUT -p tcp -s 10.0.0.5 -d 10.0.0.1:22
	[[ $output == *dropped ]]
	[ "$stderr" = "statewall explain: no interface of this machine is called eht0 now" ]
	run -0 --separate-stderr "$BINDIR/statewall" explain --hook FORWARD -i eth0 -o eht1 -p tcp -s 12.0.0.5 -d 10.1.0.9:22
	[ "$stderr" = "statewall explain: no interface of this machine is called eht1 now" ]
	explained 1 -q -i eht0 --hook INPUT -p tcp -s 10.0.0.5 -d 10.0.0.1:22 <<<dropped
	iptables-save >"$T/rules"	# of any machine
	explained 1 --rules "$T/rules" -i eht0 --hook INPUT -p tcp -s 10.0.0.5 -d 10.0.0.1:22 <<-'END'
		tcp 10.0.0.5:? -> 10.0.0.1:22, in eht0
		filter INPUT
		     1  -i eht0 -j DROP
		dropped by rule 1 of INPUT (filter): -A INPUT -i eht0 -j DROP
		dropped
	END
}

@test "the words of a rule that was pasted" {
	router
	iptables -A INPUT -p tcp -m tcp --dport 22 -m state --state NEW -j DROP
	explained 1 -q -i eth0 -p tcp -m tcp --dport 22 -m state --state NEW -s 10.0.0.5 -d 10.0.0.1 <<<dropped
	explained 0 -q -i eth0 -p tcp --match tcp --dport 23 -m conntrack --ctstate NEW -s 10.0.0.5 -d 10.0.0.1 <<<accepted
}
