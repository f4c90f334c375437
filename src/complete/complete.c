/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One request: whose words are they, and what may the last one become? */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"

#define BEFORE 8	/* words that may stand before a program's name: sudo and its options */

static const struct sw_complete_program *find(const struct sw_complete_ask *ask, const char *word)
{
	const char *slash = strrchr(word, '/');

	return ask->find(slash ? slash + 1 : word);
}

/* The program whose words they are, and where these begin; NULL: nobody's. */
static const struct sw_complete_program *whose(const struct sw_complete_ask *ask,
					       const struct sw_words *w, int *first)
{
	const struct sw_complete_program *p = NULL, *next;
	int i = 0, before = !ask->bare ? BEFORE : strcmp(w->word[0], "sudo") ? 1 : 2;

	for (; i < w->n - 1 && i < before && !p; i++) {
		p = find(ask, w->word[i]);
		if (p && p->word)
			p = NULL;
	}
	*first = i;
	if (!p) {
		*first = 0;
		return w->word[0][0] == '-' || w->word[0][0] == '!' ? ask->bare_rule : ask->bare;
	}
	while (p->prefix && *first + p->behind < w->n - 1 &&
	       (next = find(ask, w->word[*first + p->behind])) && next != p) {
		*first += p->behind + 1;
		p = next;
	}
	return p;
}

/* A line of a shell's may begin with a program's name, and with a word of the shell's own. */
static void offer_names(struct sw_request *r)
{
	const struct sw_complete_program *p;

	for (size_t i = 0; r->ask->each && (p = r->ask->each(i)); i++)
		sw_offer(r, p->name, p->help);
}

static void offer(struct sw_request *r, const struct sw_words *w)
{
	struct sw_err none;
	int first = 0;

	sw_err_init(&none);
	r->program = whose(r->ask, w, &first);
	if (!r->program)
		return;
	r->word = w->word + first;
	r->n = w->n - 1 - first;
	r->family = r->program->family ? r->program->family : SW_IP4;
	/* The kernel is not asked for revisions: to say which it has, it would load modules. */
	if (r->program->options == sw_opts_command &&
	    sw_xt_init(r->family, r->program->name, NULL, &none))
		return;
	if (w->n == 1 && r->ask->bare)
		offer_names(r);
	sw_complete_words(r);
}

int sw_complete(const struct sw_complete_ask *ask, const char *line, size_t point,
		struct sw_candidates *out, struct sw_err *err)
{
	struct sw_request r = { .ask = ask, .out = out, .table = ask->table };
	struct sw_words w = { 0 };
	SW_FREE char *text = NULL;
	int ret = sw_complete_split(line, point, &text, &w, &out->quote, err);

	if (!r.table)
		r.table = sw_builtin_table("filter");
	if (!ret) {
		out->typed = strdup(w.word[w.n - 1]);
		ret = out->typed ? 0 : sw_err_nomem(err);
	}
	if (!ret) {
		r.text = out->typed;
		offer(&r, &w);
		ret = r.oom ? sw_err_nomem(err) : 0;
	}
	sw_words_fini(&w);
	return ret;
}
