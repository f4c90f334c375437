/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rule -> program and userdata: asks each match, trusts none, and carries as xt what nft cannot
 * say. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/log.h"
#include "translate/driver_local.h"
#include "translate/ids.h"
#include "translate/ip.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_comment.h>

/* How much goes native. Userdata has 256 bytes: when the words do not fit, the comment travels as
 * xt; when they still do not fit, every extension does, and needs no words. So it does when the
 * rule would have more expressions than the kernel takes. */
enum level { ALL_NATIVE, COMMENT_XT, ALL_XT };

struct encoder {
	const struct sw_rule *r;
	const struct sw_ctx  *ctx;
	struct sw_prog       *p;
	enum level            level;
	bool                  check;
	const struct sw_carry *carry;	/* what must travel as xt; NULL = free choice */
	bool                  wordy;	/* the spelling must be kept */
	const char           *comment;
	struct sw_spell_out  *spell;	/* begun anew for each level */
};

/* A place in a program to go back to when a match gives up half-way. */
struct mark {
	size_t  ntest, nstmt, nset;
	uint8_t guard;
	bool    has_verdict, defrag;
};

static struct mark mark_here(const struct sw_prog *p)
{
	return (struct mark){ p->ntest, p->nstmt, p->nset, p->guard, p->has_verdict,
			      p->defrag };
}

static void back_to(struct sw_prog *p, const struct mark *m)
{
	while (p->nset > m->nset)
		free(p->set[--p->nset].elem);
	p->ntest = m->ntest;
	p->nstmt = m->nstmt;
	p->guard = m->guard;
	p->has_verdict = m->has_verdict;
	p->defrag = m->defrag;
	p->need.kind = SW_NEED_NONE;	/* only the target, which comes last, sets it */
	if (!p->has_verdict)
		p->chain[0] = '\0';
}

/* The law of every match: what decode makes of encode's tests is the payload again. */
static bool decodes_back(const struct encoder *e, const struct sw_match_ops *o,
			 const struct sw_ext *m, size_t from, const struct sw_hint *hint)
{
	_Alignas(16) uint8_t data[SW_PAYLOAD_MAX];
	size_t n = e->p->ntest - from;

	memset(data, 0, o->size);
	if (o->decode(n ? e->p->test + from : &sw_no_test, n, e->ctx, hint, data) == (int)n &&
	    !memcmp(data, m->data, sw_match_user_size(o)))
		return true;
	sw_log("match %s: encode and decode differ, carried as xt", o->name);
	return false;
}

static bool carried(const struct encoder *e, const struct sw_ext *m)
{
	size_t i = m - e->r->match;

	return e->carry && i < 128 && (e->carry->match[i / 64] >> i % 64 & 1);
}

/* No target is asked: xt's TTL, which has sets, asks for a table named mangle. */
static bool must_carry(const struct encoder *e, const struct sw_match_ops *o,
		       const struct mark *before)
{
	return e->ctx->no_sets && !o->no_xt && e->p->nset > before->nset;
}

/* 1 = native, 0 = carry it, < 0 refused */
static int encode_native(struct encoder *e, const struct sw_ext *m, struct sw_err *err)
{
	const struct sw_match_ops *o = sw_match_ops(m->name, m->rev, e->ctx->family);
	struct mark before = mark_here(e->p);
	struct sw_hint hint;	/* not cleared: that is 64 bytes for each */
	int rc;

	if (!o || m->size != o->size || o->size > SW_PAYLOAD_MAX || e->level == ALL_XT ||
	    carried(e, m))
		return 0;
	hint.len = 0;
	rc = o->encode(m, e->ctx, e->p, &hint, err);
	if (rc < 0)
		return rc;
	if (rc == 0 || e->p->ntest - before.ntest > UINT8_MAX || must_carry(e, o, &before) ||
	    (e->check && !decodes_back(e, o, m, before.ntest, &hint))) {
		back_to(e->p, &before);
		return 0;
	}
	sw_spell_add(e->spell, o->id, e->p->ntest - before.ntest, &hint);
	e->wordy = true;
	return 1;
}

/* Only the text goes into userdata: bytes behind it, which no plugin writes, would be lost. */
static bool is_plain_text(const char *text, size_t size)
{
	static const char zero[sizeof(struct xt_comment_info)];
	size_t n = strnlen(text, size);

	return n && n <= 253 && !memcmp(text + n, zero, size - n);
}

static int encode_comment(struct encoder *e, const struct sw_ext *m)
{
	const char *text = m->data;

	/* One comment per rule is the userdata's; an empty or unterminated one is not worth a
	 * trap. */
	if (e->level != ALL_NATIVE || carried(e, m) || e->comment ||
	    m->size != XT_ALIGN(sizeof(struct xt_comment_info)) || !is_plain_text(text, m->size))
		return 0;
	e->comment = text;
	if (m != &e->r->match[e->r->nmatch - 1])
		e->wordy = true;	/* without words a comment is the last match */
	sw_spell_add(e->spell, SW_ID_COMMENT, 0, NULL);
	return 1;
}

static int encode_match(struct encoder *e, const struct sw_ext *m, struct sw_err *err)
{
	int rc = strcmp(m->name, "comment") ? encode_native(e, m, err) : encode_comment(e, m);

	if (rc)
		return rc < 0 ? rc : 0;
	sw_prog_xt(e->p, m);
	sw_spell_add(e->spell, SW_ID_XT, 1, NULL);
	return 0;
}

static bool target_decodes_back(const struct encoder *e, const struct sw_target_ops *o,
				const struct sw_ext *t, const struct sw_hint *hint)
{
	_Alignas(16) uint8_t data[SW_PAYLOAD_MAX];

	memset(data, 0, o->size);
	if (o->decode(e->p, e->ctx, hint, data) == 0 &&
	    /* TRACE has no payload */
	    (!o->size || !memcmp(data, t->data, sw_target_user_size(o))))
		return true;
	sw_log("target %s: encode and decode differ, carried as xt", o->name);
	return false;
}

static int encode_target(struct encoder *e, struct sw_err *err)
{
	const struct sw_ext *t = &e->r->jump.ext;
	const struct sw_target_ops *o = sw_target_ops(t->name, t->rev, t->size,
						      e->ctx->family);
	struct mark before = mark_here(e->p);
	struct sw_hint hint;	/* not cleared: that is 64 bytes for each */
	int rc = 0;

	hint.len = 0;
	if (e->carry && e->carry->form)
		o = e->carry->form;
	if (o && o->size <= SW_PAYLOAD_MAX &&
	    (e->level != ALL_XT || o->always) && !(e->carry && e->carry->target))
		rc = o->encode(t, e->ctx, e->p, &hint, err);
	if (rc < 0)
		return rc;
	if (rc == 1 && (!e->check || target_decodes_back(e, o, t, &hint))) {
		sw_spell_add(e->spell, o->id, 0, &hint);
		e->wordy = true;
		return 0;
	}
	back_to(e->p, &before);
	sw_prog_stmt(e->p, SW_STMT_XT)->xt = t;
	return 0;
}

static int encode_jump(struct encoder *e, struct sw_err *err)
{
	const struct sw_jump *j = &e->r->jump;
	struct sw_prog *p = e->p;

	if (j->kind == SW_JUMP_EXT)
		return encode_target(e, err);
	if (j->kind == SW_JUMP_NONE)
		return 0;
	if (j->kind == SW_JUMP_VERDICT && j->verdict == SW_QUEUE) {
		sw_queue_encode(p);
		sw_spell_add(e->spell, SW_ID_QUEUE, 0, NULL);
		e->wordy = true;
		return 0;
	}
	p->has_verdict = true;
	p->verdict = j->verdict;
	if (j->kind == SW_JUMP_CHAIN) {
		p->verdict = e->r->ip.go ? NFT_GOTO : NFT_JUMP;
		memcpy(p->chain, j->chain, sizeof(p->chain));
	}
	return 0;
}

/* More expressions than a rule may have, or nearly: a test is up to three, a guard four. An
 * extension that travels as xt is one; so is a statement, but for a few of a target, for which
 * there is room. */
static bool is_long(const struct sw_prog *p)
{
	size_t n = 16 + p->nstmt;

	for (size_t i = 0; i < p->ntest; i++)
		n += p->test[i].kind == SW_TEST_XT      ? 1
		     : p->test[i].kind == SW_TEST_GUARD ? 4
							: 3;
	return n > SW_LOWER_MAX_EXPR;
}

/* 0 = done, 1 = too much for this level, < 0 = refused */
static int encode_level(struct encoder *e, struct sw_userdata *ud, struct sw_err *err)
{
	struct sw_prog *p = e->p;
	int rc;

	sw_prog_reset(p);
	e->spell->len = 0;
	e->spell->full = e->wordy = false;
	e->comment = NULL;
	p->counter = true;
	p->packets = e->r->packets;
	p->bytes = e->r->bytes;
	sw_ip_encode(&e->r->ip, e->ctx->family, p);
	for (size_t i = 0; i < e->r->nmatch; i++) {
		rc = encode_match(e, &e->r->match[i], err);
		if (rc)
			return rc;
	}
	rc = encode_jump(e, err);
	if (rc)
		return rc;
	p->compat_proto = e->r->ip.proto;
	p->compat_inv = e->r->ip.inv & SW_INV_PROTO;
	if (p->oom)
		return sw_err_nomem(err);
	if (e->level != ALL_XT && is_long(p))
		return 1;
	return !sw_spell_compose(ud, e->comment, e->wordy && e->level != ALL_XT ? e->spell : NULL);
}

static int encode(const struct sw_rule *r, const struct sw_ctx *ctx, struct sw_prog *p,
		  struct sw_userdata *ud, bool check, const struct sw_carry *carry,
		  struct sw_err *err)
{
	struct sw_ctx here = *ctx;
	struct sw_spell_out spell;
	struct encoder e = {
		.r = r, .ctx = &here, .p = p, .check = check, .carry = carry, .spell = &spell
	};
	int rc;

	here.ip = &r->ip;
	do {
		rc = encode_level(&e, ud, err);
	} while (rc > 0 && e.level++ < ALL_XT);
	return rc;
}

int sw_encode(const struct sw_rule *r, const struct sw_ctx *ctx, struct sw_prog *p,
	      struct sw_userdata *ud, struct sw_err *err)
{
	return encode(r, ctx, p, ud, true, NULL, err);
}

bool sw_encode_again(const struct sw_rule *r, const struct sw_rule *before, uint8_t family,
		     struct sw_prog *p, struct sw_userdata *ud)
{
	if (p->plain != family || !sw_rule_alike(r, before))
		return false;
	sw_ip_encode_again(&r->ip, family, p);
	p->packets = r->packets;
	p->bytes = r->bytes;
	ud->len = 0;
	return true;
}

int sw_encode_as(const struct sw_rule *r, const struct sw_ctx *ctx, const struct sw_carry *carry,
		 struct sw_prog *p, struct sw_userdata *ud, struct sw_err *err)
{
	return encode(r, ctx, p, ud, false, carry, err);
}
