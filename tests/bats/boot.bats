#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The systemd units: correct, before the network, after what flushes all rules, and in nobody's way.
load ../lib/helper

setup_file() {
	local name
	export UNITS=$BATS_FILE_TMPDIR/units
	mkdir -p "$UNITS"
	for name in iptables ip6tables; do
		sed "s|@sbindir@|$BINDIR|; s|@sysconfdir@|/etc|g" \
			"$BATS_TEST_DIRNAME/../../etc/systemd/$name-statewall.service.in" >"$UNITS/$name-statewall.service"
	done
}
unit() { printf '%s\n' "$@"; }
# verify UNIT...: systemd has nothing to say about them, as jobs of one start.
verify() {
	command -v systemd-analyze >/dev/null || skip "no systemd-analyze"
	SYSTEMD_UNIT_PATH="$T:$UNITS:" systemd-analyze verify --man=no "$@" >"$T/said" 2>&1 || echo "status $?" >>"$T/said"
	[ ! -s "$T/said" ] || { cat "$T/said"; return 1; }
}
# has NAME KEY WORD: one of the words of the key, in any of its lines.
has() { sed -n "s/^$2=//p" "$UNITS/$1-statewall.service" | tr ' ' '\n' | grep -qx -- "$3"; }

@test "units: no word that systemd does not know" {
	verify "$UNITS/iptables-statewall.service" "$UNITS/ip6tables-statewall.service"
	unit '[Service]' 'Type=oneshot' 'ExecStart=/no/such/program' >"$T/bad.service"
	if verify "$T/bad.service"; then return 1; fi # it would have said so
}

@test "units: before network-pre.target, which they call for; after nftables.service; once, and then active" {
	local name family file
	for name in iptables ip6tables; do
		family=ipv4 file=rules.v4
		[ $name = iptables ] || family=ipv6 file=rules.v6
		has $name Before network-pre.target
		has $name Wants network-pre.target
		has $name After nftables.service
		has $name After netfilter-persistent.service
		has $name Type oneshot
		has $name RemainAfterExit yes
		# One of two is enough, and there is no other condition.
		[ "$(sed -n 's/^Condition//p' "$UNITS/$name-statewall.service")" = \
			"$(printf 'PathExists=|/etc/%s\n' sysconfig/$name iptables/$file)" ]
		grep -qx "ExecStart=.*/statewall service --family $family start" "$UNITS/$name-statewall.service"
		grep -qx "ExecStop=.*/statewall service --family $family stop" "$UNITS/$name-statewall.service"
		grep -qx "ExecReload=.*/statewall service --family $family reload" "$UNITS/$name-statewall.service"
	done
}

@test "units: enabling the one of IPv4 enables both, and each can be disabled" {
	command -v systemctl >/dev/null || skip "no systemctl"
	local root=$T/root wants=$T/root/etc/systemd/system/multi-user.target.wants
	mkdir -p "$root/etc/systemd/system"
	cp "$UNITS"/*.service "$root/etc/systemd/system/"
	enabled() { ls "$wants" 2>/dev/null | tr '\n' ' '; }
	systemctl --root="$root" enable iptables-statewall
	[ "$(enabled)" = "ip6tables-statewall.service iptables-statewall.service " ]
	systemctl --root="$root" disable ip6tables-statewall
	[ "$(enabled)" = "iptables-statewall.service " ]
	systemctl --root="$root" disable iptables-statewall
	[ -z "$(enabled)" ]
	systemctl --root="$root" enable ip6tables-statewall
	[ "$(enabled)" = "ip6tables-statewall.service " ]
}

# cloud-init and others bring the network up before sysinit.target.
@test "units: no cycle with a network that is needed early, nor with nftables.service" {
	unit '[Unit]' DefaultDependencies=no After=network-pre.target Before=sysinit.target \
		'[Service]' Type=oneshot ExecStart=/bin/true >"$T/early.service"
	unit '[Unit]' DefaultDependencies=no Before=network-pre.target Wants=network-pre.target Before=sysinit.target \
		'[Service]' Type=oneshot ExecStart=/bin/true >"$T/nftables.service"
	unit '[Unit]' 'Requires=sysinit.target basic.target early.service nftables.service' \
		'Requires=iptables-statewall.service ip6tables-statewall.service' >"$T/all.target"
	verify "$T/all.target"
	# It can see one: the other way round.
	unit '[Unit]' DefaultDependencies=no After=network-pre.target Before=nftables.service \
		'[Service]' Type=oneshot ExecStart=/bin/true >"$T/early.service"
	if verify "$T/all.target"; then return 1; fi
	grep -q 'ordering cycle' "$T/said"
}
