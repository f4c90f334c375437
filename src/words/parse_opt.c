/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One small function per option: what it does to the command being parsed. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "xt/compat.h"
#include "words/parse_local.h"


int sw_parse_wrong(struct sw_parse_state *st, int at, int ret)
{
	if (at >= 0 && at < st->scan.argc && !st->err->arg[0])
		sw_err_arg(st->err, st->scan.argv[at], at);
	else if (at >= 0 && st->err->where.word < 0)
		st->err->where.word = at;	/* arg may be a part of it */
	return sw_err_blame_words(st->err, ret);
}

/* A line for the reader about words that are taken, but odd. */
static int __attribute__((format(printf, 2, 3)))
odd(struct sw_parse_state *st, const char *fmt, ...)
{
	struct sw_cmd *cmd = st->cmd;
	char **more = reallocarray(cmd->warning, cmd->nwarning + 1, sizeof(*more));
	va_list ap;
	int ret;

	if (!more)
		return sw_err_nomem(st->err);
	cmd->warning = more;
	va_start(ap, fmt);
	ret = vasprintf(&more[cmd->nwarning], fmt, ap);
	va_end(ap);
	if (ret < 0)
		return sw_err_nomem(st->err);
	cmd->nwarning++;
	return 0;
}

/* The letters with a limit on commands or on repetition; -g counts as -j. */
uint32_t sw_seen_bit(char letter)
{
	static const uint16_t bits[128] = {
		['n'] = 1 << 0, ['s'] = 1 << 1, ['d'] = 1 << 2, ['p'] = 1 << 3,
		['j'] = 1 << 4, ['g'] = 1 << 4, ['v'] = 1 << 5, ['x'] = 1 << 6,
		['i'] = 1 << 7, ['o'] = 1 << 8, ['0'] = 1 << 9, ['c'] = 1 << 10,
		['f'] = 1 << 11,
	};

	return bits[letter & 127];
}

int sw_seen_at(const struct sw_parse_state *st, char letter)
{
	uint32_t bit = sw_seen_bit(letter);

	return st->seen & bit ? st->at[__builtin_ctz(bit)] : -1;
}

/* "multiple" and "!" rules of every option that a command line may hold once. */
static int note_option(struct sw_parse_state *st, const struct sw_option *o, char letter)
{
	uint32_t bit = sw_seen_bit(letter);
	char said[SW_OPTION_SAID];

	if (letter == 'g')
		letter = 'j';
	if (st->seen & bit)
		return SW_PARSE_WRONG(st, "multiple %s %s not allowed",
				      sw_option_said(letter, said),
				      sw_compat_has(SW_COMPAT_LONG_NAMES) ? "options" : "flags");
	st->seen |= bit;
	if (bit)
		st->at[__builtin_ctz(bit)] = st->scan.at;
	if (!st->invert)
		return 0;
	if (!o->invert)
		return SW_PARSE_WRONG(st, "cannot have ! before %s", sw_option_said(letter, said));
	st->rule->ip.inv |= o->invert;
	return 0;
}

/* ---- what a packet must look like ------------------------------------------------------------ */

static int set_protocol(struct sw_parse_state *st, const struct sw_option *o)
{
	size_t len = strlen(st->scan.arg);
	int proto, ret = note_option(st, o, 'p');

	if (ret)
		return ret;
	for (size_t i = 0; i < sizeof(st->proto_word) - 1 && i <= len; i++)
		st->proto_word[i] = tolower((unsigned char)st->scan.arg[i]);
	proto = sw_proto_parse(st->proto_word, st->err);
	if (proto < 0)
		return sw_parse_wrong(st, st->scan.next - 1, proto);
	if (!proto && st->invert)
		return SW_PARSE_WRONG(st, "rule would never match protocol");
	st->rule->ip.proto = proto;
	st->proto_name = st->proto_word;
	/* Headers that are no upper layer protocol: routing, fragment, AH, destination */
	if (st->p->family == SW_IP6 && !st->invert &&
	    (proto == 43 || proto == 44 || proto == 51 || proto == 60))
		return odd(st, "Warning: never matched protocol: %s. "
				     "use extension match instead.", st->proto_word);
	return 0;
}

static int set_address(struct sw_parse_state *st, const struct sw_option *o)
{
	bool src = o->letter == 's';
	int ret = note_option(st, o, o->letter);

	if (ret)
		return ret;
	*(src ? &st->src : &st->dst) = st->scan.arg;
	*(src ? &st->src_at : &st->dst_at) = st->scan.next - 1;
	return 0;
}

static int set_interface(struct sw_parse_state *st, const struct sw_option *o)
{
	char *to = o->letter == 'i' ? st->rule->ip.in : st->rule->ip.out;
	int ret;

	if (!*st->scan.arg)
		return SW_PARSE_WRONG(st, "Empty interface is likely to be undesired");
	ret = note_option(st, o, o->letter);
	if (ret)
		return ret;
	ret = sw_iface_parse(st->scan.arg, st->invert, to, st->err);
	if (ret < 0)
		return sw_parse_wrong(st, st->scan.next - 1, ret);
	if (ret)
		return odd(st, "Warning: weird character in interface `%s' "
				     "('/' and ' ' are not allowed by the kernel).",
				     st->scan.arg);
	return 0;
}

static int set_fragment(struct sw_parse_state *st, const struct sw_option *o)
{
	if (st->p->family == SW_IP6)
		return SW_PARSE_WRONG(st, "`-f' is not supported in IPv6, use -m frag instead");
	st->rule->ip.frag = true;
	return note_option(st, o, 'f');
}

static int set_match(struct sw_parse_state *st, const struct sw_option *o)
{
	int ret;

	if (st->invert)
		return SW_PARSE_WRONG(st, "unexpected ! flag before --match");
	ret = sw_xt_match(st->xt, st->scan.arg, st->err);
	return ret < 0 ? sw_parse_wrong(st, st->scan.next - 1, ret) : 0;
}

/* ---- where it goes --------------------------------------------------------------------------- */

static int check_target_name(struct sw_parse_state *st, const char *name)
{
	size_t len = strlen(name);

	if (!len)
		return SW_PARSE_WRONG(st, "Invalid target name (too short)");
	if (len >= SW_NAME_MAX)
		return SW_PARSE_WRONG(st, "Invalid target name `%s' (%u chars max)", name,
				      SW_NAME_MAX - 1);
	if (strpbrk(name, " \t\n\v\f\r"))
		return SW_PARSE_WRONG(st, "Invalid target name `%s'", name);
	return 0;
}

/* A name that is no extension is taken for a chain; the kernel or the ruleset knows better. */
static int set_jump(struct sw_parse_state *st, const struct sw_option *o)
{
	struct sw_jump *jump = &st->rule->jump;
	const char *name = st->scan.arg;
	int ret = note_option(st, o, o->letter);

	if (!ret)
		ret = check_target_name(st, name);
	if (ret)
		return ret;
	st->jump = name;
	st->rule->ip.go = o->letter == 'g';
	if (o->letter == 'j') {
		if (sw_verdict_of(name, &jump->verdict)) {
			jump->kind = SW_JUMP_VERDICT;
			return 0;
		}
		if (!st->p->known || !sw_table_chain(st->p->known, name)) {
			ret = sw_xt_target(st->xt, name, false, st->err);
			if (ret < 0)
				return sw_parse_wrong(st, st->scan.next - 1, ret);
			if (ret)
				return 0;
		}
	}
	jump->kind = SW_JUMP_CHAIN;
	strcpy(jump->chain, name);
	return 0;
}

/* ---- the rest -------------------------------------------------------------------------------- */

/* As scanf reads them: blanks and a sign may stand before, anything behind. */
static bool scanned(const char *word, uint64_t *out)
{
	char *end;

	*out = strtoull(word, &end, 10);
	return end != word;
}

static int set_counters(struct sw_parse_state *st, const struct sw_option *o)
{
	const char *packets = st->scan.arg, *bytes = NULL;
	char said[SW_OPTION_SAID];
	int ret = note_option(st, o, 'c');

	if (ret)
		return ret;
	if (*packets != ',' || sw_compat_has(SW_COMPAT_COUNTER_COMMA))
		bytes = strchr(packets, ',');
	else
		bytes = strchr(packets + 1, ',');
	bytes = bytes ? bytes + 1 : sw_scan_may_word(&st->scan);
	sw_option_said('c', said);
	if (!bytes)
		return SW_PARSE_WRONG(st, "%s requires packet and byte counter", said);
	if (!scanned(packets, &st->cmd->packets))
		return SW_PARSE_WRONG(st, "%s packet counter not numeric", said);
	if (!scanned(bytes, &st->cmd->bytes))
		return SW_PARSE_WRONG(st, "%s byte counter not numeric", said);
	st->cmd->opt |= SW_OPT_COUNTERS;
	return 0;
}

static int set_table(struct sw_parse_state *st, const struct sw_option *o)
{
	if (st->invert)
		return SW_PARSE_WRONG(st, "unexpected ! flag before --table");
	if (st->p->restore)
		return SW_PARSE_WRONG(st, "The -t option cannot be used in %s.\n", st->p->program);
	st->table = st->scan.arg;
	return 0;
}

static int set_flag(struct sw_parse_state *st, const struct sw_option *o)
{
	static const struct { char letter; unsigned opt; } flags[] = {
		{ 'n', SW_OPT_NUMERIC }, { 'x', SW_OPT_EXACT }, { '0', SW_OPT_LINENO },
	};

	for (size_t i = 0; i < SW_ARRAY_SIZE(flags); i++)
		if (flags[i].letter == o->letter)
			st->cmd->opt |= flags[i].opt;
	return note_option(st, o, o->letter);
}

static int set_verbose(struct sw_parse_state *st, const struct sw_option *o)
{
	int ret = 0;

	if (!st->cmd->verbose)
		ret = note_option(st, o, 'v');
	st->cmd->verbose++;
	st->cmd->opt |= SW_OPT_VERBOSE;
	return ret;
}

static int set_wait(struct sw_parse_state *st, const struct sw_option *o)
{
	const char *word = st->scan.arg;
	uint64_t n = 0;

	if (st->p->restore)
		return SW_PARSE_WRONG(st, "You cannot use `-%c' from iptables-restore", o->letter);
	if (!word)
		word = sw_scan_may_word(&st->scan);
	if (word && !scanned(word, &n))
		return SW_PARSE_WRONG(st, o->letter == 'w' ? "wait seconds not numeric"
						  : "wait interval not numeric");
	if (o->letter == 'w') {
		st->wait = true;
		return 0;
	}
	if (!word)
		return SW_PARSE_WRONG(st, "wait interval value required");
	if ((unsigned)n > 999999)
		return SW_PARSE_WRONG(st, "too long usec wait %u > 999999 usec", (unsigned)n);
	st->wait_interval = true;
	return odd(st, "Ignoring deprecated --wait-interval option.");
}

static int set_nothing(struct sw_parse_state *st, const struct sw_option *o)
{
	return 0;
}

/* -4 in ip6tables and -6 in iptables: a line of a save file is skipped, a command is refused
 * with the usage line alone. */
static int set_family(struct sw_parse_state *st, const struct sw_option *o)
{
	int ret;

	if ((o->letter == '4') == (st->p->family == SW_IP4))
		return 0;
	if (st->p->restore) {
		st->cmd->letter = 0;
		st->stop = true;
		return 0;
	}
	ret = sw_err_classic(st->err, SW_EPARAM, EINVAL, "%s", "");
	sw_err_hint(st->err, "-%c is for %s", o->letter,
		    o->letter == '4' ? "iptables" : "ip6tables");
	return sw_parse_wrong(st, st->scan.at, ret);
}

static int set_version(struct sw_parse_state *st, const struct sw_option *o)
{
	st->cmd->letter = 'V';
	st->cmd->number = st->invert;
	st->stop = true;
	return 0;
}

/* "-p icmp -h" means the help of match icmp too: sw_xt_help() knows the extensions so far. */
static int set_help(struct sw_parse_state *st, const struct sw_option *o)
{
	if (st->proto_name) {
		struct sw_err none;

		sw_err_init(&none);
		sw_xt_match(st->xt, st->proto_name, &none);
	}
	st->cmd->letter = 'h';
	st->stop = true;
	return 0;
}

static int (*const setters[128])(struct sw_parse_state *st, const struct sw_option *o) = {
	['A'] = sw_parse_command, ['C'] = sw_parse_command, ['D'] = sw_parse_command,
	['I'] = sw_parse_command, ['L'] = sw_parse_command, ['S'] = sw_parse_command,
	['F'] = sw_parse_command, ['Z'] = sw_parse_command, ['N'] = sw_parse_command,
	['X'] = sw_parse_command, ['P'] = sw_parse_command, ['E'] = sw_parse_command,
	['R'] = sw_parse_replace, ['p'] = set_protocol,	    ['s'] = set_address,
	['d'] = set_address,	  ['i'] = set_interface,    ['o'] = set_interface,
	['f'] = set_fragment,	  ['m'] = set_match,	    ['j'] = set_jump,
	['g'] = set_jump,	  ['c'] = set_counters,	    ['t'] = set_table,
	['n'] = set_flag,	  ['x'] = set_flag,	    ['0'] = set_flag,
	['v'] = set_verbose,	  ['w'] = set_wait,	    ['W'] = set_wait,
	['M'] = set_nothing,	  ['4'] = set_family,	    ['6'] = set_family,
	['h'] = set_help,	  ['V'] = set_version,
};

int sw_parse_set(struct sw_parse_state *st, const struct sw_option *o)
{
	return setters[(unsigned char)o->letter](st, o);
}
