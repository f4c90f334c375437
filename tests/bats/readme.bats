#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# README: every console example shows what the programs do, run one after another as a reader would.
load ../lib/helper

readme=$(realpath "$BATS_TEST_DIRNAME/../../README.md")
console=$(realpath "$BATS_TEST_DIRNAME/../lib/console.py")

# What README shows is what it looks like beside iptables 1.8.9; later ones print other words.
setup_file() {
	[[ $("$BINDIR/iptables" -V) == "iptables v1.8.9 "* ]] || skip "README is of iptables 1.8.9"
}

# In a folder, with the programs first in PATH and the config files installed: /etc is a copy, /run empty.
shown() {
	mkdir -p "$T/home" "$T/here"
	cp -a /etc "$T/etc"
	rm -rf "$T/etc/sysconfig" "$STATEWALL_HISTORY"
	mkdir "$T/etc/sysconfig"
	cp "$BATS_TEST_DIRNAME"/../../etc/sysconfig/*-config "$T/etc/sysconfig"
	env -u XDG_STATE_HOME -u SUDO_USER -u SUDO_UID HOME="$T/home" PATH="$BINDIR:$PATH" T="$T" \
		unshare -m bash -euc 'mount --make-rprivate /
			mount --bind "$T/etc" /etc
			mount -t tmpfs none /run
			cd "$T/here"
			exec "$@"' - "$console" "$@"
}

@test "every example, where the kernel has the helpers built in" {
	"$BINDIR/statewall" modules | grep -qE '^nf_conntrack_ftp .* built in +built in ' || skip "the helpers are modules here"
	shown "$readme"
}

@test "every example that says nothing of the kernel's helpers" {
	shown --without helpers "$readme"
}

@test "an example that shows too little, too much or something else is seen" {
	local change
	for change in '0,/^-P INPUT DROP$/s//&X/' '0,/^-P INPUT DROP$/{//d}' '0,/^-P INPUT DROP$/s//&\n&/' \
		's/^\$ iptables -S$/$ iptables -S INPUT/' 's/^statewall ip6 nat> -S$/statewall ip6 nat> -L/'; do
		sed "$change" "$readme" >"$T/changed.md"
		run ! cmp -s "$readme" "$T/changed.md"
		nft flush ruleset
		rm -rf "$T/etc" "$T/here"
		run -1 shown --without helpers "$T/changed.md"
		[[ $output == *" commands, 1 show something else" ]]
	done
	: >"$T/none.md"
	rm -rf "$T/etc"
	run -1 shown "$T/none.md"
}
