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
# The last packets of a connection come when it has been closed.
settled() {
	local now then=
	for _ in {1..50}; do
		now=$(count "$@")
		[ "$now" != "$then" ] || { echo "$now"; return; }
		then=$now
		sleep 0.2
	done
}
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
	before=$(settled INPUT 1)
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

@test "a firewall that is closed because nothing could be loaded: connections that are there go on, new ones do not" {
	mkdir "$T/etc"
	echo IPTABLES_FAIL_CLOSED=yes >"$T/etc/iptables-config"
	echo '*filter' >"$T/etc/iptables"
	coproc nsenter -t "$PEER_PID" -n nc -q 0 10.0.0.1 22
	local nc=$COPROC_PID
	sleep 0.3
	iptables -A OUTPUT -m state --state NEW	# tracking begins with the first rule about it
	echo one >&"${COPROC[1]}"
	sleep 0.2
	iptables -F
	nft flush ruleset
	run -1 "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" start
	run ! connects 22
	run ! connects 80
	before=$(count INPUT 2)
	echo two >&"${COPROC[1]}"
	sleep 0.3
	[ "$(count INPUT 2)" -gt "$before" ]
	kill "$nc"
	nc -z -w 1 10.0.0.1 22
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

# Sends a datagram to port $1 of the client; says whether its checksum was whole when it left: veth takes
# unfinished ones, which is why libvirt and DHCP servers have had the rule.
checksum_to() {
	cat >"$T/checksum.py" <<-'EOF'
		import ctypes, os, socket, struct, sys
		port, pid = int(sys.argv[1]), int(sys.argv[2])
		send = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		fd = os.open("/proc/%d/ns/net" % pid, os.O_RDONLY)
		ctypes.CDLL(None).setns(fd, 0)
		seen = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x800))
		seen.settimeout(20)
		send.sendto(b"eight by", ("10.0.0.2", port))
		while True:
		    packet = seen.recv(2048)
		    if packet[9] == 17 and struct.unpack(">H", packet[22:24])[0] == port:
		        break
		udp = packet[20:struct.unpack(">H", packet[2:4])[0]]
		text = packet[12:20] + struct.pack(">HH", 17, len(udp)) + udp
		total = sum(struct.unpack(">%dH" % (len(text) // 2), text))
		while total > 0xffff:
		    total = (total & 0xffff) + (total >> 16)
		print("whole" if total == 0xffff else "partial")
	EOF
	/usr/bin/python3 "$T/checksum.py" "$1" "$PEER_PID"
}

@test "libvirt's CHECKSUM rule fills in what veth left open, in a chain of its own too" {
	[ "$(checksum_to 68)" = partial ] || skip "no unfinished checksums here"
	iptables -t mangle -N LIBVIRT_PRT
	iptables -t mangle -A POSTROUTING -j LIBVIRT_PRT
	iptables -t mangle -A LIBVIRT_PRT -o host -p udp -m udp --dport 68 -j CHECKSUM --checksum-fill
	[ "$(checksum_to 68)" = whole ]
	[ "$(checksum_to 69)" = partial ]
	[ "$(rules mangle | tail -n 1)" = "-A LIBVIRT_PRT -o host -p udp -m udp --dport 68 -j CHECKSUM --checksum-fill" ]
	iptables -t mangle -F LIBVIRT_PRT
	[ "$(checksum_to 68)" = partial ]
	iptables -t mangle -A POSTROUTING -p udp -j CHECKSUM --checksum-fill
	[ "$(checksum_to 69)" = whole ]
}

@test "CT --helper leaves alone the class that a packet brings with it" {
	nft -f - <<-EOF
		table ip classes {
			chain out {
				type filter hook postrouting priority 200
				meta priority 0xffff0001 udp dport 4000 counter
				meta priority 0x00000001 udp dport 4000 counter
			}
		}
	EOF
	iptables -t raw -A OUTPUT -p udp --dport 69 -j CT --helper tftp
	[ "$(rules raw | wc -l)" = 1 ]
	python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PRIORITY, 0xffff0001 - (1 << 32))
s.sendto(b"x", ("10.0.0.2", 4000))'
	run -0 nft list table ip classes
	nft delete table ip classes
	[[ $output == *"ffff:1 "*"counter packets 1 "*":1 "*"counter packets 0 "* ]] || { echo "$output"; return 1; }
}

# A set in our table that another tool has made, by the name that a rule of ours would give its own.
@test "a set of somebody else's with our name and other elements: the rule matches what it says, the set stays" {
	local t=${PREFIX}filter n=0 set command
	printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT\nCOMMIT\n' >"$T/rules"
	for set in "type inet_service; elements = { 22, 80, 443 };" "type inet_service; elements = { 443 };" "type inet_service;" \
		"type inet_service; flags interval; elements = { 1-1000 };" "type inet_service; flags timeout; timeout 1s;" \
		"type ipv4_addr; elements = { 10.0.0.2 };" "type inet_service; flags dynamic; size 1;"; do
		for command in "-A INPUT" "-I INPUT" "-R INPUT 1" noflush flush test; do
			nft flush ruleset
			nft "table ip $t { set sw.ports.80.443 { $set }; }"
			nft list set ip "$t" sw.ports.80.443 >"$T/before"
			case $command in
			noflush) iptables-restore -n "$T/rules" ;;
			flush) iptables-restore "$T/rules" ;;
			test) iptables-restore -t "$T/rules"; iptables-restore "$T/rules" ;;
			*)
				iptables -P INPUT DROP
				iptables -A INPUT -s 192.0.2.1
				iptables $command -p tcp -m multiport --dports 80,443 -j ACCEPT
				;;
			esac
			connects 80 || { echo "$set, $command: 80 is shut"; nft list ruleset; return 1; }
			run ! connects 22
			iptables -C INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT
			run -0 iptables -S INPUT
			[ "$(grep -cx -e '-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT' <<<"$output")" = 1 ]
			case $command in
			flush | test) ;;	# a restore may take the table away, and what is in it
			*) nft list set ip "$t" sw.ports.80.443 | diff "$T/before" - ;;
			esac
			n=$((n + 1))
		done
	done
	[ $n = 42 ]
}

# The target reads the packet's route, which is not there yet in PREROUTING. Nothing is sent through such a
# chain here: should the questions before the target be missing, the kernel would fall.
@test "TCPMSS --clamp-mss-to-pmtu in a user chain: where the packet has a route, and nowhere else" {
	iptables -t mangle -N clamp
	iptables -t mangle -A clamp -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
	nft --debug=netlink list chain ip ${PREFIX}mangle clamp 2>&1 | grep -A 4 'counter pkts' | tr -d '\n' >"$T/expr"
	[[ $(<"$T/expr") == *"meta load oif => reg 1"*"cmp neq reg 1 0x00000000"*"rt load tcpmss => reg 1"*"cmp neq reg 1 0x00000000"* ]] ||
		{ cat "$T/expr"; return 1; }
	# Which chains know an outgoing interface.
	nft add table ip seen
	for hook in prerouting input output postrouting; do
		nft add chain ip seen $hook "{ type filter hook $hook priority 0; }"
		nft add rule ip seen $hook ip protocol tcp counter
		nft add rule ip seen $hook ip protocol tcp oif != 0 counter
	done
	connects 22
	for hook in prerouting input; do
		[ "$(nft list chain ip seen $hook | grep -c 'packets 0 ')" = 1 ]
	done
	for hook in output postrouting; do
		[ "$(nft list chain ip seen $hook | grep -c 'packets 0 ')" = 0 ]
	done
	# And there it acts: 700 - 40 in place of what the route announces.
	ip route replace 10.0.0.0/24 dev host src 10.0.0.1 advmss 1400 mtu lock 700
	nsenter -t "$PEER_PID" -n nft -f - <<-'END'
		table ip mss {
			chain input { type filter hook input priority 0; tcp option maxseg size 660 counter; tcp option maxseg size 1400 counter; }
		}
	END
	nc -z -w 1 10.0.0.2 22 || true
	[ "$(nsenter -t "$PEER_PID" -n nft list table ip mss | grep -c 'size 660 counter packets 0 ')" = 1 ]
	iptables -t mangle -A OUTPUT -j clamp
	nc -z -w 1 10.0.0.2 22 || true
	ip route replace 10.0.0.0/24 dev host src 10.0.0.1
	nsenter -t "$PEER_PID" -n nft list table ip mss
	[ "$(nsenter -t "$PEER_PID" -n nft list table ip mss | grep -c 'packets 0 ')" = 0 ]
	iptables-save -t mangle >"$T/saved"
	iptables-restore "$T/saved"
	iptables -t mangle -C clamp -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
	iptables -t mangle -D clamp -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
}

# A packet's security mark is seen as its mark, which nft can print.
@test "CONNSECMARK saves the first mark of a connection and gives it to packets without one, as xt does" {
	for tool in "$BINDIR/iptables" "nsenter -t $PEER_PID -n $PEERDIR/iptables"; do
		local in=${tool%/*} way=
		[[ $in != nsenter* ]] || way="nsenter -t $PEER_PID -n"
		$way ip link set lo up
		$way nft -f - <<-'END'
			table ip seed {
				chain first { type filter hook output priority -310; udp dport 9 meta mark set @th,64,32; }
				chain output { type filter hook output priority -300; }
				chain last {
					type filter hook output priority 300
					meta mark set meta secmark
					udp dport 9 meta mark 0 counter; udp dport 9 meta mark 0x07000007 counter; udp dport 9 meta mark 0x08000008 counter
					udp sport 9 meta mark 0 counter; udp sport 9 meta mark 0x07000007 counter; udp sport 9 meta mark 0x08000008 counter
				}
			}
		END
		$way "${BATS_TEST_DIRNAME}/../lib/secmark.py" seed output
		$tool -t mangle -A OUTPUT -p udp --dport 9 -j CONNSECMARK --save
		$tool -t mangle -A OUTPUT -p udp --sport 9 -j CONNSECMARK --restore
		$tool -t mangle -A OUTPUT -p udp --dport 9 -j CONNSECMARK --restore
		$way python3 - <<-'END'
			import socket
			there, here = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in "ab")
			there.bind(("127.0.0.1", 9))
			for mark in 0, 0x07000007, 0x08000008, 0, 0x07000007:	# nft may turn their bytes
			    here.sendto(mark.to_bytes(4, "little"), ("127.0.0.1", 9))
			    there.sendto(b"1234", there.recvfrom(9)[1])
			here.close()
		END
		$way nft list chain ip seed last | grep -o 'sport.*\|dport.*' >"$T/seen${#way}"
		$tool -t mangle -v -n -x -L OUTPUT >"$T/rules${#way}"
	done
	cat "$T"/seen*
	diff "$T"/seen*
	diff <(awk '{ print $1, $2 }' "$T/rules0") <(awk '{ print $1, $2 }' "$T"/rules[1-9]*)
	grep -q 'sport 9 meta mark 0x07000007 counter packets 4 ' "$T/seen0"
	grep -q 'dport 9 meta mark 0x07000007 counter packets 3 ' "$T/seen0"
	grep -q 'dport 9 meta mark 0x08000008 counter packets 1 ' "$T/seen0"
	nft list chain ip ${PREFIX}mangle OUTPUT | run ! grep xt
}

# The socket of a SYN's answer is none yet, and that of a reset is the kernel's own.
@test "cgroup sees the sockets that xt sees: SYN, its answer, resets, a datagram" {
	for way in "" "nsenter -t $PEER_PID -n"; do
		local tool=$BINDIR/iptables
		[ -z "$way" ] || tool=$PEERDIR/iptables
		$way ip link set lo up
		for chain in OUTPUT INPUT; do
			for packet in "-p tcp --syn" "-p tcp --tcp-flags SYN,ACK SYN,ACK" "-p tcp --tcp-flags RST RST" "-p udp"; do
				for class in "--cgroup 0" "! --cgroup 0" "--cgroup 5" "! --cgroup 5"; do
					$way $tool -A $chain $packet -m cgroup $class
				done
			done
		done
		$way nft -f - <<-'END'
			table ip alone {
				chain output { type filter hook output priority 300; tcp flags & (syn | ack) == syn | ack meta cgroup 0 counter; }
			}
		END
		$way python3 - <<-'END'
			import socket
			server = socket.create_server(("127.0.0.1", 99))
			client = socket.create_connection(("127.0.0.1", 99))
			server.accept()[0].close()
			client.close()
			try:
			    socket.create_connection(("127.0.0.1", 98))
			except ConnectionRefusedError:
			    pass
			socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 97))
		END
		$way $tool -v -n -x -L | awk '{ print $1, $2 }' >"$T/seen${#way}"
	done
	cat "$T/seen0"
	diff "$T"/seen*
	[ "$(grep -c '^[1-9]' "$T/seen0")" -ge 6 ]
	nft list table ip alone | grep 'packets 1 '	# with half of our form
	nft list table ip ${PREFIX}filter | run ! grep xt
}
