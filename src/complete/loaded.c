/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel or a candidate holds: chains, rules by number, sets. What goes wrong is not
 * offered. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/cleanup.h"
#include "complete/complete_local.h"
#include "netlink/ipset.h"
#include "netlink/snapshot.h"
#include "words/print_rule.h"

#define ANSWERS 50000	/* of the kernel, and */
#define MS      400	/* how long it may take */
#define NUMBERS 200	/* rules that are offered by number */

/* NULL: nobody to ask, or no permission. The caller closes it. */
static struct sw_nl *open_kernel(const struct sw_request *r)
{
	struct sw_err none;
	struct sw_nl *nl;

	sw_err_init(&none);
	nl = r->ask->kernel ? r->ask->kernel(&none) : NULL;
	return nl ? sw_nl_limited(nl, ANSWERS, MS) : NULL;
}

/* r->table as far as it could be read; never NULL. The chains are what came before the limit. */
static struct sw_table *read_chains(struct sw_request *r, struct sw_nl *nl, struct sw_ruleset *rs)
{
	struct sw_table *t;
	struct sw_err none;

	sw_err_init(&none);
	sw_ruleset_init(rs, r->family);
	t = sw_ruleset_table(rs, r->table->name);
	if (nl && !sw_snapshot_tables(nl, rs, &none) && t->in_kernel)
		sw_snapshot_chains(nl, rs, t, &none);
	return t;
}

/* r->table as the caller has it in memory. NULL: he has none, the kernel's counts. */
static struct sw_table *held_table(const struct sw_request *r)
{
	struct sw_ruleset *rs = r->ask->candidate ? r->ask->candidate(r->family) : NULL;

	return rs ? sw_ruleset_table(rs, r->table->name) : NULL;
}

static void offer_user_chains(struct sw_request *r, const struct sw_table *t, const char *but)
{
	SW_FREE struct sw_chain **chain = NULL;
	struct sw_err none;
	size_t n = 0;

	sw_err_init(&none);
	sw_table_sorted(t, &chain, &n, &none);
	for (size_t i = 0; i < n; i++)
		if (!chain[i]->builtin && (!but || strcmp(chain[i]->name, but)))
			sw_offer(r, chain[i]->name, NULL);
}

void sw_offer_user_chains(struct sw_request *r, const char *but)
{
	struct sw_table *held = held_table(r);
	struct sw_ruleset rs;
	struct sw_nl *nl;

	if (held) {
		offer_user_chains(r, held, but);
		return;
	}
	nl = open_kernel(r);
	offer_user_chains(r, read_chains(r, nl, &rs), but);
	sw_ruleset_fini(&rs);
	sw_nl_close(nl);
}

/* ---- rules by number ------------------------------------------------------------------------- */

struct numbers {
	struct sw_request *r;
	const char *chain;
	unsigned    n;
	FILE       *out;	/* appends to text */
	struct sw_str text;
};

/* "-A CHAIN -p tcp ...\n" without what everybody knows. */
static const char *essence(struct numbers *w)
{
	const char *text = w->text.s;
	size_t len;

	w->text.s[strcspn(w->text.s, "\n")] = '\0';
	if (!strncmp(text, "-A ", 3)) {
		len = strlen(w->chain);
		text += 3;
		if (!strncmp(text, w->chain, len) && text[len] == ' ')
			text += len + 1;
		else if (!text[len])
			text += len;
	}
	return text;
}

static int each_rule(struct sw_rule *rule, void *arg)
{
	struct numbers *w = arg;
	char number[16];
	struct sw_err none;

	sw_err_init(&none);
	sw_str_reset(&w->text);
	if (!sw_print_unreadable(w->out, rule, &none))
		sw_print_save(w->out, w->r->family, w->chain, rule, SW_SAVE_PLAIN, &none);
	fflush(w->out);
	snprintf(number, sizeof(number), "%u", ++w->n);
	sw_offer(w->r, number, w->text.len && !w->text.oom ? essence(w) : NULL);
	return w->n == NUMBERS;
}

static void offer_held(struct numbers *w, const struct sw_chain *c)
{
	for (size_t i = 0; c && i < c->nrule; i++)
		if (each_rule(c->rule[i], w))
			break;
}

static void offer_kernel(struct numbers *w)
{
	struct sw_nl *nl = open_kernel(w->r);
	struct sw_reader reader = { .nl = nl };
	struct sw_ruleset rs;
	struct sw_table *t = read_chains(w->r, nl, &rs);
	struct sw_chain *c = sw_table_chain(t, w->chain);
	struct sw_err none;

	sw_err_init(&none);
	if (c && nl)
		sw_snapshot_each(&reader, &rs, t, c, each_rule, w, &none);
	sw_reader_fini(&reader);
	sw_ruleset_fini(&rs);
	sw_nl_close(nl);
}

void sw_offer_numbers(struct sw_request *r)
{
	struct sw_table *held = held_table(r);
	struct numbers w = { .r = r, .chain = r->chain };

	w.out = r->chain ? sw_str_open(&w.text) : NULL;
	if (w.out) {
		if (held)
			offer_held(&w, sw_table_chain(held, r->chain));
		else
			offer_kernel(&w);
		fclose(w.out);
	}
	sw_str_fini(&w.text);
}

/* ---- sets ------------------------------------------------------------------------------------ */

static void each_set(const char *name, void *arg)
{
	sw_offer(arg, name, NULL);
}

/* The question alone would load the module: no key may do that. */
void sw_offer_sets(struct sw_request *r)
{
	struct sw_nl *nl = access("/sys/module/ip_set", F_OK) ? NULL : open_kernel(r);
	struct sw_err none;

	sw_err_init(&none);
	if (nl)
		sw_kernel_ipsets(nl, each_set, r, &none);
	sw_nl_close(nl);
}
