#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# iptables-config: an old file full of oddities is read, named, and never run.
load ../lib/helper
fails() { if "$@"; then return 1; fi; }

service() { "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
start() {
	mkdir -p "$T/etc"
	printf '*filter\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\nCOMMIT\n' >"$T/etc/iptables"
	cat >"$T/etc/iptables-config"
	rc=0
	service start >"$T/out" 2>"$T/err" || rc=$?
}

@test "an old file: read, every oddity named, nothing executed" {
	start <<-EOF
		# Load additional iptables modules
		IPTABLES_MODULES="ip_conntrack_netbios_ns"
		IPTABLES_MODULES='ip_conntrack_ftp'	# assigned twice
		IPTABLES_MODULES_UNLOAD=\$(touch $T/ran1)
		IPTABLES_SAVE_ON_STOP=\`touch $T/ran2\`
		. /etc/functions
		IPTABLES_SAVE_COUNTER=yes; touch $T/ran3
		IPTABLES_STATUS_NUMERIC = yes
		IPTABLES_STATUS_VERBOSE=maybe
		MODULES="x"
		IPTABLES_SYSCTL_LOAD_LIST="a\$HOME"
		if [ -e /x ]; then
		  IPTABLES_STATUS_LINENUMBERS="no"
		fi
	EOF
	cat "$T/err"
	[ $rc = 0 ]
	[ "$(ls "$T" | grep -c '^ran')" = 0 ]
	for line in 3 4 5 6 7 8 9 10 11 12 14; do grep -q "iptables-config:$line: " "$T/err"; done
	for line in 1 2 13; do fails grep -q "iptables-config:$line: " "$T/err"; done
	grep -q ':3: IPTABLES_MODULES is assigned again (before on line 2); this one counts' "$T/err"
	iptables -t raw -S | grep -q -- '--helper ftp'
	[ "$(iptables -t raw -S | grep -c netbios)" = 0 ]
}

@test "CR LF" {
	printf 'IPTABLES_MODULES="ip_conntrack_ftp"\r\nIPTABLES_SAVE_COUNTER="yes"\r\n' | start
	mkdir -p "$T/etc"
	[ "$(iptables -t raw -S | grep -c 'helper ftp')" = 2 ]
	grep -q 'lines end in CR LF' "$T/err"
}

@test "ports, ports=, unknown words, failures: rules stay, status 1" {
	start <<-EOF
		IPTABLES_MODULES="ip_conntrack_ftp:21,2121 ip_conntrack_tftp ports=69,6969 no_such_module ip_conntrack ip_tables x=1"
	EOF
	[ $rc = 1 ]
	grep -q 'no_such_module: no such module' "$T/err"
	grep -q 'x=1: parameters other than ports= are not passed on' "$T/err"
	grep -q 'ip_conntrack: nothing to do' "$T/out"
	[ "$(rules | wc -l)" = 1 ]
	[ "$(rules raw | grep -o 'dport [0-9]*' | sort | uniq -c | tr -s ' \n' ' ')" = " 2 dport 21 2 dport 2121 2 dport 69 2 dport 6969 " ]
}

@test "every helper of the table, by the old names" {
	start <<-EOF
		IPTABLES_MODULES="ip_conntrack_ftp ip_conntrack_tftp ip_conntrack_irc ip_conntrack_sip ip_conntrack_h323 ip_conntrack_pptp ip_conntrack_amanda nf_conntrack_snmp ip_nat_snmp_basic ip_conntrack_netbios_ns nf_conntrack_sane"
	EOF
	cat "$T/err"
	[ $rc = 0 ]
	[ "$(rules raw | grep -c '^-A PREROUTING')" = 13 ]
	[ "$(rules raw | grep -c '^-A OUTPUT')" = 13 ]
}

@test "the config files that are installed: no remark, and the defaults" {
	for n in iptables ip6tables; do
		mkdir -p "$T/etc"
		printf '*filter\nCOMMIT\n' >"$T/etc/$n"
		cp "$BATS_TEST_DIRNAME/../../etc/sysconfig/$n-config" "$T/etc/"
		family=ipv4
		[ $n = iptables ] || family=ipv6
		service --family $family start >"$T/out" 2>"$T/err"
		[ ! -s "$T/err" ]
		[ -e "$T/run/$n.started" ]
	done
	iptables-restore --test "$BATS_TEST_DIRNAME/../../etc/sysconfig/iptables.example"
}

@test "the config files that are installed name every variable, each with a comment and its default" {
	local n name line
	for n in iptables ip6tables; do
		while read -r name line; do
			grep -B 2 -x "${n^^}_$name=$line" "$BATS_TEST_DIRNAME/../../etc/sysconfig/$n-config" | grep -q '^# ' ||
				{ echo "$n: $name"; return 1; }
		done <<-EOF
			MODULES ""
			MODULES_UNLOAD "yes"
			SAVE_ON_STOP "no"
			SAVE_ON_RESTART "no"
			SAVE_COUNTER "no"
			STATUS_NUMERIC "yes"
			STATUS_VERBOSE "no"
			STATUS_LINENUMBERS "yes"
			SYSCTL_LOAD_LIST ""
			RESTORE_WAIT 600
			RESTORE_WAIT_INTERVAL 1000000
		EOF
	done
}

@test "no config file: defaults" {
	mkdir -p "$T/etc"
	printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' >"$T/etc/iptables"
	service start
	[ "$(rules | wc -l)" = 1 ]
}
