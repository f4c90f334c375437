#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# One program with many names: argv[0], first word, suffixes.
load ../lib/helper

@test "the first word is a name, too" {
	"$BINDIR/statewall" iptables -A INPUT -j ACCEPT
	"$BINDIR/statewall" iptables-save >"$T/a"
	iptables-save >"$T/b"
	undated "$T/a" "$T/b"
	diff "$T/a" "$T/b"
	"$BINDIR/statewall" iptables-restore <"$T/a"
	"$BINDIR/statewall" ip6tables -S >"$T/c"
	[ "$(head -n 1 "$T/c")" = "-P INPUT ACCEPT" ]
}

@test "a link of any place and with a suffix" {
	for name in iptables iptables-nft iptables-statewall; do
		ln -s "$(realpath "$BINDIR/iptables")" "$T/$name"
		run -0 "$T/$name" -V
		[[ $output == "iptables v1."*"(nf_tables)" ]]
	done
	for name in ip6tables-nft-save iptables-nft-restore ip6tables-restore-statewall; do
		ln -s "$(realpath "$BINDIR/iptables")" "$T/$name"
		"$T/$name" </dev/null
	done
}

@test "every name of bin/, also as a word, with its version" {
	for name in iptables ip6tables; do
		for part in "" -save -restore -translate -restore-translate; do
			for link in $name$part $name$part-statewall; do
				run -0 "$BINDIR/$link" -V
				[[ $output == "$name$part v1."* ]] || { echo "$link: $output"; return 1; }
			done
			run -0 "$BINDIR/statewall" $name$part -V
			[[ $output == "$name$part v1."* ]]
		done
		for part in "" -save -restore; do
			run -0 "$BINDIR/$name-nft$part" -V
			[[ $output == "$name"*"$part v1."*"(nf_tables)" ]]
		done
	done
	run -0 "$BINDIR/statewall" iptables-xml </dev/null
	"$BINDIR/iptables-xml" </dev/null
	"$BINDIR/iptables-xml-statewall" </dev/null
}

@test "a name that is none" {
	fails "$BINDIR/statewall" nope
	[ -n "$output" ]
	ln -s "$(realpath "$BINDIR/iptables")" "$T/nope"
	fails "$T/nope" -L
	[ -n "$output" ]
}

@test "statewall has a version and a help of its own" {
	run -0 "$BINDIR/statewall" --version
	[[ $output == statewall* ]]
	run -0 "$BINDIR/statewall" --help
	[[ $output == *iptables-restore* ]]
}
