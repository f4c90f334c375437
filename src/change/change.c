/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads a change with a way back: what is there is kept in a file and a keeper waits, before the
 * kernel hears of it. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "change/change.h"
#include "change/keeper.h"
#include "change/revert.h"

struct load {
	struct sw_change *c;
	sw_session_work   work;	/* what the change is */
	void             *arg;
	struct sw_spot  *place;
	struct sw_pending p;	/* owned */
	bool              keeps;	/* there is a keeper */
};

static int is_busy(const struct sw_spot *place, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	uint64_t now = sw_pending_now();
	int ret = sw_pending_read(place, &p, err);

	if (ret > 0) {
		uint64_t left = p.deadline > now ? (p.deadline - now + 999) / 1000 : 0;

		/* A keeper that was killed takes nothing back. */
		ret = left ? sw_err_set(err, SW_EOTHER, EBUSY, "another change waits to be "
					"confirmed, for %" PRIu64 " seconds", left) :
			     sw_err_set(err, SW_EOTHER, EBUSY, "another change was not confirmed "
					"in time, and is not taken back yet");
		sw_err_hint(err, "\"statewall confirm\" keeps it, \"statewall revert\" takes it "
				 "back");
	}
	sw_pending_fini(&p);
	return ret;
}

static void put_off(struct sw_pending *p, unsigned seconds)
{
	p->seconds = seconds;
	p->deadline = sw_pending_now() + (uint64_t)seconds * 1000;
}

/* Writes down what the session has read, and sees to it that there is a keeper. */
static int guard(struct load *l, struct sw_err *err)
{
	int ret;

	if (!l->p.id[0])
		sw_pending_name(&l->p);
	if (!l->p.command && l->c->deed.command)
		l->p.command = strdup(l->c->deed.command);
	put_off(&l->p, l->c->seconds);
	l->p.sets = l->c->sets;
	ret = sw_pending_write(l->place, &l->p, err);
	if (!ret && !l->keeps)
		ret = sw_keeper_start(l->place, l->p.id, err);
	l->keeps |= !ret;
	return ret;
}

/* Before the change is worked out, each time: the commit rests on the generation of what was
 * kept. */
static int keep_before(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct load *l = arg;
	int ret = sw_change_read(s, l->p.before, err);

	if (!ret && s->unreadable)
		ret = sw_err_set(err, SW_ERESOURCE, EINVAL,
				 "there are rules that another tool wrote and nobody can read as "
				 "iptables rules: they could not be put back");
	return ret ? ret : guard(l, err);
}

static int guarded(struct sw_session *s, void *load, struct sw_err *err)
{
	struct load *l = load;
	int ret = keep_before(s, load, err);

	return ret ? ret : l->work(s, l->arg, err);
}

/* The change is made, or not: then nothing is to be taken back. */
static void forget(struct load *l)
{
	struct sw_err none;

	sw_err_init(&none);
	if (l->p.id[0] && !sw_pending_remove(l->place, &none) && l->keeps)
		sw_keeper_leave(l->place);
}

static int read_both(const char *program, char **text, struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };

	return sw_session_with(&ask, sw_change_read_work, text, NULL, err);
}

/* What the change has made; from now on the seconds are counted. Without it the way back would take
 * more than was ours. */
static int keep_after(struct load *l, struct sw_err *err)
{
	int ret = read_both(l->c->program, l->p.after, err);

	put_off(&l->p, l->c->seconds);
	return ret ? ret : sw_pending_write(l->place, &l->p, err);
}

static int find_and_lock(const char *dir, struct sw_spot *place, struct sw_err *err)
{
	int ret = sw_spot_find(place, dir, err);

	return ret ? ret : sw_spot_lock(place, err);
}

static int run_guarded(struct load *l, const struct sw_ask *ask, struct sw_answer *answer,
		       struct sw_err *err)
{
	int ret = find_and_lock(l->c->dir, l->place, err);

	if (!ret)
		ret = is_busy(l->place, err);
	if (ret)
		return ret;
	ret = sw_session_with(ask, guarded, l, answer, err);
	l->c->made = !ret;
	if (ret)
		forget(l);
	else
		ret = keep_after(l, err);
	strcpy(l->c->id, l->p.id);
	return ret;
}

int sw_change_run(struct sw_change *c, sw_session_work work, void *arg, bool check_only,
		  struct sw_answer *answer, struct sw_err *err)
{
	struct sw_ask ask = { .program = c->program, .family = SW_IP4,
			      .check_only = check_only };
	SW_SPOT(place);
	struct load l = { .c = c, .work = work, .arg = arg, .place = &place };
	int ret;

	if (!c->seconds || check_only) {
		ret = sw_remember_with(&c->deed, &ask, work, arg, answer, err);
		c->made = !ret && !check_only;
		return ret;
	}
	ret = run_guarded(&l, &ask, answer, err);
	sw_pending_fini(&l.p);
	return ret;
}

int sw_change_load(struct sw_change *c, struct sw_texts *texts, bool check_only,
		   struct sw_answer *answer, struct sw_err *err)
{
	return sw_change_run(c, sw_texts_run, texts, check_only, answer, err);
}

/* ---- around what others do ------------------------------------------------------------------- */

static int open_work(struct sw_session *s, void *load, struct sw_err *err)
{
	return keep_before(s, load, err);
}

int sw_change_open(struct sw_change *c, struct sw_err *err)
{
	struct sw_ask ask = { .program = c->program, .family = SW_IP4 };
	SW_SPOT(place);
	struct load l = { .c = c, .place = &place };
	int ret = find_and_lock(c->dir, &place, err);

	if (!ret)
		ret = is_busy(&place, err);
	if (!ret) {
		ret = sw_session_with(&ask, open_work, &l, NULL, err);
		if (ret)
			forget(&l);
	}
	strcpy(c->id, l.p.id);
	sw_pending_fini(&l.p);
	return ret;
}

int sw_change_renew(struct sw_change *c, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	SW_SPOT(place);
	int ret = find_and_lock(c->dir, &place, err);

	if (!ret)
		ret = sw_pending_read(&place, &p, err);
	if (ret > 0) {
		put_off(&p, c->seconds);
		ret = strcmp(p.id, c->id) ? 0 : sw_pending_write(&place, &p, err);
	}
	sw_pending_fini(&p);
	return ret;
}

int sw_change_close(struct sw_change *c, struct sw_err *err)
{
	SW_SPOT(place);
	struct load l = { .c = c, .place = &place, .keeps = true };
	int ret = find_and_lock(c->dir, &place, err);

	if (!ret)
		ret = sw_pending_read(&place, &l.p, err);
	c->made = true;
	if (ret > 0 && !strcmp(l.p.id, c->id)) {
		ret = keep_after(&l, err);
		if (!ret)
			ret = sw_change_differs(&l.p, err);
		c->made = ret;
		if (!ret)
			forget(&l);
	} else if (ret > 0) {
		ret = 0;	/* another one's: their time was over */
	}
	sw_pending_fini(&l.p);
	return ret;
}

/* ---- afterwards ------------------------------------------------------------------------------ */

/* 1 = it is this one, and the lock is ours. */
static int find_change(struct sw_spot *place, const char *dir, const char *id,
		       struct sw_pending *p, struct sw_err *err)
{
	int ret = find_and_lock(dir, place, err);

	if (!ret)
		ret = sw_pending_read(place, p, err);
	return ret > 0 && id && strcmp(p->id, id) ? 0 : ret;
}

/* The keeper sees that the change is gone, and ends. */
static int let_keeper_go(struct sw_spot *place)
{
	sw_spot_unlock(place);
	sw_keeper_leave(place);
	return 1;
}

/* The change is for good, and this is the moment from which on it cannot be reverted. */
static void remember(const struct sw_deed *d, const struct sw_pending *p)
{
	struct sw_deed deed = { .keep = d->keep, .dir = d->dir, .command = p->command };
	struct sw_seen seen = { .before = { p->before[0], p->before[1] },
				.after = { p->after[0], p->after[1] },
				.unknown = !p->after[0] };
	struct sw_err none;
	SW_HISTORY(h);

	sw_err_init(&none);
	if (d->keep && p->command && !sw_history_open(&h, d->dir, true, &none))
		sw_remember_seen(&h, &deed, &seen, NULL, &none);
}

int sw_change_confirm(const char *dir, const char *id, const struct sw_deed *d, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	SW_SPOT(place);
	int ret = find_change(&place, dir, id, &p, err);
	bool found = ret > 0;

	if (found)
		ret = sw_pending_end(&place, p.id, SW_ENDING_KEPT, NULL, err);
	if (found && !ret)
		remember(d, &p);
	sw_pending_fini(&p);
	return ret || !found ? ret : let_keeper_go(&place);
}

int sw_change_revert(const char *program, const char *dir, const char *id, bool keeper,
		     struct sw_str *lost, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	SW_SPOT(place);
	int ret = find_change(&place, dir, id, &p, err);
	bool found = ret > 0;

	/* Whoever had the lock meanwhile may have put the deadline off. */
	if (found && keeper && p.deadline > sw_pending_now())
		ret = -EAGAIN;
	else if (found)
		ret = sw_change_put_back(program, &p, lost, err);
	if (found && !ret)
		ret = sw_pending_end(&place, p.id, SW_ENDING_BACK, lost->len ? lost->s : NULL,
				     err);
	sw_pending_fini(&p);
	if (ret || !found)
		return ret;
	return keeper ? 1 : let_keeper_go(&place);
}

int sw_change_waits(const char *dir, const char *id, uint64_t *deadline, enum sw_ending *how,
		    struct sw_str *lost, struct sw_err *err)
{
	struct sw_pending p = { 0 };
	SW_SPOT(place);
	int ret = sw_spot_find(&place, dir, err);

	if (!ret)
		ret = sw_pending_read(&place, &p, err);
	if (ret > 0 && strcmp(p.id, id))
		ret = 0;
	if (ret > 0)
		*deadline = p.deadline;
	else if (!ret)
		*how = sw_pending_ended(&place, id, lost);
	sw_pending_fini(&p);
	return ret;
}
