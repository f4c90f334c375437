#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The shell's candidate: commands answer as they would, and commit makes it the kernel's, with what others have done since.
load ../lib/helper

shell() { "$BINDIR/statewall" shell --run-dir "$T/run" "$@"; }
both_saved() { { iptables-save -c; ip6tables-save -c; } | grep -v '^#'; }

# Types stdin into the shell, in a home of its own; what the terminal showed is in $T/seen. The last line leaves.
typed() {
	mkdir -p "$T/home"
	env -u XDG_STATE_HOME -u SUDO_USER -u SUDO_UID HOME="$T/home" timeout --foreground 60 \
		python3 "$BATS_TEST_DIRNAME/../lib/typist.py" "$BINDIR/statewall" shell --run-dir "$T/run" >"$T/seen"
}
seen() { grep -qF -- "$1" "$T/seen" || { echo "'$1' is not in:"; cat "$T/seen"; return 1; }; }
unseen() { run -1 grep -F -- "$1" "$T/seen"; }

# A shell that goes on while others do something: opened NAME; then say NAME LINE..., and closed NAME STATUS.
opened() {
	mkfifo "$T/$1.in"
	{ rc=0; shell <"$T/$1.in" >"$T/$1.out" 2>"$T/$1.err" || rc=$?; echo $rc >"$T/$1.rc"; } 3>&- &
	eval "exec {fd_$1}>\"$T/$1.in\""
}
# Each line is done when the list behind it has come.
say() {
	local fd=fd_$1 n
	printf '%s\n' "${@:2}" >&"${!fd}"
	n=$(grep -c '^-P OUTPUT' "$T/$1.out") || true
	echo 'iptables -t raw -S OUTPUT' >&"${!fd}"
	for i in {1..100}; do
		[ "$(grep -c '^-P OUTPUT' "$T/$1.out")" -gt "$n" ] && return
		sleep 0.05
	done
	return 1
}
closed() {
	local fd=fd_$1
	(echo quit >&"${!fd}") 2>/dev/null || true	# it may have ended
	eval "exec ${!fd}>&-"
	for i in {1..100}; do [ -s "$T/$1.rc" ] && break; sleep 0.05; done
	[ "$(cat "$T/$1.rc")" = "$2" ] || { echo "status $(cat "$T/$1.rc"):"; cat "$T/$1.err"; return 1; }
}

teardown() { "$BINDIR/statewall" revert --run-dir "$T/run" >/dev/null 2>&1 || true; }

# Rules with counters, in both families.
prepare() {
	iptables-restore -c <<-'EOF'
		*filter
		:INPUT ACCEPT [5:500]
		:FORWARD ACCEPT [0:0]
		:OUTPUT ACCEPT [0:0]
		:one - [0:0]
		[7:700] -A INPUT -s 192.0.2.1/32 -j DROP
		[8:800] -A INPUT -j one
		[9:900] -A one -p tcp -m tcp --dport 22 -j ACCEPT
		COMMIT
	EOF
	ip6tables-restore -c <<-'EOF'
		*filter
		:INPUT ACCEPT [0:0]
		:FORWARD DROP [3:300]
		:OUTPUT ACCEPT [0:0]
		[4:400] -A INPUT -s 2001:db8::1/128 -j ACCEPT
		COMMIT
	EOF
}

@test "lines change the candidate, and no kernel hears of it" {
	prepare
	kernel >"$T/was"
	shell >"$T/out" <<-'EOF'
		begin
		-A INPUT -s 198.51.100.1,198.51.100.2 -j DROP
		-C INPUT -s 198.51.100.2 -j DROP
		-N two
		-A two -j RETURN
		-E two three
		-E three four
		-A INPUT -j four
		-P INPUT DROP
		-S INPUT
		-D INPUT 1
		-L INPUT -nv --line-numbers
		ip6tables -t mangle -A FORWARD -j MARK --set-mark 1
		ip6tables -t mangle -S FORWARD
		abandon
		-S INPUT
	EOF
	diff "$T/out" - <<-'EOF'
		-P INPUT DROP
		-A INPUT -s 192.0.2.1/32 -j DROP
		-A INPUT -j one
		-A INPUT -s 198.51.100.1/32 -j DROP
		-A INPUT -s 198.51.100.2/32 -j DROP
		-A INPUT -j four
		Chain INPUT (policy DROP 0 packets, 0 bytes)
		num   pkts bytes target     prot opt in     out     source               destination         
		1        8   800 one        0    --  *      *       0.0.0.0/0            0.0.0.0/0           
		2        0     0 DROP       0    --  *      *       198.51.100.1         0.0.0.0/0           
		3        0     0 DROP       0    --  *      *       198.51.100.2         0.0.0.0/0           
		4        0     0 four       0    --  *      *       0.0.0.0/0            0.0.0.0/0           
		-P FORWARD ACCEPT
		-A FORWARD -j MARK --set-xmark 0x1/0xffffffff
		-P INPUT ACCEPT
		-A INPUT -s 192.0.2.1/32 -j DROP
		-A INPUT -j one
	EOF
	kernel | diff "$T/was" -
}

@test "commit: both families and every table, one transaction; what stays counts on" {
	local pid
	prepare
	nft monitor >"$T/monitor" 3>&- &
	pid=$!
	sleep 0.5
	shell <<-'EOF'
		begin
		both -I INPUT -p tcp --dport 443 -j ACCEPT
		-t nat -A POSTROUTING -o ppp0 -j MASQUERADE
		-D INPUT -s 192.0.2.1 -j DROP
		-A one -j DROP
		commit
	EOF
	sleep 0.5
	kill $pid
	[ "$(grep -c 'new generation' "$T/monitor")" = 1 ]
	# Four rules come and one goes; nobody touches the others.

	[ "$(grep -cE '(add|insert) rule' "$T/monitor")" = 4 ]
	[ "$(grep -c 'delete rule' "$T/monitor")" = 1 ]
	diff <(both_saved) - <<-'EOF'
		*filter
		:INPUT ACCEPT [5:500]
		:FORWARD ACCEPT [0:0]
		:OUTPUT ACCEPT [0:0]
		:one - [0:0]
		[0:0] -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT
		[8:800] -A INPUT -j one
		[9:900] -A one -p tcp -m tcp --dport 22 -j ACCEPT
		[0:0] -A one -j DROP
		COMMIT
		*nat
		:PREROUTING ACCEPT [0:0]
		:INPUT ACCEPT [0:0]
		:OUTPUT ACCEPT [0:0]
		:POSTROUTING ACCEPT [0:0]
		[0:0] -A POSTROUTING -o ppp0 -j MASQUERADE
		COMMIT
		*filter
		:INPUT ACCEPT [0:0]
		:FORWARD DROP [3:300]
		:OUTPUT ACCEPT [0:0]
		[0:0] -A INPUT -p tcp -m tcp --dport 443 -j ACCEPT
		[4:400] -A INPUT -s 2001:db8::1/128 -j ACCEPT
		COMMIT
	EOF
}

@test "counters: -Z, -c and -R as they would; packets that come meanwhile are not lost" {
	ip link set lo up
	iptables -A OUTPUT -d 127.0.0.1 -p udp --dport 9 -c 100 1000
	iptables -A OUTPUT -d 127.0.0.1 -p udp --dport 10 -c 50 500
	iptables -A OUTPUT -d 127.0.0.1 -p udp --dport 11 -c 20 200
	opened a
	say a begin '-Z OUTPUT 1' '-R OUTPUT 3 -d 127.0.0.1 -p udp --dport 11 -c 7 70' '-P FORWARD DROP'
	for port in 9 9 10; do echo x >/dev/udp/127.0.0.1/$port; done
	say a commit
	closed a 0
	iptables -S OUTPUT -v | grep -o 'dport.*' | diff - <(echo 'dport 9 -c 2 60'; echo 'dport 10 -c 51 530'; echo 'dport 11 -c 7 70')
}

@test "show, diff, check" {
	prepare
	shell >"$T/out" <<-'EOF'
		begin
		diff
		check
		-D INPUT 1
		ip6tables -A INPUT -j DROP
		diff
		show
		save
		check
		commit
	EOF
	undated "$T/out"
	{ iptables-save; ip6tables-save; iptables-save; } >"$T/saved"
	undated "$T/saved"
	{ cat; cat "$T/saved"; echo 'The kernel would take it.'; } >"$T/want" <<-'EOF'
		The kernel would take it.
		--- begin (IPv4)
		+++ candidate (IPv4)
		@@ filter INPUT -1,2 +1,1 @@
		- -A INPUT -s 192.0.2.1/32 -j DROP
		  -A INPUT -j one
		--- begin (IPv6)
		+++ candidate (IPv6)
		@@ filter INPUT -1,1 +1,2 @@
		  -A INPUT -s 2001:db8::1/128 -j ACCEPT
		+ -A INPUT -j DROP
	EOF
	diff "$T/want" "$T/out"
}

@test "a line that is refused changes nothing of the candidate" {
	prepare
	# After each error a script ends, a terminal goes on.
	typed <<-'EOF'
		begin
		-A INPUT -s 203.0.113.1 -j DROP
		-D INPUT -s 192.0.2.1,203.0.113.9 -j DROP
		both -A one -j ACCEPT
		-A INPUT -j nowhere
		-A INPUT -j MASQUERADE
		-N one
		-X one
		-I INPUT 9 -j DROP
		-R INPUT 9 -j DROP
		-E INPUT x
		diff
		commit
		quit
	EOF
	seen "Bad rule"
	seen "ip6tables: No chain/target/match by that name."
	seen "Chain 'nowhere' does not exist"
	seen "Chain already exists."
	seen "CHAIN_DEL failed (Device or resource busy): chain one"
	seen "Index of insertion too big."
	seen "Index of replacement too big."
	[ "$(iptables -S INPUT)" = $'-P INPUT ACCEPT\n-A INPUT -s 192.0.2.1/32 -j DROP\n-A INPUT -j one\n-A INPUT -s 203.0.113.1/32 -j DROP' ]
	[ "$(iptables -S one)" = $'-N one\n-A one -p tcp -m tcp --dport 22 -j ACCEPT' ]
	[ "$(ip6tables -S INPUT)" = $'-P INPUT ACCEPT\n-A INPUT -s 2001:db8::1/128 -j ACCEPT' ]
}

@test "a line that is refused leaves no table behind" {
	typed <<-'EOF'
		begin
		-t nat -A PREROUTING -j MASQUERADE
		-t raw -I PREROUTING 3 -j DROP
		-P OUTPUT DROP
		commit
		quit
	EOF
	seen "MASQUERADE works in POSTROUTING only"
	[ "$(kernel | grep -c '^table')" = 1 ]
	kernel | grep 'chain OUTPUT'
}

@test "load goes into the candidate, whole or not at all" {
	prepare
	iptables-save -c >"$T/old"
	printf '*filter\n:new - [0:0]\n-A INPUT -j new\nCOMMIT\n' >"$T/good"
	printf '*filter\n-A INPUT -j DROP\n-A INPUT -j nowhere\nCOMMIT\n' >"$T/bad"
	run -2 shell < <(printf 'begin\nload %s\n' "$T/bad")
	[[ $output == *"nowhere"*"line 2: $T/bad was not loaded"* ]]
	typed < <(printf '%s\n' begin "load $T/bad" '-S INPUT' commit quit)
	seen "-A INPUT -s 192.0.2.1/32 -j DROP"
	iptables-save -c | grep -v '^#' | diff - <(grep -v '^#' "$T/old")
	shell < <(printf '%s\n' begin "load $T/good" "save $T/saved" commit)
	[ "$(iptables -S)" = $'-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N new\n-A INPUT -j new' ]
	grep -v '^#' "$T/saved" | diff - <(iptables-save | grep -v '^#')
}

@test "what others have done since stays, and is told" {
	prepare
	opened a
	say a begin '-A INPUT -s 203.0.113.1 -j DROP' '-D one 1'
	iptables -I INPUT 2 -s 198.51.100.7 -j ACCEPT
	iptables -N DOCKER
	iptables -A FORWARD -j DOCKER
	ip6tables -P INPUT DROP
	ip6tables -t nat -A POSTROUTING -j MASQUERADE
	say a check commit
	closed a 0
	[ "$(grep -c 'Others have changed rules since begin: what they did stays.' "$T/a.err")" = 2 ]
	diff <(both_saved | grep -v -e '^:' -e COMMIT) - <<-'EOF'
		*filter
		[7:700] -A INPUT -s 192.0.2.1/32 -j DROP
		[0:0] -A INPUT -s 198.51.100.7/32 -j ACCEPT
		[8:800] -A INPUT -j one
		[0:0] -A INPUT -s 203.0.113.1/32 -j DROP
		[0:0] -A FORWARD -j DOCKER
		*filter
		[4:400] -A INPUT -s 2001:db8::1/128 -j ACCEPT
		*nat
		[0:0] -A POSTROUTING -j MASQUERADE
	EOF
	[ "$(ip6tables -S INPUT | head -n 1)" = "-P INPUT DROP" ]
}

@test "what does not go together is told, and nothing is done" {
	prepare
	iptables -N away
	opened a
	say a begin '-A away -j LOG' '-A INPUT -j away' 'ip6tables -A INPUT -j DROP'
	iptables -X away
	kernel >"$T/was"
	echo commit >&"$fd_a"
	closed a 1
	kernel | diff "$T/was" -
	grep -qF 'Nothing is changed; these rules have no place:' "$T/a.err"
	grep -qxF '  iptables -t filter -A away -j LOG' "$T/a.err"
	grep -qxF '  iptables -t filter -A INPUT -j away' "$T/a.err"
	grep -qF 'The candidate was not committed: it is abandoned.' "$T/a.err"
	# The other way: it takes away a chain in which others have put something.
	opened b
	say b begin '-F' '-X'
	iptables -A one -j RETURN
	kernel >"$T/was"
	echo check >&"$fd_b"
	closed b 1
	kernel | diff "$T/was" -
	grep -qxF '  iptables -t filter -A one -j RETURN' "$T/b.err"
}

@test "two shells at once: both changes are there" {
	prepare
	opened a
	opened b
	say a begin '-A INPUT -s 203.0.113.1 -j DROP' 'ip6tables -A INPUT -j LOG'
	say b begin '-I INPUT -s 203.0.113.2 -j DROP' '-A one -j LOG'
	say a commit
	say b commit
	closed a 0
	closed b 0
	[ "$(iptables -S INPUT | tail -n +2)" = "$(printf '%s\n' '-A INPUT -s 203.0.113.2/32 -j DROP' '-A INPUT -s 192.0.2.1/32 -j DROP' '-A INPUT -j one' '-A INPUT -s 203.0.113.1/32 -j DROP')" ]
	iptables -C one -j LOG
	ip6tables -C INPUT -j LOG
}

@test "what the kernel alone knows: check and commit say it, with the line" {
	prepare
	kernel >"$T/was"
	run -4 shell < <(printf '%s\n' begin '-N a' '-N b' '-A a -j b' '-A b -j a' '-A INPUT -j a' check)
	[[ $output == *"line 7: RULE_APPEND failed (Too many links): rule in chain b"*"IPv4: "*"-A b -j a"* ]]
	run -4 shell < <(printf '%s\n' begin '-N a' '-N b' '-A a -j b' '-A b -j a' '-A INPUT -j a' commit)
	kernel | diff "$T/was" -
}

@test "words that are wrong are told" {
	stops() {
		local rc=0
		printf '%b\n' "$3" | shell >"$T/out" 2>&1 || rc=$?
		output=$(cat "$T/out")
		[ $rc = "$1" ] || { echo "$3: status $rc: $output"; return 1; }
		[[ $output == *"$2"* ]] || { echo "$3: $output"; return 1; }
	}
	stops 1 "line 1: no candidate is open: begin opens one" commit
	stops 1 "no candidate is open" show
	stops 1 "no candidate is open" diff
	stops 1 "no candidate is open" check
	stops 1 "no candidate is open" abandon
	stops 1 "line 2: a candidate is open already" 'begin\nbegin'
	stops 2 "begin takes no word" 'begin now'
	stops 2 "commit takes no such word: later" 'begin\ncommit later'
	stops 2 "takes a number of seconds" 'begin\ncommit confirm'
	stops 2 "is no number of seconds" 'begin\ncommit confirm x'
	stops 2 "did you mean commit?" 'comit'
}

@test "leaving with an open candidate" {
	prepare
	kernel >"$T/was"
	run -1 shell < <(printf 'begin\n-F\n')
	[[ $output == *"The candidate was not committed: it is abandoned."* ]]
	run -0 shell < <(printf 'begin\n-S INPUT\nquit\n')
	[[ $output != *abandoned* ]]
	typed <<-'EOF'
		begin
		-A INPUT -j DROP
		-A half\x03
		-A INPUT -j LOG
		\x04
		-S INPUT
		quit
		quit
	EOF
	seen "statewall ip filter candidate> "
	seen "-A INPUT -j LOG"
	[ "$(grep -c 'Once more, and it is lost' "$T/seen")" = 2 ]
	[ "$(grep -c 'it is abandoned' "$T/seen")" = 1 ]
	kernel | diff "$T/was" -
}

@test "completion knows the words" {
	typed < <(printf '%s\n' 'fam\t' 'bo\t' '' 'beg\t' '' 'comm\t' 'con\t' x 'both -P FOR\t' 'DR\t' '' quit quit)
	seen "statewall both filter> begin"
	seen "statewall both filter candidate> commit confirm x"
	seen "statewall both filter candidate> both -P FORWARD DROP"
}

@test "completion offers the candidate's chains and rules, not the kernel's" {
	iptables -N kernelside
	typed <<-'EOF'
		begin
		-N newchain
		-A newchain -s 192.0.2.7 -j DROP
		-A newchain -s 192.0.2.8 -j DROP
		-X kernelside
		-A INPUT -j newc\t
		\x03
		-A FORWARD -g kern\t
		\x03
		-D newch\t\t\t
		\x03
		ip6tables -N sixth
		ip6tables -A INPUT -j six\t
		\x03
		abandon
		-A OUTPUT -j kern\t
		\x03
		quit
	EOF
	seen "-A INPUT -j newchain"
	seen "1  2"
	seen "ip6tables -A INPUT -j sixth"
	unseen "-g kernelside"
	seen "-A OUTPUT -j kernelside"
}

@test "commit confirm: a time-out takes it back, and it is a candidate still" {
	prepare
	both_saved >"$T/was"
	typed <<-'EOF'
		begin
		-P INPUT DROP
		-D INPUT 1
		commit confirm 2
		diff
		abandon
		quit
	EOF
	seen "2 seconds "
	seen "The change is taken back."
	seen "The candidate is still open."
	seen "+ :INPUT DROP"
	both_saved | diff "$T/was" -
}

@test "commit confirm in a script: statewall confirm keeps it" {
	prepare
	shell < <(printf 'begin\n-D INPUT 1\ncommit confirm 30\n') 2>"$T/err"
	grep -q 'taken back in 30 seconds unless' "$T/err"
	run -1 shell < <(printf 'begin\n-F\ncommit confirm 30\n')
	[[ $output == *"another change waits to be confirmed"* ]]
	"$BINDIR/statewall" confirm --run-dir "$T/run"
	[ "$(iptables -S INPUT)" = $'-P INPUT ACCEPT\n-A INPUT -j one' ]
}

@test "rules that nobody can read: no candidate" {
	iptables -A INPUT -j ACCEPT
	nft add rule ip statewall-filter INPUT numgen inc mod 3 0 drop
	run -4 shell < <(echo begin)
	[[ $output == *"nobody can read as iptables rules"* ]]
}

@test "a candidate answers as the kernel does" {
	# The same lines, one by one into the kernel and all of them into a candidate.
	python3 "$BATS_TEST_DIRNAME/../lib/edits.py" 7 150 >"$T/lines"
	while read -r line; do
		# shellcheck disable=SC2086
		if iptables $line >>"$T/direct" 2>/dev/null; then echo "$line" >>"$T/taken"; fi
	done <"$T/lines"
	[ "$(wc -l <"$T/taken")" -gt 80 ]
	both_saved >"$T/want"
	nft flush ruleset
	{ echo begin; cat "$T/taken"; echo commit; } | shell >"$T/out"
	diff "$T/direct" "$T/out"
	both_saved | diff "$T/want" -
}

@test "ten thousand rules are quick" {
	{ echo '*filter'; for i in {1..10000}; do echo "-A INPUT -s 10.0.$((i / 250)).$((i % 250)) -p tcp --dport $((i % 60000 + 1)) -j ACCEPT"; done; echo COMMIT; } | iptables-restore
	SECONDS=0
	shell < <(printf '%s\n' begin '-I INPUT 5000 -j LOG' '-C INPUT -j LOG' '-D INPUT 7' check commit)
	[ $SECONDS -lt 10 ]
	[ "$(iptables -S INPUT | wc -l)" = 10001 ]
	[ "$(iptables -S INPUT 4999)" = "-A INPUT -j LOG" ]
	# and so are as many lines
	SECONDS=0
	{ echo begin; echo '-F'; for i in {1..10000}; do echo "-A INPUT -s 10.1.$((i / 250)).$((i % 250)) -j DROP"; done; echo commit; } | shell
	[ $SECONDS -lt 10 ]
	[ "$(iptables -S INPUT | wc -l)" = 10001 ]
}
