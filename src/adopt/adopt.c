/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of another iptables become ours: load, compare, take theirs out.
 *
 * Two transactions, not one: the kernel asks at each chain anew which generation is current, and
 * our chains, which are younger, stand before theirs in the same hook. A packet that passes ours
 * just before that moment and theirs just behind it would meet neither. So ours are there first;
 * no packet is left in what was before; and then theirs go. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adopt/adopt.h"
#include "base/cleanup.h"
#include "change/revert.h"
#include "netlink/policy.h"
#include "netlink/theirs.h"
#include "session/texts.h"
#include "session/whole.h"

#define PATIENCE 30	/* seconds */
#define MOST_FAULTS 20

static const uint8_t families[] = { SW_IP4, SW_IP6 };

struct adopt {
	struct sw_move   *m;
	struct sw_theirs  look;		/* owned: their tables, of iptables-nft */
	char             *before[2];	/* owned: what ours were before the first load */
	struct sw_str     text[2];	/* owned: what was loaded last */
	struct timespec   start;
};

static bool is_late(const struct adopt *a)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - a->start.tv_sec >= PATIENCE;
}

/* ---- what they have -------------------------------------------------------------------------- */

/* What the kernel holds, and what they say of it. */
static int read_theirs(struct adopt *a, struct sw_nl *nl, struct sw_err *err)
{
	struct sw_move *m = a->m;
	int ret = 0;

	sw_str_reset(&m->list);
	if (m->other.kind == SW_OTHER_NFT)
		ret = sw_theirs_look(nl, &a->look, err);
	if (ret || !a->look.odd.len)
		return ret ? ret : sw_move_theirs(m, err);
	sw_str_add(&m->list, a->look.odd.s);
	return sw_move_inexact(m, err);		/* they might not even save that */
}

/* ---- ours ------------------------------------------------------------------------------------ */

static const char *name_of(const struct adopt *a, int i)
{
	static const char *const names[][2] = {
		[SW_OTHER_NFT] = { "iptables-nft-save", "ip6tables-nft-save" },
		[SW_OTHER_LEGACY] = { "iptables-legacy-save", "ip6tables-legacy-save" },
	};

	return names[a->m->other.kind][i];
}

static int run_texts(struct sw_session *s, struct adopt *a, bool add, struct sw_err *err)
{
	struct sw_texts t = { .o = { .program = a->m->program, .family = SW_IP4,
				     .counters = true } };
	int ret;

	for (int i = 0; i < 2; i++)
		if (a->text[i].len)
			t.text[i] = (struct sw_text){ name_of(a, i), a->text[i].s, a->text[i].len,
						      .add = add, .count = add,
						      .family = families[i] };
	ret = sw_texts_scan(&t, err);
	if (!ret)
		ret = sw_texts_run(s, &t, err);
	sw_texts_fini(&t);
	return ret;
}

static int choose(struct adopt *a, struct sw_err *err)
{
	struct sw_move *m = a->m;
	int ret = sw_move_choose(m, m->theirs, m->ours, err);

	for (int i = 0; i < 2 && !ret; i++) {
		sw_text_tables(m->theirs[i], m->take[i], &a->text[i]);
		if (a->text[i].oom)
			ret = sw_err_nomem(err);
	}
	return ret;
}

/* The first time, tables as a whole; then what others have changed since. */
static int load_work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct adopt *a = arg;
	struct sw_move *m = a->m;
	int ret = sw_change_read(s, m->ours, err);

	if (!ret && s->unreadable)
		ret = sw_err_set(err, SW_EOTHER, EINVAL, "there are rules in our tables that "
				 "nobody can read as iptables rules");
	if (!ret)
		ret = read_theirs(a, s->nl, err);
	sw_str_reset(&a->text[0]);
	sw_str_reset(&a->text[1]);
	if (!ret)
		ret = m->base[0] ? sw_move_merge(m, m->theirs, m->ours, a->text, err) :
				   choose(a, err);
	return ret ? ret : run_texts(s, a, m->base[0], err);
}

/* All lines of one text that we do not take, not the first alone. */
static void list_faults(struct adopt *a, int i)
{
	struct sw_move *m = a->m;
	SW_FREE char *text = a->text[i].len ? strdup(a->text[i].s) : NULL;
	bool more = text;

	for (int n = 0; more && n < MOST_FAULTS; n++) {
		struct sw_restore r = {
			.o = { .program = m->program, .family = families[i] },
			.file = { .name = name_of(a, i), .text = text, .len = strlen(text) },
		};
		struct sw_ruleset rs;
		struct sw_err err;

		sw_ruleset_init(&rs, families[i]);
		sw_err_init(&err);
		more = sw_whole_file(&r, &rs, &err) && sw_savefile_seek(&r.file, err.where.line);
		if (more) {
			sw_str_addf(&m->list, "%.*s: %s\n", (int)r.file.line_len, r.file.line,
				    err.msg);
			text[r.file.line - text] = '#';
		}
		sw_restore_fini(&r);
		sw_ruleset_fini(&rs);
	}
}

static int load(struct adopt *a, struct sw_err *err)
{
	struct sw_move *m = a->m;
	struct sw_ask ask = { .program = m->program, .family = SW_IP4, .check_only = m->dry };
	bool first = !m->base[0];
	int ret = sw_session_with(&ask, load_work, a, NULL, err);

	if (ret && first && err->where.line)
		for (int i = 0; i < 2; i++)
			list_faults(a, i);
	if (ret || m->dry)
		return ret;
	m->taken = true;
	for (int i = 0; i < 2 && first; i++)
		a->before[i] = SW_TAKE(m->ours[i]);
	return sw_move_settle(m, m->theirs, false, err);
}

/* ---- is it the same? ------------------------------------------------------------------------- */

/* 1 = it is; 0 = no. */
static int compare(struct adopt *a, struct sw_err *err)
{
	struct sw_move *m = a->m;
	struct sw_ask ask = { .program = m->program, .family = SW_IP4 };
	int ret = sw_session_with(&ask, sw_change_read_work, m->ours, NULL, err);

	return ret ? ret : sw_move_arrived(m, m->theirs, m->ours, err);
}

static int take_back(struct adopt *a, struct sw_err *err)
{
	struct sw_pending p = { .before = { a->before[0], a->before[1] },
				.after = { a->m->ours[0], a->m->ours[1] } };
	struct sw_str lost = { 0 };
	int ret = sw_change_put_back(a->m->program, &p, &lost, err);

	sw_str_fini(&lost);
	if (ret)
		return ret;
	a->m->taken = false;
	return sw_err_set(err, SW_EOTHER, EIO, "what was loaded is not what %s says: it was taken "
			  "out again", a->m->other.name);
}

static int verify(struct adopt *a, struct sw_err *err)
{
	int ret = compare(a, err);

	return ret == 1 ? 0 : ret ? ret : take_back(a, err);
}

/* ---- theirs go ------------------------------------------------------------------------------- */

/* One try, at one generation. 1 = they are others than those that we have; -ERESTART: again. */
static int try_nft(struct adopt *a, struct sw_nl *nl, struct sw_err *err)
{
	struct sw_move *m = a->m;
	uint32_t genid, now;
	bool opened = false;
	int ret = nl->ops->genid(nl, &genid, err);

	if (!ret)
		ret = read_theirs(a, nl, err);
	if (!ret)
		ret = nl->ops->genid(nl, &now, err);
	if (!ret && now != genid)
		return -ERESTART;
	if (!ret)
		ret = sw_move_changed(m, m->theirs, err);
	if (!ret)
		ret = sw_theirs_open(nl, &a->look, genid, &opened, err);
	if (!ret && opened) {
		/* Whoever meets a policy DROP of theirs from now on has set it since. */
		ret = sw_move_settle(m, m->theirs, true, err);
		genid = sw_genid_after(genid, 1);
	}
	return ret ? ret : sw_theirs_delete(nl, &a->look, genid, err);
}

static int remove_nft(struct adopt *a, struct sw_err *err)
{
	struct sw_nl *nl = sw_nl_kernel(err);
	int ret = -EIO;

	if (!nl)
		return ret;
	do {
		sw_err_init(err);
		ret = try_nft(a, nl, err);
	} while ((ret == -ERESTART || ret == -EINTR) && !is_late(a));
	sw_nl_close(nl);
	if (ret == -ERESTART)
		sw_err_set(err, SW_ERESOURCE, EAGAIN, "the ruleset kept changing");
	return ret;
}

/* A table of theirs stays as long as its module does: empty, with ACCEPT. */
static int remove_legacy(struct adopt *a, struct sw_err *err)
{
	struct sw_move *m = a->m;
	int ret = read_theirs(a, NULL, err);

	if (!ret)
		ret = sw_move_changed(m, m->theirs, err);
	for (int i = 0; i < 2 && !ret; i++) {
		struct sw_str empty = { 0 };

		sw_text_empty(m->theirs[i], &empty);
		if (empty.oom)
			ret = sw_err_nomem(err);
		else if (empty.len)
			ret = sw_other_restore(&m->other, families[i], empty.s, false, false, err);
		sw_str_fini(&empty);
	}
	return ret;
}

static int run(struct adopt *a, struct sw_err *err)
{
	bool nft = a->m->other.kind == SW_OTHER_NFT;
	int ret = load(a, err);

	if (!ret && !a->m->dry)
		ret = verify(a, err);
	while (!ret && !a->m->dry) {
		sw_policy_wait();
		ret = nft ? remove_nft(a, err) : remove_legacy(a, err);
		if (ret <= 0)
			return ret;
		if (is_late(a))
			return sw_err_set(err, SW_ERESOURCE, EAGAIN,
					  "the rules of %s kept changing", a->m->other.name);
		ret = load(a, err);
	}
	return ret;
}

int sw_adopt(struct sw_move *m, struct sw_err *err)
{
	struct adopt a = { .m = m };
	SW_SPOT(place);
	int ret = sw_other_find(&m->other, err);

	clock_gettime(CLOCK_MONOTONIC, &a.start);
	if (!ret)
		ret = sw_move_begin(m, &place, err);
	if (!ret)
		ret = sw_other_lock(&m->other, err);
	if (!ret)
		ret = run(&a, err);
	sw_other_unlock(&m->other);
	sw_theirs_fini(&a.look);
	for (int i = 0; i < 2; i++) {
		free(a.before[i]);
		sw_str_fini(&a.text[i]);
	}
	return ret;
}
