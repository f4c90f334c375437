/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What both directions share: reading the other iptables, choosing tables, merging what came
 * later. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "adopt/move.h"
#include "base/cleanup.h"
#include "change/threeway.h"
#include "rule/diff.h"
#include "session/whole.h"
#include "xt/plugin.h"

static const uint8_t families[] = { SW_IP4, SW_IP6 };
static const char *const programs[] = { "iptables", "ip6tables" };

void sw_move_fini(struct sw_move *m)
{
	for (int i = 0; i < 2; i++) {
		free(m->theirs[i]);
		free(m->ours[i]);
		free(m->base[i]);
		m->theirs[i] = m->ours[i] = m->base[i] = NULL;
	}
	sw_str_fini(&m->list);
	sw_str_fini(&m->late);
	sw_str_fini(&m->words);
	sw_other_fini(&m->other);
}

int sw_move_begin(const struct sw_move *m, struct sw_spot *place, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	int ret = m->dry ? 0 : sw_spot_find(place, m->dir, err);

	if (ret || m->dry)
		return ret;
	ret = sw_spot_lock(place, err);
	if (!ret)
		ret = sw_pending_read(place, &p, err);
	sw_pending_fini(&p);
	if (ret <= 0)
		return ret;
	sw_err_set(err, SW_EOTHER, EBUSY, "a change waits to be confirmed, and could take these "
		   "rules away");
	return sw_err_hint(err, "\"statewall confirm\" keeps it, \"statewall revert\" takes it "
			   "back");
}

int sw_move_inexact(const struct sw_move *m, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, EINVAL, "not all rules of %s can be read exactly",
			  m->other.name);
}

int sw_move_theirs(struct sw_move *m, struct sw_err *err)
{
	for (int i = 0; i < 2; i++) {
		char *text;
		int ret = sw_other_save(&m->other, families[i], &text, err);

		if (ret)
			return ret;
		free(m->theirs[i]);
		m->theirs[i] = text;
		sw_text_odd(text, &m->list);
	}
	return m->list.len ? sw_move_inexact(m, err) : 0;
}

int sw_move_choose(struct sw_move *m, char *const from[2], char *const to[2], struct sw_err *err)
{
	enum sw_two two[SW_NTABLES];
	bool clash = false;

	for (int i = 0; i < 2; i++) {
		int ret = sw_two_texts(from[i], to[i], two, err);

		if (ret)
			return ret;
		for (int k = 0; k < SW_NTABLES; k++) {
			m->take[i][k] = two[k] == SW_TWO_TAKE;
			if (two[k] != SW_TWO_CLASH)
				continue;
			clash = true;
			sw_str_addf(&m->list, "table %s of %s: both have rules, and not the same\n",
				    sw_builtin_tables[k].name, programs[i]);
		}
	}
	if (!clash)
		return 0;
	sw_err_set(err, SW_EOTHER, EEXIST, "there are rules on both sides");
	return sw_err_hint(err, "\"statewall diff\" with a save of %s shows how they differ; empty "
			   "one of the two first", m->other.name);
}

/* ---- is it the same? ------------------------------------------------------------------------- */

static int whole(struct sw_move *m, int i, const char *text, struct sw_ruleset *rs,
		 struct sw_err *err)
{
	struct sw_restore r = {
		.o = { .program = m->program, .family = families[i] },
		.file = { .name = programs[i], .text = text, .len = strlen(text) },
	};
	int ret = sw_whole_file(&r, rs, err);

	sw_restore_fini(&r);
	return ret;
}

static int same_rules(struct sw_move *m, int i, const char *from, const char *to,
		      const enum sw_two *two, struct sw_err *err)
{
	struct sw_diff_ask ask = { .same = sw_xt_rule_same, .hash = sw_xt_rule_hash };
	struct sw_ruleset x, y;
	struct sw_diff diff = { 0 };
	int ret;

	sw_ruleset_init(&x, families[i]);
	sw_ruleset_init(&y, families[i]);
	for (int k = 0; k < SW_NTABLES; k++)
		ask.table[k] = two[k] != SW_TWO_NOTHING;
	ret = whole(m, i, from, &x, err);
	if (!ret)
		ret = whole(m, i, to, &y, err);
	if (!ret)
		ret = sw_diff_rulesets(&x, &y, &ask, &diff, err);
	if (!ret)
		ret = !diff.differs;
	sw_diff_fini(&diff);
	sw_ruleset_fini(&x);
	sw_ruleset_fini(&y);
	return ret;
}

int sw_move_arrived(struct sw_move *m, char *const from[2], char *const to[2],
		    struct sw_err *err)
{
	int ret = 1;

	sw_str_reset(&m->words);
	for (int i = 0; i < 2 && ret == 1; i++) {
		enum sw_two two[SW_NTABLES];
		bool all = true;

		ret = sw_two_texts(from[i], to[i], two, err);
		if (ret)
			return ret;
		for (int k = 0; k < SW_NTABLES; k++)
			all &= two[k] == SW_TWO_NOTHING;
		ret = all ? 1 : same_rules(m, i, from[i], to[i], two, err);
		if (ret == 1 && !all && sw_two_words(from[i], to[i], &m->words, err))
			ret = -EIO;
	}
	if (ret < 0)
		return ret;
	return sw_session_init_xt(m->program, SW_IP4, err) ? -EIO : ret;
}

/* ---- what came later ------------------------------------------------------------------------- */

int sw_move_changed(const struct sw_move *m, char *const from[2], struct sw_err *err)
{
	for (int i = 0; i < 2; i++) {
		SW_FREE char *now = NULL;
		int ret = sw_text_strip(from[i], false, &now, err);

		if (ret)
			return ret;
		if (strcmp(now, m->base[i]))
			return 1;
	}
	return 0;
}

int sw_move_settle(struct sw_move *m, char *const from[2], bool open, struct sw_err *err)
{
	for (int i = 0; i < 2; i++) {
		char *now;
		int ret = sw_text_strip(from[i], open, &now, err);

		if (ret)
			return ret;
		free(m->base[i]);
		m->base[i] = now;
	}
	return 0;
}

/* sw_threeway() takes "after" back to "before" in what is there now: here base to what from has
 * become. Counters of from are left out: those of the other side count the same packets. */
int sw_move_merge(struct sw_move *m, char *const from[2], char *const to[2],
		  struct sw_str edit[2], struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		SW_FREE char *before = NULL;
		struct sw_threeway w = { .program = programs[i], .after = m->base[i],
					 .now = to[i] };

		ret = sw_text_strip(from[i], false, &before, err);
		w.before = before;
		if (!ret)
			ret = sw_threeway(&w, err);
		if (!ret && w.edit.len) {
			sw_str_addn(&edit[i], w.edit.s, w.edit.len);
			sw_str_addf(&m->late, "# %s\n%s", programs[i], w.edit.s);
		}
		if (!ret && w.lost.len)
			sw_str_addf(&m->late, "# lost:\n%s", w.lost.s);
		sw_threeway_fini(&w);
	}
	if (!ret && (edit[0].oom || edit[1].oom || m->late.oom))
		ret = sw_err_nomem(err);
	return ret;
}
