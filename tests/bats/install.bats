#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# make install, uninstall and install-alternatives, into a folder: what they put there, and take away.
load ../lib/helper

build=$(realpath "$BINDIR/..")
names="iptables iptables-save iptables-restore iptables-translate iptables-restore-translate ip6tables ip6tables-save
	ip6tables-restore ip6tables-translate ip6tables-restore-translate iptables-xml"

setup() {
	T=$BATS_TEST_TMPDIR
	[ -e "$build/Makefile" ] || skip "the programs were not built here"
	root=$T/root
}

into() { make -s -C "$build" "$@" DESTDIR="$root" >"$T/make.log" 2>&1 || { cat "$T/make.log"; return 1; }; }
variable() { sed -n "s|^$1 = ||p" "$build/Makefile" | sed "s|\${exec_prefix}|$prefix|; s|\${prefix}|$prefix|"; }
files() { (cd "$root" && find . ! -type d | sort); }

@test "install: every name, its page, units and config files; no plain name" {
	into install
	prefix=$(variable prefix) sbin=$(variable sbindir)
	for name in $names; do
		[ "$(readlink "$root$sbin/$name-statewall")" = statewall ]
		[ -e "$root$(variable mandir | sed "s|\${datarootdir}|$prefix/share|")/man8/$name-statewall.8" ] || [ $name = iptables-xml ]
		[ ! -e "$root$sbin/$name" ]
	done
	"$root$sbin/iptables-statewall" -V
	"$root$sbin/ip6tables-save-statewall" -V
	files | grep -q 'iptables-statewall.service$'
	files | grep -q 'sysconfig/iptables-config$'
	for name in iptables ip6tables; do
		[ "$(stat -c %a "$root$(variable libexecdir)/iptables/$name.init")" = 755 ]
		grep -qF "$sbin/statewall" "$root$(variable libexecdir)/iptables/$name.init"
	done
	run ! grep -rn '@[a-z]*@' "$root" --include='*.service' --include='*.init'
}

@test "uninstall: all but config files, and no loaded rule" {
	nft flush ruleset
	iptables -A INPUT -j DROP
	into install
	echo "# mine" >>"$(find "$root" -name iptables-config)"
	into install
	grep -q "# mine" "$(find "$root" -name iptables-config)"
	into uninstall
	grep -q "Loaded rules are not" "$T/make.log"
	[ "$(files | grep -vc 'sysconfig/ip6\?tables-config$')" = 0 ] || { files; false; }
	[ "$(files | wc -l)" = 2 ]
	[ "$(rules)" = "-A INPUT -j DROP" ]
}

@test "alternatives: beside Debian's, chosen by hand, and gone again" {
	update-alternatives --help | grep -q -- --root || skip "no update-alternatives with --root"
	prefix=$(variable prefix) sbin=$(variable sbindir)
	mkdir -p "$root/etc/alternatives" "$root/var/lib/dpkg/alternatives" "$root/usr/sbin" "$root/var/log"
	ua=(update-alternatives --root "$root" --log /dev/null)
	into install
	for family in iptables ip6tables; do	# as Debian's package does
		for part in "" -save -restore; do echo debian >"$root/usr/sbin/$family-nft$part"; done
		"${ua[@]}" --install /usr/sbin/$family $family /usr/sbin/$family-nft 20 \
			--slave /usr/sbin/$family-save $family-save /usr/sbin/$family-nft-save \
			--slave /usr/sbin/$family-restore $family-restore /usr/sbin/$family-nft-restore
	done
	at() { readlink "$root/etc/alternatives/$1"; }
	into install-alternatives UA="${ua[*]}"
	[ "$(at iptables)" = /usr/sbin/iptables-nft ]	# nothing changes until somebody chooses
	"${ua[@]}" --set iptables "$sbin/iptables-statewall"
	"${ua[@]}" --set ip6tables "$sbin/ip6tables-statewall"
	for part in "" -save -restore; do
		[ "$(at iptables$part)" = "$sbin/iptables$part-statewall" ]
		[ "$(at ip6tables$part)" = "$sbin/ip6tables$part-statewall" ]
	done
	into uninstall-alternatives UA="${ua[*]}"
	[ "$(at iptables)" = /usr/sbin/iptables-nft ]
	[ "$(at ip6tables-save)" = /usr/sbin/ip6tables-nft-save ]
}
