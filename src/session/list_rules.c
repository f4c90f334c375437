/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a listing, chain by chain or a whole table at once: read, printed and let go. */
#include <inttypes.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "session/list_local.h"
#include "xt/plugin.h"

static int print_rule(struct sw_listing *l, FILE *out, const struct sw_rule *r)
{
	uint8_t family = l->s->rs.family;

	if (l->save)
		return sw_print_save(out, family, l->chain->name, r, l->counters, l->err);
	return sw_print_list(out, family, r, l->number, l->flags, l->err);
}

/* A byte of text that would end the line, or of a number. A set's name is in ipset, not here. */
static bool may_hold_newline(const struct sw_ext *x)
{
	if (sw_xt_is_numbers(x))
		return false;
	return (x->size && memchr(x->data, '\n', x->size)) || !memcmp(x->name, "set", 4) ||
	       !memcmp(x->name, "SET", 4);
}

static bool may_break(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++)
		if (may_hold_newline(&r->match[i]))
			return true;
	return r->jump.kind == SW_JUMP_EXT && may_hold_newline(&r->jump.ext);
}

/* Prints a rule that may hold text of another tool. With a line break in it, it would make two
 * lines, the second one of anybody's choice: then it is as good as unreadable. */
static int print_aside(struct sw_listing *l, const struct sw_rule *r)
{
	int ret;

	if (!l->aside)
		l->aside = sw_str_open(&l->text);
	if (!l->aside)
		return sw_err_nomem(l->err);
	ret = print_rule(l, l->aside, r);
	if (fflush(l->aside) && !ret)
		ret = sw_err_nomem(l->err);
	if (!ret && memchr(l->text.s, '\n', l->text.len - 1)) {
		fprintf(l->out,
			"# rule handle %" PRIu64
			": not an iptables rule (a line break in its text)\n",
			sw_seat_handle(&r->seat));
		l->s->unreadable = true;
	} else if (!ret) {
		fwrite(l->text.s, 1, l->text.len, l->out);
	}
	sw_str_reset(&l->text);
	return ret;
}

/* A rule that an older version or another tool made, and whose text would load as another one, is
 * as good as unreadable where text is meant to be loaded. */
static bool is_untrue(struct sw_listing *l, const struct sw_rule *r)
{
	if (!l->save || sw_xt_is_true(r))
		return false;
	fprintf(l->out, "# rule handle %" PRIu64 ": no iptables words make this rule\n",
		sw_seat_handle(&r->seat));
	l->s->unreadable = true;
	return true;
}

static int print_one(struct sw_rule *r, void *arg)
{
	struct sw_listing *l = arg;
	int ret;

	l->number++;
	if (l->only && l->number < l->only)
		return 0;
	ret = sw_print_unreadable(l->out, r, l->err);
	if (ret > 0)
		l->s->unreadable = true;
	else if (!ret && !is_untrue(l, r))
		ret = may_break(r) ? print_aside(l, r) : print_rule(l, l->out, r);
	if (ret < 0)
		return ret;
	return l->only ? 1 : 0;
}

/* How long the text is, with what the stream still holds. */
static size_t so_far(const struct sw_listing *l)
{
	return l->whole.len + __fpending(l->out);
}

static void end_part(struct sw_listing *l)
{
	struct sw_listing_part *p = l->chain ? &l->part[l->chain->mark] : NULL;

	if (!p)
		return;
	p->to = so_far(l);
	p->rules = l->number;
}

static void begin_part(struct sw_chain *c, void *arg)
{
	struct sw_listing *l = arg;

	end_part(l);
	l->chain = c;
	l->number = 0;
	l->part[c->mark].from = so_far(l);
}

/* Nothing is written to l->to yet: lists are sorted. */
int sw_listing_read_ahead(struct sw_listing *l, struct sw_table *t)
{
	size_t about;
	int ret;

	if (!l->s->nl || !sw_snapshot_whole_is_cheaper(t, &about))
		return 0;
	/* Memory that is not written to costs nothing; text that must move does. */
	sw_str_reserve(&l->whole, about * 256);
	l->part = calloc(t->nchain, sizeof(*l->part));
	l->out = l->part ? sw_str_open(&l->whole) : NULL;
	if (!l->out)
		return sw_err_nomem(l->err);
	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->mark = i;
	ret = sw_snapshot_each_of_table(&l->s->reader, &l->s->rs, t, begin_part, print_one, l,
					l->err);
	end_part(l);
	if ((fclose(l->out) || l->whole.oom) && !ret)
		ret = sw_err_nomem(l->err);
	l->out = l->to;
	return ret;
}

void sw_listing_fini(struct sw_listing *l)
{
	if (l->aside)
		fclose(l->aside);
	free(l->part);
	sw_str_fini(&l->whole);
	sw_str_fini(&l->text);
}

/* A session without a kernel has its rules in the model. */
static int rules_of_model(struct sw_listing *l, struct sw_chain *c)
{
	int ret = 0;

	for (size_t i = 0; i < c->nrule && !ret; i++)
		ret = print_one(c->rule[i], l);
	return ret < 0 ? ret : 0;
}

int sw_listing_rules(struct sw_listing *l, struct sw_table *t, struct sw_chain *c)
{
	if (l->part) {
		const struct sw_listing_part *p = &l->part[c->mark];

		if (p->to > p->from)
			fwrite(l->whole.s + p->from, 1, p->to - p->from, l->out);
		l->number = p->rules;
		return 0;
	}
	l->chain = c;
	l->number = 0;
	if (!l->s->nl)
		return rules_of_model(l, c);
	return sw_snapshot_each(&l->s->reader, &l->s->rs, t, c, print_one, l, l->err);
}
