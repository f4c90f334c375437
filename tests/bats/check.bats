#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall check over whole rulesets: each kind of finding, and that it is gone when its lines were carried out. What it says of
# helpers is in modules.bats; that no packet meets a rule that it calls dead, in ../differential/dead.
load ../lib/helper

setup() {
	T=$BATS_TEST_TMPDIR
	export STATEWALL_HISTORY=$T/history
	nft flush ruleset
	mkdir -p "$T/etc" "$T/run"
}
check() { "$BINDIR/statewall" check --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
# rules <<EOF: these are loaded, of table filter; a policy first, if it is not ACCEPT.
rules() { { echo '*filter'; cat; echo COMMIT; } >"$T/rules"; "$1"-restore <"$T/rules"; }
# found KIND COUNT WORDS [OPTION...]: so many findings of that kind, and a line with these words; behind their lines there is none.
found() {
	local kind=$1 count=$2 words=$3
	shift 3
	run -1 check --only "$kind" "$@"
	echo "$output"
	[ "$(grep -c "\[$kind\]$" <<<"$output")" = "$count" ]
	[[ $output == *"$words"* ]]
	check --only "$kind" "$@" | sed -n 's/^  write: //p' >"$T/lines"
	[ -s "$T/lines" ]
	(cd "$T" && PATH="$BINDIR:$PATH" bash -e "$T/lines")
	check --only "$kind" "$@"
}

@test "ssh: the session that it runs in, and a new login; sudo hides it not" {
	ip link set lo up
	iptables -P INPUT DROP
	iptables -A INPUT -i lo -j ACCEPT
	export SSH_CONNECTION="127.0.0.9 40000 127.0.0.1 22"
	iptables -I INPUT -s 127.0.0.9 -p tcp --tcp-flags SYN,ACK ACK -m state --state ESTABLISHED -j DROP
	found ssh 1 "iptables: INPUT rule 1 shuts out the ssh session from 127.0.0.9 that you are in: it would hang [ssh]"
	iptables -F INPUT
	iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT
	found ssh 1 "iptables: INPUT shuts out, by its policy, the ssh session from 127.0.0.9 that you are in: you could not log in again [ssh]"
	iptables -D INPUT 1
	run -1 bash -c 'env -u SSH_CONNECTION "$@"; exit $?' - "$BINDIR/statewall" check --only ssh --config-dir "$T/etc" --run-dir "$T/run"
	[[ $output == *"you could not log in again"* ]]
	iptables -A INPUT -m limit --limit 1/s -j ACCEPT	# it depends
	check --only ssh
	iptables -R INPUT 2 -p tcp -m comment --comment "check:ok(ssh)" -j DROP
	check --only ssh
	printf '*filter\n:INPUT DROP\nCOMMIT\n' >"$T/file"
	run -1 check --only ssh --file "$T/file"
	[[ $output == *"it would hang"* ]]
	# an address that is one of an interface
	iptables -F INPUT
	iptables -P INPUT ACCEPT
	export SSH_CONNECTION="fe80::9%eth7 40000 fe80::1%eth7 22"
	ip6tables -P INPUT DROP
	ip6tables -A INPUT -i lo -j ACCEPT
	ip6tables -A INPUT -i eth7 -m state --state ESTABLISHED -j ACCEPT
	run -1 check --only ssh
	[[ $output == *"the ssh session from fe80::9 that you are in: you could not log in again"* ]]
	[[ $output == *"write: ip6tables -I INPUT -p tcp -s fe80::9 --dport 22 -j ACCEPT"* ]]
	ip6tables -A INPUT -i eth7 -p tcp --dport 22 -j ACCEPT
	check --only ssh
	ip6tables -F INPUT
	ip6tables -P INPUT ACCEPT
	export SSH_CONNECTION=
}

@test "nothing: 0, one line, and as JSON" {
	[ "$(check)" = "No warnings." ]
	[ "$(check --json | python3 -c 'import json, sys; print(json.load(sys.stdin))')" = "{'statewall': 1, 'kind': 'check', 'findings': []}" ]
	iptables -A INPUT -p tcp --dport 22 -j ACCEPT
	[ "$(check --family ipv4)" = "No warnings." ]
}

@test "covered: one rule, several, and which ones; the lines leave the rest" {
	rules iptables <<-EOF
		-A INPUT -s 10.0.0.0/8 -j ACCEPT
		-A INPUT -s 10.1.0.0/16 -p tcp -m tcp --dport 22 -j DROP
		-A INPUT -p udp -m udp --dport 1:100 -j ACCEPT
		-A INPUT -p udp -m udp --dport 101:200 -j DROP
		-A INPUT -p udp -m udp --dport 50:150 -j ACCEPT
		-A INPUT -m limit --limit 1/sec -j ACCEPT
		-A INPUT -p icmp -j DROP
	EOF
	ip6tables -t mangle -A FORWARD -s 2001:db8::/32 -j ACCEPT
	ip6tables -t mangle -A FORWARD -s 2001:db8:1::/48 -j MARK --set-mark 1
	iptables-save | grep -v '^#' >"$T/before"
	found covered 3 "iptables: INPUT rule 5 can never match: rules 3 and 4 take all of its packets"
	[[ $output == *"INPUT rule 2 can never match: rule 1 takes all of its packets"* ]]
	[[ $output == *"ip6tables: mangle FORWARD rule 2 can never match"* ]]
	[[ $output == *"  write: ip6tables -t mangle -D FORWARD 2"* ]]
	diff <(iptables-save | grep -v '^#') <(sed '/50:150/d; /10.1.0.0/d' "$T/before")
}

@test "covered: grouped rules are read as what they are" {
	export STATEWALL_GROUP=always
	{
		for i in {1..200}; do echo "-A INPUT -s 10.0.0.$i/32 -j ACCEPT"; done
		echo "-A INPUT -s 10.0.0.7/32 -p tcp -j DROP"
		echo "-A INPUT -s 10.0.1.7/32 -p tcp -j DROP"
	} | rules iptables
	found covered 1 "INPUT rule 201 can never match: rule 7 takes all of its packets"
}

@test "covered: a packet hits no rule that is called so, and the one in front" {
	ip link set lo up
	rules iptables <<-EOF
		-A INPUT -p udp -m udp --dport 9000:9009 -j DROP
		-A INPUT -p udp -m udp --dport 9005 -j ACCEPT
	EOF
	for port in {9000..9009}; do echo x >"/dev/udp/127.0.0.1/$port"; done
	[ "$(iptables-save -c | grep -c '^\[10:.*9000:9009')" = 1 ]
	[ "$(iptables-save -c | grep -c '^\[0:0\].*9005')" = 1 ]
	found covered 1 "INPUT rule 2 can never match"
}

@test "duplicate and never" {
	rules iptables <<-EOF
		-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		-A INPUT -j LOG
		-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		-A INPUT -j LOG
		-A INPUT -m state --state NEW -m state --state ESTABLISHED -j DROP
		-A INPUT -p tcp -m mark --mark 1 -j MARK --set-mark 2
	EOF
	[ "$(check --family ipv4 --only covered)" = "No warnings." ]
	found never 1 "INPUT rule 5 can never match: what it asks for excludes each other" --family ipv4
	found duplicate 2 "INPUT rule 3 can never match: rule 1 is the same" --family ipv4
	[[ $output == *"INPUT rule 4 stands there a second time: rule 2 is the same"* ]]
	[ "$(iptables-save | grep -c '^-A')" = 3 ]
}

@test "empty-chain and unused-chain: in an order in which they can be deleted" {
	rules iptables <<-EOF
		:empty - [0:0]
		:used - [0:0]
		:a - [0:0]
		:b - [0:0]
		:c - [0:0]
		-A INPUT -j empty
		-A INPUT -j used
		-A INPUT -p tcp -g empty
		-A used -j ACCEPT
		-A a -j b
		-A c -j a
	EOF
	found empty-chain 1 "INPUT rule 1 does nothing: chain empty has no rules" --family ipv4
	iptables -N "what's"
	iptables -A "what's" -j DROP
	found unused-chain 4 "chain c is never entered: nobody jumps to it" --family ipv4
	[[ $output == *"chain a is never entered: only chains jump to it that are not entered, either"* ]]
	[ "$(iptables-save | grep -c '^:')" = 5 ]
}

@test "established: far behind is told, and moved to where nothing changes" {
	rules iptables <<-EOF
		-A INPUT -s 192.0.2.1/32 -j DROP
		-A INPUT -p tcp -m tcp --dport 1 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 2 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 3 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 4 -j ACCEPT
		-A INPUT -m state --state NEW -j LOG
		-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "mine; all" -j ACCEPT
		-A INPUT -j DROP
	EOF
	found established 1 "INPUT rule 7 accepts ESTABLISHED behind 5 rules" --family ipv4
	[[ $output == *"in place 2 it would do the same"* ]]
	[[ $(iptables -S INPUT 2) == *"mine; all"* ]]
	[ "$(iptables-save | grep -c '^-A')" = 8 ]
	iptables -D INPUT 2
	iptables -A INPUT -m state --state ESTABLISHED -j ACCEPT
	iptables -I INPUT 5 -j LOG	# it sees packets that it would not see any more
	[ "$(check --family ipv4 --only established)" = "No warnings." ]
}

@test "no-lo: a closed INPUT that does not let lo in" {
	iptables -P INPUT DROP
	iptables -A INPUT -p tcp --dport 22 -j ACCEPT
	found no-lo 1 "INPUT drops what no rule accepts, and no rule accepts what comes by lo" --family ipv4
	[ "$(iptables -S INPUT 1)" = "-A INPUT -i lo -j ACCEPT" ]
	iptables -F
	for rule in "-i lo -j ACCEPT" "-s 127.0.0.0/8 -j ACCEPT" "! -i eth0 -j ACCEPT"; do
		iptables -A INPUT $rule
		check --family ipv4 --only no-lo
		iptables -F
	done
	iptables -A INPUT -p tcp -i lo -j ACCEPT
	run -1 check --family ipv4 --only no-lo
	iptables -P INPUT ACCEPT
	check --family ipv4 --only no-lo
	iptables -A INPUT -j REJECT
	run -1 check --family ipv4 --only no-lo
}

@test "other-family: open where the other is closed, both ways" {
	iptables -P INPUT DROP
	iptables -A INPUT -i lo -j ACCEPT
	found other-family 1 "ip6tables: INPUT lets everything pass, while INPUT of IPv4 is closed"
	[[ $(ip6tables -S INPUT) == *"-P INPUT DROP"*"-i lo -j ACCEPT"*"ipv6-icmp -j ACCEPT"* ]]
	ip6tables -A FORWARD -j DROP
	found other-family 1 "iptables: FORWARD lets everything pass, while FORWARD of IPv6 is closed"
	[[ $(iptables -S FORWARD) == "-P FORWARD DROP"* ]]
	# something is dropped: that is not open
	ip6tables -F INPUT; ip6tables -P INPUT ACCEPT
	ip6tables -A INPUT -i eth0 -j DROP
	check --only other-family
	ip6tables -F INPUT
	ip6tables -t raw -A PREROUTING -j DROP
	check --only other-family
}

@test "idle-port and open-port: who listens, and where" {
	ip link set lo up
	ip addr add 192.0.2.1/32 dev lo
	python3 - <<-'EOF' &
		import socket, time
		def listen(kind, address, port):
		    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
		    s.bind((address, port))
		    if kind == socket.SOCK_STREAM:
		        s.listen()
		    return s
		a = [listen(socket.SOCK_STREAM, "192.0.2.1", 8001), listen(socket.SOCK_STREAM, "127.0.0.1", 8002),
		     listen(socket.SOCK_DGRAM, "0.0.0.0", 8003), listen(socket.SOCK_STREAM, "::", 8004)]
		time.sleep(60)
	EOF
	listener=$!
	for _ in {1..50}; do grep -q ":1F44 " /proc/net/tcp6 && break; sleep 0.1; done
	rules iptables <<-EOF
		:INPUT DROP [0:0]
		:wide - [0:0]
		-A INPUT -p tcp -m tcp --dport 8001 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 8002 -j ACCEPT
		-A INPUT -p udp -m udp --dport 8000:8010 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 8004 -j ACCEPT
		-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 8005 -j ACCEPT
		-A INPUT -i lo -p tcp -m tcp --dport 8006 -j ACCEPT
		-A INPUT -p tcp -m state --state ESTABLISHED -m tcp --dport 8007 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 8008 -j DROP
		-A INPUT -p tcp -j wide
		-A wide -p tcp -m multiport --dports 8011,8013 -j ACCEPT
	EOF
	run -1 check --family ipv4 --only idle-port,open-port --ports
	echo "$output"
	[ "$(grep -c '\[open-port\]' <<<"$output")" = 3 ]
	[[ $output == *"INPUT rule 3 opens udp ports 8000:8010 to the world, and somebody listens there"* ]]
	[ "$(sed -n 's/^iptables: \(.*\) to the world.*\[idle-port\]/\1/p' <<<"$output")" = \
		"INPUT rule 2 opens tcp port 8002
wide rule 1 opens tcp ports 8011, 8013" ]
	found idle-port 2 "nobody listens there" --family ipv4
	kill $listener
	iptables -P INPUT ACCEPT	# then nothing is opened by rules
	check --family ipv4 --only idle-port
}

@test "silent: counters that stay for days, from run to run" {
	ip link set lo up
	state=$T/state
	rules iptables <<-EOF
		-A INPUT -p udp -m udp --dport 9001 -j ACCEPT
		-A INPUT -p udp -m udp --dport 9002 -j ACCEPT
		-A INPUT -p udp -m udp --dport 9002 -j ACCEPT
	EOF
	run -0 check --family ipv4 --only silent --unused 3 --state-dir "$state"
	[[ $output == *"counters are remembered from now on"* ]]
	[ "$(cat "$state"/counters.* | wc -l)" = 3 ]
	[ "$(stat -c %a "$state"/counters.*)" = 600 ]
	check --family ipv4 --only silent --unused 3 --state-dir "$state"
	# ten days go by
	age() { awk -v OFS=' ' '{ $1 -= 864000; print }' "$state"/counters.* >"$T/aged"; cp "$T/aged" "$state"/counters.*; }
	age
	echo x >/dev/udp/127.0.0.1/9001
	ip6tables -A INPUT -j ACCEPT
	cp -r "$state" "$T/kept"
	check --family ipv4 --only silent --unused 11 --state-dir "$T/kept"
	run -1 check --family ipv4 --only silent --unused 10 --state-dir "$state"
	[ "$(grep -c '\[silent\]$' <<<"$output")" = 2 ]
	[[ $output == *"INPUT rule 2 has met no packet since $(date -d '10 days ago' +%F) (10 days)"* ]]
	# the other family is remembered, and what is not looked at stays
	run -0 check --only silent --unused 10 --family ipv6 --state-dir "$state"
	[ "$(cat "$state"/counters.* | wc -l)" = 4 ]
	found silent 2 "has met no packet since" --family ipv4 --unused 10 --state-dir "$state"
	[ "$(iptables-save | grep -c 9001)" = 1 ]
	# not asked for: nothing is read or written
	rm -r "$state"
	check --family ipv4 --only silent --state-dir "$state"
	[ ! -e "$state" ]
}

@test "excused: by a comment, for all kinds or for one" {
	rules iptables <<-EOF
		:old - [0:0]
		-A INPUT -s 10.0.0.0/8 -j ACCEPT
		-A INPUT -s 10.1.0.0/16 -j DROP -m comment --comment "kept for the audit, check:ok"
		-A INPUT -s 10.2.0.0/16 -j DROP -m comment --comment "check:ok(established, covered) later"
		-A INPUT -s 10.3.0.0/16 -j DROP -m comment --comment "check:ok(duplicate) check:okay"
		-A old -j DROP -m comment --comment "check:ok(unused-chain)"
	EOF
	run -1 check --family ipv4
	[ "$(grep -c '\[' <<<"$output")" = 1 ]
	[[ $output == *"INPUT rule 4 can never match"* ]]
	iptables -D INPUT 4
	check --family ipv4
	iptables -P INPUT DROP
	iptables -I INPUT 1 -p icmp -m comment --comment "check:ok(no-lo)" -j ACCEPT
	iptables -D INPUT 2
	check --family ipv4
}

@test "the lines of all findings together, in the order in which they come" {
	rules iptables <<-EOF
		:INPUT DROP [0:0]
		:empty - [0:0]
		:old - [0:0]
		-A INPUT -p tcp -m tcp --dport 1001 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 1001 -j ACCEPT
		-A INPUT -j empty
		-A INPUT -p tcp -m tcp --dport 1002 -s 192.0.2.0/24 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 1002 -s 192.0.2.1/32 -j DROP
		-A INPUT -p tcp -m tcp --dport 1003 -s 192.0.2.0/24 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 1004 -s 192.0.2.0/24 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 1005 -s 192.0.2.0/24 -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 1006 -s 192.0.2.0/24 -j ACCEPT
		-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		-A old -j DROP
	EOF
	for _ in 1 2 3; do
		if check >"$T/out"; then break; fi
		cat "$T/out"
		sed -n 's/^  write: //p' "$T/out" >"$T/lines"
		(cd "$T" && PATH="$BINDIR:$PATH" bash -e "$T/lines")
	done
	check
	[ "$(iptables -S | grep -v '^-[PN]')" = "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 1002 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 1003 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 1004 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 1005 -j ACCEPT
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 1006 -j ACCEPT" ]
}

@test "--file: without root, of each family, and the kernel is not asked" {
	printf '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -s 10.0.0.0/8 -j DROP\n-A INPUT -s 10.0.0.1 -j ACCEPT\nCOMMIT\n' >"$T/rules.v4"
	printf '*filter\n-A INPUT -s ::1 -j ACCEPT\nCOMMIT\n' >"$T/rules.v6"
	iptables -A INPUT -j DROP; iptables -A INPUT -j DROP
	run -1 setpriv --reuid 65534 --clear-groups "$BINDIR/statewall" check --file /dev/fd/7 --file /dev/fd/8 7<"$T/rules.v4" 8<"$T/rules.v6"
	[ "$(grep -c '\[' <<<"$output")" = 2 ]
	[[ $output == *"INPUT rule 3 can never match"*"ip6tables: INPUT lets everything pass"* ]]
	[[ $output != *"INPUT rule 2"* ]]
	run -1 check --file - <"$T/rules.v4"
	[[ $output == *"INPUT rule 3 can never match"* && $output != *ip6tables* ]]
}

@test "--json: place, rule, reason and lines of each finding" {
	rules iptables <<-EOF
		-A INPUT -s 10.0.0.0/8 -j ACCEPT
		-A INPUT -s 10.1.0.0/16 -j DROP -m comment --comment "a \"quoted\" word"
	EOF
	run -1 check --json --family ipv4
	python3 - "$output" <<-'EOF'
		import json, sys
		d = json.loads(sys.argv[1])
		assert d["statewall"] == 1 and d["kind"] == "check", d
		assert d["findings"][0].pop("words")["source"] == {"address": "10.1.0.0", "prefix": 16}, d
		assert d["findings"] == [{
		    "kind": "covered", "family": "ipv4", "table": "filter", "chain": "INPUT", "number": 2,
		    "packets": 0, "bytes": 0, "form": "native", "comment": 'a "quoted" word',
		    "text": '-A INPUT -s 10.1.0.0/16 -m comment --comment "a \\"quoted\\" word" -j DROP',
		    "reason": "can never match: rule 1 takes all of its packets", "write": ["iptables -D INPUT 2"]}], d
	EOF
}

@test "names of chains that are not safe to copy are in no line" {
	iptables -N $'a\eb'
	iptables -N $'c\e[2J'
	iptables -A INPUT -j $'a\eb'
	run -1 check --family ipv4
	echo "$output"
	[[ $output == *'chain a\x1bb has no rules'* && $output == *'chain c\x1b[2J is never entered'* ]]
	[ "$(grep -c '^  write: ' <<<"$output")" = 1 ]
	[[ $output == *"  write: iptables -D INPUT 1"* ]]
}

@test "wrong words: 2, with the reason; trouble: 2" {
	while IFS='|' read -r words want; do
		run -2 check $words
		echo "$words: $output"
		[[ $output == *"$want"* ]]
	done <<-EOF
		--only coverd|did you mean covered?
		--except covered,x|no such kind of finding: x
		--unused many|--unused takes a number of days
		--family ipx|--family takes ipv4 or ipv6
		--file /nonexistent/rules|/nonexistent/rules
		--unused 3 --file /dev/null|a file has met none
		--nonsense|Usage: statewall check
		word|Usage: statewall check
	EOF
	printf '*filter\n-A INPUT -j nowhere\nCOMMIT\n' >"$T/bad"
	run -2 check --file "$T/bad"
	[[ $output == *"line: 2"* && $output != *"No warnings"* ]]
	run -2 --separate-stderr check --json --file "$T/bad"
	[[ $output == "" && $stderr == *'"kind": "error"'* ]]
	# what the other family's file has is told; a document is not half of one
	printf '*filter\n-A INPUT -p tcp -j DROP\n-A INPUT -p tcp -j DROP\nCOMMIT\n' >"$T/good.v6"
	run -2 --separate-stderr check --file "$T/bad" --file "$T/good.v6"
	[[ $output == *"[duplicate]"* && $stderr == *"line: 2"* ]]
	run -2 --separate-stderr check --json --file "$T/bad" --file "$T/good.v6"
	[[ $output == "" && $stderr == *'"kind": "error"'* ]]
	check --help | grep -q '^  covered '
}
