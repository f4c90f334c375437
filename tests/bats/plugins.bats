#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Plugins of a third party: built here, installed in a folder of their own, and used like any other.
load ../lib/helper

setup_file() {
	start_peer
	export PLUGINS=$BATS_FILE_TMPDIR/plugins
	local source=$BATS_TEST_DIRNAME/../plugins/third.c pair
	mkdir "$PLUGINS"
	for pair in SOCKET=socket AUDIT=AUDIT ALIAS=colour ALIAS_TARGET=COLOUR NO_KERNEL=nokernel; do
		"${CC:-cc}" -D_GNU_SOURCE -shared -fPIC -Wl,--unresolved-symbols=ignore-all -D"${pair%=*}" -o "$PLUGINS/libxt_${pair#*=}.so" "$source"
	done
	# Ours come first; those of iptables are behind them.
	XTABLES_LIBDIR=$PLUGINS:$(pkg-config --variable=xtlibdir xtables)
	export XTABLES_LIBDIR
}
teardown_file() { stop_peer; }

@test "used with -m and -j, listed, saved, loaded, found, deleted" {
	both iptables -A INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
	both iptables -A INPUT -p tcp -m tcp --dport 22 -m socket --only-transparent 0 -m comment --comment "a b" -j ACCEPT
	[ "$(rules)" = '-A INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
-A INPUT -p tcp -m tcp --dport 22 -m socket --only-transparent 0 -m comment --comment "a b" -j ACCEPT' ]
	both iptables -L -n
	both iptables -S
	both iptables-save
	iptables-save >"$T/saved"
	iptables-restore "$T/saved"
	[ "$(rules)" = "$(grep ^-A "$T/saved")" ]
	both iptables -C INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
	both iptables -C INPUT -m socket --only-transparent 0 -j AUDIT --kind 2
	both iptables -D INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
	both iptables -A INPUT -m socket --only-transparent
	both iptables -A INPUT -m socket --only-transparent x
	both iptables -A INPUT -m socket
	both ip6tables -A INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
	both ip6tables-save
}

@test "another name for what the kernel has" {
	# (iptables-nft says so in a notice each time)
	for tool in iptables "peer iptables"; do
		$tool -A INPUT -m colour --is 5 -j COLOUR --set 7
		$tool -C INPUT -m colour --is 5 -j COLOUR --set 7
		$tool -A INPUT -m colour --is 5 -m mark --mark 6 -j MARK --set-mark 8
	done
	both iptables -S
	both iptables-save
	both iptables-save
	for tool in iptables "peer iptables"; do $tool -D INPUT -m colour --is 5 -j COLOUR --set 7; done
	both iptables-save
}

@test "the kernel's half is missing: it is named" {
	says 4 "RULE_APPEND failed (No such file or directory): rule in chain INPUT" \
		iptables -A INPUT -m nokernel --number 1 -j ACCEPT
	run -4 peer iptables -A INPUT -m nokernel --number 1 -j ACCEPT
	run -4 iptables -v -A INPUT -m nokernel --number 1 -j ACCEPT
	[[ $output == *"hint: "*nokernel* ]] || { echo "$output"; false; }
	[ -z "$(rules)" ]
}

@test "its help" {
	run -0 iptables -m socket -h
	[[ $output == *"--only-transparent NUMBER"* ]]
	run -0 iptables -j AUDIT -h
	[[ $output == *"--kind NUMBER"* ]]
}

@test "where it is not installed: what it made is kept, and not misprinted" {
	iptables -A INPUT -m socket --only-transparent 1 -j AUDIT --kind 2
	mkdir "$T/none"
	XTABLES_LIBDIR=$T/none run -4 iptables -S INPUT
	[[ ${lines[1]} == "# rule handle"*"not installed" ]]
	run -0 iptables -S INPUT
	[[ ${lines[1]} == "-A INPUT -m socket --only-transparent 1 -j AUDIT --kind 2" ]]
}

@test "a rule that another plugin made, and that no words of this one make, is told and not saved as another" {
	mkdir "$T/recent"
	"${CC:-cc}" -D_GNU_SOURCE -shared -fPIC -Wl,--unresolved-symbols=ignore-all -DRECENT \
		-o "$T/recent/libxt_recent.so" "$BATS_TEST_DIRNAME/../plugins/third.c"
	XTABLES_LIBDIR=$T/recent:$XTABLES_LIBDIR iptables -A INPUT -m recent --within 2147483648 -j DROP
	XTABLES_LIBDIR=$T/recent:$XTABLES_LIBDIR iptables -A INPUT -m recent --within 7 -j DROP
	for tool in iptables-save "iptables -S"; do
		if since 11; then	# whose plugin has words for it, and then it is saved in them
			run -0 $tool
			[[ $output == *"-A INPUT -m recent --update --seconds 2147483648 --name third "* ]]
		else
			run -4 $tool
			[[ $output == *": no iptables words make this rule"* ]]
		fi
		[[ $output == *"-A INPUT -m recent --update --seconds 7 --name third "* ]]
		[[ $output != *"--seconds -"* ]]
	done
	iptables -L -n
	iptables -D INPUT 1
	iptables-save
}

# A libxtables that knows so many protocols is in no release: the layout of option tables is found out by
# what a plugin registers. Two of MARK's tables, one of each known layout, and one of none.
@test "a libxtables that nobody has seen: tables of either layout are read, of another refused in one line" {
	cat >"$T/protos.c" <<-'EOF'
		struct { const char *name; unsigned char num; } xtables_chain_protos[20] = { { "tcp", 6 }, { "udp", 17 } };
	EOF
	"${CC:-cc}" -shared -fPIC "$T/protos.c" -o "$T/protos.so"
	cat >"$T/mark.c" <<-'EOF'
		#include <stddef.h>
		#include <xtables.h>
		struct entry { const char *name; int type; unsigned id, excl, also, flags, ptroff; size_t size; unsigned min, max, more[MORE]; };
		static const struct entry table[] = { { "set-xmark", XTTYPE_MARKMASK32, 0 }, { "set-mark", XTTYPE_MARKMASK32, 1 },
			{ "and-mark", XTTYPE_UINT32, 2 }, { "or-mark", XTTYPE_UINT32, 3 }, { "xor-mark", XTTYPE_UINT32, 4 }, { 0 } };
		static void parse(struct xt_option_call *cb) { xtables_option_parse(cb); *(unsigned *)cb->data = cb->val.mark; }
		static void save(const void *ip, const struct xt_entry_target *t) { printf(" --set-mark %u", *(unsigned *)t->data); }
		static struct xtables_target mark = { .version = XTABLES_VERSION, .name = "MARK", .revision = 2, .family = NFPROTO_UNSPEC,
			.size = 8, .userspacesize = 8, .x6_parse = parse, .save = save, .x6_options = (const void *)table };
		__attribute__((constructor)) static void begin(void) { xtables_register_target(&mark); }
	EOF
	for more in 0 2 6; do
		mkdir "$T/$more"
		"${CC:-cc}" -w -D_GNU_SOURCE -DMORE=$more -include stdio.h -shared -fPIC -Wl,--unresolved-symbols=ignore-all \
			"$T/mark.c" -o "$T/$more/libxt_MARK.so"
	done
	export LD_PRELOAD=$T/protos.so XTABLES_LIBDIR=$T/0
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0
	says 2 "unknown option \"--what\"" iptables -t mangle -A INPUT -j MARK --what 5
	XTABLES_LIBDIR=$T/2 says 2 "unknown option \"--what\"" iptables -t mangle -A INPUT -j MARK --what 5
	for call in "iptables -A INPUT -j DROP" "iptables -S" ip6tables-restore iptables-save "statewall service status"; do
		echo "$call"
		XTABLES_LIBDIR=$T/6 run --separate-stderr "$BINDIR/"$call </dev/null
		echo "$status: $stderr"
		[ $status != 0 ]
		[[ $stderr == *"are laid out otherwise than"*"bytes of protocols): install another statewall"* ]]
		[ "$(wc -l <<<"$stderr")" -le 3 ]
	done
	unset LD_PRELOAD XTABLES_LIBDIR
	[ -z "$(kernel)" ]
}
