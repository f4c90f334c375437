/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a parse: what goes with what, addresses into rules, chain and table names. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "translate/translate.h"
#include "xt/compat.h"
#include "words/parse_local.h"

static int name_too_long(const char *name, struct sw_err *err)
{
	return sw_err_set(err, SW_EPARAM, EINVAL,
			  "chain name `%s' too long (must be under %u chars)", name, SW_NAME_MAX);
}

int sw_parse_chain_name(const char *name, struct sw_err *err)
{
	sw_err_arg(err, name, -1);
	if (strlen(name) >= SW_NAME_MAX)
		return name_too_long(name, err);
	if (*name == '-' || *name == '!')
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "chain name not allowed to start with `%c'", *name);
	if (*name && !sw_str_is_bare(name))
		return sw_err_set(err, SW_EPARAM, EINVAL, "Invalid chain name `%s'", name);
	sw_err_arg(err, "", -1);
	return 0;
}

/* -N must not take the name of a verdict or of a target plugin. */
int sw_parse_check_clash(struct sw_parse_state *st, const char *chain)
{
	int unused;

	if (*chain && !sw_verdict_of(chain, &unused) && !sw_xt_has_target(chain))
		return 0;
	sw_err_arg(st->err, chain, -1);
	return sw_err_usage(st->err, "chain name may not clash with target name");
}

static bool takes_rule(struct sw_parse_state *st)
{
	return strchr("ACDIR", st->cmd->letter) && !(st->cmd->letter == 'D' && st->numbered);
}

/* Options that command letter takes, as bits; made from the option table, once. */
static uint32_t allowed(char letter)
{
	static uint32_t known[128];
	uint32_t bits = 1u << 31;	/* it was looked up */

	if (known[letter & 127])
		return known[letter & 127];
	for (const struct sw_option *o = sw_opts_command; o->letter; o++)
		if (!o->with || strchr(o->with, letter))
			bits |= sw_seen_bit(o->letter);
	return known[letter & 127] = bits;
}

static int illegal_option(struct sw_parse_state *st, const struct sw_option *o)
{
	char said[SW_OPTION_SAID], with[64] = "";
	int ret = sw_err_usage(st->err, "Illegal option `%s' with this command",
			       sw_option_said(o->letter, said));

	sw_parse_wrong(st, sw_seen_at(st, o->letter), ret);
	for (const char *p = o->with; *p; p++)
		if (*p != '#')
			snprintf(with + strlen(with), sizeof(with) - strlen(with), "%s-%c",
				 *with ? ", " : "", *p);
	sw_err_hint(st->err, "%s goes with %s", said, with);
	if (st->cmd->letter == 'D' && st->numbered)
		sw_err_hint(st->err, "-D takes a number or a rule, not both");
	return ret;
}

/* An option is fine when any of the given commands takes it. */
static int check_options(struct sw_parse_state *st)
{
	char letter = st->cmd->letter == 'D' && st->numbered ? '#' : st->cmd->letter;
	uint32_t bad = st->seen & ~allowed(letter);

	if (st->cmd->also_zero)
		bad &= ~allowed('Z');
	for (const struct sw_option *o = sw_opts_command; bad && o->letter; o++)
		if ((bad & -bad) == sw_seen_bit(o->letter))
			return illegal_option(st, o);
	return 0;
}

/* In which chains the packet has, or has again, such an interface. */
static int never(struct sw_parse_state *st, char letter)
{
	char said[SW_OPTION_SAID];
	int ret = sw_err_usage(st->err, "Can't use %s with %s%s", sw_option_said(letter, said),
			       st->chain, sw_compat_has(SW_COMPAT_LONG_NAMES) ? "" : "\n");

	sw_parse_wrong(st, sw_seen_at(st, letter), ret);
	if (letter == 'o')
		sw_err_hint(st->err, "packets in %s have no outgoing interface: -i is the one they "
			    "came in by; -o is for FORWARD, OUTPUT and POSTROUTING", st->chain);
	else
		sw_err_hint(st->err, "packets in %s have no incoming interface: -o is the one they "
			    "go out by; -i is for PREROUTING, INPUT and FORWARD", st->chain);
	return ret;
}

static int check_interfaces(struct sw_parse_state *st)
{
	static const char letters[] = "io";

	if (!(st->seen & (sw_seen_bit('i') | sw_seen_bit('o'))) ||
	    !strchr("ACDIR", st->cmd->letter))
		return 0;
	for (const char *letter = letters; *letter; letter++)
		if ((st->seen & sw_seen_bit(*letter)) && sw_option_never(*letter, st->chain))
			return never(st, *letter);
	return 0;
}

static int no_drop_in_nat(struct sw_parse_state *st)
{
	int ret = sw_err_usage(st->err, "\nThe \"nat\" table is not intended for filtering, "
			       "the use of DROP is therefore inhibited.\n\n");

	sw_err_arg(st->err, "DROP", -1);
	sw_err_hint(st->err, "only the first packet of a connection sees table nat: drop packets "
		    "in table filter, or before routing in -t mangle or -t raw");
	return ret;
}

static int check_words(struct sw_parse_state *st)
{
	if (!strcmp(st->table, "nat") && ((st->policy && !strcmp(st->policy, "DROP")) ||
					  (st->jump && !strcmp(st->jump, "DROP"))))
		return no_drop_in_nat(st);
	if (st->wait_interval && !st->wait)
		return sw_err_usage(st->err, "--wait-interval only makes sense with --wait\n");
	return 0;
}

static int check_command(struct sw_parse_state *st)
{
	if (st->scan.next < st->scan.argc)
		return sw_err_usage(st->err, "unknown arguments found on commandline");
	if (!st->cmd->letter)
		return sw_err_usage(st->err, "no command specified");
	if (st->invert)
		return sw_err_usage(st->err, "nothing appropriate following !");
	return 0;
}

static void set_pair(struct sw_rule *r, const struct sw_addr *s, const struct sw_addr *d)
{
	memcpy(r->ip.src, s->addr, 16);
	memcpy(r->ip.smask, s->mask, 16);
	memcpy(r->ip.dst, d->addr, 16);
	memcpy(r->ip.dmask, d->mask, 16);
}

static int cross_product(struct sw_parse_state *st, const struct sw_addrs *src,
			 const struct sw_addrs *dst)
{
	size_t ns = src->n ? src->n : 1, nd = dst->n ? dst->n : 1;
	struct sw_cmd *cmd = st->cmd;

	if (cmd->letter == 'R' && ns * nd != 1)
		return sw_err_usage(st->err, "Replacement rule does not specify a unique address");
	cmd->rule = calloc(ns * nd, sizeof(*cmd->rule));
	if (!cmd->rule)
		return sw_err_nomem(st->err);
	for (size_t i = 0; i < ns; i++) {
		for (size_t j = 0; j < nd; j++) {
			struct sw_rule *r = st->rule;

			if (i + 1 < ns || j + 1 < nd)
				r = sw_rule_clone(r);
			else
				st->rule = NULL;
			if (!r)
				return sw_err_nomem(st->err);
			set_pair(r, sw_addrs_get(src, i), sw_addrs_get(dst, j));
			cmd->rule[cmd->nrule++] = r;
		}
	}
	return 0;
}

static int read_addresses(struct sw_parse_state *st, struct sw_addrs *src, struct sw_addrs *dst)
{
	int ret = 0;

	if (st->src)
		ret = sw_addrs_parse(src, st->src, st->p->family, st->err);
	if (ret) {
		st->err->where.word = st->src_at;
		return sw_err_blame_words(st->err, ret);
	}
	if (st->dst)
		ret = sw_addrs_parse(dst, st->dst, st->p->family, st->err);
	if (ret) {
		st->err->where.word = st->dst_at;
		return sw_err_blame_words(st->err, ret);
	}
	if ((src->n > 1 || dst->n > 1) && (st->rule->ip.inv & (SW_INV_SRC | SW_INV_DST)))
		return sw_err_usage(
			st->err, "! not allowed with multiple source or destination IP addresses");
	return 0;
}

static int build_rules(struct sw_parse_state *st)
{
	struct sw_addrs src = { 0 }, dst = { 0 };
	int ret = read_addresses(st, &src, &dst);

	if (!ret && takes_rule(st))
		ret = cross_product(st, &src, &dst);
	sw_addrs_fini(&src);
	sw_addrs_fini(&dst);
	return ret;
}

static int set_policy(struct sw_parse_state *st)
{
	int ret;

	if (!st->policy)
		return 0;
	if (!strcmp(st->policy, "ACCEPT") || !strcmp(st->policy, "DROP")) {
		st->cmd->policy = st->policy[0] == 'A' ? SW_ACCEPT : SW_DROP;
		return 0;
	}
	sw_err_arg(st->err, st->policy, -1);
	ret = sw_err_classic(st->err, SW_EOTHER, EINVAL, "Bad policy name.");
	sw_err_hint(st->err, "a policy is ACCEPT or DROP");
	return ret;
}

static int missing_chain(struct sw_parse_state *st)
{
	const struct sw_cmd *cmd = st->cmd;
	const char *what = "No chain/target/match by that name.";
	int ret;

	if (cmd->letter == 'P')
		what = "Bad built-in chain name.";
	else if (cmd->letter == 'C' || (cmd->letter == 'D' && !st->numbered) ||
		 (cmd->letter == 'Z' && st->numbered))
		what = "Bad rule (does a matching rule exist in that chain?).";
	ret = sw_err_classic(st->err, SW_EOTHER, ENOENT, "%s", what);
	sw_err_hint(st->err, "the chain's name is empty");
	return ret;
}

/* The lengths of names, and the table. */
static int set_table(struct sw_parse_state *st)
{
	struct sw_cmd *cmd = st->cmd;
	const struct sw_builtin_table *t =
		st->p->table ? st->p->table : sw_builtin_table(st->table);

	if (st->chain && strlen(st->chain) >= SW_NAME_MAX)
		return sw_err_blame_words(st->err, name_too_long(st->chain, st->err));
	if (cmd->letter == 'E' && strlen(st->newname) >= SW_NAME_MAX)
		return sw_err_blame_words(st->err, name_too_long(st->newname, st->err));
	if (!t) {
		sw_err_arg(st->err, st->table, -1);
		sw_err_set(st->err, SW_EVERSION, ENOENT, "table '%s' does not exist", st->table);
		return sw_err_hint(st->err, "the tables are filter, nat, mangle, raw and security");
	}
	cmd->table = t->name;
	return 0;
}

/* Copy the names of chains into cmd. An empty one would mean "all chains" there. */
static int set_chain(struct sw_parse_state *st)
{
	struct sw_cmd *cmd = st->cmd;

	if (st->chain && !*st->chain && !strchr("NE", cmd->letter))	/* -E finds none */
		return missing_chain(st);
	if (st->chain)
		strcpy(cmd->chain, st->chain);
	if (cmd->letter == 'E')
		strcpy(cmd->newname, st->newname);
	return 0;
}

/* The rule takes the command's counters. Plugins check the rule's ip fields: they are final now. */
static int take_extensions(struct sw_parse_state *st)
{
	int ret = sw_xt_finish(st->xt, st->rule, st->err);

	if (ret)
		return st->err->code == SW_EPARAM ? sw_err_blame_words(st->err, ret) : ret;
	st->rule->packets = st->cmd->packets;
	st->rule->bytes = st->cmd->bytes;
	st->rule->origin = st->cmd->origin;
	return 0;
}

/* Its sentence comes last in iptables, which says it when the rule is sent. */
static int check_ports(struct sw_parse_state *st)
{
	int ret = sw_require_ports(st->cmd->rule[0], st->err);

	if (ret && strchr("CD", st->cmd->letter) && sw_compat_has(SW_COMPAT_PORTS_UNASKED)) {
		sw_err_init(st->err);
		return 0;
	}
	return ret && st->err->code == SW_EPARAM ? sw_err_blame_words(st->err, ret) : ret;
}

int sw_parse_finish(struct sw_parse_state *st)
{
	int ret = check_words(st);

	if (ret) {
		sw_xt_abort(st->xt);
		return ret;
	}
	ret = take_extensions(st);
	if (!ret)
		ret = check_command(st);
	if (!ret)
		ret = build_rules(st);
	if (!ret)
		ret = check_options(st);
	if (!ret && st->chain)
		ret = check_interfaces(st);
	if (!ret)
		ret = set_table(st);
	if (!ret)
		ret = set_policy(st);
	if (!ret)
		ret = set_chain(st);
	if (!ret && st->cmd->nrule)
		ret = check_ports(st);
	return ret;
}
