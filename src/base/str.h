/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings: a growing builder, splitting a line into words, quoting a word for a save file. */
#ifndef SW_BASE_STR_H
#define SW_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include "base/err.h"

/* A builder; all zero is a valid empty one. A failed allocation is remembered in oom, and later
 * calls do nothing: check once at the end. */
struct sw_str {
	char  *s;	/* owned; NUL-terminated when len > 0 */
	size_t len, cap;
	bool   oom;
};

void sw_str_add(struct sw_str *b, const char *s);
void sw_str_addn(struct sw_str *b, const char *s, size_t n);
void sw_str_addc(struct sw_str *b, char c);
void sw_str_addf(struct sw_str *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* room for n more bytes, by who expects many */
void sw_str_reserve(struct sw_str *b, size_t n);
void sw_str_reset(struct sw_str *b);	/* length 0, memory kept */
void sw_str_empty(struct sw_str *b);	/* so, but an oom stays: for one of many parts */
void sw_str_fini(struct sw_str *b);
/* Give the string to the caller (who frees it); NULL when memory ran out. Empties the builder. */
char *sw_str_take(struct sw_str *b);

/* A stream whose output is appended to b, which must outlive it; fflush or fclose before reading
 * b. Blocks are copied at once: open_memstream copies byte by byte. NULL: no memory. */
FILE *sw_str_open(struct sw_str *b);

/* Words of one line, as iptables-restore splits it: blanks separate, double quotes join,
 * a backslash inside quotes keeps the next character. Splits in place: the words point into
 * line, which must outlive them. A vector that grows; all zero is valid. */
struct sw_words {
	char **word;	/* owned array of borrowed pointers; word[n] is NULL */
	bool  *quoted;	/* owned: word i stood in quotes, so "!" or "-j" is text */
	int    n, cap;
};

/* 0, or SW_EPARAM for a quote that is never closed, SW_ERESOURCE for no memory. */
int sw_words_split(struct sw_words *w, char *line, struct sw_err *err);
/* The same for a line of a shell: single quotes, double quotes and backslashes join, pieces that
 * touch are one word, and # where a word would begin is a comment. Nothing is expanded. */
int sw_words_split_shell(struct sw_words *w, char *line, struct sw_err *err);
int sw_words_add(struct sw_words *w, char *word, bool quoted, struct sw_err *err);
void sw_words_reset(struct sw_words *w);
void sw_words_fini(struct sw_words *w);

/* Is word, as it stands, one word of a save file? It has neither blank nor double quote. Whoever
 * reads such a file does not stop at a form feed or a vertical tab: is_word() takes these, too;
 * is_bare() does not, as iptables does not in names of chains. */
bool sw_str_is_word(const char *word);
bool sw_str_is_bare(const char *word);

/* Append word as a save file spells it: bare when it has no blank, quote or backslash, else in
 * double quotes with \" and \\ escaped. */
void sw_str_add_quoted(struct sw_str *b, const char *word);

/* Append word as a shell reads it back, as it is: bare where no shell would look at it, else in
 * single quotes. */
void sw_str_add_shell(struct sw_str *b, const char *word);

/* Append word with control characters and invalid bytes as \xNN, for a terminal. */
void sw_str_add_safe(struct sw_str *b, const char *word);

/* Edit distance (insert, delete, replace, swap of neighbours), for "did you mean". */
unsigned sw_str_distance(const char *a, const char *b);
/* The nearest of n candidates if it is near enough, else NULL: a distance of 1 + strlen/4 at most,
 * and less than half of the longer word. */
const char *sw_str_nearest(const char *word, const char *const *candidate, size_t n);

#endif
