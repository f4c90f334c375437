/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of the history as three rulesets: before, behind it, and now. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "change/record.h"
#include "change/revert.h"
#include "change/threeway.h"
#include "change/undo.h"
#include "netlink/batch.h"

#define PATIENCE 10000	/* milliseconds for another one's change */

/* ---- what stands ----------------------------------------------------------------------------- */

void sw_story_fini(struct sw_story *s)
{
	for (size_t i = 0; i < s->n; i++)
		sw_past_fini(&s->past[i]);
	free(s->past);
	free(s->by);
	*s = (struct sw_story){ 0 };
}

static struct sw_past *find(const struct sw_story *s, unsigned number)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->past[i].number == number)
			return &s->past[i];
	return NULL;
}

/* The newest first: one that was taken back itself has taken back nothing. */
static void mark(struct sw_story *s)
{
	for (size_t i = s->n; i-- > 0;) {
		struct sw_past *p = &s->past[i], *target = find(s, p->target);

		if (!s->by[i] && target && target < p)
			s->by[target - s->past] = p->number;
	}
}

int sw_story_read(const struct sw_history *h, struct sw_story *out, struct sw_err *err)
{
	SW_FREE unsigned *number = NULL;
	struct sw_story s = { 0 };
	size_t n = 0;
	int ret = sw_history_list(h, &number, &n, err);

	if (ret)
		return ret;
	s.past = calloc(n + 1, sizeof(*s.past));
	s.by = calloc(n + 1, sizeof(*s.by));
	if (!s.past || !s.by)
		ret = sw_err_nomem(err);
	for (size_t i = 0; i < n && !ret; i++) {
		struct sw_err why;

		sw_err_init(&why);
		ret = sw_history_read(h, number[i], &s.past[s.n], &why);
		if (ret == -ENOMEM)
			*err = why;
		if (ret == -ENOMEM)
			break;
		s.past[s.n].number = number[i];
		s.n += ret != 0;	/* another process may have pruned it */
		ret = 0;
	}
	mark(&s);
	if (ret)
		sw_story_fini(&s);
	else
		*out = s;
	return ret;
}

/* ---- which one ------------------------------------------------------------------------------- */

static int no_change(const struct sw_undo *u, struct sw_err *err)
{
	if (!u->number)
		return sw_err_set(err, SW_EOTHER, ENOENT, "no change is remembered that could be "
				  "taken back");
	sw_err_set(err, SW_EOTHER, ENOENT, "no change %u is remembered", u->number);
	return sw_err_hint(err, "\"statewall history\" lists those that are");
}

static int check(const struct sw_story *s, const struct sw_past *p, struct sw_err *err)
{
	unsigned by = s->by[p - s->past];

	if (!p->command)
		sw_err_set(err, SW_EOTHER, EINVAL, "what is remembered of change %u is damaged",
			   p->number);
	else if (p->unknown)
		sw_err_set(err, SW_EOTHER, EINVAL, "what change %u has changed could not be kept: "
			   "%.150s", p->number, p->command);
	else if (by)
		return sw_err_set(err, SW_EOTHER, EALREADY, "change %u was taken back, by change "
				  "%u", p->number, by);
	else
		return 0;
	return sw_err_hint(err, "\"statewall history\" lists the others, \"statewall undo NUMBER\" "
			   "takes back one of them");
}

/* Takes the change out of the story. */
static int choose(struct sw_undo *u, const struct sw_history *h, struct sw_err *err)
{
	struct sw_story s = { 0 };
	struct sw_past *p = NULL;
	int ret = sw_story_read(h, &s, err);

	if (ret)
		return ret;
	if (u->number)
		p = find(&s, u->number);
	for (size_t i = s.n; i-- > 0 && !p && !u->number;)
		if (!s.by[i] && !s.past[i].target)
			p = &s.past[i];
	ret = p ? check(&s, p, err) : no_change(u, err);
	if (!ret) {
		u->past = *p;
		*p = (struct sw_past){ 0 };
	}
	sw_story_fini(&s);
	return ret;
}

/* ---- back ------------------------------------------------------------------------------------ */

struct back {
	struct sw_undo *u;
	char    *now[2], *after[2];	/* owned */
	struct sw_threeway merge[2];	/* owned */
	bool     odd;		/* there are rules that nobody can read */
	uint32_t genid;		/* of now */
	unsigned made;		/* transactions that the kernel had taken then */
	bool     mixed;		/* others made some before `after` was read */
};

static int merge(struct back *b, int i, struct sw_err *err)
{
	const char *record = b->u->past.record[i];
	struct sw_str before = { 0 }, after = { 0 };
	int ret;

	sw_threeway_fini(&b->merge[i]);
	if (!record)
		return 0;
	ret = sw_record_texts(record, b->now[i], &before, &after, err);
	b->merge[i].program = i ? "ip6tables" : "iptables";
	b->merge[i].before = before.len ? before.s : "";
	b->merge[i].after = after.len ? after.s : "";
	b->merge[i].now = b->now[i];
	if (!ret)
		ret = sw_threeway(&b->merge[i], err);
	b->merge[i].before = b->merge[i].after = NULL;
	sw_str_fini(&before);
	sw_str_fini(&after);
	return ret;
}

static int back_work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct back *b = arg;
	int ret = sw_change_read(s, b->now, err);

	b->odd = s->unreadable;
	b->genid = s->rs.genid;
	b->made = sw_batch_made();
	for (int i = 0; i < 2 && !ret; i++)
		ret = merge(b, i, err);
	return ret ? ret : sw_change_run_merge(s, b->u->program, b->merge, err);
}

static int look_after(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct back *b = arg;
	int ret = sw_change_read(s, b->after, err);

	b->mixed = s->rs.genid != sw_genid_after(b->genid, sw_batch_made() - b->made);
	return ret;
}

static bool does_nothing(const struct back *b)
{
	return !b->merge[0].clear.len && !b->merge[0].edit.len && !b->merge[1].clear.len &&
	       !b->merge[1].edit.len;
}

/* Without the number it was done all the same. */
static void remember(struct back *b, struct sw_history *h)
{
	struct sw_ask ask = { .program = b->u->program, .family = SW_IP4 };
	struct sw_seen seen = { .before = { b->now[0], b->now[1] },
				.target = b->u->past.number };
	struct sw_err none;

	if (!b->u->deed->keep)
		return;
	sw_err_init(&none);
	if (!b->u->nothing && sw_session_with(&ask, look_after, b, NULL, &none))
		seen.unknown = true;
	for (int i = 0; i < 2 && !b->u->nothing; i++)
		seen.after[i] = b->after[i];
	seen.mixed = b->mixed;
	sw_err_init(&none);
	sw_remember_seen(h, b->u->deed, &seen, &b->u->as, &none);
}

static int take_back(struct sw_undo *u, struct sw_history *h, struct sw_err *err)
{
	struct sw_ask ask = { .program = u->program, .family = SW_IP4,
			      .check_only = u->check_only };
	struct back b = { .u = u };
	int ret = sw_session_with(&ask, back_work, &b, NULL, err);

	if (!ret) {
		u->nothing = does_nothing(&b);
		sw_change_tell_lost(b.merge, b.odd && !u->nothing, &u->lost);
	}
	if (!ret && !u->check_only)
		remember(&b, h);
	for (int i = 0; i < 2; i++) {
		free(b.now[i]);
		free(b.after[i]);
		sw_threeway_fini(&b.merge[i]);
	}
	return ret;
}

int sw_undo_run(struct sw_undo *u, struct sw_err *err)
{
	SW_HISTORY(h);
	int ret = sw_history_open(&h, u->deed->dir, false, err);

	if (ret == -ENOENT) {
		sw_err_init(err);
		return no_change(u, err);
	}
	if (!ret)
		ret = sw_history_lock(&h, PATIENCE, err);
	if (!ret)
		ret = choose(u, &h, err);
	return ret ? ret : take_back(u, &h, err);
}

void sw_undo_fini(struct sw_undo *u)
{
	sw_past_fini(&u->past);
	sw_str_fini(&u->lost);
}
