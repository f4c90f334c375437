/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences one below the other: a mark, the line, and what the mark does not say. */
#include "cli/diff_print_local.h"

struct unified {
	struct sw_str *out;
	const struct sw_diff_view *v;
	struct sw_err *err;
};

static void put_title(struct unified *u, const char *sign, const char *name)
{
	struct sw_str text = { 0 };

	sw_str_addf(&text, "%s %s (%s)", sign, name, u->v->family == SW_IP6 ? "IPv6" : "IPv4");
	sw_diff_color_title(u->out, u->v);
	sw_diff_add(u->out, u->v, &text);
	sw_diff_color_end(u->out, u->v);
	sw_str_addc(u->out, '\n');
	sw_str_fini(&text);
}

static int put_place(const struct sw_diff_place *p, void *arg)
{
	struct unified *u = arg;

	sw_diff_add_place(u->out, u->v, p);
	return 0;
}

/* Of a rule that is otherwise the same, the new text is shown, and what it was is said. */
static int put_row(const struct sw_diff_row *r, void *arg)
{
	struct unified *u = arg;
	struct sw_str text = { 0 }, remark = { 0 };
	bool to = r->mark == SW_MARK_ADDED || r->mark == SW_MARK_CAME ||
		  r->mark == SW_MARK_OTHERWISE;
	int ret;

	sw_str_addf(&text, "%c ", r->mark);
	ret = sw_diff_side_text(&text, u->v, r, to, u->err);
	sw_diff_remark(&remark, r);
	if (remark.len)
		sw_str_addf(&text, "  # %s", remark.s);
	sw_diff_color(u->out, u->v, r->mark);
	sw_diff_add(u->out, u->v, &text);
	if (r->mark != SW_MARK_SAME)
		sw_diff_color_end(u->out, u->v);
	sw_str_addc(u->out, '\n');
	u->out->oom |= remark.oom;
	sw_str_fini(&text);
	sw_str_fini(&remark);
	return ret;
}

int sw_diff_print_unified(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err)
{
	struct unified u = { out, v, err };
	const struct sw_diff_each each = { put_place, put_row, &u };
	int ret;

	if (!v->diff->differs)
		return 0;
	put_title(&u, "---", v->from);
	put_title(&u, "+++", v->to);
	ret = sw_diff_each_row(v, &each);
	return !ret && out->oom ? sw_err_nomem(err) : ret;
}
