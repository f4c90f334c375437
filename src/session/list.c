/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -S, -L and save files: chains in their order, and what stands around their rules. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "session/list_local.h"

/* Chains that another tool made in our table. */
static void print_foreign(struct sw_session *s, FILE *out, const struct sw_table *t)
{
	if (!t->foreign.len)
		return;
	fputs(t->foreign.s, out);
	s->unreadable = true;
}

/* ---- -S and save files ----------------------------------------------------------------------- */

static const char *policy_word(const struct sw_chain *c)
{
	return c->policy == SW_DROP ? "DROP" : "ACCEPT";
}

static void declare_chain(const struct sw_listing *l, const struct sw_chain *c)
{
	if (!c->builtin) {
		fprintf(l->out, "-N %s\n", c->name);
		return;
	}
	fprintf(l->out, "-P %s %s", c->name, policy_word(c));
	if (l->counters == SW_SAVE_DASH_C)
		fprintf(l->out, " -c %" PRIu64 " %" PRIu64, c->packets, c->bytes);
	fputc('\n', l->out);
}

static int list_commands(struct sw_listing *l, struct sw_table *t, struct sw_chain **chain,
			 size_t n)
{
	int ret = 0;

	for (size_t i = 0; i < n && !l->only; i++)
		declare_chain(l, chain[i]);
	for (size_t i = 0; i < n && !ret; i++)
		ret = sw_listing_rules(l, t, chain[i]);
	return ret;
}

/* Of user chains there may be tens of thousands: no printf for them. */
static void print_declaration(FILE *out, const struct sw_chain *c)
{
	fputc(':', out);
	fputs(c->name, out);
	if (c->builtin)
		fprintf(out, " %s [%" PRIu64 ":%" PRIu64 "]\n", policy_word(c), c->packets,
			c->bytes);
	else
		fputs(" - [0:0]\n", out);
}

int sw_list_save(struct sw_session *s, FILE *out, struct sw_table *t, bool counters,
		 struct sw_err *err)
{
	SW_LISTING struct sw_listing l = { .s = s, .err = err, .to = out, .out = out, .save = true,
			     .counters = counters ? SW_SAVE_FRONT : SW_SAVE_PLAIN };
	SW_FREE struct sw_chain **chain = NULL;
	size_t n = 0;
	int ret = sw_session_need(s, t, "", SW_READ_CHAINS, err);

	if (!ret)
		ret = sw_table_sorted(t, &chain, &n, err);
	if (ret)
		return ret;
	ret = sw_listing_read_ahead(&l, t);
	fprintf(out, "*%s\n", t->builtin->name);
	for (size_t i = 0; i < n; i++)
		print_declaration(out, chain[i]);
	print_foreign(s, out, t);
	for (size_t i = 0; i < n && !ret; i++)
		ret = sw_listing_rules(&l, t, chain[i]);
	fputs("COMMIT\n", out);
	return ret;
}

int sw_list_save_chain(struct sw_session *s, FILE *out, struct sw_table *t, const char *name,
		       struct sw_err *err)
{
	SW_LISTING struct sw_listing l = { .s = s, .err = err, .to = out, .out = out, .save = true,
			     .counters = SW_SAVE_FRONT };
	int ret = sw_session_need(s, t, "", SW_READ_CHAINS, err);
	struct sw_chain *c = ret ? NULL : sw_table_chain(t, name);

	fprintf(out, "*%s\n", t->builtin->name);
	if (c)
		print_declaration(out, c);
	if (c)
		ret = sw_listing_rules(&l, t, c);
	fputs("COMMIT\n", out);
	return ret;
}

/* ---- -L -------------------------------------------------------------------------------------- */

/* rules: how many of its uses are not jumps to it. */
static void print_head(const struct sw_listing *l, const struct sw_chain *c, unsigned rules)
{
	FILE *out = l->to;

	fprintf(out, "Chain %s", c->name);
	if (!c->builtin) {
		fprintf(out, " (%d references)\n", (int)(c->use - rules));
	} else {
		fprintf(out, " (policy %s", policy_word(c));
		if (l->flags & SW_PS_COUNTERS) {
			fputc(' ', out);
			sw_print_num(out, c->packets, l->flags | SW_PS_BARE);
			fputs("packets, ", out);
			sw_print_num(out, c->bytes, l->flags | SW_PS_BARE);
			fputs("bytes", out);
		}
		fputs(")\n", out);
	}
	if (l->flags & SW_PS_LINENO)
		fprintf(out, "%-4s ", "num");
	if (l->flags & SW_PS_COUNTERS)
		fputs(l->flags & SW_PS_EXACT ? "    pkts      bytes " : " pkts bytes ", out);
	fprintf(out, "%-9s  prot opt", "target");
	if (l->flags & SW_PS_VIA)
		fprintf(out, " %-6s %-6s ", "in", "out");
	fprintf(out, " %-19s  %-19s \n", "source", "destination");
}

/* The head tells the references, which needs the number of rules: they are printed aside first. */
static int list_chain(struct sw_listing *l, struct sw_table *t, struct sw_chain *c)
{
	struct sw_str text = { 0 };
	int ret;

	if (l->only)
		return sw_listing_rules(l, t, c);
	l->out = sw_str_open(&text);
	if (!l->out)
		return sw_err_nomem(l->err);
	ret = sw_listing_rules(l, t, c);
	if ((fclose(l->out) || text.oom) && !ret)
		ret = sw_err_nomem(l->err);
	l->out = l->to;
	if (!ret) {
		print_head(l, c, l->s->nl ? c->kernel_rules : l->number);
		if (text.len)
			fwrite(text.s, 1, text.len, l->out);
	}
	sw_str_fini(&text);
	return ret;
}

static int list_chains(struct sw_listing *l, struct sw_table *t, struct sw_chain **chain, size_t n)
{
	int ret = 0;

	for (size_t i = 0; i < n && !ret; i++) {
		if (i)
			fputc('\n', l->out);
		ret = list_chain(l, t, chain[i]);
	}
	return ret;
}

/* ---- both ------------------------------------------------------------------------------------ */

static unsigned style(const struct sw_cmd *cmd)
{
	unsigned flags = 0;

	if (cmd->opt & SW_OPT_VERBOSE)
		flags |= SW_PS_COUNTERS | SW_PS_VIA;
	if (cmd->opt & SW_OPT_NUMERIC)
		flags |= SW_PS_NUMERIC;
	if (cmd->opt & SW_OPT_EXACT)
		flags |= SW_PS_EXACT;
	if (cmd->opt & SW_OPT_LINENO)
		flags |= SW_PS_LINENO;
	return flags;
}

static int no_chain(const struct sw_cmd *cmd, struct sw_chain **chain, size_t n, struct sw_err *err)
{
	SW_FREE const char **name = calloc(n + 1, sizeof(*name));
	const char *near = NULL;
	int ret = sw_err_classic(err, SW_EOTHER, ENOENT, "No chain/target/match by that name.");

	sw_err_arg(err, cmd->chain, -1);
	for (size_t i = 0; i < n && name; i++)
		name[i] = chain[i]->name;
	if (name)
		near = sw_str_nearest(cmd->chain, name, n);
	if (near)
		sw_err_hint(err, "no chain %s in table %s: did you mean %s?", cmd->chain,
			    cmd->table, near);
	return ret;
}

int sw_list(struct sw_session *s, const struct sw_cmd *cmd, struct sw_err *err)
{
	SW_LISTING struct sw_listing l = {
		.s = s,
		.err = err,
		.to = s->out,
		.out = s->out,
		.only = cmd->number,
		.flags = style(cmd),
		.save = cmd->letter == 'S',
		.counters = cmd->opt & SW_OPT_VERBOSE ? SW_SAVE_DASH_C : SW_SAVE_PLAIN,
	};
	struct sw_reading reading = sw_reading_of(cmd, SW_ALONE, SW_READ_NOTHING);
	struct sw_table *t = sw_ruleset_table(&s->rs, cmd->table);
	SW_FREE struct sw_chain **chain = NULL;
	struct sw_chain **first;
	size_t n = 0;
	int ret = 0;

	if (s->dormant)
		ret = sw_session_need(s, t, "", SW_READ_TABLES, err);
	if (!ret)
		ret = sw_session_read(s, cmd, &reading, err);
	if (!ret)
		ret = sw_table_sorted(t, &chain, &n, err);
	if (ret)
		return ret;
	first = chain;
	if (*cmd->chain) {
		while (n && strcmp((*first)->name, cmd->chain)) {
			first++;
			n--;
		}
		if (!n)
			return no_chain(cmd, chain, first - chain, err);
		n = 1;
	}
	if (!*cmd->chain) {
		ret = sw_listing_read_ahead(&l, t);
		print_foreign(s, s->out, t);
	}
	if (!ret)
		ret = l.save ? list_commands(&l, t, first, n) : list_chains(&l, t, first, n);
	return ret;
}
