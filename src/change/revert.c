/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back from a change: merged with what others have done since; or, if that fails, whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "change/revert.h"
#include "session/list.h"
#include "session/texts.h"

static const uint8_t families[] = { SW_IP4, SW_IP6 };
static const char *const programs[] = { "iptables", "ip6tables" };

int sw_change_read(struct sw_session *s, char **text, struct sw_err *err)
{
	struct sw_save_both both = { .counters = true };
	int ret = sw_save_both_run(s, &both, err);

	if (!ret && (fflush(s->out) || s->text.oom))
		ret = sw_err_nomem(err);
	if (ret)
		return ret;
	for (int i = 0; i < 2; i++) {
		size_t from = i ? both.second : 0, to = i ? s->text.len : both.second;

		free(text[i]);
		text[i] = strndup(s->text.len ? s->text.s + from : "", to - from);
		if (!text[i])
			return sw_err_nomem(err);
	}
	sw_str_reset(&s->text);
	return 0;
}

int sw_change_read_work(struct sw_session *s, void *text, struct sw_err *err)
{
	return sw_change_read(s, text, err);
}

int sw_change_differs(const struct sw_pending *p, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		struct sw_threeway w = { .program = programs[i], .before = p->before[i],
					 .after = p->after[i], .now = p->after[i] };

		ret = sw_threeway(&w, err);
		if (!ret)
			ret = w.clear.len || w.edit.len;
		sw_threeway_fini(&w);
	}
	return ret;
}

/* ---- merged ---------------------------------------------------------------------------------- */

static const char *const names[] = { "IPv4", "IPv6" };

static int merge(struct sw_way *way, struct sw_err *err)
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++) {
		struct sw_threeway *w = &way->merge[i];

		w->program = programs[i];
		w->before = way->to[i];
		w->after = way->from[i] ? way->from[i] : way->now[i];
		w->now = way->now[i];
		w->exact = way->exact;
		ret = sw_threeway(w, err);
		if (!ret && way->loses_nothing && w->lost.len)
			ret = sw_err_set(err, SW_EOTHER, ECANCELED, "others have changed what "
					 "this needs, or it takes away what they have made");
	}
	return ret;
}

int sw_change_run_merge(struct sw_session *s, const char *program, const struct sw_threeway *merge,
			struct sw_err *err)
{
	struct sw_texts t = { .o = { .program = program, .family = SW_IP4, .counters = true } };
	int n = 0, ret;

	for (int i = 0; i < 2; i++) {
		const struct sw_str *clear = &merge[i].clear, *edit = &merge[i].edit;

		if (clear->len)
			t.text[n++] = (struct sw_text){ NULL, clear->s, clear->len,
							.family = families[i] };
		if (edit->len)
			t.text[n++] = (struct sw_text){ names[i], edit->s, edit->len, .add = true,
							.count = true, .family = families[i] };
	}
	ret = sw_texts_scan(&t, err);
	if (!ret)
		ret = sw_texts_run(s, &t, err);
	sw_texts_fini(&t);
	return ret;
}

int sw_way_run(struct sw_session *s, void *way, struct sw_err *err)
{
	struct sw_way *w = way;
	int ret = sw_change_read(s, w->now, err);

	w->odd = s->unreadable;
	if (!ret)
		ret = merge(w, err);
	return ret ? ret : sw_change_run_merge(s, w->program, w->merge, err);
}

void sw_way_fini(struct sw_way *w)
{
	for (int i = 0; i < 2; i++) {
		free(w->now[i]);
		w->now[i] = NULL;
		sw_threeway_fini(&w->merge[i]);
	}
}

bool sw_way_line(const struct sw_way *w, const struct sw_err *err, const char **line, size_t *len)
{
	for (int i = 0; i < 2; i++) {
		const struct sw_str *text = &w->merge[i].edit;
		struct sw_savefile f = { .text = text->s, .len = text->len };

		if (err->where.file != names[i] || !sw_savefile_seek(&f, err->where.line))
			continue;
		*line = f.line;
		*len = f.line_len;
		return true;
	}
	return false;
}

void sw_change_tell_lost(const struct sw_threeway *merge, bool odd, struct sw_str *lost)
{
	for (int i = 0; i < 2; i++)
		if (merge[i].lost.len)
			sw_str_addn(lost, merge[i].lost.s, merge[i].lost.len);
	if (odd)
		sw_str_add(lost, "# rules that are no iptables rules, where a chain had to be "
				 "written anew\n");
}

static int put_back_merged(const char *program, const struct sw_pending *p, struct sw_str *lost,
			   struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };
	struct sw_way w = { .program = program, .from = { p->after[0], p->after[1] },
			    .to = { p->before[0], p->before[1] }, .exact = p->sets };
	int ret = sw_session_with(&ask, sw_way_run, &w, NULL, err);

	if (!ret)
		sw_change_tell_lost(w.merge, w.odd, lost);
	sw_way_fini(&w);
	return ret;
}

/* ---- whole ----------------------------------------------------------------------------------- */

static int put_back_whole(const char *program, const struct sw_pending *p, struct sw_str *lost,
			  struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };
	struct sw_texts t = { .o = { .program = program, .family = SW_IP4, .counters = true } };
	struct sw_str all[2] = { { 0 }, { 0 } };
	int ret = 0;

	for (int i = 0; i < 2; i++) {
		sw_text_clear_rest(p->before[i], &all[i]);
		sw_str_add(&all[i], p->before[i]);
		t.text[i] = (struct sw_text){ "what was there before", all[i].s, all[i].len,
					      .family = families[i] };
		if (all[i].oom)
			ret = sw_err_nomem(err);
	}
	if (!ret)
		ret = sw_texts_scan(&t, err);
	if (!ret)
		ret = sw_session_with(&ask, sw_texts_run, &t, NULL, err);
	sw_texts_fini(&t);
	for (int i = 0; i < 2; i++)
		sw_str_fini(&all[i]);
	if (!ret)
		sw_str_add(lost, "# all that others have changed since: what is there now and what "
				 "was before do not go together\n");
	return ret;
}

int sw_change_put_back(const char *program, const struct sw_pending *p, struct sw_str *lost,
		       struct sw_err *err)
{
	struct sw_err why = *err;
	int ret = put_back_merged(program, p, lost, &why);

	if (ret && ret != -EPERM && ret != -ENOMEM)
		ret = put_back_whole(program, p, lost, err);
	else if (ret)
		*err = why;
	return ret;
}
