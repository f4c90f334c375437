/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences side by side: the old line, a mark, the new line; long ones go on below. */
#include <string.h>

#include "cli/diff_print_local.h"

#define GAP    3	/* the mark, with a blank on either side */
#define INDENT 4	/* of a line that goes on */

struct side {
	struct sw_str *out;
	const struct sw_diff_view *v;
	struct sw_err *err;
	size_t width;		/* columns of one side */
};

/* What is left of a line, safe for a terminal. */
struct cell {
	struct sw_str text;	/* owned */
	size_t at;
	bool   goes_on;
};

static bool is_inside(char c)	/* of a character of several bytes */
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Bytes that fit into so many columns; *columns: how many they take. A line ends at a blank if one
 * is in its second half. */
static size_t fitting(const char *s, size_t room, size_t *columns)
{
	size_t n = 0, blank = 0, at_blank = 0, used = 0;

	while (s[n] && (used < room || is_inside(s[n]))) {
		used += !is_inside(s[n]);
		n++;
		if (s[n] == ' ' && used > room / 2) {
			blank = n;
			at_blank = used;
		}
	}
	if (s[n] && s[n] != ' ' && blank) {
		n = blank;
		used = at_blank;
	}
	*columns = used;
	return n;
}

/* The next line of a cell, filled up with blanks. */
static void put_cell(struct side *s, struct cell *c, bool fill)
{
	size_t indent = c->goes_on ? INDENT : 0, columns = 0, n = 0;

	if (c->at < c->text.len) {
		sw_str_addf(s->out, "%*s", (int)indent, "");
		n = fitting(c->text.s + c->at, s->width - indent, &columns);
		sw_str_addn(s->out, c->text.s + c->at, n);
		columns += indent;
		c->at += n;
		while (c->at < c->text.len && c->text.s[c->at] == ' ')
			c->at++;
	}
	c->goes_on = true;
	if (fill)
		sw_str_addf(s->out, "%*s", (int)(s->width - columns), "");
}

/* first: of its lines, which alone has the mark. */
static void put_line(struct side *s, struct cell *a, struct cell *b, char mark)
{
	put_cell(s, a, mark != ' ' || b->at < b->text.len);
	if (mark != ' ' || b->at < b->text.len)
		sw_str_addf(s->out, " %c%s", mark, b->at < b->text.len ? " " : "");
	put_cell(s, b, false);
}

static void put_cells(struct side *s, struct cell *a, struct cell *b, enum sw_diff_mark mark)
{
	char shown = mark;

	do {
		sw_diff_color(s->out, s->v, mark);
		put_line(s, a, b, shown);
		if (mark != SW_MARK_SAME)
			sw_diff_color_end(s->out, s->v);
		sw_str_addc(s->out, '\n');
		shown = ' ';
	} while (a->at < a->text.len || b->at < b->text.len);
	s->out->oom |= a->text.oom | b->text.oom;
	sw_str_fini(&a->text);
	sw_str_fini(&b->text);
}

static int put_place(const struct sw_diff_place *p, void *arg)
{
	struct side *s = arg;

	sw_diff_add_place(s->out, s->v, p);
	return 0;
}

static bool is_on(const struct sw_diff_row *r, bool to)
{
	return to ? r->mark != SW_MARK_REMOVED && r->mark != SW_MARK_LEFT
		  : r->mark != SW_MARK_ADDED && r->mark != SW_MARK_CAME;
}

/* The text of one side, with where the rule has gone to or come from. */
static int fill(struct side *s, struct cell *c, const struct sw_diff_row *r, bool to)
{
	struct sw_str text = { 0 };
	int ret;

	if (!is_on(r, to))
		return 0;
	ret = sw_diff_side_text(&text, s->v, r, to, s->err);
	if (r->mark == SW_MARK_LEFT || r->mark == SW_MARK_CAME) {
		sw_str_add(&text, "  # ");
		sw_diff_remark(&text, r);
	}
	c->text.oom = text.oom;
	if (text.len)
		sw_str_add_safe(&c->text, text.s);
	sw_str_fini(&text);
	return ret;
}

static int put_row(const struct sw_diff_row *r, void *arg)
{
	struct side *s = arg;
	struct cell a = { 0 }, b = { 0 };
	int ret = fill(s, &a, r, false);

	if (!ret)
		ret = fill(s, &b, r, true);
	put_cells(s, &a, &b, r->mark);
	return ret;
}

static void put_titles(struct side *s)
{
	const char *family = s->v->family == SW_IP6 ? "IPv6" : "IPv4";
	struct cell a = { 0 }, b = { 0 };

	sw_str_add_safe(&a.text, s->v->from);
	sw_str_addf(&a.text, " (%s)", family);
	sw_str_add_safe(&b.text, s->v->to);
	sw_str_addf(&b.text, " (%s)", family);
	sw_diff_color_title(s->out, s->v);
	put_cells(s, &a, &b, SW_MARK_SAME);
	sw_diff_color_end(s->out, s->v);
}

int sw_diff_print_side(struct sw_str *out, const struct sw_diff_view *v, struct sw_err *err)
{
	struct side s = { out, v, err, v->width < 43 ? 20 : (v->width - GAP) / 2 };
	const struct sw_diff_each each = { put_place, put_row, &s };
	int ret;

	if (!v->diff->differs)
		return 0;
	put_titles(&s);
	ret = sw_diff_each_row(v, &each);
	return !ret && out->oom ? sw_err_nomem(err) : ret;
}
