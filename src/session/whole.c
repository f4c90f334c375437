/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads all rules of the kernel, or runs a save file on none, and hands the model over. */
#include <errno.h>
#include <string.h>

#include "rule/loops.h"
#include "session/whole.h"
#include "xt/plugin.h"

/* ---- the kernel ------------------------------------------------------------------------------ */

struct taking {
	struct sw_chain *chain;
	struct sw_err   *err;
};

static void enter(struct sw_chain *c, void *arg)
{
	((struct taking *)arg)->chain = c;
}

/* The reader frees its rule: what is in it moves into one of the model's. */
static int take(struct sw_rule *r, void *arg)
{
	struct taking *t = arg;
	struct sw_rule *mine = sw_rule_new();

	if (!mine)
		return sw_err_nomem(t->err);
	*mine = *r;
	memset(r, 0, sizeof(*r));
	if ((!mine->raw && sw_xt_complete(mine, t->err) < 0) ||
	    sw_chain_insert(t->chain, t->chain->nrule, mine, t->err)) {
		sw_rule_free(mine);
		return sw_err_nomem(t->err);
	}
	return 0;
}

/* Many small chains are read in one go. */
static int read_table(struct sw_session *s, struct sw_table *t, struct sw_err *err)
{
	struct taking taking = { .err = err };
	size_t about;
	int ret;

	s->reader.names = true;
	if (!t->in_kernel || !sw_snapshot_whole_is_cheaper(t, &about))
		return sw_session_need(s, t, "", SW_READ_RULES, err);
	ret = sw_snapshot_each_of_table(&s->reader, &s->rs, t, enter, take, &taking, err);
	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->rules_known = true;
	return ret;
}

static int read_all(struct sw_session *s, void *out, struct sw_err *err)
{
	struct sw_ruleset *rs = out;
	int ret = sw_session_need_all(s, err);

	for (int i = 0; i < SW_NTABLES && !ret; i++)
		ret = read_table(s, &s->rs.table[i], err);
	if (ret)
		return ret;
	/* The session asks whether its generation is still that of the kernel, no more. */
	sw_ruleset_fini(rs);
	*rs = s->rs;
	sw_ruleset_init(&s->rs, rs->family);
	s->rs.genid = rs->genid;
	return 0;
}

int sw_whole_kernel(const char *program, uint8_t family, struct sw_ruleset *out,
		    struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = family };
	struct sw_ruleset rs;
	int ret;

	sw_ruleset_init(&rs, family);
	ret = sw_session_with(&ask, read_all, &rs, NULL, err);
	if (ret)
		sw_ruleset_fini(&rs);
	else
		*out = rs;
	return ret;
}

static int read_both(struct sw_session *s, void *out, struct sw_err *err)
{
	struct sw_ruleset *rs = out;
	int ret = sw_session_family(s, SW_IP4, err);

	if (!ret)
		ret = read_all(s, &rs[0], err);
	if (!ret)
		ret = sw_session_family(s, SW_IP6, err);
	if (!ret)
		ret = read_all(s, &rs[1], err);
	return ret ? ret : sw_session_family(s, SW_IP4, err);
}

static bool is_odd(const struct sw_ruleset *rs)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_table *t = &rs->table[i];

		if (t->foreign.len)
			return true;
		for (size_t c = 0; c < t->nchain; c++)
			for (size_t r = 0; r < t->chain[c]->nrule; r++)
				if (t->chain[c]->rule[r]->raw)
					return true;
	}
	return false;
}

int sw_whole_both(const char *program, struct sw_ruleset *out, bool *odd, struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };
	struct sw_ruleset rs[2];
	int ret;

	sw_ruleset_init(&rs[0], SW_IP4);
	sw_ruleset_init(&rs[1], SW_IP6);
	ret = sw_session_with(&ask, read_both, rs, NULL, err);
	for (int i = 0; i < 2; i++) {
		if (ret)
			sw_ruleset_fini(&rs[i]);
		else
			out[i] = rs[i];
	}
	if (!ret)
		*odd = is_odd(&rs[0]) || is_odd(&rs[1]);
	return ret;
}

static int look_at(struct sw_session *s, const struct sw_whole_look *l, uint8_t family,
		   struct sw_err *err)
{
	struct sw_ruleset rs;
	int ret = sw_session_family(s, family, err);

	sw_ruleset_init(&rs, family);
	if (!ret)
		ret = read_all(s, &rs, err);
	if (!ret)
		ret = l->show(&rs, l->arg, err);
	sw_ruleset_fini(&rs);
	return ret;
}

static int look(struct sw_session *s, void *arg, struct sw_err *err)
{
	const struct sw_whole_look *l = arg;
	int ret = 0;

	l->begin(l->arg);
	if (l->family != SW_IP6)
		ret = look_at(s, l, SW_IP4, err);
	if (!ret && l->family != SW_IP4)
		ret = look_at(s, l, SW_IP6, err);
	return ret;
}

int sw_whole_look(const struct sw_whole_look *l, struct sw_err *err)
{
	struct sw_ask ask = { .program = l->program, .family = l->family ? l->family : SW_IP4 };

	return sw_session_with(&ask, look, (void *)l, NULL, err);
}

/* ---- a file ---------------------------------------------------------------------------------- */

int sw_whole_file(struct sw_restore *r, struct sw_ruleset *out, struct sw_err *err)
{
	struct sw_session s = { 0 };
	int ret = sw_session_init_xt(r->o.program, r->o.family, err);

	if (!ret)
		ret = sw_session_open_on(&s, r->o.program, r->o.family, NULL, err);
	if (!ret)
		ret = sw_restore_scan(r, err);
	if (!ret)
		ret = sw_restore_run(&s, r, err);
	if (!ret) {
		*out = s.rs;
		sw_ruleset_init(&s.rs, r->o.family);
	}
	sw_session_close(&s);
	return ret;
}

/* ---- jumps ----------------------------------------------------------------------------------- */

int sw_whole_loops(struct sw_ruleset *rs, struct sw_err *err)
{
	for (int i = 0; i < SW_NTABLES; i++) {
		const struct sw_chain *c;
		const struct sw_rule *r = sw_table_loop(&rs->table[i], &c);

		if (!r)
			continue;
		sw_err_set(err, SW_ERESOURCE, EMLINK,
			   " RULE_APPEND failed (Too many links): rule in chain %s", c->name);
		err->where = r->origin;
		return sw_err_hint(err, "jumps lead back to this chain, or more than 16 chains "
				   "deep");
	}
	return 0;
}

/* Most files have none that jumps on. */
static bool has_two_chains(const char *text, size_t len)
{
	const char *end = text + len;
	size_t n = 0;

	for (const char *p = text; p && p < end && n < 2;) {
		size_t name = strcspn(p, " \t\n");

		n += *p == ':' && p[name] != '\n' && p[name + strspn(p + name, " \t")] == '-';
		p = memchr(p, '\n', end - p);
		p += p != NULL;
	}
	return n == 2;
}

int sw_whole_text_loops(const char *program, uint8_t family, const char *name, const char *text,
			size_t len, struct sw_err *err)
{
	struct sw_restore r = { .o = { .program = program, .family = family },
				.file = { .name = name, .text = text, .len = len } };
	struct sw_ruleset rs;
	int ret;

	if (!has_two_chains(text, len))
		return 0;
	sw_ruleset_init(&rs, family);
	ret = sw_whole_file(&r, &rs, err);
	if (!ret)
		ret = sw_whole_loops(&rs, err);
	sw_ruleset_fini(&rs);
	sw_restore_fini(&r);
	return ret;
}
