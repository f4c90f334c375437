/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One table of the families of metrics, and a row of labels before each value. */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "sight/openmetrics.h"
#include "sight/rates.h"

struct writer {
	const struct sw_tally *t;
	struct sw_str *out;
	bool      all;
	uint32_t *nth;		/* owned: of each row, among those with the same labels */
};

/* What has a value of its own in a family of metrics. */
enum of { OF_RULE, OF_POLICY, OF_BUILTIN, OF_CHAIN };

struct family {
	const char *name, *type, *unit, *help;
	enum of     of;
	uint64_t  (*row)(const struct sw_tally_row *);
	uint64_t  (*chain)(const struct sw_tally_chain *);
};

static uint64_t packets_of(const struct sw_tally_row *r)
{
	return r->packets;
}

static uint64_t bytes_of(const struct sw_tally_row *r)
{
	return r->bytes;
}

static uint64_t number_of(const struct sw_tally_row *r)
{
	return r->number;
}

static uint64_t rules_of(const struct sw_tally_chain *c)
{
	return c->nrule;
}

static uint64_t drops(const struct sw_tally_chain *c)
{
	return c->policy == SW_DROP;
}

static const struct family families[] = {
	{ "statewall_rule_packets", "counter", NULL, "Packets that matched the rule.",
	  OF_RULE, .row = packets_of },
	{ "statewall_rule_bytes", "counter", "bytes", "Bytes of the packets that matched the rule.",
	  OF_RULE, .row = bytes_of },
	{ "statewall_rule_number", "gauge", NULL, "Where the rule stands in its chain, from 1.",
	  OF_RULE, .row = number_of },
	{ "statewall_policy_packets", "counter", NULL,
	  "Packets that came to the end of the builtin chain.", OF_POLICY, .row = packets_of },
	{ "statewall_policy_bytes", "counter", "bytes",
	  "Bytes of the packets that came to the end of the builtin chain.", OF_POLICY,
	  .row = bytes_of },
	{ "statewall_policy_drop", "gauge", NULL,
	  "Does the policy of the builtin chain drop? 1: it does, 0: it accepts.", OF_BUILTIN,
	  .chain = drops },
	{ "statewall_chain_rules", "gauge", NULL, "Rules in the chain.", OF_CHAIN,
	  .chain = rules_of },
};

/* ---- labels ---------------------------------------------------------------------------------- */

/* Bytes that are no UTF-8, and control characters, are \xNN in it, as on a terminal: the format has
 * only text. */
static void add_label(struct sw_str *out, const char *name, const char *value)
{
	struct sw_str safe = { 0 };

	sw_str_add_safe(&safe, value);
	sw_str_addf(out, "%s=\"", name);
	for (size_t i = 0; i < safe.len; i++) {
		if (safe.s[i] == '"' || safe.s[i] == '\\')
			sw_str_addc(out, '\\');
		sw_str_addc(out, safe.s[i]);
	}
	sw_str_addc(out, '"');
	out->oom |= safe.oom;
	sw_str_fini(&safe);
}

static void add_chain_labels(struct sw_str *out, const struct sw_tally_chain *c)
{
	sw_str_addf(out, "family=\"%s\",table=\"%s\",", sw_tally_family(c),
		    sw_builtin_tables[c->table].name);
	add_label(out, "chain", c->name);
}

static void add_rule_labels(const struct writer *w, const struct sw_tally_row *r)
{
	sw_str_addc(w->out, ',');
	add_label(w->out, "comment", r->comment ? sw_tally_comment(w->t, r) : "");
	if (w->all) {
		sw_str_addc(w->out, ',');
		add_label(w->out, "rule", sw_tally_text(w->t, r));
	}
	sw_str_addf(w->out, ",nth=\"%" PRIu32 "\"", w->nth[r - w->t->row]);
}

/* What the labels say, as a number. Rows that are not shown have numbers of their own: they count
 * for none of the others. */
static uint64_t key_of(const struct writer *w, const struct sw_tally_row *r)
{
	uint64_t h;

	if (w->all || !r->comment)
		return r->hash;
	h = sw_bytes_hash(~(uint64_t)0, &r->chain, sizeof(r->chain));
	return sw_bytes_hash(h, sw_tally_comment(w->t, r), r->comment);
}

static int number_rows(struct writer *w, struct sw_err *err)
{
	SW_FREE uint64_t *key = calloc(w->t->nrow + 1, sizeof(*key));

	w->nth = calloc(w->t->nrow + 1, sizeof(*w->nth));
	if (!key || !w->nth)
		return sw_err_nomem(err);
	for (size_t i = 0; i < w->t->nrow; i++)
		key[i] = key_of(w, &w->t->row[i]);
	return sw_rates_occurrence(key, w->t->nrow, w->nth, err);
}

/* ---- families -------------------------------------------------------------------------------- */

static void add_head(struct sw_str *out, const struct family *f)
{
	sw_str_addf(out, "# TYPE %s %s\n", f->name, f->type);
	if (f->unit)
		sw_str_addf(out, "# UNIT %s %s\n", f->name, f->unit);
	sw_str_addf(out, "# HELP %s %s\n", f->name, f->help);
}

/* row: NULL for a chain's. */
static void add_sample(const struct writer *w, const struct family *f,
		       const struct sw_tally_chain *c, const struct sw_tally_row *row)
{
	sw_str_addf(w->out, "%s%s{", f->name, *f->type == 'c' ? "_total" : "");
	add_chain_labels(w->out, c);
	if (f->of == OF_RULE)
		add_rule_labels(w, row);
	sw_str_addf(w->out, "} %" PRIu64 "\n", f->chain ? f->chain(c) : f->row(row));
}

static void add_family(const struct writer *w, const struct family *f)
{
	const struct sw_tally *t = w->t;

	add_head(w->out, f);
	for (size_t i = 0; i < t->nchain && f->chain; i++)
		if (f->of == OF_CHAIN || t->chain[i].builtin)
			add_sample(w, f, &t->chain[i], NULL);
	for (size_t i = 0; i < t->nrow && f->row; i++) {
		const struct sw_tally_row *r = &t->row[i];

		if (f->of == OF_POLICY ? !r->number : r->number && (w->all || r->comment))
			add_sample(w, f, &t->chain[r->chain], r);
	}
}

int sw_openmetrics(const struct sw_tally *t, bool all, struct sw_str *out, struct sw_err *err)
{
	struct writer w = { .t = t, .out = out, .all = all };
	int ret = number_rows(&w, err);

	for (size_t i = 0; i < SW_ARRAY_SIZE(families) && !ret; i++)
		add_family(&w, &families[i]);
	sw_str_add(out, "# EOF\n");
	free(w.nth);
	return ret || !out->oom ? ret : sw_err_nomem(err);
}
