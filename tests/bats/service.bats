#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# statewall service: every verb, its exit status, its files and their modes.
load ../lib/helper
fails() { if "$@"; then return 1; fi; }

prepare() {
	mkdir -p "$T/etc"
	cat >"$T/etc/iptables" <<-EOF
		*filter
		:INPUT ACCEPT [0:0]
		:FORWARD ACCEPT [0:0]
		:OUTPUT ACCEPT [0:0]
		-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
		-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
		COMMIT
	EOF
	sed s/tcp/udp/g "$T/etc/iptables" >"$T/etc/ip6tables"
}
config() { printf '%s\n' "$@" >"$T/etc/iptables-config"; }
# One family unless a test names both: tests/bats/families.bats has those.
service() { "$BINDIR/statewall" service --family ipv4 --config-dir "$T/etc" --run-dir "$T/run" "$@"; }

# status N COMMAND...: the exit status is N; stdout and stderr are in $T/out and $T/err.
status() {
	local want=$1 rc=0
	shift
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	[ $rc = "$want" ] || { echo "$*: status $rc, wanted $want: $(cat "$T/out" "$T/err")"; return 1; }
}
mode() { stat -c %a "$1"; }

@test "start, again, status, stop, status" {
	prepare
	status 3 service status
	status 0 service start
	[ "$(rules | wc -l)" = 2 ]
	iptables -A INPUT -j DROP
	status 0 service start
	[ "$(rules | wc -l)" = 3 ]
	status 0 service status
	grep -qx 'Table: filter' "$T/out"
	grep -qE '^2 +ACCEPT .* tcp dpt:22$' "$T/out"
	status 0 service stop
	[ -z "$(iptables-save)" ]
	status 3 service status
	status 0 service stop
}

@test "a blank behind the star is no other table: none is emptied, helpers see nat" {
	prepare
	printf '*\tnat\n-A POSTROUTING -j MASQUERADE\nCOMMIT\n' >>"$T/etc/iptables"
	sed -i 's/^\*filter/* filter/' "$T/etc/iptables"
	for verb in start restart reload; do
		status 0 service $verb
		[ "$(rules | wc -l) $(rules nat)" = "2 -A POSTROUTING -j MASQUERADE" ]
	done
}

@test "start when somebody has removed all of our tables: loaded again, and only then" {
	prepare
	printf '*mangle\n-A INPUT -j MARK --set-mark 1\nCOMMIT\n' >>"$T/etc/iptables"
	status 0 service start
	nft flush ruleset
	status 0 service start
	[ "$(rules | wc -l) $(rules mangle | wc -l)" = "2 1" ]
	grep -q 'the tables of the last start are gone; the rules are loaded again' "$T/out"
	iptables -A INPUT -j DROP
	iptables -t nat -A POSTROUTING -j MASQUERADE
	printf '*mangle\nCOMMIT\n' | iptables-restore	# somebody's wish, and no flush
	[ "$(nft list tables | grep -c mangle)" = 0 ]
	status 0 service start
	[ ! -s "$T/out" ]
	[ "$(rules | wc -l) $(rules nat | wc -l) $(rules mangle | wc -l)" = "3 1 0" ]
	nft flush ruleset
	iptables -t nat -A POSTROUTING -j MASQUERADE	# none of theirs
	status 0 service start
	[ "$(rules | wc -l) $(rules mangle | wc -l)" = "2 1" ]
	nft flush ruleset
	status 0 service reload
	[ "$(rules | wc -l)" = 2 ]
}

@test "start in another network namespace, also one with the inode number of a dead one" {
	prepare
	cat >"$T/started" <<-EOF
		readlink /proc/self/ns/net
		"$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" start >/dev/null
		"$BINDIR/iptables-save" | grep -c '^-A'
	EOF
	local i
	for i in 1 2 3 4 5 6 7 8; do
		[ "$(unshare -n sh "$T/started" | tail -n 1)" = 2 ]
		sleep 0.2 # until the kernel has taken it apart, and gives its number away again
	done
	status 1 service reload
	status 0 service start
	[ "$(rules | wc -l)" = 2 ]
	status 0 service reload
}

@test "start after a state file of another boot, or one that says nothing: loaded" {
	prepare
	status 0 service start
	local change
	for change in 's/^.\{8\}/00000000/' 's/$/7/'; do
		sed -i "1$change" "$T/run/iptables.started"
		iptables -F
		status 1 service reload
		status 0 service start
		[ "$(rules | wc -l)" = 2 ]
	done
	: >"$T/run/iptables.started"
	iptables -F
	status 0 service start
	[ "$(rules | wc -l)" = 2 ]
}

@test "no rule file: 6, and nothing changes" {
	mkdir -p "$T/etc"
	iptables -A INPUT -j DROP
	for verb in start restart force-reload; do status 6 service $verb; done
	[ "$(rules)" = "-A INPUT -j DROP" ]
}

@test "a folder without a name is none, as of a variable that is not set: 2, and no file of the root folder is meant" {
	local option verb
	for option in --config-dir= --run-dir= "--config-dir|" "--run-dir|"; do
		IFS='|' read -ra words <<<"$option"
		[ "$option" = "${option%|}" ] || words+=("")
		for verb in "service status" "modules" "check"; do
			status 2 "$BINDIR/statewall" $verb "${words[@]}"
			grep -qxE -- "(statewall check: )?${words[0]%=} needs the name of a folder" "$T/err"
			grep -q '^Usage: ' "$T/err"
		done
	done
}

@test "usage: 2" {
	status 2 service
	status 2 service nonsense
	status 2 service start stop
	status 2 service --family ipx start
	status 2 service --config-dir
	status 0 service --help
	grep -q try-restart "$T/out"
}

@test "not root: 4" {
	status 4 setpriv --reuid 65534 --clear-groups "$BINDIR/statewall" service status
	grep -q 'Only usable by root' "$T/err"
}

@test "IPv6 disabled: 150" {
	prepare
	status 0 service --family ipv6 start
	[ "$(ip6tables-save | grep -c udp)" = 1 ]
	status 0 service --family ipv6 stop
	cat >"$T/no6" <<-EOF
		mount -t tmpfs none /proc/sys/net
		exec "\$@"
	EOF
	status 150 unshare -m sh "$T/no6" "$BINDIR/statewall" service --family ipv6 --config-dir "$T/etc" status
}

@test "a rule file with several bad lines: all of them are listed, and the first one as ever" {
	prepare
	printf '*filter\n-A INPUT -p tcp --dport 99999 -j ACCEPT\n-A INPUT -j NOWHERE\n-A INPUT -s 192.0.2.0/33\nCOMMIT\n' \
		>"$T/etc/iptables"
	status 1 service start
	grep -q "invalid port/service" <(head -n 1 "$T/err")
	grep -q "etc/iptables:3: .*NOWHERE" "$T/err"
	grep -q "etc/iptables:4: .*192.0.2.0/33" "$T/err"
	grep -q 'Firewall rules are not changed' "$T/err"
}

@test "a broken rule file: 1 with file and line, the old rules stay" {
	prepare
	iptables -A INPUT -s 192.0.2.1 -j DROP
	sed -i '5s/.*/-A INPUT -m state --state BOGUS -j ACCEPT/' "$T/etc/iptables"
	status 1 service start
	grep -q "etc/iptables:5: -A INPUT -m state --state BOGUS" "$T/err"
	grep -q 'Firewall rules are not changed' "$T/err"
	[ "$(rules)" = "-A INPUT -s 192.0.2.1/32 -j DROP" ]
	status 1 service reload
}

@test "fallback: loaded when the rule file cannot be; not on reload" {
	prepare
	printf '*filter\n-A INPUT -s 192.0.2.9 -j DROP\nCOMMIT\n' >"$T/etc/iptables.fallback"
	printf '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n' >"$T/etc/iptables"
	status 0 service start
	[ "$(rules)" = "-A INPUT -s 192.0.2.9/32 -j DROP" ]
	iptables -F
	status 1 service reload
	[ -z "$(rules)" ]
	status 0 service restart
	[ "$(rules)" = "-A INPUT -s 192.0.2.9/32 -j DROP" ]
}

@test "fallback: loaded when the rule file cannot even be read" {
	prepare
	mv "$T/etc/iptables" "$T/etc/iptables.fallback"
	mkdir "$T/etc/iptables"
	status 0 service start
	grep -q 'iptables: Is a directory' "$T/err"
	[ "$(rules | wc -l)" = 2 ]
}

# The rules say what passes; tests/bats/packets.bats sends packets.
@test "fail closed: no rules at all can be loaded, and IPTABLES_FAIL_CLOSED says what then" {
	prepare
	printf '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n' | tee "$T/etc/iptables" >"$T/etc/ip6tables"
	status 1 service start
	[ -z "$(kernel)" ]
	config IPTABLES_FAIL_CLOSED=yes
	printf 'IP6TABLES_FAIL_CLOSED=yes\n' >"$T/etc/ip6tables-config"
	status 1 service reload
	[ -z "$(kernel)" ]
	for verb in start restart; do
		nft flush ruleset
		status 1 service $verb
		grep -q 'NOWHERE' "$T/err"
		grep -q 'No rules could be loaded: new connections to this machine and through it are dropped' "$T/err"
		diff - <(iptables -S) <<-EOF
			-P INPUT DROP
			-P FORWARD DROP
			-P OUTPUT ACCEPT
			-A INPUT -i lo -j ACCEPT
			-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
			-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		EOF
	done
	status 1 service --family ipv6 start
	diff - <(ip6tables -S) <<-EOF
		-P INPUT DROP
		-P FORWARD DROP
		-P OUTPUT ACCEPT
		-A INPUT -i lo -j ACCEPT
		-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 134 -j ACCEPT
		-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
		-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT
		-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
	EOF
	prepare
	status 0 service start
	[ "$(rules | wc -l)" = 2 ]
}

@test "fail closed: rules that are loaded stay, and so does a fallback that can be" {
	prepare
	config IPTABLES_FAIL_CLOSED=yes
	status 0 service start
	rules >"$T/before"
	cp "$T/etc/iptables" "$T/etc/iptables.fallback"
	printf '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n' >"$T/etc/iptables"
	status 1 service restart
	rules | cmp "$T/before"
	nft flush ruleset
	status 0 service restart
	rules | cmp "$T/before"
	rm "$T/etc/iptables.fallback"
	iptables -F
	iptables -P FORWARD DROP
	status 1 service restart
	grep -q 'Firewall rules are not changed' "$T/err"
	[ -z "$(rules)" ]
}

@test "fail closed: also where no plugin can be used at all" {
	prepare
	config IPTABLES_FAIL_CLOSED=yes
	echo 'struct { const char *name; unsigned char num; } xtables_chain_protos[20] = { { "tcp", 6 } };' >"$T/protos.c"
	"${CC:-cc}" -shared -fPIC "$T/protos.c" -o "$T/protos.so"
	mkdir "$T/none"
	status 1 env LD_PRELOAD="$T/protos.so" XTABLES_LIBDIR="$T/none" ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" \
		"$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" start
	grep -q 'are laid out otherwise than those of 1.8.13' "$T/err"
	[ "$(iptables -S | head -n 2)" = $'-P INPUT DROP\n-P FORWARD DROP' ]
	[ "$(iptables -S | grep -c ESTABLISHED)" = 2 ]
}

@test "fallback: not in place of rules that are loaded" {
	prepare
	printf '*filter\n-A INPUT -s 192.0.2.9 -j DROP\nCOMMIT\n' >"$T/etc/iptables.fallback"
	status 0 service start
	rules >"$T/before"
	local text
	for text in '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n' '*filter\n-A INPUT -j DROP\n' '' '# nothing\n'; do
		printf "$text" >"$T/etc/iptables"
		for verb in restart force-reload try-restart condrestart; do
			status 1 service $verb
			grep -q 'iptables.fallback is not loaded in their place' "$T/err"
			grep -q 'Firewall rules are not changed' "$T/err"
			rules | cmp "$T/before"
		done
	done
	rm "$T/etc/iptables"
	mkdir "$T/etc/iptables"
	status 1 service restart
	rules | cmp "$T/before"
	# A policy, or a chain of somebody's, is a rule, too.
	status 0 service panic
	status 1 service restart
	[ "$(iptables -S INPUT)" = "-P INPUT DROP" ]
	iptables -P INPUT ACCEPT; iptables -P FORWARD ACCEPT; iptables -P OUTPUT ACCEPT
	for t in raw mangle security; do for c in PREROUTING INPUT FORWARD OUTPUT POSTROUTING; do iptables -t $t -P $c ACCEPT 2>/dev/null || true; done; done
	iptables -N mine
	status 1 service restart
	iptables -X mine
	status 0 service restart
	[ "$(rules)" = "-A INPUT -s 192.0.2.9/32 -j DROP" ]
	status 0 service stop
	status 0 service start
	[ "$(rules)" = "-A INPUT -s 192.0.2.9/32 -j DROP" ]
}

@test "an empty rule file is none: start and restart fail, what is loaded stays, status agrees" {
	prepare
	local text
	for text in '' '\n\n' '# Generated by hand\n'; do
		printf "$text" >"$T/etc/iptables"
		status 1 service start
		grep -q "etc/iptables has no table: there is nothing to load" "$T/err"
		status 3 service status
		status 1 service reload
		iptables -A INPUT -j DROP
		status 1 service restart
		[ "$(rules)" = "-A INPUT -j DROP" ]
		nft flush ruleset
	done
	printf '*filter\nCOMMIT\n' >"$T/etc/iptables"	# a table, and nothing in it
	status 0 service start
	status 0 service status
	grep -q 'Firewall is running, and has no rules' "$T/out"
	status 0 service start
	[ ! -s "$T/out" ]
	[ ! -s "$T/err" ]
	iptables -A INPUT -j DROP
	status 0 service status
	nft flush ruleset
	status 0 service status
	status 0 service stop
	status 3 service status
	prepare
	status 0 service start
	nft flush ruleset
	status 3 service status
}

@test "start when rules were changed or flushed since: said, and they stay" {
	prepare
	status 0 service start
	status 0 service start
	[ ! -s "$T/err" ]
	iptables -L -Z >/dev/null	# counters are no rules
	ip link set lo up
	echo x >/dev/udp/127.0.0.1/9
	status 0 service start
	[ ! -s "$T/err" ]
	iptables -A INPUT -j DROP
	status 0 service start
	[ "$(cat "$T/err")" = "iptables: The rules were changed since they were loaded; \"restart\" loads $T/etc/iptables." ]
	[ "$(rules | wc -l)" = 3 ]
	status 0 service save
	status 0 service start
	[ ! -s "$T/err" ]	# they are what is in the file
	iptables -P INPUT DROP
	status 0 service start
	grep -q 'were changed' "$T/err"
	iptables -P INPUT ACCEPT
	iptables -F
	status 0 service start
	[ "$(cat "$T/err")" = "iptables: The rules were flushed since they were loaded; \"restart\" loads $T/etc/iptables." ]
	[ -z "$(rules)" ]
	status 0 service restart
	status 0 service start
	[ ! -s "$T/err" ]
	[ "$(rules | wc -l)" = 3 ]
	# Of a very large file no rule is read again.
	{ cat "$T/etc/iptables"; head -c 2M /dev/zero | tr '\0' x | fold -w 99 | sed 's/^/#/'; } >"$T/large"
	cp "$T/large" "$T/etc/iptables"
	status 0 service restart
	status 0 service start
	[ ! -s "$T/err" ]
	iptables -A INPUT -j DROP
	status 0 service start
	[ "$(cat "$T/err")" = "iptables: The rules may have been changed since they were loaded; \"restart\" loads $T/etc/iptables." ]
	[ "$(rules | wc -l)" = 4 ]
	sed -i '/^#/d' "$T/etc/iptables"
	status 0 service restart
	# A state file of a release that remembered no more than the tables.
	sed -i '3d' "$T/run/iptables.started"
	iptables -F
	status 0 service start
	[ ! -s "$T/err" ]
}

@test "reload and try-restart only when started" {
	prepare
	status 1 service reload
	for verb in condrestart try-restart; do status 0 service $verb; done
	[ -z "$(iptables-save)" ]
	status 0 service start
	for verb in reload restart force-reload condrestart try-restart; do
		iptables -F
		status 0 service $verb
		[ "$(rules | wc -l)" = 2 ]
	done
}

@test "restart empties the tables that the file does not name, reload leaves them" {
	prepare
	status 0 service start
	iptables -t mangle -A INPUT -j MARK --set-mark 1
	status 0 service reload
	[ "$(rules mangle | wc -l)" = 1 ]
	status 0 service restart
	[ -z "$(rules mangle)" ]
}

@test "save: the mode of the old file, which stays as .save, 0600, and what stock iptables-restore reads" {
	prepare
	chmod 644 "$T/etc/iptables"
	printf 'older' >"$T/etc/iptables.save"
	chmod 666 "$T/etc/iptables.save"
	cp "$T/etc/iptables" "$T/before"
	status 0 service start
	iptables -A INPUT -j DROP
	status 0 service save
	[ "$(mode "$T/etc/iptables")" = 644 ]
	[ "$(mode "$T/etc/iptables.save")" = 600 ]
	rm "$T/etc/iptables"
	status 0 service save
	[ "$(mode "$T/etc/iptables")" = 600 ]
	cmp "$T/before" "$T/etc/iptables.save"
	[ "$(grep -c '^-A' "$T/etc/iptables")" = 3 ]
	unshare -n "$PEERDIR/iptables-restore" --test "$T/etc/iptables"
	unshare -n iptables-legacy-restore --test "$T/etc/iptables"
	[ "$(ls "$T/etc")" = "ip6tables iptables iptables.save" ] || [ "$(ls "$T/etc" | tr '\n' ' ')" = "ip6tables iptables iptables.save " ]
}

# In a mount namespace of its own, with a /dev/null that may be lost.
with_null() {
	export -f prepare config service status mode iptables save_to_null
	export T BINDIR
	unshare -m bash -euc 'mkdir "$T/dev"; mount -t tmpfs none "$T/dev"; mknod "$T/dev/null" c 1 3; "$@"' - "$@"
}
save_to_null() {
	local name
	prepare
	config 'IPTABLES_MODULES=""'
	service start
	"$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_ftp
	for name in etc/iptables.save etc/iptables etc/iptables-config run/iptables.modules run/iptables.started; do
		rm -rf "${T:?}/before"
		cp -a "$T/etc" "$T/before"
		mv "$T/$name" "$T/kept" 2>/dev/null || : >"$T/kept"
		ln -s "$T/dev/null" "$T/$name"
		service save || true
		service save || true
		service restart || true
		[ -c "$T/dev/null" ] && [ -L "$T/$name" ] || { ls -l "$T/dev" "$T/$name"; echo "after a save over $name"; return 1; }
		[ -z "$(ls -A "$T/dev" | grep -v '^null$')" ]
		rm -rf "${T:?}/etc" "${T:?}/$name"
		cp -a "$T/before" "$T/etc"
		[ ! -s "$T/kept" ] || cp "$T/kept" "$T/$name"
	done
	rm -f "$T/etc/iptables.save"
	ln -s "$T/dev/null" "$T/etc/iptables.save"
	cp "$T/etc/iptables" "$T/old"
	status 1 service save
	[ "$(cat "$T/err")" = "iptables: cannot write $T/etc/iptables.save: not a regular file" ]
	cmp "$T/old" "$T/etc/iptables"
}

@test "what is no regular file is never replaced: the device behind a link stays one" {
	with_null save_to_null
}

# says_where NAME VERB STATUS: who had to write beside NAME says that it is in the way.
says_where() {
	case "$1 $2" in "etc/.statewall.new save" | "run/.statewall.new "re*) ;; *) return 0 ;; esac
	[ "$3" = 1 ] || { echo "$1, $2: status $3"; return 1; }
	grep -q "cannot write $T/$1: not a regular file$" "$T/err" || { echo "$1, $2: $(cat "$T/err")"; return 1; }
}

@test "a fifo in the place of any file makes nothing wait" {
	prepare
	config 'IPTABLES_MODULES="ip_conntrack_ftp"'
	local name verb rc
	for name in run/iptables.started run/iptables.modules run/ip6tables.modules etc/iptables-config etc/iptables etc/iptables.save \
		etc/iptables.fallback etc/.statewall.new run/.statewall.new; do
		nft flush ruleset
		rm -rf "${T:?}/run"
		status 0 service start
		cp -a "$T/etc" "$T/kept"
		rm -f "$T/$name"
		mkfifo "$T/$name"
		for verb in start restart reload status save stop; do
			rc=0
			timeout -k 1 20 "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" $verb >/dev/null 2>"$T/err" || rc=$?
			[ $rc -le 3 ] || { echo "$name, $verb: $rc: $(cat "$T/err")"; return 1; }
			[ -p "$T/$name" ] || { echo "$name is gone after $verb"; return 1; }
			says_where $name $verb $rc
			rm -f "$T/etc/iptables.save.new"
		done
		timeout -k 1 20 "$BINDIR/statewall" modules --config-dir "$T/etc" --run-dir "$T/run" >/dev/null
		rc=0
		timeout -k 1 20 "$BINDIR/statewall" check --config-dir "$T/etc" --run-dir "$T/run" >/dev/null 2>&1 || rc=$?
		[ $rc -le 2 ]	# 2: there is no config file to be read, which is no finding
		rm -rf "${T:?}/etc"
		mv "$T/kept" "$T/etc"
	done
	# Nothing says in a fifo that the service was started: stop says that it stays, and what it is.
	rm -rf "${T:?}/run"
	status 0 service start
	rm "$T/run/iptables.started"
	mkfifo "$T/run/iptables.started"
	status 1 service stop
	[ "$(cat "$T/err")" = "iptables: cannot remove $T/run/iptables.started: not a regular file" ]
	[ -z "$(rules)" ]
	status 1 service restart
	[ "$(cat "$T/err")" = "iptables: cannot write $T/run/iptables.started: not a regular file" ]
	[ -p "$T/run/iptables.started" ]
	# The log of modules is one: the rules are loaded, and the status tells.
	mkdir -p "$T/run"
	rm -f "$T/run/iptables.modules"
	mkfifo "$T/run/iptables.modules"
	status 1 service restart
	grep -q "run/iptables.modules: not a regular file" "$T/err"
	[ "$(rules | wc -l)" = 2 ]
}

@test "save keeps owner, group, mode, label and list of the file it replaces" {
	prepare
	status 0 service start
	chown 1:2 "$T/etc/iptables"
	chmod 640 "$T/etc/iptables"
	python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.label", b"mine")' "$T/etc/iptables" || skip "no extended attributes here"
	service save
	[ "$(stat -c '%u:%g %a' "$T/etc/iptables")" = "1:2 640" ]
	[ "$(python3 -c 'import os, sys; print(os.getxattr(sys.argv[1], "user.label").decode())' "$T/etc/iptables")" = mine ]
	[ "$(stat -c '%u:%g %a' "$T/etc/iptables.save")" = "0:0 600" ]
	# The list: user 3 may read; and the list that the folder would give a new file.
	acl() { # FILE NAME: the user 3 may read it
		python3 -c 'import os, struct, sys; os.setxattr(sys.argv[1], sys.argv[2], struct.pack("<I", 2) +
			b"".join(struct.pack("<HHi", *e) for e in [(1, 6, -1), (2, 4, 3), (4, 4, -1), (16, 4, -1), (32, 0, -1)]))' "$@"
	}
	has_acl() { python3 -c 'import os, sys; sys.exit("system.posix_acl_access" not in os.listxattr(sys.argv[1]))' "$1"; }
	acl "$T/etc/iptables" system.posix_acl_access || skip "no lists here"
	status 0 service save
	has_acl "$T/etc/iptables"
	[ "$(stat -c '%u:%g %a' "$T/etc/iptables")" = "1:2 640" ]
	rm "$T/etc/iptables"
	printf '*filter\nCOMMIT\n' >"$T/etc/iptables"
	chmod 640 "$T/etc/iptables"
	acl "$T/etc" system.posix_acl_default
	status 0 service save
	fails has_acl "$T/etc/iptables"
	[ "$(mode "$T/etc/iptables")" = 640 ]
}

# Each of the two files is mounted on its name, as a container's files are.
mounted() {
	local file
	prepare
	config 'IPTABLES_MODULES=""'
	for file in iptables iptables-config; do
		mv "$T/etc/$file" "$T/$file.host"
		chmod 640 "$T/$file.host"
		: >"$T/etc/$file"
		mount --bind "$T/$file.host" "$T/etc/$file"
	done
	cp "$T/etc/iptables" "$T/old"
	service start
	iptables -A INPUT -j DROP
	"$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_ftp
	status 0 service save
	[ "$(tail -n 1 "$T/iptables.host" | cut -c1-11) $(grep -c '^-A' "$T/iptables.host")" = "# Completed 5" ]
	grep -qx 'IPTABLES_MODULES="nf_conntrack_ftp"' "$T/iptables-config.host"
	[ "$(mode "$T/iptables.host") $(mode "$T/iptables-config.host")" = "640 640" ]
	cmp "$T/old" "$T/etc/iptables.save"
	iptables -D INPUT -j DROP
	status 0 service save
	[ "$(tail -n 1 "$T/iptables.host" | cut -c1-11) $(grep -c '^-A' "$T/iptables.host")" = "# Completed 4" ]
	[ "$(ls -A "$T/etc" | tr '\n' ' ')" = "ip6tables iptables iptables-config iptables.save " ]
}

@test "a file that is mounted on its name is written in place, behind its copy" {
	export -f prepare config service status mode iptables mounted
	export T BINDIR
	unshare -m bash -euc mounted
}

@test "save beyond ulimit -f: status 1 and a sentence, the old file whole, nothing left behind" {
	prepare
	status 0 service start
	for n in {1..100}; do echo "-A INPUT -s 192.0.2.$n -m comment --comment rule-number-$n -j DROP"; done |
		sed '1i *filter' | sed '$a COMMIT' | iptables-restore --noflush
	cp "$T/etc/iptables" "$T/before"
	(ulimit -f 2; status 1 service save)
	[ "$(cat "$T/err")" = "iptables: cannot write $T/etc/iptables: File too large" ]
	cmp "$T/before" "$T/etc/iptables"
	[ "$(ls -A "$T/etc" | tr '\n' ' ')" = "ip6tables iptables iptables.save " ]
	(ulimit -f 2; rc=0; "$BINDIR/iptables-save" >"$T/big" 2>"$T/err" || rc=$?; [ $rc = 1 ])
	[ "$(cat "$T/err" | grep -c 'cannot write output: File too large')" = 1 ]
	(ulimit -f 2; rc=0; "$BINDIR/iptables-save" -f "$T/big" 2>"$T/err" || rc=$?; [ $rc = 1 ])
	[ "$(cat "$T/err" | grep -c 'cannot write output: File too large')" = 1 ]
}

@test "save with nothing to save: 6, the file stays" {
	prepare
	cp "$T/etc/iptables" "$T/before"
	status 6 service save
	cmp "$T/before" "$T/etc/iptables"
}

@test "save keeps the old file when a rule cannot be read" {
	prepare
	status 0 service start
	cp "$T/etc/iptables" "$T/before"
	nft add rule ip "${PREFIX}filter" INPUT ct mark set jhash ip saddr mod 7
	status 1 service save
	cmp "$T/before" "$T/etc/iptables"
}

@test "counters are saved and loaded with SAVE_COUNTER" {
	prepare
	config IPTABLES_SAVE_COUNTER=yes
	sed -i '6s/.*/[5:600] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT/; 5s/^/[7:700] /' "$T/etc/iptables"
	status 0 service start
	iptables-save -c | grep -qF '[5:600] -A INPUT'
	status 0 service save
	grep -qF '[7:700] -A INPUT' "$T/etc/iptables"
	config IPTABLES_SAVE_COUNTER=no
	status 0 service restart
	iptables-save -c | grep -qF '[0:0] -A INPUT'
}

@test "SAVE_ON_STOP and SAVE_ON_RESTART" {
	prepare
	config IPTABLES_SAVE_ON_STOP=yes IPTABLES_SAVE_ON_RESTART=yes
	status 0 service start
	iptables -A INPUT -s 192.0.2.1 -j DROP
	status 0 service restart
	[ "$(rules | wc -l)" = 3 ]
	iptables -A INPUT -s 192.0.2.2 -j DROP
	status 0 service stop
	[ "$(grep -c '^-A' "$T/etc/iptables")" = 4 ]
}

@test "SAVE_ON_RESTART saves nothing on reload" {
	prepare
	config IPTABLES_SAVE_ON_STOP=yes IPTABLES_SAVE_ON_RESTART=yes
	status 0 service start
	cp -a "$T/etc" "$T/before"
	iptables -A INPUT -s 192.0.2.1 -j DROP
	status 0 service reload
	[ "$(rules | wc -l)" = 2 ]
	diff -r "$T/before" "$T/etc"
	iptables -A INPUT -s 192.0.2.1 -j DROP
	status 0 service try-restart
	[ "$(rules | wc -l)" = 3 ]	# which a restart would have
}

@test "a save that fails: stop says so, restart changes nothing" {
	prepare
	config IPTABLES_SAVE_ON_STOP=yes IPTABLES_SAVE_ON_RESTART=yes
	status 0 service start
	iptables -A INPUT -j DROP
	mkdir "$T/etc/iptables.save"
	status 1 service restart
	grep -q 'Firewall rules are not changed' "$T/err"
	[ "$(rules | wc -l)" = 3 ]
	status 1 service stop
	[ -z "$(rules)" ]
}

@test "panic: every policy DROP, no rules; stop opens again" {
	prepare
	status 0 service start
	iptables -t nat -A POSTROUTING -j MASQUERADE
	status 0 service panic
	[ "$(iptables -S | tr '\n' ' ')" = "-P INPUT DROP -P FORWARD DROP -P OUTPUT DROP " ]
	[ "$(iptables-save | grep '^:' | grep -c DROP)" = 13 ]
	[ -z "$(rules nat)" ]
	ip link set lo up
	fails bash -c 'echo x >/dev/udp/127.0.0.1/9'
	status 0 service stop
	echo x >/dev/udp/127.0.0.1/9
}

@test "status: numeric, verbose and line numbers are switches" {
	prepare
	config IPTABLES_STATUS_NUMERIC=no IPTABLES_STATUS_VERBOSE=yes IPTABLES_STATUS_LINENUMBERS=no
	status 0 service start
	status 0 service status
	grep -qE '^ pkts bytes target' "$T/out"
	grep -q 'tcp dpt:ssh' "$T/out"
	"$PEERDIR/iptables" -A INPUT -j ACCEPT
	status 0 service status
	grep -q 'iptables-nft has rules of its own.*statewall adopt' "$T/out"
}

@test "sysctl: selected lines are applied, a failure is said" {
	prepare
	mkdir "$T/etc/sysctl.d"
	printf 'net.ipv4.conf.all.log_martians = 1\nnet.ipv4.ip_forward = 1\n' >"$T/etc/sysctl.d/10-x.conf"
	config 'IPTABLES_SYSCTL_LOAD_LIST="log_martians no_such"'
	status 0 service start
	[ "$(cat /proc/sys/net/ipv4/conf/all/log_martians)" = 1 ]
	[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]
	echo 'net.ipv4.no_such = 1' >>"$T/etc/sysctl.d/10-x.conf"
	status 1 service restart
	grep -q '10-x.conf:3: net.ipv4.no_such: this kernel has no such setting' "$T/err"
	[ "$(rules | wc -l)" = 2 ]
}

@test "Debian's folder: rules.v4 and rules.v6" {
	mkdir -p "$T/iptables"
	iptables -A INPUT -j DROP
	status 0 "$BINDIR/statewall" service --config-dir "$T/iptables" --run-dir "$T/run" save
	[ "$(ls "$T/iptables")" = rules.v4 ]
}

# What the kill test starts from, and what a save must make of it.
before_kill() {
	prepare
	config '# mine' 'IPTABLES_MODULES=""'
	chmod 600 "$T/etc/iptables"
	chmod 644 "$T/etc/iptables-config"
	status 0 service start
	"$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_ftp
	cp -a "$T/etc" "$T/start"
	status 0 service save
	grep -v '^# [GC]' "$T/etc/iptables" >"$T/new"
	cp "$T/etc/iptables-config" "$T/new-config"
	grep -qx 'IPTABLES_MODULES="nf_conntrack_ftp"' "$T/new-config"
}
traced() { ASAN_OPTIONS=detect_leaks=0 strace -f -qq "$@" "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" save; }
again() { rm -rf "${T:?}/etc"; cp -a "$T/start" "$T/etc"; }
is_new() {
	[ "$(tail -n 1 "$T/etc/iptables" | cut -c1-11)" = "# Completed" ] || return 1
	grep -v '^# [GC]' "$T/etc/iptables" | cmp - "$T/new"
}
old_or_new() {
	cmp -s "$T/start/iptables" "$T/etc/iptables" || is_new || return 1
	cmp -s "$T/start/iptables-config" "$T/etc/iptables-config" || cmp "$T/new-config" "$T/etc/iptables-config" || return 1
	[ ! -e "$T/etc/iptables.save" ] || cmp "$T/start/iptables" "$T/etc/iptables.save" || return 1
	[ "$(mode "$T/etc/iptables") $(mode "$T/etc/iptables-config")" = "600 644" ]
}

# Every call from the first one after execve to the last: each is named by its number among its kind.
@test "save killed before any of its system calls: the old files or the new, complete; the next save is whole" {
	command -v strace >/dev/null || skip "no strace"
	before_kill
	again
	traced -o "$T/trace"
	awk '{ sub(/^[0-9]+ +/, ""); sub(/\(.*/, "") } /^[a-z_0-9]+$/ && $0 != "execve" { print $0, ++n[$0] }' "$T/trace" >"$T/calls"
	grep -qx 'rename 3' "$T/calls"
	grep -qx 'exit_group 1' "$T/calls"
	# Each of the three files: its mode and its text are on the disk before its name, and then the name.
	sed -nE 's/^[0-9]+ +//; s/^openat.*statewall\.new".*O_EXCL.*/new/p; s/^(fchmod|fsync|rename)\(.*/\1/p' "$T/trace" | tr '\n' ' ' >"$T/order"
	[ "$(cat "$T/order")" = "new fchmod fsync rename fsync new fchmod fsync rename fsync new fchmod fsync rename fsync " ] ||
		{ cat "$T/order"; return 1; }
	local call n rc missed=0 killed=0
	while read -r call n; do
		again
		rc=0
		traced -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" >/dev/null 2>&1 || rc=$?
		old_or_new || { echo "killed before $call $n"; return 1; }
		case $rc in
		0) missed=$((missed + 1)) ;; # not the same calls as in the trace
		137) killed=$((killed + 1)) ;;
		*) echo "killed before $call $n: status $rc"; return 1 ;;
		esac
		status 0 service save
		is_new
		cmp "$T/new-config" "$T/etc/iptables-config"
		[ "$(ls -A "$T/etc" | tr '\n' ' ')" = "ip6tables iptables iptables-config iptables.save " ] ||
			{ echo "killed before $call $n, then left behind: $(ls -A "$T/etc")"; return 1; }
	done <"$T/calls"
	echo "# killed before $killed of $(wc -l <"$T/calls") system calls" >&3
	[ $missed -le 5 ]
	[ $killed -ge 100 ]
}

# A disk of its own below $T/etc, and nothing of it left when the command ends.
on_small_disk() {
	export -f prepare config service status mode iptables full_disk read_only_disk disk_holds
	export T BINDIR
	unshare -m bash -euc 'mkdir "$T/etc"; mount -t tmpfs -o size=40k none "$T/etc"; "$@"' - "$@"
}
disk_holds() { # the rule file of $1, the config file of $2, and no other file than ours
	cmp "$T/$1" <(grep -v '^# [GC]' "$T/etc/iptables")
	cmp "$T/$2-config" "$T/etc/iptables-config"
	rm -f "$T/etc/iptables.save"
	[ "$(ls -A "$T/etc" | tr '\n' ' ')" = "ballast ip6tables iptables iptables-config " ] || { ls -A "$T/etc"; return 1; }
}

# Room for one page more each time, of 4 KiB: for the copy, then for a rule file of two of them, then for a config file of two.
full_disk() {
	local free page rc stage=copy stages=""
	page=$(getconf PAGESIZE)
	prepare
	config "# $(printf '%5000s' mine)" 'IPTABLES_MODULES=""'
	cp "$T/etc/iptables" "$T/old"
	cp "$T/etc/iptables-config" "$T/old-config"
	service start
	for n in {1..100}; do echo "-A INPUT -s 192.0.2.$n -m comment --comment rule-number-$n -j DROP"; done |
		sed '1i *filter' | sed '$a COMMIT' | "$BINDIR/iptables-restore" --noflush
	"$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_ftp
	"$BINDIR/iptables-save" | sed '1i # statewall: module nf_conntrack_ftp' | sed 's/\[.*\]/[0:0]/' | grep -v '^# [GC]' >"$T/new"
	sed 's/MODULES=""/MODULES="nf_conntrack_ftp"/' "$T/old-config" >"$T/new-config"
	[ "$(stat -c %s "$T/new")" -gt "$page" ]
	head -c 1M /dev/zero >"$T/etc/ballast" 2>/dev/null || true
	for free in 0 1 2 3 4 5 6 7 8; do
		rm -f "$T/etc/iptables.save"
		cat "$T/old" >"$T/etc/iptables"
		cat "$T/old-config" >"$T/etc/iptables-config"
		head -c 1M /dev/zero >"$T/etc/ballast" 2>/dev/null || true
		truncate -s $(($(stat -c %s "$T/etc/ballast") / page * page - free * page)) "$T/etc/ballast"
		rc=0
		service save >"$T/out" 2>"$T/err" || rc=$?
		[ $rc != 0 ] || { disk_holds new new; break; }
		[ $rc = 1 ]
		[ "$(wc -l <"$T/err")" = 1 ]
		case $(cat "$T/err") in
		"iptables: cannot write $T/etc/iptables.save: No space left on device") disk_holds old old; stages+=c ;;
		"iptables: cannot write $T/etc/iptables: No space left on device") disk_holds old old; stages+=r ;;
		"iptables: cannot write $T/etc/iptables-config: No space left on device") disk_holds new old; stages+=o ;;
		*) cat "$T/err"; return 1 ;;
		esac
	done
	echo "stages: $stages, then $rc"
	[[ $rc = 0 && $stages =~ ^c+r+o+$ ]]
}

@test "save with a full disk: status 1 with the file's name, each file old or new and whole, nothing left behind" {
	on_small_disk full_disk
}

read_only_disk() {
	prepare
	config 'IPTABLES_MODULES=""'
	: >"$T/etc/ballast"
	cp "$T/etc/iptables" "$T/old"
	cp "$T/etc/iptables-config" "$T/old-config"
	service start
	iptables -A INPUT -j DROP
	mount -o remount,ro "$T/etc"
	status 1 service save
	[ "$(cat "$T/err")" = "iptables: cannot write $T/etc/iptables.save: Read-only file system" ]
	disk_holds old old
}

@test "save on a read-only disk: status 1 with the reason, the files as they were" {
	on_small_disk read_only_disk
}

@test "two saves at once: each is whole, nothing is left behind" {
	prepare
	status 0 service start
	local one two
	for _ in 1 2 3 4 5 6; do
		service save >"$T/out.1" 2>&1 &
		one=$!
		service save >"$T/out.2" 2>&1 &
		two=$!
		wait $one && wait $two || { cat "$T/out.1" "$T/out.2"; return 1; }
		[ "$(tail -n 1 "$T/etc/iptables" | cut -c1-11)" = "# Completed" ]
	done
	[ "$(ls -A "$T/etc" | tr '\n' ' ')" = "ip6tables iptables iptables.save " ]
}

@test "a config file that cannot be read: the rules are loaded all the same, the status tells" {
	prepare
	mkdir "$T/etc/iptables-config"
	status 1 service start
	[ "$(rules | wc -l)" = 2 ]
	grep -q iptables-config "$T/err"
}

@test "the init entries: the words and statuses of the service, each for its family" {
	prepare
	local name
	for name in iptables ip6tables; do
		sed "s|@sbindir@|$BINDIR|" "$BATS_TEST_DIRNAME/../../etc/init/$name.init.in" >"$T/$name.init"
		init() { sh "$T/$name.init" --config-dir "$T/etc" --run-dir "$T/run" "$@"; }
		status 3 init status
		status 1 init reload
		status 0 init start
		[ "$("$BINDIR/$name-save" | grep -c '^-A')" = 2 ]
		chmod 640 "$T/etc/$name"
		status 0 init save
		[ "$(mode "$T/etc/$name")" = 640 ]
		rm "$T/etc/$name"
		status 0 init save
		[ "$(mode "$T/etc/$name")" = 600 ]
		status 0 init stop
		status 3 init status
		status 2 init nonsense
		rm "$T/etc/$name"
		status 6 init start
	done
	[ -z "$(kernel)" ]
}

@test "modules and sysctl fail, both: both are said, what can be is done, status 1" {
	prepare
	mkdir "$T/etc/sysctl.d"
	printf 'net.ipv4.no_such = 1\nnet.ipv4.conf.all.log_martians = 1\n' >"$T/etc/sysctl.d/10-x.conf"
	config 'IPTABLES_MODULES="no_such_module ip_conntrack_ftp"' 'IPTABLES_SYSCTL_LOAD_LIST="net.ipv4"'
	status 1 service start
	grep -q 'no_such_module: no such module' "$T/err"
	grep -q '10-x.conf:1: net.ipv4.no_such' "$T/err"
	[ "$(tail -n 1 "$T/err" | grep -c sysctl)" = 1 ] # they come last
	[ "$(cat /proc/sys/net/ipv4/conf/all/log_martians)" = 1 ]
	[ "$(rules | wc -l) $(rules raw | wc -l)" = "2 2" ]
	printf 'net.ipv4.conf.all.log_martians = 0\n' >"$T/etc/sysctl.d/10-x.conf"
	status 1 service restart
	[ "$(cat /proc/sys/net/ipv4/conf/all/log_martians)" = 0 ]
	config 'IPTABLES_SYSCTL_LOAD_LIST="net.ipv4"'
	status 0 service restart
}

@test "the init entry of a program that is not installed: status 5" {
	sed 's|@sbindir@|/nonexistent|' "$BATS_TEST_DIRNAME/../../etc/init/iptables.init.in" >"$T/iptables.init"
	status 5 sh "$T/iptables.init" start
}
