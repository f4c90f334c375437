/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of every classic personality, as data for parsing, checking and help. */
#include <stdio.h>
#include <string.h>

#include "words/options.h"
#include "xt/compat.h"

#define RULE "ACDIR"	/* commands that take a rule */

/* Commands first, then options in the order of the help text. */
const struct sw_option sw_opts_command[] = {
	{ 'A', "append", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain",
	  .help = "add a rule at the end of the chain" },
	{ 'C', "check", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain",
	  .help = "say by the exit status whether the rule exists" },
	{ 'D', "delete", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain [rulenum]",
	  .help = "delete the rule, or rule number rulenum" },
	{ 'I', "insert", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain [rulenum]",
	  .help = "insert the rule as number rulenum (1 if not given)" },
	{ 'R', "replace", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain rulenum",
	  .help = "replace rule number rulenum" },
	{ 'L', "list", SW_ARG_MAY, SW_OF_COMMAND, .value = "[chain [rulenum]]",
	  .help = "list rules as a table" },
	{ 'S', "list-rules", SW_ARG_MAY, SW_OF_COMMAND, .value = "[chain [rulenum]]",
	  .help = "print rules as commands" },
	{ 'F', "flush", SW_ARG_MAY, SW_OF_COMMAND, .value = "[chain]",
	  .help = "delete all rules of the chain, or of all chains" },
	{ 'Z', "zero", SW_ARG_MAY, SW_OF_COMMAND, .value = "[chain [rulenum]]",
	  .help = "set counters to zero" },
	{ 'N', "new-chain", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain", .help = "make a chain" },
	{ 'X', "delete-chain", SW_ARG_MAY, SW_OF_COMMAND, .value = "[chain]",
	  .help = "delete a chain you made, or all that are unused" },
	{ 'P', "policy", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain target",
	  .help = "set what a builtin chain does with the rest: ACCEPT or DROP" },
	{ 'E', "rename-chain", SW_ARG_NEED, SW_OF_COMMAND, .value = "chain newname",
	  .help = "rename a chain, with the jumps to it" },

	{ '4', "ipv4", SW_ARG_NONE, 0, .help = "this line is for iptables only" },
	{ '6', "ipv6", SW_ARG_NONE, 0, .help = "this line is for ip6tables only" },
	{ 'p', "protocol", SW_ARG_NEED, SW_OF_ONCE, SW_INV_PROTO, RULE, "proto",
	  "protocol by name or number" },
	{ 's', "source", SW_ARG_NEED, SW_OF_ONCE, SW_INV_SRC, RULE, "address[/mask][,...]",
	  "where the packet comes from" },
	{ 's', "src", SW_ARG_NEED, SW_OF_ONCE | SW_OF_ALIAS, SW_INV_SRC, RULE },
	{ 'd', "destination", SW_ARG_NEED, SW_OF_ONCE, SW_INV_DST, RULE, "address[/mask][,...]",
	  "where the packet goes" },
	{ 'd', "dst", SW_ARG_NEED, SW_OF_ONCE | SW_OF_ALIAS, SW_INV_DST, RULE },
	{ 'i', "in-interface", SW_ARG_NEED, SW_OF_ONCE, SW_INV_IN, RULE, "name[+]",
	  "interface it came in by; name+ is every name that begins so" },
	{ 'o', "out-interface", SW_ARG_NEED, SW_OF_ONCE, SW_INV_OUT, RULE, "name[+]",
	  "interface it leaves by" },
	{ 'f', "fragments", SW_ARG_NONE, SW_OF_ONCE | SW_OF_IP4, SW_INV_FRAG, RULE,
	  .help = "second and later fragments only" },
	{ 'm', "match", SW_ARG_NEED, 0, .value = "match", .help = "use an extended match" },
	{ 'j', "jump", SW_ARG_NEED, SW_OF_ONCE, 0, RULE, "target",
	  "what to do with the packet: a verdict, an extension or a chain" },
	{ 'g', "goto", SW_ARG_NEED, 0, 0, RULE, "chain", "go to a chain and do not come back" },
	{ 'c', "set-counters", SW_ARG_NEED, SW_OF_ONCE, 0, "AIRP", "PKTS BYTES",
	  "start the rule with these counters" },
	{ 't', "table", SW_ARG_NEED, 0, .value = "table",
	  .help = "table to work on (filter if not given)" },
	{ 'n', "numeric", SW_ARG_NONE, SW_OF_ONCE, 0, "L",
	  .help = "list addresses and ports as numbers" },
	{ 'v', "verbose", SW_ARG_NONE, 0, .help = "say more; list counters and interfaces" },
	{ 'x', "exact", SW_ARG_NONE, SW_OF_ONCE, 0, "L", .help = "list counters in full" },
	{ '0', "line-numbers", SW_ARG_NONE, SW_OF_ONCE | SW_OF_LONG, 0, "L",
	  .help = "list rule numbers" },
	{ 'w', "wait", SW_ARG_MAY, 0, .value = "[seconds]",
	  .help = "accepted; there is no lock to wait for" },
	{ 'W', "wait-interval", SW_ARG_MAY, 0, .value = "[usec]",
	  .help = "accepted; there is no lock to wait for" },
	{ 'M', "modprobe", SW_ARG_NEED, 0, .value = "command",
	  .help = "accepted; the kernel loads what rules need" },
	{ 'h', "help", SW_ARG_MAY, 0, .help = "print this help; with -m, -p or -j also theirs" },
	{ 'V', "version", SW_ARG_NONE, 0, .help = "print the version" },
	{ 0 },
};

const struct sw_option sw_opts_save[] = {
	{ 'c', "counters", SW_ARG_NONE, 0, .help = "save the rules' counters" },
	{ 't', "table", SW_ARG_NEED, 0, .value = "table", .help = "save this table only" },
	{ 'f', "file", SW_ARG_NEED, 0, .value = "file", .help = "write to file" },
	{ 'M', "modprobe", SW_ARG_NEED, 0, .value = "command", .help = "accepted" },
	{ 'd', "dump", SW_ARG_NONE, 0, .help = "accepted" },
	{ 'V', "version", SW_ARG_NONE, 0, .help = "print the version" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

const struct sw_option sw_opts_restore[] = {
	{ 'c', "counters", SW_ARG_NONE, 0, .help = "restore counters" },
	{ 'v', "verbose", SW_ARG_NONE, 0, .help = "print what is done" },
	{ 'V', "version", SW_ARG_NONE, 0, .help = "print the version" },
	{ 't', "test", SW_ARG_NONE, 0, .help = "let the kernel check the rules, change nothing" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 'n', "noflush", SW_ARG_NONE, 0, .help = "keep what the tables hold" },
	{ 'T', "table", SW_ARG_NEED, 0, .value = "table", .help = "restore this table only" },
	{ 'M', "modprobe", SW_ARG_NEED, 0, .value = "command", .help = "accepted" },
	{ '4', "ipv4", SW_ARG_NONE, SW_OF_LONG, .help = "accepted" },
	{ '6', "ipv6", SW_ARG_NONE, SW_OF_LONG, .help = "accepted" },
	{ 'w', "wait", SW_ARG_MAY, 0, .value = "[seconds]",
	  .help = "accepted; there is no lock to wait for" },
	{ 'W', "wait-interval", SW_ARG_MAY, 0, .value = "[usec]", .help = "accepted" },
	{ 0 },
};

bool sw_option_never(char letter, const char *chain)
{
	static const struct { const char *chain; char letter; } never[] = {
		{ "PREROUTING", 'o' }, { "INPUT", 'o' }, { "POSTROUTING", 'i' }, { "OUTPUT", 'i' },
	};

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (never[i].letter == letter && !strcmp(never[i].chain, chain))
			return true;
	return false;
}

const char *sw_option_said(char letter, char *buf)
{
	const struct sw_option *o = sw_opts_command;

	while (o->letter && o->letter != letter)
		o++;
	if (o->letter && sw_compat_has(SW_COMPAT_LONG_NAMES))
		snprintf(buf, SW_OPTION_SAID, "--%s", o->name);
	else
		snprintf(buf, SW_OPTION_SAID, "-%c", letter);
	return buf;
}
