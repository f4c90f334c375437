#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Every command of iptables, beside iptables-nft: status, stdout, first line of stderr.
load ../lib/helper
setup_file() { start_peer; }
teardown_file() { stop_peer; }

@test "append, list, check, delete" {
	both iptables -A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT
	both iptables -A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
	both iptables -S
	both iptables -C INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
	both iptables -C INPUT -m state --state NEW -j ACCEPT
	both iptables -D INPUT -m state --state NEW -j ACCEPT
	both iptables -D INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
	both iptables -D INPUT 1
	both iptables -S INPUT
}

@test "insert at the head, in the middle, at the end and beyond" {
	for n in 1 2 3; do both iptables -A INPUT -s 192.0.2.$n -j DROP; done
	both iptables -I INPUT -s 198.51.100.1 -j DROP
	both iptables -I INPUT 3 -s 198.51.100.3 -j DROP
	both iptables -I INPUT 6 -s 198.51.100.6 -j DROP
	both iptables -I INPUT 9 -s 198.51.100.9 -j DROP
	both iptables -I INPUT 0 -s 198.51.100.9 -j DROP
	both iptables -S
}

@test "replace" {
	both iptables -R INPUT 1 -j DROP
	for n in 1 2 3; do both iptables -A INPUT -s 192.0.2.$n -j DROP; done
	both iptables -R INPUT 2 -s 198.51.100.2 -j ACCEPT
	both iptables -R INPUT 4 -s 198.51.100.2 -j ACCEPT
	both iptables -R INPUT 0 -s 198.51.100.2 -j ACCEPT
	both iptables -S
}

@test "delete by number" {
	for n in 1 2 3; do both iptables -A INPUT -s 192.0.2.$n -j DROP; done
	both iptables -D INPUT 4
	both iptables -D INPUT 0
	both iptables -D INPUT 2
	both iptables -S
}

@test "chains: new, rename, delete, in use, not there" {
	both iptables -N web
	both iptables -N web
	both iptables -A INPUT -p tcp --dport 80 -j web
	both iptables -A web -j ACCEPT
	both iptables -X web
	both iptables -E web www
	both iptables -S
	both iptables -E nope www2
	both iptables -E www INPUT
	both iptables -F www
	both iptables -D INPUT 1
	both iptables -X www
	both iptables -X www
	both iptables -X INPUT
	both iptables -S
}

@test "chain names" {
	both iptables -N a234567890123456789012345678
	both iptables -N a2345678901234567890123456789
	both iptables -N -x
	both iptables -N '!x'
	both iptables -N ACCEPT
	both iptables -N 'a b'
	both iptables -S
}

@test "flush one chain, a table, and all user chains" {
	both iptables -N one
	both iptables -N two
	for c in INPUT one two; do both iptables -A $c -s 192.0.2.1 -j DROP; done
	both iptables -F one
	both iptables -S
	both iptables -F
	both iptables -X
	both iptables -S
	both iptables -F nope
}

@test "policy" {
	both iptables -P INPUT DROP
	both iptables -P FORWARD ACCEPT
	both iptables -P INPUT REJECT
	both iptables -P nope DROP
	both iptables -N user
	both iptables -P user DROP
	both iptables -L
	both iptables -S
}

@test "goto, jump, return" {
	both iptables -N user
	both iptables -A INPUT -s 192.0.2.1 -g user
	both iptables -A user -j RETURN
	both iptables -S
	both iptables -L -n
	both iptables -L -v -n
}

# iptables-nft 1.8.11 refuses -n with -L -Z, and then it is not asked for it.
numeric() { since 11 || printf -- -n; }

@test "counters: set, zero, one rule, a chain" {
	both iptables -A INPUT -c 10 2000 -s 192.0.2.1 -j DROP
	both iptables -A INPUT -c 30,4000 -s 192.0.2.2 -j DROP
	both iptables -A INPUT -c 12345678 123456789012 -j ACCEPT
	both iptables -S -v
	both iptables -L -v -n
	both iptables -L -v -n -x
	both iptables -Z INPUT 1
	both iptables -L INPUT -v -n
	both iptables -L -Z -v $(numeric)
	both iptables -L -v -n
	says 1 "Index of counter too big" iptables -Z INPUT 7 # as iptables-legacy; iptables-nft 1.8.9 says nothing
}

@test "counters: a list with -Z names chains that were never made" {
	both iptables -A INPUT -c 10 2000 -s 192.0.2.1 -j DROP
	both iptables -Z -v
	both iptables -L FORWARD -Z -v $(numeric)
	both iptables -S -Z -v
	both iptables -L -Z $(numeric)
	both iptables -N user
	both iptables -L user -Z -v $(numeric)
	both iptables -L -v -n
}

@test "-j QUEUE keeps its word" {
	iptables -A INPUT -j QUEUE
	iptables -A INPUT -j NFQUEUE --queue-num 0
	iptables -I INPUT 1 -p tcp -m comment --comment "to nobody" -m tcp --dport 22 -j QUEUE
	[ "$(rules)" = '-A INPUT -p tcp -m comment --comment "to nobody" -m tcp --dport 22 -j QUEUE
-A INPUT -j QUEUE
-A INPUT -j NFQUEUE --queue-num 0' ]
	iptables -L INPUT -n | grep -q "^QUEUE "
	iptables -C INPUT -j QUEUE
	iptables -Z
	iptables -D INPUT -j QUEUE
	says 1 "Bad rule (does a matching rule exist in that chain?)." iptables -C INPUT -j QUEUE
	iptables -C INPUT -j NFQUEUE
	iptables-save >"$T/saved"
	iptables-restore "$T/saved"
	[ "$(rules)" = "$(grep ^-A "$T/saved")" ]
	ip6tables -A INPUT -j QUEUE
	[ "$(ip6tables -S INPUT 1)" = "-A INPUT -j QUEUE" ]
	both iptables-translate -A INPUT -j QUEUE
	both iptables -N QUEUE
	both iptables -P INPUT QUEUE
	both iptables -A INPUT -g QUEUE
}

@test "lists in every format" {
	both iptables -P FORWARD DROP
	both iptables -N user
	both iptables -A INPUT -i eth0 -s 192.0.2.0/24 ! -d 198.51.100.7 -p tcp -m tcp --dport 80:90 -j user
	both iptables -A INPUT -p icmp -j ACCEPT
	both iptables -A INPUT -p 47 -f -j DROP
	both iptables -A user -m comment --comment "what it is for" -j REJECT
	for options in "" -n "-n -v" "-n --line-numbers" "-v -n -x" "-n -v --line-numbers"; do
		both iptables -L $options
		both iptables -L INPUT $options
	done
	both iptables -L INPUT 2 -n
	both iptables -L INPUT 9 -n
	both iptables -S INPUT 1
	both iptables -S user
	says 1 "No chain/target/match by that name." iptables -L nope
	says 1 "No chain/target/match by that name." iptables -S nope
}

@test "several addresses make several rules" {
	both iptables -A INPUT -s 192.0.2.1,192.0.2.2 -d 198.51.100.0/24,203.0.113.0/24 -j DROP
	both iptables -S
	both iptables -C INPUT -s 192.0.2.1,192.0.2.2 -d 198.51.100.0/24,203.0.113.0/24 -j DROP
	both iptables -D INPUT -s 192.0.2.1,192.0.2.2 -d 198.51.100.0/24 -j DROP
	both iptables -S
	both iptables -A INPUT ! -s 192.0.2.1,192.0.2.2 -j DROP
}

@test "addresses and masks" {
	for address in 0/0 10/8 10.0.0.0/255.0.255.0 192.0.2.77/24 192.0.2.1/32 192.0.2.1/0 0.0.0.0; do
		both iptables -A INPUT -s $address -j DROP
	done
	both iptables -S
	for address in 10.0.0.300 1.2.3 fe80::1 192.0.2.1/33 192.0.2.1/x ""; do
		both iptables -A INPUT -s "$address" -j DROP
	done
}

@test "tables" {
	both iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
	both iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
	both iptables -t mangle -A POSTROUTING -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
	both iptables -t raw -A PREROUTING -p udp --dport 53 -j NOTRACK
	both iptables -t security -A INPUT -j ACCEPT
	for t in nat mangle raw security filter; do both iptables -t $t -S; both iptables -t $t -L -n -v; done
	both iptables -t nope -L
	both iptables -t nat -A INPUTT -j ACCEPT
}

@test "ip6tables" {
	both ip6tables -A INPUT -s 2001:db8::/32 -p tcp -m tcp --dport 22 -j ACCEPT
	both ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
	both ip6tables -A INPUT ! -s 2001:db8::1 -j REJECT --reject-with icmp6-adm-prohibited
	both ip6tables -A INPUT -s 192.0.2.1 -j DROP
	both ip6tables -S
	both ip6tables -L -n -v
	both ip6tables-save
	both iptables -S
}

@test "options of old and odd form" {
	both iptables -A INPUT -p tcp --destination-port 80 -j ACCEPT
	both iptables --append INPUT --source 192.0.2.1 --jump DROP
	both iptables -t filter -A INPUT -s 192.0.2.2 -j DROP
	both iptables -nvL
	iptables -A INPUT --protocol=udp --jump=DROP   # iptables-nft takes the option for the value
	iptables -D INPUT -p udp -j DROP
	both iptables -w -A INPUT -j ACCEPT
	both iptables -w 5 -W 1000 -A INPUT -j ACCEPT
	both iptables -4 -A INPUT -j ACCEPT
	both iptables -6 -A INPUT -j ACCEPT
	both iptables -S
}

@test "usage errors" {
	both iptables
	both iptables -A
	both iptables -A INPUT -Q
	both iptables -A INPUT --nope
	both iptables -A INPUT -D INPUT 1
	both iptables -A INPUT -j
	both iptables -A INPUT -j NOPE
	both iptables -A INPUT -m nope
	both iptables -A INPUT --dport 22 -j ACCEPT
	both iptables -A INPUT -p tcp --dport 70000 -j ACCEPT
	both iptables -A INPUT -p nope -j ACCEPT
	both iptables -A INPUT -m state --state BOGUS -j ACCEPT
	both iptables -A INPUT -m state -j ACCEPT
	both iptables -A INPUT extra words
	both iptables -A INPUT -i aninterfacenametoolong -j ACCEPT
	both iptables -A INPUT -o eth0 -j ACCEPT
	both iptables -A OUTPUT -i eth0 -j ACCEPT
	both iptables -L -s 192.0.2.1
	both iptables -Z -A INPUT
	both iptables -A NOPE -j ACCEPT
	both iptables -D INPUT -s 192.0.2.99 -j DROP
	both iptables -A INPUT -j MASQUERADE
	both iptables -t nat -A PREROUTING -j REJECT
}

@test "a list makes no table, a rule makes what iptables-nft makes" {
	both iptables -L -n
	both iptables -t nat -S
	both iptables-save
	both iptables -A INPUT -j ACCEPT
	both iptables-save
	both iptables -t nat -N user
	both iptables-save
}

@test "version and help" {
	both iptables -V
	both ip6tables --version
	both iptables-save -V
	run -0 iptables -h
	[[ $output == *"--append"* ]]
	run -0 iptables -m state -h
	[[ $output == *"--state"* ]]
	run -0 iptables -j REJECT -h
	[[ $output == *"--reject-with"* ]]
}

# firewalld learns from it which ICMP types there are.
@test "the help of -p icmp ends with the types, as iptables-nft's does" {
	for words in "iptables -w10 -p icmp" "ip6tables -w10 -p ipv6-icmp"; do
		set -- $words
		"$BINDIR/$1" "${@:2}" --help | sed -n '/^Valid ICMP/,$p' >"$T/types"
		peer "$@" --help | sed -n '/^Valid ICMP/,$p' >"$T/peer.types"
		[ "$(wc -l <"$T/peer.types")" -gt 20 ]
		diff "$T/peer.types" "$T/types"
	done
}

@test "one rule is found among many: by rule, by number, twice the same, with a jump" {
	iptables -N X; iptables -N Y
	for n in $(seq 300); do echo "-A INPUT -s 192.0.2.$((n % 250))/32 -j $((n % 2)) -c $n $n"; done |
		sed 's/-j 0/-j X/; s/-j 1/-j DROP/; 1i*filter' | sed '$aCOMMIT' >"$T/many"
	iptables-restore --noflush "$T/many"
	run -0 iptables -S INPUT
	before=("${lines[@]}")
	run -0 iptables -C INPUT -s 192.0.2.50 -j X
	run -1 iptables -C INPUT -s 192.0.2.50 -j Y
	run -1 iptables -C INPUT -s 192.0.2.51 -j X
	run -0 iptables -C INPUT -s 192.0.2.51 -j DROP
	iptables -D INPUT -s 192.0.2.7 -j DROP		# rule 7, not its equal 257
	iptables -D INPUT 99				# what was rule 100
	iptables -R INPUT 10 -s 192.0.2.200 -j Y	# what was rule 11
	iptables -I INPUT 20 -s 192.0.2.201 -j Y	# before what was rule 21
	iptables -I INPUT 300 -s 192.0.2.202 -j Y	# behind the last
	run -1 iptables -D INPUT 301
	[ "$output" = "iptables: Index of deletion too big." ]
	run -1 iptables -D INPUT -s 192.0.2.251 -j DROP
	wanted=("${before[@]:0:7}" "${before[@]:8:3}" "-A INPUT -s 192.0.2.200/32 -j Y" "${before[@]:12:9}"
		"-A INPUT -s 192.0.2.201/32 -j Y" "${before[@]:21:79}" "${before[@]:101}" "-A INPUT -s 192.0.2.202/32 -j Y")
	run -0 iptables -S INPUT
	[ "$(printf '%s\n' "${lines[@]}")" = "$(printf '%s\n' "${wanted[@]}")" ]
}

@test "-M and --modprobe: taken by every program, before and behind the command, and change nothing" {
	local p a=192.0.2.1
	for p in iptables ip6tables; do
		[ $p = iptables ] || a=2001:db8::1
		both $p -M /sbin/modprobe -A INPUT -s $a -j DROP
		both $p --modprobe=/sbin/modprobe -A INPUT -p tcp --dport 22 -j ACCEPT
		both $p -A INPUT -j RETURN --modprobe /no/such/program
		both $p -M /sbin/modprobe -S
		both $p --modprobe=/sbin/modprobe -L -n
		both $p --modprobe=/sbin/modprobe -C INPUT -s $a -j DROP
		both $p-save -M /sbin/modprobe
		both $p-save --modprobe=/sbin/modprobe -t filter
		"$BINDIR/$p-save" | sed 's/ACCEPT$/DROP/' >"$T/rules"
		both $p-restore -M /sbin/modprobe <"$T/rules"
		both $p-restore --modprobe=/no/such/program --noflush <"$T/rules"
		both $p-save
		grep -c '^-A' "$T/out" | grep -qx 6
		both $p -M
		both $p --modprobe
	done
}
