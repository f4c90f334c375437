#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# iptables-xml: the peer's bytes for what iptables-save writes, and XML for everything else.
load ../lib/helper

iptables-xml() { "$BINDIR/iptables-xml" "$@"; }

# Fails when stdin is no XML.
well_formed() { python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.stdin)'; }

@test "a save file, byte by byte" {
	iptables-xml --combine <"$BATS_TEST_DIRNAME/data/xml.save" | diff "$BATS_TEST_DIRNAME/data/xml.xml" -
	iptables-xml -c "$BATS_TEST_DIRNAME/data/xml.save" | diff "$BATS_TEST_DIRNAME/data/xml.xml" -
	iptables-xml -c -- "$BATS_TEST_DIRNAME/data/xml.save" | diff "$BATS_TEST_DIRNAME/data/xml.xml" -
	well_formed <"$BATS_TEST_DIRNAME/data/xml.xml"
}

@test "the peer's bytes on real rulesets" {
	for file in "$BATS_TEST_DIRNAME"/../rulesets/data/*.save "$BATS_TEST_DIRNAME/data/xml.save"; do
		# The peer prints what stood in its memory for a chain without counters.
		sed -E 's/^(:[^ ]+ [A-Z-]+)$/\1 [0:0]/' "$file" >"$T/f"
		for options in "" -c -v "-c -v"; do
			"$PEERDIR/iptables-xml" $options <"$T/f" >"$T/want"
			iptables-xml $options <"$T/f" >"$T/got"
			cmp "$T/want" "$T/got" || { echo "$file $options"; return 1; }
		done
		iptables-xml <"$T/f" | well_formed
	done
}

@test "what our own save prints" {
	iptables -A INPUT -p tcp --dport 22 -m comment --comment 'a<b>&"c"' -j ACCEPT
	iptables -N mine
	iptables-save -c | iptables-xml >"$T/x"
	well_formed <"$T/x"
	grep -q '&quot;a&lt;b&gt;&amp;&quot;c&quot;&quot;' "$T/x"
	grep -q '<chain name="mine" packet-count="0" byte-count="0" />' "$T/x"
}

@test "names that are no XML names, control characters, broken UTF-8" {
	printf '# \001 \377 a--b-->\n*filter\n:a+b - [0:0]\n:1x - [0:0]\n' >"$T/f"
	printf -- '-A a+b -m comment --comment "\001\377-x" -j 1x\n-A 1x -j a+b --set -1 --\nCOMMIT' >>"$T/f"
	for options in "" -c; do
		iptables-xml $options <"$T/f" >"$T/x"
		well_formed <"$T/x"
	done
	grep -q '<_x0031_x />' "$T/x"
	grep -q '<a_x002B_b />' "$T/x"
	grep -q '&#65533;&#255;-x' "$T/x"
	grep -q '<set >-1' "$T/x"
}

@test "one table does not go on in the next" {
	printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -j LOG\nCOMMIT\n*mangle\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -j LOG\nCOMMIT\r\n' |
		iptables-xml -c >"$T/x"
	well_formed <"$T/x"
	[ "$(grep -c '<rule' "$T/x")" = 2 ]
}

@test "a rule for a chain that was not declared opens it" {
	printf '*filter\n-A INPUT -j LOG\nCOMMIT\n' | iptables-xml >"$T/x"
	grep -q '<chain name="INPUT" packet-count="0" byte-count="0" >' "$T/x"
}

@test "blanks and tabs where iptables-xml skips them" {
	printf '* \tnat\t\n: \tPREROUTING\tDROP [ 1:2]\n:\tuser - [5:6] x\n:OUTPUT\tDROP\t[+7:8\n[1:2]  -A\tuser\t-j  DROP \t\nCOMMIT\n' >"$T/f"
	iptables-xml "$T/f" >"$T/x"
	diff <("$PEERDIR/iptables-xml" "$T/f") "$T/x"
	grep -q '<table name="nat" >' "$T/x"
	grep -q '<chain name="OUTPUT" policy="DROP" packet-count="7" byte-count="8" />' "$T/x"
}

@test "errors" {
	bad() { run -1 iptables-xml < <(printf "$1"); [[ $output == *"$2"* ]]; }
	bad 'x\n' "line 1 failed"
	bad '*filter\n:INPUT ACCEPT [0:0]\n' "COMMIT expected at line 3"
	bad '*filter\n-A\nCOMMIT\n' "line 2 failed - no chain found"
	bad '*filter\n-p tcp -j DROP\nCOMMIT\n' "no chain found"
	bad '*filter\n[1:2 -A INPUT\nCOMMIT\n' "need ]"
	bad '*filter\n-A INPUT --x "y\nCOMMIT\n' "line 2 failed"
	bad '*\n' "table name invalid"
	bad '*filter\n:INPUT\n' "policy invalid"
	bad '*filter\n-A a\0b\nCOMMIT\n' "NUL byte"
	run -1 iptables-xml "$T/none"
	run -1 iptables-xml --bogus
	run -0 iptables-xml --help
	[[ $output == *--combine* ]]
}
