#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion: what "statewall complete" says with rules loaded, and what bash, zsh, fish and the shell
# make of it.
load ../lib/helper

# after LINE: the candidates, whole words, one a line.
after() { COMP_LINE=$1 COMP_POINT=${2:-} "$BINDIR/statewall" complete --describe | cut -f 1; }
# The same on one line.
offers() { after "$@" | tr '\n' ' '; }

@test "chains of this table and family, as they are now" {
	iptables -N mine
	iptables -t nat -N natted
	ip6tables -N six
	[ "$(offers "iptables -A ")" = "INPUT FORWARD OUTPUT mine " ]
	[ "$(offers "iptables -t nat -X ")" = "natted " ]
	[ "$(offers "ip6tables-statewall -F s")" = "six " ]
	[ "$(offers "iptables-statewall -E m")" = "mine " ]
	[ "$(offers "iptables -A INPUT -j mi")" = "mine " ]
	[ "$(offers "iptables -A INPUT -g ")" = "mine " ]
	[ "$(offers "statewall group m")" = "mine " ]
	[ "$(offers "statewall group --family ipv6 -t filter s")" = "six " ]
	iptables -X mine
	[ -z "$(offers "iptables -X m")" ]
}

@test "numbers of rules, with their text" {
	iptables -N mine
	iptables -A mine -p tcp --dport 22 -j ACCEPT
	iptables -A mine -m comment --comment "a b" -j DROP
	iptables -A mine
	for command in -D -R -I -L -S -Z; do
		COMP_LINE="iptables $command mine " "$BINDIR/statewall" complete --describe >"$T/got"
		printf '%s\t%s\n' 1 "-p tcp -m tcp --dport 22 -j ACCEPT" 2 '-m comment --comment "a b" -j DROP' 3 "" |
			diff - "$T/got" || { echo "$command"; return 1; }
	done
	[ "$(offers "iptables -D mine 2")" = "2 " ]
	[ -z "$(offers "iptables -A mine 1")" ]
	[[ $(offers "iptables -D INPUT ") == *"-p "* ]]	# there is none: the rule itself is meant
	STATEWALL_GROUP=always iptables-restore <<-'EOF'
		*filter
		-A INPUT -p tcp --dport 1 -j ACCEPT
		-A INPUT -p tcp --dport 2 -j ACCEPT
		-A INPUT -p tcp --dport 3 -j ACCEPT
		COMMIT
	EOF
	[ "$(offers "iptables -D INPUT ")" = "1 2 3 " ]
	[[ $(COMP_LINE="iptables -D INPUT 3" "$BINDIR/statewall" complete --describe) == *"--dport 3 "* ]]
}

@test "sets of ipset" {
	command -v ipset >/dev/null && ipset create first hash:ip || skip "no ipset here"
	ipset create second hash:net
	[ "$(offers "iptables -A INPUT -m set --match-set ")" = "first second " ]
	[ "$(offers "iptables -A INPUT -m set --match-set s")" = "second " ]
	[ "$(offers "iptables -A INPUT -j SET --add-set first s")" = "src " ]
	ipset destroy
}

@test "what statewall try runs" {
	iptables -N mine
	[ -z "$(offers "statewall try ")" ]
	[ "$(offers "statewall try 30 iptables-s")" = "iptables-save " ]
	[ "$(offers "statewall try 30 ser")" = "service " ]
	[ "$(offers "statewall try 30 iptables -A mi")" = "mine " ]
	[ "$(offers "statewall try 30 ip6tables -A mi")" = "" ]
	[ "$(offers "statewall try 30 service rel")" = "reload " ]
	[ "$(offers "sudo statewall try 30 iptables -A INPUT -j mi")" = "mine " ]
}

@test "interfaces" {
	ip link add dummy7 type veth peer name other7
	[ "$(offers "iptables -A INPUT -i du")" = "dummy7 " ]
	[ "$(offers "iptables -A FORWARD -m physdev --physdev-in du")" = "dummy7 " ]
	ip link del dummy7
}

# What each target needs behind it to be a rule.
words_of() { # TARGET PROGRAM
	case $1 in
	AUDIT) echo --type drop ;;
	CHECKSUM) echo --checksum-fill ;;
	CLASSIFY) echo --set-class 1:1 ;;
	CONNMARK | MARK) echo --set-mark 1 ;;
	CONNSECMARK) echo --save ;;
	CT) echo --notrack ;;
	DNAT) [ "$2" = iptables ] && echo --to-destination 192.0.2.1 || echo --to-destination 2001:db8::1 ;;
	SNAT) [ "$2" = iptables ] && echo --to-source 192.0.2.1 || echo --to-source 2001:db8::1 ;;
	DNPT | SNPT) echo --src-pfx 2001:db8:1::/64 --dst-pfx 2001:db8:2::/64 ;;
	DSCP) echo --set-dscp 1 ;;
	ECN) echo -p tcp --ecn-tcp-remove ;;
	HL) echo --hl-set 1 ;;
	HMARK) echo --hmark-tuple src,dst --hmark-mod 1 --hmark-rnd 1 ;;
	IDLETIMER) echo --timeout 9 --label x ;;
	NETMAP) [ "$2" = iptables ] && echo --to 192.0.2.0/24 || echo --to 2001:db8::/64 ;;
	RATEEST) echo --rateest-name x --rateest-interval 250ms --rateest-ewma 0.5s ;;
	SYNPROXY) echo -p tcp --mss 1460 ;;
	TCPMSS) echo -p tcp --syn --set-mss 1000 ;;
	TCPOPTSTRIP) echo -p tcp --strip-options mss ;;
	TEE) [ "$2" = iptables ] && echo --gateway 192.0.2.1 || echo --gateway 2001:db8::1 ;;
	TOS) echo --set-tos 1 ;;
	TPROXY) echo -p tcp --on-port 1 ;;
	TTL) echo --ttl-set 1 ;;
	esac
}

@test "targets: what is offered can stand there, what is not cannot" {
	local bad=0 tried=0 program target table chain line names offers offered can
	names="$(sed -n 's/^	{ "\([A-Z]*\)".*/\1/p' "$BATS_TEST_DIRNAME/../../src/rule/target_names.c" | tr '\n' ' ')"
	# These ask for what a test cannot bring, or for a module that kernels do not have.
	local -A left=([LED]=1 [CLUSTERIP]=1 [SECMARK]=1 [SET]=1 [ULOG]=1)
	for program in iptables ip6tables; do
		$program -N own
		for line in "filter INPUT" "filter FORWARD" "filter OUTPUT" "filter own" "nat PREROUTING" "nat INPUT" \
				"nat OUTPUT" "nat POSTROUTING" "mangle PREROUTING" "mangle INPUT" "mangle FORWARD" "mangle OUTPUT" \
				"mangle POSTROUTING" "raw PREROUTING" "raw OUTPUT" "security INPUT" "security FORWARD" "security OUTPUT"; do
			read -r table chain <<<"$line"
			offers=" $(offers "$program -t $table -A $chain -j ")"
			for target in $names; do
				[ -z "${left[$target]:-}" ] || continue
				offered=no can=no
				[[ $offers != *" $target "* ]] || offered=yes
				# shellcheck disable=SC2046
				! $program -t $table -A $chain -j $target $(words_of $target $program) 2>"$T/err" || can=yes
				# Where the kernel has no such extension at all, nothing can be learned.
				! grep -q "has no\|No such file" "$T/err" || continue
				tried=$((tried + 1))
				[ $offered = $can ] ||
					{ echo "$program $line -j $target: offered $offered, can $can: $(head -n 1 "$T/err")"; bad=$((bad + 1)); }
			done
		done
	done
	echo "$tried tried, $bad wrong"
	[ $tried -gt 800 ]
	[ $bad = 0 ]
}

@test "nothing is written, and no module loaded" {
	iptables -A INPUT -p tcp --dport 22 -j ACCEPT
	kernel >"$T/before"
	sort /proc/modules | cut -d ' ' -f 1 >"$T/modules"
	for line in "iptables -A " "iptables -D INPUT " "iptables -A INPUT -j " "iptables -A INPUT -m " \
			"iptables -A INPUT -m set --match-set " "ip6tables -t raw -A OUTPUT -j "; do
		after "$line" >/dev/null
	done
	kernel | diff "$T/before" -
	sort /proc/modules | cut -d ' ' -f 1 | diff "$T/modules" -
}

@test "without privileges: no word, no kernel, all the rest" {
	iptables -N mine
	user() { setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all env COMP_LINE="$1" "$BINDIR/statewall" complete --describe; }
	user "iptables -V" >/dev/null 2>&1 || skip "nobody cannot run what was built here"
	[ "$(user "iptables -A " 2>&1 | cut -f 1 | tr '\n' ' ')" = "INPUT FORWARD OUTPUT " ]
	[ "$(user "iptables -A INPUT -m state --state N" 2>&1 | cut -f 1)" = NEW ]
	[ -z "$(user "iptables -D INPUT 1" 2>&1)" ]
	[ -z "$(user "iptables -A INPUT -m set --match-set x" 2>&1)" ]
}

@test "very many rules and chains: soon, or less" {
	{ echo '*filter'; for ((i = 0; i < 20000; i++)); do echo ":c$i - [0:0]"; done
	  for ((i = 0; i < 30000; i++)); do echo "-A INPUT -s 10.$((i >> 16)).$((i >> 8 & 255)).$((i & 255)) -j DROP"; done
	  for ((i = 0; i < 30000; i++)); do echo "-A OUTPUT -m limit --limit $((i % 9 + 1))/s -j ACCEPT"; done
	  echo COMMIT; } | iptables-restore
	start=$(date +%s%N)
	[ "$(after "iptables -D OUTPUT " | wc -l)" = 200 ]
	after "iptables -D INPUT " >/dev/null	# a map, which is told as a whole or not at all
	after "iptables -A INPUT -j c1999" >"$T/chains"
	ms=$((($(date +%s%N) - start) / 1000000))
	echo "$ms ms"
	[ $ms -lt 6000 ]
	grep -qx c19999 "$T/chains"
}

@test "odd lines, long ones, a cursor anywhere" {
	long=$(printf 'x%.0s' {1..4000})
	for line in "" " " "iptables" "iptables -A \"" "iptables '" "iptables \\" "iptables -A INPUT -m comment --comment '$long" \
			"iptables $long" "iptables -t" "iptables -A INPUT -m $long --$long=" "iptables --=" "iptables -A INPUT --" \
			"iptables ! ! ! " "iptables -" "iptables -p 300 --" $'iptables -A \t\t' $'iptables -A \x01\xff' "$long iptables -A "; do
		for point in 0 1 7 12 99 4000 99999 -1 x; do
			run -0 env COMP_LINE="$line" COMP_POINT="$point" "$BINDIR/statewall" complete iptables "" iptables
			run -0 env COMP_LINE="$line" COMP_POINT="$point" "$BINDIR/statewall" complete --describe
		done
	done
	[ "$(offers "iptables -A INPUT -j ACCEPT" 14)" = "INPUT " ]
	run -2 "$BINDIR/statewall" complete
	run -0 "$BINDIR/statewall" complete --help
	iptables -N 'a$b'	# is offered as one word of a shell
	[[ $(COMP_LINE="iptables -X a" "$BINDIR/statewall" complete iptables a -X) == "'a\$b' " ]]
}

# ---- shells --------------------------------------------------------------------------------------

# The completion files of this build, with its programs in them.
completion() {
	local build
	build=$(realpath "$BINDIR/..")
	[ -e "$build/etc/completion/statewall.bash" ] || skip "the programs were not built here"
	sed "s|[^' (=]*/sbin/statewall|$BINDIR/statewall|g" "$build/etc/completion/statewall.$1"
}

# Types lines and keys into a shell on a terminal.
typed_into() { PATH=$BINDIR:$PATH TERM=dumb INPUTRC=/dev/null python3 "$BATS_TEST_DIRNAME/../lib/typist.py" "$@" >"$T/seen" || true; }
seen() { grep -qF -- "$1" "$T/seen" || { echo "'$1' is not in:"; cat "$T/seen"; return 1; }; }

# hand LINE WORD [TYPE]: what bash hands over with the Tab key, as complete -C would, too.
@test "bash: its own word breaks" {
	completion bash >"$T/file"
	iptables -N mine
	# shellcheck disable=SC1090
	. "$T/file"
	spec=$(complete -p iptables-statewall)
	[[ $spec == *"-F _statewall iptables-statewall" ]]
	for name in statewall ip6tables-restore-statewall iptables-statewall-save iptables-xml-statewall; do complete -p $name; done
	hand() { COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=${3:-9} "$BINDIR/statewall" complete iptables-statewall "$2" x; }
	[ "$(hand "iptables-statewall -X " "")" = "mine " ]
	[ "$(hand "iptables-statewall -A INPUT -m state --state=EST" EST)" = "ESTABLISHED" ]
	[ "$(hand "iptables-statewall -A INPUT -m state --state NEW,EST" NEW,EST)" = "NEW,ESTABLISHED" ]
	[ "$(hand "iptables-statewall -p tcp --dport ssh:htt" htt | head -n 1)" = "http " ]
	[ "$(hand "iptables-statewall -A INPUT -jDR" -jDR)" = "-jDROP " ]
	iptables -A mine -j DROP
	iptables -A mine -j ACCEPT
	[ "$(hand "iptables-statewall -D mine " "")" = "1 "$'\n'"2 " ]
	[ "$(hand "iptables-statewall -D mine " "" 63)" = "1  (-j DROP)"$'\n'"2  (-j ACCEPT)" ]
}

@test "bash: plain names only where they lead to statewall" {
	completion plain >"$T/file"
	mkdir "$T/sbin"
	ln -s "$BINDIR/statewall" "$T/sbin/iptables"
	ln -s /bin/true "$T/sbin/ip6tables"
	mkdir "$T/completions"
	completion bash | grep -v "^complete " >"$T/completions/statewall"
	sed -i "s|/usr/sbin/|$T/sbin/|; s|[^ ]*/completions/statewall|$T/completions/statewall|" "$T/file"
	bash --norc -c ". $T/file; complete -p" >"$T/out"
	[ "$(cat "$T/out")" = "complete -o nosort -o nospace -F _statewall iptables" ]
}

@test "bash on a terminal" {
	completion bash >"$T/file"
	iptables -N mine
	printf '%s\n' "PS1='> '" ". $T/file" >"$T/rc"
	typed_into bash --noprofile --rcfile "$T/rc" -i <<-'EOF'
		iptables-statewall -A mi\t-m state --state EST\t -j AC\t

		iptables-statewall -A INPUT -m conntrack --ctstate=NEW,EST\t -j mi\t

		exit
	EOF
	rules | diff - <(printf '%s\n' "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j mine" \
		"-A mine -m state --state ESTABLISHED -j ACCEPT") || { cat "$T/seen"; false; }
}

@test "bash-completion finds the file by the name that is typed, and behind sudo" {
	local main=/usr/share/bash-completion/bash_completion
	[ -e $main ] || skip "no bash-completion here"
	mkdir -p "$T/data/bash-completion/completions" "$T/path"
	completion bash >"$T/data/bash-completion/completions/iptables-statewall"
	printf '#!/bin/sh\nexec "$@"\n' >"$T/path/sudo"
	chmod +x "$T/path/sudo"
	iptables -N mine
	printf '%s\n' "PS1='> '" "PATH=$T/path:\$PATH" ". $main" >"$T/rc"
	XDG_DATA_DIRS=$T/data:/usr/share typed_into bash --noprofile --rcfile "$T/rc" -i <<-'EOF'
		iptables-statewall -A mi\t-j AC\t

		sudo iptables-statewall -A mi\t-m state --state=NEW,EST\t -j DR\t

		exit
	EOF
	rules | diff - <(printf '%s\n' "-A mine -j ACCEPT" "-A mine -m state --state NEW,ESTABLISHED -j DROP") || { cat "$T/seen"; false; }
}

@test "zsh on a terminal" {
	command -v zsh >/dev/null || skip "no zsh here"
	mkdir -p "$T/zsh"
	completion zsh >"$T/zsh/_statewall"
	iptables -N mine
	cat >"$T/zsh/.zshrc" <<-EOF
		PS1='> ' RPS1= fpath=($T/zsh \$fpath)
		unset zle_bracketed_paste
		unsetopt prompt_sp prompt_cr
		autoload -Uz compinit && compinit -u -D
	EOF
	ZDOTDIR=$T/zsh typed_into zsh -i <<-'EOF'
		iptables-statewall -A mi\t-m state --state EST\t-j AC\t

		iptables-statewall -A INPUT -m conntrack --ctstate=NEW,EST\t-j mi\t

		exit
	EOF
	rules | diff - <(printf '%s\n' "-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j mine" \
		"-A mine -m state --state ESTABLISHED -j ACCEPT") || { cat -v "$T/seen"; false; }
}

@test "fish" {
	command -v fish >/dev/null || skip "no fish here"
	completion fish >"$T/statewall.fish"
	iptables -N mine
	iptables -A mine -j DROP
	# complete -C: what its Tab key would show.
	asks() { PATH=$BINDIR:$PATH HOME=$T fish -N -c "source $T/statewall.fish; complete -C '$1'"; }
	[ "$(asks "iptables-statewall -X ")" = mine ]
	[ "$(asks "iptables-statewall -D mine ")" = "1"$'\t'"-j DROP" ]
	[ "$(asks "iptables-statewall -A INPUT -m conntrack --ctstate=NEW,EST")" = "--ctstate=NEW,ESTABLISHED" ]
	[[ $(asks "statewall service re") == *"reload"*"load the rule file anew"* ]]
	[[ $(asks "statewall ip6tables-restore -") == *"-n"* ]]
	[ "$(asks "iptables -X ")" = mine ]	# the plain name leads to ours here
}

@test "statewall diff: its options, and files" {
	cd "$T"
	touch rules.v4
	[ "$(offers "statewall diff --sa")" = "--saved " ]
	[ "$(offers "statewall diff --color a")" = "auto always " ]
	[ "$(offers "statewall diff rul")" = "rules.v4 " ]
	[ "$(offers "statewall diff rules.v4 rul")" = "rules.v4 " ]
	[ "$(offers "statewall d")" = "diff " ]
}

@test "explain, trace: states, flags, hooks, protocols, interfaces, ports and users" {
	local program
	ip link set lo up
	for program in explain trace; do
		[ "$(offers "statewall $program --state ")" = "NEW ESTABLISHED RELATED INVALID UNTRACKED " ]
		[ "$(offers "statewall $program --state NEW,E")" = "NEW,ESTABLISHED " ]
		[ "$(offers "statewall $program --state=rel")" = "--state=RELATED " ]
		[[ $(offers "statewall $program --ctstate NEW,") != *NEW,NEW* ]]
		[ "$(offers "statewall $program --tcp-flags SYN,A")" = "SYN,ACK " ]
		[ "$(offers "statewall $program --hook ")" = "INPUT FORWARD OUTPUT ROUTED " ]
		[[ $(offers "statewall $program -p ") == "tcp udp icmp "* ]]
		for words in --in --out -i --in-interface; do
			[ "$(offers "statewall $program $words l")" = "lo " ]
		done
		[[ $(offers "statewall $program -p tcp --dport ss") == "ssh "* ]]
		[[ $(offers "statewall $program -p udp --dport ss") != *"ssh "* ]]
		[ "$(offers "statewall $program --uid roo")" = "root " ]
		[[ $(offers "statewall $program -p tcp --") == *--state*--json* ]]
		[[ $(offers "statewall $program -p tcp --") != *--source-port* ]]
	done
	[ "$(offers "statewall explain -t n")" = "nat " ]
}

@test "check, top: kinds of findings, several too, with what they mean; orders" {
	[ "$(offers "statewall check --only d")" = "duplicate dormant " ]
	[ "$(offers "statewall check --except covered,d")" = "covered,duplicate covered,dormant " ]
	[ "$(offers "statewall check --family ")" = "ipv4 ipv6 " ]
	[[ $(COMP_LINE="statewall check --only cov" "$BINDIR/statewall" complete --describe) == "covered"*"can never match"* ]]
	# every kind that may be typed is one
	for kind in $(offers "statewall check --only "); do
		iptables -A INPUT -j ACCEPT
		"$BINDIR/statewall" check --only "$kind" >"$T/out" || [ $? = 1 ]
	done
	[ "$(offers "statewall top --sort ")" = "packets bytes all-packets all-bytes " ]
	[ "$(offers "statewall top -s all-b")" = "all-bytes " ]
}
