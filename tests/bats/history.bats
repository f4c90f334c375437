#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall history and undo: what is remembered, what is not, and the way back from it.
load ../lib/helper

on_terminal() { "$BATS_TEST_DIRNAME/../lib/on-terminal" "$@"; }
statewall() { "$BINDIR/statewall" "$@"; }
# What somebody types.
type_() { on_terminal -- "$BINDIR/$1" "${@:2}"; }
history() { statewall history "$@"; }
undo() { statewall undo "$@"; }

both_saved() { { iptables-save -c; ip6tables-save -c; } | grep -v '^#' || true; }
remembered() { compgen -G "$STATEWALL_HISTORY/*.*" | wc -l || true; }
# The commands of the history, one a line.
commands() { history | sed -n 's/^ *[0-9][0-9]*  [0-9-]* [0-9:]*  [^ ]*  //p'; }

# ---- what is remembered --------------------------------------------------------------------------

@test "a command on a terminal is remembered: who, when, which, what" {
	type_ iptables -A INPUT -p tcp --dport 22 -m comment --comment "it's mine" -j ACCEPT
	type_ iptables -N mine
	type_ iptables -P FORWARD DROP
	type_ ip6tables -t nat -A POSTROUTING -o eth9 -j MASQUERADE
	run -0 history
	[[ $output =~ "    1  "$(date +%F)" "[0-9:]{8}"  root  iptables -A INPUT -p tcp --dport 22 -m comment --comment 'it'"[\\]"''s mine' -j ACCEPT" ]]
	[[ $output == *"       + iptables -A INPUT -p tcp -m tcp --dport 22 -m comment --comment \"it"* ]]
	[[ $output == *"       + iptables -N mine"* ]]
	[[ $output == *"       - iptables -P FORWARD ACCEPT"*"       + iptables -P FORWARD DROP"* ]]
	[[ $output == *"       + ip6tables -t nat -A POSTROUTING -o eth9 -j MASQUERADE"* ]]
	run -0 history 2
	[ "${#lines[@]}" = 2 ]
	[[ ${lines[1]} == "       + iptables -N mine" ]]
}

@test "what a program or a script runs is not, and not a file is made for it" {
	iptables -A INPUT -j ACCEPT
	iptables -F >"$T/out"
	iptables-restore <<<$'*filter\n-A INPUT -j DROP\nCOMMIT'
	on_terminal -- bash -c "$BINDIR/iptables -A INPUT -j ACCEPT | cat"
	on_terminal -- bash -c "$BINDIR/iptables -A INPUT -j ACCEPT 2>/dev/null"
	[ ! -e "$STATEWALL_HISTORY" ]
	run -0 history
	[ "$output" = "No change is remembered." ]
}

@test "a command that is not remembered opens nothing of it" {
	command -v strace >/dev/null || skip "no strace"
	export ASAN_OPTIONS=detect_leaks=0	# it cannot look below strace
	strace -f -o "$T/calls" "$BINDIR/iptables" -A INPUT -j ACCEPT
	[ "$(grep -c 'open' "$T/calls")" -ge 3 ]
	run ! grep -e history -e sysconfig -e loginuid -e flock "$T/calls"
	STATEWALL_HISTORY=off on_terminal -- strace -f -o "$T/calls" "$BINDIR/iptables" -A INPUT -j ACCEPT
	run ! grep -e history -e sysconfig -e loginuid -e flock "$T/calls"
	on_terminal -- strace -f -o "$T/calls" "$BINDIR/iptables" -A INPUT -j ACCEPT
	grep -q loginuid "$T/calls"
	[ "$(remembered)" = 1 ]
}

@test "what changes nothing is not" {
	iptables -A INPUT -j ACCEPT
	type_ iptables -S
	type_ iptables -L -Z
	type_ iptables -C INPUT -j ACCEPT
	type_ iptables -P INPUT ACCEPT
	run on_terminal -- "$BINDIR/iptables" -D INPUT -j DROP
	[ "$status" = 1 ]
	type_ iptables-restore --test "$(echo '*filter
-A INPUT -j DROP
COMMIT' >"$T/file"; echo "$T/file")"
	[ "$(remembered)" = 0 ]
}

# seen FILE WORDS...: what the command shows on a terminal, its status, and the kernel behind it, from the same rules on.
seen() {
	local rc=0
	nft flush ruleset
	iptables-restore <<<$'*filter\n:old -\n-A INPUT -j old\n-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT'
	type_ "${@:2}" >"$1" || rc=$?
	echo "status $rc" >>"$1"
	kernel | sed 's/ # handle.*//' >>"$1"
}

@test "nothing of it shows in what a command says, or how it ends" {
	local words
	printf '*filter\n:mine -\n-A INPUT -j mine\n-A mine -j RETURN\nCOMMIT\n' >"$T/file"
	printf '*filter\n-A INPUT -j nowhere\nCOMMIT\n' >"$T/wrong"
	while read -ra words; do
		seen "$T/with" "${words[@]}"
		STATEWALL_HISTORY=off seen "$T/without" "${words[@]}"
		diff "$T/without" "$T/with"
	done <<-END
		iptables -A INPUT -j ACCEPT
		iptables -I INPUT 2 -p udp -j ACCEPT
		iptables -D INPUT -s 192.0.2.1 -j DROP
		iptables -D INPUT -s 192.0.2.2 -j DROP
		iptables -D INPUT 7
		iptables -R INPUT 1 -j ACCEPT
		iptables -A nowhere -j ACCEPT
		iptables -A INPUT -j nowhere
		iptables -N old
		iptables -X old
		iptables -E old new
		iptables -P INPUT DROP
		iptables -F
		iptables -Z
		iptables -v -A INPUT -j ACCEPT
		iptables -t nat -A POSTROUTING -j MASQUERADE
		ip6tables -A INPUT -j ACCEPT
		ip6tables -t mangle -P OUTPUT ACCEPT
		iptables-restore $T/file
		iptables-restore --noflush -v $T/file
		iptables-restore $T/wrong
		ip6tables-restore -T filter $T/file
	END
	[ "$(remembered)" -ge 14 ]
}

@test "files of both families, the service, and what a program does with a way back" {
	printf '*filter\n-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT\n' >"$T/rules.v4"
	printf '*filter\n-A INPUT -s 2001:db8::1 -j DROP\nCOMMIT\n' >"$T/rules.v6"
	iptables -A OUTPUT -j ACCEPT
	ip6tables -A OUTPUT -j ACCEPT
	both_saved >"$T/before"
	statewall apply "$T/rules.v4" "$T/rules.v6"
	both_saved >"$T/applied"
	[ "$(commands)" = "statewall apply $T/rules.v4 $T/rules.v6" ]
	undo
	both_saved | diff "$T/before" -
	undo 2
	both_saved | diff "$T/applied" -
	rm -r "$STATEWALL_HISTORY"
	mkdir "$T/etc"
	cp "$T/rules.v4" "$T/etc/iptables"
	cp "$T/rules.v6" "$T/etc/ip6tables"
	nft flush ruleset
	statewall service --config-dir "$T/etc" --run-dir "$T/run" start
	[ "$(remembered)" = 0 ]
	both_saved >"$T/started"
	echo '*filter
-A INPUT -j ACCEPT
COMMIT' | tee "$T/etc/iptables" >"$T/etc/ip6tables"
	statewall service --config-dir "$T/etc" --run-dir "$T/run" restart
	[ "$(commands)" = "statewall service restart" ]
	undo
	both_saved | diff "$T/started" -
	statewall service --config-dir "$T/etc" --run-dir "$T/run" stop
	[ "$(remembered)" = 2 ]
	type_ statewall service --config-dir "$T/etc" --run-dir "$T/run" start
	type_ statewall service --config-dir "$T/etc" --run-dir "$T/run" panic
	[ "$(commands | tail -n 1)" = "statewall service panic" ]
	[ "$(remembered)" = 3 ]
	undo
	iptables -C INPUT -j ACCEPT
}

@test "a change that waits is remembered when it is kept, as what was typed first; one that is taken back is not" {
	printf '*filter\n-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT\n' >"$T/rules.v4"
	statewall apply --run-dir "$T/run" --confirm 60 "$T/rules.v4"
	statewall revert --run-dir "$T/run"
	[ "$(remembered)" = 0 ]
	statewall apply --run-dir "$T/run" --confirm 60 "$T/rules.v4"
	[ "$(remembered)" = 0 ]
	statewall confirm --run-dir "$T/run"
	[ "$(commands)" = "statewall apply --run-dir $T/run --confirm 60 $T/rules.v4" ]
	run -0 on_terminal "see=keep" type=y -- "$BINDIR/statewall" try --run-dir "$T/run" 30 iptables -F
	[ "$(commands | tail -n 1)" = "statewall try --run-dir $T/run 30 iptables -F" ]
	[ "$(remembered)" = 2 ]
	undo
	iptables -C INPUT -s 192.0.2.1 -j DROP
	undo
	run ! iptables -C INPUT -s 192.0.2.1 -j DROP
}

@test "an undo with a way back of its own" {
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	run -0 on_terminal "see=keep" type=y -- "$BINDIR/statewall" try --run-dir "$T/run" 30 undo 1
	[ -z "$(rules)" ]
	[ "$(commands | tail -n 1)" = "statewall try --run-dir $T/run 30 undo 1" ]
	undo
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	run -3 on_terminal "see=keep" 'type=\x03' -- "$BINDIR/statewall" try --run-dir "$T/run" 30 undo 1
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	[ "$(remembered)" = 3 ]
}

@test "the shell remembers, lists and takes back" {
	run -0 on_terminal "see=filter>" 'type=-A INPUT -s 192.0.2.1 -j DROP\n' "type=iptables -P FORWARD DROP\n" 'type=history\n' \
		"see=- iptables -P FORWARD ACCEPT" 'type=undo\n' "see=Change 2 is taken back: iptables -P FORWARD DROP" \
		'type=undo 1\n' "see=Change 1 is taken back" 'type=undo 1\n' "see=change 1 was taken back, by change 4" \
		'type=quit\n' -- "$BINDIR/statewall" shell
	iptables -A INPUT -j ACCEPT
	[ "$(rules)" = "-A INPUT -j ACCEPT" ]
	echo 'undo 3' | statewall shell
	[ "$(iptables -S FORWARD)" = "-P FORWARD DROP" ]
	says 1 "no change 9 is remembered" sh -c "echo 'undo 9' | '$BINDIR/statewall' shell"
}

# ---- how many ------------------------------------------------------------------------------------

@test "as many as the config file or the environment says; numbers are never used again" {
	for i in 1 2 3 4 5; do STATEWALL_HISTORY=$T/history type_ iptables -A INPUT -s 192.0.2.$i -j DROP; done
	[ "$(remembered)" = 5 ]
	mkdir "$T/etc"
	echo 'IPTABLES_HISTORY=3' >"$T/etc/iptables-config"
	printf '*filter\n-A INPUT -s 198.51.100.1 -j DROP\nCOMMIT\n' | tee "$T/etc/iptables" >"$T/rules"
	statewall apply --config-dir "$T/etc"
	[ "$(history | grep -o '^ *[0-9][0-9]* ' | tr -d ' ' | tr '\n' ' ')" = "4 5 6 " ]
	echo 'IPTABLES_HISTORY=0' >"$T/etc/iptables-config"
	echo '*filter' >"$T/etc/iptables"
	echo 'COMMIT' >>"$T/etc/iptables"
	statewall apply --config-dir "$T/etc"
	[ "$(history | grep -o '^ *[0-9][0-9]* ' | tr -d ' ' | tr '\n' ' ')" = "4 5 6 " ]
	STATEWALL_HISTORY=0 statewall apply "$T/rules"
	STATEWALL_HISTORY=off statewall apply --config-dir "$T/etc"
	[ "$(remembered)" = 3 ]
}

@test "another network namespace has a history of its own, and what is left of another boot goes" {
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	run -0 unshare -n "$BINDIR/statewall" history
	[ "$output" = "No change is remembered." ]
	run -1 unshare -n "$BINDIR/statewall" undo
	[[ $output == *"no change is remembered that could be taken back"* ]]
	unshare -n "$BATS_TEST_DIRNAME/../lib/on-terminal" -- "$BINDIR/iptables" -A INPUT -j ACCEPT
	[ "$(remembered)" = 2 ]
	[ "$(commands)" = "iptables -A INPUT -s 192.0.2.1 -j DROP" ]
	cp "$STATEWALL_HISTORY"/*.1 "$T"
	for file in "$STATEWALL_HISTORY"/*.1; do
		name=${file##*/}
		mv "$file" "${file%/*}/00000000-0000-0000-0000-000000000000-${name##*-}"
	done
	touch "$STATEWALL_HISTORY/something else"
	run -0 history
	[ "$output" = "No change is remembered." ]
	type_ iptables -A INPUT -s 192.0.2.2 -j DROP
	[ "$(commands)" = "iptables -A INPUT -s 192.0.2.2 -j DROP" ]
	[ "$(remembered)" = 1 ]
	[ -e "$STATEWALL_HISTORY/something else" ]
}

# ---- the way back --------------------------------------------------------------------------------

@test "undo goes back step by step; each of them can be undone, and one out of the middle" {
	both_saved >"$T/0"
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	both_saved >"$T/1"
	type_ iptables -I INPUT -s 192.0.2.2 -j DROP
	both_saved >"$T/2"
	type_ ip6tables -P FORWARD DROP
	both_saved >"$T/3"
	run -0 undo
	[ "${lines[0]}" = "Change 3 is taken back: ip6tables -P FORWARD DROP" ]
	[ "${lines[1]}" = '"statewall undo 4" brings it again.' ]
	[ "$(ip6tables -S FORWARD)" = "-P FORWARD ACCEPT" ]
	undo
	undo
	[ "$(iptables -S)" = $'-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT' ]
	says 1 "no change is remembered that could be taken back" "$BINDIR/statewall" undo
	undo 6
	undo 5
	undo 4
	both_saved | diff "$T/3" -
	run -0 history
	[[ $output == *"statewall undo 6"* ]]
	[[ $output == *"takes back 6"* ]]
	undo 1
	[ "$(rules)" = "-A INPUT -s 192.0.2.2/32 -j DROP" ]
	says 1 "change 1 was taken back, by change 10" "$BINDIR/statewall" undo 1
}

@test "what was changed since stays, in its place and with its counters" {
	iptables-restore -c <<<$'*filter\n:INPUT ACCEPT [1:100]\n[2:200] -A INPUT -s 192.0.2.1 -j DROP\n[3:300] -A INPUT -s 192.0.2.2 -j DROP\n[4:400] -A INPUT -s 192.0.2.3 -j DROP\nCOMMIT'
	type_ iptables -D INPUT 2
	iptables -I INPUT -s 198.51.100.1 -j ACCEPT
	iptables -A INPUT -s 198.51.100.2 -j ACCEPT
	iptables -t raw -A OUTPUT -j NOTRACK
	undo
	[ "$(iptables-save -c -t filter | grep -e ^:INPUT -e ^.[0-9])" = ":INPUT ACCEPT [1:100]
[0:0] -A INPUT -s 198.51.100.1/32 -j ACCEPT
[2:200] -A INPUT -s 192.0.2.1/32 -j DROP
[3:300] -A INPUT -s 192.0.2.2/32 -j DROP
[4:400] -A INPUT -s 192.0.2.3/32 -j DROP
[0:0] -A INPUT -s 198.51.100.2/32 -j ACCEPT" ]
	iptables -t raw -C OUTPUT -j NOTRACK
}

@test "flush, zero, rename, delete and a whole restore come back as they were" {
	local n=0
	printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n*mangle\n-A OUTPUT -j MARK --set-mark 7\nCOMMIT\n' >"$T/file"
	for words in "iptables -F" "iptables -F INPUT" "iptables -Z" "iptables -E old new" "iptables -R INPUT 2 -j DROP" \
		"iptables -P INPUT ACCEPT" "iptables -t nat -A OUTPUT -j ACCEPT" "iptables -N another" \
		"iptables-restore $T/file" "iptables-restore --noflush $T/file"; do
		nft flush ruleset
		iptables-restore -c <<<$'*filter\n:INPUT DROP [5:500]\n:old - [0:0]\n[7:700] -A INPUT -s 192.0.2.1 -j ACCEPT\n[8:800] -A INPUT -j old\n[9:900] -A old -p tcp --dport 22 -j ACCEPT\nCOMMIT'
		both_saved >"$T/before"
		# shellcheck disable=SC2086
		type_ $words
		run ! diff -q "$T/before" <(both_saved)
		undo
		both_saved | diff "$T/before" - || { echo "$words"; return 1; }
		n=$((n + 1))
	done
	[ $n = 10 ]
}

@test "the first change of an empty firewall: nothing is left of it" {
	type_ iptables -t nat -A POSTROUTING -j MASQUERADE
	type_ ip6tables -P FORWARD DROP
	undo
	undo
	[ -z "$(kernel)" ]
}

@test "what cannot stay is told, with a status of its own" {
	type_ iptables -N mine
	iptables -A mine -s 192.0.2.1 -j DROP
	iptables -A FORWARD -j mine
	run -5 undo
	[[ $output == *"Change 1 is taken back: iptables -N mine"* ]]
	[[ $output == *"could not stay"*"  iptables -t filter -A FORWARD -j mine"*"  iptables -t filter -A mine -s 192.0.2.1/32 -j DROP"* ]]
	[ -z "$(rules)" ]
	undo 2
	iptables -C FORWARD -j mine
}

@test "of what nothing is left nothing is taken back: it is told, and the next undo is of the one before" {
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	type_ iptables -D INPUT -s 192.0.2.1 -j DROP
	iptables -A INPUT -s 192.0.2.1 -j DROP
	iptables -A INPUT -j ACCEPT
	kernel >"$T/before"
	says 1 "Nothing is left of change 2: iptables -D INPUT -s 192.0.2.1 -j DROP" "$BINDIR/statewall" undo
	kernel | diff "$T/before" -
	undo
	[ "$(rules)" = "-A INPUT -j ACCEPT" ]
	type_ iptables -F
	iptables-restore <<<$'*filter\n-A INPUT -j ACCEPT\nCOMMIT'
	says 1 "Nothing is left of change 5" "$BINDIR/statewall" undo 5
}

@test "a dry run changes nothing, neither rules nor history" {
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	kernel >"$T/before"
	run -0 undo --dry-run
	[ "$output" = "Change 1 would be taken back: iptables -A INPUT -s 192.0.2.1 -j DROP" ]
	kernel | diff "$T/before" -
	[ "$(remembered)" = 1 ]
}

@test "what the kernel refuses changes nothing" {
	iptables -N mine
	iptables -A mine -j ACCEPT
	type_ iptables -X mine 2>&1 || true
	type_ iptables -A INPUT -j mine
	type_ iptables -D INPUT -j mine
	iptables -F mine
	iptables -X mine
	kernel >"$T/before"
	run ! undo 2
	kernel | diff "$T/before" -
	[ "$(remembered)" = 2 ]
}

@test "10 000 rules: flushed, and back; one of them, and back" {
	seq 0 9999 | awk '{ printf "[%d:%d] -A INPUT -s 10.%d.%d.1/32 -p tcp -m tcp --dport %d -j DROP\n", $1, $1, $1/256, $1%256, $1%7+1 }' |
		sed '1i *filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]' | sed '$a COMMIT' >"$T/many"
	iptables-restore -c "$T/many"
	both_saved >"$T/before"
	type_ iptables -D INPUT 5000
	type_ iptables -F
	run -0 history
	[[ $output == *"and 9994 more: statewall history 2"* ]]
	[ "$(history 2 | wc -l)" = 10000 ]
	undo
	undo
	both_saved | diff "$T/before" -
}

@test "wrong words" {
	says 2 "one number of a change is expected" "$BINDIR/statewall" undo all
	says 2 "one number of a change is expected" "$BINDIR/statewall" undo 0
	says 2 "one number of a change is expected" "$BINDIR/statewall" undo 1 2
	says 2 "one number of a change is expected" "$BINDIR/statewall" history -- -1
	says 1 "no change 7 is remembered" "$BINDIR/statewall" undo 7
	says 1 "no change 7 is remembered" "$BINDIR/statewall" history 7
	run -0 statewall help undo
	[[ $output == *"Usage: statewall undo [options] [NUMBER]"* ]]
	run -0 history --help
	[[ $output == *"Usage: statewall history [options] [NUMBER]"* ]]
}

# ---- the folder ----------------------------------------------------------------------------------

@test "the folder is root's alone, and a loose one is closed" {
	(umask 0; type_ iptables -A INPUT -s 192.0.2.1 -j DROP)
	[ "$(stat -c '%a %u' "$STATEWALL_HISTORY")" = "700 0" ]
	[ "$(stat -c '%a' "$STATEWALL_HISTORY"/*.1)" = 600 ]
	[ "$(stat -c '%a' "$STATEWALL_HISTORY/lock")" = 600 ]
	chmod 755 "$STATEWALL_HISTORY"
	undo
	[ "$(stat -c '%a' "$STATEWALL_HISTORY")" = 700 ]
}

@test "a folder that others own, or may write to, or a link, is not used: told by history, silent for commands" {
	for how in "chown 1234" "chmod 777" link file; do
		rm -rf "$STATEWALL_HISTORY" "$T/elsewhere"
		mkdir -m 700 "$STATEWALL_HISTORY"
		case $how in
		link) mv "$STATEWALL_HISTORY" "$T/elsewhere"; ln -s elsewhere "$STATEWALL_HISTORY" ;;
		file) rmdir "$STATEWALL_HISTORY"; : >"$STATEWALL_HISTORY" ;;
		*) $how "$STATEWALL_HISTORY" ;;
		esac
		run -0 type_ iptables -A INPUT -s 192.0.2.1 -j DROP
		[ -z "$output" ]
		[ "$(remembered)" = 0 ]
		[ -z "$(ls "$T/elsewhere" 2>/dev/null)" ]
		run -1 history
		[[ $output == *"statewall history: "* ]]
		run -1 undo
		[[ $output == *"statewall undo: "*"$STATEWALL_HISTORY"* ]]
	done
	[ "$(rules | wc -l)" = 4 ]
}

@test "a file that is damaged, or not ours, is told, and the others work" {
	for i in 1 2 3 4 5 6 7; do type_ iptables -A INPUT -s 192.0.2.$i -j DROP; done
	cd "$STATEWALL_HISTORY"
	truncate -s -5 ./*.2
	printf 'x' | dd of="$(ls ./*.3)" conv=notrunc 2>/dev/null
	printf '\0' | dd of="$(ls ./*.4)" conv=notrunc bs=1 seek=30 2>/dev/null
	sed -i 's/^+/*/' ./*.5
	chown 1234 ./*.6
	file=$(ls ./*.7)
	rm "$file"
	mkfifo "$file"
	cd "$T"
	run -0 history
	for i in 2 3 4 6 7; do [[ $output == *"    $i  what is remembered of it is damaged"* ]]; done
	[[ $output == *"iptables -A INPUT -s 192.0.2.5 -j DROP
       what is remembered of it is damaged"* ]]
	kernel >"$T/before"
	for i in 2 3 4 5 6 7; do says 1 "damaged" "$BINDIR/statewall" undo $i; done
	says 1 "damaged" "$BINDIR/statewall" undo
	kernel | diff "$T/before" -
	undo 1
	run ! iptables -C INPUT -s 192.0.2.1 -j DROP
	[ "$(rules | wc -l)" = 6 ]
}

@test "no room on the disk: the change is made, and what is known of it is said" {
	mkdir "$STATEWALL_HISTORY"
	mount -t tmpfs -o size=32k,mode=700 tmpfs "$STATEWALL_HISTORY"
	for i in {1..2000}; do echo "-A INPUT -s 10.0.$((i / 256)).$((i % 256)) -j DROP"; done |
		sed '1i *filter' | sed '$a COMMIT' >"$T/many"
	run -0 type_ iptables-restore "$T/many"
	[ -z "$output" ]
	[ "$(rules | wc -l)" = 2000 ]
	run -0 history
	[[ $output == *"iptables-restore $T/many"*"what it has changed could not be kept"* ]]
	run -1 undo
	[[ $output == *"what change 1 has changed could not be kept"* ]]
	dd if=/dev/zero of="$STATEWALL_HISTORY/full" bs=4k 2>/dev/null || true
	run -0 type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	[ -z "$output" ]
	iptables -C INPUT -s 192.0.2.1 -j DROP
	mount -o remount,ro "$STATEWALL_HISTORY"
	run -0 type_ iptables -D INPUT -s 192.0.2.1 -j DROP
	[ -z "$output" ]
	umount "$STATEWALL_HISTORY"
}

teardown() {
	[ -z "${OTHERS:-}" ] || kill "$OTHERS"
	! mountpoint -q "$STATEWALL_HISTORY" || umount "$STATEWALL_HISTORY"
}

# ---- several at once -----------------------------------------------------------------------------

@test "three terminals at once: every change is remembered once, as what it was, and all of them go back" {
	local pids=()
	for i in {1..2000}; do echo "-A INPUT -s 10.9.$((i / 256)).$((i % 256)) -j DROP"; done |
		sed '1i *filter' | sed '$a COMMIT' | iptables-restore
	both_saved >"$T/before"
	for who in 1 2 3; do
		on_terminal -- bash -c "for i in {1..8}; do '$BINDIR/iptables' -I INPUT -s 10.0.$who.\$i -j DROP; done" >"$T/out.$who" 3>&- &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do wait "$pid"; done
	[ "$(rules | wc -l)" = 2024 ]
	[ "$(remembered)" = 24 ]
	history >"$T/history.txt"
	[ "$(grep -c '^       + iptables -A INPUT -s 10.0' "$T/history.txt")" = 24 ]
	[ "$(grep -c 'same moment' "$T/history.txt")" = 0 ]
	[ "$(commands | sort -u | wc -l)" = 24 ]
	for i in {1..24}; do undo; done
	both_saved | diff "$T/before" -
}

@test "what others do in the same moment is told, and what they do all the time is in nobody's way" {
	local n=0
	(while :; do iptables -A OUTPUT -j ACCEPT; iptables -D OUTPUT 1; done) >/dev/null 2>&1 3>&- &
	OTHERS=$!
	until [ $n -ge 12 ] && history | grep -q 'same moment'; do
		n=$((n + 1))
		[ $n -lt 500 ]
		type_ iptables -A INPUT -s 192.0.2.$n -j DROP
	done
	kill $OTHERS
	wait $OTHERS || true
	OTHERS=
	[ "$(iptables -S INPUT | grep -c DROP)" = $n ]
	[ "$(commands | grep -c '^iptables -A INPUT -s 192.0.2.* -j DROP$')" = $((n < 50 ? n : 50)) ]
	n=$(history | grep -B1 'same moment' | sed -n '1s/^ *\([0-9]*\) .*/\1/p')
	run -0 undo "$n"
	[[ $output == *"what they did then may go with it"* ]]
}

@test "somebody who has stopped half-way is waited for a second, not for ever" {
	type_ iptables -A INPUT -s 192.0.2.1 -j DROP
	flock "$STATEWALL_HISTORY/lock" sleep 60 3>&- &
	local pid=$!
	sleep 0.3
	SECONDS=0
	type_ iptables -A INPUT -s 192.0.2.2 -j DROP
	[ $SECONDS -lt 5 ]
	iptables -C INPUT -s 192.0.2.2 -j DROP
	[ "$(remembered)" = 1 ]
	pkill -P $pid
	wait $pid || true
	type_ iptables -A INPUT -s 192.0.2.3 -j DROP
	[ "$(remembered)" = 2 ]
}
