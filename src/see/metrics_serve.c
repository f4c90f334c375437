/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One answer to each connection over HTTP/1.0, one connection at a time, and none for longer than a
 * few seconds. */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/report.h"
#include "see/listen.h"
#include "see/metrics_local.h"
#include "sight/openmetrics.h"
#include "sight/tally.h"

#define SECONDS 5	/* that a connection may take, from first to last byte */
#define REQUEST 4096	/* bytes of a request, at most */
/* A text that took long to make is given again for so many times as long: who asks and asks takes a
 * fifth of one processor at most. */
#define EASE 4

struct server {
	const struct sw_metrics *m;
	struct sw_str text;
	uint64_t      until;		/* the text is fresh; 0: there is none */
	struct sw_listener on;
};

static const struct answer {
	int         status;
	const char *words;
} answers[] = {
	{ 200, "OK" },
	{ 400, "Bad Request" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 500, "Internal Server Error" },
};

/* ---- requests -------------------------------------------------------------------------------- */

static bool is_one_of(const char *word, size_t len, const char *a, const char *b)
{
	return (len == strlen(a) && !memcmp(word, a, len)) ||
	       (len == strlen(b) && !memcmp(word, b, len));
}

/* "GET /metrics HTTP/1.1": the status that it deserves. *head: only the head is wanted. */
static int judge(const char *line, bool *head)
{
	size_t method = strcspn(line, " \r\n"), path, query;
	const char *at = line + method;

	if (!method || *at != ' ')
		return 400;
	at++;
	path = strcspn(at, " \r\n");
	if (*at != '/' || strncmp(at + path, " HTTP/1.", 8) || !at[path + 8] ||
	    !strchr("01", at[path + 8]) || !strchr("\r\n", at[path + 9]))
		return 400;
	if (!is_one_of(line, method, "GET", "HEAD"))
		return 405;
	*head = *line == 'H';
	query = strcspn(at, "? \r\n");
	return is_one_of(at, query, "/metrics", "/") ? 200 : 404;
}

/* Reads to the empty line behind the head. false: there was none in time, or too much before it. */
static bool read_request(struct server *s, int fd, uint64_t deadline, char *buf)
{
	size_t len = 0;

	while (len < REQUEST) {
		ssize_t n = sw_listen_read(&s->on, fd, buf + len, REQUEST - len, deadline);

		if (n <= 0)
			return false;
		len += (size_t)n;
		buf[len] = '\0';
		if (strlen(buf) != len)		/* a NUL is no text */
			return false;
		if (strstr(buf, "\r\n\r\n") || strstr(buf, "\n\n"))
			return true;
	}
	return false;
}

/* ---- answers --------------------------------------------------------------------------------- */

static const char *words_of(int status)
{
	size_t i = 0;

	while (answers[i].status != status)
		i++;
	return answers[i].words;
}

/* Waits until the other side has it. */
static void answer(struct server *s, int fd, uint64_t deadline, int status, bool head)
{
	const char *words = words_of(status);
	struct sw_str out = { 0 };
	bool ok = status == 200;

	sw_str_addf(&out, "HTTP/1.0 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s"
		    "Connection: close\r\n\r\n", status, words,
		    ok ? SW_OPENMETRICS_TYPE : "text/plain", ok ? s->text.len : strlen(words) + 1,
		    status == 405 ? "Allow: GET, HEAD\r\n" : "");
	if (!head && ok)
		sw_str_addn(&out, s->text.s, s->text.len);
	else if (!head)
		sw_str_addf(&out, "%s\n", words);
	if (!out.oom && !sw_listen_write(&s->on, fd, out.s, out.len, deadline))
		sw_listen_end(&s->on, fd, deadline);
	sw_str_fini(&out);
}

/* 200, or 500: what was wrong is on standard error. */
static int make_text(struct server *s)
{
	uint64_t begin = sw_tally_now(), now;
	struct sw_err err;

	if (begin < s->until)
		return 200;
	sw_err_init(&err);
	s->until = 0;
	if (sw_metrics_text(s->m, &s->text, &err)) {
		sw_report_plain(SW_METRICS, &err);
		return 500;
	}
	now = sw_tally_now();
	s->until = now + (now - begin) * EASE;
	return 200;
}

static void serve(struct server *s, int fd)
{
	uint64_t deadline = sw_tally_now() + SECONDS * 1000000000ULL;
	char request[REQUEST + 1];
	bool head = false;
	int status = 400;

	if (read_request(s, fd, deadline, request))
		status = judge(request, &head);
	if (status == 200) {
		status = make_text(s);
		/* what the kernel took is not the reader's */
		deadline = sw_tally_now() + SECONDS * 1000000000ULL;
	}
	answer(s, fd, deadline, status, head);
}

int sw_metrics_serve(const struct sw_metrics *m, const char *where)
{
	struct server s = { .m = m };
	struct sw_err err;
	int fd, ret;

	sw_err_init(&err);
	/* no right, no kernel: told now, and not to who asks */
	ret = sw_metrics_text(m, &s.text, &err);
	if (!ret)
		ret = sw_listen_begin(&s.on, where, &err);
	if (!ret) {
		while ((fd = sw_listen_next(&s.on)) >= 0) {
			serve(&s, fd);
			close(fd);
		}
		sw_listen_close(&s.on);
	}
	sw_str_fini(&s.text);
	return ret ? sw_report_plain(SW_METRICS, &err) : 0;
}
