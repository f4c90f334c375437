#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# A rule is found again: by the words that made it and by the words that are printed, before and after a reload;
# and what only looks like it is not taken for it. Every option of every plugin: tests/roundtrip/plugins.
load ../lib/helper

reload() { "$BINDIR/$1-save" >"$T/saved"; nft flush ruleset; "$BINDIR/$1-restore" <"$T/saved"; }
rules() { "$BINDIR/$1" -t "$2" -S "$3" | grep -c '^-A'; }

# found TOOL TABLE WORDS: -C, -D, and what stands twice
found() {
	local tool=$1 table=$2 printed n
	"$BINDIR/$tool" -t "$table" -N c
	eval "$tool -t $table -A c $3"
	printed=$("$BINDIR/$tool" -t "$table" -S c | sed -n 's/^-A c //p')
	for n in made reloaded; do
		eval "$tool -t $table -C c $3" || { echo "$n: not found by its words: $3"; return 1; }
		eval "$tool -t $table -C c $printed" || { echo "$n: not found by the printed words: $printed"; return 1; }
		reload "$tool"
	done
	eval "$tool -t $table -A c $3"
	[ "$(rules "$tool" "$table" c)" = 2 ]
	eval "$tool -t $table -D c $3"
	eval "$tool -t $table -D c $printed"
	run ! eval "$tool -t $table -C c $3"
	[ "$(rules "$tool" "$table" c)" = 0 ]
	"$BINDIR/$tool" -t "$table" -X c
}

@test "found by its words and by the printed words, before and after a reload" {
	while IFS='|' read -r tool table words; do
		[ -z "$tool" ] || found "$tool" "$table" "$words"
	done <<'END'
iptables|filter|-m recent --set --name SSH
iptables|filter|-m recent --update --seconds 60 --hitcount 5 --name SSH -j DROP
iptables|filter|-m connlimit --connlimit-above 3 -j REJECT
iptables|filter|-p icmp --icmp-type 255/7 -j ACCEPT
iptables|filter|-m conntrack --ctorigsrc 192.0.2.1/32
iptables|filter|-m policy --dir in --pol ipsec --mode tunnel --tunnel-src 192.0.2.1/32 --tunnel-dst 192.0.2.2/32
iptables|filter|-m policy --dir in --pol none --reqid 7
iptables|filter|-m time --monthdays 0,1
iptables|filter|-m hashlimit --hashlimit-upto 5/sec --hashlimit-name h --hashlimit-rate-interval 9
iptables|mangle|-j HMARK --hmark-tuple src,dst --hmark-mod 10 --hmark-rnd 7
iptables|mangle|-j CONNMARK --save-mark --right-shift-mark 0
iptables|raw|-j CT --zone-orig 0
ip6tables|filter|-m recent --set --name SSH
ip6tables|filter|-m frag --fragid 0:4294967295
ip6tables|filter|-m rt --rt-segsleft 0:4294967295
END
}

@test "what does something else to packets is another rule" {
	iptables -A INPUT -m recent --set --name SSH --mask 255.255.255.0
	run -1 iptables -C INPUT -m recent --set --name SSH
	run -1 iptables -D INPUT -m recent --set --name SSH
	iptables -A INPUT -p esp -m esp -j ACCEPT
	run -1 iptables -C INPUT -p esp -m esp ! --espspi 0:4294967295 -j ACCEPT
	run -1 iptables -D INPUT -p esp -m esp ! --espspi 0:4294967295 -j ACCEPT
	iptables -A INPUT -p icmp --icmp-type 3/7 -j ACCEPT
	run -1 iptables -D INPUT -p icmp --icmp-type 3 -j ACCEPT
	[ "$(rules iptables filter INPUT)" = 3 ]
}

@test "-C || -A after a reload leaves one rule: a packet is counted once" {
	ip link set lo up
	guard() { iptables -C "$@" 2>/dev/null || iptables -A "$@"; }
	firewall() {
		guard INPUT -p udp --dport 7777 -m recent --set --name KNOCK
		guard INPUT -p udp --dport 7777 -m recent --rcheck --seconds 60 --hitcount 5 --name KNOCK -j DROP
	}
	dropped() { iptables -L INPUT 2 -v -n -x | awk '{ print $1 }'; }
	firewall
	reload iptables
	firewall
	reload iptables
	firewall
	[ "$(rules iptables filter INPUT)" = 2 ]
	for n in 1 2 3 4; do echo >/dev/udp/127.0.0.1/7777; done
	[ "$(dropped)" = 0 ]
	echo >/dev/udp/127.0.0.1/7777
	[ "$(dropped)" = 1 ]
}
