/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Program -> rule: by the words in the userdata, else by guessing; believed only if it encodes
 * back. */
#include <errno.h>
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_comment.h>
#include "base/cleanup.h"
#include "base/str.h"
#include "translate/driver_local.h"
#include "translate/ids.h"
#include "translate/ip.h"

struct decoder {
	const struct sw_prog *p;
	struct sw_ctx         ctx;	/* ctx.ip is r->ip */
	struct sw_rule       *r;
	size_t                at;	/* next test */
	struct sw_carry       carry;	/* what was read as xt */
	struct sw_err        *err;
};

/* All steps: 0 = done, 1 = not readable this way, < 0 = no memory. */

static int add_ext(struct decoder *d, const char *name, uint8_t rev, const void *data, size_t size,
		   size_t user)
{
	struct sw_ext e = { .size = 0 };
	int rc = sw_ext_set(&e, name, rev, data, size, user, d->err);

	if (rc)
		return rc;
	rc = sw_rule_add_match(d->r, &e, d->err);
	if (rc)
		sw_ext_fini(&e);
	return rc;
}

static int add_comment(struct decoder *d, const char *text)
{
	struct xt_comment_info info = { .comment = "" };

	if (!text || strlen(text) >= sizeof(info.comment))
		return 1;
	strcpy(info.comment, text);
	return add_ext(d, "comment", 0, &info, XT_ALIGN(sizeof(info)), sizeof(info));
}

static int add_xt(struct decoder *d, const struct sw_test *t)
{
	if (t->kind != SW_TEST_XT)
		return 1;
	d->r->compat = true;
	if (d->r->nmatch < 128)
		d->carry.match[d->r->nmatch / 64] |= 1ull << d->r->nmatch % 64;
	d->at++;
	return add_ext(d, t->xt->name, t->xt->rev, t->xt->data, t->xt->size, t->xt->user_size);
}

/* n: tests offered. exact: the match must take them all. */
static int add_native(struct decoder *d, const struct sw_match_ops *o, size_t n,
		      const struct sw_hint *hint)
{
	_Alignas(16) uint8_t data[SW_PAYLOAD_MAX];
	int used;

	memset(data, 0, o->size);
	used = o->decode(n ? d->p->test + d->at : &sw_no_test, n, &d->ctx, hint, data);
	if (used < 0 || (hint && (size_t)used != n) || (!hint && !used))
		return 1;
	d->at += used;
	return add_ext(d, o->name, o->rev, data, o->size, sw_match_user_size(o));
}

static int set_target(struct decoder *d, const struct sw_target_ops *o, const struct sw_hint *hint)
{
	_Alignas(16) uint8_t data[SW_PAYLOAD_MAX];
	struct sw_jump *j = &d->r->jump;

	memset(data, 0, o->size);
	if (o->decode(d->p, &d->ctx, hint, data))
		return 1;
	d->carry.form = o;
	j->kind = SW_JUMP_EXT;
	return sw_ext_set(&j->ext, o->name, o->rev, data, o->size, sw_target_user_size(o), d->err);
}

static int set_verdict(struct decoder *d)
{
	struct sw_jump *j = &d->r->jump;
	const struct sw_prog *p = d->p;

	switch (p->verdict) {
	case NF_ACCEPT: case NF_DROP: case NFT_RETURN:
		j->kind = SW_JUMP_VERDICT;
		j->verdict = p->verdict;
		return 0;
	case NFT_JUMP: case NFT_GOTO:
		/* A companion's: its target's words are lost. Or "-j NAME" would be read
		 * otherwise. */
		if (sw_name_is_reserved(p->chain) ||
		    !(p->verdict == NFT_JUMP ? sw_chain_name_ok(p->chain, d->ctx.family)
					     : sw_str_is_bare(p->chain)))
			return 1;
		j->kind = SW_JUMP_CHAIN;
		d->r->ip.go = p->verdict == NFT_GOTO;
		memcpy(j->chain, p->chain, sizeof(j->chain));
		return 0;
	default:
		return 1;
	}
}

/* Without words for the target: what the statements themselves say. */
static int guess_target(struct decoder *d)
{
	const struct sw_prog *p = d->p;
	struct sw_jump *j = &d->r->jump;

	if (p->nstmt == 0)
		return p->has_verdict ? set_verdict(d) : 0;
	if (p->nstmt == 1 && p->stmt[0].kind == SW_STMT_XT && !p->has_verdict) {
		const struct sw_ext *xt = p->stmt[0].xt;

		d->r->compat = d->carry.target = true;
		j->kind = SW_JUMP_EXT;
		return sw_ext_set(&j->ext, xt->name, xt->rev, xt->data, xt->size, xt->user_size,
				  d->err);
	}
	for (const struct sw_target_ops *const *o = sw_targets; *o; o++) {
		int rc;

		if (!((*o)->families & (d->ctx.family == SW_IP6 ? SW_FAM6 : SW_FAM4)))
			continue;
		rc = set_target(d, *o, NULL);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

/* ---- with words ------------------------------------------------------------------------------ */

static int one_entry(struct decoder *d, const struct sw_spell_entry *e, const char *comment,
		     bool *target)
{
	const struct sw_match_ops *m;
	const struct sw_target_ops *t;

	if (*target || d->p->ntest - d->at < e->ntest)
		return 1;
	if (e->id == SW_ID_XT)
		return e->ntest == 1 ? add_xt(d, &d->p->test[d->at]) : 1;
	if (e->id == SW_ID_COMMENT)
		return e->ntest ? 1 : add_comment(d, comment);
	if (e->id == SW_ID_QUEUE && !e->ntest) {
		*target = true;
		return !sw_queue_decode(d->p, &d->r->jump);
	}
	m = sw_match_ops_by_id(e->id, d->ctx.family);
	if (m)
		return add_native(d, m, e->ntest, &e->hint);
	t = sw_target_ops_by_id(e->id, d->ctx.family);
	if (!t || e->ntest)
		return 1;
	*target = true;
	return set_target(d, t, &e->hint);
}

/* How many tests belong to the extensions, or -1; *nent: how many extensions these are. */
static int count_tests(struct sw_spell_in in, uint32_t *nent)
{
	struct sw_spell_entry e;
	int n = 0, rc;

	for (*nent = 0; (rc = sw_spell_next(&in, &e)) > 0; ++*nent)
		n += e.ntest;
	return rc < 0 ? -1 : n;
}

static int decode_by_words(struct decoder *d, struct sw_spell_in in)
{
	struct sw_spell_entry e;
	uint32_t nent;
	int next, rc, n = count_tests(in, &nent);
	bool target = false;

	if (n < 0 || (size_t)n > d->p->ntest)
		return 1;
	rc = sw_rule_reserve(d->r, nent, d->err);
	if (rc)
		return rc;
	n = d->p->ntest - n;
	d->at = sw_ip_decode(d->p->test, n, d->ctx.family, &d->r->ip);
	if (d->at != (size_t)n)
		return 1;
	while ((next = sw_spell_next(&in, &e)) > 0) {
		rc = one_entry(d, &e, in.comment, &target);
		if (rc)
			return rc;
	}
	if (next < 0 || d->at != d->p->ntest)
		return 1;
	return target ? 0 : guess_target(d);
}

/* ---- without --------------------------------------------------------------------------------- */

static int guess_match(struct decoder *d)
{
	if (d->p->test[d->at].kind == SW_TEST_XT)
		return add_xt(d, &d->p->test[d->at]);
	for (const struct sw_match_ops *const *o = sw_matches; *o; o++) {
		int rc;

		if ((*o)->no_claim ||
		    !((*o)->families & (d->ctx.family == SW_IP6 ? SW_FAM6 : SW_FAM4)))
			continue;
		rc = add_native(d, *o, d->p->ntest - d->at, NULL);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

static int decode_by_guess(struct decoder *d, const char *comment)
{
	int rc;

	d->at = sw_ip_decode(d->p->test, d->p->ntest, d->ctx.family, &d->r->ip);
	while (d->at < d->p->ntest) {
		rc = guess_match(d);
		if (rc)
			return rc;
	}
	rc = comment ? add_comment(d, comment) : 0;
	return rc ? rc : guess_target(d);
}

/* ---- both ------------------------------------------------------------------------------------ */

static bool has_raw(const struct sw_prog *p)
{
	for (size_t i = 0; i < p->ntest; i++)
		if (p->test[i].kind == SW_TEST_RAW)
			return true;
	for (size_t i = 0; i < p->nstmt; i++)
		if (p->stmt[i].kind == SW_STMT_RAW)
			return true;
	return !p->counter;
}

/* What was read is believed only if it would be written the same way. */
static int confirm(struct decoder *d, struct sw_prog *scratch)
{
	struct sw_userdata ud;
	int rc = sw_encode_as(d->r, &d->ctx, &d->carry, scratch, &ud, NULL);

	if (rc == -ENOMEM)
		return sw_err_nomem(d->err);
	return rc || !sw_prog_equal(d->p, scratch);
}

static void start_over(struct decoder *d, struct sw_rule *r)
{
	sw_rule_fini(r);
	d->at = 0;
	d->carry = (struct sw_carry){ 0 };
}

int sw_decode(const struct sw_prog *p, const void *ud, size_t udlen, const struct sw_ctx *ctx,
	      struct sw_rule *r, struct sw_prog *scratch, struct sw_err *err)
{
	struct decoder d = { .p = p, .ctx = *ctx, .r = r, .err = err };
	struct sw_spell_in in;
	int rc = 1;

	if (has_raw(p))
		return 1;
	d.ctx.ip = &r->ip;
	sw_spell_parse(&in, ud, udlen);
	if (in.p) {
		rc = decode_by_words(&d, in);
		if (!rc)
			rc = confirm(&d, scratch);
		if (rc > 0)
			start_over(&d, r);
	}
	if (rc > 0) {
		rc = decode_by_guess(&d, in.comment);
		if (!rc)
			rc = confirm(&d, scratch);
	}
	if (rc) {
		start_over(&d, r);
		return rc;
	}
	r->packets = p->packets;
	r->bytes = p->bytes;
	return 0;
}
