/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one reader of save files: the next line, what it is, and its words. */
#ifndef SW_SESSION_SAVEFILE_H
#define SW_SESSION_SAVEFILE_H

#include <stdio.h>

#include "base/str.h"
#include "rule/ruleset.h"

enum sw_saveline {
	SW_LINE_EMPTY,
	SW_LINE_COMMENT,	/* # */
	SW_LINE_TABLE,		/* *name; while a table is open it is a command, and wrong */
	SW_LINE_CHAIN,		/* :name policy [packets:bytes] */
	SW_LINE_COMMIT,
	/* anything else; a blank before the first character makes it one, too */
	SW_LINE_COMMAND,
};

/* A file being read, from a text or from a stream. Set name and text (with len) or in, the rest is
 * zero. */
struct sw_savefile {
	const char *name;	/* borrowed, for messages; NULL = standard input */
	const char *text;	/* borrowed, NUL behind it */
	size_t      len;
	FILE       *in;		/* borrowed; read as far as lines are asked for */

	/* The line at hand, without its line end ("\n" or "\r\n"), as it stands in the text: other
	 * text may follow. NUL-terminated when it comes from a stream. */
	const char      *line;
	size_t           line_len;
	enum sw_saveline kind;
	struct sw_where  where;
	/* A table is open. The caller sets it when it takes a SW_LINE_TABLE; COMMIT ends it. Lines
	 * that do not begin a table, and are not empty or a comment, are wrong outside of one. */
	bool             in_table;

	/* of a command, behind its counters; owned, valid until the next line */
	struct sw_words  words;
	const char *next;	/* of a text: behind the line end; NULL: its beginning */
	char  *copy;		/* owned: the line, cut into words in place */
	size_t cap;
	char  *read;		/* owned: what came from the stream */
	size_t read_cap;
};

void sw_savefile_fini(struct sw_savefile *f);

/* To the next line. 1 = it is there, 0 = there is none, < 0 = a filled error: in cannot be read, or
 * the line has a NUL byte. */
int sw_savefile_next(struct sw_savefile *f, struct sw_err *err);
/* Back before the first line of a text. */
void sw_savefile_rewind(struct sw_savefile *f);
/* To the line of that number in a text, for a message. false: there is none. */
bool sw_savefile_seek(struct sw_savefile *f, unsigned line);

/* ---- words of the line at hand; they are valid until the next line --------------------------- */

/* The name behind "*"; NULL: none. What follows it does not count. < 0: no memory. */
int sw_savefile_table(struct sw_savefile *f, char **name, struct sw_err *err);

/* Words of ":name policy counters"; NULL: it has no such word. */
struct sw_savefile_chain { char *name, *policy, *counters; };
int sw_savefile_chain(struct sw_savefile *f, struct sw_savefile_chain *out, struct sw_err *err);

/* "[packets:bytes]" before a command, as text. */
struct sw_savefile_front {
	bool  is_there;		/* the line begins with "[" */
	char *inside;		/* what stands up to "]"; NULL: there is none */
	char *bytes;		/* behind ":"; then inside ends before it. NULL: there is none */
};
/* Splits a command into f->words. Where "]" is missing there are no words. */
int sw_savefile_command(struct sw_savefile *f, struct sw_savefile_front *front,
			struct sw_err *err);
/* Is it "-A ...", as nearly all commands are? Needs no copy. */
bool sw_savefile_is_append(const struct sw_savefile *f);

/* ---- the same, as strictly as iptables-restore: what is wrong is a sentence of its own ------- */

/* A table that there is. */
int sw_savefile_need_table(struct sw_savefile *f, const char *program,
			   const struct sw_builtin_table **table, struct sw_err *err);
/* A name that a chain may have, and a policy, which may be any word. */
int sw_savefile_need_chain(struct sw_savefile *f, const char *program,
			   struct sw_savefile_chain *out, struct sw_err *err);
/* A command with both counters before it, or none. numbers NULL: nobody wants to know them, and any
 * text between the brackets will do. What is wrong with them is said before what is wrong with the
 * words. */
struct sw_savefile_numbers { bool is_there; uint64_t packets, bytes; };
int sw_savefile_need_command(struct sw_savefile *f, struct sw_savefile_numbers *numbers,
			     struct sw_err *err);
/* The counters of a built-in chain; must: they may not be left out, where they are not touched. */
int sw_savefile_need_counters(const struct sw_savefile_chain *line, bool must, uint64_t *packets,
			      uint64_t *bytes, struct sw_err *err);
/* Fills err: a line that stands outside of a table. */
int sw_savefile_outside(struct sw_err *err);

/* ---- counters -------------------------------------------------------------------------------- */

/* A counter: blanks and a plus may stand before it, anything behind; what is too great is the
 * greatest there is. false: none, or a negative one. */
bool sw_savefile_counter(const char *text, uint64_t *out);
/* "[packets:bytes]" behind a policy; what follows the second number does not count. false: it is
 * none, and packets may be set already. */
bool sw_savefile_counters(const char *word, uint64_t *packets, uint64_t *bytes);

#endif
