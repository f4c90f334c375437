#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# iptables-save and round trips: what is saved loads, and loads as what was saved.
load ../lib/helper
setup_file() { start_peer; }
teardown_file() { stop_peer; }

# Saves, restores the text, saves again: the same text; a second round leaves the kernel as the first.
round_trip() {
	local tool=${1:-iptables} n
	"$BINDIR/$tool-save" -c >"$T/save.0"
	for n in 1 2; do
		"$BINDIR/$tool-restore" -c <"$T/save.0"
		"$BINDIR/$tool-save" -c >"$T/save.$n"
		kernel >"$T/kernel.$n"
	done
	undated "$T"/save.*
	diff "$T/save.0" "$T/save.1"
	diff "$T/save.0" "$T/save.2"
	diff "$T/kernel.1" "$T/kernel.2"
}

@test "nothing is saved where nothing is" {
	both iptables-save
	both ip6tables-save
	[ -z "$(kernel)" ]
}

@test "one table, counters, a file" {
	iptables -A INPUT -c 7 700 -j ACCEPT
	peer iptables -A INPUT -c 7 700 -j ACCEPT
	both iptables -t nat -A POSTROUTING -j MASQUERADE
	both iptables-save
	both iptables-save -c
	both iptables-save -t nat
	both iptables-save -t filter -c
	both iptables-save -t nope
	iptables-save -f "$T/file"
	grep -q '^-A INPUT -j ACCEPT' "$T/file"
}

@test "a common firewall" {
	cat >"$T/f" <<-'END'
		*nat
		:PREROUTING ACCEPT [0:0]
		-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.5:8080
		-A POSTROUTING -s 10.0.0.0/24 ! -d 10.0.0.0/24 -o eth0 -j MASQUERADE
		COMMIT
		*filter
		:INPUT DROP [0:0]
		:FORWARD DROP [0:0]
		:OUTPUT ACCEPT [0:0]
		:log-drop - [0:0]
		-A INPUT -i lo -j ACCEPT
		-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		-A INPUT -m state --state INVALID -j DROP
		-A INPUT -p tcp -m multiport --dports 22,80,443 -m state --state NEW -j ACCEPT
		-A INPUT -p icmp -m icmp --icmp-type 8 -m limit --limit 5/sec -j ACCEPT
		-A INPUT -p udp -m udp --sport 67:68 --dport 67:68 -j ACCEPT
		-A INPUT -m pkttype --pkt-type broadcast -j DROP
		-A INPUT -j log-drop
		-A FORWARD -i eth1 -o eth0 -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
		-A FORWARD -m iprange --src-range 10.0.0.10-10.0.0.20 -j ACCEPT
		-A log-drop -m limit --limit 3/min -j LOG --log-prefix "dropped: " --log-level 7
		-A log-drop -m comment --comment "the end" -j REJECT --reject-with icmp-admin-prohibited
		COMMIT
	END
	both iptables-restore <"$T/f"
	both iptables-save </dev/null
	round_trip
}

@test "a common firewall of IPv6" {
	cat >"$T/f" <<-'END'
		*filter
		:INPUT DROP [0:0]
		-A INPUT -p ipv6-icmp -j ACCEPT
		-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
		-A INPUT -s fe80::/10 -p udp -m udp --dport 546 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT
		-A INPUT -m hl --hl-eq 255 -j ACCEPT
		-A INPUT -m rt --rt-type 0 -j DROP
		-A INPUT -j REJECT --reject-with icmp6-adm-prohibited
		COMMIT
	END
	both ip6tables-restore <"$T/f"
	both ip6tables-save </dev/null
	round_trip ip6tables
}

@test "the words the user chose come back" {
	while read -r rule; do
		iptables -F
		eval "iptables $rule"
		[ "$(rules)" = "$rule" ] || { echo "saved: $(rules)"; echo "given: $rule"; false; }
	done <<-'END'
		-A INPUT -m state --state NEW -j ACCEPT
		-A INPUT -m conntrack --ctstate NEW -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		-A INPUT -p tcp -m multiport --dports 22 -j ACCEPT
		-A INPUT -p tcp -m multiport --dports 443,22,80 -j ACCEPT
		-A INPUT -p tcp -m multiport --dports 80,22,80 -j ACCEPT
		-A INPUT -p tcp -m tcp -m multiport --dports 22,80 -j ACCEPT
		-A INPUT -p tcp -m multiport --ports 22,80:90 -j ACCEPT
		-A INPUT -m comment --comment first -m state --state NEW -j ACCEPT
		-A INPUT -m state --state NEW -m comment --comment last -j ACCEPT
		-A INPUT -m comment --comment one -m comment --comment two -j ACCEPT
		-A INPUT -m limit --limit 7/min --limit-burst 9 -j ACCEPT
		-A INPUT -m state --state NEW -m state --state NEW -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 80 -m state --state NEW -j ACCEPT
		-A INPUT -p tcp -m state --state NEW -m tcp --dport 80 -j ACCEPT
		-A INPUT -m mark --mark 0x1/0xff -j ACCEPT
		-A INPUT -m iprange --src-range 10.0.0.1-10.0.0.1 -j ACCEPT
		-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT
		-A INPUT -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name n -j ACCEPT
		-A INPUT -m recent --rcheck --name list --mask 255.255.255.255 --rsource -j DROP
		-A INPUT -m string --string "needle" --algo bm -j DROP
		-A INPUT -p tcp -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr -j DROP
		-A INPUT -p tcp -j REJECT --reject-with tcp-reset
		-A INPUT -j NFLOG --nflog-prefix "x y" --nflog-group 3
		-A INPUT -j NFQUEUE --queue-num 2 --queue-bypass
	END
}

@test "after -A: -C finds it, -D removes it, and the kernel is as before" {
	iptables -A INPUT -j ACCEPT
	iptables -A FORWARD -j ACCEPT	# a base chain stays once it is made, as iptables-nft leaves it
	kernel >"$T/before"
	while read -r rule; do
		eval "iptables -A $rule"
		eval "iptables -C $rule"
		eval "iptables -D $rule"
		run -1 eval "iptables -C $rule"
		kernel >"$T/after"
		diff "$T/before" "$T/after" || { echo "$rule"; false; }
	done <<-'END'
		INPUT -m state --state NEW -j ACCEPT
		INPUT -p tcp -m multiport --dports 22,80 -m comment --comment "a b" -j DROP
		INPUT -p tcp --dport 22 -j REJECT
		INPUT -m limit --limit 3/min -j LOG --log-prefix "x: "
		INPUT -m hashlimit --hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name n -j ACCEPT
		FORWARD -i eth0 -o eth1 -s 10.0.0.0/8 ! -d 10.1.0.0/16 -j ACCEPT
	END
}

@test "a closed stdout is an error, not silence" {
	iptables -A INPUT -j ACCEPT
	rc=0
	iptables-save >&- 2>"$T/err" || rc=$?
	[ $rc -ge 1 ]
	[ $rc -le 4 ]
	rc=0
	iptables -S >/dev/full 2>"$T/err" || rc=$?
	[ $rc -ge 1 ]
	[ $rc -le 4 ]
	[ -s "$T/err" ]
}

@test "what cannot be written is trouble, and no answer of those that answer by their status" {
	local status command
	iptables -A INPUT -j ACCEPT
	printf '*filter\n-A INPUT -j DROP\nCOMMIT\n' >"$T/new"
	while read -r status command; do
		for out in '>/dev/full' '| true'; do
			# the reader is gone before a word is written
			run -"$status" bash -c "set -o pipefail; (sleep 0.2; '$BINDIR/statewall' $command) 2>'$T/err' $out"
			[ "$out" = '| true' ] || [ "$(grep -c 'cannot write output' "$T/err")" = 1 ]
		done
	done <<-END
		4 explain -q --hook INPUT -p tcp
		4 explain --json --hook INPUT -p tcp --rules $T/new
		2 check --file $T/new
		2 check --json --file $T/new
		2 status --config-dir $T
		2 diff $T/new
		2 diff --json $T/new
		1 list
	END
}

@test "all tables: their order, their chains" {
	for tool in iptables ip6tables; do
		for table in nat filter raw security mangle; do
			both $tool -t $table -A OUTPUT -p tcp -j ACCEPT
			both $tool -t $table -N user
		done
		both $tool-save
		[ "$("$BINDIR/$tool-save" | grep '^\*' | tr -d '\n')" = "*mangle*security*raw*filter*nat" ]
		round_trip $tool
	done
}

# limited BLOCKS FILE COMMAND...: it may write so many KiB to a file. Its stdout is FILE, and what it says on stderr
# goes through a pipe, which has no such limit.
limited() {
	(ulimit -f "$1"; exec "${@:3}" 2>&1 >"$2") | cat
	return "${PIPESTATUS[0]}"
}

@test "a limit of file sizes is a status and a sentence, not a death by a signal" {
	local command n=0
	for i in {1..60}; do echo "-A INPUT -s 192.0.2.$i/32 -m comment --comment rule-number-$i -j DROP"; done |
		sed '1i *filter' | sed '$a COMMIT' >"$T/rules"
	sed 's|192.0.2.\([0-9]*\)/32|2001:db8::\1|' "$T/rules" >"$T/six"
	"$BINDIR/iptables-restore" "$T/rules"
	while read -r command; do
		for blocks in 0 1; do
			run -1 limited $blocks "$T/out" "$BINDIR/"$command
			[[ $output == *"cannot write output"* ]]
			[ "$(stat -c %s "$T/out")" = $((blocks * 1024)) ]
			n=$((n + 1))
		done
		run -0 limited 64 "$T/out" "$BINDIR/"$command
		[ -z "$output" ]
		[ "$(stat -c %s "$T/out")" -gt 1024 ]
	done <<-END
		iptables-save
		iptables-save -c -t filter
		iptables -S
		iptables -L -n
		iptables-xml $T/rules
		iptables-restore-translate -f $T/rules
		ip6tables-restore-translate -f $T/six
		iptables-restore-translate-statewall -f $T/rules
	END
	for blocks in 0 1; do
		run -1 limited $blocks /dev/null "$BINDIR/iptables-save" -f "$T/out"
		[[ $output == *"cannot write output: File too large"* ]]
		[ "$(stat -c %s "$T/out")" = $((blocks * 1024)) ]
	done
	[ $n = 16 ]
	iptables-save -f "$T/out"
	diff <(grep '^-A' "$T/out") <(grep '^-A' "$T/rules")
	[ "$(grep -c '^-A' "$T/out")" = 60 ]
}

@test "a full disk and a reader that went away: iptables-xml and the translators too" {
	printf '*filter\n' >"$T/rules"
	for i in {1..2000}; do echo "-A INPUT -s 192.0.2.1/32 -j DROP"; done >>"$T/rules"
	echo COMMIT >>"$T/rules"
	for command in "iptables-xml $T/rules" "iptables-restore-translate -f $T/rules"; do
		run -1 bash -c "'$BINDIR'/$command 2>&1 >/dev/full"
		[[ $output == *"cannot write output"* ]]
		run -1 bash -c "('$BINDIR'/$command; echo \$? >'$T/status') 2>'$T/err' | head -n 1 >/dev/null; exit \$(cat '$T/status')"
		[ ! -s "$T/err" ]
	done
}

@test "protocols that only /etc/protocols names: by name, and from iptables 1.8.11 on by number" {
	iptables -A INPUT -p gre -j ACCEPT
	iptables -A INPUT -p tcp -j ACCEPT
	[ "$(STATEWALL_COMPAT=1.8.10 rules)" = $'-A INPUT -p gre -j ACCEPT\n-A INPUT -p tcp -j ACCEPT' ]
	[ "$(STATEWALL_COMPAT=1.8.11 rules)" = $'-A INPUT -p 47 -j ACCEPT\n-A INPUT -p tcp -j ACCEPT' ]
	STATEWALL_COMPAT=1.8.11 iptables -C INPUT -p gre -j ACCEPT
}
