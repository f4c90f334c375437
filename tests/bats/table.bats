#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A table of commands, odd and wrong ones among them, given to iptables-nft and to us: the same status,
# stdout and first line of stderr, and the same save after it.
load ../lib/helper
setup_file() { start_peer; }
teardown_file() { stop_peer; }

# Each line of stdin is a command in words of the shell. All are run; what differs is printed at the end,
# and both then start again from what we saved. "#<11": not beside iptables 1.8.11, which refuses -n with -L -Z
# (docs/differences.md), forgets the second address of -R, and dies of a blank before a rule number.
alike() {
	local line rc=0 said
	while IFS= read -r line <&4; do
		[ -n "$line" ] || continue
		[ "$line" = "${line%#<11}" ] || ! since 11 || continue
		said=$(eval "both $line" 2>&1 && same_save "$line") && continue
		rc=1
		printf '%s\n' "## $line" "$said"
		same_again
	done 4<&0 </dev/null
	return $rc
}
same_save() {
	case $1 in
	*-Z*) ;;
	*-save* | *" -L"* | *" -S"* | *" --list"*) return 0 ;;
	esac
	both "${1%%[- ]*}-save" -c
}
same_again() {
	local tool
	for tool in iptables ip6tables; do "$BINDIR/$tool-save" -c >"$T/$tool.now"; done
	nft flush ruleset
	nsenter -t "$PEER_PID" -n nft flush ruleset
	for tool in iptables ip6tables; do
		"$BINDIR/$tool-restore" -c "$T/$tool.now"
		peer "$tool-restore" -c "$T/$tool.now"
	done
}

@test "append, insert, replace, delete, check" {
	alike <<'END'
iptables -A INPUT
iptables -A INPUT -j ACCEPT
iptables -A INPUT -j DROP -s 192.0.2.1
iptables --append INPUT --source 192.0.2.3 --jump DROP
iptables --app INPUT --src 192.0.2.4 --jum RETURN
iptables --append=INPUT -s 192.0.2.5
iptables -A INPUT --sour 192.0.2.6
iptables -I INPUT
iptables -I INPUT 2 -s 192.0.2.7
iptables -I INPUT 0x2 -s 192.0.2.7
iptables -I INPUT 010 -s 192.0.2.7
iptables -I INPUT 99 -s 192.0.2.7
iptables -I INPUT 0 -s 192.0.2.7
iptables -I INPUT -1 -s 192.0.2.7
iptables -I INPUT x -s 192.0.2.7
iptables -I INPUT 1x
iptables -I INPUT 1 2
iptables -I INPUT 4294967297
iptables -I INPUT 2147483648
iptables --insert INPUT 1 -s 192.0.2.8
iptables --ins INPUT -s 192.0.2.9
iptables -R INPUT 1 -s 192.0.2.10 -j DROP
iptables -R INPUT 1 -s 192.0.2.10,192.0.2.11 -j DROP #<11
iptables -R INPUT 99 -s 192.0.2.10
iptables -R INPUT 0 -s 192.0.2.10
iptables -R INPUT -s 192.0.2.10
iptables -R INPUT
iptables -R
iptables --replace INPUT 2 -s 192.0.2.12
iptables -R nope 1 -j DROP
iptables -C INPUT -s 192.0.2.12
iptables -C INPUT -s 192.0.2.12 -j ACCEPT
iptables -C INPUT 1
iptables -C INPUT
iptables -C nope -j ACCEPT
iptables --check INPUT -s 192.0.2.12
iptables --chec INPUT -s 192.0.2.12
iptables --che INPUT -s 192.0.2.12
iptables -D INPUT -s 192.0.2.12
iptables -D INPUT -s 192.0.2.12
iptables -D INPUT 1
iptables -D INPUT 99
iptables -D INPUT 0
iptables -D INPUT 1 -s 192.0.2.1
iptables -D INPUT x
iptables -D INPUT 1 2
iptables -D nope 1
iptables -D nope -j DROP
iptables -D
iptables -D INPUT
iptables --delete INPUT 1
iptables --delet INPUT 1
iptables --del INPUT 1
iptables -A INPUT -v -j ACCEPT
iptables -v -A INPUT -s 192.0.2.3 -j ACCEPT
iptables -v -I INPUT -j ACCEPT
iptables -v -C INPUT -j ACCEPT
iptables -v -D INPUT -j ACCEPT
iptables -v -D INPUT 1
iptables -v -R INPUT 1 -j DROP
END
}

@test "lists" {
	alike <<'END'
iptables -P FORWARD DROP
iptables -N user
iptables -N other
iptables -A user -s 192.0.2.1 -j DROP
iptables -A INPUT -c 5 600 -s 192.0.2.0/24 -d 198.51.100.1 -p tcp -m tcp --dport 22 -j user
iptables -A INPUT -c 123456 99999999 -i eth0 ! -p udp -f
iptables -A INPUT -i eth+ -o eth1
iptables -A FORWARD ! -i eth+ ! -o eth1 ! -s 192.0.2.1 ! -d 192.0.2.2 -g other
iptables -A OUTPUT -p 33 -o lo
iptables -L
iptables -L -n
iptables -L --numeric
iptables -L -v
iptables -L -v -n -x
iptables -L --exact -v -n
iptables -L --line-numbers
iptables -L --line -n
iptables -L --line-number -n -v -x
iptables --list
iptables --list INPUT
iptables --list-rules INPUT
iptables --list-r
iptables --lis
iptables -L INPUT
iptables -L INPUT 1
iptables -L INPUT 1 -n --line-numbers
iptables -L INPUT 1 -nv
iptables -L INPUT 9
iptables -L INPUT 0
iptables -L INPUT x
iptables -L user -n
iptables -L other
iptables -L INPUT FORWARD
iptables -LINPUT -n
iptables -nvL INPUT
iptables -nL INPUT 2
iptables -S
iptables -S INPUT
iptables -S INPUT 1
iptables -S INPUT 0
iptables -S INPUT 9
iptables -S user 1
iptables -S -v
iptables -S -v INPUT
iptables -S -n
iptables -S -x
iptables -S --line-numbers
iptables -vS INPUT 2
iptables -t filter -S
iptables -t nat -S
iptables -t nat -L -n
iptables -t mangle -nL
iptables -t raw -S
iptables -t security -S
iptables -t broute -S
iptables -t '' -S
iptables -tfilter -S INPUT
iptables --table filter -S INPUT
iptables --table=filter -S INPUT
iptables --tab filter -S INPUT
iptables -L -j ACCEPT
iptables -L -p tcp
iptables -L -i lo
iptables -S -s 192.0.2.1
iptables -L -4
iptables -L -6
iptables -S -4
ip6tables -S -6
ip6tables -S -4
ip6tables -L -n
ip6tables -L -v
ip6tables -L
END
}

@test "zero" {
	alike <<'END'
iptables -N user
iptables -A user -c 1 2 -j DROP
iptables -A INPUT -c 5 600 -s 192.0.2.1
iptables -A INPUT -c 7 800 -s 192.0.2.2
iptables -Z INPUT 1
iptables -Z INPUT 0
iptables -Z INPUT x
iptables -Z nope
iptables -Z nope 1
iptables -Z user
iptables --zero INPUT
iptables -A INPUT -c 7 800 -s 192.0.2.3
iptables -L -Z
iptables -L INPUT -Z -n #<11
iptables -A INPUT -c 7 800 -s 192.0.2.4
iptables -Z -L -n -v #<11
iptables -A INPUT -c 7 800 -s 192.0.2.5
iptables -S -Z
iptables -Z -S INPUT
iptables -Z -Z
iptables -Z -F
iptables -v -Z INPUT
iptables -Z -n
iptables -t nat -Z
END
}

@test "zero: a builtin chain without rules, a number past the end: as iptables-legacy" {
	# In a namespace of its own: iptables-nft warns where legacy's tables are.
	unshare -n sleep 60 >/dev/null 2>&1 3>&- &
	local pid=$!
	until [ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
	legacy() { nsenter -t "$pid" -n env XTABLES_LOCKFILE="$T/lock" xtables-legacy-multi "$@"; }
	alike_legacy() {
		local rc=0 lrc=0
		"$BINDIR/$1" "${@:2}" >"$T/out" 2>"$T/err" <"${in:-/dev/null}" || rc=$?
		legacy "$@" >"$T/legacy.out" 2>"$T/legacy.err" <"${in:-/dev/null}" || lrc=$?
		[ $rc = $lrc ] || { echo "$*: status $rc, legacy's $lrc: $(cat "$T/err")"; return 1; }
		diff "$T/legacy.out" "$T/out"
		diff <(head -n 1 "$T/legacy.err" | sed 's/ failed$/ failed: Index of counter too big./') <(head -n 1 "$T/err")
	}
	for c in "INPUT" "FORWARD" "-t nat POSTROUTING" "-t nat OUTPUT" "-t raw PREROUTING" "-t security INPUT" "-t mangle POSTROUTING" "-v INPUT"; do
		alike_legacy iptables $( [ "$c" = "${c% *}" ] || echo "${c% *}") -Z ${c##* }
		alike_legacy ip6tables $( [ "$c" = "${c% *}" ] || echo "${c% *}") -Z ${c##* }
	done
	for n in 1 7; do alike_legacy iptables -Z INPUT $n; done
	for f in $'*nat\n-Z OUTPUT\nCOMMIT' $'*nat\n-Z OUTPUT 1\nCOMMIT' $'*filter\n-N user\n-Z user\n-Z OUTPUT\n-X user\nCOMMIT'; do
		for how in "" -n -v; do
			[ "$how" != -v ] || [[ $f != *" 1"* ]] || continue	# with -v nothing is said of a file that fails
			in=$T/in
			printf '%s\n' "$f" >"$in"
			alike_legacy iptables-restore $how
		done
	done
	[[ $(kernel) != *hook* ]]	# no chain was made for it
	in=
	for c in "-A INPUT -j ACCEPT" "-Z INPUT 1" "-Z INPUT 7" "-Z INPUT 2" "-Z FORWARD" "-Z FORWARD 1" "-N user" "-Z user" "-Z user 1" "-Z none"; do
		alike_legacy iptables $c
	done
	kill $pid
}

@test "chains" {
	alike <<'END'
iptables -N user
iptables -N user
iptables --new-chain two
iptables --new three
iptables -N
iptables -N ''
iptables -N 'a b'
iptables -N $'a\tb'
iptables -N $'a\nb'
iptables -N -dash
iptables -N !bang
iptables -N "a!b"
iptables -N "a'b"
iptables -N 'a\b'
iptables -N '#x'
iptables -N '[x]'
iptables -N :x
iptables -N ü
iptables -N COMMIT
iptables -N LOG
iptables -N DROP
iptables -N QUEUE
iptables -N INPUT
iptables -N PREROUTING
iptables -t nat -N FORWARD
iptables -N a234567890123456789012345678
iptables -N a2345678901234567890123456789
iptables -A a234567890123456789012345678 -j a234567890123456789012345678
iptables -A INPUT -j a2345678901234567890123456789
iptables -A a2345678901234567890123456789 -j DROP
iptables -A INPUT -j a234567890123456789012345678
iptables -S
iptables -E user renamed
iptables -E renamed INPUT
iptables -E renamed two
iptables -E three -dash
iptables -E nope x
iptables -E two
iptables -E
iptables --rename-chain two 2
iptables --rename 2 two
iptables -X two
iptables -X nope
iptables -X INPUT
iptables -X a234567890123456789012345678
iptables -X -n
iptables -X three renamed
iptables --delete-chain three
iptables -F nope
iptables -F INPUT
iptables -F INPUT 1
iptables --flush INPUT
iptables -F -v
iptables -F
iptables -X
iptables -t nat -F
iptables -t nat -X
iptables -t mangle -X nope
iptables -P INPUT DROP
iptables -P INPUT ACCEPT
iptables -P INPUT RETURN
iptables -P INPUT QUEUE
iptables -P INPUT drop
iptables -P INPUT
iptables -P
iptables -P nope DROP
iptables -P PREROUTING DROP
iptables -t nat -P PREROUTING DROP
iptables -t nat -P PREROUTING ACCEPT
iptables -t raw -P PREROUTING DROP
iptables --policy INPUT DROP
iptables --pol INPUT ACCEPT
iptables -P INPUT DROP -c 5 6
iptables -P INPUT DROP -v
iptables -N new -j DROP
iptables -N new -s 192.0.2.1
iptables -X new -n
iptables -E a b -n
END
}

@test "addresses, interfaces, protocols" {
	alike <<'END'
iptables -A INPUT -s 192.0.2.1,192.0.2.2
iptables -A INPUT -s 192.0.2.1,,192.0.2.2
iptables -A INPUT -s 192.0.2.1,
iptables -A INPUT -s ,192.0.2.1
iptables -A INPUT -s '192.0.2.1, 192.0.2.2'
iptables -A INPUT -s 192.0.2.1,192.0.2.2 -d 198.51.100.1,198.51.100.2
iptables -I INPUT -s 203.0.113.1,203.0.113.2 -j DROP
iptables -I INPUT 3 -s 203.0.113.3,203.0.113.4 -j DROP
iptables -D INPUT -s 203.0.113.1,203.0.113.2 -j DROP
iptables -D INPUT -s 203.0.113.3,203.0.113.9 -j DROP
iptables -C INPUT -s 203.0.113.4,203.0.113.9 -j DROP
iptables -A INPUT ! -s 192.0.2.1,192.0.2.2
iptables -A INPUT -s ! 192.0.2.1
iptables -A INPUT ! -s 192.0.2.1
iptables -A INPUT ! -d 192.0.2.0/24
iptables -A INPUT ! ! -d 192.0.2.0/24
iptables -A INPUT !
iptables -A INPUT ! -j ACCEPT
iptables -A INPUT ! -m tcp
iptables ! -A INPUT
iptables -A ! INPUT
iptables -A INPUT -s localhost
iptables -A INPUT -s localhost/8
iptables -A INPUT -s loopback
iptables -A INPUT -s no-such-host.invalid
iptables -A INPUT -s 1
iptables -A INPUT -s 10
iptables -A INPUT -s 10.1
iptables -A INPUT -s 10.1/16
iptables -A INPUT -s 10.1.2/255.255.0.0
iptables -A INPUT -s 0
iptables -A INPUT -s 0/0
iptables -A INPUT -s any/0
iptables -A INPUT -s 0x7f000001
iptables -A INPUT -s 010.0.0.1
iptables -A INPUT -s 256.1.1.1
iptables -A INPUT -s 1.2.3.4.5
iptables -A INPUT -s 1.2.3.4/
iptables -A INPUT -s 1.2.3.4/-1
iptables -A INPUT -s 1.2.3.4/33
iptables -A INPUT -s 1.2.3.4/255.255.255
iptables -A INPUT -s 1.2.3.4/0.0.0.255
iptables -A INPUT -s 1.2.3.4/8/8
iptables -A INPUT -s ::1
iptables -A INPUT -s
iptables -A INPUT -s 192.0.2.1 -s 192.0.2.2
ip6tables -A INPUT -s ::1
ip6tables -A INPUT -s 2001:db8::1,2001:db8::2
ip6tables -A INPUT -s 2001:db8::1/64 -d 2001:db8::/ffff::
ip6tables -A INPUT -s 2001:db8::1/129
ip6tables -A INPUT -s 2001:db8::g
ip6tables -A INPUT -s ::ffff:192.0.2.1
ip6tables -A INPUT -s 2001:DB8:0:0:0:0:0:1
ip6tables -A INPUT -s fe80::1%lo
ip6tables -A INPUT -s 192.0.2.1
ip6tables -A INPUT -s ::/0
ip6tables -A INPUT -f
ip6tables -L -n
ip6tables -S
iptables -A INPUT -i eth0
iptables -A INPUT -i eth+
iptables -A INPUT -i +
iptables -A INPUT ! -i +
iptables -A INPUT -i ''
iptables -A INPUT -i 'a/b'
iptables -A INPUT -i 123456789012345
iptables -A INPUT -i 1234567890123456
iptables -A INPUT -i 12345678901234+
iptables -A INPUT -i eth0.1 -i eth1
iptables -A INPUT -i -x
iptables -A INPUT -i '!x'
iptables -A INPUT -i eth0:1
iptables -A OUTPUT -i eth0
iptables -A INPUT -o eth0
iptables -t nat -A PREROUTING -o eth0
iptables -t nat -A POSTROUTING -i eth0
iptables -A FORWARD --in-interface eth0 --out-interface eth1
iptables -A FORWARD --in eth0 --out eth1
iptables -A INPUT -p tcp
iptables -A INPUT -p TCP
iptables -A INPUT -p 6
iptables -A INPUT -p 0
iptables -A INPUT -p all
iptables -A INPUT ! -p all
iptables -A INPUT -p 255
iptables -A INPUT -p 256
iptables -A INPUT -p -1
iptables -A INPUT -p 0x6
iptables -A INPUT -p nope
iptables -A INPUT -p ''
iptables -A INPUT -p esp
iptables -A INPUT -p ipv6-icmp
iptables -A INPUT -p icmpv6
iptables -A INPUT -p udplite
iptables -A INPUT ! -p tcp
iptables -A INPUT -p ! tcp
iptables -A INPUT -p tcp -p udp
iptables -A INPUT --protocol tcp
iptables -A INPUT --proto tcp
iptables -A INPUT -p tcp --dport http
iptables -A INPUT -p tcp --dport ssh:http
iptables -A INPUT -p tcp --dport nope
iptables -A INPUT -p tcp --dport 0
iptables -A INPUT -p tcp --dport 65536
iptables -A INPUT -p tcp --dport 20:10
iptables -A INPUT -p tcp --dport :10
iptables -A INPUT -p tcp --dport 10:
iptables -A INPUT -p tcp --dport :
iptables -A INPUT -p tcp --dport ''
iptables -A INPUT -p tcp --dport=22
iptables -A INPUT -p tcp --dpo 22
iptables -A INPUT -p tcp --dport 22 --dport 23
iptables -A INPUT -p tcp ! --dport 22
iptables -A INPUT -p udp --dport domain
iptables -A INPUT -f
iptables -A INPUT ! -f
iptables -A INPUT --fragment
iptables -A INPUT ! --fragment -j DROP
iptables -L -n
iptables -L -n -v
ip6tables -A INPUT -p icmp
ip6tables -A INPUT -p icmpv6
ip6tables -A INPUT -p ipv6-icmp --icmpv6-type echo-request
ip6tables -A INPUT -p ah
ip6tables -A INPUT -p ipv6-frag
ip6tables -A INPUT -p 0
ip6tables -S
END
}

@test "matches without their protocol, options without their match" {
	alike <<'END'
iptables -A FORWARD
iptables -A INPUT -p tcp -m udp
iptables -A INPUT -p tcp -m udp --dport 22
iptables -A INPUT -p udp -m tcp --dport 22
iptables -A INPUT -m tcp
iptables -A INPUT -m tcp --dport 22
iptables -A INPUT -m udp --dport 22
iptables -A INPUT -m icmp --icmp-type 8
iptables -A INPUT ! -p tcp -m tcp
iptables -A INPUT -p udp -m icmp --icmp-type 8
iptables -A INPUT -p all -m tcp --dport 22
iptables -A INPUT -p udp -m udp -m tcp --dport 22
iptables -A INPUT -p tcp -m sctp --dport 22
iptables -A INPUT -m sctp --dport 22
iptables -A INPUT -m dccp --dport 22
iptables -A INPUT -p tcp -m dccp --dport 22
iptables -A INPUT -m multiport --dports 22
iptables -A INPUT -p icmp -m multiport --dports 22
iptables -A INPUT ! -p tcp -m multiport --dports 22
iptables -A INPUT -m tcpmss --mss 100
iptables -A INPUT -p udp -m tcpmss --mss 100
iptables -A INPUT -m ecn --ecn-tcp-ece
iptables -A INPUT -m ecn --ecn-ip-ect 1
iptables -A INPUT -m esp --espspi 1
iptables -A INPUT -p ah -m esp --espspi 1
iptables -A INPUT -m ah --ahspi 1
iptables -A INPUT -m connbytes
iptables -A INPUT -p tcp -m connlimit
iptables -A INPUT -j REJECT --reject-with tcp-reset
iptables -A INPUT -p udp -j REJECT --reject-with tcp-reset
iptables -A INPUT -p icmp -m icmp6 --icmpv6-type 1
iptables -A INPUT -m icmp6 --icmpv6-type 1
ip6tables -A INPUT -m icmp6 --icmpv6-type 1
ip6tables -A INPUT -p icmp -m icmp6 --icmpv6-type 1
ip6tables -A INPUT -p tcp -m icmp6 --icmpv6-type 1
ip6tables -A INPUT -m icmp --icmp-type 8
ip6tables -A INPUT -p udp -m tcp --dport 22
ip6tables -A INPUT -m tcp --dport 22
iptables -t nat -A PREROUTING -j DNAT --to 192.0.2.1:80
iptables -t nat -A PREROUTING -j REDIRECT --to-ports 80
iptables -t nat -A POSTROUTING -j MASQUERADE --to-ports 80
iptables -t nat -A POSTROUTING -j SNAT --to 192.0.2.1:80
iptables -t mangle -A PREROUTING -j TPROXY --on-port 80
iptables -t mangle -A FORWARD -j TCPMSS --set-mss 1000
iptables -t mangle -A FORWARD -p udp -j TCPMSS --set-mss 1000
iptables -t mangle -A FORWARD -j ECN --ecn-tcp-remove
iptables -t mangle -A FORWARD -j TCPOPTSTRIP --strip-options 3
iptables -t raw -A PREROUTING -j CT --helper ftp
iptables -t raw -A PREROUTING -p udp -j CT --helper ftp
iptables -A INPUT -j SYNPROXY
iptables -A INPUT --dport 22
iptables -A INPUT --state NEW
iptables -A INPUT --to-ports 22
iptables -A INPUT -j DROP --reject-with tcp-reset
iptables -A INPUT -m state --state NEW --state NEW
iptables -A INPUT -m state --state NEW -m state --state ESTABLISHED
iptables -A INPUT -m state --state
iptables -A INPUT -m state --state ''
iptables -A INPUT -m state
iptables -A INPUT -m
iptables -A INPUT -m ''
iptables -A INPUT -m nope
iptables -A INPUT -j nope
iptables -A INPUT -j ''
iptables -A INPUT -j
iptables -A INPUT -g nope
iptables -A INPUT -g DROP
iptables -A INPUT -j INPUT
iptables -A INPUT -j FORWARD
iptables -A INPUT -j PREROUTING
iptables -A INPUT -j ACCEPT -j DROP
iptables -A INPUT -j ACCEPT -g DROP
iptables -A INPUT -j ACCEPT extra
iptables -A INPUT extra -j ACCEPT
iptables -A INPUT -- -j ACCEPT
iptables -A INPUT --
iptables -A INPUT -
iptables -A INPUT -j -x
iptables -A INPUT -m tcp=x
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN SYN
iptables -A INPUT -p tcp -m tcp --tcp-flags SYN
iptables -A INPUT -p tcp -m tcp --tcp-flags NOPE SYN
iptables -A INPUT -p tcp --syn
iptables -A INPUT -p tcp ! --syn
iptables -A INPUT -p icmp --icmp-type nope
iptables -A INPUT -p icmp --icmp-type 300
iptables -A INPUT -m limit --limit 0
iptables -A INPUT -m limit --limit 5/fortnight
iptables -A INPUT -m limit --limit-burst 5
iptables -A INPUT -m mark --mark 1/
iptables -A INPUT -m mark --mark x
iptables -A INPUT -m mac --mac-source 1:2:3
iptables -A INPUT -m comment --comment
iptables -A INPUT -m comment
iptables -A INPUT -m set --match-set nope src
iptables -A INPUT -j LOG --log-level nope
iptables -A INPUT -j LOG --log-prefix 123456789012345678901234567890
iptables -A INPUT -j MARK --set-mark x
iptables -t nat -A PREROUTING -j DNAT
iptables -t nat -A PREROUTING -j DNAT --to-destination 1.2.3
iptables -t nat -A INPUT -j DNAT --to-destination 1.2.3.4
iptables -t nat -A POSTROUTING -j DNAT --to-destination 1.2.3.4
iptables -A INPUT -j DNAT --to-destination 1.2.3.4
iptables -t mangle -A INPUT -j REJECT
iptables -j ACCEPT
iptables -p tcp
iptables
iptables -x
iptables -A INPUT -c 1
iptables -A INPUT -c x y
iptables -A INPUT -c 1 y
iptables -A INPUT -c 1,2 -s 192.0.2.77
iptables -A INPUT --set-counters 1 2 -s 192.0.2.78
iptables -A INPUT -c 1 2 -c 3 4
iptables -A INPUT -n
iptables -A INPUT -x
iptables -A INPUT --line-numbers
iptables -A INPUT --modprobe=/bin/true -s 192.0.2.79
iptables -A INPUT --modprobe /bin/true -s 192.0.2.79
iptables -M /bin/true -A INPUT -s 192.0.2.79
iptables -w -A INPUT -s 192.0.2.80
iptables -w 5 -A INPUT -s 192.0.2.80
iptables -w5 -A INPUT -s 192.0.2.80
iptables -w x -A INPUT -s 192.0.2.80
iptables --wait -A INPUT -s 192.0.2.80
iptables --wait=5 -A INPUT -s 192.0.2.80
iptables -W 5 -A INPUT -s 192.0.2.80
iptables -w -W 5 -A INPUT -s 192.0.2.80
iptables -A INPUT -s 192.0.2.81 -w
iptables -A INPUT -m state --state NEW -w 5 -j ACCEPT
iptables -4 -A INPUT -s 192.0.2.82
iptables --ipv4 -A INPUT -s 192.0.2.82
iptables -6 -A INPUT -s 192.0.2.82
iptables --ipv6 -A INPUT
ip6tables --ipv6 -A INPUT -s 2001:db8::82
ip6tables -4 -A INPUT
iptables -A INPUT -V
iptables -V
iptables --version
iptables --vers
iptables -A INPUT -A FORWARD
iptables -F -X
iptables -N a -N b
iptables -Q
iptables --nope
iptables -A INPUT --é
END
}

@test "save" {
	alike <<'END'
iptables -A INPUT -c 3 4 -j ACCEPT
iptables -t nat -A POSTROUTING -j MASQUERADE
iptables-save
iptables-save -c
iptables-save --counters
iptables-save -t nat
iptables-save -tnat
iptables-save --table nat
iptables-save --table=nat
iptables-save -t nope
iptables-save -t raw
iptables-save -t
iptables-save -M /bin/true
iptables-save --modprobe=/bin/true
iptables-save -V
iptables-save --version
iptables-save -f /dev/stdout
iptables-save --file /dev/stdout
iptables-save -f /nonexistent/x
iptables-save -f
iptables-save -4
iptables-save -6
iptables-save -x
iptables-save extra
iptables-save -c extra
iptables-save -d
ip6tables-save
ip6tables-save -c
ip6tables-save -6
ip6tables-save -4
ip6tables-save -V
END
}

@test "restore" {
	printf '*filter\n:INPUT DROP [7:8]\n[1:2] -A INPUT -s 192.0.2.1 -j ACCEPT\nCOMMIT\n' >"$T/f"
	printf '*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n*filter\n-A INPUT -j NFLOG\nCOMMIT\n' >"$T/g"
	alike <<'END'
iptables-restore "$T/f"
iptables-restore <"$T/f"
iptables-restore -c "$T/f"
iptables-restore --counters "$T/f"
iptables-restore -c <"$T/g"
iptables-restore -n "$T/f"
iptables-restore --noflush "$T/f"
iptables-restore -t "$T/f"
iptables-restore --test "$T/g"
iptables-restore -v "$T/f"
iptables-restore -v "$T/g"
iptables-restore -nv "$T/g"
iptables-restore -T nat "$T/g"
iptables-restore --table filter "$T/g"
iptables-restore -T nope "$T/g"
iptables-restore -T raw "$T/g"
iptables-restore -T
iptables-restore -M /bin/true "$T/f"
iptables-restore --modprobe=/bin/true "$T/f"
iptables-restore -w "$T/f"
iptables-restore -w 5 "$T/f"
iptables-restore --wait=5 "$T/f"
iptables-restore -W 5 "$T/f"
iptables-restore -w -W 5 "$T/f"
iptables-restore -V
iptables-restore --version
iptables-restore -x
iptables-restore -4 "$T/f"
iptables-restore -6 "$T/f"
iptables-restore "$T/nope"
iptables-restore "$T/f" "$T/g"
iptables-restore </dev/null
iptables-restore <<<''
iptables-restore <<<'# comment'
iptables-restore <<<'*filter'
iptables-restore <<<'COMMIT'
iptables-restore <<<'rubbish'
iptables-restore <<<'*nope'
iptables-restore <<<'*'
iptables-restore <<<'* filter'
iptables-restore <<<$'*filter\n:INPUT\nCOMMIT'
iptables-restore <<<$'*filter\n:\nCOMMIT'
iptables-restore <<<$'*filter\n:INPUT ACCEPT\nCOMMIT'
iptables-restore <<<$'*filter\n:user - [x]\nCOMMIT'
iptables-restore -c <<<$'*filter\n:INPUT ACCEPT [x]\nCOMMIT'
iptables-restore <<<$'*filter\n:INPUT -\nCOMMIT'
iptables-restore <<<$'*filter\n:INPUT NOPE\nCOMMIT'
iptables-restore <<<$'*filter\n:mine ACCEPT [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:mine - [0:0]\n:mine - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:PREROUTING - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:ACCEPT - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:-x - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:a2345678901234567890123456789 - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:a234567890123456789012345678 - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:a - [0:0]\n-A a -j b\n:b - [0:0]\nCOMMIT'
iptables-restore <<<$'*filter\n:a - [0:0]\n:b - [0:0]\n-A a -j b\n-A INPUT -g a\nCOMMIT'
iptables-restore <<<$'*filter\n:a - [0:0]\n-A a -j a\nCOMMIT'
iptables-restore <<<$'*filter\n*nat\nCOMMIT'
iptables-restore <<<$'*filter\nCOMMIT \n'
iptables-restore <<<$'*filter\n COMMIT\n'
iptables-restore <<<$'*filter\n  -A INPUT -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n\t-A INPUT -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -j DROP # why\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT \\\n -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n# a\n #b\nCOMMIT\n'
iptables-restore <<<$'*filter\n[1:2 -A INPUT -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n[1:2]-A INPUT -j DROP\nCOMMIT\n'
iptables-restore -c <<<$'*filter\n[x:2] -A INPUT -j DROP\nCOMMIT\n'
iptables-restore -c <<<$'*filter\n[1:x] -A INPUT -j DROP\nCOMMIT\n'
iptables-restore -c <<<$'*filter\n[1:2] -A INPUT -c 3 4 -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -t nat -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -w -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m nope\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -j nope\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A nope -j ACCEPT\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A\nCOMMIT\n'
iptables-restore <<<$'*filter\n-X nope\nCOMMIT\n'
iptables-restore <<<$'*filter\n-D INPUT 1\nCOMMIT\n'
iptables-restore <<<$'*filter\n-D INPUT -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-C INPUT -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-N a\n-E a b\nCOMMIT\n'
iptables-restore <<<$'*filter\n:a - [0:0]\n-A INPUT -j a\n-E a b\nCOMMIT\n'
iptables-restore <<<$'*filter\n-N a\n-N a\nCOMMIT\n'
iptables-restore <<<$'*filter\n-P INPUT DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -s 192.0.2.1,192.0.2.2 -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-I INPUT -s 192.0.2.1,192.0.2.2 -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m comment --comment "a b" -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m comment --comment \'a b\' -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m comment --comment "" -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m comment --comment "a"b -j DROP\nCOMMIT\n'
iptables-restore <<<$'*filter\n-A INPUT -m comment --comment a"b" -j DROP\nCOMMIT\n'
ip6tables-restore <<<$'*filter\n-A INPUT -s 2001:db8::1 -j DROP\nCOMMIT\n'
ip6tables-restore -4 <<<$'*filter\n-A INPUT -s 2001:db8::1 -j DROP\nCOMMIT\n'
ip6tables-restore <<<$'*filter\n-4 -A INPUT -s 192.0.2.1 -j DROP\n-6 -A INPUT -j DROP\nCOMMIT\n'
END
}

@test "CT --notrack with more words" {
	alike <<'END'
iptables -t raw -A PREROUTING -j CT --notrack --zone 4
iptables -t raw -A PREROUTING -j CT --zone-orig 5 --notrack
iptables -t raw -A PREROUTING -j CT --notrack --zone-reply mark
iptables -t raw -A OUTPUT -j CT --notrack --ctevents new,destroy --expevents new
iptables -t raw -A OUTPUT -j CT --notrack --helper ftp
iptables -t raw -A OUTPUT -j CT --notrack --helper ftp --timeout none --ctevents mark --zone 65535
iptables -t raw -S
iptables -t raw -L -n -v
iptables -t raw -C PREROUTING -j CT --notrack
iptables -t raw -C PREROUTING -j CT --notrack --zone 5
iptables -t raw -C PREROUTING -j CT --notrack --zone 4
iptables -t raw -D OUTPUT -j CT --notrack --helper sip
iptables -t raw -D OUTPUT -j CT --notrack --helper ftp
ip6tables -t raw -A PREROUTING -j CT --notrack --zone 4
ip6tables -t raw -D PREROUTING -j CT --notrack --zone 4
iptables -t mangle -A PREROUTING -j CT --notrack --zone 4
END
}

# Each of these once gave something else; tests/words found them.
@test "found by random words" {
	printf '*filter\n-A INPUT -j ACCEPT\n%s\nCOMMIT\n' '   ' >"$T/blank"
	printf '*filter\n%s\nCOMMIT\n' '[1:2]' >"$T/counters"
	printf '*filter\n-A INPUT\n-X INPUT\nCOMMIT\n' >"$T/removed"
	alike <<'END'
iptables -A INPUT -c 3 4
iptables -A INPUT -c 5 6
iptables -I INPUT ' 1' -j DROP
iptables -I INPUT +1 -j DROP
iptables -D INPUT $'\t1'
iptables -D INPUT ' -1' #<11
iptables -A INPUT -d 192.0.2.1/+8
iptables -A INPUT -d '192.0.2.1/ 9'
iptables -A INPUT -d '192.0.2.1/9 '
iptables -A INPUT -d '192. 0.+2.1'
iptables -A INPUT -p ' 6'
iptables -A INPUT -p +17
iptables -A INPUT -p xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxXXXXXXXX
iptables -A INPUT -c ' 7' +8
iptables -A INPUT -c 18446744073709551616 1
iptables -L INPUT 1 -Z -v
iptables -S -v
iptables -A INPUT -c 5 6
iptables -A INPUT -c 7 8
iptables -Z INPUT 1 -L -n -v #<11
iptables -L -Z INPUT 2
iptables -S -v
iptables -L -Z -Z
iptables -L -Z -A INPUT
iptables -A INPUT -p esp -m esp --e 0
iptables -A INPUT -m iprange --sr 192.0.2.1
iptables -A INPUT -m iprange --src-r 192.0.2.1
iptables -A INPUT -p tcp --s 5
iptables -A INPUT -p tcp --des 192.0.2.1
iptables -A INPUT -p tcp -m tcp --des 192.0.2.1
iptables -A INPUT -p tcp -m iprange --source-po 4
iptables -A INPUT -m helper --he
iptables -A INPUT -m ipv6-icmp
iptables -A INPUT -m icmpv6
iptables --j
iptables -A INPUT --out
iptables -N LOG extra
iptables -N ACCEPT -A x
iptables -S -j nope -i eth0
iptables -A INPUT -o eth0 -m tcp --dport 4
iptables -L -n -m udp --dport 5
iptables -A INPUT -o eth0 -t nope
iptables -t nope -P INPUT BAD
iptables -P '' BAD
iptables -P '' DROP
iptables -D '' -j ACCEPT
iptables -C '' -j ACCEPT
iptables -D '' 1
iptables -Z '' 1
iptables -E '' user
iptables -E '' INPUT
iptables -E '' none
iptables -I nope -j TTL --ttl-inc 1
iptables -A nope -j MASQUERADE
iptables -A nope -p tcp -m udp
iptables -A OUTPUT -j TRACE
iptables -t mangle -A FORWARD -p icmp -j TRACE
iptables -A INPUT -W 1000000x
iptables -A INPUT -w -W 99999999999999999
iptables -A INPUT -w -W 18446744073709551616
iptables -A INPUT -w -W +1
iptables -A INPUT -w ' 5'
ip6tables -t mangle -A PREROUTING -j DNPT --src-pfx dead::beef --dst-pfx 1c3::/64
iptables-restore <"$T/blank"
iptables-restore <"$T/counters"
iptables-restore -c <"$T/counters"
iptables-restore <"$T/removed"
iptables-restore -n -T filter <<<$'*filter\nCOMMIT\n:x'
iptables-restore -n -T filter <<<$'*nat\nCOMMIT\n:x\n*filter\nCOMMIT'
iptables-restore -n -T filter <<<$'x\n*filter\nCOMMIT'
iptables -A FORWARD -m limit --limit 1/day
iptables -A FORWARD -m limit --limit 1/hour --limit-burst 1000
iptables -N user
iptables -A user
iptables -R user 1 -o eth0
iptables -A INPUT
iptables -R INPUT 1 -o eth0
END
}

# ours STATUS TEXT COMMAND...: what docs/differences.md says of us; TEXT is in what was printed.
ours() {
	local rc=0
	"${@:3}" >"$T/out" 2>&1 </dev/null || rc=$?
	[ $rc = "$1" ] || { echo "${*:3}: status $rc, wanted $1: $(cat "$T/out")"; return 1; }
	[[ $(<"$T/out") == *"$2"* ]] || { echo "${*:3}: '$2' is not in: $(cat "$T/out")"; return 1; }
}

@test "where we differ on purpose" {
	# An option's value may be attached to it; iptables-nft then takes the option itself for the value.
	ours 0 "" iptables -AINPUT -jDROP -s192.0.2.2
	ours 0 "" iptables -A FORWARD --in-interface=eth0 --protocol=tcp --jump=ACCEPT
	iptables -C INPUT -s 192.0.2.2 -j DROP
	iptables -C FORWARD -i eth0 -p tcp -j ACCEPT
	ours 2 "host/network \`é' not found" iptables -A INPUT -sé
	ours 2 'unknown option "-é"' iptables -é
	# The sentence of iptables-legacy.
	for c in "-L nope" "-L nope 1" "-S nope" "-F nope" "-Z nope"; do
		ours 1 "iptables: No chain/target/match by that name." iptables $c
	done
	# -E takes the names that -N takes, and no builtin chain.
	iptables -N user
	ours 2 "chain name \`a2345678901234567890123456789' too long" iptables -E user a2345678901234567890123456789
	ours 2 "may not clash" iptables -E user DROP
	ours 2 "Invalid chain name" iptables -E user "a b"
	ours 2 "may not clash" iptables -E user ""
	ours 1 "No chain/target/match by that name." iptables -E INPUT input
	# Ports of every protocol but one: legacy's kernel refuses them, iptables-nft looks at their bytes.
	ours 4 "RULE_APPEND failed (Invalid argument)" iptables -A INPUT ! -p tcp -m tcp --dport 22
	# A second -v tells no expressions.
	ours 0 "ACCEPT  all opt -- in * out *" iptables -vv -A INPUT -j ACCEPT
	[ "$(wc -l <"$T/out")" = 1 ]
	# Help.
	for p in iptables-save iptables-restore; do for o in -h --help; do ours 0 "$p" "$BINDIR/$p" $o; done; done
	# Input that is a folder is no empty file.
	ours 1 "Is a directory" iptables-restore "$T"
	# In a file -L and -S show what the kernel has.
	iptables -F
	printf '*filter\n-A INPUT -s 192.0.2.9\n-S INPUT\nCOMMIT\n' >"$T/f"
	ours 0 "-P INPUT ACCEPT" iptables-restore "$T/f"
	[ "$(wc -l <"$T/out")" = 1 ]
	iptables -C INPUT -s 192.0.2.9
}
