/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads "NAME=value # comment" the way a shell would, and recognises what only a shell can do. */
#include <ctype.h>
#include <string.h>
#include "modprobe/sysconfig.h"

static int peek(const struct sw_assigns *r)
{
	return r->at < r->len ? (unsigned char)r->text[r->at] : -1;
}

static int take(struct sw_assigns *r)
{
	int c = peek(r);

	if (c < 0)
		return c;
	r->line += c == '\n';
	if (c == '\n' && r->at && r->text[r->at - 1] == '\r')
		r->crlf = true;
	r->at++;
	return c;
}

/* CR counts as the end of a line only before LF: anywhere else it is a byte of a word. */
static bool at_line_end(const struct sw_assigns *r)
{
	int c = peek(r);

	return c < 0 || c == '\n' ||
	       (c == '\r' && (r->at + 1 == r->len || r->text[r->at + 1] == '\n'));
}

static void skip_blanks(struct sw_assigns *r)
{
	while (peek(r) == ' ' || peek(r) == '\t')
		r->at++;
}

static void skip_line(struct sw_assigns *r)
{
	while (peek(r) >= 0 && take(r) != '\n')
		;
}

/* "\" before a line end joins two lines, inside double quotes and outside of quotes. */
static bool take_joint(struct sw_assigns *r)
{
	size_t n = r->at + 1;

	if (peek(r) != '\\')
		return false;
	if (n < r->len && r->text[n] == '\r')
		n++;
	if (n >= r->len || r->text[n] != '\n')
		return false;
	while (r->at <= n)
		take(r);
	return true;
}

static const char *odd_byte(int c)
{
	if (c == '$')
		return "$: nothing is put in place of a variable or command here";
	if (c == '`')
		return "backquotes: no command is run from here";
	if (!c)
		return "a NUL byte";
	return NULL;
}

static const char *read_quoted(struct sw_assigns *r, struct sw_str *out, int quote)
{
	const char *odd;
	int c;

	take(r);
	while ((c = peek(r)) >= 0 && c != quote) {
		odd = quote == '"' || !c ? odd_byte(c) : NULL;
		if (odd)
			return odd;
		if (quote == '"' && take_joint(r))
			continue;
		if (c == '\r' && at_line_end(r)) {
			take(r);
			continue;
		}
		if (quote == '"' && c == '\\' && r->at + 1 < r->len &&
		    strchr("\"\\$`", r->text[r->at + 1]))
			take(r);
		sw_str_addc(out, take(r));
	}
	if (c < 0)
		return "a quote that is not closed";
	take(r);
	return NULL;
}

static const char *read_value(struct sw_assigns *r, struct sw_str *out)
{
	const char *odd = NULL;
	int c;

	while (!odd && !at_line_end(r) && (c = peek(r)) != ' ' && c != '\t') {
		if (take_joint(r))
			continue;
		if (c == '\'' || c == '"') {
			odd = read_quoted(r, out, c);
			continue;
		}
		odd = odd_byte(c);
		if (!odd && strchr(";&|<>()", c))
			odd = "shell syntax: only assignments are read";
		if (c == '\\') {
			take(r);
			if (at_line_end(r))
				continue;
		}
		if (!odd)
			sw_str_addc(out, take(r));
	}
	return odd;
}

static void skip_export(struct sw_assigns *r)
{
	if (r->len - r->at > 7 && !memcmp(r->text + r->at, "export", 6) &&
	    strchr(" \t", r->text[r->at + 6])) {
		r->at += 7;
		skip_blanks(r);
	}
}

static const char *read_name(struct sw_assigns *r, struct sw_assign *a)
{
	skip_export(r);
	a->name = r->text + r->at;
	while (isalnum(peek(r)) || peek(r) == '_')
		r->at++;
	a->name_len = r->text + r->at - a->name;
	if (!a->name_len || isdigit((unsigned char)a->name[0]))
		return "no assignment";
	if (peek(r) == '+')
		return "+=: the value must be whole";
	if (peek(r) == ' ' || peek(r) == '\t') {
		skip_blanks(r);
		return peek(r) == '=' ? "blanks before \"=\"" : "no assignment";
	}
	return peek(r) == '=' ? NULL : "no assignment";
}

static const char *read_statement(struct sw_assigns *r, struct sw_assign *a)
{
	const char *odd = read_name(r, a);

	if (odd)
		return odd;
	r->at++;
	a->from = r->at;
	odd = read_value(r, &a->value);
	a->to = r->at;
	if (odd)
		return odd;
	skip_blanks(r);
	if (!at_line_end(r) && !(peek(r) == '#' && r->at > a->to))
		return a->to == a->from ? "blanks behind \"=\""
					: "more words behind the value: quotes are missing";
	return a->value.oom ? "out of memory" : NULL;
}

bool sw_assign_next(struct sw_assigns *r, struct sw_assign *a)
{
	size_t begin;

	for (;;) {
		skip_blanks(r);
		if (peek(r) < 0)
			return false;
		if (!at_line_end(r) && peek(r) != '#')
			break;
		skip_line(r);
	}
	begin = r->at;
	a->line = r->line + 1;
	sw_str_reset(&a->value);
	a->odd = read_statement(r, a);
	if (a->odd) {	/* only its first line is given up: the next may be sound */
		r->at = begin;
		r->line = a->line - 1;
	}
	skip_line(r);
	return true;
}
