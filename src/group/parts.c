/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes lists apart, and puts them together. */
#include <string.h>
#include "base/net.h"
#include "group/parts.h"
#include "group/words.h"

/* ---- programs -------------------------------------------------------------------------------- */

static bool is_list(const struct sw_test *t, const struct sw_set *s)
{
	return t->kind == SW_TEST_LOOKUP && t->rel == SW_EQ && !t->sel2.src &&
	       t->sel.src == SW_SRC_TH && t->sel.len == 2 && t->sel.off <= 2 &&
	       !strcmp(t->set, s->name) &&
	       !s->interval && s->key_len == 2 && s->nelem > 1 && s->nelem <= SW_PORTS_MAX;
}

bool sw_list_find(const struct sw_prog *p, struct sw_list *l)
{
	const struct sw_set *s = p->nset == 1 && p->need.kind == SW_NEED_NONE ? &p->set[0] : NULL;

	for (size_t i = 0; s && i < p->ntest && i < UINT8_MAX; i++) {
		if (!is_list(&p->test[i], s))
			continue;
		l->test = i;
		l->n = s->nelem;
		for (size_t k = 0; k < s->nelem; k++)
			l->port[k] = s->elem[k].key[0] << 8 | s->elem[k].key[1];
		return true;
	}
	return false;
}

static void copy_rest(struct sw_prog *out, const struct sw_prog *from, size_t test)
{
	for (; test < from->ntest; test++)
		sw_prog_copy_test(out, &from->test[test]);
	sw_prog_copy_acts(out, from);
	out->counter = from->counter;
}

static void copy_front(struct sw_prog *out, const struct sw_prog *from, size_t test)
{
	sw_prog_reset(out);
	for (size_t i = 0; i < test; i++)
		sw_prog_copy_test(out, &from->test[i]);
}

void sw_list_part(const struct sw_prog *p, const struct sw_list *l, size_t i, struct sw_prog *out)
{
	uint16_t port = htons(l->port[i]);

	copy_front(out, p, l->test);
	sw_prog_cmp(out, p->test[l->test].sel, SW_EQ, &port, sizeof(port));
	copy_rest(out, p, l->test + 1);
	out->packets = i ? 0 : p->packets;
	out->bytes = i ? 0 : p->bytes;
}

bool sw_list_port(const struct sw_prog *part, uint8_t test, uint16_t *port)
{
	const struct sw_test *t = test < part->ntest ? &part->test[test] : NULL;

	if (!t || t->kind != SW_TEST_CMP || t->rel != SW_EQ || t->masked || t->len != 2 ||
	    t->sel.src != SW_SRC_TH || t->sel.len != 2)
		return false;
	*port = t->val[0] << 8 | t->val[1];
	return true;
}

void sw_list_join(const struct sw_prog *part, const struct sw_list *l, struct sw_prog *out)
{
	struct sw_err unused;

	sw_err_init(&unused);
	copy_front(out, part, l->test);
	if (sw_ports_lookup(out, part->test[l->test].sel, l->port, l->n, &unused))
		out->oom = true;
	copy_rest(out, part, l->test + 1);
	out->packets = part->packets;
	out->bytes = part->bytes;
}

/* ---- members of a block ---------------------------------------------------------------------- */

int sw_list_add(struct sw_block *b, const struct sw_prog *p, const struct sw_list *l,
		uint8_t family, const struct sw_userdata *ud, struct sw_prog *part,
		struct sw_err *err)
{
	int rc = 1;

	if (b->nstep + l->n > SW_BLOCK_STEPS)	/* where each may need one */
		return 0;
	for (uint8_t i = 0; i < l->n && rc > 0; i++) {
		struct sw_userdata words = *ud;

		sw_list_part(p, l, i, part);
		if (part->oom || !sw_said_put_part(&words, i, l->n, l->test, sizeof(words.data)))
			return sw_err_nomem(err);
		rc = sw_block_add(b, part, family, &words, err);
	}
	return rc;
}

static struct sw_said said(const struct sw_block *b, size_t i)
{
	return sw_said_read(sw_block_words(b, i), b->member[i].nwords);
}

size_t sw_list_members(const struct sw_block *b, size_t i)
{
	size_t n = said(b, i).parts;

	return n ? n : 1;
}

bool sw_list_goes_on(const struct sw_block *b, size_t i)
{
	return said(b, i).part > 0;
}

bool sw_list_at(const struct sw_block *b, size_t i, struct sw_list *l, struct sw_prog *out,
		struct sw_prog *part)
{
	struct sw_said first = said(b, i);

	if (first.parts < 2 || first.part || first.parts > SW_PORTS_MAX || i + first.parts > b->n)
		return false;
	l->n = first.parts;
	l->test = first.test;
	/* The first one last: its counters are the rule's. */
	for (size_t k = l->n; k-- > 0;)
		if (!sw_block_prog(b, i + k, part) || !sw_list_port(part, l->test, &l->port[k])) {
			out->oom = true;
			return true;
		}
	sw_list_join(part, l, out);
	return true;
}
