#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Rules as elements of maps (STATEWALL_GROUP): text, answers, turns and counters are those of the
# peer, which has a kernel rule for each. ../lib/group.py makes rules and packets; data/group.* are
# lists, one thing to try in a line.
load ../lib/helper
export STATEWALL_GROUP=always

# Both namespaces have all of 10.0.0.0/8 and fd00::/16 on lo.
setup_file() {
	local ns f
	start_peer
	for ns in $$ "$PEER_PID"; do
		nsenter -t "$ns" -n sh -ec 'ip link set lo up; ip addr add 10.0.0.1/8 dev lo
			ip -6 route add local fd00::/16 dev lo; sysctl -qw net.ipv4.icmp_ratemask=0'
	done
	for f in iptables ip6tables; do group mixed $f filter >"$BATS_FILE_TMPDIR/$f"; done
}
teardown_file() { stop_peer; }

group() { python3 "$GROUP" "$@"; }
GROUP=$BATS_TEST_DIRNAME/../lib/group.py DATA=$BATS_TEST_DIRNAME/data
TABLES=(filter mangle nat raw security)

# step COMMAND...: here and with the peer; then all that is saved, with counters, is the same.
step() {
	both "$@"
	echo "after $*:"
	both "${1%%-*}-save" -c </dev/null
}

# send FAMILY <LINES: in both namespaces; the same arrives, and the same is counted.
send() {
	cat >"$T/lines"
	group send <"$T/lines" >"$T/arrived"
	nsenter -t "$PEER_PID" -n python3 "$GROUP" send <"$T/lines" >"$T/peer.arrived"
	diff "$T/peer.arrived" "$T/arrived"
	both "$1-save" -c </dev/null
}

maps() { nft -n list ruleset | grep -cE '^[[:blank:]](map|set) sw\.map\.' || true; }
grouped() { [ "$(maps)" -ge "$1" ] || { echo "only $(maps) maps"; return 1; }; }

# Each map is looked up by one rule, each rule's map is there, and so are the chains of the save.
tidy() {
	nft -n list ruleset >"$T/now"
	diff <(sed -nE 's/^\t(map|set) (sw\.map\.[^ ]*) \{.*/\2/p' "$T/now" | sort) \
		<(grep -oE '@sw\.map\.[^ ]*' "$T/now" | tr -d @ | sort)
	diff <(sed -nE 's/^\tchain ([^A-Z ]*) \{.*/\1/p' "$T/now" | sort) \
		<({ iptables-save; ip6tables-save; } | sed -nE 's/^:([^ ]*) - .*/\1/p' | sort)
}

# loaded FAMILY: both have table filter with rules of every kind, and nothing else; grouped here.
loaded() {
	local c=-c	# the peer's ip6tables-restore would lose the counters
	[ "$1" = iptables ] || c=
	nft flush ruleset
	both "$1-restore" $c <"$BATS_FILE_TMPDIR/$1"
	grouped 10
}

@test "a restore of everything: text and counters are the peer's, and nft can list it" {
	local f t word
	for f in iptables ip6tables; do
		group mixed $f "${TABLES[@]}" >"$T/$f"
		step $f-restore <"$T/$f"
		for t in "${TABLES[@]}"; do
			nft list table "ip${f//[!6]/}" "$PREFIX$t" >"$T/table"
			[ "$(grep -c 'map @sw.map' "$T/table")" -ge 3 ]
		done
	done
	tidy
	kernel >"$T/text"
	nft -j list ruleset >"$T/text"
	for f in iptables ip6tables; do		# -c: as without maps
		for word in always off; do
			nft flush ruleset
			STATEWALL_GROUP=$word "$BINDIR/$f-restore" -c "$T/$f"
			$f-save -c >"$T/$word"
			undated "$T/$word"
		done
		diff "$T/off" "$T/always"
		[ "$(maps)" = 0 ]
	done
}

# %: where the two rules differ.
@test "nft lists a map of every kind of key" {
	local f end match
	while read -r match <&3; do
		f=iptables
		[[ $match != *fd0* && $match != *icmp6* ]] || f=ip6tables
		for end in "-j DROP" "-j LOG"; do
			nft flush ruleset
			printf '*filter\n-A FORWARD %s\n-A FORWARD %s\nCOMMIT\n' "${match//%/1} $end" \
				"${match//%/2} $end" >"$T/rules"
			step $f-restore <"$T/rules"
			kernel >"$T/text"
			grouped 1
		done
	done 3<"$DATA/group.keys"
}

# %: where the two rules differ. The table and the chain; the key; the value.
@test "nft lists a map of every kind of value" {
	local f at match act
	while IFS='|' read -r at match act <&3; do
		f=iptables
		[[ $match != *fd0* ]] || f=ip6tables
		nft flush ruleset
		printf "*nat\nCOMMIT\n*mangle\nCOMMIT\n*${at% *}\n-A ${at#* } %s\n-A ${at#* } %s\nCOMMIT\n" "${match//%/1} ${act//%/1}" \
			"${match//%/2} ${act//%/2}" >"$T/rules"
		step $f-restore <"$T/rules"
		kernel >"$T/text"
		[[ $act = *10.0.1.1-10.0.1.1* ]] || grouped 1
		step $f -t "${at% *}" -D "${at#* }" 1 </dev/null
	done 3<"$DATA/group.values"
}

@test "every rule is found and deleted by its words, in any order, and nothing is left" {
	local f line
	for f in iptables ip6tables; do
		loaded $f
		$f-save | grep '^-A' >"$T/all"
		while read -r line <&3; do
			eval "set -- $line"
			both $f -C "${@:2}" </dev/null
		done 3<"$T/all"
		[ $f = iptables ] || sed -i 'n;n;d' "$T/all"	# two of three will do
		shuf --random-source=<(yes) "$T/all" >"$T/shuffled"
		while read -r line <&3; do
			eval "set -- $line"
			step $f -D "${@:2}" </dev/null
		done 3<"$T/shuffled"
		step $f -F </dev/null
		[ "$(maps)" = 0 ]
	done
}

@test "rules deleted by number: first, last, in the middle; then all" {
	local n
	loaded iptables
	for ((n = $(rules | grep -c '^-A INPUT'); n > 50; n -= 3)); do
		step iptables -D INPUT 1 </dev/null
		step iptables -D INPUT $((n - 1)) </dev/null
		step iptables -D INPUT $((n / 2)) </dev/null
		tidy
	done
	for n in INPUT OUTPUT one two; do step iptables -F $n </dev/null; done
	[ "$(maps)" = 0 ]
}

# @: how an address of the family begins.
@test "each command on a grouped chain, alone and one after the other" {
	local f a alone line
	for f in iptables ip6tables; do
		a=10.9.9.
		[ $f = iptables ] || a=fd00::9:
		sed "s/@/$a/" "$DATA/group.commands" >"$T/commands"
		for alone in 1 ""; do
			loaded $f
			while read -r line <&3; do
				[ -z "$alone" ] || loaded $f
				step $f $line </dev/null
				tidy
			done 3<"$T/commands"
		done
		[ "$(maps)" = 0 ]
	done
}

@test "a rule replaced by the same rule, at many places" {
	local n lines
	mapfile -t lines < <(grep -oP '^\[.*\] -A INPUT\K.*' "$BATS_FILE_TMPDIR/iptables")
	for ((n = 0; n < ${#lines[@]}; n += 7)); do
		eval "set -- ${lines[n]}"
		loaded iptables
		step iptables -R INPUT $((n + 1)) "$@" </dev/null
		tidy
	done
}

# What the kernel had stays: the same maps, and the handles of all rules but the new ones.
@test "a rule that comes between others, or takes the place of one, leaves those as they are" {
	local rule was
	fresh() {
		nft flush ruleset
		for rule in 10.1.0.{1..6}" -j DROP" "10.1.0.0/16 -p udp -j ACCEPT" 10.2.0.{1..6}" -j DROP"; do
			echo "[5:50] -A INPUT -s $rule"
		done | sed '1i*filter\n:INPUT ACCEPT [0:0]' | sed '$aCOMMIT' >"$T/rules"
		both iptables-restore -c <"$T/rules"
		was=$(nft -n -a list chain ip ${PREFIX}filter INPUT | grep -o 'handle.*')
	}
	stays() {	# HOW MANY rules of the kernel's are new
		local now
		now=$(nft -n -a list chain ip ${PREFIX}filter INPUT | grep -o 'handle.*')
		[ "$(comm -23 <(sort <<<"$was") <(sort <<<"$now") | wc -l)" = 0 ]
		[ "$(comm -13 <(sort <<<"$was") <(sort <<<"$now") | wc -l)" = "$1" ]
		"$BINDIR/statewall" group --check >/dev/null
	}
	fresh
	step iptables -I INPUT 3 -s 10.1.0.9 -j ACCEPT </dev/null
	step iptables -I INPUT 9 -s 10.1.9.9 -j DROP </dev/null
	step iptables -R INPUT 12 -s 10.2.0.12 -j ACCEPT </dev/null
	step iptables -R INPUT 4 -s 10.1.0.3 -j RETURN </dev/null
	stays 1
	step iptables -I INPUT 4 -s 10.1.0.3 -j DROP </dev/null	# twice: before the one that is there
	step iptables -I INPUT 4 ! -s 10.1.0.0/24 -j RETURN </dev/null
	step iptables -I INPUT 13 -p udp -j DROP </dev/null
	step iptables -R INPUT 13 -p tcp -j DROP </dev/null
	both iptables-restore <<-'END'
		*filter
		-A INPUT -p udp -s 10.1.0.1 -d 10.2.0.1 -m multiport --dports 80,443
		-A INPUT -p udp -s 10.1.0.2 -d 10.2.0.1 -m multiport --dports 80,443
		-A INPUT -p udp -s 10.1.0.3 -d 10.2.0.1 -m multiport --dports 22
		COMMIT
	END
	step iptables -I INPUT 2 -p udp -s 10.1.0.4 -d 10.2.0.1 -m multiport --dports 80,443 </dev/null
	step iptables -I INPUT 2 -p udp -s 10.1.0.2 -d 10.2.0.1 -m multiport --dports 443 </dev/null
	step iptables -I INPUT 3 -p udp -s 10.1.0.5 -d 10.2.0.1 -m multiport --dports 53 </dev/null
	step iptables -R INPUT 4 -p udp -s 10.1.0.6 -d 10.2.0.1 -m multiport --dports 80,443 </dev/null
	step iptables -R INPUT 1 -p udp -s 10.1.0.6 -d 10.2.0.1 -m multiport --dports 80 </dev/null
	fresh
	step iptables -I INPUT 8 -s 10.1.0.0/16 -j REJECT </dev/null
	stays 1
	step iptables -R INPUT 8 -s 10.1.0.0/17 -j DROP </dev/null
	iptables-save -c >"$T/saved"
	iptables-restore -c "$T/saved"
	step iptables -L -n -v </dev/null
}

@test "what is counted while rules come between others, go, and are replaced is exact" {
	local n
	{ printf '*filter\n:INPUT ACCEPT [0:0]\n'
		printf -- '-A INPUT -d 10.7.0.%d -p udp -j ACCEPT\n' {1..40}
		printf -- '-A INPUT -d 10.7.0.0/16 -p udp --dport 50%02d -j ACCEPT\n' {1..20}
		echo COMMIT; } | iptables-restore
	grouped 2
	python3 - <<-'EOF' &
		import socket
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		for i in range(60000):
		    s.sendto(b"", ("10.7.0.%d" % (30 if i % 2 else 50), 5010))
	EOF
	for n in {1..30}; do
		iptables -I INPUT $((n % 28 + 2)) -d 10.7.1.$n -p udp -j DROP
		iptables -R INPUT $((n % 28 + 2)) -d 10.7.2.$n -p udp -j RETURN
		[ $((n % 2)) = 0 ] || iptables -D INPUT $((n % 28 + 2))
	done
	wait $!
	iptables -L INPUT -n -v -x | awk '$9 == "10.7.0.30" || $NF == "dpt:5010" { print $1 }' >"$T/counted"
	diff <(printf '30000\n30000\n') "$T/counted"
	"$BINDIR/statewall" group --check
}

@test "references of chains that elements jump to are counted" {
	local f chain
	for f in iptables ip6tables; do
		loaded $f
		for chain in "" one two; do both $f -L $chain -n </dev/null; done
		[ "$($f -L two -n | grep -oP '\d+(?= references)')" -gt 10 ]
	done
}

@test "files with --noflush on a grouped table" {
	local text
	while read -r text <&3; do
		loaded iptables
		printf "*filter\\n$text\\nCOMMIT\\n" >"$T/rules"
		step iptables-restore -n <"$T/rules"
		tidy
	done 3<"$DATA/group.noflush"
}

@test "blocks appended behind blocks" {
	local i
	for i in 1 2 3 4; do
		printf '*filter\n-A INPUT -s 10.0.%d.1 -j DROP\n-A INPUT -s 10.0.%d.2\nCOMMIT\n' $i $i >"$T/rules"
		step iptables-restore -n <"$T/rules"
		tidy
	done
	grouped 4
}

@test "a chain that elements jump to is deleted, and made again in the same file" {
	local text
	for text in '-N one\n-A INPUT -j one' ':one - [0:0]\n-A one -j DROP'; do
		loaded iptables
		printf "*filter\\n-F\\n-X\\n$text\\nCOMMIT\\n" >"$T/rules"
		step iptables-restore -n <"$T/rules"
		tidy
	done
}

@test "full restores over a grouped table leave no map and no chain of before" {
	local whole=$BATS_FILE_TMPDIR/iptables script
	for script in '' '/one\|two/d' /two/d s/two/tres/ /INPUT/d '/^[:[]/d'; do
		loaded iptables
		sed "$script" "$whole" >"$T/rules"
		step iptables-restore <"$T/rules"
		tidy
	done
	loaded iptables
	STATEWALL_GROUP=off "$BINDIR/iptables-restore" "$whole"
	[ "$(maps)" = 0 ]
	step iptables-restore <"$whole"
	tidy
}

@test "packets: overlaps in both orders, duplicates, jumps and returns; -Z, save -c, restore -c" {
	local f edit=cat
	six() {
		sed -E 's/10\.(.)\.(.)\.(.)/fd00:\1:\2::\3/g; s,/24,/48,g; s,/16,/32,g
			s/icmp --icmp-type 8/icmpv6 --icmpv6-type 128/; s/-p icmp /-p icmpv6 /'
	}
	for f in iptables ip6tables; do
		$edit <"$DATA/group.save" >"$T/$f"
		group packets $f >"$T/all"
		both $f-restore <"$T/$f"
		grouped 4
		send $f <"$T/all"
		[ "$($f-save -c | grep -c '^\[[1-9].*-A')" -ge 20 ]
		step $f -Z </dev/null
		send $f <"$T/all"
		step $f -Z INPUT 3 </dev/null
		$f-save -c >"$T/saved"
		nft flush ruleset
		$f-restore -c "$T/saved"
		grouped 4
		send $f <"$T/all"
		edit=six
	done
}

@test "packets: translated and marked as elements say" {
	local ends n port=7100
	both iptables-restore <"$DATA/group.nat"
	grouped 7
	for ends in 10.1.{1.{1..6},2.1}" 10.3.0."{1..5}; do
		printf "$ends udp %d %d\n" $((port++)) 5001 $((port++)) 5002 $((port++)) 5003
	done >"$T/all"
	send iptables <"$T/all"
	grep -q '10.1.1.2 10.3.0.1 .* from ::ffff:10.4.4.5 at 5001' "$T/arrived"
	grep -q '10.1.1.3 10.3.0.1 .* from ::ffff:10.4.4.6 at 5001' "$T/arrived"
	grep -q '10.1.2.1 10.3.0.3 .* 5001 from ::ffff:10.1.2.1 at 5003' "$T/arrived"
	grep -q '10.1.2.1 10.3.0.4 .* 5001 from ::ffff:10.1.2.1 at 5002' "$T/arrived"
	for n in 5 3 1; do
		step iptables -t nat -Z POSTROUTING $n </dev/null
		step iptables -t nat -D POSTROUTING $n </dev/null
	done
	step iptables -t nat -D OUTPUT -d 10.3.0.5 -p udp --dport 5002 -j DNAT --to-destination 10.2.2.5:5001 </dev/null
	step iptables -t nat -A OUTPUT -d 10.3.0.6 -j DNAT --to-destination 10.2.2.6 </dev/null
	step iptables -t nat -I OUTPUT -d 10.3.0.5 -p udp --dport 5002 -j DNAT --to-destination 10.2.2.5:5003 </dev/null
	step iptables -t mangle -R PREROUTING 2 -s 10.1.1.1 -j MARK --set-mark 3 </dev/null
	sed -E 's/udp 7(...)/udp 8\1/' "$T/all" | send iptables
	grep -q '10.3.0.5 .* 5002 from .* at 5003' "$T/arrived"
}

@test "packets: random rules, and when some of them have come and gone" {
	local seed f n
	for ((seed = 1; seed <= ${SEEDS:-4}; seed++)); do
		for f in iptables ip6tables; do
			echo "seed $seed"
			nft flush ruleset
			group packets $f >"$T/all"
			group random $f $seed >"$T/rules"
			step $f-restore <"$T/rules"
			grouped 2
			send $f <"$T/all"
			for n in 50 30 2; do step $f -D INPUT $n </dev/null; done
			step $f -I INPUT 25 -p udp --dport 5002 -j two </dev/null
			step $f -R one 7 -p udp --sport 7001 -j RETURN </dev/null
			send $f <"$T/all"
		done
	done
}

# A lone rule, a map of rules 1 to 4 and a set of rules 5 and 6.
six_rules() {
	nft flush ruleset
	printf '%s\n' '*filter' ':one - [0:0]' '-A INPUT -m limit --limit 5/min -j ACCEPT' \
		'-A INPUT -s 10.0.0.1 -j ACCEPT' '-A INPUT -s 10.0.0.2 -j DROP' '-A INPUT -s 10.0.0.3 -j one' \
		'-A INPUT -s 10.0.0.4' '-A INPUT -s 10.0.0.5 -j REJECT' '-A INPUT -s 10.0.0.6 -j REJECT' \
		COMMIT >"$T/whole"
	iptables-restore "$T/whole"
	rules >"$T/six"
	map=$(nft -n list maps | grep -oE 'sw\.map\.[^ ]*')
	set=$(nft -n list sets | grep -oE 'sw\.map\.[^ ]*')
	looks_up=$(nft -n -a list ruleset | sed -nE "s/.*vmap @$map # (handle .*)/\1/p")
}
left() { grep -oP -- '-s 10.0.0.\K[0-9]' | tr -d '\n'; }

# Columns: what nft is told; the rules that are left; whether something is foreign, and in the way.
@test "another tool edits a map: what is foreign is told, and nothing is misread" {
	local edit left foreign wanted t="ip ${PREFIX}filter"
	while IFS='|' read -r edit left foreign; do
		six_rules
		edit=${edit//MAP/$t $map} edit=${edit//SET/$t $set} edit=${edit//RULE/$t INPUT $looks_up}
		echo "$edit"
		nft "${edit//NAME/$map}"
		wanted=$((${foreign:+4} + 0))
		run iptables-save -t filter
		[ "$status" = $wanted ]
		[ "$(left <<<"$output")" = "$left" ]
		grep '^-A' <<<"$output" | sort | comm -23 - <(sort "$T/six") | diff /dev/null -
		[ "$(grep -c '^# rule handle .*: not an iptables rule$' <<<"$output")" -ge $((wanted / 4)) ]
		run iptables -L -n
		[ "$status" = $wanted ]
		if [ "$foreign" = "in the way" ]; then
			kernel >"$T/before"
			says 1 "another tool has changed rules of chain INPUT" iptables -I INPUT 3 -j ACCEPT
			says 1 "another tool has changed rules of chain INPUT" iptables -R INPUT 3 -j ACCEPT
			kernel | diff "$T/before" -
			iptables -D INPUT $((${#left} + 2))	# it has a number, as every foreign rule
			iptables-save >"$T/out"
		fi
		iptables -I INPUT -s 10.0.0.9 -j ACCEPT
		iptables -A INPUT -s 10.0.0.8 -j ACCEPT
		[ "$(rules | left)" = "9${left}8" ]
		iptables-restore "$T/whole"
		rules | diff "$T/six" -
		iptables -F INPUT
		iptables -X one
		tidy
		[ "$(maps)" = 0 ]
	done <"$DATA/group.edits"
}

@test "auto, which is the usual, makes maps of many rules and none of few; off makes none" {
	local word n
	for n in 3 500; do
		seq "$n" | awk 'BEGIN { print "*filter" } END { print "COMMIT" } {
			address = "10.1." int($1 / 250) "." $1 % 250
			print "-A INPUT -s", address, "-j DROP\n-A OUTPUT -d", address, "-j LOG"
			print "-A FORWARD -p tcp --dport", $1, "-j ACCEPT" }' >"$T/rules"
		for word in auto off "" AUTO 1 unset; do
			nft flush ruleset
			export STATEWALL_GROUP=$word
			[ "$word" != unset ] || unset STATEWALL_GROUP
			iptables-restore "$T/rules"
			[ "$(rules | wc -l)" = $((3 * n)) ]
			echo "$word, $n rules: $(maps) maps"
			[ "$(maps)" = "$([ $n = 500 ] && [ "$word" != off ] && echo 3 || echo 0)" ]
		done
	done
}

@test "what is refused is told in the same words, with the line, grouped or not" {
	local text word option bad=
	while read -r text; do
		printf "*filter\\n$text\\nCOMMIT\\n" >"$T/rules"
		for option in -n ""; do
			for word in off always; do
				nft flush ruleset
				iptables -N one
				kernel >"$T/before"
				run env STATEWALL_GROUP=$word "$BINDIR/iptables-restore" $option "$T/rules"
				echo "$status, $output" >"$T/$word"
				[ "$status$word" != 0off ]
				[ "$status" = 0 ] || kernel | diff "$T/before" -
			done
			diff "$T/off" "$T/always" || { bad=1; echo "$option $text: off (<), always (>)"; }
		done
	done <"$DATA/group.refused"
	[ -z "$bad" ]
}

@test "rules that one file appends to a chain with maps keep their turns" {
	printf '%s\n' '*filter' "-A INPUT -p udp -s 10.0.1."{1..9}" --dport 9 -j ACCEPT" "-A INPUT -s 10.0.2."{1..9}" -j DROP" COMMIT |
		iptables-restore
	printf '%s\n' '*filter' '-A INPUT -s 10.0.9.9 -j DROP' '-A INPUT -p udp -s 10.0.9.9 --dport 9 -j ACCEPT' COMMIT |
		iptables-restore -n
	"$BINDIR/statewall" group --check | grep -q 'keep their turns'
	iptables -A INPUT -s 10.0.9.0/24,10.0.9.9,10.0.9.9 -j ACCEPT
	"$BINDIR/statewall" group --check | grep -qx 'ip filter INPUT: 23 rules: all keep their turns'
}

@test "a chain is made, deleted, made in one file, whatever elements jumped to it" {
	local body
	while read -r body; do
		nft flush ruleset
		printf '%s\n' '*filter' ':sub - [0:0]' ':other - [0:0]' "-A INPUT -s 10.0.1."{1..9}" -j sub" COMMIT | iptables-restore
		printf "*filter\\n${body% = *}\\nCOMMIT\\n" | iptables-restore -n
		[ "$(iptables -S | grep '^-N' | tr -d '\n')" = "${body#* = }" ] || { echo "$body"; return 1; }
		[ "$(maps)" = 0 ]
	done <<-'END'
		-F INPUT\n-X sub\n-N sub = -N other-N sub
		-F INPUT\n-X sub\n-N sub\n-X sub = -N other
		-F INPUT\n-X sub\n-N sub\n-A sub -j DROP\n-F sub\n-X sub = -N other
		-F\n-X\n-N other\n-X\n-N third = -N third
	END
}

@test "elements that no rule looks up keep no chain" {
	printf '%s\n' '*filter' ':sub - [0:0]' "-A INPUT -s 10.0.1."{1..9}" -j sub" COMMIT | iptables-restore
	nft flush chain ip statewall-filter INPUT
	[ "$(maps)" = 1 ]
	iptables -X sub
	[ "$(maps)" = 0 ]
	run ! iptables -S sub
}

@test "a rule that is written anew beside a limit does not make it forget" {
	local handle
	printf '%s\n' '*filter' '-A INPUT -m limit --limit 1/hour -j ACCEPT' "-A INPUT -s 10.0.1."{1..9}" -j DROP" COMMIT |
		iptables-restore
	handle=$(nft -a list chain ip statewall-filter INPUT | grep limit)
	iptables -I INPUT 5 -s 10.0.1.99 -j DROP
	iptables -R INPUT 6 -s 10.0.1.98 -j DROP
	[ "$handle" = "$(nft -a list chain ip statewall-filter INPUT | grep limit)" ]
}

@test "a list of ports that only a flushed rule has had goes, whatever else the file does" {
	local word
	for word in off always; do
		export STATEWALL_GROUP=$word
		printf '%s\n' '*filter' ':U1 - [0:0]' '-A U1 -p tcp -m multiport --dports 22,80' '-F U1' COMMIT | iptables-restore -n
		run ! grep sw.ports <(nft list ruleset)
		printf '%s\n' '*filter' '-A FORWARD -p tcp -m multiport --dports 23,443:445' "-A FORWARD -s 1.1.1."{1,2} COMMIT |
			iptables-restore
		nft list ruleset | grep -q sw.ports
		printf '%s\n' '*filter' '-R FORWARD 3 -s 1.1.1.3' '-F FORWARD' COMMIT | iptables-restore -n
		run ! grep sw.ports <(nft list ruleset)
	done
}

@test "a file that makes a table and fails to delete a chain of another is refused at once" {
	both iptables -N one </dev/null
	printf '%s\n' '*mangle' '-N u' COMMIT '*filter' '-A INPUT -j one' '-X one' COMMIT >"$T/rules"
	both iptables-restore -n <"$T/rules"
}

@test "statewall group: of one chain, in whichever table and family it is" {
	printf '%s\n' '*raw' '-A OUTPUT -j ACCEPT' COMMIT '*filter' ':six - [0:0]' "-A six -s fd00::"{1..9}" -j DROP" COMMIT |
		STATEWALL_GROUP=off ip6tables-restore
	iptables -t mangle -A OUTPUT -j ACCEPT
	run -0 "$BINDIR/statewall" group six
	[ "$output" = "ip6 filter six: 9 rules, in 1 of the kernel's (1 map), before in 9" ]
	run -0 "$BINDIR/statewall" group --check
	[ "$output" = "ip6 filter six: 9 rules: all keep their turns" ]
	run -0 "$BINDIR/statewall" group --off -t filter --family ipv6
	[ "$output" = "ip6 filter six: 9 rules, in 9 of the kernel's (0 maps), before in 1" ]
	run -0 "$BINDIR/statewall" group --off
	[ "$output" = "Nothing to change." ]
	run -1 "$BINDIR/statewall" group seven
	[ "$output" = "statewall group: no chain seven in any table" ]
	run -2 "$BINDIR/statewall" group --nonsense
}

# Each appends what is its own, deletes what was there for it, and now and then inserts.
writer() {
	local i
	for i in $(seq 12); do
		iptables -A INPUT -s "10.2.$1.$i" -j DROP || return 1
		iptables -D INPUT -s "10.1.$1.$i" -j one || return 1
		[ $((i % 4)) != 0 ] || iptables -I INPUT 9 -s "10.3.$1.$i" -j DROP || return 1
	done
}

# The second LOG stands in front of the rule that counts, which it cannot meet; its list is a rule of its own.
# It has the helper's tag set by a chain of its own, which goes with the rule.
@test "a list of ports with a target that acts in another chain" {
	both iptables-restore <<-'END'
		*raw
		-A OUTPUT -p udp -m multiport --dports 5001,5002 -j CT --helper tftp
		-A OUTPUT -p udp -m multiport --dports 69,70 -j CT --helper tftp
		COMMIT
	END
	nft list table ip ${PREFIX}raw | grep -q 'ct helper set'
	step iptables -t raw -D OUTPUT 1 </dev/null
}

@test "statewall group --check looks at the ports of lists, whatever they are" {
	STATEWALL_GROUP=auto "$BINDIR/ip6tables-restore" <<-'END'
		*filter
		-A FORWARD -p tcp -m multiport --dports 1024,22 -s fd00:9::e8/126 -d fd00:8::30/126 -j LOG
		-A FORWARD -p tcp -m tcp --dport 8080
		-A FORWARD -p tcp -m multiport --dports 22,443,1024 -s fd00:9::f8/126 -d fd00:8::30/126 -j LOG
		-A FORWARD -p tcp -m multiport --dports 8080,443 -s fd00:9::f0/124 -d fd00:8::/124
		-A FORWARD -p tcp -m multiport --dports 65535,1024,53,80,23 -s fd00:9::e0/124 -d fd00:8::/124
		-A FORWARD -p tcp -m multiport --dports 8080,443 -s fd00:9::f0/124 -d fd00:8::30/124
		-A FORWARD -p tcp -m multiport --dports 65535,443,22 -s fd00:9::c0/124 -d fd00:8::30/124
		COMMIT
	END
	grouped 1
	nft list ruleset | grep -q '@sw.ports'
	"$BINDIR/statewall" group --check
	"$BINDIR/statewall" group --always	# all lists are elements, and no set is left
	"$BINDIR/statewall" group --check
	run ! grep sw.ports <(nft list ruleset)
	"$BINDIR/statewall" group --off
	[ "$(nft list sets | grep -c 'set sw.ports')" = 5 ]
}

@test "eight writers at once on a grouped chain lose nothing and leave nothing" {
	local w writers=()
	printf '%s\n' '*filter' ':one - [0:0]' "-A INPUT -s 10.1."{1..8}.{1..20}" -j one" COMMIT |
		iptables-restore
	grouped 1
	for w in {1..8}; do
		writer $w 3>&- &
		writers+=($!)
	done
	for w in "${writers[@]}"; do wait "$w"; done
	printf '%s\n' "-A INPUT -s 10.2."{1..8}.{1..12}"/32 -j DROP" \
		"-A INPUT -s 10.3."{1..8}.{4,8,12}"/32 -j DROP" "-A INPUT -s 10.1."{1..8}.{13..20}"/32 -j one" |
		sort >"$T/wanted"
	rules | sort | diff "$T/wanted" -
	tidy
}

# What packets see of it is tests/between's to find out (maps-wider, maps-moved, maps-joined).
@test "a file that edits a map and something else" {
	local edits
	for edits in '-D one -s 10.0.1.3 -j DROP|-A one -s 10.0.1.0/24 -j DROP' \
		'-A one -s 10.9.0.1 -j DROP|-D two -s 10.0.2.7 -j ACCEPT' \
		'-A one -s 10.9.0.1 -j DROP|-A two -s 10.9.0.2 -j ACCEPT' \
		'-D one 3|-D one 3|-A two -s 10.0.9.9 -j ACCEPT|-I one 5 -s 10.8.8.8 -j LOG|-D one 5' \
		'-D one -s 10.0.1.3 -j DROP|-D two -s 10.0.2.3 -j ACCEPT|-D one -s 10.0.1.4 -j DROP' \
		':INPUT DROP [0:0]|-D two 2' '-D INPUT 1|-D one 2|-R two 3 -s 10.7.7.7 -j RETURN|-Z one' \
		'-D one -s 10.0.1.3,10.0.1.5 -j DROP' '-F one|-D two 1|-A one -s 10.0.1.3 -j DROP'; do
		nft flush ruleset
		printf '%s\n' '*filter' ':one - [0:0]' ':two - [0:0]' '-A INPUT -j one' '-A INPUT -j two' \
			"[5:300] -A one -s 10.0.1."{1..40}" -j DROP" "[7:420] -A two -s 10.0.2."{1..40}" -j ACCEPT" COMMIT >"$T/whole"
		both iptables-restore -c <"$T/whole"
		grouped 2
		tr '|' '\n' <<<"*filter|$edits|COMMIT" >"$T/edits"
		step iptables-restore --noflush <"$T/edits"
		tidy
		step iptables -D two 1 </dev/null
		step iptables -A one -s 10.3.3.3 -j ACCEPT </dev/null
		tidy
	done
}

# growing COMMAND...: the maps that it makes have no size, whatever it says of one.
growing() {
	cat >"$T/growing.c" <<-'END'
		#define _GNU_SOURCE
		#include <sys/socket.h>
		#include <sys/syscall.h>
		#include <unistd.h>
		#include <linux/netlink.h>
		#include <linux/netfilter/nf_tables.h>
		#include <linux/netfilter/nfnetlink.h>

		static void forget(struct nlmsghdr *h)
		{
			char *end = (char *)h + h->nlmsg_len, *p = (char *)h + NLMSG_LENGTH(sizeof(struct nfgenmsg));

			for (; p < end; p += NLA_ALIGN(((struct nlattr *)p)->nla_len))
				if ((((struct nlattr *)p)->nla_type & NLA_TYPE_MASK) == NFTA_SET_DESC)
					((struct nlattr *)p)->nla_type = NFTA_SET_PAD;
		}

		ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
		{
			for (size_t i = 0; i < m->msg_iovlen; i++) {
				struct nlmsghdr *h = m->msg_iov[i].iov_base;
				size_t n = m->msg_iov[i].iov_len;

				for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n))
					if (h->nlmsg_type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWSET))
						forget(h);
			}
			return syscall(SYS_sendmsg, fd, m, flags);
		}
	END
	[ -e "$T/growing.so" ] || "${CC:-cc}" -w -shared -fPIC "$T/growing.c" -o "$T/growing.so"
	ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0 LD_PRELOAD="$T/growing.so" "$@"
}

# The kernel makes the table of a map without a size larger behind the commit that fills it to three quarters,
# and whoever reads the elements meanwhile is told some twice and others never.
@test "a large map that is read while the kernel puts its elements into other places" {
	export STATEWALL_GROUP=auto
	local wanted
	seq 0 49151 | awk 'BEGIN { print "*filter\n:K - [0:0]" } END { print "COMMIT" }
		{ printf "-A K -s 10.%d.%d.%d/32 -j DROP\n", $1 / 62500, ($1 / 250) % 250, $1 % 250 }' >"$T/large"
	grep ^-A "$T/large" >"$T/wanted"
	wanted=$(sed -n 40000p "$T/wanted")
	for _ in 1 2 3; do
		nft flush ruleset
		growing "$BINDIR/iptables-restore" "$T/large"
		[ "$(nft list ruleset | grep -c '^[[:blank:]]*size')" = 0 ]
		"$BINDIR/iptables" -A K -s 192.0.2.1 -j DROP
		[ "$("$BINDIR/iptables" -S K 40000)" = "$wanted" ]
		"$BINDIR/iptables" -D K -s 192.0.2.1 -j DROP
		"$BINDIR/iptables" -A K -s 192.0.2.1 -j DROP
		"$BINDIR/iptables-save" | grep ^-A | sed '$d' | cmp "$T/wanted"
		nft flush ruleset
		growing "$BINDIR/iptables-restore" "$T/large"
		"$BINDIR/iptables" -A K -s 192.0.2.1 -j DROP
		"$BINDIR/iptables" -D K 40000
		"$BINDIR/iptables-save" | grep ^-A | sed '$d' | cmp <(sed 40000d "$T/wanted")
	done
}

# many OCTET N: rules, each with a counter of its own.
many() {
	seq "$2" | awk -v net="$1" '{ printf "[%d:%d] -A hosts -s %d.%d.%d.1/32 -j DROP\n", $1, $1 * 60, net, $1 / 250, $1 % 250 }'
}
# filled: chain hosts with 6 144 rules in a map for as many; they are in $T/wanted.
filled() {
	local f
	rm -f "$T"/part.*
	nft flush ruleset
	{ many 10 4096; many 11 2048; } >"$T/wanted"
	{ printf '%s\n' '*filter' ':hosts - [0:0]'; many 10 4096; echo COMMIT; } | "$BINDIR/iptables-restore" -c
	many 11 2048 | split -l 3 - "$T/part."
	for f in "$T"/part.*; do
		{ echo '*filter'; cat "$f"; echo COMMIT; } | "$BINDIR/iptables-restore" -nc
	done
	held 6144
}
# held ROOM: all that is wanted is there, in one map of that size and nothing else.
held() {
	iptables-save -c | grep -- -A | diff "$T/wanted" -
	diff <(nft list ruleset | sed -n 's/^[[:blank:]]*size //p') <(echo "$1")
	[ "$(nft list chain ip "${PREFIX}filter" hosts | grep -c saddr)" = 1 ]
	tidy
}
OTHER="-s 192.0.2.1 -j DROP" AS_SAVED="[0:0] -A hosts -s 192.0.2.1/32 -j DROP"

@test "a map of many elements has a size; where it is full, it is written anew with room" {
	export STATEWALL_GROUP=auto
	filled
	printf '%s\n' '*filter' "-A hosts $OTHER" COMMIT | iptables-restore --noflush --test
	held 6144
	iptables -R hosts 3000 $OTHER
	sed -i "3000c $AS_SAVED" "$T/wanted"
	held 6144
	iptables -A hosts -s 192.0.2.3 -j ACCEPT
	echo "[0:0] -A hosts -s 192.0.2.3/32 -j ACCEPT" >>"$T/wanted"
	held 12288
	iptables -A hosts -s 192.0.2.4 -j ACCEPT
	iptables -D hosts -s 192.0.2.4 -j ACCEPT
	held 12288
	filled
	iptables -I hosts $OTHER
	sed -i "1i $AS_SAVED" "$T/wanted"
	held 12288
	filled
	iptables -I hosts 5000 $OTHER
	sed -i "5000i $AS_SAVED" "$T/wanted"
	held 12288
	iptables -Z hosts
	iptables -A hosts -s 192.0.2.3 -j DROP
	{ sed 's/.*\]/[0:0]/' "$T/wanted"; echo "[0:0] -A hosts -s 192.0.2.3/32 -j DROP"; } >"$T/zero"
	mv "$T/zero" "$T/wanted"
	held 12288
}

@test "a full map beside rules that remember, and one with elements of another tool" {
	local map
	export STATEWALL_GROUP=auto
	filled
	iptables -I INPUT -m limit --limit 1/hour --limit-burst 1 -j hosts
	iptables -I hosts -m limit --limit 1/hour --limit-burst 1 -s 192.0.2.9 -j ACCEPT
	iptables -A hosts $OTHER
	nft list ruleset | grep -q 'size 12288'
	[ "$(nft list chain ip "${PREFIX}filter" hosts | grep -c saddr)" = 2 ]
	filled
	iptables -D hosts 6144
	map=$(nft list maps ip | sed -n 's/.*map \(sw.map[^ ]*\) .*/\1/p')
	nft add element ip "${PREFIX}filter" "$map" '{ 192.0.2.7 counter : drop }'
	iptables -A hosts $OTHER
	iptables -C hosts $OTHER
	iptables -A hosts -s 192.0.2.2 -j DROP
	run iptables-save -c
	[ "$status" = 4 ]
	{ sed '$d' "$T/wanted"; echo "$AS_SAVED"; echo "[0:0] -A hosts -s 192.0.2.2/32 -j DROP"; } |
		diff - <(grep -- '-A' <<<"$output")
	nft list ruleset | grep -q '192.0.2.7 counter'
}

@test "writers at once on a full map lose nothing and leave nothing" {
	local n w writers=()
	export STATEWALL_GROUP=auto
	filled
	for n in {1..6}; do
		for w in 1 2 3; do iptables -A hosts -s 192.0.$n.$w -j DROP; done 3>&- &
		writers+=($!)
	done
	for w in "${writers[@]}"; do wait "$w"; done
	nft list ruleset | grep -q 'size 12288'
	[ "$(nft list chain ip "${PREFIX}filter" hosts | grep -c saddr)" = 1 ]
	printf '[0:0] -A hosts -s 192.0.%s/32 -j DROP\n' {1..6}.{1..3} >>"$T/wanted"
	diff <(sort "$T/wanted") <(iptables-save -c | grep -- -A | sort)
	tidy
}

# setarch's kernel says to be 2.6: older than all that differ.
@test "on a kernel whose -m tcpmss travels as xt no map is made of it, looked for, or promised" {
	local old=(setarch "$(uname -m)" --uname-2.6)
	printf '*filter\n%s\nCOMMIT\n' "$(printf -- '-A INPUT -s 10.1.0.%d -p tcp -m tcpmss --mss 1:100 -j DROP\n' {1..40})" >"$T/rules"
	STATEWALL_GROUP=off "${old[@]}" "$BINDIR/iptables-restore" "$T/rules"
	[ "$(nft --debug=netlink list ruleset | grep -c 'match name tcpmss')" = 40 ]
	[ "$("${old[@]}" "$BINDIR/statewall" group)" = "Nothing to change." ]
	"${old[@]}" "$BINDIR/statewall" group --show >"$T/show"
	[ "$(grep -c 'tcpmss is not native' "$T/show")" = 40 ]
	"$BINDIR/statewall" group
	grouped 1
}

@test "a rule alone that statewall group would take is said to be one" {
	export STATEWALL_GROUP=off
	{
		echo '*filter'
		printf -- '-A INPUT -s 10.1.0.%d -j DROP\n' {1..20}
		echo '-A INPUT -m limit --limit 5/min -j ACCEPT'
		echo '-A INPUT -d 10.2.0.1 -j DROP'
		printf -- '-A FORWARD -p tcp -m multiport --dports 1%02d,2%02d -j DROP\n' {1..20}{,}
		echo COMMIT
	} >"$T/rules"
	iptables-restore "$T/rules"
	"$BINDIR/statewall" group --show >"$T/show"
	[ "$(grep -c 'statewall group would take it .*-s 10.1.0' "$T/show")" = 20 ]
	[ "$(grep -c 'statewall group would take it .*multiport' "$T/show")" = 20 ]
	grep -q 'limit counts packets .*limit' "$T/show"
	grep -q 'few of its kind may share a map .*-d 10.2.0.1' "$T/show"
	"$BINDIR/statewall" group
	run -0 "$BINDIR/statewall" group --show
	[[ $output != *"would take it"* ]]
	grouped 2
	"$BINDIR/statewall" group --off
	"$BINDIR/statewall" group --show | diff "$T/show" -

	iptables -F FORWARD
	iptables -A FORWARD -p tcp -m multiport --dports 80,443 -j DROP
	"$BINDIR/statewall" group --show -t filter FORWARD | grep -q 'few of its kind may share a map .*multiport'
}

# Rules here share ports, so that who asks for the keys of one rule reads elements of several.
@test "a rule with a list is found and deleted as itself, never as parts of others" {
	local p="INPUT -p udp -m multiport --dports" there
	nft flush ruleset
	both iptables-restore <<-END
		*filter
		-A $p 4,5 -j DROP
		-A $p 3,18 -j DROP
		-A $p 2,4 -j ACCEPT
		-A $p 4,20 -j DROP
		-A $p 20,21 -j DROP
		-A $p 4,20,22 -j DROP
		COMMIT
	END
	grouped 2
	step iptables -C $p 4,18 -j DROP </dev/null
	step iptables -D $p 4,18 -j DROP </dev/null
	step iptables -C $p 4,21 -j DROP </dev/null
	for there in 4,20 20,4; do	# its parts are in two maps, and ports of it in others
		step iptables -C $p $there -j DROP </dev/null
	done
	step iptables -D $p 4,20 -j DROP </dev/null
	step iptables -D $p 4,20 -j DROP </dev/null
	for there in A I; do
		step iptables -$there $p 30,31 -j DROP </dev/null
		step iptables -$there $p 32,33 -j DROP </dev/null
		step iptables -D $p 30,33 -j DROP </dev/null
		step iptables -$there $p 30,33 -j DROP </dev/null
		step iptables -D $p 30,33 -j DROP </dev/null
		step iptables -D $p 30,31 -j DROP </dev/null
		step iptables -D $p 32,33 -j DROP </dev/null
	done
	tidy
}

@test "what is left of a list when another tool deletes a part is not read as part of the next" {
	local map p="-A INPUT -p udp -m multiport --dports"
	nft flush ruleset
	printf '%s\n' '*filter' "$p 14,15 -j DROP" "$p 6,17 -j DROP" "$p 18,19 -j DROP" COMMIT | iptables-restore
	map=$(nft list ruleset | grep -o 'sw\.map\.[^ ]*' | head -1)
	nft delete element ip "${PREFIX}filter" "$map" '{ 14 }'
	run -4 iptables-save
	[ "$(grep -- '-A' <<<"$output")" = "$p 6,17 -j DROP
$p 18,19 -j DROP" ]
	[ "$(grep -c 'not an iptables rule' <<<"$output")" = 1 ]
}
