#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What people are told: the classic first line always; the reason and what to type with -v or on a terminal.
load ../lib/helper

# Runs a command with -v: status $1, and every text of $2... (up to --) is on stderr.
explains() {
	local rc=0 want=$1 texts=()
	shift
	while [ "$1" != -- ]; do texts+=("$1"); shift; done
	shift
	"$@" -v >"$T/out" 2>"$T/err" </dev/null || rc=$?
	[ $rc = "$want" ] || { echo "$*: status $rc, wanted $want: $(cat "$T/err")"; return 1; }
	for text in "${texts[@]}"; do
		grep -qF -- "$text" "$T/err" || { echo "$*: '$text' is not in:"; cat "$T/err"; return 1; }
	done
}

@test "the article's lines as its web page prints them" {
	explains 2 "Bad argument" "U+2013" "--sport" "--dport" "--state" -- \
		iptables -A INPUT -p tcp -s 0/0 –sport 513:65535 -d 10.0.0.1 –dport 22 -m state –state NEW,ESTABLISHED -j ACCEPT
	explains 2 "U+2013" "--sport" -- \
		iptables -A OUTPUT -p tcp -s 10.0.0.1 –sport 22 -d 0/0 –dport 513:65535 -m state –state ESTABLISHED -j ACCEPT
	explains 2 "U+2013" "--state" -- iptables -A FORWARD -m state –state ESTABLISHED,RELATED -j ACCEPT
	[ -z "$(kernel)" ]
}

@test "on a terminal the help comes by itself" {
	rc=0
	script -qec "$BINDIR/iptables -A INPUT -p tcp –sport 22 –dport 80 -j ACCEPT" "$T/typed" >/dev/null </dev/null || rc=$?
	[ $rc = 2 ]
	grep -q -- "--sport" "$T/typed"
	grep -q -- "--dport" "$T/typed"
	grep -q "U+2013" "$T/typed"
}

@test "without a terminal only the classic lines" {
	says 2 "Bad argument" iptables -A INPUT -p tcp –sport 22 -j ACCEPT
	run ! grep -q "U+2013" "$T/err"
}

# Scripts compare all of it: a message of libxtables that ends in a line feed has an empty line behind it.
@test "refusals call options as the iptables that is meant: -n, and from 1.8.11 on --numeric" {
	local name=aninterfacenametoolong
	while IFS='|' read -r words old new; do
		STATEWALL_COMPAT=1.8.10 says 2 "iptables v1.8.10 (nf_tables): $old" iptables $words
		STATEWALL_COMPAT=1.8.11 says 2 "iptables v1.8.11 (nf_tables): $new" iptables $words
	done <<-END
		-A INPUT -n -j ACCEPT|Illegal option \`-n' with this command|Illegal option \`--numeric' with this command
		-P INPUT ACCEPT -s 192.0.2.1|Illegal option \`-s' with this command|Illegal option \`--source' with this command
		-L -n -n|multiple -n flags not allowed|multiple --numeric options not allowed
		-A INPUT -j ACCEPT -g x|multiple -j flags not allowed|multiple --jump options not allowed
		-A INPUT ! -j ACCEPT|cannot have ! before -j|cannot have ! before --jump
		-A INPUT -o eth0 -j ACCEPT|Can't use -o with INPUT|Can't use --out-interface with INPUT
		-A OUTPUT -i eth0 -j ACCEPT|Can't use -i with OUTPUT|Can't use --in-interface with OUTPUT
		-A INPUT -i $name|interface name \`$name' must be shorter than IFNAMSIZ (15)|interface name \`$name' must be shorter than 16 characters
	END
}

@test "without a terminal stderr is iptables' byte for byte, empty lines too" {
	export LSAN_OPTIONS=${LSAN_OPTIONS:-}:print_suppressions=0	# they would stand there, too
	while IFS= read -r line; do
		for tool in iptables ip6tables; do
			eval "set -- $line"
			rc=0 prc=0
			"$BINDIR/$tool" -A INPUT "$@" 2>"$T/err" || rc=$?
			unshare -n "$PEERDIR/$tool" -A INPUT "$@" 2>&1 | sed "s|^$PEERDIR/||" >"$T/peer.err"
			[ $rc -gt 0 ] && diff "$T/peer.err" "$T/err" || { echo "$tool $line"; return 1; }
			printf '*filter\n-A INPUT %s\nCOMMIT\n' "$line" >"$T/f"
			rc=0
			"$BINDIR/$tool-restore" "$T/f" 2>"$T/err" || rc=$?
			unshare -n "$PEERDIR/$tool-restore" "$T/f" 2>"$T/peer.err" || prc=$?
			[ $rc -gt 0 ] && [ $rc = $prc ] && diff "$T/peer.err" "$T/err" || { echo "$tool-restore $line"; return 1; }
		done
	done <<-'END'
		-m connbytes
		-m connbytes --connbytes x
		-m connmark
		-m quota ! --quota
		-m hashlimit --hashlimit-upto 1/s ! --hashlimit-mode srcip --hashlimit-name x
		-m nope
		-j LOG --log-level nope
		-j LOG --log-prefix
		-j CHECKSUM
		-j REJECT --reject-with nope
		-p esp -m esp --espspi -1
		-p tcp --dport x
		-p tcp --tcp-flags SYN
		-p tcp --dport 54:53
		-p tcp --dport 1 --dport 2
		-m limit --limit 1/x
		-m limit --limit 1/s --limit 1/s
		-m mark --mark x
		-m state --state BOGUS
		-m owner --uid-owner nobody-at-all
		-m time --timestart 25:00
		-m multiport --dports 1
		-m length --length 99999
		-m comment
		-o eth0
		-s nohost.invalid/x
		-p nope
		-w -W x
		-j
		-j DROP -j DROP
		--nope
		-Q
		x
	END
	for line in "-t nat -A INPUT" "--table=nat -A INPUT" "-A INPUT -w" "-N ACCEPT" ":INPUT" "-Z nope" "-D INPUT 3" "COMMIT x" "*nat"; do
		printf '*filter\n%s\nCOMMIT\n' "$line" >"$T/f"
		if iptables-restore "$T/f" 2>"$T/err"; then echo "$line"; return 1; fi
		if unshare -n "$PEERDIR/iptables-restore" "$T/f" 2>"$T/peer.err"; then echo "$line"; return 1; fi
		diff "$T/peer.err" "$T/err" || { echo "iptables-restore $line"; return 1; }
	done
	for c in "-t nope -L" "-Z nope" "-D INPUT 7" "-P INPUT NOPE" "-N ACCEPT" "-X nope" "-E a b" "-I INPUT 9 -j DROP" "-t nat -A POSTROUTING -j DROP" \
		"-A INPUT -m owner --uid-owner 0" "-A nope -j DROP" "-L INPUT x" "-Z INPUT x" "-A INPUT -i" "-A"; do
		if iptables $c >/dev/null 2>"$T/err"; then echo "$c"; return 1; fi
		unshare -n "$PEERDIR/iptables" $c 2>&1 >/dev/null | sed "s|^$PEERDIR/||" >"$T/peer.err"
		diff "$T/peer.err" "$T/err" || { echo "$c"; return 1; }
	done
}

@test "an address left out" {
	explains 2 "address" "--sport" -- iptables -A INPUT -p tcp -s --sport 22 -j ACCEPT
	explains 2 "address" -- iptables -A INPUT -p tcp -d --dport 22 -j ACCEPT
}

@test "a target or chain that is not there" {
	explains 2 "Chain 'ALLOW' does not exist" "ACCEPT" -- iptables -A INPUT -j ALLOW
	explains 2 "Chain 'ACEPT' does not exist" "ACCEPT" -- iptables -A INPUT -j ACEPT
	explains 1 "No chain/target/match by that name." "INPUT" -- iptables -A INPTU -j ACCEPT
}

@test "words nearly right" {
	explains 2 'Bad state "INVAID"' "INVALID" -- iptables -A INPUT -m state --state INVAID -j DROP
	explains 2 "unknown option" "--dport" -- iptables -A INPUT -p tcp --dprot 22 -j DROP
	explains 2 "contrack" "conntrack" -- iptables -A INPUT -m contrack --ctstate NEW -j DROP
}

@test "an option without the match that has it" {
	explains 2 'unknown option "--dport"' "-p tcp" -- iptables -A INPUT --dport 22 -j ACCEPT
}

@test "ports of a protocol that the rule has not" {
	explains 2 "TCP match requires '-p tcp'" "write -p tcp before -m tcp" -- iptables -A INPUT -m tcp --dport 22 -j ACCEPT
	explains 2 "UDP match requires '-p udp'" "the rule's -p is another protocol" -- \
		iptables -A INPUT -p tcp -m udp --dport 53 -j ACCEPT
	STATEWALL_COMPAT=1.8.10 explains 2 "TCP match requires '-p tcp'" -- iptables -D INPUT -p udp -m tcp --syn -j ACCEPT
	STATEWALL_COMPAT=1.8.10 explains 2 "TCP match requires '-p tcp'" -- ip6tables -C INPUT -m tcp --dport 22 -j ACCEPT
	STATEWALL_COMPAT=1.8.11 explains 1 "Bad rule (does a matching rule exist" -- iptables -D INPUT -p udp -m tcp --syn -j ACCEPT
	STATEWALL_COMPAT=1.8.11 explains 1 "Bad rule (does a matching rule exist" -- ip6tables -C INPUT -m tcp --dport 22 -j ACCEPT
	explains 4 "RULE_APPEND failed (Invalid argument)" "tcp needs -p tcp" -- iptables -A INPUT -m tcp -j ACCEPT
	explains 4 "RULE_APPEND failed (Invalid argument)" "udp needs -p udp" -- iptables -A INPUT -p tcp -m udp -j ACCEPT
	run -2 iptables-restore -v <<<$'*filter\n-A INPUT -m tcp --dport 22 -j ACCEPT\nCOMMIT'
	[[ $output == *"TCP match requires '-p tcp'"*"line: 2"*"write -p tcp before -m tcp"* ]]
	[ -z "$(kernel)" ]
}

@test "numbers beyond the end" {
	for n in 1 2 3; do iptables -A INPUT -s 192.0.2.$n -j DROP; done
	explains 1 "Index of deletion too big." "3 rules" -- iptables -D INPUT 5
	explains 1 "Index of insertion too big." -- iptables -I INPUT 9 -j DROP
	explains 1 "Index of replacement too big." -- iptables -R INPUT 9 -j DROP
}

@test "a rule that is not there" {
	says 1 "Bad rule (does a matching rule exist in that chain?)." iptables -D INPUT -s 192.0.2.1 -j DROP
	says 1 "Bad rule (does a matching rule exist in that chain?)." iptables -C INPUT -s 192.0.2.1 -j DROP
}

@test "-t forgotten: the target tells the table" {
	while read -r table words; do
		explains 1 "is for table $table: use -t $table" -- iptables $words
		! grep -q 'mangle' "$T/err" || [ $table = mangle ] || { cat "$T/err"; return 1; }
	done <<-'END'
		nat -A POSTROUTING -j MASQUERADE
		nat -I POSTROUTING -o eth0 -j SNAT --to-source 192.0.2.1
		nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 192.0.2.1
		nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
		nat -A PREROUTING -d 192.0.2.0/24 -j NETMAP --to 198.51.100.0/24
		nat -D POSTROUTING -j MASQUERADE
		nat -C POSTROUTING -j MASQUERADE
		raw -A PREROUTING -j CT --notrack
		raw -A PREROUTING -j NOTRACK
		raw -A PREROUTING -j TRACE
		mangle -A PREROUTING -j MARK --set-mark 1
		mangle -A PREROUTING -p tcp -j TPROXY --on-port 1
		mangle -A POSTROUTING -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
		mangle -A PREROUTING -j TTL --ttl-set 64
		mangle -A POSTROUTING -j CLASSIFY --set-class 1:1
	END
	explains 1 "nat, which has no chain FORWARD but PREROUTING, INPUT, OUTPUT, POSTROUTING" -- iptables -t nat -A FORWARD -j DNAT --to-destination 192.0.2.1
	explains 1 "mangle, raw, nat have: use -t" -- iptables -A PREROUTING -j DROP
	printf '*filter\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n' >"$T/f"
	explains 1 "MASQUERADE is for table nat: use -t nat" -- iptables-restore -v "$T/f"
}

@test "what is gone from the kernel, and what took its place" {
	explains 4 "ULOG is gone from the kernel since Linux 3.17" "NFLOG" "--nflog-group" -- iptables -A INPUT -j ULOG --ulog-nlgroup 2
	! grep -q 'xt_ULOG' "$T/err" || { cat "$T/err"; return 1; }
	explains 2 "CLUSTERIP is gone from the kernel since Linux 6.3" "-m cluster" -- iptables -A INPUT -j CLUSTERIP --new
	explains 2 "SAME is gone" "SNAT --persistent" -- iptables -t nat -A POSTROUTING -j SAME --to 192.0.2.1-192.0.2.9
	explains 2 "MIRROR is gone" -- iptables -A INPUT -j MIRROR
	explains 2 "unclean is gone" "--ctstate INVALID" -- iptables -A INPUT -m unclean -j DROP
	printf '*filter\n-A INPUT -j ULOG\nCOMMIT\n' >"$T/f"
	explains 4 "ULOG is gone" "NFLOG" -- iptables-restore -v "$T/f"
	iptables -N SAME	# somebody's own chain
	explains 2 "x" -- iptables -A INPUT -p tcp --dport x -j SAME
	! grep -q 'gone' "$T/err" || { cat "$T/err"; return 1; }
}

@test "a target in the wrong table" {
	explains 4 "RULE_APPEND failed (Invalid argument): rule in chain INPUT" "MASQUERADE" "nat" -- \
		iptables -A INPUT -j MASQUERADE
	explains 4 "RULE_APPEND failed (Invalid argument)" "REJECT" "filter" -- iptables -t nat -A PREROUTING -j REJECT
}

# Only loaded, never with packets: what is refused here would make the kernel fall. Whoever comes last is refused.
@test "TCPMSS --clamp-mss-to-pmtu where jumps lead from PREROUTING or INPUT: no route yet" {
	local clamp="-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu" tool from
	for tool in iptables ip6tables; do
		for from in PREROUTING INPUT; do
			$tool -t mangle -N clamp
			$tool -t mangle -A clamp $clamp
			$tool -t mangle -A clamp -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400
			$tool -t mangle -N between
			$tool -t mangle -A FORWARD -j between
			$tool -t mangle -A between -g clamp
			explains 4 "RULE_APPEND failed (Operation not supported): rule in chain $from" "leads to" "needs a route" -- \
				$tool -t mangle -A $from -j between
			$tool -t mangle -F clamp
			$tool -t mangle -A $from -j between
			$tool -t mangle -E clamp other
			for words in "-A other" "-I other"; do
				explains 4 "Operation not supported" "from PREROUTING or INPUT, where packets have no route" -- $tool -t mangle $words $clamp
			done
			$tool -t mangle -A other -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1400
			explains 4 "RULE_REPLACE failed (Operation not supported)" "no route" -- $tool -t mangle -R other 1 $clamp
			$tool -t mangle -F
			$tool -t mangle -X
			printf '*mangle\n:clamp - [0:0]\n-A clamp %s\n-A %s -j clamp\nCOMMIT\n' "$clamp" $from >"$T/jump-last"
			printf '*mangle\n:clamp - [0:0]\n-A %s -j clamp\n-A clamp %s\nCOMMIT\n' $from "$clamp" >"$T/rule-last"
			for words in "" --test --noflush; do
				explains 4 "jump-last:4" "needs a route" -- $tool-restore $words "$T/jump-last"
				explains 4 "rule-last:4" "no route" -- $tool-restore $words "$T/rule-last"
			done
			[ "$($tool -t mangle -S | grep -c -e '^-[AN]')" = 0 ]
		done
		for from in FORWARD OUTPUT POSTROUTING; do
			printf '*mangle\n:clamp - [0:0]\n-A %s -j clamp\n-A clamp %s\nCOMMIT\n' $from "$clamp" | $tool-restore
			$tool -t mangle -C clamp $clamp
			[ "$($tool-save -t mangle | grep -cxF -e "-A clamp $clamp")" = 1 ]
			$tool -t mangle -D clamp $clamp
		done
		$tool -t mangle -F
		$tool -t mangle -X
	done
}

@test "a chain in use names what uses it" {
	iptables -N web
	iptables -A INPUT -p tcp --dport 80 -j web
	explains 4 "CHAIN_DEL failed (Device or resource busy)" "-A INPUT -p tcp -m tcp --dport 80 -j web" -- iptables -X web
	explains 4 "rule 1 of chain INPUT" "-A INPUT -p tcp -m tcp --dport 80 -j web" -- iptables -X
}

@test "a chain in use in a file: as the file leaves the rules" {
	iptables -N web
	iptables -A INPUT -p tcp --dport 80 -j web
	iptables -A INPUT -p tcp --dport 81 -g web
	printf '*filter\n-D INPUT 1\n-A FORWARD -s 192.0.2.1 -j web\n-X web\nCOMMIT\n' >"$T/rules.v4"
	explains 4 "rules.v4:4" "CHAIN_DEL failed" "rule 1 of chain INPUT jumps to it: -A INPUT -p tcp -m tcp --dport 81 -g web" \
		"rule 1 of chain FORWARD jumps to it: -A FORWARD -s 192.0.2.1/32 -j web" -- iptables-restore -n "$T/rules.v4"
	run ! grep -q "dport 80" "$T/err"
	[ "$(rules | wc -l)" = 2 ]
	printf '*filter\n:new - [0:0]\n-A INPUT -j new\n-X new\nCOMMIT\n' >"$T/rules.v4"
	explains 4 "rules.v4:4" "rule 1 of chain INPUT jumps to it: -A INPUT -j new" -- iptables-restore "$T/rules.v4"
}

@test "a chain in use by long rules, by more than fit" {
	iptables -N web
	for n in 1 2 3 4 5 6 7; do
		iptables -A INPUT -p tcp --dport $n -m comment --comment "$(printf '%0200d' 0)" -j web
	done
	explains 4 "rule 1 of chain INPUT jumps to it: -A INPUT" "rule 5 of chain INPUT jumps to it" "and 2 more" -- iptables -X web
}

@test "addresses that are none" {
	explains 2 "host/network \`10.0.0.300' not found" "300" -- iptables -A INPUT -s 10.0.0.300 -j DROP
	explains 2 "fe80::1" "ip6tables" -- iptables -A INPUT -s fe80::1 -j DROP
	explains 2 "192.0.2.1" "iptables" -- ip6tables -A INPUT -d 192.0.2.1 -j DROP
}

@test "not root" {
	rc=0
	chmod 755 "$T"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$BINDIR/iptables" -v -A INPUT -j ACCEPT >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = 4 ]
	grep -q "Permission denied (you must be root)" "$T/err"
	grep -q "CAP_NET_ADMIN" "$T/err"
}

@test "a file: place, rule and a mark under the word" {
	printf '*filter\n-A INPUT -j ACCEPT\n-A INPUT -m state --state BOGUS -j ACCEPT\nCOMMIT\n' >"$T/rules.v4"
	explains 2 'Bad state "BOGUS"' "Error occurred at line: 3" "rules.v4:3" "-A INPUT -m state --state BOGUS -j ACCEPT" "^^^^^" -- \
		iptables-restore "$T/rules.v4"
}

@test "a file: what editors and other systems leave behind" {
	printf '*filter\n-A INPUT -j ACCEPT \\\n\nCOMMIT\n' >"$T/rules.v4"
	explains 2 'Bad argument `\'"'" "rules.v4:2" "lines are not continued here" -- iptables-restore "$T/rules.v4"
	printf '*filter\n-A INPUT -j ACCEPT # why\nCOMMIT\n' >"$T/rules.v4"
	explains 2 'Bad argument `#'"'" "rules.v4:2" "a comment needs a line of its own" -- iptables-restore "$T/rules.v4"
	printf '*filter\n-A INPUT -j ACCEPT\n*nat\nCOMMIT\n' >"$T/rules.v4"
	explains 2 'Bad argument `*nat'"'" "rules.v4:3" "has no COMMIT" -- iptables-restore "$T/rules.v4"
	printf '*filter\r\n-A INPUT -s 192.0.2.1 -j DROP\r\nCOMMIT' | iptables-restore
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
}

@test "a file: en dashes, all of them" {
	printf '*filter\n-A INPUT -p tcp –sport 513:65535 –dport 22 -j ALLOW\nCOMMIT\n' >"$T/rules.v4"
	explains 2 "rules.v4:2" "U+2013" "--sport" "--dport" "did you mean ACCEPT" -- iptables-restore "$T/rules.v4"
}

@test "control characters do not reach the terminal" {
	printf '%q -A INPUT -j "bad\033[31mword"\n' "$BINDIR/iptables" >"$T/typed.sh"
	script -qec "bash $T/typed.sh" "$T/typed" >/dev/null </dev/null || true
	grep "bad" "$T/typed"
	run ! grep $'\033' "$T/typed"
}

@test "a builtin chain with rules that is to be renamed is not said to be empty" {
	iptables -A INPUT -j ACCEPT
	for chain in INPUT FORWARD; do
		run -1 iptables -v -E "$chain" other
		[[ $output == *"hint: $chain is a builtin chain: it keeps its name"* ]]
		[[ $output != *"still empty"* ]]
	done
}
