#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall diff: files, the kernel and the service's files, compared as rules and not as texts.
load ../lib/helper
DIFFS=$BATS_TEST_DIRNAME/../lib/diffs.py GROUP=$BATS_TEST_DIRNAME/../lib/group.py
TABLES=(filter mangle nat raw security)

diffs() { "$BINDIR/statewall" diff "$@"; }

# same ARGUMENTS...: nothing differs, and nothing is said.
same() {
	local rc=0
	diffs "$@" >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = 0 ] || { echo "diff $*: status $rc"; cat "$T/out" "$T/err"; return 1; }
	[ ! -s "$T/out" ] || { echo "diff $*:"; cat "$T/out"; return 1; }
	[ ! -s "$T/err" ] || { echo "diff $*:"; cat "$T/err"; return 1; }
}

# differ ARGUMENTS... <TEXT: it does, and that is printed behind the two lines of names.
differ() {
	local rc=0
	cat >"$T/want"
	diffs "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?
	[ $rc = 1 ] || { echo "diff $*: status $rc"; cat "$T/out" "$T/err"; return 1; }
	[ ! -s "$T/err" ] || { echo "diff $*:"; cat "$T/err"; return 1; }
	sed 1,2d "$T/out" | diff "$T/want" -
}

number_of() { [ "$1" = ip6tables ] && echo -6 || echo -4; }

# filter LINE...: a save file of table filter.
filter() { printf '%s\n' '*filter' "$@" COMMIT; }

@test "the same rule in other words is equal" {
	filter '-A INPUT -s 10.0.0.1 -p 6 --dport ssh -j ACCEPT' '-A INPUT -m recent --set' \
		'-A INPUT -s 10.1.2.3/255.255.0.0 -j DROP' >"$T/a"
	filter ':INPUT ACCEPT [7:700]' '[3:4] -A INPUT -s 10.0.0.1/32 -p tcp -m tcp --dport 22 -j ACCEPT' \
		'-A INPUT -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource' \
		'-A INPUT -s 10.1.0.0/16 -j DROP' >"$T/b"
	same "$T/a" "$T/b"
	same "$T/b" "$T/a"
	iptables-restore "$T/a"
	same "$T/a"
	same "$T/b"
	iptables-save | same -
	same <(iptables-save)
}

@test "what differs: removed, added, moved, another comment, a policy, chains" {
	filter ':gone - [0:0]' '-A INPUT -i lo -j ACCEPT' '-A INPUT -s 10.0.0.1 -j DROP' \
		'-A INPUT -p tcp --dport 22 -m comment --comment ssh -j ACCEPT' \
		'-A INPUT -p tcp --dport 23 -j ACCEPT' '-A INPUT -p tcp --dport 24 -j ACCEPT' \
		'-A INPUT -p tcp --dport 25' '-A gone -j DROP' >"$T/a"
	filter ':INPUT DROP [0:0]' ':new - [0:0]' '-A INPUT -p tcp --dport 25' '-A INPUT -i lo -j ACCEPT' \
		'-A INPUT -s 10.0.0.1 -j DROP' '-A INPUT -p tcp --dport 22 -m comment --comment "from all" -j ACCEPT' \
		'-A INPUT -p tcp --dport 24 -j ACCEPT' '-A INPUT -j new' >"$T/b"
	cat >"$T/words" <<-'END'
		@@ filter INPUT @@
		- :INPUT ACCEPT
		+ :INPUT DROP
		@@ filter INPUT -1,6 +1,6 @@
		> -A INPUT -p tcp -m tcp --dport 25  # moved from 6
		  -A INPUT -i lo -j ACCEPT
		  -A INPUT -s 10.0.0.1/32 -j DROP
		~ -A INPUT -p tcp -m tcp --dport 22 -m comment --comment "from all" -j ACCEPT  # comment was ssh
		- -A INPUT -p tcp -m tcp --dport 23 -j ACCEPT
		  -A INPUT -p tcp -m tcp --dport 24 -j ACCEPT
		< -A INPUT -p tcp -m tcp --dport 25  # moved to 1
		+ -A INPUT -j new
		@@ filter gone @@
		- :gone -
		@@ filter gone -1,1 +0,0 @@
		- -A gone -j DROP
		@@ filter new @@
		+ :new -
	END
	differ "$T/a" "$T/b" <"$T/words"
	iptables-restore "$T/a"
	differ "$T/b" <"$T/words"
	run -1 diffs "$T/b"
	[ "${lines[0]}" = "--- kernel (IPv4)" ]
	[ "${lines[1]}" = "+++ $T/b (IPv4)" ]
	run -1 diffs -q "$T/b"
	[ -z "$output" ]
	iptables-restore "$T/b"
	same "$T/b"
}

@test "equal rules around a difference: three, or as many as asked for" {
	local i
	{ for i in {1..30}; do echo "-A INPUT -p tcp --dport $i"; done; } >"$T/rules"
	filter "$(cat "$T/rules")" >"$T/a"
	filter "$(sed '5d; 13d; 25d' "$T/rules")" >"$T/b"
	diffs "$T/a" "$T/b" >"$T/out" || true
	[ "$(grep '^@@' "$T/out" | tr '\n' ';')" = "@@ filter INPUT -2,7 +2,6 @@;@@ filter INPUT -10,7 +9,6 @@;@@ filter INPUT -22,7 +20,6 @@;" ]
	diffs -U 4 "$T/a" "$T/b" >"$T/out" || true
	[ "$(grep '^@@' "$T/out" | tr '\n' ';')" = "@@ filter INPUT -1,17 +1,15 @@;@@ filter INPUT -21,9 +19,8 @@;" ]
	diffs -U0 "$T/a" "$T/b" >"$T/out" || true
	[ "$(grep -c '^@@ filter INPUT -.*,1 +.*,0 @@' "$T/out")" = 3 ]
	[ "$(grep -c '^- ' "$T/out")" = 3 ]
	diffs -U1000 "$T/a" "$T/b" >"$T/out" || true
	[ "$(grep -c '^  -A' "$T/out")" = 27 ]
}

@test "counters are a difference when they are asked for" {
	filter ':INPUT ACCEPT [0:0]' '-A INPUT -i lo' '[1:2] -A INPUT -i a' '-A INPUT -i b' >"$T/a"
	filter ':INPUT ACCEPT [5:6]' '-A INPUT -i lo' '[3:4] -A INPUT -i a' '-A INPUT -i b' >"$T/b"
	same "$T/a" "$T/b"
	differ -c "$T/a" "$T/b" <<-'END'
		@@ filter INPUT @@
		~ :INPUT ACCEPT [5:6]  # counters were [0:0]
		@@ filter INPUT -1,3 +1,3 @@
		  [0:0] -A INPUT -i lo
		~ [3:4] -A INPUT -i a  # counters were [1:2]
		  [0:0] -A INPUT -i b
	END
	iptables-restore -c "$T/a"
	same -c "$T/a"
	same "$T/b"
	run -1 diffs -c "$T/b"
	filter ':INPUT ACCEPT' >"$T/c"
	says 2 "invalid policy counters for chain 'INPUT'" diffs -c "$T/c"
	same "$T/c" "$T/c"
}

@test "what a file does not name is not compared, and said if it has rules" {
	filter '-A INPUT -j DROP' >"$T/a"
	iptables-restore "$T/a"
	iptables -t nat -A POSTROUTING -j MASQUERADE
	iptables -t mangle -P INPUT ACCEPT
	run -0 --separate-stderr diffs "$T/a"
	[ -z "$output" ]
	[ "$stderr" = "statewall diff: table nat is not compared: it has rules in kernel, and $T/a does not name it" ]
	printf '*nat\nCOMMIT\n*raw\nCOMMIT\n' >"$T/b"
	run -1 --separate-stderr diffs "$T/b"
	[[ $output == *"- -A POSTROUTING -j MASQUERADE" ]]
	[[ $stderr == *"table filter is not compared"* ]]
	run -0 diffs /dev/null
	[[ $output == *"table filter is not compared"*"table nat is not compared"* ]]
}

@test "nothing is written to an empty kernel, and nothing comes into being" {
	group() { python3 "$GROUP" "$@"; }
	before=$(cat /proc/net/ip_tables_names 2>/dev/null || true)
	for f in iptables ip6tables; do
		group mixed $f "${TABLES[@]}" >"$T/$f.save"
		run -1 diffs "$T/$f.save"
		run -1 diffs --json "$T/$f.save"
		"$BINDIR/$f-save" | same -
	done
	[ -z "$(kernel)" ]
	[ "$before" = "$(cat /proc/net/ip_tables_names 2>/dev/null || true)" ]
	filter >"$T/empty"
	same "$T/empty"
	[ -z "$(kernel)" ]
}

@test "both families, all tables: what was loaded is as in the file, as maps and one by one" {
	local f word
	for f in iptables ip6tables; do
		python3 "$GROUP" mixed $f "${TABLES[@]}" >"$T/$f.save"
		for word in always off auto; do
			STATEWALL_GROUP=$word "$BINDIR/$f-restore" -c "$T/$f.save"
			same -c "$T/$f.save"
			"$BINDIR/$f-save" -c >"$T/$f.again"
			same -c "$T/$f.again"
			same -c "$T/$f.save" "$T/$f.again"
		done
	done
}

@test "the family of a file: by option, name, content" {
	filter '-A INPUT -s ::1 -j DROP' >"$T/six"
	filter '-A INPUT -s 192.0.2.1 -j DROP' >"$T/four"
	filter '-A INPUT -j DROP' >"$T/any"
	cp "$T/any" "$T/rules.v6"
	family() { diffs --json "$@" | python3 -c 'import json, sys; print(json.load(sys.stdin)["families"][0]["family"])' || true; }
	[ "$(family "$T/six")" = ipv6 ]
	[ "$(family "$T/four")" = ipv4 ]
	[ "$(family "$T/any")" = ipv4 ]
	[ "$(family -6 "$T/any")" = ipv6 ]
	[ "$(family "$T/rules.v6")" = ipv6 ]
	[ "$(family -4 "$T/rules.v6")" = ipv4 ]
	[ "$(family "$T/any" "$T/six")" = ipv6 ]
	ip6tables -A INPUT -j DROP
	[ "$(family <(ip6tables-save))" = ipv6 ]
	same <(ip6tables-save)
	says 2 "$T/six and $T/four are of two families; -4 or -6 says which one is meant" diffs "$T/six" "$T/four"
	says 2 "$T/four:2: -A INPUT -s 192.0.2.1 -j DROP" diffs -6 "$T/four"
}

@test "rules and chains of other tools: shown as comments, a difference, and no trouble" {
	filter '-A INPUT -i lo -j ACCEPT' >"$T/a"
	iptables-restore "$T/a"
	nft add rule ip statewall-filter INPUT ip saddr '{ 192.0.2.1, 192.0.2.7 }' counter drop
	nft add chain ip statewall-filter 'a.b'
	nft add chain ip statewall-filter own '{ type filter hook input priority 5; }'
	handle=$(nft -a list chain ip statewall-filter INPUT | sed -n 's/.*192\.0\.2\.1.*handle //p')
	run -1 diffs "$T/a"
	[[ $output == *"  -A INPUT -i lo -j ACCEPT
- # rule handle $handle: not an iptables rule"* ]]
	[[ $output == *"- # chain own: not an iptables chain"* ]]
	diffs --json "$T/a" | python3 -c 'import json, sys; t = json.load(sys.stdin)["families"][0]["tables"][0]; assert t["foreign"], t' || [ "${PIPESTATUS[1]}" = 0 ]
	iptables-save >"$T/saved" || [ $? = 4 ]
	run -1 diffs "$T/saved"
	nft add table ip other
	nft add chain ip other x '{ type filter hook input priority 0; }'
	iptables-restore "$T/a"
	same "$T/a"
}

@test "a sleeping table is told" {
	filter '-A INPUT -j DROP' >"$T/a"
	iptables-restore "$T/a"
	nft add table ip statewall-filter '{ flags dormant; }'
	run -0 diffs "$T/a"
	[[ $output == "# table filter is dormant"* ]]
}

@test "files that are wrong: the line, the word, why, and status 2" {
	filter '-A INPUT -p tcp -dport 22 -j DROP' >"$T/a"
	filter >"$T/good"
	says 2 "$T/a:2: -A INPUT -p tcp -dport 22 -j DROP" diffs "$T/a"
	says 2 "$T/a:2: " diffs "$T/a" "$T/good"
	says 2 "$T/a:2: " diffs "$T/good" "$T/a"
	filter '-A INPUT -j nowhere' >"$T/b"
	says 2 "Chain 'nowhere' does not exist" diffs "$T/b"
	printf '*nat\n-A PREROUTING -j MASQUERADE\nCOMMIT\n' >"$T/c"
	says 2 "$T/c:2: " diffs "$T/c"
	printf '*filter\n-A INPUT -j DROP\n' >"$T/d"
	says 2 "COMMIT expected at line 3" diffs "$T/d"
	printf '*flter\nCOMMIT\n' >"$T/e"
	says 2 "table name 'flter' invalid" diffs "$T/e"
	printf '*filter\n\0\nCOMMIT\n' >"$T/f"
	says 2 "NUL byte" diffs "$T/f"
	says 2 "Can't open $T/none" diffs "$T/none"
	says 2 "Can't open $T/none" diffs "$T/good" "$T/none"
	[ -z "$(kernel)" ]
}

@test "words that are wrong: status 2" {
	filter >"$T/a"
	says 2 "two files can be compared, not 3" diffs "$T/a" "$T/a" "$T/a"
	says 2 "--saved takes no file" diffs --saved "$T/a"
	says 2 "standard input can be read once" diffs - -
	says 2 "unrecognized option '--foo'" diffs --foo
	says 2 "no such time for colours: alwas; did you mean always?" diffs --color=alwas "$T/a"
	says 2 "--unified takes a number" diffs -U x "$T/a"
	says 2 "--width takes a number" diffs -W 10 "$T/a"
	run -0 diffs --help
	[[ $output == Usage:* ]]
	same --color always --json -q "$T/a"
}

@test "without the right to read the kernel: files are compared all the same" {
	local d nobody="setpriv --reuid 65534 --clear-groups --bounding-set=-all"
	d=$(mktemp -d)
	chmod 755 "$d"
	filter '-A INPUT -s 192.0.2.1 -m state --state NEW -j DROP' >"$d/a"
	run -0 $nobody "$BINDIR/statewall" diff "$d/a" "$d/a"
	[ -z "$output" ]
	run -2 $nobody "$BINDIR/statewall" diff "$d/a"
	rm -r "$d"
	[[ $output == *"Permission denied (you must be root)"* ]]
}

@test "the service's files: both families, all tables" {
	local d=$T/conf
	mkdir "$d"
	run -2 diffs --saved --config-dir "$d"
	[[ $output == *"there is no $d/iptables: IPv4 is not compared"*"there is no $d/ip6tables: IPv6 is not compared" ]]
	filter '-A INPUT -s 192.0.2.1 -j DROP' >"$d/iptables"
	filter '-A INPUT -s 2001:db8::1 -j DROP' >"$d/ip6tables"
	"$BINDIR/statewall" service --config-dir "$d" --run-dir "$T/run" start
	"$BINDIR/statewall" service --config-dir "$d" --run-dir "$T/run" --family ipv6 start
	same --saved --config-dir "$d"
	same --config-dir "$d"
	ip6tables -I INPUT -i lo -j ACCEPT
	iptables -t nat -A POSTROUTING -j MASQUERADE
	run -1 --separate-stderr diffs --saved --config-dir "$d"
	[ -z "$stderr" ]
	[ "$output" = "--- kernel (IPv4)
+++ $d/iptables (IPv4)
@@ nat POSTROUTING -1,1 +0,0 @@
- -A POSTROUTING -j MASQUERADE
--- kernel (IPv6)
+++ $d/ip6tables (IPv6)
@@ filter INPUT -1,2 +1,1 @@
- -A INPUT -i lo -j ACCEPT
  -A INPUT -s 2001:db8::1/128 -j DROP" ]
	run -1 diffs -6 --saved --config-dir "$d"
	[[ $output != *IPv4* ]]
	mv "$d/ip6tables" "$d/rules.v6"
	ip6tables -F
	iptables -t nat -F
	rm "$d/iptables"
	run -1 diffs --config-dir "$d"
	[[ $output == *"there is no $d/iptables: "*"+ -A INPUT -s 2001:db8::1/128 -j DROP" ]]
}

@test "rules that module words make at each start are not compared with the service's files" {
	local d=$T/conf rule
	mkdir "$d"
	filter '-A INPUT -i lo -j ACCEPT' >"$d/iptables"
	echo 'IPTABLES_MODULES="ip_conntrack_ftp"' >"$d/iptables-config"
	rule='-A PREROUTING -p tcp -m tcp --dport 21 -m comment --comment "statewall: helper nf_conntrack_ftp" -j ACCEPT'
	iptables-restore <"$d/iptables"
	printf '*raw\n%s\nCOMMIT\n' "$rule" | iptables-restore --noflush
	same -4 --saved --config-dir "$d"
	printf '*raw\n%s\nCOMMIT\n' "$rule" >>"$d/iptables"
	same -4 --saved --config-dir "$d"
	iptables -t raw -F
	same -4 --saved --config-dir "$d"
	rm "$d/iptables-config"
	run -1 diffs -4 --saved --config-dir "$d"
	[[ $output == *"+ $rule" ]]
	printf '*raw\n%s\nCOMMIT\n' "$rule" | iptables-restore --noflush
	same -4 --saved --config-dir "$d"
}

@test "colours: on a terminal, always, never, NO_COLOR; and no control character is obeyed" {
	local esc=$'\033'
	filter $'-A INPUT -m comment --comment "a\033[31mb" -j ACCEPT' >"$T/a"
	on_terminal() { script -qec "$*" /dev/null </dev/null; }
	run ! diffs "$T/a"
	[[ $output == *"+ -A INPUT -m comment --comment \"a${esc}[31mb\""* ]]
	run ! diffs --color=always "$T/a"
	[[ $output == *"${esc}[32m+ -A INPUT -m comment --comment \"a\\x1b[31mb\" -j ACCEPT${esc}[0m"* ]]
	run ! on_terminal "TERM=xterm $BINDIR/statewall diff $T/a"
	[[ $output == *"${esc}[32m+ -A INPUT -m comment --comment \"a\\x1b[31mb\" -j ACCEPT${esc}[0m"* ]]
	for word in "NO_COLOR=1 $BINDIR/statewall diff" "TERM=xterm $BINDIR/statewall diff --color=never" \
		"TERM=dumb $BINDIR/statewall diff" "$BINDIR/statewall diff -y --color never"; do
		run ! on_terminal "$word $T/a"
		[[ $output == *"-A INPUT -m comment --comment"* ]]
		[[ $output != *$esc* ]]
	done
}

@test "side by side: two columns, long lines go on below" {
	filter '-A INPUT -i lo -j ACCEPT' '-A INPUT -i eth0 -j DROP' \
		'-A INPUT -p tcp --dport 22 -m comment --comment "ssh für alle" -j ACCEPT' >"$T/a"
	filter '-A INPUT -i lo -j ACCEPT' \
		'-A INPUT -p tcp --dport 22 -m comment --comment "ssh für einen" -j ACCEPT' '-A INPUT -i eth1' >"$T/b"
	run -1 diffs -y -W 83 "$T/a" "$T/b"
	cat >"$T/want" <<-'END'
		@@ filter INPUT -1,3 +1,3 @@
		-A INPUT -i lo -j ACCEPT                   -A INPUT -i lo -j ACCEPT
		-A INPUT -i eth0 -j DROP                 -
		-A INPUT -p tcp -m tcp --dport 22 -m     ~ -A INPUT -p tcp -m tcp --dport 22 -m
		    comment --comment "ssh für alle" -j        comment --comment "ssh für einen" -j
		    ACCEPT                                     ACCEPT
		                                         + -A INPUT -i eth1
	END
	printf '%s\n' "${lines[@]}" | sed 1,/^@@/{/^@@/!d} | diff "$T/want" -
	COLUMNS=200 diffs -y "$T/a" "$T/b" >"$T/out" || true
	grep -q '^-A INPUT -p tcp .* ACCEPT *~ -A INPUT -p tcp .* ACCEPT$' "$T/out"
}

@test "JSON: what was compared, and each change once" {
	filter ':INPUT ACCEPT [1:2]' ':gone - [0:0]' '-A INPUT -i a' '-A INPUT -i b' '-A INPUT -i b2' \
		'[3:4] -A INPUT -i c' '-A INPUT -i d -m comment --comment "\"x\" \\"' '-A INPUT -i e' >"$T/a"
	filter ':INPUT DROP [1:2]' ':new - [0:0]' '-A INPUT -i c' '-A INPUT -i b' '-A INPUT -i b2' \
		'-A INPUT -i d' '-A INPUT -i e' '-A INPUT -i f' >"$T/b"
	diffs -c --json "$T/a" "$T/b" >"$T/out" || [ $? = 1 ]
	python3 - "$T/out" "$T/a" "$T/b" <<-'END'
		import json, sys
		want = {"statewall": 1, "kind": "diff", "statewall-diff": 1, "equal": False, "families": [
		    {"family": "ipv4", "from": sys.argv[2], "to": sys.argv[3], "equal": False, "compared": ["filter"],
		     "tables": [{"table": "filter", "chains": [
		       {"chain": "INPUT", "change": "kept", "policy": {"from": "ACCEPT", "to": "DROP"}, "changes": [
		         {"change": "removed", "from": 1, "text": "-A INPUT -i a"},
		         {"change": "moved", "from": 4, "to": 1, "text": "-A INPUT -i c",
		          "counters": {"from": [3, 4], "to": [0, 0]}},
		         {"change": "comment", "from": 5, "to": 4, "text": "-A INPUT -i d",
		          "was": '-A INPUT -i d -m comment --comment "\\"x\\" \\\\"'},
		         {"change": "added", "to": 6, "text": "-A INPUT -i f"}]},
		       {"chain": "gone", "change": "removed", "changes": []},
		       {"chain": "new", "change": "added", "changes": []}]}]}]}
		got = json.load(open(sys.argv[1]))
		words = {}
		for chain in got["families"][0]["tables"][0]["chains"]:
		    for change in chain["changes"]:
		        words[change["text"]] = change.pop("words")
		assert got == want, got
		assert words["-A INPUT -i d"] == {"in": {"name": "d"}, "matches": []}, words
	END
	diffs --json "$T/a" "$T/a" >"$T/out"
	python3 - "$T/out" "$T/a" <<-'END'
		import json, sys
		want = {"statewall": 1, "kind": "diff", "statewall-diff": 1, "equal": True, "families": [
		    {"family": "ipv4", "from": sys.argv[2], "to": sys.argv[2], "equal": True, "compared": ["filter"],
		     "tables": []}]}
		got = json.load(open(sys.argv[1]))
		assert got == want, got
	END
}

@test "rules of every kind, and rulesets that people run: loaded, they are as in the file" {
	local f family table chain rule tool n=0
	python3 "$DIFFS" golden "$BATS_TEST_DIRNAME"/../golden/*.t >"$T/rules"
	while IFS=$'\t' read -r family table chain rule; do
		tool=iptables
		[ "$family" = 4 ] || tool=ip6tables
		printf '*%s\n-A %s %s\nCOMMIT\n' "$table" "$chain" "$rule" >"$T/a"
		nft flush ruleset
		"$BINDIR/$tool-restore" "$T/a" >"$T/out" 2>&1 || continue
		n=$((n + 1))
		diffs "-$family" "$T/a" >"$T/out" 2>"$T/err" || { echo "$family $rule"; cat "$T/out" "$T/err"; return 1; }
		[ ! -s "$T/out" ]
	done <"$T/rules"
	[ $n -ge 500 ]
	n=0
	for f in "$BATS_TEST_DIRNAME"/../rulesets/data/*.save; do
		tool=iptables
		[[ $f != *ipv6* ]] || tool=ip6tables
		nft flush ruleset
		"$BINDIR/$tool-restore" -c "$f" >"$T/out" 2>&1 || continue
		n=$((n + 1))
		same -c "$f"
		"$BINDIR/$tool-save" -c | same -c "$(number_of $tool)" "$f" -
	done
	[ $n -ge 5 ]
}

# edited FAMILY SEED EDITS: of the save file a, so many random edits, as commands, from the kernel and from files.
edited() {
	local f=$1 seed=$2 n=$3 said word=off
	python3 "$DIFFS" edit "$f$seed" $n <"$T/a" >"$T/b"
	[ $((n % 2)) = 0 ] || word=always
	STATEWALL_GROUP=$word "$BINDIR/$f-restore" "$T/a"
	diffs --json "$(number_of "$f")" "$T/b" >"$T/json" 2>/dev/null || [ $? = 1 ]
	diffs --json "$(number_of "$f")" "$T/a" "$T/b" >"$T/files" || [ $? = 1 ]
	diff <(sed 's/"from": "kernel"/"from": ""/' "$T/json") <(sed "s|\"from\": \"$T/a\"|\"from\": \"\"|" "$T/files")
	said=$(python3 "$DIFFS" count <"$T/json")
	[ "$said" -le $n ] || { echo "$f $seed: $n edits, $said are said"; return 1; }
	python3 "$DIFFS" apply <"$T/json" >"$T/commands"
	STATEWALL_GROUP=$word "$BINDIR/$f-restore" --noflush "$T/commands"
	same "$(number_of "$f")" "$T/b"
}

@test "rulesets with random edits: the difference as commands makes the new one of the old one" {
	local f seed
	for f in iptables ip6tables; do
		python3 "$GROUP" mixed $f "${TABLES[@]}" >"$T/plain"
		nft flush ruleset
		"$BINDIR/$f-restore" "$T/plain"
		"$BINDIR/$f-save" >"$T/a"
		for seed in {1..12}; do
			edited $f $seed $((seed * seed))
		done
	done
}

@test "the differential machine's rulesets with random edits: likewise" {
	local f seed n=0
	for seed in {1..24}; do
		f=$(python3 "$DIFFS" machine "diff.$seed" "$T/plain")
		nft flush ruleset
		"$BINDIR/$f-restore" "$T/plain" 2>"$T/err" || continue
		"$BINDIR/$f-save" >"$T/a"
		edited $f $seed $((seed % 12 * 3 + 1))
		n=$((n + 1))
	done
	[ $n -ge 20 ]
}
