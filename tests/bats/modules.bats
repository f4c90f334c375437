#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall modules and check, CT --helper by hand, and saves that keep modules.
load ../lib/helper
fails() { if "$@"; then return 1; fi; }

service() { "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
modules() { "$BINDIR/statewall" modules --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
check() { "$BINDIR/statewall" check --run-dir "$T/run" --config-dir "$T/etc" "$@"; }
prepare() {
	mkdir -p "$T/etc"
	printf '*filter\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\nCOMMIT\n' >"$T/etc/iptables"
	printf '# mine\nIPTABLES_MODULES="%s" # words\nIPTABLES_SAVE_ON_STOP="no"\n' "${1:-}" >"$T/etc/iptables-config"
}

@test "table: 13 helpers, assigned or not" {
	modules >"$T/out"
	[ "$(wc -l <"$T/out")" = 14 ]
	[ "$(grep -c 'not assigned$' "$T/out")" = 13 ]
	iptables -t raw -A PREROUTING -p tcp --dport 2121 -j CT --helper ftp
	ip6tables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp
	modules | grep -qE '^nf_conntrack_ftp +ftp +tcp/21 .* IPv4 2121 IPv6 21$'
	modules --family ipv4 | grep -qE '^nf_conntrack_ftp .* IPv4 2121$'
}

@test "--config-dir: for the table, load, unload and check, before and behind the verb, with = too" {
	prepare
	printf 'IPTABLES_MODULES="ip_conntrack_tftp"\n' >"$T/etc/iptables-config"
	modules | grep -qE '^nf_conntrack_tftp .* not assigned; the config file names it$'
	modules | grep -qE '^nf_conntrack_ftp .* not assigned$'
	mkdir "$T/none"
	[ "$("$BINDIR/statewall" modules --config-dir="$T/none" --run-dir="$T/run" | grep -c 'not assigned$')" = 13 ]
	"$BINDIR/statewall" modules --config-dir="$T/etc" --run-dir "$T/run" --family=ipv4 load nf_conntrack_ftp
	[ "$(rules raw | wc -l)" = 2 ]
	"$BINDIR/statewall" modules unload nf_conntrack_ftp --family ipv4 --run-dir "$T/run" --config-dir "$T/etc"
	[ -z "$(rules raw)" ]
	iptables -A INPUT -m state --state RELATED -j ACCEPT
	fails "$BINDIR/statewall" check --config-dir="$T/etc" --run-dir="$T/run" --family=ipv4 >"$T/out"
	grep -q 'nf_conntrack_tftp stands in the config file' "$T/out"
	"$BINDIR/statewall" check --config-dir "$T/none" --run-dir "$T/run" --family ipv4
	for words in "modules --config-dir" "modules --config-dir= --nonsense" "modules --family ipx" "check --config-dir" "check x"; do
		rc=0; "$BINDIR/statewall" $words 2>"$T/err" || rc=$?
		[ $rc = 2 ]
		grep -q '^Usage: .*--config-dir DIR' "$T/err"
	done
}

@test "load: rules in raw, once; other ports replace them; unload removes them" {
	modules load ip_conntrack_ftp nf_conntrack_tftp
	[ "$(rules raw | wc -l)" = 4 ]
	[ "$(ip6tables-save -t raw | grep -c '^-A')" = 4 ]
	modules load ip_conntrack_ftp
	[ "$(rules raw | wc -l)" = 4 ]
	modules load --family ipv4 ip_conntrack_ftp:21,2121
	[ "$(rules raw | wc -l)" = 6 ]
	iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp
	modules unload ip_conntrack_ftp
	[ "$(rules raw | grep -c tftp)" = 2 ]
	[ "$(rules raw | grep -c 'helper ftp')" = 1 ]
	[ "$(ip6tables-save -t raw | grep -c '^-A')" = 2 ]
}

@test "bad words: 1 or 2, and what is good is done" {
	local rc=0
	modules load || rc=$?
	[ $rc = 2 ]
	rc=0; modules nonsense x || rc=$?
	[ $rc = 2 ]
	rc=0; modules load --family ipv4 no_such_module nf_conntrack_ftp 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	[ "$(cat "$T/err")" = "iptables: no_such_module: no such module for this kernel" ]
	[ "$(rules raw | wc -l)" = 2 ]
	rc=0; modules load --family ipv4 no-such 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	[ "$(cat "$T/err")" = "iptables: no-such: no_such: no such module for this kernel" ]
	for word in . ..; do
		rc=0; modules load --family ipv4 $word 2>"$T/err" || rc=$?
		[ $rc = 1 ]
		grep -q 'no module has such a name' "$T/err"
	done
	rc=0; modules --family ipv6 load nf_conntrack_irc >"$T/out" || rc=$?
	grep -q 'its helper is for IPv4 only' "$T/out"
	rc=0; setpriv --reuid 65534 --clear-groups "$BINDIR/statewall" modules || rc=$?
	[ $rc = 4 ]
}

@test "the table is for everybody who may see the rules, load and unload are for root" {
	user() { # CAPABILITIES COMMAND...: as nobody, with these
		local caps=$1
		shift
		setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "$caps" --ambient-caps "$caps" "$BINDIR/statewall" "$@"
	}
	iptables -t raw -A PREROUTING -p tcp --dport 2121 -j CT --helper ftp
	iptables-save | grep -v '^#' >"$T/before"
	chmod 755 "$T"
	user -all,+net_admin modules --config-dir "$T/etc" --run-dir "$T/run" >"$T/out"
	[ "$(wc -l <"$T/out")" = 14 ]
	grep -qE '^nf_conntrack_ftp .* IPv4 2121$' "$T/out"
	for words in "-all modules" "-all,+net_raw modules" "-all,+net_admin modules load nf_conntrack_ftp" \
		"-all,+net_admin modules unload nf_conntrack_ftp"; do
		rc=0; user $words >"$T/out" 2>"$T/err" || rc=$?
		[ $rc = 4 ] || { echo "$words: status $rc"; return 1; }
		[ "$(cat "$T/err")" = "statewall modules: Only usable by root." ]
	done
	iptables-save | grep -v '^#' | cmp "$T/before"
}

@test "no right to load: rules are assigned all the same when the kernel has the helper" {
	modules --family ipv4 load nf_conntrack_ftp
	rc=0; setpriv --bounding-set -sys_module "$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_tftp || rc=$?
	[ $rc = 0 ]
	[ "$(rules raw | wc -l)" = 4 ]
}

@test "no /lib/modules at all, as in a container: what is built in works, what is not is said" {
	in_container() {
		unshare -m sh -ec 'for dir in /lib/modules /usr/lib/modules; do [ ! -d "$dir" ] || mount -t tmpfs none "$dir"; done; exec "$@"' - \
			"$BINDIR/statewall" modules --config-dir "$T/etc" --run-dir "$T/run" --family ipv4 "$@"
	}
	in_container load ip_conntrack_ftp >"$T/out"
	grep -q '^iptables: ip_conntrack_ftp: \(built in\|loaded\); helper ftp on tcp 21' "$T/out"
	[ "$(rules raw | wc -l)" = 2 ]
	rc=0; in_container load no_such_module 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	grep -q 'no_such_module: no such module' "$T/err"
	in_container | grep -qE '^nf_conntrack_ftp .* IPv4 21$'
	in_container unload ip_conntrack_ftp
	[ -z "$(rules raw)" ]
}

@test "table: the connections that have a helper now" {
	ip link set lo up
	modules --family ipv4 load ip_conntrack_ftp:2121
	/usr/bin/python3 - "$T/go" <<-EOF 3>&- &
		import os, socket, sys, time
		server = socket.create_server(("127.0.0.1", 2121))
		kept = [socket.create_connection(("127.0.0.1", 2121)) for i in range(3)]
		open(sys.argv[1], "w").close()
		end = time.time() + 60
		while os.path.exists(sys.argv[1]) and time.time() < end:
		    time.sleep(0.1)
	EOF
	local pid=$!
	until [ -e "$T/go" ]; do kill -0 $pid; sleep 0.05; done
	modules >"$T/out"
	rm "$T/go"
	wait $pid
	cat "$T/out"
	grep -qE '^nf_conntrack_ftp +ftp +tcp/21 .* 3  IPv4 2121$' "$T/out"
	[ "$(grep -cE ' 0  not assigned$' "$T/out")" = 12 ]
}

@test "load, save, stop, start: the helper is there again, and in the config file" {
	prepare
	service start
	modules load --family ipv4 ip_conntrack_ftp
	service save
	head -n 1 "$T/etc/iptables" | grep -qx '# statewall: module nf_conntrack_ftp'
	[ "$(cat "$T/etc/iptables-config")" = '# mine
IPTABLES_MODULES="nf_conntrack_ftp" # words
IPTABLES_SAVE_ON_STOP="no"' ]
	rules raw >"$T/before"
	service stop
	[ -z "$(rules raw)" ]
	service start
	rules raw | cmp "$T/before"
	service reload
	rules raw | cmp "$T/before"
	service restart
	rules raw | cmp "$T/before"
	modules unload --family ipv4 ip_conntrack_ftp
	service save
	grep -qx 'IPTABLES_MODULES="" # words' "$T/etc/iptables-config"
	fails grep -q 'statewall: ' "$T/etc/iptables"
}

@test "a saved file loads in stock iptables-restore, and comes back the same" {
	prepare "ip_conntrack_ftp"
	service start
	iptables -t nat -A POSTROUTING -j MASQUERADE
	service save
	grep -qx '# statewall: module nf_conntrack_ftp nf_nat_ftp' "$T/etc/iptables"
	unshare -n "$PEERDIR/iptables-restore" --test "$T/etc/iptables"
	unshare -n iptables-legacy-restore --test "$T/etc/iptables"
	iptables-save | grep -v '^#' >"$T/before"
	iptables-restore "$T/etc/iptables"
	iptables-save | grep -v '^#' | cmp "$T/before"
}

# The lines of a save file, table by table, without comments and counters.
lines() { sed -E '/^#/d; s/\[[0-9]+:[0-9]+\] ?//; s/ $//' "$1" | awk '/^\*/ { table = $1 } { print table, $0 }' | sort -s -k1,1; }

@test "a saved file really loads in iptables-nft and iptables-legacy, and their saves of it load here, line by line the same" {
	local name ip stock
	for name in iptables ip6tables; do
		ip=ipv4
		[ $name = iptables ] || ip=ipv6
		prepare
		cat >"$T/etc/$name" <<-EOF
			*filter
			-A INPUT -m state --state ESTABLISHED -j ACCEPT
			-A INPUT -p tcp -m tcp --dport 1024: -m state --state RELATED -m helper --helper ftp -j ACCEPT
			-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
			COMMIT
			*nat
			-A POSTROUTING -j MASQUERADE
			COMMIT
			*raw
			:mine - [0:0]
			-A PREROUTING -i eth0 -j mine
			-A mine -p udp -m udp --dport 6969 -j CT --helper tftp
			COMMIT
		EOF
		printf '%s_MODULES="ip_conntrack_ftp:21,2121 ip_conntrack_sip"\n%s_SAVE_COUNTER=yes\n' ${name^^} ${name^^} >"$T/etc/$name-config"
		service --family $ip start
		service --family $ip save
		service --family $ip restart
		service --family $ip save
		grep -qx '# statewall: module .*nf_conntrack_ftp nf_nat_ftp.*' "$T/etc/$name"
		[ "$(grep -c 'CT --helper' "$T/etc/$name")" = 9 ]
		lines "$T/etc/$name" >"$T/ours"
		for stock in "$PEERDIR/$name" $name-legacy; do
			unshare -n sh -ec '"$1-restore" -c "$2"; "$1-save" -c >"$3"' - "$stock" "$T/etc/$name" "$T/theirs"
			lines "$T/theirs" | diff "$T/ours" - || { echo "(> $stock)"; return 1; }
			cp "$T/theirs" "$T/etc/$name"
			service --family $ip reload
			service --family $ip save
			lines "$T/etc/$name" | diff "$T/ours" - || { echo "(> ours, of $stock)"; return 1; }
		done
	done
}

@test "the ports of the config file win over those of a saved file" {
	prepare "ip_conntrack_ftp"
	service start
	service save
	sed -i 's/ip_conntrack_ftp/ip_conntrack_ftp:2121/' "$T/etc/iptables-config"
	service restart
	[ "$(rules raw | grep -c 'dport 21 ')" = 0 ]
	[ "$(rules raw | grep -c 'dport 2121 ')" = 2 ]
}

@test "ports of modules load are kept by a save, and what is unloaded by either name is not" {
	prepare "ip_conntrack_ftp"
	service start
	modules load --family ipv4 ip_conntrack_ftp:21,2121
	service save
	grep -qx 'IPTABLES_MODULES="ip_conntrack_ftp:21,2121" # words' "$T/etc/iptables-config"
	service stop
	service start
	[ "$(rules raw | grep -c 'dport 2121 ')" = 2 ]
	prepare "ip_nat_ftp"
	service restart
	modules unload --family ipv4 ip_conntrack_ftp
	service save
	grep -qx 'IPTABLES_MODULES="" # words' "$T/etc/iptables-config"
}

# The ports that rules of the helper are for, PREROUTING and OUTPUT alike.
ports() {
	rules raw | sed -nE 's/^-A PREROUTING .*--dport ([0-9]+) .*--helper ftp$/\1/p' | sort -n | tr '\n' ' ' >"$T/pre"
	rules raw | sed -nE 's/^-A OUTPUT .*--dport ([0-9]+) .*--helper ftp$/\1/p' | sort -n | tr '\n' ' ' | cmp - "$T/pre"
	cat "$T/pre"
}
# starts STATUS PORTS WORDS: a start with these words in the config file.
starts() {
	local rc=0
	nft flush ruleset
	rm -rf "${T:?}/run"
	prepare "$3"
	service restart >"$T/out" 2>"$T/err" || rc=$?
	[ "$rc|$(ports)" = "$1|${2:+$2 }" ] || { echo "$3: status $rc, ports $(ports): $(cat "$T/out" "$T/err")"; return 1; }
	[ "$(rules | wc -l)" = 1 ]
	[ -n "$2" ] || [ -z "$(rules raw)" ]
}
# The same for "modules load".
loads() {
	local rc=0
	nft flush ruleset
	rm -rf "${T:?}/run"
	modules load --family ipv4 $3 >"$T/out" 2>"$T/err" || rc=$?
	[ "$rc|$(ports)" = "$1|${2:+$2 }" ] || { echo "load $3: status $rc, ports $(ports): $(cat "$T/out" "$T/err")"; return 1; }
}

@test "both halves of a helper: its rules once, for the ports of the tracking half" {
	for how in starts loads; do
		$how 0 21 "ip_conntrack_ftp ip_nat_ftp"
		$how 0 21 "ip_nat_ftp nf_conntrack_ftp"
		$how 0 21 "nf_nat_ftp"
		$how 0 2121 "ip_conntrack_ftp:2121 ip_nat_ftp"
		$how 0 2121 "ip_nat_ftp ip_conntrack_ftp ports=2121"
		$how 0 "21 2121" "ip_conntrack_ftp:21,2121 ip_nat_ftp:21,2121"
		$how 0 "2121" "ip_nat_ftp:2121"
		[ "$(grep -c '^iptables: ip_nat_ftp: ' "$T/out")" = 1 ]
	done
	starts 0 2121 "ip_conntrack_ftp:2121 ip_nat_ftp"
	iptables -t nat -A POSTROUTING -j MASQUERADE
	service save
	service restart
	[ "$(ports)" = "2121 " ]
	grep -qx 'IPTABLES_MODULES="ip_conntrack_ftp:2121 ip_nat_ftp" # words' "$T/etc/iptables-config"
	modules load --family ipv4 ip_conntrack_ftp:2122 ip_nat_ftp
	service save
	grep -qx 'IPTABLES_MODULES="ip_conntrack_ftp:2122 ip_nat_ftp" # words' "$T/etc/iptables-config"
	modules unload --family ipv4 ip_conntrack_ftp ip_nat_ftp
	[ -z "$(rules raw)" ]
}

@test "ports of the NAT half alone are those of both; other ports than the tracking half's: 1, and it is said" {
	for how in starts loads; do
		$how 0 2121 "ip_nat_ftp:2121 ip_conntrack_ftp"
		$how 0 2121 "nf_conntrack_ftp ip_nat_ftp ports=2121"
		grep -q "^iptables: nf_conntrack_ftp: .*helper ftp on tcp 2121$" "$T/out"
		for words in "ip_nat_ftp:2121 ip_conntrack_ftp:21" "ip_conntrack_ftp:21 ip_nat_ftp:2121"; do
			$how 1 21 "$words"
			grep -q ": ip_nat_ftp: ports 2121: ip_conntrack_ftp is for 21; the word is left out" "$T/err"
		done
		$how 1 "21 2121" "ip_nat_ftp:21 ip_conntrack_ftp:21,2121"
	done
	starts 0 2121 "ip_nat_ftp:2121 ip_conntrack_ftp"
	modules load --family ipv4 ip_conntrack_ftp:2122
	service save
	grep -qx 'IPTABLES_MODULES="ip_nat_ftp ip_conntrack_ftp:2122" # words' "$T/etc/iptables-config"
	service restart
	[ "$(ports)" = "2122 " ]
}

@test "a word with a bad port fails as a whole, status 1; the others and the rules are loaded" {
	local how word
	for how in starts loads; do
		for word in :99999 :0 :65536 :2121-2130 :2121:2130 :ftp : :, :21, :,21 :21,x :-1 :+21 :0x15 :21,99999 " ports=" " ports=x" " ports=21,0"; do
			$how 1 "" "ip_conntrack_ftp$word"
			grep -q "ip_conntrack_ftp: ports .*; the word is left out" "$T/err"
			$how 1 "" "ip_conntrack_ftp$word ip_nat_ftp"
		done
		$how 1 21 "ip_conntrack_ftp ip_conntrack_tftp:x"
		[ "$(rules raw | grep -c tftp)" = 0 ]
		$how 1 "" "ip_conntrack_ftp,ip_nat_ftp"
		grep -q "ip_conntrack_ftp,ip_nat_ftp: no module has such a name: blanks part words; left out" "$T/err"
		$how 1 "" "ip_conntrack_ftp;2121 ip_nat_ftp"
		$how 1 21 "ip_conntrack_ftp loose=1"
		$how 1 21 "ports=2121 ip_conntrack_ftp"
		$how 1 "" "nf_conntrack_h323:1721"
		[ -z "$(rules raw)" ]
	done
	# No other verb of the service fails for it, and a save neither forgets nor changes it.
	prepare "ip_conntrack_ftp:x"
	run -3 service status
	modules load --family ipv4 nf_conntrack_tftp
	service status
	cp "$T/etc/iptables-config" "$T/before"
	run -1 service save
	[[ $output == *"IPTABLES_MODULES holds words that were left out; $T/etc/iptables-config stays as it is"* ]]
	cmp "$T/before" "$T/etc/iptables-config"
	grep -q 'helper tftp' "$T/etc/iptables"
	run -1 check --family ipv4
	[[ $output == *"ports x: a port is a number from 1 to 65535; the word is left out"* ]]
	# Rules of a saved file stay where the word that made them is left out; so do loaded ones.
	loads 0 21 ip_conntrack_ftp
	run -1 modules load --family ipv4 ip_conntrack_ftp:x ip_nat_ftp ip_conntrack_tftp
	[ "$(ports)" = "21 " ]
	run -1 modules unload --family ipv4 ip_conntrack_ftp:x
	[ "$(ports)" = "21 " ]
	prepare
	service save
	prepare "ip_conntrack_ftp:x ip_nat_ftp"
	nft flush ruleset
	sed -i '1i*raw\n-A PREROUTING -p tcp --dport 21 -m comment --comment "statewall: helper nf_conntrack_ftp" -j CT --helper ftp\n-A OUTPUT -p tcp --dport 21 -m comment --comment "statewall: helper nf_conntrack_ftp" -j CT --helper ftp\nCOMMIT' "$T/etc/iptables"
	run -1 service restart
	[ "$(ports)" = "21 " ]
}

# with_options LINE COMMAND...: modprobe.d has this line.
with_options() {
	export -f service modules check prepare ports rules iptables-save starts loads fails kept_ports
	export T BINDIR PREFIX
	unshare -m bash -ec 'mount -t tmpfs none /run; mkdir /run/modprobe.d; printf "%b\n" "$1" >/run/modprobe.d/x.conf; shift; "$@"' - "$@"
}
kept_ports() { # a save and a start: the same ports, and no more words than are needed
	starts 0 "21 2121" ip_conntrack_ftp
	service save
	grep -qx 'IPTABLES_MODULES="ip_conntrack_ftp" # words' "$T/etc/iptables-config"
	service restart
	[ "$(ports)" = "21 2121 " ]
	modules load --family ipv4 nf_conntrack_ftp:21
	[ "$(ports)" = "21 " ]
	service save
	grep -qx 'IPTABLES_MODULES="ip_conntrack_ftp:21" # words' "$T/etc/iptables-config"
	service restart
	[ "$(ports)" = "21 " ]
	prepare
	rm -r "$T/run"
	modules load --family ipv4 nf_conntrack_ftp
	service save
	grep -qx 'IPTABLES_MODULES="nf_conntrack_ftp" # words' "$T/etc/iptables-config"
}

@test "ports of modprobe.d are the usual ones of a word without any" {
	kmod=$(ldconfig -p | grep -c 'libkmod\.so\.2') || true
	[ "$kmod" -gt 0 ] || skip "no libkmod"
	for how in starts loads; do
		with_options 'options nf_conntrack_ftp ports=21,2121' $how 0 "21 2121" nf_conntrack_ftp
		grep -qx 'iptables: nf_conntrack_ftp: .*; helper ftp on tcp 21,2121 (ports of modprobe.s options)' "$T/out"
		with_options 'options ip_conntrack_ftp ports=21,2121' $how 0 "21 2121" nf_conntrack_ftp
		with_options 'options nf-conntrack-ftp loose=1 ports=2121' $how 0 "2121" ip_conntrack_ftp
		with_options 'options nf_conntrack_ftp loose=1\noptions ip_conntrack_ftp ports=2121' $how 0 "2121" "ip_nat_ftp ip_conntrack_ftp"
		with_options 'options nf_conntrack_ftp ports=2121' $how 0 "2121" ip_nat_ftp
		with_options 'options nf_conntrack_ftp ports=2121' $how 0 "4000" ip_conntrack_ftp:4000
		fails grep -q modprobe "$T/out"
		with_options 'options nf_conntrack_tftp ports=2121' $how 0 21 ip_conntrack_ftp
		with_options 'options nf_conntrack_ftp ports=21,x' $how 1 "" ip_conntrack_ftp
		grep -q "say ports=21,x: a port is a number from 1 to 65535" "$T/err"
		grep -q "modprobe's options (/run/modprobe.d/x.conf:1) say" "$T/err"
		with_options 'options nf_conntrack_ftp ports=21,x\n# no more\noptions ip-conntrack-ftp loose=1 \\\n ports=0\n' $how 1 "" ip_conntrack_ftp
		grep -q "modprobe's options (/run/modprobe.d/x.conf:3) say ports=0: " "$T/err"
		with_options 'options nf_conntrack_ftp ports=0\noptions nf_conntrack_ftp ports=0' $how 1 "" ip_conntrack_ftp
		grep -q "modprobe's options (modprobe.d, or the kernel's command line) say ports=0: " "$T/err"
		with_options '# options nf_conntrack_ftp ports=2121' $how 0 21 ip_conntrack_ftp
	done
	with_options 'options nf_conntrack_ftp ports=21,2121' kept_ports
	nft flush ruleset
	with_options 'options nf_conntrack_h323 ports=2121' modules load --family ipv4 nf_conntrack_h323
	[ "$(rules raw | grep -cE -- '--dport (1719|1720) ')" = 4 ]
	nft flush ruleset
	echo 'quiet nf_conntrack_ftp.ports=2121 ro' >"$T/cmdline"
	with_options '' sh -ec 'mount --bind "$1" /proc/cmdline; "$2" modules --run-dir "$3" load --family ipv4 ip_conntrack_ftp' - \
		"$T/cmdline" "$BINDIR/statewall" "$T/run"
	[ "$(ports)" = "2121 " ]
}

# A libkmod that has options as of modprobe.d in $OPTIONS ("NAME WORDS"), calls every module loadable, and
# writes down what it is told to load.
fake_kmod() {
	cat >"$T/kmod.c" <<-'EOF'
		#include <stdarg.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>
		static char name[8][64], key[64], *value, *options;
		static int n;
		int one;
		void *kmod_new(const char *d, const char *const *c) { return &one; }
		void *kmod_unref(void *c) { return NULL; }
		void kmod_set_log_fn(void *c, void *f, const void *d) { }
		int kmod_module_new_from_lookup(void *c, const char *a, void **l)
		{
			*l = name[n];
			snprintf(*l, 64, "%s%s", strncmp(a, "ip_", 3) ? "" : "nf_", strncmp(a, "ip_", 3) ? a : a + 3);
			n = (n + 1) % 8;
			return 0;
		}
		void *kmod_module_get_module(void *l) { return l; }
		void *kmod_module_unref(void *m) { return NULL; }
		int kmod_module_unref_list(void *l) { return 0; }
		int kmod_module_get_initstate(void *m) { return -2; }
		const char *kmod_module_get_path(void *m) { return "/x"; }
		int kmod_module_probe_insert_module(void *m, unsigned flags, const char *extra, void *r, void *d, void *p)
		{
			FILE *f = fopen(getenv("LOADED"), "a");
			fprintf(f, "%s %s\n", (char *)m, extra ? extra : "-");
			fclose(f);
			return 0;
		}
		int kmod_module_remove_module(void *m, unsigned f) { return 0; }
		void *kmod_config_get_options(void *c) { options = getenv("OPTIONS"); return &one; }
		_Bool kmod_config_iter_next(void *i)
		{
			if (!options || sscanf(options, "%63s", key) != 1)
				return 0;
			value = strchr(options, ' ') + 1;
			options = NULL;
			return 1;
		}
		const char *kmod_config_iter_get_key(void *i) { return key; }
		const char *kmod_config_iter_get_value(void *i) { return value; }
		void kmod_config_iter_free_iter(void *i) { }
	EOF
	mkdir -p "$T/lib"
	"${CC:-cc}" -w -shared -fPIC "$T/kmod.c" -o "$T/lib/libkmod.so.2"
	: >"$T/empty"
}
# told OPTIONS WORD...: what libkmod is told to load for these words, in a kernel that has none of it.
told() {
	nft flush ruleset
	: >"$T/loaded"
	OPTIONS=$1 LOADED=$T/loaded unshare -m sh -ec '
		mount -t tmpfs none /sys/module
		mount --bind "$1" /proc/kallsyms
		shift
		exec "$@"' - "$T/empty" env LD_LIBRARY_PATH="$T/lib" "$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load "${@:2}" >"$T/out"
	tr '\n' ';' <"$T/loaded"
}

@test "ports of modprobe.d never reach the module: its helper would have another name" {
	command -v "${CC:-cc}" >/dev/null || skip "no compiler"
	fake_kmod
	LOADED=$T/loaded LD_LIBRARY_PATH=$T/lib "$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load no_such_module >"$T/out" || true
	grep -q no_such_module "$T/loaded" || skip "built without libkmod"
	[ "$(told "nf_conntrack_tftp ports=70" nf_conntrack_ftp)" = "nf_conntrack_ftp -;" ]
	[ "$(told "nf_conntrack_ftp ports=2121" nf_conntrack_ftp)" = "nf_conntrack_ftp ports=21;" ]
	[ "$(ports)" = "2121 " ]
	[ "$(told "ip_conntrack_ftp loose=1 ports=2121" ip_conntrack_ftp:4000)" = "nf_conntrack_ftp ports=21;" ]
	[ "$(ports)" = "4000 " ]
	# With the NAT half the tracking half would be loaded, too: it comes first.
	[ "$(told "nf_conntrack_ftp ports=2121" ip_nat_ftp)" = "nf_conntrack_ftp ports=21;nf_nat_ftp -;" ]
	[ "$(ports)" = "2121 " ]
	[ "$(told "nf_conntrack_ftp loose=1" nf_conntrack_ftp)" = "nf_conntrack_ftp -;" ]
}

@test "words for what was merged, or is built in, are no failures" {
	local word
	for word in ip_conntrack ip_queue nf_conntrack_broadcast nf_conntrack_ipv4 nf_conntrack_ipv6 nf_conntrack_proto_dccp nf_defrag_ipv4 \
		nf_defrag_ipv6 nf_dup_ipv4 nf_log nf_log_arp nf_log_common nf_log_ipv4 nf_log_ipv6 nf_log_syslog nf_nat_ipv4 nf_nat_masquerade_ipv4 \
		nf_nat_proto_sctp nf_nat_redirect nf_reject_ipv4 nf_reject_ipv6 nf_socket_ipv4 nf_synproxy_core nf_tables_ipv4 nf_tproxy_core \
		nf_tproxy_ipv6 nfnetlink nfnetlink_log nfnetlink_queue; do
		starts 0 "" $word
		grep -qE "^iptables: $word: (nothing to do, the kernel sees to it by itself|built in|loaded)$" "$T/out"
	done
	for word in nf_log_ipv5 nf_conntrack_fpt nf_nat_redirekt; do starts 1 "" $word; done
	loads 0 21 "nf_defrag_ipv4 nf_conntrack_ftp nf_log_ipv4"
	modules unload --family ipv4 nf_defrag_ipv4 nf_log_ipv4
}

@test "check for who may not see the rules: 4, one sentence" {
	rc=0; setpriv --reuid 65534 --clear-groups --inh-caps -all --bounding-set -all "$BINDIR/statewall" check --config-dir /nonexistent >"$T/out" 2>"$T/err" || rc=$?
	[ "$rc $(cat "$T/out" "$T/err")" = "4 statewall check: Only usable by root." ]
	rc=0; setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all,+net_admin --ambient-caps -all,+net_admin \
		"$BINDIR/statewall" check --config-dir /nonexistent >"$T/out" 2>"$T/err" || rc=$?
	[ "$rc $(cat "$T/out" "$T/err")" = "0 No warnings." ]
}

@test "root of a container without CAP_NET_ADMIN: 4, one sentence, not one for each family" {
	for words in check modules "modules load nf_conntrack_ftp" "modules unload nf_conntrack_ftp" "service start" "service status"; do
		rc=0; setpriv --bounding-set -net_admin --inh-caps -net_admin "$BINDIR/statewall" $words >"$T/out" 2>"$T/err" || rc=$?
		[ $rc = 4 ] && [ ! -s "$T/out" ] || { echo "$words: $rc"; cat "$T/out" "$T/err"; return 1; }
		[ "$(sed 's/^.*: //' "$T/err" | tr '\n' ';')" = "Only usable by root.;it takes CAP_NET_ADMIN in this network namespace;" ]
	done
}

@test "a module that the rule file names and nobody has: 1, the rules are there" {
	prepare
	sed -i '1i # statewall: module no_such_module nf_conntrack_tftp:x' "$T/etc/iptables"
	rc=0; service start 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	grep -q 'no_such_module: no such module' "$T/err"
	grep -q 'nf_conntrack_tftp: ports x: .*; the word is left out' "$T/err"
	sed -i '1d' "$T/etc/iptables"
	service restart
	sed -i '1i # statewall: module nf_conntrack_tftp:x' "$T/etc/iptables"
	rc=0; service restart || rc=$?
	[ $rc = 1 ]
	[ "$(rules | wc -l)" = 1 ]
}

@test "the same connections get the helper as with iptables-legacy" {
	cat >"$T/rules" <<-EOF
		*raw
		:u1 - [0:0]
		:u2 - [0:0]
		:u3 - [0:0]
		-A OUTPUT -p tcp --dport 2121 -j u1
		-A OUTPUT -p tcp --dport 2122 -g u2
		-A OUTPUT -p tcp --dport 2122 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2123 -j NOTRACK
		-A OUTPUT -p tcp --dport 2123 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2124 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2124 -j NOTRACK
		-A OUTPUT -p tcp --dport 2125 -j MARK --set-mark 7
		-A OUTPUT -p tcp -m mark --mark 7 -m limit --limit 1/h --limit-burst 1 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2126 -j CT --helper irc
		-A OUTPUT -p tcp --dport 2126 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2127 -j u3
		-A OUTPUT -p tcp --dport 2127 -j CT --helper irc
		-A OUTPUT -p tcp --dport 2128 -j CT --zone 3
		-A OUTPUT -p tcp --dport 2128 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2129 -j CT --helper ftp
		-A OUTPUT -p tcp --dport 2129 -j CT --zone 3
		-A u1 -j RETURN
		-A u1 -p tcp -j CT --helper ftp
		-A u2 -s 127.0.0.2 -j RETURN
		-A u2 -p tcp -g u3
		-A u3 -p tcp -j CT --helper ftp
		COMMIT
		*filter
		-A INPUT -m conntrack --ctstate NEW -j ACCEPT
		COMMIT
	EOF
	cat >"$T/connect.py" <<-EOF
		import socket, subprocess
		kept = []
		for port in range(2121, 2130):
		    s = socket.create_server(("127.0.0.1", port))
		    for source in ("127.0.0.1", "127.0.0.2"):
		        kept += [s, socket.create_connection(("127.0.0.1", port), 2, (source, 0))]
		for line in subprocess.run(["conntrack", "-L"], capture_output=True, text=True).stdout.splitlines():
		    print([w for w in line.split() if w.startswith(("dport=21", "src=127", "helper=", "zone="))])
	EOF
	for restore in "$BINDIR/iptables-restore" iptables-legacy-restore; do
		unshare -n sh -ec 'ip link set lo up; '"$restore"' "$1"; /usr/bin/python3 "$2"' - "$T/rules" "$T/connect.py" |
			sort >"$T/$(basename "$restore")"
	done
	[ "$(grep -c helper=ftp "$T/iptables-restore")" -ge 6 ]
	diff "$T/iptables-legacy-restore" "$T/iptables-restore"
}

@test "CT --helper: no protocol, the wrong one, an unknown helper: said to scripts too" {
	# classic OP TEXT COMMAND...: the first line is that of stock iptables, the second says which it is.
	classic() {
		local op=$1 text=$2
		shift 2
		says 4 "$text" "$@"
		[ "$(head -n 1 "$T/err")" = "${first:-$1 $(version):  $op failed (No such file or directory): rule in chain ${chain:-PREROUTING}}" ] ||
			{ cat "$T/err"; return 1; }
		grep -qx "  hint: .*$text.*" "$T/err"
		[ "$(grep -c hint: "$T/err")" = 1 ]
	}
	local proto='needs -p PROTOCOL' wrong='helper ftp is for tcp, not for udp: write -p tcp' unknown='the kernel has no helper fpt; did you mean ftp?'
	classic RULE_APPEND "$proto" iptables -t raw -A PREROUTING -j CT --helper ftp
	classic RULE_APPEND "$proto" ip6tables -t raw -A PREROUTING ! -p tcp -j CT --helper ftp
	classic RULE_APPEND "$wrong" iptables -t raw -A PREROUTING -p udp -j CT --helper ftp
	classic RULE_APPEND "$wrong" iptables -t raw -A PREROUTING --protocol=udp --jump=CT --helper=ftp
	classic RULE_APPEND "$wrong" iptables -traw -APREROUTING -pudp -jCT --helper ftp
	classic RULE_APPEND "$unknown" iptables -t raw -A PREROUTING -p tcp -j CT --helper fpt
	classic RULE_APPEND 'no helper irc for IPv6' ip6tables -t raw -A PREROUTING -p tcp -j CT --helper irc
	iptables -t raw -N user
	chain=user classic RULE_INSERT "$wrong" iptables -t raw -I user -p udp -j CT --helper ftp
	chain=user classic RULE_INSERT "$proto" iptables -t raw -I user -j CT --helper ftp
	iptables -t raw -A user -j RETURN
	chain=user classic RULE_REPLACE "$unknown" iptables -t raw -R user 1 -p tcp -j CT --helper fpt
	chain=user classic RULE_REPLACE "$proto" iptables -t raw -R user 1 -j CT --helper fpt
	for rule in "-p udp -j CT --helper ftp/$wrong" "-j CT --helper ftp/$proto" "-p tcp -j CT --helper fpt/$unknown"; do
		printf '*raw\n-A PREROUTING %s\nCOMMIT\n' "${rule%%/*}" >"$T/file"
		first="iptables-restore $(version): " classic "" "${rule#*/}" iptables-restore "$T/file"
		[ "$(sed -n 2p "$T/err")" = "line 2: RULE_APPEND failed (No such file or directory): rule in chain PREROUTING" ]
	done
	says 4 "$wrong" iptables -v -t raw -A PREROUTING -p udp -j CT --helper ftp
	[ "$(grep -c hint: "$T/err")" = 1 ]
	# Refused for another reason: not a word about helpers.
	says 1 'No chain/target/match by that name.' iptables -v -t raw -A nowhere -p tcp -j CT --helper ftp
	fails grep -q 'no helper' "$T/err"
	iptables -t raw -A PREROUTING -p udp -j CT --helper sip
	iptables -t raw -A PREROUTING -p tcp -j CT --helper sip
}

@test "CT --helper refused: the first line and the status are those of iptables-nft" {
	local rule
	for rule in "-j CT --helper ftp" "! -p tcp -j CT --helper ftp" "-p udp -j CT --helper ftp" "-p tcp -j CT --helper fpt"; do
		for op in "-A PREROUTING" "-I OUTPUT"; do
			local words rc=0 prc=0
			read -ra words <<<"-t raw $op $rule"
			iptables "${words[@]}" 2>"$T/err" || rc=$?
			unshare -n "$PEERDIR/iptables" "${words[@]}" 2>"$T/peer" || prc=$?
			[ $rc = $prc ]
			[ "$(head -n 1 "$T/err")" = "$(head -n 1 "$T/peer")" ] || { cat "$T/err" "$T/peer"; return 1; }
		done
	done
}

@test "check: nothing to say, RELATED too wide, nothing assigned, the lines to write are right" {
	prepare
	check >"$T/out"
	grep -qx 'No warnings.' "$T/out"
	prepare "ip_conntrack_ftp"
	iptables -A INPUT -p tcp -m state --state RELATED,ESTABLISHED -j ACCEPT
	fails check --family ipv4 >"$T/out"
	grep -q 'nf_conntrack_ftp stands in the config file, but no rule assigns its helper ftp' "$T/out"
	grep -q 'write: statewall service --family ipv4 start' "$T/out"
	service start
	fails check --family ipv4 >"$T/out"
	grep -q 'INPUT rule 1 accepts RELATED of every helper and on any port' "$T/out"
	sed -n 's/^  write: iptables //p' "$T/out" >"$T/lines"
	[ "$(wc -l <"$T/lines")" = 3 ]
	while read -r line; do eval "iptables $line"; done <"$T/lines"
	check --family ipv4
	[ "$(rules | wc -l)" = 3 ]
	rules | grep -q -- '--state RELATED -m helper --helper "ftp" -j ACCEPT\|--state RELATED -m helper --helper ftp -j ACCEPT'
}

# warned COUNT [OPTION...]: check warns, and says so in COUNT lines; they are carried out, and then it is content.
warned() {
	fails check --family ipv4 "${@:2}" >"$T/out"
	cat "$T/out"
	sed -n 's/^  write: iptables //p' "$T/out" >"$T/lines"
	[ "$(wc -l <"$T/lines")" = "$1" ]
	while read -r line; do eval "iptables $line"; done <"$T/lines"
	check --family ipv4 "${@:2}"
}

@test "check: RELATED accepted as what is not INVALID or NEW" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	iptables -A INPUT -s 192.0.2.0/24 -i eth0 -m conntrack ! --ctstate INVALID,NEW -j ACCEPT
	iptables -A FORWARD -m state ! --state NEW,RELATED -j ACCEPT
	iptables -A OUTPUT -m state ! --state NEW,ESTABLISHED,INVALID,UNTRACKED -j ACCEPT
	warned 6
	[ "$(grep -c 'accepts RELATED of every helper and on any port' "$T/out")" = 2 ]
	[ "$(rules | tr -d '"' | head -n 3)" = "-A INPUT -s 192.0.2.0/24 -i eth0 -p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper ftp -j ACCEPT
-A INPUT -s 192.0.2.0/24 -i eth0 -p icmp -m state --state RELATED -j ACCEPT
-A INPUT -s 192.0.2.0/24 -i eth0 -m conntrack ! --ctstate INVALID,NEW,RELATED -j ACCEPT" ]
	[ "$(rules | grep -c OUTPUT)" = 2 ]
}

@test "check: RELATED accepted in a chain that is jumped to" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	iptables-restore <<-EOF
		*filter
		:known - [0:0]
		:deep - [0:0]
		:direct - [0:0]
		:nowhere - [0:0]
		:new - [0:0]
		:fine - [0:0]
		-A INPUT -m state --state RELATED,ESTABLISHED -j known
		-A FORWARD -i eth1 -g direct
		-A FORWARD -m state --state NEW,RELATED -j new
		-A OUTPUT -m state --state RELATED -j fine
		-A known -s 198.51.100.0/24 -j deep
		-A deep -d 198.51.100.1 -j ACCEPT
		-A direct -p tcp -m conntrack --ctstate RELATED -j ACCEPT
		-A nowhere -m state --state RELATED -j ACCEPT
		-A new -p tcp -m tcp --dport 80 -j ACCEPT
		-A fine -p icmp -j ACCEPT
		-A fine -p tcp -m tcp --dport 1024: -m helper --helper ftp -j ACCEPT
		COMMIT
	EOF
	modules --family ipv4 load nf_conntrack_ftp
	warned 5 --only related
	[ "$(grep 'accepts RELATED' "$T/out" | cut -d' ' -f2-4 | sort | tr '\n' ' ')" = "deep rule 1 direct rule 1 " ]
	[ "$(rules | tr -d '"' | grep '^-A deep')" = "-A deep -d 198.51.100.1/32 -p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper ftp -j ACCEPT
-A deep -d 198.51.100.1/32 -p icmp -m state --state RELATED -j ACCEPT
-A deep -d 198.51.100.1/32 -m state ! --state RELATED -j ACCEPT" ]
	[ "$(rules | grep -c '^-A direct')" = 1 ]
}

@test "check: a line to write is the rule and nothing else, whatever its comment holds" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	comment='$(touch oops) `touch oops` "a'"'"'b" \ ; touch oops'
	iptables -A INPUT -m comment --comment "$comment" -m state --state RELATED,ESTABLISHED -j ACCEPT
	run -1 check --family ipv4
	grep '^  write: iptables -R' <<<"$output" | sed 's/^  write: //' >"$T/lines"
	[ "$(wc -l <"$T/lines")" = 1 ]
	(cd "$T" && PATH="$BINDIR:$PATH" bash -e "$T/lines")
	[ ! -e "$T/oops" ]
	iptables -C INPUT -m comment --comment "$comment" -m state --state ESTABLISHED -j ACCEPT
}

# replaced RULE <<EOF: what check says to write in place of -A INPUT RULE makes these rules, and it is content.
replaced() {
	cat >"$T/want"
	iptables -F INPUT
	iptables -A INPUT "$@"
	fails check --family ipv4 >"$T/out"
	sed -n 's/^  write: iptables //p' "$T/out" >"$T/lines"
	while read -r line; do eval "iptables $line"; done <"$T/lines"
	rules | tr -d '"' | sed -n 's/^-A INPUT //p' | diff "$T/want" - || { cat "$T/out"; return 1; }
	check --family ipv4
}

@test "check: the lines to write accept no more than the rule did" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp nf_conntrack_tftp
	local high="-m state --state RELATED -m helper --helper"
	replaced -m mark --mark 7 -m state --state RELATED,ESTABLISHED -j ACCEPT <<-EOF
		-p udp -m mark --mark 0x7 -m udp --dport 1024:65535 $high tftp -j ACCEPT
		-p tcp -m mark --mark 0x7 -m tcp --dport 1024:65535 $high ftp -j ACCEPT
		-p icmp -m mark --mark 0x7 -m state --state RELATED -j ACCEPT
		-m mark --mark 0x7 -m state --state ESTABLISHED -j ACCEPT
	EOF
	replaced -p udp -m state --state RELATED -j ACCEPT <<-EOF
		-p udp -m udp --dport 1024:65535 $high tftp -j ACCEPT
	EOF
	replaced -p tcp --dport 2000:3000 -m state --state RELATED,ESTABLISHED -j ACCEPT <<-EOF
		-p tcp -m tcp --dport 2000:3000 $high ftp -j ACCEPT
		-p tcp -m tcp --dport 2000:3000 -m state --state ESTABLISHED -j ACCEPT
	EOF
	replaced -p tcp --sport 20 -m state --state RELATED -j ACCEPT <<-EOF
		-p tcp -m tcp --sport 20 --dport 1024:65535 $high ftp -j ACCEPT
	EOF
	replaced -p tcp --dport 20:2000 -m state --state RELATED -j ACCEPT <<-EOF
		-p tcp -m tcp --dport 1024:2000 $high ftp -j ACCEPT
	EOF
	replaced -p tcp -m multiport --dports 20,2000 -m state --state RELATED -j ACCEPT <<-EOF
		-p tcp -m multiport --dports 20,2000 -m tcp --dport 1024:65535 $high ftp -j ACCEPT
	EOF
	replaced -p tcp -m tcp ! --dport 5000:6000 -m state --state RELATED -j ACCEPT <<-EOF
		-p tcp -m tcp ! --dport 5000:6000 -m tcp --dport 1024:65535 $high ftp -j ACCEPT
	EOF
	replaced ! -p tcp -m state --state RELATED -j ACCEPT <<-EOF
		-p udp -m udp --dport 1024:65535 $high tftp -j ACCEPT
		-p icmp -m state --state RELATED -j ACCEPT
	EOF
	replaced ! -f -i eth0 -m conntrack --ctstate RELATED --ctorigdst 192.0.2.1 -m comment --comment 'a b' -j ACCEPT <<-EOF
		-i eth0 -p udp ! -f -m conntrack --ctorigdst 192.0.2.1 -m comment --comment a b -m udp --dport 1024:65535 $high tftp -j ACCEPT
		-i eth0 -p tcp ! -f -m conntrack --ctorigdst 192.0.2.1 -m comment --comment a b -m tcp --dport 1024:65535 $high ftp -j ACCEPT
		-i eth0 -p icmp ! -f -m conntrack --ctorigdst 192.0.2.1 -m comment --comment a b -m state --state RELATED -j ACCEPT
	EOF
	replaced -p tcp -m conntrack ! --ctstate INVALID,DNAT -j ACCEPT <<-EOF
		-p tcp -m conntrack ! --ctstate INVALID,DNAT -m tcp --dport 1024:65535 $high ftp -j ACCEPT
		-p tcp -m conntrack ! --ctstate INVALID,RELATED,DNAT -j ACCEPT
	EOF
	replaced -p tcp -m conntrack --ctstate RELATED,DNAT -j ACCEPT <<-EOF
		-p tcp -m tcp --dport 1024:65535 $high ftp -j ACCEPT
		-p tcp -m conntrack --ctstate DNAT -m state ! --state RELATED -j ACCEPT
	EOF
}

@test "check: which helpers a rule names, and which it leaves out" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp nf_conntrack_irc
	replaced -p tcp -m state --state RELATED -m helper ! --helper ftp --dport 2000:2010 -j ACCEPT <<-EOF
		-p tcp -m tcp --dport 2000:2010 -m state --state RELATED -m helper --helper irc -j ACCEPT
	EOF
	replaced -s 192.0.2.1 -m state --state RELATED -m helper ! --helper ftp -j ACCEPT <<-EOF
		-s 192.0.2.1/32 -p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper irc -j ACCEPT
		-s 192.0.2.1/32 -p icmp -m helper ! --helper ftp -m state --state RELATED -j ACCEPT
	EOF
	replaced -m state --state RELATED,ESTABLISHED -m helper --helper ftp -j ACCEPT <<-EOF
		-p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper ftp -j ACCEPT
		-m state --state ESTABLISHED -m helper --helper ftp -j ACCEPT
	EOF
}

@test "check: where nothing is left to be written it says so" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	local words
	for words in "-p udp" "-p tcp --dport 20:1023" "-p sctp" "-p tcp -m helper ! --helper ftp" "-p tcp -f"; do
		replaced $words -m state --state RELATED,ESTABLISHED -j ACCEPT <<-EOF
			$(iptables -F INPUT; iptables -A INPUT $words -m state --state ESTABLISHED -j ACCEPT; rules | sed -n 's/^-A INPUT //p')
		EOF
		grep -q '^  no more to write: ' "$T/out"
	done
}

@test "check: lines for two rules of a chain, found in the other order" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	iptables-restore --noflush <<-EOF
		*filter
		:both - [0:0]
		-A INPUT -s 192.0.2.1 -j both
		-A INPUT -m state --state RELATED,ESTABLISHED -j both
		-A both -p tcp -d 192.0.2.2 -j ACCEPT
		-A both -p tcp -d 192.0.2.3 -m state --state RELATED -j ACCEPT
		COMMIT
	EOF
	warned 4
	[ "$(rules | tr -d '"' | grep '^-A both')" = "-A both -d 192.0.2.2/32 -p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper ftp -j ACCEPT
-A both -d 192.0.2.2/32 -p tcp -m state ! --state RELATED -j ACCEPT
-A both -d 192.0.2.3/32 -p tcp -m tcp --dport 1024:65535 -m state --state RELATED -m helper --helper ftp -j ACCEPT" ]
}

@test "check: the name of a chain is one word of a line to write" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	chain='$(touch${IFS}oops);`id`'
	iptables -N "$chain"
	iptables -A INPUT -j "$chain"
	iptables -A "$chain" -p tcp -m state --state RELATED,ESTABLISHED -j ACCEPT
	run -1 check --family ipv4
	sed -n 's/^  write: //p' <<<"$output" >"$T/lines"
	[ "$(wc -l <"$T/lines")" = 2 ]
	(cd "$T" && PATH="$BINDIR:$PATH" bash -e "$T/lines")
	[ ! -e "$T/oops" ]
	iptables -C "$chain" -p tcp -m state --state ESTABLISHED -j ACCEPT
	check --family ipv4
}

@test "check: what is not safe to copy is no line to write; other rules are judged all the same" {
	prepare
	modules --family ipv4 load nf_conntrack_ftp
	iptables -A INPUT -p tcp -m state --state RELATED,ESTABLISHED -j ACCEPT
	nft "add rule ip ${PREFIX}filter INPUT ct state established,related counter accept comment \"a
  write: iptables -F\""
	iptables -A INPUT -m comment --comment $'a\tb' -m state --state RELATED -j ACCEPT
	iptables -A FORWARD -p tcp -m state --state RELATED -j ACCEPT
	fails check --family ipv4 --except covered >"$T/out" 2>"$T/err"
	cat "$T/out"
	[ ! -s "$T/err" ]
	[ "$(grep -c 'accepts RELATED of every helper' "$T/out")" = 4 ]
	[ "$(grep -c '^  no line to write: ' "$T/out")" = 2 ]
	[ "$(grep -c '^  write: iptables -[RI] INPUT 1 ' "$T/out")" = 2 ]
	[ "$(grep -c '^  write: iptables -[DI] FORWARD 1' "$T/out")" = 2 ]
	[ "$(grep -c '^  write: ' "$T/out")" = 4 ]
}

@test "check: a module that is loaded or asked for, and nothing assigned" {
	prepare ip_conntrack_ftp
	iptables -A FORWARD -m state ! --state INVALID,NEW -j ACCEPT
	fails check --family ipv4 >"$T/out"
	grep -q 'nf_conntrack_ftp stands in the config file, but no rule assigns its helper ftp' "$T/out"
	grep -qx '  write: statewall service --family ipv4 start' "$T/out"
	service start
	fails check --family ipv4 >"$T/out"
	fails grep -q 'no rule assigns' "$T/out"
	modules --family ipv4 unload ip_conntrack_ftp
	fails check --family ipv4 >"$T/out"
	grep -qx '  write: statewall modules load nf_conntrack_ftp' "$T/out"
}

# In a mount namespace where the kernel does not show that it has the NAT half.
hidden_nat() {
	: >"$T/empty"
	unshare -m sh -ec '
		mount --bind "$1" /proc/kallsyms
		for file in /lib/modules/*/modules.builtin* /proc/config.gz; do [ ! -e "$file" ] || mount --bind "$1" "$file"; done
		shift
		exec "$@"' - "$T/empty" "$BINDIR/statewall" check --run-dir "$T/run" --config-dir "$T/etc" --family ipv4
}

@test "check: addresses are translated and the NAT half is missing: no other port is assigned" {
	prepare
	iptables -t nat -A POSTROUTING -j MASQUERADE
	modules --family ipv4 load nf_conntrack_ftp:2121,2122
	check --family ipv4
	fails hidden_nat >"$T/out"
	cat "$T/out"
	grep -q 'helper ftp is assigned and addresses are translated, but nf_nat_ftp is missing' "$T/out"
	rules raw >"$T/before"
	eval "modules $(sed -n 's/^  write: statewall modules //p' "$T/out")"
	rules raw | cmp "$T/before"
	[ "$(ip6tables-save -t raw | grep -c '^-A')" = 0 ]
	iptables -t raw -A PREROUTING -p tcp --dport 4000:4010 -j CT --helper ftp
	fails hidden_nat >"$T/out"
	grep -qx '  write: modprobe nf_nat_ftp' "$T/out"
}

@test "check: connections that began before the helper" {
	prepare
	ip link set lo up
	iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT
	/usr/bin/python3 - "$T/go" <<-EOF 3>&- &
		import os, socket, sys, time
		s = socket.socket()
		s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		s.bind(("127.0.0.1", 21))
		s.listen()
		c = socket.create_connection(("127.0.0.1", 21))
		open(sys.argv[1], "w").close()
		end = time.time() + 60
		while os.path.exists(sys.argv[1]) and time.time() < end:
		    time.sleep(0.1)
	EOF
	local pid=$!
	until [ -e "$T/go" ]; do kill -0 $pid; sleep 0.05; done
	modules load --family ipv4 nf_conntrack_ftp:2121
	check --family ipv4
	modules load --family ipv4 nf_conntrack_ftp
	fails check --family ipv4 >"$T/out"
	cat "$T/out"
	grep -q '1 connection began before helper ftp was assigned' "$T/out"
	grep -qx '  write: conntrack -D -f ipv4 -p tcp --dport 21' "$T/out"
	modules unload --family ipv4 nf_conntrack_ftp
	iptables -t raw -A OUTPUT -p tcp --dport 20:30 -j CT --helper ftp
	fails check --family ipv4 >"$T/out"
	rm "$T/go"
	wait $pid
	grep -qx '  write: conntrack -D -f ipv4 -p tcp --dport 21' "$T/out"
}
