#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall shell: scripts, and lines typed on a terminal, where nothing but quit ends it.
load ../lib/helper

shell() { "$BINDIR/statewall" shell "$@"; }

# Types stdin into the shell, in a home of its own; what the terminal showed is in $T/seen.
typed() {
	mkdir -p "$T/home"
	env -u XDG_STATE_HOME -u SUDO_USER -u SUDO_UID HOME="$T/home" "$@" \
		python3 "$BATS_TEST_DIRNAME/../lib/typist.py" "$BINDIR/statewall" shell >"$T/seen"
}
seen() { grep -qF -- "$1" "$T/seen" || { echo "'$1' is not in:"; cat "$T/seen"; return 1; }; }

@test "a script: with and without the word, both families, a default table" {
	shell >"$T/out" <<-'EOF'
		# a comment, then an empty line

		-A INPUT -p tcp --dport 22 -j ACCEPT
		iptables -N mine
		/sbin/iptables -A INPUT -j mine
		sudo ip6tables -A INPUT -p tcp --dport 23 -j DROP
		table nat
		-A POSTROUTING -o ppp0 -j MASQUERADE
		-t filter -A mine -m comment --comment "a b" -j DROP
		family ip6
		-t filter -S INPUT
		table
		family
		quit
		-A never
	EOF
	printf '%s\n' "-P INPUT ACCEPT" "-A INPUT -p tcp -m tcp --dport 23 -j DROP" nat ip6 | diff - "$T/out"
	diff - <(iptables -S) <<-'EOF'
		-P INPUT ACCEPT
		-P FORWARD ACCEPT
		-P OUTPUT ACCEPT
		-N mine
		-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		-A INPUT -j mine
		-A mine -m comment --comment "a b" -j DROP
	EOF
	[ "$(iptables -t nat -S POSTROUTING | tail -n 1)" = "-A POSTROUTING -o ppp0 -j MASQUERADE" ]
}

@test "words join as in sh" {
	cat >"$T/lines" <<-'EOF'
		-A INPUT -m comment --comment 'a b' -j DROP # why
		-A INPUT -m comment --comment "it's" -j DROP
		-A INPUT -m comment --comment 'it'\''s "so"' -j DROP
		-A INPUT -m comment --comment a\ b"c d"'e f' -j DROP
		-A INPUT -m comment --comment '' -j DROP
		-A INPUT -m comment --comment '$x `y` \' -j DROP
		-A INPUT -j LOG --log-prefix='a b'
	EOF
	{ cat "$T/lines"; echo "# it's a comment"; } | shell
	iptables -S INPUT | tail -n +2 >"$T/ours"
	# What bash makes of the same words, and what the shell makes of our list.
	iptables -F
	while read -r line; do eval "iptables $line"; done <"$T/lines"
	iptables -S INPUT | tail -n +2 | diff - "$T/ours"
	[ "$(wc -l <"$T/ours")" = 7 ]
	iptables -F
	shell <"$T/ours"
	iptables -S INPUT | tail -n +2 | diff "$T/ours" -
}

# stops STATUS LINE TEXT SCRIPT: the script ends so, at that line, and what stands behind is not run.
stops() {
	local rc=0
	printf '%b\n-N too-late\n' "$4" | shell >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = "$1" ] || { echo "$4: status $rc: $(cat "$T/err")"; return 1; }
	grep -q "line:* $2\b" "$T/err" || { echo "$4: no line $2: $(cat "$T/err")"; return 1; }
	grep -qF -- "$3" "$T/err" || { echo "$4: no '$3': $(cat "$T/err")"; return 1; }
	run -1 iptables -S too-late
}

@test "a script stops at its first error and says where" {
	stops 2 2 'unknown option "--dport"' '-N a\n-A INPUT --dport 22 -j ACCEPT'
	stops 2 1 'Bad state "X"' '-A INPUT -m state --state X -j ACCEPT'
	stops 2 1 "Chain 'nope' does not exist" '-A INPUT -j nope'
	stops 1 3 "No chain/target/match by that name." '\n#\n-L nope'
	stops 1 1 "Bad rule" '-D INPUT -j DROP'
	stops 2 1 "no command foo" 'foo'
	stops 2 1 "did you mean save FILE?" 'iptables-save'
	stops 3 1 "no table foo" 'table foo'
	stops 2 1 "no family foo" 'family foo'
	stops 1 1 "was not loaded" "load $T/none"
	stops 1 1 "cannot write" "save $T/none/x"
	stops 2 1 "unterminated quote" '-A "x'
	stops 2 1 "unterminated quote" "-A 'x"
	stops 2 2 'Bad state "a b"' "\n-A INPUT -m state --state 'a b' -j DROP"
	stops 2 1 "NUL byte" 'a\0b'
}

@test "save and load" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	ip6tables -A INPUT -s 2001:db8::1 -j DROP
	printf 'save %s\nfamily ip6\nsave %s\n-F\nfamily ip\n-F\n' "$T/r4" "$T/r6" | shell
	[ "$(stat -c %a "$T/r4")" = 600 ]
	[ -z "$(rules)" ]
	printf 'load %s\nfamily ip6\nload %s\n' "$T/r4" "$T/r6" | shell
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	ip6tables -C INPUT -s 2001:db8::1 -j DROP
	chmod 640 "$T/r4"
	ln -s r4 "$T/link"
	printf 'save %s\nsave /dev/null\nsave\n' "$T/link" | shell >"$T/out"
	[ -L "$T/link" ]
	[ "$(stat -c %a "$T/r4")" = 640 ]
	undated "$T/r4" "$T/out"
	diff "$T/r4" "$T/out"
	[ "$(ls -A "$T" | grep -c '^r4')" = 1 ]
}

@test "save: a file keeps its owner and mode; a device or a pipe is written, not replaced, and not waited for" {
	local rc=0
	iptables -A INPUT -s 192.0.2.1 -j DROP
	: >"$T/f"
	chown 1:2 "$T/f"
	chmod 640 "$T/f"
	echo "save $T/f" | shell
	[ "$(stat -c '%u:%g %a' "$T/f")" = "1:2 640" ]
	mkfifo "$T/fifo"
	echo "save $T/fifo" | timeout -k 1 10 "$BINDIR/statewall" shell 2>"$T/err" || rc=$?
	[ "$rc $(cat "$T/err")" = "1 statewall shell: line 1: cannot write $T/fifo: nobody reads it" ]
	cat "$T/fifo" >"$T/got" 3>&- &
	sleep 0.2
	echo "save $T/fifo" | shell
	wait $!
	[ -p "$T/fifo" ]
	mknod "$T/null" c 1 3
	ln -s null "$T/link"
	printf 'save %s\nsave %s\n' "$T/link" "$T/link" | shell
	[ -c "$T/null" ]
	[ -L "$T/link" ]
	undated "$T/f" "$T/got"
	diff "$T/f" "$T/got"
	ln -s nowhere "$T/dangling"
	rc=0; echo "save $T/dangling" | shell 2>"$T/err" || rc=$?
	[ "$rc $(cat "$T/err")" = "1 statewall shell: line 1: cannot write $T/dangling: a link to what is not there" ]
	[ -L "$T/dangling" ]
	# What it writes is what the kernel holds, also for who types on a terminal.
	iptables -A INPUT -m comment --comment $'a\e[31m' -j DROP
	typed <<-EOF
		save $T/typed
		quit
	EOF
	grep -qF $'"a\e[31m"' "$T/typed"
}

@test "save killed before any of its system calls: the old file or the new, and nothing stays behind" {
	command -v strace >/dev/null || skip "no strace"
	mkdir "$T/dir"
	echo old >"$T/dir/f"
	iptables -A INPUT -j DROP
	echo "save $T/dir/f" >"$T/script"
	traced() { ASAN_OPTIONS=detect_leaks=0 strace -f -qq "$@" "$BINDIR/statewall" shell <"$T/script"; }
	traced -o "$T/trace"
	awk '{ sub(/^[0-9]+ +/, ""); sub(/\(.*/, "") } /^(openat|write|fchmod|fsync|flock|rename|unlink|close)$/ { print $0, ++n[$0] }' "$T/trace" >"$T/calls"
	grep -qx 'rename 1' "$T/calls"
	while read -r call n; do
		echo old >"$T/dir/f"
		traced -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" >/dev/null 2>&1 || true
		[ "$(cat "$T/dir/f")" = old ] || tail -n 1 "$T/dir/f" | grep -q '^# Completed'
		shell <"$T/script"
		[ "$(ls -A "$T/dir")" = f ] || { echo "killed before $call $n: $(ls -A "$T/dir")"; return 1; }
	done <"$T/calls"
}

@test "a save that would lose a rule leaves the old file" {
	iptables -A INPUT -j DROP
	echo old >"$T/f"
	nft add rule ip ${PREFIX}filter INPUT ip ttl 3 ip ecn set 1 counter meta iifkind veth accept
	rc=0
	echo "save $T/f" | shell 2>"$T/err" || rc=$?
	[ $rc = 4 ]
	[ "$(cat "$T/f")" = old ]
}

@test "typed: the prompt follows, a bad line ends nothing" {
	typed <<-'EOF'
		-A INPUT -p tcp --dport 22 -j ACEPT
		-A INPUT –p tcp –dport 22 -j ACCEPT
		-A INPUT -m state --state INVAID -j DROP
		-A INPUT -j LOG --log-prefix 'a b'
		foo
		table nat
		family ip6
		-A OUTPUT -j ACCEPT
		quit
	EOF
	seen "hint: no such target or chain: did you mean ACCEPT?"
	seen "begins with an en dash (U+2013): write \`--dport'"
	seen "                                     ^^^^^^"
	seen "hint: one of INVALID, NEW, ESTABLISHED, RELATED, UNTRACKED"
	iptables -C INPUT -j LOG --log-prefix "a b"
	seen "no command foo"
	seen "statewall ip filter> "
	seen "statewall ip nat> "
	seen "statewall ip6 nat> -A OUTPUT"
	[ "$(ip6tables -t nat -S OUTPUT | tail -n 1)" = "-A OUTPUT -j ACCEPT" ]
}

@test "typed: Ctrl-C gives up a line and no more, Ctrl-D leaves" {
	typed <<-'EOF'
		-N one
		-N two\x03
		\x03
		\x12-N o\x03
		-N three
		-N f\x04\x03
		\x04
	EOF
	iptables -S one
	iptables -S three
	[ "$(iptables -S | grep -c '^-N')" = 2 ]
}

@test "typed: after Ctrl-C the prompt is back at once: no key is lost to a wait" {
	SECONDS=0
	typed < <(for _ in {1..20}; do printf '%s\n' '-N a\x03'; done; echo quit) >"$T/seen"
	[ $SECONDS -lt 8 ]
	[ "$(grep -o '> ' "$T/seen" | wc -l)" -ge 21 ]
}

@test "typed: completion of what there is" {
	iptables -N webserver
	iptables -t nat -N webnat
	typed <<-'EOF'
		-A INPUT -p tcp -j webs\t
		\x03
		-t nat -A PREROUTING -j webn\t
		\x03
		-A FORW\t
		\x03
		-A INPUT -m connt\t
		\x03
		-A INPUT -m conntrack --ctor\t
		\x03
		-A INPUT -p tcp --dp\t
		\x03
		-t nat -A POSTROUTING -j MASQ\t
		\x03
		-A INPUT -j REJECT --rej\t
		\x03
		--appe\t
		\x03
		-P INPUT DR\t
		\x03
		table mang\t
		\x03
		-A INPUT -i l\t
		\x03
		load /etc/hostn\t
		\x03
		quit
	EOF
	seen "-j webserver"
	seen "-j webnat"
	seen "-A FORWARD"
	seen "-m conntrack"
	seen "--ctorig"
	seen "--dport"
	seen "MASQUERADE"
	seen "--reject-with"
	seen "--append"
	seen "-P INPUT DROP"
	seen "table mangle"
	seen "-i lo"
	seen "/etc/hostname"
}

@test "typed: history is private, and none when elevated" {
	printf -- '-N one\nquit\n' | typed
	[ "$(stat -c %a "$T/home/.statewall_history")" = 600 ]
	printf -- '-N one\nquit\n' | diff - "$T/home/.statewall_history"
	chmod 644 "$T/home/.statewall_history"
	printf -- ' -N secret\n-N two\n-N two\n\nquit\n' | typed
	[ "$(stat -c %a "$T/home/.statewall_history")" = 600 ]
	printf -- '-N one\nquit\n-N two\nquit\n' | diff - "$T/home/.statewall_history"
	mkdir "$T/state"
	printf -- 'quit\n' | typed XDG_STATE_HOME="$T/state"
	[ "$(stat -c %a "$T/state/statewall/history")" = 600 ]
	[ "$(stat -c %a "$T/state/statewall")" = 700 ]
	rm -rf "$T/home"
	printf -- 'help\nquit\n' | typed SUDO_UID=1000
	[ -z "$(ls -A "$T/home")" ]
	chown 1:1 "$T/home"
	printf -- 'help\nquit\n' | typed
	[ -z "$(ls -A "$T/home")" ]
	chown 0:0 "$T/home"
	ln -s /dev/full "$T/home/.statewall_history"
	printf -- 'help\nquit\n' | typed
	[ -L "$T/home/.statewall_history" ]
}

@test "typed: a history that has grown is shortened by a new file in its place" {
	mkdir "$T/home"
	for n in {1..2100}; do echo "-N chain$n"; done >"$T/home/.statewall_history"
	chmod 600 "$T/home/.statewall_history"
	echo quit | typed
	[ "$(wc -l <"$T/home/.statewall_history")" = 1001 ]
	[ "$(tail -n 1 "$T/home/.statewall_history") $(stat -c %a "$T/home/.statewall_history")" = "quit 600" ]
	[ "$(ls -A "$T/home")" = .statewall_history ]
	rm "$T/home/.statewall_history"
	mkfifo "$T/home/.statewall_history"
	echo quit | typed timeout 20
	[ -p "$T/home/.statewall_history" ]
}

@test "what another process does between two lines is seen" {
	mkfifo "$T/in"
	shell <"$T/in" >"$T/out" 3>&- &
	pid=$!
	exec 4>"$T/in"
	echo "-S" >&4
	sleep 0.3
	iptables -N outside
	printf -- '-A outside -j DROP\n-S outside\n' >&4
	exec 4>&-
	wait $pid
	[ "$(tail -n 1 "$T/out")" = "-A outside -j DROP" ]
}

@test "arguments" {
	run -0 shell --help
	run -2 shell --nope
}

@test "typed: values, numbers, only targets that may stand there" {
	iptables -N mine
	iptables -A mine -p tcp --dport 22 -j ACCEPT
	typed <<-'EOF'
		-A INPUT -m state --state \t\t
		\x03
		-A INPUT -j \t\t
		\x03
		-A INPUT -m state --state NEW,EST\t -j AC\t

		-D mine 1\t

		-A INPUT -m comment --comment "a b" -j mi\t

		save /etc/hostn\t
		\x03
		quit
	EOF
	seen "--state NEW,ESTABLISHED -j ACCEPT"
	seen "UNTRACKED"
	run -1 grep -q -- '--state -' "$T/seen"
	run -1 grep -qw "ULOG\|NAT\|standard\|DNAT" "$T/seen"
	seen "save /etc/hostname"
	rules | diff - <(printf '%s\n' "-A INPUT -m state --state NEW,ESTABLISHED -j ACCEPT" '-A INPUT -m comment --comment "a b" -j mine')
}
