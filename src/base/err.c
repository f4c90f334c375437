/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fills error objects: the first error stays, text from outside is cut to fit. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/err.h"

void sw_err_init(struct sw_err *err)
{
	memset(err, 0, sizeof(*err));
	err->where.word = -1;
}

static int value(const struct sw_err *err)
{
	return err->sys ? -err->sys : -EINVAL;
}

static int fill(struct sw_err *err, enum sw_code code, int sys, const char *fmt, va_list ap)
{
	sys = sys < 0 ? -sys : sys;
	if (!err)
		return sys ? -sys : -EINVAL;
	if (sw_err_is_set(err))
		return value(err);
	err->code = code;
	err->sys = sys;
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	for (size_t n = strlen(err->msg); n && err->msg[n - 1] == '\n'; n--, err->feeds++)
		err->msg[n - 1] = '\0';
	return value(err);
}

int sw_err_set(struct sw_err *err, enum sw_code code, int sys, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = fill(err, code, sys, fmt, ap);
	va_end(ap);
	return ret;
}

int sw_err_classic(struct sw_err *err, enum sw_code code, int sys, const char *fmt, ...)
{
	bool first = err && !sw_err_is_set(err);
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = fill(err, code, sys, fmt, ap);
	va_end(ap);
	if (first)
		err->classic = true;
	return ret;
}

int sw_err_usage(struct sw_err *err, const char *fmt, ...)
{
	bool first = err && !sw_err_is_set(err);
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = fill(err, SW_EPARAM, EINVAL, fmt, ap);
	va_end(ap);
	return first ? sw_err_blame_words(err, ret) : ret;
}

int sw_err_blame_words(struct sw_err *err, int ret)
{
	if (err)
		err->usage = true;
	return ret;
}

/* Is line one of those that text, of len bytes, begins with? */
static bool is_line_of(const char *line, const char *text, size_t len)
{
	size_t n = strlen(line);

	for (const char *p = text; p < text + len; p += strcspn(p, "\n") + 1)
		if (!strncmp(p, line, n) && p[n] == '\n')
			return true;
	return false;
}

int sw_err_hint(struct sw_err *err, const char *fmt, ...)
{
	size_t len, room;
	va_list ap;

	if (!err)
		return -EINVAL;

	/* A line that has no room for even one character is left out. */
	len = strlen(err->hint);
	room = sizeof(err->hint) - len;
	if (room > 2) {
		if (len)
			err->hint[len++] = '\n';
		va_start(ap, fmt);
		vsnprintf(err->hint + len, sizeof(err->hint) - len, fmt, ap);
		va_end(ap);
		if (len && is_line_of(err->hint + len, err->hint, len))
			err->hint[len - 1] = '\0';
	}
	return value(err);
}

void sw_err_arg(struct sw_err *err, const char *word, int index)
{
	if (!err)
		return;
	snprintf(err->arg, sizeof(err->arg), "%s", word);
	err->where.word = index;
}

int sw_err_nomem(struct sw_err *err)
{
	/* The value is fixed: callers test for it even when an earlier error stays. */
	sw_err_set(err, SW_ERESOURCE, ENOMEM, "out of memory");
	return -ENOMEM;
}
