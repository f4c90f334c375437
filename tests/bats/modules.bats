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

@test "a module that the rule file names and nobody has: 1, the rules are there" {
	prepare
	sed -i '1i # statewall: module no_such_module' "$T/etc/iptables"
	rc=0; service start 2>"$T/err" || rc=$?
	[ $rc = 1 ]
	grep -q 'no_such_module: no such module' "$T/err"
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
		[ "$(head -n 1 "$T/err")" = "${first:-$1 v1.8.9 (nf_tables):  $op failed (No such file or directory): rule in chain ${chain:-PREROUTING}}" ] ||
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
		first="iptables-restore v1.8.9 (nf_tables): " classic "" "${rule#*/}" iptables-restore "$T/file"
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

# warned COUNT: check warns, and says so in COUNT lines; they are carried out, and then it is content.
warned() {
	fails check --family ipv4 >"$T/out"
	cat "$T/out"
	sed -n 's/^  write: iptables //p' "$T/out" >"$T/lines"
	[ "$(wc -l <"$T/lines")" = "$1" ]
	while read -r line; do eval "iptables $line"; done <"$T/lines"
	check --family ipv4
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
	warned 5
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
	fails check --family ipv4 >"$T/out" 2>"$T/err"
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
