#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# make install, uninstall and install-alternatives, into a folder: what they put there, and take away.
load ../lib/helper

build=$(realpath "$BINDIR/..")
names="iptables iptables-save iptables-restore iptables-translate iptables-restore-translate ip6tables ip6tables-save
	ip6tables-restore ip6tables-translate ip6tables-restore-translate iptables-apply ip6tables-apply iptables-xml"

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
	run ! grep -rnI '@[a-z][a-z]*@' "$root"
	files | grep -q 'bash-completion/completions/iptables-statewall$'
	files | grep -q '/_statewall$'
	files | grep -q 'vendor_completions.d/statewall.fish$'
	files | grep -q 'bash_completion.d/statewall$'
	grep -qF "'$sbin/statewall' complete" "$(find "$root" -path '*completions/statewall')"
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

# on_a_machine FUNCTION: with copies of the folders that installing changes, which vanish with it. No manager of this
# machine is asked: systemctl works on files.
on_a_machine() {
	export -f at_home plain_names_work links_here "$1"
	export T build
	export -n root=
	unshare -m bash -euo pipefail -c 'mount --make-rprivate /
		for folder in /etc /usr/sbin /var/lib/dpkg/alternatives; do
			mkdir -p "$T/machine$folder"
			cp -a "$folder/." "$T/machine$folder"
			mount --bind "$T/machine$folder" "$folder"
		done
		for folder in /usr/local /run /var/log; do mount -t tmpfs none "$folder"; done
		"$@"' - "$1"
}
at_home() { make -s -C "$build" "$@" SYSTEMCTL="systemctl --root=/" >"$T/make.log" 2>&1; }
links_here() { find / -xdev \( -path /proc -o -path /tmp \) -prune -o -xtype l -lname '*statewall*' -print 2>/dev/null; }
plain_names_work() {
	local name
	for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
		[ "$("/usr/sbin/$name" -V | head -c 8)" = "${name:0:8}" ] || { echo "$name: $(readlink -f "/usr/sbin/$name")"; return 1; }
	done
	[ -z "$(links_here; ls /etc/systemd/system/*/*statewall* 2>/dev/null)" ] || { echo "left: $(links_here)"; return 1; }
	[ ! -e /usr/local/sbin/statewall ]
}

@test "uninstall: the choice of update-alternatives and enabled units are taken back first; iptables is never a dangling link" {
	command -v update-alternatives >/dev/null || skip "no update-alternatives"
	[ "$(variable prefix) $(variable sysconfdir)" = "/usr/local /etc" ] || skip "built for other folders"
	before=$(readlink /etc/alternatives/iptables)
	chosen() {
		at_home install install-alternatives
		for family in iptables ip6tables; do
			update-alternatives --set $family /usr/local/sbin/$family-statewall >/dev/null
			[ "$(readlink -f /usr/sbin/$family-save)" = /usr/local/sbin/statewall ]
			! command -v systemctl >/dev/null || systemctl --root=/ enable $family-statewall.service 2>/dev/null
		done
		! command -v systemctl >/dev/null || ls /etc/systemd/system/*/iptables-statewall.service >/dev/null
		at_home uninstall
		plain_names_work
		[ "$(readlink -f /usr/sbin/iptables)" != /usr/local/sbin/statewall ]
		! update-alternatives --query iptables | grep -q statewall || { echo "still an alternative"; return 1; }
		at_home uninstall
		at_home install
		at_home uninstall
		plain_names_work
	}
	run -0 on_a_machine chosen
	[ "$(readlink /etc/alternatives/iptables)" = "$before" ]
	only_ours() { # no other iptables is registered: the plain name goes
		for family in iptables ip6tables; do update-alternatives --remove-all $family; done
		at_home install install-alternatives
		[ "$(readlink -f /usr/sbin/iptables)" = /usr/local/sbin/statewall ]
		at_home uninstall
		[ ! -e /usr/sbin/iptables ]
		[ ! -L /usr/sbin/iptables ]
		[ -z "$(links_here)" ]
	}
	run -0 on_a_machine only_ours
}

@test "uninstall: while a link made by hand leads there nothing is removed, and its name is said" {
	[ "$(variable prefix) $(variable sysconfdir)" = "/usr/local /etc" ] || skip "built for other folders"
	by_hand() {
		at_home install
		ln -sf /usr/local/sbin/iptables-statewall /usr/sbin/iptables
		rc=0
		at_home uninstall || rc=$?
		[ $rc != 0 ]
		grep -q "would lead nowhere: /usr/sbin/iptables" "$T/make.log"
		/usr/sbin/iptables -V | grep -q statewall || /usr/sbin/iptables -V | grep -q nf_tables
		[ -x /usr/local/sbin/statewall ]
		rc=0
		at_home -j4 uninstall || rc=$?
		[ $rc != 0 ]
		[ -e /usr/local/share/man/man8/iptables-statewall.8 ]
		[ -x /usr/local/sbin/statewall ]
		ln -sf /etc/alternatives/iptables /usr/sbin/iptables
		at_home uninstall
		[ ! -e /usr/local/sbin/statewall ]
	}
	run -0 on_a_machine by_hand
}

@test "uninstall: a link made by hand is found before anything is taken back, be statewall chosen or not" {
	command -v update-alternatives >/dev/null || skip "no update-alternatives"
	[ "$(variable prefix) $(variable sysconfdir)" = "/usr/local /etc" ] || skip "built for other folders"
	state() {
		update-alternatives --query iptables
		update-alternatives --query ip6tables
		ls -l /etc/alternatives /usr/sbin/iptables /usr/sbin/ip6tables /usr/local/sbin
		find /etc/systemd/system -name '*statewall*' | sort
	}
	refused() { # refused LINK: it alone is said, and nothing has changed
		state >"$T/before"
		rc=0
		at_home uninstall || rc=$?
		[ $rc != 0 ]
		grep "Nothing is removed: .* would lead nowhere: $1\$" "$T/make.log" || { cat "$T/make.log"; return 1; }
		state | cmp - "$T/before"
		rm "$1"
	}
	both() {
		at_home install install-alternatives
		for family in iptables ip6tables; do
			update-alternatives --set $family /usr/local/sbin/$family-statewall >/dev/null
			! command -v systemctl >/dev/null || systemctl --root=/ enable $family-statewall.service 2>/dev/null
		done
		mkdir -p /usr/local/bin
		ln -s /usr/local/sbin/statewall /usr/local/bin/iptables
		refused /usr/local/bin/iptables
		ln -s ../sbin/ip6tables-save-statewall /usr/local/bin/ip6tables-save
		refused /usr/local/bin/ip6tables-save
		ln -s /usr/local/sbin/iptables-xml-statewall /etc/alternatives/iptables-xml # which no choice moves
		refused /etc/alternatives/iptables-xml
		ln -sf /usr/local/sbin/statewall /etc/alternatives/ip6tables # nor was it update-alternatives
		rc=0
		at_home uninstall || rc=$?
		[ $rc != 0 ]
		grep "Nothing is removed: .* would lead nowhere:.* /etc/alternatives/ip6tables$" "$T/make.log"
		[ -x /usr/local/sbin/statewall ]
		ln -sf /usr/local/sbin/ip6tables-statewall /etc/alternatives/ip6tables
		ln -s /usr/sbin/iptables /usr/local/bin/iptables # follows the choice: it goes back with that
		at_home uninstall || { cat "$T/make.log"; return 1; }
		rm /usr/local/bin/iptables
		plain_names_work
		! update-alternatives --query iptables | grep -q statewall || { echo "still an alternative"; return 1; }
	}
	export -f state refused
	run -0 on_a_machine both
}
