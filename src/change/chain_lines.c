/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes the commands that take one list of rules to another. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "change/align.h"
#include "change/chain_lines.h"

/* Rules up to which a chain gains little from maps. */
#define FEW 64

struct lines {
	const struct sw_chain_text *now;
	const struct sw_rule_list  *to;
	size_t *from;	/* owned: for each rule of to, its number in now, or SW_ALIGN_NONE */
	struct sw_str *away, *come;
};

static const struct sw_rule_line *was(const struct lines *l, size_t i)
{
	return l->from[i] == SW_ALIGN_NONE ? NULL : &l->now->rule[l->from[i]];
}

static bool counts_on(const struct lines *l, size_t i)
{
	const struct sw_rule_line *a = was(l, i), *b = &l->to->rule[i];

	return a && a->packets == b->packets && a->bytes == b->bytes;
}

/* "[p:b] -I NAME 3 ...": number 0 is none. */
static void put(const struct lines *l, size_t i, char letter, size_t number)
{
	const struct sw_rule_line *r = &l->to->rule[i];
	size_t front = 3 + l->now->name.len;	/* "-A NAME" */

	sw_str_addf(l->come, "[%" PRIu64 ":%" PRIu64 "] -%c ", r->packets, r->bytes, letter);
	sw_str_addn(l->come, l->now->name.s, l->now->name.len);
	if (number)
		sw_str_addf(l->come, " %zu", number);
	sw_str_addn(l->come, r->line.s + front, r->line.len - front);
	sw_str_addc(l->come, '\n');
}

void sw_chain_lines_new(const struct sw_rule_list *to, struct sw_str *come)
{
	for (size_t i = 0; i < to->n; i++) {
		const struct sw_rule_line *r = &to->rule[i];

		sw_str_addf(come, "[%" PRIu64 ":%" PRIu64 "] ", r->packets, r->bytes);
		sw_str_addn(come, r->line.s, r->line.len);
		sw_str_addc(come, '\n');
	}
}

static void anew(const struct lines *l)
{
	sw_str_add(l->away, "-F ");
	sw_str_addn(l->away, l->now->name.s, l->now->name.len);
	sw_str_addc(l->away, '\n');
	sw_chain_lines_new(l->to, l->come);
}

/* All of now stays as it is, and nothing new stands between: 1 and *head is how many stand in front
 * of it. */
static bool grows_at_ends(const struct lines *l, size_t *head)
{
	for (*head = 0; *head < l->to->n && !was(l, *head);)
		++*head;
	if (*head + l->now->nrule > l->to->n)
		return false;
	for (size_t i = 0; i < l->now->nrule; i++)
		if (!counts_on(l, *head + i))
			return false;
	return true;
}

static void grow(const struct lines *l, size_t head)
{
	for (size_t i = head; i-- > 0;)
		put(l, i, 'I', 0);
	for (size_t i = head + l->now->nrule; i < l->to->n; i++)
		put(l, i, 'A', 0);
}

/* From the end, so that the numbers of those before stay what they are. */
static void take_out(const struct lines *l)
{
	size_t left = l->to->n;

	for (size_t i = l->now->nrule; i-- > 0;) {
		while (left && (!was(l, left - 1) || l->from[left - 1] > i))
			left--;
		if (left && l->from[left - 1] == i)
			continue;
		sw_str_add(l->away, "-D ");
		sw_str_addn(l->away, l->now->name.s, l->now->name.len);
		sw_str_addf(l->away, " %zu\n", i + 1);
	}
}

static void one_by_one(const struct lines *l)
{
	size_t tail = l->to->n;

	take_out(l);
	while (tail && !was(l, tail - 1))
		tail--;
	for (size_t i = 0; i < l->to->n; i++) {
		if (!was(l, i))
			put(l, i, i < tail ? 'I' : 'A', i < tail ? i + 1 : 0);
		else if (!counts_on(l, i))
			put(l, i, 'R', i + 1);
	}
}

int sw_chain_lines(const struct sw_chain_text *now, const struct sw_rule_list *to,
		   struct sw_str *away, struct sw_str *come, struct sw_err *err)
{
	struct sw_chain_text shall = { .rule = to->rule, .nrule = to->n };
	struct lines l = { .now = now, .to = to, .away = away, .come = come };
	size_t stay = 0, head;
	int ret = sw_align(&shall, now, &l.from, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < to->n; i++)
		stay += counts_on(&l, i);
	if (grows_at_ends(&l, &head))
		grow(&l, head);
	else if (stay && now->nrule <= FEW && to->n <= FEW)
		one_by_one(&l);
	else
		anew(&l);
	free(l.from);
	return 0;
}
