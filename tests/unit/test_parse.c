/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words become commands and rules as iptables makes them, and bad words its messages. */
#include <stdlib.h>
#include "base/str.h"
#include "words/addr.h"
#include "words/parse.h"
#include "words/print_rule.h"
#include "tap.h"
#include "xt/plugin.h"

/* What a parse yields: "A filter INPUT" and its rules, or "2 message". */
static char text[4096];

static void describe(const struct sw_parser *p, const struct sw_cmd *cmd, FILE *out)
{
	struct sw_err err;

	sw_err_init(&err);
	fprintf(out, "%c", cmd->letter ? cmd->letter : '0');
	if (cmd->table)
		fprintf(out, " %s", cmd->table);
	if (*cmd->chain)
		fprintf(out, " %s", cmd->chain);
	if (*cmd->newname)
		fprintf(out, " %s", cmd->newname);
	if (cmd->number)
		fprintf(out, " #%u", cmd->number);
	if (cmd->letter == 'P')
		fprintf(out, " policy %d", cmd->policy);
	if (cmd->also_zero)
		fprintf(out, " and %c", cmd->also_zero);
	for (size_t i = 0; i < cmd->nrule; i++) {
		fputs(" | ", out);
		sw_print_save(out, p->family, "X", cmd->rule[i],
			      cmd->opt & SW_OPT_COUNTERS ? SW_SAVE_FRONT : SW_SAVE_PLAIN, &err);
	}
}

static const char *parse_as(const struct sw_parser *p, const char *words)
{
	char *line = strdup(words), *nl;
	struct sw_words w = { 0 };
	struct sw_cmd cmd = { 0 };
	struct sw_err err;
	FILE *out;

	sw_err_init(&err);
	memset(text, 0, sizeof(text));
	out = fmemopen(text, sizeof(text) - 1, "w");
	if (!line || !out || sw_words_split(&w, line, &err))
		exit(1);
	if (sw_parse(p, w.n, w.word, &cmd, &err))
		fprintf(out, "%d %s", err.code, err.msg);
	else
		describe(p, &cmd, out);
	fclose(out);
	while ((nl = strchr(text, '\n')))
		memmove(nl, nl + 1, strlen(nl));
	sw_cmd_fini(&cmd);
	sw_words_fini(&w);
	free(line);
	return text;
}

struct sample { const char *words, *want; };

static void run(const struct sw_parser *p, const struct sample *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		is(parse_as(p, c[i].words), c[i].want, "%s %s", p->program, c[i].words);
}

static const struct sample good4[] = {
	{ "-A INPUT -j ACCEPT", "A filter INPUT | -A X -j ACCEPT" },
	{ "-t nat -I OUTPUT -j RETURN", "I nat OUTPUT | -A X -j RETURN" },
	{ "-I INPUT 3 -j ACCEPT", "I filter INPUT #3 | -A X -j ACCEPT" },
	{ "-R INPUT 1 -j DROP", "R filter INPUT #1 | -A X -j DROP" },
	{ "-D INPUT 0x10", "D filter INPUT #16" },
	{ "-L", "L filter" }, { "-nvL INPUT --line-numbers", "L filter INPUT" },
	{ "-LINPUT -Z", "L filter INPUT and Z" }, { "-Z -S", "S filter and Z" },
	{ "-Z INPUT 2", "Z filter INPUT #2" }, { "-F", "F filter" }, { "-X foo", "X filter foo" },
	{ "-E a b", "E filter a b" }, { "-P INPUT DROP", "P filter INPUT policy 0" },
	{ "-P INPUT ACCEPT", "P filter INPUT policy 1" }, { "-N foo", "N filter foo" },
	{ "-A X -s 10/8", "A filter X | -A X -s 10.0.0.0/8" },
	{ "-A X -s 10.1", "A filter X | -A X -s 10.1.0.0/32" },
	{ "-A X -s 0x0a.1.1.010", "A filter X | -A X -s 10.1.1.8/32" },
	{ "-A X -s 10.1.2.3/255.0.255.0", "A filter X | -A X -s 10.0.2.0/255.0.255.0" },
	{ "-A X -s 1.2.3.4/33.0.0.0", "A filter X | -A X -s 1.0.0.0/33.0.0.0" },
	{ "-A X -s 0/0 -d foo/0", "A filter X | -A X" },
	{ "-A X ! -s 1.2.3.4 ! -d 5.6.7.8/31",
	  "A filter X | -A X ! -s 1.2.3.4/32 ! -d 5.6.7.8/31" },
	{ "-A X -s 1.1.1.1,2.2.2.2 -d 3.3.3.3,4.4.4.4/24",
	  "A filter X | -A X -s 1.1.1.1/32 -d 3.3.3.3/32 | -A X -s 1.1.1.1/32 -d 4.4.4.0/24"
	  " | -A X -s 2.2.2.2/32 -d 3.3.3.3/32 | -A X -s 2.2.2.2/32 -d 4.4.4.0/24" },
	{ "-A X -i eth+ ! -o lo", "A filter X | -A X -i eth+ ! -o lo" },
	{ "-A X -i +", "A filter X | -A X" },
	{ "-A X -p TCP", "A filter X | -A X -p tcp" }, { "-A X -p 6", "A filter X | -A X -p tcp" },
	{ "-A X ! -p 0x11", "A filter X | -A X ! -p udp" }, { "-A X -p all", "A filter X | -A X" },
	{ "-A X ! -f", "A filter X | -A X ! -f" }, { "-A X --fragments", "A filter X | -A X -f" },
	{ "-A X -j chain", "A filter X | -A X -j chain" },
	{ "-A X -g chain", "A filter X | -A X -g chain" },
	{ "-A X -c 1 2", "A filter X | [1:2] -A X" },
	{ "-A X --set-counters 3,4", "A filter X | [3:4] -A X" },
	{ "-A X -p tcp --dport 22 -m state --state NEW -j ACCEPT",
	  "A filter X | -A X -p tcp -m tcp --dport 22 -m state --state NEW -j ACCEPT" },
	{ "-A X -p udp --dpor 22", "A filter X | -A X -p udp -m udp --dport 22" },
	{ "-A X -p tcp --dst 1.2.3.4", "A filter X | -A X -d 1.2.3.4/32 -p tcp" },
	{ "-A X -p tcp --sour 1.2.3.4", "A filter X | -A X -s 1.2.3.4/32 -p tcp" },
	{ "-A X -j LOG --log-prefix \"a b\"", "A filter X | -A X -j LOG --log-prefix \"a b\"" },
	{ "-4 -S", "S filter" }, { "-w -S", "S filter" }, { "-w 5 -S INPUT", "S filter INPUT" },
	{ "-V", "V" }, { "! -V", "V #1" },
};

static const struct sample bad4[] = {
	{ "", "2 no command specified" },
	{ "-A", "2 option \"-A\" requires an argument" },
	{ "-A INPUT foo", "2 Bad argument `foo'" },
	{ "-A INPUT ! ! -s 1", "2 multiple consecutive ! not allowed" },
	{ "-A INPUT -j ACCEPT !", "2 nothing appropriate following !" },
	{ "-A INPUT -s \xe2\x80\x93sport 22", "2 Bad argument `22'" },
	{ "-A INPUT \xe2\x80\x93sport 22", "2 Bad argument `\xe2\x80\x93sport'" },
	{ "-S -- x", "2 unknown arguments found on commandline" },
	{ "-A INPUT -A INPUT", "2 Cannot use -A with -A" },
	{ "-L -S", "2 Cannot use -S with -L" },
	{ "! -A INPUT", "2 unexpected '!' flag" },
	{ "-A INPUT ! -m tcp", "2 unexpected ! flag before --match" },
	{ "-A INPUT ! -j DROP", "2 cannot have ! before -j" },
	{ "! -t nat -L", "2 unexpected ! flag before --table" },
	{ "-A X -s 1 -s 2", "2 multiple -s flags not allowed" },
	{ "-A X -j a -g b", "2 multiple -j flags not allowed" },
	{ "-A X -n", "2 Illegal option `-n' with this command" },
	{ "-S -x", "2 Illegal option `-x' with this command" },
	{ "-D X 1 -j DROP", "2 Illegal option `-j' with this command" },
	{ "-D X -c 1 2", "2 Illegal option `-c' with this command" },
	{ "-L -Z -s 1", "2 Illegal option `-s' with this command" },
	{ "-R X -j DROP", "2 -R requires a rule number" },
	{ "-I X 0", "2 Invalid rule number `0'" },
	{ "-D X 99999999999", "2 Invalid rule number `99999999999'" },
	{ "-P INPUT", "2 -P requires a chain and a policy" },
	{ "-P INPUT FOO", "1 Bad policy name." },
	{ "-E a", "2 -E requires old-chain-name and new-chain-name" },
	{ "-N -x", "2 chain name not allowed to start with `-'" },
	{ "-N ACCEPT", "2 chain name may not clash with target name" },
	{ "-N LOG", "2 chain name may not clash with target name" },
	{ "-N \"a b\"", "2 Invalid chain name `a b'" },
	{ "-A 12345678901234567890123456789",
	  "2 chain name `12345678901234567890123456789' too long (must be under 29 chars)" },
	{ "-t foo -L", "3 table 'foo' does not exist" },
	{ "-A X -s 10.0.0.300", "2 host/network `10.0.0.300' not found" },
	{ "-A X -s fe80::1", "2 host/network `fe80::1' not found" },
	{ "-A X -s 1.2.3.4/33", "2 invalid mask `33' specified" },
	{ "-A X -s 1.2.3.4,", "2 host/network `' not found" },
	{ "-A X ! -s 1.1.1.1,2.2.2.2",
	  "2 ! not allowed with multiple source or destination IP addresses" },
	{ "-R X 1 -s 1.1.1.1,2.2.2.2", "2 Replacement rule does not specify a unique address" },
	{ "-A X -p foo", "2 unknown protocol \"foo\" specified" },
	{ "-A X -p 256", "2 unknown protocol \"256\" specified" },
	{ "-A X ! -p all", "2 rule would never match protocol" },
	{ "-A X -i 1234567890123456",
	  "2 interface name `1234567890123456' must be shorter than IFNAMSIZ (15)" },
	{ "-A INPUT -o lo", "2 Can't use -o with INPUT" },
	{ "-A POSTROUTING -i lo", "2 Can't use -i with POSTROUTING" },
	{ "-A X -j 12345678901234567890123456789",
	  "2 Invalid target name `12345678901234567890123456789' (28 chars max)" },
	{ "-A X -c 1", "2 -c requires packet and byte counter" },
	{ "-A X -c a b", "2 -c packet counter not numeric" },
	{ "-A X --dport 22", "2 unknown option \"--dport\"" },
	{ "-A X -p tcp --dport", "2 option \"--dport\" requires an argument" },
	{ "-t nat -A PREROUTING -j DROP", "2 The \"nat\" table is not intended for filtering, the "
					  "use of DROP is therefore inhibited." },
	{ "-w foo -S", "2 wait seconds not numeric" },
	{ "-6 -S", "2 " },
};

static const struct sample good6[] = {
	{ "-A X -s fe80::1,::/0 -d 2001:db8::/32",
	  "A filter X | -A X -s fe80::1/128 -d 2001:db8::/32 | -A X -d 2001:db8::/32" },
	{ "-A X -s 1::2/ffff::", "A filter X | -A X -s 1::/16" },
	{ "-A X -s 1::2/ffff::1", "A filter X | -A X -s 1::/ffff::1" },
	{ "-A X -s 2001:db8::ffff/113", "A filter X | -A X -s 2001:db8::8000/113" },
	{ "-A X -p icmpv6 --icmpv6-type echo-request",
	  "A filter X | -A X -p ipv6-icmp -m icmp6 --icmpv6-type 128" },
	{ "-A X -f", "2 `-f' is not supported in IPv6, use -m frag instead" },
	{ "-A X -s 10.0.0.1", "2 host/network `10.0.0.1' not found" },
};

static const struct sample restore4[] = {
	{ "-6 -A X -s fe80::1", "0" }, { "-4 -A X", "A nat X | [5:6] -A X" },
	{ "-A X -t nat", "2 The -t option cannot be used in iptables-restore." },
	{ "-A X -w", "2 You cannot use `-w' from iptables-restore" },
	{ "-D X", "2 Illegal option `-c' with this command" },
};

static void test_numbers(void)
{
	uint8_t m[16] = { 0xff, 0xff, 0xfe };
	uint8_t a[4];

	ok(sw_mask_bits(m, 4) == 23, "23 bits");
	m[3] = 1;
	ok(sw_mask_bits(m, 4) == -1, "a mask with a hole");
	ok(sw_mask_bits((uint8_t[4]){ 0 }, 4) == 0, "no bits");
	ok(sw_addr_parse4("255.255.255.255", a) && a[3] == 255, "the last address");
	ok(!sw_addr_parse4("1.2.3.4.5", a) && !sw_addr_parse4("1.2.3.", a) &&
		   !sw_addr_parse4("1..2.3", a) && !sw_addr_parse4("-1.2.3.4", a) &&
		   !sw_addr_parse4("08.1.1.1", a) && !sw_addr_parse4("", a),
	   "what is no address");
}

int main(void)
{
	struct sw_parser p4 = { .family = SW_IP4, .program = "iptables" };
	struct sw_parser p6 = { .family = SW_IP6, .program = "ip6tables" };
	struct sw_parser restore = { .family = SW_IP4,
				     .program = "iptables-restore",
				     .restore = true,
				     .table = sw_builtin_table("nat"),
				     .has_counters = true,
				     .packets = 5,
				     .bytes = 6 };
	struct sw_err err;

	setenv("STATEWALL_COMPAT", "1.8.9", 1); /* the sentences are those of this one */
	sw_err_init(&err);
	test_numbers();
	if (sw_xt_init(SW_IP4, "iptables", NULL, &err))
		return 1;
	run(&p4, good4, sizeof(good4) / sizeof(good4[0]));
	run(&p4, bad4, sizeof(bad4) / sizeof(bad4[0]));
	run(&restore, restore4, sizeof(restore4) / sizeof(restore4[0]));
	if (sw_xt_init(SW_IP6, "ip6tables", NULL, &err))
		return 1;
	run(&p6, good6, sizeof(good6) / sizeof(good6[0]));
	sw_xt_fini();
	return tap_end();
}
