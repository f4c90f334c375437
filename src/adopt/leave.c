/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Our rules become those of another iptables: it loads them, both are compared, and ours go. */
#include <errno.h>
#include <string.h>

#include "adopt/adopt.h"
#include "change/revert.h"
#include "netlink/policy.h"
#include "session/savefile.h"
#include "session/texts.h"

static const uint8_t families[] = { SW_IP4, SW_IP6 };

/* ---- what they are to have ------------------------------------------------------------------- */

/* Both families are looked at before one is loaded. */
static int push(struct sw_move *m, const struct sw_str text[2], struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		if (text[i].len)
			ret = sw_other_restore(&m->other, families[i], text[i].s, true, true, err);
	for (int i = 0; i < 2 && !ret && !m->dry; i++) {
		if (!text[i].len)
			continue;
		ret = sw_other_restore(&m->other, families[i], text[i].s, true, false, err);
		m->taken |= !ret;
	}
	return ret;
}

static int push_tables(struct sw_move *m, struct sw_err *err)
{
	struct sw_str text[2] = { { 0 }, { 0 } };
	int ret = sw_move_theirs(m, err);

	if (!ret)
		ret = sw_move_choose(m, m->ours, m->theirs, err);
	for (int i = 0; i < 2 && !ret; i++) {
		sw_text_tables(m->ours[i], m->take[i], &text[i]);
		if (text[i].oom)
			ret = sw_err_nomem(err);
	}
	if (!ret)
		ret = push(m, text, err);
	for (int i = 0; i < 2; i++)
		sw_str_fini(&text[i]);
	return ret;
}

static int push_late(struct sw_move *m, struct sw_err *err)
{
	struct sw_str edit[2] = { { 0 }, { 0 } };
	int ret = sw_move_theirs(m, err);

	if (!ret)
		ret = sw_move_merge(m, m->ours, m->theirs, edit, err);
	if (!ret)
		ret = push(m, edit, err);
	for (int i = 0; i < 2; i++)
		sw_str_fini(&edit[i]);
	return ret;
}

/* ---- ours go --------------------------------------------------------------------------------- */

static void list_unreadable(struct sw_move *m)
{
	for (int i = 0; i < 2; i++)
		sw_text_odd(m->ours[i], &m->list);
}

static int clear(struct sw_session *s, struct sw_move *m, struct sw_err *err)
{
	struct sw_texts t = { .o = { .program = m->program, .family = SW_IP4 } };
	struct sw_str empty[2] = { { 0 }, { 0 } };
	int ret = 0;

	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < SW_NTABLES; k++)
			if (sw_text_names_table(m->ours[i], sw_builtin_tables[k].name))
				sw_str_addf(&empty[i], "*%s\nCOMMIT\n", sw_builtin_tables[k].name);
		if (empty[i].len)
			t.text[i] = (struct sw_text){ "nothing", empty[i].s, empty[i].len,
						      .family = families[i] };
		if (empty[i].oom)
			ret = sw_err_nomem(err);
	}
	if (!ret)
		ret = sw_texts_scan(&t, err);
	if (!ret)
		ret = sw_texts_run(s, &t, err);
	sw_texts_fini(&t);
	for (int i = 0; i < 2; i++)
		sw_str_fini(&empty[i]);
	return ret;
}

/* What they were to take goes again: they had nothing there. */
static void take_back(struct sw_move *m)
{
	struct sw_err none;

	sw_err_init(&none);
	m->taken = false;
	for (int i = 0; i < 2; i++) {
		struct sw_str tables = { 0 }, empty = { 0 };

		sw_text_tables(m->theirs[i], m->take[i], &tables);
		if (tables.len)
			sw_text_empty(tables.s, &empty);
		if (empty.len && sw_other_restore(&m->other, families[i], empty.s, false, false,
						  &none))
			m->taken = true;
		sw_str_fini(&tables);
		sw_str_fini(&empty);
	}
}

static int arrived(struct sw_move *m, struct sw_err *err)
{
	int ret = sw_move_theirs(m, err);

	if (!ret)
		ret = sw_move_arrived(m, m->ours, m->theirs, err);
	if (ret)
		return ret < 0 ? ret : 0;
	take_back(m);
	return sw_err_set(err, SW_EOTHER, EIO, "what %s has loaded is not what we have",
			  m->other.name);
}

/* What their program does to iptables-nft's tables moves the generation: the next try finds what it
 * has done, and takes ours out at the generation at which both were read. */
static int leave_work(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct sw_move *m = arg;
	int ret = sw_change_read(s, m->ours, err);

	sw_str_reset(&m->list);
	if (!ret && s->unreadable) {
		list_unreadable(m);
		ret = sw_err_set(err, SW_EOTHER, EINVAL,
				 "not all of our rules are iptables rules");
	}
	if (!ret && !m->base[0])
		ret = push_tables(m, err);
	else if (!ret && (ret = sw_move_changed(m, m->ours, err)) > 0)
		ret = push_late(m, err);
	if (ret || m->dry)
		return ret;
	ret = sw_move_settle(m, m->ours, false, err);
	if (!ret)
		ret = arrived(m, err);
	if (ret)
		return ret;
	sw_policy_wait();
	return clear(s, m, err);
}

int sw_leave(struct sw_move *m, struct sw_err *err)
{
	struct sw_ask ask = { .program = m->program, .family = SW_IP4 };
	SW_SPOT(place);
	int ret = sw_other_find(&m->other, err);

	if (!ret)
		ret = sw_move_begin(m, &place, err);
	return ret ? ret : sw_session_with(&ask, leave_work, m, NULL, err);
}
