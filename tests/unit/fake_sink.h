/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sink that writes down what edits tell it, one clause per call, and can fail at any call. */
#ifndef SW_TESTS_FAKE_SINK_H
#define SW_TESTS_FAKE_SINK_H

#include <errno.h>
#include <inttypes.h>
#include "base/str.h"
#include "rule/edit.h"

struct fake {
	struct sw_sink sink;	/* first: ops are called with it */
	struct sw_str  log;
	uint32_t       id;
	size_t         left;	/* calls before one fails; 0 = never */
};

static int note(struct sw_sink *s, struct sw_err *err, const char *what, const char *name)
{
	struct fake *f = (struct fake *)s;

	if (f->left && !--f->left)
		return sw_err_set(err, SW_ERESOURCE, ENOBUFS, "injected");
	sw_str_addf(&f->log, "%s%s", f->log.len ? "; " : "", what);
	if (name)
		sw_str_addf(&f->log, " %s", name);
	return 0;
}

#define more(s, ...) sw_str_addf(&((struct fake *)(s))->log, __VA_ARGS__)

static int table_new(struct sw_sink *s, const struct sw_table *t, struct sw_err *err)
{
	return note(s, err, "table+", t->builtin->name);
}

static int table_renew(struct sw_sink *s, const struct sw_table *t, struct sw_err *err)
{
	return note(s, err, "renew", t->builtin->name);
}

static void attributes(struct sw_sink *s, const struct sw_chain *c, bool policy, bool counters)
{
	if (policy && c->builtin)
		more(s, "%s", c->policy == SW_DROP ? " drop" : " accept");
	if (counters && c->builtin)
		more(s, " [%" PRIu64 ":%" PRIu64 "]", c->packets, c->bytes);
}

static int chain_new(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     bool policy, bool counters, bool exclusive, struct sw_err *err)
{
	int ret = note(s, err, "chain+", c->name);

	attributes(s, c, policy, counters);
	if (exclusive)
		more(s, " excl");
	return ret;
}

static int chain_set(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     bool policy, bool counters, struct sw_err *err)
{
	int ret = note(s, err, "chain=", c->name);

	attributes(s, c, policy, counters);
	return ret;
}

static int chain_del(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     struct sw_err *err)
{
	return note(s, err, "chain-", c->name);
}

static int chain_rename(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
			const char *newname, struct sw_err *err)
{
	int ret = note(s, err, "rename", c->name);

	more(s, " %s", newname);
	return ret;
}

static int chain_flush(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_err *err)
{
	return note(s, err, "flush", c->name);
}

/* h12 is a rule of the kernel, n1 one of this transaction, s7 the source byte of one sent. */
static void name_rule(struct sw_sink *s, const struct sw_rule *r)
{
	if (r->seat.kind == SW_SEAT_RULE)
		more(s, " h%" PRIu64, r->seat.handle);
	else if (r->seat.kind == SW_SEAT_NEW)
		more(s, " n%u", r->seat.id);
	else
		more(s, " ?");
}

static void describe(struct sw_sink *s, struct sw_rule *r, bool keep)
{
	more(s, " s%d", r->ip.src[0]);
	if (r->packets || r->bytes)
		more(s, " [%" PRIu64 ":%" PRIu64 "]", r->packets, r->bytes);
	if (keep) {
		r->seat = (struct sw_seat){ .kind = SW_SEAT_NEW,
					    .id = ++((struct fake *)s)->id };
		more(s, " as n%u", r->seat.id);
	}
}

static int rule_add(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		    struct sw_rule *r, enum sw_place place, const struct sw_rule *anchor,
		    bool keep, struct sw_err *err)
{
	static const char *const places[] = { "append", "head", "before" };
	int ret = note(s, err, places[place], c->name);

	if (anchor)
		name_rule(s, anchor);
	describe(s, r, keep);
	return ret;
}

static int rule_replace(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
			const struct sw_rule *old, struct sw_rule *r, bool keep, struct sw_err *err)
{
	int ret = note(s, err, "replace", c->name);

	name_rule(s, old);
	describe(s, r, keep);
	return ret;
}

static int rule_del(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		    const struct sw_rule *r, struct sw_err *err)
{
	int ret = note(s, err, "del", c->name);

	name_rule(s, r);
	return ret;
}

static const struct sw_sink_ops fake_ops = {
	table_new, table_renew, chain_new, chain_set, chain_del, chain_rename, chain_flush,
	rule_add, rule_replace, rule_del,
};

#endif
