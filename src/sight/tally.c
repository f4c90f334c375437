/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads all counters of the kernel's in one pass: no rule is kept. */
#include <stdio_ext.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/vec.h"
#include "session/session.h"
#include "sight/rule_json.h"
#include "sight/tally.h"
#include "words/print_rule.h"

/* What a reading has in its hands. */
struct reading {
	struct sw_tally *t;
	struct sw_session *s;
	FILE    *out;		/* into t->text */
	uint8_t  family;	/* 0: both */
	uint32_t first;		/* index of the first chain of the table */
	struct sw_chain *chain;
	struct sw_err *err;
};

uint64_t sw_tally_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

const char *sw_tally_text(const struct sw_tally *t, const struct sw_tally_row *r)
{
	return t->text.s + r->at;
}

const char *sw_tally_comment(const struct sw_tally *t, const struct sw_tally_row *r)
{
	return t->text.s + r->at + r->len + 1;
}

const char *sw_tally_words(const struct sw_tally *t, const struct sw_tally_row *r)
{
	return sw_tally_comment(t, r) + r->comment + 1;
}

const char *sw_tally_family(const struct sw_tally_chain *c)
{
	return c->family == SW_IP6 ? "ipv6" : "ipv4";
}

/* How long the text is, with what the stream still holds. */
static size_t so_far(const struct reading *w)
{
	return w->t->text.len + __fpending(w->out);
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* NULL: no memory. */
static struct sw_tally_row *add_row(struct sw_tally *t)
{
	if (!SW_GROW(t->row, t->nrow, t->caprow))
		return NULL;
	t->row[t->nrow] = (struct sw_tally_row){ 0 };
	return &t->row[t->nrow++];
}

/* Of several comments the first one. */
static uint32_t put_comment(FILE *out, const struct sw_rule *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nmatch && !n; i++) {
		const struct sw_ext *x = &r->match[i];

		if (!strcmp(x->name, "comment") && x->data) {
			n = strnlen(x->data, x->size);
			fwrite(x->data, 1, n, out);
		}
	}
	fputc('\0', out);
	return (uint32_t)n;
}

static int put_words(struct reading *w, uint32_t number, struct sw_rule *r)
{
	struct sw_rule_json of = { .family = w->s->rs.family, .chain = w->chain->name,
				   .number = number, .counters = true, .form = true };
	struct sw_str members = { 0 };
	int ret = sw_rule_json_members(&members, &of, r, w->err);

	if (ret >= 0)
		fwrite(members.s, 1, members.len + 1, w->out);
	sw_str_fini(&members);
	return ret < 0 ? ret : 0;
}

/* The line "-A CHAIN TEXT\n" stays whole in the text: its begin is passed by, its end is cut when
 * all is read. */
static int put_rule(struct reading *w, struct sw_rule *r)
{
	size_t at = so_far(w), head = strlen("-A ") + strlen(w->chain->name);
	struct sw_tally_row *row;
	int ret = sw_print_unreadable(w->out, r, w->err);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = sw_print_save(w->out, w->s->rs.family, w->chain->name, r, SW_SAVE_PLAIN, w->err);
	if (ret)
		return ret;
	row = add_row(w->t);
	if (!row)
		return sw_err_nomem(w->err);
	row->chain = w->first + (uint32_t)w->chain->mark;
	row->number = w->t->chain[row->chain].nrule;
	row->packets = r->packets;
	row->bytes = r->bytes;
	row->at = at + head;
	row->len = (uint32_t)(so_far(w) - row->at - 1);
	if (row->len) {		/* the blank behind the chain; a rule without words has none */
		row->at++;
		row->len--;
	}
	row->comment = put_comment(w->out, r);
	row->words = w->t->words;
	return row->words ? put_words(w, row->number, r) : 0;
}

static void enter(struct sw_chain *c, void *arg)
{
	((struct reading *)arg)->chain = c;
}

static int take(struct sw_rule *r, void *arg)
{
	struct reading *w = arg;

	w->t->chain[w->first + w->chain->mark].nrule++;
	return put_rule(w, r);
}

/* ---- chains and tables ----------------------------------------------------------------------- */

static int add_policy(struct reading *w, const struct sw_chain *c)
{
	struct sw_tally_row *row = add_row(w->t);
	int n;

	if (!row)
		return sw_err_nomem(w->err);
	row->chain = (uint32_t)w->t->nchain - 1;
	row->packets = c->packets;
	row->bytes = c->bytes;
	row->at = so_far(w);
	n = fprintf(w->out, "policy %s", sw_verdict_word(c->policy));
	row->len = n > 0 ? (uint32_t)n : 0;
	fwrite("\0", 1, 2, w->out);	/* its end, and a comment of no length */
	return 0;
}

static int add_chain(struct reading *w, struct sw_chain *c, size_t table, size_t mark)
{
	struct sw_tally *t = w->t;
	struct sw_tally_chain *mine;

	if (!SW_GROW(t->chain, t->nchain, t->capchain))
		return sw_err_nomem(w->err);
	mine = &t->chain[t->nchain++];
	*mine = (struct sw_tally_chain){ .family = w->s->rs.family, .table = (uint8_t)table,
					 .builtin = c->builtin, .policy = c->policy };
	snprintf(mine->name, sizeof(mine->name), "%s", c->name);
	c->mark = mark;
	return c->builtin && c->counters_known ? add_policy(w, c) : 0;
}

static int read_table(struct reading *w, size_t i)
{
	struct sw_session *s = w->s;
	struct sw_table *t = &s->rs.table[i];
	SW_FREE struct sw_chain **chain = NULL;
	size_t about, n;
	int ret = sw_table_sorted(t, &chain, &n, w->err);

	w->first = (uint32_t)w->t->nchain;
	for (size_t k = 0; k < n && !ret; k++)
		ret = add_chain(w, chain[k], i, k);
	if (!ret && sw_snapshot_whole_is_cheaper(t, &about)) {
		ret = sw_snapshot_each_of_table(&s->reader, &s->rs, t, enter, take, w, w->err);
		return ret < 0 ? ret : 0;
	}
	for (size_t k = 0; k < n && ret >= 0; k++) {
		w->chain = chain[k];
		if (w->chain->in_kernel)
			ret = sw_snapshot_each(&s->reader, &s->rs, t, w->chain, take, w, w->err);
	}
	return ret < 0 ? ret : 0;
}

static int read_family(struct reading *w, uint8_t family)
{
	int ret = sw_session_family(w->s, family, w->err);

	if (!ret)
		ret = sw_session_need_all(w->s, w->err);
	for (size_t i = 0; i < SW_NTABLES && !ret; i++)
		if (w->s->rs.table[i].in_kernel)
			ret = read_table(w, i);
	return ret;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void hash_rows(struct sw_tally *t)
{
	for (size_t i = 0; i < t->nrow; i++) {
		struct sw_tally_row *r = &t->row[i];
		const struct sw_tally_chain *c = &t->chain[r->chain];
		uint8_t seat[2] = { c->family, c->table };

		t->text.s[r->at + r->len] = '\0';
		r->hash = sw_bytes_hash(sw_bytes_hash(1, seat, sizeof(seat)), c->name,
					strlen(c->name) + 1);
		/* a policy that became another one is the same row */
		r->hash = r->number ? sw_bytes_hash(r->hash, t->text.s + r->at, r->len) : ~r->hash;
	}
}

static int read_all(struct sw_session *s, void *arg, struct sw_err *err)
{
	struct reading *w = arg;
	struct sw_tally *t = w->t;
	int ret = 0;

	w->s = s;
	w->err = err;
	t->nchain = t->nrow = 0;
	sw_str_reset(&t->text);
	w->out = sw_str_open(&t->text);
	if (!w->out)
		return sw_err_nomem(err);
	if (w->family != SW_IP6)
		ret = read_family(w, SW_IP4);
	if (!ret && w->family != SW_IP4)
		ret = read_family(w, SW_IP6);
	if ((fclose(w->out) || t->text.oom) && !ret)
		ret = sw_err_nomem(err);
	if (!ret)
		hash_rows(t);
	/* the generation that the session asks for at its end is that of the first */
	return ret ? ret : sw_session_family(s, SW_IP4, err);
}

int sw_tally_read(const char *program, uint8_t family, struct sw_tally *t, struct sw_err *err)
{
	struct sw_ask ask = { .program = program, .family = SW_IP4 };
	struct reading w = { .t = t, .family = family };
	int ret;

	t->when = sw_tally_now();
	ret = sw_session_with(&ask, read_all, &w, NULL, err);
	t->cost = sw_tally_now() - t->when;
	if (ret)
		t->nchain = t->nrow = 0;
	return ret;
}

void sw_tally_fini(struct sw_tally *t)
{
	free(t->chain);
	free(t->row);
	sw_str_fini(&t->text);
	*t = (struct sw_tally){ .words = t->words };
}
