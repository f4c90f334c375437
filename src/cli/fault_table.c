/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice by message: a table of what iptables and its plugins say, and what to type instead. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/fault_local.h"

/* text: somewhere in the message. only: the word at fault has one of these characters, or behind a
 * "=", no others; NULL: it is any word. In a hint, %w is the word at fault. A message may have
 * several rows. */
static const struct { const char *text, *only, *hint; } rows[] = {
	{ "multiple -j ", NULL, "a rule has one target: write a rule for each" },
	{ "multiple -p ", NULL, "a rule has one protocol: write a rule for each" },
	{ "multiple -s ", NULL, "several addresses are one word: -s ADDRESS,ADDRESS" },
	{ "multiple -d ", NULL, "several addresses are one word: -d ADDRESS,ADDRESS" },
	{ "multiple -i ", NULL, "a rule has one interface; eth+ is every name that begins so" },
	{ "multiple -o ", NULL, "a rule has one interface; eth+ is every name that begins so" },
	{ "multiple consecutive !", NULL, "one ! is enough" },
	{ "Cannot use -", NULL, "a line has one command" },
	{ "no command specified", NULL, "the line needs a command: -A CHAIN appends the rule, "
	  "-I CHAIN inserts it in front, -D CHAIN deletes it, -L lists" },
	{ "nothing appropriate following !", NULL, "behind ! stands the option that it inverts" },
	{ "Invalid rule number", NULL,
	  "rules have the numbers from 1 on that -L CHAIN --line-numbers shows" },
	{ "-R requires a rule number", NULL,
	  "-R CHAIN NUMBER RULE: -L CHAIN --line-numbers shows the numbers" },
	{ "Bad policy name", NULL, "a policy is ACCEPT or DROP" },
	{ "-P requires a chain and a policy", NULL, "-P CHAIN ACCEPT, or -P CHAIN DROP" },
	{ "-E requires old-chain-name", NULL, "-E OLDNAME NEWNAME" },
	{ "must be shorter than IFNAMSIZ", NULL,
	  "the name of an interface has 15 characters at most; eth+ is every name that begins so" },
	{ "chain name may not clash with target name", NULL,
	  "%w is a target: give the chain another name" },
	{ "too long (must be under", NULL, "the name of a chain has 28 characters at most" },
	{ "chain name not allowed to start with", NULL, "begin it with a letter or a digit" },
	{ "`-f' is not supported in IPv6", NULL, "-m frag --fragmore, or --fragid" },
	{ "unknown protocol", ",", "a rule has one protocol: write a rule for each" },

	{ "invalid port/service", ",", "several ports: -m multiport --dports %w" },
	{ "too many ports specified", NULL,
	  "15 ports at most, and a range counts as two: write a second rule" },
	{ "bad rate", NULL, "a rate is a number by second, minute, hour or day: 5/minute" },
	{ "Invalid MAC address", NULL,
	  "a MAC address is six pairs of hexadecimal digits: 00:11:22:33:44:55" },
	{ "--tcp-flags requires two args", NULL, "first the flags to look at, then those of them "
	  "that must be set: --tcp-flags SYN,ACK SYN" },
	{ "invalid time", NULL, "from 00:00:00 to 23:59:59" },
	{ "bad integer value for option \"--", NULL,
	  "a number, in decimal or hexadecimal (0x10); where masks are taken, 0x10/0xff" },
	{ "doesn't exist", NULL,
	  "ipset list -n names the sets that there are; ipset create %w hash:ip makes one" },
	{ "Bad value for \"--uid-owner\"", NULL, "no user of this machine; a number may be any" },
	{ "Bad value for \"--gid-owner\"", NULL, "no group of this machine; a number may be any" },
	{ "Need TCP, UDP, SCTP or DCCP", NULL,
	  "ports need a protocol: write -p tcp or -p udp before it" },
	{ "DNAT: option \"--to-destination\" must", NULL,
	  "-j DNAT --to-destination ADDRESS, or ADDRESS:PORT with -p tcp or -p udp" },
	{ "SNAT: option \"--to-source\" must", NULL, "-j SNAT --to-source ADDRESS" },
	{ "conntrack: At least one option", NULL,
	  "-m conntrack --ctstate NEW, or another of its options: iptables -m conntrack -h" },
	{ "MARK: One of the --set-xmark", NULL, "-j MARK --set-mark 1" },
	{ "recent: you must specify one of", NULL,
	  "--set remembers the address, --update --seconds 60 --hitcount 4 looks for it" },
	{ "state: You must specify", NULL, "-m state --state NEW,ESTABLISHED" },
	{ "state: option \"--state\" must", NULL, "-m state --state NEW,ESTABLISHED" },
	{ "comment: option \"--comment\" must", NULL, "-m comment --comment 'what it is for'" },
	{ "mac: option \"--mac-source\" must", NULL, "-m mac --mac-source 00:11:22:33:44:55" },
	{ "multiport expection an option", NULL, "-m multiport --dports 22,80" },
	{ "multiport only works with", NULL, "write -p tcp or -p udp before it" },
	{ "multiport needs `-p", NULL, "write -p tcp or -p udp before it" },
	{ "Port `", NULL, "ports are numbers from 0 to 65535" },
	{ "Garbage after port value", NULL, "one port, or a range of them: 8080-8090" },
	{ "Bad IP address", ".", "an IPv4 address has four parts from 0 to 255" },
	{ "string: option \"--algo\" must", NULL, "--algo bm, or --algo kmp" },
	{ "Unknown ICMP type", NULL, "iptables -p icmp -h lists the names of types" },
	{ "Unknown ICMPv6 type", NULL, "ip6tables -p icmpv6 -h lists the names of types" },
	{ "Replacement rule does not specify", NULL,
	  "-R takes one rule: one address for -s, and one for -d" },
	{ "unknown protocol", "=0123456789", "a protocol is a name, or a number from 0 to 255" },
	{ "Empty interface is likely", NULL, "name an interface, or leave the option out" },
	{ "requires packet and byte counter", NULL, "-c PACKETS BYTES" },
	{ "Bad TCP option", NULL, "the number of a TCP option is one from 1 to 255" },
	{ "Invalid chain name", NULL, "the name of a chain has no blanks and no quotes" },
};

static void say(struct sw_err *err, const char *hint)
{
	const char *w = strstr(hint, "%w");

	if (w)
		sw_err_hint(err, "%.*s%s%s", (int)(w - hint), hint, err->arg, w + 2);
	else
		sw_err_hint(err, "%s", hint);
}

static bool fits(const char *only, const char *word)
{
	if (!only || *only != '=')
		return !only || strpbrk(word, only);
	return strspn(word, only + 1) == strlen(word);
}

void sw_fault_message(struct sw_err *err)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++)
		if (strstr(err->msg, rows[i].text) && fits(rows[i].only, err->arg))
			say(err, rows[i].hint);
}
