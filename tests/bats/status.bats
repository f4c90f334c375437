#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall status: what it says is there is what is there, in words, numbers and exit statuses.
load ../lib/helper

on_terminal() { "$BATS_TEST_DIRNAME/../lib/on-terminal" "$@"; }
statewall() { "$BINDIR/statewall" "$@"; }
# On a page so wide that no sentence is broken.
status_() { COLUMNS=1000 statewall status --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
service() { statewall service --config-dir "$T/etc" --run-dir "$T/run" "$@"; }

# value EXPRESSION: of the document d; fam(0) is IPv4, chain(family, table, name) a chain.
value() {
	status_ --json >"$T/json" || true
	python3 - "$T/json" "$1" <<-'END'
		import json, sys
		d = json.load(open(sys.argv[1]))
		fam = lambda f: d["families"][f]
		table = lambda f, t: next(x for x in fam(f)["tables"] if x["table"] == t)
		chain = lambda f, t, c: next(x for x in table(f, t)["chains"] if x["chain"] == c)
		held = lambda who: [(h["family"], h["table"]) for h in d["holders"] if h["holder"] == who]
		print(eval(sys.argv[2]))
	END
}
# is EXPRESSION VALUE
is() {
	local got
	got=$(value "$1")
	[ "$got" = "$2" ] || { echo "$1: $got, wanted $2"; cat "$T/json"; return 1; }
}
save_files() {
	mkdir -p "$T/etc"
	iptables-save >"$T/etc/iptables"
	ip6tables-save >"$T/etc/ip6tables"
}

# ---- exit statuses -------------------------------------------------------------------------------

@test "3 when nothing is loaded, 0 as the files say, 1 when they say something else" {
	run -3 status_
	[[ ${lines[0]} == "Firewall  not loaded" ]]
	[ -z "$(kernel)" ]	# to look makes nothing
	iptables -A INPUT -s 192.0.2.1 -j DROP
	ip6tables -P FORWARD DROP
	run -1 status_
	[[ $output == *"IPv4 $T/etc/iptables: not there: what is loaded is gone after a reboot"* ]]
	save_files
	run -0 status_
	[[ ${lines[0]} == "Firewall  loaded, and as its files say" ]]
	[[ $output == *"IPv4 $T/etc/iptables: as loaded"* && $output == *"IPv6 $T/etc/ip6tables: as loaded"* ]]
	ip6tables -A FORWARD -j ACCEPT
	run -1 status_
	[[ ${lines[0]} == "Firewall  loaded, and not as its files say" ]]
	[[ $output == *"IPv6 $T/etc/ip6tables: differs, 1 rule only loaded, 0 only in the file: "* ]]
	is 'd["exit"], fam(0)["file"]["equal"], fam(1)["file"]["equal"], fam(1)["file"]["rules_only_loaded"]' "(1, True, False, 1)"
	ip6tables -D FORWARD -j ACCEPT
	ip6tables -P FORWARD ACCEPT
	run -1 status_
	nft flush ruleset
	run -3 status_
}

@test "equal is what -C calls equal: spelling, order of tables and counters do not count" {
	iptables -A INPUT -p tcp -m state --state NEW -s 192.0.2.0/24 -j ACCEPT
	iptables -t nat -A POSTROUTING -j MASQUERADE
	mkdir "$T/etc"
	cat >"$T/etc/iptables" <<-END
		*nat
		-A POSTROUTING -j MASQUERADE
		COMMIT
		*filter
		:INPUT ACCEPT [12:34]
		[5:6] -A INPUT -s 192.0.2.7/255.255.255.0 -p 6 -m state --state NEW -j ACCEPT
		COMMIT
	END
	run -0 status_
	echo '-A INPUT -j DROP' >>"$T/etc/iptables"
	run -2 status_
	[[ $output == *"IPv4 $T/etc/iptables: cannot be loaded: line 8: "* ]]
	is 'd["exit"], fam(0)["file"].get("equal"), "line 8" in fam(0)["file"]["error"]' "(2, None, True)"
	printf 'x\0' >"$T/etc/iptables"
	run -2 status_
	ln -sf "$T/nowhere" "$T/etc/iptables"
	run -2 status_
}

@test "the command that shows a difference is one, and asks the same file" {
	mkdir -p "$T/etc"
	iptables -A INPUT -j ACCEPT
	printf '*filter\n-A INPUT -j DROP\nCOMMIT\n' >"$T/etc/iptables"
	run -1 status_
	[[ $output =~ \"statewall\ (diff\ [^\"]*)\"\ shows\ it ]]
	read -ra words <<<"${BASH_REMATCH[1]}"
	run -1 "$BINDIR/statewall" "${words[@]}"
	[[ $output == *"- -A INPUT -j ACCEPT"*"+ -A INPUT -j DROP"* ]]
	rm -r "$T/etc"
}

@test "a service that was started without any rule is loaded" {
	mkdir "$T/etc"
	printf '*filter\nCOMMIT\n' >"$T/etc/iptables"
	run -3 status_
	service --family ipv4 start
	run -0 status_
	[[ $output == *"; started since boot: IPv4"* ]]
	is 'd["loaded"], fam(0)["started"], fam(1)["started"]' "(True, True, False)"
	service --family ipv4 stop
	run -3 status_
}

@test "rules that module words make are not a difference" {
	mkdir "$T/etc"
	printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' >"$T/etc/iptables"
	echo 'IPTABLES_MODULES="ip_conntrack_ftp:2121"' >"$T/etc/iptables-config"
	service --family ipv4 start || skip "no conntrack helpers here"
	run -0 status_
	[[ $output == *"Helpers   IPv4 table raw: ftp tcp 2121 (PREROUTING 1), ftp tcp 2121 (OUTPUT 1)"* ]]
	is '[(h["helper"], h["protocol"], h["port_from"], h["port_to"], h["chain"], h["number"], h["module"]) for h in fam(0)["helpers"]][0]' \
		"('ftp', 6, 2121, 2121, 'PREROUTING', 1, 'nf_conntrack_ftp')"
	is '"nf_conntrack_ftp" in d["idle_helper_modules"]' False
}

@test "wrong words, no right, and a folder without a name" {
	says 2 'Unknown arguments found on commandline' status_ mine
	says 2 'unrecognized option' statewall status --jason
	says 2 '--config-dir needs the name of a folder' statewall status --config-dir=
	says 2 'you must be root' setpriv --reuid 65534 --regid 65534 --clear-groups "$BINDIR/statewall" status
	run -0 statewall status --help
	[[ $output == "Usage: statewall status"* && $output == *"--json"* && $output == *"3 not loaded"* ]]
}

# ---- numbers -------------------------------------------------------------------------------------

@test "rules are counted as native, carried by xt, grouped; chains of the user's are one sum" {
	iptables -P INPUT DROP
	iptables -A INPUT -i lo -j ACCEPT
	iptables -A INPUT -m string --algo bm --string no -j DROP
	iptables -N one
	iptables -N two
	iptables -A one -j RETURN
	iptables -A two -m string --algo bm --string no -j two_ 2>/dev/null || iptables -A two -j ACCEPT
	is 'chain(0, "filter", "INPUT")["policy"], chain(0, "filter", "FORWARD")["policy"]' "('DROP', 'ACCEPT')"
	is '[chain(0, "filter", "INPUT")[k] for k in ("rules", "native", "carried", "unreadable", "grouped")]' "[2, 1, 1, 0, 0]"
	is '[table(0, "filter")["own_chains"][k] for k in ("chains", "rules")]' "[2, 2]"
	is '[t["table"] for t in fam(0)["tables"]], fam(1)["tables"]' "(['filter'], [])"
	run -1 status_
	[[ $output =~ " INPUT      DROP       2      1  1    0 "+"0   -" ]]
	[[ $output =~ " own chains (2)        2      2  0    0 " ]]
}

@test "elements of maps are counted, by rules as statewall group sees them" {
	{ echo '*filter'; for i in {1..200}; do echo "-A INPUT -s 192.0.2.$i -j DROP"; done; echo '-A INPUT -p udp -j ACCEPT'; echo COMMIT; } |
		STATEWALL_GROUP=always iptables-restore
	is '[chain(0, "filter", "INPUT")[k] for k in ("rules", "native", "grouped")]' "[201, 201, 200]"
	statewall group --off >/dev/null
	is '[chain(0, "filter", "INPUT")[k] for k in ("rules", "native", "grouped")]' "[201, 201, 0]"
}

@test "packets are what the counters of rules and of the policy say, in both forms" {
	ip link set lo up
	iptables -A INPUT -d 127.0.0.2 -j ACCEPT
	iptables -A INPUT -d 127.0.0.3 -m string --algo bm --from 0 --to 60 --string nothing -j DROP
	python3 - <<-'END'
		import socket
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		for to, n in (("127.0.0.2", 3), ("127.0.0.3", 4)):
		    for _ in range(n):
		        s.sendto(b"x" * 72, (to, 9999))
	END
	# Errors about closed ports come to INPUT, too.
	read -r packets bytes < <(iptables-save -c -t filter | sed -n 's/^:INPUT .*\[\(.*\):\(.*\)\]/\1 \2/p; s/^\[\(.*\):\(.*\)\] -A INPUT.*/\1 \2/p' |
		awk '{ p += $1; b += $2 } END { print p, b }')
	[ "$packets" -ge 7 ]
	is 'chain(0, "filter", "INPUT")["packets"], chain(0, "filter", "INPUT")["bytes"]' "($packets, $bytes)"
	run -1 status_
	[[ $output =~ " INPUT   ACCEPT     2      1  1    0 "+"$packets" ]]
	iptables-restore -c <<<$'*filter\n:INPUT ACCEPT [123456:99]\n:FORWARD ACCEPT [99999:1]\n:OUTPUT ACCEPT [12345678901:1]\nCOMMIT'
	run -0 status_
	[[ $output == *" 123K"*" 99999"*" 12346M"* || $output == *" 123K"*" 99999"*" 12G"* ]]
}

@test "what iptables has no words for is told" {
	iptables -A INPUT -j ACCEPT
	nft add rule ip statewall-filter INPUT numgen inc mod 3 0 drop
	nft add chain ip statewall-filter strange '{ type filter hook input priority 7; }'
	is '[chain(0, "filter", "INPUT")[k] for k in ("rules", "native", "unreadable")], table(0, "filter")["foreign_chains"]' "([2, 1, 1], 1)"
	save_files || true
	run -1 status_
	[[ $output == *"Warning   Table filter of IPv4 has chains that are not"* ]]
	# one of them can stop what our rules let through
	[[ $output == *"meet no rules but statewall's"* ]]
	nft 'add chain ip statewall-filter strange { policy drop; }; add rule ip statewall-filter strange accept'
	run -1 status_
	[[ $output == *"nft: ip statewall-filter (1 rule) at input 7 DROP"*"must pass all of these"* ]]
	is '[(h["holder"], h["hooks"][-1]["chain"]) for h in d["holders"]]' "[('statewall', 'INPUT'), ('nft', 'strange')]"
	nft 'add table ip statewall-filter { flags dormant; }'
	run -1 status_
	[[ $output == *"Table filter of IPv4 is dormant"* ]]
	is 'table(0, "filter")["dormant"]' True
}

# ---- whose rules ---------------------------------------------------------------------------------

@test "every tool's tables are named, with hooks, priorities, policies and rules" {
	iptables -A INPUT -j ACCEPT
	"$PEERDIR/iptables" -A INPUT -s 192.0.2.1 -j DROP
	"$PEERDIR/iptables" -A INPUT -s 192.0.2.2 -j DROP
	"$PEERDIR/ip6tables" -t nat -A POSTROUTING -j MASQUERADE
	nft -f - <<-'END'
		table inet fw {
			chain other { accept; }
			chain in { type filter hook input priority -5; policy drop; tcp dport 22 accept; jump other; }
		}
		table arp a { chain in { type filter hook input priority 0; }; }
		table bridge b { chain f { type filter hook forward priority 2; }; }
		table ip mine { }
		table ip sleeps { flags dormant; chain x { type filter hook input priority 0; policy drop; }; }
	END
	is 'held("statewall"), held("iptables-nft"), held("ip6tables-nft")' \
		"([('ipv4', 'statewall-filter')], [('ipv4', 'filter')], [('ipv6', 'nat')])"
	is 'sorted(held("nft"))' "[('arp', 'a'), ('bridge', 'b'), ('inet', 'fw'), ('ipv4', 'mine'), ('ipv4', 'sleeps')]"
	is 'next((h["rules"], h["hooks"]) for h in d["holders"] if h["table"] == "fw")' \
		"(3, [{'chain': 'in', 'type': 'filter', 'hook': 'input', 'priority': -5, 'policy': 'DROP', 'rules': 2}])"
	is 'next(h["rules"] for h in d["holders"] if h["holder"] == "iptables-nft")' 2
	run -1 status_
	[[ $output == *"iptables-nft: ip filter (2 rules) at input 0"* ]]
	[[ $output == *"ip6tables-nft: ip6 nat (1 rule) at postrouting 100"* ]]
	[[ $output == *"nft: inet fw (3 rules) at input -5 DROP"* ]]
	[[ $output == *"nft: ip mine (0 rules), at no hook"* ]]
	[[ $output == *"nft: ip sleeps (0 rules, dormant) at input 0 DROP"* ]]
	[[ $output == *"Packets   must pass all of these: what one drops is dropped"* ]]
	[[ $output == *"what a policy of DROP there does not accept, no rule here opens"* ]]
}

@test "who has tables but neither rules nor a policy that drops does nothing" {
	iptables -A INPUT -j ACCEPT
	run -1 status_
	[[ $output == *"Packets   meet no rules but statewall's"* ]]
	"$PEERDIR/iptables" -L >/dev/null
	nft 'add table ip sleeps { flags dormant; chain x { type filter hook input priority 0; policy drop; }; }'
	run -1 status_
	[[ $output == *"Packets   meet no rules but statewall's"* ]]
	"$PEERDIR/iptables" -A FORWARD -j ACCEPT
	run -1 status_
	[[ $output == *"Packets   must pass all of these"* ]]
	iptables -F; nft delete table ip statewall-filter
	run -3 status_
	[[ $output == *"Packets   meet the rules of others only"* ]]
	nft flush ruleset
	run -3 status_
	[[ $output == *"Packets   meet no rules at all"* ]]
}

@test "what is said of packets is so: one tool's drop counts, whatever the other accepts" {
	local send='import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
r = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); r.bind(("127.0.0.1", 7777)); r.settimeout(0.3)
s.sendto(b"x", ("127.0.0.1", 7777))
try: r.recv(9); print("came")
except OSError: print("lost")'
	ip link set lo up
	iptables -A INPUT -j ACCEPT
	[ "$(python3 -c "$send")" = came ]
	nft 'add table inet fw { chain in { type filter hook input priority 5; policy drop; }; }'
	[ "$(python3 -c "$send")" = lost ]
	run -1 status_
	[[ $output == *"must pass all of these"* && $output == *"no rule here opens"* ]]
	nft 'add table inet fw { flags dormant; }'
	[ "$(python3 -c "$send")" = came ]
	run -1 status_
	[[ $output == *"meet no rules but statewall's"* ]]
}

@test "two that translate addresses are told" {
	iptables -t nat -A POSTROUTING -j MASQUERADE
	"$PEERDIR/iptables" -t nat -A POSTROUTING -j MASQUERADE
	run -1 status_
	[[ $output == *"Where two translate addresses, the first one at the hook wins"* ]]
}

@test "companions of ours in a table with iptables' name are ours" {
	iptables -t mangle -A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill
	nft list tables | grep -qx 'table ip mangle'
	is 'held("iptables-nft"), held("statewall")' "([], [('ipv4', 'statewall-mangle'), ('ipv4', 'mangle')])"
	run -1 status_
	[[ $output == *"meet no rules but statewall's"* ]]
}

@test "while others change rules it is one moment's, and never an error" {
	iptables -A INPUT -j ACCEPT
	save_files
	while :; do
		iptables -A FORWARD -j DROP
		nft 'add table inet brief { chain c { type filter hook input priority 0; }; }; delete table inet brief'
		iptables -D FORWARD -j DROP
	done >/dev/null 2>&1 3>&- &
	local pid=$! rc
	for _ in {1..25}; do
		rc=0
		status_ --json >"$T/out" 2>"$T/err" || rc=$?
		[ "$rc" = 0 ] || [ "$rc" = 1 ] || { kill $pid; cat "$T/err"; return 1; }
		[ "$rc" = "$(grep -c '^ *"equal": false' "$T/out" || true)" ] || { kill $pid; cat "$T/out"; return 1; }
	done
	kill $pid
	wait $pid 2>/dev/null || true
}

# ---- warnings ------------------------------------------------------------------------------------

@test "a family that is open beside one that is not" {
	warned() { run -1 status_; [[ $output == *"Warning   $1 is open: no rule or policy of statewall stops what"* ]]; }
	iptables -P INPUT DROP
	warned IPv6
	ip6tables -A INPUT -j ACCEPT
	warned IPv6
	ip6tables -N unused
	ip6tables -A unused -j DROP		# nobody jumps there
	warned IPv6
	ip6tables -I INPUT -s 2001:db8::/32 -j unused
	run -1 status_
	[[ $output != *Warning* ]]
	iptables -P INPUT ACCEPT
	warned IPv4
	iptables -t raw -A PREROUTING -s 192.0.2.1 -j DROP
	run -1 status_
	[[ $output != *Warning* ]]
	is 'd["warnings"]' "[]"
}

@test "a policy of others closes it, and their rules may" {
	iptables -P INPUT DROP
	nft 'add table ip6 x { chain in { type filter hook input priority 0; tcp dport 1 drop; }; }'
	run -1 status_
	[[ $output == *"IPv6 is open: "*"; whether others' rules do is not known here."* ]]
	nft 'add chain ip6 x in { policy drop; }'
	run -1 status_
	[[ $output != *Warning* ]]
	nft 'delete table ip6 x; add table inet x; add chain inet x in { type filter hook prerouting priority 0; policy drop; }'
	run -1 status_
	[[ $output != *Warning* ]]
}

@test "IPv6 that is switched off is not open, and its file is not looked at" {
	iptables -A INPUT -j DROP
	mkdir "$T/etc"
	iptables-save >"$T/etc/iptables"
	printf '*filter\n-A INPUT -j DROP\nCOMMIT\n' >"$T/etc/ip6tables"
	run -1 status_
	run -0 unshare -m sh -ec 'mount -t tmpfs none /proc/sys/net; exec "$@"' - "$BINDIR/statewall" status \
		--config-dir "$T/etc" --run-dir "$T/run"
	[[ $output == *"IPv6: switched off in this kernel"* && $output != *Warning* ]]
}

@test "what is forwarded matters where it is forwarded" {
	iptables -A FORWARD -j REJECT
	echo 0 >/proc/sys/net/ipv6/conf/all/forwarding || skip "cannot be set here"
	run -1 status_
	[[ $output != *Warning* ]]
	echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
	run -1 status_
	[[ $output == *"Warning   IPv6 is open: no rule or policy of statewall stops what is forwarded, as IPv4 does."* ]]
	echo 0 >/proc/sys/net/ipv6/conf/all/forwarding
}

# ---- files, units, changes -----------------------------------------------------------------------

# in_etc COMMAND...: with /etc and /run of its own.
in_etc() {
	statewall service --help | grep -q '^Files: /etc/sysconfig/' || skip "built for another folder"
	cp -a /etc "$T/machine"
	rm -rf "$T/machine/sysconfig" "$T/machine/iptables" "$T/machine/systemd/system"
	mkdir -p "$T/machine/sysconfig" "$T/machine/iptables" "$T/machine/systemd/system/multi-user.target.wants"
	export T BINDIR
	unshare -m bash -euc 'mount --make-rprivate /
		mount --bind "$T/machine" /etc
		mount -t tmpfs none /run
		statewall() { "$BINDIR/statewall" "$@"; }
		said() { out=$(statewall status) || rc=$?; out=${out//$'"'\n'"'          / }; [[ $out == *"$1"* ]] || { echo "no $1 in: $out"; exit 1; }; }
		'"$1"
}

@test "Debian's files are named where they are taken" {
	iptables -A INPUT -j ACCEPT
	in_etc 'rc=0
		"$BINDIR/iptables-save" >/etc/iptables/rules.v4
		said "IPv4 /etc/iptables/rules.v4: as loaded (Debian'"'"'s: /etc/sysconfig has none)"
		[ $rc = 0 ]
		touch /etc/systemd/system/netfilter-persistent.service
		said "netfilter-persistent.service not enabled"
		"$BINDIR/iptables-save" >/etc/sysconfig/iptables
		said "IPv4 /etc/sysconfig/iptables: as loaded"'
}

@test "is a unit enabled? told by its links" {
	iptables -A INPUT -s 192.0.2.1 -j ACCEPT
	in_etc 'u=iptables-statewall.service d=/etc/systemd/system
		"$BINDIR/iptables-save" >/etc/sysconfig/iptables
		printf "[Unit]\n" >$d/$u
		said "$u not enabled"
		said "Warning   $u is not enabled: the rules of IPv4 are not loaded at boot."
		ln -s $d/$u $d/multi-user.target.wants/
		said "At boot   $u enabled, ip6tables-statewall.service"
		[[ $out != *Warning* ]]
		rm $d/$u $d/multi-user.target.wants/$u
		ln -s /dev/null $d/$u
		said "$u masked"
		statewall status --json | grep -q "\"unit\": \"masked\""'
}

@test "a change that waits, and the last one of the history" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	save_files
	is 'd.get("pending"), d.get("last_change")' "(None, None)"
	printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' >"$T/new"
	statewall apply --confirm 60 --run-dir "$T/run" "$T/new" </dev/null
	run -1 status_
	[[ $output =~ "Waiting   a change to be confirmed, of 60 seconds of which "(5.|60)" are" ]]
	is '0 < d["pending"]["seconds_left"] <= 60, d["pending"]["seconds"]' "(True, 60)"
	statewall confirm --run-dir "$T/run" 
	run -1 status_
	[[ $output != *Waiting* ]]
	[[ $output == *"History   change 1, $(date +%Y)"*": statewall apply"* ]]
	is 'd.get("pending"), d["last_change"]["number"], d["last_change"]["who"]' "(None, 1, 'root')"
}

# ---- the page ------------------------------------------------------------------------------------

full() {
	iptables-restore <<-END
		*raw
		-A PREROUTING -s 192.0.2.1 -j DROP
		COMMIT
		*filter
		:INPUT DROP [0:0]
		:mine - [0:0]
		-A INPUT -j mine
		COMMIT
	END
	ip6tables -A INPUT -j ACCEPT
	nft 'add table inet a_table_with_a_name_that_is_longer_than_narrow_terminals_are_wide { chain c { type filter hook input priority 0; accept; }; }'
}

@test "no line is wider than the terminal, on any" {
	full
	for n in 16 20 30 40 50 51 52 60 76 77 78 79 80 100 132 300; do
		on_terminal size=50x$n -- "$BINDIR/statewall" status --config-dir "$T/etc" --run-dir "$T/run" >"$T/out" || [ $? = 1 ]
		awk -v n=$n 'length($0) > n { print n ": " $0; bad = 1 } / $/ && n > 20 { print n " blank: " $0; bad = 1 } END { exit bad }' "$T/out"
		[ "$(tr -d '\n ' <"$T/out" | grep -c 'IPv6isopen')" = 1 ]
	done
	for n in 80 120; do
		on_terminal size=50x$n -- "$BINDIR/statewall" status --config-dir "$T/etc" --run-dir "$T/run" | grep -q 'IPv4 .*IPv6$'
	done
	on_terminal size=50x60 -- "$BINDIR/statewall" status --config-dir "$T/etc" --run-dir "$T/run" >"$T/out" || [ $? = 1 ]
	grep -q '^IPv4 filter .*policy' "$T/out"
	grep -q '^IPv6 filter .*policy' "$T/out"
	run ! grep -q '^IPv6 raw' "$T/out"
}

@test "into a pipe it is plain text of 80 columns, the same as on a terminal" {
	full
	{ statewall status --config-dir "$T/etc" --run-dir "$T/run" || true; } | cat >"$T/pipe"
	on_terminal size=50x80 -- "$BINDIR/statewall" status --config-dir "$T/etc" --run-dir "$T/run" >"$T/tty" || [ $? = 1 ]
	diff "$T/pipe" "$T/tty"
	run ! grep -q '[^[:print:]]' "$T/pipe"
	{ status_ || true; } | head -n 1 >"$T/one"	# who reads no further
}

@test "names of others are shown, never obeyed" {
	python3 - "$BATS_TEST_DIRNAME/../lib/rawchain.py" <<-'END'
		import sys
		exec(open(sys.argv[1]).read().rsplit("\nmain()", 1)[0])
		with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as s:
		    s.send(message(BATCH_BEGIN, 0, 1, 0, NFNL_NFTABLES) +
		           message(NFNL_NFTABLES << 8, NLM_F_CREATE | NLM_F_ACK, 2, NFPROTO_IPV4, 0, attribute(1, b"\x1b[31mred\"\0")) +
		           message(BATCH_END, 0, 3, 0, NFNL_NFTABLES))
		    assert s.recv(4096)[16:20] == bytes(4)
	END
	run -3 status_
	[[ $output == *'nft: ip \x1b[31mred" (0 rules), at no hook'* ]]
	is 'd["holders"][0]["table"]' '\x1b[31mred"'
}

# The tables of iptables-legacy stay: this one is the last.
@test "iptables-legacy is told by its tables' names, and looking makes none" {
	local names=/proc/self/net/ip_tables_names
	iptables -A INPUT -j ACCEPT
	run -1 status_
	[[ $output != *legacy* ]]
	[ ! -e "$names" ] || [ -z "$(cat "$names")" ]
	"$BATS_TEST_DIRNAME/../lib/peer" legacy "$T/legacy"
	"$T/legacy/iptables" -w -A INPUT -j ACCEPT 2>/dev/null || skip "no iptables-legacy here"
	is 'held("iptables-legacy"), held("ip6tables-legacy")' "([('ipv4', 'filter')], [])"
	run -1 status_
	[[ $output == *"iptables-legacy: ip filter (iptables-legacy-save shows the rules)"* ]]
	[[ $output == *"must pass all of these"* ]]
	nft flush ruleset
	run -3 status_
	[[ $output == *"meet the rules of others only"* ]]
}
