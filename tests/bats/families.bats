#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall service for both families at once, what --family leaves alone, and the folder of Debian.
load ../lib/helper

setup_file() { start_peer; }
teardown_file() { stop_peer; }

rule_file() { printf '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n%s\nCOMMIT\n' "$@"; }
prepare() {
	mkdir -p "$T/etc"
	rule_file "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT" >"$T/etc/iptables"
	rule_file "-A INPUT -p udp -m udp --dport 53 -j DROP" >"$T/etc/ip6tables"
}
service() { "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
status() { # status N COMMAND...: the exit status is N; what is said is in $T/out and $T/err
	local want=$1 rc=0
	shift
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = "$want" ] || { echo "$*: status $rc, wanted $want: $(cat "$T/out" "$T/err")"; return 1; }
}
out() { diff - "$T/out"; }
err() { diff - "$T/err"; }
v4() { rules; }
v6() { ip6tables-save -t filter | grep '^-A' || true; }
holds() { [ "$(v4)|$(v6)" = "$1" ] || { echo "rules: $(v4)|$(v6)"; return 1; }; }
RULE4="-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"
RULE6="-A INPUT -p udp -m udp --dport 53 -j DROP"

@test "every verb is for both families, and with --family for that one" {
	prepare
	status 3 service status
	out <<-EOF
		iptables: Firewall is not running.
		ip6tables: Firewall is not running.
	EOF
	status 0 service start
	out <<-EOF
		iptables: Firewall rules of $T/etc/iptables are loaded.
		ip6tables: Firewall rules of $T/etc/ip6tables are loaded.
	EOF
	holds "$RULE4|$RULE6"
	status 0 service start
	[ ! -s "$T/out" ]
	status 0 service status
	[ "$(grep -E '^Family|dpt' "$T/out" | tr -s ' ')" = $'Family: IPv4\n1 ACCEPT 6 -- 0.0.0.0/0 0.0.0.0/0 tcp dpt:22\nFamily: IPv6\n1 DROP 17 -- ::/0 ::/0 udp dpt:53' ] ||
		[ "$(grep -E '^Family|dpt' "$T/out" | tr -s ' ')" = $'Family: IPv4\n1 ACCEPT tcp -- 0.0.0.0/0 0.0.0.0/0 tcp dpt:22\nFamily: IPv6\n1 DROP udp -- ::/0 ::/0 udp dpt:53' ]
	status 0 service --family ipv6 status
	[ "$(grep -c '^Family' "$T/out") $(grep -c '^Table: filter' "$T/out")" = "0 1" ]
	local verb
	for verb in restart force-reload try-restart condrestart reload; do
		iptables -F
		ip6tables -F
		status 0 service --family ipv4 $verb
		holds "$RULE4|"
		status 0 service --family ipv6 $verb
		holds "$RULE4|$RULE6"
		iptables -F
		ip6tables -F
		status 0 service $verb
		holds "$RULE4|$RULE6"
	done
	status 0 service --family ipv6 stop
	holds "$RULE4|"
	status 0 service status
	grep -qx 'ip6tables: Firewall is not running.' "$T/out"
	status 0 service start
	holds "$RULE4|$RULE6"
	status 0 service panic
	[ "$(iptables -S; ip6tables -S)" = "$(printf -- '-P %s DROP\n' INPUT FORWARD OUTPUT INPUT FORWARD OUTPUT)" ]
	status 0 service stop
	[ -z "$(kernel)" ]
}

@test "a family without a rule file is left as it is, which is said; without any it is status 6" {
	prepare
	rm "$T/etc/ip6tables"
	ip6tables -A INPUT -s 2001:db8::1 -j DROP
	local verb
	for verb in start restart; do
		status 0 service $verb
		out <<-EOF
			iptables: Firewall rules of $T/etc/iptables are loaded.
			ip6tables: No rule file $T/etc/ip6tables.
		EOF
		holds "$RULE4|-A INPUT -s 2001:db8::1/128 -j DROP"
	done
	status 6 service --family ipv6 start
	rm "$T/etc/iptables"
	status 6 service restart
	status 0 service stop
	status 6 service start
	[ -z "$(kernel)" ]
}

@test "reload and try-restart: of what is started; reload of nothing is status 1" {
	prepare
	status 1 service reload
	status 0 service try-restart
	[ -z "$(kernel)" ]
	status 0 service --family ipv6 start
	ip6tables -F
	status 0 service reload
	out <<-EOF
		iptables: Firewall is not running.
		ip6tables: Firewall rules of $T/etc/ip6tables are loaded.
	EOF
	holds "|$RULE6"
	ip6tables -F
	status 0 service try-restart
	holds "|$RULE6"
	status 1 service --family ipv4 reload
}

@test "a rule file that is a link to what is not there is told, and is not taken for none" {
	prepare
	ln -sf "$T/nowhere" "$T/etc/ip6tables"
	status 1 service restart
	holds "$RULE4|"
	grep -qF "$T/etc/ip6tables" "$T/err"
	[ "$(tail -n 1 "$T/err")" = "statewall service: restart: errors for IPv6; done for IPv4." ]
}

@test "a broken file of one family: nothing of it is loaded, the other is, and both is said" {
	local bad good verb
	for bad in iptables ip6tables; do
		good=ip6tables
		[ $bad = iptables ] || good=iptables
		nft flush ruleset
		rm -rf "$T/run"
		prepare
		printf '*filter\n-A INPUT -j DROP\n-A INPUT -j NOWHERE\nCOMMIT\n' >"$T/etc/$bad"
		status 1 service start
		out <<<"$good: Firewall rules of $T/etc/$good are loaded."
		grep -qx "$bad: Firewall rules are not changed." "$T/err"
		[ "$(tail -n 1 "$T/err")" = "statewall service: start: errors for IPv$([ $bad = iptables ] && echo "4; done for IPv6" || echo "6; done for IPv4")." ]
		[ -z "$("$BINDIR/$bad-save")" ]
		[ "$("$BINDIR/$good-save" | grep -c '^-A')" = 1 ]
		# What is loaded stays beside it.
		prepare
		status 0 service restart
		rule_file "-A INPUT -j NOWHERE" >"$T/etc/$bad"
		sed -i 's/22/23/; s/53/54/' "$T/etc/$good"
		for verb in restart reload; do
			status 1 service $verb
			grep -q "^statewall service: $verb: errors for IPv[46]; done for IPv[46]\.$" "$T/err"
			[ "$("$BINDIR/$bad-save" | grep -cE 'dport (22|53) ')" = 1 ]
			[ "$("$BINDIR/$good-save" | grep -cE 'dport (23|54) ')" = 1 ]
		done
	done
	rule_file "-A INPUT -j NOWHERE" | tee "$T/etc/iptables" >"$T/etc/ip6tables"
	status 1 service restart
	[ "$(grep -c 'Firewall rules are not changed' "$T/err") $(grep -c 'statewall service' "$T/err")" = "2 0" ]
}

@test "save: both files; a family without tables keeps its file" {
	prepare
	status 0 service start
	iptables -A INPUT -s 192.0.2.1 -j DROP
	ip6tables -A INPUT -s 2001:db8::1 -j DROP
	status 0 service --family ipv6 save
	out <<<"ip6tables: Firewall rules are saved to $T/etc/ip6tables."
	[ "$(grep -c '^-A' "$T/etc/iptables") $(grep -c '^-A' "$T/etc/ip6tables")" = "1 2" ]
	ip6tables -A INPUT -s 2001:db8::2 -j DROP
	status 0 service save
	out <<-EOF
		iptables: Firewall rules are saved to $T/etc/iptables.
		ip6tables: Firewall rules are saved to $T/etc/ip6tables.
	EOF
	[ ! -s "$T/err" ]
	[ "$(grep -c '^-A' "$T/etc/iptables") $(grep -c '^-A' "$T/etc/ip6tables")" = "2 3" ]
	[ "$(grep -c '^-A' "$T/etc/ip6tables.save")" = 2 ]
	grep -q '^# Generated by ip6tables-save v' "$T/etc/ip6tables"
	status 0 service --family ipv6 stop
	cp "$T/etc/ip6tables" "$T/before"
	status 0 service save
	cmp "$T/before" "$T/etc/ip6tables"
	status 0 service stop
	status 6 service save
	status 6 service --family ipv6 save
	# Rules of one that nobody can read: its file stays, the other's is written.
	status 0 service start
	nft add rule ip6 "${PREFIX}filter" INPUT ct mark set jhash ip6 saddr mod 7
	iptables -A INPUT -s 192.0.2.2 -j DROP
	status 1 service save
	cmp "$T/before" "$T/etc/ip6tables"
	[ "$(grep -c '^-A' "$T/etc/iptables")" = 3 ]
	grep -qx 'statewall service: save: errors for IPv6; done for IPv4.' "$T/err"
}

@test "save warns when one family has rules and the other is open, and only then" {
	mkdir -p "$T/etc"
	local open6="ip6tables: IPv6 is open: no rule filters it, and every policy is ACCEPT; IPv4 has rules."
	local open4="iptables: IPv4 is open: no rule filters it, and every policy is ACCEPT; IPv6 has rules."
	iptables -A INPUT -j DROP
	status 0 service save
	err <<<"$open6"
	out <<-EOF
		iptables: Firewall rules are saved to $T/etc/iptables.
		ip6tables: Firewall is not configured: there is nothing to save.
	EOF
	[ ! -e "$T/etc/ip6tables" ]
	ip6tables -A INPUT -j DROP
	ip6tables -F	# the table is there, and nothing in it
	status 0 service save
	err <<<"$open6"
	[ -e "$T/etc/ip6tables" ]
	status 0 service --family ipv4 save
	[ ! -s "$T/err" ]
	ip6tables -t raw -A PREROUTING -p tcp --dport 21 -m comment --comment "statewall: helper nf_conntrack_ftp" -j CT --helper ftp ||
		ip6tables -t raw -A PREROUTING -p tcp --dport 21 -m comment --comment "statewall: helper nf_conntrack_ftp" -j ACCEPT
	status 0 service save	# a helper filters nothing
	err <<<"$open6"
	ip6tables -P FORWARD DROP
	status 0 service save
	[ ! -s "$T/err" ]
	iptables -F
	status 0 service save
	err <<<"$open4"
	iptables -N mine
	status 0 service save
	[ ! -s "$T/err" ]
	# Rules that are not statewall's filter it.
	iptables -X mine
	ip6tables -t raw -F
	"$PEERDIR/iptables" -A INPUT -s 192.0.2.1 -j DROP
	status 0 service save
	[ ! -s "$T/err" ]
	nft flush ruleset
	ip6tables -N mine
	ip6tables -X mine
	status 0 service save	# nobody has any
	[ ! -s "$T/err" ]
}

@test "IPv6 disabled: both is IPv4, and nothing is said of IPv6" {
	prepare
	without_ipv6() { unshare -m sh -ec 'mount -t tmpfs none /proc/sys/net; exec "$@"' - "$BINDIR/statewall" service \
		--config-dir "$T/etc" --run-dir "$T/run" "$@"; }
	status 0 without_ipv6 start
	out <<<"iptables: Firewall rules of $T/etc/iptables are loaded."
	status 0 without_ipv6 save
	[ ! -s "$T/err" ]
	out <<<"iptables: Firewall rules are saved to $T/etc/iptables."
	status 150 without_ipv6 --family ipv6 start
}

# ---- Debian's folder, in a mount namespace with an /etc and a /run of its own -------------------------------------

# debian FUNCTION: /etc has neither /etc/sysconfig nor /etc/iptables
debian() {
	"$BINDIR/statewall" service --help | grep -q '^Files: /etc/sysconfig/' || skip "built for another folder"
	cp -a /etc "$T/machine"
	rm -rf "$T/machine/sysconfig" "$T/machine/iptables"
	mkdir "$T/machine/sysconfig" "$T/machine/iptables"
	export T BINDIR RULE4 RULE6
	export -f rule_file status out err v4 v6 holds rules iptables ip6tables iptables-save ip6tables-save kernel "$1"
	unshare -m bash -euc 'mount --make-rprivate /
		mount --bind "$T/machine" /etc
		mount -t tmpfs none /run
		service() { "$BINDIR/statewall" service "$@"; }
		"$@"' - "$1"
}
takes_it() {
	local said="The rule file is /etc/iptables/rules" because="/etc/sysconfig has none."
	rule_file "$RULE4" >/etc/iptables/rules.v4
	rule_file "$RULE6" >/etc/iptables/rules.v6
	chmod 640 /etc/iptables/rules.v4
	status 0 service start
	out <<-EOF
		iptables: $said.v4: $because
		iptables: Firewall rules of /etc/iptables/rules.v4 are loaded.
		ip6tables: $said.v6: $because
		ip6tables: Firewall rules of /etc/iptables/rules.v6 are loaded.
	EOF
	holds "$RULE4|$RULE6"
	iptables -A INPUT -s 192.0.2.1 -j DROP
	status 0 service save
	out <<-EOF
		iptables: $said.v4: $because
		iptables: Firewall rules are saved to /etc/iptables/rules.v4.
		ip6tables: $said.v6: $because
		ip6tables: Firewall rules are saved to /etc/iptables/rules.v6.
	EOF
	[ "$(ls -A /etc/iptables | tr '\n' ' ') $(ls -A /etc/sysconfig)" = "rules.v4 rules.v4.save rules.v6 rules.v6.save  " ]
	[ "$(stat -c %a /etc/iptables/rules.v4)" = 640 ]
	[ "$(grep -c '^-A' /etc/iptables/rules.v4) $(grep -c '^-A' /etc/iptables/rules.v4.save)" = "2 1" ]
	status 0 service --family ipv6 restart
	out <<-EOF
		ip6tables: $said.v6: $because
		ip6tables: Firewall rules of /etc/iptables/rules.v6 are loaded.
	EOF
	status 0 service status
	# Broken, and a fallback beside it.
	rule_file "-A INPUT -j NOWHERE" >/etc/iptables/rules.v6
	rule_file "-A INPUT -j DROP" >/etc/iptables/rules.v6.fallback
	status 0 service stop
	status 0 service start
	holds "$RULE4
-A INPUT -s 192.0.2.1/32 -j DROP|-A INPUT -j DROP"
	grep -qx "ip6tables: The fallback rules of /etc/iptables/rules.v6.fallback are loaded." "$T/out"
}
first_save() { # one family's file is there, and the other's first one goes beside it
	local name
	for name in iptables/rules.v4 iptables/rules.v6 sysconfig/iptables sysconfig/ip6tables; do
		rm -rf /etc/iptables/* /etc/sysconfig/*
		rule_file >/etc/$name
		iptables -A INPUT -j DROP
		ip6tables -A INPUT -j DROP
		status 0 service save
		case $name in
		iptables/*) [ "$(ls /etc/iptables | grep -v save | tr '\n' ' ')$(ls /etc/sysconfig)" = "rules.v4 rules.v6 " ] ;;
		*) [ "$(ls /etc/sysconfig | grep -v save | tr '\n' ' ')$(ls /etc/iptables)" = "ip6tables iptables " ] ;;
		esac
	done
	rm -rf /etc/iptables /etc/sysconfig/*
	status 0 service save
	[ "$(ls /etc/sysconfig | tr '\n' ' ')" = "ip6tables iptables " ]
	[ ! -e /etc/iptables ]
	! grep "The rule file is" "$T/out" || return 1
}
own_first() { # a file in /etc/sysconfig is taken, also where Debian's is there; what one family lacks is the other folder's
	rule_file "$RULE4" >/etc/sysconfig/iptables
	rule_file "-A INPUT -j ACCEPT" >/etc/iptables/rules.v4
	rule_file "$RULE6" >/etc/iptables/rules.v6
	status 0 service start
	holds "$RULE4|$RULE6"
	out <<-EOF
		iptables: Firewall rules of /etc/sysconfig/iptables are loaded.
		ip6tables: The rule file is /etc/iptables/rules.v6: /etc/sysconfig has none.
		ip6tables: Firewall rules of /etc/iptables/rules.v6 are loaded.
	EOF
	rm /etc/iptables/rules.v6
	status 0 service restart
	grep -qx "ip6tables: No rule file /etc/sysconfig/ip6tables." "$T/out"
	# Who names a folder has it.
	status 6 service --config-dir /etc/iptables --family ipv6 restart
	status 0 service --config-dir /etc/iptables --family ipv4 restart
	out <<<"iptables: Firewall rules of /etc/iptables/rules.v4 are loaded."
	status 0 service --config-dir /etc/sysconfig restart
	rm -r /etc/sysconfig
	status 0 service --family ipv4 restart
	grep -qx "iptables: Firewall rules of /etc/iptables/rules.v4 are loaded." "$T/out"
}
config_stays() { # in /etc/sysconfig, for the service and for check
	rule_file "-A INPUT -j NOWHERE" >/etc/iptables/rules.v4
	echo IPTABLES_FAIL_CLOSED=yes >/etc/sysconfig/iptables-config
	status 1 service --family ipv4 start
	[ "$(iptables -S | head -n 2)" = $'-P INPUT DROP\n-P FORWARD DROP' ]
	echo 'IPTABLES_MODULES="ip_conntrack_ftp:2121"' >/etc/sysconfig/iptables-config
	rule_file "$RULE4" >/etc/iptables/rules.v4
	nft flush ruleset
	status 0 service --family ipv4 restart
	iptables-save -t raw | grep -q 'dport 2121 '
	status 0 "$BINDIR/statewall" modules --family ipv4
	grep -q '^nf_conntrack_ftp .*IPv4 2121$' "$T/out"
}

@test "Debian's folder: taken where /etc/sysconfig has no rule file, and said" {
	debian takes_it
}
@test "Debian's folder: a first save goes where the other family's file is" {
	debian first_save
}
@test "Debian's folder: after /etc/sysconfig, for each family, and never for who names one" {
	debian own_first
}
@test "Debian's folder: the config file is the one of /etc/sysconfig" {
	"$BINDIR/statewall" modules | grep -q '^nf_conntrack_ftp .* \(built in\|loaded\) ' || skip "no helper here"
	debian config_stays
}

# iptables-persistent runs iptables-save and iptables-restore; here it is the peer that does.
@test "Debian's folder: what iptables-save wrote comes back byte for byte, and iptables-restore reads ours" {
	mkdir -p "$T/iptables"
	persistent() { # FILE FAMILY: as the plugins of netfilter-persistent save
		peer "$2-save" >"$T/iptables/$1"
	}
	local family file table
	for family in iptables ip6tables; do
		file=rules.v4
		[ $family = iptables ] || file=rules.v6
		peer $family -P FORWARD DROP
		peer $family -N mine
		peer $family -A mine -m limit --limit 5/min -j LOG --log-prefix "a b: "
		peer $family -A INPUT -i lo -j ACCEPT
		peer $family -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		peer $family -A INPUT -p tcp -m multiport --dports 22,80:90 -m comment --comment "it's \"quoted\"" -j mine
		peer $family -t nat -A POSTROUTING -o eth0 -j MASQUERADE
		peer $family -t mangle -A PREROUTING -m mark --mark 0x1/0xff -j MARK --set-xmark 0x2/0xffffffff
		peer $family -t raw -A PREROUTING -p udp -m udp --dport 53 -j CT --notrack
		persistent $file $family
	done
	cp -r "$T/iptables" "$T/before"
	status 0 "$BINDIR/statewall" service --config-dir "$T/iptables" --run-dir "$T/run" start
	status 0 "$BINDIR/statewall" service --config-dir "$T/iptables" --run-dir "$T/run" save
	undated "$T"/iptables/rules.v? "$T"/before/rules.v?
	for file in rules.v4 rules.v6; do diff "$T/before/$file" "$T/iptables/$file"; done
	peer iptables-restore <"$T/iptables/rules.v4"
	peer ip6tables-restore <"$T/iptables/rules.v6"
	for family in iptables ip6tables; do
		peer $family-save >"$T/again"
		undated "$T/again"
		diff "$T/again" "$T/iptables/rules.v$([ $family = iptables ] && echo 4 || echo 6)"
	done
}
