/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Begins a candidate, runs commands on it, and commits it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "change/draft.h"
#include "change/rule_text.h"
#include "session/whole.h"

static const char *const savers[] = { "iptables-save", "ip6tables-save" };

static int as_text(struct sw_memory *m, int i, char **text, struct sw_err *err)
{
	struct sw_save save = { .program = savers[i], .counters = true };
	int ret = sw_memory_save(m, &save, err);

	if (ret)
		return ret;
	*text = strndup(m->s.text.len ? m->s.text.s : "", m->s.text.len);
	return *text ? 0 : sw_err_nomem(err);
}

static int copy_ruleset(struct sw_ruleset *to, const struct sw_ruleset *from, struct sw_err *err)
{
	int ret = 0;

	sw_ruleset_init(to, from->family);
	to->tables_known = true;
	for (int i = 0; i < SW_NTABLES && !ret; i++)
		ret = sw_table_clone(&to->table[i], &from->table[i], err);
	return ret;
}

/* ---- from begin to end ----------------------------------------------------------------------- */

static int fill(struct sw_draft *d, struct sw_ruleset *rs, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2; i++) {
		int here = sw_memory_open(&d->of[i], d->program, &rs[i], err);

		if (!ret)
			ret = here;
	}
	for (int i = 0; i < 2 && !ret; i++) {
		ret = copy_ruleset(&d->begun[i], &d->of[i].s.rs, err);
		if (!ret)
			ret = as_text(&d->of[i], i, &d->text[i], err);
	}
	return ret;
}

int sw_draft_begin(const char *program, struct sw_draft **out, struct sw_err *err)
{
	struct sw_ruleset rs[2];
	struct sw_draft *d;
	bool odd = false;
	int ret = sw_whole_both(program, rs, &odd, err);

	if (ret)
		return ret;
	d = odd ? NULL : calloc(1, sizeof(*d));
	if (d) {
		d->program = program;
		ret = fill(d, rs, err);
	} else if (odd) {
		ret = sw_err_set(err, SW_ERESOURCE, EINVAL, "there are rules that another tool "
				 "wrote and nobody can read as iptables rules");
		sw_err_hint(err, "-S shows them; single commands leave them alone");
	} else {
		ret = sw_err_nomem(err);
	}
	sw_ruleset_fini(&rs[0]);
	sw_ruleset_fini(&rs[1]);
	if (ret)
		sw_draft_free(d);
	else
		*out = d;
	return ret;
}

void sw_draft_free(struct sw_draft *d)
{
	for (int i = 0; i < 2 && d; i++) {
		sw_memory_close(&d->of[i]);
		sw_ruleset_fini(&d->begun[i]);
		free(d->text[i]);
	}
	free(d);
}

/* ---- commands -------------------------------------------------------------------------------- */

int sw_draft_run(struct sw_draft *d, struct sw_cmd *const *cmd, size_t n, size_t *failed,
		 struct sw_err *err)
{
	bool changes = !strchr("CLS", cmd[0]->letter) || cmd[0]->also_zero;
	int ret = 0;

	*failed = 0;
	/* The last one leaves nothing half done. */
	for (size_t i = 0; i + 1 < n && changes && !ret; i++)
		ret = sw_memory_keep(&d->of[sw_draft_number(cmd[i]->family)], cmd[i]->table, err);
	for (size_t i = 0; i < n && !ret; i++) {
		*failed = i;
		ret = sw_memory_run(&d->of[sw_draft_number(cmd[i]->family)], cmd[i], err);
	}
	for (size_t i = 0; i + 1 < n && changes; i++) {
		struct sw_memory *m = &d->of[sw_draft_number(cmd[i]->family)];

		if (ret)
			sw_memory_back(m);
		else
			sw_memory_forget(m);
	}
	return ret;
}

int sw_draft_differs(struct sw_draft *d, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		struct sw_threeway w = { .program = savers[i], .after = d->text[i],
					 .now = d->text[i], .exact = true };
		SW_FREE char *text = NULL;

		ret = as_text(&d->of[i], i, &text, err);
		w.before = text;
		if (!ret)
			ret = sw_threeway(&w, err);
		if (!ret)
			ret = w.clear.len || w.edit.len;
		sw_threeway_fini(&w);
	}
	return ret;
}

/* ---- commit ---------------------------------------------------------------------------------- */

static int tell_moved(const struct sw_draft *d, struct sw_draft_commit *o, struct sw_err *err)
{
	int same = 1;

	for (int i = 0; i < 2 && same > 0; i++)
		same = sw_rule_text_same(d->text[i], o->way.now[i], err);
	o->moved = !same;
	return same < 0 ? same : 0;
}

struct commit { const struct sw_draft *d; struct sw_draft_commit *o; };

static int work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct commit *c = arg;
	int ret = sw_way_run(s, &c->o->way, err);

	if (!ret && c->o->way.odd)
		ret = sw_err_set(err, SW_ERESOURCE, ECANCELED, "another tool has written rules "
				 "since that nobody can read as iptables rules");
	return ret ? ret : tell_moved(c->d, c->o, err);
}

int sw_draft_commit(struct sw_draft *d, struct sw_change *c, struct sw_draft_commit *o,
		    struct sw_err *err)
{
	struct commit both = { d, o };
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		ret = as_text(&d->of[i], i, &o->to[i], err);
	if (ret)
		return ret;
	o->way = (struct sw_way){ .program = d->program, .from = { d->text[0], d->text[1] },
				  .to = { o->to[0], o->to[1] },
				  .exact = true, .loses_nothing = true };
	return sw_change_run(c, work, &both, o->check_only, &o->answer, err);
}

void sw_draft_commit_fini(struct sw_draft_commit *o)
{
	sw_answer_fini(&o->answer);
	sw_way_fini(&o->way);
	free(o->to[0]);
	free(o->to[1]);
	*o = (struct sw_draft_commit){ 0 };
}
