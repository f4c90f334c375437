/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of candidates: what begins as the word that is typed. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "base/str.h"
#include "base/vec.h"
#include "complete/complete_local.h"

#define HELP_MAX 120	/* bytes of a description */

/* A name that another tool has chosen may hold what a terminal obeys: it is not offered. */
static bool is_safe(const char *word)
{
	struct sw_str safe = { 0 };
	bool same;

	sw_str_add_safe(&safe, word);
	same = safe.len && !safe.oom && !strcmp(safe.s, word);
	sw_str_fini(&safe);
	return same;
}

/* NULL: no memory, or no help. */
static char *copy_help(const char *help)
{
	struct sw_str safe = { 0 };

	if (!help || !*help)
		return NULL;
	sw_str_add_safe(&safe, help);
	if (safe.len > HELP_MAX && !safe.oom) {
		size_t len = HELP_MAX;

		while (len && (safe.s[len] & 0xc0) == 0x80)	/* no part of a character */
			len--;
		safe.s[len] = '\0';
	}
	return sw_str_take(&safe);
}

/* A list that names a word already takes it no second time. */
static bool is_in_list(const struct sw_request *r, const char *word)
{
	const char *head = r->out->typed, *at = head;
	size_t len = strlen(word);

	while ((at = strstr(at, word)) && at < head + r->head) {
		if ((at == head || strchr(",=", at[-1])) && at[len] == ',')
			return true;
		at++;
	}
	return false;
}

static void add(struct sw_request *r, const char *word, const char *help, bool more)
{
	struct sw_candidates *out = r->out;
	struct sw_candidate c = { .more = more };

	if (!is_safe(word) || (r->head && is_in_list(r, word)))
		return;
	c.word = malloc(r->head + strlen(word) + 1);
	if (!c.word || !SW_GROW(out->c, out->n, out->cap)) {
		free(c.word);
		r->oom = true;
		return;
	}
	memcpy(c.word, out->typed, r->head);
	strcpy(c.word + r->head, word);
	c.help = copy_help(help);
	out->c[out->n++] = c;
}

void sw_offer(struct sw_request *r, const char *word, const char *help)
{
	if (!strncmp(word, r->text, strlen(r->text)))
		add(r, word, help, false);
}

void sw_offer_part(struct sw_request *r, const char *word, const char *help)
{
	if (!strncmp(word, r->text, strlen(r->text)))
		add(r, word, help, true);
}

void sw_offer_any_case(struct sw_request *r, const char *word, bool part)
{
	if (!strncasecmp(word, r->text, strlen(r->text)))
		add(r, word, NULL, part);
}

void sw_offer_split(struct sw_request *r, const char *separators)
{
	const char *text = r->text;

	for (const char *p = text; *p; p++)
		if (strchr(separators, *p))
			r->text = p + 1;
	r->head += r->text - text;
}

static int by_word(const void *a, const void *b)
{
	const struct sw_candidate *x = a, *y = b;

	return strcmp(x->word, y->word);
}

void sw_offer_sort(struct sw_request *r, size_t from)
{
	if (from < r->out->n)
		qsort(r->out->c + from, r->out->n - from, sizeof(*r->out->c), by_word);
}

void sw_candidates_fini(struct sw_candidates *out)
{
	for (size_t i = 0; i < out->n; i++) {
		free(out->c[i].word);
		free(out->c[i].help);
	}
	free(out->c);
	free(out->typed);
	*out = (struct sw_candidates){ 0 };
}
