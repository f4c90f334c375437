#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall both: a command for IPv4 and IPv6 is one change, or none.
load ../lib/helper

pair() { "$BINDIR/statewall" both "$@"; }
rules4() { iptables -S | grep -v '^-P' || true; }
rules6() { ip6tables -S | grep -v '^-P' || true; }

# refuses STATUS TEXT WORDS...: so it ends, says so, and nothing has changed.
refuses() {
	local rc=0
	kernel >"$T/was"
	pair "${@:3}" >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = "$1" ] || { echo "${*:3}: status $rc: $(cat "$T/err")"; return 1; }
	grep -qF -- "$2" "$T/err" || { echo "${*:3}: no '$2': $(cat "$T/err")"; return 1; }
	[ ! -s "$T/out" ]
	kernel | diff "$T/was" -
}

@test "one command is two, in one transaction" {

	pair -N mine
	pair -A INPUT -p tcp --dport 22 -j ACCEPT
	[ "$(rules4)" = $'-N mine\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT' ]
	[ "$(rules6)" = "$(rules4)" ]
	pair -I INPUT 1 -m conntrack --ctstate INVALID -j mine
	pair -R INPUT 2 -p udp --dport 53 -j ACCEPT
	pair -A mine -j REJECT
	pair -P FORWARD DROP
	pair -t nat -A POSTROUTING -o ppp0 -j MASQUERADE
	pair -E mine ours
	[ "$(iptables -S | grep -v reject)" = "$(ip6tables -S | grep -v reject)" ]
	iptables -C ours -j REJECT --reject-with icmp-port-unreachable
	ip6tables -C ours -j REJECT --reject-with icmp6-port-unreachable
	ip6tables -t nat -C POSTROUTING -o ppp0 -j MASQUERADE
	pair -C INPUT -p udp --dport 53 -j ACCEPT
	pair -D INPUT -p udp --dport 53 -j ACCEPT
	pair -F
	pair -X ours
	[ -z "$(rules4)$(rules6)" ]
	[ "$(iptables -S FORWARD)$(ip6tables -S FORWARD)" = "-P FORWARD DROP-P FORWARD DROP" ]
}

@test "one generation of the kernel's is both" {
	local pid
	pair -A INPUT -j ACCEPT
	nft monitor >"$T/monitor" 3>&- &
	pid=$!
	sleep 0.5
	pair -A INPUT -p tcp --dport 22 -j DROP
	sleep 0.5
	kill $pid
	[ "$(grep -c 'new generation' "$T/monitor")" = 1 ]
	[ "$(grep -c 'add rule' "$T/monitor")" = 2 ]
}

@test "lists: one behind the other" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	ip6tables -A INPUT -s 2001:db8::1 -j DROP -c 3 300
	pair -S INPUT | diff - <(echo '# IPv4'; iptables -S INPUT; echo; echo '# IPv6'; ip6tables -S INPUT)
	pair -L -nv | diff - <(echo '# IPv4'; iptables -L -nv; echo; echo '# IPv6'; ip6tables -L -nv)
	pair -L INPUT -Z -nvx >"$T/out"
	grep -q '^ *3 *300 DROP' "$T/out"
	[ "$(ip6tables -S INPUT -v | tail -n 1)" = "-A INPUT -s 2001:db8::1/128 -c 0 0 -j DROP" ]
	run -1 pair -S none
	[[ $output == *"iptables: No chain/target/match by that name."* ]]
	ip6tables -N six
	run -1 pair -S six
}

@test "what one family refuses, neither gets, and it is said which" {
	iptables -N four
	ip6tables -N six
	iptables -A INPUT -j LOG
	refuses 1 "iptables: No chain/target/match by that name." -A six -j ACCEPT
	grep -qx 'statewall both: IPv4 refuses it: neither family is changed' "$T/err"
	refuses 1 "ip6tables: No chain/target/match by that name." -A four -j ACCEPT
	grep -qx 'statewall both: IPv6 refuses it: neither family is changed' "$T/err"
	refuses 1 "iptables: Chain already exists." -N four
	refuses 1 "ip6tables: Chain already exists." -N six
	refuses 1 "ip6tables: Bad rule" -D INPUT -j LOG
	refuses 1 "ip6tables: Bad rule" -C INPUT -j LOG
	run -1 grep -q refuses "$T/err"
	refuses 2 "ip6tables v1.8" -A INPUT -j four
	refuses 2 "iptables v1.8" -A INPUT -j six
	# The kernel refuses one half of the transaction.
	ip6tables -A INPUT -j six
	iptables -N six
	refuses 4 "CHAIN_DEL failed (Device or resource busy): chain six" -X six
	grep -qx 'statewall both: IPv6 refuses it: neither family is changed' "$T/err"
}

@test "words of one family are told" {
	refuses 2 "\`192.0.2.1' is of IPv4 alone" -A INPUT -s 192.0.2.1 -j DROP
	refuses 2 "\`2001:db8::/32' is of IPv6 alone" -A INPUT -d 2001:db8::/32 -j DROP
	refuses 2 "\`icmp' is of IPv4 alone" -A INPUT -p icmp -j ACCEPT
	refuses 2 "\`ipv6-icmp' is of IPv6 alone" -A INPUT -p ipv6-icmp -j ACCEPT
	refuses 2 "\`icmp6' is of IPv6 alone" -A INPUT -m icmp6 --icmpv6-type 1 -j ACCEPT
	refuses 2 "\`ttl' is of IPv4 alone" -A INPUT -m ttl --ttl-eq 1 -j DROP
	refuses 2 "\`-f' is of IPv4 alone" -A INPUT -f -j DROP
	refuses 2 "\`-4' is of IPv4 alone" -4 -A INPUT -j DROP
	refuses 2 "\`--ipv6' is of IPv6 alone" --ipv6 -A INPUT -j DROP
	refuses 2 "\`-picmp' is of IPv4 alone" -A INPUT -picmp -j ACCEPT
	refuses 2 "\`--protocol=icmpv6' is of IPv6 alone" -A INPUT --protocol=icmpv6 -j ACCEPT
	refuses 2 "\`icmp' is of IPv4 alone" -A INPUT --prot icmp -j ACCEPT
	refuses 2 "\`ICMP' is of IPv4 alone" -A INPUT ! -p ICMP -j ACCEPT
	refuses 2 "\`-s192.0.2.1' is of IPv4 alone" -A INPUT -s192.0.2.1 -j DROP
	refuses 2 "\`--dst=2001:db8::1' is of IPv6 alone" -A INPUT --dst=2001:db8::1 -j DROP
	refuses 2 "\`-mttl' is of IPv4 alone" -A INPUT -mttl --ttl-eq 1 -j DROP
	refuses 2 "\`--icmp-type=8' is of IPv4 alone" -A INPUT --icmp-type=8 -j DROP
	refuses 2 "\`--fragments' is of IPv4 alone" -A INPUT --fragments -j DROP
	refuses 2 "ip6tables v1.8" -A INPUT -j REJECT --reject-with icmp-host-prohibited
	refuses 2 "iptables v1.8" -A INPUT -j REJECT --reject-with icmp6-adm-prohibited
	refuses 2 "ip6tables v1.8" -t nat -A OUTPUT -j DNAT --to-destination 192.0.2.1
}

@test "a comment may look like an option of one family" {
	for text in -4 --ipv6 -f --icmp-type -s192.0.2.1; do
		"$BINDIR/statewall" both -A INPUT -m comment --comment $text -j ACCEPT
		iptables -C INPUT -m comment --comment $text -j ACCEPT
		ip6tables -C INPUT -m comment --comment $text -j ACCEPT
	done
}

@test "words that are wrong for both are nobody's fault" {
	refuses 2 "statewall both v1.8" -A INPUT --bogus
	run -1 grep -q refuses "$T/err"
	refuses 2 "no command specified"
	refuses 3 "statewall both v1.8" -t nothing -L
	refuses 2 'Bad state "X"' -A INPUT -m state --state X -j ACCEPT
}

@test "help and version" {
	pair -h | grep -q '^Usage: statewall both -\[ACD\]'
	pair -m tcp -h | grep -q '^tcp match options'
	[ "$(pair -V)" = "statewall both $(iptables -V | cut -d' ' -f2-)" ]
	"$BINDIR/statewall" help both | grep -q '^Usage: statewall both'
	"$BINDIR/statewall" --help | grep -q '^  both '
}

@test "the shell: a line, or all of them" {
	"$BINDIR/statewall" shell >"$T/out" <<-'EOF'
		both -A INPUT -p tcp --dport 22 -j ACCEPT
		family both
		family
		table mangle
		-A FORWARD -j MARK --set-mark 1
		iptables -A FORWARD -s 192.0.2.1 -j ACCEPT
		-S FORWARD
		save
	EOF
	iptables -C INPUT -p tcp --dport 22 -j ACCEPT
	ip6tables -t mangle -C FORWARD -j MARK --set-mark 1
	undated "$T/out"
	diff "$T/out" - < <(echo both; echo '# IPv4'; iptables -t mangle -S FORWARD; echo; echo '# IPv6'
		ip6tables -t mangle -S FORWARD; { iptables-save; ip6tables-save; } >"$T/saved"; undated "$T/saved"; cat "$T/saved")
	for word in save load; do
		run -2 "$BINDIR/statewall" shell < <(printf 'family both\n%s %s\n' $word "$T/f")
		[[ $output == *"line 2: a file has the rules of one family"* ]]
	done
	run -1 "$BINDIR/statewall" shell < <(printf '\nboth -D INPUT -j DROP\n')
	[[ $output == *"line 2 failed: Bad rule"*"neither family is changed"* ]]
}
