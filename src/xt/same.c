/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules read back: sizes from the plugins, and equality by the bytes that count and by text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"

static int complete(struct sw_ext *x, bool target)
{
	struct sw_plugin *p = sw_xt_plugin_rev(x->name, x->rev, target);

	if (!p || x->size < p->user_size)
		return 1;
	x->plugin = p;
	/* What stands behind stays: the kernel has blanked its own fields already, and connlabel
	 * prints a number that it does not count as the user's. */
	x->user_size = x->size > p->size ? x->size : p->user_size;	/* SW_NFLOG_LONG */
	return 0;
}

int sw_xt_complete(struct sw_rule *r, struct sw_err *err)
{
	int unknown = 0;

	for (size_t i = 0; i < r->nmatch; i++)
		unknown |= complete(&r->match[i], false);
	if (r->jump.kind == SW_JUMP_EXT)
		unknown |= complete(&r->jump.ext, true);
	return unknown && sw_xt_is_short() ? sw_err_nomem(err) : unknown;
}

/* All extensions of a rule as one text; NULL: one cannot be printed, or no memory. */
static char *text_of(const struct sw_rule *r)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	struct sw_line line;
	int e = 0;

	if (!f)
		return NULL;
	sw_line_start(&line, f);
	for (size_t i = 0; i < r->nmatch && e == 0; i++)
		e = sw_xt_save_match(&line, r, &r->match[i], NULL);
	if (e == 0 && r->jump.kind == SW_JUMP_EXT)
		e = sw_xt_save_target(&line, r, NULL);
	sw_line_flush(&line);
	if (fclose(f) != 0 || e < 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* Plugins are asked neither for other names nor for other bytes, where every byte counts. */
static bool seen_equal(const struct sw_ext *a, const struct sw_ext *b, bool target)
{
	uint8_t room[2][SW_XT_SEEN_ROOM];
	const struct sw_plugin *p;

	if (sw_ext_equal(a, b))
		return true;
	if (a->rev != b->rev || a->size != b->size || a->user_size != b->user_size ||
	    strcmp(a->name, b->name))
		return false;
	p = b->plugin ? b->plugin : sw_xt_plugin_rev(a->name, a->rev, target);
	return p && p->bytes &&
	       !memcmp(sw_xt_seen(p, a, room[0]), sw_xt_seen(p, b, room[1]), a->user_size);
}

/* Of what seen_equal() looks at. */
static uint64_t seen_hash(const struct sw_ext *e, bool target)
{
	const struct sw_plugin *p = e->plugin;
	uint8_t room[SW_XT_SEEN_ROOM];

	if (!p)
		p = sw_xt_plugin_rev(e->name, e->rev, target);
	return sw_bytes_hash(0, p ? sw_xt_seen(p, e, room) : e->data, e->user_size);
}

uint64_t sw_xt_rule_hash(const struct sw_rule *r)
{
	return sw_rule_hash_by(r, seen_hash);
}

/* The same bytes to the end make the same text. */
static bool whole_ext_equal(const struct sw_ext *a, const struct sw_ext *b)
{
	return a->size == b->size && (!a->size || memcmp(a->data, b->data, a->size) == 0);
}

static bool whole_equal(const struct sw_rule *a, const struct sw_rule *b)
{
	for (size_t i = 0; i < a->nmatch; i++)
		if (!whole_ext_equal(&a->match[i], &b->match[i]))
			return false;
	return a->jump.kind != SW_JUMP_EXT || whole_ext_equal(&a->jump.ext, &b->jump.ext);
}

bool sw_xt_rule_same(const struct sw_rule *a, const struct sw_rule *b, void *unused)
{
	SW_FREE char *ta = NULL;
	SW_FREE char *tb = NULL;

	(void)unused;
	if (!sw_rule_equal_by(a, b, seen_equal))
		return false;
	if (whole_equal(a, b))
		return true;
	ta = text_of(a);
	tb = ta ? text_of(b) : NULL;
	return ta && tb && strcmp(ta, tb) == 0;
}
