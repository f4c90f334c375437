/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The question whether a change may stay, with the seconds counting down. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/doer.h"
#include "cli/report.h"
#include "cli/seatbelt.h"
#include "cli/terminal.h"

#define WEEK  (7 * 24 * 3600)
#define GRACE 3000	/* milliseconds behind the deadline that are the keeper's */

unsigned sw_seatbelt_seconds(const char *program, const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word >= '0' && *word <= '9' && !*end && n >= 1 && n <= WEEK)
		return n;
	sw_report_line(program, "`%s' is no number of seconds from 1 to %d", word, WEEK);
	return 0;
}

/* ---- what became of it ----------------------------------------------------------------------- */

static int tell_back(const char *program, struct sw_str *lost)
{
	sw_report_remark(program, "The change is taken back.");
	if (!lost->len)
		return SW_SEATBELT_BACK;
	sw_report_remark(program, "What others have done since and could not stay:");
	for (char *rest, *line = strtok_r(lost->s, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		sw_report_remark(NULL, "  %s", line);
	return SW_SEATBELT_LOST;
}

static int tell_ending(const char *program, enum sw_ending how, struct sw_str *lost)
{
	if (how == SW_ENDING_BACK)
		return tell_back(program, lost);
	if (how == SW_ENDING_KEPT) {
		sw_report_remark(program, "The change is kept.");
		return 0;
	}
	return sw_report_line(program, "Nobody knows whether the change was kept.");
}

/* It waits no more: somebody else, or the deadline, was faster. */
static int tell_ended(const char *program, const char *dir, const char *id, struct sw_str *lost)
{
	enum sw_ending how = SW_ENDING_UNKNOWN;
	uint64_t unused;
	struct sw_err err;

	sw_err_init(&err);
	if (sw_change_waits(dir, id, &unused, &how, lost, &err) < 0)
		return sw_report_plain(program, &err);
	return tell_ending(program, how, lost);
}

int sw_seatbelt_revert(const char *program, const char *dir, const char *id)
{
	struct sw_str lost = { 0 };
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_change_revert(program, dir, id, false, &lost, &err);
	if (ret > 0)
		ret = tell_back(program, &lost);
	else if (ret < 0)
		ret = sw_report_plain(program, &err);
	else if (id)
		ret = tell_ended(program, dir, id, &lost);
	else
		ret = sw_report_line(program, "There is nothing to take back.");
	sw_str_fini(&lost);
	return ret;
}

void sw_seatbelt_tell_other(const char *program, const char *dir)
{
	struct sw_pending p = { 0 };
	uint64_t now = sw_pending_now();
	struct sw_err none;
	SW_SPOT(place);

	sw_err_init(&none);
	if (!sw_remember_is_child() && !sw_spot_find(&place, dir, &none) &&
	    sw_pending_read(&place, &p, &none) > 0)
		sw_report_remark(program, "Another change waits to be confirmed, for %" PRIu64
				 " seconds, and this one does not keep it: \"statewall confirm\" "
				 "does.", p.deadline > now ? (p.deadline - now + 999) / 1000 : 0);
	sw_pending_fini(&p);
}

/* ---- the question ---------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
	interrupted = number;
}

struct ask {
	const struct sw_change *c;
	uint64_t deadline;
	enum sw_ending how;
	struct sw_str lost;	/* owned */
	bool gone;		/* the terminal is */
};

/* In the background, asking for input would stop us. */
static bool has_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO) &&
	       tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* What does not fit into the line would be written below it, again and again. */
static void show(const struct ask *a)
{
	static const char *const texts[] = {
		"Do new connections still work? Type y to keep the change; "
		"it is taken back in %" PRIu64 " seconds ",
		"Type y to keep the change: %" PRIu64 " seconds ", "y keeps it: %" PRIu64 " ",
	};
	uint64_t now = sw_pending_now();
	uint64_t left = a->deadline > now ? (a->deadline - now + 999) / 1000 : 0;
	struct winsize size = { 0 };
	char line[128];
	size_t i = 0;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		size.ws_col = 80;
	do {
		snprintf(line, sizeof(line), texts[i], left);
	} while (strlen(line) + 1 > size.ws_col && ++i < SW_ARRAY_SIZE(texts));
	fprintf(sw_terminal_raw_stderr(), "\r%s\033[K", line);
	fflush(sw_terminal_raw_stderr());
}

/* A line that was pasted comes in one piece, and a y within it is no answer. On a slow connection
 * one key may come several times at once. */
static bool says_yes(const char *keys, size_t n)
{
	size_t same = 0;

	while (n && (keys[n - 1] == '\n' || keys[n - 1] == '\r'))
		n--;
	if (n == 3 && !strncasecmp(keys, "yes", n))
		return true;
	while (same < n && (keys[same] == 'y' || keys[same] == 'Y'))
		same++;
	return n && same == n;
}

/* Until the next second, or a key. 1 = it was y. */
static int wait_for_key(struct ask *a)
{
	struct pollfd in = { STDIN_FILENO, POLLIN, 0 };
	uint64_t now = sw_pending_now();
	int64_t left = (int64_t)(a->deadline - now);
	char keys[256];
	ssize_t n;

	if (poll(&in, 1, left > 0 ? (int)((left - 1) % 1000) + 1 : 100) <= 0)
		return 0;
	n = read(STDIN_FILENO, keys, sizeof(keys));
	if (!n || (n < 0 && errno != EINTR && errno != EAGAIN))
		a->gone = true;
	return n > 0 && says_yes(keys, n);
}

/* 1 = to be kept; 0 = it waits no more, or nobody is there; a signal's number as a negative one. */
static int answer(struct ask *a, struct sw_err *err)
{
	int ret;

	while ((ret = sw_change_waits(a->c->dir, a->c->id, &a->deadline, &a->how, &a->lost,
				      err)) > 0) {
		show(a);
		if (wait_for_key(a))
			return 1;
		if (interrupted)
			return -interrupted;
		if (a->gone)
			return 0;
		if (sw_pending_now() > a->deadline + GRACE)	/* somebody killed the keeper */
			return -SIGINT;
	}
	return 0;
}

static int ask_terminal(struct ask *a, struct sw_err *err)
{
	struct sigaction note = { .sa_handler = note_signal }, was_int, was_term;
	struct termios was, raw;
	int ret;

	sigaction(SIGINT, &note, &was_int);
	sigaction(SIGTERM, &note, &was_term);
	tcgetattr(STDIN_FILENO, &was);
	raw = was;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	ret = answer(a, err);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &was);
	sigaction(SIGINT, &was_int, NULL);
	sigaction(SIGTERM, &was_term, NULL);
	fputs("\r\n", sw_terminal_raw_stderr());
	fflush(sw_terminal_raw_stderr());
	return ret;
}

/* A command that took longer than its time is over already. */
static int tell_how(struct ask *a)
{
	const struct sw_change *c = a->c;
	struct sw_err none;

	sw_err_init(&none);
	if (!sw_change_waits(c->dir, c->id, &a->deadline, &a->how, &a->lost, &none))
		return tell_ending(c->program, a->how, &a->lost);
	sw_report_remark(c->program, "The change is made, and taken back in %u seconds unless "
		       "\"statewall confirm\" keeps it. \"statewall revert\" takes it back now.",
		       c->seconds);
	return 0;
}

static int keep(struct ask *a)
{
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = sw_change_confirm(a->c->dir, a->c->id, &a->c->deed, &err);
	if (ret < 0)
		return sw_report_plain(a->c->program, &err);
	a->how = SW_ENDING_KEPT;
	if (!ret)	/* the deadline was faster */
		ret = sw_change_waits(a->c->dir, a->c->id, &a->deadline, &a->how, &a->lost, &err);
	return tell_ending(a->c->program, a->how, &a->lost);
}

int sw_seatbelt_ask(const struct sw_change *c)
{
	struct ask a = { .c = c };
	bool here = has_terminal();
	struct sw_err err;
	int ret;

	sw_err_init(&err);
	ret = here ? ask_terminal(&a, &err) : 0;
	if (!here)
		ret = tell_how(&a);
	else if (ret > 0)
		ret = keep(&a);
	else if (ret == -SIGINT)
		ret = sw_seatbelt_revert(c->program, c->dir, c->id);
	else if (ret < 0 || a.gone)
		ret = tell_how(&a);
	else if (sw_err_is_set(&err))
		ret = sw_report_plain(c->program, &err);
	else
		ret = tell_ending(c->program, a.how, &a.lost);
	sw_str_fini(&a.lost);
	return ret;
}
