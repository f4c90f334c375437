/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command of a line: its letter, chain, number, new name or policy. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "words/parse_local.h"
#include "xt/compat.h"


static int number_word(struct sw_parse_state *st, const char *word)
{
	/* Of digits alone base 10 and C's make the same number: no need to ask which it is. */
	bool odd = *word == '0' || word[strspn(word, "0123456789")];
	bool decimal = odd && st->cmd->letter == 'D' && sw_compat_has(SW_COMPAT_DELETE_DECIMAL);
	unsigned long v;

	if (decimal && strchr(word, ':'))
		return SW_PARSE_WRONG(st, "Rule ranges are not supported");
	if (!sw_number_parse(word, decimal ? 10 : 0, INT_MAX, &v) || !v) {
		sw_err_arg(st->err, word, st->scan.next - 1);
		return SW_PARSE_WRONG(st, "Invalid rule number `%s'", word);
	}
	st->cmd->number = v;
	st->numbered = true;
	return 0;
}

static int may_number(struct sw_parse_state *st)
{
	char *word = sw_scan_may_word(&st->scan);

	return word ? number_word(st, word) : 0;
}

/* As in iptables: a number of -Z makes it forget a -L or -S before it, while -L behind it lists
 * and zeroes that rule; a number of -L is none of -Z's. */
static int zero_number(struct sw_parse_state *st)
{
	char *word = sw_scan_may_word(&st->scan);

	if (!word)
		return 0;
	st->cmd->letter = 'Z';
	st->cmd->also_zero = 0;
	st->cmd->zero_rule = true;
	return number_word(st, word);
}

/* Which of -L or -S and -Z iptables names: not one that would go with letter, and else its last. */
static char in_the_way(const struct sw_cmd *cmd, char letter)
{
	if (!cmd->also_zero || letter == 'L' || letter == 'S')
		return cmd->letter;
	return letter == 'Z' || cmd->letter == 'L' ? 'Z' : cmd->letter;
}

/* -L and -S go with -Z; all else stands alone. */
static int select_command(struct sw_parse_state *st, char letter)
{
	struct sw_cmd *cmd = st->cmd;

	if (st->invert)
		return SW_PARSE_WRONG(st, "unexpected '!' flag");
	if (!cmd->letter) {
		cmd->letter = letter;
		return 0;
	}
	if (letter == 'Z' && (cmd->letter == 'L' || cmd->letter == 'S') && !cmd->also_zero) {
		cmd->also_zero = 'Z';
		return 0;
	}
	if (cmd->letter == 'Z' && (letter == 'L' || letter == 'S')) {
		cmd->letter = letter;
		cmd->also_zero = 'Z';
		return 0;
	}
	return SW_PARSE_WRONG(st, "Cannot use -%c with -%c", letter, in_the_way(cmd, letter));
}

/* The name of a chain that is made, or renamed: the last word that was taken. */
static int may_be_new(struct sw_parse_state *st, const char *name)
{
	int ret = sw_parse_chain_name(name, st->err);

	if (!ret)
		ret = sw_parse_check_clash(st, name);
	return ret ? sw_parse_wrong(st, st->scan.next - 1, ret) : 0;
}

int sw_parse_command(struct sw_parse_state *st, const struct sw_option *o)
{
	unsigned takes = sw_cmd_desc(o->letter)->takes;
	char *chain = st->scan.arg, *word;
	int ret = 0;

	if (o->letter == 'N')
		ret = may_be_new(st, chain);
	if (!ret)
		ret = select_command(st, o->letter);
	if (ret)
		return ret;
	if (!chain)
		chain = sw_scan_may_word(&st->scan);
	if (chain)
		st->chain = chain;
	if (o->letter == 'Z')
		return zero_number(st);
	if (!(takes & (SW_TAKES_NEWNAME | SW_TAKES_POLICY)))
		return takes & (SW_TAKES_NUMBER | SW_MAY_NUMBER) ? may_number(st) : 0;
	word = sw_scan_may_word(&st->scan);
	if (!word && o->letter == 'E')
		return SW_PARSE_WRONG(st, "-E requires old-chain-name and new-chain-name");
	if (!word)
		return SW_PARSE_WRONG(st, "-P requires a chain and a policy");
	*(o->letter == 'E' ? &st->newname : &st->policy) = word;
	return o->letter == 'E' && sw_compat_has(SW_COMPAT_RENAME_FIRST) ? may_be_new(st, word) : 0;
}

int sw_parse_replace(struct sw_parse_state *st, const struct sw_option *o)
{
	int ret = sw_parse_command(st, o);

	if (!ret && !st->numbered)
		return SW_PARSE_WRONG(st, "-R requires a rule number");
	return ret;
}
