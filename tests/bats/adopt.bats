# SPDX-License-Identifier: GPL-2.0-or-later
# statewall adopt and leave: the rules of iptables-nft and iptables-legacy become ours, and ours theirs.
load ../lib/helper

setup_file() {
	export LEGACYDIR=$BATS_FILE_TMPDIR/legacy
	"$BATS_TEST_DIRNAME/../lib/peer" legacy "$LEGACYDIR"
	PATH=$PATH:/usr/sbin:/sbin
}

# The lock of iptables-legacy is in T: with -w by all, as by Docker and others.
statewall() { "$BINDIR/statewall" "$@" --run-dir "$T/run"; }
nftables() { "$PEERDIR/$1" "${@:2}"; }
legacy() { "$LEGACYDIR/$1" -w "${@:2}"; }
legacy_save() { "$LEGACYDIR/$1" "${@:2}"; }

# Of both families, with counters, without dates: by us, or with "nft" or "legacy" by them. Tables that hold nothing
# are left out.
saves() {
	local dir=$BINDIR family
	[ "${1:-}" != nft ] || dir=$PEERDIR
	[ "${1:-}" != legacy ] || dir=$LEGACYDIR
	for family in iptables ip6tables; do
		"$dir/$family-save" -c | awk -v family=$family '
			/^#/ { next }
			/^\*/ { table = $0; text = ""; holds = 0 }
			{ text = text "|" $0 }
			/^\[/ || (/^:/ && !/ ACCEPT /) { holds = 1 }
			/^COMMIT/ && holds { print family " " text }' | sort | tr "|" "\n"
	done
}

# fill TOOL: rules of many kinds with counters; TOOL is nftables or legacy.
fill() {
	local t=$1
	$t iptables -P INPUT DROP
	$t iptables -N ours
	$t iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -c 7 700 -j ACCEPT
	$t iptables -A INPUT -p tcp -m multiport --dports 22,80 -m comment --comment "a b" -c 3 180 -j ACCEPT
	$t iptables -A INPUT -i eth+ ! -s 10.0.0.0/9 -g ours
	$t iptables -A ours -m limit --limit 3/min -j LOG --log-prefix "x y "
	$t iptables -A ours -p udp --dport 1000: -j REJECT
	$t iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE
	$t iptables -t mangle -A PREROUTING -p tcp --syn -j MARK --set-mark 3
	$t iptables -t mangle -A POSTROUTING -p udp --dport 68 -j CHECKSUM --checksum-fill
	$t ip6tables -A FORWARD -s 2001:db8::/37 -p icmpv6 --icmpv6-type 128 -c 1 2 -j DROP
}

# Nothing is changed by it.
refuses() {
	local before after
	before=$(kernel; legacy_save iptables-save -c | grep -v '^#')
	says 1 "$1" statewall "${@:2}"
	grep -q "Nothing was changed." "$T/err"
	after=$(kernel; legacy_save iptables-save -c | grep -v '^#')
	[ "$before" = "$after" ]
}

# wrapper KIND COMMAND...: a program that does COMMAND before the Nth save (N=2: both have the rules), and else is theirs.
wrapper() {
	local multi=/usr/sbin/xtables-$1-multi
	shift
	cat >"$T/wrapper" <<-END
		#!/bin/sh
		case \$1 in iptables-save)
			echo x >>$T/saves
			[ \$(wc -l <$T/saves) != ${N:-2} ] || { $*; } ;;
		esac
		exec $multi "\$@"
	END
	chmod +x "$T/wrapper"
}

teardown() {
	local t family
	nft flush ruleset
	for family in iptables ip6tables; do
		for t in $(cat "/proc/net/${family%tables}_tables_names" 2>/dev/null); do
			"$LEGACYDIR/$family" -t "$t" -F
			"$LEGACYDIR/$family" -t "$t" -X
			[ "$t" != filter ] || for c in INPUT FORWARD OUTPUT; do "$LEGACYDIR/$family" -P $c ACCEPT; done
		done
	done
}

@test "adopt: rules of iptables-nft, with counters, policies and chains; theirs are gone" {
	fill nftables
	nft add table ip other
	saves nft >"$T/want"
	[ -s "$T/want" ]
	statewall adopt --from nft >"$T/out"
	saves | diff "$T/want" -
	[ -z "$(saves nft)" ]
	nft list table ip other
	run -1 nft list table ip filter
	grep -q "IPv4 8 rules, 1 chain (mangle, filter, nat); IPv6 1 rule, 0 chains (filter)." "$T/out"
}

@test "adopt: rules of iptables-legacy; its tables stay, empty" {
	fill legacy
	saves legacy >"$T/want"
	[ -s "$T/want" ]
	statewall adopt >"$T/out"
	saves | diff "$T/want" -
	[ -z "$(saves legacy)" ]
	grep -q "tables of iptables-legacy stay" "$T/out"
}

@test "leave: to iptables-nft and to iptables-legacy, and back" {
	local kind
	# ip6tables-nft-restore of 1.8.9 does not load the counters of rules, which is told.
	uncounted() { if [ $kind = nft ]; then sed '/FORWARD -s 2001/s/\[.*\]/[]/'; else cat; fi; }
	fill iptables_or_ours
	for kind in legacy nft; do
		saves | uncounted >"$T/want"
		statewall leave --to $kind >"$T/out"
		saves $kind | uncounted | diff "$T/want" -
		[ "$(saves $kind | grep -c '\[0:0\] -A FORWARD -s 2001')" = "$(grep -c 'rules of IPv6 begin to count anew' "$T/out")" ]
		[ -z "$(saves)" ]
		[[ $(nft list tables) != *statewall* ]]
		statewall adopt
		saves | uncounted | diff "$T/want" -
		[ -z "$(saves $kind)" ]
	done
}
iptables_or_ours() { "$BINDIR/$1" "${@:2}"; }

@test "adopt: with a companion in a table of theirs, which stays when theirs go" {
	nftables iptables -t mangle -A POSTROUTING -p udp -j CHECKSUM --checksum-fill
	statewall adopt
	nft list table ip mangle | grep -q "chain sw.CHECKSUM"
	[ "$(nft list table ip mangle | grep -c chain)" = 1 ]
	statewall leave --to nft
	[[ $(nft list table ip mangle) != *"chain sw."* ]]
	nft list table ip mangle | grep -q "xt target"
}

@test "adopt, leave --dry-run: says what would be done, and does nothing" {
	local before
	fill nftables
	before=$(kernel)
	statewall adopt --dry-run >"$T/out"
	[ "$(kernel)" = "$before" ]
	grep -qF -- '+ -A INPUT -i eth+ ! -s 10.0.0.0/9 -g ours' "$T/out" || grep -F -- '-g ours' "$T/out"
	grep -qF 'logged: -A ours' "$T/out"
	grep -q 'Nothing was changed.' "$T/out"
	statewall adopt
	before=$(kernel)
	statewall leave --to nft -n >"$T/out"
	statewall leave --to legacy -n >"$T/out"
	[ "$(kernel)" = "$before" ]
	[ -z "$(saves legacy)" ]
}

@test "adopt: nobody has rules" {
	run -0 statewall adopt
	[[ $output == Neither* ]]
	[ -z "$(kernel)" ]
}

@test "adopt: what nft has put into their tables is listed, and nothing is done" {
	nftables iptables -A INPUT -j ACCEPT
	nft add rule ip filter INPUT tcp dport '{ 22, 80 }' counter accept
	refuses "rule handle" adopt --from nft
	grep -q "set __set0 is none of iptables'" "$T/err"
	nft flush chain ip filter INPUT
	nft add rule ip filter INPUT ip length 100 counter accept
	refuses "a field that no iptables match looks at so" adopt
	refuses "a field that no iptables match looks at so" adopt --from nft
	nft flush chain ip filter INPUT
	nft add rule ip filter INPUT tcp dport 22 accept
	refuses "does not count as iptables' rules do" adopt --from nft
	nft flush chain ip filter INPUT
	nft add rule ip filter INPUT limit rate over 3/second counter accept
	refuses "its limit is over a rate" adopt --from nft
	nft flush chain ip filter INPUT
	nft add rule ip filter INPUT ct state new counter accept
	refuses "an expression that iptables-nft does not write" adopt --from nft
	nft flush chain ip filter INPUT
	nft add chain ip filter mine '{ type filter hook input priority 5; }'
	refuses "chain mine is not in a hook of iptables'" adopt --from nft
	nft delete chain ip filter mine
	nft add counter ip filter hits
	refuses "object hits is none of iptables'" adopt --from nft
	nft delete counter ip filter hits
	nft 'add table ip filter { flags dormant; }'
	refuses "the table is dormant" adopt --from nft
}

@test "adopt: a rule of nft's that iptables would have written alike is one" {
	nftables iptables -A INPUT -j ACCEPT
	nft add rule ip filter INPUT tcp dport 22 counter accept
	statewall adopt
	[ "$(rules)" = "-A INPUT -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT" ]
}

@test "adopt: what is said in other words here is told" {
	local long
	long=$(printf 'x%.0s' {1..65})
	nftables iptables -A INPUT -j NFLOG --nflog-prefix $long
	statewall adopt >"$T/out"
	if since 11; then	# it takes up to 127
		[ "$(rules)" = "-A INPUT -j NFLOG --nflog-prefix $long" ]
		return
	fi
	grep -qxF -- "- -A INPUT -j NFLOG --nflog-prefix $long" "$T/out"
	grep -qxF -- "+ -A INPUT -j NFLOG --nflog-prefix ${long:2}" "$T/out"
}

@test "adopt: rules on both sides" {
	nftables iptables -A INPUT -p tcp -j ACCEPT
	iptables -A INPUT -p udp -j ACCEPT
	iptables -t nat -A POSTROUTING -j MASQUERADE
	refuses "table filter of iptables: both have rules, and not the same" adopt
	# Another table is no reason; it stays as it is.
	iptables -F
	iptables -P FORWARD ACCEPT
	statewall adopt
	[ "$(rules)" = "-A INPUT -p tcp -j ACCEPT" ]
	[ "$(rules nat)" = "-A POSTROUTING -j MASQUERADE" ]
}

@test "adopt: rules of iptables-nft and of iptables-legacy" {
	nftables iptables -A INPUT -p tcp -j ACCEPT
	legacy iptables -A INPUT -p tcp -j ACCEPT
	says 2 "both have rules" statewall adopt
	statewall adopt --from legacy
	saves | grep -q -- "-A INPUT"
	statewall adopt
	[ "$(rules)" = "-A INPUT -p tcp -j ACCEPT" ]
	[ -z "$(saves nft)$(saves legacy)" ]
}

@test "adopt: without the right to read, that is what is said" {
	legacy iptables -A INPUT -p tcp -j ACCEPT
	says 1 "(you must be root)" setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$BINDIR/statewall" adopt
}

@test "adopt, leave: words and programs" {
	says 2 "neither nft nor legacy" statewall adopt --from arptables
	says 2 "says where to" statewall leave
	says 2 "--with needs --from" "$BINDIR/statewall" adopt --with /usr/sbin/xtables-nft-multi
	refuses "is statewall" adopt --from nft --with "$BINDIR/statewall"
	refuses "is not iptables-nft" adopt --from nft --with /usr/sbin/xtables-legacy-multi
	refuses "cannot run /nowhere" leave --to legacy --with /nowhere
	statewall adopt --help | grep -q -- "--from nft|legacy"
	"$BINDIR/statewall" help leave | grep -q -- "--to nft|legacy"
}

@test "adopt: a rule that we do not take is listed with its reason, all of them" {
	fill nftables
	wrapper nft ":"
	# Their save says what no plugin here knows.
	sed -i 's|^exec .*|/usr/sbin/xtables-nft-multi "$@" \| sed "s/-g ours/-m nonesuch -g ours/; s/ --syn/ --sin/"|' "$T/wrapper"
	refuses "nonesuch" adopt --from nft --with "$T/wrapper"
	[ "$(grep -c -- '-A ' "$T/err")" -ge 1 ]
}

@test "adopt: what somebody adds to iptables-nft meanwhile goes over too, chains and policies" {
	fill nftables
	N=2 wrapper nft "/usr/sbin/iptables-nft -N late; /usr/sbin/iptables-nft -A late -j DROP; /usr/sbin/iptables-nft -I INPUT 2 -j late; /usr/sbin/iptables-nft -t raw -A OUTPUT -j ACCEPT; /usr/sbin/iptables-nft -P FORWARD DROP"
	statewall adopt --from nft --with "$T/wrapper" >"$T/out"
	iptables -S INPUT 2 | grep -q -- "-j late"
	iptables -S FORWARD | grep -q -- "-P FORWARD DROP"
	[ "$(rules raw)" = "-A OUTPUT -j ACCEPT" ]
	[ "$(iptables-save | grep -c '^-A')" = 11 ]
	[ -z "$(saves nft)" ]
	grep -q "came meanwhile went over too" "$T/out"
	grep -q -- "-A late -j DROP" "$T/out"
	iptables-save -c | grep -q '\[7:700\] -A INPUT'
}

@test "adopt: who changes iptables-legacy meanwhile waits, and what he adds is there afterwards" {
	fill legacy
	N=2 wrapper legacy "(XTABLES_LOCKFILE=$XTABLES_LOCKFILE /usr/sbin/iptables-legacy -w -A OUTPUT -j DROP; >$T/added) >/dev/null 2>&1 & sleep 0.3; test ! -e $T/added || >$T/early"
	statewall adopt --from legacy --with "$T/wrapper"
	[ ! -e "$T/early" ]
	for _ in $(seq 50); do [ ! -e "$T/added" ] || break; sleep 0.1; done
	legacy_save iptables-save | grep -q -- "-A OUTPUT -j DROP"
	rules | grep -q -- "-g ours"
}

@test "adopt: who does not ask for the lock of iptables-legacy is merged" {
	fill legacy
	N=2 wrapper legacy "XTABLES_LOCKFILE=$T/another /usr/sbin/iptables-legacy -A OUTPUT -j DROP"
	statewall adopt --from legacy --with "$T/wrapper"
	rules | grep -q -- "-A OUTPUT -j DROP"
	[ -z "$(saves legacy)" ]
}

@test "leave: what somebody adds to ours meanwhile goes over too" {
	local kind
	for kind in nft legacy; do
		nft flush ruleset
		rm -f "$T/saves"
		fill iptables_or_ours
		N=2 wrapper $kind "$BINDIR/iptables -A OUTPUT -p 50 -j DROP; $BINDIR/iptables -D INPUT 3"
		statewall leave --to $kind --with "$T/wrapper" >"$T/out"
		saves $kind | grep -q -- "-A OUTPUT -p esp -j DROP"
		[[ $(saves $kind) != *"-g ours"* ]]
		[ -z "$(saves)" ]
		saves $kind | grep -q '\[7:700\] -A INPUT'
		grep -q "came meanwhile" "$T/out"
	done
}

@test "adopt, leave: killed at any moment, all rules are there, and it goes on" {
	local kind want pid dir
	for kind in nft legacy; do
		nft flush ruleset
		fill iptables_or_ours
		want=$(saves | sed 's/\[[0-9:]*\]//')
		for i in $(seq 12); do
			for dir in "leave --to $kind" "adopt --from $kind"; do
				"$BINDIR/statewall" $dir --run-dir "$T/run" >/dev/null 2>&1 3>&- &
				pid=$!
				sleep "0.0$((RANDOM % 10))"
				kill -9 $pid 2>/dev/null || true
				wait $pid || true
				# Their program may be at work still.
				while pgrep -s 0 "xtables-$kind-mul" >/dev/null; do sleep 0.05; done
				(saves; saves $kind) | sed 's/\[[0-9:]*\]//' >"$T/both"
				for line in $(echo "$want" | grep -- '^ -A' | tr ' ' '~'); do
					grep -qxF -- "${line//\~/ }" "$T/both" || { echo "lost: $line after $dir"; return 1; }
				done
				statewall $dir >"$T/out" 2>&1 || { cat "$T/out"; return 1; }
			done
			[ "$(saves | sed 's/\[[0-9:]*\]//')" = "$want" ]
			[ -z "$(saves $kind)" ]
		done
	done
}

@test "adopt, leave: not while a change waits, whose way back would leave no rules at all" {
	fill nftables
	saves nft >"$T/want"
	says 1 "a change waits to be confirmed" "$BINDIR/statewall" try --run-dir "$T/run" 60 adopt --from nft --run-dir "$T/run"
	saves nft | diff "$T/want" -
	statewall adopt
	"$BINDIR/statewall" try --run-dir "$T/run" 60 iptables -A OUTPUT -j ACCEPT
	says 1 "a change waits to be confirmed" statewall leave --to nft
	"$BINDIR/statewall" revert --run-dir "$T/run"
	statewall leave --to nft
	saves nft | sed 's/\[.*\]//' | diff <(sed 's/\[.*\]//' "$T/want") -
}

@test "adopt: maps are made of what comes, and given back as rules" {
	(echo "*filter"; for i in $(seq 300); do echo "-A INPUT -s 10.1.$((i / 250)).$((i % 250))/32 -p tcp -j ACCEPT"; done; echo COMMIT) |
		nftables iptables-restore
	saves nft >"$T/want"
	statewall adopt
	nft list table ip statewall-filter | grep -q "map sw.map"
	saves | diff "$T/want" -
	statewall leave --to nft
	saves nft | diff "$T/want" -
}
