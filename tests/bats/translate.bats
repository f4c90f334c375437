#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# iptables-translate and iptables-restore-translate: the same words as the peer where its words are right.
load ../lib/helper

iptables-translate() { "$BINDIR/iptables-translate" "$@"; }
ip6tables-translate() { "$BINDIR/ip6tables-translate" "$@"; }
iptables-restore-translate() { "$BINDIR/iptables-restore-translate" "$@"; }

# What nft -f reads: without the two dated lines.
text_of() { grep -vE '^# (Translated by|Completed on) ' "$1" || true; }

@test "commands and their translation" {
	while IFS= read -r line; do
		case $line in
		'$ '*) printf '%s\n' "$line"; eval "${line#??}" | sed 's/ *$//' ;;
		esac
	done <"$BATS_TEST_DIRNAME/data/translate.txt" >"$T/out"
	grep -v '^# Commands' "$BATS_TEST_DIRNAME/data/translate.txt" |
		{ if since 11; then sed '/ -m tcp -j ACCEPT$/{n;s/ip protocol tcp/meta l4proto tcp/}'; else cat; fi; } | diff - "$T/out"
}

@test "ordinary rules give the peer's words" {
	while IFS= read -r line; do
		eval "set -- $line"
		for family in iptables ip6tables; do
			both "$family-translate" "$@" </dev/null
		done
	done <<-'EOF'
		-A INPUT -p tcp -i eth0 --sport 513:65535 --dport 22 -m state --state NEW,ESTABLISHED -j ACCEPT
		-A INPUT -p tcp --syn -m limit --limit 3/min --limit-burst 7 -j LOG --log-prefix 'syn: '
		-t nat -A POSTROUTING -o ppp0 -j MASQUERADE --random
		-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
		-t mangle -A PREROUTING -m mark ! --mark 1/3 -j MARK --set-xmark 0x10/0xf0
		-A FORWARD -p udp -m multiport --dports 53,67:68 -j DROP
		-A FORWARD -m pkttype --pkt-type broadcast -m length --length 10:99 -j DROP
		-A OUTPUT -m owner --uid-owner 33 -j REJECT
		-A INPUT -m mac --mac-source 02:00:00:00:00:01 -m comment --comment 'a b' -j user
		-A INPUT -m recent --set --name x
		-N user
		-F
		--bogus
		-A INPUT --dport 22
	EOF
}

@test "the shell lines work as they stand" {
	nft add table ip filter
	nft 'add chain ip filter INPUT { type filter hook input priority 0; }'
	eval "$(iptables-translate -N user)"
	for n in a b c; do eval "$(iptables-translate -A user -m comment --comment "$n")"; done
	eval "$(iptables-translate -I user 2 -m comment --comment "it's; \$x \`y\`")"
	eval "$(iptables-translate -I user -m comment --comment first)"
	eval "$(iptables-translate -P INPUT DROP)"
	eval "$(iptables-translate -E user mine)"
	nft list chain ip filter mine | grep -o 'comment.*' >"$T/got"
	printf 'comment "%s"\n' first a "it's; \$x \`y\`" b c | diff - "$T/got"
	nft list chain ip filter INPUT | grep -q 'policy drop'
}

@test "what nft cannot do is a comment and an exit status" {
	for words in "-D INPUT 1" "-C INPUT -j DROP" "-R INPUT 1 -j DROP" "-Z" "-S" "-X"; do
		rc=0
		iptables-translate $words >"$T/out" 2>"$T/err" || rc=$?
		[ $rc = 1 ]
		[ "$(cat "$T/out")" = "nft # $words " ]
		grep -q "Translation not implemented" "$T/err"
	done
	[ -z "$(kernel)" ]
}

@test "no word of the user leaves its comment or its quotes" {
	run -0 iptables-translate -A INPUT -m comment --comment $'a\nnft flush ruleset' -j DROP
	[ ${#lines[@]} = 1 ]
	run -0 iptables-translate -A INPUT -m comment --comment "'; echo pwned; '" -j DROP
	nft add table ip filter
	nft add chain ip filter INPUT
	run -0 bash -c "$output"
	[ -z "$output" ]
	printf '*filter\n-A INPUT -m comment --comment "a\\"b" -j DROP\n-A INPUT -m recent --set --name "x\033y"\nCOMMIT\n' >"$T/f"
	run -0 iptables-restore-translate -f "$T/f"
	[ ${#lines[@]} = 5 ]
	[[ ${lines[2]} == "# -t filter -A INPUT "* && ${lines[3]} == "# -t filter -A INPUT "* ]]
}

@test "a save file becomes a file for nft" {
	iptables-restore-translate -f "$BATS_TEST_DIRNAME/data/translate.save" >"$T/a"
	text_of "$T/a" | diff "$BATS_TEST_DIRNAME/data/translate.nft" -
	iptables-restore-translate <"$BATS_TEST_DIRNAME/data/translate.save" >"$T/b"
	diff <(text_of "$T/a") <(text_of "$T/b")
	nft -f "$T/a"
	nft list chain ip filter INPUT | grep -q 'policy drop'
	[ "$(nft list chain ip filter ssh | grep -c counter)" = 2 ]
}

@test "blanks and tabs where iptables-restore skips them" {
	printf '* \tfilter\t\n: \tINPUT\tDROP [1:2]\n:\tuser - [5:6] x\n[1:2]  -A\tuser\t-j  DROP \t\n\t-A user -j ACCEPT\nCOMMIT\n' >"$T/f"
	iptables-restore-translate -f "$T/f" >"$T/x"
	diff <(peer iptables-restore-translate -f "$T/f" | text_of -) <(text_of "$T/x")
}

@test "real rulesets give the peer's text" {
	for file in "$BATS_TEST_DIRNAME"/../rulesets/data/*.save; do
		name=iptables-restore-translate
		[[ $file != *ipv6* ]] || name=ip6tables-restore-translate
		sed 's/XX:XX:XX:XX:XX:XX/02:00:00:00:00:01/' "$file" >"$T/f"
		# The peer gives table security the priority of table filter.
		peer $name -f "$T/f" | sed -E '/^add chain ip6? security /s/priority 0/priority 150/' >"$T/want"
		"$BINDIR/$name" -f "$T/f" >"$T/got"
		diff <(text_of "$T/want") <(text_of "$T/got") || { echo "$file"; return 1; }
	done
}

@test "errors name the line" {
	printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT --bogus\nCOMMIT\n' >"$T/f"
	rc=0
	iptables-restore-translate -f "$T/f" >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = 2 ]
	grep -q "unknown option" "$T/err"
	grep -q "Error occurred at line: 3" "$T/err"
	printf 'nonsense\n' >"$T/f"
	run -1 iptables-restore-translate -f "$T/f"
	[[ $output == *"line 1 failed"* ]]
	run -1 iptables-restore-translate -f "$T/none"
	run -1 iptables-restore-translate --nope
	run -0 iptables-restore-translate -V
	[[ $output == "iptables-restore-translate v1."* ]]
}

@test "lines that iptables-restore refuses are refused in its words" {
	# Standard error, then the status. The peer calls itself iptables-translate-restore.
	said() {
		local rc=0
		"$@" -f "$T/f" >"$T/out" 2>"$T/err" || rc=$?
		sed 's/translate-restore/restore-translate/g' "$T/err"
		echo "status $rc"
	}
	while IFS= read -r line; do
		printf '*filter\n%b\nCOMMIT\n' "$line" >"$T/f"
		said iptables-restore-translate >"$T/got"
		grep -qx 'status 2' "$T/got"
		diff <(said peer iptables-restore-translate) "$T/got"
	done <<-'END'
		:
		:INPUT
		:-x
		:!x - [0:0]
		:a23456789012345678901234567890
		[1 -A INPUT -j ACCEPT
		[:2] -A INPUT -j ACCEPT
		[:] -A INPUT -j ACCEPT
		[1:2]
		\t
	END
	printf '*filter\n[1] -A INPUT -j ACCEPT\n' >"$T/f"
	said iptables-restore-translate >"$T/got"
	grep -q 'Bad line 2: need :' "$T/got"
	printf '*none\n' >"$T/f"
	said iptables-restore-translate >"$T/got"
	diff <(said peer iptables-restore-translate) "$T/got"
}

setup_file() { start_peer; }
teardown_file() { stop_peer; }

@test "what matches nothing is not translated into what matches everything" {
	run -0 iptables-translate -A INPUT -p esp -m esp ! --espspi 0:4294967295 -j ACCEPT
	[ "$output" = 'nft # -A INPUT -p esp -m esp ! --espspi 0:4294967295 -j ACCEPT ' ]
	run -0 iptables-translate -A INPUT -p ah -m ah ! --ahspi 0:4294967295 -j ACCEPT
	[ "$output" = 'nft # -A INPUT -p ah -m ah ! --ahspi 0:4294967295 -j ACCEPT ' ]
	run -0 ip6tables-translate -A INPUT -m ah ! --ahspi 0:4294967295 -j ACCEPT
	[ "$output" = 'nft # -A INPUT -m ah ! --ahspi 0:4294967295 -j ACCEPT ' ]
	run -0 iptables-translate -A INPUT -p icmp ! --icmp-type any -j ACCEPT
	[ "$output" = 'nft # -A INPUT -p icmp ! --icmp-type any -j ACCEPT ' ]
	run -0 iptables-translate -A INPUT -p esp -m esp ! --espspi 0:4294967294 -j ACCEPT
	[ "$output" = "nft 'add rule ip filter INPUT esp spi != 0-4294967294 counter accept'" ]
}
