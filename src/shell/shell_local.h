/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of `statewall shell`, and what its files do for each other. */
#ifndef SW_SHELL_SHELL_LOCAL_H
#define SW_SHELL_SHELL_LOCAL_H

#include "base/str.h"
#include "rule/cmd.h"
#include "rule/ruleset.h"

struct sw_draft;

struct sw_shell {
	uint8_t  family;	/* of lines that do not begin with a program's name; or SW_BOTH */
	const char *run_dir;	/* of the change that waits; NULL: the usual one. Borrowed */
	struct sw_draft *draft;	/* owned: the candidate that is open; NULL: none */
	bool     leaving;	/* it was said that leaving loses it */
	const struct sw_builtin_table *table;	/* of lines without -t */
	bool     interactive;	/* standard input is a terminal */
	bool     quit;
	unsigned line;		/* of the script, from 1 */
	int      status;	/* exit status so far */
	char    *text;		/* owned: the line at hand */
	size_t   cap;
};

/* A command of the shell itself. w->word[0] is its name. Returns the exit status; it has said what
 * is wrong. */
struct sw_shell_cmd {
	const char *name, *args, *help;
	int       (*run)(struct sw_shell *sh, const struct sw_words *w);
};
extern const struct sw_shell_cmd sw_shell_cmds[];	/* ends with name NULL */

/* Family of a program's name, with or without a path: "iptables", "/sbin/ip6tables"; SW_BOTH:
 * "both"; 0: none of them. */
uint8_t sw_shell_program(const char *word);
const char *sw_shell_name(uint8_t family);	/* and back */
const char *sw_shell_family(uint8_t family);	/* "ip", "ip6", "both" */

/* Runs the command of the shell that w names, or says that there is none. Returns the status. */
int sw_shell_own(struct sw_shell *sh, const struct sw_words *w);

/* One line, already in sh->text. Returns the exit status. */
int sw_shell_line(struct sw_shell *sh);

/* The shell's own sentence on stderr, with the line's number in a script. Returns status. */
int sw_shell_say(const struct sw_shell *sh, int status, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* shell_read.c: the next line into sh->text, without its end. 1 = there is one, 0 = end of input,
 * < 0 = a filled error. */
int sw_shell_read_begin(struct sw_shell *sh, struct sw_err *err);
int sw_shell_read(struct sw_shell *sh, struct sw_err *err);
void sw_shell_read_end(struct sw_shell *sh);

/* shell_history.c: the file of lines typed; silently none where there can be none. */
void sw_shell_history_open(void);
void sw_shell_history_add(const char *line);
void sw_shell_history_close(void);

/* shell_complete.c: hooks completion into readline. sh is borrowed until the end. */
void sw_shell_complete_begin(const struct sw_shell *sh);
void sw_shell_complete_end(void);

/* shell_draft.c: the candidate. Its commands: */
int sw_shell_begin(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_abandon(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_show(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_diff(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_check(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_commit(struct sw_shell *sh, const struct sw_words *w);
/* n commands of iptables', as of sw_draft_run, and what they show. *status as of sw_run_cmd. */
int sw_shell_draft_run(struct sw_shell *sh, struct sw_cmd *const *cmd, size_t n, size_t *failed,
		       int *status, struct sw_err *err);
/* May the shell be left? false: it was said what would be lost. */
bool sw_shell_leave(struct sw_shell *sh);
/* The shell ends: what is lost is said, and is an error. */
void sw_shell_draft_end(struct sw_shell *sh);

/* shell_file.c */
int sw_shell_save(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_load(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_history(struct sw_shell *sh, const struct sw_words *w);
int sw_shell_undo(struct sw_shell *sh, const struct sw_words *w);

#endif
