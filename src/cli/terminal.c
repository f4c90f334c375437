/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows control characters and invalid bytes on a terminal in place of sending them there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"

static FILE *raw;		/* stderr as it was */
static FILE *raw_out;		/* stdout as it was; NULL: it is no terminal, and the same still */

/* Line ends and tabs stay. */
static void make_safe(struct sw_str *out, const char *text, size_t n)
{
	struct sw_str part = { 0 };
	size_t i = 0;

	while (i < n) {
		size_t len = 0;

		/* 3: NUL ends a part too */
		while (i + len < n && !memchr("\n\t", text[i + len], 3))
			len++;
		if (len) {
			sw_str_empty(&part);
			sw_str_addn(&part, text + i, len);
			if (part.s)
				sw_str_add_safe(out, part.s);
			i += len;
		} else if (text[i]) {
			sw_str_addc(out, text[i++]);
		} else {
			sw_str_add(out, "\\x00");
			i++;
		}
	}
	out->oom |= part.oom;
	sw_str_fini(&part);
}

static int write_safe(FILE *to, const char *text, size_t n)
{
	struct sw_str safe = { 0 };
	bool ok;

	make_safe(&safe, text, n);
	ok = !safe.oom && fwrite(safe.s, 1, safe.len, to) == safe.len;
	sw_str_fini(&safe);
	return ok;
}

static ssize_t to_terminal(void *to, const char *text, size_t n)
{
	return n && write_safe(to, text, n) && !fflush(to) ? (ssize_t)n : 0;
}

/* NULL: f is no terminal. */
static FILE *guarded(FILE *f)
{
	FILE *safe = NULL;

	if (isatty(fileno(f)))
		safe = fopencookie(f, "w", (cookie_io_functions_t){ .write = to_terminal });
	if (safe)
		setvbuf(safe, NULL, _IOLBF, 65536);	/* whole characters, not bytes */
	return safe;
}

void sw_terminal_guard(void)
{
	FILE *err = guarded(stderr), *out = guarded(stdout);

	raw = stderr;
	if (err)
		stderr = err;
	raw_out = out ? stdout : NULL;
	if (out)
		stdout = out;
}

FILE *sw_terminal_raw_stderr(void)
{
	return raw ? raw : stderr;
}

bool sw_terminal_has_stderr(void)
{
	return raw && raw != stderr;
}

int sw_terminal_write(const char *text, size_t n)
{
	if (!n)
		return 1;
	/* As one piece: a buffer's end may part a character. */
	if (raw_out)
		return !fflush(stdout) && write_safe(raw_out, text, n) && !fflush(raw_out);
	return fwrite(text, 1, n, stdout) == n;
}

int sw_terminal_emit(const struct sw_str *text, struct sw_err *err)
{
	if (text->oom)
		return sw_err_nomem(err);
	if (sw_terminal_write(text->s, text->len))
		return 0;
	return sw_err_set(err, SW_EOTHER, errno, "cannot write output: %s", strerror(errno));
}

int sw_terminal_emit_colored(const struct sw_str *text, struct sw_err *err)
{
	FILE *to = raw_out ? raw_out : stdout;

	if (text->oom)
		return sw_err_nomem(err);
	if (!text->len ||
	    (!fflush(stdout) && fwrite(text->s, 1, text->len, to) == text->len && !fflush(to)))
		return 0;
	return sw_err_set(err, SW_EOTHER, errno, "cannot write output: %s", strerror(errno));
}

int sw_terminal_write_file(FILE *out, const struct sw_str *text)
{
	if (!text->len)
		return 1;
	if (isatty(fileno(out)) ? !write_safe(out, text->s, text->len)
				: fwrite(text->s, 1, text->len, out) != text->len)
		return 0;
	return !fflush(out);
}

unsigned sw_terminal_columns(unsigned otherwise)
{
	const char *word = getenv("COLUMNS");
	struct winsize size = { 0 };
	char *end = NULL;
	unsigned long n = word && *word >= '0' && *word <= '9' ? strtoul(word, &end, 10) : 0;

	if (n && !*end && n <= 10000)
		return n;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return otherwise;
}

bool sw_terminal_colors(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && !(term && !strcmp(term, "dumb"));
}
