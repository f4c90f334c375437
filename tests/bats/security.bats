#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What docs/security.md promises: rights, names, terminals, files, build flags.
load ../lib/helper

program() { realpath "$BINDIR/iptables"; }

as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }

# Words that a terminal sees when the rest of the line runs on one; NUL bytes and colour show as ^[.
on_terminal() { # its status is the command's
	local rc=0
	script -qec "$1" /dev/null >"$T/typed" </dev/null || rc=$?
	cat -v "$T/typed"
	return $rc
}

@test "CAP_NET_ADMIN alone is enough" {
	run -0 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all,+net_admin \
		--ambient-caps -all,+net_admin --bounding-set -all,+net_admin "$(program)" iptables -A INPUT -j DROP
	run -0 iptables -S INPUT
	[[ $output == *"-A INPUT -j DROP"* ]]
}

@test "without it: status 4, and what is needed" {
	run -4 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all --bounding-set -all \
		"$(program)" iptables -A INPUT -j DROP
	[[ $output == *"Permission denied (you must be root)"* ]]
	run -4 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all --bounding-set -all \
		"$(program)" iptables-save
}

@test "a setuid or setgid program refuses to run" {
	chmod 755 "$T"
	cp "$(program)" "$T/statewall"
	[ -z "$(find "$(findmnt -no TARGET -T "$T")" -maxdepth 0 -printf x)" ] || findmnt -no OPTIONS -T "$T" | grep -qv nosuid ||
		skip "the temporary folder is mounted nosuid"
	for mode in 4755 2755 6755; do
		chmod $mode "$T/statewall"
		run -1 as_nobody "$T/statewall" iptables -S
		# The first line: a leak sanitizer cannot look into such a program, and says so behind it.
		[ "${lines[0]}" = "statewall: it must not be installed setuid, setgid or with file capabilities" ]
	done
}

@test "argv[0] is a name and nothing else" {
	run -2 bash -c "exec -a /../../etc/evil '$(program)' -S"
	run -2 bash -c "exec -a '' '$(program)' -S"
	run -0 bash -c "exec -a ./x/../iptables '$(program)' -S"
	run -0 bash -c "exec -a statewall '$(program)' iptables -S"
}

@test "an extension's name is no path" {
	mkdir "$T/plugins"
	run -2 env XTABLES_LIBDIR="$T/plugins" "$BINDIR/iptables" -A INPUT -m ../../../../tmp/x -j ACCEPT
	run -2 iptables -A INPUT -m ../xtables/libxt_tcp -j ACCEPT
	run -2 iptables -A INPUT -j ../../x
}

# A plugin whose loading leaves a file behind: $T/loaded.
plugin() {
	mkdir -p "$T/plugins"
	printf '#include <stdio.h>\n__attribute__((constructor)) static void f(void) { fclose(fopen("%s", "w")); }\n' \
		"$T/loaded" >"$T/evil.c"
	"${CC:-cc}" -shared -fPIC "$T/evil.c" -o "$T/plugins/libxt_evil.so"
}

@test "an elevated program loads no plugin of the environment's" {
	local refused="statewall: it must not be installed setuid, setgid or with file capabilities"
	evil() { run as_nobody env XTABLES_LIBDIR="$T/plugins" "$T/statewall" iptables -A INPUT -m evil -j ACCEPT; }
	plugin
	chmod 777 "$T"
	chmod a+x "$BATS_RUN_TMPDIR" "$(dirname "$T")"	# or nobody gets as far as the program
	cp "$(program)" "$T/statewall"
	evil
	[ -e "$T/loaded" ]	# so this one would have been
	rm "$T/loaded"
	for mode in 4755 2755; do
		chmod $mode "$T/statewall"
		evil
		[ "$status ${lines[0]}" = "1 $refused" ]
		[ ! -e "$T/loaded" ]
	done
	command -v setcap >/dev/null || skip "no setcap for the rest"
	chmod 755 "$T/statewall"
	setcap cap_net_admin+ep "$T/statewall"
	evil
	[ "$status ${lines[0]}" = "1 $refused" ]
	[ ! -e "$T/loaded" ]
}

@test "a temporary file is new, its owner's only, and no link leads elsewhere" {
	command -v strace >/dev/null || skip "no strace"
	mkdir "$T/etc" "$T/run"
	iptables -A INPUT -j ACCEPT
	ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=openat,open,creat -o "$T/trace" \
		"$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" save
	grep O_CREAT "$T/trace" | grep -F "$T/etc/" >"$T/made"
	[ -s "$T/made" ]
	run ! grep -vE 'O_EXCL.*, 0600\)' "$T/made"
	temporary=$(grep -o '"[^"]*"' "$T/made" | head -n 1 | tr -d '"')
	for victim in "$T/victim" "$T/etc/iptables"; do
		cp "$T/etc/iptables" "$T/before"
		ln -sf "$victim" "$temporary"
		run -1 "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" save
		cmp "$T/before" "$T/etc/iptables"
		[ ! -e "$T/victim" ]
	done
	rm "$temporary"
	run -0 "$BINDIR/statewall" service --config-dir "$T/etc" --run-dir "$T/run" save
}

@test "control characters are shown on a terminal, not sent" {
	iptables -A INPUT -m comment --comment $'a\e[31mb\xe2\x80\xaec' -j ACCEPT
	run -0 iptables -S INPUT
	[[ $output == *$'"a\e[31mb\xe2\x80\xaec"'* ]]	# a pipe gets the bytes
	for c in "iptables -S" "iptables -L -n" iptables-save; do
		run -0 on_terminal "$BINDIR/$c"
		[[ $output == *'a\x1b[31mb\xe2\x80\xaec'* && $output != *'^[['* ]]
	done
	run -1 on_terminal "$BINDIR/iptables-restore $'no\\e[2Jsuch'"
	[[ $output == *'no\x1b[2Jsuch'* && $output != *'^[['* ]]
	run -2 on_terminal "$BINDIR/iptables -A $'x\\e]0;t\\ay' -j $'\\e[31mX' --\$'\\e'[2J"
	[[ $output == *'\x1b'* && $output != *'^[['* ]]
	printf '*filter\n-A INPUT -m comment --comment "\e[1m" --nonsense\nCOMMIT\n' >"$T/rules"
	run -2 on_terminal "$BINDIR/iptables-restore $T/rules"
	[[ $output == *'\x1b[1m'* && $output != *'^[['* ]]
}

# C0, DEL, C1 in UTF-8 and as single bytes, and a character that turns the text.
@test "translations and XML on a terminal: what a file or a word holds is shown, not sent" {
	local odd=$'a\e[31m\x7f\xc2\x9b31m\x9b2J\xc2\x85\xe2\x80\xaez'
	printf '# %s\n*filter\n:%s - [0:0]\n-A %s -m comment --comment "%s" -j %s\nCOMMIT\n' "$odd" "$odd" "$odd" "$odd" "$odd" >"$T/rules"
	printf '%s\n' "$odd" >"$T/bad"
	printf '*%s\n' "$odd" >"$T/table"
	for c in "iptables-restore-translate -f $T/rules" "iptables-xml $T/rules" "iptables-xml -v -c $T/rules" "iptables-restore-translate -f $T/bad" \
		"iptables-xml $T/bad" "iptables-xml $T/table" "iptables-restore-translate -f $T/table" "iptables-restore -v $T/rules" \
		"iptables-save" "iptables -S" "iptables -L" "iptables -v -F \"\$odd\"" "iptables-xml \"\$odd\"" "iptables-restore \"\$odd\"" \
		"iptables-translate -A \"\$odd\" -m comment --comment \"\$odd\" -i \"\$odd\"" "iptables-translate -N \"\$odd\"" \
		"iptables -v -A \"\$odd\" -m comment --comment \"\$odd\"" "statewall \"\$odd\"" "iptables-save -t \"\$odd\"" \
		"iptables-save -\"\$odd\"" "iptables-restore-translate -\"\$odd\"" "statewall modules \"\$odd\"" "statewall service \"\$odd\""; do
		odd=$odd run on_terminal "$BINDIR/$c"
		[[ $output != *'^['* && $output != *'^?'* && $output != *'M-BM-^'* && $output != *'M-^'[E\[]* && $output != *'M-bM-^@M-.'* ]] ||
			{ echo "$c: $output"; return 1; }
		[[ $output == *'\x'* || $c == *xml* || $c == *-save* || $c == "statewall "* ]] || { echo "shown as nothing: $c: $output"; return 1; }
	done
	# A pipe gets the bytes; in XML text they are references, in a comment of XML no control character is kept.
	"$BINDIR/iptables-restore-translate" -f "$T/rules" | grep -qaF "# add chain ip filter $odd"
	"$BINDIR/iptables-xml" -v "$T/rules" >"$T/x"
	run ! grep -qaP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$T/x"
}

@test "check on a terminal: words of rules and names of chains are shown, not sent" {
	mkdir "$T/etc"
	check="$BINDIR/statewall check --family ipv4 --config-dir $T/etc --run-dir $T/run"
	iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp
	iptables -N $'c\e[31m'
	iptables -A INPUT -j $'c\e[31m'
	iptables -A $'c\e[31m' -m state --state RELATED -j ACCEPT
	iptables -A INPUT -m comment --comment $'\e[2J hidden' -m state --state RELATED,ESTABLISHED -j ACCEPT
	run -1 on_terminal "$check"
	[[ $output == *'c\x1b[31m rule 1 accepts RELATED'* && $output == *'INPUT rule 2 accepts RELATED'* ]]
	[[ $output != *'^['* ]]
	[ "$(grep -c 'no line to write' <<<"$output")" = 2 ]
	run ! grep -q 'write: iptables' <<<"$output"
	printf 'IPTABLES_MODULES="ip_conntrack_ftp \e[2Jx"\n' >"$T/etc/iptables-config"
	run -1 on_terminal "$check"
	[[ $output == *"iptables-config"* && $output != *'^['* ]]
}

@test "the service on a terminal: names of files are shown, not sent" {
	dir=$T/$'etc\e[31m\xc2\x9b2J'
	mkdir "$dir"
	printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' >"$dir/iptables"
	echo 'IPTABLES_MODULES=""' >"$dir/iptables-config"
	printf '%s' "$dir" >"$T/name"
	service="$BINDIR/statewall service --run-dir $T/run --config-dir \"\$(cat $T/name)\""
	run -0 on_terminal "$service start"
	[[ $output == *'etc\x1b[31m\xc2\x9b2J/iptables are loaded'* && $output != *'^['* && $output != *'M-^['* ]]
	"$BINDIR/statewall" modules --run-dir "$T/run" --family ipv4 load nf_conntrack_ftp
	run -0 on_terminal "$service save"
	[[ $output == *'are saved to'*'etc\x1b[31m\xc2\x9b2J/iptables.'* && $output != *'^['* && $output != *'M-^['* ]]
	[[ $output == *'iptables-config: IPTABLES_MODULES="nf_conntrack_ftp"'* ]]
	for verb in restart reload status stop start; do
		iptables -A INPUT -j DROP
		run -0 on_terminal "$service $verb"
		[[ $output != *'^['* && $output != *'M-^['* ]]
	done
	rm "$dir/iptables"
	run -6 on_terminal "$service restart"
	[[ $output == *"No rule file"* ]]
	[[ $output != *'^['* && $output != *'M-^['* ]]
}

@test "closed standard descriptors are not taken for the socket" {
	run -0 bash -c "'$BINDIR/iptables' -A INPUT -j ACCEPT <&- "
	run -1 bash -c "'$BINDIR/iptables' -S >&- 2>&-"
	run -0 iptables -S INPUT
	[[ $output == *"-A INPUT -j ACCEPT"* ]]
}

@test "built with PIE, RELRO, immediate binding, stack protector, fortified functions" {
	p=$(program)
	nm -D "$p" | grep -q __asan_init && skip "a build with sanitizers"
	readelf -h "$p" | grep -q 'Type: *DYN'
	# A copy of libxtables' data would have the size that it had when this was built.
	readelf -rW "$p" | grep COPY >"$T/copies" || true
	readelf --dyn-syms -W "$(ldd "$p" | awk '/libxtables/ { print $3 }')" | awk '$4 == "OBJECT" { print $8 }' >"$T/data"
	grep -q xtables_chain_protos "$T/data"
	grep -wFf "$T/data" "$T/copies" | grep -v @GLIBC && return 1
	readelf -lW "$p" | grep -q GNU_RELRO
	readelf -lW "$p" | grep 'GNU_STACK' | grep -qv E
	readelf -dW "$p" | grep -Eq 'BIND_NOW|FLAGS.*NOW'
	readelf -sW --dyn-syms "$p" | grep -q __stack_chk_fail
	readelf -sW --dyn-syms "$p" | grep -q '_chk@'
}

@test "an empty XTABLES_LIBDIR is none: no plugin comes from the root folder" {
	XTABLES_LIBDIR="" run -0 iptables -A INPUT -m state --state NEW -m connlimit --connlimit-above 3 -j LOG --log-prefix x
	XTABLES_LIBDIR="" run -0 iptables -S INPUT
	[[ $output == *"--connlimit-above 3"* ]]
	command -v strace >/dev/null || skip "no strace"
	XTABLES_LIBDIR="" ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=openat,stat,newfstatat,access -o "$T/trace" \
		"$BINDIR/iptables" -A INPUT -m nonsense -m ttl --ttl-eq 1 -j NONSENSE || true
	run ! grep -F '"/lib' <(grep -E '"/lib(xt|ipt|ip6t)_' "$T/trace")
}
