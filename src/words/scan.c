/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds options in words: -t nat, -tnat, -nvL, --opt=arg, --opt arg, and unique abbreviations. */
#include <string.h>

#include "words/options.h"

/* The rows of a table by letter, and by the first character of their names. All lines of a save
 * file use one table: its index is made once. */
static struct {
	const struct sw_option *made_for;
	const struct sw_option *row[128];
	uint64_t first[128];	/* bit i: row i's name begins so */
} idx;

static void make_index(const struct sw_option *table)
{
	memset(&idx, 0, sizeof(idx));
	for (int i = 0; table[i].letter && i < 64; i++) {
		idx.first[table[i].name[0] & 127] |= 1ull << i;
		if (!(table[i].flags & SW_OF_LONG) && !idx.row[table[i].letter & 127])
			idx.row[table[i].letter & 127] = &table[i];
	}
	idx.made_for = table;
}

static const struct sw_option *short_option(char letter)
{
	return letter & 128 ? NULL : idx.row[letter & 127];
}

/* Exact name: true. Else s->opt is the only option (by letter) that begins so, or NULL. */
static bool long_option(struct sw_scan *s, const char *name, size_t len)
{
	uint64_t rows = name[0] & 128 ? 0 : idx.first[name[0] & 127];
	const struct sw_option *only = NULL;

	s->begin_so = 0;
	for (; rows; rows &= rows - 1) {
		const struct sw_option *o = &idx.made_for[__builtin_ctzll(rows)];

		if (strncmp(o->name, name, len))
			continue;
		if (!o->name[len]) {
			s->opt = o;
			return true;
		}
		if (!only || only->letter != o->letter)
			s->begin_so++;
		only = o;
	}
	s->opt = s->begin_so == 1 ? only : NULL;
	return false;
}

char *sw_scan_may_word(struct sw_scan *s)
{
	char *word;

	if (s->cluster || s->next >= s->argc)
		return NULL;
	word = s->argv[s->next];
	if (word[0] == '-' || word[0] == '!')
		return NULL;
	s->next++;
	return word;
}

/* attached: text behind '=' or behind the letter, NULL when there is none. */
static enum sw_scan_result argument(struct sw_scan *s, char *attached)
{
	s->arg = NULL;
	if (attached) {
		s->arg = attached;
	} else if (s->opt->arg == SW_ARG_NEED) {
		if (s->next >= s->argc)
			return SW_SCAN_NO_ARG;
		s->arg = s->argv[s->next++];
	}
	return SW_SCAN_OPTION;
}

static enum sw_scan_result scan_letter(struct sw_scan *s)
{
	char *p = s->cluster;

	s->cluster = NULL;
	s->opt = short_option(*p++);
	if (!s->opt)
		return SW_SCAN_FOREIGN;
	if (s->opt->arg == SW_ARG_NONE) {
		s->cluster = *p ? p : NULL;
		s->arg = NULL;
		return SW_SCAN_OPTION;
	}
	return argument(s, *p ? p : NULL);
}

enum sw_scan_result sw_scan_take(struct sw_scan *s)
{
	char *equal = strchr(s->argv[s->at], '=');

	if (equal && s->opt->arg == SW_ARG_NONE) {
		s->opt = NULL;
		return SW_SCAN_FOREIGN;
	}
	return argument(s, equal ? equal + 1 : NULL);
}

void sw_scan_skip(struct sw_scan *s, int n)
{
	s->next = s->at + n;
}

enum sw_scan_result sw_scan_next(struct sw_scan *s)
{
	char *word;

	if (idx.made_for != s->table)
		make_index(s->table);
	if (s->cluster)
		return scan_letter(s);
	if (s->next >= s->argc)
		return SW_SCAN_END;
	s->at = s->next++;
	word = s->argv[s->at];
	if (word[0] != '-' || !word[1]) {
		s->arg = word;
		return SW_SCAN_WORD;
	}
	if (word[1] != '-') {
		s->cluster = word + 1;
		return scan_letter(s);
	}
	if (!word[2])
		return SW_SCAN_END;
	if (long_option(s, word + 2, strcspn(word + 2, "=")))
		return sw_scan_take(s);
	return SW_SCAN_FOREIGN;
}
