#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The manual: a page for every name, without faults, and with the options that the programs have.
load ../lib/helper

pages=$BATS_TEST_DIRNAME/../../man

setup() {
	T=$BATS_TEST_TMPDIR
	[ -d "$pages" ] || skip "the pages are not here"
}

# Every name as it is installed, one a line.
names() { (cd "$BINDIR" && printf '%s\n' statewall *-statewall); }

@test "every name has a page" {
	[ "$(names | wc -l)" -ge 12 ]
	for name in $(names) statewall-service statewall-modules statewall-check statewall-group statewall-diff \
		statewall-apply statewall-confirm statewall-revert statewall-try statewall-adopt statewall-leave \
		statewall-history statewall-undo statewall-explain statewall-top statewall-metrics statewall-status \
		statewall-trace statewall-list statewall-save statewall-graph; do
		[ -e "$pages/$name.8" ] || [ -e "$pages/$name.1" ] || { echo "no page: $name"; return 1; }
	done
}

@test "no page has a fault" {
	command -v man >/dev/null || skip "no man"
	local page section
	for page in "$pages"/*.[1-8]; do
		section=${page##*.}
		mkdir -p "$T/man$section"
		cp "$page" "$T/man$section"
	done
	cd "$T"	# a page of one line names the other as man8/NAME.8
	for page in man?/*; do
		man --warnings -E UTF-8 -Tutf8 -Z -l "./$page" 2>"$T/err" >"$T/out" || true
		[ ! -s "$T/err" ] || { echo "$page:"; cat "$T/err"; return 1; }
		[ -s "$T/out" ]
	done
}

# What a page has: the options at the heads of its lists. What a program has: those of its help, which
# leaves out second names.
of_page() { sed -n '/^\.It.* Fl /p' "$1" | grep -oE 'Fl -?[a-zA-Z0-9-]+' | sed 's/^Fl /-/' | grep -vxE -e '--(src|dst)' | sort -u; }
of_help() { "$BINDIR/statewall" "$@" | sed 's/^\[!\]/   /' | grep -oE '^ +(-[a-zA-Z0-9] )?(--[a-z0-9-]+)?' | grep -oE -- '-[a-zA-Z0-9-]+' | sort -u; }

@test "a page has the options of its program, no more and no fewer" {
	for name in iptables iptables-save iptables-restore iptables-apply iptables-xml; do
		for page in "$pages/$name-statewall".[18]; do
			of_page "$page" >"$T/page"
			of_help $name -h >"$T/help"
			[ "$(wc -l <"$T/help")" -ge 6 ]
			diff "$T/help" "$T/page" || { echo "$name: < its help, > its page"; return 1; }
		done
	done
}

@test "ip6tables and its like have the same options" {
	for name in "" -save -restore; do
		of_help "iptables$name" -h | grep -vxE -e '-f|--fragments' >"$T/four"
		of_help "ip6tables$name" -h | grep -vx -e -f >"$T/six"
		[ "$(wc -l <"$T/four")" -ge 6 ]
		diff "$T/four" "$T/six"
	done
}

@test "the words of statewall: their pages have no option that they do not have" {
	for page in "$pages"/statewall-*.8; do
		word=${page##*/statewall-}
		word=${word%.8}
		"$BINDIR/statewall" "$word" --help >"$T/help" 2>&1 || continue
		case $word in	# pages of two programs
		adopt) "$BINDIR/statewall" leave --help >>"$T/help" ;;
		history) "$BINDIR/statewall" undo --help >>"$T/help" ;;
		esac
		for option in $(of_page "$page" | grep -E '^--'); do
			grep -qw -e "$option" "$T/help" || echo "$word: $option" >>"$T/unknown"
		done
	done
	[ ! -s "$T/unknown" ] || { cat "$T/unknown"; return 1; }
}

@test "the words of statewall: their options and verbs are in their pages" {
	for word in service modules check diff apply confirm revert try adopt leave list save graph; do
		"$BINDIR/statewall" $word --help >"$T/help" 2>&1
		grep -oE -- '--[a-z0-9-]+' "$T/help" | sort -u >"$T/options"
		[ "$(wc -l <"$T/options")" -ge 1 ]
		for option in $(cat "$T/options"); do
			grep -qE "Fl ${option#-}( |\$)" "$pages/statewall-$word.8" "$pages/statewall-modules.8" \
				"$pages/statewall-apply.8" "$pages/statewall-adopt.8" "$pages/statewall-list.8" "$pages/statewall-graph.8" ||
				{ echo "$word: $option is not in its page"; return 1; }
		done
	done
	"$BINDIR/statewall" service --help | sed -n 's/^  \([a-z-]*\) .*/\1/p' >"$T/verbs"
	[ "$(wc -l <"$T/verbs")" -ge 6 ]
	for verb in $(cat "$T/verbs"); do
		grep -qE "Cm .*\b$verb\b" "$pages/statewall-service.8" || { echo "service: $verb"; return 1; }
	done
}
