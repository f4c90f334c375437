#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Text that others choose (comments, prefixes, names) is one word of one line of a save file, or is not
# there: nothing that is saved reads back as another rule.
load ../lib/helper
setup_file() { start_peer; }
teardown_file() { stop_peer; }

evil=$'x\n-A INPUT -j ACCEPT'
table=${PREFIX}filter

# refused TABLE CHAIN WORDS...: status 2, a sentence of one line that names the word, nothing is made.
refused() {
	says 2 "cannot be written in a save file" iptables -t "$1" -A "${@:2}"
	[ "$(grep -vc '^Warning: ' "$T/err")" = 2 ] || { cat "$T/err"; return 1; }
	[ -z "$(kernel)" ]
}

# What is saved now loads, and is saved again as the same text.
reloads() {
	iptables-save >"$T/save.0"
	iptables-restore <"$T/save.0" || { cat "$T/save.0"; return 1; }
	iptables-save >"$T/save.1"
	undated "$T"/save.?
	diff "$T/save.0" "$T/save.1"
}

@test "a line break from the command line" {
	refused filter INPUT -m comment --comment "$evil" -j DROP
	refused filter INPUT -m comment --comment $'end\n' -j DROP
	refused filter INPUT -m helper --helper "$evil" -j DROP
	refused filter INPUT -i $'x\ny' -j DROP
	refused filter FORWARD -o $'x\ny' -j DROP
	refused filter INPUT -m recent --set --name "$evil"
	refused filter INPUT -m hashlimit --hashlimit-upto 1/s --hashlimit-name $'x\ny' -j DROP
	refused filter INPUT -m physdev --physdev-in $'x\ny' -j DROP
	refused filter INPUT -m cgroup --path "$evil" -j DROP
	refused filter INPUT -m rateest --rateest $'x\ny' --rateest-lt --rateest-bps 5 -j DROP
	refused filter INPUT -j IDLETIMER --timeout 5 --label "$evil"
	refused filter INPUT -j RATEEST --rateest-name $'x\ny' --rateest-interval 250ms --rateest-ewmalog 0.5s
	refused filter INPUT -j TEE --gateway 192.0.2.1 --oif $'x\ny'
	refused raw PREROUTING -p tcp -j CT --helper $'x\ny'
	refused raw PREROUTING -p tcp -j CT --timeout "$evil"
	refused security INPUT -j SECMARK --selctx "$evil"
	both iptables -A INPUT -j LOG --log-prefix "$evil"
	both iptables -A INPUT -j NFLOG --nflog-prefix "$evil"
	both iptables -A INPUT -m nfacct --nfacct-name "$evil"
	both iptables -A INPUT -m string --algo bm --string "$evil" -j DROP
	both iptables-save
	both iptables -N "$evil"
	both iptables -A "$evil" -j DROP
	both iptables -A INPUT -j "$evil"
	both iptables -A INPUT -g "$evil"
	for c in -I -R; do
		[ $c = -I ] && n=INPUT || n="INPUT 1"
		says 2 "cannot be written in a save file" iptables $c $n -m comment --comment "$evil" -j DROP
	done
	says 1 "Bad rule" iptables -D INPUT -m comment --comment "$evil" -j DROP
	reloads
}

@test "a name that is printed without quotes must need none" {
	refused filter INPUT -m recent --set --name "a -j ACCEPT"
	refused filter INPUT -m recent --set --name 'a"'
	refused filter INPUT -m recent --set --name ""
	refused filter INPUT -i "a -o b" -j DROP
	refused filter INPUT -m physdev --physdev-in "a -j ACCEPT"
	refused filter INPUT -m recent --set --name "a --rdest"
	refused filter INPUT -j IDLETIMER --timeout 5 --label "a b"
	run -2 iptables-restore <<<$'*filter\n-A INPUT -m recent --set --name "a -j ACCEPT"\nCOMMIT'
	[[ $output == *"cannot be written in a save file"*"line: 2"* ]]
	says 2 "Invalid chain name" iptables -N 'a"b'
	iptables -N a
	says 2 "Invalid chain name" iptables -E a 'a"b'
	run -2 iptables-restore <<<$'*filter\n:a"b - [0:0]\nCOMMIT'
	for name in "a\\b" "a'b" "#" "-j" "!" $'a\fb' $'a\vb' $'a\x01b'; do
		iptables -A INPUT -m recent --set --name "$name"
		iptables -A INPUT -i "$name" -j DROP
		reloads
	done
}

@test "the reason is said" {
	run -2 iptables -v -A INPUT -m comment --comment "$evil" -j DROP
	[[ $output == *"hint: a rule is one line there"* ]]
	run -2 iptables -v -A INPUT -m recent --set --name "a b"
	[[ $output == *"hint: iptables-save would print it without quotes"* ]]
}

@test "words that are saved in another form than they were typed in" {
	both iptables -A INPUT -m string --algo bm --hex-string "|61 62 0a|" -j DROP
	both iptables -A INPUT -m string --algo bm --string "two words" -j DROP
	both iptables -A INPUT -m u32 --u32 "0 >> 22 & 0x3C @ 12 >> 26 & 0x3C @ 0 & 0xFF = 1:255" -j DROP
	both iptables -A INPUT -m bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0" -j DROP
	both iptables -A INPUT -s "192.0.2.1, 192.0.2.2" -j DROP
	# beside a match whose bytes are others when its text is read
	both iptables -A INPUT -p tcp -m connlimit --connlimit-above 10 --connlimit-saddr \
		-m string --hex-string "|0d 0a|x" --algo kmp --icase -j DROP
	both iptables -A FORWARD -m policy --dir in --pol ipsec --strict --reqid 1 --next --reqid 2 \
		-m string --hex-string "|0d 0a|x" --algo kmp -j DROP
	both iptables-save
	reloads
	both iptables-restore "$T/save.0"
	both iptables-save
}

@test "comments: quotes, backslashes, blanks, control characters, none at all" {
	for text in "" "a\\" "\\" "\"" "'" 'a"b' " " "  a" "a " -j ! "#" "a#b" é $'a\tb' $'a\rb' $'b\r' $'\e[31m' '$x' '`x`' "a,b"; do
		both iptables -A INPUT -m comment --comment "$text" -j DROP
		both iptables -C INPUT -m comment --comment "$text" -j DROP
	done
	both iptables-save
	reloads
}

@test "comments: around the length where they stop to fit" {
	for n in 252 253 254 255 256 257; do
		for c in x '"' ' ' '\'; do
			both iptables -A INPUT -m comment --comment "$(printf "%*s" $n "" | tr " " "$c")" -j DROP
		done
	done
	both iptables-save
	reloads
}

@test "prefixes" {
	for text in "" "a b" "\\" "\"" " " "-j" "a\\"; do
		both iptables -A INPUT -j LOG --log-prefix "$text"
		both iptables -A INPUT -j NFLOG --nflog-prefix "$text"
		both iptables -A INPUT -m helper --helper "$text"
	done
	both iptables-save
	reloads
}

@test "what the kernel holds: a line break makes no line" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	for rule in "counter accept comment \"$evil\"" "counter log prefix \"$evil\"" \
		"counter log group 1 prefix \"$evil\"" $'iifname "x\ny" counter' $'oifname "x\ny*" counter' \
		'iifname "x y" counter' $'ct helper "x\ny" counter'; do
		nft add rule ip "$table" INPUT "$rule"
	done
	for list in "iptables -S" "iptables -S INPUT" iptables-save "iptables-save -c" "iptables -L -n" "iptables -L INPUT"; do
		run -4 $list
		[ "$(grep -c '^# rule handle [0-9]*: not an iptables rule' <<<"$output")" = 7 ]
		run ! grep -e '-A INPUT -j ACCEPT' -e '^y' <<<"$output"
	done
	run -1 iptables -D INPUT -j ACCEPT
	run -4 iptables -S INPUT 3
	[[ $output == "# rule handle"* ]]
	iptables -D INPUT 3
	run -4 iptables -S INPUT
	[ ${#lines[@]} = 8 ]
}

@test "what the kernel holds: names of chains that read as something else" {
	iptables -A INPUT -s 192.0.2.1 -j DROP
	for name in "$evil" "a b" 'a"b' $'a\tb' -x '!x' a2345678901234567890123456789 DROP LOG; do
		python3 "$BATS_TEST_DIRNAME/../lib/rawchain.py" "$table" "$name"
	done
	for name in DROP LOG a2345678901234567890123456789; do nft add rule ip "$table" INPUT counter jump $name; done
	for list in "iptables -S" iptables-save "iptables -L -n"; do
		run -4 $list
		[ "$(grep -c '^# chain .*: not an iptables chain' <<<"$output")" = 9 ]
		[ "$(grep -c '^# rule handle [0-9]*: not an iptables rule' <<<"$output")" = 3 ]
		run ! grep '^-A INPUT -j' <<<"$output"
	done
	run -1 iptables -D INPUT -j DROP
	run -1 iptables -C INPUT -j LOG
	[[ $(iptables-save) == *'# chain x\x0a-A INPUT -j ACCEPT: not an iptables chain'* ]]
}

@test "the name of a set, which the kernel prints" {
	command -v ipset >/dev/null || skip "no ipset"
	ipset create $'x\ny' hash:ip 2>/dev/null || skip "the kernel has no such sets"
	ipset create "x y" hash:ip
	refused filter INPUT -m set --match-set $'x\ny' src -j DROP
	refused filter INPUT -m set --match-set "x y" src -j DROP
}

# untrue TOOL WORDS...: refused, and says why.
untrue() {
	says 2 "$1" "${@:2}"
	[ -z "$(kernel)" ]
}

@test "a value that is printed as another one is refused" {
	if ! since 11; then	# whose plugin prints them
		untrue "cannot be written in a save file" iptables -A INPUT -m recent --update --seconds 2147483648
		untrue "cannot be written in a save file" iptables -A INPUT -m recent --update --hitcount 4294967295
	fi
	untrue "cannot be written in a save file" iptables -I INPUT -m hashlimit --hashlimit-above 1b/s --hashlimit-name x -j DROP
	untrue "cannot be written in a save file" iptables -A INPUT -m time --datestop 1970-01-01 -j DROP
	untrue "cannot be written in a save file" ip6tables -t nat -A POSTROUTING -p tcp -j SNAT --to-source :80-90/85
	untrue "cannot be written in a save file" iptables -A INPUT -m time ! --weekdays Mon,Tue,Wed,Thu,Fri,Sat,Sun -j DROP
	untrue "cannot be written in a save file" iptables -A INPUT -m time ! --monthdays "$(seq -s, 31)" -j DROP
	for words in "--src-pfx ::/0 --dst-pfx fd00::/64" "--src-pfx fd00::/64 --dst-pfx ::/0"; do
		untrue "cannot be written in a save file" ip6tables -t mangle -A POSTROUTING -j SNPT $words
		untrue "cannot be written in a save file" ip6tables -t mangle -A PREROUTING -j DNPT $words
	done
	untrue "cannot be written in a save file" iptables -A INPUT -m rateest --rateest x --rateest-lt --rateest-bps 1kbit --rateest-pps 5
	untrue "cannot be written in a save file" iptables -A INPUT -m rateest --rateest1 x --rateest-bps --rateest-lt --rateest2 y --rateest-pps
	! since 11 || return 0	# the rest is of recent
	run -2 iptables -A INPUT -m recent --update --seconds 2147483648
	[[ $output == *"it would say \`-m recent --update --seconds -2147483648 "*"', which is refused when it is read"* ]]
	printf '%s\n' '*filter' '-A INPUT -j ACCEPT' '-A INPUT -m recent --update --seconds 2147483648' COMMIT >"$T/file"
	run -2 iptables-restore "$T/file"
	[[ $output == *"line: 3"* ]]
	[ -z "$(kernel)" ]
	iptables -A INPUT -j ACCEPT
	says 2 "cannot be written in a save file" iptables -R INPUT 1 -m recent --update --seconds 2147483648
	says 1 "Bad rule" iptables -C INPUT -m recent --update --seconds 2147483648
	[ "$(rules)" = "-A INPUT -j ACCEPT" ]
}

@test "a value that is taken for another one is refused" {
	untrue "the units are b/s, kb/s and mb/s" iptables -A INPUT -m hashlimit --hashlimit-above 1gb/s --hashlimit-name x
	untrue "the units are b/s, kb/s and mb/s" iptables -A INPUT -m hashlimit --hashlimit-upto 2000Mb/s --hashlimit-name x
	untrue "the units are b, kb and mb" iptables -A INPUT -m hashlimit --hashlimit-above 1mb/s --hashlimit-burst 2gb --hashlimit-name x
	for option in --ctorigsrc --ctorigdst --ctreplsrc --ctrepldst; do
		untrue "the mask of 10.77.0.2/255.0.255.255 is no prefix" iptables -A INPUT -m conntrack $option 10.77.0.2/255.0.255.255
		untrue "is no prefix" iptables -A INPUT -m conntrack ! $option 10.77.0.2/33
		untrue "is no prefix" ip6tables -A INPUT -m conntrack $option fd00::2/ffff:0:ffff::
	done
	untrue "is no prefix" iptables -A INPUT -m connlimit --connlimit-above 3 --connlimit-mask 255.0.255.0
	untrue "is no prefix" iptables -A INPUT -m hashlimit --hashlimit-upto 3/s --hashlimit-srcmask 0.255.0.0 --hashlimit-name x
	untrue "is no prefix" iptables -A FORWARD -m policy --dir in --pol ipsec --strict --mode tunnel --tunnel-src 10.0.0.1/255.0.0.255
	untrue "is no prefix" iptables -t nat -A PREROUTING -j NETMAP --to 10.0.0.0/255.0.255.0
	untrue "is no prefix" ip6tables -t nat -A PREROUTING -j NETMAP --to fd00::/ffff:0:ffff::
	untrue "one number cannot be inverted" iptables -A INPUT -m connbytes ! --connbytes 7:7 --connbytes-dir both --connbytes-mode bytes
	local negative="ends before it begins"
	! since 11 || negative="Port range 65535-0 is negative"	# the plugin itself
	untrue "$negative" iptables -A INPUT -m conntrack --ctorigsrcport 65535:0
}

@test "none of all, and up to nothing, are said" {
	while read -r tool words; do
		$tool -A INPUT $words -j ACCEPT
		[ "$($tool -S INPUT | grep ^-A)" = "-A INPUT $words -j ACCEPT" ]
		$tool -C INPUT $words -j ACCEPT
		$tool-save >"$T/save"
		$tool-restore "$T/save"
		[ "$($tool -S INPUT | grep ^-A)" = "-A INPUT $words -j ACCEPT" ]
		$tool -D INPUT $words -j ACCEPT
		[ -z "$($tool -S INPUT | grep ^-A)" ]
	done <<'END'
iptables -p esp -m esp ! --espspi 0:4294967295
ip6tables -p esp -m esp ! --espspi 0:4294967295
iptables -p ah -m ah ! --ahspi 0:4294967295
ip6tables -m ah ! --ahspi 0:4294967295
iptables -p ipcomp -m ipcomp --ipcompspi 0:4294967295
iptables -p ipcomp -m ipcomp ! --ipcompspi 0:4294967295
ip6tables -p ipcomp -m ipcomp ! --ipcompspi 0:4294967295
ip6tables -m frag ! --fragid 0:4294967295
ip6tables -m rt ! --rt-segsleft 0:4294967295
ip6tables -m rt --rt-type 0 ! --rt-segsleft 0:4294967295
ip6tables -p mobility-header -m mh ! --mh-type 0:255
iptables -m connbytes --connbytes 0:0 --connbytes-mode bytes --connbytes-dir both
iptables -m limit --limit 4838/min
iptables -m limit --limit 43202/day --limit-burst 9
iptables -m cluster --cluster-local-node 7 --cluster-total-nodes 17 --cluster-hash-seed 0x00000007
iptables -m cluster ! --cluster-local-node 32 --cluster-total-nodes 32 --cluster-hash-seed 0x00000007
iptables -m cluster --cluster-local-node 8 --cluster-total-nodes 9 --cluster-hash-seed 0x00000001
iptables -m cluster ! --cluster-local-node 8 --cluster-total-nodes 9 --cluster-hash-seed 0x00000001
END
}

@test "masks, defaults and other names that are saved as what they are, are taken" {
	while read -r words; do
		[ "$words" != "INPUT -p udp --dport 54:53" ] || ! since 11 || continue	# whose plugin refuses it
		iptables -A $words
		reloads
	done <<'END'
INPUT -s 10.77.0.2/255.0.255.255
INPUT -m conntrack --ctorigsrc 10.77.0.2/255.255.255.0
INPUT -m conntrack --ctorigsrc 0/0
INPUT -m conntrack --ctorigsrc 10.77.0.2
INPUT -m recent --set --name SSH
INPUT -m recent --set --mask 255.0.255.0
INPUT -m connlimit --connlimit-above 3
INPUT -m connlimit --connlimit-above 3 --connlimit-mask 255.255.0.0
INPUT -p icmp --icmp-type 255/7
INPUT -m time --monthdays 1,15 --timestart 01:00 --timestop 02:00 --kerneltz
INPUT -m state --state NEW
INPUT -m hashlimit --hashlimit-above 512kb/s --hashlimit-burst 1mb --hashlimit-mode srcip --hashlimit-srcmask 255.255.255.0 --hashlimit-name x
INPUT -p udp --dport 54:53
END
}
