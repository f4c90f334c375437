/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One conversation with the kernel: read as deep as asked, edit, commit, and again if it moved. It
 * prints nothing: what there is to say is text and values of the session. */
#ifndef SW_SESSION_SESSION_H
#define SW_SESSION_SESSION_H

#include <stdio.h>

#include "base/str.h"
#include "netlink/plan.h"
#include "netlink/snapshot.h"
#include "session/reading.h"

struct sw_session {
	const char       *program;
	struct sw_nl     *nl;		/* owned */
	struct sw_reader  reader;	/* of rules, on nl */
	struct sw_plan   *plan;		/* owned */
	struct sw_sink   *sink;		/* of the plan: where edits go */
	struct sw_ruleset rs;
	bool     read;		/* the plan rests on a snapshot: commit by generation */
	enum sw_depth again;	/* second try, to say what is missing or in the way: read at least
				 * so much; NOTHING = first try */
	/* second try: sets or maps of others hold on to chains that have to go */
	bool     held;
	enum sw_group_mode group;	/* shall rules become maps? */
	bool     no_maps;	/* another try: the kernel has refused them */
	bool     whole;		/* another try: a packet could have seen half of it */
	bool     check_only;	/* the kernel checks, nothing changes */
	unsigned patience;	/* seconds for which it is tried again; 0: once */
	unsigned attempt;	/* from 0 */
	/* tell which tables sleep, also where nothing else asks for tables */
	bool     dormant;
	FILE    *out;		/* text for the reader: to be shown when the commit is done */
	struct sw_str text;	/* what out has written; complete when the run is over */
	bool     unreadable;	/* a rule was shown as unreadable: exit status 4 */
};

/* Prepares libxtables; needs no right and no kernel. */
int sw_session_init_xt(const char *program, uint8_t family, struct sw_err *err);

/* To the kernel, or on a connection of the caller's, which becomes the session's: NULL for none.
 * Then s->rs is all there is, and starts empty; the caller sets s->sink; commands and save files
 * run on it by sw_command_run and sw_restore_run, lists show it, and sw_session_run is not for it.
 * Close in any case. */
int sw_session_open_on(struct sw_session *s, const char *program, uint8_t family,
		       struct sw_nl *nl, struct sw_err *err);
void sw_session_close(struct sw_session *s);

/* Within a work: what is read and planned from here on is of that family, s->rs is empty anew, and
 * of the same generation as before. What is planned already stays: one commit is of both. The next
 * try begins with the family of now. */
int sw_session_family(struct sw_session *s, uint8_t family, struct sw_err *err);

/* Make sure that much of table t is known. chain "" = all; one that does not exist is fine. */
int sw_session_need(struct sw_session *s, struct sw_table *t, const char *chain,
		    enum sw_depth depth, struct sw_err *err);

/* Make sure that the chains of every table are known, by one question. */
int sw_session_need_all(struct sw_session *s, struct sw_err *err);

/* Make sure that what a command has to see is known. */
int sw_session_read(struct sw_session *s, const struct sw_cmd *cmd, const struct sw_reading *r,
		    struct sw_err *err);

/* Runs work and commits what it planned, until the kernel did not move in between, or patience is
 * over. work starts from an empty ruleset, plan and output each time. What it wrote to s->out is
 * s->text at the end. */
typedef int (*sw_session_work)(struct sw_session *s, void *arg, struct sw_err *err);
int sw_session_run(struct sw_session *s, sw_session_work work, void *arg, struct sw_err *err);

/* ---- a whole conversation -------------------------------------------------------------------- */

/* What a program asks for. */
struct sw_ask {
	const char *program;	/* for messages of plugins; borrowed for good */
	uint8_t     family;
	bool        check_only;
	bool        dormant;	/* which tables sleep */
	bool        foreign;	/* whose rules stand beside ours */
	bool        plain;	/* work needs no plugin; there may be none that can be used */
	/* "auto", "off" or "always", unless the environment says one; NULL, "": the usual */
	const char *group;
};

/* What came of it. All zero is a valid empty one. */
struct sw_answer {
	/* owned: what work wrote; complete even when it is empty (s NULL) */
	struct sw_str text;
	bool     unreadable;	/* a rule was shown as unreadable */
	bool     dormant[SW_NTABLES];	/* as far as tables were read */
	unsigned foreign;	/* SW_FOREIGN_*; 0 also when it could not be found out */
};

/* Prepares libxtables, opens a session, runs work in it and closes it. The caller frees the answer
 * with sw_answer_fini in any case; NULL: work keeps what is wanted of it. Plugins stay loaded:
 * sw_xt_fini is for the end of the program. */
int sw_session_with(const struct sw_ask *ask, sw_session_work work, void *arg,
		    struct sw_answer *answer, struct sw_err *err);
void sw_answer_fini(struct sw_answer *answer);

#endif
