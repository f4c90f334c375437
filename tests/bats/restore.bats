#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# iptables-restore: all or nothing, its options, and input that editors and other systems leave behind.
load ../lib/helper
setup_file() { start_peer; }
teardown_file() { stop_peer; }

filter() { printf '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n%s\nCOMMIT\n' "$1"; }

# Loads a firewall, then a bad file: status 1 or more, and the kernel is as it was.
refused() {
	filter "-A INPUT -s 192.0.2.1 -j DROP" | iptables-restore
	kernel >"$T/before"
	fails iptables-restore "$@"
	kernel >"$T/after"
	diff "$T/before" "$T/after"
}

@test "a bad line first, in the middle and last changes nothing" {
	refused <<<$'*filter\n-A INPUT -j NOPE\n-A INPUT -j ACCEPT\nCOMMIT'
	refused <<<$'*filter\n-A INPUT -j ACCEPT\n-A INPUT -m state --state BOGUS\n-A INPUT -j ACCEPT\nCOMMIT'
	refused <<<$'*filter\n-A INPUT -j ACCEPT\n-A NOPE -j ACCEPT\nCOMMIT'
	refused <<<$'*filter\n-F\n-A INPUT -j ACCEPT\nCOMMIT\n*nat\n-A POSTROUTING -j MASQUERADE --nope\nCOMMIT'
}

@test "a table that the kernel refuses leaves the tables before it unchanged" {
	refused <<<$'*filter\n-A INPUT -j ACCEPT\nCOMMIT\n*nat\n-A PREROUTING -j MASQUERADE\nCOMMIT'
	refused <<<$'*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n*filter\n-A INPUT -j SNAT --to-source 192.0.2.1\nCOMMIT'
}

@test "a loop of chains is refused" {
	refused <<<$'*filter\n:a - [0:0]\n:b - [0:0]\n-A INPUT -j a\n-A a -j b\n-A b -j a\nCOMMIT'
}

@test "without COMMIT nothing is loaded" {
	refused <<<$'*filter\n-A INPUT -j ACCEPT'
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
}

@test "the line at fault is named" {
	printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j ACCEPT\n-A INPUT -m state --state BOGUS -j ACCEPT\nCOMMIT\n' >"$T/f"
	says 2 'Bad state "BOGUS"' iptables-restore "$T/f"
	says 2 'Error occurred at line: 4' iptables-restore "$T/f"
	printf '*filter\n-A INPUT -j ACCEPT\n-A NOPE -j ACCEPT\nCOMMIT\n' >"$T/f"
	fails iptables-restore "$T/f"
	[[ $output == *"line"*3* ]]
}

@test "flush and noflush" {
	filter "-A INPUT -s 192.0.2.1 -j DROP" | both iptables-restore
	filter "-A INPUT -s 192.0.2.2 -j DROP" | both iptables-restore
	both iptables -S </dev/null
	printf '*filter\n-A INPUT -s 192.0.2.3 -j DROP\nCOMMIT\n' | both iptables-restore --noflush
	printf '*filter\n:user - [0:0]\n-A user -j ACCEPT\n-A INPUT -j user\nCOMMIT\n' | both iptables-restore -n
	printf '*filter\n-D INPUT -s 192.0.2.2 -j DROP\n-I INPUT 1 -j ACCEPT\nCOMMIT\n' | both iptables-restore -n
	printf '*filter\n:user - [0:0]\nCOMMIT\n' | both iptables-restore -n
	both iptables-save </dev/null
}

@test "other tables are left alone" {
	printf '*nat\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n' | both iptables-restore
	filter "-A INPUT -j ACCEPT" | both iptables-restore
	both iptables-save </dev/null
}

@test "only one table: -T" {
	{ filter "-A INPUT -j ACCEPT"; printf '*nat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n'; } >"$T/both"
	both iptables-restore -T nat <"$T/both"
	both iptables-save </dev/null
}

@test "test mode changes nothing and finds what the kernel refuses" {
	kernel >"$T/before"
	filter "-A INPUT -j ACCEPT" | iptables-restore --test
	fails iptables-restore --test <<<$'*filter\n-A INPUT -j NOPE\nCOMMIT'
	fails iptables-restore -t <<<$'*filter\n-N a\n-N a\nCOMMIT'
	fails iptables-restore -t <<<$'*nat\n-X nope\nCOMMIT'
	kernel >"$T/after"
	diff "$T/before" "$T/after"
}

@test "counters: with -c and without" {
	printf '*filter\n:INPUT DROP [11:22]\n[33:44] -A INPUT -j ACCEPT\nCOMMIT\n' >"$T/f"
	both iptables-restore <"$T/f"
	both iptables-save -c </dev/null
	both iptables-restore -c <"$T/f"
	both iptables-save -c </dev/null
}

@test "policies are set, chains with - are user chains" {
	printf '*filter\n:INPUT DROP [0:0]\n:FORWARD - [0:0]\n:mine - [0:0]\n-A INPUT -j mine\nCOMMIT\n' | both iptables-restore
	both iptables-save </dev/null
	printf '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n' | both iptables-restore
	both iptables-save </dev/null
}

@test "CRLF, no newline at the end, blank lines, comments, leading blanks" {
	printf '# one\r\n*filter\r\n\r\n-A INPUT -s 192.0.2.1 -j DROP\r\nCOMMIT\r\n' | iptables-restore
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	printf '*filter\n-A INPUT -s 192.0.2.2 -j DROP\nCOMMIT' | iptables-restore
	[ "$(rules)" = "-A INPUT -s 192.0.2.2/32 -j DROP" ]
	printf '\n# a comment\n*filter\n\n# more\n-A INPUT   -s 192.0.2.3   -j DROP\nCOMMIT\n# end\n' | iptables-restore
	[ "$(rules)" = "-A INPUT -s 192.0.2.3/32 -j DROP" ]
}

@test "blanks and tabs where iptables-restore skips them" {
	alike() {
		printf "$@" >"$T/f"
		both iptables-restore -c "$T/f"
		both iptables-save -c
	}
	alike '* \t nat \t\n:\tPREROUTING\t ACCEPT \t[5:6]\t\n: user - \n\t[ 1:\t2 ]  -A PREROUTING\t-j\tuser \nCOMMIT\n'
	alike '* filter\n[\t+1: 2]\t-A INPUT -j ACCEPT\t\n\t-A INPUT -s 192.0.2.1\nCOMMIT\n'
	alike '*filter x\n:INPUT DROP [1:2] x\n:FORWARD DROP [3:4\n:OUTPUT DROP [18446744073709551616:+1]x\nCOMMIT\n'
	for text in '*\t\nCOMMIT\n' ' *filter\nCOMMIT\n' '*filter\n:\t\nCOMMIT\n' '*filter\n :INPUT DROP\nCOMMIT\n' '*filter\n COMMIT\n' \
		'*filter\nCOMMIT \n' '*filter\n [1:2] -A INPUT\nCOMMIT\n' '*filter\n \nCOMMIT\n' '*filter\n[:2] -A INPUT\nCOMMIT\n'; do
		alike "$text"
	done
}

# istio's TPROXY mode and others write every table so; what the file itself makes was not seen then.
@test "behind a star and a blank: the file's commands see what it has made" {
	printf -- '-A %s\n' "PREROUTING -p tcp -j DIVERT" "DIVERT -j MARK --set-xmark 0x1/0xffffffff" \
		"DIVERT -p tcp -j RETURN" "DIVERT -j ACCEPT" >"$T/mangle"
	for star in "*" "* " $'*\t'; do
		cat >"$T/f" <<-END
			${star}mangle
			-N DIVERT
			-A DIVERT -j MARK --set-mark 1337
			-A DIVERT -j ACCEPT
			-I DIVERT 2 -p tcp -j RETURN
			-R DIVERT 1 -j MARK --set-mark 1
			-A PREROUTING -p tcp -j DIVERT
			-C PREROUTING -p tcp -j DIVERT
			-A PREROUTING -p udp -j DIVERT
			-D PREROUTING -p udp -j DIVERT
			-N gone
			-X gone
			COMMIT
			${star}nat
			-A OUTPUT -p tcp -j REDIRECT --to-ports 15001
			-I OUTPUT 2 -j RETURN
			-D OUTPUT 1
			COMMIT
		END
		for how in "" --noflush "-T nat" "-n -T mangle"; do
			iptables -F
			iptables -t nat -F
			iptables -t mangle -F
			iptables -t mangle -X
			iptables-restore $how "$T/f"
			[[ $how == *nat* ]] || [ "$(rules mangle)" = "$(cat "$T/mangle")" ]
			[[ $how == *mangle* ]] || [ "$(rules nat)" = "-A OUTPUT -j RETURN" ]
		done
	done
}

@test "what stands behind a policy are counters, with -c and without" {
	for counters in bar '[1]' '[a:b]' '[ 1:2]' '[1 :2]' 1:2 '[-1:2]' '[1.2]' '[]'; do
		filter "" | sed "2s/\[.*/$counters/" >"$T/f"
		refused "$T/f"
		refused -c "$T/f"
		says 2 "invalid policy counters for chain 'INPUT'" iptables-restore "$T/f"
		grep -qx 'Error occurred at line: 2' "$T/err"
		run -2 "$BINDIR/iptables-restore-translate" -f "$T/f"
		[[ $output == *"invalid policy counters for chain 'INPUT'"* ]]
	done
	filter "" | sed '2s/ \[.*//' >"$T/f"
	iptables-restore "$T/f"
	says 2 "invalid policy counters for chain 'INPUT'" iptables-restore -c "$T/f"
	printf '*filter\n:user - bar\nCOMMIT\n' | iptables-restore -c	# a user chain has none
}

@test "quotes and escapes" {
	cat >"$T/f" <<-'END'
		*filter
		-A INPUT -m comment --comment "two words" -j ACCEPT
		-A INPUT -m comment --comment "a \"quoted\" word and a \\ backslash" -j ACCEPT
		-A INPUT -m comment --comment "it's" -j ACCEPT
		-A INPUT -m comment --comment word -j ACCEPT
		-A INPUT -j LOG --log-prefix "prefix: "
		COMMIT
	END
	both iptables-restore <"$T/f"
	both iptables-save </dev/null
}

@test "family prefixes" {
	printf '*filter\n-4 -A INPUT -s 192.0.2.1 -j DROP\n-6 -A INPUT -s 2001:db8::1 -j DROP\nCOMMIT\n' >"$T/f"
	both iptables-restore <"$T/f"
	both ip6tables-restore <"$T/f"
	both iptables-save </dev/null
	both ip6tables-save </dev/null
}

@test "bad files" {
	for text in '*nope\nCOMMIT\n' '-A INPUT -j ACCEPT\n' '*filter\n*nat\nCOMMIT\n' 'COMMIT\n' '*filter\n:INPUT\nCOMMIT\n' \
		'*filter\n-t nat -A POSTROUTING -j ACCEPT\nCOMMIT\n' \
		'*filter\n:INPUT NOPE [0:0]\nCOMMIT\n' '*filter\nrubbish\nCOMMIT\n' '*filter\n-A INPUT -L\nCOMMIT\n'; do
		printf -- "$text" >"$T/f"
		kernel >"$T/before"
		rc=0 prc=0
		iptables-restore "$T/f" >"$T/out" 2>"$T/err" || rc=$?
		peer iptables-restore "$T/f" >/dev/null 2>&1 || prc=$?
		[ $rc = $prc ] || { echo "$text: status $rc, the peer's $prc: $(cat "$T/err")"; false; }
		[ $rc = 0 ] || [ -s "$T/err" ]
		kernel >"$T/after"
		diff "$T/before" "$T/after"
	done
}

@test "an open quote is refused, though iptables-nft takes it" {
	run -2 iptables-restore <<<$'*filter\n-A INPUT -m comment --comment "open\nCOMMIT'
	[ -z "$(rules)" ]
}

@test "odd bytes do not crash it" {
	for seed in 1 2 3 4 5 6 7 8; do
		awk -v s=$seed 'BEGIN { srand(s); for (i = 0; i < 3000; i++) printf "%c", int(rand() * 255) + 1 }' >"$T/f"
		{ printf '*filter\n'; cat "$T/f"; printf '\nCOMMIT\n'; } >"$T/g"
		rc=0
		iptables-restore <"$T/g" >/dev/null 2>&1 || rc=$?
		[ $rc -ge 1 ]
		[ $rc -le 4 ]
	done
}

@test "a word, a line and a file of great length" {
	long=$(printf '%*s' 300 '' | tr ' ' x)
	both iptables-restore <<<$'*filter\n-A INPUT -m comment --comment '"$long"$' -j ACCEPT\nCOMMIT'
	both iptables-save </dev/null
	long=$(printf '%*s' 70000 '' | tr ' ' x)
	fails iptables-restore <<<$'*filter\n-A INPUT -j '"$long"$'\nCOMMIT'
	words=$(printf ' -m state%.0s' $(seq 5000))
	fails iptables-restore <<<$'*filter\n-A INPUT'"$words"$' -j NOPE\nCOMMIT'
}

@test "every command inside a file" {
	cat >"$T/f" <<-'END'
		*filter
		:one - [0:0]
		-N two
		-A one -s 192.0.2.1 -j DROP
		-A one -s 192.0.2.2 -j DROP
		-I one 1 -s 192.0.2.3 -j DROP
		-R one 2 -s 192.0.2.4 -j DROP
		-D one 3
		-A two -j ACCEPT
		-F two
		-P FORWARD DROP
		-N four
		-X four
		COMMIT
	END
	iptables-restore <"$T/f"       # (iptables-nft 1.8.9 crashes here)
	iptables-save | grep -E '^(:|-A)' >"$T/out"
	diff - "$T/out" <<-'END'
		:INPUT ACCEPT [0:0]
		:FORWARD DROP [0:0]
		:OUTPUT ACCEPT [0:0]
		:one - [0:0]
		:two - [0:0]
		-A one -s 192.0.2.3/32 -j DROP
		-A one -s 192.0.2.4/32 -j DROP
	END
}

@test "a chain renamed in a file" {
	both iptables -N one </dev/null
	both iptables -A one -j ACCEPT </dev/null
	both iptables -A INPUT -j one </dev/null
	printf '*filter\n-E one other\n-A INPUT -j ACCEPT\nCOMMIT\n' | both iptables-restore --noflush
	both iptables-save </dev/null
}

@test "more port lists than the kernel bears sets: the rest travel as xt, the text is the same" {
	{
		echo "*filter"
		for i in $(seq 1 300); do
			echo "-A INPUT -p tcp -m multiport --dports 22,80,$((1000 + i)) -j ACCEPT"
		done
		echo COMMIT
	} >"$T/many"
	STATEWALL_GROUP=off "$BINDIR/iptables-restore" "$T/many"
	iptables-save | grep '^-A' | diff - <(grep '^-A' "$T/many")
	[ "$(nft list sets ip | grep -c 'set sw\.ports')" = 256 ]
	iptables-restore "$T/many"	# as elements of a map they need no set
	iptables-save | grep '^-A' | diff - <(grep '^-A' "$T/many")
	run ! grep -E 'sw\.ports|xt match' <(nft list ruleset)
	iptables -F
	[ "$(nft list sets ip | grep -c 'set sw\.ports')" = 0 ]
}

@test "a restore that needs other companions than before has them" {
	printf '*mangle\n-A OUTPUT -j CHECKSUM --checksum-fill\nCOMMIT\n' | iptables-restore
	nft list table ip mangle | grep -q 'sw.CHECKSUM.*output'
	printf '*mangle\n-A FORWARD -j CHECKSUM --checksum-fill\nCOMMIT\n' | iptables-restore
	nft list table ip mangle >"$T/now"
	grep -q 'sw.CHECKSUM.*forward' "$T/now"
	run ! grep -q 'sw.CHECKSUM.*output' "$T/now"
}

# While the kernel checks a transaction, its count of a chain's rules is what it would be afterwards.
@test "beside a file that is only checked: lists and saves are whole, and -F flushes" {
	{ echo '*filter'; echo ':AA - [0:0]'; echo '-F INPUT'; echo '-F AA'; yes -- '-A INPUT' | head -n 20000; echo COMMIT; } >"$T/large"
	printf '*filter\n:AA - [0:0]\n-A AA -s 192.0.2.1 -j DROP\nCOMMIT\n' >"$T/small"
	mkdir "$T/etc"
	for i in $(seq 12); do
		iptables-restore "$T/small"
		iptables-restore --noflush --test "$T/large" &
		while [ -e "/proc/$!/stat" ] && ! grep -q ' Z ' "/proc/$!/stat"; do
			iptables -S AA | grep -q 192.0.2.1
			iptables-save | grep -q 192.0.2.1
			"$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" save >/dev/null
			grep -q 192.0.2.1 "$T/etc/iptables"
		done
		wait $!
		iptables-restore --noflush --test "$T/large" &
		sleep "0.$(printf %03d $((i * 12)))"
		iptables -F
		wait $!
		run -0 iptables -S AA
		[ "$output" = "-N AA" ]
	done
}

# Of a line like the one before, only the address is read.
@test "lines that differ in one address, and lines that nearly do" {
	alike() {
		printf '%s\n' '*filter' ':other - [0:0]' "${@:2}" COMMIT >"$T/f"
		both "$1-restore" "$T/f"
		[ ! -s "$T/err" ]
		both "$1-save"
	}
	alike iptables '-A INPUT -s 192.0.2.1/32 -j DROP' '-A INPUT -s 192.0.2.22/32 -j DROP' '-A INPUT -s 192.0.2.22/32 -j DROP' \
		'-A INPUT -s 192.0.2.22/31 -j DROP' '-A INPUT -s 192.0.2.3/31 -j DROP' '-A INPUT -s 192.0.2.3 -j DROP' \
		'-A INPUT -s 192.0.2.4 -j DROP' '-A INPUT -s 192.0.2.5  -j DROP' '-A INPUT -s 192.0.2.4,192.0.2.5 -j DROP' \
		'-A INPUT -s 192.0.2.6 -j ACCEPT' '-A INPUT -d 192.0.2.8 -j ACCEPT' \
		'-A INPUT -d 192.0.2.9 -j ACCEPT' '-A FORWARD -d 192.0.2.9 -j ACCEPT' '-A other -d 192.0.2.9 -j ACCEPT' \
		'-A other -d 192.0.2.10 -j ACCEPT' '-I other -d 192.0.2.10 -j ACCEPT' '-A other -d 192.0.2.11 -j ACCEPT' \
		'-A other -d 192.0.2.12 -j ACCEPT' '-A other -s 192.0.2.1 -d 192.0.2.12' '-A other -s 192.0.2.2 -d 192.0.2.12' \
		'-A other -s 010.0.0.1 -d 192.0.2.12' '-A other -s 10.1 -d 192.0.2.12'
	alike iptables ':other2 - [0:0]' '-A other -s 0.0.0.0/0 -j other2' '-A other -s 9.9.9.9/0 -j other2' '-A other -s 1.1.1.1/8 -g other2' \
		'-A other -s 2.1.1.1/8 -g other2' '-A other -s 3.1.1.1/8 -g other2' '-A other ! -s 3.1.1.1/8 -g other2' \
		'-A INPUT -s 1.0.0.1/32 -m comment --comment "a -s 1.0.0.1/32 b"' '-A INPUT -s 1.0.0.2/32 -m comment --comment "a -s 1.0.0.1/32 b"' \
		'-A INPUT -s 1.0.0.2/32 -m comment --comment "a -s 1.0.0.2/32 b"' '-A INPUT -s 1.0.0.3/32 -p tcp -m multiport --dports 1,2 -j REJECT' \
		'-A INPUT -s 1.0.0.4/32 -p tcp -m multiport --dports 1,2 -j REJECT' '-A INPUT -s 1.0.0.4/32 -m limit --limit 1/s -j LOG --log-prefix "1.0.0.4 "' \
		'-A INPUT -s 1.0.0.5/32 -m limit --limit 1/s -j LOG --log-prefix "1.0.0.4 "' '-D INPUT -s 1.0.0.4/32 -p tcp -m multiport --dports 1,2 -j REJECT' \
		'-A INPUT -s 1.0.0.6/32 -m limit --limit 1/s -j LOG --log-prefix "1.0.0.4 "' '-A INPUT -s 1.0.0.7/255.255.0.0 -c 5 7 -j ACCEPT' \
		'-A INPUT -s 1.2.0.8/255.255.0.0 -c 5 7 -j ACCEPT' $'-A INPUT -s 1.0.0.9/32\t-j DROP' $'-A INPUT -s 1.0.0.10/32\t-j DROP'
	alike ip6tables '-A INPUT -s 2001:db8::1/128 -j DROP' '-A INPUT -s 2001:db8::22/128 -j DROP' '-A INPUT -s ::/128 -j DROP' \
		'-A INPUT -s ::ffff:1.2.3.4/128 -j DROP' '-A INPUT -s 2001:db8::/33 -j DROP' '-A INPUT -s 2001:db8:ffff:ffff::/33 -j DROP' \
		'-A INPUT -d 2001:db8::1 -j DROP' '-A INPUT -d fe80:0:0::1 -j DROP' '-A INPUT -d fe80::1 -j other' '-A INPUT -d fe80::2 -j other'
	for bad in '-A INPUT -s 192.0.2.256/32 -j DROP' '-A INPUT -s 192.0.2/32x -j DROP' '-A INPUT -s  -j DROP' '-A INPUT -s 192.0.2.1./32 -j DROP'; do
		printf '%s\n' '*filter' '-A INPUT -s 192.0.2.1/32 -j DROP' '-A INPUT -s 192.0.2.2/32 -j DROP' "$bad" COMMIT >"$T/f"
		says 2 'line: 4' iptables-restore "$T/f"
	done
	# A tab ends the word of an address, too.
	printf '%s\n' '*filter' $'-A INPUT -s 192.0.2.1\t-p tcp -j DROP' '-A INPUT -s 192.0.2.2 tcp -j DROP' COMMIT >"$T/f"
	says 2 "Bad argument \`tcp'" iptables-restore "$T/f"
	printf '%s\n' '*filter' '-A INPUT -s 192.0.2.1/32 -j DROP' '*nat' '-A INPUT -s 192.0.2.2/32 -j DROP' COMMIT >"$T/f"
	both iptables-restore "$T/f"
	printf '%s\n' '*filter' '-A INPUT -s 192.0.2.1/32 -j DROP' COMMIT '-A INPUT -s 192.0.2.2/32 -j DROP' COMMIT >"$T/f"
	both iptables-restore "$T/f"
	printf '%s\n' '*filter' '[1:2] -A INPUT -s 192.0.2.1/32 -j DROP' '[3:4] -A INPUT -s 192.0.2.2/32 -j DROP' \
		'-A INPUT -s 192.0.2.3/32 -j DROP' '-A INPUT -s 192.0.2.4/32 -j DROP' '[5:6] -A INPUT -s 192.0.2.4/32 -j DROP' COMMIT >"$T/f"
	for c in "" -c; do
		both iptables-restore $c "$T/f"
		both iptables-save -c
	done
}

# ---- more lines than one second can read -----------------------------------------------------------

@test "long work shows itself on a terminal, erases it at the end, and says nothing into a pipe" {
	export TERM=xterm
	{ echo "*filter"; seq 1 400000 | sed 's|.*|-A INPUT -s 10.0.0.1 -p tcp --dport 22 -m comment --comment & -j ACCEPT|'; } >"$T/f"
	echo "-A INPUT -j NOPE" >>"$T/f"
	run "$BATS_TEST_DIRNAME/../lib/on-terminal" -- "$BINDIR/iptables-restore" --test "$T/f"
	[ "$status" = 2 ]
	grep -q "of 400002 lines, [1-9][0-9]* s left" <<<"$output"
	grep -q $'\e'"\[Kiptables-restore v" <<<"$output"
	run "$BINDIR/iptables-restore" --test "$T/f"
	[ "$status" = 2 ]
	[[ $output == "iptables-restore v"* ]]
	[[ $output != *" lines"* ]]
	run env TERM=dumb "$BATS_TEST_DIRNAME/../lib/on-terminal" -- "$BINDIR/iptables-restore" --test "$T/f"
	[ "$status" = 2 ]
	[[ $output != *" of 400002 lines"* ]]
}

@test "--test -v on a terminal says what would change; into a pipe what iptables-legacy says" {
	filter "-A INPUT -s 192.0.2.1 -j DROP" >"$T/f"
	both iptables-restore "$T/f"
	filter "-A INPUT -s 192.0.2.2 -j DROP" >"$T/f"
	"$BINDIR/statewall" diff --color=never "$T/f" >"$T/want" || true
	[ -s "$T/want" ]
	run env TERM=dumb "$BATS_TEST_DIRNAME/../lib/on-terminal" -- "$BINDIR/iptables-restore" --test -v "$T/f"
	[ "$status" = 0 ]
	tr -d '\r' <<<"$output" >"$T/seen"
	tail -n "$(wc -l <"$T/want")" "$T/seen" | diff "$T/want" -
	iptables-restore --test -v "$T/f" >"$T/out"
	head -n -"$(wc -l <"$T/want")" "$T/seen" | diff - "$T/out"
	for with in -n "-T filter"; do
		run env TERM=dumb "$BATS_TEST_DIRNAME/../lib/on-terminal" -- "$BINDIR/iptables-restore" --test -v $with "$T/f"
		[ "$status" = 0 ]
		[[ $output != *"+++"* ]]
	done
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
}

# ---- every bad line --------------------------------------------------------------------------------

@test "all bad lines are listed with -v, and a file of many is read no further than the twentieth" {
	{ echo "*filter"; seq 1 100000 | sed 's/.*/-A INPUT -m n&/'; echo COMMIT; } >"$T/f"
	run timeout 20 "$BINDIR/iptables-restore" -v "$T/f"
	[ "$status" = 2 ]
	[ "$(grep -c "$T/f:" <<<"$output")" = 20 ]
	[[ $output == *"lines behind these were not looked at" ]]
	run "$BINDIR/iptables-restore" "$T/f"
	[ "$status" = 2 ]
	[ "${#lines[@]}" -le 4 ]
}

@test "a target that is missing is told in a chain that was missing before, too" {
	printf '%s\n' '*filter' '-A INPUT -j late' '-N late' '-A late -j DRPO' '-A late -j DRPO' '-D late 7' COMMIT >"$T/f"
	run -2 "$BINDIR/iptables-restore" -v "$T/f"
	[[ $output == *"$T/f:2: -A INPUT -j late"*"$T/f:4: -A late -j DRPO"* ]]
	[ "$(grep -c "$T/f:" <<<"$output")" = 2 ]
}

@test "a second look at a refused file sends nothing" {
	kernel >"$T/before"
	run "$BINDIR/iptables-restore" -v --noflush <<<$'*nat\n-A PREROUTING -j MASQUERADE\nCOMMIT'
	[ "$status" = 4 ]
	kernel >"$T/after"
	diff "$T/before" "$T/after"
}
