/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall trace: packets on their way, as the kernel tells it while it happens. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/program_options.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "cli/terminal.h"
#include "see/absent.h"
#include "see/see.h"
#include "see/trace_line.h"
#include "sight/packet_words.h"
#include "words/addr.h"

#define TRACE "statewall trace"
#define BURST 4096	/* events that are read before anything else is looked at */
#define TICK  100	/* ms between two looks at what is open */
#define BRIEF 20	/* ms that no packet is on its way between two chains */

const struct sw_option sw_opts_trace[] = {
	SW_PACKET_OPTIONS,
	{ 'n', "count", SW_ARG_NEED, 0, .value = "packets", .help = "end after so many" },
	{ 't', "seconds", SW_ARG_NEED, 0, .value = "seconds", .help = "end after that time" },
	{ 'J', "json", SW_ARG_NONE, SW_OF_LONG, .help = "a line of JSON for each packet" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

struct options {
	struct sw_packet_words words;
	const char   *count_word, *seconds_word;
	unsigned long count, seconds;	/* 0: not said */
	bool          json;
};

struct trace {
	struct options     o;
	struct sw_packet   packet;
	struct sw_lookout    lookout;
	struct sw_trails trails;
	struct sw_places  *places;
	struct sw_trace_table *table;	/* NULL: the kernel has none, and none is needed */
	struct sw_trace_ear   *ear;
	uint64_t end;			/* ms, sw_trails_now(); 0: none */
	uint64_t said, lost;		/* when lost events were told of; how many times since */
	unsigned long shown;
	int      rc;			/* of what went wrong while packets were told */
	struct sw_err *err;
};

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	stopped = sig;
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool usage(void)
{
	printf("Usage: " TRACE " [options]\n\nShows each packet that has all that was said of it, "
	       "with the chains that it enters and\nthe rules that take it. Without a word of a "
	       "packet, those are shown that \"-j TRACE\" marks.\n\n");
	sw_help_options(sw_opts_trace);
	printf("\nIt goes on until Ctrl-C. Exit status: 0 done, 1 an error, 2 wrong words, 4 the "
	       "kernel refuses it.\n");
	return false;
}

static bool set_option(void *arg, struct sw_scan *scan)
{
	struct options *o = arg;

	switch (scan->opt->letter) {
	case 'h':
		return usage();
	case 'n':
		o->count_word = scan->arg;
		return true;
	case 't':
		o->seconds_word = scan->arg;
		return true;
	case 'J':
		o->json = true;
		return true;
	default:
		sw_packet_words_take(&o->words, scan);
		return true;
	}
}

static int read_number(const char *option, const char *word, unsigned long *n, struct sw_err *err)
{
	if (!word || (sw_number_parse(word, 10, 1000000000, n) && *n))
		return 0;
	sw_err_arg(err, word, -1);
	return sw_err_set(err, SW_EPARAM, EINVAL, "%s %s: a number from 1 on is expected", option,
			  word);
}

static int read_words(struct trace *t, struct sw_err *err)
{
	bool any = sw_packet_words_any(&t->o.words) || t->o.words.family;
	int rc = read_number("--count", t->o.count_word, &t->o.count, err);

	if (!rc)
		rc = read_number("--seconds", t->o.seconds_word, &t->o.seconds, err);
	if (!rc && any)
		rc = sw_packet_of_words(&t->packet, &t->o.words, err);
	return rc ? rc : sw_lookout_begin(&t->lookout, any ? &t->packet : NULL, err);
}

/* ---- what is told ---------------------------------------------------------------------------- */

static void tell(const struct sw_trail *j, void *arg)
{
	struct trace *t = arg;
	struct sw_str out = { 0 };
	struct sw_trace_told told = { t->places, j, &t->trails.names, &out };

	if (t->rc || (t->o.count && t->shown >= t->o.count))
		return;
	t->rc = sw_places_refresh(t->places, t->err);
	if (!t->rc)
		t->rc = t->o.json ? sw_trace_json(&told, t->err) : sw_trace_text(&told, t->err);
	if (!t->rc)
		t->rc = sw_terminal_emit(&out, t->err);
	if (!t->rc && fflush(stdout))
		t->rc = sw_err_set(t->err, SW_EOTHER, errno, "cannot write output: %s",
				   strerror(errno));
	t->shown++;
	sw_str_fini(&out);
}

/* Once a second at most: a flood loses many. */
static void tell_lost(struct trace *t, bool last)
{
	uint64_t now = sw_trails_now();

	if (!t->lost || (!last && t->said + 1000 > now))
		return;
	sw_report_remark(TRACE, "events were lost, since they came faster than they could be read");
	t->said = now;
	t->lost = 0;
}

static void tell_begin(const struct trace *t)
{
	struct sw_str what = { 0 };

	if (t->lookout.marks) {
		if (!t->o.json)
			sw_remark_absent(TRACE, &t->packet);
		sw_packet_print(&what, &t->packet);
		sw_packet_print_more(&what, &t->packet);
		sw_report_remark(TRACE, "waiting for packets like this: %s",
				 what.len ? what.s : "");
	} else {
		sw_report_remark(TRACE, "waiting for packets that \"-j TRACE\" marks, since "
				 "nothing was said of a packet");
	}
	sw_str_fini(&what);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static bool is_done(const struct trace *t)
{
	return t->rc || stopped || (t->o.count && t->shown >= t->o.count) ||
	       (t->end && sw_trails_now() >= t->end);
}

/* All that has come, but not so much that time is forgotten. false: there may be more. */
static bool hear(struct trace *t)
{
	int rc = 1;

	for (int i = 0; i < BURST && rc && !t->rc && !stopped; i++) {
		rc = sw_trace_ear_read(t->ear, sw_trails_take, &t->trails, t->err);
		if (rc == -ENOBUFS)
			t->lost++;
		else if (rc < 0)
			t->rc = rc;
		sw_trails_gap(&t->trails, sw_trace_ear_gap(t->ear));
	}
	if (t->trails.oom && !t->rc)
		t->rc = sw_err_nomem(t->err);
	return !rc;
}

static void wait_for_events(const struct trace *t, const sigset_t *mask)
{
	struct pollfd fd = { .fd = sw_trace_ear_fd(t->ear), .events = POLLIN };
	struct timespec tick = { .tv_nsec = TICK * 1000000L };
	bool waits = !t->trails.n && !t->end && !t->lost;

	ppoll(&fd, 1, waits ? NULL : &tick, mask);
}

/* Signals come only while it waits: none is overlooked. */
static void listen_on(struct trace *t)
{
	struct sigaction action = { .sa_handler = stop };
	bool heard = true;
	sigset_t block, mask;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	while (!is_done(t)) {
		wait_for_events(t, &mask);
		heard = hear(t);
		if (heard)
			sw_trails_expire(&t->trails, SW_TRAILS_WAIT);
		tell_lost(t, false);
	}
	/* one that is on its way in this moment is not told as one that was not seen again */
	if (!t->rc && heard)
		sw_trails_expire(&t->trails, BRIEF);
	tell_lost(t, true);
}

/* ---- begin and end --------------------------------------------------------------------------- */

/* Without a table of ours the end of a packet's way is not seen, which only takes longer then. */
static int make_table(struct trace *t)
{
	const struct sw_lookout *l = &t->lookout;
	int rc = sw_trace_table_open(&t->table, l->family, l->chain, l->nchain, t->err);

	if (rc == -EOPNOTSUPP && !t->lookout.marks) {
		sw_err_init(t->err);
		return 0;
	}
	if (!rc)
		t->trails.table = sw_trace_table_name(t->table);
	return rc;
}

static int run(struct trace *t)
{
	int rc = sw_places_open(&t->places, TRACE, t->err);

	if (!rc)
		rc = sw_trace_ear_open(&t->ear, t->err);
	if (!rc)
		rc = make_table(t);
	if (rc)
		return rc;
	t->trails.lookout = &t->lookout;
	t->trails.tell = tell;
	t->trails.arg = t;
	t->end = t->o.seconds ? sw_trails_now() + t->o.seconds * 1000 : 0;
	setprotoent(1);		/* the name of a protocol is asked for with each packet */
	tell_begin(t);
	listen_on(t);
	endprotoent();
	return t->rc;
}

int sw_run_trace(const struct sw_invocation *inv)
{
	struct trace t = { 0 };
	struct sw_program_options options = { .table = sw_opts_trace, .option = set_option };
	struct sw_err err;
	int rc, status;

	sw_report_json_if(inv->argc, inv->argv);
	rc = sw_program_options(&options, inv, &t.o);
	if (rc)
		return rc == 1 ? 0 : 2;
	sw_err_init(&err);
	t.err = &err;
	rc = read_words(&t, &err);
	if (!rc)
		rc = run(&t);
	status = rc ? (int)err.code : 0;
	if (rc && err.sys != EPIPE)	/* "| head" has seen enough */
		sw_report_plain(TRACE, &err);
	sw_trails_fini(&t.trails);
	sw_trace_table_close(t.table);
	sw_trace_ear_close(t.ear);
	sw_places_free(t.places);
	sw_lookout_fini(&t.lookout);
	return status;
}
